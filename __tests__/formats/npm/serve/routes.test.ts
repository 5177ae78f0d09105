import { describe, expect, test } from '@jest/globals';
import { parseRoute } from '../../../../src/formats/npm/serve/routes.ts';

const scoped = { format: 'npm', namespace: 'acme', name: 'utils' };
const plain = { format: 'npm', name: 'utils' };

describe('parseRoute', () => {
  test.each([
    ['utils', { kind: 'document', ref: plain }],
    ['@acme%2futils', { kind: 'document', ref: scoped }],
    ['@acme%2Futils', { kind: 'document', ref: scoped }],
    ['@acme/utils', { kind: 'document', ref: scoped }],
    ['%40acme%2futils', { kind: 'document', ref: scoped }],
    ['utils/-/utils-1.0.0.tgz', { kind: 'tarball', ref: plain, version: '1.0.0' }],
    ['@acme/utils/-/utils-1.0.0-rc.1.tgz', { kind: 'tarball', ref: scoped, version: '1.0.0-rc.1' }],
    ['@acme%2futils/-/utils-1.0.0.tgz', { kind: 'tarball', ref: scoped, version: '1.0.0' }],
    ['@acme/utils/-/@acme/utils-1.0.0.tgz', { kind: 'tarball', ref: scoped, version: '1.0.0' }],
    ['@acme%2futils/-/@acme%2futils-1.0.0.tgz', { kind: 'tarball', ref: scoped, version: '1.0.0' }],
    ['utils/1.0.0', { kind: 'manifest', ref: plain, selector: '1.0.0' }],
    ['-/package/@acme%2futils/dist-tags', { kind: 'tags', ref: scoped }],
    ['-/package/utils/dist-tags/next', { kind: 'tag', ref: plain, tag: 'next' }],
    ['-/ping', { kind: 'ping' }],
    ['utils/-rev/1-a', { kind: 'unpublish', ref: plain }],
    ['@acme/utils/-/utils-1.0.0.tgz/-rev/1-a', { kind: 'unpublish', ref: scoped }],
  ])('%s', (path, route) => expect(parseRoute(path)).toEqual(route));

  test.each([
    '-/whoami',
    '-/v1/search',
    '-/npm/v1/security/advisories/bulk',
    '-/npm/v1/security/audits/quick',
    '-/user/token/x',
    '-/package/utils/access',
  ])('%s is not supported by the service', (path) => expect(parseRoute(path)?.kind).toBe('unsupported'));

  test.each([
    '',
    '/utils',
    'utils/',
    'utils//-/x',
    '@acme',
    '%zz',
    '..',
    '../x',
    '%2e%2e/x',
    'utils/-/other-1.0.0.tgz',
    'utils/-/utils-.tgz',
    'utils/-/utils-1.0.0.zip',
    'utils/-/@acme/utils-1.0.0.tgz',
    'utils/a/b',
    '.git/config',
    '_all_docs',
  ])('%j names nothing', (path) => expect(parseRoute(path)).toBeUndefined());
});
