// Files of snapshots as a deploy names them. Builds into a local folder leave `lib-1.0-SNAPSHOT.jar`; CodeArtifact takes
// builds with the time of the build in their names alone, which is what `mvn deploy` sends.
import { basename, dirname, join } from 'node:path';
import type { Files } from '../../../core/ports/host.ts';
import { buildVersion, isSnapshot, type SnapshotBuild } from '../names/coordinates.ts';

/** The paths with those of snapshots in the layout renamed to the build of this time. Nothing else is touched. */
export async function stampSnapshots(
  paths: readonly string[],
  files: Pick<Files, 'open' | 'remove' | 'writeStream'>,
  now: number,
): Promise<string[]> {
  const build = buildAt(now);
  const stamped: string[] = [];
  for (const path of paths) {
    const version = basename(dirname(path));
    const at = isSnapshot(version) ? basename(path).indexOf(`-${version}`) : -1;
    if (at < 0) {
      stamped.push(path);
      continue;
    }
    const name = basename(path);
    const rest = name.slice(at + 1 + version.length);
    const named = join(dirname(path), `${name.slice(0, at)}-${buildVersion(version, build)}${rest}`);
    await files.writeStream(named, files.open(path));
    await files.remove(path);
    stamped.push(named);
  }
  return stamped;
}

/** `20260102.030405`, as Maven stamps it, in UTC. Whoever builds here counts no builds of others, which the time orders. */
function buildAt(now: number): SnapshotBuild {
  const digits = new Date(now).toISOString().replace(/\D/g, '');
  return { timestamp: `${digits.slice(0, 8)}.${digits.slice(8, 14)}`, buildNumber: 1 };
}
