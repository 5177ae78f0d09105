// Mistakes that show in the text of one command.
import { type BuildCommand, type LintFinding, lineOfMatch } from './finding.ts';

interface Rule {
  readonly rule: string;
  readonly pattern: RegExp;
  /** The finding falls away when this matches the code, too. */
  readonly unless?: RegExp;
  /** Only where `sh` runs, not with `env.shell: bash`. */
  readonly isShellDialect?: boolean;
  readonly message: string;
  readonly fix: string;
}

export const PUBLISHING =
  /\b(?:npm|pnpm|yarn npm|yarn|poetry|uv) publish\b|\btwine upload\b|\bmvnw?\b(?![^\n]*altDeploymentRepository=\S*file:)[^\n]*\bdeploy\b|\bgradlew?\b[^\n]*\bpublish\b|\b(?:dotnet )?nuget push\b|\baws codeartifact (?:publish-package-version|copy-package-versions)\b/;
export const OUR_PUBLISHING =
  /(?:CODEARTIFACT_CLI\}?"?|\bcodeartifact-ci|dist\/cli\/index\.js"?) (?:publish|promote)\b/;
export const LOGIN =
  /\baws codeartifact (?:login|get-authorization-token)\b|(?:CODEARTIFACT_CLI\}?"?|\bcodeartifact-ci|dist\/cli\/index\.js"?) login\b/;

const configFile = String.raw`[^\n|;&]*(?:\.npmrc|\.pypirc|\.netrc|pip\.conf|settings\.xml|nuget\.config|\.yarnrc)`;
const secretName = String.raw`\$\{?\w*(?:AUTH_?TOKEN|_TOKEN|PASSWORD|SECRET_ACCESS_KEY|SESSION_TOKEN)\b(?!_)`;

const RULES: readonly Rule[] = [
  // Failures that hide
  {
    rule: 'export-hides-failure',
    pattern: /^[ \t]*export[ \t]+\w+=["']?(?:\$\(|`)/m,
    message: '`export X=$(…)` succeeds when the command inside fails; the 401 comes later.',
    fix: 'Write `X="$(…)"` on its own: an assignment keeps the status, and it lasts without export.',
  },
  {
    rule: 'ignored-login',
    pattern:
      /(?:codeartifact (?:login|get-authorization-token)|CODEARTIFACT_CLI\}?"? login)[^\n]*\|\|\s*(?:true|:|echo)/,
    message: 'A failed login is swallowed, and the build goes on with the public registry.',
    fix: 'Let the command fail.',
  },
  {
    rule: 'pipe-hides-failure',
    pattern: new RegExp(String.raw`(?:${PUBLISHING.source}|codeartifact login)[^\n|]*[^|\n]\|(?!\|)`),
    message: 'In a pipe only the last program counts: a failed publish or login goes unnoticed.',
    fix: 'Write to a file and show it afterwards.',
  },
  {
    rule: 'lone-set',
    pattern: /^\s*set (?:-[a-z]+|-o \w+|-[a-z]*o \w+)\s*$/,
    message: '`set` as a command of its own has no effect: each command is its own shell.',
    fix: 'Put it on the first line of the `- |` block it is for.',
  },
  {
    rule: 'set-e-ignored',
    pattern: /[({]\s*set -[a-z]*e[\s\S]*?[)}]\s*(?:&&|\|\|)/,
    message: '`set -e` is ignored on the left of && and ||; failures inside are hidden.',
    fix: 'Join the commands inside with &&.',
  },
  {
    rule: 'test-as-last-line',
    pattern: /(?:^|\n)[ \t]*(?:\[\[? [^\n]* \]\]?|test [^\n&|]*) && [^\n|]*\s*$/,
    message: 'When the test is false the command fails, and with it a healthy build.',
    fix: 'Use `if …; then …; fi`.',
  },
  {
    rule: 'exit-zero',
    pattern: /(?:^|[;&|][ \t]*|then\s+|\n[ \t]*)exit 0\b/,
    message: '`exit 0` throws away the variables and the directory that this command set.',
    fix: 'Use `if … fi` around the rest.',
  },
  {
    rule: 'trailing-backslash',
    pattern: /\\\s*$/,
    message: 'The backslash at the end swallows the line after the command; its variables are lost.',
    fix: 'Take it away.',
  },
  {
    rule: 'wait-for-nothing',
    pattern: /^\s*wait(?:\s+\$\w+)?\s*$/,
    message: 'Background jobs of another command cannot be waited for.',
    fix: 'Start and wait in one `- |` block.',
  },
  {
    rule: 'lone-set',
    pattern: /^\s*(?:trap|umask|shopt)\s[^\n;&]*$/,
    message: 'This has no effect as a command of its own: each command is its own shell.',
    fix: 'Put it into the `- |` block it is for.',
  },
  // Shell dialect
  {
    rule: 'bash-only',
    isShellDialect: true,
    pattern:
      /(?:^|[\s;(!])\[\[\s|(?:^|\n)[ \t]*(?:function\s+\w+|source\s|local\s+\w+|declare\s|shopt\s)|set -[a-z]*o pipefail|<<<|[<>]\(|(?:^|[\s;])\w+=\((?!\()|\$\{\w+\[[@*0-9]|(?:^|\s)&>/,
    message: 'This needs bash, and `sh` is dash on the Ubuntu images.',
    fix: 'Write POSIX sh, or set `env.shell: bash`.',
  },
  {
    rule: 'source-without-slash',
    pattern: /(?:^|[;&][ \t]*|\n[ \t]*)\. [A-Za-z0-9_.-]+(?:\s|$)/,
    message: '`. file` without a slash is looked for on PATH.',
    fix: 'Use an absolute path: . "$CODEBUILD_SRC_DIR/file".',
  },
  // Secrets
  {
    rule: 'token-echo',
    pattern: new RegExp(String.raw`(?:^|[;&][ \t]*|\n[ \t]*)(?:echo|printf)\b[^\n>|]*${secretName}[^\n>|]*(?=$|\n)`),
    message: 'This prints a token, and CodeBuild does not mask it.',
    fix: 'Do not print it; print its length or nothing.',
  },
  {
    rule: 'token-echo',
    pattern: new RegExp(String.raw`\b(?:cat|head|tail|less|grep)\b${configFile}`, 'i'),
    message: 'This prints a configuration file with its token, and CodeBuild does not mask it.',
    fix: 'Do not print it.',
  },
  {
    rule: 'token-echo',
    pattern:
      /\bnpm config (?:list|ls)\b|\bnpm config get [^\n]*_authToken|\bpip3? config (?:list|debug|get)\b|\bpip3? [^\n]*(?:\s-v{1,3}\b|--verbose)|\bmvnw?\b[^\n]*\s(?:-X|--debug)\b|\byarn config (?:list|get)\b|\bgradlew?\b[^\n]*\s(?:-d|--debug)\b/,
    message: 'This prints addresses or settings with the token in them, and CodeBuild does not mask it.',
    fix: 'Leave the option out around CodeArtifact.',
  },
  {
    rule: 'token-echo',
    pattern: /(?:^|\n|[;&])[ \t]*(?:printenv|env|set|export(?: -p)?|declare -x?p?)\s*(?=$|\n|[;|])/,
    message: 'This prints all variables, tokens too, and CodeBuild does not mask them.',
    fix: 'Print only the variables you need.',
  },
  {
    rule: 'trace',
    pattern: /(?:^|\n|[;&])[ \t]*(?:set -[a-z]*x|(?:ba)?sh -[a-z]*x)\b/,
    message: 'Tracing prints every expanded command, tokens too.',
    fix: 'Leave `set -x` out.',
  },
  {
    rule: 'secret-in-buildspec',
    pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|_authToken=["']?[\w.-]{24,}|\beyJ[\w-]{20,}\./,
    message: 'A secret in clear text; commands are echoed into the log.',
    fix: 'Use the role of the build, secrets-manager or parameter-store.',
  },
  {
    rule: 'token-as-build-argument',
    pattern: /\bdocker (?:buildx )?build\b[^\n]*--build-arg[= ]["']?\w*(?:TOKEN|PASSWORD|SECRET)/,
    message: 'Build arguments stay in the layer history of the image.',
    fix: 'Use a BuildKit secret (block `docker-secret`).',
  },
  {
    rule: 'frozen-credentials',
    pattern: /(?:^|\n)[ \t]*(?:export\s+)?AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)=/,
    message: 'Copied credentials end within the hour; the ones of the role are renewed.',
    fix: 'Use a profile with role_arn and credential_source = EcsContainer, or `role-to-assume`.',
  },
  {
    rule: 'token-in-source-tree',
    pattern: /_authToken[^\n]*>>?\s*["']?(?:\.\/)?\.npmrc\b|>>?\s*["']?(?:\.\/)?\.npmrc\b[^\n]*_authToken/,
    message: 'A token in the source tree ends in artifacts and published packages.',
    fix: 'Use the block `login`, which writes outside of it.',
  },
  {
    rule: 'overwrites-configuration',
    pattern:
      /[^>]>\s*["']?(?:~|\$\{?HOME\}?|\/root)\/(?:\.m2\/settings\.xml|\.npmrc|\.pypirc|\.config\/pip\/pip\.conf|\.nuget\/NuGet\/NuGet\.Config)/,
    message: 'This overwrites a configuration file that may hold the settings of others.',
    fix: 'Use the block `login`, which adds its own lines and takes them back.',
  },
  // CodeArtifact
  {
    rule: 'namespace-with-at',
    pattern: /\baws codeartifact\b[^\n]*--namespace[= ]["']?@/,
    message: 'CodeArtifact writes the npm scope without @.',
    fix: 'Leave the @ out.',
  },
  {
    rule: 'duration-zero',
    pattern: /--duration(?:-seconds)?[= ]["']?0\b|CODEARTIFACT_DURATION_SECONDS=["']?0\b/,
    message: 'Duration 0 ends the token with the role session, in CodeBuild within the hour and often sooner.',
    fix: 'Leave it out, or give 900 to 43200.',
  },
  {
    rule: 'no-domain-owner',
    pattern: /\baws codeartifact (?:login|get-authorization-token)\b/,
    unless: /--domain-owner|--cli-input/,
    message: 'Without --domain-owner the domain is looked for in the account of the build.',
    fix: 'Add --domain-owner.',
  },
  {
    rule: 'always-auth',
    pattern: /always-auth/,
    message: 'npm has no always-auth any more and complains about it.',
    fix: 'Write the scoped _authToken line only.',
  },
  {
    rule: 'skip-existing',
    pattern: /\btwine upload\b[^\n]*--skip-existing/,
    message: 'twine 6.2 honours --skip-existing only on PyPI.',
    fix: 'Use the block `publish`, which asks first.',
  },
  {
    rule: 'extra-index',
    pattern: /--extra-index-url|PIP_EXTRA_INDEX_URL/,
    message: 'With two indexes pip takes the highest version from either: dependency confusion.',
    fix: 'Give the repository an upstream and use one index.',
  },
  {
    rule: 'aws-cli-upgrade',
    pattern: /\bpip3? install\b[^\n]*\bawscli\b/,
    message: 'The images have AWS CLI v2; this puts version 1 before it.',
    fix: 'Take the line out.',
  },
  {
    rule: 'tag-from-source-version',
    pattern: /\b(?:\w*TAG\w*|\w*VERSION)=["']?[^\n]*\$\{?CODEBUILD_SOURCE_VERSION\b/,
    unless: /SOURCE_VERSION=/,
    message:
      'For a webhook CODEBUILD_SOURCE_VERSION is the commit, under CodePipeline an S3 location; never rely on it for a tag.',
    fix: 'Use the block `tag-guard`.',
  },
];

export function lintCommand(command: BuildCommand, hasBash: boolean): LintFinding[] {
  const findings: LintFinding[] = [];
  for (const { rule, pattern, unless, isShellDialect, message, fix } of RULES) {
    if (isShellDialect && hasBash) continue;
    if (unless?.test(command.code)) continue;
    const line = lineOfMatch(command, pattern);
    if (line !== undefined && !findings.some((finding) => finding.rule === rule && finding.line === line))
      findings.push({ rule, line, message, fix });
  }
  return [...findings, ...folded(command)];
}

/** `- >` makes one line of many: an `if` or a comment in it no longer is what it looks like. */
function folded(command: BuildCommand): LintFinding[] {
  if (!command.isFolded || !/(?:^|\s)#\s|\bif\b[^;\n]*\bthen\b|\bdone\b/.test(command.text)) return [];
  return [
    {
      rule: 'folded-script',
      line: command.lineAt(0),
      message: '`>` folds the lines into one; comments and `if` break.',
      fix: 'Use `|`.',
    },
  ];
}
