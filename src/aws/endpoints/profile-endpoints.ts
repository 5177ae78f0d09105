// What a profile says about where services are called (SDK reference guide, "Service-specific endpoints"). The SDK would
// read it for itself, but what it came to is not told, and the answers of a repository are compared with it.
import { RegistryError } from '../../core/errors/registry-error.ts';
import { readAwsProfile } from '../../core/ports/aws-profile.ts';
import type { Host } from '../../core/ports/host.ts';

export type ServiceName = 'codeartifact' | 'sts';

/** What a profile says about addresses, as far as it does. */
export interface ProfileEndpoints {
  /** `ignore_configured_endpoint_urls`: whatever is configured, in variables as well, is passed over. */
  readonly isIgnored: boolean;
  /** `endpoint_url` of the service in the `services` section that the profile names, else that of the profile. */
  readonly addresses: Readonly<Partial<Record<ServiceName, string>>>;
  /** `use_dualstack_endpoint`, `use_fips_endpoint`. */
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
}

/** What is said where there is no profile. */
export const NO_PROFILE: ProfileEndpoints = {
  isIgnored: false,
  addresses: {},
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
};

/**
 * Reads the profile that is named, or `default`. A file that cannot be read says nothing, as in the SDKs. Rejects with
 * CA-INPUT-001 when the profile names a `services` section that is not there: the calls would go elsewhere than meant.
 */
export async function readProfileEndpoints(
  host: Pick<Host, 'env' | 'home' | 'platform' | 'files'>,
): Promise<ProfileEndpoints> {
  const { name, settings: profile, section } = await readAwsProfile(host);
  const named = profile.get('services');
  const services = named === undefined ? undefined : section(`services ${named}`);
  if (named !== undefined && services === undefined)
    throw new RegistryError(
      'CA-INPUT-001',
      `the AWS profile \`${name}\` names the services \`${named}\`, which are missing`,
      {
        remedy: `Add the section [services ${named}] to the AWS configuration file, or take \`services\` out of the profile.`,
      },
    );
  const addressOf = (service: ServiceName) => services?.get(`${service}.endpoint_url`) ?? profile.get('endpoint_url');
  const addresses = (['codeartifact', 'sts'] as const).flatMap((service) => {
    const address = addressOf(service);
    return address === undefined ? [] : [[service, address] as const];
  });
  const isOn = (key: string) => profile.get(key)?.toLowerCase() === 'true';
  return {
    isIgnored: isOn('ignore_configured_endpoint_urls'),
    addresses: Object.fromEntries(addresses),
    useDualstackEndpoint: isOn('use_dualstack_endpoint'),
    useFipsEndpoint: isOn('use_fips_endpoint'),
  };
}
