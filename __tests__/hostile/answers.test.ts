// Answers of a bad server, or of a proxy that plays one: whatever stands in them, the end is a result or an error with
// a code that says so, never an accident of our own (CA-RUN-003).
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { type CodeArtifactClient, createCodeArtifactClient } from '../../src/aws/code-artifact-client.ts';
import { containerCredentials } from '../../src/aws/container-credentials.ts';
import { requestIdentity } from '../../src/aws/oidc.ts';
import { assumeRole, callerIdentity } from '../../src/aws/sts.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import type { PackageReference } from '../../src/core/model/package.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { HttpRequest, HttpResponse } from '../../src/core/ports/http.ts';
import { formatList } from '../../src/formats/index.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';

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

const at = { domain: 'my-org', domainOwner: '111122223333', repository: 'prod' };
const ref = { format: 'npm' as const, namespace: 'acme', name: 'thing' };
const version = { ...ref, version: '1.0.0' };
const all = async (pages: AsyncIterable<unknown>) => {
  for await (const page of pages) void JSON.stringify(page);
};
const results = {
  successfulVersions: { '1.0.0': { revision: 'r', status: 'Published' } },
  failedVersions: { '2.0.0': { errorCode: 'NOT_FOUND', errorMessage: 'm' } },
};
const origin = { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'dev' } };

const operations: [string, unknown, (client: CodeArtifactClient) => Promise<unknown>][] = [
  [
    'GetAuthorizationToken',
    { authorizationToken: 'a.token', expiration: 1_900_000_000 },
    async (client) => {
      const { token, expiresAt } = await client.getAuthorizationToken(at, 900);
      expect(token.reveal().length).toBeGreaterThan(0);
      expect(new Date(expiresAt).toISOString()).toMatch(/^[12]\d{3}-/);
    },
  ],
  [
    'GetRepositoryEndpoint',
    { repositoryEndpoint: 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/prod/' },
    (client) => client.getRepositoryEndpoint(at, 'npm'),
  ],
  [
    'DescribeRepository',
    {
      repository: {
        ...{ name: 'prod', domainName: 'my-org', domainOwner: '111122223333', administratorAccount: '111122223333' },
        ...{ arn: 'a', upstreams: [{ repositoryName: 'dev' }], createdTime: 1 },
        externalConnections: [{ externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'Available' }],
      },
    },
    (client) => client.describeRepository(at),
  ],
  [
    'ListRepositoriesInDomain',
    { repositories: [{ name: 'prod' }], nextToken: '' },
    (client) => client.listRepositoriesInDomain(at),
  ],
  [
    'ListPackages',
    {
      packages: [
        {
          ...{ format: 'npm', namespace: 'acme', package: 'thing' },
          originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
        },
      ],
    },
    (client) => all(client.listPackages(at)),
  ],
  [
    'DescribePackage',
    {
      package: {
        format: 'npm',
        name: 'thing',
        originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } },
      },
    },
    (client) => client.describePackage(at, ref),
  ],
  [
    'ListPackageVersions',
    { versions: [{ version: '1.0.0', revision: 'r', status: 'Published', origin }] },
    (client) => all(client.listPackageVersions(at, ref)),
  ],
  [
    'DescribePackageVersion',
    { packageVersion: { version: '1.0.0', revision: 'r', status: 'Published', publishedTime: 1, origin } },
    (client) => client.describePackageVersion(at, version),
  ],
  [
    'ListPackageVersionAssets',
    { versionRevision: 'r', assets: [{ name: 'package.tgz', size: 3, hashes: { 'SHA-256': 'ab' } }] },
    (client) => client.listPackageVersionAssets(at, version),
  ],
  [
    'ListPackageVersionDependencies',
    { dependencies: [{ package: 'other', dependencyType: 'regular', versionRequirement: '^1.0.0' }] },
    (client) => client.listPackageVersionDependencies(at, version),
  ],
  [
    'CopyPackageVersions',
    results,
    (client) =>
      client.copyPackageVersions({
        ...{ domain: 'my-org', sourceRepository: 'dev', destinationRepository: 'prod', package: ref },
        revisions: { '1.0.0': 'r' },
      }),
  ],
  [
    'UpdatePackageVersionsStatus',
    results,
    (client) => client.updatePackageVersionsStatus(at, ref, { versions: ['1.0.0'], target: 'Archived' }),
  ],
];

describe('the control plane', () => {
  test.each(operations)('%s', async (_, answer, ask) => {
    expect(await endOf(() => ask(clientFor(answer)))).toBe('value');
    for (const changed of mutations(answer)) {
      const end = await endOf(() => ask(clientFor(changed)));
      expect({ end, changed }).toEqual({ end: expect.stringMatching(ALLOWED), changed });
    }
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
  test.each(['null', '17', '[]', '"x"', '{"value":17}', '{"value":null}', '{"value":""}', '<html>', ''])(
    'answered with %j',
    async (text) => {
      const host = hostOf(answering(text), { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/t?a=b' });
      expect(await endOf(() => requestIdentity(host, 'sts.amazonaws.com', 1))).toBe('CA-NET-004');
      const container = hostOf(answering(text), { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' });
      expect(await endOf(() => containerCredentials(container, 1))).toBe('CA-AUTH-001');
    },
  );

  test('answered without end', async () => {
    const oidc = hostOf(answering(endless), { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/t?a=b' });
    expect(await endOf(() => requestIdentity(oidc, 'sts.amazonaws.com', 1))).toBe('CA-NET-004');
    const container = hostOf(answering(endless), { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' });
    expect(await endOf(() => containerCredentials(container, 1))).toBe('CA-NET-004');
  });
});

describe('the wires of the formats', () => {
  const references: Readonly<Record<string, PackageReference>> = {
    npm: ref,
    pypi: { format: 'pypi', namespace: undefined, name: 'thing' },
    maven: { format: 'maven', namespace: 'com.acme', name: 'thing' },
    nuget: { format: 'nuget', namespace: undefined, name: 'Thing' },
  };
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
  const cases = formatList.flatMap(({ name, publishing }) => {
    const of = references[name];
    if (of === undefined || publishing === undefined) return [];
    const { visibleVersions, tags } = publishing;
    return [
      ...(visibleVersions ? [[`versions of ${name}`, of, visibleVersions] as const] : []),
      ...(tags ? [[`tags of ${name}`, of, tags.read] as const] : []),
    ];
  });
  const targetOf = (http: (request: HttpRequest) => Promise<HttpResponse>) => ({
    address: at,
    endpoint: `${here}/`,
    token: new Secret('an example of a token'),
    http,
    files: hostOf(http).files,
  });

  test.each(cases)('%s', async (_, of, read) => {
    for (const text of texts) {
      const end = await endOf(() => read(of, targetOf(answering(text))));
      expect({ end, text }).toEqual({ end: expect.stringMatching(ALLOWED), text });
    }
  });

  test.each(cases)(
    '%s, without end',
    async (_, of, read) => {
      expect(await endOf(() => read(of, targetOf(answering(endless))))).toBe('CA-NET-004');
    },
    60_000,
  );
});
