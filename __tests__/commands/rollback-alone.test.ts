// What a rollback leaves of its release to other runs: one of a run alone, one that was taken back, one that was cut off, and
// what others count on that nobody could ask for.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { HttpResponse } from '../../src/core/ports/http.ts';
import { tags } from '../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { type Given, jsonOf, runCommand } from './run-command.ts';

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
type More = Pick<Given, 'network'> & { readonly inputs?: Given['inputs'] };

/** As a new machine has it: no journal. */
const elsewhere = () => rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
const promote = (set: readonly string[], { inputs, ...more }: More = {}) =>
  runCommand(promoteCommand, 'promote', {
    ...{ url: at.url, folder: home, ...more },
    inputs: {
      ...{ ...place, 'source-repository': 'staging', versions: set.join('\n'), 'dist-tags': 'copy' },
      ...inputs,
    },
  });
const rollback = (run: string | undefined, more: Partial<Given> = {}) =>
  runCommand(rollbackCommand, 'rollback', {
    ...{ url: at.url, folder: home, inputs: place },
    ...(run === undefined ? { extra: { latest: 'true' } } : { operands: [run] }),
    ...more,
  });
const listAgain = async (coordinate: string) => {
  const inputs = { domain: 'my-org', 'domain-owner': '111122223333', repository: 'prod' } as const;
  const ended = await runCommand(retireCommand, 'retire', {
    ...{ url: at.url, folder: home },
    inputs: { ...inputs, versions: coordinate, 'target-status': 'Published' },
  });
  expect(ended.exit).toBe(0);
};
const restore = (run: string) => rollback(run, { extra: { restore: 'true' } });
const idOf = (ended: Awaited<ReturnType<typeof runCommand>>) => String(jsonOf(ended).runId);
const said = (ended: Awaited<ReturnType<typeof runCommand>>) => [...ended.host.lines, ended.message].join('\n');

async function stage(...names: string[]): Promise<string[]> {
  for (const each of names) {
    const [name = '', version = ''] = each.split('@');
    const path = join(home, `${name}-${version}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], { to: 'staging' });
  }
  return names.map((each) => `npm:@acme/${each}`);
}
const ref = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
async function seen(name: string): Promise<Record<string, string | undefined>> {
  const found: Record<string, string | undefined> = { latest: (await at.tags('prod', ref(name))).latest };
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), ref(name)))
    found[version] = status;
  return found;
}
const before = async (...names: string[]) =>
  expect((await promote(await stage(...names.map((name) => `${name}@1.0.0`)))).exit).toBe(0);

function refused(status: number, type: string): HttpResponse {
  const body = (async function* () {
    yield Buffer.from('{"message":"no"}');
  })();
  const headers = { 'x-amzn-errortype': type, 'content-type': 'application/json' };
  return { status, reason: '', headers, body, discard: async () => {} };
}
const textOf = (body: unknown) =>
  ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : '';
const isStatus = (url: string) => url.includes('/versions/update_status');

test('a failed run that takes back its own leaves the release of an earlier run open', async () => {
  await before('x', 'y', 'c');
  const set = await stage('x@1.1.0', 'y@1.1.0');
  expect((await promote(set)).exit).toBe(0);
  await elsewhere();
  const move = async () => tags.set(ref('y'), 'latest', '1.0.0', await at.target('npm', 'prod'));
  await move();
  let isStored = false;
  const spoilt = await promote(set, {
    inputs: { 'on-failure': 'roll-back' },
    network: (send) => async (request) => {
      const answer = await send(request);
      if (isStored || request.method !== 'POST' || !/promotions(?!.*begun)/.test(request.url)) return answer;
      isStored = true;
      await move();
      return answer;
    },
  });
  expect([isStored, spoilt.exit]).toEqual([true, 5]);
  await elsewhere();
  const other = await promote([set[0] as string, ...(await stage('c@1.1.0'))]);
  expect(other.exit).toBe(0);
  await elsewhere();
  await rollback(idOf(other));
  expect([await seen('x'), await seen('c')]).toEqual([
    { latest: '1.1.0', '1.0.0': 'Published', '1.1.0': 'Published' },
    { latest: '1.0.0', '1.0.0': 'Published', '1.1.0': 'Unlisted' },
  ]);
  await elsewhere();
  // The next is the release that the failed run was about, and not the good one before it.
  expect((await rollback(undefined)).exit).toBe(0);
  expect(await seen('x')).toEqual({ latest: '1.0.0', '1.0.0': 'Published', '1.1.0': 'Unlisted' });
});

test('a restore takes back all rollbacks of a release, by whichever of them it is asked for', async () => {
  await before('x', 'y');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  const half = await rollback(release, {
    network: (send) => async (request) =>
      isStatus(request.url) && request.url.includes('package=y')
        ? refused(403, 'AccessDeniedException')
        : send(request),
  });
  expect(half.exit).toBe(3);
  expect((await rollback(release)).exit).toBe(0);
  expect((await restore(idOf(half))).exit).toBe(0);
  expect((await seen('y')).latest).toBe('1.1.0');
  await elsewhere();
  expect((await rollback(undefined)).exit).toBe(0);
  expect((await seen('y'))['1.1.0']).toBe('Unlisted');
});

test.each([
  ['cannot be listed', 'list', 500, 'InternalServerException'],
  ['may not be listed', 'list', 403, 'AccessDeniedException'],
  ['cannot be read', 'record', 403, 'AccessDeniedException'],
] as const)(
  'runs that end while it hides, and whose records %s: the rollback is not green',
  async (_, what, status, type) => {
    await before('x', 'y', 'c');
    const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
    const more = await stage('c@1.1.0');
    await elsewhere();
    let other: Promise<string> | undefined;
    let id = '';
    const back = await rollback(release, {
      network: (send) => async (request) => {
        if (isStatus(request.url)) {
          other ??= promote(['npm:@acme/x@1.1.0', ...more], {
            inputs: { journal: join(home, 'beside.jsonl'), 'dist-tags': 'keep' },
          }).then(idOf);
          id = await other;
        }
        const isMeant =
          what === 'list' ? request.url.includes('/versions?') : request.method === 'GET' && request.url.includes(id);
        const isOfRecords = id !== '' && request.url.includes('package=promotions');
        return isOfRecords && isMeant ? refused(status, type) : send(request);
      },
    });
    expect([id, back.exit]).toEqual([expect.stringMatching(/^20/), 1]);
    expect(said(back)).toMatch(what === 'list' ? /records of other runs cannot be read/ : /record .* cannot be read/);
  },
);

test('a release of which something is left to others is still in the place of the one before', async () => {
  await before('x', 'y');
  expect((await promote(await stage('x@1.1.0'))).exit).toBe(0);
  const between = idOf(await promote(await stage('x@1.2.0', 'y@1.2.0')));
  await elsewhere();
  expect((await promote(['npm:@acme/x@1.2.0'])).exit).toBe(0);
  await elsewhere();
  expect((await rollback(between)).exit).toBe(5);
  await elsewhere();
  const again = await promote(['npm:@acme/x@1.1.0'], { inputs: { 'dist-tags': 'latest=1.1.0' } });
  expect(again.exit).toBe(0);
  await elsewhere();
  await rollback(idOf(again));
  expect(await seen('x')).toEqual({
    latest: '1.2.0',
    '1.0.0': 'Published',
    '1.1.0': 'Published',
    '1.2.0': 'Published',
  });
});

test('a higher version that came since and did not take the tag is named, with the command that points it there', async () => {
  await before('x');
  const release = idOf(await promote(await stage('x@1.1.0')));
  await elsewhere();
  expect((await promote(await stage('x@1.0.1'))).exit).toBe(0);
  await elsewhere();
  const back = await rollback(release);
  expect([back.exit, (await seen('x')).latest]).toEqual([0, '1.0.0']);
  expect(said(back)).toMatch(
    /1\.0\.1, which came since, is higher: `codeartifact-ci promote npm:@acme\/x@1\.0\.1 --dist-tags latest=1\.0\.1 /,
  );
});

test('a run that failed and took back its own counts on nothing that it only found', async () => {
  await before('x', 'y', 'c');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  const more = await stage('c@1.1.0');
  await elsewhere();
  const failed = await promote(['npm:@acme/x@1.1.0', ...more], {
    inputs: { 'on-failure': 'roll-back' },
    network: (send) => async (request) =>
      request.url.includes('/versions/copy') ? refused(403, 'AccessDeniedException') : send(request),
  });
  expect(failed.exit).toBe(3);
  await elsewhere();
  expect([(await rollback(release)).exit, (await seen('x'))['1.1.0']]).toEqual([0, 'Unlisted']);
});

test('a rollback that was cut off before it hid anything leaves the release what it is', async () => {
  await before('x', 'y', 'c');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  const other = idOf(await promote(['npm:@acme/x@1.1.0', ...(await stage('c@1.1.0'))]));
  const path = join(home, '.codeartifact-ci', 'journal.jsonl');
  const told = await readFile(path, 'utf8');
  const refusedAll = await rollback(release, {
    inputs: { ...place, 'promotion-record': 'none' },
    network: (send) => async (request) =>
      request.method === 'PUT' || isStatus(request.url) ? refused(403, 'AccessDeniedException') : send(request),
  });
  expect(refusedAll.exit).toBe(3);
  const [begin] = (await readFile(path, 'utf8')).slice(told.length).split('\n');
  await writeFile(path, `${told}${begin}\n`);
  await rollback(other);
  expect(await seen('x')).toEqual({ latest: '1.1.0', '1.0.0': 'Published', '1.1.0': 'Published' });
});

test.each(['1.2.0', '1.0.1'])(
  'the job again after %s, with one journal for all: what it points back to is its own',
  async (between) => {
    await before('x');
    const set = await stage('x@1.1.0');
    const first = idOf(await promote(set));
    if (between === '1.0.1') {
      expect((await rollback(first)).exit).toBe(0);
      expect((await promote(await stage('x@1.0.1'))).exit).toBe(0);
      await listAgain('npm:@acme/x@1.1.0');
    } else expect((await promote(await stage('x@1.2.0'))).exit).toBe(0);
    expect((await promote(set, { inputs: { 'dist-tags': 'latest=1.1.0' } })).exit).toBe(0);
    const back = await rollback(first);
    expect([back.exit, await seen('x')]).toEqual([
      5,
      { latest: '1.1.0', '1.0.0': 'Published', '1.1.0': 'Published', [between]: 'Published' },
    ]);
  },
);

/** Another job, beside, that counts on `x` once it is green. */
async function counting(extra: string): Promise<void> {
  const journal = join(home, 'beside.jsonl');
  const ended = await promote(['npm:@acme/x@1.1.0', extra], { inputs: { journal, 'dist-tags': 'keep' } });
  expect(ended.exit).toBe(0);
}

/** Kills a rollback of `x` and `y` when both are hidden: what it does or notes after that has never been. */
async function killedWhenHidden(release: string, beforeHide: () => Promise<void>): Promise<void> {
  const path = join(home, '.codeartifact-ci', 'journal.jsonl');
  let hidden = 0;
  let told = '';
  await rollback(release, {
    network: (send) => async (request) => {
      if (!isStatus(request.url)) {
        if (hidden < 2) return send(request);
        told ||= await readFile(path, 'utf8');
        throw new Error('the machine is gone');
      }
      await beforeHide();
      const answer = await send(request);
      hidden++;
      return answer;
    },
  }).catch(() => undefined);
  expect([hidden, (await seen('x'))['1.1.0'], told]).toEqual([2, 'Unlisted', expect.stringContaining('"rollback"')]);
  await writeFile(path, told);
}

test('what a rollback hid and gave back stays when that rollback is restored', async () => {
  await before('x', 'y', 'c');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  const [extra = ''] = await stage('c@1.1.0');
  let beside: Promise<void> | undefined;
  const back = await rollback(release, {
    network: (send) => async (request) => {
      if (!isStatus(request.url)) return send(request);
      beside ??= counting(extra);
      await beside;
      return send(request);
    },
  });
  expect([back.exit, (await seen('x'))['1.1.0']]).toEqual([5, 'Published']);
  await restore(release);
  expect([(await seen('x'))['1.1.0'], (await seen('y'))['1.1.0']]).toEqual(['Published', 'Published']);
});

test.each([
  ['here', false],
  ['on another machine', true],
])(
  'a rollback that was cut off when it had hidden what another job counts on: the same command %s is not green',
  async (_, isElsewhere) => {
    await before('x', 'y', 'c');
    const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
    const [extra = ''] = await stage('c@1.1.0');
    let beside: Promise<void> | undefined;
    await killedWhenHidden(release, async () => {
      beside ??= counting(extra);
      await beside;
    });
    if (isElsewhere) await elsewhere();
    const again = await rollback(release);
    expect([again.exit, await seen('x'), (await seen('y'))['1.1.0']]).toEqual([
      5,
      { latest: '1.0.0', '1.0.0': 'Published', '1.1.0': 'Unlisted' },
      'Unlisted',
    ]);
    expect(JSON.stringify(again.result?.json)).toMatch(
      /counts on it by now \(`rollback \S+` takes back what that one did\), and it is Unlisted; `codeartifact-ci retire npm:@acme\/x@1\.1\.0 --target-status Published .*`latest` points at 1\.0\.0 by now; `codeartifact-ci promote npm:@acme\/x@1\.1\.0 --dist-tags latest=1\.1\.0 /,
    );
  },
);

test.each([
  ['the records of that job cannot be read', 'record', 1],
  ['it may not give it back', 'back', 3],
])(
  'a rollback that hid what another job counts on by then, and %s: the same command later is not green',
  async (_, what, first) => {
    await before('x', 'y', 'c');
    const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
    const [extra = ''] = await stage('c@1.1.0');
    let beside: Promise<void> | undefined;
    const back = await rollback(release, {
      network: (send) => async (request) => {
        if (!isStatus(request.url)) {
          const isRecords = beside && request.url.includes('package=promotions') && request.url.includes('/versions?');
          return isRecords && what === 'record' ? refused(403, 'AccessDeniedException') : send(request);
        }
        const isBack = textOf(request.body).includes('"targetStatus":"Published"') && beside;
        if (isBack && what === 'back') return refused(403, 'AccessDeniedException');
        beside ??= counting(extra);
        await beside;
        return send(request);
      },
    });
    expect([back.exit, (await seen('x'))['1.1.0']]).toEqual([first, 'Unlisted']);
    await elsewhere();
    expect([(await rollback(release)).exit, (await seen('x'))['1.1.0']]).toEqual([5, 'Unlisted']);
  },
);

test('the restore of one rollback takes back those of the other runs of the release', async () => {
  await before('x', 'y', 'c');
  const set = await stage('x@1.1.0', 'y@1.1.0');
  const first = idOf(await promote(set));
  const second = idOf(await promote(set));
  const half = await rollback(first, {
    network: (send) => async (request) =>
      isStatus(request.url) && request.url.includes('package=y')
        ? refused(403, 'AccessDeniedException')
        : send(request),
  });
  expect(half.exit).toBe(3);
  expect((await rollback(second)).exit).toBe(0);
  expect((await restore(first)).exit).toBe(0);
  expect([(await seen('x'))['1.1.0'], (await seen('y'))['1.1.0']]).toEqual(['Published', 'Published']);
  const other = idOf(await promote([set[0] as string, ...(await stage('c@1.1.0'))]));
  await rollback(other);
  expect((await seen('x'))['1.1.0']).toBe('Published');
});

test('the release once more after another one counts on what it finds, although it wrote nothing', async () => {
  await before('x');
  const set = await stage('x@1.1.0');
  const first = idOf(await promote(set));
  expect((await promote(await stage('x@1.2.0'))).exit).toBe(0);
  await tags.set(ref('x'), 'latest', '1.1.0', await at.target('npm', 'prod'));
  expect((await promote(set, { inputs: { 'dist-tags': 'latest=1.1.0' } })).exit).toBe(0);
  expect([(await rollback(first)).exit, await seen('x')]).toEqual([
    5,
    { latest: '1.1.0', '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Published' },
  ]);
});

test.each([
  ['ends while it hides', 0, 5],
  ['has records that cannot be listed', 403, 1],
] as const)('by its manifest alone: a job that counts on a version and %s', async (_, status, exit) => {
  await before('x', 'y', 'c');
  const set = await stage('x@1.1.0', 'y@1.1.0');
  expect((await promote(set)).exit).toBe(0);
  const [extra = ''] = await stage('c@1.1.0');
  if (status > 0) await counting(extra);
  const manifest = join(home, 'manifest.json');
  const versions = await Promise.all(
    ['x', 'y'].map(async (name) => {
      const found = await at.client.describePackageVersion(at.at('staging'), { ...ref(name), version: '1.1.0' });
      const listing = await at.client.listPackageVersionAssets(at.at('staging'), { ...ref(name), version: '1.1.0' });
      const assets = listing?.assets.map(({ name: asset, size, digests }) => ({
        name: asset,
        size,
        sha256: digests['SHA-256'],
      }));
      return { purl: `pkg:npm/%40acme/${name}@1.1.0`, revision: found?.revision, assets, outcome: 'published' };
    }),
  );
  const from = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
  await writeFile(manifest, JSON.stringify({ schema: 'codeartifact-ci/release-manifest@1', ...from, versions }));
  await elsewhere();
  let beside: Promise<void> | undefined;
  const back = await rollback(undefined, {
    extra: {},
    inputs: { ...place, manifest },
    network: (send) => async (request) => {
      if (status > 0 && request.url.includes('package=promotions') && request.url.includes('/versions?'))
        return refused(status, 'AccessDeniedException');
      if (status === 0 && isStatus(request.url)) {
        beside ??= counting(extra);
        await beside;
      }
      return send(request);
    },
  });
  expect([back.exit, (await seen('x'))['1.1.0']]).toEqual([exit, status > 0 ? 'Unlisted' : 'Published']);
});

test('a tag that somebody had pointed there by hand is not the release’s, whatever another one did with it', async () => {
  await before('x');
  const release = idOf(await promote(await stage('x@1.1.0')));
  await tags.set(ref('x'), 'stable', '1.1.0', await at.target('npm', 'prod'));
  const inputs = { 'dist-tags': 'latest=1.2.0\nstable=1.2.0' };
  const other = idOf(await promote(await stage('x@1.2.0'), { inputs }));
  expect((await rollback(other)).exit).toBe(0);
  expect((await rollback(release)).exit).toBe(5);
  expect([(await at.tags('prod', ref('x'))).stable, (await seen('x'))['1.1.0']]).toEqual(['1.1.0', 'Published']);
});

test('nor where two releases took it on, and went back in their order', async () => {
  await before('x');
  const release = idOf(await promote(await stage('x@1.1.0')));
  await tags.set(ref('x'), 'stable', '1.1.0', await at.target('npm', 'prod'));
  const next = async (version: string) =>
    idOf(
      await promote(await stage(`x@${version}`), { inputs: { 'dist-tags': `latest=${version}\nstable=${version}` } }),
    );
  const [second, third] = [await next('1.2.0'), await next('1.3.0')];
  for (const run of [second, third]) expect((await rollback(run)).exit).toBe(0);
  expect((await rollback(release)).exit).toBe(5);
  expect([(await at.tags('prod', ref('x'))).stable, (await seen('x'))['1.1.0']]).toEqual(['1.1.0', 'Published']);
});

test('the rollback window keeps what the records tell of, without a journal, and all where they cannot be read', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) expect((await promote(await stage(`x@${version}`))).exit).toBe(0);
  await elsewhere();
  const retire = (network?: More['network']) =>
    runCommand(retireCommand, 'retire', {
      ...{ url: at.url, folder: home, ...(network ? { network } : {}) },
      inputs: {
        ...{ domain: 'my-org', 'domain-owner': '111122223333', repository: 'prod' },
        format: 'npm',
        retention: 'keep-newest: 1\nrollback-window: 14d',
      },
    });
  for (const network of [
    undefined,
    ((send) => async (request) =>
      request.url.includes('package=promotions')
        ? refused(403, 'AccessDeniedException')
        : send(request)) as More['network'],
  ]) {
    expect((await retire(network)).exit).toBe(0);
    expect(await seen('x')).toEqual({
      latest: '1.2.0',
      '1.0.0': 'Published',
      '1.1.0': 'Published',
      '1.2.0': 'Published',
    });
  }
});

test.each([
  ['cannot be read, and not the next time either', true],
  ['cannot be read once', false],
])('a rollback while the records %s is not green, and not the next time', async (_, isStill) => {
  await before('x', 'y', 'c');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  await elsewhere();
  const [extra = ''] = await stage('c@1.1.0');
  await counting(extra);
  await elsewhere();
  const unread: More['network'] = (send) => async (request) =>
    request.url.includes('package=promotions') && request.url.includes('/versions?')
      ? refused(403, 'AccessDeniedException')
      : send(request);
  expect((await rollback(release, { network: unread })).exit).toBe(1);
  const again = await rollback(release, isStill ? { network: unread } : {});
  expect(again.exit).toBe(isStill ? 1 : 5);
});

test('a rollback that could not read what others count on is not over: `--latest` means that release again', async () => {
  await before('x', 'y', 'c');
  expect((await promote(await stage('c@1.1.0'))).exit).toBe(0);
  await elsewhere();
  expect((await promote(await stage('x@1.1.0', 'y@1.1.0'))).exit).toBe(0);
  await elsewhere();
  let isHidden = false;
  const back = await rollback(undefined, {
    network: (send) => async (request) => {
      isHidden ||= isStatus(request.url);
      const isRecords = request.url.includes('package=promotions') && request.url.includes('/versions?');
      return isHidden && isRecords ? refused(403, 'AccessDeniedException') : send(request);
    },
  });
  expect([back.exit, (await seen('x'))['1.1.0']]).toEqual([1, 'Unlisted']);
  await elsewhere();
  await rollback(undefined);
  expect((await seen('c'))['1.1.0']).toBe('Published');
});

test('a tag that somebody points at what a cut-off rollback had hidden keeps the same command from being green', async () => {
  await before('x', 'y');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  await killedWhenHidden(release, async () => tags.set(ref('x'), 'stable', '1.1.0', await at.target('npm', 'prod')));
  const again = await rollback(release);
  expect([again.exit, (await seen('x'))['1.1.0']]).toEqual([5, 'Unlisted']);
  expect(JSON.stringify(again.result?.json)).toMatch(
    /dist-tag `stable` of @acme\/x at it, and it is Unlisted; `codeartifact-ci retire /,
  );
});

// Of the writes that it was cut off in nobody knows whether they listed what somebody hid again since.
test.each([
  ['in its first writes leaves those', 0, 5, { latest: '1.0.0', '1.0.0': 'Published', '1.1.0': 'Unlisted' }],
  ['after it listed the versions is finished', 2, 0, { latest: '1.1.0', '1.0.0': 'Published', '1.1.0': 'Published' }],
] as const)('a restore that was cut off %s by the same command', async (_, after, exit, now) => {
  await before('x', 'y');
  const release = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  expect((await rollback(release)).exit).toBe(0);
  const path = join(home, '.codeartifact-ci', 'journal.jsonl');
  let listed = 0;
  let told = '';
  await rollback(release, {
    extra: { restore: 'true' },
    network: (send) => async (request) => {
      if (listed < after && !isStatus(request.url)) return send(request);
      if (listed === after && (isStatus(request.url) || request.method === 'PUT')) {
        told ||= await readFile(path, 'utf8');
        throw new Error('the machine is gone');
      }
      if (told !== '') throw new Error('the machine is gone');
      const answer = await send(request);
      if (isStatus(request.url)) listed++;
      return answer;
    },
  }).catch(() => undefined);
  await writeFile(path, told);
  expect(told).toContain('"restore"');
  const again = await restore(release);
  expect([again.exit, await seen('x'), await seen('y')]).toEqual([exit, now, now]);
  if (exit === 5) expect(JSON.stringify(again.result?.json)).toMatch(/`codeartifact-ci retire npm:@acme\/x@1\.1\.0 /);
});
