// Addresses that are signed in their query, by the signer of the AWS SDK: how Vault, EKS and others prove who they are.
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import { type Keys, type TestServer, testServer } from '../../support/servers/local-server.ts';

const root = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret-root-secret' };
let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    auth: 'strict',
    root,
    setup: {
      domains: [{ name: 'my-org' }],
      roles: [
        {
          name: 'visitor',
          trustPolicy: { Statement: { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' } },
        },
      ],
    },
  });
});
afterAll(() => server.close());

interface Signing {
  readonly keys?: Keys;
  readonly expiresIn?: number;
  readonly signedAt?: Date;
  readonly region?: string;
  readonly service?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

const WHO = { Action: 'GetCallerIdentity', Version: '2011-06-15' };

/** The address as the SDK's own signer makes it. */
async function presigned(path: string, query: Readonly<Record<string, string>>, signing: Signing = {}) {
  const { keys = root, expiresIn = 60, signedAt = new Date(), region = 'us-east-1', service = 'sts' } = signing;
  const client = new STSClient({ region, credentials: keys });
  const scheme = { schemeId: 'aws.auth#sigv4', name: 'sigv4', signingName: service, signingRegion: region };
  // biome-ignore lint/suspicious/noExplicitAny: the scheme of a signer has no public type
  const signer = await client.config.signer({ ...scheme, properties: {} } as any);
  const { hostname, port, host } = new URL(server.url);
  const request = new HttpRequest({
    method: signing.method ?? 'GET',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    query: { ...query },
    headers: { host, ...signing.headers },
  });
  const { query: signed } = await (signer as unknown as Presigner).presign(request, {
    expiresIn,
    signingDate: signedAt,
    signingRegion: region,
    signingService: service,
    unhoistableHeaders: new Set(Object.keys(signing.headers ?? {})),
  });
  client.destroy();
  return `${server.url}${path}?${new URLSearchParams(signed as Record<string, string>)}`;
}

interface Presigner {
  presign(request: HttpRequest, options: object): Promise<HttpRequest>;
}

const open = async (address: string, init: RequestInit = {}) => {
  const answer = await fetch(address, init);
  return { status: answer.status, text: await answer.text() };
};
const refused = (code: string, message: RegExp) => ({
  status: 403,
  text: expect.stringMatching(new RegExp(`<Code>${code}</Code><Message>${message.source}`)),
});

describe('GetCallerIdentity', () => {
  test('tells who signed the address', async () => {
    expect(await open(await presigned('/', WHO))).toEqual({
      status: 200,
      text: expect.stringContaining('<Arn>arn:aws:iam::123456789012:user/administrator</Arn>'),
    });
  });

  test('of a session, with a header that is signed as well', async () => {
    const assume = { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::123456789012:role/visitor', RoleSessionName: 'run' };
    const assumed = await open(await presigned('/', { ...assume, Version: '2011-06-15' }));
    const member = (name: string) => new RegExp(`<${name}>([^<]+)`).exec(assumed.text)?.[1] ?? '';
    const keys = {
      accessKeyId: member('AccessKeyId'),
      secretAccessKey: member('SecretAccessKey'),
      sessionToken: member('SessionToken'),
    };
    const headers = { 'x-k8s-aws-id': 'cluster' };
    const address = await presigned('/', WHO, { keys, headers });
    expect(await open(address, { headers })).toEqual({
      status: 200,
      text: expect.stringContaining('assumed-role/visitor/run</Arn>'),
    });
    expect(await open(address)).toEqual(refused('SignatureDoesNotMatch', /The request signature we calculated/));
    const withoutToken = address.replace(/X-Amz-Security-Token=[^&]*&?/, '');
    expect(await open(withoutToken, { headers })).toEqual(refused('InvalidClientTokenId', /The security token/));
  });

  test.each([
    ['another action', (address: string) => address.replace('GetCallerIdentity', 'AssumeRole')],
    ['a further parameter', (address: string) => `${address}&Action=AssumeRole`],
    ['a longer life', (address: string) => address.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')],
    ['another moment', (address: string) => address.replace(/(X-Amz-Date=\d{8}T\d{5})\d/, '$19')],
    [
      'a changed signature',
      (address: string) => address.replace(/(?<=X-Amz-Signature=)./, (digit) => (digit === 'f' ? '0' : 'f')),
    ],
  ])('refuses %s', async (_name, change) => {
    const address = await presigned('/', WHO, { signedAt: new Date(Math.floor(Date.now() / 10_000) * 10_000) });
    expect(await open(change(address))).toEqual(
      refused('SignatureDoesNotMatch', /The request signature we calculated/),
    );
  });

  test('refuses a method that was not signed', async () => {
    const address = await presigned('/', WHO);
    expect(await open(address, { method: 'POST', body: new URLSearchParams(WHO) })).toEqual(
      refused('SignatureDoesNotMatch', /The request signature/),
    );
  });

  test('is over when X-Amz-Expires says', async () => {
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
    expect((await open(await presigned('/', WHO, { expiresIn: 60, signedAt: ago(50) }))).status).toBe(200);
    expect((await open(await presigned('/', WHO, { expiresIn: 3600, signedAt: ago(3000) }))).status).toBe(200);
    expect(await open(await presigned('/', WHO, { expiresIn: 60, signedAt: ago(61) }))).toEqual(
      refused('SignatureDoesNotMatch', /Signature expired: the address was good until \d{8}T\d{6}Z/),
    );
    expect(await open(await presigned('/', WHO, { signedAt: ago(-1000) }))).toEqual(
      refused('SignatureDoesNotMatch', /Signature not yet current/),
    );
    const endless = (await presigned('/', WHO)).replace(/&?X-Amz-Expires=60/, '');
    expect(await open(endless)).toEqual(refused('SignatureDoesNotMatch', /X-Amz-Expires must be/));
  });

  test.each([
    [
      { keys: { ...root, secretAccessKey: 'example-of-a-secret-key-of-another' } },
      'SignatureDoesNotMatch',
      /The request signature/,
    ],
    [{ keys: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } }, 'InvalidClientTokenId', /The security token/],
    [{ service: 'codeartifact' }, 'SignatureDoesNotMatch', /Credential should be scoped to correct service/],
    [{ region: 'eu-west-1' }, 'SignatureDoesNotMatch', /Credential should be scoped to a valid region/],
  ])('%j is refused as a header would be', async (signing, code, message) => {
    expect(await open(await presigned('/', WHO, signing))).toEqual(refused(code, message));
  });

  test('half of a signature is none', async () => {
    const address = (await presigned('/', WHO)).replace(/&X-Amz-Signature=[0-9a-f]+/, '');
    expect(await open(address)).toEqual(refused('MissingAuthenticationToken', /Missing Authentication Token/));
  });

  test('the request log shows no part of it that opens anything', async () => {
    const address = await presigned('/', WHO);
    await open(address);
    const { target } = server.requests.list({ operation: 'sts:GetCallerIdentity' }).at(-1) ?? {};
    expect(target).toContain('Action=GetCallerIdentity');
    expect(target).not.toContain(new URL(address).searchParams.get('X-Amz-Signature'));
    expect(target).not.toContain(root.accessKeyId);
  });
});

test('the control plane takes presigned addresses as well', async () => {
  const address = await presigned('/v1/domain', { domain: 'my-org' }, { service: 'codeartifact' });
  expect(await open(address)).toEqual({ status: 200, text: expect.stringContaining('"name":"my-org"') });
  expect((await open(address.replace('my-org', 'my-orh'))).status).toBe(403);
});

test('a lenient server takes any signature, here too', async () => {
  const lenient = await testServer();
  try {
    const { search } = new URL(
      await presigned('/', WHO, { keys: { accessKeyId: '111122223333', secretAccessKey: 'x' } }),
    );
    expect(await open(`${lenient.url}/${search}`)).toEqual({
      status: 200,
      text: expect.stringContaining('<Account>111122223333</Account>'),
    });
  } finally {
    await lenient.close();
  }
});
