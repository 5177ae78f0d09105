// Lines of a journal, in whatever order and however often they stand there, collected as runs.

import { parseCoordinate, parseVersionCoordinate } from '../model/coordinates.ts';
import { shownBriefly } from '../text/shown-text.ts';
import {
  JOURNAL_ACTIONS,
  JOURNAL_SCHEMA,
  JOURNAL_VERBS,
  type JournalBegin,
  type JournalLine,
  type JournalWrite,
  NOT_BEGUN,
  type WriteResult,
} from './journal.ts';
import type { JournalPiece } from './journal-pieces.ts';
import type { RepositoryRecord } from './manifest.ts';
import { isNewer } from './schema-version.ts';
import { JOURNAL_LINE } from './schemas.ts';
import { problemsOf } from './validate.ts';

/** A write as the journal tells it; without a `result` it is not known whether it had its effect. */
export interface RecordedWrite extends JournalWrite, Partial<WriteResult> {
  readonly step: number;
  readonly at: number;
  /** When its answer was there, where that is known; milliseconds since the epoch. */
  readonly doneAt?: number | undefined;
  /** Only that it was meant is known: the run may have been cut off before it. */
  readonly isIntended?: boolean | undefined;
}

/** One run as the journal tells it. */
export interface JournalRun extends Omit<JournalBegin, 'verb'> {
  readonly runId: string;
  /** One of `JournalVerb`, or what a newer version has added to it. */
  readonly verb: string;
  /** Milliseconds since the epoch; 0 where a newer schema tells no time. */
  readonly beganAt: number;
  readonly writes: readonly RecordedWrite[];
  /** Intentions that no single write of ours fulfils (dist-tags that a copy moves). */
  readonly notes: readonly JournalWrite[];
  readonly result?: string | undefined;
  /** When it ended, in milliseconds since the epoch; undefined: it did not, or nobody knows. */
  readonly endedAt?: number | undefined;
  /** Where its plan wanted dist-tags, those that it found there included; undefined: only its writes tell. */
  readonly leads?: readonly RunLead[] | undefined;
  /**
   * Only what it was about to write is known, from what it stored before its first write: it is still at work, or was cut
   * off.
   */
  readonly isBegun?: boolean | undefined;
  /** The first hundred steps of which nobody knows any more what was written. */
  readonly unknownSteps: readonly number[];
  /** Whether it may have written, or meant to write, more than is told here. A line cut off by its end is no such hole. */
  readonly isDamaged: boolean;
  /** What of it, or perhaps of it, could not be read: in words, with the line. */
  readonly damage: readonly string[];
  /** What a newer version wrote in it that means nothing here, in words; such a run can be listed and not undone. */
  readonly newer: readonly string[];
}

/** Dist-tags of one package as a run wanted them. */
export interface RunLead {
  /** Purl without version. */
  readonly package: string;
  /** Tag -> version. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Lines of a run whose begin cannot be read: where it wrote, and what for, is not known. */
export interface HeadlessRun {
  readonly runId: string;
  /** When its last line was written; milliseconds since the epoch. */
  readonly lastAt: number;
}

export interface JournalContent {
  /** In the order of their begin. */
  readonly runs: readonly JournalRun[];
  readonly headless: readonly HeadlessRun[];
  /** What was set aside, in words, with the name of the file and the line. */
  readonly warnings: readonly string[];
}

const MOST_WARNINGS = 10;
/** Pieces that are remembered one by one; a file with more is damaged throughout, or something else. */
const MOST_LOST = 10_000;
const MOST_STEPS = 100;
const PLACE = ['domain', 'domainOwner', 'region', 'repository'] as const;

/** A piece that could not be read, with what it tells nevertheless. */
interface Lost {
  readonly line: number;
  /** Said of it: `is cut off`, `is no line of a journal`. */
  readonly words: string;
  readonly run: string | undefined;
  readonly kind: string | undefined;
  readonly step: number | undefined;
}

class RunBeingRead {
  begin: (Omit<JournalBegin, 'verb'> & { readonly verb: string }) | undefined;
  beganAt = 0;
  result: string | undefined;
  readonly befores = new Map<number, JournalLine>();
  readonly afters = new Map<number, JournalLine>();
  readonly notes: JournalWrite[] = [];
  readonly newer: string[] = [];
  readonly lost: Lost[] = [];
  isOfNewerSchema = false;
  lastLine: number;
  lastAt = 0;
  lastStep = 0;
  endLine = Number.POSITIVE_INFINITY;
  readonly firstLine: number;

  constructor(firstLine: number) {
    this.firstLine = firstLine;
    this.lastLine = firstLine;
  }
}

export class RunCollector {
  readonly #name: string;
  readonly #runs = new Map<string, RunBeingRead>();
  /** In the order of their lines. */
  readonly #lost: Lost[] = [];
  #unremembered = 0;

  constructor(name: string) {
    this.#name = name;
  }

  take(piece: JournalPiece, number: number): void {
    if (piece.kind === 'zeros') {
      const words = `holds ${piece.count} zero bytes, as a power loss leaves them`;
      this.#remember({ line: number, words, run: undefined, kind: undefined, step: undefined });
    } else if (piece.kind === 'rest') this.#lose(piece.text, number, 'is cut off or not whole');
    else {
      const problem = this.#line(piece.value, number);
      if (problem !== undefined) this.#lose(piece.text, number, problem);
    }
  }

  content(): JournalContent {
    const anybodys: Lost[] = [];
    for (const lost of this.#lost) {
      const owner = lost.run === undefined ? undefined : this.#runs.get(lost.run);
      if (owner) owner.lost.push(lost);
      else anybodys.push(lost);
    }
    const runs: JournalRun[] = [];
    const headless: HeadlessRun[] = [];
    const warnings = this.#lost
      .filter((lost) => !this.#isKnownAnyway(lost))
      .map(({ line, words }) => `${this.#name}, line ${line} ${words}; it was set aside`);
    for (const [runId, run] of this.#runs) {
      const whole = this.#runOf(runId, run, anybodys);
      if (whole) {
        runs.push(whole);
        continue;
      }
      headless.push({ runId, lastAt: run.lastAt });
      const where =
        run.firstLine === run.lastLine ? `line ${run.firstLine} is` : `lines ${run.firstLine} to ${run.lastLine} are`;
      warnings.push(`${this.#name}, ${where} of the run ${printable(runId)}, whose begin is missing; it was set aside`);
    }
    const shown = warnings.slice(0, MOST_WARNINGS);
    const more = warnings.length - shown.length + this.#unremembered;
    return { runs, headless, warnings: more > 0 ? [...shown, `${this.#name}: ${more} more like these`] : shown };
  }

  /** What is wrong with it; undefined when it was taken. */
  #line(value: unknown, number: number): string | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no line of a journal';
    const line = value as JournalLine;
    if (typeof line.run !== 'string' || line.run === '' || typeof line.kind !== 'string')
      return 'is no line of a journal';
    const at = typeof line.at === 'string' ? Date.parse(line.at) : Number.NaN;
    const known = this.#runs.get(line.run);
    if (known?.isOfNewerSchema) return seen(known, number, at);
    const isOfNewer = typeof line.schema === 'string' && isNewer(line.schema, JOURNAL_SCHEMA);
    const problem = isOfNewer ? undefined : problemWith(line, at);
    if (problem !== undefined) return problem;
    const run = known ?? new RunBeingRead(number);
    this.#runs.set(line.run, run);
    if (isOfNewer) {
      run.isOfNewerSchema = true;
      run.newer.push(`its schema is \`${printable(line.schema ?? '')}\`, and \`${JOURNAL_SCHEMA}\` is read here`);
    }
    add(run, line, number, at);
    return seen(run, number, at);
  }

  #lose(text: string, line: number, words: string): void {
    // The first half of a line tells these, in this order, since the writer puts them there.
    const run = /"run":"([^"\\]+)"/.exec(text)?.[1];
    const kind = /"kind":"([a-z]+)"/.exec(text)?.[1];
    const step = /"step":([0-9]{1,9})[,}]/.exec(text)?.[1];
    this.#remember({
      line,
      words: `${words} (${printable(text)})`,
      run,
      kind,
      step: step === undefined ? undefined : Number(step),
    });
  }

  #remember(lost: Lost): void {
    if (this.#lost.length < MOST_LOST) this.#lost.push(lost);
    else this.#unremembered++;
  }

  /** A line that a short write cut off stands there again, whole. */
  #isKnownAnyway({ run: runId, kind, step }: Lost): boolean {
    const run = runId === undefined ? undefined : this.#runs.get(runId);
    if (!run) return false;
    if (kind === 'begin') return run.begin !== undefined;
    if (kind === 'end') return run.result !== undefined;
    if (step === undefined) return false;
    return (kind === 'before' && run.befores.has(step)) || (kind === 'after' && run.afters.has(step));
  }

  #runOf(runId: string, run: RunBeingRead, anybodys: readonly Lost[]): JournalRun | undefined {
    const { begin, beganAt, befores, afters, notes, newer, result } = run;
    if (!begin) return undefined;
    const lost = run.lost.filter((one) => !this.#isKnownAnyway(one));
    const perhaps = between(anybodys, run.firstLine, run.endLine);
    const unknownSteps = befores.size === run.lastStep ? [] : gapsIn(befores, afters);
    const hasLostMore =
      this.#unremembered > 0 || lost.some((one) => one.line < run.lastLine && hides(one, run.lastStep));
    return {
      ...begin,
      runId,
      beganAt,
      writes: writesOf(befores, afters),
      notes,
      result,
      ...(result === undefined ? {} : { endedAt: run.lastAt }),
      unknownSteps,
      isDamaged: unknownSteps.length > 0 || hasLostMore,
      damage: [
        ...lost.map(({ line, words }) => `line ${line} ${words}`),
        ...perhaps.map(({ line, words }) => `line ${line}, which may be of it, ${words}`),
      ],
      newer,
    };
  }
}

/** The first of those behind `from` and before `end`. */
function between(lost: readonly Lost[], from: number, end: number): readonly Lost[] {
  let low = 0;
  for (let high = lost.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((lost[middle] as Lost).line > from) high = middle;
    else low = middle + 1;
  }
  return lost.slice(low, low + MOST_WARNINGS).filter(({ line }) => line < end);
}

/** Whether it may have told of a write that nothing else tells of; a missing number among the steps tells of most. */
function hides({ kind, step }: Lost, lastStep: number): boolean {
  if (kind === 'before') return step === undefined || step > lastStep;
  if (kind === 'after') return step !== undefined && step > lastStep;
  return kind !== 'begin' && kind !== 'end';
}

function seen(run: RunBeingRead, number: number, at: number): undefined {
  run.lastLine = number;
  if (at > run.lastAt) run.lastAt = at;
}

/** What keeps a line of this schema from being taken; kinds, verbs and actions of newer versions do not. */
function problemWith(line: JournalLine, at: number): string | undefined {
  const { kind, schema } = line as { kind: string; schema?: unknown };
  if (Number.isNaN(at)) return 'has no time';
  if (!isKind(kind)) return undefined;
  if (schema !== undefined && schema !== JOURNAL_SCHEMA) return 'is no line of a journal';
  const problems = problemsOf(line, JOURNAL_LINE);
  if (problems.length > 0) return `is not a journal line: ${problems.slice(0, 3).join('; ')}`;
  const missing = NEEDED[kind].filter((name) => line[name] === undefined);
  if (missing.length > 0) return `is not a journal line: ${missing.join(', ')} missing`;
  try {
    for (const purl of line.purls ?? []) parseVersionCoordinate(purl);
    if (line.package !== undefined) parseCoordinate(line.package);
  } catch {
    return 'is not a journal line: it names no package';
  }
  return undefined;
}

const NEEDED: Readonly<Record<JournalLine['kind'], readonly (keyof JournalLine)[]>> = {
  begin: ['verb', ...PLACE],
  before: ['step', 'action'],
  after: ['step'],
  note: ['action'],
  end: [],
};

const isKind = (kind: string): kind is JournalLine['kind'] => Object.hasOwn(NEEDED, kind);

function add(run: RunBeingRead, line: JournalLine, number: number, at: number): void {
  const { kind, step } = line;
  if (step !== undefined && step > run.lastStep) run.lastStep = step;
  // Lines may stand there twice; the first one counts.
  if (kind === 'begin') {
    if (run.begin) return;
    const { schema: _schema, run: _run, at: _at, kind: _kind, ...rest } = line;
    const verb = textOf(rest.verb);
    const place = Object.fromEntries(PLACE.map((name) => [name, textOf(rest[name])])) as unknown as RepositoryRecord;
    run.begin = { ...rest, ...place, verb };
    run.beganAt = Number.isNaN(at) ? 0 : at;
    if (!run.isOfNewerSchema && !JOURNAL_VERBS.includes(verb as never))
      run.newer.push(`it is a \`${printable(verb)}\``);
  } else if (run.isOfNewerSchema) return;
  else if (kind === 'before') {
    noteAction(run, line, number);
    if (step !== undefined && !run.befores.has(step)) run.befores.set(step, line);
  } else if (kind === 'after') {
    if (step !== undefined && !run.afters.has(step)) run.afters.set(step, line);
  } else if (kind === 'note') {
    noteAction(run, line, number);
    const { schema: _schema, run: _run, at: _at, kind: _kind, ...note } = line;
    run.notes.push(note as JournalWrite);
  } else if (kind === 'end') {
    run.result ??= line.result ?? '';
    run.endLine = number;
  } else run.newer.push(`line ${number} is of the kind \`${printable(kind)}\``);
}

function noteAction(run: RunBeingRead, { action = '' as never }: JournalLine, number: number): void {
  if (!JOURNAL_ACTIONS.includes(action)) run.newer.push(`line ${number} has the action \`${printable(action)}\``);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function writesOf(
  befores: ReadonlyMap<number, JournalLine>,
  afters: ReadonlyMap<number, JournalLine>,
): RecordedWrite[] {
  const writes: RecordedWrite[] = [];
  for (const [step, line] of befores) {
    const after = afters.get(step);
    if (after?.result === NOT_BEGUN) continue;
    // The line was parsed for this and becomes the write: to copy it costs more than to parse it.
    const write = line as unknown as { -readonly [Name in keyof RecordedWrite]: RecordedWrite[Name] };
    write.at = Date.parse(line.at);
    if (after?.result !== undefined) write.result = after.result;
    if (after) write.doneAt = Date.parse(after.at);
    if (after?.versions) write.versions = after.versions;
    if (after?.assets) write.assets = after.assets;
    writes.push(write);
  }
  return writes;
}

/** Steps are counted from one without leaving any out, so a number that is missing is a write that nobody knows. */
function gapsIn(befores: ReadonlyMap<number, JournalLine>, afters: ReadonlyMap<number, JournalLine>): number[] {
  const gaps: number[] = [];
  let next = 1;
  for (const step of [...new Set([...befores.keys(), ...afters.keys()])].sort((a, b) => a - b)) {
    for (; next < step && gaps.length < MOST_STEPS; next++) gaps.push(next);
    if (!befores.has(step) && afters.get(step)?.result !== NOT_BEGUN && gaps.length < MOST_STEPS) gaps.push(step);
    next = step + 1;
  }
  return gaps;
}

const printable = (text: string) => shownBriefly(text, 160);
