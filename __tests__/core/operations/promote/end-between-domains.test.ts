// Between two domains, too, green is what was read at the very end: one package is slow, and while it is awaited another
// job is at a package that was done long before.
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import { proveAgain } from '../../../../src/core/operations/promote/prove-again.ts';
import type { HttpTransport } from '../../../../src/core/ports/http.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { npm } from '../../../../src/formats/npm/format.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { clientOf, sideOf } from '../../../support/worlds/release-world.ts';
import { HERE, OTHER, openTwoDomains, THERE, type TwoDomains } from '../../../support/worlds/two-domains.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: TwoDomains | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const a = { format: 'npm', namespace: 'acme', name: 'a' } as const;
const bad: VersionReference = { ...a, version: '1.1.0' };

async function released(at: TwoDomains, version: string): Promise<void> {
  const built = ['a', 'b'].map((name) =>
    writeNpmPackage(join(at.folder, `${name}-${version}.tgz`), { name: `@acme/${name}`, version }),
  );
  await at.publish(await Promise.all(built));
}

const planned = (at: TwoDomains, version: string) =>
  at.planAcross({ coordinates: ['a', 'b'].map((name) => `npm:@acme/${name}@${version}`), distTags: ['copy'] });

/** 0.9.0 and 1.0.0 are there, and 1.1.0 waits in the source. */
async function opened(): Promise<TwoDomains> {
  world = await openTwoDomains(folder());
  for (const version of ['0.9.0', '1.0.0']) {
    await released(world, version);
    await world.applyAcross(await planned(world, version));
  }
  await released(world, '1.1.0');
  return world;
}

/** As another job does it: no reading before, no looking back. */
const jobs: Readonly<Record<string, (at: TwoDomains) => Promise<void>>> = {
  'points its tag elsewhere': async (at) => npm.publishing?.tags?.set(a, 'latest', '0.9.0', await targetOf(at)),
  'removes its tag': async (at) => npm.publishing?.tags?.remove(a, 'latest', await targetOf(at)),
  'hides it': async (at) => {
    const client = clientOf(at, at.host, OTHER);
    await client.updatePackageVersionsStatus(THERE, a, { versions: [bad.version], target: 'Unlisted' });
  },
  'puts other bytes in its place': async (at) => {
    await clientOf(at, at.host, OTHER).deletePackageVersions(THERE, a, [bad.version]);
    const manifest = { description: 'other bytes' };
    const path = await writeNpmPackage(join(at.folder, 'other.tgz'), { name: '@acme/a', version: '1.1.0', manifest });
    await at.publish([path], { side: sideOf(at, THERE) });
  },
};

async function targetOf(at: TwoDomains) {
  const { wire, reader } = sideOf(at, THERE);
  const endpoint = await reader.getRepositoryEndpoint(THERE, 'npm');
  return { address: THERE, endpoint, token: await wire.token(), http: at.host.http, files: at.host.files };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(Object.entries(jobs))('another job %s', (_, job) => {
  test('while the tag of the other package is written: the run is red', async () => {
    const at = await opened();
    let writeOfA: (() => void) | undefined;
    const isWritten = new Promise<void>((resolve) => {
      writeOfA = resolve;
    });
    const http: HttpTransport = async (request) => {
      const isOf = (name: string) => request.method === 'PUT' && request.url.endsWith(`%2f${name}/dist-tags/latest`);
      if (isOf('b')) {
        await isWritten;
        // Longer than what is read at the end may be old.
        await pause(800);
        await job(at);
      }
      const answer = await at.host.http(request);
      if (isOf('a')) writeOfA?.();
      return answer;
    };
    const { outcomes } = await at.applyAcross(await planned(at, '1.1.0'), {
      destination: sideOf(at, THERE, { http }),
    });
    expect(outcomes).toMatchObject([
      { kind: 'conflict', code: 'CA-CONFLICT-002', ref: bad },
      { kind: 'promoted', ref: { name: 'b' } },
    ]);
  });

  test('while the other package is read for the proof: the run is red', async () => {
    const at = await opened();
    const side = sideOf(at, THERE);
    let isDone = false;
    const written = new Set<string>();
    const http: HttpTransport = async (request) => {
      const name = /%2f(\w)\/dist-tags\/latest$/.exec(request.url)?.[1];
      // Both are slow, so that both are proven only at the end.
      if (request.method === 'PUT' && name !== undefined) await pause(name === 'a' ? 0 : 700);
      const answer = await at.host.http(request);
      if (request.method === 'PUT' && name !== undefined) written.add(name);
      return answer;
    };
    const reader: typeof side.reader = {
      ...side.reader,
      describePackageVersion: async (address, ref) => {
        if (ref.name === 'b' && ref.version === '1.1.0' && written.size === 2 && !isDone) {
          isDone = true;
          await pause(800);
          await job(at);
          await pause(100);
        }
        return side.reader.describePackageVersion(address, ref);
      },
    };
    const destination = { ...sideOf(at, THERE, { http }), reader };
    const { outcomes } = await at.applyAcross(await planned(at, '1.1.0'), { destination });
    expect(isDone).toBe(true);
    expect(outcomes).toMatchObject([
      { kind: 'conflict', code: 'CA-CONFLICT-002', ref: bad },
      { kind: 'promoted', ref: { name: 'b' } },
    ]);
  });

  test('to a version that was there already: the run is red', async () => {
    const at = await opened();
    const first = await at.applyAcross(await planned(at, '1.1.0'));
    expect(first.outcomes).toMatchObject([{ kind: 'promoted' }, { kind: 'promoted' }]);
    await at.publish([await writeNpmPackage(join(at.folder, 'c.tgz'), { name: '@acme/c', version: '1.0.0' })]);
    const plan = await at.planAcross({
      coordinates: ['npm:@acme/a@1.1.0', 'npm:@acme/c@1.0.0'],
      distTags: ['@acme/a:next=1.1.0', '@acme/c:latest=1.0.0', '@acme/c:next=1.0.0'],
    });
    expect(plan.items).toMatchObject([{ action: 'unchanged' }, { action: 'copy' }]);
    let isDone = false;
    const http: HttpTransport = async (request) => {
      if (request.method === 'PUT' && request.url.endsWith('%2fc/dist-tags/next') && !isDone) {
        isDone = true;
        await pause(1500);
        // Its own tag of the plan is `next`, and `latest` is nobody's here.
        if (_.endsWith('tag elsewhere')) await npm.publishing?.tags?.set(a, 'next', '0.9.0', await targetOf(at));
        else if (_.endsWith('its tag')) await npm.publishing?.tags?.remove(a, 'next', await targetOf(at));
        else await job(at);
      }
      return at.host.http(request);
    };
    const { outcomes } = await at.applyAcross(plan, { destination: sideOf(at, THERE, { http }) });
    expect(isDone).toBe(true);
    expect(outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002', ref: bad }, { kind: 'promoted' }]);
  });

  test('before the last look, which follows the record: that look is red', async () => {
    const at = await opened();
    const report = await at.applyAcross(await planned(at, '1.1.0'));
    const again = () => proveAgain(report, { host: at.host, formats: formatList, side: sideOf(at, THERE) });
    expect(await again()).toEqual(report.outcomes);
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['promoted', 'promoted']);
    await job(at);
    expect(await again()).toMatchObject([
      { kind: 'conflict', code: 'CA-CONFLICT-002', ref: bad },
      { kind: 'promoted', ref: { name: 'b' } },
    ]);
  });
});

test('the second run between domains finds everything in place and writes nothing', async () => {
  const at = await opened();
  await at.applyAcross(await planned(at, '1.1.0'));
  at.writesSince();
  const { outcomes } = await at.applyAcross(await planned(at, '1.1.0'));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
  expect(at.writesSince()).toEqual([]);
  expect(await sideOf(at, HERE).tags?.(HERE, a)).toEqual({ latest: '1.1.0' });
});
