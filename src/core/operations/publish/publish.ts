// Publishing a release set: gather built files, compare each version with the registry by bytes, upload what is
// missing in dependency order, verify digests, make the set public last, write the manifest.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { type Journal, journalProblem, openJournal, releaseSet } from '../../documents/journal.ts';
import type { ReleaseManifest } from '../../documents/manifest.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { purl } from '../../model/coordinates.ts';
import { countOutcomes, type Outcome } from '../../model/outcome.ts';
import { packageKey } from '../../model/package.ts';
import type { Uninstallable } from '../../model/uninstallable.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat, PackOptions } from '../../ports/package-format.ts';
import { PackageRecords } from '../repository/package-records.ts';
import { type RepositoryWriter, recordOf } from '../repository/repository-access.ts';
import { withSnapshots } from '../repository/snapshots.ts';
import type { VerifyBy } from '../repository/verify-download.ts';
import type { Classification } from './classify.ts';
import { type ExpectedVersion, requireExpectedVersion } from './expected-version.ts';
import type { FileAccount } from './files/account-files.ts';
import { type GatherRequest, gatherPublications } from './gather.ts';
import { requireInstallable } from './installable.ts';
import type { NamedFiles } from './named-files.ts';
import { checkOriginControls, type OriginFinding } from './origin-controls.ts';
import { type IfExists, leftOutcome, preflight, refusalsOf, withSiblings } from './preflight.ts';
import { manifestOf, orderOfSnapshots, releaseOrigin, writeReleaseManifest } from './release-manifest.ts';
import { uploadReleaseSet } from './upload-release-set.ts';

export interface PublishRequest {
  /** Globs of built files, folders of built files or project directories, relative to `workingDirectory`. */
  readonly packages: readonly string[];
  readonly workingDirectory: string;
  /** What the files are, for formats whose files do not say (generic); a coordinate in either spelling. */
  readonly coordinate?: string | undefined;
  /** Versions made of just the files named with them, beside whatever `packages` is; see `readVersionLines`. */
  readonly named?: readonly NamedFiles[] | undefined;
  /** Formats that cannot be published yet; see `GatherRequest`. */
  readonly unpublished?: GatherRequest['unpublished'];
  /** See `GatherRequest`. */
  readonly evidence?: boolean | undefined;
  /** What is published although nobody could install it. */
  readonly allows?: readonly Uninstallable[] | undefined;
  /** How project directories are packed. */
  readonly packing?: PackOptions | undefined;
  /** Dist-tag that the set gets at the end; undefined: what each package's author means. */
  readonly npmTag?: string | undefined;
  readonly ifExists: IfExists;
  /** Refuse built files of other versions; resolve `tag` with `expectedVersionOfTag` first. */
  readonly expectedVersion?: ExpectedVersion | undefined;
  /** Package versions in flight at once. */
  readonly concurrency: number;
  readonly dryRun: boolean;
  /** Where to write the manifest; undefined writes none. */
  readonly manifestPath?: string | undefined;
  /** Journal file; undefined writes none. */
  readonly journalPath?: string | undefined;
  /** What to do about origin controls that leave a published name open to its public namesake. */
  readonly originControls: 'report' | 'assert';
  /** Bytes that one asset may have; the quota as it is for everybody unless said. */
  readonly largestAsset?: number | undefined;
  /** What versions in the repository are held to, before and after the upload; `listed` unless said. */
  readonly verifyBy?: VerifyBy | undefined;
}

export interface PublishPorts {
  readonly host: Host;
  /** Client halves to look for, already narrowed to the input `format`. */
  readonly formats: readonly PackageFormat[];
  readonly destination: RepositoryWriter;
  /** Called before the first write with what would be done; a dry run ends after it. */
  readonly onPlan?: ((classifications: readonly Classification[]) => void) | undefined;
}

export interface PublishReport {
  readonly classifications: readonly Classification[];
  /** One for each version; empty in a dry run except for what could not be published anyway. */
  readonly outcomes: readonly Outcome[];
  /** Every file that was looked at, and what became of it. */
  readonly files: readonly FileAccount[];
  /** Versions that are in the repository with the right bytes, those of earlier publishes of the release among them; undefined in a dry run. */
  readonly manifest?: ReleaseManifest | undefined;
  readonly originFindings: readonly OriginFinding[];
  readonly warnings: readonly string[];
  readonly runId: string;
  /** What the run ends with where every version went well: its journal could not be written. */
  readonly error?: ErrorCode | undefined;
}

/**
 * Publishes a set. Everything expected comes back as outcomes; rejects only when going on is pointless: CA-FILE-001
 * and -002 (nothing publishable), CA-CONFLICT-005 (other version built), CA-AUTH and CA-FIND errors, CA-RUN-002.
 */
export async function publish(request: PublishRequest, given: PublishPorts): Promise<PublishReport> {
  const { host, formats } = given;
  const ports = { ...given, destination: withSnapshots(given.destination, formats) };
  const { destination } = ports;
  // Before anything is built: a build may leave files in the work tree.
  const origin = request.manifestPath === undefined ? undefined : await releaseOrigin(host, request.manifestPath);
  const gathered = await gatherPublications(request, formats, host);
  try {
    // Evidence has the version of what it is of, in another format's spelling.
    const built = gathered.publications.filter((one) => !gathered.evidence.includes(one));
    if (request.expectedVersion) requireExpectedVersion(request.expectedVersion, built, formats);
    const visible = destination.visible;
    const unsure: string[] = [];
    await requireInstallable(gathered.publications, request.allows ?? [], {
      visible: async (ref) => visible?.(destination.address, ref),
      concurrency: request.concurrency,
      warn: (text) => void unsure.push(text),
    });
    const { npmTag, ifExists, verifyBy, largestAsset } = request;
    const set = { publications: gathered.publications, npmTag, ifExists, verifyBy, largestAsset };
    const survey = await preflight(set, request.concurrency, { host, formats, side: destination });
    ports.onPlan?.(survey.classifications);
    const begin = { classifications: survey.classifications, files: gathered.files };
    const refusals = refusalsOf(survey.classifications, request.ifExists);
    if (request.dryRun || refusals.length > 0) {
      const left = survey.classifications.flatMap((one) => leftOutcome(one, ifExists) ?? []);
      const outcomes = request.dryRun ? [...refusals, ...left] : withSiblings(survey.classifications, refusals, left);
      return {
        ...begin,
        outcomes,
        originFindings: survey.namesakes,
        warnings: [...unsure, ...survey.warnings],
        runId: '',
      };
    }
    const place = await recordOf(destination);
    const purls = survey.classifications.map(({ publication }) => purl(publication));
    const begun = { verb: 'publish' as const, set: releaseSet(purls), ...place };
    const journal = await openJournal(host, request.journalPath, begun);
    const done = await uploadReleaseSet(survey, request.concurrency, {
      host,
      formats,
      side: destination,
      journal,
      verifyBy,
      ifExists,
    });
    const originFindings = [...survey.namesakes, ...(await controlOrigins(done.outcomes, request, ports, journal))];
    const own = manifestOf(place, done, origin);
    const { manifest, unwritten } = await writeManifest(own, purls, request, { journal, host, formats });
    await journal.end(JSON.stringify(countOutcomes(done.outcomes)));
    const { warnings: untold, error } = journalProblem(journal);
    return {
      ...begin,
      outcomes: done.outcomes,
      manifest: unwritten.length === 0 ? manifest : undefined,
      originFindings,
      warnings: [...unsure, ...survey.warnings, ...done.warnings, ...untold, ...unwritten],
      runId: journal.runId,
      error,
    };
  } finally {
    await gathered.cleanUp();
  }
}

async function controlOrigins(
  outcomes: readonly Outcome[],
  request: PublishRequest,
  { destination }: PublishPorts,
  journal: Journal,
): Promise<OriginFinding[]> {
  // Nothing is written that cannot be recorded.
  if (journal.problem) return [];
  const refs = new Map(
    outcomes.flatMap(({ kind, ref }) => (kind === 'published' ? [[packageKey(ref), ref] as const] : [])),
  );
  const published = [...refs.values()];
  const packages = new PackageRecords(destination, published);
  const findings: OriginFinding[] = [];
  try {
    await mapConcurrent(request.concurrency, published, async (ref, index) => {
      findings[index] = await checkOriginControls(ref, request.originControls, {
        side: destination,
        journal,
        packages,
      });
    });
  } catch (error) {
    if (error !== journal.problem) throw error;
  }
  return findings.filter((found) => found !== undefined);
}

/** Warnings. Where the disk has no room for the journal it has none for the manifest, and what was done is to be told. */
async function writeManifest(
  manifest: ReleaseManifest,
  tried: readonly string[],
  { manifestPath }: PublishRequest,
  { journal, host, formats }: { readonly journal: Journal; readonly host: Host } & Pick<PublishPorts, 'formats'>,
): Promise<{ readonly manifest: ReleaseManifest; readonly unwritten: string[] }> {
  if (manifestPath === undefined) return { manifest, unwritten: [] };
  try {
    return {
      manifest: await writeReleaseManifest(manifestPath, manifest, { tried, ...orderOfSnapshots(formats) }, host),
      unwritten: [],
    };
  } catch (error) {
    if (!journal.problem) throw error;
    return { manifest, unwritten: [asRegistryError(error).message] };
  }
}
