// The grammar of version 0.2: known keys, types and limits. This is our schema check; the service publishes none that may be copied.
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit } from 'yaml';
import { isAbsent, lineOf, PHASES, pairOf, SECTIONS, type SpecText } from '../edit/spec-text.ts';
import { onFailure } from '../runner/buildspec.ts';
import type { LintFinding } from './finding.ts';
import { artifacts, batch, cache, type Report, reports, unknownKeys } from './shape-sections.ts';

const envKeys = [
  'shell',
  'variables',
  'parameter-store',
  'secrets-manager',
  'exported-variables',
  'git-credential-helper',
];
const phaseKeys = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally', 'steps'];
const inlineLimit = 25_600;

export function lintShape(spec: SpecText): LintFinding[] {
  const findings: LintFinding[] = [];
  const report: Report = (rule, at, message, fix) =>
    findings.push({ rule, line: Math.max(1, lineOf(spec, at)), message, fix });
  const root = spec.document.contents;
  if (!isMap(root)) {
    report(
      'not-a-buildspec',
      root,
      'This is not a map with `version` and `phases`.',
      'Begin with `version: 0.2` and `phases:`.',
    );
    return findings;
  }
  unknownKeys(root, SECTIONS, 'the buildspec', report);
  version(root, report);
  environment(pairOf(root, 'env')?.value, report);
  phases(pairOf(root, 'phases'), isMap(pairOf(root, 'batch')?.value), report);
  batch(pairOf(root, 'batch')?.value, report);
  reports(pairOf(root, 'reports')?.value, report);
  artifacts(pairOf(root, 'artifacts')?.value, report);
  cache(pairOf(root, 'cache')?.value, report);
  anchors(spec, report);
  if (spec.text.length > inlineLimit)
    report(
      'too-long-inline',
      root,
      `The text has ${spec.text.length} characters; inline buildspecs may have 25600.`,
      'Keep it as a file in the source or in S3, or move commands to a script.',
    );
  return findings;
}

function version(root: Node, report: Report): void {
  const pair = pairOf(root, 'version');
  const value = pair && isScalar(pair.value) ? String(pair.value.value) : undefined;
  if (value === '0.2') return;
  const message =
    value === undefined
      ? '`version` is missing.'
      : `Version ${value} is not 0.2; under 0.1 no variable lasts from one command to the next.`;
  report('version', pair ?? root, message, 'Write `version: 0.2`.');
}

function environment(env: Node | null | undefined, report: Report): void {
  unknownKeys(env, envKeys, '`env`', report);
  const shell = pairOf(env, 'shell');
  const name = shell && isScalar(shell.value) ? String(shell.value.value) : undefined;
  if (name !== undefined && !['bash', '/bin/sh', 'powershell.exe', 'cmd.exe'].includes(name))
    report(
      'shell',
      shell,
      `\`env.shell: ${name}\` does not exist.`,
      'Use bash or /bin/sh (Windows: powershell.exe or cmd.exe).',
    );
  const variables = pairOf(env, 'variables')?.value;
  for (const pair of isMap(variables) ? variables.items : []) variable(pair as Pair<Node, Node | null>, report);
  for (const section of ['parameter-store', 'secrets-manager']) {
    const values = pairOf(env, section)?.value;
    for (const pair of isMap(values) ? values.items : []) reserved(pair as Pair<Node, Node | null>, report);
  }
  exported(pairOf(env, 'exported-variables')?.value, report);
}

function variable(pair: Pair<Node, Node | null>, report: Report): void {
  reserved(pair, report);
  const value = isScalar(pair.value) ? String(pair.value.value) : undefined;
  if (value === undefined) {
    report('variable-type', pair, 'A variable is a plain string.', 'Put the value on one line, quoted.');
    return;
  }
  const name = isScalar(pair.key) ? String(pair.key.value) : '';
  if (/\$[A-Za-z_{(]/.test(value))
    report(
      'literal-variable',
      pair,
      `\`${name}\` is taken literally: \`$\` is not expanded here${name === 'PATH' ? ' and PATH would be destroyed' : ''}.`,
      'Set it in a command, which keeps it for the commands that follow.',
    );
  if (name === 'CODEARTIFACT_DURATION_SECONDS' && value.trim() === '0') duration(pair, report);
  if (/^(AKIA|ASIA)[A-Z0-9]{16}$/.test(value) || /^eyJ[\w-]{20,}/.test(value))
    report(
      'secret-in-buildspec',
      pair,
      `\`${name}\` holds a secret in clear text.`,
      'Use secrets-manager or parameter-store, or the role of the build.',
    );
}

function duration(pair: Pair<Node, Node | null>, report: Report): void {
  report(
    'duration-zero',
    pair,
    'Duration 0 ends the token with the role session, in CodeBuild within the hour and often sooner.',
    'Give the seconds the build may take, 900 to 43200.',
  );
}

function reserved(pair: Pair<Node, Node | null>, report: Report): void {
  const name = isScalar(pair.key) ? String(pair.key.value) : '';
  if (name.startsWith('CODEBUILD_'))
    report(
      'reserved-name',
      pair,
      `\`${name}\`: names that begin with CODEBUILD_ are reserved.`,
      'Choose another name.',
    );
}

function exported(list: Node | null | undefined, report: Report): void {
  for (const item of isSeq(list) ? list.items : []) {
    const name = isScalar(item) ? String(item.value) : '';
    if (name.startsWith('AWS_'))
      report(
        'exported-aws-name',
        item as Node,
        `\`${name}\`: names that begin with AWS_ are not exported.`,
        'Copy the value to another name in a command.',
      );
    else if (/(AUTH_?TOKEN|PASSWORD|SECRET|_TOKEN$|^TOKEN$)/i.test(name))
      report(
        'exported-token',
        item as Node,
        `\`${name}\` would be readable in the console, in BatchGetBuilds and in the pipeline.`,
        'Export names and versions only; let each build sign in.',
      );
  }
}

function phases(pair: Pair<Node, Node | null> | undefined, hasBatch: boolean, report: Report): void {
  if (!pair || isAbsent(pair.value)) {
    if (!hasBatch) report('no-phases', pair, '`phases` is missing.', 'Add at least one phase with commands.');
    return;
  }
  unknownKeys(pair.value, PHASES, '`phases`', report);
  let latest = -1;
  for (const item of isMap(pair.value) ? (pair.value.items as Pair<Node, Node | null>[]) : []) {
    const name = String(isScalar(item.key) ? item.key.value : '');
    const index = (PHASES as readonly string[]).indexOf(name);
    if (index >= 0 && index < latest)
      report(
        'phase-order',
        item,
        `\`${name}\` stands below a later phase but runs before it: phases always run install, pre_build, build, post_build.`,
        'Write the phases in the order in which they run.',
      );
    latest = Math.max(latest, index);
    phase(name, item, report);
  }
}

function phase(name: string, pair: Pair<Node, Node | null> | undefined, report: Report): void {
  if (!(PHASES as readonly string[]).includes(name)) return;
  const value = pair?.value;
  unknownKeys(value, phaseKeys, `\`${name}\``, report);
  const steps = pairOf(value, 'steps');
  if (steps)
    report(
      'steps',
      steps,
      '`steps` is no longer part of the grammar.',
      'Use commands, or run the GitHub Action on a CodeBuild-hosted runner.',
    );
  const runtimes = pairOf(value, 'runtime-versions');
  if (runtimes && name !== 'install')
    report('runtime-versions', runtimes, '`runtime-versions` only works in `install`.', 'Move it to `install`.');
  const failure = pairOf(value, 'on-failure');
  if (failure) onFailureValue(failure, name, report);
  if (!pairOf(value, 'commands') && !steps && !(name === 'install' && runtimes))
    report('no-commands', pair, `\`${name}\` has no commands.`, 'Add `commands`, or take the phase out.');
  for (const list of ['commands', 'finally']) commandList(pairOf(value, list), list, report);
}

function onFailureValue(pair: Pair<Node, Node | null>, name: string, report: Report): void {
  try {
    onFailure(isScalar(pair.value) ? pair.value.value : '?', name);
  } catch {
    report(
      'on-failure',
      pair,
      '`on-failure` has an unknown value.',
      'Use ABORT, CONTINUE, RETRY, RETRY-<count>, RETRY-<regex> or RETRY-<count>-<regex>.',
    );
  }
}

function commandList(pair: Pair<Node, Node | null> | undefined, name: string, report: Report): void {
  if (!pair || isAlias(pair.value)) return;
  if (!isSeq(pair.value)) {
    report('command-type', pair, `\`${name}\` is not a list.`, 'Write one command a line, each after a dash.');
    return;
  }
  for (const item of pair.value.items as Node[]) {
    if (isAlias(item) || (isScalar(item) && typeof item.value === 'string')) continue;
    const isColon = isMap(item);
    report(
      'command-type',
      item,
      isColon
        ? 'This command is a map, not a string: a colon and a space made it one.'
        : 'This command is not a string.',
      isColon ? 'Quote the command, or write it below `- |`.' : 'Quote it.',
    );
  }
}

function anchors(spec: SpecText, report: Report): void {
  visit(spec.document, {
    Alias(_key, node) {
      report(
        'alias',
        node,
        'Nothing documents that CodeBuild understands YAML aliases.',
        'Repeat the lines, or move them to a script.',
      );
    },
  });
}
