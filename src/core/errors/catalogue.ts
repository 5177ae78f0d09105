// Every error a command can stop with: one entry, from which docs/errors.md and the exit codes come.

/** Exit codes of the command line; a buildspec can branch on them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  permission: 3,
  notFound: 4,
  conflict: 5,
  unavailable: 6,
  interrupted: 130,
} as const;

export interface CatalogueEntry {
  /** What went wrong, as a heading. */
  readonly title: string;
  readonly exit: (typeof EXIT)[keyof typeof EXIT];
  /** Whether waiting and trying again can help. Decided here and nowhere else. */
  readonly retryable: boolean;
  /** What to do, in one or two sentences. */
  readonly remedy: string;
}

const entry = (
  title: string,
  exit: keyof typeof EXIT,
  remedy: string,
  options: { retryable?: boolean } = {},
): CatalogueEntry => ({ title, exit: EXIT[exit], retryable: options.retryable ?? false, remedy });

export const CATALOGUE = {
  'CA-INPUT-001': entry(
    'An input is missing or invalid',
    'usage',
    'Correct the inputs named in the message; `--help` and the README list every input with its allowed values.',
  ),
  'CA-INPUT-002': entry(
    'A package coordinate cannot be read',
    'usage',
    'Write `format:namespace/name@version` (for example `npm:@acme/utils@1.2.3`) or a package URL (`pkg:npm/%40acme/utils@1.2.3`).',
  ),
  'CA-INPUT-003': entry(
    'The command cannot handle this package format',
    'usage',
    'Leave this package out; the support table in the README says which command handles which format.',
  ),
  'CA-INPUT-004': entry(
    'An unknown command or option',
    'usage',
    'Run `codeartifact-ci --help` for the commands and `codeartifact-ci COMMAND --help` for its options.',
  ),
  'CA-INPUT-005': entry(
    'A file given as input cannot be read',
    'usage',
    'Check the path and that the file is what the option expects (a manifest, a plan, a YAML file).',
  ),
  'CA-FILE-001': entry(
    'A built file is not a package we can publish',
    'usage',
    'Build the package again, or leave the file out of `packages`; the message says what is wrong with it.',
  ),
  'CA-FILE-002': entry(
    'No built package was found',
    'usage',
    'Check `packages` and `working-directory`; the log lists each file that was looked at and why it was left.',
  ),
  'CA-FILE-003': entry(
    'A file cannot be written',
    'failed',
    'Check the permissions of the folder and the free space; the file was left as it was.',
  ),
  'CA-FILE-004': entry(
    'A package tool failed or is missing',
    'failed',
    'The message says which of the two. Install the tool, or mend what it names; or give built files instead of a project directory.',
  ),
  'CA-FILE-005': entry(
    'A file or folder cannot be read',
    'failed',
    'Check that it is what it should be (no loop of links, no folder in the place of a file) and that this user may read it.',
  ),
  'CA-FILE-006': entry(
    'A login of another user is in the way',
    'failed',
    'Run `codeartifact-ci logout --all` as the owner of the file that the message names, or set CODEARTIFACT_STATE_DIR to a folder of your own.',
  ),
  'CA-AUTH-001': entry(
    'No AWS credentials were found',
    'permission',
    'Set `role-to-assume` (GitHub OIDC), run the step after one that signs in, or give the build a role.',
  ),
  'CA-AUTH-002': entry(
    'The job has no permission to ask for an OIDC token',
    'permission',
    'Add `permissions: { id-token: write, contents: read }` to the job or the workflow.',
  ),
  'CA-AUTH-003': entry(
    'The call is denied',
    'permission',
    'Allow the action named in the message in the identity policy (and, across accounts, in the domain or repository policy).',
  ),
  'CA-AUTH-004': entry(
    'AWS refused the role',
    'permission',
    'Compare the claims in the message with the trust policy of the role; both forms of `sub` are shown.',
  ),
  'CA-AUTH-005': entry(
    'The authorization token is expired or not valid',
    'permission',
    'Sign in again; a longer `duration-seconds` (at most 43200) covers longer jobs.',
  ),
  'CA-AUTH-006': entry(
    'The AWS account is not an allowed one',
    'permission',
    'Check `role-to-assume` and `allowed-account-ids`.',
  ),
  'CA-AUTH-007': entry(
    'A pull request from a fork has no identity',
    'permission',
    'Skip the step for forks: `if: github.event.pull_request.head.repo.full_name == github.repository`.',
  ),
  'CA-AUTH-008': entry(
    'The AWS credentials are expired or not valid',
    'permission',
    'Sign in to AWS again before this step.',
  ),
  'CA-FIND-001': entry(
    'The domain or repository does not exist',
    'notFound',
    'Check `domain`, `domain-owner`, `repository` and `aws-region`; `doctor` lists what can be seen.',
  ),
  'CA-FIND-002': entry(
    'The package or version does not exist',
    'notFound',
    'Check the coordinates; versions that are only upstream need `include-from-upstream`.',
  ),
  'CA-CONFLICT-001': entry(
    'The version exists with different bytes',
    'conflict',
    'Publish a new version number; versions are immutable. Delete the old one only if nobody uses it.',
  ),
  'CA-CONFLICT-002': entry(
    'The registry changed since the plan was made',
    'conflict',
    'Make a new plan and look at it again.',
  ),
  'CA-CONFLICT-003': entry(
    'The version is blocked by origin controls or its status',
    'conflict',
    'The message names the control; change it deliberately with `put-package-origin-configuration` or restore the version.',
  ),
  'CA-CONFLICT-004': entry('The request conflicts with what exists', 'conflict', 'The message says with what.'),
  'CA-CONFLICT-005': entry(
    'The built version is not the expected one',
    'conflict',
    'Make the git tag and the version in the package metadata agree, or correct `expected-version`.',
  ),
  'CA-NET-001': entry(
    'The service is throttling',
    'unavailable',
    'Run it again later; finished work is recognised and not repeated.',
    { retryable: true },
  ),
  'CA-NET-002': entry(
    'The service is unavailable',
    'unavailable',
    'Run it again later; finished work is recognised and not repeated.',
    { retryable: true },
  ),
  'CA-NET-003': entry(
    'The service cannot be reached',
    'unavailable',
    'Check the network, the proxy (`http-proxy`, `HTTPS_PROXY`, `NO_PROXY`) and `endpoint-url`.',
    { retryable: true },
  ),
  'CA-NET-004': entry(
    'The service answered something that is not understood',
    'failed',
    'Check `endpoint-url`; a proxy may have answered instead of the service.',
  ),
  'CA-NET-005': entry(
    'A service quota is used up',
    'failed',
    'Raise the quota in Service Quotas (service CodeArtifact), or delete what is no longer used. The message says what was asked for; where it does not name the quota, compare those of the domain, the repository and the package.',
  ),
  'CA-NET-006': entry(
    'The run took longer than `timeout`',
    'unavailable',
    'Run the same command again: finished work is recognised and the rest goes on. A larger `timeout` (seconds, 0 for none) lets it take longer.',
  ),
  'CA-NET-007': entry(
    'The service named an address that the token must not be sent to',
    'failed',
    'Nothing was configured and no token was sent. Check `endpoint-url`, AWS_ENDPOINT_URL and the proxy: something else than the service may have answered. Where it is a gateway of yours, `endpoint-url` must name the very host that it gives for repositories.',
  ),
  'CA-NET-008': entry(
    'The certificate of the service or the proxy is not trusted',
    'failed',
    'If the network has a certificate authority of its own, name the PEM file with its certificate in NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE.',
  ),
  'CA-INPUT-006': entry(
    'The service refused the request as invalid',
    'usage',
    'The message says which value; the limits are in the service documentation.',
  ),
  'CA-INPUT-007': entry(
    'An asset cannot be sent to another domain',
    'usage',
    'Promote within the domain, where the service copies every asset as it is, or publish the built files into the destination.',
  ),
  'CA-RUN-001': entry(
    'Some package versions were not handled',
    'failed',
    'The table says what happened to each; running the same command again continues where it stopped.',
  ),
  'CA-RUN-002': entry(
    'Interrupted',
    'interrupted',
    'Run the same command again; finished work is recognised and not repeated.',
  ),
  'CA-RUN-003': entry(
    'An error that should not happen',
    'failed',
    'Please report it with the message and the command.',
  ),
  'CA-LOCAL-001': entry('The local server cannot start', 'failed', 'Choose another `--port` or `--data` folder.'),
  'CA-LOCAL-002': entry(
    'This Node.js is too old for `local --data`',
    'usage',
    'Use Node.js 22.13 or newer, or leave out `--data` to keep everything in memory.',
  ),
  'CA-LOCAL-003': entry(
    'The data folder of the local server is damaged',
    'failed',
    '`codeartifact-ci local check DIR` says what is damaged, and with `--repair` rebuilds what is left. `--accept-damage` starts with the folder as it is; nothing is deleted.',
  ),
  'CA-LOCAL-004': entry(
    'A server is using the data folder',
    'unavailable',
    'Stop that server, or choose another folder. Nothing was changed, and nothing is said of what is in the folder.',
  ),
  'CA-SPEC-001': entry(
    'The buildspec cannot be edited safely',
    'failed',
    'The message names the line and the reason; edit it by hand with `buildspec print`.',
  ),
  'CA-SPEC-002': entry(
    'A buildspec block is stale or missing',
    'failed',
    'Run `codeartifact-ci buildspec include` again.',
  ),
  'CA-SPEC-003': entry('The buildspec has known mistakes', 'failed', 'Each finding names its line and its fix.'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;
