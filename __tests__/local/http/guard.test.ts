import { describe, expect, test } from '@jest/globals';
import { guard } from '../../../src/local/http/guard.ts';

const options = { boundHost: '127.0.0.1', hostNames: ['registry.internal'] };
const none = { async *[Symbol.asyncIterator]() {} };

function status(headers: Record<string, string | undefined>, local?: string): number | undefined {
  return guard({ method: 'GET', target: '/', headers, body: none, localAddress: local }, options)?.status;
}

describe('the Host header must name this server', () => {
  test.each([
    '127.0.0.1:4747',
    'localhost:4747',
    '[::1]:4747',
    'LOCALHOST',
    '127.0.0.2',
    'registry.internal:80',
    'my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com',
  ])('%s does', (host) => expect(status({ host })).toBeUndefined());
  test.each(['evil.example:4747', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.7:4747'])(
    '%s does not',
    (host) => expect(status({ host })).toBe(421),
  );
  test.each([undefined, '', 'a b', '127.0.0.1:port', 'http://localhost'])('%p is malformed', (host) =>
    expect(status({ host })).toBe(400),
  );
  test('the address a connection came in on is ours', () => {
    expect(status({ host: '10.0.0.7:4747' }, '::ffff:10.0.0.7')).toBeUndefined();
  });
});

describe('browsers of other sites are kept out', () => {
  const host = '127.0.0.1:4747';
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, undefined],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:4747' }, undefined],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'http://127.0.0.1:8080' }, 403],
    [{ origin: 'null' }, 403],
  ])('%p gives %p', (headers, expected) => expect(status({ host, ...headers })).toBe(expected));
});
