// Which variables and .npmrc files npm, pnpm, Yarn 1 and Bun read, each in its own order, and how each fills `${NAME}`.

import type { StoreMachine, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { type EncodingsRead, encodingUnreadBy } from '../../../core/text/encoding.ts';
import { settingLine, untrustedPlace } from '../../shared/checkout-settings.ts';
import {
  absolute,
  foldersUp,
  inHome,
  isAbsolute,
  joinPath,
  localAppData,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';
import { npmrcLists, npmrcValues } from '../../shared/text/npmrc-edit.ts';
import { workspacePatterns } from '../names/workspace-patterns.ts';

export interface NpmSetting {
  readonly value: string;
  /** The environment variable it comes from. */
  readonly variable?: string | undefined;
}

/** One file, or the variables: what it sets, as written. */
export interface NpmSource {
  /** For people. */
  readonly source: string;
  /** Absolute; undefined for variables. */
  readonly path?: string | undefined;
  /** It comes with a checkout. */
  readonly isOfProject?: boolean | undefined;
  /** What keeps the client from reading the file, which then says nothing: `UTF-16`. */
  readonly unread?: string | undefined;
  readonly settings: ReadonlyMap<string, NpmSetting>;
  /** Settings that are written as lists (`ca[]`), where the client knows these. */
  readonly lists?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** A value with its variables filled in. */
export interface Filled {
  readonly text: string;
  /** Names that are not set and have no default. */
  readonly unset: readonly string[];
}
export type Fill = (raw: string, env: ToolMachine['env']) => Filled;

function filled(raw: string, pattern: RegExp, value: (name: string, rest: string) => string | undefined, unset = '') {
  const missing: string[] = [];
  const text = raw.replace(pattern, (whole: string, escapes: string, name: string, rest = '') => {
    if (escapes.length % 2 === 1) return whole.slice((escapes.length + 1) / 2);
    const found = value(name, rest);
    if (found !== undefined) return escapes.slice(escapes.length / 2) + found;
    missing.push(name);
    return unset === '' ? '' : whole;
  });
  return { text, unset: missing };
}

/** npm and Bun: `${NAME}` that is not set is sent as it stands, `${NAME?}` is empty then. */
export const fillAsNpm: Fill = (raw, env) =>
  filled(
    raw,
    /(?<!\\)(\\*)\$\{([^${}?]{1,1024})(\??)\}/g,
    (name, rest) => env[name] ?? (rest ? '' : undefined),
    'as it stands',
  );

/** pnpm: `${NAME-default}` and `${NAME:-default}`, of one character at least; 11 and later know `${NAME?}` as well. */
function fillWithDefaults(isOptional: boolean): Fill {
  return (raw, env) =>
    filled(raw, /(?<!\\)(\\*)\$\{([^${}]{1,1024})\}/g, (name) => {
      const [, plain, colon, otherwise] = /^([^:-]+)(:?)-(.+)$/.exec(name) ?? [];
      if (plain !== undefined) return env[plain] === undefined || (colon && !env[plain]) ? otherwise : env[plain];
      return env[name] ?? (isOptional && name.endsWith('?') ? (env[name.slice(0, -1)] ?? '') : undefined);
    });
}
export const fillAsPnpm10 = fillWithDefaults(false);
export const fillAsPnpm = fillWithDefaults(true);

/** Yarn 1 knows neither defaults nor `?`. */
export const fillAsYarn1: Fill = (raw, env) =>
  filled(raw, /(?<!\\)(\\*)\$\{([^}]{1,1024})\}/g, (name) => env[name], 'as it stands');

// ---- folders ----------------------------------------------------------------------------------------------------

const hasOne = (machine: ToolMachine, folder: string, names: readonly string[]) =>
  names.map((name) => machine.exists(joinPath(machine, folder, name))).some(Boolean);

/** The nearest folder that holds one of these, else the working directory. */
function projectFolder(machine: ToolMachine, names: readonly string[]): string {
  return foldersUp(machine).find((folder) => hasOne(machine, folder, names)) ?? machine.workingDirectory;
}

/** The folder whose .npmrc counts for npm: that of the project, or of the workspace it is a member of. */
export const npmProjectFolder = (machine: ToolMachine): Promise<string> =>
  memberFolder(machine, (patterns) => patterns);

/** The same for Bun, which takes patterns for paths from the root: it knows `..`, and neither `\\` nor a leading `/`. */
export const bunProjectFolder = (machine: ToolMachine): Promise<string> =>
  memberFolder(machine, (patterns, root) =>
    patterns.flatMap((written) => {
      const [, not = '', pattern = ''] = /^(!*)(.*)$/s.exec(written) ?? [];
      if (pattern.includes('\\') || isAbsolute(machine, pattern)) return [];
      const path = joinPath(machine, root, pattern);
      return path.startsWith(joinPath(machine, root, '/')) ? [not + relativeTo(machine, root, path)] : [];
    }),
  );

async function memberFolder(
  machine: ToolMachine,
  read: (patterns: readonly string[], root: string) => readonly string[],
): Promise<string> {
  const folder = projectFolder(machine, ['package.json', 'node_modules']);
  const roots = foldersUp(machine, folder)
    .slice(1)
    .flatMap((root) => {
      const patterns = read(workspacesOf(machine, root), root);
      return patterns.length === 0 ? [] : [{ root, patterns }];
    });
  if (roots.length === 0) return folder;
  // With a library for patterns, which most projects do without.
  const { isMember } = await import('../names/workspaces.ts');
  return roots.find(({ root, patterns }) => isMember(patterns, relativeTo(machine, root, folder)))?.root ?? folder;
}

/** What package.json of a folder names as workspaces: patterns. */
export function workspacesOf(machine: ToolMachine, folder: string): readonly string[] {
  try {
    return workspacePatterns(JSON.parse(machine.read(joinPath(machine, folder, 'package.json')) ?? '{}'));
  } catch {
    return [];
  }
}

/** The name of the files of Yarn 2 and later in projects and above them, which a variable may change. */
export const yarnrcName = (machine: StoreMachine) => variable(machine, 'YARN_RC_FILENAME') ?? '.yarnrc.yml';

/** With `/`; `folder` lies below `root`. */
function relativeTo(machine: ToolMachine, root: string, folder: string): string {
  const text = machine.platform === 'win32' ? folder.replaceAll('\\', '/') : folder;
  return text.slice(root.endsWith('/') || root.endsWith('\\') ? root.length : root.length + 1);
}

/** The folder of pnpm-workspace.yaml. */
export function pnpmWorkspaceFolder(machine: ToolMachine): string | undefined {
  const named = variable(machine, 'npm_config_workspace_dir', { anyCase: true });
  if (named) return absolute(machine, named);
  return foldersUp(machine).find((folder) => hasOne(machine, folder, ['pnpm-workspace.yaml']));
}

/** Where pnpm keeps settings of its own. */
export function pnpmConfigFolder(machine: ToolMachine): string {
  const xdg = variable(machine, 'XDG_CONFIG_HOME');
  if (xdg) return joinPath(machine, absolute(machine, xdg), 'pnpm');
  if (machine.platform === 'darwin') return inHome(machine, 'Library', 'Preferences', 'pnpm');
  if (machine.platform === 'win32') return joinPath(machine, localAppData(machine), 'pnpm', 'config');
  return inHome(machine, '.config', 'pnpm');
}

// ---- sources ----------------------------------------------------------------------------------------------------

/** npm, pnpm and Yarn 1 take a file for UTF-8, whatever it is. */
const NPMRC_READS: EncodingsRead = { mark: true, utf16: false, otherBytes: true };

interface Reading {
  /** A line `[section]` does not end what counts. */
  readonly ignoresSections?: boolean;
  /** `ca[]` is a key like any other. */
  readonly ignoresLists?: boolean;
  readonly reads?: EncodingsRead;
}

/** A file; undefined when there is none. */
export function fileSource(
  machine: ToolMachine,
  path: string,
  more: Omit<Partial<NpmSource>, 'settings'> = {},
  { ignoresSections = false, ignoresLists = false, reads = NPMRC_READS }: Reading = {},
): NpmSource | undefined {
  const written = machine.read(path);
  if (written === undefined) return undefined;
  const encoding = machine.encodingOf(path);
  const unread = encoding && encodingUnreadBy(reads, encoding);
  if (unread !== undefined) return { source: path, path, ...more, unread, settings: new Map() };
  const text = ignoresSections ? written.replace(/^\[[^\]\r\n]*\][ \t]*$/gm, '') : written;
  const values = npmrcValues(text, { knowsLists: !ignoresLists });
  const settings = new Map([...values].map(([key, value]) => [key, { value }]));
  const lists = ignoresLists ? new Map() : npmrcLists(text);
  return { source: path, path, ...more, settings, ...(lists.size > 0 ? { lists } : {}) };
}

const present = (sources: readonly (NpmSource | undefined)[]) =>
  sources.filter((one): one is NpmSource => one !== undefined);

/** `npm_config_…` and its kin as settings; of two spellings the later one counts, as in the client. */
export function variableSource(
  machine: ToolMachine,
  prefix: 'npm_config_' | 'pnpm_config_',
  keyOf: (rest: string) => string | undefined,
): NpmSource | undefined {
  const settings = new Map<string, NpmSetting>();
  for (const [name, value] of Object.entries(machine.env)) {
    if (!value || name.slice(0, prefix.length).toLowerCase() !== prefix) continue;
    const key = keyOf(name.slice(prefix.length));
    if (key !== undefined) settings.set(key, { value, variable: name });
  }
  return settings.size === 0 ? undefined : { source: `variables ${prefix}…`, settings };
}

/** npm leaves addresses as they are, since they hold tokens' names. */
const npmKey = (rest: string) => (rest.startsWith('//') ? rest : rest.replace(/(?!^)_/g, '-').toLowerCase());
const lowerKey = (rest: string) => rest.replace(/(?!^)_/g, '-').toLowerCase();
const addressKey = (rest: string) => (rest.startsWith('//') ? rest : undefined);

/** What a client makes of a path that a setting or a variable has, which no shell has worked on. */
export type PathReading = (machine: ToolMachine, value: string) => string;

/** npm, and pnpm to 10: variables are filled in, `~/` is the home, the rest as from the working directory. */
export const settingPath: PathReading = (machine, value) =>
  homePath(machine, fillAsNpm(value, machine.env).text.trim());
/** pnpm 11: `~/` alone. */
const homePath: PathReading = (machine, text) =>
  /^~[/\\]/.test(text) ? inHome(machine, text.slice(2)) : absolute(machine, text);

/** pnpm 12 knows neither. */
const pnpmPath: PathReading = (machine, value) => {
  const major = majorVersion(machine, 'pnpm') ?? 11;
  return (major >= 12 ? absolute : major === 11 ? homePath : settingPath)(machine, value);
};

/**
 * The user-level file: NPM_CONFIG_USERCONFIG in any case, else `~/.npmrc`. A name of blanks is a folder or none to all of
 * them, so that they read no such file, and none is made in the checkout.
 */
export function userConfig(machine: ToolMachine, reading: PathReading = settingPath): string {
  const named = variable(machine, 'npm_config_userconfig', { anyCase: true })?.trim();
  return named ? reading(machine, named) : inHome(machine, '.npmrc');
}

/** The same for pnpm, for Yarn 1 and for Bun. */
export const pnpmUserFile = (machine: ToolMachine) => userConfig(machine, pnpmPath);
export const yarn1UserFile = (machine: ToolMachine) => userConfig(machine, absolute);
export const bunUserFile = (machine: ToolMachine) => userConfig(machine, homePath);

/** What is to be said of that variable where it holds blanks alone. */
export function blankUserConfig(machine: ToolMachine, client: string): ToolRemark[] {
  const name = Object.keys(machine.env).find((one) => /^npm_config_userconfig$/i.test(one) && machine.env[one]);
  if (name === undefined || machine.env[name]?.trim() !== '') return [];
  return [
    {
      name: 'user-config',
      found: `${name} holds blanks alone, so that ${client} reads no file of the user`,
      fix: `unset ${name}`,
    },
  ];
}

/** npm alone lets the project's file name the user's. */
export async function npmUserConfig(machine: ToolMachine): Promise<string> {
  return (await namedByProject(machine))?.path ?? userConfig(machine);
}

interface NamedByProject {
  readonly path: string;
  /** As people call it. */
  readonly source: string;
  readonly line: number | undefined;
  /** The file that names it. */
  readonly chooser: string;
}

async function namedByProject(machine: ToolMachine): Promise<NamedByProject | undefined> {
  if (variable(machine, 'npm_config_userconfig', { anyCase: true })) return undefined;
  const project = joinPath(machine, await npmProjectFolder(machine), '.npmrc');
  // In the home, it is what the user says.
  if (project === inHome(machine, '.npmrc')) return undefined;
  const text = machine.read(project);
  const named = npmrcValues(text ?? '').get('userconfig');
  if (!named) return undefined;
  const source = project === joinPath(machine, machine.workingDirectory, '.npmrc') ? '.npmrc of the project' : project;
  return { path: settingPath(machine, named), source, line: settingLine(text, 'userconfig'), chooser: project };
}

/**
 * The file of the user that a project names, where no token may be written: in the checkout, which is published or uploaded
 * as a whole, or one that is there for something else.
 */
export async function untrustedUserConfig(machine: ToolMachine): Promise<ToolRemark | undefined> {
  const named = await namedByProject(machine);
  if (named === undefined || named.path === userConfig(machine)) return undefined;
  const { path, source, line, chooser } = named;
  const by = `\`userconfig\` in ${source}${line === undefined ? '' : `, line ${line},`}`;
  const fix = `Take \`userconfig\` out of ${source}, or name the file yourself: NPM_CONFIG_USERCONFIG.`;
  const refused = untrustedPlace(machine, { client: 'npm', path, chooser, by, fix });
  if (refused !== undefined || !isForSomethingElse(path, machine)) return refused;
  return {
    name: 'user-config',
    found: `${by} has npm take ${path} for the user's file, in which the token would stand: it is there for something else`,
    fix,
  };
}

/** Another name than npm's, and not a word of what an earlier login or a user of npm would have in it. */
function isForSomethingElse(path: string, machine: ToolMachine): boolean {
  if (/npmrc[^\\/]*$/i.test(path) || !machine.exists(path)) return false;
  const keys = [...npmrcValues(machine.read(path) ?? '').keys()];
  return !keys.some((key) => /^\/\/|(?:^|:)registry$/.test(key));
}

/** Where npm was installed to, by PATH: its `etc/npmrc` is the file of the machine. */
function npmPrefix(machine: ToolMachine, user: NpmSource | undefined): string | undefined {
  const named = variable(machine, 'npm_config_prefix', { anyCase: true }) ?? user?.settings.get('prefix')?.value;
  if (named) return settingPath(machine, named);
  const prefix = variable(machine, 'PREFIX');
  if (prefix) return settingPath(machine, prefix);
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'npm');
  const folder = pathFolders(machine).find((one) => hasOne(machine, one, ['npm']));
  return folder === undefined ? undefined : joinPath(machine, folder, '..');
}

const pathFolders = (machine: ToolMachine) =>
  (variable(machine, 'PATH') ?? '').split(machine.platform === 'win32' ? ';' : ':').filter((one) => one !== '');

function machineFile(
  machine: ToolMachine,
  user: NpmSource | undefined,
  /** What files of npm name for it; the others know the variable alone. */
  inFiles?: string,
  reading: PathReading = settingPath,
): NpmSource | undefined {
  const named = variable(machine, 'npm_config_globalconfig', { anyCase: true });
  if (named) return fileSource(machine, reading(machine, named));
  if (inFiles) return fileSource(machine, settingPath(machine, inFiles));
  const prefix = npmPrefix(machine, user);
  return prefix === undefined ? undefined : fileSource(machine, joinPath(machine, prefix, 'etc', 'npmrc'));
}

/** What npm reads, the first first. */
export async function npmSources(machine: ToolMachine): Promise<NpmSource[]> {
  const project = joinPath(machine, await npmProjectFolder(machine), '.npmrc');
  const userPath = await npmUserConfig(machine);
  const user = fileSource(machine, userPath);
  const own = project === userPath ? undefined : projectSource(machine, project);
  const named = [own, user].map((source) => source?.settings.get('globalconfig')?.value).find(Boolean);
  return present([variableSource(machine, 'npm_config_', npmKey), own, user, machineFile(machine, user, named)]);
}

function projectSource(machine: ToolMachine, path: string, reading: Reading = {}): NpmSource | undefined {
  const usual = joinPath(machine, machine.workingDirectory, '.npmrc');
  const source = path === usual ? '.npmrc of the project' : path;
  return fileSource(machine, path, { source, isOfProject: true }, reading);
}

/** What Yarn 1 reads as npm's: the working directory's file first, those of its parents last. */
export function yarn1Sources(machine: ToolMachine): NpmSource[] {
  const userPath = yarn1UserFile(machine);
  const user = fileSource(machine, userPath);
  const [own, ...parents] = foldersUp(machine).map((folder) => joinPath(machine, folder, '.npmrc'));
  const known = new Set([userPath]);
  return present([
    variableSource(machine, 'npm_config_', lowerKey),
    ...[own ?? ''].filter((path) => !known.has(path)).map((path) => projectSource(machine, path)),
    user,
    machineFile(machine, user, undefined, absolute),
    ...parents.filter((path) => !known.has(path)).map((path) => fileSource(machine, path, { isOfProject: true })),
  ]);
}

const BUN_READS: EncodingsRead = { mark: true, utf16: 'little-endian', otherBytes: true };

/** What Bun takes from .npmrc files. */
export async function bunSources(machine: ToolMachine, userPaths: readonly string[]): Promise<NpmSource[]> {
  const project = joinPath(machine, await bunProjectFolder(machine), '.npmrc');
  return present([
    projectSource(machine, project, { reads: BUN_READS }),
    ...userPaths.filter((path) => path !== project).map((path) => fileSource(machine, path, {}, { reads: BUN_READS })),
  ]);
}

const PROJECT_MARKS = ['package.json', 'package.json5', 'package.yaml', 'pnpm-workspace.yaml', 'node_modules'];

/** pnpm to 10. A file in which one variable is not set is dropped whole, which the caller has to see to. */
export function pnpm10Sources(machine: ToolMachine): NpmSource[] {
  const userPath = pnpmUserFile(machine);
  const user = fileSource(machine, userPath);
  const workspace = pnpmWorkspaceFolder(machine);
  const folders = [projectFolder(machine, PROJECT_MARKS), ...(workspace === undefined ? [] : [workspace])];
  const projects = [...new Set(folders.map((folder) => joinPath(machine, folder, '.npmrc')))];
  return present([
    variableSource(machine, 'npm_config_', (rest) => (rest.startsWith('//') ? undefined : lowerKey(rest))),
    ...projects.filter((path) => path !== userPath).map((path) => projectSource(machine, path)),
    user,
    machineFile(machine, user),
    fileSource(machine, joinPath(machine, pnpmConfigFolder(machine), 'rc')),
  ]);
}

/** What variables of its own name as the user-level file of pnpm 11 and later. */
export function pnpmNamedFile(machine: ToolMachine): string | undefined {
  const own =
    variable(machine, 'pnpm_config_npmrc_auth_file', { anyCase: true }) ??
    variable(machine, 'pnpm_config_userconfig', { anyCase: true });
  return own === undefined ? undefined : pnpmPath(machine, own);
}

/** The user-level file of pnpm 11 and later. */
export function pnpmUserConfig(machine: ToolMachine, named: string | undefined): string {
  return pnpmNamedFile(machine) ?? (named ? settingPath(machine, named) : pnpmUserFile(machine));
}

/** pnpm 11 and later: .npmrc files for registries and credentials only, and no `npm_config_registry`. */
export function pnpmSources(machine: ToolMachine, userPath: string): NpmSource[] {
  // pnpm 12 reads what stands in a section as if there were none, and knows no lists.
  const isNewest = (majorVersion(machine, 'pnpm') ?? 11) >= 12;
  const isFlat = { ignoresSections: isNewest, ignoresLists: isNewest };
  const folder = pnpmWorkspaceFolder(machine) ?? projectFolder(machine, PROJECT_MARKS);
  const project = joinPath(machine, folder, '.npmrc');
  return present([
    variableSource(machine, 'pnpm_config_', (rest) => addressKey(rest) ?? pnpmKey(rest)),
    variableSource(machine, 'npm_config_', addressKey),
    project === userPath ? undefined : projectSource(machine, project, isFlat),
    fileSource(machine, joinPath(machine, pnpmConfigFolder(machine), 'auth.ini'), {}, isFlat),
    fileSource(machine, userPath, {}, isFlat),
    // What a section hides is still there to be told.
    isFlat.ignoresSections && /^\[/m.test(machine.read(userPath) ?? '') ? fileSource(machine, userPath) : undefined,
  ]);
}

const pnpmKey = (rest: string) =>
  /^(?:registry|proxy|https?_proxy|no_?proxy)$/i.test(rest) ? lowerKey(rest) : undefined;

// ---- versions ---------------------------------------------------------------------------------------------------

/** The release that `packageManager` of the project names for a program of this family: `4.18.1`. */
export function namedRelease(machine: ToolMachine, name: string): string | undefined {
  for (const folder of foldersUp(machine)) {
    const text = machine.read(joinPath(machine, folder, 'package.json'));
    const named = new RegExp(`"packageManager"\\s*:\\s*"${name}@(\\d+(?:\\.\\d+){0,2})`).exec(text ?? '');
    if (named) return named[1];
  }
  return undefined;
}

/** Its major version. */
export const namedVersion = (machine: ToolMachine, name: string) => majorOf(namedRelease(machine, name));

const majorOf = (release: string | undefined) => (release === undefined ? undefined : Number.parseInt(release, 10));

/**
 * The release of the program that PATH finds first, by the package it was installed with. Undefined where another
 * program stands in for it (Corepack), which chooses by rules of its own.
 */
export function installedRelease(machine: ToolMachine, name: string, packages = [name]): string | undefined {
  const folder = pathFolders(machine).find((one) => hasOne(machine, one, [name, `${name}.cmd`]));
  if (folder === undefined) return undefined;
  for (const one of packages)
    for (const place of [
      ['..', 'lib', 'node_modules', one],
      ['..', one],
      ['node_modules', one],
    ]) {
      const text = machine.read(joinPath(machine, folder, ...place, 'package.json'));
      const version = /"version"\s*:\s*"(\d+(?:\.\d+)+)/.exec(text ?? '');
      if (version && new RegExp(`"name"\\s*:\\s*"${one}"`).test(text ?? '')) return version[1];
    }
  return undefined;
}

/** Its major version. */
export const installedVersion = (machine: ToolMachine, name: string, packages?: string[]) =>
  majorOf(installedRelease(machine, name, packages));

/** The major version of a program of this family: by `packageManager`, else by what is on PATH. */
export const majorVersion = (machine: ToolMachine, name: string): number | undefined =>
  namedVersion(machine, name) ?? installedVersion(machine, name);
