// What a promotion leaves when it is red: of each version and each tag it is said what became of it, why, and what to do; and
// what is not this run's is not called so.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { Outcome } from '../../src/core/model/outcome.ts';
import type { HttpRequest, HttpTransport } from '../../src/core/ports/http.ts';
import { tags as wire } from '../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { saidBy } from './printed-commands.ts';
import { type Ended, jsonOf, resultOf, runCommand } from './run-command.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;
const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
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

const point = async (tag: string, version: string, repository = 'prod') =>
  wire.set(ui, tag, version, await at.target('npm', repository));

const tarball = (version: string) => writeNpmPackage(join(home, `${version}.tgz`), { name: '@acme/ui', version });

async function has(repository: string, versions: readonly string[]) {
  for (const version of versions) await at.publish([await tarball(version)], { to: repository });
}

const status = async (version: string) =>
  (await at.client.describePackageVersion(at.at('prod'), { ...ui, version }))?.status;

const promote = (
  more: Readonly<Record<string, string>>,
  network: (send: HttpTransport) => HttpTransport = (send) => send,
): Promise<Ended> =>
  runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    network,
    inputs: {
      ...place,
      'source-repository': 'staging',
      'destination-repository': 'prod',
      versions: 'npm:@acme/ui@1.1.0',
      'promotion-record': 'none',
      journal: 'journal.jsonl',
      ...more,
    },
  });

const rollback = (operands: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: home,
    operands,
    inputs: {
      ...place,
      'destination-repository': 'prod',
      'promotion-record': 'none',
      journal: 'journal.jsonl',
      ...more,
    },
  });

const outcomesOf = (ended: Ended) => jsonOf(ended).outcomes as readonly Outcome[];
const runOf = (ended: Ended) => String(jsonOf(ended).runId);

const answering =
  (code: number, isMeant: (request: HttpRequest) => boolean) =>
  (send: HttpTransport): HttpTransport => {
    return async (request) =>
      isMeant(request)
        ? { status: code, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : send(request);
  };

const isTagWrite = ({ method, url }: HttpRequest) =>
  (method === 'PUT' || method === 'DELETE') && url.includes('/dist-tags/') && !url.includes('codeartifact-ci-');

const isCopy = ({ url }: HttpRequest) => url.includes('/v1/package/versions/copy');

/** 1.0.0 is in prod; staging has 1.1.0 besides, as `next`, so that a copy takes that along. */
async function second(): Promise<void> {
  await has('staging', ['1.0.0', '1.1.0', '1.2.0']);
  await has('prod', ['1.0.0']);
  await point('next', '1.1.0', 'staging');
}

describe('a roll-back on failure', () => {
  test('that may not move tags says so of the version and of each tag, and the command goes on', async () => {
    await second();
    const ended = await promote({ 'dist-tags': 'latest=1.1.0', 'on-failure': 'roll-back' }, answering(403, isTagWrite));
    expect(ended.exit).toBe(3);
    const run = runOf(ended);
    const [outcome] = outcomesOf(ended);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'CA-AUTH-003' });
    expect(outcome?.reason).toMatch(/could not be set to 1\.1\.0: .*403/);
    expect(outcome?.reason).toMatch(/it was not rolled back \(.*`next`.*403.*\)/);
    expect(outcome?.reason).toContain(`\`rollback ${run}\` takes the release back`);
    const warnings = jsonOf(ended).warnings as readonly string[];
    const standing = `@acme/ui: \`next\` still points at 1.1.0, and not at nothing as before; \`rollback ${run}\` takes the release back, with what earlier runs of it brought`;
    expect(warnings).toContainEqual(standing);
    expect(saidBy(ended)).toContain(standing);
    expect(await status('1.1.0')).toBe('Published');
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.0', next: '1.1.0' });
    expect((await rollback([run])).exit).toBe(0);
    expect(await status('1.1.0')).toBe('Unlisted');
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.0' });
  });

  test('that may not change the status says so of the version', async () => {
    await second();
    const isStatus = ({ url }: HttpRequest) => url.includes('/update_status');
    const ended = await promote(
      { 'dist-tags': 'latest=1.1.0', 'on-failure': 'roll-back' },
      answering(403, (request) => isStatus(request) || (request.method === 'PUT' && isTagWrite(request))),
    );
    const [outcome] = outcomesOf(ended);
    expect(outcome?.reason).toMatch(/it was not rolled back \(.*\); `rollback .*` takes the release back/);
    expect(await status('1.1.0')).toBe('Published');
  });

  test('that took it back says that', async () => {
    await second();
    const ended = await promote(
      { 'dist-tags': 'latest=1.1.0', 'on-failure': 'roll-back' },
      answering(403, (request) => isTagWrite(request) && request.method === 'PUT'),
    );
    expect(outcomesOf(ended)[0]?.reason).toContain('it was set to Unlisted');
    expect(await status('1.1.0')).toBe('Unlisted');
    expect((jsonOf(ended).warnings as readonly string[]).join('\n')).not.toContain('still points');
  });
});

describe('a red promotion', () => {
  test('whose copy came although its answer was lost says that it is there, and what undoes it', async () => {
    await second();
    await has('prod', ['1.2.0']);
    await point('latest', '1.0.0');
    await point('latest', '1.1.0', 'staging');
    let copies = 0;
    const ended = await promote({}, (send) => async (request) => {
      const answer = await send(request);
      if (!isCopy(request) || ++copies > 1) return answer;
      await answer.discard();
      await point('latest', '1.2.0');
      throw new Error('the connection went away');
    });
    expect(ended.exit).toBe(5);
    const [outcome] = outcomesOf(ended);
    expect(outcome?.reason).toContain('moved by somebody else to 1.2.0');
    expect(outcome?.reason).toContain('this run copied it, and it is there');
    expect(resultOf(ended).lines.join('\n')).toContain(`run ${runOf(ended)}: \`rollback ${runOf(ended)}\` undoes it`);
    expect((await rollback([runOf(ended)])).exit).toBe(0);
    expect(await status('1.1.0')).toBe('Unlisted');
    expect((await at.tags('prod', ui)).latest).toBe('1.2.0');
  });

  test('that could not copy at all does not say so', async () => {
    await second();
    const ended = await promote({}, answering(403, isCopy));
    expect(outcomesOf(ended)[0]?.reason).not.toContain('it is there');
    expect(resultOf(ended).lines.join('\n')).not.toContain('undoes it');
  });
});

test('what another run had put there by then is unchanged, and nothing of it can be undone', async () => {
  await second();
  await point('latest', '1.1.0', 'staging');
  const found = await at.client.describePackageVersion(at.at('staging'), { ...ui, version: '1.1.0' });
  let copies = 0;
  const ended = await promote({ 'dist-tags': 'keep' }, (send) => async (request) => {
    if (isCopy(request) && ++copies === 1) {
      await at.client.copyPackageVersions({
        ...{ domain: 'my-org', domainOwner: '111122223333', sourceRepository: 'staging' },
        ...{ destinationRepository: 'prod', package: ui, allowOverwrite: false, includeFromUpstream: false },
        revisions: { '1.1.0': found?.revision ?? '' },
      });
      await point('latest', '1.0.0');
    }
    return send(request);
  });
  expect(outcomesOf(ended)).toMatchObject([
    { kind: 'unchanged', reason: 'somebody else put it there after the plan was made' },
  ]);
  expect(resultOf(ended).lines.join('\n')).not.toContain('undoes it');
  expect(Object.keys(await at.tags('prod', ui)).sort()).toEqual(['latest', 'next']);
});

describe('a rollback by the manifest that the run of a journal wrote', () => {
  const publish = async (versions: readonly string[], manifest: string) =>
    runCommand(publishCommand, 'publish', {
      url: at.url,
      folder: home,
      inputs: {
        ...place,
        repository: 'prod',
        packages: (await Promise.all(versions.map(tarball))).join('\n'),
        manifest,
        journal: 'journal.jsonl',
      },
    });

  test('goes by that run, and leaves what the run only found', async () => {
    await has('prod', ['0.9.0']);
    expect((await publish(['1.0.0'], 'earlier.json')).exit).toBe(0);
    const published = await publish(['1.0.0', '1.1.0'], 'm.json');
    expect(published.exit).toBe(0);
    const run = runOf(published);
    expect(resultOf(published).lines).toContain(`run ${run}: \`rollback ${run}\` undoes it`);
    const ended = await rollback([], { manifest: 'm.json' });
    expect(ended.exit).toBe(0);
    expect(saidBy(ended)).not.toContain('there is no journal of that run');
    expect(await status('1.0.0')).toBe('Published');
    expect(await status('1.1.0')).toBe('Unlisted');
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.0' });
  });

  test.each(['RUN', 'manifest'])('takes back a first publication, whose tag came with it (%s)', async (by) => {
    const published = await publish(['1.0.0'], 'm.json');
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.0' });
    const ended = await (by === 'RUN' ? rollback([runOf(published)]) : rollback([], { manifest: 'm.json' }));
    expect({ exit: ended.exit, said: ended.exit === 0 ? '' : saidBy(ended) }).toEqual({ exit: 0, said: '' });
    expect(await status('1.0.0')).toBe('Unlisted');
    expect(await at.tags('prod', ui)).toEqual({});
  });

  test('goes by the manifest where the journal is of another release', async () => {
    await has('prod', ['0.9.0']);
    expect((await publish(['1.0.0'], 'one.json')).exit).toBe(0);
    expect((await publish(['1.1.0'], 'two.json')).exit).toBe(0);
    const ended = await rollback([], { manifest: 'one.json' });
    expect(ended.exit).toBe(0);
    expect(await status('1.0.0')).toBe('Unlisted');
    expect(await status('1.1.0')).toBe('Published');
    expect((await at.tags('prod', ui)).latest).toBe('1.1.0');
  });
});
