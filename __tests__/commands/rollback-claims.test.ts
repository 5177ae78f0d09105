// What others count on stays theirs at the end of a rollback, whoever hid it, whenever, and by whatever it is rolled back; or
// it is told with the commands that give it back. And a restore never publishes what a person withdrew.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { Status } from '../../src/core/model/package.ts';
import type { HttpResponse } from '../../src/core/ports/http.ts';
import { tags } from '../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
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

const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
type Network = NonNullable<Given['network']>;
type Inputs = NonNullable<Given['inputs']>;
const x = 'npm:@acme/x@1.1.0';

/** As a new machine has it: no journal. */
const elsewhere = () => rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
const promote = (set: readonly string[], inputs: Inputs = {}, network?: Network, ahead = 0) =>
  runCommand(promoteCommand, 'promote', {
    ...{ url: at.url, folder: home, ahead, ...(network ? { network } : {}) },
    inputs: {
      ...{ ...place, 'source-repository': 'staging', versions: set.join('\n'), 'dist-tags': 'copy' },
      ...inputs,
    },
  });
const rollback = (run: string | undefined, more: Partial<Given> = {}) =>
  runCommand(rollbackCommand, 'rollback', {
    ...{ url: at.url, folder: home, inputs: place, extra: {} },
    ...(run === undefined ? {} : { operands: [run] }),
    ...more,
  });
const restore = (run: string, network?: Network, inputs: Inputs = place) =>
  rollback(run, { extra: { restore: 'true' }, inputs, ...(network ? { network } : {}) });
const idOf = (ended: Ended) => String(jsonOf(ended).runId);
const said = (ended: Ended) => [...ended.host.lines, ended.message, JSON.stringify(ended.result)].join('\n');

async function stage(...names: string[]): Promise<string[]> {
  for (const each of names) {
    const [name = '', version = ''] = each.split('@');
    const path = join(home, `${name}-${version}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version })], { to: 'staging' });
  }
  return names.map((each) => `npm:@acme/${each}`);
}
const ref = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
async function statusOf(name: string, version = '1.1.0'): Promise<Status | undefined> {
  return (await at.client.describePackageVersion(at.at('prod'), { ...ref(name), version }))?.status;
}
const setStatus = (name: string, target: Status) =>
  at.client.updatePackageVersionsStatus(at.at('prod'), ref(name), { versions: ['1.1.0'], target });
const setTag = async (name: string, tag: string, version: string) =>
  tags.set(ref(name), tag, version, await at.target('npm', 'prod'));
const tagOf = async (name: string, tag = 'latest') => (await at.tags('prod', ref(name)))[tag];

/** 1.0.0 of all, and the release of `x` and `y`, which a run of another set counts on where `extra` is named. */
async function released(...extra: string[]): Promise<string> {
  const names = ['x', 'y', ...extra];
  expect((await promote(await stage(...names.map((name) => `${name}@1.0.0`)))).exit).toBe(0);
  const run = idOf(await promote(await stage('x@1.1.0', 'y@1.1.0')));
  for (const name of extra) await stage(`${name}@1.1.0`);
  return run;
}
async function counted(name: string, inputs: Inputs = { 'dist-tags': 'keep' }): Promise<string> {
  const ended = await promote([x, `npm:@acme/${name}@1.1.0`], { journal: join(home, 'beside.jsonl'), ...inputs });
  expect(ended.exit).toBe(0);
  return idOf(ended);
}

function refused(status = 403, type = 'AccessDeniedException'): HttpResponse {
  const body = (async function* () {
    yield Buffer.from('{"message":"no"}');
  })();
  const headers = { 'x-amzn-errortype': type, 'content-type': 'application/json' };
  return { status, reason: '', headers, body, discard: async () => {} };
}
const textOf = (body: unknown) =>
  ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : '';
const isStatus = (url: string) => url.includes('/versions/update_status');
const isRecords = (url: string) => url.includes('package=promotions');
/** Refuses what the predicate says. */
const refusing =
  (isIt: (request: { readonly url: string; readonly method: string; readonly body?: unknown }) => boolean): Network =>
  (send) =>
  async (request) =>
    isIt(request) ? refused() : send(request);
/** Dies when all that it hides is hidden, or at the first status write where `before` says so. */
const dying = (hides: number, before = false): Network => {
  let hidden = 0;
  let isDead = false;
  return (send) => async (request) => {
    isDead ||= isStatus(request.url) ? before || hidden >= hides : hidden >= hides;
    if (isDead) throw new Error('the machine is gone');
    const answer = await send(request);
    if (isStatus(request.url)) hidden++;
    return answer;
  };
};
/** The same promise, whoever asks. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
/** Does something right before the first write of a status. */
const beforeHide = (work: () => Promise<unknown>): Network => {
  const done = once(work);
  return (send) => async (request) => {
    if (isStatus(request.url)) await done();
    return send(request);
  };
};

async function manifestOf(...names: string[]): Promise<string> {
  const path = join(home, 'manifest.json');
  const versions = await Promise.all(
    names.map(async (name) => {
      const found = await at.client.describePackageVersion(at.at('staging'), { ...ref(name), version: '1.1.0' });
      const listing = await at.client.listPackageVersionAssets(at.at('staging'), { ...ref(name), version: '1.1.0' });
      const assets = listing?.assets.map(({ name: asset, size, digests }) => ({
        ...{ name: asset, size, sha256: digests['SHA-256'] },
      }));
      return { purl: `pkg:npm/%40acme/${name}@1.1.0`, revision: found?.revision, assets, outcome: 'published' };
    }),
  );
  const from = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
  await writeFile(path, JSON.stringify({ schema: 'codeartifact-ci/release-manifest@1', ...from, versions }));
  return path;
}

/** Runs what was printed, exactly. */
async function asPrinted(ended: Ended): Promise<void> {
  const lines = new Set(
    [...said(ended).matchAll(/`codeartifact-ci ((?:retire|promote) [^`\\]+)/g)].map(([, line]) => line),
  );
  expect(lines.size).toBeGreaterThan(0);
  // What is hidden gets no tag, so it is listed first.
  for (const line of [...lines].sort((a, b) => Number(b?.startsWith('retire')) - Number(a?.startsWith('retire')))) {
    const [name = '', coordinate = '', ...words] = String(line).split(' ');
    const options = Object.fromEntries(
      words.flatMap((word, index) => (index % 2 ? [] : [[word.slice(2), words[index + 1]]])),
    );
    const isRetire = name === 'retire';
    const { exit } = await runCommand(isRetire ? retireCommand : promoteCommand, isRetire ? 'retire' : 'promote', {
      ...{ url: at.url, folder: home },
      inputs: { versions: coordinate, ...options } as Inputs,
    });
    expect([line, exit]).toEqual([line, 0]);
  }
}

describe('what another run counts on and is hidden at the end is told with the commands that give it back', () => {
  async function expectTold(ended: Ended, status: Status = 'Unlisted'): Promise<void> {
    expect([ended.exit, await statusOf('x')]).toEqual([5, status]);
    await asPrinted(ended);
    expect([await statusOf('x'), await tagOf('x')]).toEqual(['Published', '1.1.0']);
  }

  test.each(['Unlisted', 'Archived'] as const)('a killed rollback made it %s', async (target) => {
    const run = await released('c');
    const inputs = { ...place, 'target-status': target };
    const counting = beforeHide(() => counted('c'));
    const network: Network = (send) => counting(dying(2)(send));
    await rollback(run, { inputs, network }).catch(() => undefined);
    await elsewhere();
    await expectTold(await rollback(run, { inputs }), target);
  });

  test.each([
    ['was killed', dying(2)],
    ['could not read the records', refusing(({ url }) => isRecords(url) && url.includes('/versions?'))],
    [
      'may not list again',
      refusing(({ url, body }) => isStatus(url) && textOf(body).includes('"targetStatus":"Published"')),
    ],
  ])('a rollback by its manifest hid it, and %s', async (_, network) => {
    await released('c');
    const inputs = { ...place, manifest: await manifestOf('x', 'y') };
    await elsewhere();
    const race = beforeHide(() => counted('c'));
    const first = await rollback(undefined, { inputs, network: (send) => race(network(send)) }).catch(() => undefined);
    expect(first?.exit).not.toBe(0);
    await elsewhere();
    await expectTold(await rollback(undefined, { inputs }));
  });

  test('the run itself hid it when it failed, and could not list it again', async () => {
    const run = await released('c');
    expect((await rollback(run)).exit).toBe(0);
    await stage('x@1.2.0', 'y@1.2.0', 'c@1.2.0');
    await elsewhere();
    const other = once(() =>
      promote(['npm:@acme/x@1.2.0', 'npm:@acme/c@1.2.0'], { journal: join(home, 'beside.jsonl') }),
    );
    const failing: Network = (send) => async (request) => {
      if (request.url.includes('/versions/copy') && request.url.includes('package=y')) return refused();
      if (isStatus(request.url) && textOf(request.body).includes('"targetStatus":"Published"')) return refused();
      if (isStatus(request.url)) await other();
      return send(request);
    };
    const set = ['npm:@acme/x@1.2.0', 'npm:@acme/y@1.2.0'];
    const failed = await promote(set, { 'on-failure': 'roll-back' }, failing);
    expect([failed.exit, (await other()).exit, await statusOf('x', '1.2.0')]).toEqual([3, 0, 'Unlisted']);
    expect(said(failed)).toMatch(/x@1\.2\.0 --target-status Published/);
    await elsewhere();
    const again = await rollback(idOf(failed));
    expect([again.exit, await statusOf('x', '1.2.0')]).toEqual([5, 'Unlisted']);
    expect(said(again)).toMatch(
      /counts on it by now \(`rollback \S+` takes back what that one did\), and it is Unlisted; `codeartifact-ci retire npm:@acme\/x@1\.2\.0/,
    );
  });

  test('a person hid it between our look and our write', async () => {
    const run = await released('c');
    await elsewhere();
    const race = beforeHide(() => counted('c').then(() => setStatus('x', 'Unlisted')));
    await expectTold(await rollback(run, { network: race }));
  });

  test('another rollback hid it and was killed, when this one had read the records', async () => {
    const run = await released('c');
    await elsewhere();
    const other = once(async () => {
      await counted('c');
      await setTag('x', 'latest', '1.0.0');
      await setStatus('x', 'Unlisted');
    });
    let isListed = false;
    const network: Network = (send) => async (request) => {
      // The records were listed, and it looks at the versions.
      if (isListed && !isRecords(request.url)) await other();
      isListed ||= isRecords(request.url) && request.url.includes('/versions?');
      return send(request);
    };
    await expectTold(await rollback(run, { network }));
  });

  test('and what is listed again meanwhile is not said to be hidden', async () => {
    const run = await released();
    await setStatus('x', 'Unlisted');
    const ended = await rollback(run, { network: beforeHide(() => setStatus('x', 'Published')) });
    expect([ended.exit, said(ended)]).toEqual([5, expect.stringContaining('somebody made it Published')]);
  });

  test('whoever hid it: a rollback that was restored since did not', async () => {
    const run = await released('c');
    expect((await rollback(run)).exit).toBe(0);
    expect((await restore(run)).exit).toBe(0);
    await counted('c');
    await setStatus('x', 'Unlisted');
    const again = await rollback(run);
    expect([again.exit, said(again)]).toEqual([5, expect.not.stringContaining('may have hidden it')]);
  });
});

describe('records that cannot be read', () => {
  test('of a run that began before and ended after: the rollback is not green', async () => {
    await released('c');
    await stage('x@1.2.0', 'y@1.2.0', 'c@1.2.0');
    const release = once(async () => idOf(await promote(['npm:@acme/x@1.2.0', 'npm:@acme/y@1.2.0'])));
    const inputs = { journal: join(home, 'beside.jsonl') };
    const other = await promote(['npm:@acme/x@1.2.0', 'npm:@acme/c@1.2.0'], inputs, (send) => async (request) => {
      // It has begun, and copies `x` when the release has brought that.
      if (request.url.includes('/versions/copy')) await release();
      return send(request);
    });
    expect([other.exit, idOf(other) < (await release())]).toEqual([0, true]);
    await elsewhere();
    const network = refusing(({ url, method }) => method === 'GET' && isRecords(url) && url.includes(idOf(other)));
    expect((await rollback(await release(), { network })).exit).toBe(1);
    expect((await rollback(await release())).exit).toBe(5);
  });

  test('a restore that ends with 1 is not over: `--latest` means the same', async () => {
    const run = await released();
    expect((await rollback(run)).exit).toBe(0);
    const network = refusing(({ url }) => isRecords(url) && url.includes('/versions?'));
    expect([(await restore(run, network)).exit, await statusOf('x')]).toEqual([1, 'Published']);
    const again = await rollback(undefined, { extra: { latest: 'true', restore: 'true' } });
    expect([again.exit, await statusOf('x')]).toEqual([0, 'Published']);
  });
});

describe('a tag that another run counts on', () => {
  test.each([
    ['named', { 'dist-tags': 'latest=1.1.0' }],
    ['by default', { 'dist-tags': 'copy' }],
  ])('stays where that run found it, %s', async (_, inputs) => {
    await released('c', 'd');
    await setTag('x', 'latest', '1.0.0');
    const c = await counted('c', { 'dist-tags': 'latest=1.1.0' });
    await elsewhere();
    await counted('d', inputs);
    await elsewhere();
    const ended = await rollback(c);
    expect([ended.exit, await tagOf('x'), said(ended)]).toEqual([
      5,
      '1.1.0',
      expect.stringMatching(
        /`latest` stays at 1\.1\.0, since the run (\S+) counts on that; `rollback \1` takes back what that one did/,
      ),
    ]);
  });

  test('by a restore as well', async () => {
    const run = await released();
    expect((await rollback(run)).exit).toBe(0);
    const decided = await promote(['npm:@acme/x@1.0.0'], { 'dist-tags': 'latest=1.0.0', 'source-repository': 'prod' });
    expect(decided.exit).toBe(0);
    await elsewhere();
    const back = await restore(run);
    expect([await statusOf('x'), await tagOf('x'), said(back)]).toEqual([
      'Published',
      '1.0.0',
      expect.stringContaining('--dist-tags latest=1.1.0'),
    ]);
  });

  test('or that a rollback may have led there before it was killed: the words claim nothing', async () => {
    const run = await released();
    await setTag('x', 'stable', '1.0.0');
    await stage('x@1.2.0');
    const inputs = { 'dist-tags': 'latest=1.2.0\nstable=1.2.0' };
    const other = idOf(await promote(['npm:@acme/x@1.2.0'], inputs));
    await at.client.updatePackageVersionsStatus(at.at('prod'), ref('x'), { versions: ['1.0.0'], target: 'Unlisted' });
    await elsewhere();
    await rollback(other, { network: dying(1) }).catch(() => undefined);
    expect([await statusOf('x', '1.2.0'), await tagOf('x', 'stable')]).toEqual(['Unlisted', '1.1.0']);
    await elsewhere();
    expect((await rollback(other)).exit).toBe(0);
    const ended = await rollback(run);
    expect([ended.exit, await tagOf('x', 'stable')]).toEqual([5, '1.1.0']);
    expect(said(ended)).toMatch(/`stable` of @acme\/x points at it, and whether the rollback .* cannot be told/);
  });
});

describe('by a plan or a manifest', () => {
  test('a hotfix that came since the plan and is higher is named', async () => {
    await promote(await stage('x@1.0.0', 'y@1.0.0'));
    const plan = join(home, 'codeartifact-plan.json');
    const set = await stage('x@1.1.0', 'y@1.1.0');
    expect((await promote(set, { 'dry-run': 'true' })).exit).toBe(0);
    expect((await promote(set)).exit).toBe(0);
    await promote(await stage('x@1.0.1'));
    await elsewhere();
    const ended = await rollback(undefined, { inputs: { ...place, plan } });
    expect([ended.exit, await tagOf('x')]).toEqual([0, '1.0.0']);
    expect(said(ended)).toMatch(/1\.0\.1, which came since, is higher: `codeartifact-ci promote /);
  });
});

describe('a restore never publishes what a person withdrew', () => {
  const withdraw = async () => {
    await setTag('x', 'latest', '1.0.0');
    await setStatus('x', 'Unlisted');
  };
  async function expectLeft(ended: Ended): Promise<void> {
    expect([ended.exit, await statusOf('x'), await tagOf('x'), said(ended)]).toEqual([
      5,
      'Unlisted',
      '1.0.0',
      expect.stringMatching(/retire npm:@acme\/x@1\.1\.0 --target-status Published/),
    ]);
  }

  test('after a restore that did not end well, and had listed it', async () => {
    const run = await released();
    expect((await rollback(run)).exit).toBe(0);
    await elsewhere();
    const network = refusing(({ url }) => isStatus(url) && url.includes('package=y'));
    expect((await restore(run, network)).exit).toBe(3);
    await withdraw();
    await elsewhere();
    await expectLeft(await restore(run));
    expect([await statusOf('y'), await tagOf('y')]).toEqual(['Published', '1.1.0']);
  });

  test('after the restore of a rollback by a manifest', async () => {
    await released();
    const inputs = { ...place, manifest: await manifestOf('x', 'y') };
    await elsewhere();
    const run = idOf(await rollback(undefined, { inputs }));
    expect((await restore(run)).exit).toBe(0);
    expect(await tagOf('x')).toBe('1.1.0');
    await withdraw();
    await expectLeft(await restore(run));
  });

  test.each([
    ['here', false],
    ['elsewhere', true],
  ])('when the rollback was killed before it hid anything, %s', async (_, isElsewhere) => {
    const run = await released();
    const path = join(home, '.codeartifact-ci', 'journal.jsonl');
    await elsewhere();
    let told = '';
    await rollback(run, {
      network: (send) => async (request) => {
        if (told === '' && !isStatus(request.url) && request.method !== 'PUT') return send(request);
        told ||= await readFile(path, 'utf8').catch(() => ' ');
        throw new Error('the machine is gone');
      },
    }).catch(() => undefined);
    await writeFile(path, told);
    if (isElsewhere) await elsewhere();
    await withdraw();
    await expectLeft(await restore(run));
  });

  test('nor a tag that was set back, when a person moved it', async () => {
    const run = await released();
    expect((await rollback(run)).exit).toBe(0);
    const network = refusing(({ url, method }) => method === 'PUT' && url.includes('@acme%2fy'));
    await restore(run, network);
    await setTag('x', 'latest', '1.0.0');
    await restore(run);
    expect(await tagOf('x')).toBe('1.0.0');
  });
});

describe('a restore gives back what a rollback hid last', () => {
  test('the rest, after one of a part', async () => {
    const run = await released();
    expect((await rollback(run)).exit).toBe(0);
    await elsewhere();
    expect((await restore(run, undefined, { ...place, versions: x })).exit).toBe(0);
    expect([await statusOf('x'), await statusOf('y')]).toEqual(['Published', 'Unlisted']);
    await elsewhere();
    expect((await restore(run)).exit).toBe(0);
    expect([await statusOf('y'), await tagOf('y')]).toEqual(['Published', '1.1.0']);
  });

  test('also where it began before the restore of another and wrote after it', async () => {
    const run = await released();
    await elsewhere();
    const other = once(async () => {
      const inputs = { ...place, journal: join(home, 'beside.jsonl') };
      expect((await rollback(run, { inputs })).exit).toBe(0);
      expect((await restore(run, undefined, inputs)).exit).toBe(0);
    });
    const late = await rollback(run, {
      network: (send) => async (request) => {
        const isWrite = isStatus(request.url) || request.method === 'PUT';
        if (isWrite && !isRecords(request.url)) await other();
        return send(request);
      },
    });
    expect([late.exit, await statusOf('x')]).toEqual([0, 'Unlisted']);
    await elsewhere();
    expect((await restore(idOf(late))).exit).toBe(0);
    expect([await statusOf('x'), await tagOf('x'), await statusOf('y')]).toEqual(['Published', '1.1.0', 'Published']);
  });

  test('but for a write of its give-back that nobody knows', async () => {
    const run = await released('c');
    await elsewhere();
    const path = join(home, '.codeartifact-ci', 'journal.jsonl');
    let told = '';
    const race = beforeHide(() => counted('c'));
    await rollback(run, {
      network: (send) => async (request) => {
        if (told !== '' || (isStatus(request.url) && textOf(request.body).includes('"targetStatus":"Published"'))) {
          told ||= await readFile(path, 'utf8');
          throw new Error('the machine is gone');
        }
        return race(send)(request);
      },
    }).catch(() => undefined);
    await writeFile(path, told);
    expect(await statusOf('x')).toBe('Unlisted');
    expect((await restore(run)).exit).toBe(0);
    expect(await statusOf('x')).toBe('Published');
  });
});

describe('a restore takes back all rollbacks of a release, and cannot tell what one did that was killed', () => {
  test('a rollback by a manifest, and one of the run after it that had nothing to hide', async () => {
    const run = await released();
    const inputs = { ...place, manifest: await manifestOf('x', 'y') };
    await elsewhere();
    const first = idOf(await rollback(undefined, { inputs }));
    await elsewhere();
    expect((await rollback(run)).exit).toBe(0);
    await elsewhere();
    for (const id of [run, first]) {
      expect([(await restore(id)).exit, await statusOf('x'), await tagOf('x')]).toEqual([0, 'Published', '1.1.0']);
      await elsewhere();
      expect((await rollback(run)).exit).toBe(0);
      await elsewhere();
    }
  });

  test('a person hid again what a restore had listed when it was killed', async () => {
    const run = await released();
    expect((await rollback(run)).exit).toBe(0);
    let isDead = false;
    const network: Network = (send) => async (request) => {
      if (isDead) throw new Error('the machine is gone');
      const answer = await send(request);
      isDead ||= isStatus(request.url) && textOf(request.body).includes('1.1.0');
      if (isDead) throw new Error('the machine is gone');
      return answer;
    };
    const path = join(home, '.codeartifact-ci', 'journal.jsonl');
    const before = await readFile(path, 'utf8');
    await restore(run, network).catch(() => undefined);
    const lines = (await readFile(path, 'utf8')).slice(before.length).split('\n');
    const cut = lines.findIndex((line) => line.includes('"kind":"after"'));
    await writeFile(
      path,
      before +
        lines
          .slice(0, cut)
          .map((line) => `${line}\n`)
          .join(''),
    );
    const shown = (await statusOf('x')) === 'Published' ? 'x' : 'y';
    await setTag(shown, 'latest', '1.0.0');
    await setStatus(shown, 'Unlisted');
    const again = await restore(run);
    expect([again.exit, await statusOf(shown), await tagOf(shown)]).toEqual([5, 'Unlisted', '1.0.0']);
    expect(said(again)).toMatch(/since the restore .*, which was cut off, cannot be told/);
    await asPrinted(again);
    expect([await statusOf(shown), await tagOf(shown)]).toEqual(['Published', '1.1.0']);
  });
});

describe('rolled back, restored, and rolled back again, with nobody else about', () => {
  const twice = async (run: string) => {
    for (const _ of [1, 2]) {
      expect([(await rollback(run)).exit, await tagOf('x')]).toEqual([0, '1.0.0']);
      await elsewhere();
      expect([(await restore(run)).exit, await tagOf('x')]).toEqual([0, '1.1.0']);
      await elsewhere();
    }
  };

  test('also where another run has the version, and not its tag', async () => {
    await promote(await stage('x@1.0.0', 'y@1.0.0', 'c@1.0.0'));
    expect((await promote(await stage('x@1.1.0', 'y@1.1.0'), { 'dist-tags': 'keep' })).exit).toBe(0);
    await stage('c@1.1.0');
    await elsewhere();
    await twice(await counted('c', { 'dist-tags': 'copy' }));
  });

  test('the tag of a release that was restored and rolled back again is nobody else’s', async () => {
    const run = await released('c');
    expect((await rollback(run)).exit).toBe(0);
    expect((await restore(run)).exit).toBe(0);
    const c = await counted('c', { 'dist-tags': 'copy' });
    await elsewhere();
    expect((await rollback(run)).exit).toBe(5);
    await elsewhere();
    expect([(await rollback(c)).exit, await statusOf('x'), await tagOf('x')]).toEqual([0, 'Unlisted', '1.0.0']);
  });

  test('a tag that a restore leaves to another run makes it red', async () => {
    const run = await released('c');
    expect((await rollback(run)).exit).toBe(0);
    await elsewhere();
    expect((await promote(['npm:@acme/x@1.0.0', 'npm:@acme/c@1.1.0'])).exit).toBe(0);
    await elsewhere();
    const back = await restore(run);
    expect([back.exit, await statusOf('x'), await tagOf('x')]).toEqual([5, 'Published', '1.0.0']);
    await asPrinted(back);
    expect(await tagOf('x')).toBe('1.1.0');
  });

  test('a restore that gave nothing back leaves the release rolled back', async () => {
    const run = await released('c');
    const c = await counted('c');
    expect((await rollback(c)).exit).toBe(0);
    await setStatus('c', 'Archived');
    await elsewhere();
    expect((await restore(c)).exit).toBe(5);
    await elsewhere();
    expect([(await rollback(run)).exit, await statusOf('x')]).toEqual([0, 'Unlisted']);
  });
});

describe('clocks of machines that differ', () => {
  const MIN = 60_000;
  test.each([
    ['the release ahead', 10, 0, 0, 0],
    ['its rollback ahead', 0, 10, 0, 0],
    ['its rollback behind', 0, -10, 0, 0],
    ['the restore ahead', 0, 0, 10, 0],
    ['the restore behind', 0, 0, -10, 0],
    ['all of them', -10, 0, 10, -5],
  ])('%s: rolled back, restored, rolled back, restored', async (_, ofRun, ofRollback, ofRestore, ofNext) => {
    await promote(await stage('x@1.0.0', 'y@1.0.0'));
    await elsewhere();
    const released = await promote(await stage('x@1.1.0', 'y@1.1.0'), {}, undefined, ofRun * MIN);
    const run = idOf(released);
    for (const [back, again] of [
      [ofRollback, ofRestore],
      [ofNext, 0],
    ] as const) {
      await elsewhere();
      const first = await rollback(run, { ahead: back * MIN });
      expect([first.exit, await statusOf('x'), await tagOf('x')]).toEqual([0, 'Unlisted', '1.0.0']);
      await elsewhere();
      const then = await rollback(run, { extra: { restore: 'true' }, ahead: again * MIN });
      expect([then.exit, await statusOf('x'), await tagOf('x')]).toEqual([0, 'Published', '1.1.0']);
    }
    await elsewhere();
    const latest = await rollback(undefined, { extra: { latest: 'true' } });
    expect([latest.exit, await statusOf('x'), await tagOf('x')]).toEqual([0, 'Unlisted', '1.0.0']);
  });

  test('a restore publishes nothing that a person hid after it, where the rollback’s clock was ahead', async () => {
    const run = await released();
    await elsewhere();
    expect((await rollback(run, { ahead: 10 * MIN })).exit).toBe(0);
    await elsewhere();
    expect((await restore(run)).exit).toBe(0);
    await setTag('x', 'latest', '1.0.0');
    await setStatus('x', 'Unlisted');
    await elsewhere();
    expect([(await restore(run)).exit, await statusOf('x'), await tagOf('x')]).toEqual([5, 'Unlisted', '1.0.0']);
  });

  test('who was rolled back by a machine that is behind counts on nothing', async () => {
    const run = await released('c');
    const c = await counted('c');
    await elsewhere();
    expect((await rollback(c, { ahead: -10 * MIN })).exit).toBe(0);
    await elsewhere();
    expect([(await rollback(run)).exit, await statusOf('x')]).toEqual([0, 'Unlisted']);
  });

  test.each([10, 1])('a tag that another run found there is its own, by a clock that is %d min behind', async (by) => {
    await promote(await stage('x@1.0.0', 'y@1.0.0', 'c@1.0.0', 'd@1.0.0'));
    expect((await promote(await stage('x@1.1.0', 'y@1.1.0'), { 'dist-tags': 'keep' })).exit).toBe(0);
    await stage('c@1.1.0', 'd@1.1.0');
    await elsewhere();
    const c = idOf(await promote([x, 'npm:@acme/c@1.1.0'], {}, undefined, by * MIN));
    await elsewhere();
    expect([(await promote([x, 'npm:@acme/d@1.1.0'])).exit, await tagOf('x')]).toEqual([0, '1.1.0']);
    await elsewhere();
    const ended = await rollback(c);
    expect([ended.exit, await tagOf('x'), said(ended)]).toEqual([
      5,
      '1.1.0',
      expect.stringContaining('counts on that'),
    ]);
  });
});
