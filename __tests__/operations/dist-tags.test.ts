// Property: after a promotion, the tags that package managers see equal the plan, whatever the versions and tags of
// source, destination and upstream were. With the writes of the repair swallowed the same property fails.
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { PromotionPlan } from '../../src/core/documents/plan.ts';
import { seenTags } from '../../src/core/operations/promotion-tags.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { publishedFormats } from '../../src/formats/index.ts';
import { temporaryFolders } from '../support/folders.ts';
import { ACCOUNT, DOMAIN } from '../support/local-registry.ts';
import { writeNpmPackage } from '../support/npm-package.ts';
import { openWorld, sideOf, type World } from '../support/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const setup = {
  domains: [
    {
      name: DOMAIN,
      owner: ACCOUNT,
      repositories: [{ name: 'base' }, { name: 'staging' }, { name: 'prod', upstreams: ['base'] }],
    },
  ],
};
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0-rc.1', '2.0.0'];
const TAGS = ['latest', 'next', 'lts'];

function generator(seed: number) {
  let state = seed;
  return (count: number) => {
    state = (state * 48271) % 2147483647;
    return state % count;
  };
}

interface Round {
  readonly plan: PromotionPlan;
  readonly seen: Readonly<Record<string, string>>;
}

/** Random versions and tags in three repositories, one promotion, what is seen afterwards. */
async function round(at: World, seed: number, http?: HttpTransport): Promise<Round> {
  const random = generator(seed * 7919 + 1);
  const ref = { format: 'npm', namespace: 'acme', name: `p${seed}` } as const;
  const { tags } = publishedFormats.npm.publishing ?? {};
  const fill = async (repository: string, versions: readonly string[]) => {
    for (const version of versions) {
      const path = await writeNpmPackage(join(at.folder, `${ref.name}-${version}.tgz`), {
        name: `@acme/${ref.name}`,
        version,
      });
      await at.client.putPackageOriginConfiguration(at.at(repository), ref, { publish: 'ALLOW', upstream: 'ALLOW' });
      await at.publish([path], { to: repository, npmTag: 'made' });
    }
    for (const tag of TAGS) {
      const version = versions[random(versions.length + 1)];
      if (version !== undefined) await tags?.set(ref, tag, version, await at.target('npm', repository));
    }
  };
  const some = (from: readonly string[]) => from.filter(() => random(2) === 0);
  const source = VERSIONS.filter((_, index) => index === seed % VERSIONS.length || random(2) === 0);
  await fill('staging', source);
  await fill('prod', some(VERSIONS));
  // Only what prod does not hold itself, else the upstream would hold the same version under other tags.
  await fill('base', random(3) === 0 ? ['0.9.0'] : []);
  const promoted = [...new Set([...some(source), source[0] as string])];
  const named = random(4) === 0 ? [`latest=${promoted[random(promoted.length)]}`] : [];
  const coordinates = promoted.map((version) => `npm:@acme/${ref.name}@${version}`);
  const plan = await at.plan({ coordinates, distTags: [random(2) === 0 ? 'keep' : 'copy', ...named] });
  const host = http ? { ...at.host, http } : at.host;
  const report = await at.apply(plan, { host, side: sideOf(at, at.at('prod'), { host }) });
  expect(report.outcomes.every(({ kind }) => kind === 'promoted' || kind === 'unchanged')).toBe(true);
  return { plan, seen: await at.tags('prod', ref) };
}

const ROUNDS = 40;

describe('dist-tags after a promotion', () => {
  test('are those of the plan', async () => {
    world = await openWorld(folder(), { setup });
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, seen } = await round(world, seed);
      const [tagPlan] = plan.tags;
      if (!tagPlan) throw new Error('no tag plan');
      expect({ seed, seen }).toEqual({ seed, seen: seenTags(tagPlan) });
    }
  }, 120_000);

  test('negative control: with the repair off they are not', async () => {
    world = await openWorld(folder(), { setup });
    const at = world;
    const deaf: HttpTransport = async (request) =>
      request.method !== 'GET' && request.url.includes('/dist-tags/')
        ? { status: 200, reason: 'OK', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : at.host.http(request);
    let wrong = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, seen } = await round(at, seed, deaf);
      const [tagPlan] = plan.tags;
      if (
        tagPlan &&
        JSON.stringify(Object.entries(seenTags(tagPlan)).sort()) !== JSON.stringify(Object.entries(seen).sort())
      )
        wrong++;
    }
    expect(wrong).toBeGreaterThan(3);
  }, 120_000);
});
