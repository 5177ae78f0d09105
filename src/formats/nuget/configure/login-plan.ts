// What a login has to give so that a client reaches the repository: which names in which files, by the model of what the
// client reads in the working directory and in the projects below it.
import { Secret } from '../../../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../../../core/model/token-variable.ts';
import type { ConfigureRequest, ToolConfiguration, ToolMachine } from '../../../core/ports/package-format.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { documentedVariable, joinPath } from '../../shared/machine-paths.ts';
import {
  decisive,
  isMisaddressed,
  isOurs,
  otherRepository,
  passwordVariable,
  sourceUrl,
  whyUnsent,
} from './our-sources.ts';
import { withoutHalves } from './own-entries.ts';
import {
  isError,
  isTrue,
  type RestoreModel,
  restoreModel,
  severalSources,
  TELLING_PROPERTIES,
} from './restore-settings.ts';
import { DEFAULT_CONFIG, PUBLIC_SOURCE, type SettingsFile, SettingsRefusal, sectionsOf } from './settings.ts';
import { type NugetClient, PROJECT_FILES, userFile } from './settings-files.ts';
import { configEdit, EMPTY_CONFIG, type SourceSetting } from './source-config.ts';
import { CREDENTIALS_VARIABLE, expandedByNuget, type PackageSource, type SourceCredentials } from './sources.ts';

/** A checkout with more projects that say something of sources than these is looked into so far. */
const MOST_FOLDERS = 50;
/** Nobody gives one repository more names; each is an edit of the file. */
const MOST_NAMES = 50;

export function nugetConfiguration(asked: ConfigureRequest, client: NugetClient): ToolConfiguration {
  const path = userFile(asked.machine, client);
  const request = { ...asked, machine: withMendedFile(asked.machine, path) };
  const { machine, endpoint, token } = request;
  const models = modelsOf(request, client);
  const found = ownName(machine, path, endpoint);
  const known = found !== undefined && !isTaken(found, request, client, models) ? found : undefined;
  const name = known ?? freeName(request, client, models);
  const mapped = mappingOf(request, { name, models, path });
  const supplied = namesToSupply(request, models);
  const plain: SourceSetting = {
    name,
    url: sourceUrl(endpoint),
    password: token.reveal(),
    alsoKnownAs: supplied.names,
    inUse: [
      ...sourcesOfUser(machine, path),
      ...models.flatMap(({ settings }) => settings.sources.map((one) => one.name)),
    ],
    patterns: mapped.patterns,
    unmapped: mapped.unmapped,
  };
  const whole = neededMapping(request, client, { models, path, setting: plain });
  const setting: SourceSetting = { ...plain, mappedWhole: whole.names };
  const given = variablesFor(request, client, { models, names: supplied.names });
  return {
    files: [
      {
        path,
        holdsSecret: true,
        syntax: 'tree',
        language: 'source-list',
        skeleton: EMPTY_CONFIG,
        skeletonOfOthers: DEFAULT_CONFIG,
        edit: (current) => configEdit(current, setting),
      },
    ],
    variables: given.variables,
    notes: [
      ...(machine.exists(path)
        ? []
        : [
            `${path} is new, so \`${name}\` is its only source: packages of ${PUBLIC_SOURCE.name} come through an upstream of the repository, or not at all`,
          ]),
      ...nameNotes(request, { name, known, models, path }),
      ...supplied.notes,
      ...mapped.notes,
      ...whole.notes,
      ...given.notes,
    ],
  };
}

/** As it is when the file has been edited: with half an entry in it, nothing could be told of any file. */
const withMendedFile = (machine: ToolMachine, path: string): ToolMachine => ({
  ...machine,
  read: (one) => {
    const text = machine.read(one);
    return one === path && text !== undefined ? withoutHalves(text) : text;
  },
});

/** The working directory and the projects below it that have something of their own to say; refused files are told by `inspect`. */
function modelsOf({ machine }: ConfigureRequest, client: NugetClient): RestoreModel[] {
  const folders = new Set(['']);
  const folderOf = (path: string) => path.split('/').slice(0, -1).join('/');
  for (const name of PROJECT_FILES) for (const path of machine.find(name)) folders.add(folderOf(path));
  if (client === 'dotnet')
    for (const name of ['Directory.Build.props', '*.csproj', '*.fsproj', '*.vbproj'])
      for (const path of machine.find(name).slice(0, MOST_FOLDERS)) {
        if (folders.has(folderOf(path)) || folders.size >= MOST_FOLDERS) continue;
        const text = machine.read(joinPath(machine, machine.workingDirectory, ...path.split('/')));
        if (text !== undefined && TELLING_PROPERTIES.test(text)) folders.add(folderOf(path));
      }
  const models: RestoreModel[] = [];
  for (const folder of [...folders].slice(0, MOST_FOLDERS)) {
    try {
      models.push(
        restoreModel(machine, { client, folder: joinPath(machine, machine.workingDirectory, ...folder.split('/')) }),
      );
    } catch (error) {
      if (!(error instanceof SettingsRefusal)) throw error;
    }
  }
  return models;
}

function ownSources(machine: ToolMachine, path: string) {
  const text = machine.read(path);
  if (text === undefined || text.trim() === '') return [];
  try {
    const items = sectionsOf({ path, place: 'user', text }).get('packageSources') ?? [];
    return items
      .filter(({ kind }) => kind === 'source')
      .map(({ key, attributes }) => ({ name: key, address: expandedByNuget(attributes.value ?? '', machine) }));
  } catch {
    // Told when the file is edited, or by `inspect`.
    return [];
  }
}

/** What the user's file calls the repository already. */
function ownName(machine: ToolMachine, path: string, endpoint: string): string | undefined {
  const sources = ownSources(machine, path);
  const found = sources.find((one) => isOurs(one, endpoint)) ?? sources.find((one) => isMisaddressed(one, endpoint));
  return found?.name;
}

const wantedName = ({ options, domain, repository }: ConfigureRequest) =>
  options['nuget-source-name'] || `${domain}/${repository}`;

/** Whether a nearer file gives a name to another address, which would hide ours, and be sent the token. */
function isTaken(
  name: string,
  { endpoint, machine }: ConfigureRequest,
  client: NugetClient,
  models: readonly RestoreModel[],
) {
  const own = userFile(machine, client);
  return models.some(({ settings }) =>
    settings.sources.some(
      (one) => one.name.toLowerCase() === name.toLowerCase() && one.file.path !== own && !isOurs(one, endpoint),
    ),
  );
}

function freeName(request: ConfigureRequest, client: NugetClient, models: readonly RestoreModel[]): string {
  const { domain, repository, options } = request;
  const wanted = wantedName(request);
  if (options['nuget-source-name']) return wanted;
  const others = [`${domain}-${repository}`, `codeartifact-${domain}-${repository}`];
  return [wanted, ...others].find((name) => !isTaken(name, request, client, models)) ?? wanted;
}

const takesToken = (source: PackageSource, endpoint: string) =>
  isOurs(source, endpoint) || otherRepository(source, endpoint) === 'own-domain';

/** Each name of the repository, and of other ones of its domain, for which the token is as good; none that means another place as well. */
function namesToSupply({ endpoint }: ConfigureRequest, models: readonly RestoreModel[]) {
  const sources = models.flatMap(({ settings }) => settings.sources);
  const names = [...new Set(sources.filter((one) => takesToken(one, endpoint)).map((one) => one.name))];
  const elsewhere = new Set(sources.filter((one) => !takesToken(one, endpoint)).map((one) => one.name));
  const shared = names.filter((name) => elsewhere.has(name)).slice(0, MOST_NAMES);
  return {
    names: names.filter((name) => !elsewhere.has(name)).slice(0, MOST_NAMES),
    notes: shared.map(
      (name) => `\`${name}\` gets no token, since files of the project give that name to another address as well`,
    ),
  };
}

interface Naming {
  readonly name: string;
  readonly known: string | undefined;
  readonly models: readonly RestoreModel[];
  readonly path: string;
}

function nameNotes(request: ConfigureRequest, { name, known, models, path }: Naming): string[] {
  const { endpoint } = request;
  const notes: string[] = [];
  if (known === undefined && name !== wantedName(request))
    notes.push(
      `the source is called \`${name}\`, since a file of the project gives \`${wantedName(request)}\` to another address`,
    );
  const others = models
    .flatMap(({ settings }) => settings.sources)
    .filter((one) => otherRepository(one, endpoint) === 'own-domain');
  const names = [...new Set(others.filter(({ file }) => file.path !== path).map((one) => one.name))];
  if (names.length > 0)
    notes.push(
      `${names.map((one) => `\`${one}\``).join(', ')} of the same domain ${names.length === 1 ? 'gets' : 'get'} the token as well`,
    );
  return notes;
}

interface Mapped {
  readonly patterns: readonly string[];
  /** Names that have none so far. */
  readonly unmapped: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Where packages are mapped to sources and none to ours, ours gets all that the public source gets, and what nobody gets.
 * What is mapped to others stays with them alone.
 */
function mappingOf({ endpoint, machine }: ConfigureRequest, { name, models, path }: Omit<Naming, 'known'>): Mapped {
  const patterns = new Set(['*']);
  const unmapped = new Set<string>();
  const foreign = new Map<string, string>();
  for (const model of models) {
    const { mapping, sources, sections } = model.settings;
    if (!mapping.isEnabled) continue;
    for (const one of sources.filter(({ address }) => address === PUBLIC_SOURCE.url))
      for (const pattern of mapping.patternsOf(one.name)) patterns.add(written(pattern, model));
    const own = decisive(model, endpoint)?.name ?? name;
    if (mapping.patternsOf(own).length > 0) continue;
    unmapped.add(own);
    const maps = (sections.get('packageSourceMapping') ?? []).filter(({ kind }) => kind === 'mapping');
    const other = maps.find(({ file }) => file.path !== path)?.file.path;
    if (other !== undefined) foreign.set(own, other);
  }
  const isShared = sourcesOfUser(machine, path).some((one) => !unmapped.has(one));
  const notes = [...foreign].map(
    ([own, file]) =>
      `${file} maps packages to sources and none to \`${own}\`, which gets ${[...patterns].join(', ')} in ${path}${isShared ? '; until the logout, mapping counts for every project of this user' : ''}`,
  );
  return { patterns: [...patterns], unmapped: [...unmapped], notes };
}

interface Planned {
  readonly models: readonly RestoreModel[];
  readonly path: string;
  readonly setting: SourceSetting;
}

/**
 * With central package management a second source without a mapping is NU1507, and a restore that was good before fails
 * where warnings are errors. A mapping of every package to every source asks as before, and ends the warning.
 */
function neededMapping(request: ConfigureRequest, client: NugetClient, { models, path, setting }: Planned) {
  const nothing: { names: readonly string[]; notes: readonly string[] } = { names: [], notes: [] };
  const isStrict = ({ project }: RestoreModel) =>
    isTrue(project, 'ManagePackageVersionsCentrally') && isError(project, 'NU1507');
  if (!models.some(isStrict)) return nothing;
  const { machine } = request;
  let text: string;
  try {
    text = configEdit(machine.read(path), setting);
  } catch {
    // Told when the file is edited.
    return nothing;
  }
  const after = modelsOf(
    {
      ...request,
      machine: {
        ...machine,
        exists: (one) => one === path || machine.exists(one),
        read: (one) => (one === path ? text : machine.read(one)),
      },
    },
    client,
  );
  const failing = after.filter(
    (model) =>
      isStrict(model) &&
      !model.settings.mapping.isEnabled &&
      model.settings.files.some((file) => file.path === path) &&
      severalSources(model),
  );
  if (failing.length === 0) return nothing;
  const mapped = new Set(
    after.flatMap(({ settings }) =>
      (settings.sections.get('packageSourceMapping') ?? []).map(({ key }) => key.trim().toLowerCase()),
    ),
  );
  const sources = after
    .filter(({ settings }) => !settings.mapping.isEnabled)
    .flatMap(({ settings }) => settings.sources);
  const names = new Map([...sources.map((one) => one.name), setting.name].map((name) => [name.toLowerCase(), name]));
  return {
    names: [...names].filter(([name]) => !mapped.has(name)).map(([, name]) => name),
    notes: [
      `${path} maps every package to every source until the logout, for every project of this user: each is asked as before, and with central package management two sources without a mapping are NU1507, which is an error in this project`,
    ],
  };
}

const sourcesOfUser = (machine: ToolMachine, path: string) => ownSources(machine, path).map(({ name }) => name);

/** A pattern as its author spelled it. */
function written(pattern: string, { settings }: RestoreModel): string {
  const all = (settings.sections.get('packageSourceMapping') ?? []).flatMap(({ children }) => children);
  return (
    all.find(({ attributes }) => attributes.pattern?.trim().toLowerCase() === pattern)?.attributes.pattern?.trim() ??
    pattern
  );
}

/** Variables, where credentials of other files or variables come before those that a login writes. */
function variablesFor(
  request: ConfigureRequest,
  client: NugetClient,
  { models, names }: { readonly models: readonly RestoreModel[]; readonly names: readonly string[] },
) {
  const { machine, token, endpoint } = request;
  const read = models.flatMap(({ settings, project }) => [
    ...settings.files.filter(({ place }) => place !== 'user').map(({ path }) => path),
    ...project.files,
  ]);
  const top = joinPath(machine, machine.workingDirectory, '.');
  const shown = read.map((path) => (path.startsWith(`${top}/`) ? path.slice(top.length + 1) : path));
  const documented = documentedVariable(request, [...new Set(shown)]);
  const variables: Record<string, Secret> = { ...documented.variables };
  const notes = [...documented.notes];
  const whole = new Secret(`Username=aws;Password=${token.reveal()}`);
  const stale: string[] = [];
  for (const model of models)
    for (const source of model.settings.sources) {
      if (!takesToken(source, endpoint) || !names.includes(source.name) || !source.isEnabled) continue;
      const [first] = source.credentials;
      const variable = `${CREDENTIALS_VARIABLE}${source.name}`;
      if (first?.variable !== undefined) stale.push(first.variable);
      else if (machine.exportsVariables && needsVariable(first, source.file, { machine, token: token.reveal() })) {
        if (variable in variables || !/^\w+$/.test(variable)) continue;
        variables[variable] = whole;
        notes.push(
          `${variable} is exported because ${first?.source ?? source.file.path} comes before what the login writes for \`${source.name}\``,
        );
      }
    }
  const left = leftOverVariables(
    machine,
    client,
    [...new Set(stale)].map((name) => ({ name, wanted: whole })),
  );
  return { variables: { ...variables, ...left.variables }, notes: [...notes, ...left.notes] };
}

interface Given {
  readonly machine: ToolMachine;
  readonly token: string;
}

/** Whether no file that a login writes decides what is sent. */
function needsVariable(first: SourceCredentials | undefined, file: SettingsFile, { machine, token }: Given): boolean {
  if (first === undefined) return file.place === 'given';
  if (first.file === undefined || first.file.place === 'user') return false;
  if (passwordVariable(first) === TOKEN_VARIABLE) return whyUnsent(first, machine.platform) !== undefined;
  return first.password !== token || first.user !== 'aws' || whyUnsent(first, machine.platform) !== undefined;
}
