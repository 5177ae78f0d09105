// `rollback` against the local server, after real promotions: what comes back, what each input changes, how it ends.
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { isWrite, openWorld, SETUP, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, counted, type Ended, type Given, jsonOf, listOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
const reader = user('reader', [
  allow(
    'sts:*',
    'codeartifact:Get*',
    'codeartifact:Describe*',
    'codeartifact:List*',
    'codeartifact:ReadFromRepository',
  ),
]);
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home, { setup: { ...SETUP, users: [reader] } });
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
const rollback = ({ inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: home,
    inputs: { ...place, repository: 'prod', ...inputs },
    ...more,
  });
/** Publishes and promotes these versions as one set, and gives the promotion. */
async function promoted(names: readonly string[], version = '1.0.0', inputs: Given['inputs'] = {}): Promise<Ended> {
  const paths = names.map((name) =>
    writeNpmPackage(join(home, `${name}-${version}.tgz`), { name: `@acme/${name}`, version }),
  );
  await at.publish(await Promise.all(paths));
  const ended = await runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: {
      ...place,
      'source-repository': 'staging',
      'destination-repository': 'prod',
      versions: names.map((name) => `npm:@acme/${name}@${version}`).join('\n'),
      'dist-tags': 'copy',
      ...inputs,
    },
  });
  expect(ended.exit).toBe(0);
  at.exchanges.splice(0);
  return ended;
}
const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
async function statuses(name: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), npm(name)))
    found[version] = status;
  return found;
}
const writes = () => at.exchanges.filter(isWrite).filter(({ target }) => target !== '/');
const journalOf = (path = '.codeartifact-ci/journal.jsonl') =>
  readFileSync(join(home, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('rollback', () => {
  test('unlists what the last promotion brought, moves the tags back, appends to the journal', async () => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0');
    expect(await at.tags('prod', npm('utils'))).toMatchObject({ latest: '1.1.0' });
    const lines = journalOf();
    const ended = await rollback();
    expect(ended.exit).toBe(0);
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Unlisted' });
    expect(await at.tags('prod', npm('utils'))).toMatchObject({ latest: '1.0.0' });
    expect(jsonOf(ended)).toMatchObject({
      dryRun: false,
      runId: expect.stringMatching(/^\d{8}t/),
      outcomes: [{ kind: 'changed', from: 'Published', to: 'Unlisted', ref: { name: 'utils', version: '1.1.0' } }],
      tags: { 'pkg:npm/%40acme/utils': { latest: '1.0.0' } },
      warnings: [],
    });
    expect(resultOf(ended).outputs).toMatchObject({ failed: '[]', journal: '.codeartifact-ci/journal.jsonl' });
    expect(resultOf(ended).lines.join('\n')).toContain('Published → Unlisted');
    expect(resultOf(ended).lines.join('\n')).toContain('npm, Unlisted: lock files that name it keep working');
    expect(resultOf(ended).summary).toContain('### Rollback in my-org/prod: 1 changed');
    const now = journalOf();
    expect(now.slice(0, lines.length)).toEqual(lines);
    expect(now[lines.length]).toMatchObject({ kind: 'begin', verb: 'rollback', run: jsonOf(ended).runId });
  });

  test('a dry run says the same and writes nothing, not even to the journal', async () => {
    await promoted(['utils']);
    const before = [await at.state('prod'), journalOf()];
    at.exchanges.splice(0);
    const ended = await rollback({ inputs: { 'dry-run': 'true' } });
    expect(writes()).toEqual([]);
    expect([await at.state('prod'), journalOf()]).toEqual(before);
    expect(jsonOf(ended)).toMatchObject({ dryRun: true, outcomes: [{ kind: 'changed', to: 'Unlisted' }], runId: '' });
    expect(resultOf(ended).lines[0]).toBe('nothing was written; this is what would be done:');
    expect(resultOf(ended).summary).toContain('### Rollback (dry run) in my-org/prod');
  });

  test.each([
    ['`--restore`', {}, { restore: 'true' }],
    ['`target-status: Published`', { 'target-status': 'Published' }, {}],
  ] as const)('%s takes the rollback back', async (_, inputs, extra) => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0');
    await rollback();
    const ended = await rollback({ inputs, extra });
    expect(ended.exit).toBe(0);
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
    expect(await at.tags('prod', npm('utils'))).toMatchObject({ latest: '1.1.0' });
  });
});

describe('inputs', () => {
  test('a run that is named, not the last', async () => {
    const first = await promoted(['utils']);
    await promoted(['other']);
    await rollback({ operands: [String(jsonOf(first).runId)] });
    expect([await statuses('utils'), await statuses('other')]).toEqual([
      { '1.0.0': 'Unlisted' },
      { '1.0.0': 'Published' },
    ]);
  });

  test('`versions`: only these of the run', async () => {
    await promoted(['utils', 'other']);
    await rollback({ inputs: { versions: 'npm:@acme/other@1.0.0' } });
    expect([await statuses('utils'), await statuses('other')]).toEqual([
      { '1.0.0': 'Published' },
      { '1.0.0': 'Unlisted' },
    ]);
  });

  test.each([
    ['Archived', { '1.0.0': 'Archived' }],
    ['Deleted', {}],
  ])('`target-status: %s`', async (status, left) => {
    await promoted(['utils']);
    expect((await rollback({ inputs: { 'target-status': status } })).exit).toBe(0);
    expect(await statuses('utils')).toEqual(left);
  });

  test('`plan`, when the journal is lost', async () => {
    await promoted(['utils'], '1.0.0', { 'plan-output': 'plan.json' });
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    expect((await rollback({ inputs: { plan: 'plan.json' } })).exit).toBe(0);
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Unlisted' });
  });

  test('`journal` says where', async () => {
    await promoted(['utils'], '1.0.0', { journal: 'runs.jsonl' });
    const ended = await rollback({ inputs: { journal: 'runs.jsonl' } });
    expect(resultOf(ended).outputs.journal).toBe('runs.jsonl');
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Unlisted' });
    expect(await readFile(join(home, 'runs.jsonl'), 'utf8')).toContain(String(jsonOf(ended).runId));
  });

  test('`endpoint-type` and `duration-seconds` reach their calls; 0 becomes minutes', async () => {
    await promoted(['utils']);
    await rollback({ inputs: { 'endpoint-type': 'dualstack', 'duration-seconds': '1800', 'dry-run': 'true' } });
    await rollback({ inputs: { 'endpoint-type': 'dualstack', 'duration-seconds': '0' } });
    const types = asked(at.exchanges, '/v1/repository/endpoint').map((query) => query.get('endpointType'));
    expect(new Set(types)).toEqual(new Set(['dualstack']));
    const durations = asked(at.exchanges, '/v1/authorization-token').map((query) => query.get('duration'));
    expect(durations.at(-1)).toBe('900');
  });

  test.each(['1', '3'])('`concurrency` %s: so many changes at once', async (concurrency) => {
    await promoted(['a', 'b', 'c', 'd', 'e']);
    const onTheWay = counted(({ url }) => url.includes('/v1/package/versions/update_status'));
    expect((await rollback({ inputs: { concurrency }, network: onTheWay.network })).exit).toBe(0);
    expect(onTheWay.most()).toBeLessThanOrEqual(Number(concurrency));
    expect(onTheWay.most() > 1).toBe(concurrency !== '1');
  });
});

describe('refusals', () => {
  test('no repository', async () => {
    expect(await rollback({ inputs: { repository: '' } })).toMatchObject({ exit: 2, code: 'CA-INPUT-001' });
  });

  test.each([
    ['no journal', {}, [], 'no promotion in .codeartifact-ci/journal.jsonl'],
    ['a plan that is not there', { plan: 'nothing.json' }, [], 'nothing.json does not exist'],
    ['a run that is not there', {}, ['20260101t000000z-none'], 'no run 20260101t000000z-none'],
  ] as const)('%s', async (_, inputs, operands, words) => {
    const ended = await rollback({ inputs, operands });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-005', message: expect.stringContaining(words) });
  });

  test('the journal of another repository', async () => {
    await promoted(['utils']);
    const ended = await rollback({ inputs: { repository: 'staging' } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-001', message: expect.stringContaining('my-org/prod') });
    expect(writes()).toEqual([]);
  });

  test('versions that the run did not bring', async () => {
    await promoted(['utils']);
    const ended = await rollback({ inputs: { versions: 'npm:@acme/other@1.0.0' } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-005' });
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Published' });
  });

  test('bytes that were replaced do not come back: blocked', async () => {
    await writeNpmPackage(join(home, 'old.tgz'), {
      name: '@acme/utils',
      version: '1.0.0',
      files: { 'old.js': 'of yesterday' },
    });
    await at.publish(['old.tgz'], { to: 'prod' });
    await promoted(['utils'], '1.0.0', { 'allow-overwrite': 'true' });
    const ended = await rollback();
    expect(ended.exit).toBe(5);
    expect(jsonOf(ended)).toMatchObject({ outcomes: [{ kind: 'blocked', code: 'CA-CONFLICT-003' }] });
    expect(listOf(ended, 'failed')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Published' });
  });

  test('not allowed: the action is named, nothing has changed', async () => {
    await promoted(['utils']);
    const before = await at.state('prod');
    const ended = await rollback({ env: { AWS_ACCESS_KEY_ID: reader.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET } });
    expect(ended.exit).toBe(3);
    // The tags go first, so that nobody is pointed at what is hidden.
    expect(JSON.stringify(jsonOf(ended))).toContain('codeartifact:PutPackageMetadata');
    expect(await at.state('prod')).toEqual(before);
  });

  test.each([1, 2])('throttled for good: %i tries and no more', async (tries) => {
    await promoted(['utils']);
    at.local.faults.add([{ kind: 'throttle', operation: 'UpdatePackageVersionsStatus' }]);
    const ended = await rollback({ inputs: { 'retry-max-attempts': String(tries) } });
    expect(ended.exit).toBe(6);
    expect(listOf(ended, 'failed')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
    expect(asked(at.exchanges, '/v1/package/versions/update_status')).toHaveLength(tries);
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Published' });
  });

  test.each([1, 2])('a tag that cannot be moved: %i tries and no more, and nothing is hidden', async (tries) => {
    await promoted(['utils']);
    at.local.faults.add([{ kind: 'throttle', method: 'DELETE' }]);
    expect((await rollback({ inputs: { 'retry-max-attempts': String(tries) } })).exit).toBe(6);
    expect(at.exchanges.filter(({ method }) => method === 'DELETE')).toHaveLength(tries);
    expect(await statuses('utils')).toEqual({ '1.0.0': 'Published' });
  });
});

describe('rollback of the latest run, by records that are read late', () => {
  const latest = (more: Partial<Given> = {}) => rollback({ extra: { latest: 'true' }, ...more });
  const utils = async () => ({ statuses: await statuses('utils'), tags: await at.tags('prod', npm('utils')) });
  const withdrawn = {
    statuses: { '1.0.0': 'Published', '1.1.0': 'Published', '1.2.0': 'Unlisted' },
    tags: { latest: '1.1.0' },
  };

  test('a list without the latest record is not believed at once', async () => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0');
    at.local.faults.add([{ kind: 'stale', operation: 'ListPackageVersions', count: 1 }]);
    // What this reads is what is answered once more.
    expect((await latest({ inputs: { 'dry-run': 'true' } })).exit).toBe(0);
    await promoted(['utils'], '1.2.0');
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    const ended = await latest();
    expect(at.local.faults.list()).toMatchObject([{ applied: 1 }]);
    expect(ended.exit).toBe(0);
    expect(await utils()).toEqual(withdrawn);
  });

  /** Answers to the first `count` requests for a record that it is not there. */
  const withoutRecord = (count: number): NonNullable<Given['network']> => {
    let left = count;
    return (send) => async (request) => {
      const isRecord = request.url.includes('/v1/package/version/asset?') && request.url.includes('promotion.json');
      if (!isRecord || --left < 0) return send(request);
      return send({ ...request, url: request.url.replace('promotion.json', 'no.json') });
    };
  };

  test('a record that is listed and not there yet is asked for again', async () => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0');
    await promoted(['utils'], '1.2.0');
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    expect((await latest({ network: withoutRecord(4) })).exit).toBe(0);
    expect(await utils()).toEqual(withdrawn);
  });

  test('a record that is listed and never there keeps anything from being taken for the latest', async () => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0');
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    const before = await utils();
    const { exit } = await latest({ network: withoutRecord(Number.POSITIVE_INFINITY) });
    expect(exit).toBe(2);
    expect(await utils()).toEqual(before);
  });

  test('an archived record keeps anything from being taken for the latest, and is named', async () => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0');
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    const records = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;
    const ids: string[] = [];
    for await (const { version } of at.client.listPackageVersions(at.at('prod'), records)) ids.push(version);
    const newest = ids
      .filter((id) => !id.endsWith('-begun'))
      .sort()
      .at(-1) as string;
    await at.client.updatePackageVersionsStatus(at.at('prod'), records, { versions: [newest], target: 'Archived' });
    const before = await utils();
    const ended = await latest();
    expect(ended.exit).toBe(2);
    expect(`${ended.message}\n${ended.host.lines.join('\n')}`).toContain(newest);
    expect(await utils()).toEqual(before);
    const named = await rollback({ operands: [newest], inputs: { 'destination-repository': 'prod' } });
    expect(named.exit).toBe(2);
    expect(`${named.message}\n${named.host.lines.join('\n')}`).toContain('is Archived, so it cannot be read');
    expect(await utils()).toEqual(before);
  });

  test.each([
    ['and nothing since', false],
    ['and the same promotion again, which found it there', true],
  ])('a later promotion that left no record, %s: the one before it is not taken for the latest', async (_, again) => {
    await promoted(['utils']);
    await promoted(['utils'], '1.1.0', { 'promotion-record': 'none' });
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    if (again) await promoted(['utils'], '1.1.0', { 'dist-tags': 'keep' });
    await rm(join(home, '.codeartifact-ci'), { recursive: true, force: true });
    const before = await utils();
    const ended = await latest();
    expect([ended.exit, ended.code]).toEqual([2, 'CA-INPUT-005']);
    expect(ended.message).toMatch(/is not the latest, or somebody moved the tag since$|may not be the latest$/);
    expect(await utils()).toEqual(before);
  });
});
