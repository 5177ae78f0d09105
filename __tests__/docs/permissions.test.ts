// The policies of docs/permissions.md, given to users of the local server: each is enough for its command, and nothing in
// it is more than that.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { loginCommand } from '../../src/commands/login.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { type Ended, jsonOf, runCommand } from '../commands/run-command.ts';
import { temporaryFolders } from '../support/folders.ts';
import { sampled } from '../support/lane.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { SECRET, user } from '../support/worlds/sign-in-world.ts';

jest.setTimeout(120_000);

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}
interface Policy {
  readonly Statement: readonly Statement[];
}

const page = readFileSync(resolve(import.meta.dirname ?? '.', '../../docs/permissions.md'), 'utf8');
const policies = Object.fromEntries(
  [...page.matchAll(/^```json policy ([\w-]+)\n([\s\S]*?)^```$/gm)].map(([, name, text]) => [
    String(name),
    JSON.parse(String(text)) as Policy,
  ]),
);
type Role = 'publish' | 'plan' | 'promote' | 'rollback';
const ROLES: readonly Role[] = ['publish', 'plan', 'promote', 'rollback'];
const policyOf = (role: Role): Policy => policies[role] ?? { Statement: [] };
const isOptional = ({ Sid }: Statement) => Sid.startsWith('Optional');

const folder = temporaryFolders();
const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
const utils = { format: 'npm', namespace: 'acme', name: 'utils' } as const;
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors ?? [];
  await world?.close();
  world = undefined;
  expect(errors).toEqual([]);
});

interface Company {
  readonly at: World;
  publish(version: string): Promise<Ended>;
  /** All that was published. */
  plan(): Promise<Ended>;
  promote(): Promise<Ended>;
  /** On another machine: no journal. */
  rollback(): Promise<Ended>;
  tags(): Promise<Readonly<Record<string, string>>>;
}

/** Staging and production, and a user for each role with the policy given or that of the page. */
async function company(
  given: Partial<Record<Role, Policy | 'everything'>> = {},
  distTags?: (version: string) => string,
): Promise<Company> {
  const home = folder();
  const users = ROLES.map((role) => {
    const policy = given[role] ?? policyOf(role);
    return { role, policy, ...user(role, policy === 'everything' ? [] : [policy]) };
  });
  const at = await openWorld(home, {
    setup: {
      users: users.map(({ role: _, policy: __, ...one }) => one),
      domains: [{ name: 'my-org', owner: '111122223333', repositories: [{ name: 'staging' }, { name: 'production' }] }],
    },
  });
  world = at;
  const as = (role: Role) => {
    const found = users.find((one) => one.role === role);
    const keys = { AWS_ACCESS_KEY_ID: found?.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET };
    return { url: at.url, ...(found?.policy === 'everything' ? {} : { env: keys }) };
  };
  const published: string[] = [];
  // Of three versions the package is listed, and those of earlier releases are part of the set as any dependency may be.
  const promotion = () => ({
    ...place,
    'source-repository': 'staging',
    'destination-repository': 'production',
    versions: published.map((version) => `npm:@acme/utils@${version}`).join('\n'),
    'retry-max-attempts': '2',
    ...(distTags === undefined ? {} : { 'dist-tags': distTags(published.at(-1) ?? '') }),
  });
  return {
    at,
    async publish(version) {
      published.push(version);
      await writeNpmPackage(join(home, `${version}.tgz`), { name: '@acme/utils', version });
      const inputs = { ...place, repository: 'staging', packages: `${version}.tgz`, 'retry-max-attempts': '2' };
      return runCommand(publishCommand, 'publish', { ...as('publish'), folder: home, inputs });
    },
    plan: () =>
      runCommand(promoteCommand, 'promote', {
        ...as('plan'),
        folder: home,
        inputs: { ...promotion(), 'dry-run': 'true' },
      }),
    promote: () => runCommand(promoteCommand, 'promote', { ...as('promote'), folder: home, inputs: promotion() }),
    rollback: () =>
      runCommand(rollbackCommand, 'rollback', {
        ...as('rollback'),
        folder: folder(),
        inputs: { domain: 'my-org', 'destination-repository': 'production', 'retry-max-attempts': '2' },
        extra: { latest: 'true' },
      }),
    tags: () => at.tags('production', utils),
  };
}

const isWell = ({ exit }: Ended) => exit === 0;
const warningsOf = ({ host }: Ended) => host.lines.filter((line) => line.startsWith('warning'));
const without = (policy: Policy, isLeft: (statement: Statement, action: string) => boolean): Policy => ({
  ...policy,
  Statement: policy.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => isLeft(statement, action)),
  })).filter(({ Action }) => Action.length > 0),
});

describe('the policies of the page', () => {
  test('there is one for each role, with actions by name', () => {
    expect(Object.keys(policies).sort()).toEqual(['install', ...ROLES].sort());
    for (const { Statement } of Object.values(policies))
      for (const { Action } of Statement)
        for (const action of [Action].flat()) expect(action).toMatch(/^(codeartifact|sts):[A-Z][A-Za-z]+$/);
  });

  test('a second release reaches its users and is rolled back, without a warning', async () => {
    const { publish, plan, promote, rollback, tags } = await company();
    for (const version of ['1.0.0', '1.1.0']) {
      for (const ended of [await publish(version), await plan(), await promote()]) {
        expect([ended.message, ended.result?.lines, ended.exit]).toEqual(['', expect.anything(), 0]);
        expect(warningsOf(ended)).toEqual([]);
      }
      expect(await tags()).toEqual({ latest: version });
    }
    const ended = await rollback();
    expect([ended.message, ended.exit]).toEqual(['', 0]);
    expect(warningsOf(ended)).toEqual([]);
    expect(jsonOf(ended).outcomes).toContainEqual(expect.objectContaining({ kind: 'changed', to: 'Unlisted' }));
    expect(await tags()).toEqual({ latest: '1.0.0' });
  });

  test('without the optional statements the work is done all the same', async () => {
    const given = Object.fromEntries(
      ROLES.map((role) => [role, without(policyOf(role), (statement) => !isOptional(statement))]),
    );
    const { publish, plan, promote, rollback, tags } = await company({ ...given, promote: 'everything' });
    for (const version of ['1.0.0', '1.1.0'])
      for (const ended of [await publish(version), await plan(), await promote()]) expect(ended.exit).toBe(0);
    expect((await rollback()).exit).toBe(0);
    expect(await tags()).toEqual({ latest: '1.0.0' });
    await world?.close();
    const again = await company({ ...given, publish: 'everything' });
    await again.publish('1.0.0');
    const ended = await again.promote();
    expect(ended.exit).toBe(0);
    expect(warningsOf(ended).join('\n')).toContain('codeartifact:PublishPackageVersion');
  });

  test('a copy moves tags by itself: a default promotion forward needs no PutPackageMetadata', async () => {
    const promote = without(policyOf('promote'), (_, action) => action !== 'codeartifact:PutPackageMetadata');
    const at = await company({ publish: 'everything', promote });
    for (const version of ['1.0.0', '1.1.0']) {
      await at.publish(version);
      const ended = await at.promote();
      expect({ exit: ended.exit, warnings: warningsOf(ended) }).toEqual({ exit: 0, warnings: [] });
      expect(await at.tags()).toEqual({ latest: version });
    }
  });

  test.each(['', 'GetAuthorizationToken', 'GetServiceBearerToken', 'GetRepositoryEndpoint', 'ReadFromRepository'])(
    'a job that installs (without: %s)',
    async (missing) => {
      const policy = without(policies.install ?? { Statement: [] }, (_, action) => action.split(':')[1] !== missing);
      const at = await company({ publish: policy });
      const own = user('publish', []);
      const env = { AWS_ACCESS_KEY_ID: own.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET };
      const ended = await runCommand(loginCommand, 'login', {
        ...{ url: at.at.url, folder: folder(), env },
        inputs: { ...place, repository: 'staging', tools: 'npm', 'retry-max-attempts': '2' },
      });
      const installs =
        isWell(ended) &&
        (await (async () => {
          const npmrc = readFileSync(join(ended.host.home, '.npmrc'), 'utf8');
          const registry = /^registry=(.+)$/m.exec(npmrc)?.[1] ?? '';
          const authorization = `Bearer ${/_authToken=(.+)$/m.exec(npmrc)?.[1]}`;
          return (await fetch(`${registry}-/ping`, { headers: { authorization } })).ok;
        })());
      expect(installs).toBe(missing === '');
    },
  );

  const cases = ROLES.flatMap((role) =>
    policyOf(role).Statement.flatMap((statement) =>
      isOptional(statement) ? [] : [statement.Action].flat().map((action) => [role, action, statement.Sid] as const),
    ),
  );
  test.each(sampled(cases, 12, 14))('%s does not end well without %s (%s)', async (role, action, sid) => {
    const given = Object.fromEntries(ROLES.map((one) => [one, 'everything' as const]));
    const left = without(policyOf(role), (statement, one) => statement.Sid !== sid || one !== action);
    // A tag that the copy does not bring has to be written.
    const at = await company({ ...given, [role]: left }, (version) => `copy\nstable=${version}`);
    const steps = async function* () {
      for (const version of ['0.1.0', '1.0.0', '1.1.0']) {
        yield ['publish', await at.publish(version)] as const;
        yield ['plan', await at.plan()] as const;
        yield ['promote', await at.promote()] as const;
      }
      yield ['rollback', await at.rollback()] as const;
    };
    let ended: Ended | undefined;
    for await (const [step, end] of steps()) {
      if (step !== role || !isWell(end)) ended = end;
      if (!isWell(end)) break;
    }
    expect({
      isWell: ended !== undefined && isWell(ended),
      said: JSON.stringify(ended?.result?.json ?? ended?.message),
    }).toMatchObject({
      isWell: false,
      said: expect.stringContaining(action.replace(/^codeartifact:/, '')),
    });
  });
});
