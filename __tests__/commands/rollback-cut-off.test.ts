// `rollback` that is cut off, by a signal or by a kill: the same command again on another machine ends as if nothing had
// happened, and so does `--restore` where it is known who hid what; a restore gives what the rollback found and nothing else.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { publishedFormats } from '../../src/formats/index.ts';
import { temporaryFolders } from '../support/folders.ts';
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
const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
/** Jobs on other machines have no journal of this one. */
const elsewhere = () => rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
const command = (runId: unknown, more: Partial<Given> = {}) =>
  runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: home,
    operands: [String(runId)],
    inputs: place,
    ...more,
  });
const restore = (runId: unknown, more: Partial<Given> = {}) => command(runId, { extra: { restore: 'true' }, ...more });

async function promoted(coordinate: string, inputs: Given['inputs'] = {}, network?: Given['network']): Promise<Ended> {
  return runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...place, 'source-repository': 'staging', versions: coordinate, 'dist-tags': 'copy', ...inputs },
    ...(network ? { network } : {}),
  });
}
async function released(name: string, version: string, inputs: Given['inputs'] = {}, network?: Given['network']) {
  const path = join(home, `${name}-${version}.tgz`);
  await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })]);
  return promoted(`npm:@acme/${name}@${version}`, inputs, network);
}
const setTag = async (name: string, tag: string, version: string) =>
  publishedFormats.npm.publishing?.tags?.set(npm(name), tag, version, await at.target('npm', 'prod'));
async function seen(name: string) {
  const versions: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), npm(name)))
    versions[version] = status;
  return { versions, tags: await at.tags('prod', npm(name)) };
}
const runOf = (ended: Ended) => String(jsonOf(ended).runId);
const said = (ended: Ended) => `${ended.message}\n${JSON.stringify(ended.result)}\n${ended.host.lines.join('\n')}`;

/** Dies at its k-th write of the package's own: before it leaves, or after its effect. What follows goes nowhere. */
function dying(k: number, moment: 'before' | 'after'): NonNullable<Given['network']> {
  let writes = 0;
  let isDead = false;
  return (send) => async (request) => {
    const { pathname } = new URL(request.url);
    const isOurs = isWrite({ method: request.method, target: pathname }) && !pathname.endsWith('/version/publish');
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

describe('a restore gives the tags that the rollback found', () => {
  const both = { '1.0.0': 'Published', '1.1.0': 'Published' };

  test('not what a promotion under `keep` had taken along and set back itself', async () => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0', { 'dist-tags': 'keep' }));
    expect((await command(run)).exit).toBe(0);
    const back = await restore(run);
    expect(back.exit).toBe(0);
    expect(await seen('utils')).toEqual({ versions: both, tags: { latest: '1.0.0' } });
    expect(said(back)).not.toContain('--dist-tags');
  });

  test('not the `latest` that a hotfix never had', async () => {
    await released('utils', '2.0.0');
    const run = runOf(await released('utils', '1.0.1'));
    expect((await command(run)).exit).toBe(0);
    expect((await restore(run)).exit).toBe(0);
    expect((await seen('utils')).tags).toEqual({ latest: '2.0.0' });
  });

  test.each(['by hand', 'by a run'])('not one that was moved back %s before, and says how to set it', async (how) => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0'));
    if (how === 'by hand') await setTag('utils', 'latest', '1.0.0');
    else
      expect(
        (await promoted('npm:@acme/utils@1.0.0', { 'dist-tags': 'latest=1.0.0', 'source-repository': 'prod' })).exit,
      ).toBe(0);
    await command(run);
    const back = await restore(run);
    expect(await seen('utils')).toEqual({ versions: both, tags: { latest: '1.0.0' } });
    expect(said(back)).toContain('--dist-tags latest=1.1.0');
  });

  test('not one whose write had failed for good', async () => {
    await released('utils', '1.0.0');
    const refusing: Given['network'] = (send) => async (request) =>
      send(
        request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')
          ? { ...request, method: 'PATCH' }
          : request,
      );
    const path = join(home, 'utils-1.1.0.tgz');
    await at.publish([await writeNpmPackage(path, { name: '@acme/utils', version: '1.1.0' })], { npmTag: 'next' });
    const ended = await promoted('npm:@acme/utils@1.1.0', { 'dist-tags': 'latest=1.1.0' }, refusing);
    expect(ended.exit).not.toBe(0);
    expect((await seen('utils')).tags).toMatchObject({ latest: '1.0.0' });
    const run = runOf(ended);
    await command(run);
    await restore(run);
    expect((await seen('utils')).tags).toMatchObject({ latest: '1.0.0' });
  });

  test('not one that a later run set to where the rollback had put it', async () => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0'));
    await command(run);
    await released('utils', '1.2.0');
    expect(
      (await promoted('npm:@acme/utils@1.0.0', { 'dist-tags': 'latest=1.0.0', 'source-repository': 'prod' })).exit,
    ).toBe(0);
    await restore(run);
    expect((await seen('utils')).tags).toEqual({ latest: '1.0.0' });
  });
});

describe('a rollback that was killed, then the same command and a restore on other machines', () => {
  // Nobody there knows whether the killed one or somebody else did what it was about to do: that is left, and named.
  test.each([
    [1, 'before', 'Published', '1.1.0'],
    [1, 'after', 'Published', '1.0.0'],
    [2, 'before', 'Published', '1.0.0'],
    [2, 'after', 'Unlisted', '1.0.0'],
  ] as const)('at write %i, %s', async (k, moment, status, latest) => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0'));
    await elsewhere();
    await command(run, { network: dying(k, moment) }).catch(() => undefined);
    await elsewhere();
    expect((await command(run)).exit).toBe(0);
    expect(await seen('utils')).toEqual({
      versions: { '1.0.0': 'Published', '1.1.0': 'Unlisted' },
      tags: { latest: '1.0.0' },
    });
    await elsewhere();
    const back = await restore(run);
    const isWhole = status === 'Published' && latest === '1.1.0';
    expect(back.exit).toBe(isWhole ? 0 : 5);
    expect(await seen('utils')).toEqual({ versions: { '1.0.0': 'Published', '1.1.0': status }, tags: { latest } });
    if (status === 'Unlisted') expect(said(back)).toContain('retire npm:@acme/utils@1.1.0 --target-status Published');
    else if (!isWhole) expect(said(back)).toContain('promote npm:@acme/utils@1.1.0 --dist-tags latest=1.1.0');
  });
});

describe('a rollback that is interrupted while a write is under way', () => {
  test.each([
    ['the tag', 'PUT', '/dist-tags/latest'],
    ['the status', 'POST', '/update_status'],
  ] as const)(
    '%s: it says what it did, stores its record, and the same command again and a restore go on from there',
    async (_, method, end) => {
      await released('utils', '1.0.0');
      const run = runOf(await released('utils', '1.1.0'));
      await elsewhere();
      const ending = new AbortController();
      const network: Given['network'] = (send) => async (request) => {
        const { pathname } = new URL(request.url);
        const answer = send(request);
        if (request.method === method && pathname.endsWith(end))
          ending.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'));
        return answer;
      };
      const cancelled = await command(run, { network, interrupted: ending.signal });
      expect(ending.signal.aborted).toBe(true);
      const isDone = end === '/update_status';
      expect(jsonOf(cancelled)).toMatchObject({ outcomes: [{ kind: isDone ? 'changed' : 'failed' }] });
      expect(cancelled.exit).toBe(isDone ? 0 : 130);
      // Whole, one way or the other: nobody is led to a hidden version, and nothing waits for a run that is over.
      expect(await seen('utils')).toEqual({
        versions: { '1.0.0': 'Published', '1.1.0': isDone ? 'Unlisted' : 'Published' },
        tags: { latest: isDone ? '1.0.0' : '1.1.0' },
      });
      const records = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;
      const stored: string[] = [];
      for await (const { version } of at.client.listPackageVersions(at.at('prod'), records)) stored.push(version);
      expect(stored).toContain(runOf(cancelled));
      await elsewhere();
      expect((await command(run)).exit).toBe(0);
      await elsewhere();
      expect((await restore(run)).exit).toBe(0);
      expect(await seen('utils')).toEqual({
        versions: { '1.0.0': 'Published', '1.1.0': 'Published' },
        tags: { latest: '1.1.0' },
      });
    },
  );
});

test.each(['Unlisted', 'Archived'] as const)(
  'a version that is %s and that no rollback is known to have hidden: a restore is red and says how to list it',
  async (status) => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0'));
    await setTag('utils', 'latest', '1.0.0');
    await at.client.updatePackageVersionsStatus(at.at('prod'), npm('utils'), { versions: ['1.1.0'], target: status });
    await elsewhere();
    await command(run);
    await elsewhere();
    const back = await restore(run);
    expect(back.exit).toBe(5);
    expect(said(back)).toContain('retire npm:@acme/utils@1.1.0 --target-status Published');
    expect((await seen('utils')).versions).toEqual({ '1.0.0': 'Published', '1.1.0': status });
  },
);

test('a tag that went with a version that somebody archived goes back to what it was, and on again with a restore', async () => {
  await released('utils', '1.0.0');
  const run = runOf(await released('utils', '1.1.0'));
  const status = (target: 'Archived' | 'Published') =>
    at.client.updatePackageVersionsStatus(at.at('prod'), npm('utils'), { versions: ['1.1.0'], target });
  await status('Archived');
  expect((await seen('utils')).tags).toEqual({});
  const ended = await command(run);
  expect(ended.exit).toBe(5);
  expect(said(ended)).toContain('`latest` was gone with 1.1.0, which is Archived; it goes back to 1.0.0');
  expect((await seen('utils')).tags).toEqual({ latest: '1.0.0' });
  const early = await restore(run);
  expect(early.exit).toBe(5);
  expect((await seen('utils')).tags).toEqual({ latest: '1.0.0' });
});

describe('a journal that lost its tail', () => {
  const journal = () => join(home, '.codeartifact-ci', 'journal.jsonl');
  /** Leaves of the run its begin, and so much of the line after that. */
  async function tear(run: string, half: boolean) {
    const lines = (await readFile(journal(), 'utf8')).split('\n');
    const begin = lines.findIndex((line) => line.includes(`"${run}"`) && line.includes('"kind":"begin"'));
    await writeFile(
      journal(),
      `${lines.slice(0, begin + 1).join('\n')}\n${half ? lines[begin + 1]?.slice(0, 70) : ''}`,
    );
  }
  const undone = { versions: { '1.0.0': 'Published', '1.1.0': 'Unlisted' }, tags: { latest: '1.0.0' } };

  test.each([
    ['the begin, and the run is named', false, true],
    ['the begin and half a line, and the run is named', true, true],
    ['the begin, and no run is named', false, false],
  ])('of which is left %s: the record in the repository tells the rest', async (_, half, isNamed) => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0'));
    await tear(run, half);
    expect((await command(run, isNamed ? {} : { operands: [] })).exit).toBe(0);
    expect(await seen('utils')).toEqual(undone);
  });

  test('and there is no record: red, and not nothing to do', async () => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0', { 'promotion-record': 'none' }));
    await tear(run, false);
    const ended = await command(run);
    expect(ended.exit).toBe(1);
    expect(said(ended)).toContain('nothing tells what it wrote');
    expect((await seen('utils')).tags).toEqual({ latest: '1.1.0' });
  });
});

describe('records of later runs that cannot be read', () => {
  const records = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;
  const archive = (run: string) =>
    at.client.updatePackageVersionsStatus(at.at('prod'), records, { versions: [run], target: 'Archived' });

  test('a rollback that hid something is red, and says it once', async () => {
    await released('utils', '1.0.0');
    const run = runOf(await released('utils', '1.1.0'));
    await archive(runOf(await released('utils', '1.2.0')));
    await elsewhere();
    const ended = await command(run);
    expect(ended.exit).toBe(1);
    expect((await seen('utils')).versions['1.1.0']).toBe('Unlisted');
    expect(ended.host.lines.filter((line) => line.includes('is Archived, so it cannot be read'))).toHaveLength(1);
  });

  test('records of runs that had ended before do not matter', async () => {
    await archive(runOf(await released('utils', '1.0.0')));
    const run = runOf(await released('utils', '1.1.0'));
    await elsewhere();
    expect((await command(run)).exit).toBe(0);
  });

  test('a restore of a rollback of which one part cannot be read is red, and says it once', async () => {
    for (const version of ['1.0.0', '1.1.0'])
      await at.publish([
        await writeNpmPackage(join(home, `a-${version}.tgz`), { name: '@acme/a', version }),
        await writeNpmPackage(join(home, `b-${version}.tgz`), { name: '@acme/b', version }),
      ]);
    await promoted('npm:@acme/a@1.0.0\nnpm:@acme/b@1.0.0');
    const run = runOf(await promoted('npm:@acme/a@1.1.0\nnpm:@acme/b@1.1.0'));
    const part = (name: string) => command(run, { inputs: { ...place, versions: `npm:@acme/${name}@1.1.0` } });
    await elsewhere();
    const first = runOf(await part('b'));
    await elsewhere();
    await part('a');
    await elsewhere();
    await archive(first);
    const ended = await restore(run);
    expect(ended.exit).not.toBe(0);
    expect(said(ended)).toContain('retire npm:@acme/b@1.1.0 --target-status Published');
    expect((await seen('a')).versions['1.1.0']).toBe('Published');
    expect(ended.host.lines.filter((line) => line.includes('is Archived, so it cannot be read'))).toHaveLength(1);
  });
});
