// Flags of `codeartifact-ci local`.
import { parseArgs } from 'node:util';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { shownBriefly } from '../../core/text/shown-text.ts';
import type { AuthMode } from '../identity/caller.ts';

export type LogStyle = 'text' | 'json' | 'none';

export interface LocalArguments {
  readonly mode: 'serve' | 'run' | 'env' | 'check' | 'help';
  /** After `--`. */
  readonly command: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly hostNames: readonly string[];
  /** Of `check` the folder that is checked. */
  readonly data: string | undefined;
  readonly acceptDamage: boolean;
  readonly repair: boolean;
  readonly account: string;
  readonly region: string;
  readonly setup: string | undefined;
  readonly offline: boolean;
  readonly externals: Readonly<Record<string, string>>;
  readonly auth: AuthMode;
  readonly credentialsFile: string | undefined;
  readonly faults: string | undefined;
  readonly switches: Readonly<Record<string, string>>;
  readonly log: LogStyle;
  readonly readyFile: string | undefined;
}

export const LOCAL_HELP = `codeartifact-ci local: run the local CodeArtifact-compatible server

  codeartifact-ci local [options]                start it and print its address
  codeartifact-ci local [options] -- COMMAND…    run COMMAND with its environment, then stop
  codeartifact-ci local env --port N             print that environment, for eval
  codeartifact-ci local check DIR                check a data folder: exit code 0 whole, 1 damaged
                                                 or not to be read, 6 a server is using it

  --port N             Port; 0 picks a free one (default 4747; with a command 0)
  --host ADDRESS       Address to bind to (default 127.0.0.1; any other than loopback needs --auth strict)
  --host-name NAME     Further name by which clients reach it, such as a container's (may be repeated)
  --data DIR           Keep everything in this folder (Node.js 22.13 or newer); without it, in memory
  --accept-damage      Start with a damaged folder as it is; nothing is removed from it
  --repair             With check: rebuild the folder from what is left, and say what is lost
  --account ID         Account of callers whose keys say nothing else (default 123456789012)
  --region REGION      Region it plays (default us-east-1)
  --setup FILE         YAML with domains, repositories, policies, package groups, roles
  --offline            Ask no public source
  --external NAME=URL  Address of a public source, such as public:npmjs=http://127.0.0.1:4873/ (may be repeated)
  --auth MODE          lenient (any signature is accepted, the default) or strict
  --credentials-file FILE  Strict: keys of the administrator, in the form of ~/.aws/credentials; made if missing
  --faults FILE        YAML or JSON with fault rules
  --switch NAME=VALUE  A point the documentation leaves open, or a limit (may be repeated; see docs/switches.md)
  --log STYLE          text, json or none, on standard error (default text; with a command none)
  --ready-file FILE    Write the bare address here when ready
  --help               Show help

In strict mode the administrator's keys may also come from CODEARTIFACT_LOCAL_ACCESS_KEY_ID and
CODEARTIFACT_LOCAL_SECRET_ACCESS_KEY.`;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  'host-name': { type: 'string', multiple: true },
  data: { type: 'string' },
  'accept-damage': { type: 'boolean' },
  repair: { type: 'boolean' },
  account: { type: 'string' },
  region: { type: 'string' },
  setup: { type: 'string' },
  offline: { type: 'boolean' },
  external: { type: 'string', multiple: true },
  auth: { type: 'string' },
  'credentials-file': { type: 'string' },
  faults: { type: 'string' },
  switch: { type: 'string', multiple: true },
  log: { type: 'string' },
  'ready-file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Throws CA-INPUT-004 for unknown options, CA-INPUT-001 with every wrong value. */
export function readArguments(args: readonly string[]): LocalArguments {
  const dashes = args.indexOf('--');
  const own = dashes < 0 ? args : args.slice(0, dashes);
  const command = dashes < 0 ? [] : args.slice(dashes + 1);
  const { values, positionals } = parse(own);
  const problems: string[] = [];
  const [word, ...others] = positionals;
  const isCheck = word === 'check' && others.length < 2;
  if (word !== undefined && !isCheck && (word !== 'env' || others.length > 0)) {
    throw new RegistryError(
      'CA-INPUT-004',
      `\`local\` takes a command only after \`--\`, not \`${shownBriefly(word, 40)}\``,
    );
  }
  if (dashes >= 0 && command.length === 0) problems.push('a command must follow `--`');
  const mode = modeOf(values.help === true, word, dashes >= 0);
  if (mode === 'env' && values.port === undefined) problems.push('`local env` needs --port');
  const data = isCheck ? (others[0] ?? values.data) : values.data;
  if (mode === 'check' && data === undefined) problems.push('`local check` needs the folder that is to be checked');
  if (values.repair === true && mode !== 'check') problems.push('--repair belongs to `local check`');
  if (values['accept-damage'] === true && data === undefined) problems.push('--accept-damage needs --data');
  const read = {
    mode,
    command,
    port: readPort(values.port ?? (mode === 'run' ? '0' : '4747'), problems),
    host: values.host ?? '127.0.0.1',
    hostNames: values['host-name'] ?? [],
    data,
    acceptDamage: values['accept-damage'] ?? false,
    repair: values.repair ?? false,
    account: values.account ?? '123456789012',
    region: values.region ?? 'us-east-1',
    setup: values.setup,
    offline: values.offline ?? false,
    externals: readPairs('external', values.external, problems),
    auth: choice('auth', values.auth ?? 'lenient', ['lenient', 'strict'], problems),
    credentialsFile: values['credentials-file'],
    faults: values.faults,
    switches: readPairs('switch', values.switch, problems),
    log: choice('log', values.log ?? (mode === 'run' ? 'none' : 'text'), ['text', 'json', 'none'], problems),
    readyFile: values['ready-file'],
  } as const;
  if (problems.length > 0 && mode !== 'help') throw new RegistryError('CA-INPUT-001', problems.join('; '));
  return read;
}

function modeOf(isHelp: boolean, word: string | undefined, hasCommand: boolean): LocalArguments['mode'] {
  if (isHelp) return 'help';
  if (word === 'env' || word === 'check') return word;
  return hasCommand ? 'run' : 'serve';
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new RegistryError('CA-INPUT-004', message);
  }
}

function readPort(text: string, problems: string[]): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  problems.push('--port must be 0 to 65535');
  return 0;
}

function choice<T extends string>(name: string, text: string, allowed: readonly T[], problems: string[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) problems.push(`--${name} is one of ${allowed.join(', ')}`);
  return found ?? (allowed[0] as T);
}

function readPairs(
  name: string,
  pairs: readonly string[] | undefined,
  problems: string[],
): Readonly<Record<string, string>> {
  const entries = (pairs ?? []).map((pair) => {
    const mark = pair.indexOf('=');
    if (mark < 1) problems.push(`--${name} must be written NAME=VALUE`);
    return [pair.slice(0, Math.max(mark, 0)), pair.slice(mark + 1)] as const;
  });
  return Object.fromEntries(entries);
}
