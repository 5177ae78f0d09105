// Manifest and plan of earlier versions, in today's promote and rollback.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readManifest, readPlan } from '../../src/core/documents/read.ts';
import { temporaryFolders } from '../support/folders.ts';
import {
  openPlace,
  outcomesOf,
  PRODUCTION,
  publishAgain,
  STAGING,
  testWithData,
  textOf,
  VERSIONS,
} from './earlier-files.ts';

const folder = temporaryFolders();
const MANIFEST = 'codeartifact-release.json';
const PLAN = 'codeartifact-plan.json';
const NAMES = ['generic firmware', 'npm core', 'npm utils', 'pypi acme-core', 'maven lib', 'nuget acme.lib'];
const PURLS = [
  'pkg:generic/acme/firmware@1.0.0',
  'pkg:npm/%40acme/core@1.0.0',
  'pkg:npm/%40acme/utils@1.0.0',
  'pkg:pypi/acme-core@1.0.0',
  'pkg:maven/com.acme/lib@1.0.0',
  'pkg:nuget/acme.lib@1.0.0',
];
const all = (outcome: string) => Object.fromEntries(NAMES.map((name) => [name, outcome]));

describe.each(VERSIONS)('files of %s', (version) => {
  test('the manifest is read: one version of every format, where it was published', () => {
    const manifest = readManifest(textOf(version, 'release', MANIFEST), MANIFEST);
    expect(manifest).toMatchObject({ ...STAGING, region: 'us-east-1' });
    expect(manifest.versions.map(({ purl }) => purl).sort()).toEqual([...PURLS].sort());
    for (const { assets, outcome } of manifest.versions) {
      expect(assets.length).toBeGreaterThan(0);
      expect(outcome).toBe('published');
    }
  });

  test('the plan is read, and its hash is still that of its content', () => {
    const plan = readPlan(textOf(version, 'release', PLAN), PLAN);
    expect(plan.items.map(({ purl, action }) => `${action} ${purl}`)).toEqual(PURLS.map((purl) => `copy ${purl}`));
    expect(plan).toMatchObject({ source: STAGING, destination: PRODUCTION, mode: 'copy' });
  });

  test('a promotion is planned from the manifest and carried out', async () => {
    const at = await openPlace(version, folder());
    await publishAgain(at);
    at.take('release', MANIFEST);
    const inputs = { manifest: MANIFEST, 'destination-repository': 'production' };
    const planned = await at.run('promote', { ...inputs, 'dry-run': 'true' });
    expect(planned.said).toContain('copy    pkg:nuget/acme.lib@1.0.0');
    expect(outcomesOf(await at.run('promote', inputs))).toEqual(all('promoted'));
    await at.server.close();
  });

  test('the plan is shown as it was made', async () => {
    const at = await openPlace(version, folder());
    await publishAgain(at);
    at.take('release', PLAN);
    const { exit, json, said } = await at.run('promote', { plan: PLAN, 'dry-run': 'true' });
    expect(exit).toBe(0);
    expect(json.plan).toEqual(JSON.parse(textOf(version, 'release', PLAN)));
    for (const purl of PURLS) expect(said).toContain(`copy    ${purl}`);
    await at.server.close();
  });

  test('the plan is refused where the registry is another one by now, with what to do', async () => {
    const at = await openPlace(version, folder());
    await publishAgain(at);
    at.take('release', PLAN);
    // Python and Maven packages were uploaded at another time, which their revisions hold.
    const { error } = await at.run('promote', { plan: PLAN });
    expect(error?.code).toBe('CA-CONFLICT-002');
    expect(error?.message).toContain('pkg:pypi/acme-core@1.0.0: the source has revision');
    expect(error?.remedy).toContain('Make a new plan');
    expect((await at.server.json('/_local/requests?operation=CopyPackageVersions')).body.requests).toEqual([]);
    await at.server.close();
  });

  testWithData('the plan is applied where the registry is as it was', async () => {
    const at = await openPlace(version, folder(), 'release/planned.data.json.gz');
    at.take('release', PLAN);
    const applied = await at.run('promote', { plan: PLAN });
    expect(outcomesOf(applied)).toEqual(all('promoted'));
    expect(applied.json.planHash).toBe(JSON.parse(readFileSync(join(at.folder, PLAN), 'utf8')).hash);
    await at.server.close();
  });

  testWithData('the manifest promotes without a word about changes where the registry is as it was', async () => {
    const at = await openPlace(version, folder(), 'release/planned.data.json.gz');
    at.take('release', MANIFEST);
    const ran = await at.run('promote', { manifest: MANIFEST, 'destination-repository': 'production' });
    expect(outcomesOf(ran)).toEqual(all('promoted'));
    expect(ran.said).not.toContain('warning');
    await at.server.close();
  });

  test('a promotion is taken back by the plan alone', async () => {
    const at = await openPlace(version, folder());
    await publishAgain(at);
    at.take('release', MANIFEST);
    at.take('release', PLAN);
    await at.run('promote', { manifest: MANIFEST, 'destination-repository': 'production', journal: 'lost.jsonl' });
    const back = await at.run('rollback', { domain: 'my-org', repository: 'production', plan: PLAN });
    expect(outcomesOf(back)).toEqual(all('changed Unlisted'));
    await at.server.close();
  });
});
