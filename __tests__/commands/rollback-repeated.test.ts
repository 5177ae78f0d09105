// A release that was promoted more than once, each time by a job that has no journal of the others: the job was run again,
// or the release was rolled back, listed again, and promoted once more.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { jsonOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home);
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
const generic = (name: string) => ({ format: 'generic', namespace: 'acme', name }) as const;

/** As a new machine has it: no journal. */
async function job(...[command, name, given]: Parameters<typeof runCommand>) {
  await rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
  return runCommand(command, name, given);
}
const promoteWith = (distTags: string, ...coordinates: string[]) =>
  job(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...place, 'source-repository': 'staging', versions: coordinates.join('\n'), 'dist-tags': distTags },
  });
const promote = (...coordinates: string[]) => promoteWith('copy', ...coordinates);
const rollback = (extra: Readonly<Record<string, string>>, operands: readonly string[] = []) =>
  job(rollbackCommand, 'rollback', { url: at.url, folder: home, inputs: place, extra, operands });
const listAgain = (...coordinates: string[]) =>
  job(retireCommand, 'retire', {
    url: at.url,
    folder: home,
    inputs: {
      ...{ domain: 'my-org', 'domain-owner': '111122223333', repository: 'prod' },
      ...{ versions: coordinates.join('\n'), 'target-status': 'Published' },
    },
  });

async function stage(kind: 'npm' | 'generic', name: string, version: string): Promise<string> {
  if (kind === 'npm') {
    const path = join(home, `${name}-${version}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], { to: 'staging' });
    return `npm:@acme/${name}@${version}`;
  }
  const bytes = Buffer.from(`of ${name} ${version}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const open = async function* () {
    yield bytes;
  };
  const asset = { name: 'file.txt', size: bytes.length, sha256, open };
  await at.client.publishPackageVersion(at.at('staging'), { ...generic(name), version }, asset, false);
  return `generic:acme/${name}@${version}`;
}
async function statuses(kind: 'npm' | 'generic', name: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const ref = kind === 'npm' ? npm(name) : generic(name);
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), ref)) found[version] = status;
  return found;
}

describe.each(['npm', 'generic'] as const)('a release of %s', (kind) => {
  test.each([
    ['`--latest`', true],
    ['the id that the first run printed', false],
  ])('whose job was run again is rolled back by %s', async (_, isLatest) => {
    const [first, second] = [await stage(kind, 'utils', '1.0.0'), await stage(kind, 'utils', '1.1.0')];
    expect((await promote(first)).exit).toBe(0);
    const ended = await promote(second);
    const again = [await promote(second), await promote(second)];
    expect(again.map(({ exit }) => exit)).toEqual([0, 0]);
    const runId = String(jsonOf(ended).runId);
    const back = await (isLatest ? rollback({ latest: 'true' }) : rollback({}, [runId]));
    expect([back.exit, await statuses(kind, 'utils')]).toEqual([0, { '1.0.0': 'Published', '1.1.0': 'Unlisted' }]);
    const over = await rollback({ latest: 'true' });
    expect([over.exit, await statuses(kind, 'utils')]).toEqual([0, { '1.0.0': 'Unlisted', '1.1.0': 'Unlisted' }]);
  });

  test('that was rolled back, listed again and promoted again is rolled back again, and not the one before', async () => {
    const [first, second] = [await stage(kind, 'utils', '1.0.0'), await stage(kind, 'utils', '1.1.0')];
    for (const each of [first, second]) expect((await promote(each)).exit).toBe(0);
    for (let round = 0; round < 2; round++) {
      const back = await rollback({ latest: 'true' });
      expect([back.exit, await statuses(kind, 'utils')]).toEqual([0, { '1.0.0': 'Published', '1.1.0': 'Unlisted' }]);
      expect((await listAgain(second)).exit).toBe(0);
      expect((await promote(second)).exit).toBe(0);
    }
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect(await statuses(kind, 'utils')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Unlisted' });
    expect((await rollback({ latest: 'true', restore: 'true' })).exit).toBe(0);
    expect(await statuses(kind, 'utils')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('of which a part was listed again and a part copied again is rolled back whole', async () => {
    const both = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(...both)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    const ref = kind === 'npm' ? npm('two') : generic('two');
    await at.client.deletePackageVersions(at.at('prod'), ref, ['1.0.0']);
    expect((await listAgain(both[0] as string)).exit).toBe(0);
    expect((await promote(...both)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await statuses(kind, 'one'), await statuses(kind, 'two')]).toEqual([
      0,
      { '1.0.0': 'Unlisted' },
      { '1.0.0': 'Unlisted' },
    ]);
  });

  test('leaves what another release had brought and somebody listed again, with the command that hides it', async () => {
    const [one, two] = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(one)).exit).toBe(0);
    expect((await rollback({ latest: 'true' })).exit).toBe(0);
    expect((await listAgain(one)).exit).toBe(0);
    expect((await promote(one, two)).exit).toBe(0);
    const back = await rollback({ latest: 'true' });
    expect([back.exit, await statuses(kind, 'one'), await statuses(kind, 'two')]).toEqual([
      5,
      { '1.0.0': 'Published' },
      { '1.0.0': 'Unlisted' },
    ]);
    expect(resultOf(back).lines.join('\n')).toMatch(
      /listed it again when the run \S+ had been rolled back; `codeartifact-ci retire \S+one@1\.0\.0 --target-status Unlisted /,
    );
  });

  test('another release that found a version of it keeps that', async () => {
    const [one, two] = [await stage(kind, 'one', '1.0.0'), await stage(kind, 'two', '1.0.0')];
    expect((await promote(one)).exit).toBe(0);
    expect((await promote(one, two)).exit).toBe(0);
    expect((await promote(one)).exit).toBe(0);
    const runId = String(jsonOf(await promote(one)).runId);
    const named = await rollback({}, [runId]);
    expect([named.exit, await statuses(kind, 'one')]).toEqual([5, { '1.0.0': 'Published' }]);
    expect(resultOf(named).lines.join('\n')).toMatch(/`rollback \S+` takes back what that one brought/);
  });
});

test('a release that was tagged by a run of its own is rolled back step by step', async () => {
  expect((await promote(await stage('npm', 'utils', '1.0.0'))).exit).toBe(0);
  const coordinate = await stage('npm', 'utils', '1.1.0');
  expect((await promoteWith('keep', coordinate)).exit).toBe(0);
  expect((await promoteWith('latest=1.1.0', coordinate)).exit).toBe(0);
  const ends: unknown[] = [];
  for (let round = 0; round < 3; round++) {
    const { exit } = await rollback({ latest: 'true' });
    const { latest } = await at.tags('prod', npm('utils'));
    ends.push([exit, latest, await statuses('npm', 'utils')]);
  }
  expect(ends).toEqual([
    [0, '1.0.0', { '1.0.0': 'Published', '1.1.0': 'Published' }],
    [0, '1.0.0', { '1.0.0': 'Published', '1.1.0': 'Unlisted' }],
    [0, undefined, { '1.0.0': 'Unlisted', '1.1.0': 'Unlisted' }],
  ]);
});

test('a rollback does not wait for the record that it stores at its end', async () => {
  expect((await promote(await stage('generic', 'utils', '1.0.0'))).exit).toBe(0);
  const missing: string[] = [];
  const back = await job(rollbackCommand, 'rollback', {
    ...{ url: at.url, folder: home, inputs: place, extra: { latest: 'true' } },
    network: (send) => async (request) => {
      const answer = await send(request);
      if (answer.status === 404) missing.push(request.url);
      return answer;
    },
  });
  expect([back.exit, missing.filter((url) => url.includes(String(jsonOf(back).runId)))]).toEqual([0, []]);
});
