// Formats that are configured and not served: each is refused in the shape that its own tools print.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FORMATS } from '../../src/core/model/package.ts';
import { servers } from '../../src/formats/servers.ts';
import { unserved } from '../../src/formats/unserved.ts';
import { type TestServer, testServer } from '../support/servers/local-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
});
afterAll(() => server.close());

const ask = (format: string, method = 'GET') =>
  fetch(`${server.url}/${format}/d/my-org-123456789012/dev/config.json`, { method });

test('a format is served or refused in its own shape, and none is both', () => {
  expect([...Object.keys(servers), ...Object.keys(unserved)].sort()).toEqual([...FORMATS].sort());
});

describe.each(Object.keys(unserved))('%s', (format) => {
  test.each(['GET', 'PUT', 'POST'])('%s is 501 and says what to do instead', async (method) => {
    const answer = await ask(format, method);
    expect(answer.status).toBe(501);
    const text = await answer.text();
    expect(text).toContain(`does not serve ${format} packages yet`);
    expect(text).toContain(`Use CodeArtifact itself for ${format}`);
  });
});

test.each(['cargo', 'ruby'])('%s: errors with a detail, as Cargo reads them', async (format) => {
  const answer = await ask(format);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toEqual({ errors: [{ detail: expect.stringContaining('does not serve') }] });
});

test('ruby: the reason phrase is all that gem install and Bundler print', async () => {
  expect((await ask('ruby')).statusText).toContain('Use CodeArtifact itself for ruby');
  expect((await ask('cargo')).statusText).toBe('Not Implemented');
});

test('swift: a problem document with the version of the protocol', async () => {
  const answer = await ask('swift');
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('content-version')).toBe('1');
  expect(await answer.json()).toEqual({ status: 501, detail: expect.stringContaining('swift') });
});

test('faults come in the same shape', async () => {
  server.faults.add([{ kind: 'throttle', operation: 'cargo:*', count: 1, retryAfterSeconds: 2 }]);
  const answer = await ask('cargo');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
  expect(await answer.json()).toEqual({ errors: [{ detail: 'Rate exceeded' }] });
});
