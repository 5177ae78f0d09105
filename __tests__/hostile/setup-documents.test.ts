// Documents given to the running server that cost much more than they are long, or name times that nobody can show.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestServer, testServer } from '../support/servers/local-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
});
afterAll(() => server.close());

/** What a busy machine needs for any of these; before, they took from 40 s to hours. */
const SOON_MS = 8_000;

async function apply(body: string): Promise<{ status: number; text: string }> {
  const begun = performance.now();
  const answer = await fetch(`${server.url}/_local/setup`, { method: 'POST', body });
  const text = await answer.text();
  expect(performance.now() - begun).toBeLessThan(SOON_MS);
  return { status: answer.status, text };
}

const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index));
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...times(20, (index) => {
    const [before, name] = ['abcdefghijklmnopqrstu'[index], 'bcdefghijklmnopqrstuv'[index]];
    return `${name}: &${name} [${`*${before}, `.repeat(8)}*${before}]`;
  }),
].join('\n');

describe('a setup with', () => {
  test.each<[string, string]>([
    ['60,000 keys', times(60_000, (index) => `key${index}: v`).join('\n')],
    [
      '60,000 keys in JSON',
      JSON.stringify(Object.fromEntries(times(60_000, (index) => `key${index}`).map((key) => [key, 1]))),
    ],
    ['8,000 keys', times(8_000, (index) => `k${index}: v`).join('\n')],
    ['aliases of aliases', bomb],
    ['many aliases', `a: &a x\nb: [${'*a, '.repeat(900)}*a]`],
    ['an alias to nothing', 'domains: *nobody'],
    ['anchors without end', times(8_000, (index) => `- &a${index} x`).join('\n')],
    ['keys of keys', '? '.repeat(1_000)],
    ['brackets', '['.repeat(100_000)],
    ['dashes', '- '.repeat(60_000)],
    ['colons', 'a: '.repeat(40_000)],
    ['tags', '!!str '.repeat(20_000)],
    ['errors', '} '.repeat(60_000)],
    ['a key twice', 'domains: []\ndomains: []'],
    ['a list as the whole', '- a'],
    ['brackets in JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a key that is long', `${'k'.repeat(100_000)}: v`],
  ])('%s is refused, in a bearable time and with bearable words', async (_, body) => {
    const { status, text } = await apply(body);
    expect({ status, text: text.slice(0, 200) }).toMatchObject({ status: 400 });
    expect(text.length).toBeLessThan(50_000);
  });

  test('levels without end, again and again, leaves the server at work', async () => {
    for (const part of ['- ', '? ', '[', '{a: ', '{', '- ? '])
      for (let again = 0; again < 4; again++)
        expect(await apply(part.repeat(60_000 / part.length))).toMatchObject({ status: 400 });
    const deep = Array.from({ length: 500 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
    expect(await apply(deep)).toEqual({ status: 400, text: expect.stringContaining('nested too deep') });
    expect((await fetch(`${server.url}/_local/health`)).status).toBe(200);
  });

  test('globs, questions and a few aliases is applied', async () => {
    const policy =
      '{ Version: 2012-10-17, Statement: { Effect: Allow, Principal: "*", Action: "codeartifact:*", Resource: "*" } }';
    const body = `
domains:
  - name: my-org
    tags: &tags { team: platform }
    policy: ${policy}
    repositories:
      - { name: asked, description: who ? where ? why ?, tags: *tags }
`;
    expect(await apply(body)).toMatchObject({ status: 200 });
  });
});

describe('the clock', () => {
  const move = (body: unknown) => server.json('/_local/clock', { method: 'POST', body });
  test.each([
    { now: 8_640_000_000_000 },
    { now: 8_639_999_999_999 },
    { now: '9999-12-31T23:59:59Z' },
    { now: '+010000-01-01T00:00:00Z' },
    { now: -1 },
    { now: '1969-12-31T23:59:59Z' },
    { now: '-000001-01-01T00:00:00Z' },
    { now: 'soon' },
    { now: '' },
    { now: '2026-02-30T00:00:00Z' },
    { now: '2026-02-29' },
    { now: '2027-13-01T00:00:00Z' },
    { now: '30 February 2027' },
    { now: '2027' },
    { advanceSeconds: 1e13 },
    { advanceSeconds: -1e11 },
    { advanceSeconds: 1e300 },
  ])('does not go to what nobody can show: %j', async (body) => {
    expect(await move(body)).toMatchObject({ status: 400 });
    expect((await server.json('/_local/clock')).body).toMatchObject({ offsetSeconds: 0 });
  });

  test.each([
    [{ reset: true, now: 'x' }, 'give only one of advanceSeconds, now and reset'],
    [{ advanceSeconds: 1, now: 0 }, 'give only one of advanceSeconds, now and reset'],
    [{ now: '2026-02-30T00:00:00Z' }, 'now is not a time'],
    [{ now: 'x' }, 'now is not a time'],
    [{ reset: false }, 'give advanceSeconds'],
  ])('%j is refused in words of its own', async (body, words) => {
    expect(await move(body)).toMatchObject({ status: 400, body: { message: expect.stringContaining(words) } });
  });

  test.each([0, '9998-12-31T23:59:59Z'])('goes to %j, and everything still answers', async (now) => {
    try {
      expect((await move({ now })).status).toBe(200);
      expect((await server.json('/_local/health')).body.now).toMatch(/^\d{4}-/);
      expect((await fetch(server.url)).status).toBe(200);
      const identity = await fetch(`${server.url}/_local/oidc/token`, { headers: { authorization: 'Bearer x' } });
      expect(identity.status).toBe(200);
    } finally {
      await move({ reset: true });
    }
  });
});
