// The manifest of a release: what several publishes of one run, or of one commit, put into a repository adds up in one file,
// so that a promotion of it moves the whole release.
import { basename, relative } from 'node:path';
import { acquireLock } from '../../calls/file-lock.ts';
import { documentText } from '../../documents/canonical.ts';
import {
  MANIFEST_SCHEMA,
  type ManifestVersion,
  type ReleaseManifest,
  type ReleaseOrigin,
  type RepositoryRecord,
} from '../../documents/manifest.ts';
import { readManifest } from '../../documents/read.ts';
import { parseVersionCoordinate, purl } from '../../model/coordinates.ts';
import { versionKey } from '../../model/package.ts';
import { runId } from '../../model/run-origin.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { shownAs } from '../repository/snapshots.ts';
import type { PublishedSet } from './upload-release-set.ts';

type Place = Pick<Host, 'env' | 'files' | 'log' | 'run' | 'workingDirectory' | 'clock' | 'interrupted' | 'processes'>;

/** Endings of what stands beside a manifest while somebody writes it. */
const LOCK = '.lock';
const TAKEOVER = '.lock.takeover';

/** What this run has in the repository, with the bytes that were built. */
export function manifestOf(
  place: RepositoryRecord,
  { outcomes, assets }: Pick<PublishedSet, 'outcomes' | 'assets'>,
  origin: ReleaseOrigin | undefined,
): ReleaseManifest {
  const versions = outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'published' && outcome.kind !== 'unchanged') return [];
    const { kind, ref, revision } = outcome;
    return [{ purl: purl(ref), revision, assets: assets.get(versionKey(ref)) ?? [], outcome: kind }];
  });
  const skipped = outcomes.flatMap(({ kind, ref, reason = '' }) =>
    kind === 'skipped' ? [{ purl: purl(ref), reason }] : [],
  );
  return {
    schema: MANIFEST_SCHEMA,
    ...place,
    ...(origin ? { origin } : {}),
    versions,
    ...(skipped.length > 0 ? { skipped } : {}),
  };
}

const GIT_MS = 60_000;
/** What our own commands leave in a work tree. */
const OWN_FOLDER = '.codeartifact-ci';

/**
 * The run of the CI system; outside of one the commit, if nothing in its work tree differs from it. What git ignores, our
 * own folder and the manifest do not count.
 */
export async function releaseOrigin(host: Place, manifestPath: string): Promise<ReleaseOrigin | undefined> {
  const run = runId(host.env);
  if (run !== undefined) return { run };
  const git = async (...args: string[]) => {
    const { status, stdout } = await host.run('git', args, { cwd: host.workingDirectory, timeoutMs: GIT_MS });
    return status === 0 ? stdout : undefined;
  };
  const commit = (await git('rev-parse', '--verify', 'HEAD'))?.trim();
  const top = (await git('rev-parse', '--show-toplevel'))?.replace(/\r?\n$/, '');
  const changes = await git('status', '--porcelain', '-z', '--untracked-files=all');
  if (commit === undefined || top === undefined || changes === undefined || !/^[0-9a-f]{40,64}$/.test(commit))
    return undefined;
  const real = await host.files.realPath(manifestPath);
  const own = relative(top, real ?? manifestPath).replaceAll('\\', '/');
  // `XY path`, and of a renamed file its earlier name as an entry of its own.
  const paths = changes.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.replace(/^[ A-Z?!]{2} /, '')]));
  const isOwn = (path: string) =>
    [own, `${own}${LOCK}`, `${own}${TAKEOVER}`].includes(path) || path.split('/').includes(OWN_FOLDER);
  return paths.every(isOwn) ? { commit } : undefined;
}

const nameOf = ({ origin }: ReleaseManifest) => origin?.run ?? origin?.commit ?? 'an earlier run';

/** Why the manifest that is there is none of this release; undefined where it is. */
function difference(before: ReleaseManifest, now: ReleaseManifest): string | undefined {
  const isSamePlace = (['domain', 'domainOwner', 'region', 'repository'] as const).every(
    (field) => before[field] === now[field],
  );
  if (!isSamePlace) return `of ${before.domain}/${before.repository} in ${before.region}`;
  const isSame =
    now.origin !== undefined &&
    before.origin !== undefined &&
    before.origin.run === now.origin.run &&
    before.origin.commit === now.origin.commit;
  return isSame ? undefined : `of ${nameOf(before)}`;
}

const counted = (count: number) => `${count} version${count === 1 ? '' : 's'}`;

/** What a run has in the repository, as the manifest that joins the one at `path`, or replaces it; resolves to that. */
export function joinReleaseManifest(
  path: string,
  {
    place,
    set,
    origin,
    tried,
    formats,
  }: {
    readonly place: RepositoryRecord;
    readonly set: Pick<PublishedSet, 'outcomes' | 'assets'>;
    readonly origin: ReleaseOrigin | undefined;
    readonly tried: readonly string[];
    readonly formats: readonly PackageFormat[];
  },
  host: Place,
): Promise<ReleaseManifest> {
  return writeReleaseManifest(path, manifestOf(place, set, origin), { tried, ...orderOfSnapshots(formats) }, host);
}

/** Of the builds of a snapshot one counts, the newest: nobody is led to the others any more. */
export function orderOfSnapshots(formats: readonly PackageFormat[]): Pick<Joining, 'placeOf' | 'isNewer'> {
  return {
    placeOf: (text) => purl(shownAs(parseVersionCoordinate(text), formats)),
    isNewer: (one, other) => {
      const [{ format, version }, { version: than }] = [parseVersionCoordinate(one), parseVersionCoordinate(other)];
      const compare = formats.find(({ name }) => name === format)?.coordinates.compareVersions;
      return compare !== undefined && compare(version, than) > 0;
    },
  };
}

interface Joining {
  readonly tried: readonly string[];
  /** What of two versions (purls) is the same where one of them takes the place of the other. */
  readonly placeOf: (purl: string) => string;
  /** Whether the first of two versions in one place is the newer one, and stays there whichever was published last. */
  readonly isNewer: (one: string, other: string) => boolean;
}

/**
 * Writes the manifest, with the versions of the one that is there when both are of one release. What this run `tried` and has
 * not in the repository now is in it no longer. Says which manifest is joined or replaced, and resolves to what was written.
 * One process at a time: two publishes that end at once would each lose what the other one adds. Throws CA-FILE-003 where
 * another one holds it for a minute.
 */
export async function writeReleaseManifest(
  path: string,
  manifest: ReleaseManifest,
  joining: Joining,
  host: Place,
): Promise<ReleaseManifest> {
  const { files } = host;
  // What is no file is written into by each for itself.
  if ((await files.requireOutput(path)) === 'stream') return joinAndWrite(path, manifest, joining, host);
  const place = await files.destination(path);
  const lock = { path: `${place}${LOCK}`, takeover: `${place}${TAKEOVER}`, holder: 'publish' };
  const held = await acquireLock(lock, host).catch((error: unknown) => {
    // A file that is mounted into a folder where nothing can be made.
    const { cause } = error as { cause?: { code?: string } };
    if (['EACCES', 'EPERM', 'EROFS'].includes(cause?.code ?? '')) return undefined;
    throw error;
  });
  try {
    // Of a killed process; whoever makes one now finds our lock alive.
    if (held !== undefined) await files.remove(lock.takeover);
    return await joinAndWrite(path, manifest, joining, host);
  } finally {
    if (held !== undefined && (await files.readText(lock.path)) === held) await files.remove(lock.path);
  }
}

async function joinAndWrite(
  path: string,
  manifest: ReleaseManifest,
  joining: Joining,
  { files, log }: Place,
): Promise<ReleaseManifest> {
  const text = await textOf(path, files);
  let whole = manifest;
  if (text !== undefined) {
    const before = earlier(text, path);
    const why = before && difference(before, manifest);
    if (before === undefined) log.info(`replaces ${basename(path)}, which is no release manifest`);
    else if (why !== undefined) log.info(`replaces ${basename(path)} ${why} (${counted(before.versions.length)})`);
    else {
      whole = withEarlier(manifest, before, joining);
      log.info(`joins ${basename(path)}: ${counted(manifest.versions.length)}, ${whole.versions.length} in all`);
    }
  }
  await files.write(path, documentText(whole));
  return whole;
}

/** The largest that is read: a hundred thousand versions have half of it. */
const LARGEST = 256 * 1024 * 1024;

/** Undefined for what is no file: a device or a pipe is written to, and would keep a reader waiting. */
async function textOf(path: string, files: Place['files']): Promise<string | undefined> {
  const real = await files.realPath(path);
  const stat = real === undefined ? undefined : await files.stat(real);
  if (stat?.kind !== 'file') return undefined;
  return stat.size > LARGEST ? '' : files.readText(path);
}

function earlier(text: string, path: string): ReleaseManifest | undefined {
  try {
    return readManifest(text, path);
  } catch {
    return undefined;
  }
}

/**
 * What this run left stays in the release where an earlier publish of it put those bytes there, as after a run that failed
 * halfway.
 */
function withEarlier(now: ReleaseManifest, before: ReleaseManifest, joining: Joining): ReleaseManifest {
  const { skipped: own = [], ...rest } = now;
  const left = new Set(own.map((one) => one.purl));
  const tried = joining.tried.filter((text) => !left.has(text));
  const versions = joined(before.versions, now.versions, { ...joining, tried });
  const known = new Set([...versions, ...own].map((one) => one.purl));
  const skipped = [
    ...(before.skipped ?? []).filter((one) => !known.has(one.purl)),
    ...own.filter((one) => !versions.some((version) => version.purl === one.purl)),
  ];
  return { ...rest, versions, ...(skipped.length > 0 ? { skipped } : {}) };
}

function joined(
  before: readonly ManifestVersion[],
  now: readonly ManifestVersion[],
  { tried, placeOf, isNewer }: Joining,
): ManifestVersion[] {
  const anew = new Map<string, string[]>();
  for (const text of [...tried, ...now.map((one) => one.purl)])
    anew.set(placeOf(text), [...(anew.get(placeOf(text)) ?? []), text]);
  const kept = before.filter((one) =>
    (anew.get(placeOf(one.purl)) ?? []).every((text) => text !== one.purl && isNewer(one.purl, text)),
  );
  const taken = new Set(kept.map((one) => placeOf(one.purl)));
  return [...kept, ...now.filter((one) => !taken.has(placeOf(one.purl)))];
}
