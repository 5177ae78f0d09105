// What requirements files tell pip about indexes, by pip's own rules: lines joined and without comments, `${NAME}`
// replaced, options in quotes; `-r` and `-c` followed. The last `--index-url` counts, and outranks all configuration.
import { decodedUserInfo } from '../../../core/model/secret.ts';
import { sideFolderOf } from '../../../core/model/side-folder.ts';
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import type { EncodedFile } from '../../shared/inspection.ts';
import { absolute, joinPath, variable } from '../../shared/machine-paths.ts';

export interface RequirementsOption {
  /** The file that pip is given; `source` is that or one that it names. */
  readonly root: string;
  /** Path for people, relative where it was found so. */
  readonly source: string;
  readonly name: 'index-url' | 'extra-index-url' | 'find-links' | 'no-index' | 'trusted-host';
  readonly value: string;
  /** Nobody can tell whether pip is ever given the file. */
  readonly isDoubtful?: boolean;
  /** A variable in the value that is not set, so that pip sends it as it stands. */
  readonly unset?: string;
}

const NAMES: Readonly<Record<string, RequirementsOption['name'] | 'requirement'>> = {
  '-i': 'index-url',
  '--index-url': 'index-url',
  '--pypi-url': 'index-url',
  '--extra-index-url': 'extra-index-url',
  '-f': 'find-links',
  '--find-links': 'find-links',
  '--no-index': 'no-index',
  '--trusted-host': 'trusted-host',
  '-r': 'requirement',
  '--requirement': 'requirement',
  '-c': 'requirement',
  '--constraint': 'requirement',
};

/** Long options that may stand in such a file, of pip 23 to 26: they may be shortened as far as only one begins so. */
const LONG_OPTIONS = [
  ...Object.keys(NAMES).filter((name) => name.startsWith('--')),
  '--editable',
  '--no-binary',
  '--only-binary',
  '--prefer-binary',
  '--require-hashes',
  '--no-require-hashes',
  '--pre',
  '--all-releases',
  '--only-final',
  '--use-feature',
  '--hash',
  '--config-settings',
  '--global-option',
];

function nameOf(written: string): (typeof NAMES)[string] | undefined {
  if (written in NAMES || !/^--./.test(written) || LONG_OPTIONS.includes(written)) return NAMES[written];
  const meant = LONG_OPTIONS.filter((option) => option.startsWith(written));
  return meant.length === 1 ? NAMES[meant[0] ?? ''] : undefined;
}

/** As people call the files that they give to pip. */
const FILES = ['*requirements*', 'requirements/*', '*constraints*', 'reqs*'].flatMap((name) => [
  `${name}.txt`,
  `${name}.in`,
]);

/** Files may name files; nobody nests them deeper, and a circle ends. */
const DEEPEST = 8;
const MOST_FILES = 1000;

/** Of a file of constraints with another name, as of one in these folders, nobody knows what it is for. */
const isDoubtfulName = (path: string) =>
  sideFolderOf(folderPart(path)) !== undefined ||
  /(?:^|\/)docs?\//i.test(path) ||
  (/constraints/i.test(fileName(path)) && !/^constraints\.(?:txt|in)$/i.test(fileName(path)));

const fileName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const folderPart = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

const filesOf = (machine: ToolMachine) => [...new Set(FILES.flatMap((name) => machine.find(name)))];

/**
 * Options of the project's requirements files, and of those that pip's configuration names, in the order in which pip
 * comes to them.
 */
export function requirementsOptions(machine: ToolMachine, configured: readonly string[] = []): RequirementsOption[] {
  const variables = ['PIP_REQUIREMENT', 'PIP_CONSTRAINT'].map((name) => variable(machine, name) ?? '');
  const named = [...variables, ...configured].flatMap((value) =>
    value.split(/\s+/).filter((one) => one !== '' && !one.includes('://')),
  );
  const found = filesOf(machine);
  const doubtful = new Set(found.filter((path) => isDoubtfulName(path) && !named.includes(path)));
  // The ones that pip is given for certain come first, since what they name is as certain.
  const roots = [...found.filter((path) => !doubtful.has(path)), ...named, ...doubtful];
  const reached = new Set<string>();
  let read = 0;
  const options: RequirementsOption[] = [];
  const follow = (path: string, root: string, seen: readonly string[]) => {
    const at = absolute(machine, path);
    read += 1;
    if (seen.length > DEEPEST || read > MOST_FILES || seen.includes(at)) return;
    const lines = linesOf(machine.read(at) ?? '');
    if (lines.some((line) => !isTaken(line))) return;
    reached.add(at);
    const isDoubtful = doubtful.has(root);
    for (const line of lines.filter((one) => one.startsWith('-'))) {
      const folder = joinPath(machine, path, '..');
      for (const [name, value] of optionsIn(line)) {
        const [given, unset] = expandedValue(value, machine);
        if (name === 'requirement') {
          const local = localPath(given);
          if (local !== undefined)
            follow(isAbsolute(local) ? local : joinPath(machine, folder, local), root, [...seen, at]);
        } else
          options.push({
            root,
            source: path,
            name,
            value: given,
            ...(isDoubtful ? { isDoubtful } : {}),
            ...(unset === undefined ? {} : { unset }),
          });
      }
    }
  };
  for (const root of new Set(roots))
    if (!doubtful.has(root) || !reached.has(absolute(machine, root))) follow(root, root, []);
  return options;
}

/** pip knows byte order marks, and a comment that names the encoding; without one, bytes that are not UTF-8 end it. */
export function requirementsEncodings(machine: ToolMachine): EncodedFile[] {
  const files = filesOf(machine).filter((path) => !isDoubtfulName(path));
  return files.map((source) => {
    const path = absolute(machine, source);
    const isNamed = /^(?:[^\n]*\n)?[ \t]*#.*coding[:=]/.test(machine.read(path) ?? '');
    return { path, source, reads: { mark: true, utf16: true, otherBytes: isNamed || machine.platform === 'win32' } };
  });
}

/** The path of what `-r` and `-c` name; undefined for what has to be fetched. */
function localPath(given: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(given)) return given;
  const path = /^file:(?:\/\/(?:localhost)?(?=\/))?(.+)$/i.exec(given)?.[1];
  return path === undefined ? undefined : decodedUserInfo(path).replace(/^\/(?=[A-Za-z]:)/, '');
}

/** A requirement by its name, with what may stand behind it. */
const REQUIREMENT =
  /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?\s*(?:\[[^\]]*\])?\s*(?:@\s*\S.*|\(?\s*(?:[<>=!~]=?=?)[^;]*)?(?:;.*)?$/;
const ADDRESS_OR_PATH = /^(?:\.|~)|[/\\]|\.(?:whl|zip|tar\.\w+|tgz)(?:\[[^\]]*\])?$/;

/** What stands before the options of a line. */
const requirementOf = (line: string) => line.replace(/(?:^|\s)-.*$/, '').trim();

/** Whether pip takes the line for a requirement or options: a file with another one it refuses, so nobody gives it that. */
function isTaken(line: string): boolean {
  const requirement = requirementOf(line);
  return requirement === '' || REQUIREMENT.test(requirement) || ADDRESS_OR_PATH.test(requirement);
}

const isAbsolute = (path: string) => /^(?:[\\/]|[A-Za-z]:)/.test(path);

/** As `splitlines` of Python has it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these end lines
const LINE_END = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;

/** Lines that say something, joined where one ends in a backslash, without comments. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const line of text.split(LINE_END)) {
    const isComment = /^\s*#/.test(line);
    if (line.endsWith('\\') && !isComment) {
      open += line.slice(0, -1);
      continue;
    }
    lines.push(open + (isComment ? ' ' : '') + line);
    open = '';
  }
  lines.push(open);
  return lines.map((line) => withoutComment(line).trim()).filter((line) => line !== '');
}

function withoutComment(line: string): string {
  const at = line.startsWith('#') ? 0 : line.search(/\s#/);
  return (at < 0 ? line : line.slice(0, at)).trim();
}

/** As a shell splits words. */
function wordsIn(line: string): string[] {
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')+/g) ?? [];
  return words.map((word) =>
    word.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, escaped, double, single) => escaped ?? double ?? single),
  );
}

type Given = [name: RequirementsOption['name'] | 'requirement', value: string];

function optionsIn(line: string): Given[] {
  const found: Given[] = [];
  let waiting: Given[0] | undefined;
  for (const word of wordsIn(line)) {
    if (waiting !== undefined) {
      found.push([waiting, word]);
      waiting = undefined;
      continue;
    }
    const sign = word.startsWith('--') ? word.indexOf('=') : -1;
    const isShort = /^-[a-z]./.test(word);
    const name = nameOf(sign > 0 ? word.slice(0, sign) : isShort ? word.slice(0, 2) : word);
    if (name === 'no-index') found.push([name, 'true']);
    else if (name !== undefined && sign > 0) found.push([name, word.slice(sign + 1)]);
    else if (name !== undefined && isShort) found.push([name, word.slice(2)]);
    else waiting = name;
  }
  return found;
}

/** `${NAME}` in capitals; what is not set stays as it is. */
function expandedValue(value: string, machine: ToolMachine): [string, string | undefined] {
  let unset: string | undefined;
  const expanded = value.replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => {
    const given = machine.env[name];
    if (given) return given;
    unset ??= name;
    return whole;
  });
  return [expanded, unset];
}
