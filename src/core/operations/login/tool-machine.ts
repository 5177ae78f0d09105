// The machine as tools' rules see it: values that are looked up as they are asked for, since the rules are pure.
import { dirname, join, relative } from 'node:path';
import { RegistryError } from '../../errors/registry-error.ts';
import type { Host } from '../../ports/host.ts';
import type { ToolMachine } from '../../ports/package-format.ts';
import type { TextEncoding } from '../../text/encoding.ts';
import { isNamedBy, ProjectTree } from './project-files.ts';

/** Files by path; `look` makes a path known. */
export interface FileView {
  knows(path: string): boolean;
  exists(path: string): boolean;
  read(path: string): string | undefined;
  encodingOf(path: string): TextEncoding | undefined;
  look(path: string): Promise<void>;
}

export interface MachineOptions {
  readonly host: Pick<Host, 'platform' | 'home' | 'accountHome' | 'env' | 'files' | 'surface'> &
    Partial<Pick<Host, 'run'>>;
  readonly workingDirectory: string;
  readonly view: FileView;
  /** Files below, as they were when the work began, which makes and removes none of them. */
  readonly tree?: ProjectTree;
  /** Variables of later steps, over those of the host. */
  readonly variables?: Readonly<Record<string, string>>;
}

const ROUNDS = 30;

/** Does the work again until it asks for nothing that was not looked up. */
export async function withMachine<T>(
  { host, workingDirectory, view, tree = new ProjectTree(host.files), variables }: MachineOptions,
  work: (machine: ToolMachine) => T | Promise<T>,
): Promise<T> {
  const found = new Map<string, readonly string[]>();
  const versions = new Map<string, string | undefined>();
  const listings = new Map<string, readonly string[]>();
  const places = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const paths = new Set<string>();
    const names = new Set<string>();
    const programs = new Set<string>();
    const folders = new Set<string>();
    const linked = new Set<string>();
    const ask = <A>(path: string, answer: (path: string) => A, otherwise: A) => {
      if (view.knows(path)) return answer(path);
      paths.add(path);
      return otherwise;
    };
    const hasAsked = () => paths.size + names.size + programs.size + folders.size + linked.size > 0;
    const machine: ToolMachine = {
      platform: host.platform,
      home: host.home,
      accountHome: host.accountHome,
      env: variables ? { ...host.env, ...variables } : host.env,
      exportsVariables: host.surface === 'github',
      workingDirectory,
      exists: (path) => ask(path, (known) => view.exists(known), false),
      read: (path) => ask(path, (known) => view.read(known), undefined),
      encodingOf: (path) => ask(path, (known) => view.encodingOf(known), undefined),
      find: (name) => {
        const known = found.get(name);
        if (known === undefined) names.add(name);
        return known ?? [];
      },
      realPathOf: (path) => {
        const known = places.get(path);
        if (known === undefined) linked.add(path);
        return known ?? path;
      },
      versionOf: (program) => {
        if (!versions.has(program)) programs.add(program);
        return versions.get(program);
      },
      list: (folder) => {
        const known = listings.get(folder);
        if (known === undefined) folders.add(folder);
        return known ?? [];
      },
    };
    try {
      const result = await work(machine);
      if (!hasAsked()) return result;
    } catch (error) {
      // What it did not know yet may change its mind.
      if (!hasAsked()) throw error;
    }
    // What is closed to us is closed to the tool.
    for (const folder of folders) listings.set(folder, await host.files.list(folder).catch((): string[] => []));
    for (const program of programs) versions.set(program, await versionOf(program, { host, workingDirectory }));
    for (const path of linked) places.set(path, await realPathOf(path, host.files));
    // One after the other: two paths may lead to one file.
    for (const path of paths) await view.look(path);
    if (names.size === 0) continue;
    const { files: all } = await tree.search([...names], workingDirectory);
    for (const name of names) {
      const isNamed = (path: string) => isNamedBy(name, path);
      found.set(name, all.filter(isNamed));
    }
  }
  throw new RegistryError('CA-RUN-003', 'a tool asks for ever more files');
}

/** With what is not there behind the nearest folder that is. */
async function realPathOf(path: string, files: Host['files']): Promise<string> {
  const target = await files.destination(path);
  for (let at = target; ; at = dirname(at)) {
    const real = await files.realPath(at);
    if (real !== undefined) return join(real, relative(at, target));
    if (dirname(at) === at) return target;
  }
}

const VERSION_MS = 10_000;

/** The first number of what a program answers to `--version`. Programs that we start see no credentials. */
async function versionOf(
  program: string,
  { host, workingDirectory }: Pick<MachineOptions, 'host' | 'workingDirectory'>,
): Promise<string | undefined> {
  try {
    const ran = await host.run?.(program, ['--version'], { cwd: workingDirectory, timeoutMs: VERSION_MS });
    const { status, stdout = '' } = ran ?? {};
    return status === 0 ? /\d+(?:\.\d+)+/.exec(stdout)?.[0] : undefined;
  } catch {
    return undefined;
  }
}
