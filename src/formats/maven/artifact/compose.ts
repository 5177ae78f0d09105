// One version of a Maven package as a publication, and one that a registry holds as a publication for another.
//
// A version is its folder in the repository layout: every file in it goes under its own name, whatever its ending. The
// POM adds what the lists need (a plugin's prefix) and the dependencies; a version without one is published as well.
import type { VersionReference } from '../../../core/model/package.ts';
import type { Shortcoming } from '../../../core/model/uninstallable.ts';
import type { Files } from '../../../core/ports/host.ts';
import type { Artifact, Publication, Republishing, StoredAsset } from '../../../core/ports/package-format.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { describeAssets } from '../../shared/digests.ts';
import { XmlRefusal } from '../../shared/text/xml.ts';
import { isFileName, isSnapshot, snapshotOfBuild, splitChecksum, versionOfFile } from '../names/coordinates.ts';
import { inspectArchive } from './archive-check.ts';
import { POM_LIMIT, type Pom, parsePom } from './pom.ts';

/** What `upload` needs besides the files. */
export interface MavenPublication {
  readonly packaging: string;
  /** For `maven-plugin`: the word by which `mvn prefix:goal` finds it, and its name. */
  readonly plugin?: { readonly prefix: string; readonly name: string };
}

export interface MadeVersion {
  readonly pom: Pom | undefined;
  readonly plugin?: MavenPublication['plugin'];
}

/** A version of these files. */
export function composeVersion(
  { namespace, name, version }: Parameters<Republishing['recompose']>[0],
  artifacts: readonly Artifact[],
  { pom, plugin }: MadeVersion,
): Publication {
  const metadata: MavenPublication = {
    packaging: pom?.packaging ?? 'jar',
    ...(plugin ? { plugin } : {}),
  };
  const shortcomings = pom === undefined ? [] : shortcomingsOf(pom);
  return {
    format: 'maven',
    namespace,
    name,
    version,
    artifacts,
    dependencies: (pom?.dependencies ?? [])
      .filter(({ type, optional }) => type !== 'test' && type !== 'system' && !optional)
      .map(({ groupId, artifactId, version, type }) => ({
        namespace: groupId,
        name: artifactId,
        requirement: version,
        type,
      })),
    metadata,
    ...(shortcomings.length > 0 ? { shortcomings } : {}),
  };
}

function shortcomingsOf({ parent, leftExpressions }: Pom): Shortcoming[] {
  if (leftExpressions.length > 0)
    return [
      {
        kind: 'pom-expression',
        found: `has ${leftExpressions.join(', ')} in its POM, which flatten-maven-plugin replaces`,
      },
    ];
  // Of a range any version will do, which only a resolver can tell.
  if (parent === undefined || /[[(,]/.test(parent.version)) return [];
  const { groupId, artifactId, version } = parent;
  return [
    {
      kind: 'parent',
      found: `has the parent ${groupId}:${artifactId}:${version}, which neither the repository nor what is published has`,
      unlessThere: { format: 'maven', namespace: groupId, name: artifactId, version },
    },
  ];
}

/** How the list of the group names a plugin; `goalPrefix` is what its descriptor says. */
export function pluginOf(pom: Pom, goalPrefix: string | undefined): MavenPublication['plugin'] {
  const fromName = pom.artifactId.replace(/-?maven-?/, '').replace(/-?plugin-?/, '');
  return { prefix: goalPrefix ?? fromName, name: pom.name ?? pom.artifactId };
}

export const mavenRepublishing: Republishing = {
  async problems(ref, assets) {
    const found = assets.flatMap(({ name }) => {
      const reason = assetProblem(name) ?? buildProblem(ref, name);
      return reason === undefined ? [] : [`${JSON.stringify(name)}: ${reason}`];
    });
    return found;
  },

  async recompose(reference, assets, { files }) {
    const stem = `${reference.name}-${reference.version}`;
    const pom = await storedPom(assetCalled(`${stem}.pom`, assets), files);
    const jar = pom?.packaging === 'maven-plugin' ? assetCalled(`${stem}.jar`, assets) : undefined;
    const plugin = pom && jar ? pluginOf(pom, await storedPrefix(jar, files)) : undefined;
    return { publication: composeVersion(reference, await describeAssets(files, assets), { pom, plugin }) };
  },
};

/** Files of a snapshot lie in one folder, where their names alone say of which build they are. */
function buildProblem({ name, version }: VersionReference, assetName: string): string | undefined {
  if (isSnapshot(version)) return 'the files of this snapshot are not those of one of its builds';
  const snapshot = snapshotOfBuild(version);
  if (snapshot === undefined || versionOfFile(name, snapshot, assetName) === version) return undefined;
  return `a file of the build ${version} would be called after it`;
}

function assetProblem(name: string): string | undefined {
  if (splitChecksum(name).checksum) return 'a registry takes a file of this name for a checksum, and computes its own';
  return isFileName(name) ? undefined : 'no file of a version folder can have this name';
}

const assetCalled = (name: string, assets: readonly StoredAsset[]) => assets.find((asset) => asset.name === name);

/** What is stored was taken once, so it is sent on as it is; a POM that cannot be read only tells nothing. */
async function storedPom(asset: StoredAsset | undefined, files: Files): Promise<Pom | undefined> {
  if (!asset || asset.size > POM_LIMIT) return undefined;
  const document = await files.read(asset.path);
  return document && unlessRefused(() => parsePom(document));
}

function storedPrefix(jar: StoredAsset, files: Files): Promise<string | undefined> {
  return unlessRefused(async () => (await inspectArchive(jar.path, files, jar.name)).goalPrefix);
}

async function unlessRefused<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof XmlRefusal || error instanceof ArchiveRefusal) return undefined;
    throw error;
  }
}
