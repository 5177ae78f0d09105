// Carries a surveyed set out, so that nobody resolves the new versions before all of them are there:
//
//   1. upload what can be hidden (under a mark that nobody asks for, Unfinished), dependencies first, and verify digests
//   2. upload what is visible at once (formats without tags and without an Unfinished state), dependencies first
//   3. finish the Unfinished ones
//   4. move the dist-tags, each read right before its write
//   5. read again what was found in order a while ago
//
// A failure in one phase keeps the next from beginning; once 3 or 4 has begun, an interrupt lets it end, since the set
// would be public by half otherwise. Running the same command again continues: finished work is recognised by its
// bytes, and the mark on a version tells one that an interrupted run left from one that has its tag.

import { runInDependencyOrder, settleAll } from '../../calls/concurrency.ts';
import { readUntilFresh } from '../../calls/fresh.ts';
import { interruption } from '../../calls/waits.ts';
import type { Journal } from '../../documents/journal.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { purl, shortForm } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, type Status, versionKey } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat, Publication } from '../../ports/package-format.ts';
import { publishAgainCommand, removeMarkCommand, tagCommand } from '../dist-tags/commands.ts';
import { isSpent, marksOf, stagingMark, type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { moveTags, proveTagsAgain, settledTags, type TagMove } from '../dist-tags/move-tags.ts';
import { leftMarkWords, proveRemoved, type Removals, removeMarks } from '../dist-tags/remove-marks.ts';
import { returnTagOrSay } from '../dist-tags/return-tag.ts';
import { isBackwards, readTags, type TagPorts, writeTag } from '../dist-tags/write.ts';
import { compareArtifacts, recordsOf } from '../repository/assets.ts';
import { PackageRecords } from '../repository/package-records.ts';
import {
  despiteInterrupt,
  finishing,
  type RepositoryWriter,
  recordOf,
  serviceNow,
  writeTarget,
} from '../repository/repository-access.ts';
import { noteReplaced, shownAs } from '../repository/snapshots.ts';
import { type VerifyBy, verifyByDownload } from '../repository/verify-download.ts';
import { settledStates, settledVersion, type VersionState, type WholeVersion } from '../repository/version-states.ts';
import { type Classification, classify } from './classify.ts';
import { type IfExists, leftOutcome, publishingOf, refusalsOf, type Survey } from './preflight.ts';
import { finishVersion, type UploadEnd, type UploadPorts, uploadVersion, verifyVersion } from './upload-version.ts';
import type { TagWish } from './wanted-tags.ts';

export interface ReleaseSetPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly side: RepositoryWriter;
  readonly journal: Journal;
  /** `download`: what was uploaded is read back before anybody is led to it. `listed` unless said. */
  readonly verifyBy?: VerifyBy | undefined;
  /** `verify` unless said. */
  readonly ifExists?: IfExists | undefined;
  /** Called when the registry has every file of a version, which are not read again from then on. */
  readonly whenUploaded?: ((publication: Publication) => Promise<void>) | undefined;
}

export interface PublishedSet {
  /** In the order of the survey. */
  readonly outcomes: readonly Outcome[];
  /** Version key -> what the registry lists, for versions that are there with the right bytes. */
  readonly assets: ReadonlyMap<string, readonly AssetRecord[]>;
  readonly warnings: readonly string[];
}

/** Errors that concern the whole run: signed out, not allowed, wrong repository, interrupted. */
const STOPPING = /^CA-(AUTH-(00[1-9])|FIND-001|NET-006|RUN-00[23]|FILE-003)$/;

export async function uploadReleaseSet(
  survey: Survey,
  concurrency: number,
  ports: ReleaseSetPorts,
): Promise<PublishedSet> {
  const run = new ReleaseSetUpload(survey, concurrency, ports);
  await run.noteRelied();
  await run.phase(
    'uploaded',
    (item) => run.isHideable(item),
    (item) => run.upload(item),
  );
  await run.phase(
    'uploaded',
    (item) => !run.isHideable(item),
    (item) => run.upload(item),
  );
  await run.phase(
    'finished',
    (item) => run.needsFinishing(item),
    (item) => run.finish(item),
    { isPublic: true },
  );
  await run.phase(
    'tagged',
    (item) => run.needsTag(item),
    (item) => run.tag(item),
    { isPublic: true },
  );
  await run.proveEnd();
  return run.result();
}

/** Versions read again at once; the pacer keeps the calls within the service's limits. */
const PROOFS = 32;

/** What was surveyed so many milliseconds ago need not be read again before the first try of an upload. */
const JUST_SURVEYED_MS = 1000;

/** Those of the versions that no tag points at. A mark says that its run is not at the end. */
const untagged = (versions: readonly string[], tags: Tags): string[] => {
  const tagged = new Set(Object.values(tags));
  return versions.filter((version) => !tagged.has(version));
};

class ReleaseSetUpload {
  readonly #survey: Survey;
  readonly #byKey: ReadonlyMap<string, Classification>;
  readonly #concurrency: number;
  readonly #ports: ReleaseSetPorts;
  readonly #upload: UploadPorts;
  /** The same for what an interrupt must not leave half done. */
  readonly #finishing: UploadPorts & TagPorts & Pick<ReleaseSetPorts, 'host'>;
  /** Bad ends; a version without one and without work left is there. */
  readonly #bad = new Map<string, Outcome>();
  /** Left as they are in the registry, with other bytes, as was asked for; nothing of them is changed. */
  readonly #left = new Map<string, Outcome>();
  readonly #uploaded = new Set<string>();
  /** Versions that another run had put there, with the same bytes, when this one came to them. */
  readonly #found = new Set<string>();
  readonly #finished = new Set<string>();
  readonly #tagged = new Set<string>();
  /** When a version was found as it should be, by the monotonic clock. */
  readonly #provenAt = new Map<string, number>();
  readonly #tagProvenAt = new Map<string, number>();
  /** Marks that were to go, by version. */
  readonly #removals = new Map<string, Removals>();
  /** Package and tag, of those that this run gives to a version of the set. */
  readonly #givenTags: ReadonlySet<string>;
  readonly #revisions = new Map<string, string>();
  readonly #assets = new Map<string, readonly AssetRecord[]>();
  readonly #warnings: string[] = [];
  #stopped: RegistryError | undefined;

  constructor(survey: Survey, concurrency: number, ports: ReleaseSetPorts) {
    this.#survey = survey;
    this.#byKey = new Map(survey.classifications.map((item) => [versionKey(item.publication), item]));
    this.#concurrency = concurrency;
    this.#ports = ports;
    this.#upload = { ...ports, target: writeTarget(ports.side) };
    const unbroken = finishing(ports);
    this.#finishing = { ...unbroken, target: writeTarget(unbroken.side) };
    for (const item of survey.classifications) {
      const { publication, standing, revision, present } = item;
      this.#leave(item);
      if (standing !== 'identical') continue;
      const key = versionKey(publication);
      this.#revisions.set(key, revision ?? '');
      this.#assets.set(key, recordsOf(present));
      this.#provenAt.set(key, survey.readAt);
      this.#tagProvenAt.set(key, survey.readAt);
    }
    this.#givenTags = new Set(
      [...survey.tags.values()].flatMap(({ wanted, classification: { publication } }) =>
        wanted === undefined ? [] : [`${packageKey(publication)}\n${wanted}`],
      ),
    );
  }

  /** Whether the version is left as it is. */
  #leave(item: Classification, because = ''): boolean {
    const left = leftOutcome(item, this.#ports.ifExists ?? 'verify');
    if (left) this.#left.set(versionKey(item.publication), { ...left, reason: `${left.reason}${because}` });
    return left !== undefined;
  }

  /** What is there already is a part of this release as well, whoever uploaded it. */
  async noteRelied(): Promise<void> {
    const relied = this.#survey.classifications.flatMap(({ standing, publication }) =>
      standing === 'identical' ? [purl(publication)] : [],
    );
    if (relied.length > 0) await this.#ports.journal.note({ action: 'rely', purls: relied });
  }

  /** Whether package managers can be kept from seeing the version until the set is complete. */
  isHideable({ publication }: Classification): boolean {
    const { tags, finish } = publishingOf(this.#ports.formats, publication);
    return tags !== undefined || finish !== undefined;
  }

  needsFinishing({ publication }: Classification): boolean {
    const key = versionKey(publication);
    return (
      publishingOf(this.#ports.formats, publication).finish !== undefined &&
      this.#uploaded.has(key) &&
      !this.#finished.has(key)
    );
  }

  needsTag(item: Classification): boolean {
    const key = versionKey(item.publication);
    const wish = this.#survey.tags.get(key);
    if (!wish || this.#tagged.has(key) || this.#left.has(key)) return false;
    return wish.wanted !== undefined || this.#isStaged(item) || wish.marks.length > 0;
  }

  /**
   * A package that nobody published yet needs no staging: there is no older release that people could get meanwhile, what
   * it needs was uploaded before it, and its one upload carries the wanted tag.
   */
  #isStaged({ publication, standing }: Classification): boolean {
    if (standing === 'identical') return false;
    const wish = this.#survey.tags.get(versionKey(publication));
    if (wish === undefined) return false;
    return wish.wanted === undefined || !wish.isNew;
  }

  #markOf({ publication: { version } }: Classification, { tag, before }: TagWish): string {
    return stagingMark(this.#ports.journal.runId, tag, version, valueOfTag(before, tag));
  }

  /** One phase over the set, begun only when all before it went well. */
  async phase(
    label: string,
    isMember: (item: Classification) => boolean,
    work: (item: Classification) => Promise<void>,
    { isPublic = false } = {},
  ): Promise<void> {
    const { classifications, needs } = this.#survey;
    const { host } = this.#ports;
    const total = classifications.filter(isMember).length;
    if (total === 0 || this.#bad.size > 0 || this.#stopped || host.interrupted.aborted) return;
    const { interrupted } = isPublic ? this.#finishing.host : host;
    let done = 0;
    const indexes = classifications.map((_, index) => index);
    await runInDependencyOrder(
      this.#concurrency,
      indexes,
      (index) => needs[index] ?? [],
      async (index, needsEndedWell) => {
        const item = classifications[index] as Classification;
        if (!isMember(item)) return needsEndedWell;
        if (!needsEndedWell || this.#stopped || interrupted.aborted) return false;
        try {
          await (isPublic ? despiteInterrupt(host, () => work(item)) : work(item));
        } catch (error) {
          this.#fail(item, asRegistryError(error));
        }
        this.#ports.host.log.progress(label, ++done, total);
        return !this.#bad.has(versionKey(item.publication));
      },
    );
  }

  async upload(item: Classification): Promise<void> {
    const { publication, missing, present } = item;
    if (this.#left.has(versionKey(publication))) return;
    if (item.standing === 'identical') return this.#ports.whenUploaded?.(publication);
    const publishing = publishingOf(this.#ports.formats, publication);
    const wish = this.#survey.tags.get(versionKey(publication));
    const tag = wish && (this.#isStaged(item) ? this.#markOf(item, wish) : wish.wanted);
    const isDirect = wish?.wanted !== undefined && !this.#isStaged(item);
    if (missing.length > 0) {
      const { revision, status } = item;
      const before = revision === undefined || status === undefined ? null : { revision, status };
      const look = isDirect && tag ? (isRepeated: boolean) => this.#heldBy(publication, tag, isRepeated) : undefined;
      // No write of its own tells that the upload gives the version its tag.
      if (isDirect && tag) await this.#noteTag(publication, tag);
      const upload = { publication, missing, present, publishing, before, tag, look };
      const end = await uploadVersion(upload, this.#upload);
      if (end.kind === 'held') return this.#held(publication, tag ?? '', end.why);
      if (end.kind === 'refused') return this.#refused(item, end);
      if (!end.isOurs) this.#found.add(versionKey(publication));
    }
    const { reader, address } = this.#ports.side;
    const [verified, found] = await settleAll([
      verifyVersion(publication, this.#upload),
      // A direct one is looked at with its neighbours, below.
      isDirect || publishing.finish ? undefined : reader.describePackageVersion(address, publication),
    ]);
    if (verified.kind === 'differs') {
      this.#bad.set(versionKey(publication), {
        kind: 'failed',
        ref: publication,
        code: 'CA-CONFLICT-001',
        reason: verified.detail,
      });
      return;
    }
    this.#uploaded.add(versionKey(publication));
    this.#revisions.set(versionKey(publication), verified.revision);
    this.#assets.set(versionKey(publication), recordsOf(verified.assets));
    // Finishing gives it another one.
    if (publishing.finish === undefined) await this.#noteProven(publication, verified.revision);
    if (found?.status === this.#statusOf(publication) && found?.revision === verified.revision)
      this.#markProven(publication);
    // Files of an Unfinished version are not served.
    if (publishing.finish === undefined) await this.#readBack(publication);
    if (isDirect) await this.#proveFirst(item, wish);
    await this.#ports.whenUploaded?.(publication);
  }

  #held(ref: Publication, tag: string, value: string): void {
    const reason = `it was not uploaded: nobody had published the package when this run began, and by now somebody else has pointed its dist-tag \`${tag}\` at ${value}; run it again`;
    this.#bad.set(versionKey(ref), { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason });
  }

  async #readBack(publication: Publication): Promise<void> {
    if (this.#ports.verifyBy !== 'download') return;
    const key = versionKey(publication);
    const built = new Set(publication.artifacts.map(({ assetName }) => assetName));
    const assets = (this.#assets.get(key) ?? []).filter(({ name }) => built.has(name));
    const problems = await verifyByDownload(publication, assets, this.#ports.side);
    if (problems.length > 0)
      this.#bad.set(key, { kind: 'failed', ref: publication, code: 'CA-CONFLICT-001', reason: problems.join('; ') });
  }

  async finish(item: Classification): Promise<void> {
    const { publication } = item;
    await noteReplaced(publication, this.#ports.journal, this.#finishing.side, this.#ports.formats);
    const end = await finishVersion(publication, publishingOf(this.#ports.formats, publication), this.#finishing);
    if (end.kind === 'refused') return this.#refused(item, end);
    if (end.kind === 'held') return;
    this.#finished.add(versionKey(publication));
    const isListed = ({ status, assets }: WholeVersion) =>
      status !== 'Unfinished' && compareArtifacts(publication.artifacts, assets).missing.length === 0;
    const seen = await settledVersion(publication, isListed, this.#finishing);
    // Else the proof at the end finds out what is so.
    if (seen) {
      this.#revisions.set(versionKey(publication), seen.revision);
      this.#assets.set(versionKey(publication), recordsOf(seen.assets));
      if (this.#isAsBuilt(publication, seen)) this.#markProven(publication);
      await this.#noteProven(publication, seen.revision);
    }
    await this.#readBack(publication);
  }

  #isAsBuilt(publication: Publication, { status, assets }: WholeVersion): boolean {
    if (status !== this.#statusOf(publication)) return false;
    const { missing, different } = compareArtifacts(publication.artifacts, assets);
    return missing.length === 0 && different.length === 0;
  }

  async tag(item: Classification): Promise<void> {
    const { publication: ref } = item;
    const wish = this.#survey.tags.get(versionKey(ref));
    const tags = wish?.publishing.tags;
    if (!wish || !tags) return;
    const { wanted, before, isHidden } = wish;
    const isStaged = this.#isStaged(item);
    if (wanted !== undefined && (isStaged || item.standing === 'identical')) {
      const move: TagMove = { tag: wanted, from: [valueOfTag(before, wanted)], to: ref.version };
      // What an upstream hides cannot be read, so it is written and not compared.
      if (isHidden)
        await writeTag(
          { ref, tag: wanted, was: valueOfTag(before, wanted), becomes: ref.version },
          tags,
          this.#finishing,
        );
      // Somebody else decided about the tag meanwhile, so the mark has nothing more to say.
      else if (!(await this.#moved(item, move, tags))) return this.#removeMarks(item, wish, tags);
    }
    this.#tagged.add(versionKey(ref));
    // A version that was hidden before its tag was written was not found so yet.
    if (wanted !== undefined) this.#provenAt.delete(versionKey(ref));
    await this.#removeMarks(item, wish, tags);
  }

  async #removeMarks(
    item: Classification,
    wish: TagWish,
    tags: NonNullable<TagWish['publishing']['tags']>,
  ): Promise<void> {
    const { publication: ref } = item;
    const own = this.#isStaged(item) ? [this.#markOf(item, wish)] : [];
    const now = serviceNow(this.#ports.host, this.#ports.side.reader);
    // What was read at the beginning, with the tag where this run has put it.
    const tagged = wish.wanted === undefined ? wish.before : { ...wish.before, [wish.wanted]: ref.version };
    const spent = marksOf(tagged).filter((mark) => isSpent(mark, now));
    const names = new Set([...own, ...[...wish.marks, ...spent].map(({ name }) => name)]);
    if (names.size === 0) return;
    const removals: Removals = new Map();
    await removeMarks(ref, names, removals, tags, this.#finishing);
    this.#removals.set(versionKey(ref), removals);
    // Whether they are gone must be read after that.
    this.#provenAt.delete(versionKey(ref));
  }

  /** Marks that stand although they were removed: by one of them a later run would move the tag. */
  async #proveRemoved(ref: Publication, seen: Tags | undefined): Promise<void> {
    const key = versionKey(ref);
    const removals = this.#removals.get(key);
    const wire = this.#survey.tags.get(key)?.publishing.tags;
    if (removals === undefined || removals.size === 0 || wire === undefined) return;
    const tags = seen ?? (await readTags(ref, this.#finishing));
    const [left] = await proveRemoved(ref, removals, tags, wire, this.#finishing);
    if (left === undefined || this.#bad.has(key)) return;
    const { code = 'CA-CONFLICT-002' as const, requestId } = left.error ?? {};
    const reason = `it is there, and ${leftMarkWords(ref, left)}`;
    this.#bad.set(key, { kind: 'failed', ref, code, reason, requestId });
  }

  /** Whether the tag is where it should be; else the version has its outcome. */
  async #moved(
    { publication: ref }: Classification,
    move: TagMove,
    tags: NonNullable<TagWish['publishing']['tags']>,
  ): Promise<boolean> {
    const [end] = (await moveTags(ref, [move], tags, this.#finishing)).ends;
    if (!end || end.kind === 'moved') {
      this.#tagProvenAt.set(versionKey(ref), this.#ports.host.clock.monotonic());
      return true;
    }
    if (end.kind === 'failed') throw end.error;
    await this.#taken(ref, move, end.value);
    return false;
  }

  async #taken(ref: Publication, { tag, to }: Pick<TagMove, 'tag' | 'to'>, value: string | undefined): Promise<void> {
    if (value === undefined) {
      const isHidden = (_version: string, state: VersionState | undefined) => state?.status !== 'Published';
      const found = (await settledStates(ref, [ref.version], isHidden, this.#finishing)).get(ref.version);
      if (found?.status !== 'Published') {
        await this.#takeBack(ref, this.#survey.tags.get(versionKey(ref)));
        return this.#hidden(ref, found?.status);
      }
    }
    const place = await recordOf(this.#finishing.side);
    const command = tagCommand(ref, tag, to ?? ref.version, { source: place, destination: place });
    this.#bad.set(versionKey(ref), {
      kind: 'conflict',
      ref,
      code: 'CA-CONFLICT-002',
      reason: `it is there, and its dist-tag \`${tag}\` was ${value === undefined ? 'removed by somebody else' : `moved by somebody else to ${value}`} meanwhile and was left; to decide otherwise: \`${command}\``,
    });
  }

  /** Versions of the same package that this set publishes. */
  #ownVersions(ref: Publication): ReadonlySet<string> {
    return new Set(
      this.#survey.classifications.flatMap(({ publication }) =>
        packageKey(publication) === packageKey(ref) ? [publication.version] : [],
      ),
    );
  }

  /**
   * Where somebody else has pointed the tag that an upload would carry, although nobody had published the package when it
   * was looked at; undefined: nowhere. Read where that is a while ago, and before each repetition.
   */
  async #heldBy(ref: Publication, tag: string, isRepeated: boolean): Promise<string | undefined> {
    const age = this.#ports.host.clock.monotonic() - this.#survey.readAt;
    if (!isRepeated && age <= JUST_SURVEYED_MS) return undefined;
    const own = this.#ownVersions(ref);
    const takenBy = (tags: Tags) => {
      const value = valueOfTag(tags, tag);
      return value === undefined || own.has(value) ? undefined : value;
    };
    return takenBy(await settledTags(ref, (tags) => takenBy(tags) === undefined, this.#finishing));
  }

  /**
   * A first publication carried its tag with it, so nothing was read right before. If somebody else published the
   * package for the first time as well, and something newer, our upload may have taken the tag from it: it goes back.
   */
  async #proveFirst(item: Classification, wish: TagWish): Promise<void> {
    const { publication: ref } = item;
    const { tag, publishing } = wish;
    const { tags } = publishing;
    if (!tags || this.#bad.has(versionKey(ref))) return;
    const { version: _, ...ofPackage } = ref;
    const { reader, address } = this.#finishing.side;
    const versions = async () => {
      const found = new Map<string, Status>();
      for await (const { version, status } of reader.listPackageVersions(address, ofPackage))
        found.set(version, status);
      return found;
    };
    const [seen, there] = await settleAll([readTags(ref, this.#finishing), versions()]);
    const value = valueOfTag(seen, tag);
    if (value !== undefined && value !== ref.version) return this.#taken(ref, { tag, to: ref.version }, value);
    const own = this.#ownVersions(ref);
    const newer = [...there]
      .filter(([version, status]) => status === 'Published' && !own.has(version) && isBackwards(version, ref.version))
      .map(([version]) => version)
      // Where the author of a version like ours would put it, and not a prerelease in place of a release.
      .filter((version) => tags.preferred({ ...ref, version }) === tags.preferred(ref))
      .sort((a, b) => (isBackwards(a, b) ? -1 : 1));
    if (!wish.isNamed && value !== undefined && untagged(newer, seen).length > 0)
      return this.#giveBackFirst(ref, tag, newer, tags);
    if (there.get(ref.version) === 'Published' && value === ref.version) {
      this.#markProven(ref);
      this.#tagProvenAt.set(versionKey(ref), this.#ports.host.clock.monotonic());
    }
  }

  /**
   * Every version is published under a tag, so that one which has none lost it: to our upload, where no other tag is
   * there that it may have lost to a later version of the others. What cannot be told is left to people.
   */
  async #giveBackFirst(
    ref: Publication,
    tag: string,
    newer: readonly string[],
    wire: NonNullable<TagWish['publishing']['tags']>,
  ): Promise<void> {
    // Tags may be listed later than versions.
    const seen = await settledTags(ref, (tags) => untagged(newer, tags).length === 0, this.#finishing);
    const [newest] = untagged(newer, seen);
    // The proof at the end finds out where the tag is.
    if (newest === undefined) return;
    const own = this.#ownVersions(ref);
    const others = Object.entries(withoutMarks(seen)).filter(([name, version]) => name !== tag && !own.has(version));
    const place = await recordOf(this.#finishing.side);
    const places = { source: place, destination: place };
    const conflict = (reason: string) =>
      void this.#bad.set(versionKey(ref), { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason });
    if (others.length > 0) {
      const command = tagCommand(ref, tag, newest, places);
      return conflict(
        `it is there with \`${tag}\`, and somebody else published ${newest} at the same time, which has no dist-tag now; if it had this one: \`${command}\``,
      );
    }
    const move: TagMove = { tag, from: [ref.version], to: newest };
    const [end] = (await moveTags(ref, [move], wire, this.#finishing)).ends;
    if (end?.kind === 'failed') throw end.error;
    if (end?.kind === 'taken') return this.#taken(ref, { tag, to: ref.version }, end.value);
    const command = tagCommand(ref, tag, ref.version, places);
    conflict(
      `it is there, and somebody else published ${newest} at the same time, from which this upload took \`${tag}\`; this run set the tag back to ${newest}; to decide otherwise: \`${command}\``,
    );
  }

  /**
   * Reads again what was not found in order just now: only what is so at the end is green. After a cancel as well, where
   * all was done by then; else the run is red anyway.
   */
  async proveEnd(): Promise<void> {
    const { host } = this.#ports;
    if (this.#stopped) return;
    const isWhole = this.#survey.classifications.every(({ publication }) => this.#isPublic(versionKey(publication)));
    if (host.interrupted.aborted && !isWhole) return;
    const readAt = ({ publication }: Classification): number | undefined => {
      const key = versionKey(publication);
      const times = [this.#provenAt.get(key), ...(this.#tagOf(key) === undefined ? [] : [this.#tagProvenAt.get(key)])];
      return times.reduce((one, other) =>
        one === undefined || other === undefined ? undefined : Math.min(one, other),
      );
    };
    const isPublic = ({ publication }: Classification) => this.#isPublic(versionKey(publication));
    await readUntilFresh(PROOFS, this.#survey.classifications.filter(isPublic), {
      host,
      readAt,
      read: async (item) => {
        // Of what is bad already nothing more is asked.
        if (!isPublic(item)) return;
        try {
          await despiteInterrupt(host, () => this.#proveVersion(item));
        } catch (error) {
          this.#fail(item, asRegistryError(error), 'it could not be read again at the end: ');
        }
      },
      told: (done, total) => host.log.progress('proven', done, total),
    });
  }

  async #proveVersion({ publication: ref }: Classification): Promise<void> {
    const key = versionKey(ref);
    const { reader, address } = this.#finishing.side;
    const wish = this.#survey.tags.get(key);
    const tag = this.#tagOf(key);
    const isStaying = wish?.wanted === undefined;
    const from = tag === undefined || isStaying ? [] : [valueOfTag(wish.before, tag)];
    const move = tag === undefined ? undefined : { tag, from, to: ref.version };
    const [found, tagged] = await settleAll([this.#settled(ref), move && proveTagsAgain(ref, [move], this.#finishing)]);
    if (found?.status !== this.#statusOf(ref)) {
      await this.#takeBack(ref, wish);
      return this.#hidden(ref, found?.status);
    }
    if (found.revision !== this.#revisions.get(key)) {
      const whole = await settledVersion(ref, (seen) => this.#isAsBuilt(ref, seen), this.#finishing);
      if (!whole) {
        const assets = (await reader.listPackageVersionAssets(address, ref))?.assets ?? [];
        const { missing, different } = compareArtifacts(ref.artifacts, assets);
        const names = [...missing, ...different.map(({ artifact }) => artifact)].map(({ assetName }) => assetName);
        const reason = `somebody changed it while this run went on: ${names.join(', ') || 'it has another revision'}`;
        this.#bad.set(key, { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason });
        return;
      }
      this.#revisions.set(key, whole.revision);
    }
    const [end] = tagged?.ends ?? [];
    if (end?.kind === 'taken') await this.#taken(ref, end.move, end.value);
    await this.#proveRemoved(ref, tagged?.seen);
  }

  /** A version that was published or finished a moment ago may still read as it was before. */
  async #settled(ref: Publication): Promise<VersionState | undefined> {
    const { version, ...of } = ref;
    const isSo = (_version: string, state: VersionState | undefined) => state?.status === this.#statusOf(ref);
    return (await settledStates(of, [version], isSo, this.#finishing)).get(version);
  }

  /** The tag that the version is to have at the end, given by this run or before, if it can be read back. */
  #tagOf(key: string): string | undefined {
    const wish = this.#survey.tags.get(key);
    if (!wish || wish.isHidden) return undefined;
    if (wish.wanted !== undefined) return wish.wanted;
    const { publication } = wish.classification;
    const isStaying = valueOfTag(wish.before, wish.tag) === publication.version;
    return isStaying && !this.#givenTags.has(`${packageKey(publication)}\n${wish.tag}`) ? wish.tag : undefined;
  }

  #markProven(ref: Publication): void {
    this.#provenAt.set(versionKey(ref), this.#ports.host.clock.monotonic());
  }

  /** Of a package that nobody had published when this run began. */
  async #noteTag({ version, ...ref }: Publication, tag: string): Promise<void> {
    const name = purl({ ...ref, version: undefined });
    await this.#ports.journal.note({ action: 'tag', package: name, tag, was: null, becomes: version });
  }

  /** A rollback leaves what has another revision by then. */
  async #noteProven(ref: Publication, revision: string): Promise<void> {
    await this.#ports.journal.note({ action: 'proven', purls: [purl(ref)], revisions: { [ref.version]: revision } });
  }

  /** What was found in order stays as it was found: a build whose snapshot is a newer one is hidden. */
  #statusOf(publication: Publication): Status {
    const item = this.#byKey.get(versionKey(publication));
    return (item?.standing === 'identical' ? item.status : undefined) ?? 'Published';
  }

  async #hidden(ref: Publication, status: Status | undefined): Promise<void> {
    const shown = shownAs(ref, this.#ports.formats);
    const command = publishAgainCommand(shown, await recordOf(this.#finishing.side));
    const way = status === 'Unlisted' || status === 'Archived' ? `; \`${command}\` lists it again` : '';
    const reason = `somebody made it ${status ?? 'gone'} while this run went on${way}`;
    this.#bad.set(versionKey(ref), { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason });
  }

  /** A tag that this run pointed at a version that somebody hid meanwhile goes back to what it was. */
  async #takeBack(ref: Publication, wish: TagWish | undefined): Promise<void> {
    const wire = wish?.publishing.tags;
    if (!wish || !wire || wish.wanted === undefined || wish.isHidden) return;
    const { wanted, before } = wish;
    const search = { tag: wanted, hidden: new Set<string>(), from: ref.version, before: valueOfTag(before, wanted) };
    const words = await returnTagOrSay(ref, search, wire, this.#finishing);
    if (words !== undefined) this.#warnings.push(words);
  }

  /** Whether the version is there with the right bytes, and nothing is left to be done for it. */
  #isPublic(key: string): boolean {
    const item = this.#byKey.get(key);
    return (
      item !== undefined &&
      !this.#bad.has(key) &&
      this.#revisions.has(key) &&
      !this.needsFinishing(item) &&
      !this.needsTag(item)
    );
  }

  /** The registry said no: look again to say why in our words. */
  async #refused(item: Classification, end: Extract<UploadEnd, { kind: 'refused' }>): Promise<void> {
    const { publication: ref } = item;
    const again = await classify(ref, {
      ...this.#survey.surroundings,
      packages: new PackageRecords(this.#ports.side, []),
    });
    const because = `the service said: ${end.detail}`;
    // Somebody else published it meanwhile.
    if (this.#leave(again, `; ${because}`)) return;
    const [refusal] = refusalsOf([again], 'verify');
    if (refusal) {
      this.#bad.set(versionKey(ref), { ...refusal, reason: `${refusal.reason}; ${because}` });
      return;
    }
    const code =
      end.status === 401 || end.status === 403
        ? 'CA-AUTH-003'
        : end.status === 402
          ? 'CA-NET-005'
          : end.status === 409
            ? 'CA-CONFLICT-004'
            : // Nothing of what was uploaded is wrong where somebody else answers, or sends it elsewhere.
              end.status !== undefined && end.status < 400
              ? 'CA-NET-004'
              : 'CA-INPUT-006';
    this.#bad.set(versionKey(ref), { kind: 'failed', ref, code, reason: because });
  }

  #fail({ publication: ref }: Classification, error: RegistryError, about = ''): void {
    if (STOPPING.test(error.code)) this.#stopped ??= error;
    this.#bad.set(versionKey(ref), {
      kind: 'failed',
      ref,
      code: error.code,
      reason: `${about}${error.message}`,
      requestId: error.requestId,
    });
  }

  /** Marks that could not be removed, of what was not read again at the end. */
  #leftWords(): string[] {
    return this.#survey.classifications.flatMap(({ publication: ref }) =>
      [...(this.#removals.get(versionKey(ref)) ?? [])].flatMap(([name, error]) => {
        if (error === undefined || this.#bad.get(versionKey(ref))?.reason?.includes(name)) return [];
        return [leftMarkWords(ref, { name, error, command: removeMarkCommand(ref, name, undefined) })];
      }),
    );
  }

  result(): PublishedSet {
    const first = [...this.#bad.values()][0];
    const outcomes = this.#survey.classifications.map((item): Outcome => {
      const { publication: ref, standing, reason } = item;
      const key = versionKey(ref);
      const bad = this.#bad.get(key);
      if (bad) return bad;
      const left = this.#left.get(key);
      if (left) return left;
      const revision = this.#revisions.get(key);
      if (revision !== undefined && this.#isPublic(key)) {
        if (standing === 'identical') return { kind: 'unchanged', ref, revision, reason };
        return this.#found.has(key)
          ? { kind: 'unchanged', ref, revision, reason: 'somebody else published the same bytes meanwhile' }
          : { kind: 'published', ref, revision };
      }
      const { interrupted } = this.#ports.host;
      if (interrupted.aborted) {
        const { code, message } = interruption(interrupted, 'before it was public');
        return { kind: 'failed', ref, code, reason: message };
      }
      const state = revision === undefined ? 'not begun' : 'uploaded and not yet public';
      return {
        kind: 'blocked',
        ref,
        code: 'CA-RUN-001',
        reason: `${state}, because ${first ? shortForm(first.ref) : 'another version'} of the same set failed`,
      };
    });
    return { outcomes, assets: this.#assets, warnings: [...this.#warnings, ...this.#leftWords()] };
  }
}
