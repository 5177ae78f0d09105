// Which address of an AWS service was given, and what the partition of a region decides. Where nothing was given, the
// endpoint rules of the SDK decide.
import { partition } from '@aws-sdk/core/client';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { NO_PROFILE, type ProfileEndpoints, type ServiceName } from './profile-endpoints.ts';

export interface Partition {
  /** As ARNs spell it. */
  readonly name: string;
  /** Audience that IAM's identity provider for GitHub is made with. */
  readonly audience: string;
}

export function partitionOf(region: string): Partition {
  const { name } = partition(region);
  // The other partitions know the service by its global name (IAM user guide, "Creating an OIDC provider").
  return { name, audience: name === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com' };
}

type Environment = Readonly<Record<string, string | undefined>>;

const isOn = (value: string | undefined) => value?.toLowerCase() === 'true';

export interface EndpointSettings {
  /** Undefined where the SDK's rules decide. */
  readonly endpoint: string | undefined;
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
}

/** What says where a service is called, beside the SDK's rules. */
export interface EndpointSources {
  readonly env: Environment;
  /** The input. */
  readonly given?: string | undefined;
  readonly profile?: ProfileEndpoints | undefined;
}

/**
 * Where a service is called: the input, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, what the profile says, else the
 * regional endpoint, with AWS_USE_DUALSTACK_ENDPOINT and AWS_USE_FIPS_ENDPOINT, else what the profile says of them, as in
 * every SDK. Addresses of variables and profile are passed over when AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so, or the
 * profile does and the variable does not deny it.
 */
export function endpointSettings(service: ServiceName, { env, given, profile }: EndpointSources): EndpointSettings {
  const { isIgnored, addresses, useDualstackEndpoint, useFipsEndpoint } = profile ?? NO_PROFILE;
  const chosen = (said: string | undefined, ofProfile: boolean) => (said ? isOn(said) : ofProfile);
  const configured = chosen(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, isIgnored)
    ? undefined
    : env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || addresses[service];
  const named = given ?? configured;
  return {
    endpoint: named === undefined ? undefined : checked(service, named),
    // An address that was given is complete; the SDK refuses both together.
    useDualstackEndpoint: named === undefined && chosen(env.AWS_USE_DUALSTACK_ENDPOINT, useDualstackEndpoint),
    useFipsEndpoint: named === undefined && chosen(env.AWS_USE_FIPS_ENDPOINT, useFipsEndpoint),
  };
}

function checked(service: ServiceName, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // `URL` takes no notice of ends of lines, which a value of a profile may have.
  if (
    url !== undefined &&
    !/\s/.test(address) &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === ''
  )
    // The SDK puts its paths behind the address as it stands.
    return address.replace(/(?<!\/)\/+$/, '');
  throw new RegistryError(
    'CA-INPUT-001',
    `the endpoint given for ${service} is not an http or https address without credentials and query`,
    {
      remedy: `Correct \`${service === 'sts' ? 'sts-endpoint-url' : 'endpoint-url'}\` AWS_ENDPOINT_URL_${service.toUpperCase()}, or \`endpoint_url\` of the AWS profile.`,
    },
  );
}
