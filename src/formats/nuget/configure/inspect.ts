// What nuget.exe and dotnet make of their configuration for one repository, by the model of it.

import { parseEndpoint } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../../../core/model/token-variable.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { NOTHING, plainAddress } from '../../shared/inspection.ts';
import { joinPath, variable } from '../../shared/machine-paths.ts';
import {
  decisive,
  isMisaddressed,
  isOurs,
  otherRepository,
  passwordVariable,
  sourceUrl,
  whyMisaddressed,
  whyUnsent,
} from './our-sources.ts';
import {
  configValue,
  fallbackFolders,
  isError,
  isInsecure,
  isTrue,
  type RestoreModel,
  type RestoreSource,
  restoreModel,
  severalSources,
} from './restore-settings.ts';
import { type SettingsFile, SettingsRefusal, sectionsOf } from './settings.ts';
import { misspelledUserFile, type NugetClient, userFile } from './settings-files.ts';
import { expandedByNuget, isHttp, type SourceCredentials } from './sources.ts';

/** `client`: whose files and rules. */
export function inspectNuget(request: InspectRequest, client: NugetClient): ToolInspection {
  const { machine } = request;
  const always = [
    ...pluginRemarks(machine, client),
    ...userFileRemarks(machine, client),
    ...otherHomeRemarks(request, client),
  ];
  let model: RestoreModel;
  try {
    model = restoreModel(machine, { client, folder: machine.workingDirectory });
  } catch (error) {
    if (!(error instanceof SettingsRefusal)) throw error;
    return { ...NOTHING, registries: undefined, remarks: [refusalRemark(error, client), ...always] };
  }
  const look: Look = { ...request, client, model, ours: decisive(model, request.endpoint) };
  const hidden = hiddenRemarks(look);
  const remarks = [
    ...encodingRemarks(look),
    ...hidden,
    ...addressRemarks(look),
    ...(client === 'dotnet' ? insecureRemarks(look) : []),
    ...credentialRemarks(look),
    ...otherRepositoryRemarks(look),
    ...folderRemarks(look),
    ...mappingRemarks(look),
    ...warningRemarks(look),
    ...always,
  ];
  return {
    ...NOTHING,
    // Where the repository is hidden, that is told; what is asked instead is no advice.
    registries: hidden.length > 0 ? undefined : model.sources.flatMap((one) => registryOf(one, request.endpoint)),
    credentials: storedCredentials(look),
    remarks,
    notes: mappingNotes(look),
  };
}

interface Look extends InspectRequest {
  readonly client: NugetClient;
  readonly model: RestoreModel;
  readonly ours: RestoreSource | undefined;
}

/** The entry that people are told to add. */
const entryFor = (url: string) =>
  `<add key="codeartifact" value="${url}" protocolVersion="3"${url.startsWith('http:') ? ' allowInsecureConnections="true"' : ''} />`;

/** Files that come with a checkout, or with the machine: no login writes there. */
const isForeign = ({ place }: SettingsFile) => place !== 'user';

const placeOf = ({ known, property }: RestoreSource) => known?.file.path ?? property?.source ?? 'the command line';

function registryOf(source: RestoreSource, endpoint: string): RegistrySetting[] {
  const { name, address, known, property } = source;
  // The client's own default is nobody's setting; an address that does not lead here is told of by itself.
  if (known?.file.text === undefined && known !== undefined) return [];
  if (isMisaddressed(source, endpoint)) return [];
  return [
    {
      source: placeOf(source),
      setting: property === undefined ? `source ${name}` : 'RestoreSources',
      url: plainAddress(address),
      isFurther: true,
      wanted: sourceUrl(endpoint),
      ...((known && isForeign(known.file)) || property ? { isOfProject: true } : {}),
    },
  ];
}

function refusalRemark({ path, message }: SettingsRefusal, client: NugetClient): ToolRemark {
  return {
    name: 'unreadable',
    found: `${path} is refused by ${client}, and with it every command that asks for sources: ${message}`,
    fix: `Correct ${path}.`,
  };
}

/** .NET believes what the file says of its encoding. */
function encodingRemarks({ machine, client, model }: Look): ToolRemark[] {
  return model.settings.files.flatMap(({ path, text }) => {
    const charset = machine.encodingOf(path)?.charset;
    const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)/.exec(text ?? '')?.[1]?.toLowerCase();
    const isWide = charset === 'utf16le' || charset === 'utf16be';
    const isWrong =
      (isWide && declared !== undefined && !/^utf-?16|^unicode/.test(declared)) ||
      (charset === 'latin1' && (declared === undefined || /^utf-?8$/.test(declared)));
    if (!isWrong) return [];
    return [
      {
        name: 'encoding',
        found: `${path} is not in the encoding that it declares, so that ${client} refuses it`,
        fix: `Save ${path} as UTF-8.`,
      },
    ];
  });
}

const SECTIONS = ['packageSources', 'packageSourceCredentials', 'packageSourceMapping', 'disabledPackageSources'];

/** Names of sections count with case, and of two that differ in it alone the second is dropped. */
function sectionRemarks({ model, client }: Look): ToolRemark[] {
  return model.settings.files.flatMap((file) =>
    [...safeSections(file).keys()].flatMap((written) => {
      const wanted = SECTIONS.find((one) => one !== written && one.toLowerCase() === written.toLowerCase());
      if (wanted === undefined) return [];
      return [
        {
          name: 'section-name',
          found: `${file.path} spells <${wanted}> as <${written}>, so that ${client} takes nothing from it, nor from a section of the right name behind it`,
          fix: `Write <${wanted}> in ${file.path}.`,
        },
      ];
    }),
  );
}

/** Why the repository is not among what is asked, although somebody put it there. */
function hiddenRemarks(look: Look): ToolRemark[] {
  const { model, endpoint, ours, client, machine } = look;
  const sections = sectionRemarks(look);
  if (ours !== undefined || sections.length > 0) return sections;
  const { settings, project } = model;
  const wanted = sourceUrl(endpoint);
  const off = settings.sources.find((one) => !one.isEnabled && isOurs(one, endpoint));
  if (off !== undefined) {
    const entry = (settings.sections.get('disabledPackageSources') ?? []).findLast(({ key }) => key === off.name);
    const path = entry?.file.path ?? off.file.path;
    return [
      {
        name: 'disabled',
        found: `the source ${off.name} is disabled in ${path}: any entry of that name disables it, whatever its value`,
        fix: `Take the entry ${off.name} out of <disabledPackageSources> in ${path}.`,
      },
    ];
  }
  const list = project.values.get('restoresources');
  if (list !== undefined && list.value.trim() !== '')
    return [
      {
        name: 'restore-sources',
        found: `\`RestoreSources\` in ${list.source} names what is asked, and not ${wanted}`,
        fix: `Add ${wanted} to \`RestoreSources\` in ${list.source}.`,
      },
    ];
  const only = project.values.get('restoreconfigfile');
  if (only !== undefined && settings.files[0]?.place === 'given')
    return [
      {
        name: 'config-file',
        found: `\`RestoreConfigFile\` in ${only.source} has ${client} read ${settings.files[0].path} and no other file, and that one does not name the repository`,
        fix: `Add ${entryFor(wanted)} to ${settings.files[0].path}, or take \`RestoreConfigFile\` out.`,
      },
    ];
  const own = ownEntry(machine, client, endpoint);
  const clearing = clearingFile(model);
  if (clearing !== undefined)
    return [
      {
        name: 'cleared',
        found: `${clearing.path} clears the sources of the user's file and of others before it, so that ${client} does not see the repository`,
        fix: `Add ${entryFor(wanted)} to <packageSources> in ${clearing.path}; a login then gives it its credentials.`,
      },
    ];
  const namesake = settings.sources.find(({ name }) => name.toLowerCase() === own?.toLowerCase());
  if (namesake !== undefined && namesake.file.path !== userFile(machine, client))
    return [
      {
        name: 'name-taken',
        found: `${namesake.file.path} gives the name ${namesake.name} to ${plainAddress(namesake.address)}, which hides the source of that name in the user's file`,
        fix: 'codeartifact-ci login with another `nuget-source-name`, or rename the source there.',
      },
    ];
  return [];
}

/** The nearest file that hides the sources of the user's. */
const clearingFile = ({ settings }: RestoreModel) =>
  settings.files.find(
    (file) => isForeign(file) && (safeSections(file).get('packageSources') ?? []).some(({ kind }) => kind === 'clear'),
  );

/** What the user's own file calls the repository. */
function ownEntry(machine: ToolMachine, client: NugetClient, endpoint: string): string | undefined {
  const path = userFile(machine, client);
  const text = machine.read(path);
  if (text === undefined) return undefined;
  const items = safeSections({ path, place: 'user', text }).get('packageSources') ?? [];
  return items.find(({ attributes }) => isOurs({ address: expandedByNuget(attributes.value ?? '', machine) }, endpoint))
    ?.key;
}

function safeSections(file: SettingsFile) {
  try {
    return sectionsOf(file);
  } catch {
    return new Map<string, never[]>();
  }
}

function addressRemarks({ model, endpoint }: Look): ToolRemark[] {
  return model.settings.sources
    .filter((one) => one.isEnabled && isMisaddressed(one, endpoint))
    .map((one) => ({
      name: 'address',
      found: `the source ${one.name} in ${one.file.path} has the address ${plainAddress(one.address)}, with which restores fail: ${whyMisaddressed(one)}`,
      fix: `Set its value in ${one.file.path} to ${sourceUrl(endpoint)}.`,
    }));
}

function insecureRemarks({ model }: Look): ToolRemark[] {
  return model.sources.filter(isInsecure).map((one) => ({
    name: 'insecure',
    found: `${one.known === undefined ? plainAddress(one.address) : `the source ${one.name}`} (${placeOf(one)}) is asked by plain http, which dotnet refuses (NU1302) without \`allowInsecureConnections\``,
    fix:
      one.known === undefined
        ? `Give the address a name in a NuGet.Config, with allowInsecureConnections="true".`
        : `Write allowInsecureConnections="true" into the entry ${one.name} in ${one.known.file.path}.`,
  }));
}

function storedCredentials({ ours, machine }: Look): StoredCredential[] {
  const all = ours?.known?.credentials ?? [];
  // One that cannot be sent hides all that come after it.
  const last = all.findIndex(
    (one) => whyUnsent(one, machine.platform) !== undefined || unsetIn(one, machine) !== undefined,
  );
  return (last < 0 ? all : all.slice(0, last)).map((one) => ({
    source: one.source,
    variable: one.variable,
    token: new Secret(one.password),
    ...(one.file && !isForeign(one.file) ? {} : { fix: fixOf(one, ours?.name ?? '') }),
  }));
}

function unsetIn({ writtenPassword }: SourceCredentials, machine: ToolMachine): string | undefined {
  let found: string | undefined;
  expandedByNuget(writtenPassword, machine, (name) => {
    if (/^\w+$/.test(name)) found ??= name;
  });
  return found;
}

function fixOf(credentials: SourceCredentials, name: string): string {
  const { variable: own } = credentials;
  // Shells know no variable with a dash or a slash in its name.
  if (own !== undefined) return /^\w+$/.test(own) ? `unset ${own}` : `Take ${own} out of the environment.`;
  const read = passwordVariable(credentials);
  if (read !== undefined) return `export ${read}="$(codeartifact-ci token)"`;
  return `Take the credentials of ${name} out of ${credentials.source}: they come before those of a login.`;
}

function credentialRemarks({ ours, machine, client, model }: Look): ToolRemark[] {
  const known = ours?.known;
  if (ours === undefined) return [];
  const clearing = clearingFile(model);
  const login = `codeartifact-ci login --tools ${client}`;
  if (known === undefined)
    return [
      {
        name: 'no-credentials',
        found: `${placeOf(ours)} names ${ours.address}, for which no enabled source in a NuGet.Config stands, so that ${client} has no credentials for it: 401`,
        fix:
          clearing === undefined
            ? `${login} gives it a name and credentials.`
            : `Add ${entryFor(ours.address)} to <packageSources> in ${clearing.path}; a login then gives it its credentials.`,
      },
    ];
  const [first] = known.credentials;
  if (first === undefined)
    return [
      {
        name: 'no-credentials',
        found: `there are no credentials for the source ${known.name} (${known.file.path}), which decides about the address, since it is the first of it; the name counts with case: 401`,
        fix:
          known.file.place === 'given'
            ? `Set the variable NuGetPackageSourceCredentials_${known.name} to \`Username=aws;Password=TOKEN\`: no file of the user is read beside ${known.file.path}.`
            : `${login} supplies them under that name.`,
      },
    ];
  const why = whyUnsent(first, machine.platform);
  if (why !== undefined)
    return [
      {
        name: 'unusable-credentials',
        found: `the credentials of ${known.name} in ${first.source} ${why}`,
        fix: first.file && !isForeign(first.file) ? `${login} replaces them.` : fixOf(first, known.name),
      },
    ];
  if (first.user !== 'aws')
    return [
      {
        name: 'username',
        found: `the credentials of ${known.name} in ${first.source} have another user than \`aws\``,
        fix: first.file && !isForeign(first.file) ? `${login} replaces them.` : fixOf(first, known.name),
      },
    ];
  const unset = unsetIn(first, machine);
  if (unset !== undefined) {
    const isOwn = unset === TOKEN_VARIABLE;
    return [
      {
        name: 'unset-variable',
        found: `${first.source} takes the password of ${known.name} from ${unset}, which is not set, so that \`%${unset}%\` is sent: 401`,
        fix: isOwn
          ? `eval "$(${login} … --print-env)", or \`token-env-var: ${TOKEN_VARIABLE}\`, sets it for later steps.`
          : `export ${unset}="$(codeartifact-ci token)"`,
      },
    ];
  }
  return [];
}

/** A source that refuses fails the restore, whatever the others have. */
function otherRepositoryRemarks({ model, endpoint, machine, client }: Look): ToolRemark[] {
  return model.sources.flatMap((one) => {
    const kind = isHttp(one.address) ? otherRepository(one, endpoint) : undefined;
    const [first] = one.known?.credentials ?? [];
    const isSent =
      first !== undefined && whyUnsent(first, machine.platform) === undefined && unsetIn(first, machine) === undefined;
    if (kind === undefined || isSent) return [];
    const { domain, repository } = parseEndpoint(one.address) ?? {};
    return [
      {
        name: 'other-repository',
        found: `the source ${one.name} (${placeOf(one)}) is the repository ${domain}/${repository}, for which ${client} has no credentials that it can send; each source that refuses fails the whole restore (NU1301)`,
        fix:
          kind === 'own-domain'
            ? `codeartifact-ci login --tools ${client} gives it the token as well, which is good for the whole domain.`
            : 'codeartifact-ci login with both repositories at once (`registries`).',
      },
    ];
  });
}

function folderRemarks({ model, machine, client }: Look): ToolRemark[] {
  const missing = (path: string) => path !== '' && !machine.exists(path);
  const sources = model.sources.filter(({ address }) => !isHttp(address) && !/^[a-z]+:\/\//i.test(address));
  return [
    ...sources
      .filter(({ address }) => missing(address))
      .map((one) => ({
        name: 'missing-folder',
        ...(model.settings.mapping.isEnabled ? { health: 'warning' as const } : {}),
        found: `the source ${one.name} (${placeOf(one)}) is the folder ${one.address}, which does not exist: ${client} fails with NU1301`,
        fix: `Take the source ${one.name} out of ${placeOf(one)}, or make the folder.`,
      })),
    ...fallbackFolders(model.settings, machine)
      .filter(missing)
      .map((path) => ({
        name: 'missing-folder',
        found: `<fallbackPackageFolders> names ${path}, which does not exist: ${client} fails with NU1301`,
        fix: `Make ${path}, or take it out of <fallbackPackageFolders>.`,
      })),
  ];
}

const MOST_SHOWN = 5;

function mappingRemarks({ model, ours, client }: Look): ToolRemark[] {
  const { mapping, sections } = model.settings;
  const asked = model.sources.map(({ name }) => name.toLowerCase());
  const orphans = mapping.isEnabled
    ? model.project.packages.filter((name) => !(mapping.sourcesFor(name) ?? []).some((one) => asked.includes(one)))
    : [];
  if (orphans.length > 0) {
    const more = orphans.length > MOST_SHOWN ? ` and ${orphans.length - MOST_SHOWN} more packages` : '';
    return [
      {
        name: 'mapping',
        found: `<packageSourceMapping> gives ${orphans.slice(0, MOST_SHOWN).join(', ')}${more} to no source that ${client} asks (NU1100)`,
        fix: `Add a pattern for ${orphans.length === 1 ? 'it' : 'them'} to the source that has ${orphans.length === 1 ? 'it' : 'them'}, in ${sections.get('packageSourceMapping')?.[0]?.file.path ?? 'the file that maps'}.`,
      },
    ];
  }
  if (!mapping.isEnabled || ours === undefined || mapping.patternsOf(ours.name).length > 0) return [];
  const items = sections.get('packageSourceMapping') ?? [];
  const path = items.find(({ kind }) => kind === 'mapping')?.file.path ?? placeOf(ours);
  return [
    {
      name: 'mapping',
      found: `<packageSourceMapping> in ${path} has no pattern for ${ours.name}, so that ${client} asks the repository for no package at all (NU1100, NU1101)`,
      fix: `Add <packageSource key="${ours.name}"><package pattern="*" /></packageSource> to it.`,
    },
  ];
}

/** Patterns that fit more closely than those of ours. */
function mappingNotes({ model, ours, client }: Look): string[] {
  const { mapping } = model.settings;
  if (!mapping.isEnabled || ours === undefined) return [];
  const own = mapping.patternsOf(ours.name);
  if (own.length === 0) return [];
  const isElsewhere = (pattern: string) =>
    !own.includes(pattern) &&
    (mapping.sourcesFor(pattern.replace(/\*$/, '~')) ?? []).every((one) => one !== ours.name.toLowerCase());
  const patterns = mapping.patterns.filter(isElsewhere);
  if (patterns.length === 0) return [];
  const more = patterns.length > MOST_SHOWN ? ` and ${patterns.length - MOST_SHOWN} more patterns` : '';
  return [
    `${client} looks for ${patterns.slice(0, MOST_SHOWN).join(', ')}${more} in other sources, and not in ${ours.name}: <packageSourceMapping> says so`,
  ];
}

/** What restores say by a number, and end with where warnings are errors. */
function warningRemarks({ model, endpoint, ours, client }: Look): ToolRemark[] {
  if (client !== 'dotnet') return [];
  const { settings, sources, project } = model;
  const health = (code: string) => (isError(project, code) ? ('problem' as const) : ('warning' as const));
  const ending = (code: string) => (isError(project, code) ? ', which is an error in this project' : '');
  const count = sources.filter(({ address }) => isHttp(address)).length;
  const remarks: ToolRemark[] = [];
  if (
    isTrue(project, 'ManagePackageVersionsCentrally') &&
    !settings.mapping.isEnabled &&
    severalSources(model) &&
    ours !== undefined
  )
    remarks.push({
      name: 'several-sources',
      health: health('NU1507'),
      isSaidAtLogin: true,
      found: `with central package management and ${count} sources, ${sources.map(({ name }) => name).join(', ')}, dotnet warns with NU1507${ending('NU1507')}`,
      fix: 'Map the packages to sources with <packageSourceMapping> in the nuget.config of the project, or leave one source.',
    });
  const audit = settings.auditSources.find((one) => one.isEnabled && isOurs(one, endpoint));
  if (audit !== undefined)
    remarks.push({
      name: 'audit-source',
      health: health('NU1905'),
      found: `<auditSources> in ${audit.file.path} names the repository, which has no list of vulnerabilities: dotnet warns with NU1905${ending('NU1905')}`,
      fix: `Take ${audit.name} out of <auditSources> in ${audit.file.path}.`,
    });
  if (configValue(settings, 'signatureValidationMode')?.trim().toLowerCase() === 'require')
    remarks.push({
      name: 'signatures',
      health: 'warning',
      isSaidAtLogin: true,
      found:
        '`signatureValidationMode` is `require`, so that dotnet refuses packages that nobody signed (NU3004), such as those that `dotnet pack` makes',
      fix: 'Sign what is published, or set `signatureValidationMode` to `accept`.',
    });
  return remarks;
}

/** A credential provider of a variable is started before what files say is sent. */
function pluginRemarks(machine: ToolMachine, client: NugetClient): ToolRemark[] {
  const own = client === 'dotnet' ? 'NUGET_NETCORE_PLUGIN_PATHS' : 'NUGET_NETFX_PLUGIN_PATHS';
  const name = [own, 'NUGET_PLUGIN_PATHS'].find((one) => variable(machine, one) !== undefined);
  if (name === undefined) return [];
  return [
    {
      name: 'credential-provider',
      health: 'warning',
      isSaidAtLogin: true,
      found: `${name} names a credential provider, which ${client} starts and asks before it sends what its files say; one that hangs or answers for this address fails the restore`,
      fix: `unset ${name}`,
    },
  ];
}

/** nuget.exe was told, and dotnet builds the project, which has another home outside Windows. */
function otherHomeRemarks({ machine, endpoint }: InspectRequest, client: NugetClient): ToolRemark[] {
  if (client !== 'nuget' || machine.platform === 'win32' || machine.find('*.csproj').length === 0) return [];
  const folders = (variable(machine, 'PATH') ?? '').split(':').filter((one) => one !== '');
  if (!folders.some((one) => machine.exists(joinPath(machine, one, 'dotnet')))) return [];
  try {
    const model = restoreModel(machine, { client: 'dotnet', folder: machine.workingDirectory });
    if ((decisive(model, endpoint)?.known?.credentials.length ?? 0) > 0) return [];
  } catch {
    // Told of when dotnet is asked about.
    return [];
  }
  return [
    {
      name: 'other-home',
      health: 'warning',
      isSaidAtLogin: true,
      found: `dotnet does not read ${userFile(machine, 'nuget')}, and in ${userFile(machine, 'dotnet')} nothing gives it the repository`,
      fix: 'codeartifact-ci login --tools dotnet,nuget is for both.',
    },
  ];
}

function userFileRemarks(machine: ToolMachine, client: NugetClient): ToolRemark[] {
  const remarks: ToolRemark[] = [];
  const misspelled = misspelledUserFile(machine, client);
  if (misspelled !== undefined)
    remarks.push({
      name: 'user-file-name',
      health: 'warning',
      isSaidAtLogin: true,
      found: `${client} does not read ${misspelled}: in the user's folder it is NuGet.Config, in this spelling`,
      fix: `mv ${misspelled} ${userFile(machine, client)}`,
    });
  if (client === 'dotnet' && machine.platform !== 'win32' && machine.env.DOTNET_CLI_HOME === '')
    remarks.push({
      name: 'empty-home',
      health: 'warning',
      isSaidAtLogin: true,
      found: 'DOTNET_CLI_HOME is set and empty, so that dotnet takes the folder in which it is started for its home',
      fix: 'unset DOTNET_CLI_HOME',
    });
  return remarks;
}
