// Random versions and tags in a source, a destination and its upstream, and one promotion between them.
import { join } from 'node:path';
import type { PromotionPlan } from '../../../src/core/documents/plan.ts';
import { isGreen } from '../../../src/core/model/outcome.ts';
import type { PackageReference } from '../../../src/core/model/package.ts';
import type { HttpTransport } from '../../../src/core/ports/http.ts';
import { publishedFormats } from '../../../src/formats/index.ts';
import { writeNpmPackage } from '../packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../servers/local-registry.ts';
import { sideOf, type World } from './release-world.ts';

/** `prod` has the upstream `base`, whose tags hide its own. */
export const TAG_SETUP = {
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

export interface TagRound {
  readonly plan: PromotionPlan;
  readonly ref: PackageReference;
  /** Whether the promotion says that all went well. */
  readonly isWell: boolean;
  /** As our own reader sees them. */
  readonly seen: Readonly<Record<string, string>>;
}

/** Random versions and tags in three repositories, one promotion, what is seen afterwards. */
export async function tagRound(at: World, seed: number, http?: HttpTransport): Promise<TagRound> {
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
  return { plan, ref, isWell: isGreen(report.outcomes), seen: await at.tags('prod', ref) };
}

/** A network on which tag writes only seem to arrive: the repair is off. */
export const deaf =
  (at: World): HttpTransport =>
  async (request) =>
    request.method !== 'GET' && request.url.includes('/dist-tags/')
      ? { status: 200, reason: 'OK', headers: {}, body: (async function* () {})(), discard: async () => {} }
      : at.host.http(request);
