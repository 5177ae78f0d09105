// The files of the AWS CLI and the SDKs (~/.aws/config, ~/.aws/credentials), as far as settings are read here. The SDK's
// own reader is large, is not needed by most runs, does not tell what it came to, and knows neither names with blanks nor
// the spellings of keys that the AWS CLI knows.
import { type AwsSettings, parseAwsIni, shellWords } from '../text/aws-ini.ts';
import { expandedPath } from '../text/expanded-path.ts';
import type { Host } from './host.ts';

/** Settings by name, in small letters; those of a group within them are `GROUP.KEY`. */
export type ProfileSettings = AwsSettings;

export interface AwsProfile {
  readonly name: string;
  /** Of both files; the configuration wins. */
  readonly settings: ProfileSettings;
  /** Another section of the configuration: `services NAME`. */
  section(name: string): ProfileSettings | undefined;
}

export interface ProfilePaths {
  readonly config: string;
  readonly credentials: string;
}

/** Files that the variables name, in which other variables and `~` are expanded; else those in ~/.aws. */
export function profilePaths(host: Pick<Host, 'env' | 'home' | 'platform'>): ProfilePaths {
  const pathOf = (given: string | undefined, name: string) =>
    given ? expandedPath(given, host) : `${host.home}/.aws/${name}`;
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = host.env;
  return { config: pathOf(config, 'config'), credentials: pathOf(credentials, 'credentials') };
}

/** Bytes of such a file: nobody has that many profiles. */
export const LARGEST_PROFILE_FILE = 1024 * 1024;

/** The profile that a variable names. */
export interface NamedProfile {
  readonly name: string;
  readonly variable: (typeof PROFILE_VARIABLES)[number];
}

/**
 * The variables that name a profile, in the order in which they count: that of version 2 of the AWS CLI. The SDKs know the
 * first alone; version 1 and boto3 have the reverse order.
 */
export const PROFILE_VARIABLES = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const;

/** The profile that is named; undefined where `default` is meant. An empty variable names none. */
export function namedProfile(env: Host['env']): NamedProfile | undefined {
  for (const variable of PROFILE_VARIABLES) {
    const name = env[variable];
    if (name) return { name, variable };
  }
  return undefined;
}

/** Reads the profile that is named, or `default`. A file that cannot be read says nothing, as in the SDKs. */
export async function readAwsProfile(host: {
  readonly env: Host['env'];
  readonly home: string;
  readonly platform: Host['platform'];
  readonly files: Pick<Host['files'], 'readText' | 'realPath' | 'stat'>;
}): Promise<AwsProfile> {
  const name = namedProfile(host.env)?.name ?? 'default';
  const paths = profilePaths(host);
  const [config, credentials] = await Promise.all([textOf(host, paths.config), textOf(host, paths.credentials)]);
  const files = parseProfileFiles(config, credentials);
  const { inConfig, inCredentials } = files.profile(name);
  return {
    name,
    settings: filled([...(inCredentials ?? []), ...(inConfig ?? [])]),
    section: (wanted) => {
      const found = files.section(wanted);
      return found && filled([...found]);
    },
  };
}

/** Without what has no value: the heads of groups, and settings that somebody left empty. */
const filled = (settings: readonly (readonly [string, string])[]) =>
  new Map(settings.filter(([, value]) => value !== ''));

/** Both files, parsed. Settings without a value are there, as empty text. */
export interface ProfileFiles {
  /** Names of the profiles of both. */
  readonly names: readonly string[];
  profile(name: string): {
    readonly inConfig: ProfileSettings | undefined;
    readonly inCredentials: ProfileSettings | undefined;
  };
  /** Another section of the configuration: `sso-session NAME`, `services NAME`. */
  section(name: string): ProfileSettings | undefined;
}

/** Names are what the AWS CLI takes them for: words of a shell in the configuration, all of the heading in the other file. */
export function parseProfileFiles(config: string, credentials: string): ProfileFiles {
  const ofConfig = parseAwsIni(config);
  const ofCredentials = parseAwsIni(credentials);
  // The later of two sections with one name (`default` and `profile default`) is all that counts.
  const inConfig = new Map<string, string>();
  const others = new Map<string, string>();
  for (const heading of ofConfig.headings) {
    const { kind, name } = configurationSection(heading);
    if (kind === 'profile') inConfig.set(name, heading);
    else others.set(`${kind} ${name}`, heading);
  }
  const ofHeading = (heading: string | undefined) => (heading === undefined ? undefined : ofConfig.settingsOf(heading));
  return {
    names: [...new Set([...inConfig.keys(), ...ofCredentials.headings])],
    profile: (name) => ({ inConfig: ofHeading(inConfig.get(name)), inCredentials: ofCredentials.settingsOf(name) }),
    section: (name) => ofHeading(others.get(name)),
  };
}

/** What a heading of the configuration names. The kinds are beginnings, as in botocore: `[profiles x]` is a profile. */
function configurationSection(heading: string): { readonly kind: string; readonly name: string } {
  if (heading === 'default') return { kind: 'profile', name: heading };
  const kind = ['profile', 'sso-session', 'services'].find((each) => heading.startsWith(each));
  const [, name, ...more] = shellWords(heading) ?? [];
  return kind === undefined || name === undefined || more.length > 0
    ? { kind: 'unknown', name: heading }
    : { kind, name };
}

/** A pipe is left to whoever reads it for credentials: it can be read once. */
async function textOf({ files }: Pick<Parameters<typeof readAwsProfile>[0], 'files'>, path: string): Promise<string> {
  try {
    const real = await files.realPath(path);
    const stat = real === undefined ? undefined : await files.stat(real);
    if (real === undefined || stat?.kind !== 'file' || stat.size > LARGEST_PROFILE_FILE) return '';
    return (await files.readText(real)) ?? '';
  } catch {
    return '';
  }
}
