// `codeartifact-ci buildspec …`: reads files, calls the functions over text, says what happened.
import { asRegistryError, describeError, RegistryError } from '../core/errors/registry-error.ts';
import type { Host } from '../core/ports/host.ts';
import { programFile } from '../machine/program-file.ts';
import { runShell } from '../machine/shell.ts';
import {
  BUILDSPEC_HELP,
  type BuildspecArguments,
  phaseOption,
  positionOption,
  readBuildspecArguments,
  type Subcommand,
} from './command-arguments.ts';
import { checkBlocks } from './edit/check.ts';
import { type IncludeResult, includeSnippets } from './edit/include.ts';
import { removeSnippets } from './edit/remove.ts';
import { vendorCommandLine } from './edit/vendor.ts';
import type { BuildspecHost, BuildspecMachine } from './host.ts';
import { lintBuildspec } from './lint/lint.ts';
import { runSubcommand } from './run-command.ts';
import { tagSubcommand } from './tag-command.ts';
import { recogniseEcosystem } from './templates/ecosystems.ts';
import { isBootstrap, requireSnippet, SNIPPETS, snippetBody } from './templates/snippet-catalogue.ts';
import { renderWhole, WHOLE_BUILDSPECS, type WholeBuildspec } from './templates/whole-buildspecs.ts';

/** Runs one sub-command; resolves to the exit status. Errors are described in the log, not thrown. */
export async function runBuildspec(
  args: readonly string[],
  host: BuildspecHost,
  machine: BuildspecMachine = { shell: runShell, program: programFile() },
): Promise<number> {
  try {
    const parsed = readBuildspecArguments(args);
    if (parsed.command === 'help') {
      host.print(BUILDSPEC_HELP);
      return 0;
    }
    return await handlers[parsed.command](parsed, host, machine);
  } catch (error) {
    const known = asRegistryError(error);
    for (const line of describeError(known)) host.log.error(line);
    return known.exitCode;
  }
}

type Handler = (args: BuildspecArguments, host: BuildspecHost, machine: BuildspecMachine) => Promise<number>;

const handlers: Readonly<Record<Subcommand, Handler>> = {
  include,
  check,
  remove,
  print,
  list,
  lint,
  run: (args, host, machine) => runSubcommand(args, host, machine.shell),
  tag: tagSubcommand,
};

const fileOf = (args: BuildspecArguments) =>
  args.text('file') ?? args.text('into') ?? args.text('from') ?? 'buildspec.yml';

async function requireFile(host: Host, path: string): Promise<string> {
  const text = await host.files.readText(path);
  if (text !== undefined) return text;
  throw new RegistryError('CA-INPUT-005', `${path} does not exist`, { remedy: 'Name the buildspec with `--file`.' });
}

async function include(args: BuildspecArguments, host: BuildspecHost, machine: BuildspecMachine): Promise<number> {
  const names = args.operands;
  const file = fileOf(args);
  if (names.length === 0 && !args.has('vendor'))
    throw new RegistryError('CA-INPUT-001', 'name at least one block; `buildspec list` shows them');
  if (args.has('vendor')) await vendorCommandLine(host, machine.program);
  if (names.length === 0) return 0;
  for (const name of names) requireSnippet(name);
  const before = await host.files.readText(file);
  const start = before ?? (await newBuildspec(args, host));
  const result = includeSnippets(start, names, {
    phase: phaseOption(args.text('phase')),
    position: positionOption(args.text('position')),
    force: args.has('force'),
  });
  if (result.text.includes('\r\n'))
    host.log.warning(`${file} has CRLF line endings; commands may get a stray \\r in CodeBuild`);
  if (args.has('print')) host.printExactly(result.text.replace(/\r?\n$/, ''));
  else if (result.text !== before) await host.files.write(file, result.text);
  reportInclude(args, host, file, result);
  for (const finding of lintBuildspec(result.text))
    if (finding.rule === 'install-before-login')
      host.log.warning(`${file}:${finding.line}: ${finding.message} ${finding.fix}`);
  return result.changes.some((change) => change.action === 'edited') ? 1 : 0;
}

/** The whole buildspec that fits what is asked for and what lies in the folder; else an empty one. */
async function newBuildspec(args: BuildspecArguments, host: BuildspecHost): Promise<string> {
  const wanted = args.text('template') ?? (await matchingTemplate(args.operands, host));
  if (wanted === undefined) return 'version: 0.2\n';
  host.log.info(`starting from the whole buildspec \`${wanted}\``);
  return renderWhole(requireWhole(wanted));
}

async function matchingTemplate(names: readonly string[], host: BuildspecHost): Promise<string | undefined> {
  const others = names.filter((name) => !isBootstrap(name));
  if (others.includes('promote') && !others.includes('publish')) return 'promote';
  const ecosystem = recogniseEcosystem(await host.files.list(host.workingDirectory));
  if (ecosystem === undefined) return undefined;
  return others.includes('publish')
    ? `publish-on-tag-${ecosystem.name}`
    : others.includes('login')
      ? `ci-${ecosystem.name}`
      : undefined;
}

function requireWhole(name: string): WholeBuildspec {
  const whole = WHOLE_BUILDSPECS.find((candidate) => candidate.name === name);
  if (whole) return whole;
  throw new RegistryError(
    'CA-INPUT-004',
    `no whole buildspec \`${name}\`; there are ${WHOLE_BUILDSPECS.map((w) => w.name).join(', ')}`,
  );
}

function reportInclude(args: BuildspecArguments, host: BuildspecHost, file: string, result: IncludeResult): void {
  if (args.has('json') && !args.has('print')) host.printJson({ file, changes: result.changes });
  for (const { name, action, line } of result.changes) {
    if (action === 'edited')
      host.log.warning(`${file}:${line}: block \`${name}\` was edited by hand and is left alone; --force replaces it`);
    else host.log.info(`${file}:${line}: ${name} ${action}`);
  }
  const added = result.changes
    .filter((change) => change.action === 'added')
    .map((change) => requireSnippet(change.name));
  const variables = [...new Set(added.flatMap((snippet) => snippet.variables))].filter(
    (name) => !new RegExp(`^\\s*${name}:`, 'm').test(result.text),
  );
  if (variables.length > 0) host.log.info(`set under env.variables or on the project: ${variables.join(', ')}`);
}

async function check(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const file = fileOf(args);
  for (const name of args.operands) requireSnippet(name);
  const reports = checkBlocks(await requireFile(host, file), args.operands);
  const bad = reports.filter((report) => report.state !== 'current');
  if (args.has('json')) host.printJson({ file, blocks: reports });
  for (const report of bad) {
    host.log.error(`${file}:${report.line}: block \`${report.name}\` is ${report.state}`);
    for (const line of report.diff) host.log.info(line);
  }
  if (bad.length > 0)
    throw new RegistryError(
      'CA-SPEC-002',
      `${file}: ${bad.map((report) => `${report.name} (${report.state})`).join(', ')}`,
    );
  host.log.info(`${file}: ${reports.length} blocks, all current`);
  return 0;
}

async function remove(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const file = fileOf(args);
  const before = await requireFile(host, file);
  const result = removeSnippets(before, args.operands);
  if (args.has('print')) host.printExactly(result.text.replace(/\r?\n$/, ''));
  else if (result.text !== before) await host.files.write(file, result.text);
  if (args.has('json') && !args.has('print')) host.printJson({ file, removed: result.removed });
  host.log.info(
    result.removed.length > 0 ? `${file}: removed ${result.removed.join(', ')}` : `${file}: nothing to remove`,
  );
  return 0;
}

async function print(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const [name, ...more] = args.operands;
  if (name === undefined || more.length > 0)
    throw new RegistryError('CA-INPUT-001', 'name one block or whole buildspec; `buildspec list` shows them');
  const isBlock = SNIPPETS.some((snippet) => snippet.name === name);
  host.printExactly((isBlock ? snippetBody(name) : renderWhole(requireWhole(name))).trimEnd());
  return 0;
}

async function list(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const blocks = SNIPPETS.map(({ name, summary, variables }) => ({ name, summary, variables }));
  const whole = WHOLE_BUILDSPECS.map(({ name, summary }) => ({ name, summary }));
  if (args.has('json')) host.printJson({ blocks, whole });
  else {
    const width = Math.max(...[...blocks, ...whole].map((item) => item.name.length));
    const lines = (items: readonly { name: string; summary: string }[]) =>
      items.map((item) => `  ${item.name.padEnd(width)}  ${item.summary}`);
    host.print(['Blocks:', ...lines(blocks), '', 'Whole buildspecs:', ...lines(whole)].join('\n'));
  }
  return 0;
}

async function lint(args: BuildspecArguments, host: BuildspecHost): Promise<number> {
  const files = args.operands.length > 0 ? args.operands : [fileOf(args)];
  const findings: object[] = [];
  for (const file of files) {
    for (const finding of lintBuildspec(await requireFile(host, file))) {
      findings.push({ file, ...finding });
      if (!args.has('json'))
        host.print(`${file}:${finding.line}: ${finding.message} Fix: ${finding.fix} [${finding.rule}]`);
    }
  }
  if (args.has('json')) host.printJson({ findings });
  if (findings.length > 0) throw new RegistryError('CA-SPEC-003', `${findings.length} findings in ${files.join(', ')}`);
  host.log.info(`${files.join(', ')}: no findings`);
  return 0;
}
