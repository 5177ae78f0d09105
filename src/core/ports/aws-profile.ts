// The files of the AWS CLI and the SDKs (~/.aws/config, ~/.aws/credentials), as far as settings are read here. The SDK's
// own reader is large, is not needed by most runs, does not tell what it came to, and knows neither names with blanks nor
// the spellings of keys that the AWS CLI knows.
import type { Host } from './host.ts';

/** Settings by name, in small letters; those of a group within them are `GROUP.KEY`. */
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

type Sections = ReadonlyMap<string, ProfileSettings>;

/** The profile that a variable names. */
export interface NamedProfile {
  readonly name: string;
  readonly variable: 'AWS_DEFAULT_PROFILE' | 'AWS_PROFILE';
}

/** The variables that name a profile, in the order in which they count, as in the AWS CLI. */
export const PROFILE_VARIABLES = ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'] as const;

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
  const ofConfig = parseSections(config, configurationSection);
  const ofCredentials = parseSections(credentials, (heading) => heading);
  const inConfig = [...ofConfig.keys()].flatMap((key) =>
    key === 'default' ? [key] : key.startsWith('profile ') ? [key.slice('profile '.length)] : [],
  );
  return {
    names: [...new Set([...inConfig, ...ofCredentials.keys()])],
    profile: (name) => ({
      inConfig: ofConfig.get(`profile ${name}`) ?? (name === 'default' ? ofConfig.get(name) : undefined),
      inCredentials: ofCredentials.get(name),
    }),
    section: (name) => ofConfig.get(name),
  };
}

/** `KIND NAME` without its quotes; undefined for what names nothing: more words than one, a quote that stays open. */
function configurationSection(heading: string): string | undefined {
  const [, kind, name = ''] = /^(profile|sso-session|services)\s+(.*)$/.exec(heading) ?? [];
  if (kind === undefined) return heading;
  if (!/^(?:[^\s"'\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+$/.test(name)) return undefined;
  const word = name.replace(
    /\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/g,
    (_, escaped?: string, single?: string, double?: string) =>
      escaped ?? single ?? (double ?? '').replace(/\\(["\\])/g, '$1'),
  );
  return `${kind} ${word}`;
}

async function textOf({ files }: Pick<Parameters<typeof readAwsProfile>[0], 'files'>, path: string): Promise<string> {
  try {
    const real = await files.realPath(path);
    const stat = real === undefined ? undefined : await files.stat(real);
    if (real === undefined || stat?.kind !== 'file' || stat.size > LARGEST) return '';
    return (await files.readText(real)) ?? '';
  } catch {
    return '';
  }
}

/**
 * By the rules of the SDKs: a key without a value begins a group, whose keys are indented and named `GROUP.KEY`. As in the
 * AWS CLI, `:` separates like `=`, and keys may be written in capitals.
 */
function parseSections(text: string, nameOf: (heading: string) => string | undefined): Sections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let group: string | undefined;
  for (const whole of text.split(/\r?\n/)) {
    const line = (/^(?:(?!(?:^|\s)[;#]).)*/.exec(whole)?.[0] ?? '').trim();
    if (line.startsWith('[') && line.endsWith(']')) {
      const name = nameOf(line.slice(1, -1).trim());
      section = (name === undefined ? undefined : sections.get(name)) ?? new Map();
      if (name !== undefined) sections.set(name, section);
      group = undefined;
      continue;
    }
    if (!/^\s/.test(whole)) group = undefined;
    const sign = line.search(group === undefined ? /[=:]/ : /=/);
    if (section === undefined || sign < 1) continue;
    const [key, value] = [line.slice(0, sign).trim(), line.slice(sign + 1).trim()];
    const name = group === undefined ? key.toLowerCase() : `${group}.${key}`;
    section.set(name, value);
    if (value === '') group = key.toLowerCase();
  }
  return sections;
}
