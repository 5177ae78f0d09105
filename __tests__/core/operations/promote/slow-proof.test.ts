// A proof that takes long makes the other readings old: they are taken again at the end.
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

const folder = temporaryFolders();
const openWorld = worldsOfTests();

async function released(at: World, version: string): Promise<void> {
  const path = await writeNpmPackage(join(at.folder, `a-${version}.tgz`), { name: '@acme/a', version });
  await at.publish([path]);
}

const tag = async (at: World, version: string) => {
  const endpoint = await at.endpoint('npm', 'prod');
  const answer = await fetch(`${endpoint}-/package/@acme%2fa/dist-tags/latest`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${(await at.token()).reveal()}` },
    body: JSON.stringify(version),
  });
  expect(answer.status).toBe(200);
};

test.each([
  ['downloads', 'GetPackageVersionAsset', 'download'],
  ['lists of assets', 'ListPackageVersionAssets', undefined],
] as const)(
  'a tag that moves while %s are slow is no success',
  async (_, operation, verifyBy) => {
    const at = await openWorld(folder());
    await released(at, '1.0.0');
    await at.apply(await at.plan({ coordinates: ['npm:@acme/a@1.0.0'], distTags: ['copy'] }));
    await released(at, '1.1.0');
    const plan = await at.plan({ coordinates: ['npm:@acme/a@1.1.0'], distTags: ['copy'] });
    at.exchanges.splice(0);
    at.local.faults.add([{ kind: 'latency', operation, ms: 2500 }]);
    // As soon as the copy is done and its tags have been read, and long before the slow answers come.
    const moved = (async () => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const copied = at.exchanges.findIndex(({ target }) => target.startsWith('/v1/package/versions/copy'));
        const isRead = at.exchanges.slice(copied + 1).some(({ target }) => target.endsWith('/dist-tags'));
        if (copied >= 0 && isRead) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      await tag(at, '1.0.0');
    })();
    const report = await at.apply(plan, { verifyBy });
    await moved;
    at.local.faults.clear();
    expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
  },
  60_000,
);
