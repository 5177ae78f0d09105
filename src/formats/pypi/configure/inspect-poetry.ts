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
import { lockedAddresses, NOTHING, plainAddress } from '../../shared/inspection.ts';
import {
  credentialPrefix,
  namesOf,
  type PoetryConfiguration,
  type PoetryCredential,
  type PoetrySource,
  poetryConfigurationOf,
} from './poetry-model.ts';
import { simpleIndex } from './python-index.ts';

export async function inspectPoetry(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const configuration = await poetryConfigurationOf(machine);
  const { sources, broken } = configuration;
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
      ...broken.map((source) => ({ name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` })),
      ...(ours.length > 0 ? furtherRemarks(sources, projectFile, endpoint) : []),
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

/** Poetry asks every source that is not explicit, and the public index unless a primary source is there. */
function furtherRemarks(sources: readonly PoetrySource[], projectFile: string, endpoint: string): ToolRemark[] {
  return sources
    .filter(({ priority, url }) => priority === 'primary' && !isWithin(url, endpoint) && !parseEndpoint(url))
    .map(({ name, url }) => ({
      name: 'further-index',
      health: 'warning' as const,
      found: `the source ${name} in ${projectFile} lets Poetry ask ${plainAddress(url)} for every name as well (dependency confusion)`,
      fix: `Give it \`priority = "supplemental"\` or \`"explicit"\` in ${projectFile}.`,
    }));
}
