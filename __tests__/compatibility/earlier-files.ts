// Files that earlier versions left behind, and today's commands run over them.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { test } from '@jest/globals';
import { commands } from '../../src/commands/index.ts';
import { describeError, RegistryError } from '../../src/core/errors/registry-error.ts';
import type { VerbName } from '../../src/core/inputs/commands.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { type RecordingHost, recordingHost } from '../support/host.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { type TestServer, testServer } from '../support/servers/local-server.ts';

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), 'fixtures');

/** Every version that left files here. */
export const VERSIONS: readonly string[] = readdirSync(FIXTURES).filter((name) =>
  statSync(join(FIXTURES, name)).isDirectory(),
);

export const fixture = (version: string, ...path: string[]) => join(FIXTURES, version, ...path);
export const textOf = (version: string, ...path: string[]) => readFileSync(fixture(version, ...path), 'utf8');

const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const reason = `Node.js ${process.versions.node} has no built-in SQLite, 22.13 and newer have`;

/** A test that opens a data folder; skipped, with the reason in its name, where this Node.js cannot. */
export const testWithData = (name: string, work: () => Promise<void>) =>
  hasSqlite ? test(name, work) : test.skip(`${name} (${reason})`, work);

/** Puts a data folder back: `name` is a file of path -> base64, compressed. */
export function restoreData(version: string, name: string, folder: string): string {
  const files: Record<string, string> = JSON.parse(gunzipSync(readFileSync(fixture(version, name))).toString('utf8'));
  const data = join(folder, 'data');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(data, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(data, path), Buffer.from(content, 'base64'), { mode: 0o600 });
  }
  return data;
}

export const STAGING = { domain: DOMAIN, domainOwner: ACCOUNT, repository: 'staging' };
export const PRODUCTION = { ...STAGING, repository: 'production' };

const SETUP = {
  domains: [
    { name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'staging' }, { name: 'production', upstreams: [] }] },
  ],
};

export interface Place {
  readonly server: TestServer;
  /** Home and working directory in one. */
  readonly folder: string;
  /** Copies a file of the fixtures into the working directory. */
  take(...path: string[]): void;
  run(verb: VerbName, inputs: Readonly<Record<string, string>>, more?: More): Promise<Ran>;
}

export interface More {
  readonly operands?: readonly string[];
  readonly extra?: Readonly<Record<string, string>>;
}

/** What a command came to, as a surface would say it. */
export interface Ran {
  readonly exit: number;
  readonly json: Record<string, unknown>;
  /** Code and remedy, where it was refused. */
  readonly error?: RegistryError;
  /** Everything people were told. */
  readonly said: string;
}

/** Today's server, empty or over a data folder, and a working directory. */
export async function openPlace(version: string, folder: string, data?: string): Promise<Place> {
  const server = await testServer({
    account: ACCOUNT,
    ...(data === undefined ? { setup: SETUP } : { data: restoreData(version, data, folder) }),
  });
  return {
    server,
    folder,
    take: (...path) => cpSync(fixture(version, ...path), join(folder, path.at(-1) ?? ''), { recursive: true }),
    run: (verb, inputs, more) => runCommand(verb, inputs, hostIn(folder, server.url), more),
  };
}

export function hostIn(folder: string, url: string): RecordingHost {
  return recordingHost({
    folder,
    env: {
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: url,
    },
  });
}

/** Runs today's command as both surfaces do. */
export async function runCommand(
  verb: VerbName,
  values: Readonly<Record<string, string>>,
  host: RecordingHost,
  { operands = [], extra = {} }: More = {},
): Promise<Ran> {
  try {
    const inputs = readInputs(
      verb,
      (name) => values[name],
      (name) => name,
    );
    const command = await commands[verb]();
    const { exit, json, lines } = await command({ inputs, host, operands, extra });
    return {
      exit,
      json: JSON.parse(JSON.stringify(json)) as Record<string, unknown>,
      said: [...host.lines, ...lines].join('\n'),
    };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { exit: error.exitCode, json: {}, error, said: [...host.lines, ...describeError(error)].join('\n') };
  } finally {
    host.close();
  }
}

/** The same built files that the earlier version published, published by today's command. */
export async function publishAgain(place: Place): Promise<void> {
  place.take('built');
  const { exit, said } = await place.run('publish', {
    packages: 'built',
    versions: 'generic:acme/firmware@1.0.0=built/firmware.bin',
    domain: DOMAIN,
    repository: 'staging',
    manifest: 'today.json',
    journal: 'today.jsonl',
  });
  if (exit !== 0) throw new Error(said);
}

/** A file as its mode was; git keeps none. */
export function place(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

/** Purl -> what became of it, of a result in JSON. */
export function outcomesOf({ json }: Ran): Record<string, string> {
  const outcomes = (json.outcomes ?? []) as readonly {
    kind: string;
    ref: { format: string; name: string };
    to?: string;
  }[];
  return Object.fromEntries(
    outcomes.map(({ kind, ref, to }) => [`${ref.format} ${ref.name}`, to === undefined ? kind : `${kind} ${to}`]),
  );
}
