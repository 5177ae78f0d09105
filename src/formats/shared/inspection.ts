// Small parts of looking at a tool's configuration: addresses compared, lock files counted, nothing secret in a text.

import { decodedUserInfo, passwordIn, Secret } from '../../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../../core/model/token-variable.ts';
import type {
  InspectRequest,
  LockedAddress,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../core/ports/package-format.ts';
import { type EncodingsRead, encodingUnreadBy } from '../../core/text/encoding.ts';
import { shownBriefly } from '../../core/text/shown-text.ts';
import { joinPath, netrcPath, variable } from './machine-paths.ts';
import { readNetrc } from './text/netrc-entries.ts';
import { type NetrcReader, readNetrcAs } from './text/netrc-reading.ts';

/** A setting by which a client takes no version that is new: nobody installs what was published just now. */
export function ageGateRemark(
  client: string,
  {
    source,
    setting,
    value,
    variable,
  }: { source: string; setting: string; value: string; variable?: string | undefined },
): ToolRemark {
  return {
    name: 'age-gate',
    health: 'warning',
    isSaidAtLogin: true,
    found: `\`${setting}\` in ${source} is ${shownBriefly(value, 60)}, so that ${client} refuses every newer version, what was just published to the repository among them`,
    fix: variable === undefined ? `Take \`${setting}\` out of ${source}.` : `unset ${variable}`,
  };
}

export const NOTHING: ToolInspection = { registries: [], credentials: [], locked: [], remarks: [] };

/** An address without user info, query and fragment; what is no address is shortened and kept. */
export function plainAddress(address: string): string {
  if (!URL.canParse(address)) return shownBriefly(address, 200);
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** An address taken apart: what is shown, and who asks. */
export function addressParts(address: string): Pick<RegistrySetting, 'url' | 'userInfo'> {
  const url = plainAddress(address);
  if (!URL.canParse(address)) return { url };
  const { username, password } = new URL(address);
  if (username === '' && password === '') return { url };
  const own = passwordIn(address);
  return {
    url,
    userInfo: { user: decodedUserInfo(username), password: own === undefined ? undefined : new Secret(own) },
  };
}

/** `${NAME}` and `${env.NAME}` by the environment; names that are not set are handed to `unset`. */
export function expanded(value: string, machine: ToolMachine, unset: (name: string) => void): string {
  return value.replace(
    /\$\{(?:env\.)?([A-Za-z_]\w*)(?:(\?)|:?-([^{}]*))?\}/g,
    (whole, name: string, maybe, otherwise) => {
      const found = variable(machine, name);
      if (found !== undefined) return found;
      if (maybe !== undefined || otherwise !== undefined) return otherwise ?? '';
      unset(name);
      return whole;
    },
  );
}

export function unsetVariable(source: string, name: string): ToolRemark {
  return {
    name: 'unset-variable',
    found: `${source} takes a value from ${name}, which is not set`,
    fix:
      name === TOKEN_VARIABLE
        ? `codeartifact-ci login with \`token-env-var: ${TOKEN_VARIABLE}\` exports it for later steps`
        : `Set ${name} for this step, or take the line out of ${source}.`,
  };
}

/** Files that the tool cannot decode, of those that it reads. */
export function encodingRemarks(
  machine: ToolMachine,
  files: readonly EncodedFile[],
  /** Such as `pip refuses every command`. */
  consequence: string,
): ToolRemark[] {
  return files.flatMap(({ path, source = path, reads }) => {
    const encoding = machine.encodingOf(path);
    const found = encoding && encodingUnreadBy(reads, encoding);
    return found === undefined
      ? []
      : [
          {
            name: 'encoding',
            found: `${source} is ${found}, so that ${consequence}`,
            fix: `Save ${source} as UTF-8 without a byte order mark.`,
          },
        ];
  });
}

/** A file that a tool reads, with the encodings in which that tool can. */
export interface EncodedFile {
  readonly path: string;
  /** As people call it. Default: the path. */
  readonly source?: string;
  readonly reads: EncodingsRead;
}

/** Counts what `pattern` finds (group 1: an address) by server and repository. */
export function lockedAddresses(
  { machine }: InspectRequest,
  files: readonly string[],
  pattern: RegExp,
  isReplaced: (host: string) => boolean = () => false,
): LockedAddress[] {
  return files.flatMap((file) => {
    const counts = new Map<string, number>();
    for (const [, address = ''] of (machine.read(joinPath(machine, machine.workingDirectory, file)) ?? '').matchAll(
      pattern,
    )) {
      const place = repositoryOf(address);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    return [...counts].map(([url, count]) => ({
      source: file,
      url,
      count,
      isReplaced: isReplaced(new URL(url).hostname),
    }));
  });
}

/** Up to the repository for addresses of the service's two shapes, else the server alone. */
function repositoryOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  const path =
    /^\/[a-z]+\/d\/[^/]+\/[^/]+\//.exec(pathname)?.[0] ??
    (/\.codeartifact\./.test(host) ? /^\/[a-z]+\/[^/]+\//.exec(pathname)?.[0] : undefined);
  return `${protocol}//${host}${path ?? '/'}`;
}

/** How a client reads .netrc. */
export interface NetrcClient {
  /** As people call it. */
  readonly name: string;
  readonly reader: NetrcReader;
  readonly reads: EncodingsRead;
  /** What comes of an encoding that it does not read; some only take nothing from the file. */
  readonly onEncoding?: string;
}

/** Whatever is not UTF-8 ends Python's program; the mark is a word to it that has no place in the file. */
export const PYTHON_NETRC = { reader: 'python', reads: { mark: false, utf16: false, otherBytes: false } } as const;

/** The entry of the endpoint's host in .netrc, where the client comes to see it. */
export function netrcCredentials(
  { machine, endpoint }: InspectRequest,
  { reader, reads }: Omit<NetrcClient, 'name'>,
): StoredCredential[] {
  const path = netrcPath(machine);
  const encoding = machine.encodingOf(path);
  if (encoding !== undefined && encodingUnreadBy(reads, encoding) !== undefined) return [];
  const { password } = readNetrcAs(reader, machine.read(path) ?? '', new URL(endpoint).hostname);
  return password === undefined ? [] : [{ source: path, token: new Secret(password) }];
}

/** What keeps the client from the entry of the endpoint's host. */
export function netrcRemarks({ machine, endpoint }: InspectRequest, client: NetrcClient): ToolRemark[] {
  const { name, reader, reads } = client;
  const path = netrcPath(machine);
  const encoded = encodingRemarks(
    machine,
    [{ path, reads }],
    client.onEncoding ?? `${name} takes no credentials from it`,
  );
  if (encoded.length > 0) return encoded;
  const text = machine.read(path) ?? '';
  const host = new URL(endpoint).hostname;
  const { password, refusedAt } = readNetrcAs(reader, text, host);
  if (refusedAt !== undefined)
    return [
      {
        name: 'netrc',
        found: `${name} takes nothing from ${path}, since line ${refusedAt} has a word that it does not expect there`,
        fix: `Correct line ${refusedAt} of ${path}: entries are \`machine HOST login NAME password WORD\`, a value with blanks or \`"\` stands in quotes, a comment has no blank line before it, and an empty line ends a \`macdef\`.`,
      },
    ];
  if (password === undefined && readNetrc(text, host) !== undefined)
    return [
      {
        name: 'netrc',
        found: `${name} does not see the entry of ${host} in ${path}: to it, a \`macdef\`, a comment or a quotation before it goes on`,
        fix: `End the \`macdef\` before it with an empty line, close every \`"\`, or put the entry first in ${path}.`,
      },
    ];
  return [];
}
