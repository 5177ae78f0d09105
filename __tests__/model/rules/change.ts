// Statuses, disposal, deletion (update-package-version-status, delete-package).
import type { Changed } from './copy.ts';
import type { PackageRecord, Repository, Status, Version, World } from './state.ts';

export interface Guards {
  readonly versions: readonly string[];
  readonly expected?: Status | undefined;
  readonly revisions?: ReadonlyMap<string, string | undefined> | undefined;
}

/** From each status to those that a call may ask for (packages-overview, table of statuses). */
const MAY_BECOME: Readonly<Record<Status, readonly string[]>> = {
  Published: ['Unlisted', 'Archived', 'Disposed'],
  // Unlisted: documented for builds of Maven snapshots (maven-snapshots), open for others.
  Unfinished: ['Published', 'Unlisted', 'Disposed'],
  Unlisted: ['Published', 'Archived', 'Disposed'],
  Archived: ['Published', 'Unlisted', 'Disposed'],
  Disposed: [],
};

/** UpdatePackageVersionsStatus, and DisposePackageVersions, which has the same guards. */
export function setStatus(world: World, record: PackageRecord, target: Status, guards: Guards): Changed {
  return changeAll(
    world,
    record,
    guards,
    'all-or-nothing',
    (version) => {
      if (version.status === target && target !== 'Disposed')
        return world.options.sameStatus === 'success' ? undefined : 'NOT_ALLOWED';
      return MAY_BECOME[version.status].includes(target) ? undefined : 'NOT_ALLOWED';
    },
    (version) => {
      // What finishes a version publishes it: "the date and time the package version was published" (API
      // PackageVersionDescription), and disposing publishes nothing.
      const isPublish = version.status === 'Unfinished' && target !== 'Disposed' && !world.tolerated.has('P1');
      if (isPublish || (version.status !== target && world.options.statusChangeRestartsTime))
        version.time = world.clock;
      version.status = target;
      if (target === 'Disposed') version.files = {};
      return target;
    },
  );
}

/** DeletePackageVersions: works on any status; tags that point at what is deleted go with it. */
export function deleteVersions(world: World, record: PackageRecord, guards: Guards): Changed {
  return changeAll(
    world,
    record,
    guards,
    world.options.deleteAtomicity,
    () => undefined,
    (_, number) => {
      record.versions.delete(number);
      for (const [tag, version] of record.tags) if (version === number) record.tags.delete(tag);
      return 'Deleted';
    },
  );
}

function changeAll(
  world: World,
  record: PackageRecord,
  guards: Guards,
  atomicity: 'all-or-nothing' | 'each',
  refusal: (version: Version) => string | undefined,
  change: (version: Version, number: string) => string,
): Changed {
  const failed = new Map<string, string>();
  for (const number of guards.versions) {
    const version = record.versions.get(number);
    const code = version ? (guardRefusal(world, version, number, guards) ?? refusal(version)) : 'NOT_FOUND';
    if (code !== undefined) failed.set(number, code);
  }
  const done: Changed['done'] = new Map();
  for (const number of guards.versions) {
    if (failed.has(number)) continue;
    if (failed.size > 0 && atomicity === 'all-or-nothing') continue;
    const version = record.versions.get(number) as Version;
    const { revision } = version;
    done.set(number, { status: change(version, number), revision });
  }
  if (failed.size > 0 && atomicity === 'all-or-nothing')
    for (const number of guards.versions) if (!failed.has(number)) failed.set(number, 'SKIPPED');
  return { done, failed };
}

/** `expectedStatus` and `versionRevisions`; which one is named where neither holds is open: O12. */
function guardRefusal(world: World, version: Version, number: string, guards: Guards): string | undefined {
  const wanted = guards.revisions?.get(number);
  const broken = [
    ...(guards.expected !== undefined && guards.expected !== version.status ? ['MISMATCHED_STATUS'] : []),
    ...(wanted !== undefined && wanted !== version.revision ? ['MISMATCHED_REVISION'] : []),
  ];
  return broken.length > 1 ? world.options.guardNamed : broken[0];
}

/** DeletePackage: versions, tags and record. Gives the controls that it had. */
export function deletePackage(repository: Repository, pkg: string): PackageRecord | undefined {
  const record = repository.packages.get(pkg);
  repository.packages.delete(pkg);
  return record;
}
