// One scenario in a process of its own, so that memory and stalls are its own: `node scale-scenarios.mjs NAME SIZE`.
// Prints `{cpu, memory, stretch, result}`: CPU of the scenario in ms, resident peak in MiB, the longest stretch in ms in
// which the event loop did nothing else, and how many versions it was about.

import { join } from 'node:path';
import { document } from '../../lib/commands/registry/read-document.js';
import { retrying } from '../../lib/core/calls/retry.js';
import { applyPromotion } from '../../lib/core/operations/promote/apply.js';
import { readLargePlan } from '../../lib/core/operations/promote/large-documents.js';
import { planPromotion } from '../../lib/core/operations/promote/plan.js';
import { preflight } from '../../lib/core/operations/publish/preflight.js';
import { retire } from '../../lib/core/operations/retire/retire.js';
import { rollback } from '../../lib/core/operations/rollback/rollback.js';
import { coordinates } from '../../lib/formats/npm/names/coordinates.js';
import { systemClock } from '../../lib/machine/clock.js';
import { createFiles } from '../../lib/machine/files.js';
import { growHeapSlowly } from '../../lib/machine/heap.js';
import { Contents, InstantRepository, instantRegistry } from './instant-registry.mjs';
import { workFolder } from './work-folder.mjs';

/** Names as npm has them. */
const npm = (tags) => ({
  name: 'npm',
  coordinates,
  publishing: { tags: { preferred: () => 'latest', isName: () => true, ...tags } },
});

const VERSIONS = 10;

function worldOf(contents, folder) {
  const interrupted = new AbortController().signal;
  const host = {
    clock: systemClock,
    interrupted,
    cutOff: new AbortController().signal,
    log: { debug() {}, info() {}, warning() {}, error() {}, progress() {} },
    files: createFiles(folder.path, folder.path, interrupted),
    env: {},
  };
  const source = new InstantRepository('staging', contents, true);
  const destination = new InstantRepository('prod', contents, false);
  const paced = (label, work) => retrying(host, { attempts: 12, label }, work);
  const registry = instantRegistry([source, destination], paced);
  return {
    host,
    source,
    destination,
    formats: [npm(registry.tags)],
    journalPath: join(folder.path, 'journal.jsonl'),
    sides: { source: registry.side('staging'), destination: registry.side('prod') },
  };
}

const request = (contents, more = {}) => ({
  coordinates: [...contents.coordinates()].join('\n').split('\n'),
  includeDependencies: false,
  includeFromUpstream: false,
  allowOverwrite: false,
  distTags: ['copy'],
  concurrency: 8,
  ...more,
});

const plan = (world, contents, more) =>
  planPromotion(request(contents, more), { host: world.host, formats: world.formats, ...world.sides });

const apply = (world, made, more = {}) =>
  applyPromotion(
    { plan: made, concurrency: 8, journalPath: world.journalPath, plannedAt: systemClock.monotonic(), ...more },
    { host: world.host, formats: world.formats, ...world.sides },
  );

const spread = (size) => new Contents(Math.max(1, size / VERSIONS), Math.min(size, VERSIONS));

/** Versions of packages that need others; `needs` gives the packages that one needs. */
const connected = (size, needs, requirementOf = () => '^1.0.0') => {
  const contents = new Contents(size / VERSIONS, VERSIONS, {
    dependencies: (index, ref) =>
      needs(index, size / VERSIONS).map((other) => ({
        namespace: 'acme',
        name: contents.name(other),
        type: 'regular',
        requirement: requirementOf(ref),
      })),
  });
  return contents;
};

/** Chains of forty packages whose versions go together. */
const CHAIN = 40;
const chains = (size) =>
  connected(
    size,
    (index, count) => ((index + 1) % CHAIN && index + 1 < count ? [index + 1] : []),
    ({ version }) => version,
  );
const wide = (size) =>
  connected(size, (index, count) =>
    Array.from({ length: 20 }, (_, step) => (index * 7 + step * 13 + 1) % count).filter((other) => other > index),
  );
const cycles = (size) =>
  connected(size, (index, count) =>
    [(index + 1) % count, (index + count - 1) % count, (index * 3) % count].filter((other) => other !== index),
  );

const withDependencies = (contents) => async (world) => {
  const { items } = await plan(world, contents, { includeDependencies: true });
  return items.length;
};

const SCENARIOS = {
  plan: (size) => ({
    contents: spread(size),
    run: async (world, contents) => (await plan(world, contents)).items.length,
  }),
  'plan-one': (size) => ({
    contents: new Contents(1, size),
    run: async (world, contents) => (await plan(world, contents)).items.length,
  }),
  'plan-and-copy': (size) => ({ contents: spread(size), run: planAndCopy }),
  'plan-and-copy-one': (size) => ({ contents: new Contents(1, size), run: planAndCopy }),
  chains: (size) => ({ contents: chains(size), run: (world, contents) => withDependencies(contents)(world) }),
  'found-chains': (size) => ({
    contents: chains(size),
    run: async (world, contents) => {
      const begins = Array.from({ length: contents.packages }, (_, index) => index).filter(
        (index) => index % CHAIN === 0,
      );
      const { items } = await plan(world, contents, {
        includeDependencies: true,
        coordinates: begins.flatMap((index) =>
          Array.from({ length: VERSIONS }, (_, number) => `npm:@acme/${contents.name(index)}@1.0.${number}`),
        ),
      });
      return items.length;
    },
  }),
  wide: (size) => ({ contents: wide(size), run: (world, contents) => withDependencies(contents)(world) }),
  cycles: (size) => ({ contents: cycles(size), run: (world, contents) => withDependencies(contents)(world) }),
  survey: (size) => ({
    contents: new Contents(size, 1),
    run: async (world, contents) => {
      const publications = Array.from({ length: size }, (_, index) =>
        publicationOf(contents.name(index), '2.0.0', index > 0 ? [contents.name(index - 1)] : []),
      );
      const survey = await preflight({ publications, npmTag: undefined, ifExists: 'verify' }, 8, {
        host: world.host,
        formats: world.formats,
        side: world.sides.source,
      });
      const without = [...survey.tags.values()].filter(({ wanted }) => wanted !== 'latest');
      if (without.length > 0) throw new Error(`${without.length} versions get no tag: ${JSON.stringify(without[0])}`);
      return survey.tags.size;
    },
  }),
  'survey-one': (size) => ({
    contents: new Contents(1, 1),
    run: async (world) => {
      const publications = Array.from({ length: size }, (_, index) =>
        publicationOf('package-00000', `2.0.${index}`, []),
      );
      const survey = await preflight({ publications, npmTag: undefined, ifExists: 'verify' }, 8, {
        host: world.host,
        formats: world.formats,
        side: world.sides.source,
      });
      const wanted = [...survey.tags.values()].filter((wish) => wish.wanted === 'latest');
      if (wanted.length !== 1) throw new Error(`${wanted.length} versions get the tag`);
      return survey.classifications.length;
    },
  }),
  retire: (size) => ({
    contents: spread(size),
    run: async (world) => {
      const { outcomes } = await retire(
        {
          retention: 'keep-newest: 2',
          target: 'Unlisted',
          concurrency: 8,
          dryRun: false,
          journalPath: world.journalPath,
        },
        { host: world.host, formats: world.formats, destination: world.sides.source },
      );
      return (outcomes.length / 8) * 10;
    },
  }),
  'read-plan': () => ({
    contents: new Contents(1, 1),
    run: async ({ host }) => {
      const path = process.argv[4];
      return (await readLargePlan(await document(host, 'plan', path), path, host)).items.length;
    },
  }),
  rollback: (size) => ({
    contents: spread(size),
    before: async (world, contents) => (await apply(world, await plan(world, contents))).runId,
    run: async (world, _contents, runId) => {
      const { outcomes } = await rollback(
        {
          direction: 'rollback',
          journalPath: world.journalPath,
          runId,
          target: 'Unlisted',
          concurrency: 8,
          dryRun: false,
        },
        { host: world.host, formats: world.formats, destination: world.sides.destination },
      );
      if (!outcomes.every(({ kind }) => kind === 'changed')) throw new Error('not all versions were taken back');
      return outcomes.length;
    },
  }),
};

async function planAndCopy(world, contents) {
  const made = await plan(world, contents);
  const { outcomes } = await apply(world, made);
  if (!outcomes.every(({ kind }) => kind === 'promoted')) throw new Error('not all versions were promoted');
  return outcomes.length;
}

const publicationOf = (name, version, needed) => ({
  format: 'npm',
  namespace: 'acme',
  name,
  version,
  artifacts: [{ path: '/package.tgz', assetName: 'package.tgz', size: 1, digests: { 'SHA-256': '0'.repeat(64) } }],
  dependencies: needed.map((other) => ({ namespace: 'acme', name: other, requirement: '*', type: 'regular' })),
  metadata: {},
});

/**
 * The longest time from one turn of the event loop to the next. Of a turn counts what it took and what it used, the
 * lesser of the two: on a busy machine other processes stop this one, and that is no work of its own.
 */
function longestStretch() {
  let longest = 0;
  let at = performance.now();
  let used = process.cpuUsage();
  const look = () => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    longest = Math.max(longest, Math.min(now - at, (user + system) / 1000));
    at = now;
    used = process.cpuUsage();
  };
  const timer = setInterval(look, 1);
  return {
    async end() {
      await new Promise((resolve) => setTimeout(resolve, 5));
      clearInterval(timer);
      return longest;
    },
  };
}

// As both entries do.
await growHeapSlowly();
const [name, size] = [process.argv[2], Number(process.argv[3])];
const folder = workFolder('scale');
try {
  const { contents, before, run } = SCENARIOS[name](size);
  const world = worldOf(contents, folder);
  const made = await before?.(world, contents);
  const stretch = longestStretch();
  const used = process.cpuUsage();
  const result = await run(world, contents, made);
  const { user, system } = process.cpuUsage(used);
  console.log(
    JSON.stringify({
      cpu: (user + system) / 1000,
      memory: process.resourceUsage().maxRSS / 1024,
      stretch: await stretch.end(),
      result,
    }),
  );
} finally {
  folder.remove();
}
