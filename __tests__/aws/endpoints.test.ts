// Addresses: ours beside those of the AWS SDK's own rules, and what inputs and variables change.
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import { createCodeArtifactClient } from '../../src/aws/code-artifact-client.ts';
import { endpointSettings, partitionOf } from '../../src/aws/endpoints/service-endpoint.ts';
import { identityOf } from '../../src/aws/sign-in.ts';
import { callerIdentity } from '../../src/aws/sts.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const folder = temporaryFolders();
type Rules = (at: Record<string, unknown>) => { url: URL };
const sdk = (service: 'codeartifact' | 'sts', region: string): Rules =>
  (service === 'sts' ? new STSClient({ region }) : new CodeartifactClient({ region })).config.endpointProvider as Rules;

const regions = [
  'us-east-1',
  'eu-west-1',
  'cn-north-1',
  'us-gov-west-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
];

/** Where the first call of a service goes. */
async function addressOf(service: 'codeartifact' | 'sts', region: string, env: Record<string, string>) {
  let url = '';
  const host = recordingHost({ folder: folder(), env });
  const stopped = new RegistryError('CA-INPUT-006', 'not sent');
  const watched = {
    ...host,
    http: (request: HttpRequest) => {
      url = new URL(request.url).origin;
      return Promise.reject(stopped);
    },
  };
  const credentials = async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret('an example') });
  const settings = { region, credentials, maxAttempts: 1, ...endpointSettings(service, { env }) };
  const call =
    service === 'sts'
      ? callerIdentity(watched, settings)
      : createCodeArtifactClient(watched, settings, async () => ({ account: '', arn: '' })).describeRepository({
          domain: 'my-org',
          repository: 'dev',
        });
  await expect(call).rejects.toBe(stopped);
  host.close();
  return url;
}

describe.each(['codeartifact', 'sts'] as const)('%s is where the SDK calls it', (service) => {
  test.each(regions)('%s', async (region) => {
    for (const isDualStack of [false, true]) {
      for (const isFips of [false, true]) {
        const env = { AWS_USE_DUALSTACK_ENDPOINT: String(isDualStack), AWS_USE_FIPS_ENDPOINT: String(isFips) };
        const { url } = sdk(
          service,
          region,
        )({ Region: region, UseDualStack: isDualStack, UseFIPS: isFips, UseGlobalEndpoint: false });
        expect(await addressOf(service, region, env)).toBe(url.origin);
      }
    }
  });
});

test('the variables of the process are not those of the host', async () => {
  process.env.AWS_ENDPOINT_URL = 'http://elsewhere.example';
  try {
    expect(await addressOf('codeartifact', 'us-east-1', {})).toBe('https://codeartifact.us-east-1.amazonaws.com');
  } finally {
    delete process.env.AWS_ENDPOINT_URL;
  }
});

test('the input, then the variable of the service, then that of all', async () => {
  const env = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_STS: 'http://sts' };
  expect(endpointSettings('sts', { env, given: 'https://vpce-1.sts.us-east-1.vpce.amazonaws.com' }).endpoint).toContain(
    'vpce-1',
  );
  expect(endpointSettings('sts', { env }).endpoint).toBe('http://sts');
  expect(endpointSettings('codeartifact', { env }).endpoint).toBe('http://all');
  expect(await addressOf('codeartifact', 'us-east-1', env)).toBe('http://all');
  // An address that was given is called as it is.
  expect(await addressOf('codeartifact', 'us-east-1', { ...env, AWS_USE_FIPS_ENDPOINT: 'true' })).toBe('http://all');
  const ignoring = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  expect(await addressOf('codeartifact', 'us-east-1', ignoring)).toBe('https://codeartifact.us-east-1.amazonaws.com');
});

test.each(['ftp://x', 'not an address', 'https://user:word@example.com', 'https://example.com/?q=1'])(
  '%s is no endpoint',
  (address) => {
    expect(() => endpointSettings('codeartifact', { env: {}, given: address })).toThrow(
      expect.objectContaining({ code: 'CA-INPUT-001' }),
    );
  },
);

test('partitions and audiences', () => {
  expect(regions.map((region) => partitionOf(region).name)).toEqual([
    'aws',
    'aws',
    'aws-cn',
    'aws-us-gov',
    'aws-eusc',
    'aws-iso',
    'aws-iso-b',
    'aws-iso-f',
    'aws-iso-e',
  ]);
  const audience = (region: string, given?: string) => {
    const raw: Record<string, string | undefined> = { 'aws-region': region, audience: given };
    return identityOf(
      readInputs(
        'login',
        (name) => raw[name],
        (name) => name,
      ),
      { env: {} },
    ).audience;
  };
  expect(audience('us-east-1')).toBe('sts.amazonaws.com');
  expect(audience('cn-north-1')).toBe('sts.amazonaws.com.cn');
  expect(audience('cn-north-1', 'mine')).toBe('mine');
});

test('a region is needed, and found in this order', () => {
  const region = (raw: Record<string, string>, env: Record<string, string>, fallback?: string) =>
    identityOf(
      readInputs(
        'login',
        (name) => raw[name],
        (name) => name,
      ),
      { env },
      fallback,
    ).region;
  expect(region({ 'aws-region': 'a-1' }, { AWS_REGION: 'b-1' })).toBe('a-1');
  expect(region({}, { AWS_REGION: 'b-1', AWS_DEFAULT_REGION: 'c-1' })).toBe('b-1');
  expect(region({}, { AWS_REGION: '', AWS_DEFAULT_REGION: 'c-1' }, 'd-1')).toBe('c-1');
  expect(region({}, {}, 'd-1')).toBe('d-1');
  expect(() => region({}, {})).toThrow(expect.objectContaining({ code: 'CA-INPUT-001' }));
});
