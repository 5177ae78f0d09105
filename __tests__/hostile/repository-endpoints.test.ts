// The answer of GetRepositoryEndpoint decides where the token goes, and stands in the files of every tool: it is one of
// the domain's own addresses, or on the very host that somebody named for the service; else nothing is configured.
import { readdirSync } from 'node:fs';
import { partition } from '@aws-sdk/core/client';
import { describe, expect, jest, test } from '@jest/globals';
import { type AskedEndpoint, checkedEndpoint } from '../../src/aws/endpoints/repository-endpoint.ts';
import { identityOf, signIn } from '../../src/aws/sign-in.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { FORMATS, type Format } from '../../src/core/model/package.ts';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { openJob } from '../action/step.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { scriptedServer } from '../support/servers/scripted-server.ts';

jest.setTimeout(60_000);

const folder = temporaryFolders();
/** What npm and other tools put the value of a variable for. */
const VARIABLE = ['$', '{AWS_SECRET_ACCESS_KEY}'].join('');
const OWN = 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com';

const STS = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
<AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI/K7MDENG/an/example</SecretAccessKey>
<SessionToken>IQoJb3JpZ2luX2VjEExample</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleWithWebIdentityResult>
<GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/x</Arn></GetCallerIdentityResult>
</AssumeRoleWithWebIdentityResponse>`;

function judged(answer: unknown, more: Partial<AskedEndpoint> & { readonly assumed?: string } = {}): string {
  const { owner = '111122223333', assumed: _, ...rest } = more;
  const at = { domain: 'my-org', domainOwner: 'owner' in more ? more.owner : owner, repository: 'dev' };
  const assumed = 'assumed' in more ? { owner: more.assumed } : {};
  const asked = { at, format: 'npm' as Format, region: 'us-east-1', serviceAddress: undefined, ...rest, ...assumed };
  try {
    return checkedEndpoint(answer, asked);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('what is the domain’s own', () => {
  test.each([
    `${OWN}/npm/dev/`,
    `${OWN}/npm/dev`,
    `${OWN}:443/npm/dev/`,
    'https://my-org-111122223333.codeartifact.us-east-1.on.aws/npm/dev/',
    'https://vpce-0a1b2c3d-4e5f.d.codeartifact.us-east-1.vpce.amazonaws.com/npm/d/my-org-111122223333/dev/',
  ])('%s', (answer) => {
    expect(judged(answer)).toBe(answer.endsWith('/') ? answer : `${answer}/`);
    expect(judged(answer, { owner: undefined })).toBe(judged(answer));
    // What is called elsewhere may still name it: a VPC endpoint of the control plane alone.
    expect(judged(answer, { serviceAddress: 'https://vpce-1.api.codeartifact.us-east-1.vpce.amazonaws.com' })).toBe(
      judged(answer),
    );
  });

  test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-iso-east-1', 'eu-isoe-west-1'])(
    'in the partition of %s, and in no other',
    (region) => {
      const { dnsSuffix = '', dualStackDnsSuffix = '' } = partition(region);
      const single = `https://my-org-111122223333.d.codeartifact.${region}.${dnsSuffix}/npm/dev/`;
      const served = dualStackDnsSuffix.replace('api.', 'on.');
      const dual = `https://my-org-111122223333.codeartifact.${region}.${served}/npm/dev/`;
      expect([judged(single, { region }), judged(dual, { region })]).toEqual([single, dual]);
      const other = region === 'cn-north-1' ? 'amazonaws.com' : 'amazonaws.com.cn';
      expect(judged(`https://my-org-111122223333.d.codeartifact.${region}.${other}/npm/dev/`, { region })).toBe(
        'CA-NET-007',
      );
    },
  );
});

describe('the owner, where nobody named one', () => {
  const of = (owner: string) => `https://my-org-${owner}.d.codeartifact.us-east-1.amazonaws.com/npm/dev/`;

  test('is the account that is known', () => {
    const known = { owner: undefined, assumed: '111122223333' };
    expect(judged(of('111122223333'), known)).toBe(of('111122223333'));
    expect(judged(of('444455556666'), known)).toBe('CA-NET-007');
    const vpc = 'https://vpce-0a1b.d.codeartifact.us-east-1.vpce.amazonaws.com/npm/d/my-org-444455556666/dev/';
    expect(judged(vpc, known)).toBe('CA-NET-007');
    // What was named comes first: a domain of another account.
    expect(judged(of('444455556666'), { owner: '444455556666', assumed: '111122223333' })).toBe(of('444455556666'));
  });

  test.each(['role', 'asked', 'learned', 'unknown'])('%s', async (how) => {
    const server = await scriptedServer(({ path }) => {
      const endpoint = path.includes('format=npm') ? of('444455556666') : of('111122223333').replace('npm', 'pypi');
      if (path.startsWith('/oidc'))
        return { status: 200, body: JSON.stringify({ value: 'eyJhbGciOiJub25lIn0.e30.x' }) };
      if (path.startsWith('/v1/')) {
        const body = path.includes('endpoint') ? { repositoryEndpoint: endpoint } : {};
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      }
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: STS };
    });
    try {
      const inputs: Record<string, string> = {
        'aws-region': 'us-east-1',
        // The service is called at this server by its own name, so that only the domain's own address is believed.
        'endpoint-url': server.origin.replace('127.0.0.1', 'gateway.example'),
        ...(how === 'role' ? { 'role-to-assume': 'arn:aws:iam::111122223333:role/release' } : {}),
        ...(how === 'asked' ? { 'allowed-account-ids': '111122223333' } : {}),
      };
      const env = {
        AWS_ENDPOINT_URL: server.origin,
        ...(how === 'role'
          ? {
              ACTIONS_ID_TOKEN_REQUEST_URL: `${server.origin}/oidc?x=1`,
              ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token-of-the-job',
            }
          : { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/an/example' }),
      };
      const host = recordingHost({ folder: folder(), env });
      const bent = {
        ...host,
        http: (request: HttpRequest) =>
          host.http({ ...request, url: request.url.replace('gateway.example', '127.0.0.1') }),
      };
      const read = readInputs(
        'login',
        (name) => inputs[name],
        (name) => name,
      );
      const { client } = await signIn(bent, identityOf(read, bent));
      const at = { domain: 'my-org', repository: 'dev' };
      const before = server.seen.length;
      if (how === 'learned') await client.getRepositoryEndpoint(at, 'pypi');
      const answer = client.getRepositoryEndpoint(at, 'npm');
      if (how === 'unknown') expect(await answer).toBe(of('444455556666'));
      else await expect(answer).rejects.toMatchObject({ code: 'CA-NET-007' });
      // Nobody was asked for it.
      const asked = server.seen.slice(before).map(({ path }) => path);
      expect(
        asked.filter((path) => !path.startsWith('/v1/repository/endpoint') && !path.startsWith('/oidc')),
      ).toHaveLength(how === 'role' ? 1 : 0);
      host.close();
    } finally {
      await server.close();
    }
  });
});

describe('the path on the domain’s own host', () => {
  const vpce = 'https://vpce-0a1b.d.codeartifact.us-east-1.vpce.amazonaws.com';

  test.each(FORMATS)('is that of the repository for %s', (format) => {
    for (const address of [
      `${OWN}/${format}/dev/`,
      `${OWN}/${format}/dev`,
      `${vpce}/${format}/d/my-org-111122223333/dev`,
    ])
      expect(judged(address, { format })).toBe(address.endsWith('/') ? address : `${address}/`);
    expect(judged(`${OWN}/${format}/DEV/`, { format })).toBe(`${OWN}/${format}/DEV/`);
    for (const path of ['', '/', `/${format}`, `/${format}/`, '/other/dev/', `/${format}/other/`, `/${format}/dev/x/`])
      expect([path, judged(`${OWN}${path}`, { format })]).toEqual([path, 'CA-NET-007']);
    for (const path of ['/other/dev', `/${format}/other`, `/${format}/dev/x`]) {
      const [kind, ...rest] = path.slice(1).split('/');
      expect(judged(`${vpce}/${kind}/d/my-org-111122223333/${rest.join('/')}`, { format })).toBe('CA-NET-007');
    }
  });
});

describe('what is on the host that was named for the service', () => {
  test.each([
    ['http://127.0.0.1:4873', 'http://127.0.0.1:4873/npm/d/my-org-111122223333/dev/'],
    ['http://localhost:4873', 'http://127.0.0.1:4873/npm/dev/'],
    ['http://127.0.0.1:4873', 'http://[::1]:4873/npm/dev/'],
    ['http://gateway:8080/aws', 'http://gateway:8080/npm/dev/'],
    ['https://gateway.example', 'https://gateway.example/codeartifact/npm/dev/'],
    ['http://gateway.example', 'https://gateway.example/npm/dev/'],
    [OWN.replace('https', 'http'), `${OWN.replace('https', 'http')}/npm/dev/`],
  ])('%s: %s', (serviceAddress, answer) => {
    expect(judged(answer, { serviceAddress })).toBe(answer);
  });

  test.each([
    ['http://127.0.0.1:4873', 'http://127.0.0.1:1/npm/dev/'],
    ['http://127.0.0.1:4873', 'http://127.0.0.1.evil.example:4873/npm/dev/'],
    ['https://gateway.example', 'http://gateway.example/npm/dev/'],
    ['https://gateway.example', 'https://gateway.example.evil.example/npm/dev/'],
    ['https://gateway.example', 'https://other.example/npm/dev/'],
    ['http://gateway.example', 'http://other.example/npm/dev/'],
    ['https://codeartifact.us-east-1.amazonaws.com', `${OWN.replace('https', 'http')}/npm/dev/`],
    // That the service is called without encryption says nothing about the domain's own host.
    ['http://codeartifact.us-east-1.amazonaws.com', `${OWN.replace('https', 'http')}/npm/dev/`],
    ['http://127.0.0.1:4873', `${OWN.replace('https', 'http')}/npm/dev/`],
    ['http://gateway.example', `${OWN.replace('https', 'http')}/npm/dev/`],
    ['https://gateway.example', 'https://gateway.example:8443/npm/dev/'],
    ['https://gateway.example', 'http://127.0.0.1/npm/dev/'],
    // A host that was trusted with the call is not trusted with what tools make of its words.
    ['https://gateway.example', `https://gateway.example/${VARIABLE}/`],
    ['https://gateway.example', 'https://u:p@gateway.example/npm/dev/'],
  ])('%s: not %s', (serviceAddress, answer) => {
    expect(judged(answer, { serviceAddress })).toBe('CA-NET-007');
  });
});

const HOSTILE = [
  // Another host.
  'https://evil.example/npm/dev/',
  'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com.evil.example/npm/dev/',
  'https://evil.example/my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'https://my-org-444455556666.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'https://other-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'https://x.my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/dev/',
  'https://my-org-111122223333xd.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'https://my-org-111122223333.d.s3.us-east-1.amazonaws.com/npm/dev/',
  'https://vpce-0a1b.d.codeartifact.us-east-1.vpce.amazonaws.com/npm/d/my-org-444455556666/dev/',
  'https://vpce-0a1b.d.codeartifact.us-east-1.vpce.amazonaws.com/npm/dev/',
  'https://vpce-0a1b.d.codeartifact.us-east-1.vpce.amazonaws.com/x/npm/d/my-org-111122223333/dev/',
  `${OWN}:8443/npm/dev/`,
  // Not encrypted, or no address of the web.
  'http://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'http://127.0.0.1:4873/npm/dev/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ftp://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  // More than an address.
  'https://aws:pw@my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/',
  'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com@evil.example/npm/dev/',
  `${OWN}/npm/dev/?x=1`,
  `${OWN}/npm/dev/?`,
  `${OWN}/npm/dev/#x`,
  `${OWN}/npm/../../x/`,
  `${OWN}//evil.example/`,
  // What tools expand, end a line or a quotation at, or read as something else.
  ...[
    VARIABLE,
    '$HOME',
    '%HOME%',
    '%(x)s',
    '%2e%2e',
    '`id`',
    '$(id)',
    'a b',
    'a\nregistry=https://evil.example',
    'a\rb',
    'a\tb',
    'a\u0000b',
    'a\u001b[2Jb',
    'a\u202eb',
    'a\u00e9b',
    "a'b",
    'a"b',
    'a\\b',
    'a<b>',
    'a;b',
    'a|b',
    'a&b',
    'a{b}',
    'a*b',
    'a!b',
    // The end of a name in a file of npm.
    ':_authToken=x',
    'a@b',
    'a,b',
  ].map((text) => `${OWN}/npm/dev${text}/`),
  `https://${VARIABLE}.d.codeartifact.us-east-1.amazonaws.com/npm/dev/`,
  ` ${OWN}/npm/dev/`,
  `${OWN}/npm/dev/\n`,
];

test.each(HOSTILE)('%j is refused', (answer) => {
  expect(judged(answer)).toMatch(/^CA-NET-00[47]$/);
  expect(judged(answer, { owner: undefined })).toMatch(/^CA-NET-00[47]$|444455556666/);
});

test.each([undefined, null, 7, {}, [], '', 'no address', 'https://'])('%j is no answer', (answer) => {
  expect(judged(answer)).toBe('CA-NET-004');
});

test('the name of a domain is no pattern', () => {
  const at = { domain: '.*', domainOwner: '.*', repository: 'dev' };
  expect(() =>
    checkedEndpoint(`${OWN}/npm/dev/`, { at, format: 'npm', region: 'us-east-1', serviceAddress: undefined }),
  ).toThrow(expect.objectContaining({ code: 'CA-NET-007' }));
});

describe('a login that is answered so', () => {
  const tools = 'npm,yarn,pip,maven,gradle,dotnet,cargo';

  test.each([
    'https://evil.example/npm/dev/',
    `ORIGIN/${VARIABLE}/`,
    'ORIGIN/npm/dev/\nregistry=https://evil.example/',
    'https://aws:the-password-of-it@evil.example/?q=the-query-of-it',
  ])('%j configures nothing, and says so with a code', async (answer) => {
    const server = await scriptedServer(({ path }) => {
      const body = path.includes('authorization-token')
        ? { authorizationToken: 'eyJ-a-token-of-the-service', expiration: 4e9 }
        : { repositoryEndpoint: answer.replace('ORIGIN', server.origin) };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    });
    try {
      const job = openJob(folder(), {
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/an/example',
        AWS_ENDPOINT_URL_CODEARTIFACT: server.origin,
      });
      const place = { domain: 'my-org', 'domain-owner': '111122223333', repository: 'dev', 'aws-region': 'us-east-1' };
      const step = await job.main({ command: 'login', ...place, tools });
      expect(step.status).toBe(1);
      expect(step.log).toContain('CA-NET-007');
      expect(step.log + step.summary).not.toMatch(/the-(password|query)-of-it/);
      expect(step.outputs).toEqual({});
      expect([readdirSync(job.home), readdirSync(job.workspace)]).toEqual([[], []]);
    } finally {
      await server.close();
    }
  });
});
