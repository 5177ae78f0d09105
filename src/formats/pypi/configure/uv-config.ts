// uv: an index in its own user-level file, the credentials in .netrc, which uv reads for indexes and uploads alike. An
// address without credentials is what `uv add` and `uv lock` then write into the project. Where a host serves a second
// domain, .netrc has no place for its token: then the address of an index in that file, which nobody commits, has it, and
// uv sends it to every index at that address.
import { isWithin } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type { ConfigurationFile, ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import { type LeftOver, leftOverVariables } from '../../shared/left-over-variables.ts';
import { documentedVariable, hostName, netrcFile, netrcPath } from '../../shared/machine-paths.ts';
import { readNetrcAs } from '../../shared/text/netrc-reading.ts';
import { changeToml, type TomlValue } from '../../shared/text/toml-edit.ts';
import { indexName, indexWithToken, isUploadAddress, simpleIndex } from './python-index.ts';
import {
  isWithoutConfig,
  listedIn,
  ourIndexes,
  type UvConfiguration,
  type UvIndex,
  uvConfigurationOf,
  uvUserFile,
  variablePrefix,
  withoutShadowed,
} from './uv-model.ts';

interface UvPlan {
  readonly name: string;
  /** The index that answers for all names, in the place of others. */
  readonly isDefault: boolean;
  /** Indexes of the user's own file give way. */
  readonly isAlone: boolean;
  /** The project has the repository among its indexes: nothing is put beside it but what it lacks, credentials. */
  readonly isKnown: boolean;
}

export async function uvConfiguration(request: ConfigureRequest): Promise<ToolConfiguration> {
  const { machine, endpoint, sharesHost } = request;
  const configuration = await uvConfigurationOf(machine);
  const plan = planOf(request, configuration);
  const password = netrcPassword(request);
  const documented = documentedVariable(request, ['pyproject.toml', 'uv.toml', 'requirements.txt']);
  const notes = notesOf(request, plan, configuration);
  const left = leftOverVariables(machine, 'uv', leftOvers(request, plan, configuration));
  const variables: Record<string, string | Secret> = { ...documented.variables, ...left.variables };
  const files: ConfigurationFile[] = sharesHost ? [] : [netrcFile(request, 'aws')];
  if (isWithoutConfig(machine)) {
    const address = sharesHost ? indexWithToken(request) : simpleIndex(endpoint);
    variables[plan.isDefault ? 'UV_DEFAULT_INDEX' : 'UV_INDEX'] = sharesHost ? new Secret(address) : address;
    notes.push('UV_NO_CONFIG switches uv’s files off, so the address is exported as a variable');
  } else if (!plan.isKnown || sharesHost)
    files.unshift({
      path: uvUserFile(machine),
      holdsSecret: sharesHost,
      syntax: 'sections',
      language: 'toml',
      edit: (current) => editedUv(current ?? '', plan, request, password),
    });
  return { files, variables, notes: [...notes, ...left.notes, ...documented.notes] };
}

/** The user's own name for the address, else the first that nobody has given to another one: uv keeps the first of a name. */
function planOf(request: ConfigureRequest, { indexes, pins }: UvConfiguration): UvPlan {
  const { endpoint, earlierEndpoints, domain, repository, options } = request;
  const isAlone = options['pip-index-mode'] !== 'extra';
  const { seen } = withoutShadowed(indexes);
  const known = ourIndexes(seen, endpoint);
  const own = known.find(({ rank, name }) => rank === 'user' && name !== undefined)?.name;
  // An explicit index to which nothing is pinned is asked for nothing.
  const isAsked = (one: UvIndex) => !one.isExplicit || pins.some(({ index }) => index === one.name);
  const isTaken = (name: string) =>
    indexes.some(
      (one) => one.name === name && (!isWithin(one.url, endpoint) || (one.rank === 'project' && !isAsked(one))),
    );
  const wanted = indexName(request);
  const longer = `${domain}-${repository}`.replace(/[^A-Za-z0-9_-]/g, '-');
  const free = [wanted, longer, `codeartifact-${longer}`].find((name) => !isTaken(name));
  const isKnown = known.some((one) => one.rank === 'project' && isAsked(one));
  return {
    name: (options['python-index-name'] ? undefined : own) ?? free ?? wanted,
    isDefault: isAlone && earlierEndpoints.length === 0 && !isKnown,
    isAlone: isAlone && !isKnown,
    isKnown,
  };
}

function notesOf(request: ConfigureRequest, plan: UvPlan, { indexes }: UvConfiguration): string[] {
  const notes: string[] = [];
  if (plan.isKnown) return notes;
  const wanted = indexName(request);
  const taken = indexes.find(({ name }) => name === wanted);
  if (plan.name !== wanted && taken)
    notes.push(`uv calls the repository ${plan.name}, since ${taken.source} has another index named ${wanted}`);
  const gone = plan.isAlone ? indexes.filter((one) => givesWay(one, request)) : [];
  if (gone.length > 0)
    notes.push(
      `uv does not ask ${[...new Set(gone.map(({ url }) => hostOf(url)))].join(', ')} until the logout, but for packages that are pinned to it; with \`pip-index-mode: extra\` it does`,
    );
  return notes;
}

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host || address : address);

/** An index of the user's own file that would be asked for the names of this repository. */
function givesWay({ rank, isExplicit, url }: Pick<UvIndex, 'rank' | 'isExplicit' | 'url'>, request: ConfigureRequest) {
  return rank === 'user' && !isExplicit && isForeign(url, request);
}

const isForeign = (url: string, { endpoint, earlierEndpoints }: ConfigureRequest) =>
  ![endpoint, ...earlierEndpoints].some((one) => isWithin(url, one));

/** What an earlier login of this job left for the host. */
function netrcPassword({ machine, endpoint, sharesHost }: ConfigureRequest): Secret | undefined {
  const text = sharesHost ? machine.read(netrcPath(machine)) : undefined;
  const password = text && readNetrcAs('uv', text, hostName(endpoint)).password;
  return password ? new Secret(password) : undefined;
}

/**
 * The address of an earlier login's index with the token in it. uv shows the host what it finds in an address of it
 * before it looks into `.netrc`, so that beside one that has a token, the other one has to have its own.
 */
function withOwnToken(url: string, { endpoint, earlierEndpoints }: ConfigureRequest, password: Secret | undefined) {
  const isEarlier = earlierEndpoints.some((one) => isWithin(url, one) && hostName(one) === hostName(endpoint));
  if (password === undefined || !isEarlier || passwordIn(url) !== undefined) return url;
  return url.replace(/^(https?:\/\/)(?:[^/@]*@)?/, `$1aws:${encodeURIComponent(password.reveal())}@`);
}

async function editedUv(
  text: string,
  plan: UvPlan,
  request: ConfigureRequest,
  password: Secret | undefined,
): Promise<string> {
  const { endpoint, sharesHost } = request;
  const url = sharesHost ? indexWithToken(request) : simpleIndex(endpoint);
  let isThere = false;
  const change = (document: Record<string, unknown>) => {
    const others = new Set(listedIn(document).map(({ name }) => name));
    const elements = Array.isArray(document.index) ? (document.index as Record<string, unknown>[]) : [];
    for (const element of elements) {
      if (typeof element !== 'object' || typeof element.url !== 'string') continue;
      if (isWithin(element.url, endpoint)) {
        isThere = true;
        Object.assign(element, { name: plan.name, url, 'publish-url': endpoint });
        if (element.authenticate === 'never') element.authenticate = 'auto';
        if (plan.isDefault) Object.assign(element, { default: true, ...(element.explicit ? { explicit: false } : {}) });
      } else if (!isForeign(element.url, request)) element.url = withOwnToken(element.url, request, password);
      else if (plan.isAlone && element.explicit !== true) setAside(element, others);
    }
    if (plan.isAlone) for (const table of [document, document.pip]) withoutOlder(table, url, request);
  };
  const values: Record<string, TomlValue> = {
    name: plan.name,
    url,
    'publish-url': endpoint,
    ...(plan.isDefault ? { default: true } : {}),
    // The project asks for it by itself; this one only lends it the token.
    ...(plan.isKnown ? { explicit: true } : {}),
  };
  // Whether it is there is known when the document has been read.
  const changed = await changeToml(text, change);
  return isThere ? changed : changeToml(changed, () => undefined, { array: 'index', values });
}

/** Still there for packages that are pinned to it, for which uv wants a name. */
function setAside(element: Record<string, unknown>, names: Set<unknown>): void {
  if (element.default === true) element.default = false;
  if (typeof element.name !== 'string') {
    let number = 1;
    while (names.has(`set-aside-${number}`)) number += 1;
    element.name = `set-aside-${number}`;
    names.add(element.name);
  }
  element.explicit = true;
}

/** `index-url` and its like in a table, and in `[pip]`. */
function withoutOlder(table: unknown, url: string, request: ConfigureRequest): void {
  if (typeof table !== 'object' || table === null) return;
  const settings = table as Record<string, unknown>;
  if (typeof settings['index-url'] === 'string' && isForeign(settings['index-url'], request))
    settings['index-url'] = url;
  const further = settings['extra-index-url'];
  if (Array.isArray(further) && further.some((one) => isForeign(String(one), request)))
    settings['extra-index-url'] = further.filter((one) => !isForeign(String(one), request));
  if (settings['no-index'] === true) settings['no-index'] = false;
}

function leftOvers(request: ConfigureRequest, plan: UvPlan, { indexes }: UvConfiguration): LeftOver[] {
  const { machine, endpoint, token, sharesHost, earlierEndpoints } = request;
  const url = sharesHost ? new Secret(indexWithToken(request)) : simpleIndex(endpoint);
  const ours = withoutShadowed(indexes).seen.filter((one) => isWithin(one.url, endpoint));
  const names = new Set([plan.name, ...ours.flatMap(({ name }) => (name === undefined ? [] : [name]))]);
  const credentials = [...names].map(variablePrefix).flatMap((prefix): LeftOver[] => {
    const [user, password] = [`${prefix}USERNAME`, `${prefix}PASSWORD`];
    return machine.env[user] === undefined && machine.env[password] === undefined
      ? []
      : [
          { name: user, wanted: 'aws', emptyCounts: true },
          { name: password, wanted: token, emptyCounts: true },
        ];
  });
  const isForeignIn = (name: string) => indexes.some((one) => one.variable === name && isForeign(one.url, request));
  const places: LeftOver[] = plan.isAlone
    ? [
        ...(earlierEndpoints.length === 0
          ? ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'].filter(isForeignIn).map((name) => ({ name, wanted: url }))
          : []),
        ...['UV_INDEX', 'UV_EXTRA_INDEX_URL'].filter(isForeignIn).map((name) => ({ name, wanted: '' })),
      ]
    : [];
  const publishing: LeftOver[] = [
    { name: 'UV_PUBLISH_USERNAME', wanted: 'aws' },
    ...(machine.env.UV_PUBLISH_PASSWORD === undefined ? [] : [{ name: 'UV_PUBLISH_PASSWORD', wanted: token }]),
    ...(isUploadAddress(machine.env.UV_PUBLISH_URL ?? '', endpoint)
      ? []
      : [{ name: 'UV_PUBLISH_URL', wanted: endpoint }]),
  ];
  return [...credentials, ...places, ...publishing];
}
