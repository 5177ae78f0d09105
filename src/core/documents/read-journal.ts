// A journal from text, as runs. It decides what a rollback undoes, so holes in it are errors and not guesses.
import { RegistryError } from '../errors/registry-error.ts';
import { JOURNAL_SCHEMA, type JournalBegin, type JournalLine, type JournalWrite, type WriteResult } from './journal.ts';
import { refuseNewer } from './schema-version.ts';
import { JOURNAL_LINE } from './schemas.ts';
import { problemsOf } from './validate.ts';

/** A write as the journal tells it; without a `result` it is not known whether it had its effect. */
export interface RecordedWrite extends JournalWrite, Partial<WriteResult> {
  readonly step: number;
  readonly at: number;
}

/** One run as the journal tells it. */
export interface JournalRun extends JournalBegin {
  readonly runId: string;
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  readonly writes: readonly RecordedWrite[];
  /** Intentions that no single write of ours fulfils (dist-tags that a copy moves). */
  readonly notes: readonly JournalWrite[];
  readonly result?: string | undefined;
}

/**
 * Runs in order of their begin. Half a line (a crash while appending) is skipped; any other line that cannot be read
 * is CA-INPUT-005 with its number: a journal with holes must not decide what to undo.
 */
export function readJournal(text: string, name: string): readonly JournalRun[] {
  const runs: Runs = new Map();
  const lines = text.split('\n');
  lines.forEach((raw, index) => {
    if (raw.trim() === '') return;
    const line = lineOf(raw, `${name}, line ${index + 1}`);
    if (typeof line === 'string') {
      if (isTorn(raw, lines, index)) return;
      throw new RegistryError('CA-INPUT-005', `${name}, line ${index + 1}: ${line}`);
    }
    take(runs, line, `${name}, line ${index + 1}`);
  });
  return [...runs].map(([runId, { begin, beganAt, writes, notes, result }]) => ({
    runId,
    beganAt,
    ...begin,
    writes: [...writes.values()],
    notes,
    result,
  }));
}

// A torn line is the start of a JSON object without its end, at the end of the file or before the begin of the next run.
function isTorn(raw: string, lines: readonly string[], index: number): boolean {
  if (!raw.startsWith('{') || raw.endsWith('}')) return false;
  const following = lines.slice(index + 1).find((text) => text.trim() !== '');
  return following === undefined || following.includes('"kind":"begin"');
}

function lineOf(raw: string, place: string): JournalLine | string {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return 'is not JSON';
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'string') refuseNewer(schema, JOURNAL_SCHEMA, place);
  const problems = problemsOf(value, JOURNAL_LINE);
  return problems.length > 0 ? `is not a journal line: ${problems.join('; ')}` : (value as JournalLine);
}

interface RunBeingRead {
  readonly begin: JournalBegin;
  readonly beganAt: number;
  readonly writes: Map<number, RecordedWrite>;
  readonly notes: JournalWrite[];
  result?: string;
}

type Runs = Map<string, RunBeingRead>;

function take(runs: Runs, line: JournalLine, place: string): void {
  const { schema: _schema, run, at, kind, step, result, ...rest } = line;
  if (kind === 'begin') {
    runs.set(run, { begin: rest as JournalBegin, beganAt: Date.parse(at), writes: new Map(), notes: [] });
    return;
  }
  const found = runs.get(run);
  if (!found) throw new RegistryError('CA-INPUT-005', `${place}: belongs to a run whose begin is missing`);
  if (kind === 'note') found.notes.push(rest as JournalWrite);
  else if (kind === 'end') found.result = result ?? '';
  else if (kind === 'before' && step !== undefined)
    found.writes.set(step, { ...(rest as JournalWrite), step, at: Date.parse(at) });
  else if (step !== undefined) {
    const write = found.writes.get(step);
    const { versions, assets } = rest;
    if (write && result !== undefined) found.writes.set(step, { ...write, result, versions, assets });
  }
}
