import { describe, expect, test } from '@jest/globals';
import { arnsOf, parseTaggedArn } from '../../../src/local/registry/arns.ts';
import { WeightedCache } from '../../../src/local/registry/records/weighted-lru.ts';
import { QUOTAS, readSwitches, SWITCHES } from '../../../src/local/registry/switches.ts';
import { DOMAIN, maven, npm } from './bench.ts';

describe('switches', () => {
  test('have a default, a reason and a name of their own', () => {
    const names = [...SWITCHES, ...QUOTAS].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, why } of [...SWITCHES, ...QUOTAS]) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(why.length).toBeGreaterThan(10);
    }
    const values = readSwitches({}, 'us-east-1');
    for (const { name, values: allowed } of SWITCHES) expect(values[name]).toBe(allowed[0]);
    for (const quota of QUOTAS) expect(values[quota.name]).toBe(quota.default);
  });

  test('follow the Region where the service does', () => {
    expect(readSwitches({}, 'eu-west-1')['assets-per-version']).toBe(350);
    expect(readSwitches({}, 'eu-north-1')['assets-per-version']).toBe(150);
    expect(readSwitches({ 'assets-per-version': '7' }, 'eu-north-1')['assets-per-version']).toBe(7);
  });

  test.each(QUOTAS.map(({ name, range }) => [name, range] as const))(
    '%s has a range, and says it',
    (name, [min, max]) => {
      const { default: usual } = QUOTAS.find((quota) => quota.name === name) ?? { default: Number.NaN };
      for (const value of [min, usual, max]) expect(readSwitches({ [name]: value }, 'us-east-1')[name]).toBe(value);
      for (const value of [min - 1, max + 1, `${max + 1}`, min + 0.5])
        expect(() => readSwitches({ [name]: value }, 'us-east-1')).toThrow(
          `${name} is a whole number from ${min} to ${max}`,
        );
    },
  );

  test('of what a call takes are none that no call could take', () => {
    for (const value of [0, 101])
      expect(() => readSwitches({ 'versions-per-call': value }, 'us-east-1')).toThrow('1 to 100');
  });

  test('are refused together when they are unknown', () => {
    const chosen = { 'copy-status': 'maybe', 'asset-bytes': '-1', nothing: 'x', toString: 'x' };
    expect(() => readSwitches(chosen, 'us-east-1')).toThrow(
      'copy-status is one of keep, published; asset-bytes is a whole number from 1 to 999999999999999; there is no switch nothing; there is no switch toString',
    );
  });
});

describe('ARNs', () => {
  const arns = arnsOf('us-east-1');
  const at = { ...DOMAIN, repository: 'my-repo' };

  test('are written as the permissions reference has them', () => {
    const start = 'arn:aws:codeartifact:us-east-1:111122223333:';
    expect(arns.domain(DOMAIN)).toBe(`${start}domain/my-org`);
    expect(arns.repository(at)).toBe(`${start}repository/my-org/my-repo`);
    expect(arns.package(at, npm('lodash'))).toBe(`${start}package/my-org/my-repo/npm//lodash`);
    expect(arns.package(at, maven('com.acme', 'lib'))).toBe(`${start}package/my-org/my-repo/maven/com.acme/lib`);
    expect(arns.group(DOMAIN, '/*')).toBe(`${start}package-group/my-org/%2a`);
    expect(arns.group(DOMAIN, '/npm/a%b/c$')).toBe(`${start}package-group/my-org/npm/a%25b/c%24`);
    expect(arns.encryptionKey('111122223333', '1234')).toBe('arn:aws:kms:us-east-1:111122223333:key/1234');
    expect(arns.encryptionKey('111122223333', 'arn:aws:kms:x')).toBe('arn:aws:kms:x');
  });

  test('of a key behind an alias: one for each account and Region, whichever way the alias is written', () => {
    const ofDefault = arns.encryptionKey('111122223333', undefined);
    expect(ofDefault).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(arns.encryptionKey('111122223333', 'alias/aws/codeartifact')).toBe(ofDefault);
    expect(arns.encryptionKey('123456789012', `arn:aws:kms:us-east-1:111122223333:alias/aws/codeartifact`)).toBe(
      ofDefault,
    );
    const others = [
      arns.encryptionKey('123456789012', undefined),
      arnsOf('eu-west-1').encryptionKey('111122223333', undefined),
      arns.encryptionKey('111122223333', 'alias/mine'),
      ofDefault,
    ];
    expect(new Set(others.map((arn) => arn.split('/')[1])).size).toBe(4);
    expect(arns.encryptionKey('111122223333', ofDefault)).toBe(ofDefault);
  });

  test('of the bucket are those of the guide, and one in each Region', () => {
    expect(arnsOf('us-west-2').assetBucket()).toBe('arn:aws:s3:::assets-787052242323-us-west-2');
    expect(arnsOf('ap-southeast-2').assetBucket()).toBe('arn:aws:s3:::assets-860415559748-ap-southeast-2');
    expect(arnsOf('xx-test-1').assetBucket()).toBe('arn:aws:s3:::assets-000000000000-xx-test-1');
  });

  test('of what can be tagged are read back', () => {
    const domain = arns.domain(DOMAIN);
    expect(parseTaggedArn(domain, 'us-east-1')).toEqual({ kind: 'domain', arn: domain, at: DOMAIN });
    const repository = arns.repository(at);
    expect(parseTaggedArn(repository, 'us-east-1')).toEqual({ kind: 'repository', arn: repository, at });
    for (const pattern of ['/*', '/npm/acme~', '/npm//a%2a$']) {
      const arn = arns.group(DOMAIN, pattern);
      expect(parseTaggedArn(arn, 'us-east-1')).toEqual({ kind: 'group', arn, at: DOMAIN, pattern });
    }
    // Not encoded it names the same group.
    const raw = arns.group(DOMAIN, '/').concat('npm/acme/*');
    expect(parseTaggedArn(raw, 'us-east-1')?.arn).toBe(arns.group(DOMAIN, '/npm/acme/*'));
    for (const arn of [
      '',
      arns.package(at, npm('a')),
      arns.domain(DOMAIN).replace('us-east-1', 'eu-west-1'),
      `${arns.domain(DOMAIN)}/x`,
    ]) {
      expect(parseTaggedArn(arn, 'us-east-1')).toBeUndefined();
    }
  });
});

describe('the weighted cache', () => {
  test('drops what was used longest ago, and keeps the newest however heavy', () => {
    const cache = new WeightedCache<string>(10);
    for (const [key, weight] of [
      ['a', 4],
      ['b', 4],
    ] as const)
      cache.set(key, key, weight);
    cache.get('a');
    cache.set('c', 'c', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['a', undefined, 'c']);
    cache.set('big', 'big', 100);
    expect([cache.get('a'), cache.get('c'), cache.get('big')]).toEqual([undefined, undefined, 'big']);
    cache.set('d', 'd', 1);
    expect([cache.get('big'), cache.get('d')]).toEqual([undefined, 'd']);
  });
});
