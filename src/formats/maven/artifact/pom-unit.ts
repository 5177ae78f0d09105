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
  /** Of the package: the name of its folder, which is not always that of the POM; see `isLegacyPlugin`. */
  readonly artifactId: string;
  /** `1.0-SNAPSHOT` for snapshots; the build is apart. */
  readonly version: string;
  readonly build: SnapshotBuild | undefined;
  readonly stem: string;
  readonly pomPath: string;
  readonly pom: Pom;
}

export interface FolderUnits {
  readonly units: PomUnit[];
  /** On POMs that make none. */
  readonly verdicts: FileVerdict[];
  /** Stems of builds of a snapshot that a newer one is beside. */
  readonly olderStems: readonly string[];
  /** Why a POM that was looked for makes no unit. */
  readonly hint: string | undefined;
}

const PROJECT_POM = 'pom.xml';
/** What flatten-maven-plugin makes of it, to be deployed in its place. */
const FLATTENED_POM = '.flattened-pom.xml';
const SOURCE_POMS = [FLATTENED_POM, PROJECT_POM];

/** The units of a folder, one for each POM. */
export async function readUnits(folder: string, paths: readonly string[], files: Files): Promise<FolderUnits> {
  const given = paths.filter((path) => path.endsWith('.pom') || SOURCE_POMS.includes(basename(path)));
  if (given.length === 0) return lookedFor(folder, paths, files);
  const units: PomUnit[] = [];
  const refused: FileVerdict[] = [];
  for (const path of given) {
    const unit = await readUnit(path, files);
    if (typeof unit === 'string') refused.push({ path, verdict: 'refused', reason: unit });
    else units.push(unit);
  }
  // Maven 4 deploys the POM of the build beside that for users, as `lib-1.0-build.pom`: a file like any other.
  const isAttached = ({ path }: FileVerdict) => units.some(({ stem }) => basename(path).startsWith(`${stem}-`));
  return newestBuilds(
    units,
    refused.filter((verdict) => !isAttached(verdict)),
  );
}

/**
 * The source POM in the folder or above it (Maven builds into `target/`) that files of the folder are called after; one
 * that was flattened before one that was not, unless it is left from an older version.
 */
async function lookedFor(folder: string, paths: readonly string[], files: Files): Promise<FolderUnits> {
  const none = { units: [], verdicts: [], olderStems: [] };
  let hint: string | undefined;
  for (const place of [folder, dirname(folder)]) {
    for (const name of SOURCE_POMS) {
      const path = join(place, name);
      if ((await files.stat(path))?.kind !== 'file') continue;
      const unit = await readUnit(path, files);
      if (typeof unit === 'string') hint ??= `${name} beside it does not fit: ${unit}`;
      else if (paths.some((each) => basename(each).startsWith(unit.stem))) return { ...none, units: [unit], hint };
      else hint ??= `its name does not begin with ${unit.stem}, as ${name} beside it asks`;
    }
  }
  return { ...none, hint };
}

async function readUnit(path: string, files: Pick<Files, 'read' | 'stat'>): Promise<PomUnit | string> {
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
  const folder = basename(dirname(dirname(path)));
  const isLegacy = isLegacyPlugin(folder, artifactId) && basename(dirname(path)) === pom.version;
  const inLayout = folder === artifactId ? basename(dirname(path)) : undefined;
  const version = pom.version.includes('${') && inLayout ? inLayout : pom.version;
  const problem = coordinates.problems({ namespace: groupId, name: artifactId, version }).join('; ');
  if (problem) return problem;
  const unit = { groupId, artifactId: isLegacy ? folder : artifactId, version, pomPath: path, pom };
  if (!isSnapshot(version)) return named({ ...unit, build: undefined, stem: `${artifactId}-${version}` }, file);
  const prefix = `${artifactId}-${version.replace(/SNAPSHOT$/, '')}`;
  const build = file.startsWith(prefix) ? parseBuild(file.slice(prefix.length)) : undefined;
  if (!build) {
    if (inLayout !== undefined && inLayout !== version && file === `${artifactId}-${inLayout}.pom`)
      return `the POM is of ${version}, its folder and its name of ${inLayout}`;
    return `CodeArtifact takes only timestamped builds of ${version}: give the project directory, or a folder made by "mvn deploy -DaltDeploymentRepository=local::default::file:FOLDER"`;
  }
  return named({ ...unit, build, stem: `${prefix}${build.timestamp}-${build.buildNumber}` }, file);
}

/**
 * A plugin of sbt lies in the folder of its name with the binary versions of Scala and sbt, `sbt-x_2.12_1.0`, where sbt before
 * 1.9 asks for files and a POM without them: `sbt-x-0.1.0.pom`. Both spellings are one package, that of the folder.
 */
export function isLegacyPlugin(folder: string, artifactId: string): boolean {
  return folder.startsWith(artifactId) && /^_\d+(\.\d+)*_\d+(\.\d+)*$/.test(folder.slice(artifactId.length));
}

function named(unit: PomUnit, file: string): PomUnit | string {
  if (SOURCE_POMS.includes(file) || file === `${unit.stem}.pom`) return unit;
  return `the POM is of ${unit.pom.artifactId} ${unit.version}, so its file should be called ${unit.stem}.pom`;
}

/** Of several builds of one snapshot in a folder only the newest is published; the others are history. */
function newestBuilds(units: PomUnit[], verdicts: FileVerdict[]): FolderUnits {
  const stamp = ({ build }: PomUnit) =>
    build ? `${build.timestamp}-${String(build.buildNumber).padStart(9, '0')}` : '';
  const isOlder = (unit: PomUnit) =>
    units.some(
      (other) => other.artifactId === unit.artifactId && other.version === unit.version && stamp(other) > stamp(unit),
    );
  const older = units.filter(isOlder);
  return {
    units: units.filter((unit) => !older.includes(unit)),
    verdicts: [...verdicts, ...older.map(({ pomPath }) => olderBuild(pomPath))],
    olderStems: older.map(({ stem }) => stem),
    hint: undefined,
  };
}

export const olderBuild = (path: string): FileVerdict => ({
  path,
  verdict: 'left',
  reason: 'of an older build of the same snapshot',
  known: 'rule',
});

/** See `Publishing.project.nameIn`; what a Gradle build makes only Gradle knows. */
export async function nameIn(projectFile: string, files: Pick<Files, 'read' | 'stat'>): Promise<string | undefined> {
  if (basename(projectFile) !== PROJECT_POM) return undefined;
  const unit = await readUnit(projectFile, files);
  return typeof unit === 'string' ? undefined : `${unit.groupId}:${unit.artifactId}`;
}
