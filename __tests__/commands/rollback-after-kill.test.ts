// A promotion or a publication that was killed, its machine and its journal gone; the same command again on a new machine;
// then its rollback there or on a third: the same end as undisturbed, or red with the way on.
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { PackageReference } from '../../src/core/model/package.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeLayout } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { isWrite, openWorld, type World } from '../support/worlds/release-world.ts';
import { type Ended, type Given, jsonOf, runCommand } from './run-command.ts';

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

const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
const files = { format: 'generic', namespace: 'acme', name: 'files' } as const;
const records = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;
const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
const untold = { 'promotion-record': 'none' } as const;
/** Jobs on other machines have no journal of this one. */
const elsewhere = () => rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
const rollback = (more: Partial<Given>) =>
  runCommand(rollbackCommand, 'rollback', { url: at.url, folder: home, inputs: place, ...more });
const runOf = (ended: Ended) => String(jsonOf(ended).runId);
const said = (ended: Ended) => `${ended.message}\n${JSON.stringify(ended.result)}\n${ended.host.lines.join('\n')}`;

async function published(version: string, names: readonly string[]) {
  for (const name of names)
    await at.publish([await writeNpmPackage(join(home, `${name}-${version}.tgz`), { name: `@acme/${name}`, version })]);
}
const promote = (coordinates: readonly string[], more: Partial<Given> = {}) =>
  runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    ...more,
    inputs: { ...place, 'source-repository': 'staging', versions: coordinates.join('\n'), ...more.inputs },
  });
async function versionsOf(ref: PackageReference): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), ref)) versions[version] = status;
  return versions;
}
const seen = async (name: string) => ({
  versions: await versionsOf(npm(name)),
  tags: await at.tags('prod', npm(name)),
});

/** Dies at its k-th write: before it leaves, or after its effect. What follows goes nowhere. */
function dying(k: number, moment: 'before' | 'after'): NonNullable<Given['network']> {
  let writes = 0;
  let isDead = false;
  return (send) => async (request) => {
    const { pathname, search } = new URL(request.url);
    const isOurs = isWrite({ method: request.method, target: pathname }) && !search.includes('package=promotions');
    const number = isOurs ? ++writes : 0;
    if (isDead || (number === k && moment === 'before')) isDead = true;
    if (isDead) throw new Error('killed');
    const response = await send(request);
    if (number !== k) return response;
    isDead = true;
    await response.discard();
    throw new Error('killed');
  };
}

async function filesPublished(version: string) {
  const bytes = Buffer.from(`of ${version}`);
  const open = async function* () {
    yield bytes;
  };
  const asset = {
    name: 'file.txt',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    open,
  };
  await at.client.publishPackageVersion(at.at('staging'), { ...files, version }, asset, false);
}

const set = (version: string) => [`npm:@acme/a@${version}`, `npm:@acme/b@${version}`, `generic:acme/files@${version}`];
const undone = { versions: { '1.0.0': 'Published', '1.1.0': 'Unlisted' }, tags: { latest: '1.0.0' } };
const whole = { versions: { '1.0.0': 'Published', '1.1.0': 'Published' }, tags: { latest: '1.1.0' } };

async function expectWhole() {
  expect([await seen('a'), await seen('b'), await versionsOf(files)]).toEqual([whole, whole, whole.versions]);
}
async function expectUndone() {
  expect([await seen('a'), await seen('b'), await versionsOf(files)]).toEqual([undone, undone, undone.versions]);
}
/** The run that only its begin tells of. */
async function killedRun(): Promise<string> {
  const stored = Object.keys(await versionsOf(records));
  const begun = stored.filter((version) => version.endsWith('-begun')).map((version) => version.replace('-begun', ''));
  const killed = begun.filter((run) => !stored.includes(run));
  expect(killed).toHaveLength(1);
  return String(killed[0]);
}
async function bothReleases() {
  for (const version of ['1.0.0', '1.1.0']) {
    await published(version, ['a', 'b']);
    await filesPublished(version);
    if (version === '1.0.0') expect((await promote(set(version))).exit).toBe(0);
  }
}

describe('a promotion that was killed, and the same command again on a new machine', () => {
  test.each([
    [1, 'before', 'RUN'],
    [1, 'after', 'RUN'],
    [2, 'before', '--latest'],
    [2, 'after', 'RUN'],
    [3, 'before', 'RUN'],
    [3, 'after', '--latest'],
  ] as const)(
    'at write %i, %s: its rollback by %s takes all of it back, and a restore brings it again',
    async (k, moment, by) => {
      await bothReleases();
      await elsewhere();
      const inputs = { concurrency: '1' };
      await promote(set('1.1.0'), { network: dying(k, moment), inputs }).catch(() => undefined);
      await elsewhere();
      const again = await promote(set('1.1.0'));
      expect(again.exit).toBe(0);
      await expectWhole();
      const run = runOf(again);
      await elsewhere();
      const ended = await rollback(by === 'RUN' ? { operands: [run] } : { extra: { latest: 'true' } });
      expect([ended.exit, ended.message, said(ended)]).toEqual([
        0,
        '',
        expect.not.stringContaining('was there before'),
      ]);
      await expectUndone();
      await elsewhere();
      expect((await rollback({ operands: [run], extra: { restore: 'true' } })).exit).toBe(0);
      await expectWhole();
      await elsewhere();
      expect((await rollback({ extra: { latest: 'true' } })).exit).toBe(0);
      await expectUndone();
      // The killed one is a part of that release, and the one before is next.
      await elsewhere();
      expect((await rollback({ extra: { latest: 'true' } })).exit).toBe(0);
      expect((await seen('a')).versions).toEqual({ '1.0.0': 'Unlisted', '1.1.0': 'Unlisted' });
    },
  );

  /** As if the run had begun so much earlier. */
  async function antedate(ms: number) {
    const ref = { ...records, version: `${await killedRun()}-begun` };
    const stored = await at.client.getPackageVersionAsset(at.at('prod'), ref, 'promotion.json');
    const chunks: Uint8Array[] = [];
    for await (const chunk of stored?.body ?? []) chunks.push(chunk);
    const record = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const began = new Date(Date.parse(record.beganAt) - ms).toISOString();
    const run = `${began.replace(/[-:.]/g, '').toLowerCase()}-${record.run.split('-')[1]}`;
    const older = {
      ...record,
      run,
      beganAt: began,
      writes: record.writes.map((write: { at: number }) => ({ ...write, at: write.at - ms })),
    };
    const bytes = Buffer.from(JSON.stringify(older));
    const open = async function* () {
      yield bytes;
    };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const asset = { name: 'promotion.json', size: bytes.length, sha256, open };
    await at.client.publishPackageVersion(at.at('prod'), { ...records, version: `${run}-begun` }, asset, false);
    await at.client.deletePackageVersions(at.at('prod'), records, [ref.version]);
    return run;
  }

  test('an hour after it began: it is found all the same', async () => {
    await bothReleases();
    await promote(set('1.1.0'), { network: dying(2, 'after'), inputs: { concurrency: '1' } }).catch(() => undefined);
    await antedate(3_600_000);
    await elsewhere();
    const run = runOf(await promote(set('1.1.0')));
    await elsewhere();
    expect((await rollback({ operands: [run] })).exit).toBe(0);
    await expectUndone();
  });

  test('nobody begins it again: --latest says that it may be at work', async () => {
    await bothReleases();
    await promote(set('1.1.0'), { network: dying(2, 'after'), inputs: { concurrency: '1' } }).catch(() => undefined);
    await elsewhere();
    const early = await rollback({ extra: { latest: 'true' } });
    expect([early.exit, early.code]).toEqual([2, 'CA-INPUT-005']);
    expect(early.message).toContain('it is still at work, or was cut off');
    expect(early.message).toContain(await killedRun());
  });

  test('nobody begins it again: a rollback of it takes back what it had done', async () => {
    await bothReleases();
    await promote(set('1.1.0'), { network: dying(1, 'after'), inputs: { concurrency: '1' } }).catch(() => undefined);
    const run = await killedRun();
    await elsewhere();
    expect((await rollback({ operands: [run] })).exit).toBe(0);
    const all = [await seen('a'), await seen('b')];
    for (const { versions, tags } of all) {
      expect(tags).toEqual({ latest: '1.0.0' });
      expect(versions['1.1.0'] ?? 'Unlisted').toBe('Unlisted');
    }
  });

  test('another release that found its work is red, with the rollback of the killed one as the way on', async () => {
    await bothReleases();
    await published('2.0.0', ['c']);
    await promote(['npm:@acme/a@1.1.0', 'npm:@acme/b@1.1.0'], { network: dying(1, 'after') }).catch(() => undefined);
    const killed = await killedRun();
    await elsewhere();
    const there = (await seen('a')).versions['1.1.0'] ? 'a' : 'b';
    const run = runOf(await promote([`npm:@acme/${there}@1.1.0`, 'npm:@acme/c@2.0.0']));
    await elsewhere();
    const ended = await rollback({ operands: [run] });
    expect(ended.exit).toBe(5);
    expect(said(ended)).toContain(`rollback ${killed}`);
    expect((await seen(there)).versions['1.1.0']).toBe('Published');
    expect((await seen('c')).versions).toEqual({ '2.0.0': 'Unlisted' });
  });

  test('where promotions leave no record: the rollback is red, and says how to hide the rest', async () => {
    await bothReleases();
    const inputs = { ...untold, concurrency: '1' };
    await promote(set('1.1.0'), { network: dying(1, 'after'), inputs }).catch(() => undefined);
    await elsewhere();
    const run = runOf(await promote(set('1.1.0'), { inputs: untold }));
    const ended = await rollback({ operands: [run] });
    expect(ended.exit).toBe(5);
    expect(said(ended)).toMatch(/retire (npm:@acme\/[ab]|generic:acme\/files)@1\.1\.0 --target-status Unlisted/);
  });
});

test('what was there before is no part of the release, and no reason to be red', async () => {
  await published('1.0.0', ['a', 'b']);
  await at.publish([join(home, 'a-1.0.0.tgz')], { to: 'prod' });
  const run = runOf(await promote(['npm:@acme/a@1.0.0', 'npm:@acme/b@1.0.0']));
  await elsewhere();
  const ended = await rollback({ operands: [run] });
  expect([ended.exit, said(ended)]).toEqual([0, expect.stringContaining('no run is known that put it there')]);
  expect((await seen('a')).versions).toEqual({ '1.0.0': 'Published' });
});

test('a promotion that finds everything in place stores nothing before', async () => {
  await bothReleases();
  const before = Object.keys(await versionsOf(records));
  expect(before.filter((version) => version.endsWith('-begun'))).toHaveLength(1);
  expect((await promote(set('1.0.0'))).exit).toBe(0);
  const added = Object.keys(await versionsOf(records)).filter((version) => !before.includes(version));
  expect(added).toEqual([expect.not.stringContaining('-begun')]);
});

test('a promotion whose begin cannot be stored goes on, without a warning of its own', async () => {
  await bothReleases();
  const network: Given['network'] = (send) => async (request) =>
    send(request.url.includes('-begun') ? { ...request, method: 'PATCH' } : request);
  const ended = await promote(set('1.1.0'), { network });
  expect(ended.exit).toBe(0);
  expect(ended.host.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
  await expectWhole();
});

test('what a killed publication left Unfinished, and the same command made public, its rollback takes back', async () => {
  const lib = { format: 'maven', namespace: 'com.acme', name: 'lib' } as const;
  const built = join(home, 'built');
  await writeLayout(built, { groupId: 'com.acme', artifactId: 'lib', version: '1.1.0' });
  const publish = (network?: Given['network']) =>
    runCommand(publishCommand, 'publish', {
      url: at.url,
      folder: home,
      inputs: { domain: 'my-org', 'domain-owner': '111122223333', repository: 'prod', packages: 'built' },
      ...(network ? { network } : {}),
    });
  await publish(dying(1, 'after')).catch(() => undefined);
  expect(await versionsOf(lib)).toEqual({ '1.1.0': 'Unfinished' });
  await elsewhere();
  const again = await publish();
  expect(again.exit).toBe(0);
  const ended = await rollback({ operands: [runOf(again)] });
  expect([ended.exit, said(ended)]).toEqual([0, expect.not.stringContaining('cannot remove single files')]);
  expect(await versionsOf(lib)).toEqual({ '1.1.0': 'Unlisted' });
});
