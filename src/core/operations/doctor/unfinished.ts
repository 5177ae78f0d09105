// Versions that uploads left Unfinished: what is missing of each, which run left it so, and what finishes it.
import { mapConcurrent } from '../../calls/concurrency.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { VersionReference } from '../../model/package.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { finishCommand } from '../dist-tags/commands.ts';
import { completeWords, unfinishedVersion, unfinishedWords } from '../repository/unfinished.ts';
import { type DiagnosePorts, type DiagnoseRequest, type DoctorContext, type Finding, findingOf } from './finding.ts';
import { packagesToRead } from './marks.ts';

const READS = 16;
/** Told one by one. */
const MOST_TOLD = 50;

/** One finding for each, and one that says how far was looked. Nothing where no format here leaves versions Unfinished. */
export async function unfinishedProbes(
  { endpoints }: DoctorContext,
  request: DiagnoseRequest,
  ports: DiagnosePorts,
): Promise<Finding[]> {
  const formats = endpoints.map(({ format }) => format).filter(({ publishing }) => publishing?.finish);
  if (formats.length === 0) return [];
  const probe = 'unfinished';
  try {
    const { packages, isMore } = await packagesToRead(formats, request, ports);
    const refs = (await mapConcurrent(READS, packages, (ref) => unfinishedOf(ref, request, ports))).flat();
    const counted = `${packages.length} package${packages.length === 1 ? '' : 's'}`;
    const looked = isMore ? `${counted} of more; name others to have them looked at as well` : counted;
    if (refs.length === 0) return [{ probe, health: 'ok', found: `no version is Unfinished (looked at ${looked})` }];
    const runs = await knownRuns(request, ports);
    const told = refs.slice(0, MOST_TOLD);
    const findings = await mapConcurrent(READS, told, (ref) =>
      unfinishedFinding(ref, { formats, runs }, request, ports),
    );
    const found = `${refs.length} version${refs.length === 1 ? ' is' : 's are'} Unfinished (looked at ${looked})`;
    return [{ probe, health: 'ok', found }, ...findings];
  } catch (error) {
    const isDenied = error instanceof RegistryError && error.code === 'CA-AUTH-003';
    const found = findingOf(probe, error);
    // A job that only installs need not be able to list packages.
    return [isDenied ? { ...found, health: 'warning' } : found];
  }
}

async function unfinishedOf(
  ref: Omit<VersionReference, 'version'>,
  { address }: DiagnoseRequest,
  { client }: DiagnosePorts,
): Promise<VersionReference[]> {
  const { format, namespace, name } = ref;
  const found: VersionReference[] = [];
  for await (const { version, status } of client.listPackageVersions(address, ref, { status: 'Unfinished' }))
    if (status === 'Unfinished') found.push({ format, namespace, name, version });
  return found;
}

/** By the journal of this machine, and by what runs of others stored in the repository. */
export async function knownRuns(
  { journalPath }: Pick<DiagnoseRequest, 'journalPath'>,
  { host, recordedRuns }: Pick<DiagnosePorts, 'host' | 'recordedRuns'>,
): Promise<readonly JournalRun[]> {
  const runs = new Map<string, JournalRun>();
  for (const run of [...((await recordedRuns?.()) ?? []), ...(await readJournalFile(journalPath, host.files)).runs])
    runs.set(run.runId, run);
  return [...runs.values()].sort((a, b) => a.beganAt - b.beganAt);
}

/** What is to be said of one version that is Unfinished. */
export async function unfinishedFinding(
  ref: VersionReference,
  { formats, runs }: { readonly formats: readonly PackageFormat[]; readonly runs: readonly JournalRun[] },
  { address }: DiagnoseRequest,
  { client }: DiagnosePorts,
): Promise<Finding> {
  const assets = (await client.listPackageVersionAssets(address, ref))?.assets ?? [];
  const names = assets.map(({ name }) => name);
  const version = await unfinishedVersion(ref, names, formats, { runs, place: address });
  return {
    probe: `unfinished ${shortForm(ref)}`,
    health: 'warning',
    found: `package managers do not see it: it is Unfinished, ${unfinishedWords(version)}`,
    fix: version.missing.length > 0 ? completeWords(ref) : finishCommand(ref, address),
  };
}
