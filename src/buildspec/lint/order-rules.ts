// Mistakes that only show across commands: what runs before what, and what does not last.
import { isScalar } from 'yaml';
import { PHASES, type SpecText } from '../edit/spec-text.ts';
import { LOGIN, ourPublishing, publishing } from './command-rules.ts';
import { type BuildCommand, type LintFinding, lineOfSearch } from './finding.ts';
import { anyOf, type LineSearch, lastOf, one, pair, without } from './line-search.ts';

const installing: LineSearch = anyOf(
  without(/(?:^|[\s;&|(])npm (?:ci|install|i)\b/, lastOf(/\s-g\b|--global/)),
  without(/(?:^|[\s;&|(])pip3? install\b/, lastOf(/\b(?:awscli|pip)\b/)),
  without(/(?:^|[\s;&|(])python3? -m pip install\b/, lastOf(/\b(?:awscli|pip)\s*$/)),
  one(
    /(?:^|[\s;&|(])(?:pnpm (?:install|i)\b|yarn(?: install)?[ \t]*(?=$|&)|uv (?:sync|pip install)\b|poetry install\b|(?:\.\/)?mvnw? |(?:\.\/)?gradlew? |dotnet (?:restore|build|test|pack|publish)\b|nuget restore\b)/,
  ),
);

/** Places in the code of a command by the name that stands there: the first line of each. */
type LinesByName = ReadonlyMap<string, number>;

/** Lines by the names that a pattern captures; each match begins at its name. */
function namesIn({ code }: BuildCommand, pattern: RegExp): LinesByName {
  const lines = new Map<string, number>();
  for (const [index, line] of code.split('\n').entries())
    for (const match of line.matchAll(pattern)) {
      const name = match.slice(1).find((group) => group !== undefined) ?? '';
      if (!lines.has(name)) lines.set(name, index);
    }
  return lines;
}

interface LostName {
  readonly name: string;
  /** Line of the file where a later command uses it. */
  readonly line: number;
}

/** What one command defines and a later one uses, once for each definition; in one walk over all of them, from the last. */
function lostNames(commands: readonly BuildCommand[], defined: RegExp, used: RegExp): LostName[] {
  const nextUse = new Map<string, number>();
  const lost: LostName[] = [];
  for (const command of [...commands].reverse()) {
    for (const name of namesIn(command, defined).keys()) {
      const line = nextUse.get(name);
      if (line !== undefined) lost.push({ name, line });
    }
    for (const [name, line] of namesIn(command, used)) nextUse.set(name, command.lineAt(line));
  }
  return lost.reverse();
}

export function lintOrder(spec: SpecText, commands: readonly BuildCommand[]): LintFinding[] {
  return [
    ...loginTooLate(commands),
    ...unguarded(spec, commands),
    ...retriedPublish(spec, commands),
    ...repeatedDirectory(commands),
    ...lostFunctions(commands),
    ...lostArrays(commands),
    ...earlyCleanup(commands),
    ...dotnetTools(commands),
  ];
}

function loginTooLate(commands: readonly BuildCommand[]): LintFinding[] {
  const login = commands.findIndex((command) => LOGIN.test(command.code));
  const install = commands.findIndex((command) => lineOfSearch(command, installing) !== undefined);
  if (login < 0 || install < 0 || install >= login) return [];
  const command = commands[install] as BuildCommand;
  const where = commands[login]?.phase ?? '';
  return [
    {
      rule: 'install-before-login',
      line: lineOfSearch(command, installing) ?? command.lineAt(0),
      message: `This runs in ${command.phase}, before the login in ${where}.`,
      fix: 'Put the login in front of it: `codeartifact-ci buildspec include login`.',
    },
  ];
}

/** post_build runs after a failed build, too. */
function unguarded(spec: SpecText, commands: readonly BuildCommand[]): LintFinding[] {
  if (spec.document.getIn(['phases', 'build', 'on-failure']) === 'ABORT') return [];
  const late = commands.filter((command) => command.phase === 'post_build');
  // A guard that fails an earlier command of the phase keeps the later ones from running.
  const guard = late.findIndex((command) => command.code.includes('CODEBUILD_BUILD_SUCCEEDING'));
  return late.slice(0, guard < 0 ? late.length : guard).flatMap((command) => {
    const line = lineOfSearch(command, publishing) ?? lineOfSearch(command, ourPublishing);
    if (line === undefined) return [];
    return [
      {
        rule: 'unguarded-publish',
        line,
        message: 'post_build runs after a failed build, and this would publish its result.',
        fix: 'Move it to the end of `build`, or test that CODEBUILD_BUILD_SUCCEEDING equals 1.',
      },
    ];
  });
}

/** RETRY starts the whole build over; a version cannot be published twice. */
function retriedPublish(spec: SpecText, commands: readonly BuildCommand[]): LintFinding[] {
  const retried = new Set(
    PHASES.filter((phase) => {
      const value = spec.document.getIn(['phases', phase, 'on-failure'], true);
      return isScalar(value) && String(value.value).startsWith('RETRY');
    }),
  );
  return commands.flatMap((command) => {
    const line = retried.has(command.phase) ? lineOfSearch(command, publishing) : undefined;
    if (line === undefined) return [];
    return [
      {
        rule: 'retried-publish',
        line,
        message: 'A retried build publishes the same version again and meets a conflict.',
        fix: 'Use the block `publish`, which is safe to repeat, or take RETRY away.',
      },
    ];
  });
}

/** The directory lasts: a second `cd packages/x` looks for packages/x/packages/x. */
function repeatedDirectory(commands: readonly BuildCommand[]): LintFinding[] {
  const entered = new Map<string, BuildCommand>();
  const findings: LintFinding[] = [];
  for (const command of commands) {
    const pattern = /^\s*cd ["']?([A-Za-z0-9_][^\s"';&|]*)["']?/;
    const folder = pattern.exec(command.code)?.[1];
    if (/\bcd (?:["']?\$|["']?\/|\.\.|-)/.test(command.code)) entered.clear();
    if (folder === undefined) continue;
    if (entered.has(folder))
      findings.push({
        rule: 'repeated-cd',
        line: lineOfSearch(command, one(/^\s*cd ./)) ?? command.lineAt(0),
        message: `The directory lasts from command to command: this looks for ${folder} inside ${folder}.`,
        fix: 'Leave it out, or use a subshell each time: (cd … && …).',
      });
    entered.set(folder, command);
  }
  return findings;
}

/** Functions and aliases end with their command. */
function lostFunctions(commands: readonly BuildCommand[]): LintFinding[] {
  const defined = /^[ \t]*(?:function\s+)?([A-Za-z_]\w*)\s*\(\)\s*(?:\{|$)|^[ \t]*alias (\w+)=/g;
  // The beginning of a word is told first: looking back from each of a thousand blanks would take their square.
  const called = /\b(?=\w)(?<=(?:^|[;&|(])[ \t]*|then )(\w+)(?=\s|;|$)/g;
  return lostNames(commands, defined, called).map(({ name, line }) => ({
    rule: 'lost-function',
    line,
    message: `\`${name}\` was defined in another command and is not known here: each command is its own shell.`,
    fix: 'Use one `- |` block, or a script file.',
  }));
}

function earlyCleanup(commands: readonly BuildCommand[]): LintFinding[] {
  const isLogout = one(/(?:CODEARTIFACT_CLI\}?"?|\bcodeartifact-ci) logout\b/);
  const uses = anyOf(installing, publishing);
  const lastUse = commands.findLastIndex((command) => lineOfSearch(command, uses) !== undefined);
  return commands.slice(0, Math.max(lastUse, 0)).flatMap((command) => {
    const line = lineOfSearch(command, isLogout);
    if (line === undefined) return [];
    return [
      {
        rule: 'early-cleanup',
        line,
        message: 'The login is taken back before a later phase uses it.',
        fix: 'Put it under `finally` of the last phase that uses a package manager.',
      },
    ];
  });
}

/** With bash, too: only what can be exported lasts. */
function lostArrays(commands: readonly BuildCommand[]): LintFinding[] {
  const defined = /\b(?=\w)(?<=(?:^|;)[ \t]*|declare -[aA] )(\w+)=\(/g;
  return lostNames(commands, defined, /\$\{#?(\w+)\[/g).map(({ name, line }) => ({
    rule: 'lost-array',
    line,
    message: `The array \`${name}\` was set in another command; arrays do not last.`,
    fix: 'Use one `- |` block, or keep the list in a plain variable.',
  }));
}

function dotnetTools(commands: readonly BuildCommand[]): LintFinding[] {
  if (commands.some((command) => command.code.includes('.dotnet/tools'))) return [];
  const globally = pair(/\bdotnet tool install\b/, /\s-g\b|--global/);
  return commands.flatMap((command) => {
    const line = lineOfSearch(command, globally);
    if (line === undefined) return [];
    return [
      {
        rule: 'dotnet-tools-path',
        line,
        message: 'Global .NET tools go to /root/.dotnet/tools, which is not on PATH.',
        fix: 'Add PATH="$PATH:/root/.dotnet/tools" in a command.',
      },
    ];
  });
}
