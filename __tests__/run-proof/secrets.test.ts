// The search for secrets that ends each run of the tests: it finds what it looks for, and it looks for all that tests use.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createListener, findingsBelow, kindsIn } from '../../scripts/run-proof/secret-scan.mjs';
import { createSeal } from '../../src/local/identity/signed-token.ts';
import { temporaryFolders } from '../support/folders.ts';
import { ROOT } from '../support/programs/runner.ts';
import { testServer } from '../support/servers/local-server.ts';
import { OTHER_TOKEN, TOKEN } from '../support/worlds/logins.ts';

const folder = temporaryFolders();
/** In two parts, so that this file itself holds none. */
const PLANTED = ['planted-secret', 'of-this-search'].join('-');

describe('what the local server issues', () => {
  test.each(['authorization', 'session'] as const)('a token of the kind %s', (kind) => {
    const token = createSeal().close(kind, { a: 1 }, 400);
    expect(kindsIn(`x ${token} y`)).toContain('a token of the local server');
    expect(kindsIn(token.split('.')[0] ?? '')).toEqual([]);
  });
  test('a token that is packed as Basic credentials', () => {
    const packed = Buffer.from(`aws:${createSeal().close('authorization', { a: 1 }, 400)}`).toString('base64');
    expect(kindsIn(`Authorization: Basic ${packed}`)).toHaveLength(1);
  });
  test('an OIDC token', async () => {
    const server = await testServer();
    const answer = await fetch(`${server.url}/_local/oidc/token?audience=sts.amazonaws.com`, {
      headers: { authorization: 'Bearer x' },
    });
    const { value } = (await answer.json()) as { value: string };
    await server.close();
    expect(kindsIn(value)).toEqual(['an OIDC token of the local server']);
  });
});

test('tokens of logins are known', () => {
  for (const token of [TOKEN, OTHER_TOKEN]) expect(kindsIn(token)).toHaveLength(1);
});

/** What is written like a secret in a test and is none: addresses, paths, names of variables, what no server would issue. */
const NONE = /^(?:https?:|repo:|\/\w|NODE_AUTH_TOKEN$|request-token$|Basic abcdef$|eyJ2\.made\.up$|XXXXX-XXXXX-)|\\n/;

test('each secret that a test writes down belongs to a kind that is looked for', () => {
  const written = /\b\w*(?:secret|password|token)\w*['"]?\s*[:=]\s*'([^'\n]{12,})'/gi;
  const unknown = readdirSync(join(ROOT, '__tests__'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      [...readFileSync(join(ROOT, '__tests__', path), 'utf8').matchAll(written)]
        .map(([, value = '']) => value)
        .filter((value) => !NONE.test(value) && kindsIn(value).length === 0)
        .map((value) => `${path}: ${value}`),
    );
  // A new one belongs into scripts/run-proof/secret-kinds.mjs.
  expect(unknown).toEqual([]);
});

describe('files', () => {
  test('are found by content in any folder, named with the kind and without the secret', () => {
    const place = folder();
    mkdirSync(join(place, 'a/b'), { recursive: true });
    writeFileSync(join(place, 'a/b/log.txt'), `x\n${PLANTED}\n`, { mode: 0o644 });
    writeFileSync(join(place, 'clean'), 'x');
    expect(findingsBelow(place)).toEqual([{ path: join(place, 'a/b/log.txt'), kind: 'a planted secret' }]);
    // The folders of tests are searched when they are removed.
    chmodSync(join(place, 'a/b/log.txt'), 0o600);
  });
  test('for their owner alone may hold them, and what a step hands on', () => {
    const place = folder();
    writeFileSync(join(place, '.npmrc'), PLANTED, { mode: 0o600 });
    writeFileSync(join(place, '1-GITHUB_OUTPUT'), PLANTED, { mode: 0o644 });
    expect(findingsBelow(place)).toEqual([]);
  });
});

test('what is printed is heard across pieces', () => {
  const listener = createListener();
  const text = `${'x'.repeat(5000)}${PLANTED}${'x'.repeat(5000)}`;
  for (let at = 0; at < text.length; at += 7) listener.hear(Buffer.from(text.slice(at, at + 7)));
  expect([...listener.heard]).toEqual(['a planted secret']);
});
