// Every call of the control plane that we make, with all that may be left out given once and left out once, and what of
// it reaches the wire.
import { signIn } from '../../src/aws/sign-in.ts';
import type { PackageReference } from '../../src/core/model/package.ts';
import { recordingHost } from './host.ts';
import { scriptedServer } from './servers/scripted-server.ts';

type SignedIn = Awaited<ReturnType<typeof signIn>>;

const whole = { domain: 'my-org', domainOwner: '111122223333', repository: 'prod' };
const short = { domain: 'my-org', repository: 'prod' };
const scoped: PackageReference = { format: 'npm', namespace: 'acme', name: 'left pad+ü' };
const maven: PackageReference = { format: 'maven', namespace: 'com.acme:tools', name: "core(1)'!*~" };
const plain: PackageReference = { format: 'pypi', namespace: undefined, name: 'naïve_名' };
const all = async (list: AsyncIterable<unknown>) => {
  for await (const one of list) void one;
};
const asset = {
  name: 'a b+c&d.bin',
  size: 4,
  sha256: '0'.repeat(64),
  open: async function* () {
    yield Buffer.from('data');
  },
};
const copied = { domain: 'my-org', sourceRepository: 'staging', destinationRepository: 'prod' };

const CALLS: Readonly<Record<string, (signedIn: SignedIn) => Promise<unknown>>> = {
  'DescribeRepository, whole': ({ client }) => client.describeRepository(whole),
  'DescribeRepository, short': ({ client }) => client.describeRepository(short),
  'ListRepositoriesInDomain, whole': ({ client }) => client.listRepositoriesInDomain(whole),
  'ListRepositoriesInDomain, short': ({ client }) => client.listRepositoriesInDomain(short),
  'GetRepositoryEndpoint, whole': ({ client }) => client.getRepositoryEndpoint(whole, 'maven', 'dualstack'),
  'GetRepositoryEndpoint, short': ({ client }) => client.getRepositoryEndpoint(short, 'npm'),
  'ListPackages, whole': ({ client }) =>
    all(client.listPackages(whole, { format: 'npm', namespace: 'acme', prefix: 'a b+ü@' })),
  'ListPackages, short': ({ client }) => all(client.listPackages(short)),
  'DescribePackage, whole': ({ client }) => client.describePackage(whole, scoped),
  'DescribePackage, short': ({ client }) => client.describePackage(short, plain),
  'ListPackageVersions, whole': ({ client }) =>
    all(client.listPackageVersions(whole, maven, { status: 'Published', newestFirst: true })),
  'ListPackageVersions, short': ({ client }) => all(client.listPackageVersions(short, plain)),
  'DescribePackageVersion, whole': ({ client }) =>
    client.describePackageVersion(whole, { ...maven, version: '1.0+build @x' }),
  'DescribePackageVersion, short': ({ client }) => client.describePackageVersion(short, { ...plain, version: '1!2.0' }),
  'ListPackageVersionAssets, whole': ({ client }) =>
    client.listPackageVersionAssets(whole, { ...scoped, version: '1.0.0+b' }),
  'ListPackageVersionAssets, short': ({ client }) =>
    client.listPackageVersionAssets(short, { ...plain, version: '1.0' }),
  'ListPackageVersionDependencies, whole': ({ client }) =>
    client.listPackageVersionDependencies(whole, { ...scoped, version: '1.0.0+b' }),
  'ListPackageVersionDependencies, short': ({ client }) =>
    client.listPackageVersionDependencies(short, { ...plain, version: '1.0' }),
  'GetPackageVersionAsset, whole': ({ client }) =>
    client.getPackageVersionAsset(whole, { ...maven, version: '1.0' }, 'core-1.0 (ü)+x.jar', 'REV/1='),
  'GetPackageVersionAsset, short': ({ client }) =>
    client.getPackageVersionAsset(short, { ...plain, version: '1.0' }, 'a.whl'),
  'CopyPackageVersions, whole': ({ client }) =>
    client.copyPackageVersions({
      ...copied,
      domainOwner: '111122223333',
      package: scoped,
      revisions: { '1.0.0+b': 'REV/1=', '2.0.0-ü': 'R2' },
      allowOverwrite: true,
      includeFromUpstream: true,
    }),
  'CopyPackageVersions, short': ({ client }) =>
    client.copyPackageVersions({ ...copied, package: plain, revisions: { '1.0': 'R' } }),
  'UpdatePackageVersionsStatus, whole': ({ client }) =>
    client.updatePackageVersionsStatus(whole, maven, {
      versions: ['1.0', '2.0+ü'],
      target: 'Archived',
      expected: 'Published',
      revisions: { '1.0': 'R1', '2.0+ü': 'R2' },
    }),
  'UpdatePackageVersionsStatus, short': ({ client }) =>
    client.updatePackageVersionsStatus(short, plain, { versions: ['1.0'], target: 'Unlisted' }),
  'DisposePackageVersions, whole': ({ client }) =>
    client.disposePackageVersions(whole, scoped, ['1.0.0', '2.0.0'], 'Archived'),
  'DisposePackageVersions, short': ({ client }) => client.disposePackageVersions(short, plain, ['1.0']),
  'DeletePackageVersions, whole': ({ client }) =>
    client.deletePackageVersions(whole, scoped, ['1.0.0', '2.0.0'], 'Published'),
  'DeletePackageVersions, short': ({ client }) => client.deletePackageVersions(short, plain, ['1.0']),
  'PutPackageOriginConfiguration, whole': ({ client }) =>
    client.putPackageOriginConfiguration(whole, scoped, { publish: 'ALLOW', upstream: 'BLOCK' }),
  'PutPackageOriginConfiguration, short': ({ client }) =>
    client.putPackageOriginConfiguration(short, plain, { publish: 'BLOCK', upstream: 'ALLOW' }),
  'PublishPackageVersion, whole': ({ client }) =>
    client.publishPackageVersion(
      whole,
      { format: 'generic', namespace: 'my space+ü', name: 'tool', version: '1.0+b' },
      asset,
      true,
    ),
  'PublishPackageVersion, short': ({ client }) =>
    client.publishPackageVersion(
      short,
      { format: 'generic', namespace: undefined, name: 'tool', version: '1.0' },
      asset,
      false,
    ),
  'GetAuthorizationToken, whole': ({ client }) => client.getAuthorizationToken(whole, 900),
  'GetAuthorizationToken, short, life of the session': ({ client }) => client.getAuthorizationToken(short, 0),
  'GetAssociatedPackageGroup, whole': async ({ enquiries }) => (await enquiries()).associatedGroup(whole, maven),
  'GetAssociatedPackageGroup, short': async ({ enquiries }) => (await enquiries()).associatedGroup(short, plain),
  'PublishPackageVersion, as a question': async ({ enquiries }) => (await enquiries()).mayPublish(whole, scoped),
  GetCallerIdentity: ({ client }) => client.getCallerIdentity(),
};

/** One request as the service sees it; of a signature what does not change with time. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Sorted, since their order means nothing. */
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SESSION = { accessKeyId: 'AKIDEXAMPLE', secret: 'an example', token: 'a session' };

async function recorded(
  more: { readonly env?: Readonly<Record<string, string>>; readonly role?: object },
  folder: string,
  run: (signedIn: SignedIn) => Promise<unknown>,
): Promise<WireRequest[]> {
  const xml = (name: string) =>
    `<${name}Response><${name}Result><Arn>arn:aws:iam::111122223333:user/ci</Arn><Account>111122223333</Account><UserId>A</UserId><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></${name}Result></${name}Response>`;
  const service = await scriptedServer(({ path, body }) => {
    if (path.startsWith('/oidc')) return { status: 200, body: JSON.stringify({ value: 'e30.e30.e30' }) };
    const action = /Action=(\w+)/.exec(body.toString())?.[1];
    return { status: 200, body: action === undefined ? '{}' : xml(action) };
  });
  const env = { AWS_ACCESS_KEY_ID: SESSION.accessKeyId, AWS_SECRET_ACCESS_KEY: SESSION.secret, ...more.env };
  const oidc = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${service.origin}/oidc?a=b`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'example',
  };
  const host = recordingHost({ folder, env: { ...env, ...oidc } });
  try {
    const signedIn = await signIn(host, {
      region: 'eu-west-1',
      roleDurationSeconds: 3600,
      roleChaining: false,
      audience: 'sts.amazonaws.com',
      allowedAccountIds: [],
      maxAttempts: 1,
      endpointUrl: service.origin,
      stsEndpointUrl: service.origin,
      ...more.role,
    });
    // An empty answer is an error to some of them; here the question counts.
    await run(signedIn).catch(() => undefined);
    return service.seen.filter(({ path }) => !path.startsWith('/oidc')).map(asWireRequest(service.origin));
  } finally {
    host.close();
    await service.close();
  }
}

const asWireRequest =
  (origin: string) =>
  ({ method, path, headers, body }: Awaited<ReturnType<typeof scriptedServer>>['seen'][number]): WireRequest => {
    const [plainPath = '', query = ''] = path.split('?');
    const kept: Record<string, string> = {};
    for (const [name, value = ''] of Object.entries(headers)) kept[name] = steady(name, value, origin);
    const isForm = headers['content-type']?.includes('form-urlencoded');
    const text = body.toString();
    return {
      method,
      path: plainPath,
      query: query === '' ? [] : query.split('&').sort(),
      headers: kept,
      body: isForm ? text.split('&').sort().join('&') : text,
    };
  };

function steady(name: string, value: string, origin: string): string {
  if (name === 'host') return value === new URL(origin).host ? 'the host' : value;
  if (name === 'x-amz-date') return value.replace(/\d/g, '0');
  if (name === 'amz-sdk-invocation-id') return value.replace(/[\da-f]/g, '0');
  if (name === 'authorization')
    return value.replace(/\/\d{8}\//, '/DATE/').replace(/Signature=[\da-f]{64}$/, 'Signature=…');
  return value;
}

/** All of `CALLS`, with and without a session token, and the two ways of assuming a role. */
export async function controlPlaneRequests(folder: () => string): Promise<Record<string, WireRequest[]>> {
  const found: Record<string, WireRequest[]> = {};
  for (const [name, run] of Object.entries(CALLS)) found[name] = await recorded({}, folder(), run);
  const inSession = { env: { AWS_SESSION_TOKEN: SESSION.token } };
  found['DescribePackage, in a session'] = await recorded(inSession, folder(), ({ client }) =>
    client.describePackage(whole, scoped),
  );
  const role = { roleToAssume: 'arn:aws:iam::111122223333:role/ci', roleSessionName: 'ci' };
  const ask = ({ credentials }: SignedIn) => credentials();
  const chaining = { ...role, roleChaining: true };
  found['AssumeRole, whole'] = await recorded({ role: { ...chaining, roleExternalId: 'a+b=c' } }, folder(), ask);
  found['AssumeRole, short'] = await recorded({ role: chaining }, folder(), ask);
  found.AssumeRoleWithWebIdentity = await recorded({ role }, folder(), ask);
  return found;
}
