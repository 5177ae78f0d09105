// Status and revision of versions of one package, as an end proof reads them: a few are described, of many a list tells
// more cheaply.
import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
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

/** Waits before an answer that is not as it should be is believed: how soon a read shows a write is not documented. */
const LOOKS_MS = [50, 100, 250, 500, 1000, 2000];

/** Waits for a version and its assets to be of one moment. */
const LONG_LOOKS_MS = [4000, 8000];

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
  for (const wait of LOOKS_MS) {
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
  let isTorn = true;
  for (const wait of [0, ...LOOKS_MS, ...LONG_LOOKS_MS]) {
    // Two answers of one moment are not both late for long.
    if (wait >= (LONG_LOOKS_MS[0] as number) && !isTorn) break;
    if (wait > 0) await waitFor(host, wait, 'the service shows what was written');
    const [state, listing] = await settleAll([
      reader.describePackageVersion(address, ref),
      reader.listPackageVersionAssets(address, ref),
    ]);
    isTorn = state?.revision !== listing?.revision;
    if (!state || !listing || isTorn) continue;
    const whole = { status: state.status, revision: state.revision, assets: listing.assets };
    if (isSo(whole)) return whole;
  }
  return undefined;
}
