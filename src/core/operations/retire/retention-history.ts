// What the journal tells of the versions of one repository. Only what was written to that repository counts, and only
// writes that succeeded: an intention says nothing of what is so.
import { canonicalJson } from '../../documents/canonical.ts';
import type { JournalWrite } from '../../documents/journal.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import { parseVersionCoordinate } from '../../model/coordinates.ts';
import { versionKey } from '../../model/package.ts';
import type { Files } from '../../ports/host.ts';

/** Times are those of the machines that wrote the journal. */
export interface History {
  /** Version key -> when a promotion or rollback last named it. */
  readonly moved: ReadonlyMap<string, number>;
  /** Version key -> since when it is hidden, at the latest. */
  readonly hidden: ReadonlyMap<string, number>;
  /** Versions that were copied or uploaded to the repository. */
  readonly arrived: ReadonlySet<string>;
  /** What of the journal could not be read, in words. */
  readonly warnings: readonly string[];
}

/**
 * From the journal, when there is one. `related`: repositories of the domain whose promotions and rollbacks count, too.
 * `recorded`: runs as their records in these repositories tell of them; the journal tells more of one that it has.
 */
export async function historyOf(
  path: string | undefined,
  files: Pick<Files, 'open' | 'readText' | 'realPath' | 'stat'>,
  place: RepositoryRecord,
  {
    related = [],
    recorded = [],
  }: { readonly related?: readonly string[]; readonly recorded?: readonly JournalRun[] } = {},
): Promise<History> {
  const { runs: journaled, warnings } = await readJournalFile(path, files);
  const known = new Set(journaled.map(({ runId }) => runId));
  const others = recorded.filter(({ runId }) => !known.has(runId));
  const runs = others.length === 0 ? journaled : [...journaled, ...others].sort((a, b) => (a.runId < b.runId ? -1 : 1));
  const history = {
    moved: new Map<string, number>(),
    hidden: new Map<string, number>(),
    arrived: new Set<string>(),
    warnings,
  };
  for (const run of runs) {
    const isHere = isIn(run, place);
    if (isHere || related.some((repository) => isIn(run, { ...place, repository }))) noteMoves(run, history.moved);
    if (isHere) noteStatuses(run, history.hidden, history.arrived);
  }
  return history;
}

function isIn({ domain, domainOwner, region, repository }: JournalRun, place: RepositoryRecord): boolean {
  return canonicalJson({ domain, domainOwner, region, repository }) === canonicalJson(place);
}

/** Keys of the versions of which a write says that it went well: of each version, or of the batch as a whole. */
function doneKeys({ purls = [], result, versions }: JournalRun['writes'][number]): string[] {
  const isDone = (text: string) => {
    const told = versions?.[text] ?? result;
    return told !== undefined && !/^(error|failed|refused|absent)/.test(told);
  };
  return purls.filter(isDone).map((text) => versionKey(parseVersionCoordinate(text)));
}

const keysOf = ({ purls = [] }: JournalWrite) => purls.map((text) => versionKey(parseVersionCoordinate(text)));

function noteMoves(run: JournalRun, moved: Map<string, number>): void {
  if (run.verb === 'publish' || run.verb === 'retire') return;
  for (const write of run.writes)
    for (const key of doneKeys(write)) moved.set(key, Math.max(moved.get(key) ?? 0, write.at));
}

function noteStatuses(run: JournalRun, hidden: Map<string, number>, arrived: Set<string>): void {
  // A run that found a version hidden read it before it opened its journal.
  for (const note of run.notes.filter(isSighting))
    for (const key of keysOf(note)) if (!hidden.has(key)) hidden.set(key, run.beganAt);
  for (const write of run.writes) {
    const { action, to, from } = write;
    const isShown = to === 'Published' || action === 'copy' || action === 'upload' || action === 'finish';
    // Whatever may have been listed again counts as listed, so that nothing is erased by an older date.
    if (isShown) for (const key of keysOf(write)) hidden.delete(key);
    for (const key of doneKeys(write)) {
      if (action === 'copy' || action === 'overwrite' || action === 'upload') arrived.add(key);
      if (action !== 'status' || isShown) continue;
      // From one hidden status to another it stays hidden since the first; without that one, since now.
      if (from === 'Published' || !hidden.has(key)) hidden.set(key, write.at);
    }
  }
}

const isSighting = ({ action, from, to }: JournalWrite) => action === 'status' && from !== undefined && from === to;

/** A note that versions were found hidden, and nothing says since when. */
export function sightingOf(purls: readonly string[], status: NonNullable<JournalWrite['to']>): JournalWrite {
  return { action: 'status', purls, from: status, to: status };
}
