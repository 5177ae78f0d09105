// What a smoke run may touch, by names alone: whatever it is asked to do, by whomever, nothing else passes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-codeartifact';
import { describe, expect, test } from '@jest/globals';
import { OutOfBounds, openClient, requireInBounds } from '../../scripts/smoke/client.mjs';
import {
  coordinateOf,
  hasPrefix,
  isOwnPackage,
  isOwnVersion,
  packagesOf,
  problemsOf,
  recordPackageOf,
  repositoriesOf,
  VERSIONS,
} from '../../scripts/smoke/names.mjs';
import { policyOf } from '../../scripts/smoke/policy.mjs';
import { parseVersionCoordinate } from '../../src/core/model/coordinates.ts';
import { ROOT } from '../support/programs/runner.ts';
import { ACCOUNT, OTHER } from '../support/worlds/sign-in-world.ts';

const place = { domain: 'my-org', domainOwner: ACCOUNT, prefix: 'smk', region: 'us-east-1', createDomain: false };
const arn = (rest: string, region = 'us-east-1', owner = ACCOUNT) => `arn:aws:codeartifact:${region}:${owner}:${rest}`;

describe('calls', () => {
  const own = { domain: 'my-org', domainOwner: ACCOUNT, repository: 'smk-staging' };

  test.each([
    ['DescribeDomain', { domain: 'my-org', domainOwner: ACCOUNT }],
    ['DescribeRepository', own],
    ['CreateRepository', own],
    ['DeleteRepository', { ...own, repository: 'smk-production' }],
    ['ListPackages', own],
    ['ListPackageVersions', own],
    ['ListTagsForResource', { resourceArn: arn('repository/my-org/smk-staging') }],
  ])('%s of its own passes', (operation, input) => {
    expect(() => requireInBounds(place, operation, input)).not.toThrow();
  });

  const strange = ['smk', 'smk-stagin', 'smk-staging2', 'smkx-staging', 'SMK-staging', 'smk-staging/', 'staging', ''];
  test.each([
    ...strange.flatMap((repository) =>
      ['DeleteRepository', 'CreateRepository', 'DescribeRepository', 'ListPackages'].map(
        (operation) => [operation, { ...own, repository }] as const,
      ),
    ),
    ['DeleteRepository', { ...own, domain: 'my-org2' }] as const,
    ['DeleteRepository', { ...own, domainOwner: OTHER }] as const,
    ['DeleteRepository', { domain: 'my-org' }] as const,
    ['DescribeDomain', { domain: 'their-org' }] as const,
    ['CreateDomain', { domain: 'my-org' }] as const,
    ['DeleteDomain', { domain: 'my-org' }] as const,
    ['ListTagsForResource', { resourceArn: arn('repository/my-org/smk-staging2') }] as const,
    ['ListTagsForResource', { resourceArn: arn('repository/my-org/smk-staging', 'eu-west-1') }] as const,
    ['ListTagsForResource', { resourceArn: arn('repository/my-org/smk-staging', 'us-east-1', OTHER) }] as const,
    ['ListTagsForResource', { resourceArn: arn('repository/my-org/smk-staging:x') }] as const,
  ])('%s of %j does not', (operation, input) => {
    expect(() => requireInBounds(place, operation, input)).toThrow(OutOfBounds);
  });

  test('no operation of the service passes but those few, whatever it names', () => {
    const operations = Object.values(sdk)
      .filter((one: unknown) => Array.isArray(one) && one[0] === 9)
      .map((one) => String((one as unknown[])[2]));
    expect(operations.length).toBeGreaterThan(40);
    const passing = operations.filter((operation) => {
      try {
        requireInBounds(place, operation, { ...own, resourceArn: arn('repository/my-org/smk-staging') });
        return true;
      } catch {
        return false;
      }
    });
    expect(passing.sort()).toEqual(
      [
        ...['CreateRepository', 'DeleteRepository', 'DescribeDomain', 'DescribeRepository', 'ListPackageGroups'],
        ...['ListPackageVersions', 'ListPackages', 'ListTagsForResource'],
      ].sort(),
    );
  });

  test('a domain may be made and removed where that was asked for and its name has the prefix', () => {
    const made = { ...place, createDomain: true };
    for (const domain of ['smk', 'smk-x'])
      expect(() =>
        requireInBounds({ ...made, domain }, 'DeleteDomain', { domain, domainOwner: ACCOUNT }),
      ).not.toThrow();
    for (const domain of ['my-org', 'smkx', 'x-smk'])
      expect(() => requireInBounds({ ...made, domain }, 'DeleteDomain', { domain })).toThrow(OutOfBounds);
  });

  test('the client refuses before a request is made', async () => {
    // Nothing listens there: what left would fail in another way.
    const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-real-key-at-all' };
    const client = openClient(place, { endpoint: 'http://127.0.0.1:9', credentials: keys });
    const strangers = { domain: 'my-org', domainOwner: ACCOUNT, repository: 'production' };
    await expect(client.send(new sdk.DeleteRepositoryCommand(strangers))).rejects.toThrow(OutOfBounds);
    const group = { domain: 'my-org', packageGroup: '/npm/*' };
    await expect(client.send(new sdk.DeletePackageGroupCommand(group))).rejects.toThrow(OutOfBounds);
    client.destroy();
  });
});

describe('names', () => {
  test.each(['abc', 'smk', 'ci-smoke', 'a1-b2-c3', 'a23456789-12345678901234'])('%s is a prefix', (prefix) => {
    expect(problemsOf({ ...place, prefix })).toEqual([]);
    for (const name of Object.values(repositoriesOf(prefix))) expect(name).toMatch(/^[a-z][a-z0-9-]{1,99}$/);
  });

  test.each([
    '',
    'ab',
    '1abc',
    '-abc',
    'abc-',
    'a--bc',
    'Abc',
    'a.bc',
    'a_bc',
    'abc*',
    'a bc',
    'a/bc',
    'ä-bc',
    'abc\n',
    'a'.repeat(25),
  ])('%j is none', (prefix) => expect(problemsOf({ ...place, prefix })).toHaveLength(1));

  test('a domain has the prefix when it is it, or begins with it and a hyphen', () => {
    expect(['smk', 'smk-a', 'smka', 'a-smk', 'sm', ''].filter((domain) => hasPrefix(domain, 'smk'))).toEqual([
      'smk',
      'smk-a',
    ]);
  });

  test('of packages are coordinates of the command line, all with the prefix', () => {
    for (const one of packagesOf('smk')) {
      const { format, namespace, name } = one;
      const parsed = parseVersionCoordinate(coordinateOf(one, '1.0.0'));
      expect({ ...parsed, namespace: parsed.namespace }).toEqual({ format, namespace, name, version: '1.0.0' });
      expect(`${namespace ?? name}`).toMatch(/^smk(?:-|$)/);
    }
  });

  test('own is what a run puts there, and nothing like it', () => {
    const { staging, production } = repositoriesOf('smk');
    const asFound = ({ format, namespace, name }: ReturnType<typeof packagesOf>[number]) => ({
      format,
      namespace,
      package: name,
    });
    for (const one of packagesOf('smk').map(asFound))
      for (const version of VERSIONS)
        for (const repository of [staging, production])
          expect(isOwnVersion('smk', repository, one, version)).toBe(true);
    const records = asFound(recordPackageOf('smk'));
    expect(isOwnVersion('smk', production, records, '20260101t000000000z-abcdef')).toBe(true);
    const pypi = { format: 'pypi', package: 'smk-smoke' };
    expect([staging, production].map((repository) => isOwnVersion('smk', repository, pypi, '1.2.0'))).toEqual([
      true,
      false,
    ]);

    const strange: readonly (readonly [string, object, string])[] = [
      [production, records, '1.0.0'],
      [staging, records, '20260101t000000000z-abcdef'],
      [staging, pypi, '1.0'],
      [staging, { ...pypi, package: 'smk-smoke2' }, '1.0.0'],
      [staging, { ...pypi, namespace: 'smk' }, '1.0.0'],
      [staging, { format: 'npm', namespace: 'smk', package: 'smoke2' }, '1.0.0'],
      [staging, { format: 'npm', package: 'smoke' }, '1.0.0'],
      [staging, { format: 'npm', namespace: 'smk', package: 'smoke' }, '1.2.0'],
      [staging, {}, '1.0.0'],
      ['smk-staging2', pypi, '1.0.0'],
      ['my-staging', pypi, '1.0.0'],
    ];
    for (const [repository, found, version] of strange)
      expect([repository, found, version, isOwnVersion('smk', repository, found, version)]).toEqual([
        repository,
        found,
        version,
        false,
      ]);
    expect(isOwnPackage('smk', staging, { format: 'npm', namespace: 'smkx', package: 'smoke' })).toBe(false);
  });
});

test('one file deletes, and it is the only one that can', () => {
  const folder = join(ROOT, 'scripts', 'smoke');
  const files = [...readdirSync(folder).map((name) => join(folder, name)), join(ROOT, 'scripts', 'smoke.mjs')];
  const deleting = files.filter((path) =>
    /\b(?:Delete|Dispose|Untag|Update|Put)\w*Command\b/.test(readFileSync(path, 'utf8')),
  );
  expect(deleting.map((path) => path.slice(folder.length + 1))).toEqual(['removal.mjs']);
  // By the client of its own: calls by hand are none.
  expect(files.filter((path) => /\bfetch\(|node:https?'/.test(readFileSync(path, 'utf8')))).toEqual([]);
});

describe('the policy', () => {
  test('writes to names without a pattern, and binds what deletes to the tag', () => {
    for (const createDomain of [false, true])
      for (const { Sid, Action, Resource, Condition } of policyOf({ ...place, domain: 'smk', createDomain })
        .Statement) {
        const [actions, resources] = [Action, Resource].map((one) => [one].flat().map(String)) as [string[], string[]];
        const own =
          /^arn:aws:codeartifact:us-east-1:111122223333:[a-z]+\/smk(?:\/smk-(?:staging|production)[a-z/-]*(?<read>\*)?)?$/;
        for (const one of Sid === 'Bearer' ? [] : resources) {
          expect(one).toMatch(own);
          if (own.exec(one)?.groups?.read) for (const action of actions) expect(action).toMatch(/:(?:Describe|List)/);
        }
        expect(actions.join(' ')).not.toContain('*');
        if (actions.some((one) => /Delete(?:Repository|Domain)/.test(one)))
          expect(Condition).toEqual({ Null: { 'aws:ResourceTag/codeartifact-ci-smoke': 'false' } });
        if (actions.some((one) => /Create|TagResource/.test(one)) && Sid !== 'Recognise')
          expect(Condition).toMatchObject({ Null: { 'aws:RequestTag/codeartifact-ci-smoke': 'false' } });
      }
  });

  test('is written for the partition of the Region, and fits into a managed policy, or into one of a role', () => {
    const resources = (region: string) => JSON.stringify(policyOf({ ...place, region }));
    expect(resources('cn-north-1')).toContain('arn:aws-cn:codeartifact:cn-north-1:');
    expect(resources('us-gov-west-1')).toContain('arn:aws-us-gov:');
    // Quotas of IAM, in characters without white space.
    expect(JSON.stringify(policyOf({ ...place, domain: 'smk-org', createDomain: true })).length).toBeLessThan(6144);
    const long = { domain: `a${'2'.repeat(23)}-${'d'.repeat(25)}`, prefix: `a${'2'.repeat(23)}`, createDomain: true };
    expect(problemsOf({ ...place, ...long, domainOwner: undefined })).toEqual([]);
    expect(JSON.stringify(policyOf({ ...place, ...long })).length).toBeLessThan(10_240);
  });
});
