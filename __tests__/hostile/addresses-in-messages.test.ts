// No message shows the user info or the query of an address, nor half of a secret.
import { describe, expect, jest, test } from '@jest/globals';
import { createActionHost } from '../../src/action/host.ts';
import { createCliHost } from '../../src/cli/host.ts';
import { runVerb } from '../../src/cli/run-verb.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { shownAddress, shownAddresses, shownBriefly, shownText } from '../../src/core/text/shown-text.ts';
import { runLocal } from '../../src/local/command/run.ts';
import { createInterruption } from '../../src/machine/interruption.ts';
import { createRedaction } from '../../src/machine/redaction.ts';
import { openJob } from '../action/step.ts';
import { inProcess } from '../cli/in-process.ts';
import { temporaryFolders } from '../support/folders.ts';
import { scriptedServer } from '../support/servers/scripted-server.ts';

jest.setTimeout(60_000);

const folder = temporaryFolders();
const PASSWORD = 'hunter2-of-the-proxy';
const inputs = { command: 'login', domain: 'my-org', repository: 'dev', 'aws-region': 'us-east-1', tools: 'npm' };
const args = ['--domain', 'my-org', '--repository', 'dev', '--aws-region', 'us-east-1', '--tools', 'npm'];
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/an/example' };
const withoutMasks = (log: string) => log.replace(/^::add-mask::.*$/gm, '');

/** Proxies nobody can use, and some that are only spelled oddly. */
const PROXIES = [
  `socks5://u:${PASSWORD}@proxy.example:1080`,
  `ftp://u:${PASSWORD}@proxy.example`,
  `http://u:${PASSWORD}@proxy.example:port`,
  `http://u:${PASSWORD}/x@proxy.example`,
  `http://u:${PASSWORD}#x@proxy.example`,
  `u:${PASSWORD}@proxy.example:8080`,
  `//u:${PASSWORD}@proxy.example`,
  `http://u:${PASSWORD}@ proxy.example`,
  `javascript:${PASSWORD}`,
  `http://?password=${PASSWORD}`,
  `x://h/?password=${PASSWORD}`,
];

describe.each(PROXIES)('the proxy %s', (proxy) => {
  test('as an input of the action', async () => {
    const { status, log, summary } = await openJob(folder(), keys).main({ ...inputs, 'http-proxy': proxy });
    expect(status).toBe(1);
    expect(log).toContain('CA-INPUT-001');
    expect(withoutMasks(log) + summary).not.toContain(PASSWORD);
  });

  test('as a flag, with and without JSON', async () => {
    for (const more of [[], ['--json'], ['--verbose']]) {
      const { value, stdout, stderr } = await inProcess({ ...keys, HOME: folder() }, () =>
        runVerb(
          'login',
          [...args, '--http-proxy', proxy, ...more],
          createInterruption(() => {}),
        ),
      );
      expect(value).toBe(2);
      expect(stdout + stderr).not.toContain(PASSWORD);
    }
  });

  test('as a variable', async () => {
    const env = { ...keys, HOME: folder(), HTTPS_PROXY: proxy };
    const { value, stdout, stderr } = await inProcess(env, () =>
      runVerb(
        'login',
        [...args, '--verbose', '--retry-max-attempts', '1'],
        createInterruption(() => {}),
      ),
    );
    // Without a scheme it is one over http, which cannot be reached here.
    const isHttp = proxy.startsWith('u:');
    expect(value).toBe(isHttp ? 6 : 2);
    expect(stderr).toContain(isHttp ? 'the proxy proxy.example' : 'CA-INPUT-001: the proxy is');
    expect(stdout + stderr).not.toContain(PASSWORD);
  });
});

test.each([
  ['https://aws:token@example.com/a/b?c=d#e', 'https://example.com/a/b'],
  ['https://example.com/a', 'https://example.com/a'],
  ['mailto:a@b', 'an address that cannot be read'],
  ['not one', 'an address that cannot be read'],
])('%s is shown as %s', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});

test.each([
  ['at https://aws:eyJ@my-host.example/npm/dev/ it', 'at https://***@my-host.example/npm/dev/ it'],
  ["at 'https://a:b'c@d@host/x', or", "at 'https://***@host/x', or"],
  ['see https://s3.example/x?X-Amz-Signature=abc&y=1 (now)', 'see https://s3.example/x?*** (now)'],
  ['see https://s3.example/x#access_token=abc', 'see https://s3.example/x?***'],
  ['see https://s3.example/x?SECRET', 'see https://s3.example/x?***'],
  ['the plan https://h/npm/x#SECRET12 does not exist', 'the plan https://h/npm/x?*** does not exist'],
  ['see https://h/x#SECRET.', 'see https://h/x?***.'],
  ['see https://docs.example/x#ca-net-007.', 'see https://docs.example/x#ca-net-007.'],
  ['see https://docs.example/x#part', 'see https://docs.example/x#part'],
  // What stands before the slash reads as a host with its port.
  ['at http://user:12/SECRETss@proxy:80 it', 'at http://***@proxy:80 it'],
  ['at https://u:1/SECRET@x/', 'at https://***@x/'],
  // A scope is no user.
  ['GET https://my-host.example/npm/dev/@acme/utils', 'GET https://my-host.example/npm/dev/@acme/utils'],
  ['pkg:npm/%40acme/utils@1.2.3?type=jar', 'pkg:npm/%40acme/utils@1.2.3?type=jar'],
  ['is it https://example.com/?', 'is it https://example.com/?'],
  ['https://h/x?sig=SECRET; no file matches', 'https://h/x?***; no file matches'],
  ['(see https://h/x?sig=SECRET), or', '(see https://h/x?***), or'],
  ['https://a/?b=SECRET,https://u:SECRET@d/e,https://f/?SECRET|x', 'https://a/?***,https://***@d/e,https://f/?***'],
  ['https://a/x,https://u:SECRET@d/@acme/y', 'https://a/x,https://***@d/@acme/y'],
  // Without a scheme.
  ['at u:SECRET@host it', 'at ***@host it'],
  ['`u:SECRET@host:80/x/@acme/utils@1.2.3`', '`***@host:80/x/@acme/utils@1.2.3`'],
  ['u:SEC,R=E(T:x@host, and (v:SECRET@10.0.0.1)', '***@host, and (***@10.0.0.1)'],
  ['--host=u:12/SECRET@h', '--host=***@h'],
  ['npm:x@1.2.3|u:SECRET@h', 'npm:x@1.2.3|***@h'],
  ['binding to //u:SECRET@h/ would', 'binding to //***@h/ would'],
  ['//SECRET@h/x?SECRET.', '//***@h/x?***.'],
  ['h/x?sig=SECRET, twice', 'h/x?***, twice'],
  ['h#access_token=SECRET', 'h?***'],
  ['?sig=SECRET', '?***'],
])('in a text: %s', (text, shown) => {
  expect(shownAddresses(text)).toBe(shown);
  expect(shownText(text)).toBe(shown);
  expect(new RegistryError('CA-NET-003', text).message).toBe(shown);
});

test.each([
  'npm:@acme/utils@1.2.3',
  'npn:@acme/utils@1.2.3 npn:utils@1.2.3-rc.1, com.acme:utils@1.2.3.',
  'pkg:npm/%40acme/x@1.0.0?type=jar#sub/path',
  '(pkg:maven/com.acme/utils@1.0.0?classifier=sources&type=jar)',
  'nuget:Acme.Utils@1.2.3.4',
  '"@acme/utils@^1.2.3": "npm:utils@latest"',
  'team@acme.example and jane+ci@acme.example',
  'git@github.com:acme/utils.git',
  'arn:aws:sts::111122223333:assumed-role/release/jane@acme.example',
  'repo:acme@1234/utils@5678:ref:refs/heads/main',
  'job_workflow_ref:acme/utils/.github/workflows/release.yml@refs/heads/main',
  'node:20@sha256:0123456789abcdef',
  'C:\\agent\\node_modules\\@acme\\utils and C:/agent/.pnpm/utils@file+x',
  'GET /v1/package?domain=my-org&format=npm',
  'dist/app-?.tgz and dist/**/*?.whl',
  'what is it? a=b',
  '//my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/:_authToken=***',
  '// a remark? a=b@c',
])('no address, and so shown as it is: %s', (text) => {
  expect(shownAddresses(text)).toBe(text);
});

test('looking for addresses takes time in proportion to the text', () => {
  for (const part of [
    'a:',
    '@',
    'a:b@',
    '?a=',
    '://',
    '//',
    ',http://',
    'a:@,',
    '(',
    '#',
    ',npm:a@',
    '*@',
    '1@',
    ',a:1@',
  ])
    for (const end of ['', '@', '@h', '?a=b']) {
      const begun = performance.now();
      shownAddresses(part.repeat(20_000) + end);
      expect(performance.now() - begun).toBeLessThan(1_000);
    }
});

test.each([
  'u:SECRET12@host',
  '//u:SECRET12@h/',
  'h/x?sig=SECRET12',
  'http://h?SECRET12',
  'https://u:SECRET12@h/x',
  `https://u:SECRET12${'x'.repeat(60)}@host`,
])('the local server does not repeat %s', async (address) => {
  for (const args of [
    ['--host', address],
    ['--external', address],
    ['--external', `${address}=x`],
    [address],
    [`--${address}`],
    ['--auth', address],
    ['--port', address],
  ]) {
    const refusal: unknown = await runLocal([...args, '--', 'true']).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RegistryError);
    expect((refusal as RegistryError).message).not.toContain('SECRET12');
  }
});

test('an address is cleaned before it is shortened', () => {
  expect(shownBriefly(`https://user:${PASSWORD}@example.com/`, 25)).toBe('https://***@example.com/');
});

describe('a secret that was cut off', () => {
  const secret = `eyJraWQiOiJvbmUi.${Buffer.from('{"sub":"repo:acme/utils","aud":"sts.amazonaws.com"}').toString('base64url')}.c2ln`;

  test('is recognised at its beginning, in its middle and at its end', () => {
    const redaction = createRedaction();
    redaction.add(secret);
    for (let from = 0; from < secret.length; from += 7) {
      for (let to = from + 16; to <= secret.length; to += 5) {
        const cut = secret.slice(from, to);
        expect(redaction.clean(`a ${cut} b`)).toBe('a *** b');
        expect(redaction.clean(cut)).toBe('***');
        expect(redaction.clean(`|${cut}|${cut}`)).toBe('|***|***');
      }
    }
    expect(redaction.clean(`${secret}${secret.slice(0, 30)}`)).toBe('******');
    // What is common to many is none.
    expect(redaction.clean('eyJraWQiOi and repo:acme/utils')).toBe('eyJraWQiOi and repo:acme/utils');
  });

  test('is recognised by its beginning alone where a text was shortened', () => {
    const redaction = createRedaction();
    const short = 'hunter2-of-it';
    redaction.add(secret);
    redaction.add(short);
    for (const each of [secret, short])
      for (let length = 10; length < 60; length++) {
        const text = `x ${each} and a long rest of it, so that it is cut`;
        const shown = redaction.clean(`the command \`${shownBriefly(text, length)}\``);
        for (let at = 0; at + 6 <= each.length; at++) expect(shown).not.toContain(each.slice(at, at + 6));
      }
    expect(redaction.clean('hunt… hunter…')).toBe('hunt… ***…');
  });

  test('costs little, whatever the secret and the text are', () => {
    const redaction = createRedaction();
    redaction.add('a'.repeat(5_000));
    redaction.add(secret);
    const begun = Date.now();
    redaction.clean('aaaaaaab'.repeat(200_000));
    redaction.clean('a'.repeat(500_000));
    redaction.clean('…'.repeat(200_000));
    redaction.clean('aaaaaa…'.repeat(50_000));
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test('an answer of STS that repeats the request', async () => {
    const identity = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify({ sub: 'repo:acme/utils', text: 'x'.repeat(900) })).toString('base64url')}.c2lnbmF0dXJl`;
    const server = await scriptedServer(({ path, body }) => {
      if (path.startsWith('/oidc')) return { status: 200, body: JSON.stringify({ value: identity }) };
      const message = `invalid: ${decodeURIComponent(body.toString('utf8').replaceAll('+', ' '))}`;
      return {
        status: 400,
        headers: { 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Code>InvalidParameter</Code><Message>${message.replaceAll('&', '&amp;')}</Message></Error></ErrorResponse>`,
      };
    });
    try {
      const job = openJob(folder(), {
        AWS_ENDPOINT_URL: server.origin,
        ACTIONS_ID_TOKEN_REQUEST_URL: `${server.origin}/oidc?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-request-token-of-this-job',
      });
      const role = { 'role-to-assume': 'arn:aws:iam::111122223333:role/release' };
      const { status, log, summary } = await job.main({ ...inputs, ...role });
      expect(status).toBe(1);
      expect(log).toContain('invalid: ');
      const seen = withoutMasks(log) + summary;
      for (let at = 0; at + 16 <= identity.length; at++) {
        if (seen.includes(identity.slice(at, at + 16))) throw new Error(`shown: ${identity.slice(at, at + 16)}`);
      }
    } finally {
      await server.close();
    }
  });
});

test('a dummy key that is a word leaves names as they are, and a password that is one does not', async () => {
  const env = {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'firmware',
    HTTPS_PROXY: 'http://u:password@proxy.example',
  };
  const { stdout } = await inProcess(env, () => {
    const host = createCliHost({
      quiet: false,
      verbose: false,
      json: true,
      interruption: createInterruption(() => {}),
    });
    host.printJson({ package: 'pkg:generic/acme/firmware', name: 'password' });
    host.close();
  });
  expect(JSON.parse(stdout)).toEqual({ package: 'pkg:generic/acme/firmware', name: '***' });
});

test('what the environment holds is masked before anything is printed', async () => {
  const env = {
    ...keys,
    AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEExample',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-request-token-of-this-job',
    HTTPS_PROXY: `http://u:${encodeURIComponent('p@ssword of it')}@proxy.example`,
  };
  const { stdout } = await inProcess(env, () => {
    const host = createActionHost({ env: process.env, interruption: createInterruption(() => {}) });
    host.log.info('first');
    host.close();
  });
  const [before = '', after] = stdout.split('first');
  for (const secret of [
    keys.AWS_SECRET_ACCESS_KEY,
    env.AWS_SESSION_TOKEN,
    'the-request-token-of-this-job',
    'p@ssword of it',
  ])
    expect(before).toContain(`::add-mask::${secret}\n`);
  expect(after).toBe('\n');
});
