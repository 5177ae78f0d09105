// Which sources Poetry will ask, and with what token.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { encodingRemarks, lockedAddresses, NOTHING, plainAddress } from '../../shared/inspection.ts';
import {
  askedSources,
  credentialPrefix,
  namesOf,
  POETRY_FILE,
  type PoetryConfiguration,
  type PoetryCredential,
  type PoetrySource,
  poetryConfigurationOf,
} from './poetry-model.ts';
import { isPublicIndex, isSimple, notSimpleRemark, simpleIndex } from './python-index.ts';

export async function inspectPoetry(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const configuration = await poetryConfigurationOf(machine);
  const { sources, broken, looked } = configuration;
  const projectFile = configuration.projectFile ?? 'pyproject.toml';
  const ours = sources.filter(({ url }) => isWithin(url, endpoint));
  const names = namesOf(configuration, endpoint);
  const credentials = names.map((name) => credentialOf(name, configuration, machine));
  const stored = credentials
    .filter((one): one is PoetryCredential & { password: string } => one?.password !== undefined)
    // What outranks the files comes first.
    .sort((a, b) => Number(b.variable !== undefined) - Number(a.variable !== undefined));
  return {
    ...NOTHING,
    registries:
      ours.length === 0
        ? undefined
        : sources
            .filter((source) => source.priority !== 'explicit' || ours.includes(source))
            .map(({ name, url, priority }) => ({
              source: projectFile,
              setting: `source ${name}`,
              url: plainAddress(url),
              // Poetry asks all of them; none is asked instead of another.
              isFurther: true,
              wanted: simpleIndex(endpoint),
              priority,
            })),
    credentials: stored.map(
      ({ source, variable, password }): StoredCredential => ({ source, variable, token: new Secret(password) }),
    ),
    locked: lockedAddresses(request, ['poetry.lock'], /^url = "(https?:\/\/[^"]+)"/gm),
    remarks: [
      ...encodingRemarks(
        machine,
        looked.map((file) => ({ ...file, reads: POETRY_FILE })),
        'Poetry refuses to do anything',
      ),
      ...broken.map((source) => ({ name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` })),
      ...(ours.length > 0 ? furtherRemarks(configuration, projectFile, endpoint) : []),
      ...ours.flatMap(({ name, url }) =>
        ours.some((one) => isSimple(one.url))
          ? []
          : notSimpleRemark('Poetry', { source: projectFile, setting: `source ${name}`, url }, endpoint),
      ),
      ...(ours.length === 0 && configuration.projectFile ? [noSourceRemark(projectFile, endpoint)] : []),
      ...ours.flatMap((source) => userInfoRemark(source, projectFile)),
      ...credentials.flatMap((one) => userRemark(one)),
      ...ours.filter(({ name }) => credentials[names.indexOf(name)]?.password === undefined).map(noCredentialsRemark),
    ],
  };
}

/** A variable counts even when it is set to nothing; user and password are looked for one by one. */
function credentialOf(
  name: string,
  { stored }: PoetryConfiguration,
  { env }: ToolMachine,
): PoetryCredential | undefined {
  const prefix = credentialPrefix(name);
  const inFile = (part: 'username' | 'password') => stored.find((one) => one.name === name && one[part] !== undefined);
  const [user, password] = [env[`${prefix}USERNAME`], env[`${prefix}PASSWORD`]];
  const variable = password !== undefined ? `${prefix}PASSWORD` : undefined;
  const username = user ?? inFile('username')?.username;
  if (variable !== undefined) return { source: `the variable ${variable}`, variable, name, username, password };
  const file = inFile('password');
  return file && { ...file, username };
}

const noSourceRemark = (projectFile: string, endpoint: string): ToolRemark => ({
  name: 'no-source',
  health: 'warning',
  found: `no source of ${projectFile} is this repository, so Poetry can upload to it and take nothing from it`,
  fix: `poetry source add codeartifact ${simpleIndex(endpoint)}`,
});

const noCredentialsRemark = ({ name }: PoetrySource): ToolRemark => ({
  name: 'no-credentials',
  found: `Poetry has no credentials for the source ${name}`,
  fix: 'codeartifact-ci login --tools poetry',
});

function userInfoRemark({ name, url }: PoetrySource, projectFile: string): ToolRemark[] {
  if (!URL.canParse(url) || new URL(url).username === '') return [];
  const plain = new URL(url);
  return [
    {
      name: 'user-in-address',
      found: `the source ${name} in ${projectFile} has a user in its address: Poetry sends that one, with the password that stands there or none, and never its stored credentials`,
      fix: `Write ${plain.protocol}//${plain.host}${plain.pathname} in ${projectFile}.`,
    },
  ];
}

function userRemark(credential: PoetryCredential | undefined): ToolRemark[] {
  if (credential?.password === undefined || credential.username === 'aws') return [];
  const prefix = credentialPrefix(credential.name);
  return [
    {
      name: 'username',
      found: `Poetry sends another user than \`aws\` for ${credential.name}`,
      fix: `unset ${prefix}USERNAME, and codeartifact-ci login --tools poetry`,
    },
  ];
}

/**
 * Who else hears every name: a server beside this repository may be meant, as with pip's further indexes; where the
 * public index is asked first, or this repository for nothing, the name is a stranger's to take.
 */
function furtherRemarks(configuration: PoetryConfiguration, projectFile: string, endpoint: string): ToolRemark[] {
  const { first, then } = askedSources(configuration);
  const isOurs = ({ url }: PoetrySource) => isWithin(url, endpoint);
  const strange = first.filter((one) => !isOurs(one) && parseEndpoint(one.url) === undefined);
  const own = configuration.sources.filter(isOurs);
  const names = own.map(({ name }) => name).join(', ');
  const setPrimary = `Give ${names} \`priority = "primary"\` in ${projectFile}`;
  if (![...first, ...then].some(isOurs)) {
    if (own.some(({ name }) => configuration.pinned.has(name))) return [];
    return [
      {
        name: 'explicit-source',
        found: `the source ${names} in ${projectFile} is \`explicit\` and no dependency has it as its \`source\`, so that Poetry asks it for nothing, and ${strange.map(({ url }) => plainAddress(url)).join(', ') || 'others'} for every name (dependency confusion)`,
        fix: `${setPrimary}, or bind dependencies to it with \`source = "${own[0]?.name}"\`.`,
      },
    ];
  }
  if (!first.some(isOurs))
    return strange.map(({ url }) => ({
      name: 'further-index',
      health: isPublicIndex(url) ? ('problem' as const) : ('warning' as const),
      isSaidAtLogin: true,
      found: `the source ${names} in ${projectFile} is \`supplemental\`: Poetry asks ${plainAddress(url)} for every name first, and this repository for what is not there (dependency confusion)`,
      fix: `${setPrimary}.`,
    }));
  return strange.map(({ name, url }) => ({
    name: 'further-index',
    health: 'warning' as const,
    isSaidAtLogin: true,
    found: `the source ${name} in ${projectFile} lets Poetry ask ${plainAddress(url)} for every name as well (dependency confusion)`,
    fix: `Give it \`priority = "supplemental"\` or \`"explicit"\` in ${projectFile}.`,
  }));
}
