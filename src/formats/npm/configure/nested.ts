// Files of projects below the working directory that outrank a login for whoever starts the client there.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { InspectRequest, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { joinPath } from '../../shared/machine-paths.ts';
import { type NpmrcDialect, type NpmrcFindings, npmrcFindings } from './npmrc-findings.ts';
import { fileSource } from './npmrc-sources.ts';
import { isMember, workspacesOf } from './workspaces.ts';

/** Folders below the working directory that have a file of this name, relative, with `/`. */
export function nestedFolders(machine: ToolMachine, name: string): string[] {
  return machine
    .find(name)
    .filter((path) => path.includes('/'))
    .map((path) => path.slice(0, path.lastIndexOf('/')));
}

export interface NestedRules {
  /** A file in a member of a workspace counts where the client is started in it. */
  readonly isMemberRead?: boolean;
}

/** What .npmrc files of sub projects say otherwise than what counts at the top. */
export function nestedRemarks(
  tool: string,
  { machine, endpoint }: InspectRequest,
  top: Pick<NpmrcFindings, 'registries' | 'credentials'>,
  dialect: NpmrcDialect,
  { isMemberRead = false }: NestedRules = {},
): ToolRemark[] {
  const isRoot = tool === 'pnpm' && machine.exists(joinPath(machine, machine.workingDirectory, 'pnpm-workspace.yaml'));
  const patterns = workspacesOf(machine, machine.workingDirectory);
  return nestedFolders(machine, '.npmrc').flatMap((folder) => {
    const path = `${folder}/.npmrc`;
    const isProject = machine.exists(joinPath(machine, machine.workingDirectory, folder, 'package.json'));
    const isOfWorkspace = isRoot || (tool !== 'pnpm' && isMember(patterns, folder));
    const source = fileSource(machine, joinPath(machine, machine.workingDirectory, ...path.split('/')), {
      source: path,
      isOfProject: true,
    });
    if (!isProject || source === undefined || (isOfWorkspace && !isMemberRead)) return [];
    const found = npmrcFindings([source], dialect, { machine, endpoint });
    return nestedProblems(tool, folder, found, top, endpoint);
  });
}

/** What a sub project says otherwise, where the top asks the repository. */
export function nestedProblems(
  tool: string,
  folder: string,
  found: Pick<NpmrcFindings, 'registries' | 'credentials'>,
  top: Pick<NpmrcFindings, 'registries' | 'credentials'>,
  endpoint: string,
): ToolRemark[] {
  const elsewhere = found.registries.filter(
    ({ scope, url }) =>
      !isWithin(url, endpoint) && isWithin(top.registries.find((one) => one.scope === scope)?.url ?? '', endpoint),
  );
  const [used] = top.credentials;
  const [own] = found.credentials;
  const isOther = used !== undefined && own !== undefined && used.token.reveal() !== own.token.reveal();
  return [
    ...elsewhere.map(({ source, setting, url }) => ({
      name: 'nested-file',
      found: `${source} sets \`${setting}\` to ${url} and outranks the rest for ${tool} in ${folder}`,
      fix: `Take \`${setting}\` out of ${source}, or set it to ${endpoint}`,
    })),
    ...(isOther
      ? [
          {
            name: 'nested-file',
            found: `${own.source} holds another token for ${endpoint}, which ${tool} takes in ${folder}`,
            fix: `Take it out of ${own.source}.`,
          },
        ]
      : []),
  ];
}
