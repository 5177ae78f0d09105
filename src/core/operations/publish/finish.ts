// Versions that an upload left Unfinished, made Published where nothing of them is missing. Nothing is uploaded: what a
// publish that was killed had sent is enough, or its files have to be published again.
import { mapConcurrent } from '../../calls/concurrency.ts';
import { LATE_MS, settled } from '../../calls/looks.ts';
import { type Journal, journalProblem, openJournal, releaseSet } from '../../documents/journal.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import type { AssetRecord, ReleaseManifest, RepositoryRecord } from '../../documents/manifest.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { normalised, parseVersionCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import { countOutcomes, type Outcome } from '../../model/outcome.ts';
import { ownMember } from '../../model/own-member.ts';
import { type VersionReference, versionKey } from '../../model/package.ts';
import type { VersionDescription } from '../../ports/code-artifact.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { shownBriefly } from '../../text/shown-text.ts';
import { publishAgainCommand } from '../dist-tags/commands.ts';
import { recordsOf } from '../repository/assets.ts';
import { finishing, type RepositoryWriter, recordOf } from '../repository/repository-access.ts';
import { pointSnapshot } from '../repository/snapshot-writes.ts';
import { noteReplaced, shownAs, snapshotOf, snapshotRules, withSnapshots } from '../repository/snapshots.ts';
import { completeWords, unfinishedVersion, unfinishedWords } from '../repository/unfinished.ts';
import { settledVersion, type WholeVersion } from '../repository/version-states.ts';
import { joinReleaseManifest, releaseOrigin } from './release-manifest.ts';

export interface FinishRequest {
  /** Versions, in either spelling; a snapshot stands for its newest build that is Unfinished. */
  readonly coordinates: readonly string[];
  readonly concurrency: number;
  readonly dryRun: boolean;
  /** Where to write the manifest; undefined writes none. */
  readonly manifestPath?: string | undefined;
  /** Tells which run left what, and is written; undefined for neither. */
  readonly journalPath?: string | undefined;
}

export interface FinishPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: RepositoryWriter;
  /** Runs that left records in the repository. */
  readonly recordedRuns?: (() => Promise<readonly JournalRun[]>) | undefined;
}

export interface FinishReport {
  /** One for each version, in the order in which they were named. */
  readonly outcomes: readonly Outcome[];
  readonly manifest?: ReleaseManifest | undefined;
  readonly warnings: readonly string[];
  readonly runId: string;
  readonly error?: ErrorCode | undefined;
}

/** Rejects with CA-INPUT-002 and -003 for what is no version that can be Unfinished. */
export async function finishUnfinished(request: FinishRequest, ports: FinishPorts): Promise<FinishReport> {
  const { host, formats } = ports;
  const side = withSnapshots(ports.destination, formats);
  const refs = request.coordinates.map((text) => checked(text, formats));
  const place = await recordOf(side);
  const origin = request.manifestPath === undefined ? undefined : await releaseOrigin(host, request.manifestPath);
  const told = request.journalPath === undefined ? [] : (await readJournalFile(request.journalPath, host.files)).runs;
  const recorded = new Map<string, JournalRun>();
  for (const run of [...((await ports.recordedRuns?.()) ?? []), ...told]) recorded.set(run.runId, run);
  const runs = [...recorded.values()].sort((a, b) => a.beganAt - b.beganAt);
  const looks = await mapConcurrent(request.concurrency, refs, (ref) => lookAt(ref, { side, formats, runs, place }));
  const outcomes = new Map<string, Outcome>();
  for (const { ref, outcome } of looks) if (outcome) outcomes.set(versionKey(ref), outcome);
  const open = looks.flatMap(({ ref, found, outcome }) => (outcome || !found ? [] : [{ ref, found }]));
  const all = (): Outcome[] => looks.flatMap(({ ref }) => outcomes.get(versionKey(ref)) ?? []);
  if (request.dryRun) {
    for (const { ref } of open)
      outcomes.set(versionKey(ref), { kind: 'changed', ref, from: 'Unfinished', to: 'Published' });
    return { outcomes: all(), warnings: unknownUploads(looks), runId: '' };
  }
  const begin = { verb: 'publish' as const, set: releaseSet(looks.map(({ ref }) => purl(ref))), ...place };
  const journal = await openJournal(host, request.journalPath, begin);
  const assets = new Map<string, readonly AssetRecord[]>();
  const run = { ...finishing({ host, side }), formats, journal };
  await mapConcurrent(request.concurrency, open, async ({ ref, found }) => {
    // What was begun is finished; after a cancel nothing more is begun.
    if (host.interrupted.aborted) {
      const reason = 'not begun, because the run was interrupted';
      outcomes.set(versionKey(ref), { kind: 'failed', ref, code: 'CA-RUN-002', reason });
      return;
    }
    try {
      const whole = await finishOne(found, run);
      assets.set(versionKey(ref), recordsOf(whole.assets));
      outcomes.set(versionKey(ref), { kind: 'published', ref, revision: whole.revision, reason: 'it was Unfinished' });
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      outcomes.set(versionKey(ref), { kind: 'failed', ref, code, reason: message, requestId });
    }
  });
  const ended = all();
  const set = { outcomes: ended.filter(({ ref }) => assets.has(versionKey(ref))), assets };
  const joining = { place, set, origin, formats, tried: set.outcomes.map(({ ref }) => purl(ref)) };
  const manifest =
    request.manifestPath === undefined || assets.size === 0
      ? undefined
      : await joinReleaseManifest(request.manifestPath, joining, host);
  await journal.end(JSON.stringify(countOutcomes(ended)));
  const { warnings, error } = journalProblem(journal);
  return { outcomes: ended, manifest, warnings: [...unknownUploads(looks), ...warnings], runId: journal.runId, error };
}

function unknownUploads(looks: readonly Look[]): string[] {
  const names = looks.filter(({ isByFormat }) => isByFormat).map(({ ref }) => shortForm(ref));
  if (names.length === 0) return [];
  return [
    `${shownBriefly(names.join(', '), 400)}: no journal or record says which files the upload meant to send; what no version can do without is there, attachments (-sources, signatures) may be missing`,
  ];
}

function checked(text: string, formats: readonly PackageFormat[]): VersionReference {
  const ref = normalised(parseVersionCoordinate(text), formats);
  if (formats.find(({ name }) => name === ref.format)?.publishing?.finish) return ref;
  const names = formats.filter(({ publishing }) => publishing?.finish).map(({ name }) => name);
  throw new RegistryError(
    'CA-INPUT-003',
    `${shortForm(ref)}: versions of ${ref.format} are never Unfinished, those of ${names.join(' and ')} can be`,
  );
}

interface LookPorts {
  readonly side: RepositoryWriter;
  readonly formats: readonly PackageFormat[];
  readonly runs: readonly JournalRun[];
  readonly place: RepositoryRecord;
}

interface Look {
  readonly ref: VersionReference;
  /** Undefined: it can be finished. */
  readonly outcome?: Outcome | undefined;
  readonly found?: VersionDescription | undefined;
  /** No run is known that says what it meant to send: it has what no version of its format can do without. */
  readonly isByFormat?: boolean;
}

async function lookAt(named: VersionReference, { side, formats, runs, place }: LookPorts): Promise<Look> {
  const ref = (await newestUnfinishedBuild(named, side, formats)) ?? named;
  const { reader, address } = side;
  const found = await reader.describePackageVersion(address, ref);
  const blocked = (reason: string): Look => ({ ref, outcome: { kind: 'blocked', ref, code: 'CA-RUN-001', reason } });
  if (!found) return blocked(`${address.repository} has no such version`);
  const { status, revision } = found;
  if (status === 'Published')
    return { ref, outcome: { kind: 'unchanged', ref, revision, reason: 'it is Published already' } };
  if (status !== 'Unfinished') {
    const again =
      status === 'Disposed' ? '' : `; \`${publishAgainCommand(shownAs(ref, formats), place)}\` lists it again`;
    return blocked(`it is ${status}, and not Unfinished${again}`);
  }
  const present = ((await reader.listPackageVersionAssets(address, ref))?.assets ?? []).map(({ name }) => name);
  const version = await unfinishedVersion(ref, present, formats, { runs, place });
  if (version.missing.length > 0)
    return blocked(`it is Unfinished, ${unfinishedWords(version)}; ${completeWords(ref)}`);
  if (version.knownBy === undefined)
    return blocked(
      `it is Unfinished, and no journal or record says which files its upload meant to send, and whether it is still at work; ${completeWords(ref)}`,
    );
  return { ref, found, isByFormat: version.knownBy === 'format' };
}

/** Undefined for what is no snapshot, and where it has none. */
async function newestUnfinishedBuild(
  ref: VersionReference,
  { reader, address }: RepositoryWriter,
  formats: readonly PackageFormat[],
): Promise<VersionReference | undefined> {
  const rules = snapshotRules(ref, formats);
  if (!rules?.isSnapshot(ref.version)) return undefined;
  const compare = formats.find(({ name }) => name === ref.format)?.coordinates.compareVersions ?? (() => 0);
  let newest: string | undefined;
  for await (const { version, status } of reader.listPackageVersions(address, ref, { status: 'Unfinished' })) {
    if (status !== 'Unfinished' || rules.snapshotOf(version) !== ref.version) continue;
    if (newest === undefined || compare(version, newest) > 0) newest = version;
  }
  return newest === undefined ? undefined : { ...ref, version: newest };
}

interface FinishRun {
  readonly host: Host;
  readonly side: RepositoryWriter;
  readonly formats: readonly PackageFormat[];
  readonly journal: Journal;
}

/** Rejects with what kept it from becoming Published. */
async function finishOne({ revision, status: _, ...found }: VersionDescription, run: FinishRun): Promise<WholeVersion> {
  const { host, side, formats, journal } = run;
  const { format, namespace, name, version } = found;
  const ref = { format, namespace, name, version };
  const write = { action: 'finish' as const, purls: [purl(ref)] };
  if (snapshotOf(ref, formats)) {
    await noteReplaced(ref, journal, side, formats);
    await journal.around(write, () => pointSnapshot(ref, { host, side, formats }));
  } else await journal.around(write, () => publish(ref, revision, run));
  const isPublished = (seen: WholeVersion) => seen.status === 'Published';
  const whole = await settledVersion(ref, isPublished, { host, side });
  if (!whole) throw new RegistryError('CA-CONFLICT-002', 'the service took it, and does not show it as Published');
  await journal.note({ action: 'proven', purls: [purl(ref)], revisions: { [ref.version]: whole.revision } });
  return whole;
}

async function publish(ref: VersionReference, revision: string, { host, side }: FinishRun): Promise<void> {
  const { version, ...ofPackage } = ref;
  const { reader, writer, address } = side;
  const results = await writer.updatePackageVersionsStatus(address, ofPackage, {
    versions: [version],
    target: 'Published',
    expected: 'Unfinished',
    revisions: { [version]: revision },
  });
  const failure = ownMember(results.failed, version);
  if (!failure) return;
  // A refusal may be the echo of our own call, or somebody else was as quick.
  const seen = await settled(
    { host, waits: results.isUnclear ? LATE_MS : [], subject: 'the service shows the status' },
    () => reader.describePackageVersion(address, ref),
    (each) => each?.status === 'Published',
  );
  if (seen?.status === 'Published') return;
  throw new RegistryError('CA-CONFLICT-002', `the service answered ${failure.code}: ${failure.message}`);
}
