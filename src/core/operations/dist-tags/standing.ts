// Dist-tags on versions that nobody can install unasked: Unlisted, Archived, Disposed, deleted. Package managers then do as
// if the tag were not there, so neither "forward only" nor what people are told may go by such a value.
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { packageName } from '../../model/coordinates.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import { listStates, settledStates, type VersionState } from '../repository/version-states.ts';
import { bestOf, newestRelease, publishedVersions, type VersionPorts } from './best-version.ts';
import { publishAgainCommand, tagCommand } from './commands.ts';

/** What is known of the versions that tags of a package stand on. */
export interface TagStanding {
  /** Version -> status, of those that nobody can install unasked. */
  readonly hidden: Readonly<Record<string, Status>>;
  /** Versions that can be installed. Empty where nobody had to ask for them. */
  readonly visible: readonly string[];
  /**
   * Where `latest` is nowhere: the highest release that is Archived or Disposed. A tag is not shown on such a version, so
   * this is where it may be.
   */
  readonly stowed?: string | undefined;
}

export const WELL_STANDING: TagStanding = { hidden: {}, visible: [] };

/**
 * How these versions stand: one description each, and a list of the package only where one of them is hidden or,
 * by `isListed`, `latest` is nowhere although somebody knows the package. What is hidden may be a late answer,
 * and is looked at again before it is believed.
 *
 * `find`: a first look that may be cheaper. `isAlone`: what the repository lacks, no upstream has, so that it was deleted.
 */
export async function standingOf(
  ref: PackageReference,
  versions: readonly string[],
  {
    isAlone,
    isListed = false,
    find,
    ...ports
  }: VersionPorts & {
    readonly isAlone: boolean;
    readonly isListed?: boolean;
    readonly find?: ((version: string) => Promise<{ readonly status: Status } | undefined>) | undefined;
  },
): Promise<TagStanding> {
  const isWell = (state: { readonly status: Status } | undefined) =>
    state === undefined ? !isAlone : state.status === 'Published';
  const { reader, address } = ports.side;
  const look = find ?? ((version: string) => reader.describePackageVersion(address, { ...ref, version }));
  const distinct = [...new Set(versions)];
  const first = await Promise.all(distinct.map(async (version) => ({ version, state: await look(version) })));
  const doubtful = first.flatMap(({ version, state }) => (isWell(state) ? [] : [version]));
  const isSo = (_version: string, state: VersionState | undefined) => isWell(state);
  const states = doubtful.length > 0 ? await settledStates(ref, doubtful, isSo, ports) : undefined;
  const hidden: Record<string, Status> = {};
  for (const version of doubtful)
    if (!isWell(states?.get(version))) hidden[version] = states?.get(version)?.status ?? 'Deleted';
  if (!isListed) return { hidden, visible: Object.keys(hidden).length > 0 ? await publishedVersions(ref, ports) : [] };
  const listed = await listStates(ref, ports.side);
  const having = (...statuses: Status[]) =>
    [...listed].flatMap(([version, { status }]) => (statuses.includes(status) ? [version] : []));
  const stowed = newestRelease(having('Archived', 'Disposed')) ?? undefined;
  return {
    hidden: stowed === undefined ? hidden : { ...hidden, [stowed]: listed.get(stowed)?.status ?? 'Archived' },
    visible: having('Published'),
    stowed,
  };
}

/** The highest version that can be installed below a hidden one, by which "forward only" goes in its place. */
export function visibleBelow(tag: string, hidden: string, { visible }: Pick<TagStanding, 'visible'>): string | null {
  return bestOf(visible, { tag, below: hidden, hidden: new Set([hidden]) });
}

/** Why a tag leads nowhere. */
export const hiddenWords = (version: string, status: Status): string =>
  status === 'Deleted'
    ? `${version}, which is gone`
    : `${version}, which is ${status}, so nobody can install it unasked`;

/** That a tag stays on what is hidden, with the commands that end it. `visible`: once the run is over. */
export function staysHidden(
  ref: PackageReference,
  {
    tag,
    version,
    status,
    visible,
  }: { readonly tag: string; readonly version: string; readonly status: Status; readonly visible: readonly string[] },
  place: RepositoryRecord,
): string {
  const best = visibleBelow(tag, version, { visible }) ?? bestOf(visible, { tag, hidden: new Set([version]) });
  const places = { source: place, destination: place };
  const ways = [
    ...(best === null ? [] : [`\`${tagCommand(ref, tag, best, places)}\` points it at ${best}`]),
    ...(status === 'Unlisted' || status === 'Archived'
      ? [`\`${publishAgainCommand({ ...ref, version }, place)}\` lists ${version} again`]
      : []),
  ];
  return [`${packageName(ref)}: \`${tag}\` stays on ${hiddenWords(version, status)}`, ...ways].join('; ');
}
