// How Maven would be started in the working directory: its folders, options, properties and settings files.
import type { ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { isInCheckout } from '../../shared/checkout-settings.ts';
import { absolute, inHome, isAbsolute, joinPath, liesIn, variable } from '../../shared/machine-paths.ts';
import { propertiesValues } from '../../shared/text/properties.ts';
import { expander } from './expand.ts';
import {
  inJavaHome,
  type JavaHome,
  javaHome,
  javaOptions,
  launchedText,
  optionWords,
  systemProperty,
  untrustedJavaHome,
} from './java-options.ts';
import { launcherVariable } from './mavenrc.ts';

export interface MavenRun {
  /** With `.mvn` in it, else the working directory. */
  readonly base: string;
  readonly home: JavaHome;
  /** The user's settings that Maven reads. Undefined when it finds no folder of the user. */
  readonly settings: string | undefined;
  /** What chooses them, where they are not at their usual place. */
  readonly chosenBy: string | undefined;
  /** Whether by an option, for which the file has to be there. */
  readonly isChosenByOption: boolean;
  /** Settings of the installation, where they are known. */
  readonly globalSettings: string | undefined;
  /** Settings that the project's own options or properties name, wherever they lie. */
  readonly namedByProject: readonly string[];
  /** `.mvn/settings.xml`, which Maven 4 reads, without servers. */
  readonly projectSettings: string | undefined;
  readonly profilesOn: readonly string[];
  readonly profilesOff: readonly string[];
  readonly isOffline: boolean;
  /** Whether there is an option with which Maven 3.9 does not start. */
  readonly isRefused: boolean;
  readonly version: 3 | 4 | undefined;
  /** A property of Java or of the command line. */
  property(name: string): string | undefined;
}

const CONFIG = '.mvn/maven.config';

export function mavenRun(machine: ToolMachine): MavenRun {
  const base = baseFolder(machine);
  const inBase = (...parts: string[]) => joinPath(machine, base, '.mvn', ...parts);
  const args = launcherVariable(machine, 'MAVEN_ARGS');
  const given = optionWords(args.value);
  const configured = configWords(machine.read(inBase('maven.config')));
  // The command line, to which MAVEN_ARGS belongs, comes before the project's file, and of each option the first counts.
  const words = [...given, ...configured].map((word) => word.replace(BASE, base));
  const jvm = [launchedText(machine, inBase('jvm.config')), launcherVariable(machine, 'MAVEN_OPTS').value];
  const installation = installationOf(machine);
  const version = versionOf(machine, inBase('wrapper', 'maven-wrapper.properties'), installation);
  // Maven 4 puts the project's options behind MAVEN_OPTS; Maven 3.9 takes user.home from the command line as well.
  const home = javaHome(machine, version === 4 ? [...jvm].reverse() : [...jvm, words.join(' ')]);
  const options = [...javaOptions(machine, jvm)];
  const profiles = optionValues(words, ['-P', '--activate-profiles']).flatMap((text) => text.split(','));
  const property = (name: string) => {
    const said = words.find((word) => word.startsWith(`-D${name}=`))?.slice(name.length + 3);
    return (
      said ?? systemProperty(options, name) ?? { 'user.home': home.folder, 'user.dir': machine.workingDirectory }[name]
    );
  };
  const files = version === 3 ? [] : propertiesFiles(machine, base, home.folder);
  const inFiles = (name: string): Chosen | undefined => {
    const file = files.find(({ values }) => values.has(name));
    const written = file?.values.get(name)?.replace(BASE, base);
    if (file === undefined || !written) return undefined;
    const path = expander(machine, (one) => property(one) ?? file.values.get(one))(written);
    return { path: absolute(machine, path), by: file.source, isOption: false };
  };
  /** Of Maven 4's files: a folder in the place of the usual one. */
  const inFolder = (name: string): Chosen | undefined => {
    const folder = inFiles(name);
    return folder && { ...folder, path: joinPath(machine, folder.path, 'settings.xml') };
  };
  /** What an option names, else a property of Maven 4 on the command line or in a file. */
  const chosen = (name: string, options: readonly string[]): Chosen | undefined => {
    const isOf = (list: readonly string[]) =>
      optionValue(list, options) ?? (version === 3 ? undefined : defined(list, name));
    const value = optionValue(words, options) ?? (version === 3 ? undefined : defined(words, name));
    const by = isOf(given) === value ? args.source : CONFIG;
    if (value) return { path: absolute(machine, value), by, isOption: optionValue(words, options) !== undefined };
    return inFiles(name);
  };
  const settings = chosen('maven.user.settings', ['-s', '--settings']) ?? inFolder('maven.user.conf');
  const project = chosen('maven.project.settings', ['-ps', '--project-settings']) ?? inFolder('maven.project.conf');
  const global = chosen('maven.installation.settings', ['-gs', '--global-settings', '-is', '--install-settings']);
  return {
    base,
    home,
    settings: settings?.path ?? (home.folder && joinPath(machine, home.folder, '.m2', 'settings.xml')),
    chosenBy: settings?.by,
    isChosenByOption: settings?.isOption === true,
    globalSettings: global?.path ?? installation?.settings,
    namedByProject: [settings, project, global].flatMap((one) =>
      one !== undefined && (one.by === CONFIG || (isAbsolute(machine, one.by) && liesIn(machine, one.by, base)))
        ? [one.path]
        : [],
    ),
    projectSettings: version === 3 ? undefined : (project?.path ?? inBase('settings.xml')),
    profilesOn: profiles.filter((one) => !/^[!-]/.test(one)).map((one) => one.replace(/^\+?\??/, '')),
    profilesOff: profiles.filter((one) => /^[!-]/.test(one)).map((one) => one.replace(/^[!-]\??/, '')),
    isOffline: words.some((word) => word === '-o' || word === '--offline'),
    isRefused: version === 3 && words.some((word) => word === '-llr' || word === '--legacy-local-repository'),
    version,
    property,
  };
}

interface Chosen {
  readonly path: string;
  /** For people. */
  readonly by: string;
  readonly isOption: boolean;
}

/** The folder of the project, as options and properties call it. */
const BASE = /\$\{(?:session\.(?:root|top)Directory|maven\.multiModuleProjectDirectory)\}/g;

const defined = (words: readonly string[], name: string) =>
  words.find((word) => word.startsWith(`-D${name}=`))?.slice(name.length + 3);

/** Properties of Maven 4's own: the project's go before the user's. */
function propertiesFiles(machine: ToolMachine, base: string, home: string | undefined) {
  const paths = [joinPath(machine, base, '.mvn', 'maven.properties')];
  if (home !== undefined) paths.push(joinPath(machine, home, '.m2', 'maven.properties'));
  return paths.map((source) => ({ source, values: propertiesValues(machine.read(source) ?? '') }));
}

/**
 * The settings that a login writes to: those that Maven reads, but never a file of the checkout, and HOME's where Maven
 * can be told to look there.
 */
export function settingsToWrite(machine: ToolMachine, run: MavenRun): string {
  const usual = inJavaHome(machine, run.home, '.m2', 'settings.xml');
  if (run.chosenBy === undefined || run.settings === undefined) return usual;
  return liesIn(machine, run.settings, run.base) || isInCheckout(machine, run.settings) ? usual : run.settings;
}

/** A folder of the user that the project's options name, where no token may be written. */
export function untrustedHome(machine: ToolMachine, run: MavenRun): ToolRemark | undefined {
  const own = [machine.env.MAVEN_OPTS, machine.env.MAVEN_ARGS];
  const files = ['jvm.config', 'maven.config'].map((name) => joinPath(machine, run.base, '.mvn', name));
  return untrustedJavaHome(machine, { client: 'Maven', path: settingsToWrite(machine, run), own, files });
}

/** The nearest folder with `.mvn`, as the launcher looks for it. */
function baseFolder(machine: ToolMachine): string {
  let folder = machine.workingDirectory;
  for (;;) {
    if (machine.exists(joinPath(machine, folder, '.mvn'))) return folder;
    const parent = joinPath(machine, folder, '..');
    if (parent === folder) return machine.workingDirectory;
    folder = parent;
  }
}

/** One word a line since 3.9; before that also `-s FILE` in one line. */
function configWords(text: string | undefined): string[] {
  return (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => (/^-(?!D)\S+\s/.test(line) ? line.split(/\s+/) : [line]));
}

function optionValues(words: readonly string[], names: readonly string[]): string[] {
  const values: string[] = [];
  for (const [index, word] of words.entries()) {
    const joined = names.find((name) => word.startsWith(`${name}=`));
    const short = names.find((name) => name.length === 2 && word.startsWith(name) && !word.startsWith('--'));
    if (names.includes(word)) values.push(words[index + 1] ?? '');
    else if (joined) values.push(word.slice(joined.length + 1));
    else if (short && (short === '-P' || /[/\\.]/.test(word))) values.push(word.slice(2));
  }
  return values;
}

const optionValue = (words: readonly string[], names: readonly string[]) => optionValues(words, names)[0];

interface Installation {
  readonly settings: string;
  readonly isFour: boolean;
}

/** Packages of distributions put a link on PATH, whose target cannot be seen from here. */
const PACKAGED = ['/usr/share/maven', '/usr/share/java/maven', '/opt/maven'];

function installationOf(machine: ToolMachine): Installation | undefined {
  const isWindows = machine.platform === 'win32';
  const folders = (variable(machine, 'PATH') ?? '').split(isWindows ? ';' : ':').filter((one) => one !== '');
  const onPath = folders.find((one) => machine.exists(joinPath(machine, one, isWindows ? 'mvn.cmd' : 'mvn')));
  const named = ['MAVEN_HOME', 'M2_HOME'].flatMap((name) => variable(machine, name) ?? []);
  const homes = [...(onPath ? [joinPath(machine, onPath, '..')] : []), ...named, ...(isWindows ? [] : PACKAGED)].map(
    (home) => absolute(machine, home),
  );
  const home = homes.find((one) => machine.exists(joinPath(machine, one, 'conf', 'settings.xml')));
  if (home === undefined) return undefined;
  return {
    settings: joinPath(machine, home, 'conf', 'settings.xml'),
    isFour: machine.exists(joinPath(machine, home, 'conf', 'maven.properties')),
  };
}

function versionOf(machine: ToolMachine, wrapper: string, installation: Installation | undefined): 3 | 4 | undefined {
  const wrapped = /apache-maven[/-](\d)/.exec(machine.read(wrapper) ?? '')?.[1];
  if (wrapped !== undefined) return wrapped === '4' ? 4 : wrapped === '3' ? 3 : undefined;
  if (installation === undefined) return undefined;
  return installation.isFour ? 4 : 3;
}

/** The usual place of the user's settings, for people. */
export const usualSettings = (machine: ToolMachine) => inHome(machine, '.m2', 'settings.xml');
