// What was approved is what is done: the hash of a plan, what is given beside a plan, and the record of what was done.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packagesCommand } from '../../src/commands/packages.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { canonicalJson, documentHash, documentText } from '../../src/core/documents/canonical.ts';
import type { PromotionPlan } from '../../src/core/documents/plan.ts';
import { planHash } from '../../src/core/documents/plan-hash.ts';
import type { PromotionRecord } from '../../src/core/documents/promotion-record.ts';
import { readPlan, readPromotionRecord } from '../../src/core/documents/read.ts';
import { readJournal } from '../../src/core/documents/read-journal.ts';
import { runOfRecord } from '../../src/core/documents/run-of-record.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { INPUTS } from '../../src/core/inputs/definitions.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { isWrite, openWorld, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { type Ended, type Given, jsonOf, KEYS, listOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
const account = '111122223333';
/** May do all that a promotion needs, and not publish. */
const promoter = user('promoter', [
  allow(
    'sts:*',
    'codeartifact:Get*',
    'codeartifact:Describe*',
    'codeartifact:List*',
    'codeartifact:ReadFromRepository',
    'codeartifact:CopyPackageVersions',
    'codeartifact:PutPackageMetadata',
  ),
]);
const asPromoter = { AWS_ACCESS_KEY_ID: promoter.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET };
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home, {
    setup: {
      users: [promoter],
      domains: [
        { name: 'my-org', owner: account, repositories: [{ name: 'staging' }, { name: 'prod' }, { name: 'prod2' }] },
        { name: 'their-org', owner: account, repositories: [{ name: 'prod' }] },
      ],
    },
  });
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const pack = (name: string, version = '1.0.0', files: Record<string, string> = {}, manifest: object = {}) =>
  writeNpmPackage(join(home, 'dist', `${name}-${version}.tgz`), {
    name: `@acme/${name}`,
    version,
    files,
    manifest: { ...manifest },
  });
const publish = (inputs: Given['inputs'] = {}) =>
  runCommand(publishCommand, 'publish', {
    url: at.url,
    folder: home,
    inputs: { domain: 'my-org', 'domain-owner': account, repository: 'staging', packages: 'dist', ...inputs },
  });
const promote = ({ inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...(inputs.plan ? {} : { 'destination-repository': 'prod' }), ...inputs },
    ...more,
  });
const purlOf = (name: string, version = '1.0.0') => `pkg:npm/%40acme/${name}@${version}`;
const writes = () => at.exchanges.filter(isWrite).filter(({ target }) => target !== '/');
const keptPlan = async (name = 'codeartifact-plan.json'): Promise<PromotionPlan> =>
  readPlan(await readFile(join(home, name), 'utf8'), name);
const hashOf = (ended: Ended) => String(resultOf(ended).outputs['plan-hash']);

describe('plan-hash', () => {
  beforeEach(async () => {
    await pack('base');
    await pack('app', '1.0.0', {}, { dependencies: { '@acme/base': '^1.0.0' } });
    await publish();
  });
  const planned = async (inputs: Given['inputs'] = {}) => {
    const hash = hashOf(await promote({ inputs: { 'dry-run': 'true', ...inputs } }));
    at.exchanges.splice(0);
    return hash;
  };

  test('of the saved plan lets it through', async () => {
    const hash = await planned();
    const ended = await promote({ inputs: { plan: 'codeartifact-plan.json', 'plan-hash': hash } });
    expect({ exit: ended.exit, hash: hashOf(ended) }).toEqual({ exit: 0, hash });
  });

  test.each([
    ['by the rule of today', planHash],
    ['by the rule of 0.1.0', (plan: PromotionPlan) => documentHash(plan as unknown as Record<string, unknown>)],
  ])('of another plan: one that was exchanged and given its own hash %s is not carried out', async (_, rehash) => {
    const hash = await planned();
    const plan = await keptPlan();
    const changed = { ...plan, items: plan.items.slice(0, 1) };
    await writeFile(join(home, 'changed.json'), documentText({ ...changed, hash: rehash(changed) }));
    const inputs = { plan: 'changed.json', 'plan-hash': hash };
    for (const more of [{}, { 'dry-run': 'true' }]) {
      const ended = await promote({ inputs: { ...inputs, ...more } });
      expect(ended).toMatchObject({ exit: 5, code: 'CA-CONFLICT-002', message: expect.stringContaining(hash) });
    }
    expect(writes()).toEqual([]);
    expect(await at.state('prod')).toEqual({});
  });

  test('of a plan that is made again later, of the same things', async () => {
    const hash = await planned();
    const ended = await promote({ inputs: { 'plan-hash': hash } });
    expect({ exit: ended.exit, hash: hashOf(ended) }).toEqual({ exit: 0, hash });
    expect((listOf(ended, 'promoted') as string[]).sort()).toEqual([purlOf('app'), purlOf('base')]);
  });

  test('of a plan with dependencies that it added, made again', async () => {
    const inputs = {
      domain: 'my-org',
      'source-repository': 'staging',
      versions: 'npm:@acme/app@1.0.0',
      'include-dependencies': 'true',
      'dist-tags': 'copy',
    };
    const hash = await planned(inputs);
    expect(await planned(inputs)).toBe(hash);
    expect((await promote({ inputs: { ...inputs, 'plan-hash': hash } })).exit).toBe(0);
  });

  test.each([
    [
      'a tag of the destination',
      async () => {
        await pack('app', '0.9.0');
        await at.publish([join(home, 'dist', 'app-0.9.0.tgz')], { to: 'prod' });
      },
      {},
    ],
    [
      'a version is there by now',
      async () => {
        await at.publish([join(home, 'dist', 'base-1.0.0.tgz')], { to: 'prod' });
      },
      {},
    ],
    ['another destination', async () => {}, { 'destination-repository': 'prod2' }],
    ['other tags', async () => {}, { 'dist-tags': 'stable=1.0.0' }],
    ['overwriting is allowed', async () => {}, { 'allow-overwrite': 'true' }],
  ])('of a plan that is another one when it is made again: %s', async (_, change, inputs) => {
    const hash = await planned();
    await change();
    const before = [await at.state('prod'), await at.state('prod2')];
    at.exchanges.splice(0);
    const ended = await promote({ inputs: { 'plan-hash': hash, 'plan-output': 'now.json', ...inputs } });
    expect(ended).toMatchObject({ exit: 5, code: 'CA-CONFLICT-002', message: expect.stringContaining(hash) });
    // What would be done is shown, and there to be approved.
    const now = (await keptPlan('now.json')).hash;
    expect(ended.message).toContain(now);
    expect(ended.host.lines.join('\n')).toContain(`hash ${now}`);
    expect(writes()).toEqual([]);
    expect([await at.state('prod'), await at.state('prod2')]).toEqual(before);
  });

  test.each([
    ['too short', 'abc'],
    ['of capital letters', 'A'.repeat(64)],
    ['with a prefix', `sha256:${'a'.repeat(64)}`],
    ['empty', ''],
    ['blank', '  '],
  ])('%s is refused before anything is asked', async (_, hash) => {
    at.exchanges.splice(0);
    const ended = await promote({ inputs: { 'plan-hash': hash } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-001', message: expect.stringContaining('plan-hash') });
    expect(at.exchanges).toEqual([]);
  });
});

describe('beside a plan', () => {
  const versions = 'npm:@acme/app@1.0.0';
  beforeEach(async () => {
    await pack('base');
    await pack('app', '1.0.0', {}, { dependencies: { '@acme/base': '^1.0.0' } });
    await publish();
    await promote({
      inputs: {
        domain: 'my-org',
        'source-repository': 'staging',
        versions,
        'include-dependencies': 'true',
        'dist-tags': 'latest=1.0.0\nstable=1.0.0',
        'dry-run': 'true',
      },
    });
    at.exchanges.splice(0);
  });
  const plan = 'codeartifact-plan.json';

  test.each([
    ['domain', 'their-org', 'my-org'],
    ['domain-owner', '123456789012', account],
    ['aws-region', 'eu-west-1', 'us-east-1'],
    ['source-repository', 'prod2', 'staging'],
    ['destination-repository', 'prod2', 'prod'],
    ['destination-domain', 'their-org', 'my-org'],
    ['destination-domain-owner', '123456789012', account],
    ['destination-region', 'eu-west-1', 'us-east-1'],
    ['include-dependencies', 'false', 'true'],
    ['include-from-upstream', 'true', 'false'],
    ['allow-overwrite', 'true', 'false'],
    ['dist-tags', 'copy', 'latest=1.0.0, stable=1.0.0'],
    ['versions', 'npm:@acme/base@1.0.0', 'npm:@acme/app@1.0.0'],
    ['versions', 'npm:@acme/app@1.0.0\nnpm:@acme/other@1.0.0', 'npm:@acme/other@1.0.0'],
  ] as const)('`%s: %s` that is not the plan’s is refused with both values', async (name, given, planned) => {
    const ended = await promote({ inputs: { plan, [name]: given } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-001' });
    expect(ended.message).toContain(`\`${name}\``);
    for (const value of [given.split('\n').at(-1) as string, planned]) expect(ended.message).toContain(value);
    expect(at.exchanges).toEqual([]);
  });

  test('all that differs is named at once', async () => {
    const ended = await promote({ inputs: { plan, domain: 'their-org', 'destination-repository': 'prod2' } });
    expect(ended.message).toMatch(
      /`domain` is `their-org`, the plan says `my-org`; `destination-repository` is `prod2`/,
    );
  });

  test('what is the same is fine, in whatever spelling and order', async () => {
    const ended = await promote({
      inputs: {
        plan,
        domain: 'my-org',
        'domain-owner': account,
        'aws-region': 'us-east-1',
        'source-repository': 'staging',
        'destination-repository': 'prod',
        'destination-domain': 'my-org',
        'destination-region': 'us-east-1',
        'include-dependencies': 'true',
        'allow-overwrite': 'false',
        'dist-tags': 'stable=1.0.0\nlatest=1.0.0',
        versions: 'pkg:npm/%40acme/app@1.0.0',
      },
    });
    expect(ended.exit).toBe(0);
  });

  test('dependencies that the plan added may be named, too', async () => {
    expect((await promote({ inputs: { plan, versions: `${versions}\nnpm:@acme/base@1.0.0` } })).exit).toBe(0);
  });

  test('a manifest of the same versions is fine, one of others or of other bytes is not', async () => {
    const full = JSON.parse(await readFile(join(home, 'codeartifact-release.json'), 'utf8'));
    await promote({ inputs: { 'dry-run': 'true', 'plan-output': 'whole.json' } });
    const given = async (change: (value: typeof full) => void) => {
      const manifest = structuredClone(full);
      change(manifest);
      await writeFile(join(home, 'given.json'), documentText(manifest));
      return promote({ inputs: { plan: 'whole.json', manifest: 'given.json' } });
    };
    const fewer = await given((manifest) => void manifest.versions.pop());
    expect(fewer).toMatchObject({ exit: 2, code: 'CA-INPUT-001', message: expect.stringContaining('`manifest` name') });
    const others = await given((manifest) => {
      manifest.versions[0].assets[0].sha256 = 'a'.repeat(64);
    });
    expect(others).toMatchObject({ exit: 2, message: expect.stringContaining('other bytes') });
    expect((await given(() => {})).exit).toBe(0);
  });

  test('a plan of 0.1.0 says less: what it does not say cannot be given', async () => {
    const { distTags: _, includeDependencies: __, ...old } = await keptPlan();
    const hash = documentHash(old as unknown as Record<string, unknown>);
    await writeFile(join(home, 'old.json'), documentText({ ...old, hash }));
    const refused = await promote({ inputs: { plan: 'old.json', 'dist-tags': 'copy' } });
    expect(refused).toMatchObject({ exit: 2, message: expect.stringContaining('does not say') });
    const ended = await promote({ inputs: { plan: 'old.json', 'plan-hash': hash } });
    expect({ exit: ended.exit, hash: hashOf(ended) }).toEqual({ exit: 0, hash });
  });

  test('defaults that the action sends with every run are not given', async () => {
    const fallback = INPUTS.find(({ name }) => name === 'dist-tags') as { readonly default: string };
    const raw: Record<string, string> = { plan, 'dist-tags': fallback.default, 'include-dependencies': 'false' };
    const read = (sendsDefaults: boolean) =>
      readInputs(
        'promote',
        (name) => raw[name],
        (name) => name,
        undefined,
        { sendsDefaults },
      );
    expect([true, false].map((sends) => read(sends).explicit('include-dependencies'))).toEqual([false, true]);
    const host = recordingHost({ folder: home, env: { ...KEYS, AWS_ENDPOINT_URL: at.url, AWS_REGION: 'us-east-1' } });
    const result = await promoteCommand({ inputs: read(true), host, operands: [], extra: {} });
    host.close();
    expect(result.exit).toBe(0);
  });
});

describe('the record of a promotion', () => {
  const RECORDS = 'generic codeartifact-ci promotions';
  const read = async (purl: string, repository = 'prod', owner = at.at(repository)) => {
    const [, namespace = '', name = '', version = ''] = /^pkg:generic\/(.+)\/(.+)@(.+)$/.exec(purl) ?? [];
    const asset = async (file: string) => {
      const ref = { format: 'generic', namespace, name, version } as const;
      const found = await at.client.getPackageVersionAsset(owner, ref, file);
      let text = '';
      for await (const chunk of found?.body ?? []) text += Buffer.from(chunk).toString('utf8');
      return text;
    };
    return {
      record: readPromotionRecord(await asset('promotion.json'), 'promotion.json'),
      plan: readPlan(await asset('plan.json'), 'plan.json'),
    };
  };
  const recordOf = async (ended: Ended, repository = 'prod') =>
    (await read(String(resultOf(ended).outputs['promotion-record']), repository)).record;
  const stored = async (repository = 'prod') =>
    Object.keys(((await at.state(repository))[RECORDS] as { versions?: object })?.versions ?? {});
  /** Without what runs were about to write. */
  const records = async (repository = 'prod') =>
    (await stored(repository)).filter((version) => !version.endsWith('-begun'));

  test('is stored unless told otherwise, and says who, what and by whose approval', async () => {
    await pack('utils');
    await publish();
    await promote({ inputs: { 'promotion-record': 'none' } });
    expect(await records()).toEqual([]);
    await pack('utils', '1.1.0');
    await publish();
    const hash = hashOf(await promote({ inputs: { 'dry-run': 'true', 'dist-tags': 'copy' } }));
    expect(await records()).toEqual([]);
    const ended = await promote({
      inputs: { 'plan-hash': hash, 'dist-tags': 'copy' },
      env: {
        GITHUB_RUN_ID: '77',
        GITHUB_RUN_ATTEMPT: '2',
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'acme/app',
        GITHUB_JOB: 'production',
        GITHUB_ACTOR: 'jane',
        GITHUB_SHA: 'c0ffee',
      },
    });
    const run = String(jsonOf(ended).runId);
    expect(jsonOf(ended).record).toBe(`pkg:generic/codeartifact-ci/promotions@${run}`);
    expect(resultOf(ended).outputs['promotion-record']).toBe(jsonOf(ended).record);
    expect(await stored()).toEqual([run, `${run}-begun`]);
    const { record, plan } = await read(String(jsonOf(ended).record));
    expect(plan.hash).toBe(hash);
    const [first, second] = plan.items;
    expect(record).toMatchObject({
      run,
      startedBy: {
        system: 'github',
        run: 'https://github.com/acme/app/actions/runs/77',
        attempt: '2',
        job: 'production',
        actor: 'jane',
        commit: 'c0ffee',
      },
      source: plan.source,
      destination: plan.destination,
      mode: 'copy',
      planHash: hash,
      approval: { planHash: hash },
      tags: [
        {
          package: 'pkg:npm/%40acme/utils',
          before: { latest: '1.0.0' },
          wanted: { latest: '1.1.0' },
          seen: { latest: '1.1.0' },
        },
      ],
    });
    expect(record.outcomes).toEqual([
      {
        kind: 'unchanged',
        ref: first?.purl,
        planned: 'unchanged',
        before: first?.before,
        revision: first?.revision,
        reason: expect.any(String),
      },
      { kind: 'promoted', ref: second?.purl, planned: 'copy', before: null, revision: second?.revision },
    ]);
    expect(first?.before).toMatchObject({
      status: 'Published',
      revision: expect.any(String),
      assets: [expect.anything()],
    });
  });

  test('tells what the journal tells', async () => {
    await pack('utils');
    await pack('base');
    await publish();
    const ended = await promote({ inputs: { 'dist-tags': 'stable=1.0.0' } });
    const journal = readJournal(await readFile(join(home, '.codeartifact-ci/journal.jsonl'), 'utf8'), 'journal');
    const noted = journal.runs.find(({ runId }) => runId === jsonOf(ended).runId);
    const told = runOfRecord(await recordOf(ended));
    const plain = (writes: readonly object[] = []) =>
      writes.map((write) => ({ ...write, step: 0, at: 0, kind: undefined, run: undefined }));
    const sorted = (values: readonly object[]) =>
      values.map((value) => canonicalJson({ ...value, at: 0, kind: undefined, run: undefined })).sort();
    expect(sorted(plain(told?.writes))).toEqual(sorted(plain(noted?.writes)));
    expect(sorted(told?.notes ?? [])).toEqual(sorted(noted?.notes ?? []));
    expect(told?.writes.length).toBeGreaterThan(2);
    expect(told).toMatchObject({ runId: noted?.runId, verb: 'promote', repository: 'prod', planHash: noted?.planHash });
  });

  test('is stored of a run that found everything in place, since it counts on it', async () => {
    await pack('utils');
    await publish();
    await promote();
    const ended = await promote();
    expect(resultOf(ended).outputs).toHaveProperty('promotion-record');
    expect(await records()).toHaveLength(2);
  });

  test.each(['releases/utils', 'generic:releases/utils'])('is stored in the package that `%s` names', async (name) => {
    await pack('utils');
    await publish();
    const ended = await promote({ inputs: { 'promotion-record': name } });
    expect(jsonOf(ended).record).toBe(`pkg:generic/releases/utils@${jsonOf(ended).runId}`);
    expect(Object.keys(await at.state('prod')).sort()).toEqual(['generic releases utils', 'npm acme utils']);
  });

  test.each(['releases', 'npm:@acme/x', 'pypi:a/b', 'a/b/c', 'a/b@1'])('`%s` names no package for it', async (name) => {
    const ended = await promote({ inputs: { 'promotion-record': name } });
    expect(ended).toMatchObject({
      exit: 2,
      code: 'CA-INPUT-001',
      message: expect.stringContaining('promotion-record'),
    });
  });

  test('goes to the domain of the destination', async () => {
    await pack('utils');
    await publish();
    const ended = await promote({ inputs: { 'destination-domain': 'their-org', 'destination-domain-owner': account } });
    const place = { domain: 'their-org', domainOwner: account, repository: 'prod' };
    const { record } = await read(String(jsonOf(ended).record), 'prod', place);
    expect(record).toMatchObject({ mode: 'republish', destination: place, outcomes: [{ kind: 'promoted' }] });
    expect(record.writes).toContainEqual(expect.objectContaining({ action: 'upload', purls: [purlOf('utils')] }));
  });

  describe('that cannot be stored', () => {
    const done = (ended: Ended) => ({
      promoted: listOf(ended, 'promoted'),
      hash: hashOf(ended),
      journal: resultOf(ended).outputs.journal,
      record: resultOf(ended).outputs['promotion-record'],
    });
    const all = {
      promoted: [purlOf('utils')],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      journal: '.codeartifact-ci/journal.jsonl',
      record: undefined,
    };
    beforeEach(async () => {
      await pack('utils');
      await publish();
    });

    test('because the role may not is a warning, where nobody asked for it', async () => {
      const ended = await promote({ env: asPromoter });
      expect(ended.exit).toBe(0);
      expect(done(ended)).toEqual(all);
      const [warning, ...more] = ended.host.lines.filter((line) => line.startsWith('warning: '));
      expect(more).toEqual([]);
      expect(warning).toMatch(
        /record.*generic:codeartifact-ci\/promotions@.*CA-AUTH-003.*PublishPackageVersion.*`none`/,
      );
    });

    test('although it was asked for is red, and loses no output', async () => {
      const ended = await promote({ env: asPromoter, inputs: { 'promotion-record': 'releases/utils' } });
      expect(ended.exit).toBe(1);
      expect(done(ended)).toEqual(all);
      expect(ended.host.lines.join('\n')).toMatch(/error: CA-RUN-001: the promotion is done, but .*CA-AUTH-003/);
    });

    test('because the service is down for it is red, too', async () => {
      at.local.faults.add([{ kind: 'error', status: 503, operation: 'PublishPackageVersion' }]);
      const ended = await promote({ inputs: { 'retry-max-attempts': '2' } });
      expect(ended.exit).toBe(1);
      expect(done(ended)).toEqual(all);
      expect(ended.host.lines.join('\n')).toContain('CA-NET-002');
    });

    test('costs a run that has failed anyway a warning only', async () => {
      await pack('more');
      await publish();
      at.local.faults.add([
        { kind: 'error', status: 503, operation: 'PublishPackageVersion' },
        { kind: 'error', status: 503, operation: 'CopyPackageVersions', skip: 1 },
      ]);
      const inputs = { 'retry-max-attempts': '1', concurrency: '1', 'promotion-record': 'releases/utils' };
      const ended = await promote({ inputs });
      expect(ended.exit).toBe(6);
      expect(ended.host.lines.filter((line) => line.startsWith('error: '))).toEqual([]);
      expect(ended.host.lines.join('\n')).toMatch(/warning: the record of the promotion was not stored/);
    });
  });

  test('is stored of a run that did only a part, with what became of each version', async () => {
    await pack('a');
    await pack('b');
    await publish();
    at.local.faults.add([{ kind: 'error', status: 503, operation: 'CopyPackageVersions', skip: 1 }]);
    const ended = await promote({ inputs: { 'retry-max-attempts': '1', concurrency: '1' } });
    expect(ended.exit).toBe(6);
    const { outcomes, writes } = await recordOf(ended);
    expect(outcomes).toEqual([
      expect.objectContaining({ kind: 'promoted', ref: purlOf('a'), before: null }),
      expect.objectContaining({ kind: 'failed', ref: purlOf('b'), code: 'CA-NET-002', planned: 'copy', before: null }),
    ]);
    expect(writes).toContainEqual(expect.objectContaining({ action: 'copy', result: 'error CA-NET-002' }));
  });

  test('is stored of a run all of whose writes were refused, since its begin is', async () => {
    await pack('utils');
    await publish();
    at.local.faults.add([{ kind: 'throttle', operation: 'CopyPackageVersions' }]);
    const ended = await promote({ inputs: { 'retry-max-attempts': '1' } });
    expect(ended.exit).toBe(6);
    expect(Object.keys(await at.state('prod'))).toEqual([RECORDS]);
    expect(await records()).toEqual([jsonOf(ended).runId]);
  });

  test('is stored of a run that was interrupted', async () => {
    await pack('a');
    await pack('b');
    await publish();
    const stop = new AbortController();
    const host = recordingHost({
      folder: home,
      env: { ...KEYS, AWS_ENDPOINT_URL: at.url, AWS_REGION: 'us-east-1' },
      interrupted: stop.signal,
    });
    const raw: Record<string, string> = { 'destination-repository': 'prod', concurrency: '1' };
    const inputs = readInputs(
      'promote',
      (name) => raw[name],
      (name) => name,
    );
    // Ends the run while the first copy is on its way.
    const http: HttpTransport = async (request) => {
      const answer = await host.http(request);
      if (request.url.includes('/v1/package/versions/copy')) stop.abort(new RegistryError('CA-RUN-002', 'interrupted'));
      return answer;
    };
    const result = await promoteCommand({ inputs, host: { ...host, http }, operands: [], extra: {} });
    host.close();
    expect(result.exit).toBe(130);
    const { record } = await read(String(result.outputs['promotion-record']));
    expect(record.outcomes.map(({ ref }) => ref)).toEqual([purlOf('a'), purlOf('b')]);
    expect(record.outcomes[1]).toMatchObject({ kind: 'failed', code: 'CA-RUN-002' });
    expect((record as PromotionRecord).writes).toContainEqual(
      expect.objectContaining({ action: 'copy', result: 'copied' }),
    );
  });

  test('is listed as a package only where generic packages are asked for', async () => {
    await pack('utils');
    await publish();
    await promote();
    const list = async (inputs: Given['inputs'] = {}) => {
      const place = { domain: 'my-org', 'domain-owner': account, repository: 'prod' };
      return runCommand(packagesCommand, 'packages', { url: at.url, folder: home, inputs: { ...place, ...inputs } });
    };
    const names = (ended: Ended) => (jsonOf(ended).packages as { package: string }[]).map((each) => each.package);
    const ended = await list();
    expect(names(ended)).toEqual(['pkg:npm/%40acme/utils']);
    expect(resultOf(ended).lines.at(-1)).toContain('generic:codeartifact-ci/promotions');
    expect(names(await list({ format: 'generic' }))).toEqual(['pkg:generic/codeartifact-ci/promotions']);
  });
});
