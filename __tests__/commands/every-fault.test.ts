// Each kind of fault on each operation that a command uses, and on all of them at once: the command ends in time, green
// or with a coded error, without a flood of lines, and the same command goes on once the service is well again.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { commands } from '../../src/commands/index.ts';
import { CATALOGUE } from '../../src/core/errors/catalogue.ts';
import { asRegistryError } from '../../src/core/errors/registry-error.ts';
import type { VerbName } from '../../src/core/inputs/commands.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import type { FaultRule } from '../../src/local/faults/faults.ts';
import { fastClock } from '../support/fast-clock.ts';
import { temporaryFolders } from '../support/folders.ts';
import { type RecordingHost, recordingHost } from '../support/host.ts';
import { isSlowLane, sampled } from '../support/lane.ts';
import { writeLayout } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(120_000);

/** How much faster than the machine's the clock of the command runs. */
const FACTOR = 60;
/** Most seconds of the command's own clock that a run may take; all twelve tries of one call and their pauses fit. */
const MOST_SECONDS = 1_800;
const MOST_LINES = 120;

const folder = temporaryFolders();
let world: World | undefined;
afterEach(() => {
  expect(world?.errors ?? []).toEqual([]);
});

interface Scenario {
  readonly verb: VerbName;
  readonly inputs: Readonly<Record<string, string>>;
  readonly operands?: readonly string[];
  /** Commands that went before, undisturbed. */
  readonly before: readonly (keyof typeof scenarios)[];
  /** Whether the command may be given again after it has succeeded. */
  readonly isRepeatable: boolean;
}

const place = { domain: 'my-org', 'domain-owner': '111122223333', 'aws-region': 'us-east-1' };
const role = 'arn:aws:iam::111122223333:role/release';

/** Everything but the login is about the second release: tags have to move, and older versions are there. */
const scenarios = {
  login: {
    verb: 'login',
    inputs: { ...place, repository: 'staging', tools: 'npm,pip', 'role-to-assume': role },
    before: [],
    isRepeatable: true,
  },
  'first publish': {
    verb: 'publish',
    inputs: { ...place, repository: 'staging', packages: 'dist-1.0.0' },
    before: [],
    isRepeatable: true,
  },
  'first promote': {
    verb: 'promote',
    inputs: { ...place, 'destination-repository': 'prod' },
    before: ['first publish'],
    isRepeatable: true,
  },
  publish: {
    verb: 'publish',
    inputs: { ...place, repository: 'staging', packages: 'dist-1.1.0' },
    before: ['first publish', 'first promote'],
    isRepeatable: true,
  },
  promote: {
    verb: 'promote',
    inputs: { ...place, 'destination-repository': 'prod', 'dist-tags': 'latest=1.1.0' },
    before: ['first publish', 'first promote', 'publish'],
    isRepeatable: true,
  },
  'promote between domains': {
    verb: 'promote',
    inputs: { ...place, 'destination-domain': 'org2', 'destination-repository': 'prod' },
    before: ['first publish'],
    isRepeatable: true,
  },
  rollback: {
    verb: 'rollback',
    inputs: { ...place, repository: 'prod' },
    before: ['first publish', 'first promote', 'publish', 'promote'],
    isRepeatable: false,
  },
  retire: {
    verb: 'retire',
    inputs: { ...place, repository: 'staging', retention: 'keep-newest: 1', 'target-status': 'Archived' },
    before: ['first publish', 'publish'],
    isRepeatable: true,
  },
  doctor: {
    verb: 'doctor',
    inputs: { ...place, repository: 'staging' },
    before: ['first publish'],
    isRepeatable: true,
  },
  packages: {
    verb: 'packages',
    inputs: { ...place, repository: 'staging' },
    operands: ['list'],
    before: ['first publish'],
    isRepeatable: true,
  },
} as const satisfies Record<string, Omit<Scenario, 'before'> & { before: readonly string[] }>;
type ScenarioName = keyof typeof scenarios;

async function open(): Promise<World> {
  const domains = ['my-org', 'org2'].map((name) => ({
    name,
    owner: '111122223333',
    repositories: [{ name: 'staging' }, { name: 'prod' }],
  }));
  const at = await openWorld(folder(), { setup: { domains }, oidcRequestToken: 'request-token-of-the-job' });
  world = at;
  for (const version of ['1.0.0', '1.1.0']) {
    const dist = join(at.folder, `dist-${version}`);
    await mkdir(dist);
    await writeNpmPackage(join(dist, 'a.tgz'), { name: '@acme/a', version });
    await writeNpmPackage(join(dist, 'b.tgz'), {
      name: '@acme/b',
      version,
      manifest: { dependencies: { '@acme/a': `^${version}` } },
    });
    const wheel = await buildWheel({ name: 'acme-w', version });
    await writeFile(join(dist, wheel.fileName), wheel.data);
    await writeLayout(join(dist, 'maven'), { groupId: 'com.acme', artifactId: 'base', version });
  }
  return at;
}

/** Limits of a run under a fault, in the time of the machine: a service that answers late is given up soon. */
const SHORT_LIMITS = { idleMs: 400, deadlineMs: 1_500, checkEveryMs: 50, slowMs: 5_000 };
/** Limits of an undisturbed run: a busy machine, which holds an answer up for a second, is no fault of the service. */
const LONG_LIMITS = { idleMs: 20_000, deadlineMs: 60_000, checkEveryMs: 50, slowMs: 60_000 };

function hostOf(at: World, limits: typeof SHORT_LIMITS): RecordingHost {
  return recordingHost({
    folder: at.folder,
    clock: fastClock(FACTOR),
    env: {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-checked-in-lenient-mode',
      AWS_ENDPOINT_URL: at.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${at.url}/_local/oidc/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-of-the-job',
    },
    limits,
  });
}

interface End {
  readonly exit: number;
  /** Codes of a thrown error, or of the outcomes. */
  readonly code: string | undefined;
  readonly message: string;
  readonly seconds: number;
  readonly lines: readonly string[];
}

async function run(at: World, name: ScenarioName, limits = LONG_LIMITS): Promise<End> {
  const { verb, inputs, operands = [] } = scenarios[name] as Scenario;
  const host = hostOf(at, limits);
  const begun = host.clock.monotonic();
  const ended = (exit: number, code?: string, message = ''): End => ({
    exit,
    code,
    message,
    seconds: (host.clock.monotonic() - begun) / 1000,
    lines: [...host.lines],
  });
  try {
    const read = readInputs(
      verb,
      (input) => inputs[input],
      (input) => input,
    );
    const work = await commands[verb]();
    const result = await work({ inputs: read, host, operands, extra: {} });
    const warnings = host.lines.filter((line) => /^(warning|error):/.test(line));
    return ended(result.exit, undefined, result.exit === 0 ? '' : [...result.lines, ...warnings].join('; '));
  } catch (error) {
    const known = asRegistryError(error);
    return ended(known.exitCode, known.code, known.message);
  } finally {
    host.close();
  }
}

async function prepare(at: World, name: ScenarioName): Promise<void> {
  for (const earlier of scenarios[name].before) expect(await run(at, earlier)).toMatchObject({ exit: 0, message: '' });
}

const KINDS: readonly FaultRule[] = [
  { kind: 'throttle' },
  { kind: 'throttle', retryAfterSeconds: 30 },
  { kind: 'latency', ms: 600 },
  { kind: 'error', status: 500 },
  { kind: 'error', status: 503 },
  { kind: 'drop' },
  { kind: 'drop', when: 'after' },
  { kind: 'truncate' },
  { kind: 'lose-response' },
  { kind: 'stale', count: 3 },
];
const TIMES: readonly Partial<FaultRule>[] = [
  { count: 1 },
  { count: 2 },
  { probability: 0.05, seed: 5 },
  { probability: 0.1, seed: 10 },
  { probability: 0.2, seed: 20 },
];
/** Operations that the command asks the service for when nothing goes wrong, as the fault dial names them. */
async function operationsOf(name: ScenarioName): Promise<string[]> {
  const at = await open();
  await prepare(at, name);
  at.local.requests.clear();
  expect(await run(at, name)).toMatchObject({ exit: 0, code: undefined, message: '' });
  const operations = new Set(at.local.requests.list().map(({ operation }) => operation));
  await at.close();
  return [...operations].sort();
}

/** Faults that need more than a request that fits: an answer to cut, an effect, a change before it. */
const isRare = ({ kind }: FaultRule) => kind === 'truncate' || kind === 'lose-response' || kind === 'stale';

/** One run under the fault, then the same command with the service well again; what is wrong about it, in words. */
async function problemsOf(name: ScenarioName, fault: FaultRule): Promise<string[]> {
  const at = await open();
  try {
    await prepare(at, name);
    at.local.faults.add([fault]);
    const end = await run(at, name, SHORT_LIMITS);
    // Of one request in ten or twenty that fits, a short command may see none.
    const isHit = at.local.faults.list().some(({ applied }) => applied > 0);
    at.local.faults.clear();
    const problems: string[] = [];
    if (!isHit && fault.count !== undefined && !isRare(fault)) problems.push('did not happen');
    if (end.seconds > MOST_SECONDS) problems.push(`took ${end.seconds} s`);
    if (end.lines.length > MOST_LINES) problems.push(`printed ${end.lines.length} lines`);
    if (end.code !== undefined && !(end.code in CATALOGUE)) problems.push(`ended with ${end.code}`);
    if (end.code === 'CA-RUN-003') problems.push(`ended with an error that should not happen: ${end.message}`);
    const again = end.exit === 0 && !scenarios[name].isRepeatable ? undefined : await run(at, name);
    if (again && again.exit !== 0) problems.push(`again: exit ${again.exit} ${again.code} ${again.message}`);
    return problems.map((problem) => `${JSON.stringify(fault)}: ${problem}`);
  } finally {
    await at.close();
  }
}

/** Cases of one command in the fast lane. */
const SAMPLE = 5;

describe.each(Object.keys(scenarios) as ScenarioName[])('%s', (name) => {
  test(
    'ends in time under every fault, and goes on afterwards',
    async () => {
      const operations = [...(await operationsOf(name)), '*'];
      const cases = operations.flatMap((operation) =>
        KINDS.flatMap((kind) => TIMES.map((times): FaultRule => ({ ...kind, ...times, operation }))),
      );
      const problems: string[] = [];
      for (const fault of sampled(cases, SAMPLE, 7, 150)) problems.push(...(await problemsOf(name, fault)));
      expect(problems).toEqual([]);
    },
    isSlowLane ? 3_600_000 : 240_000,
  );
});
