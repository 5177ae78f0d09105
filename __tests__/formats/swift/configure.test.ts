import { expect, test } from '@jest/globals';
import { asked, TOKEN } from '../../support/worlds/logins.ts';

const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const URL = `https://${HOST}/swift/shared/`;
const FILE = '/home/ci/.swiftpm/configuration/registries.json';

test('the default registry, how it authenticates, the token in .netrc', async () => {
  const { texts } = await asked('swift');
  expect(JSON.parse(texts[FILE] ?? '')).toEqual({
    registries: { '[default]': { supportsAvailability: false, url: URL } },
    authentication: { [HOST]: { type: 'token', loginAPIPath: '/swift/shared/login' } },
    version: 1,
  });
  expect(texts['/home/ci/.netrc']).toBe(`machine ${HOST} login token password ${TOKEN}\n`);
});

test('scopes are added to what is there, in its layout', async () => {
  const before =
    '{\n    "version" : 1,\n    "registries" : {\n        "other" : { "url" : "https://other.example/" }\n    }\n}\n';
  const { texts, configuration } = await asked(
    'swift',
    { scopes: ['@acme', 'bad_scope'] },
    { files: { [FILE]: before } },
  );
  expect(JSON.parse(texts[FILE] ?? '')).toEqual({
    registries: { other: { url: 'https://other.example/' }, acme: { supportsAvailability: false, url: URL } },
    authentication: { [HOST]: { type: 'token', loginAPIPath: '/swift/shared/login' } },
    version: 1,
  });
  expect(texts[FILE]).toContain('        "other" : { "url" : "https://other.example/" },\n        "acme": {');
  expect(configuration.notes.join()).toContain('bad_scope');
});

test('an entry of the host that pip uses keeps its user', async () => {
  const { texts } = await asked(
    'swift',
    {},
    { files: { '/home/ci/.netrc': `machine ${HOST} login aws password old\n` } },
  );
  expect(texts['/home/ci/.netrc']).toBe(`machine ${HOST} login aws password ${TOKEN}\n`);
});

test('macOS has its own folder; only scopes that cannot be: nothing is written', async () => {
  expect(Object.keys((await asked('swift', {}, { platform: 'darwin' })).texts)[0]).toBe(
    '/home/ci/Library/org.swift.swiftpm/configuration/registries.json',
  );
  expect((await asked('swift', { scopes: ['@a_b'] })).texts).toEqual({});
});
