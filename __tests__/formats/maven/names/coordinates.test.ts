// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Maven's own placeholders
import { describe, expect, test } from '@jest/globals';
import {
  coordinates,
  parsePath,
  parseSuffix,
  pathOf,
  snapshotOfBuild,
  versionOfFile,
} from '../../../../src/formats/maven/names/coordinates.ts';

const lib = { format: 'maven', namespace: 'com.acme', name: 'lib' };

describe('parsePath', () => {
  test.each([
    ['com/acme/lib/1.0/lib-1.0.jar', { kind: 'asset', ref: lib, version: '1.0', asset: 'lib-1.0.jar' }],
    ['com/acme/lib/1.0/lib-1.0.jar.sha1', { kind: 'asset', asset: 'lib-1.0.jar', checksum: 'sha1' }],
    ['com/acme/lib/1.0/lib-1.0.jar.asc.md5', { kind: 'asset', asset: 'lib-1.0.jar.asc', checksum: 'md5' }],
    ['com/acme/lib/1.0/lib-1.0%2Bb.jar', { kind: 'asset', asset: 'lib-1.0+b.jar' }],
    ['com/acme/lib/maven-metadata.xml', { kind: 'artifact-metadata', ref: lib, checksum: undefined }],
    ['com/acme/lib/maven-metadata.xml.sha512', { kind: 'artifact-metadata', ref: lib, checksum: 'sha512' }],
    ['com/acme/lib/1-SNAPSHOT/maven-metadata.xml', { kind: 'snapshot-metadata', ref: lib, version: '1-SNAPSHOT' }],
    [
      'com/acme/lib/1-SNAPSHOT/lib-1-20260102.030405-7-sources.jar',
      { kind: 'asset', version: '1-20260102.030405-7', directory: '1-SNAPSHOT' },
    ],
    ['com/acme/lib/1-SNAPSHOT/lib-1-SNAPSHOT.jar', { kind: 'asset', version: '1-SNAPSHOT', directory: '1-SNAPSHOT' }],
    ['acme/maven-metadata.xml', { kind: 'artifact-metadata', ref: { ...lib, namespace: '', name: 'acme' } }],
    [
      'org/apache/maven/plugins/x/1/x-1.pom',
      { ref: { format: 'maven', namespace: 'org.apache.maven.plugins', name: 'x' } },
    ],
  ])('%s', (path, expected) => {
    expect(parsePath(path)).toMatchObject(expected);
  });

  test.each([
    '',
    '/',
    'com',
    'com/acme',
    'com/acme/',
    'maven-metadata.xml',
    'com//lib/1.0/lib-1.0.jar',
    'com/../lib/1.0/lib-1.0.jar',
    'com/%2e%2e/lib/1.0/lib-1.0.jar',
    'com/acme/lib/1.0/..%2Fx.jar',
    'com/acme/lib/1.0/a%5Cb.jar',
    'com/acme/lib/1.0/%00',
    'com/acme/lib/1.0/%zz',
    'com.acme/lib/1.0/lib-1.0.jar',
    'com/acme/lib/1.0/',
    'com/acme/lib/1.0/a%20b.jar',
  ])('%j names nothing', (path) => {
    expect(parsePath(path)).toBeUndefined();
  });
});

test('pathOf is what parsePath reads, for every letter a version may have', () => {
  const ref = { format: 'maven', namespace: 'com.acme.deep', name: 'lib.x_y-z' } as const;
  const path = pathOf(ref, '1.0+b~1!x@y=z', 'lib.x_y-z-1.0+b~1!x@y=z.jar');
  expect(parsePath(path)).toMatchObject({ ref, version: '1.0+b~1!x@y=z', asset: 'lib.x_y-z-1.0+b~1!x@y=z.jar' });
});

test('versionOfFile finds the build in unique snapshot names only', () => {
  expect(versionOfFile('lib', '1.0-SNAPSHOT', 'lib-1.0-20260102.030405-12.pom')).toBe('1.0-20260102.030405-12');
  expect(versionOfFile('lib', '1.0-SNAPSHOT', 'lib-1.0-20260102.030405-12-tests.jar')).toBe('1.0-20260102.030405-12');
  expect(versionOfFile('lib', '1.0-SNAPSHOT', 'other-1.0-20260102.030405-12.pom')).toBe('1.0-SNAPSHOT');
  expect(versionOfFile('lib', '1.0-SNAPSHOT', 'lib-1.0-2026.03-12.pom')).toBe('1.0-SNAPSHOT');
  expect(snapshotOfBuild('1.0-20260102.030405-12')).toBe('1.0-SNAPSHOT');
  expect(snapshotOfBuild('1.0-2026')).toBeUndefined();
});

test.each([
  ['.jar', undefined, 'jar'],
  ['-sources.jar', 'sources', 'jar'],
  ['-bin.tar.gz', 'bin', 'tar.gz'],
  ['.pom.asc', undefined, 'pom.asc'],
  ['-linux-x86_64.so', 'linux-x86_64', 'so'],
])('suffix %s', (suffix, classifier, extension) => {
  expect(parseSuffix(suffix)).toEqual({ classifier, extension });
});

test('problems name what is wrong, also in hostile names', () => {
  expect(coordinates.problems({ namespace: 'com.acme', name: 'lib', version: '1.0' })).toEqual([]);
  expect(coordinates.problems({ name: 'lib' })).toEqual(['a Maven package needs a group id']);
  for (const version of ['1/2', '../1', '..', '${revision}', '1 2', '', '1<2', 'a\nb']) {
    expect(coordinates.problems({ namespace: 'com.acme', name: 'lib', version })).toHaveLength(1);
  }
  for (const name of ['a/b', '..', '', 'a b', '${x}', 'a:b']) {
    expect(coordinates.problems({ namespace: 'com.acme', name })).toHaveLength(1);
  }
  for (const namespace of ['com..acme', '.com', 'com/acme', 'com.', '']) {
    expect(coordinates.problems({ namespace, name: 'lib' }).length).toBeGreaterThan(0);
  }
});
