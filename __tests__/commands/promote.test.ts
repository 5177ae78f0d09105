// `promote` against the local server: plan, copy, record; what each input changes; how it ends.
import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { isWrite, openWorld, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, counted, type Given, jsonOf, listOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
const account = '111122223333';
const REQUEST_TOKEN = 'request-token-of-the-job';
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
  at = await openWorld(home, {
    oidcRequestToken: REQUEST_TOKEN,
    setup: {
      users: [reader],
      domains: [
        { name: 'my-org', owner: account, repositories: [{ name: 'staging' }, { name: 'prod' }] },
        { name: 'their-org', owner: account, repositories: [{ name: 'prod' }] },
      ],
    },
  });
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': account } as const;
const promote = ({ inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { 'destination-repository': 'prod', ...inputs },
    ...more,
  });
const pack = (name: string, version = '1.0.0', manifest: object = {}) =>
  writeNpmPackage(join(home, 'dist', `${name}-${version}.tgz`), {
    name: `@acme/${name}`,
    version,
    manifest: { ...manifest },
  });
const publish = (inputs: Given['inputs'] = {}) =>
  runCommand(publishCommand, 'publish', {
    url: at.url,
    folder: home,
    inputs: { ...place, repository: 'staging', packages: 'dist', ...inputs },
  });
const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
const purlOf = (name: string, version = '1.0.0') => `pkg:npm/%40acme/${name}@${version}`;
const writes = () => at.exchanges.filter(isWrite).filter(({ target }) => target !== '/');
const json = async (name: string) => JSON.parse(await readFile(join(home, name), 'utf8'));

describe('promote', () => {
  test('what the manifest says, its place read from it; the same bytes arrive', async () => {
    await pack('utils');
    await publish();
    const ended = await promote();
    expect(ended.exit).toBe(0);
    expect(listOf(ended, 'promoted')).toEqual([purlOf('utils')]);
    const [staging, prod] = [await at.state('staging'), await at.state('prod')];
    const assetsOf = (state: Record<string, unknown>) =>
      (state['npm acme utils'] as { versions: Record<string, { assets: unknown }> }).versions['1.0.0']?.assets;
    expect(assetsOf(prod)).toEqual(assetsOf(staging));
    expect(resultOf(ended).outputs).toEqual({
      published: '[]',
      unchanged: '[]',
      failed: '[]',
      promoted: JSON.stringify([purlOf('utils')]),
      'plan-hash': expect.stringMatching(/^[0-9a-f]{64}$/),
      journal: '.codeartifact-ci/journal.jsonl',
      'promotion-record': `pkg:generic/codeartifact-ci/promotions@${jsonOf(ended).runId}`,
    });
    expect(jsonOf(ended)).toEqual({
      dryRun: false,
      runId: expect.stringMatching(/^\d{8}t/),
      outcomes: [expect.objectContaining({ kind: 'promoted' })],
      tags: expect.any(Object),
      warnings: [],
      planHash: resultOf(ended).outputs['plan-hash'],
      record: resultOf(ended).outputs['promotion-record'],
    });
    expect(resultOf(ended).lines.join('\n')).toContain(`rollback ${jsonOf(ended).runId}`);
    expect(resultOf(ended).summary).toContain('### Promoted my-org/staging → my-org/prod: 1 promoted');
    expect(resultOf(ended).summary).toContain('```mermaid');
    expect(existsSync(join(home, 'codeartifact-plan.json'))).toBe(false);
  });

  test('the same again is unchanged', async () => {
    await pack('utils');
    await publish();
    await promote();
    const ended = await promote();
    expect({ exit: ended.exit, unchanged: listOf(ended, 'unchanged') }).toEqual({
      exit: 0,
      unchanged: [purlOf('utils')],
    });
  });

  test.each([
    ['`dry-run`', { 'dry-run': 'true' }, {}],
    ['`--plan-only`', {}, { 'plan-only': 'true' }],
  ])('%s writes the plan here and nothing there; the plan can be applied', async (_, inputs, extra) => {
    await pack('utils');
    await publish();
    const before = await at.state('prod');
    at.exchanges.splice(0);
    const dry = await promote({ inputs, extra });
    expect(writes()).toEqual([]);
    expect(await at.state('prod')).toEqual(before);
    expect(existsSync(join(home, '.codeartifact-ci', 'journal.jsonl'))).toBe(true);
    const plan = await json('codeartifact-plan.json');
    expect(dry.exit).toBe(0);
    expect(jsonOf(dry)).toEqual({ dryRun: true, plan, promoted: [], failed: [] });
    expect(resultOf(dry).outputs).toEqual({
      'plan-hash': plan.hash,
      plan: 'codeartifact-plan.json',
      failed: '[]',
      promoted: '[]',
    });
    expect(resultOf(dry).lines.join('\n')).toContain(plan.hash);

    const ended = await promote({ inputs: { plan: 'codeartifact-plan.json', 'destination-repository': '' } });
    expect(listOf(ended, 'promoted')).toEqual([purlOf('utils')]);
    expect(resultOf(ended).outputs).toMatchObject({ 'plan-hash': plan.hash, plan: 'codeartifact-plan.json' });
  });

  test('a plan is refused when the registry has changed since, and when somebody has edited it', async () => {
    await pack('utils');
    await publish();
    await promote({ inputs: { 'dry-run': 'true' } });
    const text = await readFile(join(home, 'codeartifact-plan.json'), 'utf8');
    await writeFile(join(home, 'edited.json'), text.replaceAll('/utils', '/others'));
    const edited = await promote({ inputs: { plan: 'edited.json' } });
    expect(edited).toMatchObject({
      exit: expect.any(Number),
      code: expect.stringMatching(/^CA-(INPUT-005|CONFLICT-)/),
    });
    // Unlisted since the plan was made.
    await at.client.updatePackageVersionsStatus(at.at('staging'), npm('utils'), {
      versions: ['1.0.0'],
      target: 'Archived',
    });
    const before = await at.state('prod');
    const ended = await promote({ inputs: { plan: 'codeartifact-plan.json' } });
    expect(ended.exit).toBe(5);
    expect(await at.state('prod')).toEqual(before);
  });
});

describe('inputs', () => {
  test('`versions` with `source-repository`, without a manifest', async () => {
    await pack('utils');
    await pack('other');
    await publish({ manifest: 'elsewhere.json' });
    const inputs = { ...place, 'source-repository': 'staging', versions: 'npm:@acme/other@1.0.0' };
    expect(listOf(await promote({ inputs }), 'promoted')).toEqual([purlOf('other')]);
    const { 'generic codeartifact-ci promotions': _, ...promoted } = await at.state('prod');
    expect(Object.keys(promoted)).toEqual(['npm acme other']);
  });

  test('`manifest`, `journal` and `plan-output` say where', async () => {
    await pack('utils');
    await publish({ manifest: 'release.json' });
    const ended = await promote({
      inputs: { manifest: 'release.json', journal: 'runs.jsonl', 'plan-output': 'plan.json' },
    });
    expect(resultOf(ended).outputs).toMatchObject({ journal: 'runs.jsonl', plan: 'plan.json' });
    expect((await json('plan.json')).hash).toBe(resultOf(ended).outputs['plan-hash']);
    expect(readFileSync(join(home, 'runs.jsonl'), 'utf8')).toContain(String(jsonOf(ended).runId));
  });

  test.each([
    ['keep', { latest: '1.0.0' }],
    ['copy', { latest: '1.1.0' }],
    ['latest=1.1.0\nstable=1.0.0', { latest: '1.1.0', stable: '1.0.0' }],
  ])('`dist-tags: %s`', async (tags, left) => {
    await pack('utils');
    await publish();
    await promote();
    await pack('utils', '1.1.0');
    await publish();
    expect((await promote({ inputs: { 'dist-tags': tags } })).exit).toBe(0);
    expect(await at.tags('prod', npm('utils'))).toEqual(left);
  });

  test('`include-dependencies`', async () => {
    await pack('base');
    await pack('app', '1.0.0', { dependencies: { '@acme/base': '^1.0.0' } });
    await publish();
    const inputs = { ...place, 'source-repository': 'staging', versions: 'npm:@acme/app@1.0.0' };
    const ended = await promote({ inputs: { ...inputs, 'include-dependencies': 'true' } });
    expect((listOf(ended, 'promoted') as string[]).sort()).toEqual([purlOf('app'), purlOf('base')]);
  });

  test('`allow-overwrite`: without it other bytes are a conflict, the whole set stays', async () => {
    await pack('utils');
    await at.publish([join(home, 'dist')], { to: 'prod' });
    await writeNpmPackage(join(home, 'dist', 'utils-1.0.0.tgz'), {
      name: '@acme/utils',
      version: '1.0.0',
      files: { 'other.js': 'changed' },
    });
    await pack('sibling');
    await publish();
    const before = await at.state('prod');
    const refused = await promote();
    expect(refused.exit).toBe(5);
    expect(listOf(refused, 'failed')).toEqual([purlOf('utils')]);
    expect(resultOf(refused).lines.join('\n')).toContain('nothing was copied');
    expect(await at.state('prod')).toEqual(before);
    const ended = await promote({ inputs: { 'allow-overwrite': 'true' } });
    expect((listOf(ended, 'promoted') as string[]).sort()).toEqual([purlOf('sibling'), purlOf('utils')]);
  });

  test('`destination-domain`: the bytes are read and published again', async () => {
    await pack('utils');
    await publish();
    const ended = await promote({ inputs: { 'destination-domain': 'their-org', 'destination-domain-owner': account } });
    expect(listOf(ended, 'promoted')).toEqual([purlOf('utils')]);
    expect(writes().some(({ method, target }) => method === 'PUT' && target.includes('/their-org-'))).toBe(true);
    expect(await at.state('prod')).toEqual({});
  });

  test('`destination-role-to-assume` signs in a second time, for the destination only', async () => {
    await pack('utils');
    await publish();
    at.exchanges.splice(0);
    const ended = await promote({
      inputs: { 'destination-role-to-assume': `arn:aws:iam::${account}:role/release`, 'duration-seconds': '900' },
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${at.url}/_local/oidc/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
      },
    });
    expect(ended.exit).toBe(0);
    const assumed = at.exchanges.filter(({ body }) => body.includes('AssumeRoleWithWebIdentity'));
    expect(assumed.map(({ body }) => new URLSearchParams(body.toString()).get('RoleArn'))).toEqual([
      `arn:aws:iam::${account}:role/release`,
    ]);
  });

  test('`endpoint-type` and `duration-seconds` reach their calls', async () => {
    await pack('utils');
    await publish();
    at.exchanges.splice(0);
    await promote({ inputs: { 'endpoint-type': 'dualstack', 'duration-seconds': '900' } });
    const types = asked(at.exchanges, '/v1/repository/endpoint').map((query) => query.get('endpointType'));
    expect(new Set(types)).toEqual(new Set(['dualstack']));
    const durations = asked(at.exchanges, '/v1/authorization-token').map((query) => query.get('duration'));
    expect(new Set(durations)).toEqual(new Set(['900']));
  });

  test.each(['1', '8'])('`concurrency` %s: so many copies at once', async (concurrency) => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await pack(name);
    await publish();
    const onTheWay = counted(({ url }) => url.includes('/v1/package/versions/copy'));
    expect((await promote({ inputs: { concurrency }, network: onTheWay.network })).exit).toBe(0);
    // Beyond 1 the pace of the service bounds how many are sent at once.
    if (concurrency === '1') expect(onTheWay.most()).toBe(1);
    else expect(onTheWay.most()).toBeGreaterThan(1);
  });

  test('`promotion-record` is stored beside the release', async () => {
    await pack('utils');
    await publish();
    const ended = await promote({ inputs: { 'promotion-record': 'generic:releases/utils' } });
    expect(resultOf(ended).outputs['promotion-record']).toBe(`pkg:generic/releases/utils@${jsonOf(ended).runId}`);
    expect(Object.keys(await at.state('prod')).sort()).toEqual(['generic releases utils', 'npm acme utils']);
  });

  test('`on-failure: roll-back` takes back what the run promoted', async () => {
    await pack('a');
    await pack('b');
    await publish();
    // The second copy fails for good.
    at.local.faults.add([{ kind: 'error', status: 503, operation: 'CopyPackageVersions', skip: 1 }]);
    const ended = await promote({
      inputs: { 'on-failure': 'roll-back', 'retry-max-attempts': '1', concurrency: '1' },
    });
    expect(ended.exit).toBe(6);
    const { 'generic codeartifact-ci promotions': _, ...promoted } = await at.state('prod');
    const statuses = Object.values(promoted).flatMap((each) =>
      Object.values((each as { versions: Record<string, { status: string }> }).versions).map(({ status }) => status),
    );
    expect(statuses).toEqual(['Unlisted']);
  });
});

describe('refusals', () => {
  test('nothing to promote is named', async () => {
    const ended = await promote();
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-001', message: expect.stringContaining('`manifest`') });
  });

  test('formats that cannot be promoted yet are named together, before anything is asked', async () => {
    const operands = ['npm:@acme/utils@1.0.0', 'pkg:cargo/acme@1.0.0', 'ruby:acme@2.0.0'];
    const ended = await promote({ inputs: { ...place, 'source-repository': 'staging' }, operands });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-003' });
    expect(ended.message).toBe(
      '`promote` cannot handle packages of cargo, ruby yet: cargo:acme@1.0.0, ruby:acme@2.0.0',
    );
    expect(at.exchanges).toEqual([]);
    const versions = await promote({
      inputs: { ...place, 'source-repository': 'staging', versions: 'swift:acme/x@1.0.0' },
    });
    expect(versions).toMatchObject({
      exit: 2,
      code: 'CA-INPUT-003',
      message: expect.stringContaining('swift:acme/x@1.0.0'),
    });
  });

  test('every missing place is named at once', async () => {
    const ended = await promote({ inputs: { versions: 'npm:@acme/utils@1.0.0', 'destination-repository': '' } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-001' });
    for (const name of ['domain', 'source-repository', 'destination-repository'])
      expect(ended.message).toContain(`\`${name}\``);
  });

  test.each([
    ['a manifest that is not there', { manifest: 'nothing.json' }, 'nothing.json does not exist'],
    ['a plan that is not there', { plan: 'nothing.json' }, 'nothing.json does not exist'],
    ['a plan that is none', { plan: 'dist/utils-1.0.0.tgz' }, 'utils-1.0.0.tgz'],
  ] as const)('%s', async (_, inputs, words) => {
    await pack('utils');
    const ended = await promote({ inputs: { ...place, ...inputs } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-005', message: expect.stringContaining(words) });
  });

  test('a version that is not in the source', async () => {
    const inputs = { ...place, 'source-repository': 'staging', versions: 'npm:@acme/nothing@1.0.0' };
    const ended = await promote({ inputs });
    expect(ended.exit).toBe(4);
    expect(`${ended.message}${JSON.stringify(ended.result?.json)}`).toContain('CA-FIND-002');
  });

  test('a destination that is not there', async () => {
    await pack('utils');
    await publish();
    const ended = await promote({ inputs: { 'destination-repository': 'nowhere' } });
    expect(ended).toMatchObject({ exit: 4, code: 'CA-FIND-001', message: expect.stringContaining('nowhere') });
  });

  test('not allowed to copy: the action is named, nothing is there', async () => {
    await pack('utils');
    await publish();
    const ended = await promote({ env: { AWS_ACCESS_KEY_ID: reader.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET } });
    expect(ended.exit).toBe(3);
    expect(`${ended.message}${JSON.stringify(ended.result?.json)}`).toContain('codeartifact:CopyPackageVersions');
    expect(await at.state('prod')).toEqual({});
  });

  test.each([1, 2])('throttled for good: %i tries and no more', async (tries) => {
    await pack('utils');
    await publish();
    at.exchanges.splice(0);
    at.local.faults.add([{ kind: 'throttle', operation: 'CopyPackageVersions' }]);
    const ended = await promote({ inputs: { 'retry-max-attempts': String(tries) } });
    expect(ended.exit).toBe(6);
    expect(listOf(ended, 'failed')).toEqual([purlOf('utils')]);
    expect(asked(at.exchanges, '/v1/package/versions/copy')).toHaveLength(tries);
  });

  test.each([1, 2])('the write of a tag is tried %i times, too, and no more', async (tries) => {
    await pack('utils');
    await publish();
    at.exchanges.splice(0);
    at.local.faults.add([{ kind: 'throttle', method: 'PUT' }]);
    await promote({ inputs: { 'dist-tags': 'stable=1.0.0', 'retry-max-attempts': String(tries) } });
    expect(at.exchanges.filter(({ method }) => method === 'PUT')).toHaveLength(tries);
  });
});
