// Built files into publications. Files belong together when they lie in one folder and share the stem of its POM:
// the version folder of a repository layout (`mvn deploy` into a local folder), or `target/` with its pom.xml beside it.
import { basename, dirname } from 'node:path';
import { COMPANION_WORDS, type Companion, companionOf } from '../../../core/model/companion.ts';
import type { VersionReference } from '../../../core/model/package.ts';
import type { Files, Host } from '../../../core/ports/host.ts';
import type { Artifact, FileVerdict, GatherReport, Publication } from '../../../core/ports/package-format.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { checkCompanion, companionVerdict, type Spoken } from '../../shared/companions/companions.ts';
import { describeArtifact } from '../../shared/digests.ts';
import {
  buildVersion,
  isFileName,
  isSnapshot,
  METADATA_FILE,
  mavenReference,
  snapshotOfBuild,
} from '../names/coordinates.ts';
import { compareVersions } from '../names/version-order.ts';
import { inspectArchive } from './archive-check.ts';
import { composeVersion, type MavenPublication, pluginOf } from './compose.ts';
import { type FolderUnits, isLegacyPlugin, olderBuild, type PomUnit, readUnits } from './pom-unit.ts';

type GatherHost = Pick<Host, 'files' | 'log'>;

/** See `Publishing.gather`. Verdicts come in the order of `paths`. */
export async function gather(paths: readonly string[], host: GatherHost): Promise<GatherReport> {
  const folders = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const inside = folders.get(dirname(path));
    if (inside) inside.push(path);
    else folders.set(dirname(path), [path]);
  }
  const verdicts: FileVerdict[] = [];
  const publications: Publication[] = [];
  for (const [folder, inside] of folders) {
    const report = await gatherFolder(folder, inside, host.files);
    publications.push(...report.publications);
    verdicts.push(...report.verdicts);
  }
  const newest = withoutOlderBuilds({ publications, verdicts });
  const place = new Map(paths.map((path, index) => [path, index]));
  const order = (verdict: FileVerdict) => place.get(verdict.path) ?? paths.length;
  const ordered = [...newest.verdicts].sort((a, b) => order(a) - order(b));
  return { publications: withParents(newest.publications), verdicts: ordered };
}

/** Of builds of one snapshot in several folders the newest counts, as in one: the snapshot can be only one of them. */
function withoutOlderBuilds({ publications, verdicts }: GatherReport): GatherReport {
  const isOlder = ({ namespace, name, version }: Publication) => {
    const snapshot = snapshotOfBuild(version);
    return (
      snapshot !== undefined &&
      publications.some(
        (other) =>
          other.namespace === namespace &&
          other.name === name &&
          snapshotOfBuild(other.version) === snapshot &&
          compareVersions(other.version, version) > 0,
      )
    );
  };
  const older = publications.filter(isOlder);
  if (older.length === 0) return { publications, verdicts };
  const left = new Set(older.flatMap(({ artifacts }) => artifacts.map(({ path }) => path)));
  return {
    publications: publications.filter((publication) => !older.includes(publication)),
    verdicts: verdicts.map((verdict) =>
      left.has(verdict.path) || (verdict.of !== undefined && left.has(verdict.of)) ? olderBuild(verdict.path) : verdict,
    ),
  };
}

/** A parent that is published with its children is not missing; the build of a snapshot goes by the name of the snapshot. */
function withParents(publications: readonly Publication[]): Publication[] {
  const nameOf = ({ namespace, name, version }: VersionReference) =>
    `${namespace}:${name}:${snapshotOfBuild(version) ?? version}`;
  const published = new Set(publications.map(nameOf));
  return publications.map((publication) => {
    const { shortcomings = [], ...rest } = publication;
    const left = shortcomings.filter(({ unlessThere }) => !unlessThere || !published.has(nameOf(unlessThere)));
    return left.length > 0 ? { ...rest, shortcomings: left } : rest;
  });
}

/** All files of a folder that is one of a version in the repository layout: `lib/1.0` with `lib-1.0.pom`. */
export function claims(paths: readonly string[]): readonly string[] {
  const folders = new Set(
    paths.filter((path) => path.endsWith('.pom') && isInLayout(path)).map((path) => dirname(path)),
  );
  return paths.filter((path) => folders.has(dirname(path)));
}

function isInLayout(pomPath: string): boolean {
  const folder = dirname(pomPath);
  const [artifactId, version] = [basename(dirname(folder)), basename(folder)];
  const stem = basename(pomPath, '.pom');
  const end = `-${version}`;
  return (
    (stem.endsWith(end) && isLegacyPlugin(artifactId, stem.slice(0, -end.length))) ||
    stem === `${artifactId}-${version}` ||
    (isSnapshot(version) && stem.startsWith(`${artifactId}-${version.replace(/SNAPSHOT$/, '')}`))
  );
}

/** Every file of a version is called after its POM; a plugin of sbt has two of them, and Maven 4 attaches one. */
export function stems({ artifacts }: Publication): readonly string[] {
  const poms = artifacts.filter(({ assetName }) => assetName.endsWith('.pom'));
  const names = poms.map(({ assetName }) => assetName.slice(0, -'.pom'.length));
  return names.filter((name) => !names.some((other) => name.startsWith(`${other}-`)));
}

async function gatherFolder(folder: string, paths: readonly string[], files: Files): Promise<GatherReport> {
  const found = await readUnits(folder, paths, files);
  const { units, olderStems } = found;
  const verdicts = [...found.verdicts];
  const members = new Map<PomUnit, string[]>(units.map((unit) => [unit, []]));
  const stems = units.map(({ stem }) => stem);
  const judged = new Set([...verdicts.map(({ path }) => path), ...units.map(({ pomPath }) => pomPath)]);
  for (const path of paths) {
    if (judged.has(path)) continue;
    const name = basename(path);
    const bookkeeping = bookkeepingReason(name);
    const stem = bookkeeping === undefined ? stemOf(name, [...stems, ...olderStems]) : undefined;
    const unit = units.find((each) => each.stem === stem);
    if (bookkeeping !== undefined) verdicts.push({ ...left(path, bookkeeping), known: 'rule' });
    else if (unit) members.get(unit)?.push(path);
    else if (stem !== undefined) verdicts.push(olderBuild(path));
    else verdicts.push(withoutUnit(path, found));
  }
  const publications: Publication[] = [];
  const versions = new Map<string, GatherReport[]>();
  for (const [unit, inside] of members) {
    if (isOldSpelling(unit)) {
      verdicts.push(...[unit.pomPath, ...inside].map((path) => oldSpelling(path, unit, units)));
      continue;
    }
    const result = await gatherUnit(unit, inside, files);
    versions.set(label(unit), [...(versions.get(label(unit)) ?? []), result]);
  }
  for (const results of versions.values()) {
    const report = oneVersion(results);
    verdicts.push(...report.verdicts);
    publications.push(...report.publications);
  }
  return { publications, verdicts };
}

/**
 * A snapshot of a plugin of sbt at the address of sbt before 1.9. The files of a build are called after their package, by
 * which its list gives them; of others no repository that stamps builds knows what they are of.
 */
const isOldSpelling = ({ build, stem, artifactId }: PomUnit) =>
  build !== undefined && !stem.startsWith(`${artifactId}-`);

function oldSpelling(path: string, unit: PomUnit, units: readonly PomUnit[]): FileVerdict {
  const reason = 'a snapshot of a plugin has no files at the address of sbt before 1.9';
  return units.some((other) => !isOldSpelling(other) && label(other) === label(unit))
    ? { ...left(path, `${reason}; sbt 1.9 and later take the others`), known: 'rule' }
    : refused(path, `${reason}; publish it by sbt 1.9 or later, or as a release`);
}

/** The files of both spellings of a plugin of sbt are one version: all of them, or none. */
function oneVersion(results: readonly GatherReport[]): GatherReport {
  const verdicts = results.flatMap((result) => result.verdicts);
  const publications = results.flatMap((result) => result.publications);
  const [first] = publications;
  if (results.length === 1 || first === undefined) return { publications, verdicts };
  const bad = verdicts.find(({ verdict }) => verdict === 'refused');
  if (bad) return { publications: [], verdicts: verdicts.map((verdict) => dragged(verdict, bad)) };
  const main = publications.find((one) => one.artifacts.some(({ assetName }) => assetName.startsWith(`${one.name}-`)));
  return {
    publications: [{ ...(main ?? first), artifacts: publications.flatMap(({ artifacts }) => artifacts) }],
    verdicts,
  };
}

const left = (path: string, reason: string): FileVerdict => ({ path, verdict: 'left', reason });
const refused = (path: string, reason: string): FileVerdict => ({ path, verdict: 'refused', reason });

/**
 * The longest stem that the file name begins with: `a-1.0-2.jar` belongs to `a-1.0-2` before `a-1.0`. What follows it is
 * a classifier, an ending, or both; `.1.jar` goes on the version, and is a file of another one.
 */
function stemOf(name: string, stems: readonly string[]): string | undefined {
  const fits = stems.filter((stem) => name.startsWith(stem) && /^[-.](?!(?<=\.)\d+[.-])/.test(name.slice(stem.length)));
  return fits.sort((a, b) => b.length - a.length)[0];
}

/** What Maven, Gradle and repository managers write beside artifacts for themselves. */
function bookkeepingReason(name: string): string | undefined {
  if (/^maven-metadata.*\.xml(\.|$)/.test(name)) return 'a version list; the repository keeps its own';
  if (/\.lastUpdated$|^_(remote\.repositories|maven\.repositories)$|^resolver-status\.properties$/.test(name))
    return 'a note of a local Maven repository about its downloads';
  return undefined;
}

/** What Maven repositories hold beside POMs; of other files this format knows nothing. */
const JAVA_KINDS = /\.(jar|war|ear|rar|aar|hpi|jpi|nar|kar|klib|module|pom)$/;

function withoutUnit(path: string, { units, verdicts, hint }: FolderUnits): FileVerdict {
  const name = basename(path);
  const isKnown = JAVA_KINDS.test(name);
  const bad = verdicts.find((each) => each.verdict === 'refused' && each.path.endsWith('.pom'));
  const known = isKnown ? ({ known: 'kind' } as const) : {};
  if (units.length === 0 && bad) return { ...left(path, `${basename(bad.path)} beside it is refused`), ...known };
  if (units.length > 0)
    return {
      ...left(
        path,
        `its name does not begin with ${units.map(({ stem }) => stem).join(' or ')}, as the POM beside it asks`,
      ),
      ...known,
    };
  return isKnown
    ? { ...left(path, hint ?? 'no POM beside it says which Maven package it belongs to'), known: 'kind' }
    : left(path, hint ?? 'no Maven package');
}

/** One package version: every file checked, nothing taken when one of them is bad. */
async function gatherUnit(unit: PomUnit, paths: readonly string[], files: Files): Promise<GatherReport> {
  const verdicts: FileVerdict[] = [];
  const artifacts: Artifact[] = [];
  let plugin: MavenPublication['plugin'];
  const spoken = new Map<string, Spoken>();
  const companions = paths.filter((path) => companionOf(basename(path)) !== undefined);
  const built = new Set([unit.pomPath, ...paths.filter((path) => !companions.includes(path))]);
  const take = async (path: string, assetName: string, reason: string) => {
    const artifact = await describeArtifact(files, path, assetName);
    artifacts.push(artifact);
    spoken.set(assetName, { path, name: assetName, digests: artifact.digests });
    verdicts.push({ path, verdict: 'taken', reason });
  };
  for (const path of built) {
    const assetName = path === unit.pomPath ? `${unit.stem}.pom` : basename(path);
    if (!isFileName(assetName)) {
      verdicts.push(
        refused(path, 'a repository takes no file of this name: it has a blank, a `#` or a character that nobody sees'),
      );
      continue;
    }
    try {
      const found = await inspectArchive(path, files, assetName);
      if (assetName === `${unit.stem}.jar` && unit.pom.packaging === 'maven-plugin')
        plugin = pluginOf(unit.pom, found.goalPrefix);
      await take(path, assetName, `${label(unit)} ${assetName}`);
    } catch (error) {
      if (!(error instanceof ArchiveRefusal)) throw error;
      verdicts.push(refused(path, error.message));
    }
  }
  // A checksum of a signature has the longer name, so what it speaks of has been looked at before.
  for (const path of companions.sort((a, b) => a.length - b.length)) {
    const name = basename(path);
    const companion = companionOf(name) as Companion;
    const of = spoken.get(companion.of);
    if (!of) {
      verdicts.push(withoutSubject(path, companion, verdicts));
      continue;
    }
    const finding = await checkCompanion(path, companion, of, files);
    // Signatures and attestations are files of the version; checksums the service computes itself.
    if ('agrees' in finding && companion.kind !== 'checksum')
      await take(path, name, `${label(unit)} ${name}; ${finding.agrees}`);
    else verdicts.push(companionVerdict(path, of.path, finding));
  }
  const bad = verdicts.find(({ verdict }) => verdict === 'refused') ?? withoutBuilt(unit, artifacts);
  if (bad) return { publications: [], verdicts: verdicts.map((verdict) => dragged(verdict, bad)) };
  return { publications: [composeVersion(referenceOf(unit), artifacts, { pom: unit.pom, plugin })], verdicts };
}

/** A POM, what speaks of other files, a list of components: a version needs more than these. */
const isBuilt = (name: string) =>
  companionOf(name) === undefined &&
  name !== METADATA_FILE &&
  !/\.(pom|module|cdx\.json|cdx\.xml|spdx\.json)$|-cyclonedx\.(json|xml)$/.test(name);

/**
 * See `Publishing.lacks`. Files of an Unfinished version are not served, so that nobody can read what its POM says of the
 * packaging: where a POM is all there is, a jar is missed, since `mvn deploy` sends it after the POM.
 */
export async function lacks(
  { name, version }: VersionReference,
  assetNames: readonly string[],
): Promise<readonly string[]> {
  const pom = `${name}-${version}.pom`;
  const subjects = assetNames.flatMap((asset) => companionOf(asset)?.of ?? []);
  const wanted = [pom, ...subjects, ...(assetNames.some(isBuilt) ? [] : [`${name}-${version}.jar`])];
  return [...new Set(wanted)].filter((asset) => !assetNames.includes(asset));
}

function withoutBuilt({ pom, pomPath, stem }: PomUnit, artifacts: readonly Artifact[]): FileVerdict | undefined {
  if (pom.packaging === 'pom' || pom.isRelocation || artifacts.some(({ assetName }) => isBuilt(assetName)))
    return undefined;
  return refused(pomPath, `packaging is ${pom.packaging}, but no built file ${stem}.* was given`);
}

/** A file is not published when another one of its version is bad: half a version would stay Unfinished for ever. */
function dragged(verdict: FileVerdict, bad: FileVerdict): FileVerdict {
  if (verdict.verdict !== 'taken') return verdict;
  if (verdict.path === bad.path) return bad;
  return refused(verdict.path, `belongs together with ${basename(bad.path)}, which is refused`);
}

/** What speaks of a file of this version that is not there means that the file was lost. */
function withoutSubject(path: string, { kind, of }: Companion, verdicts: readonly FileVerdict[]): FileVerdict {
  const isRefused = verdicts.some((verdict) => verdict.verdict === 'refused' && basename(verdict.path) === of);
  return refused(
    path,
    isRefused
      ? `belongs together with ${of}, which is refused`
      : `${of}, which this ${COMPANION_WORDS[kind]} is of, is not there`,
  );
}

const label = ({ groupId, artifactId, version }: PomUnit) => `${groupId}:${artifactId}:${version}`;

/** A build is what the service makes of it until its list arrives; `1.0-SNAPSHOT` itself has no assets before that. */
function referenceOf({ groupId, artifactId, version, build }: PomUnit) {
  return { ...mavenReference(groupId, artifactId), version: build ? buildVersion(version, build) : version };
}
