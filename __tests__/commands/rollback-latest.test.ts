// `rollback --latest` on another machine, where something tells, or seems to tell, of a release after the latest record.
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

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
const generic = { format: 'generic', namespace: 'acme', name: 'files' } as const;
const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
const untold = { 'promotion-record': 'none' } as const;

async function latest(extra: Given['extra'] = {}) {
  await rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
  return runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: home,
    inputs: place,
    extra: { latest: 'true', ...extra },
  });
}
async function promoted(coordinate: string, inputs: Given['inputs'] = {}) {
  const ended = await runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...place, 'source-repository': 'staging', versions: coordinate, 'dist-tags': 'copy', ...inputs },
  });
  expect(ended.exit).toBe(0);
  return ended;
}
async function published(name: string, version: string, npmTag = 'latest', to: 'staging' | 'prod' = 'staging') {
  const path = join(home, `${name}-${version}.tgz`);
  await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], { npmTag, to });
}
async function released(name: string, version: string, npmTag = 'latest', inputs: Given['inputs'] = {}) {
  await published(name, version, npmTag);
  return promoted(`npm:@acme/${name}@${version}`, inputs);
}
async function releasedFiles(version: string, inputs: Given['inputs'] = {}) {
  const bytes = Buffer.from(`of ${version}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const open = async function* () {
    yield bytes;
  };
  const asset = { name: 'file.txt', size: bytes.length, sha256, open };
  await at.client.publishPackageVersion(at.at('staging'), { ...generic, version }, asset, false);
  return promoted(`generic:acme/files@${version}`, inputs);
}
async function statuses(ref: typeof generic | ReturnType<typeof npm>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), ref)) found[version] = status;
  return found;
}

describe('is refused where a version came later that no known run put there', () => {
  test.each([
    ['a prerelease under a tag of its own', '2.0.0-beta.1', 'beta'],
    ['a hotfix of an older line', '1.0.1', 'legacy'],
  ])('%s', async (_, version, tag) => {
    await released('utils', '1.0.0');
    await released('utils', '1.1.0');
    await released('utils', version, tag, untold);
    const before = await statuses(npm('utils'));
    const ended = await latest();
    expect([ended.exit, ended.code]).toEqual([2, 'CA-INPUT-005']);
    expect(ended.message).toContain(`npm:@acme/utils@${version} came after the run`);
    expect(ended.message).toContain(`\`${tag}\``);
    expect(await statuses(npm('utils'))).toEqual(before);
  });

  test('in a format without tags', async () => {
    await releasedFiles('1.0.0');
    await releasedFiles('1.1.0');
    await releasedFiles('1.2.0', untold);
    const ended = await latest();
    expect([ended.exit, ended.code]).toEqual([2, 'CA-INPUT-005']);
    expect(ended.message).toContain('generic:acme/files@1.2.0');
  });
});

test('one after the other until nothing is left, and the same with restores', async () => {
  const versions = ['1.0.0', '1.1.0'];
  for (const version of versions) await released('utils', version);
  for (const version of [...versions].reverse()) {
    const ended = await latest();
    expect(ended.exit).toBe(0);
    expect(resultOf(ended).lines.join('\n')).toMatch(/^npm:@acme\/utils: `latest` → (1\.0\.0|removed)$/m);
    expect((await statuses(npm('utils')))[version]).toBe('Unlisted');
  }
  const over = await latest();
  expect([over.exit, over.message]).toEqual([2, expect.stringContaining('nothing is left to roll back')]);
  for (const version of versions) {
    const back = await latest({ restore: 'true' });
    expect(back.exit).toBe(0);
    expect(resultOf(back).lines.join('\n')).toContain(`npm:@acme/utils: \`latest\` → ${version}`);
    expect(resultOf(back).lines.join('\n')).not.toContain('reverses it');
    expect((await statuses(npm('utils')))[version]).toBe('Published');
  }
  const done = await latest({ restore: 'true' });
  expect([done.exit, done.message]).toEqual([2, expect.stringContaining('nothing is left to restore')]);
});

test('killed after its record was stored, the same command on the same machine finishes it and goes no further', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await released('utils', version);
  const same = (extra: NonNullable<Given['extra']>) =>
    runCommand(rollbackCommand, 'rollback', { url: at.url, folder: home, inputs: place, extra });
  const journal = join(home, '.codeartifact-ci', 'journal.jsonl');
  const cutOff = async () => {
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    expect(lines.at(-1)).toContain('"kind":"end"');
    await writeFile(journal, `${lines.slice(0, -1).join('\n')}\n`);
  };
  const now = async () => Object.entries(await statuses(npm('utils'))).sort();
  for (const restore of [undefined, 'true'] as const) {
    const extra = { latest: 'true', ...(restore ? { restore } : {}) };
    expect((await same(extra)).exit).toBe(0);
    const done = await now();
    await cutOff();
    const again = await same(extra);
    expect([again.exit, await now()]).toEqual([0, done]);
    expect(again.host.lines.join('\n')).toContain('has no end here: this one finishes it');
    // That was its end, so the next one is about what came before.
    if (restore === undefined) {
      await same(extra);
      expect(await statuses(npm('utils'))).toMatchObject({ '1.1.0': 'Unlisted', '1.0.0': 'Published' });
    }
  }
});

test('killed while its record is stored, the same command finishes it as well, since its end is noted after that', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await released('utils', version);
  const journal = join(home, '.codeartifact-ci', 'journal.jsonl');
  let then = '';
  const network = (send: HttpTransport): HttpTransport => {
    return async (request) => {
      const isRecord = /package\/version\/publish/.test(request.url) && !/RUN-begun|-begun/i.test(request.url);
      if (!isRecord) return send(request);
      then = await readFile(journal, 'utf8');
      // As nothing was stored.
      throw new RegistryError('CA-AUTH-003', 'no');
    };
  };
  const same = (more: Partial<Given> = {}) =>
    runCommand(rollbackCommand, 'rollback', {
      url: at.url,
      folder: home,
      inputs: place,
      extra: { latest: 'true' },
      ...more,
    });
  await same({ network });
  expect(then).not.toBe('');
  await writeFile(journal, then);
  const again = await same();
  expect([again.exit, await statuses(npm('utils'))]).toEqual([
    0,
    { '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Unlisted' },
  ]);
});

test('a restore of a rollback whose record is archived says that it cannot be read', async () => {
  await released('utils', '1.0.0');
  const run = String(jsonOf(await released('utils', '1.1.0')).runId);
  const record = String(jsonOf(await latest()).runId);
  const records = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;
  await at.client.updatePackageVersionsStatus(at.at('prod'), records, { versions: [record], target: 'Archived' });
  await rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
  const ended = await runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: home,
    inputs: place,
    operands: [run],
    extra: { restore: 'true' },
  });
  expect(ended.exit).toBe(2);
  expect(ended.message).toContain(`${record} is Archived, so it cannot be read`);
});

describe('is not refused', () => {
  test('because of versions that were published there before', async () => {
    await published('utils', '0.8.0', 'next', 'prod');
    await published('utils', '0.9.0', 'latest', 'prod');
    await released('utils', '1.0.0');
    await released('utils', '1.1.0');
    expect((await latest()).exit).toBe(0);
    expect(await statuses(npm('utils'))).toMatchObject({
      '0.9.0': 'Published',
      '1.0.0': 'Published',
      '1.1.0': 'Unlisted',
    });
  });

  test('because of later versions that known runs put there, and that were rolled back', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await released('utils', version);
    for (const version of ['1.2.0', '1.1.0', '1.0.0']) {
      expect((await latest()).exit).toBe(0);
      expect((await statuses(npm('utils')))[version]).toBe('Unlisted');
    }
  });

  test('because of a later promotion that only found what was published right there', async () => {
    await released('utils', '1.0.0');
    await released('utils', '1.1.0');
    await published('other', '1.0.0');
    await published('other', '1.0.0', 'latest', 'prod');
    await promoted('npm:@acme/other@1.0.0');
    expect((await latest()).exit).toBe(0);
    expect(await statuses(npm('utils'))).toEqual({ '1.0.0': 'Published', '1.1.0': 'Unlisted' });
  });
});
