// Built files into publications. Files belong together when they lie in one folder and share the stem of its POM:
// the version folder of a repository layout (`mvn deploy` into a local folder), or `target/` with its pom.xml beside it.
import { basename, dirname } from 'node:path';
import type { Files, Host } from '../../../core/ports/host.ts';
import type { Artifact, FileVerdict, GatherReport, Publication } from '../../../core/ports/package-format.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { describeArtifact } from '../../shared/digests.ts';
import { buildVersion, CHECKSUMS, mavenReference, parseSuffix, splitChecksum } from '../names/coordinates.ts';
import { inspectArchive } from './archive-check.ts';
import { composeVersion, type MavenPublication, pluginOf } from './compose.ts';
import { type PomUnit, readUnits } from './pom-unit.ts';

type GatherHost = Pick<Host, 'files' | 'log'>;

/** See `Publishing.gather`. Verdicts come in the order of `paths`. */
export async function gather(paths: readonly string[], host: GatherHost): Promise<GatherReport> {
  const folders = new Map<string, string[]>();
  for (const path of new Set(paths)) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
  const verdicts: FileVerdict[] = [];
  const publications: Publication[] = [];
  for (const [folder, inside] of folders) {
    const report = await gatherFolder(folder, inside, host.files);
    publications.push(...report.publications);
    verdicts.push(...report.verdicts);
  }
  const place = new Map(paths.map((path, index) => [path, index]));
  const order = (verdict: FileVerdict) => place.get(verdict.path) ?? paths.length;
  return { publications, verdicts: verdicts.sort((a, b) => order(a) - order(b)) };
}

async function gatherFolder(folder: string, paths: readonly string[], files: Files): Promise<GatherReport> {
  const { units, verdicts } = await readUnits(folder, paths, files);
  const members = new Map<PomUnit, string[]>(units.map((unit) => [unit, []]));
  const rest = paths.filter((path) => !verdicts.some((verdict) => verdict.path === path));
  for (const path of rest) {
    const unit = ownerOf(basename(path), units);
    if (unit) members.get(unit)?.push(path);
    else if (!units.some((each) => each.pomPath === path))
      verdicts.push(left(path, reasonNoUnit(path, units, verdicts)));
  }
  const publications: Publication[] = [];
  for (const [unit, inside] of members) {
    const result = await gatherUnit(unit, inside, files);
    verdicts.push(...result.verdicts);
    publications.push(...result.publications);
  }
  return { publications, verdicts };
}

const left = (path: string, reason: string): FileVerdict => ({ path, verdict: 'left', reason });
const refused = (path: string, reason: string): FileVerdict => ({ path, verdict: 'refused', reason });

/** The unit whose stem is the longest beginning of the file name: `a-1.0-2.jar` belongs to `a-1.0-2` before `a-1.0`. */
function ownerOf(name: string, units: readonly PomUnit[]): PomUnit | undefined {
  const fits = units.filter(({ stem }) => name.startsWith(stem) && parseSuffix(name.slice(stem.length)) !== undefined);
  return fits.sort((a, b) => b.stem.length - a.stem.length)[0];
}

function reasonNoUnit(path: string, units: readonly PomUnit[], verdicts: readonly FileVerdict[]): string {
  const name = basename(path);
  if (name.startsWith('maven-metadata')) return 'a version list; the repository keeps its own';
  if (splitChecksum(name).checksum) return 'a checksum of a file that is not published';
  const bad = verdicts.find((each) => each.verdict === 'refused' && each.path.endsWith('.pom'));
  if (units.length === 0 && bad) return `${basename(bad.path)} beside it is refused`;
  if (units.length === 0) return 'no POM beside it says which Maven package it belongs to';
  return `its name does not begin with ${units.map(({ stem }) => stem).join(' or ')}, as the POM beside it asks`;
}

/** One package version: every file checked, nothing taken when one of them is bad. */
async function gatherUnit(unit: PomUnit, paths: readonly string[], files: Files): Promise<GatherReport> {
  const verdicts: FileVerdict[] = [];
  const artifacts: Artifact[] = [];
  let plugin: MavenPublication['plugin'];
  const sums = paths.filter((path) => splitChecksum(basename(path)).checksum !== undefined);
  const built = new Set([unit.pomPath, ...paths.filter((path) => !sums.includes(path))]);
  for (const path of built) {
    const assetName = path === unit.pomPath ? `${unit.stem}.pom` : basename(path);
    const reason = signsNothing(assetName, unit, built);
    if (reason) {
      verdicts.push(left(path, reason));
      continue;
    }
    try {
      const found = await inspectArchive(path, files, assetName);
      if (assetName === `${unit.stem}.jar` && unit.pom.packaging === 'maven-plugin')
        plugin = pluginOf(unit.pom, found.goalPrefix);
      artifacts.push(await describeArtifact(files, path, assetName));
      verdicts.push({ path, verdict: 'taken', reason: `${label(unit)} ${assetName}` });
    } catch (error) {
      if (!(error instanceof ArchiveRefusal)) throw error;
      verdicts.push(refused(path, error.message));
    }
  }
  for (const path of sums) verdicts.push(await checkSum(path, artifacts, files));
  const bad = verdicts.find(({ verdict }) => verdict === 'refused') ?? withoutBuilt(unit, artifacts);
  if (bad) return { publications: [], verdicts: verdicts.map((verdict) => dragged(verdict, bad)) };
  return { publications: [composeVersion(referenceOf(unit), artifacts, { ...unit, plugin })], verdicts };
}

const isBuilt = ({ assetName }: Artifact) => !/\.(pom|asc|sigstore\.json)$/.test(assetName);

function withoutBuilt({ pom, pomPath, stem }: PomUnit, artifacts: readonly Artifact[]): FileVerdict | undefined {
  if (pom.packaging === 'pom' || artifacts.some(isBuilt)) return undefined;
  return refused(pomPath, `packaging is ${pom.packaging}, but no built file ${stem}.* was given`);
}

/** A file is not published when another one of its version is bad: half a version would stay Unfinished for ever. */
function dragged(verdict: FileVerdict, bad: FileVerdict): FileVerdict {
  if (verdict.verdict !== 'taken') return verdict;
  if (verdict.path === bad.path) return bad;
  return refused(verdict.path, `belongs together with ${basename(bad.path)}, which is refused`);
}

function signsNothing(assetName: string, unit: PomUnit, built: ReadonlySet<string>): string | undefined {
  const [, signed] = /^(.+)\.(?:asc|sigstore\.json)$/.exec(assetName) ?? [];
  if (signed === undefined || signed === `${unit.stem}.pom`) return undefined;
  const isThere = [...built].some((path) => basename(path) === signed);
  return isThere ? undefined : `the signed file ${signed} is not there`;
}

async function checkSum(path: string, artifacts: readonly Artifact[], files: Files): Promise<FileVerdict> {
  const { name, checksum } = splitChecksum(basename(path));
  const artifact = artifacts.find(({ assetName }) => assetName === name);
  if (!artifact || !checksum) return left(path, 'a checksum of a file that is not published');
  const { size = 0 } = (await files.stat(path)) ?? {};
  const text = size > 1024 ? '' : ((await files.readText(path)) ?? '');
  // GNU tools write `digest  file`; Maven and Gradle write the digest alone.
  const written = text.trim().split(/\s+/)[0]?.toLowerCase();
  if (written === artifact.digests[CHECKSUMS[checksum]])
    return left(path, 'checksum verified; the service computes its own');
  return refused(path, `does not match ${name}: the file was changed after the checksum was written`);
}

const label = ({ groupId, artifactId, version }: PomUnit) => `${groupId}:${artifactId}:${version}`;

/** A build is what the service makes of it until its list arrives; `1.0-SNAPSHOT` itself has no assets before that. */
function referenceOf({ groupId, artifactId, version, build }: PomUnit) {
  return { ...mavenReference(groupId, artifactId), version: build ? buildVersion(version, build) : version };
}
