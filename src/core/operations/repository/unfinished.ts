// Versions that an upload left Unfinished: what is missing of them, and which run left them, as far as anybody knows.
import type { JournalRun } from '../../documents/journal-runs.ts';
import { purl, shortForm } from '../../model/coordinates.ts';
import type { VersionReference } from '../../model/package.ts';
import type { RepositoryAddress } from '../../ports/code-artifact.ts';
import type { PackageFormat } from '../../ports/package-format.ts';

export interface UnfinishedVersion {
  readonly ref: VersionReference;
  /** Names of assets that the repository has. */
  readonly present: readonly string[];
  /** Names of files that are not there; none: nothing of it is known to be missing. */
  readonly missing: readonly string[];
  /** Where `missing` is from: a run that noted what it meant to send, or the rules of the format; else nobody knows. */
  readonly knownBy: 'run' | 'format' | undefined;
  /** The last run that is known to have uploaded to it. */
  readonly leftBy?: Pick<JournalRun, 'runId' | 'verb' | 'result'> | undefined;
}

/**
 * `runs`: those that are known; a run that noted which files it was about to upload says more than the rules of the
 * format, which know what no version can do without.
 */
export async function unfinishedVersion(
  ref: VersionReference,
  present: readonly string[],
  formats: readonly PackageFormat[],
  {
    runs,
    place,
  }: { readonly runs: readonly JournalRun[]; readonly place: Pick<RepositoryAddress, 'domain' | 'repository'> },
): Promise<UnfinishedVersion> {
  const text = purl(ref);
  const isHere = (run: JournalRun) => run.repository === place.repository && run.domain === place.domain;
  const uploads = runs.flatMap((run) =>
    isHere(run)
      ? run.writes.flatMap((write) =>
          write.action === 'upload' && write.purls?.includes(text) ? [{ run, write }] : [],
        )
      : [],
  );
  const meant = new Set(uploads.flatMap(({ write }) => write.assets?.[text] ?? []));
  const format = formats.find(({ name }) => name === ref.format);
  const byFormat = meant.size > 0 ? undefined : await format?.publishing?.lacks?.(ref, present);
  const lacking = byFormat ?? [...meant];
  const missing = lacking.filter((name) => !present.includes(name)).sort();
  const knownBy = meant.size > 0 ? 'run' : byFormat === undefined ? undefined : 'format';
  return { ref, present, missing, knownBy, leftBy: uploads.at(-1)?.run };
}

/** What is missing, and who left it so: words that follow on `it is Unfinished`. */
export function unfinishedWords({ missing, present, leftBy }: UnfinishedVersion): string {
  const what =
    missing.length > 0
      ? `without ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`
      : `and has ${present.length} file${present.length === 1 ? '' : 's'}, of which none is known to be missing`;
  if (leftBy === undefined) return what;
  const end = leftBy.result === undefined ? 'was cut off or is still at work' : 'has ended';
  return `${what}; the ${leftBy.verb} ${leftBy.runId}, which ${end}, left it so`;
}

/** What makes it whole, where something is missing. */
export const completeWords = (ref: VersionReference): string =>
  `publish the files of ${shortForm(ref)} again (\`codeartifact-ci publish FILES\`): those that are there with the same bytes stay, the others are added`;
