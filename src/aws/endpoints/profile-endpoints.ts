// What the files of the AWS CLI and the SDKs (~/.aws/config, ~/.aws/credentials) say about where services are called
// (SDK reference guide, "Service-specific endpoints"). The SDK would read them for itself, but what it came to is not
// told, and the answers of a repository are compared with it.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';
import { profilePaths } from '../profile-files.ts';

export type ServiceName = 'codeartifact' | 'sts';

/** Addresses of a profile, as far as they are configured. */
export interface ProfileEndpoints {
  /** `ignore_configured_endpoint_urls`: whatever is configured, in variables as well, is passed over. */
  readonly isIgnored: boolean;
  /** `endpoint_url` of the service in the `services` section that the profile names, else that of the profile. */
  readonly addresses: Readonly<Partial<Record<ServiceName, string>>>;
}

/** What is said where there is no profile. */
export const NO_PROFILE: ProfileEndpoints = { isIgnored: false, addresses: {} };

/** Nobody has that many profiles. A pipe is left to whoever reads it for credentials: it can be read once. */
const LARGEST = 1024 * 1024;

type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the profile of AWS_PROFILE, or `default`. A file that cannot be read says nothing, as in the SDKs. Rejects with
 * CA-INPUT-001 when the profile names a `services` section that is not there: the calls would go elsewhere than meant.
 */
export async function readProfileEndpoints(host: Pick<Host, 'env' | 'home' | 'files'>): Promise<ProfileEndpoints> {
  const { env } = host;
  const name = env.AWS_PROFILE || 'default';
  const paths = profilePaths(host);
  const [config, credentials] = await Promise.all([
    sectionsOf(host, paths.config),
    sectionsOf(host, paths.credentials),
  ]);
  const inConfig = config.get(`profile ${name}`) ?? (name === 'default' ? config.get(name) : undefined);
  const profile = new Map([...(credentials.get(name) ?? []), ...(inConfig ?? [])]);
  const named = profile.get('services');
  const services = named === undefined ? undefined : config.get(`services ${named}`);
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
  return {
    isIgnored: profile.get('ignore_configured_endpoint_urls')?.toLowerCase() === 'true',
    addresses: Object.fromEntries(addresses),
  };
}

async function sectionsOf({ files }: Pick<Host, 'files'>, path: string): Promise<Sections> {
  try {
    const real = await files.realPath(path);
    const stat = real === undefined ? undefined : await files.stat(real);
    if (real === undefined || stat?.kind !== 'file' || stat.size > LARGEST) return new Map();
    return parseSections((await files.readText(real)) ?? '');
  } catch {
    return new Map();
  }
}

/** By the rules of the SDKs: a key without a value begins a group, whose keys are indented and named `GROUP.KEY`. */
function parseSections(text: string): Sections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let group: string | undefined;
  for (const whole of text.split(/\r?\n/)) {
    const line = (/^(?:(?!(?:^|\s)[;#]).)*/.exec(whole)?.[0] ?? '').trim();
    if (line.startsWith('[') && line.endsWith(']')) {
      const name = line
        .slice(1, -1)
        .trim()
        .replace(/^(\w+)\s+(["']?)(.*)\2$/, '$1 $3');
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      group = undefined;
      continue;
    }
    const sign = line.indexOf('=');
    if (section === undefined || sign < 1) continue;
    const [key, value] = [line.slice(0, sign).trim(), line.slice(sign + 1).trim()];
    if (!/^\s/.test(whole)) group = undefined;
    if (value === '') group = key;
    else section.set(group === undefined ? key : `${group}.${key}`, value);
  }
  return sections;
}
