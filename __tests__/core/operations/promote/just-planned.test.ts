// A plan carried out by the process that made it a moment ago: what it reads again, and what protects the rest.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeLayout } from '../../../support/packages/maven-package.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import { buildWheel } from '../../../support/packages/python-package.ts';
import { buildSet, requireManifest, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const opened = async () => {
  return openWorld(folder());
};

const justNow = (at: World) => ({ plannedAt: at.host.clock.monotonic() });

/** Version 1.0.0 of one package of each format; `answer` tells two builds apart. */
const BUILDS: readonly [string, VersionReference, (at: World, answer: string) => Promise<string>][] = [
  [
    'npm:@acme/solo@1.0.0',
    { format: 'npm', namespace: 'acme', name: 'solo', version: '1.0.0' },
    (at, answer) =>
      writeNpmPackage(join(at.folder, `solo-${answer}.tgz`), {
        name: '@acme/solo',
        version: '1.0.0',
        files: { 'answer.txt': answer },
      }),
  ],
  [
    'pypi:solo@1.0.0',
    { format: 'pypi', name: 'solo', version: '1.0.0' },
    async (at, answer) => {
      const { fileName, data } = await buildWheel({ name: 'solo', version: '1.0.0', answer });
      const path = join(at.folder, fileName);
      await writeFile(path, data);
      return path;
    },
  ],
  [
    'nuget:Solo@1.0.0',
    { format: 'nuget', name: 'solo', version: '1.0.0' },
    async (at, answer) => {
      const path = join(at.folder, `Solo.${answer}.1.0.0.nupkg`);
      await writeFile(path, await buildNupkg({ id: 'Solo', version: '1.0.0', answer }));
      return path;
    },
  ],
  [
    'maven:com.acme:solo@1.0.0',
    { format: 'maven', namespace: 'com.acme', name: 'solo', version: '1.0.0' },
    async (at, answer) => {
      const path = join(at.folder, `maven-${answer}`);
      await writeLayout(path, { groupId: 'com.acme', artifactId: 'solo', version: '1.0.0', answer });
      return path;
    },
  ],
];

describe('a plan carried out at once', () => {
  test('reads only dist-tags again before it copies, unless it is old', async () => {
    const at = await opened();
    const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0')])).manifest);
    const plan = await at.plan({ manifest });
    at.exchanges.splice(0);
    const isCopy = ({ target }: { target: string }) => target.startsWith('/v1/package/versions/copy');
    const report = await at.apply(plan, justNow(at));
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(plan.items.map(() => 'promoted'));
    const first = at.exchanges.findIndex(isCopy);
    expect(
      at.exchanges
        .slice(0, first)
        .filter(({ target }) => !/dist-tags|repository\/endpoint|authorization-token/.test(target)),
    ).toEqual([]);
    expect(await at.state('prod')).toEqual(await at.state('staging'));

    const next = await at.plan({
      manifest: requireManifest((await at.publish([await buildSet(at.folder, '1.1.0')])).manifest),
    });
    at.exchanges.splice(0);
    await at.apply(next, { plannedAt: at.host.clock.monotonic() - 31_000 });
    expect(at.exchanges.findIndex(isCopy)).toBeGreaterThan(plan.items.length);
  });

  test.each(BUILDS)(
    '%s replaced in the source meanwhile: refused by the service, destination untouched',
    async (coordinate, ref, build) => {
      const at = await opened();
      await at.publish([await build(at, 'tested')]);
      const plan = await at.plan({ coordinates: [coordinate] });
      expect(plan.items).toMatchObject([{ action: 'copy' }]);
      await at.client.deletePackageVersions(at.at('staging'), ref, ['1.0.0']);
      await at.publish([await build(at, 'other')]);
      const report = await at.apply(plan, justNow(at));
      expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
      expect(report.outcomes[0]?.reason).toMatch(/MISMATCHED_REVISION/);
      expect(await at.state('prod')).toEqual({});
    },
  );

  test.each(BUILDS)(
    '%s appeared in the destination meanwhile with other bytes: left alone',
    async (coordinate, _, build) => {
      const at = await opened();
      await at.publish([await build(at, 'tested')]);
      const plan = await at.plan({ coordinates: [coordinate] });
      await at.publish([await build(at, 'theirs')], { to: 'prod' });
      const theirs = await at.state('prod');
      const report = await at.apply(plan, justNow(at));
      expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-001' }]);
      expect(await at.state('prod')).toEqual(theirs);
    },
  );

  test('withdrawn in the source meanwhile: said, and the run is not green', async () => {
    const at = await opened();
    const [coordinate, ref, build] = BUILDS[0] as (typeof BUILDS)[number];
    await at.publish([await build(at, 'tested')]);
    const plan = await at.plan({ coordinates: [coordinate] });
    await at.client.updatePackageVersionsStatus(at.at('staging'), ref, { versions: ['1.0.0'], target: 'Unlisted' });
    const report = await at.apply(plan, justNow(at));
    expect(report.outcomes).toMatchObject([{ kind: 'failed', code: 'CA-CONFLICT-003' }]);
    expect(report.outcomes[0]?.reason).toMatch(/became Unlisted/);
  });

  test('what nothing else protects is read again: bytes to be overwritten, tags the copy moves', async () => {
    const at = await opened();
    const [coordinate, ref, build] = BUILDS[0] as (typeof BUILDS)[number];
    await at.publish([await build(at, 'old')], { to: 'prod' });
    await at.publish([await build(at, 'tested')]);
    const overwriting = await at.plan({ coordinates: [coordinate], allowOverwrite: true });
    expect(overwriting.items).toMatchObject([{ action: 'copy', overwrites: true }]);
    await at.client.deletePackageVersions(at.at('prod'), ref, ['1.0.0']);
    await at.publish([await build(at, 'theirs')], { to: 'prod' });
    at.writesSince();
    await expect(at.apply(overwriting, justNow(at))).rejects.toThrow(/other bytes than the plan says/);
    expect(at.writesSince()).toEqual([]);

    const other = (version: string) =>
      writeNpmPackage(join(at.folder, `utils-${version}.tgz`), { name: '@acme/utils', version });
    await at.publish([await other('1.0.0')]);
    await at.apply(await at.plan({ coordinates: ['npm:@acme/utils@1.0.0'] }));
    await at.publish([await other('1.1.0')]);
    const moving = await at.plan({ coordinates: ['npm:@acme/utils@1.1.0'] });
    await at.publish([await other('0.9.0')], { to: 'prod', npmTag: 'latest' });
    at.writesSince();
    await expect(at.apply(moving, justNow(at))).rejects.toThrow(/the dist-tag latest points at 0.9.0/);
    expect(at.writesSince()).toEqual([]);
  });
});
