// Addresses of the two AWS services we call, by partition. Repository endpoints are never made here: they are asked for.
import { RegistryError } from '../core/errors/registry-error.ts';

export type ServiceName = 'codeartifact' | 'sts';

export interface Partition {
  /** As ARNs spell it. */
  readonly name: string;
  readonly suffix: string;
  readonly dualStackSuffix: string;
  /** Audience that IAM's identity provider for GitHub is made with. */
  readonly audience: string;
}

const AWS: Partition = {
  name: 'aws',
  suffix: 'amazonaws.com',
  dualStackSuffix: 'api.aws',
  audience: 'sts.amazonaws.com',
};

/** Longest region prefix first; the endpoint rules of the AWS SDKs say the same (a test compares). */
const PARTITIONS: readonly (readonly [string, Partition])[] = [
  [
    'cn-',
    {
      name: 'aws-cn',
      suffix: 'amazonaws.com.cn',
      dualStackSuffix: 'api.amazonwebservices.com.cn',
      audience: 'sts.amazonaws.com.cn',
    },
  ],
  ['us-gov-', { ...AWS, name: 'aws-us-gov' }],
  ['eusc-', { ...AWS, name: 'aws-eusc', suffix: 'amazonaws.eu', dualStackSuffix: 'api.amazonwebservices.eu' }],
  ['us-isob-', { ...AWS, name: 'aws-iso-b', suffix: 'sc2s.sgov.gov', dualStackSuffix: 'api.aws.scloud' }],
  ['us-isof-', { ...AWS, name: 'aws-iso-f', suffix: 'csp.hci.ic.gov', dualStackSuffix: 'api.aws.hci.ic.gov' }],
  ['us-iso-', { ...AWS, name: 'aws-iso', suffix: 'c2s.ic.gov', dualStackSuffix: 'api.aws.ic.gov' }],
  ['eu-isoe-', { ...AWS, name: 'aws-iso-e', suffix: 'cloud.adc-e.uk', dualStackSuffix: 'api.cloud-aws.adc-e.uk' }],
];

export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? AWS;
}

type Environment = Readonly<Record<string, string | undefined>>;

const isOn = (value: string | undefined) => value?.toLowerCase() === 'true';

/**
 * Where a service is called: the input, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, else the regional endpoint of the
 * partition, with AWS_USE_DUALSTACK_ENDPOINT and AWS_USE_FIPS_ENDPOINT as in every SDK. Variables are passed over when
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so. STS is called regionally: nearer, and its tokens are valid everywhere.
 */
export function serviceEndpoint(service: ServiceName, region: string, env: Environment, given?: string): string {
  const isIgnored = isOn(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS);
  const configured = isIgnored
    ? undefined
    : env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined;
  const named = given ?? configured;
  if (named !== undefined) return checked(service, named);
  const { name, suffix, dualStackSuffix } = partitionOf(region);
  const isDualStack = isOn(env.AWS_USE_DUALSTACK_ENDPOINT);
  const isFips = isOn(env.AWS_USE_FIPS_ENDPOINT);
  // GovCloud's plain STS endpoint is the validated one.
  const hasOwnFips = !(service === 'sts' && name === 'aws-us-gov' && !isDualStack);
  const host = isFips && hasOwnFips ? `${service}-fips` : service;
  return `https://${host}.${region}.${isDualStack ? dualStackSuffix : suffix}`;
}

function checked(service: ServiceName, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') return address;
  throw new RegistryError(
    'CA-INPUT-001',
    `the endpoint given for ${service} is not an http or https address without credentials and query`,
    {
      remedy: `Correct \`${service === 'sts' ? 'sts-endpoint-url' : 'endpoint-url'}\` or AWS_ENDPOINT_URL_${service.toUpperCase()}.`,
    },
  );
}
