// Runs that do not come to their end: stopped, failing, killed. What they made is removed, by themselves or by `--clean`,
// and nothing else is.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateDomainCommand,
  CreatePackageGroupCommand,
  CreateRepositoryCommand,
  DeletePackageGroupCommand,
  TagResourceCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { TAG_KEY } from '../../scripts/smoke/names.mjs';
import { policyOf } from '../../scripts/smoke/policy.mjs';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { byLane, isSlowLane, sampled } from '../support/lane.ts';
import { noCommandLine } from '../support/programs/codebuild.ts';
import { ACCOUNT } from '../support/worlds/sign-in-world.ts';
import { openSmokeWorld, PLACE, PREFIX, placeOf, REGION, type SmokeWorld, SOME_RUN } from './smoke-world.ts';

jest.setTimeout(byLane(120_000, 900_000));

const shared = temporaryFolder();
const folder = temporaryFolders();
const RUN = ['--aws', '--yes', ...PLACE, '--tools', 'none'];
const CLEAN = ['--aws', '--clean', '--yes', ...PLACE];
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const repositoriesIn = async (at: SmokeWorld) => Object.keys((await at.snapshot()) as object);
const without = (sid: string) => {
  const { Version, Statement } = policyOf(placeOf());
  return { Version, Statement: Statement.filter(({ Sid }) => Sid !== sid) };
};

const suite = noCommandLine === undefined ? describe : describe.skip;
const reason = noCommandLine === undefined ? '' : ` (${noCommandLine})`;

suite(`in a domain of other people${reason}`, () => {
  let at: SmokeWorld;
  let before: unknown;
  beforeAll(async () => {
    at = await openSmokeWorld(shared);
    before = await at.snapshot();
  });
  afterAll(() => at.server.close());
  const expectAsBefore = async () => {
    expect(await at.snapshot()).toEqual(before);
    expect(at.temporary()).toEqual([]);
  };

  test('stopped by a signal: what was made is removed, also where an answer was lost; until then --clean touches nothing', async () => {
    at.server.faults.add([{ kind: 'lose-response', operation: 'CreateRepository', count: 1 }]);
    const running = at.start(RUN);
    await running.said('make');
    const meanwhile = { status: 5, stderr: `a run of this prefix is at work: process ${running.pid}\n` };
    expect(await at.run(CLEAN)).toMatchObject(meanwhile);
    await running.said('publish 1.0.0');
    await pause(300);
    running.kill('SIGTERM');
    const { status, stderr } = await running.ended;
    expect([status, stderr]).toEqual([130, expect.stringContaining('  removed the repository smk-production\n')]);
    expect(at.server.faults.list()).toMatchObject([{ applied: 1 }]);
    at.server.faults.clear();
    const record = JSON.parse(readFileSync(join(at.folder, 'smoke-record-aws.json'), 'utf8'));
    expect(record).toMatchObject({ outcome: 'interrupted' });
    expect(record.steps.at(-1)).toMatchObject({ step: 'remove', exit: 0 });
    rmSync(join(at.folder, 'smoke-record-aws.json'));
    await expectAsBefore();
  });

  const MOMENTS = [
    ...['make', 'publish 1.0.0', 'look staging after 1.0.0', 'promote 1.0.0', 'publish 1.1.0', 'promote 1.1.0'],
    ...['rollback', 'retire archived', 'retire deleted', 'remove'],
  ].flatMap((step) => [0, 150, 700].map((delay) => [step, delay] as const));
  test.each(isSlowLane ? MOMENTS : [...sampled(MOMENTS.slice(0, 3), 1, 3), ...sampled(MOMENTS.slice(3, 9), 1, 5)])(
    'killed at the step %s, %d ms in: --clean removes what is left, and nothing else',
    async (step, delay) => {
      const running = at.start(RUN);
      await running.said(step);
      await pause(delay);
      running.kill('SIGKILL');
      await running.ended;
      const { status, stderr } = await at.run(CLEAN);
      expect([status, stderr]).toEqual([0, expect.any(String)]);
      await expectAsBefore();
      // A command that outlived the run would go on asking, or leave its folder.
      const asked = at.asked().length;
      await pause(byLane(700, 3000));
      expect(at.asked()).toHaveLength(asked);
      await expectAsBefore();
    },
  );

  test('--clean finds nothing where nothing is', async () => {
    at.server.requests.clear();
    expect(await at.run(CLEAN)).toMatchObject({ status: 0, stderr: 'no run of this prefix has left anything\n' });
    expect(at.asked().map(({ operation }) => operation)).toEqual([
      'DescribeDomain',
      'DescribeRepository',
      'DescribeRepository',
    ]);
  });

  test('--clean leaves repositories of the very names that have no tag, or one that no run writes', async () => {
    await at.make('smk-staging');
    await at.make('smk-production', 'mine');
    const now = await at.snapshot();
    expect(await at.run(CLEAN)).toMatchObject({
      status: 0,
      stderr:
        'the repository smk-staging: stays, it was not made by this program\n' +
        'the repository smk-production: stays, it was not made by this program\n' +
        'no run of this prefix has left anything\n',
    });
    expect(await at.snapshot()).toEqual(now);
    await at.remove('smk-staging', 'smk-production');
  });

  const RECORD = { namespace: 'smk-smoke', package: 'smk-promotions', version: '20260101t000000000z-abcdef' };
  const OWN = { namespace: 'smk-smoke', package: 'smk-smoke', version: '1.1.0' };
  const PUT = [
    ['a package of another name', 'staging', { ...OWN, package: 'firmware' }, 'generic smk-smoke firmware'],
    ['another version', 'staging', { ...OWN, version: '9.9.9' }, 'generic smk-smoke smk-smoke 9.9.9'],
    ['what a run puts elsewhere', 'staging', RECORD, 'generic smk-smoke smk-promotions'],
    ['no record', 'production', { ...RECORD, version: '1.0.0' }, 'generic smk-smoke smk-promotions 1.0.0'],
  ] as const;
  test.each(sampled(PUT, 1, 7))(
    '--clean leaves a repository of a run in which somebody has put %s',
    async (_, to, name, said) => {
      const [left, gone] = [`smk-${to}`, to === 'staging' ? 'smk-production' : 'smk-staging'];
      await at.make(left, SOME_RUN);
      await at.make(gone, SOME_RUN);
      await at.publish(gone, OWN);
      if (gone === 'smk-production') await at.publish(gone, RECORD);
      await at.publish(left, name);
      const { status, stderr } = await at.run(CLEAN);
      expect([status, stderr]).toEqual([1, expect.stringContaining(`it holds ${said}, which no smoke run published`)]);
      const there = await repositoriesIn(at);
      expect(there.filter((one) => [left, gone].some((own) => one === `${ACCOUNT}/my-org/${own}`))).toEqual([
        `${ACCOUNT}/my-org/${left}`,
      ]);
      await at.remove(left);
      await expectAsBefore();
    },
  );

  if (isSlowLane)
    test('a run that finds what somebody else put into its repository says so, and leaves it', async () => {
      const running = at.start(RUN);
      await running.said('publish 1.0.0');
      await at.publish('smk-production', { namespace: 'other', package: 'firmware', version: '1.0.0' });
      const { status, stderr } = await running.ended;
      expect([status, stderr]).toEqual([1, expect.stringContaining('look production after 1.0.0: exit code 1')]);
      expect(stderr).toContain('is left: it holds generic other firmware, which no smoke run published');
      await at.remove('smk-production');
      await expectAsBefore();
    });
});

suite(`with less than the policy${reason}`, () => {
  test('a step that fails: what was made is removed, and the exit code says so', async () => {
    const at = await openSmokeWorld(folder(), { policy: without('ReadPackages'), isEmpty: true });
    const before = await at.snapshot();
    const { status, stderr } = await at.run(RUN);
    expect([status, stderr]).toEqual([1, expect.stringContaining('publish 1.0.0: exit code ')]);
    expect(await at.snapshot()).toEqual(before);
    expect(at.temporary()).toEqual([]);
    await at.server.close();
  });

  test('what cannot be removed is told with the command that removes it; keys and address may come from a profile', async () => {
    const at = await openSmokeWorld(folder(), { policy: without('RemoveOwn'), isEmpty: true });
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_ENDPOINT_URL_CODEARTIFACT: address } = at.env;
    const aws = join(at.folder, 'home', '.aws');
    mkdirSync(aws);
    writeFileSync(join(aws, 'config'), `[profile ci]\nregion = ${REGION}\nendpoint_url = ${address}\n`);
    const keys = `[ci]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
    writeFileSync(join(aws, 'credentials'), keys, { mode: 0o600 });
    const unset = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_ENDPOINT_URL_CODEARTIFACT: '' };
    const args = RUN.filter((arg, index) => arg !== '--region' && RUN[index - 1] !== '--region');
    const running = at.start(args, { ...unset, AWS_PROFILE: 'ci' });
    await running.said('look staging after 1.0.0');
    running.kill('SIGINT');
    const { status, stderr } = await running.ended;
    expect(status).toBe(130);
    for (const name of ['staging', 'production'])
      expect(stderr).toContain(`the repository smk-${name} is left: AccessDeniedException: `);
    const [, command = ''] = /npm run smoke -- (.+)/.exec(stderr) ?? [];
    expect(command).toBe(`--aws --clean --domain my-org --prefix ${PREFIX} --region ${REGION}`);
    expect(await repositoriesIn(at)).toContain(`${ACCOUNT}/my-org/smk-production`);
    await at.server.close();
  });
});

suite(`--create-domain${reason}`, () => {
  const domain = `${PREFIX}-domain`;
  const place = ['--domain', domain, '--prefix', PREFIX, '--region', REGION, '--create-domain'];
  const [run, clean] = [
    ['--aws', '--yes', ...place, '--tools', 'none'],
    ['--aws', '--clean', '--yes', ...place],
  ];

  test('without it --clean says that there is no such domain: it may be a wrong name, and then something is left', async () => {
    const policy = policyOf(placeOf({ domain }));
    const at = await openSmokeWorld(folder(), { policy, isEmpty: true });
    const ran = await at.run(clean.filter((argument) => argument !== '--create-domain'));
    await at.server.close();
    expect(ran).toMatchObject({
      status: 1,
      stderr: `there is no domain ${domain} in the Region ${REGION}: nothing was looked at\n`,
    });
  });

  test('makes the domain and removes it, with what --policy prints; killed, --clean does', async () => {
    const policy = policyOf(placeOf({ domain, createDomain: true }));
    const at = await openSmokeWorld(folder(), { policy, isEmpty: true });
    const before = await at.snapshot();
    const stopped = at.start(run);
    await stopped.said('publish 1.0.0');
    const own = [`${ACCOUNT}/${domain}`, `${ACCOUNT}/${domain}/smk-production`];
    expect(await repositoriesIn(at)).toEqual(expect.arrayContaining(own));
    stopped.kill('SIGTERM');
    const removed = expect.stringContaining(`removed the domain ${domain}\n`);
    expect(await stopped.ended).toMatchObject({ status: 130, stderr: removed });
    expect(await at.snapshot()).toEqual(before);
    expect(at.asked().filter(({ status }) => status === 403)).toEqual([]);

    const killed = at.start(run);
    await killed.said('publish 1.0.0');
    killed.kill('SIGKILL');
    await killed.ended;
    // Without the word for it the domain stays.
    const short = await at.run(clean.filter((arg) => arg !== '--create-domain'));
    expect(short).toMatchObject({ status: 0, stderr: expect.stringContaining(`the domain ${domain} stays: `) });
    expect((await repositoriesIn(at)).filter((name) => name.includes(domain))).toEqual([`${ACCOUNT}/${domain}`]);
    // Nor does it go with something of somebody else in it.
    const group = { domain, packageGroup: '/npm/acme/*' };
    await at.reader.send(new CreatePackageGroupCommand(group));
    const left = expect.stringContaining('it holds the package group /npm/acme/*, which no smoke run makes');
    expect(await at.run(clean)).toMatchObject({ status: 1, stderr: left });
    await at.reader.send(new DeletePackageGroupCommand(group));
    expect(await at.run(clean)).toMatchObject({ status: 0, stderr: removed });
    expect(await at.snapshot()).toEqual(before);
    await at.server.close();
  });

  if (isSlowLane)
    test('a domain in which somebody has made a repository stays', async () => {
      const at = await openSmokeWorld(folder(), {
        policy: policyOf(placeOf({ domain, createDomain: true })),
        isEmpty: true,
      });
      const running = at.start(run);
      await running.said('publish 1.0.0');
      await at.reader.send(new CreateRepositoryCommand({ domain, domainOwner: ACCOUNT, repository: 'firmware' }));
      running.kill('SIGTERM');
      const { status, stderr } = await running.ended;
      expect([status, stderr]).toEqual([
        130,
        expect.stringContaining(`the domain ${domain} is left: ConflictException: `),
      ]);
      expect((await repositoriesIn(at)).filter((name) => name.includes(domain))).toEqual([
        `${ACCOUNT}/${domain}`,
        `${ACCOUNT}/${domain}/firmware`,
      ]);
      await at.server.close();
    });

  test('refuses a domain that is there, whoever made it; --clean leaves one without the tag', async () => {
    const at = await openSmokeWorld(folder(), {
      policy: policyOf(placeOf({ domain, createDomain: true })),
      isEmpty: true,
    });
    const { domain: made } = await at.reader.send(new CreateDomainCommand({ domain }));
    const before = await at.snapshot();
    const refused = (why: string) => ({ status: 5, stderr: expect.stringContaining(why) });
    expect(await at.run(run)).toMatchObject(refused('was not made by this program'));
    expect(await at.run(clean)).toMatchObject({ status: 0 });
    expect(await at.snapshot()).toEqual(before);
    const tags = [{ key: TAG_KEY, value: SOME_RUN }];
    await at.reader.send(new TagResourceCommand({ resourceArn: made?.arn, tags }));
    expect(await at.run(run)).toMatchObject(refused(`was made by the run ${SOME_RUN}`));
    await at.server.close();
  });
});
