// Mistakes that show in the text of one command. Each is looked for line by line, in time that grows with the length of
// the line alone: see line-search.ts for what must not be written as one expression.
import { type BuildCommand, type LintFinding, LONGEST_COMMAND, lineOfSearch } from './finding.ts';
import { anyOf, type LineSearch, one, pair, without } from './line-search.ts';

interface Rule {
  readonly rule: string;
  readonly search: LineSearch;
  /** The finding falls away when this matches the code, too. */
  readonly unless?: RegExp;
  /** Only where `sh` runs, not with `env.shell: bash`. */
  readonly isShellDialect?: boolean;
  readonly message: string;
  readonly fix: string;
}

/** The same for the command as a whole: gives the place in its code. */
interface WholeRule extends Omit<Rule, 'search' | 'unless' | 'isShellDialect'> {
  readonly find: (code: string) => number | undefined;
}

const ELSEWHERE = 'altDeploymentRepository=';

/** What `altDeploymentRepository` sends to a folder is no publishing. */
function lastFolderDeployment(line: string): number {
  let last = -1;
  for (const word of line.matchAll(/\S+/g)) {
    const file = word[0].lastIndexOf('file:');
    const at = file < ELSEWHERE.length ? -1 : word[0].lastIndexOf(ELSEWHERE, file - ELSEWHERE.length);
    if (at >= 0) last = word.index + at;
  }
  return last;
}

const mavenDeploy: LineSearch = (line) => {
  const at = without(/\bmvnw?\b/, lastFolderDeployment)(line);
  return at !== undefined && /\bdeploy\b/.test(line.slice(at + 'mvn'.length)) ? at : undefined;
};

export const publishing: LineSearch = anyOf(
  one(/\b(?:npm|pnpm|yarn npm|yarn|poetry|uv) publish\b|\btwine upload\b|\b(?:dotnet )?nuget push\b/),
  one(/\baws codeartifact (?:publish-package-version|copy-package-versions)\b/),
  mavenDeploy,
  pair(/\bgradlew?\b/, /\bpublish\b/),
);
export const ourPublishing: LineSearch = one(
  /(?:CODEARTIFACT_CLI\}?"?|\bcodeartifact-ci|dist\/cli\/index\.js"?) (?:publish|promote)\b/,
);
export const LOGIN =
  /\baws codeartifact (?:login|get-authorization-token)\b|(?:CODEARTIFACT_CLI\}?"?|\bcodeartifact-ci|dist\/cli\/index\.js"?) login\b/;

const configFile = /(?:\.npmrc|\.pypirc|\.netrc|pip\.conf|settings\.xml|nuget\.config|\.yarnrc)/i;
const secretName = /\$\{?\w*(?:AUTH_?TOKEN|_TOKEN|PASSWORD|SECRET_ACCESS_KEY|SESSION_TOKEN)\b(?!_)/;
const toNpmrc = />>?[ \t]*["']?(?:\.\/)?\.npmrc\b/;

/** Publishing or a login that is followed by one `|` and by no other before it. */
const piped: LineSearch = (line) => {
  let at = 0;
  const parts = line.split('|');
  for (const [index, part] of parts.entries()) {
    const found = anyOf(publishing, one(/codeartifact login/))(part);
    // Between the two of `||` is nothing. The last one of a line can go on in the next.
    const isPiped = index + 1 < parts.length && (parts[index + 1] !== '' || index + 1 === parts.length - 1);
    if (found !== undefined && isPiped) return at + found;
    at += part.length + 1;
  }
  return undefined;
};

/** A secret that is printed where nothing behind it takes it: no pipe, no redirection. */
const printedSecret: LineSearch = (line) => {
  const taken = Math.max(line.lastIndexOf('>'), line.lastIndexOf('|')) + 1;
  const start = taken === 0 ? /(?:^|[;&])[ \t]*(?:echo|printf)\b/ : /[;&][ \t]*(?:echo|printf)\b/;
  const at = pair(start, secretName)(line.slice(taken));
  return at === undefined ? undefined : taken + at;
};

/** `[ … ] && …` or `test … && …` as the last line. */
function lastTest(code: string): number | undefined {
  const end = code.trimEnd();
  const at = end.lastIndexOf('\n') + 1;
  const line = end.slice(at);
  if (/^[ \t]*test [^&|]* && [^|]*$/.test(line)) return at;
  const opening = /^[ \t]*\[\[? /.exec(line)?.[0].length;
  const closing = line.lastIndexOf('] && ');
  if (opening === undefined || closing < opening || !/[ \]]/.test(line[closing - 1] ?? '')) return undefined;
  return line.includes('|', closing) ? undefined : at;
}

/** `( set -e … ) &&`: both halves may be lines apart. */
function ignoredExit(code: string): number | undefined {
  const found = /[({]\s*set -[a-z]*e/.exec(code);
  return found && /[)}]\s*(?:&&|\|\|)/.test(code.slice(found.index + found[0].length)) ? found.index : undefined;
}

/** A failed login that the same line, or the one behind a `||` at its end, throws away. */
function ignoredLogin(code: string): number | undefined {
  const search = pair(
    /codeartifact (?:login|get-authorization-token)|CODEARTIFACT_CLI\}?"? login/,
    /\|\|[ \t]*(?:true|:|echo|$)/,
  );
  let at = 0;
  const lines = code.split('\n');
  for (const [index, line] of lines.entries()) {
    const found = search(line);
    const goesOn = /\|\|[ \t]*$/.test(line) && !/\|\|[ \t]*(?:true|:|echo)/.test(line);
    if (found !== undefined && (!goesOn || /^[ \t]*(?:true|:|echo)/.test(lines[index + 1] ?? ''))) return at + found;
    at += line.length + 1;
  }
  return undefined;
}

const WHOLE_RULES: readonly WholeRule[] = [
  {
    rule: 'ignored-login',
    find: ignoredLogin,
    message: 'A failed login is swallowed, and the build goes on with the public registry.',
    fix: 'Let the command fail.',
  },
  {
    rule: 'lone-set',
    find: one(/^\s*set (?:-[a-z]+|-o \w+|-[a-z]*o \w+)\s*$/),
    message: '`set` as a command of its own has no effect: each command is its own shell.',
    fix: 'Put it on the first line of the `- |` block it is for.',
  },
  {
    rule: 'set-e-ignored',
    find: ignoredExit,
    message: '`set -e` is ignored on the left of && and ||; failures inside are hidden.',
    fix: 'Join the commands inside with &&.',
  },
  {
    rule: 'test-as-last-line',
    find: lastTest,
    message: 'When the test is false the command fails, and with it a healthy build.',
    fix: 'Use `if …; then …; fi`.',
  },
  {
    rule: 'trailing-backslash',
    find: (code) => (code.trimEnd().endsWith('\\') ? code.trimEnd().length - 1 : undefined),
    message: 'The backslash at the end swallows the line after the command; its variables are lost.',
    fix: 'Take it away.',
  },
  {
    rule: 'wait-for-nothing',
    find: one(/^\s*wait(?:\s+\$\w+)?\s*$/),
    message: 'Background jobs of another command cannot be waited for.',
    fix: 'Start and wait in one `- |` block.',
  },
  {
    rule: 'lone-set',
    find: one(/^\s*(?:trap|umask|shopt)\s[^\n;&]*$/),
    message: 'This has no effect as a command of its own: each command is its own shell.',
    fix: 'Put it into the `- |` block it is for.',
  },
];

const RULES: readonly Rule[] = [
  // Failures that hide
  {
    rule: 'export-hides-failure',
    search: one(/^[ \t]*export[ \t]+\w+=["']?(?:\$\(|`)/),
    message: '`export X=$(…)` succeeds when the command inside fails; the 401 comes later.',
    fix: 'Write `X="$(…)"` on its own: an assignment keeps the status, and it lasts without export.',
  },
  {
    rule: 'pipe-hides-failure',
    search: piped,
    message: 'In a pipe only the last program counts: a failed publish or login goes unnoticed.',
    fix: 'Write to a file and show it afterwards.',
  },
  {
    rule: 'exit-zero',
    search: one(/(?:^[ \t]*|[;&|][ \t]*|then[ \t]+)exit 0\b/),
    message: '`exit 0` throws away the variables and the directory that this command set.',
    fix: 'Use `if … fi` around the rest.',
  },
  // Shell dialect
  {
    rule: 'bash-only',
    isShellDialect: true,
    search: one(
      /(?:^|[\s;(!])\[\[(?:\s|$)|^[ \t]*(?:function\s+\w+|source(?:\s|$)|local\s+\w+|declare(?:\s|$)|shopt(?:\s|$))|set -[a-z]*o pipefail|<<<|[<>]\(|(?:^|[\s;])\w+=\((?!\()|\$\{\w+\[[@*0-9]|(?:^|\s)&>/,
    ),
    message: 'This needs bash, and `sh` is dash on the Ubuntu images.',
    fix: 'Write POSIX sh, or set `env.shell: bash`.',
  },
  {
    rule: 'source-without-slash',
    search: one(/(?:^[ \t]*|[;&][ \t]*)\. [A-Za-z0-9_.-]+(?:\s|$)/),
    message: '`. file` without a slash is looked for on PATH.',
    fix: 'Use an absolute path: . "$CODEBUILD_SRC_DIR/file".',
  },
  // Secrets
  {
    rule: 'token-echo',
    search: printedSecret,
    message: 'This prints a token, and CodeBuild does not mask it.',
    fix: 'Do not print it; print its length or nothing.',
  },
  {
    rule: 'token-echo',
    search: pair(/\b(?:cat|head|tail|less|grep)\b/i, configFile, /[|;&]/),
    message: 'This prints a configuration file with its token, and CodeBuild does not mask it.',
    fix: 'Do not print it.',
  },
  {
    rule: 'token-echo',
    search: anyOf(
      one(/\bnpm config (?:list|ls)\b|\bpip3? config (?:list|debug|get)\b|\byarn config (?:list|get)\b/),
      pair(/\bnpm config get /, /_authToken/),
      pair(/\bpip3? /, /\s-v{1,3}\b|--verbose/),
      pair(/\bmvnw?\b/, /\s(?:-X|--debug)\b/),
      pair(/\bgradlew?\b/, /\s(?:-d|--debug)\b/),
    ),
    message: 'This prints addresses or settings with the token in them, and CodeBuild does not mask it.',
    fix: 'Leave the option out around CodeArtifact.',
  },
  {
    rule: 'token-echo',
    search: one(/(?:^|[;&])[ \t]*(?:printenv|env|set|export(?: -p)?|declare -x?p?)[ \t]*(?=$|[;|])/),
    message: 'This prints all variables, tokens too, and CodeBuild does not mask them.',
    fix: 'Print only the variables you need.',
  },
  {
    rule: 'trace',
    search: one(/(?:^|[;&])[ \t]*(?:set -[a-z]*x|(?:ba)?sh -[a-z]*x)\b/),
    message: 'Tracing prints every expanded command, tokens too.',
    fix: 'Leave `set -x` out.',
  },
  {
    rule: 'secret-in-buildspec',
    // The header of a token has some hundred characters; without the bound each of many beginnings is read to the end.
    search: one(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|_authToken=["']?[\w.-]{24}|\beyJ[\w-]{20,800}\./),
    message: 'A secret in clear text; commands are echoed into the log.',
    fix: 'Use the role of the build, secrets-manager or parameter-store.',
  },
  {
    rule: 'token-as-build-argument',
    search: pair(/\bdocker (?:buildx )?build\b/, /--build-arg[= ]["']?\w*(?:TOKEN|PASSWORD|SECRET)/),
    message: 'Build arguments stay in the layer history of the image.',
    fix: 'Use a BuildKit secret (block `docker-secret`).',
  },
  {
    rule: 'frozen-credentials',
    search: one(/^[ \t]*(?:export[ \t]+)?AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)=/),
    message: 'Copied credentials end within the hour; the ones of the role are renewed.',
    fix: 'Use a profile with role_arn and credential_source = EcsContainer, or `role-to-assume`.',
  },
  {
    rule: 'token-in-source-tree',
    search: anyOf(pair(/_authToken/, toNpmrc), pair(toNpmrc, /_authToken/)),
    message: 'A token in the source tree ends in artifacts and published packages.',
    fix: 'Use the block `login`, which writes outside of it.',
  },
  {
    rule: 'overwrites-configuration',
    search: one(
      /[^>]>[ \t]*["']?(?:~|\$\{?HOME\}?|\/root)\/(?:\.m2\/settings\.xml|\.npmrc|\.pypirc|\.config\/pip\/pip\.conf|\.nuget\/NuGet\/NuGet\.Config)/,
    ),
    message: 'This overwrites a configuration file that may hold the settings of others.',
    fix: 'Use the block `login`, which adds its own lines and takes them back.',
  },
  // CodeArtifact
  {
    rule: 'namespace-with-at',
    search: pair(/\baws codeartifact\b/, /--namespace[= ]["']?@/),
    message: 'CodeArtifact writes the npm scope without @.',
    fix: 'Leave the @ out.',
  },
  {
    rule: 'duration-zero',
    search: one(/--duration(?:-seconds)?[= ]["']?0\b|CODEARTIFACT_DURATION_SECONDS=["']?0\b/),
    message: 'Duration 0 ends the token with the role session, in CodeBuild within the hour and often sooner.',
    fix: 'Leave it out, or give 900 to 43200.',
  },
  {
    rule: 'no-domain-owner',
    search: one(/\baws codeartifact (?:login|get-authorization-token)\b/),
    unless: /--domain-owner|--cli-input/,
    message: 'Without --domain-owner the domain is looked for in the account of the build.',
    fix: 'Add --domain-owner.',
  },
  {
    rule: 'always-auth',
    search: one(/always-auth/),
    message: 'npm has no always-auth any more and complains about it.',
    fix: 'Write the scoped _authToken line only.',
  },
  {
    rule: 'skip-existing',
    search: pair(/\btwine upload\b/, /--skip-existing/),
    message: 'twine 6.2 honours --skip-existing only on PyPI.',
    fix: 'Use the block `publish`, which asks first.',
  },
  {
    rule: 'extra-index',
    search: one(/--extra-index-url|PIP_EXTRA_INDEX_URL/),
    message: 'With two indexes pip takes the highest version from either: dependency confusion.',
    fix: 'Give the repository an upstream and use one index.',
  },
  {
    rule: 'aws-cli-upgrade',
    search: pair(/\bpip3? install\b/, /\bawscli\b/),
    message: 'The images have AWS CLI v2; this puts version 1 before it.',
    fix: 'Take the line out.',
  },
  {
    rule: 'tag-from-source-version',
    search: pair(/\b(?=\w*TAG|\w*VERSION=)\w+=/, /\$\{?CODEBUILD_SOURCE_VERSION\b/),
    unless: /SOURCE_VERSION=/,
    message:
      'For a webhook CODEBUILD_SOURCE_VERSION is the commit, under CodePipeline an S3 location; never rely on it for a tag.',
    fix: 'Use the block `tag-guard`.',
  },
];

/** Findings of one command, whose place is the line where each begins. */
export function lintCommand(command: BuildCommand, hasBash: boolean): LintFinding[] {
  const findings: LintFinding[] = [];
  const add = ({ rule, message, fix }: Omit<LintFinding, 'line'>, line: number | undefined) => {
    if (line !== undefined && !findings.some((finding) => finding.rule === rule && finding.line === line))
      findings.push({ rule, line, message, fix });
  };
  if (command.isTooLong)
    add(
      {
        rule: 'long-command',
        message: `This command has more than ${LONGEST_COMMAND} characters, and nothing in it was looked at.`,
        fix: 'Put it into a script file.',
      },
      command.lineAt(0),
    );
  for (const rule of RULES) {
    if (rule.isShellDialect && hasBash) continue;
    if (rule.unless?.test(command.code)) continue;
    add(rule, lineOfSearch(command, rule.search));
  }
  for (const rule of WHOLE_RULES) {
    const at = rule.find(command.code);
    if (at === undefined) continue;
    const from = at + (/^\s*/.exec(command.code.slice(at))?.[0].length ?? 0);
    add(rule, command.lineAt(command.code.slice(0, from).split('\n').length - 1));
  }
  return [...findings, ...folded(command)];
}

const conditional = pair(/\bif\b/, /\bthen\b/, /;/);

/** `- >` makes one line of many: an `if` or a comment in it no longer is what it looks like. */
function folded(command: BuildCommand): LintFinding[] {
  if (!command.isFolded || command.isTooLong) return [];
  const isScript = command.text
    .split('\n')
    .some((line) => /(?:^|\s)#(?:\s|$)|\bdone\b/.test(line) || conditional(line) !== undefined);
  if (!isScript) return [];
  return [
    {
      rule: 'folded-script',
      line: command.lineAt(0),
      message: '`>` folds the lines into one; comments and `if` break.',
      fix: 'Use `|`.',
    },
  ];
}
