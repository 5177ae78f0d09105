// Looks at everything a publish run is about before it writes anything: where each version stands, which tags it shall
// get, which names somebody else has.

import { dependencyOrder, mapConcurrent } from '../../calls/concurrency.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { Blocked, Conflict, Outcome, Skipped } from '../../model/outcome.ts';
import { ownMember } from '../../model/own-member.ts';
import { type PackageReference, packageKey, versionKey } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat, Publication, Publishing } from '../../ports/package-format.ts';
import { tagCommand } from '../dist-tags/commands.ts';
import { valueOfTag } from '../dist-tags/marks.ts';
import { standingOf, staysHidden, type TagStanding, WELL_STANDING } from '../dist-tags/standing.ts';
import { isBackwards, requireTagName } from '../dist-tags/write.ts';
import { compareArtifacts, recordsOf } from '../repository/assets.ts';
import { type RepositoryReader, recordOf, serviceNow } from '../repository/repository-access.ts';
import { isAlone } from '../repository/upstream-chain.ts';
import { type VerifyBy, verifyByDownload } from '../repository/verify-download.ts';
import { type Classification, classify, type Surroundings, surroundingsOf } from './classify.ts';
import { compareArchives } from './compare-archives.ts';
import { whileOpen, withinLimits } from './limits.ts';
import { findNamesake, type OriginFinding } from './origin-controls.ts';
import { type TagWish, unfinishedStaging, wantedTag } from './wanted-tags.ts';

/**
 * What is done about a version that is there. `verify`: identical bytes are `unchanged`, others a conflict. `fail`: both are
 * a conflict. `skip`: what has other bytes is left as it is, and the rest of the set goes on.
 */
export type IfExists = 'verify' | 'fail' | 'skip';

export interface PublicationSet {
  readonly publications: readonly Publication[];
  readonly npmTag: string | undefined;
  readonly ifExists: IfExists;
  /** What versions that are there already are compared by; `listed` unless said. */
  readonly verifyBy?: VerifyBy | undefined;
  /** Bytes that one asset may have; the quota as it is for everybody unless said. */
  readonly largestAsset?: number | undefined;
  /** A plan says where the tags go, so that nothing is asked for that only decides about them. */
  readonly areTagsPlanned?: boolean | undefined;
}

export interface SurveyPorts {
  readonly host: Pick<Host, 'log' | 'files' | 'clock' | 'interrupted'>;
  readonly formats: readonly PackageFormat[];
  readonly side: RepositoryReader;
}

export interface Survey {
  /** When reading began, by the monotonic clock. */
  readonly readAt: number;
  readonly surroundings: Surroundings;
  /** Dependencies before dependants. */
  readonly classifications: readonly Classification[];
  /** Indexes into `classifications`, for each of its members: what it needs of the set. */
  readonly needs: readonly (readonly number[])[];
  /** By version key; formats without tags have none. */
  readonly tags: ReadonlyMap<string, TagWish>;
  readonly namesakes: readonly OriginFinding[];
  readonly warnings: readonly string[];
}

export function publishingOf(formats: readonly PackageFormat[], publication: Publication): Publishing {
  const publishing = formats.find(({ name }) => name === publication.format)?.publishing;
  if (!publishing) throw new RangeError(`${publication.format} cannot be published`);
  return publishing;
}

/** Reads only. */
export async function preflight(set: PublicationSet, concurrency: number, ports: SurveyPorts): Promise<Survey> {
  const { publications, needs } = inDependencyOrder(set.publications);
  const readAt = ports.host.clock.monotonic();
  const surroundings = await surroundingsOf(ports.side, publications, ports.formats);
  let done = 0;
  const classifications = await mapConcurrent(concurrency, publications, async (publication) => {
    const publishing = publishingOf(ports.formats, publication);
    const found = await whileOpen(await classify(publication, surroundings), publishing);
    const listed = withinLimits(found, ports.side.region, publishing, set.largestAsset);
    const classification = await explained(
      set.verifyBy === 'download' ? await downloaded(listed, ports.side) : listed,
      ports,
    );
    ports.host.log.progress('compared with the registry', ++done, publications.length);
    return classification;
  });
  const tags = await tagWishes(classifications, set, concurrency, ports, surroundings);
  const newNames = new Map(
    classifications.flatMap(({ standing, publication }) =>
      standing === 'absent' ? [[packageKey(publication), publication]] : [],
    ),
  );
  const namesakes = await mapConcurrent(concurrency, [...newNames.values()], (publication) =>
    findNamesake(publication, surroundings),
  );
  return {
    readAt,
    surroundings,
    classifications,
    needs,
    tags: new Map(tags.map((wish) => [versionKey(wish.classification.publication), wish])),
    namesakes: namesakes.flatMap((finding) => finding ?? []),
    warnings: tags.flatMap(({ warning }) => warning ?? []),
  };
}

/** A dependency is of the set when the set has any version of that package; which one the requirement means is no matter. */
function inDependencyOrder(publications: readonly Publication[]) {
  const byPackage = new Map<string, number[]>();
  for (const [index, publication] of publications.entries()) {
    const key = packageKey(publication);
    const members = byPackage.get(key);
    if (members) members.push(index);
    else byPackage.set(key, [index]);
  }
  // Versions that need the same packages share one list, or many versions of many packages would fill the memory.
  const lists = new Map<string, readonly number[]>();
  const needed = publications.map((publication, index) => {
    const { format, dependencies } = publication;
    const keys = new Set(dependencies.map(({ namespace, name }) => packageKey({ format, namespace, name })));
    const ofSet = [...keys].filter((key) => byPackage.has(key));
    if (ofSet.includes(packageKey(publication)))
      return ofSet.flatMap((key) => byPackage.get(key) ?? []).filter((other) => other !== index);
    const list = lists.get(ofSet.join('\n\n')) ?? ofSet.flatMap((key) => byPackage.get(key) ?? []);
    lists.set(ofSet.join('\n\n'), list);
    return list;
  });
  const order = dependencyOrder(publications.length, (index) => needed[index] ?? []);
  const place = new Map(order.map((index, position) => [index, position]));
  const placed = new Map<readonly number[], readonly number[]>();
  const placesOf = (list: readonly number[]) => {
    const places = placed.get(list) ?? list.map((index) => place.get(index) as number);
    placed.set(list, places);
    return places;
  };
  return {
    publications: order.map((index) => publications[index] as Publication),
    needs: order.map((index) => placesOf(needed[index] ?? [])),
  };
}

/** Files of an Unfinished version are not served; they are proven when it is finished. */
async function downloaded(
  classification: Classification,
  { reader, address, attempts }: RepositoryReader,
): Promise<Classification> {
  const { publication, standing, status, present, revision } = classification;
  if ((standing !== 'identical' && standing !== 'partial') || status === 'Unfinished') return classification;
  const built = new Set(publication.artifacts.map(({ assetName }) => assetName));
  const compared = recordsOf(present).filter(({ name }) => built.has(name));
  const problems = await verifyByDownload(publication, compared, { reader, address, attempts, revision });
  if (problems.length === 0) return classification;
  return { ...classification, standing: 'different', reason: problems.join('; ') };
}

async function explained(classification: Classification, ports: SurveyPorts): Promise<Classification> {
  if (classification.standing !== 'different') return classification;
  const { publication, present } = classification;
  const { different } = compareArtifacts(publication.artifacts, present);
  const { reader, address } = ports.side;
  const publishing = publishingOf(ports.formats, publication);
  const differences = [];
  for (const pair of different)
    differences.push(await compareArchives(publication, pair, publishing, { host: ports.host, reader, address }));
  const isSameContent = differences.length > 0 && differences.every(({ onlyMetadata }) => onlyMetadata);
  if (!isSameContent) return { ...classification, differences };
  const { reproducibleBy = 'have the build write no time of its own' } = publishing;
  const names = different.map(({ artifact }) => artifact.assetName).join(', ');
  const reason = `${names}: every member has the same name and bytes, and only times (or order, owners, compression) differ, as where one source is built twice; to get the same bytes each time: ${reproducibleBy}; \`if-exists: skip\` leaves what is there`;
  return { ...classification, differences, reason };
}

async function tagWishes(
  classifications: readonly Classification[],
  { npmTag: named, areTagsPlanned = false, ifExists }: PublicationSet,
  concurrency: number,
  { host, formats, side }: SurveyPorts,
  surroundings: Surroundings,
): Promise<TagWish[]> {
  // Versions of one package ask about the same tags.
  const standings = new Map<string, Promise<TagStanding>>();
  const standing = (ref: PackageReference, current: string | undefined, isAlone: boolean) => {
    const key = `${packageKey(ref)}\n${current ?? ''}`;
    const asked =
      standings.get(key) ??
      standingOf(ref, current === undefined ? [] : [current], { host, side, isAlone, isListed: current === undefined });
    standings.set(key, asked);
    return asked;
  };
  const isBare = isAlone(surroundings.chain);
  if (named !== undefined)
    requireTagName(named, 'npm-tag', formats.find(({ publishing }) => publishing?.tags)?.publishing?.tags);
  const tagged = classifications.flatMap((classification) => {
    // Of what is left nothing is changed, and it takes no tag from another version of the set.
    if (isLeft(classification, ifExists)) return [];
    const publishing = publishingOf(formats, classification.publication);
    return publishing.tags ? [{ classification, publishing, tags: publishing.tags }] : [];
  });
  const wishes = await mapConcurrent(
    concurrency,
    tagged,
    async ({ classification, publishing, tags }): Promise<TagWish> => {
      const { publication } = classification;
      // What nobody has heard of has no tags; a first publication need not ask for them.
      const isKnown = !isBare || classification.standing !== 'absent' || (await surroundings.packages.of(publication));
      const before = (isKnown && (await side.tags?.(side.address, publication))) || {};
      const tag = named ?? tags.preferred(publication);
      if (named === undefined) requireTagName(tag, `the tag of ${shortForm(publication)}`, tags);
      const current = valueOfTag(before, tag);
      const isOwn =
        current === undefined ||
        isBare ||
        (await side.reader.describePackageVersion(side.address, { ...publication, version: current })) !== undefined;
      const { version, ...ofPackage } = publication;
      // Where it is nowhere, `latest` may be on what is Archived; of other tags nothing follows from that.
      const isThere = (await surroundings.packages.of(publication)) !== undefined;
      const isRead = current === undefined ? tag === 'latest' && isThere : current !== version;
      const isAtStake = isOwn && !areTagsPlanned && isRead;
      const options = {
        isNamed: named !== undefined,
        isOwn,
        now: serviceNow(host, side.reader),
        standing: isAtStake ? await standing(ofPackage, current, isBare) : WELL_STANDING,
      };
      return {
        classification,
        publishing,
        before,
        tag,
        isNamed: named !== undefined,
        isNew: Object.keys(before).length === 0 && !isThere,
        isHidden: !isOwn,
        marks: unfinishedStaging(classification, before),
        ...(await leftTag(classification, before, tag, options, side)),
      };
    },
  );
  return withoutOutdone(wishes);
}

/** As `wantedTag`, and what is left where it is, although this version would be newer, is said. */
async function leftTag(
  classification: Classification,
  before: TagWish['before'],
  tag: string,
  options: Parameters<typeof wantedTag>[3],
  side: RepositoryReader,
): Promise<ReturnType<typeof wantedTag>> {
  const wish = wantedTag(classification, before, tag, options);
  const { publication: ref } = classification;
  const current = valueOfTag(before, tag);
  const { standing = WELL_STANDING } = options;
  const status = current === undefined ? undefined : ownMember(standing.hidden, current);
  if (current !== undefined && status !== undefined && wish.wanted === undefined) {
    const visible = [...standing.visible, ref.version];
    const { version: _, ...ofPackage } = ref;
    const left = { tag, version: current, status, visible };
    return { ...wish, warning: staysHidden(ofPackage, left, await recordOf(side)) };
  }
  if (
    classification.standing !== 'identical' ||
    wish.wanted !== undefined ||
    wish.warning !== undefined ||
    !options.isOwn
  )
    return wish;
  if (current === undefined || !isBackwards(ref.version, current)) return wish;
  const place = await recordOf(side);
  const command = tagCommand(ref, tag, ref.version, { source: place, destination: place });
  const warning = `${shortForm(ref)}: it was there before this run, and \`${tag}\` stays at ${current}; to point it here: \`${command}\``;
  return { ...wish, warning };
}

/** Two versions of one package want the same tag: the higher one gets it. */
function withoutOutdone(wishes: readonly TagWish[]): TagWish[] {
  const rivals = new Map<string, TagWish[]>();
  for (const wish of wishes) {
    if (wish.wanted === undefined) continue;
    const key = `${packageKey(wish.classification.publication)}\n${wish.wanted}`;
    const group = rivals.get(key);
    if (group) group.push(wish);
    else rivals.set(key, [wish]);
  }
  const outdone = new Set([...rivals.values()].flatMap(lowerOnes));
  return wishes.map((wish) => (outdone.has(wish) ? { ...wish, wanted: undefined } : wish));
}

/** All but the highest, and but those that cannot be ordered: they neither win nor lose. */
function lowerOnes(rivals: readonly TagWish[]): readonly TagWish[] {
  if (rivals.length === 1) return [];
  const versionOf = ({ classification }: TagWish) => classification.publication.version;
  let highest: string | undefined;
  for (const version of rivals.map(versionOf)) {
    // Nothing is lower than this one, so a version that is not higher either outdoes nobody.
    if (isBackwards(version, highest ?? LOWEST)) highest = version;
  }
  return highest === undefined ? [] : rivals.filter((wish) => isBackwards(highest, versionOf(wish)));
}

const LOWEST = '0.0.0-0';

const isLeft = ({ standing }: Classification, ifExists: IfExists): boolean =>
  ifExists === 'skip' && standing === 'different';

/** The outcome of a version that is left as it is in the registry; undefined for all others. */
export function leftOutcome(classification: Classification, ifExists: IfExists): Skipped | undefined {
  if (!isLeft(classification, ifExists)) return undefined;
  const { publication: ref, reason, differences } = classification;
  return { kind: 'skipped', ref, reason: `left as it is there; ${reason}`, differences };
}

/** What stands in the way, as outcomes; empty when the set can go. */
export function refusalsOf(classifications: readonly Classification[], ifExists: IfExists): (Conflict | Blocked)[] {
  return classifications.flatMap((classification): (Conflict | Blocked)[] => {
    if (isLeft(classification, ifExists)) return [];
    const { publication: ref, reason, differences } = classification;
    switch (classification.standing) {
      case 'different':
        return [{ kind: 'conflict', ref, code: 'CA-CONFLICT-001', reason, differences }];
      case 'upstream':
        return [{ kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason }];
      case 'withdrawn':
      case 'hidden':
      case 'origin-blocked':
        return [{ kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason }];
      case 'too-large':
        return [{ kind: 'blocked', ref, code: 'CA-NET-005', reason }];
      case 'identical':
        return ifExists === 'fail'
          ? [{ kind: 'conflict', ref, code: 'CA-CONFLICT-004', reason: `the version is there; ${reason}` }]
          : [];
      default:
        return [];
    }
  });
}

/** The set goes out whole or not at all: versions that could have gone are held back and say because of whom. */
export function withSiblings(
  classifications: readonly Classification[],
  refusals: readonly (Conflict | Blocked)[],
  left: readonly Skipped[] = [],
): Outcome[] {
  const refused = new Map<string, Outcome>([...refusals, ...left].map((one) => [versionKey(one.ref), one]));
  const because = refusals
    .slice(0, 3)
    .map(({ ref }) => shortForm(ref))
    .join(', ');
  return classifications.map(({ publication: ref, standing, revision, reason }): Outcome => {
    const refusal = refused.get(versionKey(ref));
    if (refusal) return refusal;
    if (standing === 'identical') return { kind: 'unchanged', ref, revision: revision ?? '', reason };
    return {
      kind: 'blocked',
      ref,
      code: 'CA-RUN-001',
      reason: `not begun, because ${because} of the same set cannot be published`,
    };
  });
}
