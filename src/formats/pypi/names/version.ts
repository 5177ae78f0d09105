// PEP 440 versions: recognising and normalising. The service keeps versions as they were uploaded; normal forms serve
// to see that a wheel, a source archive and their file names speak of the same version.

export interface PythonVersion {
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre: readonly ['a' | 'b' | 'rc', string] | undefined;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: string | undefined;
}

const PRE_LABELS: Readonly<Record<string, 'a' | 'b' | 'rc'>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** Leading zeros mean nothing; digits stay text because a date stamp with a counter may exceed 2^53. */
const number = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

/** Takes matches off the front of a text; every pattern is sticky and has no nested repetition. */
class Reader {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#rest);
    if (!match) return undefined;
    this.#rest = this.#rest.slice(match[0].length);
    return match;
  }

  get isDone(): boolean {
    return this.#rest === '';
  }
}

/**
 * | given            | normal form   |
 * |------------------|---------------|
 * | `v1.0`           | `1.0`         |
 * | `1.0-ALPHA.2`    | `1.0a2`       |
 * | `1.0.preview`    | `1.0rc0`      |
 * | `1.0-1`          | `1.0.post1`   |
 * | `1.0_dev`        | `1.0.dev0`    |
 * | `1!1.0+Ab_1`     | `1!1.0+ab.1`  |
 * | `2004d`, `1.x`   | undefined     |
 */
export function parseVersion(text: string): PythonVersion | undefined {
  if (text.length > 255) return undefined;
  const reader = new Reader(text.trim().toLowerCase());
  reader.take(/^v/);
  const epoch = number(reader.take(/^(\d+)!/)?.[1] ?? '0');
  const release = reader
    .take(/^\d+(?:\.\d+)*/)?.[0]
    .split('.')
    .map(number);
  if (!release) return undefined;
  const pre = reader.take(/^[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*)/);
  const post = reader.take(/^(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))/);
  const dev = reader.take(/^[-_.]?dev[-_.]?(\d*)/);
  const local = reader.take(/^\+([a-z0-9]+(?:[-_.][a-z0-9]+)*)/)?.[1];
  if (!reader.isDone) return undefined;
  return {
    epoch,
    release,
    pre: pre ? [PRE_LABELS[pre[1] ?? ''] ?? 'rc', number(pre[2] || '0')] : undefined,
    post: post ? number(post[1] || post[2] || '0') : undefined,
    dev: dev ? number(dev[1] || '0') : undefined,
    local: local
      ?.split(/[-_.]/)
      .map((part) => (/^\d+$/.test(part) ? number(part) : part))
      .join('.'),
  };
}

function print(version: PythonVersion, release: readonly string[]): string {
  const { epoch, pre, post, dev, local } = version;
  return [
    epoch === '0' ? '' : `${epoch}!`,
    release.join('.'),
    pre ? pre.join('') : '',
    post === undefined ? '' : `.post${post}`,
    dev === undefined ? '' : `.dev${dev}`,
    local === undefined ? '' : `+${local}`,
  ].join('');
}

/** The normal form of a PEP 440 version; undefined when it is none. Trailing zeros of the release are kept. */
export function normalVersion(text: string): string | undefined {
  const version = parseVersion(text);
  return version && print(version, version.release);
}

/** One key for all spellings of a version (`1.0` and `1.0.0` are the same one to an installer). */
export function comparableVersion(text: string): string {
  const version = parseVersion(text);
  if (!version) return `legacy:${text}`;
  const release = [...version.release];
  while (release.length > 1 && release.at(-1) === '0') release.pop();
  return print(version, release);
}
