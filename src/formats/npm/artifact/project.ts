// Packs a project directory, or every package of a workspace, with the package manager the project itself uses: only
// pnpm, Yarn and Bun replace `workspace:` and `catalog:` requirements by the versions that consumers can install.

import { posix, win32 } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host, ProgramResult } from '../../../core/ports/host.ts';
import type { PackOptions } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { isObject } from './manifest.ts';

export function recognises(entries: readonly string[]): boolean {
  return entries.includes('package.json');
}

interface Project {
  readonly directory: string;
  readonly manifest: Record<string, unknown>;
  readonly entries: readonly string[];
}

interface Packer {
  readonly program: string;
  uses(project: Project): boolean;
  /** Commands that leave `.tgz` files in `into`, each run in the project directory. */
  commands(project: Project, into: string): readonly (readonly string[])[];
  /** What keeps it from running scripts of the package; undefined where nothing does. */
  readonly withoutScripts: string | undefined;
}

const hasWorkspaces = ({ manifest }: Project) => manifest.workspaces !== undefined;
/** A private root is the usual shape of a monorepo; packing it too would only produce a file to leave. */
const isPrivate = ({ manifest }: Project) => manifest.private === true;
const named = (project: Project, program: string) =>
  typeof project.manifest.packageManager === 'string' && project.manifest.packageManager.startsWith(`${program}@`);

/** First match wins; npm is for everything else. A `packageManager` field beats lock files left by somebody else. */
const PACKERS: readonly Packer[] = [
  {
    program: 'pnpm',
    uses: (project) =>
      named(project, 'pnpm') || (!declares(project) && has(project, 'pnpm-lock.yaml', 'pnpm-workspace.yaml')),
    commands: (project, into) =>
      has(project, 'pnpm-workspace.yaml')
        ? [['-r', ...(isPrivate(project) ? ['--filter', '!.'] : []), 'pack', '--pack-destination', into]]
        : [['pack', '--pack-destination', into]],
    // The short form is new in pnpm 12.
    withoutScripts: '--config.ignore-scripts=true',
  },
  {
    program: 'yarn',
    // Yarn 1 has no way to pack all workspaces and leaves `workspace:` alone, so npm serves those projects as well.
    uses: (project) =>
      (named(project, 'yarn') && !/^yarn@[01]\./.test(String(project.manifest.packageManager))) ||
      (!declares(project) && has(project, '.yarnrc.yml')),
    commands: (project, into) => {
      const out = `${into}/%s-%v.tgz`;
      return hasWorkspaces(project)
        ? [['workspaces', 'foreach', '--all', '--no-private', 'pack', '--out', out]]
        : [['pack', '--out', out]];
    },
    // `enableScripts` is about what is installed.
    withoutScripts: undefined,
  },
  {
    program: 'bun',
    uses: (project) =>
      (named(project, 'bun') || (!declares(project) && has(project, 'bun.lock', 'bun.lockb'))) &&
      !hasWorkspaces(project),
    commands: (_, into) => [['pm', 'pack', '--destination', into]],
    withoutScripts: '--ignore-scripts',
  },
  {
    program: 'npm',
    uses: () => true,
    commands: (project, into) => {
      const pack = ['pack', '--json', '--pack-destination', into];
      if (!hasWorkspaces(project)) return [pack];
      return [[...pack, '--workspaces', ...(isPrivate(project) ? [] : ['--include-workspace-root'])]];
    },
    withoutScripts: '--ignore-scripts',
  },
];

const declares = (project: Project) => typeof project.manifest.packageManager === 'string';
const has = (project: Project, ...names: string[]) => names.some((name) => project.entries.includes(name));

/**
 * Resolves to the tarballs, in a folder of their own below `into` (two projects may pack files of one name).
 * @throws RegistryError CA-FILE-004 when the package manager is missing, fails, or makes no file.
 */
export async function pack(
  directory: string,
  into: string,
  host: Host,
  { ignoreScripts, passEnv }: PackOptions,
): Promise<string[]> {
  const path = host.platform === 'win32' ? win32 : posix;
  const project = await readProject(directory, path.join(directory, 'package.json'), host);
  const packer = PACKERS.find((candidate) => candidate.uses(project)) as Packer;
  if (ignoreScripts && packer.withoutScripts === undefined) requireNoScripts(packer.program, project);
  const more = ignoreScripts && packer.withoutScripts !== undefined ? [packer.withoutScripts] : [];
  await host.files.makeDirectory(into);
  const folder = path.resolve(host.workingDirectory, into, `npm-${(await host.files.list(into)).length}`);
  await host.files.makeDirectory(folder);
  for (const args of packer.commands(project, folder)) {
    const result = await host.run(packer.program, [...args, ...more], { cwd: directory, pass: passEnv });
    if (result.status !== 0)
      throw failure(`${packer.program} ${args[0]} failed in ${directory}: ${lastWords(packer.program, result)}`);
  }
  const built = (await host.files.list(folder)).filter((name) => name.endsWith('.tgz'));
  if (built.length === 0) throw failure(`${packer.program} made no tarball in ${directory}`);
  return built.sort().map((name) => path.join(folder, name));
}

/** Scripts of workspaces are in files of their own, so that nothing can be said of them here. */
function requireNoScripts(program: string, project: Project): void {
  const { scripts } = project.manifest;
  const run = ['prepack', 'prepare', 'postpack'].filter((name) => isObject(scripts) && name in scripts);
  if (run.length === 0 && !hasWorkspaces(project)) return;
  const which = run.length > 0 ? run.map((name) => `\`${name}\``).join(', ') : 'the scripts of its workspaces';
  throw new RegistryError(
    'CA-FILE-004',
    `${program} has no way to pack ${project.directory} without running ${which}, as \`ignore-scripts\` asks`,
    { remedy: 'Pack it in a step before, where no credentials are, and name the tarballs in `packages`.' },
  );
}

async function readProject(directory: string, file: string, host: Host): Promise<Project> {
  const entries = await host.files.list(directory);
  try {
    const manifest: unknown = JSON.parse(((await host.files.readText(file)) ?? '').replace(/^\uFEFF/, ''));
    if (isObject(manifest)) return { directory, manifest, entries };
  } catch {
    // Said below, in one way for every kind of unreadable file.
  }
  throw failure(`${file} cannot be read as a package.json`);
}

const failure = (message: string) => new RegistryError('CA-FILE-004', message);

function lastWords(program: string, result: ProgramResult): string {
  if (result.status === 127) return `${program} was not found`;
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  return `exit status ${result.status}; ${shownBriefly(
    lines
      .filter((line) => line !== '')
      .slice(-5)
      .join(' | '),
    600,
  )}`;
}
