// Status and revision of versions of one package, as an end proof reads them: a few are described, of many a list tells
// more cheaply.
import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { LATE_MS, OWN_WRITE_MS, settled } from '../../calls/looks.ts';
import { type WaitingHost, waitFor } from '../../calls/waits.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import type { AssetDescription } from '../../ports/code-artifact.ts';
import type { RepositoryReader } from './repository-access.ts';
import { MOST_DESCRIBED } from './version-lookup.ts';

export interface VersionState {
  readonly status: Status;
  readonly revision: string;
}

/** By version; what is not there is missing. */
export type VersionStates = ReadonlyMap<string, VersionState>;

type Side = Pick<RepositoryReader, 'reader' | 'address'>;

/** All versions of a package. */
export async function listStates(ref: PackageReference, { reader, address }: Side): Promise<VersionStates> {
  const found = new Map<string, VersionState>();
  for await (const { version, status, revision } of reader.listPackageVersions(address, ref))
    found.set(version, { status, revision });
  return found;
}

/** These versions, once read. `list` replaces the list of the package where several that ask may share one. */
export async function statesOf(
  ref: PackageReference,
  versions: readonly string[],
  side: Side,
  list: () => Promise<VersionStates> = () => listStates(ref, side),
): Promise<VersionStates> {
  const found = new Map<string, VersionState>();
  const add = (version: string, state: VersionState | undefined) => {
    if (state) found.set(version, { status: state.status, revision: state.revision });
  };
  if (versions.length > MOST_DESCRIBED) {
    const listed = await list();
    // Of a package with very many versions, the whole list would stay until these are judged.
    for (const version of versions) add(version, listed.get(version));
    return found;
  }
  const { reader, address } = side;
  await mapConcurrent(MOST_DESCRIBED, versions, async (version) =>
    add(version, await reader.describePackageVersion(address, { ...ref, version })),
  );
  return found;
}

/** These versions, read again until each is as it should be or the time in which an answer may be a late one is over. */
export async function settledStates(
  ref: PackageReference,
  versions: readonly string[],
  isSo: (version: string, state: VersionState | undefined) => boolean,
  { host, side, list }: { host: WaitingHost; side: Side; list?: (() => Promise<VersionStates>) | undefined },
): Promise<VersionStates> {
  const states = new Map(await statesOf(ref, versions, side, list));
  for (const wait of LATE_MS) {
    const open = versions.filter((version) => !isSo(version, states.get(version)));
    if (open.length === 0) break;
    await waitFor(host, wait, 'the service shows what was written');
    const again = await statesOf(ref, open, side, list);
    for (const version of open) {
      const state = again.get(version);
      if (state) states.set(version, state);
      else states.delete(version);
    }
  }
  return states;
}

/** A version with what it holds. */
export interface WholeVersion extends VersionState {
  readonly assets: readonly AssetDescription[];
}

/**
 * A version and its assets as they should be, read again until they are. The service need not answer both of the same
 * moment: they belong together when both name the same revision. Undefined when they do not become so.
 */
export async function settledVersion(
  ref: VersionReference,
  isSo: (version: WholeVersion) => boolean,
  { host, side: { reader, address } }: { readonly host: WaitingHost; readonly side: Side },
): Promise<WholeVersion | undefined> {
  let looks = 0;
  const look = async () => {
    looks++;
    const [state, listing] = await settleAll([
      reader.describePackageVersion(address, ref),
      reader.listPackageVersionAssets(address, ref),
    ]);
    const isTorn = state?.revision !== listing?.revision;
    if (!state || !listing || isTorn) return { isTorn, whole: undefined };
    return { isTorn, whole: { status: state.status, revision: state.revision, assets: listing.assets } };
  };
  const isEnd = ({ isTorn, whole }: Awaited<ReturnType<typeof look>>) =>
    // Two answers of one moment are not both late for long.
    (whole !== undefined && isSo(whole)) || (!isTorn && looks > LATE_MS.length);
  const subject = 'the service shows what was written';
  const { whole } = await settled({ host, waits: OWN_WRITE_MS, subject }, look, isEnd);
  return whole && isSo(whole) ? whole : undefined;
}
