// Two promotions of one package at one repository, at every pair of their calls that have to do with dist-tags: each is
// held before such a call while the other goes on. What may stand at the end, whatever the order was:
//
// - A green run has what its plan says. Only another green run may have moved the tag on, whose plan saw it there.
//   So of `keep` and `copy`, both green, the tag is where `copy` has it: `keep` moves no tag that another run moved. Of two
//   `keep`, the tag is where it was.
// - A red run says that somebody else moved the tag, or that it is not where it was set. Two red ones leave it where either of the plans had it.
// - No mark is left, and what is promoted is Published.
//
// Left out is the one window that docs/promotion.md names: the tag was moved, or the mark of a run taken away, between that
// run's last reading and its write.
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { versionOf } from '../../../../src/core/documents/plan.ts';
import { asRegistryError } from '../../../../src/core/errors/registry-error.ts';
import { isGreen } from '../../../../src/core/model/outcome.ts';
import { marksOf, type Tags, withoutMarks } from '../../../../src/core/operations/dist-tags/marks.ts';
import { applyPromotion } from '../../../../src/core/operations/promote/apply.ts';
import { planPromotion } from '../../../../src/core/operations/promote/plan.ts';
import { proveAgain } from '../../../../src/core/operations/promote/prove-again.ts';
import type { Host } from '../../../../src/core/ports/host.ts';
import type { HttpTransport } from '../../../../src/core/ports/http.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane, sampled } from '../../../support/lane.ts';
import { random } from '../../../support/packages/config-samples.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import { sideOf, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(byLane(600_000, 4 * 3600_000));

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;

/** What the two runs are asked for; `dist-tags` of each. */
const PAIRS = {
  'keep and keep': ['keep', 'keep'],
  'keep and copy': ['keep', 'copy'],
  'copy and copy': ['copy', 'copy'],
  'keep and a named tag': ['keep', 'latest=1.1.0'],
  'a tag that is named elsewhere, and copy': ['latest=0.9.0', 'copy'],
} as const;

/** As many calls as a run makes that is not held. */
const MOST_CALLS = 13;

/** Calls before a run with `keep` writes its mark. */
const MARK = 3;

/** So many schedules of one pair of runs for each kind of schedule. */
const SAMPLE = byLane(3, Number.MAX_SAFE_INTEGER);
const RANDOM = byLane(2, 150);

interface Call {
  readonly by: Actor;
  readonly what: 'read' | 'write';
  /** Tags after it. */
  readonly tags: Tags;
}

/** One run, which goes on only as far as it may. */
class Actor {
  readonly name: string;
  #calls = 0;
  #allowed = 0;
  #isOver = false;
  #resume: (() => void)[] = [];
  #held: (() => void)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get calls(): number {
    return this.#calls;
  }

  async pass(): Promise<void> {
    while (this.#calls >= this.#allowed) {
      for (const tell of this.#held.splice(0)) tell();
      await new Promise<void>((resume) => this.#resume.push(resume));
    }
    this.#calls++;
  }

  end(): void {
    this.#isOver = true;
    for (const tell of this.#held.splice(0)) tell();
  }

  /** Lets it go on until it has made so many calls and is about to make another one, or is over. */
  async until(calls: number): Promise<void> {
    this.#allowed = Math.max(this.#allowed, calls);
    if (this.#isOver || this.#calls > calls) return;
    const held = new Promise<void>((tell) => this.#held.push(tell));
    for (const resume of this.#resume.splice(0)) resume();
    await held;
  }
}

type Schedule = (first: Actor, second: Actor) => Promise<void>;

const toItsEnd = (actor: Actor) => actor.until(Number.MAX_SAFE_INTEGER);

/** What follows when each is held before a call. */
const ENDINGS = {
  'the first ends, then the second': async (first: Actor, second: Actor) => {
    await toItsEnd(first);
    await toItsEnd(second);
  },
  'the second ends, then the first': async (first: Actor, second: Actor) => {
    await toItsEnd(second);
    await toItsEnd(first);
  },
  // A mark, say, that comes between two readings of the other one.
  'one call of the first, then the second ends, then the first': async (first: Actor, second: Actor) => {
    await first.until(first.calls + 1);
    await toItsEnd(second);
    await toItsEnd(first);
  },
  'one call of the second, then the first ends, then the second': async (first: Actor, second: Actor) => {
    await second.until(second.calls + 1);
    await toItsEnd(first);
    await toItsEnd(second);
  },
} as const;

type Ending = keyof typeof ENDINGS;

const atCalls = (i: number, j: number, ending: Ending): readonly [string, Schedule] => [
  `${i} calls of the first, ${j} of the second; ${ending}`,
  async (first, second) => {
    await first.until(i);
    await second.until(j);
    await ENDINGS[ending](first, second);
  },
];

const atRandom =
  (seed: number): Schedule =>
  async (first, second) => {
    const next = random(seed);
    while (!first.isOver || !second.isOver) {
      const open = [first, second].filter(({ isOver }) => !isOver);
      const actor = open[Math.floor(next() * open.length)] as Actor;
      await actor.until(actor.calls + 1 + Math.floor(next() * 3));
    }
  };

interface Ended {
  readonly actor: Actor;
  readonly isGreen: boolean;
  readonly said: string;
  /** Of `latest`: what the plan saw and what it wants. */
  readonly saw: string | undefined;
  readonly wants: string | undefined;
}

/** Waits take no time, and are as long as they are for whoever asks the clock. */
function withoutWaits(host: Host): Host {
  const { clock } = host;
  let waited = 0;
  return {
    ...host,
    clock: {
      ...clock,
      now: () => Math.round(clock.now() + waited),
      monotonic: () => clock.monotonic() + waited,
      sleep: async (milliseconds, signal) => {
        if (signal?.aborted) throw signal.reason;
        waited += milliseconds;
        await new Promise((done) => setImmediate(done));
      },
    },
  };
}

async function promote(
  at: World,
  {
    actor,
    to,
    distTags,
    calls,
    tags,
  }: { actor: Actor; to: string; distTags: string; calls: Call[]; tags: () => Promise<Tags> },
): Promise<Ended> {
  const host = withoutWaits(at.host);
  const http: HttpTransport = async (request) => {
    const isTag = request.url.includes(`/${to}/-/package/`);
    if (!isTag && !request.url.includes('/v1/package/versions/copy')) return host.http(request);
    await actor.pass();
    const answer = await host.http(request);
    const what = isTag && request.method === 'GET' ? 'read' : 'write';
    calls.push({ by: actor, what, tags: await tags() });
    return answer;
  };
  const gated: Host = { ...host, http };
  const source = sideOf(at, at.at('staging'), { host: gated });
  const destination = sideOf(at, at.at(to), { host: gated });
  const ports = { host: gated, formats: formatList, source, destination };
  const request = { includeDependencies: false, includeFromUpstream: false, allowOverwrite: false, concurrency: 1 };
  let saw: string | undefined;
  let wants: string | undefined;
  try {
    const plannedAt = gated.clock.monotonic();
    const plan = await planPromotion({ ...request, coordinates: ['npm:@acme/ui@1.1.0'], distTags: [distTags] }, ports);
    saw = plan.tags[0]?.before.latest;
    wants = plan.tags[0]?.wanted.latest;
    const report = await applyPromotion({ plan, concurrency: 1, plannedAt }, ports);
    const outcomes = await proveAgain(report, { host: gated, formats: formatList, side: destination });
    expect(plan.items.map((item) => versionOf(item).version)).toEqual(['1.1.0']);
    return { actor, isGreen: isGreen(outcomes), said: JSON.stringify(outcomes), saw, wants };
  } catch (error) {
    return { actor, isGreen: false, said: asRegistryError(error).message, saw, wants };
  } finally {
    actor.end();
  }
}

/** Whether the last move of `latest` away from `value` was made in the window: its run could not have read what it undid. */
function isWindow(calls: readonly Call[], value: string | undefined, victim: Actor): boolean {
  const at = calls.findLastIndex(
    ({ by, tags }, index) =>
      by !== victim && tags.latest !== value && (calls[index - 1]?.tags ?? tags).latest === value,
  );
  const by = calls[at]?.by;
  const read = calls.findLastIndex((call, index) => index < at && call.by === by && call.what === 'read');
  // What the victim wrote in between: the tag, or that the mark of the other run counts for nothing.
  return at >= 0 && calls.slice(read + 1, at).some((call) => call.by === victim && call.what === 'write');
}

function problems(ended: readonly Ended[], calls: readonly Call[], tags: Tags): string[] {
  const found: string[] = [];
  const { latest } = tags;
  for (const { name } of marksOf(tags)) found.push(`the mark ${name} is left`);
  for (const one of ended) {
    const isMovedOn = ended.some(
      (other) => other !== one && other.isGreen && other.wants === latest && other.saw === one.wants,
    );
    if (one.isGreen && one.wants !== latest && !isMovedOn && !isWindow(calls, one.wants, one.actor))
      found.push(`${one.actor.name} is green with ${one.wants}, and latest is ${latest}`);
    if (
      !one.isGreen &&
      !/moved by somebody else|the dist-tag latest points at|sets it back|and still points at/.test(one.said)
    )
      found.push(`${one.actor.name} is red without saying why: ${one.said}`);
  }
  const values = ended.flatMap(({ saw, wants }) => [saw, wants, '1.1.0']);
  if (!values.includes(latest)) found.push(`latest is ${latest}, which no plan had`);
  return found;
}

describe.each(Object.entries(PAIRS))('%s', (_, [first, second]) => {
  /** Runs schedules, each at a repository of its own, and tells what does not hold, by the schedule's name. */
  async function judged(schedules: readonly (readonly [string, Schedule])[]): Promise<string[]> {
    const names = schedules.map((_schedule, index) => `prod${index}`);
    const repositories = ['staging', ...names].map((name) => ({ name }));
    const at = await openWorld(folder(), { setup: { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] } });
    const versions = ['0.9.0', '1.0.0', '1.1.0'];
    for (const version of versions)
      await at.publish([await writeNpmPackage(join(at.folder, `${version}.tgz`), { name: '@acme/ui', version })]);
    const tagWire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
    const revisions: Record<string, string> = {};
    for (const version of versions.slice(0, 2))
      revisions[version] =
        (await at.client.describePackageVersion(at.at('staging'), { ...ui, version }))?.revision ?? '';
    const bad: string[] = [];
    for (const [index, [name, schedule]] of schedules.entries()) {
      const to = names[index] as string;
      await at.client.copyPackageVersions({
        ...{ domain: DOMAIN, domainOwner: ACCOUNT, sourceRepository: 'staging', destinationRepository: to },
        ...{ package: ui, revisions, allowOverwrite: false, includeFromUpstream: false },
      });
      for (const [tag, version] of Object.entries({ latest: '1.0.0', old: '0.9.0' }))
        await tagWire?.set(ui, tag, version, await at.target('npm', to));
      const calls: Call[] = [];
      // One side, and so one token, for all readings: the host knows each secret that it was shown.
      const side = at.read(to);
      const tags = async () => (await side.tags?.(side.address, ui)) ?? {};
      const actors = [new Actor('the first'), new Actor('the second')] as const;
      const [one, two] = actors;
      const runs = Promise.all([
        promote(at, { actor: one, to, distTags: first, calls, tags }),
        promote(at, { actor: two, to, distTags: second, calls, tags }),
      ]);
      await schedule(one, two);
      const ended = await runs;
      const found = problems(ended, calls, await tags());
      const order = calls
        .map(
          ({ by, what, tags }) => `${by === one ? 1 : 2} ${what} ${withoutMarks(tags).latest} ${marksOf(tags).length}`,
        )
        .join('; ');
      bad.push(...found.map((words) => `${name}: ${words} (${order})\n${ended.map(({ said }) => said).join('\n')}`));
    }
    return bad;
  }

  test('held at each pair of calls', async () => {
    const counts = Array.from({ length: MOST_CALLS + 1 }, (_none, count) => count);
    const endings = Object.keys(ENDINGS) as Ending[];
    const all = counts.flatMap((i) => counts.flatMap((j) => endings.map((ending) => atCalls(i, j, ending))));
    expect(await judged(sampled(all, SAMPLE, 14))).toEqual([]);
  });

  // The run that has read, and whose mark comes between the copy and the last reading of the other one.
  test('with a mark that comes late', async () => {
    const ending = 'one call of the first, then the second ends, then the first';
    expect(await judged([4, 5, 6].map((j) => atCalls(MARK, j, ending)))).toEqual([]);
  });

  test('in random order', async () => {
    const all = Array.from({ length: RANDOM }, (_none, seed) => [`seed ${seed + 1}`, atRandom(seed + 1)] as const);
    expect(await judged(all)).toEqual([]);
  });
});
