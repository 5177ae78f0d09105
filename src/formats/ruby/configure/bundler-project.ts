// Which Gemfile Bundler follows, and which settings count for it: of the project's file, of variables, of the user's file.
// As in Bundler 2, `Bundler::SharedHelpers`, `Bundler::Settings` and `Bundler::CLI#initialize`.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, folderOf, foldersUp, inHome, joinPath, variable } from '../../shared/machine-paths.ts';
import { readBundle } from './bundle-config.ts';

export interface BundleLayer {
  /** Absolute; undefined for variables. */
  readonly path?: string | undefined;
  readonly values: ReadonlyMap<string, string>;
}

/** A value, and where it stands. */
export interface BundleSetting {
  /** For people. */
  readonly source: string;
  readonly variable?: string | undefined;
  readonly value: string;
}

export interface BundlerProject {
  /** Absolute; undefined where none is found. It may be missing where a setting names it. */
  readonly gemfile: string | undefined;
  /** What names it. */
  readonly chosenBy: BundleSetting | undefined;
  /** The first that says something counts. */
  readonly layers: readonly BundleLayer[];
}

/** The user's settings. */
export function bundleFile(machine: ToolMachine): string {
  const named = variable(machine, 'BUNDLE_CONFIG') ?? variable(machine, 'BUNDLE_USER_CONFIG');
  if (named) return absolute(machine, named);
  const folder = variable(machine, 'BUNDLE_USER_HOME');
  return folder ? joinPath(machine, absolute(machine, folder), 'config') : inHome(machine, '.bundle', 'config');
}

/** Whether Bundler reads none of its files: the variable counts even when it is set to nothing. */
export const isConfigIgnored = ({ env }: ToolMachine) => env.BUNDLE_IGNORE_CONFIG !== undefined;

function layersOf(machine: ToolMachine, root: string): BundleLayer[] {
  const file = (path: string): BundleLayer => {
    // A byte order mark is part of the first key.
    const mark = machine.encodingOf(path)?.charset === 'utf8' && machine.encodingOf(path)?.mark ? '\uFEFF' : '';
    return { path, values: readBundle(mark + (machine.read(path) ?? '')) };
  };
  const variables = Object.entries(machine.env).filter(
    (one): one is [string, string] => one[0].startsWith('BUNDLE_') && one[1] !== undefined,
  );
  const environment = { values: new Map(variables) };
  if (isConfigIgnored(machine)) return [environment];
  const named = machine.env.BUNDLE_APP_CONFIG;
  const folder =
    named === undefined ? joinPath(machine, root, '.bundle') : absolute({ ...machine, workingDirectory: root }, named);
  return [file(joinPath(machine, folder, 'config')), environment, file(bundleFile(machine))];
}

/** The first that is there counts, even when it is empty. */
export function bundleSetting(layers: readonly BundleLayer[], key: string): BundleSetting | undefined {
  for (const { path, values } of layers) {
    const value = values.get(key);
    if (value !== undefined)
      return path === undefined ? { source: `the variable ${key}`, variable: key, value } : { source: path, value };
  }
  return undefined;
}

/** gems.rb goes before Gemfile, and a nearer folder before one further up. */
function nearestGemfile(machine: ToolMachine): string | undefined {
  const paths = foldersUp(machine).flatMap((folder) =>
    ['gems.rb', 'Gemfile'].map((name) => joinPath(machine, folder, name)),
  );
  const texts = paths.map((path) => machine.read(path));
  return paths[texts.findIndex((text) => text !== undefined)];
}

/** Without a Gemfile, settings come from the nearest folder that has some, which the home is not. */
function settingsFolder(machine: ToolMachine): string {
  const folders = foldersUp(machine).filter((folder) => folder !== machine.home);
  const found = folders.map((folder) => machine.exists(joinPath(machine, folder, '.bundle')));
  return folders[found.indexOf(true)] ?? machine.workingDirectory;
}

export function bundlerProject(machine: ToolMachine): BundlerProject {
  const named = variable(machine, 'BUNDLE_GEMFILE');
  const first = named ? absolute(machine, named) : nearestGemfile(machine);
  const layers = layersOf(machine, first === undefined ? settingsFolder(machine) : folderOf(machine, first));
  const chosenBy = bundleSetting(layers, 'BUNDLE_GEMFILE');
  if (chosenBy === undefined || chosenBy.value === '') return { gemfile: first, chosenBy: undefined, layers };
  const gemfile = absolute(
    machine,
    chosenBy.value.replace(/^~(?=[/\\]|$)/, () => machine.home),
  );
  return { gemfile, chosenBy, layers: layersOf(machine, folderOf(machine, gemfile)) };
}

/** As people call it: below the working directory without the way there. */
export function shownPath(machine: ToolMachine, path: string): string {
  const { workingDirectory } = machine;
  return path.startsWith(workingDirectory) && /^[\\/]/.test(path.slice(workingDirectory.length))
    ? path.slice(workingDirectory.length + 1)
    : path;
}
