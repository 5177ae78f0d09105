// Mistakes that only show across commands: what runs before what, and what does not last.
import { isScalar } from 'yaml';
import type { SpecText } from '../edit/spec-text.ts';
import { LOGIN, OUR_PUBLISHING, PUBLISHING } from './command-rules.ts';
import { type BuildCommand, type LintFinding, lineOfMatch } from './finding.ts';

const INSTALLING =
  /(?:^|[\s;&|(])(?:npm (?:ci|install|i)\b(?![^\n]*(?:\s-g\b|--global))|pnpm (?:install|i)\b|yarn(?: install)?\s*(?=$|\n|&)|pip3? install\b(?![^\n]*\b(?:awscli|pip)\b)|python3? -m pip install\b(?![^\n]*\b(?:awscli|pip)\s*$)|uv (?:sync|pip install)\b|poetry install\b|(?:\.\/)?mvnw? |(?:\.\/)?gradlew? |dotnet (?:restore|build|test|pack|publish)\b|nuget restore\b)/m;

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
  const install = commands.findIndex((command) => INSTALLING.test(command.code));
  if (login < 0 || install < 0 || install >= login) return [];
  const command = commands[install] as BuildCommand;
  const where = commands[login]?.phase ?? '';
  return [
    {
      rule: 'install-before-login',
      line: lineOfMatch(command, INSTALLING) ?? command.lineAt(0),
      message: `This runs in ${command.phase}, before the login in ${where}.`,
      fix: 'Put the login in front of it: `codeartifact-ci buildspec include login`.',
    },
  ];
}

/** post_build runs after a failed build, too. */
function unguarded(spec: SpecText, commands: readonly BuildCommand[]): LintFinding[] {
  if (spec.document.getIn(['phases', 'build', 'on-failure']) === 'ABORT') return [];
  const late = commands.filter((command) => command.phase === 'post_build');
  return late.flatMap((command, index) => {
    const pattern = PUBLISHING.test(command.code) ? PUBLISHING : OUR_PUBLISHING;
    const line = lineOfMatch(command, pattern);
    // A guard that fails an earlier command of the phase keeps this one from running.
    const isGuarded = late.slice(0, index + 1).some((other) => other.code.includes('CODEBUILD_BUILD_SUCCEEDING'));
    if (line === undefined || isGuarded) return [];
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
  return commands.flatMap((command) => {
    const value = spec.document.getIn(['phases', command.phase, 'on-failure'], true);
    const line = lineOfMatch(command, PUBLISHING);
    if (line === undefined || !isScalar(value) || !String(value.value).startsWith('RETRY')) return [];
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
        line: lineOfMatch(command, pattern) ?? command.lineAt(0),
        message: `The directory lasts from command to command: this looks for ${folder} inside ${folder}.`,
        fix: 'Leave it out, or use a subshell each time: (cd … && …).',
      });
    entered.set(folder, command);
  }
  return findings;
}

/** Functions and aliases end with their command. */
function lostFunctions(commands: readonly BuildCommand[]): LintFinding[] {
  return commands.flatMap((command, index) => {
    const names = [
      ...command.code.matchAll(/(?:^|\n)[ \t]*(?:function\s+)?([A-Za-z_]\w*)\s*\(\)\s*\{|(?:^|\n)[ \t]*alias (\w+)=/g),
    ].map((match) => match[1] ?? match[2] ?? '');
    return names.flatMap((name) => {
      const call = new RegExp(`(?:^|[\\n;&|(][ \\t]*|then )${name}(?=\\s|;|$)`);
      const user = commands.slice(index + 1).find((other) => call.test(other.code));
      if (!user) return [];
      return [
        {
          rule: 'lost-function',
          line: lineOfMatch(user, call) ?? user.lineAt(0),
          message: `\`${name}\` was defined in another command and is not known here: each command is its own shell.`,
          fix: 'Use one `- |` block, or a script file.',
        },
      ];
    });
  });
}

function earlyCleanup(commands: readonly BuildCommand[]): LintFinding[] {
  const isLogout = /(?:CODEARTIFACT_CLI\}?"?|\bcodeartifact-ci) logout\b/;
  return commands.flatMap((command, index) => {
    const line = lineOfMatch(command, isLogout);
    const later = commands.slice(index + 1).some((other) => INSTALLING.test(other.code) || PUBLISHING.test(other.code));
    if (line === undefined || !later) return [];
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
  return commands.flatMap((command, index) => {
    const names = [...command.code.matchAll(/(?:^|[\n;][ \t]*|declare -[aA] )(\w+)=\(/g)].map(
      (match) => match[1] ?? '',
    );
    return names.flatMap((name) => {
      const use = new RegExp(`\\$\\{#?${name}\\[`);
      const user = commands.slice(index + 1).find((other) => use.test(other.code));
      if (!user) return [];
      return [
        {
          rule: 'lost-array',
          line: lineOfMatch(user, use) ?? user.lineAt(0),
          message: `The array \`${name}\` was set in another command; arrays do not last.`,
          fix: 'Use one `- |` block, or keep the list in a plain variable.',
        },
      ];
    });
  });
}

function dotnetTools(commands: readonly BuildCommand[]): LintFinding[] {
  const pattern = /\bdotnet tool install\b[^\n]*(?:\s-g\b|--global)/;
  if (commands.some((command) => command.code.includes('.dotnet/tools'))) return [];
  return commands.flatMap((command) => {
    const line = lineOfMatch(command, pattern);
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
