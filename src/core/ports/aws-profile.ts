// The files of the AWS CLI and the SDKs (~/.aws/config, ~/.aws/credentials), as far as settings are read here. The SDK's
// own reader is large, is not needed by most runs, and does not tell what it came to.
import type { Host } from './host.ts';

/** Settings by name; those of a group within them are `GROUP.KEY`. */
export type ProfileSettings = ReadonlyMap<string, string>;

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

/** AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, in which `~/` is the home, else the files in ~/.aws. */
export function profilePaths({ env, home }: Pick<Host, 'env' | 'home'>): ProfilePaths {
  const pathOf = (given: string | undefined, name: string) =>
    given?.startsWith('~/') ? `${home}/${given.slice(2)}` : given || `${home}/.aws/${name}`;
  return {
    config: pathOf(env.AWS_CONFIG_FILE, 'config'),
    credentials: pathOf(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/** Nobody has that many profiles. A pipe is left to whoever reads it for credentials: it can be read once. */
const LARGEST = 1024 * 1024;

type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the profile of AWS_PROFILE, or `default`. A file that cannot be read says nothing, as in the SDKs. */
export async function readAwsProfile(host: {
  readonly env: Host['env'];
  readonly home: string;
  readonly files: Pick<Host['files'], 'readText' | 'realPath' | 'stat'>;
}): Promise<AwsProfile> {
  const name = host.env.AWS_PROFILE || 'default';
  const paths = profilePaths(host);
  const [config, credentials] = await Promise.all([
    sectionsOf(host, paths.config),
    sectionsOf(host, paths.credentials),
  ]);
  const inConfig = config.get(`profile ${name}`) ?? (name === 'default' ? config.get(name) : undefined);
  return {
    name,
    settings: new Map([...(credentials.get(name) ?? []), ...(inConfig ?? [])]),
    section: (wanted) => config.get(wanted),
  };
}

async function sectionsOf(
  { files }: Pick<Parameters<typeof readAwsProfile>[0], 'files'>,
  path: string,
): Promise<Sections> {
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
        .replace(/^(\w+)\s+(?=\S)(["']?)(.*)\2$/, '$1 $3');
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
