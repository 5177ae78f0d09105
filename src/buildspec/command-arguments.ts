// The words after `codeartifact-ci buildspec`.
import { parseArgs } from 'node:util';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Position } from './edit/insertion.ts';
import { PHASES, type Phase } from './edit/spec-text.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** One table for all sub-commands: a flag that a sub-command does not use is refused by `only`. */
const OPTIONS = {
  file: text,
  into: text,
  from: text,
  phase: text,
  position: text,
  template: text,
  force: flag,
  vendor: flag,
  print: flag,
  json: flag,
  quiet: flag,
  verbose: flag,
  help: { type: 'boolean', short: 'h' },
  'results-file': text,
  require: flag,
  'any-tag-at-head': flag,
  tag: text,
  scenario: text,
  shell: text,
  source: text,
  home: text,
  env: { type: 'string', multiple: true },
  secret: { type: 'string', multiple: true },
  batch: flag,
} as const;

type OptionName = keyof typeof OPTIONS;

const always: readonly OptionName[] = ['json', 'quiet', 'verbose', 'help'];
export const SUBCOMMANDS = {
  include: ['file', 'into', 'phase', 'position', 'template', 'force', 'vendor', 'print'],
  check: ['file', 'into'],
  remove: ['file', 'from', 'print'],
  print: [],
  list: [],
  lint: ['file'],
  run: ['file', 'scenario', 'tag', 'shell', 'source', 'home', 'env', 'secret', 'batch'],
  tag: ['results-file', 'require', 'any-tag-at-head', 'tag'],
} as const satisfies Readonly<Record<string, readonly OptionName[]>>;

export type Subcommand = keyof typeof SUBCOMMANDS;

export interface BuildspecArguments {
  readonly command: Subcommand | 'help';
  readonly operands: readonly string[];
  text(name: OptionName): string | undefined;
  list(name: OptionName): readonly string[];
  has(name: OptionName): boolean;
}

/** Throws CA-INPUT-004 for anything unknown. */
export function readBuildspecArguments(args: readonly string[]): BuildspecArguments {
  const parsed = parse(args);
  const [first, ...operands] = parsed.positionals;
  const values = parsed.values as Readonly<Record<string, string | boolean | string[] | undefined>>;
  if (first === undefined || values.help === true) return read('help', operands, values);
  if (!(first in SUBCOMMANDS))
    throw new RegistryError(
      'CA-INPUT-004',
      `buildspec has no \`${first}\`; there are ${Object.keys(SUBCOMMANDS).join(', ')}`,
    );
  const command = first as Subcommand;
  const own: readonly string[] = [...SUBCOMMANDS[command], ...always];
  const strange = Object.keys(values).filter((name) => !own.includes(name));
  if (strange.length > 0)
    throw new RegistryError(
      'CA-INPUT-004',
      `\`buildspec ${command}\` has no ${strange.map((name) => `--${name}`).join(', ')}`,
    );
  return read(command, operands, values);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new RegistryError('CA-INPUT-004', message, { cause: error });
  }
}

function read(
  command: BuildspecArguments['command'],
  operands: readonly string[],
  values: Readonly<Record<string, string | boolean | string[] | undefined>>,
): BuildspecArguments {
  const list = (name: OptionName) => {
    const value = values[name];
    return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  };
  return { command, operands, list, text: (name) => list(name).at(-1), has: (name) => values[name] === true };
}

/** Throws CA-INPUT-001. */
export function phaseOption(value: string | undefined): Phase | undefined {
  if (value === undefined || (PHASES as readonly string[]).includes(value)) return value as Phase | undefined;
  throw new RegistryError('CA-INPUT-001', `\`--phase\` is one of ${PHASES.join(', ')}`);
}

/** `first`, `last`, `before:NAME` or `after:NAME`. Throws CA-INPUT-001. */
export function positionOption(value: string | undefined): Position | undefined {
  if (value === undefined || value === 'first' || value === 'last') return value;
  const [, side, name] = /^(before|after):([a-z0-9-]+)$/.exec(value) ?? [];
  if (side === 'before' && name !== undefined) return { before: name };
  if (side === 'after' && name !== undefined) return { after: name };
  throw new RegistryError('CA-INPUT-001', '`--position` is `first`, `last`, `before:BLOCK` or `after:BLOCK`');
}

export const BUILDSPEC_HELP = `codeartifact-ci buildspec: blocks for AWS CodeBuild buildspecs

  include BLOCK... [--into FILE]   put blocks in, or bring them up to date; makes the file when there is none
      --phase PHASE --position first|last|before:BLOCK|after:BLOCK   instead of the usual place
      --force       also replace blocks that were edited by hand
      --vendor      copy this command line to .codeartifact-ci/ beside its sha256
      --template NAME   whole buildspec to start from when there is no file
      --print       print the result instead of writing it
  check [BLOCK...] [--file FILE]   exit 1 when a block is stale, edited or missing
  remove [BLOCK...] [--from FILE]  take blocks out; all when none is named
  print NAME                       print a block or a whole buildspec
  list                             list blocks and whole buildspecs
  lint [FILE...]                   find known mistakes, with line and fix
  run [FILE]                       run a buildspec here, phase by phase, as CodeBuild does
      --scenario manual|manual-tag|manual-branch|webhook-tag|webhook-branch|webhook-pr|codepipeline
      --tag NAME    the tag, branch or pull request number of the scenario
      --shell dash|bash-as-sh|bash   what sh is (default: dash, as on Ubuntu images)
      --source DIR --home DIR --env NAME=VALUE --secret NAME=VARIABLE --batch
  tag [--results-file FILE]            find out whether this build is for a git tag
      --require     fail when it is not
      --tag NAME    this tag, whatever the variables say
      --any-tag-at-head   also take the only tag of the checked out commit

  --json for machine output; FILE is buildspec.yml unless given.`;
