// Finds the POMs of a folder and the package version each stands for. The stem of the POM's file name
// (`lib-1.0`, `lib-1.0-20260102.030405-7`) is what every other file of that version begins with.
import { basename, dirname, join } from 'node:path';
import type { Files } from '../../../core/ports/host.ts';
import type { FileVerdict } from '../../../core/ports/package-format.ts';
import { XmlRefusal } from '../../shared/text/xml.ts';
import { coordinates, isSnapshot, parseBuild, type SnapshotBuild } from '../names/coordinates.ts';
import { POM_LIMIT, type Pom, parsePom } from './pom.ts';

export interface PomUnit {
  readonly groupId: string;
  readonly artifactId: string;
  /** `1.0-SNAPSHOT` for snapshots; the build is apart. */
  readonly version: string;
  readonly build: SnapshotBuild | undefined;
  readonly stem: string;
  readonly pomPath: string;
  readonly pom: Pom;
}

/** The units of a folder, one for each POM, and verdicts on POMs that make none. */
export async function readUnits(
  folder: string,
  paths: readonly string[],
  files: Files,
): Promise<{ units: PomUnit[]; verdicts: FileVerdict[] }> {
  const units: PomUnit[] = [];
  const refused: FileVerdict[] = [];
  for (const path of await pomPaths(folder, paths, files)) {
    const unit = await readUnit(path, files);
    if (typeof unit !== 'string') units.push(unit);
    // A pom.xml that was not given but looked for says nothing when it does not fit.
    else if (paths.includes(path)) refused.push({ path, verdict: 'refused', reason: unit });
  }
  // Maven 4 deploys the POM of the build beside that for users, as `lib-1.0-build.pom`: a file like any other.
  const isAttached = ({ path }: FileVerdict) => units.some(({ stem }) => basename(path).startsWith(`${stem}-`));
  return newestBuilds(
    units,
    refused.filter((verdict) => !isAttached(verdict)),
  );
}

/** POMs given; else the pom.xml in the folder or above it (Maven builds into `target/`). */
async function pomPaths(folder: string, paths: readonly string[], files: Files): Promise<string[]> {
  const given = paths.filter((path) => path.endsWith('.pom') || basename(path) === 'pom.xml');
  if (given.length > 0) return given;
  for (const candidate of [join(folder, 'pom.xml'), join(dirname(folder), 'pom.xml')]) {
    if ((await files.stat(candidate))?.kind === 'file') return [candidate];
  }
  return [];
}

async function readUnit(path: string, files: Files): Promise<PomUnit | string> {
  const { size = 0 } = (await files.stat(path)) ?? {};
  if (size > POM_LIMIT) return `larger than ${POM_LIMIT} bytes`;
  const document = await files.read(path);
  if (!document) return 'the file is gone';
  try {
    return unitOf(path, parsePom(document));
  } catch (error) {
    if (error instanceof XmlRefusal) return error.message;
    throw error;
  }
}

function unitOf(path: string, pom: Pom): PomUnit | string {
  const file = basename(path);
  const { groupId, artifactId } = pom;
  // Maven leaves `${revision}` in deployed POMs; the folder of a repository layout knows the version then.
  const inLayout = basename(dirname(dirname(path))) === artifactId ? basename(dirname(path)) : undefined;
  const version = pom.version.includes('${') && inLayout ? inLayout : pom.version;
  const problem = coordinates.problems({ namespace: groupId, name: artifactId, version }).join('; ');
  if (problem) return problem;
  const unit = { groupId, artifactId, version, pomPath: path, pom };
  if (!isSnapshot(version)) return named({ ...unit, build: undefined, stem: `${artifactId}-${version}` }, file);
  const prefix = `${artifactId}-${version.replace(/SNAPSHOT$/, '')}`;
  const build = file.startsWith(prefix) ? parseBuild(file.slice(prefix.length)) : undefined;
  if (!build) {
    return `CodeArtifact takes only timestamped builds of ${version}: give the project directory, or a folder made by "mvn deploy -DaltDeploymentRepository=local::default::file:FOLDER"`;
  }
  return named({ ...unit, build, stem: `${prefix}${build.timestamp}-${build.buildNumber}` }, file);
}

function named(unit: PomUnit, file: string): PomUnit | string {
  if (file === 'pom.xml' || file === `${unit.stem}.pom`) return unit;
  return `the POM is of ${unit.artifactId} ${unit.version}, so its file should be called ${unit.stem}.pom`;
}

/** Of several builds of one snapshot in a folder only the newest is published; the others are history. */
function newestBuilds(units: PomUnit[], verdicts: FileVerdict[]): { units: PomUnit[]; verdicts: FileVerdict[] } {
  const stamp = ({ build }: PomUnit) =>
    build ? `${build.timestamp}-${String(build.buildNumber).padStart(9, '0')}` : '';
  const isOlder = (unit: PomUnit) =>
    units.some(
      (other) => other.artifactId === unit.artifactId && other.version === unit.version && stamp(other) > stamp(unit),
    );
  const older = units.filter(isOlder);
  const reason = 'an older build of the same snapshot';
  return {
    units: units.filter((unit) => !older.includes(unit)),
    verdicts: [...verdicts, ...older.map(({ pomPath }) => ({ path: pomPath, verdict: 'left' as const, reason }))],
  };
}
