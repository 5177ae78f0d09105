// What `rollback` and `--restore` end with is what was read at the end: no tag of the run stands on what nobody can
// install, whatever was done to the version before, and a tag that somebody moved meanwhile is red.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { publishedFormats } from '../../src/formats/index.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { type Ended, type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

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
const elsewhere = () => rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
const command = (more: Partial<Given>) =>
  runCommand(rollbackCommand, 'rollback', { url: at.url, folder: home, inputs: place, ...more });
const back = (run: string, more: Partial<Given> = {}) =>
  command({ operands: [run], extra: { restore: 'true' }, ...more });
const runOf = (ended: Ended) => String(jsonOf(ended).runId);
const said = (ended: Ended) => `${ended.message}\n${JSON.stringify(ended.result)}\n${ended.host.lines.join('\n')}`;

async function released(version: string, names: readonly string[] = ['utils'], inputs: Given['inputs'] = {}) {
  for (const name of names) {
    const path = join(home, `${name}-${version}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })]);
  }
  const versions = names.map((name) => `npm:@acme/${name}@${version}`).join('\n');
  const ended = await runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...place, 'source-repository': 'staging', versions, ...inputs },
  });
  expect(ended.exit).toBe(0);
  return runOf(ended);
}
const setTag = async (name: string, tag: string, version: string) =>
  publishedFormats.npm.publishing?.tags?.set(npm(name), tag, version, await at.target('npm', 'prod'));
const removeTag = async (name: string, tag: string) =>
  publishedFormats.npm.publishing?.tags?.remove(npm(name), tag, await at.target('npm', 'prod'));
async function retired(version: string, how: 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted') {
  if (how === 'Deleted') await at.client.deletePackageVersions(at.at('prod'), npm('utils'), [version]);
  else if (how === 'Disposed') await at.client.disposePackageVersions(at.at('prod'), npm('utils'), [version]);
  else await at.client.updatePackageVersionsStatus(at.at('prod'), npm('utils'), { versions: [version], target: how });
}
async function seen(name = 'utils') {
  const versions: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), npm(name)))
    versions[version] = status;
  return { versions, tags: await at.tags('prod', npm(name)) };
}

describe('a version that somebody had hidden before its release was rolled back', () => {
  const left = (how: string) => ({
    versions: { '1.0.0': 'Published', ...(how === 'Deleted' ? {} : { '1.1.0': how }) },
    tags: { latest: '1.0.0' },
  });

  test.each([
    ['Unlisted', 'RUN'],
    ['Unlisted', '--latest'],
    ['Archived', '--latest'],
    ['Disposed', 'RUN'],
    ['Deleted', 'RUN'],
    ['Deleted', '--latest'],
  ] as const)('%s, by %s: its tags go where something can be installed, and a restore leaves it', async (how, by) => {
    await released('1.0.0');
    const run = await released('1.1.0');
    await retired('1.1.0', how);
    await elsewhere();
    const ended = await command(by === 'RUN' ? { operands: [run] } : { extra: { latest: 'true' } });
    // What somebody archived is theirs, and told.
    expect(ended.exit).toBe(how === 'Archived' ? 5 : 0);
    expect(resultOf(ended).lines.join('\n')).toContain('`latest` → 1.0.0');
    expect(await seen()).toEqual(left(how));
    await elsewhere();
    await command({ operands: [run] });
    expect(await seen()).toEqual(left(how));
    await elsewhere();
    const restored = await back(run);
    expect(restored.exit).toBe(5);
    expect(said(restored)).not.toContain('it is restored');
    expect(await seen()).toEqual(left(how));
    if (how !== 'Unlisted') return;
    expect(said(restored)).toContain('retire npm:@acme/utils@1.1.0 --target-status Published');
  });

  test('a rollback of an earlier version left the tag there: the next one repairs it', async () => {
    await released('1.0.0');
    const run = await released('1.1.0');
    await command({ operands: [run] });
    await setTag('utils', 'latest', '1.1.0');
    expect((await command({ operands: [run] })).exit).toBe(0);
    expect(await seen()).toEqual(left('Unlisted'));
  });

  test('by the manifest: every tag on it goes to the best that is left', async () => {
    await released('1.0.0');
    // Of a run that is known, a tag that somebody set is theirs.
    await released('1.1.0', ['utils'], { 'promotion-record': 'none' });
    const { manifest } = await at.publish([join(home, 'utils-1.1.0.tgz')], {
      manifestPath: join(home, 'release.json'),
    });
    expect(manifest?.versions).toHaveLength(1);
    await setTag('utils', 'next', '1.1.0');
    await retired('1.1.0', 'Unlisted');
    await elsewhere();
    const inputs = { ...place, manifest: join(home, 'release.json') };
    expect((await command({ inputs })).exit).toBe(0);
    expect(await seen()).toEqual({ ...left('Unlisted'), tags: { latest: '1.0.0', next: '1.0.0' } });
  });

  test('a tag that cannot be moved away from it is red', async () => {
    await released('1.0.0');
    const run = await released('1.1.0');
    await retired('1.1.0', 'Unlisted');
    const network: Given['network'] = (send) => async (request) =>
      send(request.url.endsWith('/dist-tags/latest') ? { ...request, method: 'PATCH' } : request);
    const ended = await command({ operands: [run], network });
    expect(ended.exit).not.toBe(0);
    expect(said(ended)).toContain('`latest` could not be set to 1.0.0');
  });

  test('one that the rollback archives is Unlisted again after a restore, and gets no tag meanwhile', async () => {
    await released('1.0.0');
    const run = await released('1.1.0');
    await retired('1.1.0', 'Unlisted');
    expect((await command({ operands: [run], inputs: { ...place, 'target-status': 'Archived' } })).exit).toBe(0);
    expect(await seen()).toEqual(left('Archived'));
    at.writesSince();
    const restored = await back(run);
    expect(await seen()).toEqual(left('Unlisted'));
    expect(at.writesSince().filter((write) => write.includes('/dist-tags/'))).toEqual([]);
    expect(said(restored)).not.toContain('somebody hid');
    expect(said(restored)).toContain('1.1.0 is Unlisted, as it was before the rollback');
  });
});

describe('a tag that somebody moves while another package is still in work', () => {
  const both = ['utils', 'other'] as const;
  /** Something happens between the tags and the end: at the first change of a status. */
  const meanwhile =
    (act: () => Promise<unknown>): NonNullable<Given['network']> =>
    (send) => {
      let isDone = false;
      return async (request) => {
        const { pathname } = new URL(request.url);
        const isLast = pathname.endsWith('/update_status');
        const answer = await send(request);
        if (isLast && !isDone) {
          isDone = true;
          await act();
        }
        return answer;
      };
    };

  test.each([
    ['elsewhere', () => setTag('utils', 'latest', '0.9.0'), 'moved by somebody else to 0.9.0', { latest: '0.9.0' }],
    ['away', () => removeTag('utils', 'latest'), 'removed by somebody else', {}],
  ] as const)('rollback: %s', async (_, act, words, tags) => {
    for (const version of ['0.9.0', '1.0.0']) await released(version, both);
    const run = await released('1.1.0', both);
    const ended = await command({ operands: [run], network: meanwhile(act) });
    expect(ended.exit).toBe(5);
    expect(said(ended)).toContain(words);
    expect(said(ended)).toContain('--dist-tags latest=1.0.0');
    expect(resultOf(ended).lines.join('\n')).not.toContain('@acme/utils: `latest` → 1.0.0');
    expect((await seen()).tags).toEqual(tags);
    expect((await seen('other')).tags).toEqual({ latest: '1.0.0' });
  });

  test.each([
    ['elsewhere', () => setTag('utils', 'latest', '0.9.0'), 'moved by somebody else to 0.9.0', { latest: '0.9.0' }],
    ['away', () => removeTag('utils', 'latest'), 'removed by somebody else', {}],
  ] as const)('restore: %s', async (_, act, words, tags) => {
    for (const version of ['0.9.0', '1.0.0']) await released(version, both);
    const run = await released('1.1.0', both);
    expect((await command({ operands: [run] })).exit).toBe(0);
    let isDone = false;
    const network: Given['network'] = (send) => async (request) => {
      const isOther = request.method === 'PUT' && /other\/dist-tags\/latest$/.test(request.url);
      // The other package's tag waits until somebody has moved this one's, which this run has set by then.
      if (isOther && !isDone) {
        isDone = true;
        for (let look = 0; look < 200 && (await seen()).tags.latest !== '1.1.0'; look++)
          await new Promise((done) => setTimeout(done, 20));
        await new Promise((done) => setTimeout(done, 300));
        await act();
      }
      return send(request);
    };
    const ended = await back(run, { network });
    expect(isDone).toBe(true);
    expect(ended.exit).toBe(5);
    expect(said(ended)).toContain(words);
    expect(said(ended)).toContain('--dist-tags latest=1.1.0');
    expect((await seen()).tags).toEqual(tags);
    expect((await seen('other')).tags).toEqual({ latest: '1.1.0' });
  });

  test('of a run that only moved tags, so that no version tells it', async () => {
    for (const version of ['0.9.0', '1.0.0', '1.1.0']) await released(version, both);
    const versions = 'npm:@acme/utils@1.0.0\nnpm:@acme/other@1.0.0';
    const moved = await runCommand(promoteCommand, 'promote', {
      url: at.url,
      folder: home,
      inputs: { ...place, 'source-repository': 'staging', versions, 'dist-tags': 'latest=1.0.0' },
    });
    expect(moved.exit).toBe(0);
    let isDone = false;
    const network: Given['network'] = (send) => async (request) => {
      if (request.method === 'PUT' && /other\/dist-tags\/latest$/.test(request.url) && !isDone) {
        isDone = true;
        for (let look = 0; look < 200 && (await seen()).tags.latest !== '1.1.0'; look++)
          await new Promise((done) => setTimeout(done, 20));
        await new Promise((done) => setTimeout(done, 300));
        await setTag('utils', 'latest', '0.9.0');
      }
      return send(request);
    };
    const ended = await command({ operands: [runOf(moved)], network });
    expect(ended.exit).toBe(5);
    expect(said(ended)).toContain('moved by somebody else to 0.9.0');
  });
});
