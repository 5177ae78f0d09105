// `retire` against the local server: named versions and rules, what each input changes, how it ends.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { retireCommand } from '../../src/commands/retire.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { isWrite, openWorld, SETUP, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, counted, type Given, jsonOf, listOf, resultOf, runCommand } from './run-command.ts';

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

const place = { domain: 'my-org', 'domain-owner': '111122223333', repository: 'staging' } as const;
const retire = ({ inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(retireCommand, 'retire', { url: at.url, folder: home, inputs: { ...place, ...inputs }, ...more });
async function published(name: string, ...versions: readonly string[]): Promise<void> {
  for (const version of versions)
    await at.publish([await writeNpmPackage(join(home, `${name}-${version}.tgz`), { name: `@acme/${name}`, version })]);
  at.exchanges.splice(0);
}
async function statuses(name = 'utils'): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const ref = { format: 'npm', namespace: 'acme', name } as const;
  for await (const { version, status } of at.client.listPackageVersions(at.at('staging'), ref)) found[version] = status;
  return found;
}
const writes = () => at.exchanges.filter(isWrite).filter(({ target }) => target !== '/');
const newest = { retention: 'keep-newest: 1' } as const;

describe('retire', () => {
  test('named versions, in either spelling', async () => {
    await published('utils', '1.0.0', '1.1.0', '1.2.0');
    const versions = 'npm:@acme/utils@1.0.0\npkg:npm/%40acme/utils@1.1.0';
    const ended = await retire({ inputs: { versions } });
    expect(ended.exit).toBe(0);
    expect(await statuses()).toEqual({ '1.0.0': 'Unlisted', '1.1.0': 'Unlisted', '1.2.0': 'Published' });
    expect(jsonOf(ended)).toMatchObject({
      dryRun: false,
      runId: expect.stringMatching(/^\d{8}t/),
      outcomes: [
        { kind: 'changed', from: 'Published', to: 'Unlisted', ref: { version: '1.0.0' } },
        { kind: 'changed', ref: { version: '1.1.0' } },
      ],
      plan: [{ reason: 'named', isNamed: true }, {}],
      freed: 0,
      warnings: [],
    });
    expect(resultOf(ended).outputs).toEqual({
      published: '[]',
      unchanged: '[]',
      promoted: '[]',
      failed: '[]',
      journal: '.codeartifact-ci/journal.jsonl',
    });
    expect(resultOf(ended).summary).toContain('### Retire in my-org/staging: 2 changed');
    expect(resultOf(ended).lines.join('\n')).toMatch(/Published → Unlisted +npm:@acme\/utils@1\.0\.0/);
    expect(resultOf(ended).lines.filter((line) => line.startsWith('npm, Unlisted: lock files'))).toHaveLength(1);
    const [begin] = readFileSync(join(home, '.codeartifact-ci', 'journal.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(begin as string)).toMatchObject({ verb: 'retire', run: jsonOf(ended).runId });
  });

  test('words after the command come before `versions`', async () => {
    await published('utils', '1.0.0', '1.1.0');
    await retire({ operands: ['npm:@acme/utils@1.1.0'], inputs: { versions: 'npm:@acme/utils@1.0.0' } });
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Unlisted' });
  });

  test('what no rule keeps; rules as text or in a file', async () => {
    await published('utils', '1.0.0', '1.1.0');
    await writeFile(join(home, 'rules.yml'), 'keep-newest: 1\n');
    const dry = await retire({ inputs: { ...newest, 'dry-run': 'true' } });
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
    const ended = await retire({ inputs: { retention: 'rules.yml' } });
    expect(jsonOf(ended).plan).toEqual(jsonOf(dry).plan);
    expect(resultOf(ended).lines).toContain('1 changed');
    expect(ended.host.lines.filter((line) => line.startsWith('progress'))).toEqual([
      'progress: looked at 1/1',
      'progress: retired 1/1',
    ]);
    expect(await statuses()).toEqual({ '1.0.0': 'Unlisted', '1.1.0': 'Published' });
  });

  test('a dry run says what it would do and writes nothing', async () => {
    await published('utils', '1.0.0');
    const before = await at.state('staging');
    at.exchanges.splice(0);
    const ended = await retire({
      inputs: { versions: 'npm:@acme/utils@1.0.0', 'target-status': 'Deleted', 'dry-run': 'true' },
    });
    expect(writes()).toEqual([]);
    expect(await at.state('staging')).toEqual(before);
    expect(existsSync(join(home, '.codeartifact-ci'))).toBe(false);
    expect(jsonOf(ended)).toMatchObject({ dryRun: true, outcomes: [], plan: [{ to: 'Deleted' }], runId: '' });
    expect(jsonOf(ended).freed).toBeGreaterThan(100);
    expect(resultOf(ended).outputs.journal).toBeUndefined();
    expect(resultOf(ended).lines[0]).toBe('nothing was written; this is what would be done:');
    expect(resultOf(ended).lines.at(-1)).toMatch(/^npm, \w+: (lock files|nobody)/);
    expect(resultOf(ended).summary).toContain('### Retire (dry run) in my-org/staging');
  });
});

describe('inputs', () => {
  test.each([
    ['Archived', { '1.0.0': 'Archived' }],
    ['Disposed', { '1.0.0': 'Disposed' }],
    ['Deleted', {}],
  ])('`target-status: %s`', async (status, left) => {
    await published('utils', '1.0.0');
    expect((await retire({ inputs: { versions: 'npm:@acme/utils', 'target-status': status } })).exit).toBe(0);
    expect(await statuses()).toEqual(left);
  });

  test.each(['Unlisted', 'Archived'])('`target-status: Published` lists %s versions and says so', async (status) => {
    await published('utils', '1.0.0', '1.1.0');
    const versions = 'npm:@acme/utils@1.0.0';
    await retire({ inputs: { versions, 'target-status': status } });
    const ended = await retire({ operands: [versions], inputs: { 'target-status': 'Published' } });
    expect(ended.exit).toBe(0);
    expect(resultOf(ended).lines.join('\n')).toMatch(new RegExp(`${status} → Published +npm:@acme/utils@1\\.0\\.0`));
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('`target-status: Published` lists again; what has the status already is unchanged', async () => {
    await published('utils', '1.0.0');
    const versions = 'npm:@acme/utils@1.0.0';
    await retire({ inputs: { versions } });
    await retire({ inputs: { versions, 'target-status': 'Published' } });
    expect(await statuses()).toEqual({ '1.0.0': 'Published' });
    const again = await retire({ inputs: { versions, 'target-status': 'Published' } });
    expect(listOf(again, 'unchanged')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
  });

  test('`format` leaves the packages of others', async () => {
    await published('utils', '1.0.0', '1.1.0');
    for (const version of ['1.0', '1.1']) {
      const wheel = await buildWheel({ name: 'acme-core', version });
      await writeFile(join(home, wheel.fileName), wheel.data);
      await at.publish([wheel.fileName]);
    }
    const ended = await retire({ inputs: { ...newest, format: 'pypi' } });
    expect(jsonOf(ended).outcomes).toMatchObject([{ kind: 'changed', ref: { format: 'pypi', version: '1.0' } }]);
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('`include-from-upstream` has the rules judge what came from an upstream, too', async () => {
    const staging = { name: 'staging', upstreams: ['dev'] };
    await at.close();
    at = await openWorld(home, {
      setup: { domains: [{ name: 'my-org', owner: '111122223333', repositories: [{ name: 'dev' }, staging] }] },
    });
    for (const version of ['1.0.0', '1.1.0'])
      await at.publish([await writeNpmPackage(join(home, `utils-${version}.tgz`), { name: '@acme/utils', version })], {
        to: 'dev',
      });
    const headers = { authorization: `Bearer ${(await at.token()).reveal()}` };
    for (const version of ['1.0.0', '1.1.0'])
      await fetch(`${await at.endpoint('npm', 'staging')}@acme/utils/-/utils-${version}.tgz`, { headers });
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
    const kept = await retire({ inputs: newest });
    expect(resultOf(kept).lines.join('\n')).toContain('may be retained from an upstream');
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
    await retire({ inputs: { ...newest, 'include-from-upstream': 'true' } });
    expect(await statuses()).toEqual({ '1.0.0': 'Unlisted', '1.1.0': 'Published' });
  });

  test('records of runs stay whatever the rules say, unless their package is named', async () => {
    const put = (namespace: string, name: string, version: string) => {
      const data = Buffer.from(version);
      const sha256 = createHash('sha256').update(data).digest('hex');
      const open = async function* () {
        yield data;
      };
      const ref = { format: 'generic', namespace, name, version } as const;
      return at.client.publishPackageVersion(
        at.at('staging'),
        ref,
        { name: 'a', size: data.length, sha256, open },
        false,
      );
    };
    const runs = ['20260101t000000000z-abc123', '20260102t000000000z-abc124', '20260102t000000000z-abc124-begun'];
    for (const version of runs) await put('codeartifact-ci', 'promotions', version);
    for (const version of ['1', '2']) await put('acme', 'files', version);
    const rules = { retention: 'keep-promoted-to: [prod]', 'target-status': 'Archived' } as const;
    const left = async () => {
      const found: string[] = [];
      for (const [namespace, name] of [
        ['codeartifact-ci', 'promotions'],
        ['acme', 'files'],
      ] as const)
        for await (const each of at.client.listPackageVersions(at.at('staging'), {
          format: 'generic',
          namespace,
          name,
        }))
          found.push(`${each.version} ${each.status}`);
      return found.sort();
    };
    const all = runs.map((version) => `${version} Published`);
    expect((await retire({ inputs: rules })).exit).toBe(0);
    expect(await left()).toEqual(['1 Archived', '2 Published', ...all]);
    const named = { ...rules, versions: 'generic:codeartifact-ci/promotions' };
    expect((await retire({ inputs: named })).exit).toBe(0);
    expect(await left()).toEqual([
      '1 Archived',
      '2 Published',
      ...all.map((line, index) => (index === 2 ? line : line.replace('Published', 'Archived'))),
    ]);
  });

  test('`journal` says where', async () => {
    await published('utils', '1.0.0');
    const ended = await retire({ inputs: { versions: 'npm:@acme/utils', journal: 'runs.jsonl' } });
    expect(resultOf(ended).outputs.journal).toBe('runs.jsonl');
    expect(readFileSync(join(home, 'runs.jsonl'), 'utf8')).toContain(String(jsonOf(ended).runId));
  });

  test('`endpoint-type` and `duration-seconds` reach their calls; 0 becomes minutes', async () => {
    await published('utils', '1.0.0', '1.1.0');
    const rules = { retention: 'keep-newest: 1\nkeep-tagged: true', 'endpoint-type': 'dualstack' } as const;
    const durations = () => asked(at.exchanges, '/v1/authorization-token').map((query) => query.get('duration'));
    await retire({ inputs: { ...rules, 'duration-seconds': '1800', 'dry-run': 'true' } });
    expect(new Set(durations())).toEqual(new Set(['1800']));
    at.exchanges.splice(0);
    await retire({ inputs: { ...rules, 'duration-seconds': '0' } });
    expect(new Set(durations())).toEqual(new Set(['900']));
    const types = asked(at.exchanges, '/v1/repository/endpoint').map((query) => query.get('endpointType'));
    expect(new Set(types)).toEqual(new Set(['dualstack']));
  });

  test.each(['1', '3'])('`concurrency` %s: so many changes at once', async (concurrency) => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await published(name, '1.0.0');
    const versions = names.map((name) => `npm:@acme/${name}@1.0.0`).join('\n');
    const onTheWay = counted(({ url }) => url.includes('/v1/package/versions/update_status'));
    expect((await retire({ inputs: { versions, concurrency }, network: onTheWay.network })).exit).toBe(0);
    expect(onTheWay.most()).toBeLessThanOrEqual(Number(concurrency));
    expect(onTheWay.most() > 1).toBe(concurrency !== '1');
  });
});

describe('refusals', () => {
  test.each([
    ['nothing to retire', {}, 2, 'CA-INPUT-001', '`versions`'],
    ['no repository', { ...newest, repository: '' }, 2, 'CA-INPUT-001', '`repository`'],
    ['no such repository', { ...newest, repository: 'nowhere' }, 4, 'CA-FIND-001', 'nowhere'],
    ['no such version', { versions: 'npm:@acme/utils@9.9.9' }, 4, 'CA-FIND-002', '@acme/utils@9.9.9'],
    ['a coordinate that is none', { versions: 'utils' }, 2, 'CA-INPUT-002', 'utils'],
    ['rules that list', { ...newest, 'target-status': 'Published' }, 2, 'CA-INPUT-001', 'rules hide versions'],
    ['rules that are none', { retention: 'keep-latest: 1' }, 2, 'CA-INPUT-001', 'keep-latest'],
    ['a file of rules that is not there', { retention: 'rules.yml' }, 2, 'CA-INPUT-005', 'rules.yml does not exist'],
  ] as const)('%s', async (_, inputs, exit, code, words) => {
    await published('utils', '1.0.0', '1.1.0');
    expect(await retire({ inputs })).toMatchObject({ exit, code, message: expect.stringContaining(words) });
    expect(writes()).toEqual([]);
    expect(await statuses()).toEqual({ '1.0.0': 'Published', '1.1.0': 'Published' });
  });

  test('a format that cannot be retired yet is named, before anything is asked', async () => {
    const ended = await retire({ operands: ['ruby:acme@1.0.0', 'npm:@acme/utils'] });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-003' });
    expect(ended.message).toBe('`retire` cannot handle packages of ruby yet: ruby:acme@1.0.0');
    expect(at.exchanges).toEqual([]);
  });

  test('one name that is wrong keeps the others from going', async () => {
    await published('utils', '1.0.0');
    const versions = 'npm:@acme/utils@1.0.0\nnpm:@acme/utils@9.9.9';
    expect(await retire({ inputs: { versions } })).toMatchObject({ exit: 4, code: 'CA-FIND-002' });
    expect(await statuses()).toEqual({ '1.0.0': 'Published' });
  });

  test('not allowed: the action is named, nothing has changed', async () => {
    await published('utils', '1.0.0');
    const ended = await retire({
      inputs: { versions: 'npm:@acme/utils' },
      env: { AWS_ACCESS_KEY_ID: reader.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET },
    });
    expect(ended.exit).toBe(3);
    expect(JSON.stringify(jsonOf(ended).outcomes)).toContain('codeartifact:UpdatePackageVersionsStatus');
    expect(await statuses()).toEqual({ '1.0.0': 'Published' });
  });

  test.each([1, 2])('throttled for good: %i tries and no more', async (tries) => {
    await published('utils', '1.0.0');
    at.local.faults.add([{ kind: 'throttle', operation: 'UpdatePackageVersionsStatus' }]);
    const ended = await retire({
      inputs: { versions: 'npm:@acme/utils', 'retry-max-attempts': String(tries) },
    });
    expect(ended.exit).toBe(6);
    expect(listOf(ended, 'failed')).toEqual(['pkg:npm/%40acme/utils@1.0.0']);
    expect(asked(at.exchanges, '/v1/package/versions/update_status')).toHaveLength(tries);
    expect(await statuses()).toEqual({ '1.0.0': 'Published' });
  });
});
