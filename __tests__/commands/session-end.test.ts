// A session that nothing replaces when it ends: said at the beginning of what may last longer, and refused when it is over.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SignedIn } from '../../src/aws/sign-in.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { warnOfSessionEnd } from '../../src/commands/registry/session-end.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { documentText } from '../../src/core/documents/canonical.ts';
import { temporaryFolders } from '../support/folders.ts';
import { handSetClock, recordingHost } from '../support/host.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { ACCOUNT, allow, role, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, type Ended, type Given, listOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
const builder = user('builder', [allow('codeartifact:*', 'sts:*')]);
const open = allow('codeartifact:*', 'sts:GetServiceBearerToken');
const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/builder` },
      Action: 'sts:AssumeRole',
      Condition: {},
    },
  ],
};
let at: World;
beforeAll(async () => {
  at = await openWorld(folder(), {
    setup: {
      users: [builder],
      roles: [{ name: 'release', trustPolicy: trust, policies: [open] }],
      domains: [{ name: 'my-org', owner: ACCOUNT, repositories: [{ name: 'staging' }, { name: 'prod' }] }],
    },
  });
});
afterAll(() => at.close());
afterEach(() => {
  at.local.faults.clear();
  at.local.clock.reset();
  expect(at.errors).toEqual([]);
});

const MINUTE = 60_000;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
/** Known to nobody, which the lenient server takes for a session of the account. */
const SESSION = { AWS_SESSION_TOKEN: 'session-token-of-an-example' };
const said = ({ host }: Ended) => host.lines.filter((line) => /AWS session/.test(line));
const inputs = {
  domain: 'my-org',
  'domain-owner': ACCOUNT,
  'source-repository': 'staging',
  'destination-repository': 'prod',
};
const coordinates = (count: number) =>
  Array.from({ length: count }, (_, index) => `npm:@acme/nothing-${index}@1.0.0`).join('\n');
/** A promotion of so many versions, ended by its first call. */
const promoteMany = async (count: number, env: NonNullable<Given['env']>, more: Given['inputs'] = {}) => {
  at.local.faults.add([{ kind: 'error', status: 503 }]);
  return runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: folder(),
    env,
    inputs: { ...inputs, versions: coordinates(count), 'retry-max-attempts': '1', ...more },
  });
};

describe('is said at the beginning of a promotion', () => {
  test.each([
    ['AWS_CREDENTIAL_EXPIRATION', {}],
    ['AWS_SESSION_EXPIRATION', { timeout: '0' }],
  ])('that ends at the time of %s, when the work is large', async (name, more) => {
    const end = inMinutes(30);
    const [line, ...others] = said(await promoteMany(1001, { ...SESSION, [name]: end }, more));
    expect(others).toEqual([]);
    expect(line).toMatch(
      /^warning: the AWS session of .*AWS_SESSION_TOKEN ends at .* cannot be renewed: .*1001 versions/,
    );
    expect(line).toContain(end);
  });

  test('of few versions, when hardly anything is left of it', async () => {
    const end = new Date(Date.now() + 5_000).toISOString();
    expect(said(await promoteMany(100, { ...SESSION, AWS_CREDENTIAL_EXPIRATION: end }))).toHaveLength(1);
  });

  test('with an end that nobody knows, of many versions: as information', async () => {
    const lines = said(await promoteMany(1001, SESSION));
    expect(lines).toEqual([expect.stringMatching(/^info: .*nobody says when it ends/)]);
  });

  test.each([
    ['an end that nobody knows, and few versions', 1000, SESSION, {}],
    ['an end after `timeout`', 1001, { ...SESSION, AWS_CREDENTIAL_EXPIRATION: inMinutes(60) }, { timeout: '1800' }],
    ['time enough for few versions', 100, { ...SESSION, AWS_CREDENTIAL_EXPIRATION: inMinutes(30) }, {}],
    ['keys that do not end', 1001, { AWS_CREDENTIAL_EXPIRATION: inMinutes(30) }, {}],
    ['a time that is none', 1000, { ...SESSION, AWS_CREDENTIAL_EXPIRATION: 'tomorrow' }, {}],
  ])('but not: %s', async (_, count, env, more) => {
    expect(said(await promoteMany(count, env, more))).toEqual([]);
  });

  test('of a saved plan, by the versions in it', async () => {
    const home = folder();
    const item = { action: 'unchanged', revision: 'r', status: 'Published', assets: [], before: null };
    const place = { domain: 'my-org', domainOwner: ACCOUNT, region: 'us-east-1' };
    const plan = {
      schema: 'codeartifact-ci/promotion-plan@1',
      createdAt: inMinutes(0),
      source: { ...place, repository: 'staging' },
      destination: { ...place, repository: 'prod' },
      mode: 'copy',
      includeFromUpstream: false,
      allowOverwrite: false,
      items: Array.from({ length: 1001 }, (_, index) => ({ ...item, purl: `pkg:npm/a-${index}@1.0.0` })),
      tags: [],
      losses: [],
      warnings: [],
    } as never;
    const { planHash } = await import('../../src/core/documents/plan-hash.ts');
    await writeFile(join(home, 'plan.json'), documentText({ ...(plan as object), hash: planHash(plan) }));
    at.local.faults.add([{ kind: 'error', status: 503 }]);
    const given = { plan: 'plan.json', 'retry-max-attempts': '1' };
    expect(
      said(await runCommand(promoteCommand, 'promote', { url: at.url, folder: home, env: SESSION, inputs: given })),
    ).toHaveLength(1);
  });
});

test('publish says so once it knows how many versions there are', async () => {
  const home = folder();
  // Twelve seconds of work at five a second.
  for (let index = 0; index < 60; index++)
    await writeNpmPackage(join(home, 'dist', `${index}.tgz`), { name: `@acme/made-${index}`, version: '1.0.0' });
  const run = (seconds: number) =>
    runCommand(publishCommand, 'publish', {
      url: at.url,
      folder: home,
      env: { ...SESSION, AWS_CREDENTIAL_EXPIRATION: inMinutes(seconds / 60) },
      inputs: { domain: 'my-org', 'domain-owner': ACCOUNT, repository: 'staging', packages: 'dist', 'dry-run': 'true' },
    });
  expect(said(await run(1800))).toEqual([]);
  expect(said(await run(10))).toEqual([expect.stringMatching(/^warning: .*60 versions/)]);
});

test('retire by rules, whose size nobody knows: when a quarter of an hour is left', async () => {
  const run = (minutes: number) =>
    runCommand(retireCommand, 'retire', {
      url: at.url,
      folder: folder(),
      env: { ...SESSION, AWS_CREDENTIAL_EXPIRATION: inMinutes(minutes) },
      inputs: {
        domain: 'my-org',
        'domain-owner': ACCOUNT,
        repository: 'staging',
        retention: 'keep-newest: 3',
        'dry-run': 'true',
      },
    });
  expect(said(await run(10))).toHaveLength(1);
  expect(said(await run(30))).toEqual([]);
});

test('two sides of one session are one line', async () => {
  const host = recordingHost({ folder: folder(), clock: handSetClock() });
  const side = () => ({ fixedSession: async () => ({ from: 'x', endsAt: undefined }) }) as unknown as SignedIn;
  await warnOfSessionEnd(host, [side(), side()], { versions: 5000, timeoutSeconds: 7200 });
  host.close();
  expect(host.lines).toHaveLength(1);
});

describe('is refused at once when it is over', () => {
  const ended = { ...SESSION, AWS_CREDENTIAL_EXPIRATION: inMinutes(-1) };

  test.each([
    ['as it is', {}],
    ['for a role that is asked for with it', { 'role-to-assume': role('release'), 'role-chaining': 'true' }],
  ])('%s, before anything is asked', async (_, more) => {
    at.exchanges.splice(0);
    const refused = await promoteMany(1, ended, more);
    expect(refused).toMatchObject({ exit: 3, code: 'CA-AUTH-008' });
    expect(refused.message).toMatch(/AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN ended at \d{4}-/);
    expect(at.exchanges).toEqual([]);
  });

  test('and does not matter where it is not used', async () => {
    // Keys without a session do not end, whatever else is left in the environment.
    const { AWS_SESSION_TOKEN: _, ...left } = ended;
    expect((await promoteMany(1, left)).code).not.toBe('CA-AUTH-008');
    expect((await promoteMany(1, ended, { 'role-to-assume': role('release') })).code).not.toBe('CA-AUTH-008');
  });
});

describe('a promotion over the end of its credentials', () => {
  const KEYS_OF_BUILDER = { AWS_ACCESS_KEY_ID: builder.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET };
  const chained = { 'role-to-assume': role('release'), 'role-chaining': 'true', 'role-duration-seconds': '900' };
  const names = Array.from({ length: 12 }, (_, index) => `part-${index}`);
  let home: string;
  const purls = names.map((name) => `pkg:npm/%40acme/${name}@1.0.0`);

  /** Moves the clock of the service by more than the life of session and token when the first copy is sent. */
  const late = (): NonNullable<Given['network']> => {
    let isMoved = false;
    return (send) => async (request) => {
      if (!isMoved && request.url.includes('/v1/package/versions/copy')) {
        isMoved = true;
        await send({
          method: 'POST',
          url: `${at.url}/_local/clock`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ advanceSeconds: 4000 }),
        });
      }
      return send(request);
    };
  };
  const run = async (env: NonNullable<Given['env']>, more: Given['inputs'], network = late()) => {
    home = folder();
    for (const name of names)
      await writeNpmPackage(join(home, 'dist', `${name}.tgz`), { name: `@acme/${name}`, version: '1.0.0' });
    await at.publish([join(home, 'dist')]);
    at.exchanges.splice(0);
    return runCommand(promoteCommand, 'promote', {
      url: at.url,
      folder: home,
      env,
      network,
      inputs: {
        ...inputs,
        versions: names.map((name) => `npm:@acme/${name}@1.0.0`).join('\n'),
        'dist-tags': 'stable=1.0.0',
        ...more,
      },
    });
  };
  const isAssuming = ({ body }: { readonly body: Buffer }) => /(^|&)Action=AssumeRole(&|$)/.test(body.toString());

  test('goes on with a new session, asked for once by all calls that were refused, and with one new token', async () => {
    const ended = await run(KEYS_OF_BUILDER, { ...chained, 'duration-seconds': '900' });
    expect({ exit: ended.exit, message: ended.message }).toEqual({ exit: 0, message: '' });
    expect((listOf(ended, 'promoted') as string[]).sort()).toEqual([...purls].sort());
    const first = at.exchanges.findIndex(({ target }) => target.startsWith('/v1/package/versions/copy'));
    expect(first).toBeGreaterThan(0);
    const since = at.exchanges.slice(first);
    expect(since.filter(({ status, target }) => status === 401 && target.includes('/dist-tags'))).not.toEqual([]);
    expect(since.filter(isAssuming)).toHaveLength(1);
    expect(asked(since, '/v1/authorization-token')).toHaveLength(1);
  });
});
