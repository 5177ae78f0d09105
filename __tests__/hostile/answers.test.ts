// Answers of a bad server, or of a proxy that plays one: whatever stands in them, the end is a result or an error with
// a code that says so, never an accident of our own (CA-RUN-003).
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type CodeArtifactClient, createCodeArtifactClient } from '../../src/aws/code-artifact-client.ts';
import { containerCredentials } from '../../src/aws/container-credentials.ts';
import { requestIdentity } from '../../src/aws/oidc.ts';
import { assumeRole, callerIdentity } from '../../src/aws/sts.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { HttpRequest, HttpResponse } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { at, operations, wireReaders } from '../support/servers/service-answers.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const folder = temporaryFolders();

function answering(text: string | (() => AsyncIterable<Uint8Array>), headers: Record<string, string> = {}) {
  let sent = 0;
  return async (_request: HttpRequest): Promise<HttpResponse> => {
    if (++sent > 20) throw new Error('asks without end');
    const body = typeof text === 'string' ? Readable.from([Buffer.from(text)]) : text();
    return { status: 200, reason: 'OK', headers, body, discard: async () => undefined };
  };
}

/** A host to which everything is answered alike. */
function hostOf(http: (request: HttpRequest) => Promise<HttpResponse>, env: Record<string, string> = {}) {
  return { ...recordingHost({ folder: folder(), env }), http };
}

const service = {
  region: 'us-east-1',
  endpoint: 'http://127.0.0.1:9',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  credentials: async () => ({
    accessKeyId: 'AKID',
    secretAccessKey: new Secret('an example of a key'),
    sessionToken: undefined,
    expiresAt: undefined,
  }),
  maxAttempts: 1,
};

/** What became of it: `value`, or the code of the error; anything else that is thrown is an accident. */
async function endOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'value';
  } catch (error) {
    return error instanceof RegistryError ? error.code : `accident: ${String(error)}`;
  }
}

const ALLOWED = /^(value|CA-NET-00[47]|CA-AUTH-001)$/;

const STRANGE: readonly unknown[] = [
  ...[null, true, 17, -5, 1e300, '', 'soon', 'x\n::stop-commands::y', '2026-02-30T99:00:00Z', '1e999'],
  ...[[], {}, [null], [17], [[]], [{}], { a: null }, { '1.0.0': null }, { '1.0.0': 17 }, { __proto__: null, name: {} }],
];

/** The answer with one of its values replaced, for each value in it, and the whole replaced. */
function* mutations(answer: unknown): Generator<unknown> {
  yield* STRANGE;
  if (typeof answer !== 'object' || answer === null) return;
  for (const [key, value] of Object.entries(answer)) {
    for (const inner of mutations(value)) {
      if (Array.isArray(answer)) yield answer.map((one, index) => (String(index) === key ? inner : one));
      else yield { ...answer, [key]: inner };
    }
  }
}

describe('the control plane', () => {
  test.each(operations)('%s', async (_, answer, ask) => {
    expect(await endOf(() => ask(clientFor(answer)))).toBe('value');
    for (const changed of mutations(answer)) {
      const end = await endOf(() => ask(clientFor(changed)));
      expect({ end, changed }).toEqual({ end: expect.stringMatching(ALLOWED), changed });
    }
    // No answer at all, which the SDK makes one without members of: nothing must look like an empty list.
    for (const none of STRANGE.filter((value) => typeof value !== 'object' || value === null || Array.isArray(value)))
      expect({ end: await endOf(() => ask(clientFor(none))), none }).toEqual({ end: 'CA-NET-004', none });
  });

  function clientFor(answer: unknown): CodeArtifactClient {
    const host = hostOf(
      answering(JSON.stringify(answer), { 'x-amzn-requestid': 'r', 'content-type': 'application/json' }),
    );
    return createCodeArtifactClient(host, service, () => callerIdentity(host, service));
  }
});

describe('a token', () => {
  test.each([0, -5, 1, 1e300, 'soon', 253_402_300_800])(
    'that ends at %j has no end that can be believed',
    async (expiration) => {
      const host = hostOf(answering(JSON.stringify({ authorizationToken: 'a.token', expiration })));
      const client = createCodeArtifactClient(host, service, () => callerIdentity(host, service));
      expect(await endOf(() => client.getAuthorizationToken(at, 900))).toBe('CA-NET-004');
    },
  );
});

describe('a secret that no header holds is refused, and not masked for a minute', () => {
  const long = 'x'.repeat(64 * 1024);
  const masked: string[] = [];
  const heard = (text: string, env: Record<string, string> = {}) => ({
    ...hostOf(answering(text), env),
    mask: (value: string) => void masked.push(value),
  });

  test.each([long, 'x'.repeat(300_000)])('as an authorization token', async (authorizationToken) => {
    const host = heard(JSON.stringify({ authorizationToken, expiration: 4e9 }));
    const client = createCodeArtifactClient(host, service, () => callerIdentity(host, service));
    expect(await endOf(() => client.getAuthorizationToken(at, 900))).toBe('CA-NET-004');
  });

  test('as an identity of the job', async () => {
    const host = heard(JSON.stringify({ value: long }), { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/t?a=b' });
    expect(await endOf(() => requestIdentity(host, 'sts.amazonaws.com', 1))).toBe('CA-NET-004');
  });

  test('as credentials of a container', async () => {
    const body = { AccessKeyId: 'ASIA', SecretAccessKey: 'k'.repeat(40), Token: long.slice(0, 40_000) };
    const host = heard(JSON.stringify(body), { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' });
    expect(await endOf(() => containerCredentials(host, 1))).toBe('CA-AUTH-008');
  });

  test('as what a container is asked with', async () => {
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/', AWS_CONTAINER_AUTHORIZATION_TOKEN: long };
    expect(await endOf(() => containerCredentials(heard('{}', env), 1))).toBe('CA-AUTH-001');
  });

  afterAll(() => expect(Math.max(0, ...masked.map((text) => text.length))).toBeLessThan(64 * 1024));
});

describe('STS', () => {
  const whole = (credentials: string) =>
    `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  const good = '<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s3cr3t</SecretAccessKey><SessionToken>t</SessionToken>';
  test.each([
    ...[
      '',
      'null',
      '{}',
      '<',
      '<a/>',
      '<a><b></a>',
      '<AssumeRoleResponse/>',
      '&#0;',
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
    whole(''),
    whole('<AccessKeyId/>'),
    whole('<AccessKeyId><a/></AccessKeyId><SecretAccessKey>x</SecretAccessKey>'),
    whole(`${good}<Expiration>soon</Expiration>`),
    whole(`${good}<Expiration>+275761-01-01T00:00:00Z</Expiration>`),
    whole(`${good}${good}`),
  ])('%j', async (text) => {
    const host = hostOf(answering(text));
    const request = { roleArn: 'arn:aws:iam::111122223333:role/a', sessionName: 'run', durationSeconds: 900 };
    expect(await endOf(() => assumeRole(host, { ...service }, request))).toMatch(ALLOWED);
    expect(await endOf(() => callerIdentity(host, { ...service }))).toBe('CA-NET-004');
  });
});

const endless = () => Readable.from(zeros(), { objectMode: false });
function* zeros(): Generator<Uint8Array> {
  for (let sent = 0; sent < 128; sent++) yield Buffer.alloc(1024 * 1024, ' ');
}

describe('identities', () => {
  test.each([
    'null',
    '17',
    '[]',
    '"x"',
    '{"value":17}',
    '{"value":null}',
    '{"value":""}',
    '{"value":"a\\nb"}',
    '{"value":"a b"}',
    '<html>',
    '',
  ])('answered with %j', async (text) => {
    const host = hostOf(answering(text), { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/t?a=b' });
    expect(await endOf(() => requestIdentity(host, 'sts.amazonaws.com', 1))).toBe('CA-NET-004');
    const container = hostOf(answering(text), { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' });
    expect(await endOf(() => containerCredentials(container, 1))).toBe('CA-AUTH-001');
  });

  test('answered without end', async () => {
    const oidc = hostOf(answering(endless), { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/t?a=b' });
    expect(await endOf(() => requestIdentity(oidc, 'sts.amazonaws.com', 1))).toBe('CA-NET-004');
    const container = hostOf(answering(endless), { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' });
    expect(await endOf(() => containerCredentials(container, 1))).toBe('CA-NET-004');
  });
});

describe('the wires of the formats', () => {
  const here = 'http://127.0.0.1:9';
  const index = {
    resources: [{ '@id': `${here}/flat/`, '@type': 'PackageBaseAddress/3.0.0' }],
    versions: ['1.0.0'],
  };
  const texts = [
    ...[...mutations(index), ...mutations({ versions: { '1.0.0': {} } })].map((one) => JSON.stringify(one)),
    ...['', '<', '<html>', '{', '{"versions":', '[[[[', '\u0000', '\uFEFF', `${'['.repeat(50_000)}`],
    ...[
      '<metadata/>',
      '<metadata><versioning/></metadata>',
      '<metadata><versioning><versions><version/></versions></versioning></metadata>',
    ],
  ];
  const targetOf = (http: (request: HttpRequest) => Promise<HttpResponse>) => ({
    address: at,
    endpoint: `${here}/`,
    token: new Secret('an example of a token'),
    http,
    files: hostOf(http).files,
  });

  test.each(wireReaders)('%s', async (_, of, read) => {
    for (const text of texts) {
      const end = await endOf(() => read(of, targetOf(answering(text))));
      expect({ end, text }).toEqual({ end: expect.stringMatching(ALLOWED), text });
    }
  });

  test.each(wireReaders)(
    '%s, without end',
    async (_, of, read) => {
      expect(await endOf(() => read(of, targetOf(answering(endless))))).toBe('CA-NET-004');
    },
    60_000,
  );
});
