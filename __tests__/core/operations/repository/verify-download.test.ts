// One flipped byte in storage while every listed digest stays right: found by whoever really downloads.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { parseVersionCoordinate } from '../../../../src/core/model/coordinates.ts';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import { applyPromotion } from '../../../../src/core/operations/promote/apply.ts';
import { planPromotion } from '../../../../src/core/operations/promote/plan.ts';
import type { HttpRequest, HttpResponse } from '../../../../src/core/ports/http.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import { buildSet, requireManifest, sideOf } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const OTHER = '123456789012';
const setup = {
  domains: [
    { name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'staging' }, { name: 'prod' }] },
    { name: 'their-org', owner: OTHER, repositories: [{ name: 'prod' }] },
  ],
};
const part: PackageReference = { format: 'npm', namespace: 'acme', name: 'part-0' };

/** Flips one bit in the middle of what is served. The local server itself refuses to serve such a file. */
async function* flipped(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  yield bytes;
}

async function published() {
  const at = await openWorld(folder(), { setup });
  const bad: { name: string; asset: string }[] = [];
  const { http } = at.host;
  Object.assign(at.host, {
    http: async (request: HttpRequest): Promise<HttpResponse> => {
      const answer = await http(request);
      const { pathname, searchParams } = new URL(request.url);
      const isBad = bad.some(
        ({ name, asset }) => searchParams.get('package') === name && searchParams.get('asset') === asset,
      );
      return pathname === '/v1/package/version/asset' && isBad ? { ...answer, body: flipped(answer.body) } : answer;
    },
  });
  const dist = await buildSet(at.folder, '1.0.0', { npm: 2 });
  const named = [{ coordinate: 'generic:acme/firmware@1.0.0', patterns: ['firmware.bin'] }];
  await writeFile(join(at.folder, 'firmware.bin'), 'bytes of an image');
  const manifest = requireManifest((await at.publish([dist], { named })).manifest);
  /** From now on the first asset of this version is served otherwise than it is listed. */
  const flipOf = async (coordinate: string) => {
    const ref = parseVersionCoordinate(`${coordinate}@1.0.0`);
    const assets = (await at.client.listPackageVersionAssets(at.at('staging'), ref))?.assets ?? [];
    const name = assets.map((asset) => asset.name).find((found) => found !== 'maven-metadata.xml') ?? '';
    bad.push({ name: ref.name, asset: name });
  };
  return { at, dist, named, manifest, flipOf };
}

describe('one flipped byte in storage', () => {
  test.each(['npm:@acme/part-0', 'pypi:acme-core', 'maven:com.acme:lib', 'nuget:acme.lib', 'generic:acme/firmware'])(
    'of %s: a publish that compares lists says unchanged, one that downloads finds it',
    async (coordinate) => {
      const { at, dist, named, flipOf } = await published();
      const whole = await at.publish([dist], { named, verifyBy: 'download' });
      expect(whole.outcomes.map(({ kind }) => kind)).toEqual(whole.outcomes.map(() => 'unchanged'));
      await flipOf(coordinate);
      const listed = await at.publish([dist], { named });
      expect(listed.outcomes.map(({ kind }) => kind)).toEqual(listed.outcomes.map(() => 'unchanged'));
      at.writesSince();
      const read = await at.publish([dist], { named, verifyBy: 'download' });
      const bad = read.outcomes.filter(({ kind }) => kind !== 'unchanged');
      expect(bad).toMatchObject(
        [{ kind: 'conflict', code: 'CA-CONFLICT-001', reason: /served with other bytes/ }].map(
          ({ reason, ...rest }) => ({ ...rest, reason: expect.stringMatching(reason) }),
        ),
      );
      expect(at.writesSince()).toEqual([]);
    },
  );

  test('in the source: a promotion that downloads refuses before it writes, and one that need not goes on', async () => {
    const { at, manifest, flipOf } = await published();
    const plan = await at.plan({ manifest });
    await flipOf('npm:@acme/part-0');
    at.writesSince();
    await expect(at.apply(plan, { verifyBy: 'download' })).rejects.toMatchObject({
      code: 'CA-CONFLICT-002',
      message: expect.stringContaining('part-0@1.0.0: staging: package.tgz is served with other bytes'),
    });
    expect(at.writesSince()).toEqual([]);
    const blind = await at.apply(plan);
    expect(blind.outcomes.map(({ kind }) => kind)).toEqual(blind.outcomes.map(() => 'promoted'));
    const again = await at.plan({ manifest });
    await expect(at.apply(again, { verifyBy: 'download' })).rejects.toThrow(/prod: package.tgz is served/);
  });

  test('between the check and the copy: found in the destination, and taken back when asked', async () => {
    const { at, manifest, flipOf } = await published();
    const plan = await at.plan({ manifest });
    const real = at.write('prod');
    const writer = {
      ...real.writer,
      copyPackageVersions: async (request: Parameters<typeof real.writer.copyPackageVersions>[0]) => {
        if (request.package.name === part.name) await flipOf('npm:@acme/part-0');
        return real.writer.copyPackageVersions(request);
      },
    };
    const side = sideOf(at, at.at('prod'), { writer });
    const report = await at.apply(plan, { verifyBy: 'download', side, onFailure: 'roll-back', concurrency: 1 });
    expect(report.outcomes.filter(({ kind }) => kind === 'failed')).toMatchObject([{ ref: part }]);
    expect(report.outcomes.filter(({ kind }) => kind === 'promoted')).toEqual([]);
    for (const found of Object.values(await at.state('prod'))) expect(found).toMatchObject({ visible: [] });
  });

  test('on the way to another domain: always found, whatever was asked', async () => {
    const { at, manifest, flipOf } = await published();
    const elsewhere = { domain: 'their-org', domainOwner: OTHER, repository: 'prod' };
    const ports = {
      host: at.host,
      formats: formatList,
      source: at.read('staging'),
      destination: sideOf(at, elsewhere),
    };
    const rules = { includeDependencies: false, includeFromUpstream: false, allowOverwrite: false, distTags: ['keep'] };
    const plan = await planPromotion({ manifest, concurrency: 4, ...rules }, ports);
    await flipOf('pypi:acme-core');
    at.writesSince();
    await expect(applyPromotion({ plan, concurrency: 4 }, ports)).rejects.toThrow(/other bytes than the plan says/);
    expect(at.writesSince()).toEqual([]);
  });
});
