// What is said when a tool that packs a project fails: its own words, whole in the log, their end in the error.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Log, ProgramResult } from '../../core/ports/host.ts';
import { shownBriefly, shownText } from '../../core/text/shown-text.ts';

/** Lines of the tool's output in the log: a build that fails tells why within these, however long it ran. */
const LOGGED_LINES = 200;
/** Of these in the error, which is one annotation. */
const TAIL_LINES = 12;
const TAIL_LENGTH = 1200;

export interface FailedTool {
  /** The program, and what it was to do: `npm pack`. */
  readonly title: string;
  readonly directory: string;
  readonly result: ProgramResult;
  /** Lines that say more than the last ones, where the tool marks them. */
  readonly marked?: RegExp;
  /** What to install or do, where it is known. */
  readonly remedy?: string | undefined;
}

/**
 * CA-FILE-004 with the end of what the tool printed; all of it, up to 200 lines, is logged. Credentials in addresses are
 * taken out, as everywhere.
 */
export async function toolFailure(failed: FailedTool, log: Pick<Log, 'group' | 'info'>): Promise<RegistryError> {
  const { title, directory, result, marked, remedy } = failed;
  const options = {
    remedy: remedy ?? 'What the tool printed says what is wrong in the project, or in how it is packed.',
  };
  const [program = title] = title.split(' ');
  if (result.status === 127)
    return new RegistryError('CA-FILE-004', `${title} cannot pack ${directory}: ${program} was not found`, {
      remedy: remedy ?? `Install ${program} on this machine, or give built files instead of a project directory.`,
    });
  const lines = outputLines(result);
  const told = marked === undefined ? [] : [...new Set(lines.filter((line) => marked.test(line)))].slice(0, TAIL_LINES);
  if (lines.length > TAIL_LINES || (told.length > 0 && told.length < lines.length))
    await log.group(`${title} failed in ${directory}`, async () => {
      const left = lines.length - LOGGED_LINES;
      if (left > 0) log.info(`(${left} lines before)`);
      for (const line of lines.slice(-LOGGED_LINES)) log.info(line);
    });
  return new RegistryError(
    'CA-FILE-004',
    `${title} failed in ${directory}: ${lastWords(result, told.length > 0 ? told : lines.slice(-TAIL_LINES))}`,
    options,
  );
}

/** What the program printed, without empty lines, on both streams. */
export function outputLines({ stdout, stderr }: Pick<ProgramResult, 'stdout' | 'stderr'>): string[] {
  return shownText(`${stdout}\n${stderr}`)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

function lastWords({ status }: ProgramResult, lines: readonly string[]): string {
  const said =
    lines.length === 0 ? 'it said nothing' : shownBriefly(lines.map((line) => line.trim()).join(' | '), TAIL_LENGTH);
  return `exit status ${status}; ${said}`;
}
