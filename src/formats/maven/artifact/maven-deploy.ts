// How `mvn deploy` is made to deploy into a folder of ours and nowhere else. Of Maven's own words about the place only the
// configuration of the plugin in a POM wins over the command line; other plugins of the phase `deploy` send elsewhere at all.

import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Files, Host } from '../../../core/ports/host.ts';
import type { PackOptions } from '../../../core/ports/package-format.ts';
import { toolFailure } from '../../shared/failed-tool.ts';
import { find, findAll, parseXml, textAt, type XmlElement } from '../../shared/text/xml.ts';
import { isSnapshot } from '../names/coordinates.ts';
import { POM_LIMIT } from './pom.ts';

const PLUGIN = 'org.apache.maven.plugins:maven-deploy-plugin';
const ALTERNATIVES = ['altDeploymentRepository', 'altReleaseDeploymentRepository', 'altSnapshotDeploymentRepository'];
/** The plugin that shows what Maven makes of all POMs, parents and profiles. */
const EFFECTIVE_POM = 'org.apache.maven.plugins:maven-help-plugin:3.5.1:effective-pom';
/** Plugins that send what was built, as soon as a POM binds them to an earlier phase than `deploy`, which is not run. */
const SENDERS = ['maven-deploy-plugin', 'nexus-staging-maven-plugin', 'central-publishing-maven-plugin'];
/** The execution that Maven binds to the phase `deploy` by itself. */
const USUAL = 'default-deploy';
/** One that no project has, for which what stands beside the executions holds alone. */
const NONE = 'codeartifact-ci';
const LATE_PHASES = [undefined, '', 'none', 'deploy', 'pre-site', 'site', 'post-site', 'site-deploy'];

export interface MavenDeploy {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Folders of the layout, `com/acme/lib/1.0/`, of modules that the project keeps from being deployed. */
  readonly kept: readonly string[];
}

export interface DeployProject extends Pick<PackOptions, 'passEnv' | 'args' | 'sourceDateEpoch'> {
  readonly directory: string;
  readonly program: string;
  /** Arguments of it that come before all others. */
  readonly before: readonly string[];
  readonly into: string;
}

/**
 * What is to be run. Not the phase `deploy` but the goal of Maven's own plugin after `install`: what else is bound to that
 * phase sends what was built, or something else, to places of its own. It runs as the execution `default-deploy`, so that
 * what the POM says of that one holds, or as another one where modules are deployed by that.
 * @throws RegistryError CA-FILE-004 before anything is built where a POM fixes another place than ours.
 */
export async function mavenDeploy(project: DeployProject, host: Host): Promise<MavenDeploy> {
  // Release and snapshot win over the first, which plugins before 2.8 know alone. The three-part form is read by 2.x and
  // 3.x, the two-part form only by 3.x.
  const place = `codeartifact-ci::default::${plainUrl(project.into)}`;
  const places = ALTERNATIVES.map((name) => `-D${name}=${place}`);
  // Of a property that is given twice the last one counts.
  const always = ['--batch-mode', '--no-transfer-progress', ...(project.args ?? []), ...places];
  // To Maven 4 a property of the JVM (`.mvn/jvm.config`) is worth more than one of its command line. Of several of one name
  // the last counts, and its script puts this variable behind MAVEN_OPTS and that file.
  const env = { MAVEN_DEBUG_OPTS: [host.env.MAVEN_DEBUG_OPTS ?? '', ...places].join(' ').trim() };
  const read = await readPoms(project.directory, host);
  const effective = saysNothingOfDeploying(read)
    ? undefined
    : await effectiveProjects(project, { args: always, env }, host);
  const { kept, execution, more } = effective
    ? deploymentOf(effective, place, read.poms)
    : { kept: [], execution: USUAL, more: [] };
  const time = await timeOfOutput(project, effective ?? known(read), host);
  if (kept.length > 0)
    host.log.info(
      `${project.directory}: left out, since no execution of maven-deploy-plugin deploys it: ${kept.join(', ')}`,
    );
  // Tests belong to the build before; packing again must not run them a second time.
  const skip =
    !read.isWhole || known(read).some((one) => isActivatedBy('skipTests', one))
      ? '-Dmaven.test.skip.exec'
      : '-DskipTests';
  return { env, args: [...always, skip, ...time, ...more, 'install', `${PLUGIN}:deploy@${execution}`], kept };
}

const known = ({ poms, parents }: Poms) => [...poms, ...parents].map((one) => one?.project);

/** The property by which plugins of Maven stamp what they pack; no time of the build is in it then. */
const OUTPUT_TIME = 'project.build.outputTimestamp';

/** The property of the time, unless the project says one itself: on the command line it is worth more than in a POM. */
async function timeOfOutput(
  { directory, sourceDateEpoch, args = [] }: DeployProject,
  projects: readonly (XmlElement | undefined)[],
  { files, env }: Host,
): Promise<string[]> {
  if (sourceDateEpoch === undefined || !/^[0-9]{1,11}$/.test(sourceDateEpoch)) return [];
  const isSaid = projects.some((one) =>
    [one, ...findAll(one, 'profiles', 'profile')].some((from) => textAt(from, 'properties', OUTPUT_TIME) !== undefined),
  );
  const settings = [
    ...(await Promise.all(['maven.config', 'jvm.config'].map((name) => files.readText(join(directory, '.mvn', name))))),
    ...['MAVEN_ARGS', 'MAVEN_OPTS'].map((name) => env[name]),
    ...args,
  ];
  if (isSaid || settings.some((text) => text?.includes(OUTPUT_TIME))) return [];
  const time = new Date(Number(sourceDateEpoch) * 1000).toISOString().replace('.000Z', 'Z');
  return [`-D${OUTPUT_TIME}=${time}`];
}

/**
 * Whether a profile is there, or is not, where a property is set: what belongs to a release is often in one that a build
 * without tests has not. A parent that is not on this machine yet may have one.
 */
const isActivatedBy = (property: string, project: XmlElement | undefined) =>
  findAll(project, 'profiles', 'profile').some(
    (profile) => textAt(profile, 'activation', 'property', 'name')?.replace(/^!\s*/, '') === property,
  );

/** The script of Maven has a shell read what the environment says: nothing of it may mean anything there. */
const plainUrl = (folder: string) =>
  pathToFileURL(folder).href.replace(/[^\w/:.~%-]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`);

interface Source {
  readonly path: string;
  readonly text: string;
  readonly project: XmlElement;
}

async function pomAt(path: string, files: Pick<Files, 'readText' | 'stat'>): Promise<Source | undefined> {
  if ((await files.stat(path))?.kind !== 'file') return undefined;
  try {
    const text = (await files.readText(path)) ?? '';
    return { path, text, project: parseXml(text, POM_LIMIT) };
  } catch {
    return undefined;
  }
}

const MOST_POMS = 2000;

interface Poms {
  /** Those of the project and of its modules, of every profile; undefined in the place of one that cannot be read. */
  readonly poms: readonly (Source | undefined)[];
  /** Their parents as far as they are on this machine and not among them. */
  readonly parents: readonly Source[];
  /** Whether that is everything that Maven reads. */
  readonly isWhole: boolean;
}

async function readPoms(directory: string, host: Host): Promise<Poms> {
  const poms = await pomsBelow(directory, host);
  const parents: Source[] = [];
  const seen = new Set(poms.map((one) => one?.path));
  // From 4.1.0 on modules may be found without being named.
  let isWhole = poms.every((one) => one !== undefined && textAt(one.project, 'modelVersion') === '4.0.0');
  for (const waiting = [...poms]; waiting.length > 0; ) {
    const one = waiting.pop();
    const parent = one && (await parentOf(one, host));
    if (parent === 'unknown') isWhole = false;
    else if (parent !== undefined && !seen.has(parent.path)) {
      seen.add(parent.path);
      parents.push(parent);
      waiting.push(parent);
    }
  }
  return { poms, parents, isWhole };
}

async function pomsBelow(directory: string, { files }: Host): Promise<(Source | undefined)[]> {
  const found = new Map<string, Source | undefined>();
  const waiting = [join(directory, 'pom.xml')];
  for (let path = waiting.pop(); path !== undefined && found.size < MOST_POMS; path = waiting.pop()) {
    if (found.has(path)) continue;
    const source = await pomAt(path, files);
    found.set(path, source);
    const project = source?.project;
    for (const from of [project, ...findAll(project, 'profiles', 'profile')])
      for (const { text } of [...findAll(from, 'modules', 'module'), ...findAll(from, 'subprojects', 'subproject')]) {
        const module = join(dirname(path), text);
        waiting.push((await files.stat(module))?.kind === 'file' ? module : join(module, 'pom.xml'));
      }
  }
  return [...found.values()];
}

/** Whether no POM that counts configures a plugin that deploys, so that Maven need not be asked. */
const saysNothingOfDeploying = ({ poms, parents, isWhole }: Poms): boolean =>
  isWhole && ![...poms, ...parents].some((one) => one === undefined || configuresSender(one.project));

function configuresSender(project: XmlElement): boolean {
  return [project, ...findAll(project, 'profiles', 'profile')].some((from) =>
    [
      ...findAll(from, 'build', 'plugins', 'plugin'),
      ...findAll(from, 'build', 'pluginManagement', 'plugins', 'plugin'),
    ].some((plugin) => {
      const name = textAt(plugin, 'artifactId') ?? '';
      const isSender = SENDERS.includes(name) || name.includes('${');
      return isSender && (find(plugin, 'configuration') ?? find(plugin, 'executions')) !== undefined;
    }),
  );
}

/** As Maven looks for it: at `relativePath`, else in the local repository. */
async function parentOf(
  { path, project }: Source,
  { files, home, accountHome }: Host,
): Promise<Source | 'unknown' | undefined> {
  const element = find(project, 'parent');
  if (element === undefined) return undefined;
  const [groupId, artifactId, version] = ['groupId', 'artifactId', 'version'].map((name) => textAt(element, name));
  if (groupId === undefined || artifactId === undefined || version === undefined) return 'unknown';
  const way = find(element, 'relativePath');
  if (way === undefined || way.text !== '') {
    const beside = join(dirname(path), way?.text ?? '../pom.xml');
    const file = (await files.stat(beside))?.kind === 'directory' ? join(beside, 'pom.xml') : beside;
    const source = await pomAt(normalize(file), files);
    if (source && textAt(source.project, 'artifactId') === artifactId) return source;
  }
  if (/[[(,\]){}]/.test(version)) return 'unknown';
  const inLayout = join(...groupId.split('.'), artifactId, version, `${artifactId}-${version}.pom`);
  return (await pomAt(join(accountHome ?? home, '.m2', 'repository', inLayout), files)) ?? 'unknown';
}

async function effectiveProjects(
  { directory, program, before, into, passEnv }: DeployProject,
  always: Pick<MavenDeploy, 'args' | 'env'>,
  host: Host,
): Promise<readonly XmlElement[]> {
  const output = `${into}-effective-pom.xml`;
  const args = [...before, ...always.args, '--quiet', `-Doutput=${output}`, EFFECTIVE_POM];
  const result = await host.run(program, args, { cwd: directory, pass: passEnv, env: always.env });
  const remedy =
    'Where deploy plugins are configured, or a parent POM is not on this machine yet, Maven is asked by its help plugin, so that nothing is deployed elsewhere. Make that plugin available, or give built files instead.';
  if (result.status !== 0) {
    const failed = { title: 'mvn help:effective-pom', directory, result, marked: /^\[ERROR\]/ };
    throw await toolFailure(result.status === 127 ? failed : { ...failed, remedy }, host.log);
  }
  const text = (await host.files.readText(output)) ?? '';
  await host.files.remove(output);
  try {
    // Of many modules this is far larger than any POM.
    const root = parseXml(text, 16 * POM_LIMIT);
    return root.name === 'projects' ? findAll(root, 'project') : [root];
  } catch (cause) {
    throw new RegistryError('CA-FILE-004', `what Maven shows of ${directory} cannot be read`, { remedy, cause });
  }
}

interface Deployment {
  readonly execution: string;
  /** Properties besides. */
  readonly more: readonly string[];
  readonly kept: readonly string[];
}

/**
 * The execution as which the goal deploys every module that Maven would deploy, and what it would not.
 * @throws RegistryError CA-FILE-004 where there is none, or a place is fixed, naming the line where that is in the project.
 */
function deploymentOf(
  projects: readonly XmlElement[],
  place: string,
  poms: readonly (Source | undefined)[],
): Deployment {
  const modules = projects.map((project) => {
    const plugins = findAll(project, 'build', 'plugins', 'plugin');
    const of = (name: string) => plugins.find((plugin) => textAt(plugin, 'artifactId') === name);
    for (const name of SENDERS) refuseEarly(project, name, of(name), poms);
    const plugin = of('maven-deploy-plugin');
    const executions = new Map(
      findAll(plugin, 'executions', 'execution').map((one) => [textAt(one, 'id') ?? 'default', one]),
    );
    const others = SENDERS.slice(1).flatMap((name) => of(name) ?? []);
    return { project, plugin, executions, others };
  });
  const wanted = modules.filter(isDeployed);
  const ids = [USUAL, ...new Set(wanted.flatMap(({ executions }) => [...executions.keys()])), NONE];
  // The property is worth more on the command line than in a POM: for what another plugin deploys in spite of it.
  const choices = [{}, { property: 'false' }].flatMap((given) => ids.map((id) => ({ id, ...given })));
  const choice = choices.find((one) => !wanted.some((module) => isSkipped(module, one)));
  if (choice === undefined) {
    const never = wanted.filter((module) => choices.every((one) => isSkipped(module, one)));
    throw new RegistryError(
      'CA-FILE-004',
      never.length > 0
        ? `maven-deploy-plugin is configured to skip what another plugin deploys: ${namesOf(never)}; nothing was built`
        : `modules are deployed by executions of maven-deploy-plugin of which none deploys all: ${namesOf(wanted)}; nothing was built`,
      {
        remedy:
          never.length > 0
            ? 'Skip it by the property `maven.deploy.skip`, or give built files instead.'
            : 'Have one execution deploy every module, or give built files instead.',
      },
    );
  }
  const sent = modules.filter((module) => !isSkipped(module, choice));
  for (const { project, plugin, executions } of sent)
    for (const name of decisiveIn(project, plugin))
      for (const from of [executions.get(choice.id), plugin]) {
        const value = textAt(from, 'configuration', name);
        if (value !== undefined && value !== place) throw fixedPlace(project, name, poms);
      }
  return {
    execution: choice.id,
    more: choice.property === undefined ? [] : [`-D${SKIP}=${choice.property}`],
    kept: sent
      .filter((module) => !wanted.includes(module))
      .map(
        ({ project }) =>
          `${coordinatesOf(project)
            .replace(/^[^:]*/, (group) => group.replaceAll('.', '/'))
            .replaceAll(':', '/')}/`,
      ),
  };
}

const namesOf = (modules: readonly Module[]) => modules.map(({ project }) => coordinatesOf(project)).join(', ');

const SKIP = 'maven.deploy.skip';

interface Module {
  readonly project: XmlElement;
  /** Of maven-deploy-plugin. */
  readonly plugin: XmlElement | undefined;
  /** Its executions by id. */
  readonly executions: ReadonlyMap<string, XmlElement>;
  /** Plugins that deploy in its place. */
  readonly others: readonly XmlElement[];
}

/** Whether `mvn deploy` would. Projects that another plugin deploys switch Maven's own off by the same words. */
function isDeployed(module: Module): boolean {
  const { executions, others } = module;
  if (others.length > 0) return others.some((plugin) => sends(plugin, module));
  const isBound = ([id, one]: [string, XmlElement]) =>
    LATE_PHASES.includes(textAt(one, 'phase')) &&
    textAt(one, 'phase') !== 'none' &&
    (id === USUAL || findAll(one, 'goals', 'goal').some(({ text }) => text === 'deploy'));
  const bound = executions.size === 0 ? [USUAL] : [...executions].filter(isBound).map(([id]) => id);
  return bound.some((id) => !isSkipped(module, { id }));
}

/** Of nexus-staging-maven-plugin and central-publishing-maven-plugin the words that leave a module out. */
function sends(plugin: XmlElement, { project }: Module): boolean {
  const says = (name: string, property = name) =>
    (textAt(plugin, 'configuration', name) ?? textAt(project, 'properties', property)) === 'true';
  if (says('skipNexusStagingDeployMojo') || says('skipNexusStaging') || says('skipPublishing')) return false;
  const left = findAll(plugin, 'configuration', 'excludeArtifacts').flatMap(({ text, children }) => [
    ...text.split(','),
    ...children.map((one) => one.text),
  ]);
  return !left.some((name) => name.trim() === textAt(project, 'artifactId'));
}

/** Whether Maven's own plugin does nothing for a module as that execution. `property`: given on the command line. */
function isSkipped(
  { project, plugin, executions }: Module,
  { id, property }: { readonly id: string; readonly property?: string },
): boolean {
  const skip =
    textAt(executions.get(id), 'configuration', 'skip') ??
    textAt(plugin, 'configuration', 'skip') ??
    property ??
    textAt(project, 'properties', SKIP);
  // Since 3.0 it may name what is skipped.
  return skip === 'true' || skip === (isSnapshot(textAt(project, 'version') ?? '') ? 'snapshots' : 'releases');
}

/** Which of the three the plugin reads, in this version, for a release or a snapshot. */
function decisiveIn(project: XmlElement, deploy: XmlElement | undefined): readonly string[] {
  const [major = 0, minor = 0] = (textAt(deploy, 'version') ?? '').split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 8)) return ALTERNATIVES.slice(0, 1);
  return isSnapshot(textAt(project, 'version') ?? '') ? ALTERNATIVES.slice(2) : ALTERNATIVES.slice(1, 2);
}

function refuseEarly(
  project: XmlElement,
  name: string,
  plugin: XmlElement | undefined,
  poms: readonly (Source | undefined)[],
): void {
  for (const execution of findAll(plugin, 'executions', 'execution')) {
    const phase = textAt(execution, 'phase');
    if (LATE_PHASES.includes(phase)) continue;
    const goals = findAll(execution, 'goals', 'goal').map(({ text }) => text);
    if (!goals.some((goal) => /^(?:deploy|publish|release|rc-)/.test(goal))) continue;
    throw new RegistryError(
      'CA-FILE-004',
      `${placeOf(name, project, poms)}: the execution \`${textAt(execution, 'id') ?? ''}\` of ${name} deploys in the phase \`${phase}\`, to a place of its own; nothing was built`,
      { remedy: 'Bind it to the phase `deploy`, which is not run here, or give built files instead.' },
    );
  }
}

function fixedPlace(project: XmlElement, name: string, poms: readonly (Source | undefined)[]): RegistryError {
  return new RegistryError(
    'CA-FILE-004',
    `${placeOf(`<${name}>`, project, poms)}: the configuration of maven-deploy-plugin fixes \`${name}\`, which wins over the command line: the project would be deployed there; nothing was built`,
    { remedy: `Name the place as the property \`${name}\` in <properties> instead, or give built files.` },
  );
}

const coordinatesOf = (project: XmlElement) =>
  ['groupId', 'artifactId', 'version'].map((name) => textAt(project, name) ?? '').join(':');

/** `pom.xml:12`, of the first POM of the project that has the word; else the module, which inherits it. */
function placeOf(word: string, project: XmlElement, poms: readonly (Source | undefined)[]): string {
  for (const pom of poms) {
    const at = pom?.text.indexOf(word) ?? -1;
    if (pom && at >= 0) return `${pom.path}:${pom.text.slice(0, at).split('\n').length}`;
  }
  return `${coordinatesOf(project)}, by a parent POM`;
}
