// What `dotnet restore` comes to by the model: the rules of the model, and four sources of which is known what they have and
// whom they let in. For the recorded restores, which happened with just these sources.
import { posix } from 'node:path';
import type { ToolMachine } from '../../../src/core/ports/package-format.ts';
import { PLAIN } from '../../../src/core/text/encoding.ts';
import {
  configValue,
  fallbackFolders,
  isError,
  isInsecure,
  isTrue,
  type RestoreModel,
  type RestoreSource,
  restoreModel,
} from '../../../src/formats/nuget/configure/restore-settings.ts';
import { SettingsRefusal } from '../../../src/formats/nuget/configure/settings.ts';
import {
  isHttp,
  isServiceIndex,
  nugetSettings,
  type PackageSource,
  sendsBasic,
} from '../../../src/formats/nuget/configure/sources.ts';

export interface RecordedRestore {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly result: {
    readonly exit: number;
    readonly codes: readonly string[];
    readonly asked: Readonly<
      Record<string, { readonly packages: readonly string[]; readonly credentials: readonly string[] }>
    >;
    readonly restored: readonly string[];
    readonly sources: readonly { readonly name: string; readonly enabled: boolean; readonly address: string }[];
    readonly error: string;
  };
}

/** The four sources: where they are, whom they let in, what they have. */
export const SERVERS = {
  E: {
    address: 'http://127.0.0.1:5001/nuget/d/my-org-111122223333/shared',
    credentials: 'aws:GOOD',
    has: ['acme.utils'],
  },
  F: {
    address: 'http://127.0.0.1:5001/nuget/d/other-org-123456789012/shared',
    credentials: 'aws:OTHER',
    has: ['acme.base'],
  },
  P: { address: 'http://127.0.0.1:5002', credentials: undefined, has: ['public.lib'] },
  O: { address: 'http://127.0.0.1:5003', credentials: 'user:secret', has: ['other.lib'] },
} as const;
export type ServerName = keyof typeof SERVERS;

export const ROOT = '/t';
export const PROJECT = `${ROOT}/w/src/app`;
const PUBLIC_TEXT = '(the public source that the client names by itself)';

/** The text of a row with addresses of ours, and the public source under its own name. */
export function written(text: string): string {
  let out = text.replaceAll('gallery.org', 'nuget.org').replaceAll(PUBLIC_TEXT, 'https://api.nuget.org/v3/index.json');
  for (const [name, { address }] of Object.entries(SERVERS)) {
    out = out.replaceAll(`{${name}}`, address);
    out = out.replace(new RegExp(`\\{${name}:([^}]*)\\}`, 'g'), (_, info) => address.replace('://', `://${info}@`));
  }
  return out;
}

export function machineOf(
  row: Pick<RecordedRestore, 'files' | 'env'>,
  { workingDirectory = PROJECT, exportsVariables = false } = {},
): ToolMachine {
  const files = new Map(Object.entries(row.files).map(([path, text]) => [posix.join(ROOT, path), written(text)]));
  return machineWith(files, row.env, { workingDirectory, exportsVariables });
}

export function machineWith(
  files: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>>,
  { workingDirectory = PROJECT, exportsVariables = false } = {},
): ToolMachine {
  const names = [...files.keys()];
  return {
    platform: 'linux',
    home: `${ROOT}/home`,
    accountHome: `${ROOT}/home`,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [written(name), written(value)])),
    exportsVariables,
    workingDirectory,
    exists: (path) => names.some((one) => one === path || one.startsWith(`${path}/`)),
    read: (path) => files.get(path)?.replace(/^\uFEFF/, ''),
    encodingOf: (path) => (files.has(path) ? PLAIN : undefined),
    find: (name) =>
      names
        .filter((path) => path.startsWith(`${workingDirectory}/`) && namedBy(name).test(posix.basename(path)))
        .map((path) => path.slice(workingDirectory.length + 1)),
    list: (folder) => [
      ...new Set(
        names.flatMap((path) =>
          path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0] ?? ''] : [],
        ),
      ),
    ],
  };
}

const namedBy = (glob: string) => new RegExp(`^${glob.replace(/[.+?^$()|[\]{}\\]/g, '\\$&').replaceAll('*', '.*')}$`);

export interface Told {
  readonly exit: number;
  readonly codes: readonly string[];
  /** What each source is sent when it is asked; undefined for one that is asked nothing. */
  readonly credentials: Readonly<Partial<Record<ServerName, readonly string[]>>>;
  /** Which packages may be asked for at each. */
  readonly packages: Readonly<Partial<Record<ServerName, readonly string[]>>>;
  readonly sources: readonly { readonly name: string; readonly enabled: boolean; readonly address: string }[];
  /** A folder that is asked does not exist, which ends the restore. */
  readonly missing: boolean;
}

const serverOf = (address: string): ServerName | undefined => {
  const plain = address.replace(/\/\/[^/@]*@/, '//');
  return (Object.keys(SERVERS) as ServerName[]).find((name) => plain.startsWith(`${SERVERS[name].address}/`));
};

/** What is sent; none where it cannot be read, or the client has nothing that fits. */
function sent(known: PackageSource | undefined): string[] {
  const [first] = known?.credentials ?? [];
  if (first === undefined) return [':'];
  return first.isEncrypted || !sendsBasic(first) ? [] : [`${first.user}:${first.password}`];
}

type Answer = 'good' | 'fails';

function answerOf({ address, known }: RestoreSource): Answer {
  if (!isHttp(address)) return 'good';
  const server = serverOf(address);
  if (server === undefined) return address.startsWith('https://api.nuget.org/') ? 'good' : 'fails';
  if (!isServiceIndex(known ?? { address, protocolVersion: 2 })) return 'fails';
  if (known?.credentials[0]?.isEncrypted) return 'fails';
  const wanted = SERVERS[server].credentials;
  return wanted === undefined || sent(known).includes(wanted) ? 'good' : 'fails';
}

const hasPackage = ({ address }: RestoreSource, name: string) => {
  const server = serverOf(address);
  return server !== undefined && (SERVERS[server].has as readonly string[]).includes(name.toLowerCase());
};

/** By the model, with these sources. */
export function restoreOf(machine: ToolMachine, { cwd, args }: Pick<RecordedRestore, 'cwd' | 'args'>): Told {
  const after = (name: string) =>
    args.flatMap((one, at) => (one === name && args[at + 1] !== undefined ? [written(args[at + 1] as string)] : []));
  const [givenFile] = after('--configfile');
  try {
    // As `dotnet nuget list source` prints it, which reads no project.
    const listed = nugetSettings(machine, { client: 'dotnet', folder: PROJECT }).sources.map(
      ({ name, isEnabled, address }) => ({ name, enabled: isEnabled, address }),
    );
    const model = restoreModel(machine, {
      client: 'dotnet',
      folder: PROJECT,
      startFolder: posix.join(ROOT, cwd),
      givenSources: after('--source'),
      ...(givenFile === undefined ? {} : { givenFile }),
    });
    return { ...outcomeOf(model, machine), sources: listed };
  } catch (error) {
    if (!(error instanceof SettingsRefusal)) throw error;
    return { exit: 1, codes: [], credentials: {}, packages: {}, sources: [], missing: false };
  }
}

function outcomeOf({ settings, sources, project }: RestoreModel, machine: ToolMachine): Omit<Told, 'sources'> {
  const codes = new Set<string>();
  const credentials: Partial<Record<ServerName, readonly string[]>> = {};
  const packages: Partial<Record<ServerName, string[]>> = {};
  let missing = false;
  const done = (exit: number) => ({ exit, codes: [...codes].sort(), credentials, packages, missing });
  for (const { address, known } of sources) {
    const server = serverOf(address);
    if (server !== undefined) credentials[server] = SERVERS[server].credentials === undefined ? [] : sent(known);
  }
  let fails = false;
  const isCentral = isTrue(project, 'ManagePackageVersionsCentrally');
  if (isCentral && !settings.mapping.isEnabled && sources.filter(({ address }) => isHttp(address)).length > 1) {
    codes.add('NU1507');
    fails ||= isError(project, 'NU1507');
  }
  if (sources.some(isInsecure)) {
    codes.add('NU1302');
    return done(1);
  }
  if (fallbackFolders(settings, machine).some((folder) => !machine.exists(folder))) {
    codes.add('NU1301');
    missing = true;
    return done(1);
  }
  let resolved = 0;
  let isFatal = false;
  for (const name of project.packages) {
    const mapped = settings.mapping.sourcesFor(name);
    const candidates = sources.filter((one) => mapped === undefined || mapped.includes(one.name.toLowerCase()));
    for (const { address } of candidates) {
      const server = serverOf(address);
      if (server !== undefined) packages[server] = [...(packages[server] ?? []), name];
    }
    if (candidates.some(({ address }) => !isHttp(address) && !machine.exists(address))) {
      codes.add('NU1301');
      missing = true;
      isFatal = true;
      continue;
    }
    const at = candidates.findIndex((one) => answerOf(one) === 'good' && hasPackage(one, name));
    const bad = candidates.findIndex((one) => answerOf(one) === 'fails');
    if (bad >= 0) codes.add('NU1301');
    // What the first source has is there before a later one has failed.
    if (at >= 0 && (bad < 0 || at < bad)) resolved += 1;
    else if (bad >= 0) isFatal = true;
    else codes.add(candidates.length === 0 ? 'NU1100' : 'NU1101');
  }
  if (isFatal) return { ...done(1), codes: [...codes].filter((code) => /^NU1(?:301|507)$/.test(code)).sort() };
  if (resolved > 0) {
    const audit = settings.auditSources.filter(({ isEnabled }) => isEnabled);
    if (audit.length > 0) codes.add('NU1905');
    else if (sources.some((one) => answerOf(one) === 'fails')) codes.add('NU1900');
    if (configValue(settings, 'signatureValidationMode')?.toLowerCase() === 'require') codes.add('NU3004');
  }
  fails ||= [...codes].some((code) => !['NU1507', 'NU1900', 'NU1905'].includes(code));
  return done(fails ? 1 : 0);
}
