// Packs a project directory, or every package of a workspace, with the package manager the project itself uses: only
// pnpm, Yarn and Bun replace `workspace:` and `catalog:` requirements by the versions that consumers can install.

import { posix, win32 } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host } from '../../../core/ports/host.ts';
import type { PackOptions } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { toolFailure } from '../../shared/failed-tool.ts';
import { workspacePatterns } from '../names/workspace-patterns.ts';
import { bunIgnoresScripts } from './bun-settings.ts';
import { isObject } from './manifest.ts';
import {
  byDependencies,
  hasScript,
  isPrivate,
  membersByPatterns,
  type Project,
  readProject,
  workspaceAbove,
} from './workspace.ts';

export function recognises(entries: readonly string[]): boolean {
  return entries.includes('package.json');
}

interface Packer {
  readonly program: string;
  uses(project: Project): boolean;
  /**
   * Scripts that the tool's own `publish` runs before it packs, and its `pack` does not, in their order. Observed with npm
   * 10 and 11, pnpm 10 to 12, Yarn 4 and Bun 1.4; what they run while they pack (prepack, prepare, postpack), they run here.
   */
  readonly beforePacking: readonly string[];
  /** The same of scripts that run once the package is uploaded, which is not done by the tool here. */
  readonly afterUpload: readonly string[];
  /** Leaves one `.tgz` file in `into`; run in the folder of the package. */
  pack(into: string): readonly string[];
  /** What is in the workspace of this root, in the order in which the tool publishes it; undefined where it is none. */
  members(root: Project, work: Work): Promise<readonly Project[] | undefined>;
  /**
   * Packs all members by one command, run at the root, where the tool has one. `others`: what is there besides, without a
   * name or without a version, and not private.
   */
  packAll?(root: Project, members: readonly Project[], into: string, others: readonly Project[]): readonly string[];
  /** npm runs the scripts of private members as well, and packs them to no use. */
  readonly runsPrivate?: true;
  /** Whether a setting of the project or the user keeps its `publish` from running scripts. */
  scriptsAreOff?(project: Project, work: Work): Promise<boolean>;
  /** What keeps it from running scripts of the package; undefined where nothing does. */
  readonly withoutScripts: string | undefined;
}

/** How a packer is asked about a workspace. */
interface Work {
  readonly host: Host;
  /** Resolves to what the tool printed. */
  ask(args: readonly string[], directory: string): Promise<string>;
}

const hasWorkspaces = ({ manifest }: Project) => workspacePatterns(manifest).length > 0;
const named = (project: Project, program: string) =>
  typeof project.manifest.packageManager === 'string' && project.manifest.packageManager.startsWith(`${program}@`);

const isPublic = (project: Project) => !isPrivate(project);
const isPackage = ({ manifest: { name, version } }: Project) => typeof name === 'string' && typeof version === 'string';
/** A private root is the usual shape of a monorepo; packing it too would only produce a file to leave. */
const rootIfPublic = (root: Project) => [root].filter(isPublic);

const settingOff = async ({ directory }: Project, { ask }: Work) =>
  (await ask(['config', 'get', 'ignore-scripts'], directory)).trim() === 'true';

/** First match wins; npm is for everything else. A `packageManager` field beats lock files left by somebody else. */
const PACKERS: readonly Packer[] = [
  {
    program: 'pnpm',
    uses: (project) =>
      named(project, 'pnpm') || (!declares(project) && has(project, 'pnpm-lock.yaml', 'pnpm-workspace.yaml')),
    beforePacking: ['prepublishOnly', 'prepublish'],
    afterUpload: ['publish', 'postpublish'],
    pack: (into) => ['pack', '--pack-destination', into],
    members: async (root, { host, ask }) => {
      if (!has(root, 'pnpm-workspace.yaml')) return undefined;
      const listed = await ask(['-r', 'list', '--depth', '-1', '--json'], root.directory);
      const folders = listedFolders(listed.slice(listed.indexOf('[')), 'path');
      return byDependencies(await projectsIn(folders, root, host));
    },
    packAll: (root, members, into) => {
      const folders = members.filter(isPrivate).map(({ directory }) => `!${below(root, directory)}`);
      return ['-r', ...folders.flatMap((one) => ['--filter', one]), 'pack', '--pack-destination', into];
    },
    scriptsAreOff: settingOff,
    // The short form is new in pnpm 12.
    withoutScripts: '--config.ignore-scripts=true',
  },
  {
    program: 'yarn',
    // Yarn 1 has no way to pack all workspaces and leaves `workspace:` alone, so npm serves those projects as well.
    uses: (project) =>
      (named(project, 'yarn') && !/^yarn@[01]\./.test(String(project.manifest.packageManager))) ||
      (!declares(project) && has(project, '.yarnrc.yml')),
    beforePacking: ['prepublish'],
    afterUpload: [],
    pack: (into) => ['pack', '--out', `${into}/%s-%v.tgz`],
    members: async (root, { host, ask }) => {
      if (!hasWorkspaces(root)) return undefined;
      const lines = (await ask(['workspaces', 'list', '--json'], root.directory)).split('\n');
      const folders = listedFolders(`[${lines.filter((line) => line.startsWith('{')).join()}]`, 'location');
      return projectsIn(folders, root, host);
    },
    // It would pack what has no version as `unknown`.
    packAll: (root, _, into, others) => [
      ...['workspaces', 'foreach', '--all', '--no-private'],
      ...others.flatMap(({ directory }) => ['--exclude', asPattern(below(root, directory))]),
      ...['pack', '--out', `${into}/%s-%v.tgz`],
    ],
    // `enableScripts` is about what is installed.
    withoutScripts: undefined,
  },
  {
    program: 'bun',
    uses: (project) => named(project, 'bun') || (!declares(project) && has(project, 'bun.lock', 'bun.lockb')),
    beforePacking: ['prepublishOnly'],
    afterUpload: ['publish', 'postpublish'],
    pack: (into) => ['pm', 'pack', '--destination', into],
    scriptsAreOff: async (project, { host }) =>
      bunIgnoresScripts(((await workspaceAbove(project, host)) ?? project).directory, host),
    // Bun has no command that publishes a workspace: whoever has one publishes each member in its folder.
    members: async (root, { host }) =>
      hasWorkspaces(root)
        ? byDependencies([...rootIfPublic(root), ...(await membersByPatterns(root, host))])
        : undefined,
    withoutScripts: '--ignore-scripts',
  },
  {
    program: 'npm',
    uses: () => true,
    runsPrivate: true,
    beforePacking: ['prepublishOnly'],
    afterUpload: ['publish', 'postpublish'],
    pack: (into) => ['pack', '--json', '--pack-destination', into],
    members: async (root, { host }) =>
      hasWorkspaces(root) ? [...rootIfPublic(root), ...(await membersByPatterns(root, host))] : undefined,
    packAll: (root, members, into) => [
      ...['pack', '--json', '--pack-destination', into],
      ...members
        .filter(({ directory }) => directory !== root.directory)
        .flatMap(({ directory }) => ['--workspace', below(root, directory)]),
      ...(isPrivate(root) ? [] : ['--include-workspace-root']),
    ],
    // In a member npm goes by the settings of the root, and tells none there.
    scriptsAreOff: async (project, work) => settingOff((await workspaceAbove(project, work.host)) ?? project, work),
    withoutScripts: '--ignore-scripts',
  },
];

const declares = (project: Project) => typeof project.manifest.packageManager === 'string';
const has = (project: Project, ...names: string[]) => names.some((name) => project.entries.includes(name));

/**
 * The project that says by which tool this one is packed: the workspace that it is a member of, whatever lock file somebody
 * left in it, or itself.
 */
async function decisive(project: Project, host: Host): Promise<Project> {
  if (declares(project) || has(project, 'pnpm-workspace.yaml') || hasWorkspaces(project)) return project;
  return (await workspaceAbove(project, host)) ?? project;
}

/** The words of a command before its options; an option may stand in front. */
function commandIn(args: readonly string[]): string {
  const words = args.slice(args.findIndex((arg) => !arg.startsWith('-') && !arg.startsWith('!')));
  const end = words.findIndex((arg) => arg.startsWith('-'));
  return words.slice(0, end < 0 ? words.length : end).join(' ');
}

/** Of a list that a tool printed, the folders. */
function listedFolders(text: string, field: string): string[] {
  let listed: unknown;
  try {
    listed = JSON.parse(text);
  } catch {
    // Said below.
  }
  if (!Array.isArray(listed) || !listed.every((one) => isObject(one) && typeof one[field] === 'string'))
    throw failure(
      `the packages of the workspace cannot be told from what its tool printed: ${shownBriefly(text, 200)}`,
    );
  return listed.map((one) => one[field]);
}

/** Relative to the root, as `--filter` and `--workspace` want it; a member may lie beside the root. */
/** A path as a pattern that is this path alone. */
const asPattern = (path: string) => path.replace(/[()[\]{}!*?+@|]/g, '\\$&');

const below = (root: Project, directory: string) => {
  const path = /^(?:[a-z]:|\\)/i.test(root.directory) ? win32 : posix;
  const way = path.relative(root.directory, directory).replaceAll('\\', '/');
  if (way === '') return '.';
  return way.startsWith('../') ? way : `./${way}`;
};

function projectsIn(folders: readonly string[], root: Project, host: Host): Promise<Project[]> {
  const path = host.platform === 'win32' ? win32 : posix;
  return Promise.all(folders.map((folder) => readProject(path.resolve(root.directory, folder), host)));
}

/**
 * Resolves to the tarballs, in folders of their own below `into` (two packages may make files of one name).
 * @throws RegistryError CA-FILE-004 when the package manager is missing, fails, or makes no file.
 */
export async function pack(
  directory: string,
  into: string,
  host: Host,
  { ignoreScripts, passEnv, args: given = [] }: PackOptions,
): Promise<string[]> {
  const path = host.platform === 'win32' ? win32 : posix;
  const project = await readProject(directory, host);
  const deciding = await decisive(project, host);
  const packer = PACKERS.find((candidate) => candidate.uses(deciding)) as Packer;
  if (ignoreScripts && packer.withoutScripts === undefined) requireNoScripts(packer.program, project);
  const more = ignoreScripts && packer.withoutScripts !== undefined ? [packer.withoutScripts] : [];
  await host.files.makeDirectory(into);
  const folder = path.resolve(host.workingDirectory, into, `npm-${(await host.files.list(into)).length}`);
  await host.files.makeDirectory(folder);
  const run = async (args: readonly string[], cwd: string) => {
    const result = await host.run(packer.program, args, { cwd, pass: passEnv });
    if (result.status !== 0)
      throw await toolFailure({ title: `${packer.program} ${commandIn(args)}`, directory: cwd, result }, host.log);
    return result;
  };
  const ask = async (args: readonly string[], cwd: string) => (await run(args, cwd)).stdout ?? '';
  // What has no name or no version is no package to any of the tools.
  const all = await packer.members(project, { host, ask });
  const members = all?.filter(isPackage);
  const others = all?.filter((one) => !isPackage(one) && isPublic(one)) ?? [];
  const packages = members ?? [project];
  const before = (one: Project) => packer.beforePacking.filter((name) => hasScript(one, name));
  // `run` runs a script that is named whatever that setting says.
  const areOff =
    ignoreScripts ||
    (packages.some((one) => before(one).length > 0) &&
      ((await packer.scriptsAreOff?.(project, { host, ask })) ?? false));
  const scriptsOf = (one: Project) => (areOff ? [] : before(one));
  const tarballsIn = async (place: string) =>
    (await host.files.list(place))
      .filter((name) => name.endsWith('.tgz'))
      .sort()
      .map((name) => path.join(place, name));
  const built: string[] = [];
  if (members && packer.packAll && canShareFolder(members) && members.every((one) => scriptsOf(one).length === 0)) {
    await run([...packer.packAll(project, members, folder, others), ...more, ...given], project.directory);
    built.push(...(await tarballsIn(folder)));
  } else
    for (const [index, one] of packages.entries()) {
      if (members && isPrivate(one) && !packer.runsPrivate) continue;
      for (const script of scriptsOf(one)) await run(['run', script], one.directory);
      const place = members ? path.join(folder, String(index)) : folder;
      await host.files.makeDirectory(place);
      await run([...packer.pack(place), ...more, ...given], one.directory);
      built.push(...(await tarballsIn(place)));
    }
  tellScriptsAfter(packages, packer, host);
  if (built.length === 0) throw failure(`${packer.program} made no tarball in ${directory}`);
  const expected = packages.filter(isPublic);
  if (members && built.length < expected.length)
    throw failure(
      `${packer.program} made ${built.length} tarballs of the ${expected.length} packages of ${directory}: ${shownBriefly(expected.map(({ manifest }) => String(manifest.name)).join(', '), 400)}`,
    );
  return built;
}

/** The name of a tarball is that of its package without what tells a scope: `@acme/n` and `acme-n` make files of one name. */
function canShareFolder(members: readonly Project[]): boolean {
  const stems = members.map(({ manifest }) =>
    String(manifest.name).replace('@', '').replaceAll('/', '-').toLowerCase(),
  );
  return new Set(stems).size === stems.length;
}

/** What would run after an upload by the tool belongs to a step of its own: by then the release may be half there. */
function tellScriptsAfter(
  packages: readonly Project[],
  { program, afterUpload }: Pick<Packer, 'program' | 'afterUpload'>,
  { log }: Host,
): void {
  const found = packages.filter(isPublic).flatMap((one) => {
    const scripts = afterUpload.filter((name) => hasScript(one, name));
    return scripts.length === 0
      ? []
      : [`${scripts.map((name) => `\`${name}\``).join(', ')} of ${String(one.manifest.name)}`];
  });
  if (found.length > 0)
    log.warning(
      `${shownBriefly(found.join(', '), 400)}: not run, since ${program} does not upload here; run it in a step after this one`,
    );
}

/** Scripts of workspaces are in files of their own, so that nothing can be said of them here. */
function requireNoScripts(program: string, project: Project): void {
  const run = ['prepack', 'prepare', 'postpack'].filter((name) => hasScript(project, name));
  if (run.length === 0 && !hasWorkspaces(project)) return;
  const which = run.length > 0 ? run.map((name) => `\`${name}\``).join(', ') : 'the scripts of its workspaces';
  throw new RegistryError(
    'CA-FILE-004',
    `${program} has no way to pack ${project.directory} without running ${which}, as \`ignore-scripts\` asks`,
    { remedy: 'Pack it in a step before, where no credentials are, and name the tarballs in `packages`.' },
  );
}

const failure = (message: string) => new RegistryError('CA-FILE-004', message);
