// Carries a surveyed set out, so that nobody resolves the new versions before all of them are there:
//
//   1. upload what can be hidden (dist-tag nobody uses, Unfinished), dependencies first, and verify digests
//   2. upload what is visible at once (formats without tags and without an Unfinished state), dependencies first
//   3. finish the Unfinished ones
//   4. move the dist-tags
//
// A failure in one phase keeps the next from beginning. Running the same command again continues: finished work is
// recognised by its bytes, and the staging tag tells a version that an interrupted run left from one that was tagged.

import { runInDependencyOrder } from '../../calls/concurrency.ts';
import { interruption } from '../../calls/waits.ts';
import type { Journal } from '../../documents/journal.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { versionKey } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat, Publication } from '../../ports/package-format.ts';
import { STAGING_TAG } from '../dist-tags/marks.ts';
import { writeTag } from '../dist-tags/write.ts';
import { recordsOf } from '../repository/assets.ts';
import { PackageRecords } from '../repository/package-records.ts';
import { type RepositoryWriter, writeTarget } from '../repository/repository-access.ts';
import { type VerifyBy, verifyByDownload } from '../repository/verify-download.ts';
import { type Classification, classify } from './classify.ts';
import { publishingOf, refusalsOf, type Survey } from './preflight.ts';
import { finishVersion, type UploadEnd, type UploadPorts, uploadVersion, verifyVersion } from './upload-version.ts';

export interface ReleaseSetPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly side: RepositoryWriter;
  readonly journal: Journal;
  /** `download`: what was uploaded is read back before anybody is led to it. `listed` unless said. */
  readonly verifyBy?: VerifyBy | undefined;
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
  );
  await run.phase(
    'tagged',
    (item) => run.needsTag(item),
    (item) => run.tag(item),
  );
  return run.result();
}

class ReleaseSetUpload {
  readonly #survey: Survey;
  readonly #concurrency: number;
  readonly #ports: ReleaseSetPorts;
  readonly #upload: UploadPorts;
  /** Bad ends; a version without one and without work left is there. */
  readonly #bad = new Map<string, Outcome>();
  readonly #uploaded = new Set<string>();
  readonly #revisions = new Map<string, string>();
  readonly #assets = new Map<string, readonly AssetRecord[]>();
  #stopped: RegistryError | undefined;

  constructor(survey: Survey, concurrency: number, ports: ReleaseSetPorts) {
    this.#survey = survey;
    this.#concurrency = concurrency;
    this.#ports = ports;
    this.#upload = { ...ports, target: writeTarget(ports.side) };
    for (const { publication, standing, revision, present } of survey.classifications) {
      if (standing !== 'identical') continue;
      this.#revisions.set(versionKey(publication), revision ?? '');
      this.#assets.set(versionKey(publication), recordsOf(present));
    }
  }

  /** Whether package managers can be kept from seeing the version until the set is complete. */
  isHideable({ publication }: Classification): boolean {
    const { tags, finish } = publishingOf(this.#ports.formats, publication);
    return tags !== undefined || finish !== undefined;
  }

  needsFinishing({ publication }: Classification): boolean {
    return (
      publishingOf(this.#ports.formats, publication).finish !== undefined && this.#uploaded.has(versionKey(publication))
    );
  }

  needsTag(item: Classification): boolean {
    const wish = this.#survey.tags.get(versionKey(item.publication));
    if (!wish) return false;
    return wish.wanted !== undefined || this.#isStaged(item) || wish.before[STAGING_TAG] === item.publication.version;
  }

  /**
   * A set of one needs no staging: its one upload carries the wanted tag. Neither does a package without any tag yet:
   * there is no older release that people could get meanwhile, and what it needs was uploaded before it.
   */
  #isStaged({ publication, standing }: Classification): boolean {
    if (standing === 'identical') return false;
    const wish = this.#survey.tags.get(versionKey(publication));
    if (wish === undefined) return false;
    const isFirst = Object.keys(wish.before).length === 0;
    return wish.wanted === undefined || (!isFirst && this.#survey.classifications.length > 1);
  }

  /** One phase over the set, begun only when all before it went well. */
  async phase(
    label: string,
    isMember: (item: Classification) => boolean,
    work: (item: Classification) => Promise<void>,
  ): Promise<void> {
    const { classifications, needs } = this.#survey;
    const total = classifications.filter(isMember).length;
    if (total === 0 || this.#bad.size > 0 || this.#stopped) return;
    let done = 0;
    const indexes = classifications.map((_, index) => index);
    await runInDependencyOrder(
      this.#concurrency,
      indexes,
      (index) => needs[index] ?? [],
      async (index, needsEndedWell) => {
        const item = classifications[index] as Classification;
        if (!isMember(item)) return needsEndedWell;
        if (!needsEndedWell || this.#stopped || this.#ports.host.interrupted.aborted) return false;
        try {
          await work(item);
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
    if (item.standing === 'identical') return this.#ports.whenUploaded?.(publication);
    const publishing = publishingOf(this.#ports.formats, publication);
    const wish = this.#survey.tags.get(versionKey(publication));
    const tag = this.#isStaged(item) ? STAGING_TAG : wish?.wanted;
    if (missing.length > 0) {
      const end = await uploadVersion({ publication, missing, present, publishing, tag }, this.#upload);
      if (end.kind === 'refused') return this.#refused(item, end);
    }
    const verified = await verifyVersion(publication, this.#upload);
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
    // Files of an Unfinished version are not served.
    if (publishing.finish === undefined) await this.#readBack(publication);
    await this.#ports.whenUploaded?.(publication);
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
    const end = await finishVersion(publication, publishingOf(this.#ports.formats, publication), this.#upload);
    if (end.kind === 'refused') return this.#refused(item, end);
    const { reader, address } = this.#ports.side;
    const listing = await reader.listPackageVersionAssets(address, publication);
    if (listing) {
      this.#revisions.set(versionKey(publication), listing.revision);
      this.#assets.set(versionKey(publication), recordsOf(listing.assets));
    }
    await this.#readBack(publication);
  }

  async tag(item: Classification): Promise<void> {
    const { publication: ref } = item;
    const wish = this.#survey.tags.get(versionKey(ref));
    const tags = wish?.publishing.tags;
    if (!wish || !tags) return;
    const { wanted, before } = wish;
    const isSet = this.#isStaged(item) || item.standing === 'identical';
    if (wanted !== undefined && isSet)
      await writeTag({ ref, tag: wanted, was: before[wanted], becomes: ref.version }, tags, this.#upload);
    if (this.#isStaged(item) || before[STAGING_TAG] === ref.version) {
      await writeTag({ ref, tag: STAGING_TAG, was: ref.version, becomes: null }, tags, this.#upload);
    }
  }

  /** The registry said no: look again to say why in our words. */
  async #refused(item: Classification, end: Extract<UploadEnd, { kind: 'refused' }>): Promise<void> {
    const { publication: ref } = item;
    const again = await classify(ref, {
      ...this.#survey.surroundings,
      packages: new PackageRecords(this.#ports.side, []),
    });
    const [refusal] = refusalsOf([again], 'verify');
    const because = `the service said: ${end.detail}`;
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
            : 'CA-INPUT-006';
    this.#bad.set(versionKey(ref), { kind: 'failed', ref, code, reason: because });
  }

  #fail({ publication: ref }: Classification, error: RegistryError): void {
    if (STOPPING.test(error.code)) this.#stopped ??= error;
    this.#bad.set(versionKey(ref), {
      kind: 'failed',
      ref,
      code: error.code,
      reason: error.message,
      requestId: error.requestId,
    });
  }

  result(): PublishedSet {
    const isWhole = this.#bad.size === 0 && !this.#stopped && !this.#ports.host.interrupted.aborted;
    const first = [...this.#bad.values()][0];
    const outcomes = this.#survey.classifications.map((item): Outcome => {
      const { publication: ref, standing, reason } = item;
      const key = versionKey(ref);
      const bad = this.#bad.get(key);
      if (bad) return bad;
      const revision = this.#revisions.get(key);
      const isPublic = isWhole || (revision !== undefined && !this.needsFinishing(item) && !this.needsTag(item));
      if (revision !== undefined && isPublic) {
        return standing === 'identical'
          ? { kind: 'unchanged', ref, revision, reason }
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
    return { outcomes, assets: this.#assets, warnings: [] };
  }
}
