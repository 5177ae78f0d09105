// Between two domains of two accounts: the same bytes arrive, and what cannot be kept is listed exactly.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { applyPromotion } from '../../../../src/core/operations/promote/apply.ts';
import { LOSSES, planPromotion } from '../../../../src/core/operations/promote/plan.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import { buildSet, clientOf, requireManifest, sideOf, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const OTHER = '123456789012';
const elsewhere = { domain: 'their-org', domainOwner: OTHER, repository: 'prod' };
const setup = {
  domains: [
    { name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'staging' }] },
    { name: 'their-org', owner: OTHER, repositories: [{ name: 'prod' }] },
  ],
};

async function opened() {
  const at = await openWorld(folder(), { setup });
  const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0', { npm: 2 })])).manifest);
  await writeFile(join(at.folder, 'image.bin'), 'bytes');
  await at.publish(['image.bin'], { coordinate: 'generic:acme/firmware@1.0.0' });
  const ports = { host: at.host, formats: formatList, source: at.read('staging'), destination: sideOf(at, elsewhere) };
  const request = {
    manifest,
    coordinates: ['generic:acme/firmware@1.0.0'],
    includeDependencies: false,
    includeFromUpstream: false,
    allowOverwrite: false,
    distTags: ['keep'],
    concurrency: 4,
  };
  return { at, ports, plan: () => planPromotion(request, ports) };
}

async function assetsOf(at: World, address: typeof elsewhere): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const client = clientOf(at, at.host, address.domainOwner);
  for await (const ref of client.listPackages(address)) {
    for await (const { version, status } of client.listPackageVersions(address, ref)) {
      const assets = (await client.listPackageVersionAssets(address, { ...ref, version }))?.assets ?? [];
      const names = assets
        .filter(({ name }) => name !== 'maven-metadata.xml')
        .map(({ name, digests }) => `${name} ${digests['SHA-256']} ${digests['SHA-512']}`);
      found[`${ref.format}:${ref.namespace ?? ''}/${ref.name}@${version} ${status}`] = names.sort();
    }
  }
  return found;
}

describe('a promotion to another domain', () => {
  test('publishes the same bytes of every format again, and says what is lost', async () => {
    const { at, ports, plan } = await opened();
    const made = await plan();
    expect(made.mode).toBe('republish');
    expect(made.losses).toEqual(LOSSES);
    const report = await applyPromotion({ plan: made, concurrency: 4, journalPath: 'journal.jsonl' }, ports);
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
      made.items.map(() => ['promoted', undefined]),
    );
    expect(await assetsOf(at, elsewhere)).toEqual(
      await assetsOf(at, { ...elsewhere, domain: DOMAIN, domainOwner: ACCOUNT, repository: 'staging' }),
    );
    expect(report.tags.map(({ seen }) => seen)).toEqual([{ latest: '1.0.0' }, { latest: '1.0.0' }]);
    const again = await plan();
    expect(again.items.map(({ action, reason }) => [action, reason])).toEqual(
      again.items.map(() => ['unchanged', expect.any(String)]),
    );
    at.writesSince();
    expect((await applyPromotion({ plan: made, concurrency: 4 }, ports)).outcomes.map(({ kind }) => kind)).toEqual(
      made.items.map(() => 'unchanged'),
    );
    expect(at.writesSince()).toEqual([]);
  });

  test('fetches truncated bodies again and ends well', async () => {
    const { at, ports, plan } = await opened();
    const made = await plan();
    at.local.faults.add([{ kind: 'truncate', operation: 'GetPackageVersionAsset', count: 3 }]);
    const report = await applyPromotion({ plan: made, concurrency: 4 }, ports);
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(made.items.map(() => 'promoted'));
  });

  test.each(['Unlisted', 'Archived'] as const)(
    'a version that becomes %s right after its tag was set there is red, and the tag is what it was',
    async (target) => {
      const at = await openWorld(folder(), { setup });
      const ref = { format: 'npm', namespace: 'acme', name: 'ui' } as const;
      const client = clientOf(at, at.host, OTHER);
      const promoted = async (version: string, http = at.host.http) => {
        await at.publish([await writeNpmPackage(join(at.folder, `ui-${version}.tgz`), { name: '@acme/ui', version })]);
        const destination = sideOf(at, elsewhere, { http });
        const ports = { host: at.host, formats: formatList, source: at.read('staging'), destination };
        const request = { includeDependencies: false, includeFromUpstream: false, allowOverwrite: false };
        const coordinates = [`npm:@acme/ui@${version}`];
        const plan = await planPromotion({ ...request, coordinates, distTags: ['copy'], concurrency: 4 }, ports);
        return applyPromotion({ plan, concurrency: 4 }, ports);
      };
      expect((await promoted('1.0.0')).outcomes).toMatchObject([{ kind: 'promoted' }]);
      let hides = 0;
      const report = await promoted('1.1.0', async (request) => {
        const answer = await at.host.http(request);
        if (request.method === 'PUT' && request.url.endsWith('/dist-tags/latest') && hides++ === 0)
          await client.updatePackageVersionsStatus(elsewhere, ref, {
            versions: ['1.1.0'],
            target,
            expected: 'Published',
          });
        return answer;
      });
      expect(hides).toBeGreaterThan(0);
      expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
      expect(await sideOf(at, elsewhere).tags?.(elsewhere, ref)).toEqual({ latest: '1.0.0' });
      expect((await client.describePackageVersion(elsewhere, { ...ref, version: '1.1.0' }))?.status).toBe(target);
    },
  );
});
