// A journal as runs. Processes that die, full disks and power losses leave halves of lines in it, newer versions write
// what nobody knows here yet, and other programs may have written into it by mistake. None of that makes the rest
// unreadable: what cannot be read is set aside and named, and a run that lacks something says so, because a run decides
// what a rollback undoes.
import { RegistryError } from '../errors/registry-error.ts';
import type { Files } from '../ports/host.ts';
import { type JournalPiece, piecesOf, ScanBudget } from './journal-pieces.ts';
import { type JournalContent, RunCollector } from './journal-runs.ts';

/** A hundred times what ten thousand versions leave; more is no journal, or one that nobody wants to wait for. */
export const LARGEST_JOURNAL = 256 * 1024 * 1024;
/** Ten times the line of the largest batch with all that writes tell. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Of a file, a part at a time; no runs where there is no file. Rejects with CA-INPUT-005 when it is too large. */
export async function readJournalFile(
  path: string | undefined,
  files: Pick<Files, 'open' | 'readText' | 'realPath' | 'stat'>,
): Promise<JournalContent> {
  if (path === undefined) return readJournal('', 'the journal');
  const found = await files.stat((await files.realPath(path)) ?? path);
  if (!found) return readJournal('', path);
  // A pipe is read as a whole: only that can be interrupted.
  if (found.kind !== 'file') return readJournal((await files.readText(path)) ?? '', path);
  requireSize(found.size, path);
  const lines = new JournalLines(path);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of files.open(path)) lines.add(decoder.decode(chunk, { stream: true }));
  lines.add(decoder.decode());
  return lines.end();
}

/** Of a text; `name` (a path) goes into warnings. Rejects with CA-INPUT-005 when it is too large. */
export function readJournal(text: string, name: string): JournalContent {
  requireSize(text.length, name);
  const lines = new JournalLines(name);
  lines.add(text);
  return lines.end();
}

function requireSize(size: number, name: string): void {
  if (size <= LARGEST_JOURNAL) return;
  const MIB = 1024 * 1024;
  throw new RegistryError(
    'CA-INPUT-005',
    `${name} has ${Math.ceil(size / MIB)} MiB, and a journal of more than ${LARGEST_JOURNAL / MIB} MiB is not read`,
    { remedy: 'Cut the lines of old runs off, or move the file away: the next run begins a new one.' },
  );
}

/** Cuts text into lines, however it arrives, and hands each over with its number. */
class JournalLines {
  readonly #runs: RunCollector;
  readonly #budget = new ScanBudget();
  #number = 0;
  #open = '';
  #isTooLong = false;

  constructor(name: string) {
    this.#runs = new RunCollector(name);
  }

  add(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#extend(text.slice(from, end));
      this.#close();
      from = end + 1;
    }
    this.#extend(text.slice(from));
  }

  end(): JournalContent {
    this.#close();
    return this.#runs.content();
  }

  #extend(part: string): void {
    if (this.#open.length + part.length > LONGEST_LINE) this.#isTooLong = true;
    else this.#open += part;
  }

  #close(): void {
    const raw = this.#open;
    this.#open = '';
    this.#number++;
    const pieces: Iterable<JournalPiece> = this.#isTooLong
      ? [{ kind: 'rest', text: raw.slice(0, 1000) }]
      : piecesOf(raw, this.#budget);
    this.#isTooLong = false;
    for (const piece of pieces) this.#runs.take(piece, this.#number);
  }
}
