// Answers that are not as the service writes them, and addresses as people write them: what is read out of them all the same.
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { identityOf, signIn } from '../../src/aws/sign-in.ts';
import type { RegistryError } from '../../src/core/errors/registry-error.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const folder = temporaryFolders();
const at = { domain: 'my-org', repository: 'prod' };

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** What was sent, and what came of it, where each request gets the same answer. */
async function asked(
  answer: Answer,
  more: {
    endpointUrl?: string;
    region?: string;
    operation?: 'token' | 'who' | 'list' | 'repository';
    env?: Record<string, string>;
  } = {},
): Promise<{ urls: string[]; error: RegistryError | undefined; found?: unknown }> {
  const urls: string[] = [];
  const base = recordingHost({
    folder: folder(),
    env: more.env ?? { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'an example' },
  });
  const host = {
    ...base,
    http: async (request: HttpRequest) => {
      urls.push(request.url);
      if (urls.length > 20) throw new Error('does not end');
      return {
        status: answer.status ?? 200,
        reason: '',
        headers: answer.headers ?? {},
        body: Readable.from([Buffer.from(answer.text ?? '{}')]),
        discard: async () => {},
      };
    },
  };
  const endpoint = more.endpointUrl ?? 'http://127.0.0.1:9';
  try {
    const { client } = await signIn(host, {
      region: more.region ?? 'us-east-1',
      roleDurationSeconds: 3600,
      roleChaining: false,
      audience: 'sts.amazonaws.com',
      allowedAccountIds: [],
      maxAttempts: 1,
      endpointUrl: endpoint,
      stsEndpointUrl: endpoint,
    });
    if (more.operation === 'repository') return { urls, error: undefined, found: await client.describeRepository(at) };
    if (more.operation === 'who') await client.getCallerIdentity();
    else if (more.operation === 'list') for await (const _ of client.listPackages(at)) void _;
    else await client.getAuthorizationToken(at, 900);
    return { urls, error: undefined };
  } catch (error) {
    return { urls, error: error as RegistryError };
  } finally {
    base.close();
  }
}

describe('the name of an error', () => {
  test.each([
    [
      'in the header, with a body that is no JSON',
      { status: 400, headers: { 'x-amzn-errortype': 'ThrottlingException' }, text: 'Rate exceeded' },
    ],
    [
      'in __type, beside a code that is null',
      { status: 400, text: '{"code":null,"__type":"ThrottlingException","message":"m"}' },
    ],
    [
      'in __type, beside another code',
      { status: 400, text: '{"code":"17","__type":"ThrottlingException","message":"m"}' },
    ],
    [
      'in XML',
      {
        status: 400,
        text: '<ErrorResponse><Error><Code>Throttling</Code><Message>m</Message></Error></ErrorResponse>',
      },
    ],
  ])('%s is worth another try', async (_, answer) => {
    expect((await asked(answer)).error?.code).toBe('CA-NET-001');
  });

  test('of STS in JSON keeps its sentence', async () => {
    const { error } = await asked(
      { status: 403, text: '{"message":"Forbidden by the gateway"}' },
      { operation: 'who' },
    );
    expect(error?.message).toContain('Forbidden by the gateway');
  });

  test('of STS that is missing is not invented', async () => {
    const answers = [
      await asked({ status: 502, text: '<html/>' }, { operation: 'who' }),
      await asked({ status: 404, text: '<html/>' }, { operation: 'who' }),
    ];
    for (const { error } of answers) expect(error?.message).not.toMatch(/Unknown|NotFound/);
  });
});

test('an endpoint with a path and a slash at its end gets no second slash', async () => {
  const { urls } = await asked(
    { text: '{"authorizationToken":"t","expiration":1}' },
    { endpointUrl: 'http://127.0.0.1:9/pre/' },
  );
  expect(new URL(urls[0] ?? '').pathname).toBe('/pre/v1/authorization-token');
});

test.each(['us_east_1', 'evil.com#', 'evil.com/', 'eu west', '*', '-', ''.padStart(64, 'a')])(
  'a region like %j is a mistake in the inputs, wherever it stands',
  (region) => {
    const inputs = readInputs(
      'login',
      () => undefined,
      (name) => name,
    );
    const code = 'CA-INPUT-001';
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION'])
      expect(() => identityOf(inputs, { env: { [name]: region } })).toThrow(expect.objectContaining({ code }));
    expect(() => identityOf(inputs, { env: {} }, region)).toThrow(expect.objectContaining({ code }));
  },
);

test('white space around a region is no part of it', () => {
  const inputs = readInputs(
    'login',
    () => undefined,
    (name) => name,
  );
  expect(identityOf(inputs, { env: { AWS_REGION: ' us-east-1\n' } }).region).toBe('us-east-1');
});

test.each(['AVAILABLE', 'Available', 'SomethingNew'])(
  'an external connection is read whatever its status says: %s (the service writes the first, its model the second)',
  async (status) => {
    const connection = { externalConnectionName: 'public:npmjs', packageFormat: 'npm', status };
    const repository = {
      ...{ name: 'prod', domainName: 'my-org', domainOwner: '111122223333', administratorAccount: '111122223333' },
      ...{ arn: 'a', upstreams: [], externalConnections: [connection] },
    };
    const { found } = await asked({ text: JSON.stringify({ repository }) }, { operation: 'repository' });
    expect(found).toMatchObject({ externalConnections: ['public:npmjs'] });
  },
);

test('what is no text is no token of a next page', async () => {
  const { urls } = await asked({ text: '{"packages":[],"nextToken":{}}' }, { operation: 'list' });
  expect(urls).toHaveLength(1);
});

test.each(['{"packages":[null]}', '{"packages":{}}', '{"packages":[1]}', '{"packages":"x"}'])(
  'a list that is none is an answer that cannot be used: %s',
  async (text) => {
    expect((await asked({ text }, { operation: 'list' })).error?.code).toBe('CA-NET-004');
  },
);
