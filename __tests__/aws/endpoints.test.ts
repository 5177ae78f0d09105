// Addresses: ours beside those of the AWS SDK's own rules, and what inputs and variables change.
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import { partitionOf, serviceEndpoint } from '../../src/aws/endpoints.ts';
import { identityOf } from '../../src/aws/sign-in.ts';
import { readInputs } from '../../src/core/inputs/read.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

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

describe.each(['codeartifact', 'sts'] as const)('%s is where the SDK calls it', (service) => {
  test.each(regions)('%s', (region) => {
    for (const isDualStack of [false, true]) {
      for (const isFips of [false, true]) {
        const env = { AWS_USE_DUALSTACK_ENDPOINT: String(isDualStack), AWS_USE_FIPS_ENDPOINT: String(isFips) };
        const { url } = sdk(
          service,
          region,
        )({ Region: region, UseDualStack: isDualStack, UseFIPS: isFips, UseGlobalEndpoint: false });
        expect(`${serviceEndpoint(service, region, env)}/`).toBe(url.href);
      }
    }
  });
});

test('the input, then the variable of the service, then that of all', () => {
  const env = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_STS: 'http://sts' };
  expect(serviceEndpoint('sts', 'us-east-1', env, 'https://vpce-1.sts.us-east-1.vpce.amazonaws.com')).toContain(
    'vpce-1',
  );
  expect(serviceEndpoint('sts', 'us-east-1', env)).toBe('http://sts');
  expect(serviceEndpoint('codeartifact', 'us-east-1', env)).toBe('http://all');
  expect(serviceEndpoint('codeartifact', 'us-east-1', { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toBe(
    'https://codeartifact.us-east-1.amazonaws.com',
  );
});

test.each(['ftp://x', 'not an address', 'https://user:word@example.com', 'https://example.com/?q=1'])(
  '%s is no endpoint',
  (address) => {
    expect(() => serviceEndpoint('codeartifact', 'us-east-1', {}, address)).toThrow(
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
