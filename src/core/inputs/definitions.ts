// Every input once. action.yml, the README tables, `--help`, flags and CODEARTIFACT_* variables come from this list.
import { RECORDS_PACKAGE } from '../model/package.ts';
import { UNINSTALLABLE } from '../model/uninstallable.ts';
import { TOOLS } from '../ports/package-format.ts';
import type { VerbName } from './commands.ts';

export interface InputDefinition {
  readonly name: string;
  readonly group: 'Identity' | 'Registry' | 'Tools' | 'Publish' | 'Promote and retire';
  readonly description: string;
  readonly type: InputType;
  readonly default?: string;
  /** Commands that read it; an input given to another command is a warning that names it. */
  readonly commands: readonly VerbName[];
  /** Commands that took it in 0.1.x and never read it: until 0.3.0 their flag is ignored with a warning, and no error. */
  readonly onceTakenBy?: readonly VerbName[];
  /** For people: what stands for the value in help texts. */
  readonly placeholder?: string;
  /** Whether the file of a project may hold it: what is worked on and how tools are configured. */
  readonly isProjectSetting?: boolean;
  /** An empty value is a mistake and not the same as none, where the surface can tell one from the other. */
  readonly isEmptyRefused?: boolean;
}

export type InputType =
  | { readonly kind: 'text'; readonly pattern?: RegExp; readonly expects?: string }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly also?: readonly number[] }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  /** Separated by commas or line ends; `values` limits the members. */
  | {
      readonly kind: 'list';
      readonly values?: readonly string[];
      readonly pattern?: RegExp;
      readonly expects?: string;
      /** `coordinate`: a line end, or a comma before the next coordinate. */
      readonly separator?: 'line' | 'comma-or-line' | 'coordinate';
    }
  | { readonly kind: 'url' };

const signingIn: readonly VerbName[] = [
  'login',
  'publish',
  'promote',
  'rollback',
  'retire',
  'doctor',
  'token',
  'packages',
];
const everywhere: readonly VerbName[] = [...signingIn, 'logout'];
const addressing: readonly VerbName[] = ['login', 'publish', 'rollback', 'retire', 'doctor', 'packages'];
const domainWide: readonly VerbName[] = [...addressing, 'promote', 'token'];

const account = { kind: 'text', pattern: /^[0-9]{12}$/, expects: '12 digits' } as const;
const repositoryName = {
  kind: 'text',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
  expects: '2 to 100 letters, digits, `.`, `_`, `-`',
} as const;
const domainName = {
  kind: 'text',
  pattern: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
  expects: '2 to 50 lower-case letters, digits and hyphens',
} as const;
const roleArn = {
  kind: 'text',
  pattern: /^arn:[a-z0-9-]+:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,512}$/,
  expects: 'a role ARN, `arn:aws:iam::111122223333:role/name`',
} as const;

export const INPUTS = [
  // Identity
  {
    name: 'aws-region',
    isProjectSetting: true,
    group: 'Identity',
    type: { kind: 'text', pattern: /^[a-z0-9-]{1,64}$/, expects: 'a region, such as `us-east-1`' },
    commands: signingIn,
    description:
      'Region of the domain. Falls back to `AWS_REGION`, `AWS_DEFAULT_REGION`, the region of `registry-url`, then that of the AWS profile.',
  },
  {
    name: 'role-to-assume',
    group: 'Identity',
    type: roleArn,
    commands: signingIn,
    description:
      'ARN of the role to assume. With the OIDC identity of the job, or with the credentials present when `role-chaining` is set. Empty: use the credentials that are there.',
  },
  {
    name: 'role-session-name',
    group: 'Identity',
    type: { kind: 'text', pattern: /^[\w+=,.@-]{2,64}$/, expects: '2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`' },
    commands: signingIn,
    description: 'Name of the role session. Default: `codeartifact-<run id>`.',
  },
  {
    name: 'role-duration-seconds',
    group: 'Identity',
    type: { kind: 'integer', min: 900, max: 43200 },
    default: '3600',
    commands: signingIn,
    description: 'Life of the role session.',
  },
  {
    name: 'role-external-id',
    group: 'Identity',
    type: { kind: 'text', pattern: /^[\w+=,.@:/-]{2,1224}$/, expects: '2 to 1224 of `A-Z a-z 0-9 _ + = , . @ : / -`' },
    commands: signingIn,
    description:
      'External id for assuming the role with AWS credentials (`role-chaining`); refused together with OIDC, which has none.',
  },
  {
    name: 'role-chaining',
    group: 'Identity',
    type: { kind: 'boolean' },
    default: 'false',
    commands: signingIn,
    description:
      'Assume `role-to-assume` with the AWS credentials present instead of the OIDC identity. AWS limits such a session to one hour.',
  },
  {
    name: 'audience',
    group: 'Identity',
    type: { kind: 'text', pattern: /^\S{1,255}$/, expects: 'text without spaces' },
    default: 'sts.amazonaws.com',
    commands: signingIn,
    description: 'Audience of the OIDC token (China: `sts.amazonaws.com.cn`).',
  },
  {
    name: 'allowed-account-ids',
    group: 'Identity',
    type: { kind: 'list', pattern: /^[0-9]{12}$/, expects: '12 digits' },
    commands: signingIn,
    description: 'Refuse to go on in any other AWS account.',
  },
  {
    name: 'export-aws-credentials',
    group: 'Identity',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['login'],
    description: 'Also export the AWS credentials to later steps.',
  },
  {
    name: 'retry-max-attempts',
    group: 'Identity',
    type: { kind: 'integer', min: 1, max: 50 },
    default: '12',
    commands: signingIn,
    description:
      'Attempts for each call to OIDC, STS and CodeArtifact, with jittered back-off. Of one `Retry-After` at most 60 s are waited.',
  },
  {
    name: 'timeout',
    group: 'Identity',
    type: { kind: 'integer', min: 0, max: 604_800 },
    default: '7200',
    commands: everywhere,
    placeholder: 'SECONDS',
    description:
      'Seconds that the whole run may take; 0 for no limit. Then the run ends with exit code 6, and the same command started again goes on.',
  },
  {
    name: 'http-proxy',
    group: 'Identity',
    type: { kind: 'url' },
    commands: signingIn,
    description: 'Proxy for all calls. Falls back to `HTTPS_PROXY` and `HTTP_PROXY`.',
  },
  {
    name: 'no-proxy',
    group: 'Identity',
    type: { kind: 'text' },
    commands: signingIn,
    description: 'Hosts, addresses and networks (`10.0.0.0/8`) that are reached directly. Falls back to `NO_PROXY`.',
  },
  {
    name: 'endpoint-url',
    group: 'Identity',
    type: { kind: 'url' },
    commands: signingIn,
    description:
      'CodeArtifact API endpoint (VPC endpoint, local server). Falls back to `AWS_ENDPOINT_URL_CODEARTIFACT`, `AWS_ENDPOINT_URL`, `endpoint_url` of the AWS profile.',
  },
  {
    name: 'sts-endpoint-url',
    group: 'Identity',
    type: { kind: 'url' },
    commands: signingIn,
    description:
      'STS endpoint. Falls back to `AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL`, `endpoint_url` of the AWS profile.',
  },
  // Registry
  {
    name: 'domain',
    isProjectSetting: true,
    group: 'Registry',
    type: domainName,
    commands: domainWide,
    description: 'CodeArtifact domain.',
  },
  {
    name: 'domain-owner',
    isProjectSetting: true,
    group: 'Registry',
    type: account,
    commands: domainWide,
    description: 'Account that owns the domain. Default: the account signed in. Quote it in YAML: it may begin with 0.',
  },
  {
    name: 'repository',
    isProjectSetting: true,
    group: 'Registry',
    type: repositoryName,
    commands: [...addressing, 'token'],
    description: 'CodeArtifact repository.',
  },
  {
    name: 'registry-url',
    group: 'Registry',
    type: { kind: 'url' },
    commands: addressing,
    description:
      'Address of a repository as the console shows it, instead of `domain`, `domain-owner`, `repository` and `aws-region`.',
  },
  {
    name: 'registries',
    group: 'Registry',
    type: { kind: 'text' },
    commands: ['login'],
    description:
      'YAML list of several registries; the keys of each item are these inputs. Not together with the single ones.',
  },
  {
    name: 'endpoint-type',
    group: 'Registry',
    type: { kind: 'choice', values: ['ipv4', 'dualstack'] },
    default: 'ipv4',
    commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'doctor', 'token'],
    onceTakenBy: ['packages'],
    description: 'Which repository endpoint to ask for.',
  },
  {
    name: 'duration-seconds',
    group: 'Registry',
    type: { kind: 'integer', min: 900, max: 43200, also: [0] },
    default: '3600',
    commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'token', 'doctor'],
    description: 'Life of the authorization token: 900 to 43200, or 0 to end with the role session.',
  },
  // Tools
  {
    name: 'tools',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'list', values: ['auto', 'none', ...TOOLS] },
    default: 'auto',
    commands: ['login', 'doctor'],
    description:
      'Package managers to configure. `auto` looks at lock and build files in `working-directory` and says why it chose each.',
  },
  {
    name: 'working-directory',
    group: 'Tools',
    type: { kind: 'text' },
    default: '.',
    commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'doctor'],
    description: 'Folder that relative paths and `auto` look in.',
  },
  {
    name: 'scope',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'list', pattern: /^@?[a-z0-9~-][a-z0-9._~-]*$/i, expects: 'a scope, such as `@acme`' },
    commands: ['login'],
    description:
      'Scopes (npm, Swift) to take from this repository; without it the repository becomes the default registry.',
  },
  {
    name: 'pip-index-mode',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'choice', values: ['replace', 'extra'] },
    default: 'replace',
    commands: ['login'],
    description: '`extra` adds the repository beside the public index, which opens the door to dependency confusion.',
  },
  {
    name: 'python-index-name',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'text', pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/, expects: 'letters, digits, `-`, `_`' },
    commands: ['login'],
    description: 'Name of the index for uv and Poetry. Default: the repository name.',
  },
  {
    name: 'maven-server-id',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'text', pattern: /^[A-Za-z0-9._-]+$/, expects: 'letters, digits, `.`, `_`, `-`' },
    default: 'codeartifact',
    commands: ['login'],
    description: 'Id of the server entry; must equal the repository id in the POM.',
  },
  {
    name: 'maven-mirror-of',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'text' },
    commands: ['login'],
    description: 'Also write a mirror with this `mirrorOf` (for example `*` or `central`).',
  },
  {
    name: 'nuget-source-name',
    isProjectSetting: true,
    group: 'Tools',
    type: { kind: 'text' },
    commands: ['login'],
    description: 'Name of the NuGet source. Default: `<domain>/<repository>`.',
  },
  {
    name: 'token-env-var',
    group: 'Tools',
    type: {
      kind: 'text',
      // Variables of the runner are its own: a token as GITHUB_ENV would be taken for the name of a file.
      pattern:
        /^(?!(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE)_|(?:PATH|HOME|NODE_OPTIONS)$)(auto|none|[A-Za-z_][A-Za-z0-9_]*)$/i,
      expects: '`auto`, `none` or the name of a variable that is not one of the runner',
    },
    default: 'auto',
    commands: ['login'],
    description:
      'Variable that carries the token to later steps. `auto`: `CODEARTIFACT_AUTH_TOKEN`, only where a chosen tool can take it no other way; `none` forbids it.',
  },
  {
    name: 'output-token',
    group: 'Tools',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['login'],
    description: 'Set the output `token`.',
  },
  {
    name: 'cleanup',
    group: 'Tools',
    type: { kind: 'boolean' },
    default: 'true',
    commands: ['login'],
    onceTakenBy: ['publish', 'promote'],
    description: 'Take everything back when the job ends.',
  },
  {
    name: 'cache',
    group: 'Tools',
    type: { kind: 'list', values: ['none', 'auto', ...TOOLS] },
    default: 'none',
    commands: ['login'],
    description: 'Restore and save the package stores of these tools (never their configuration).',
  },
  {
    name: 'cache-dependency-path',
    group: 'Tools',
    type: { kind: 'list' },
    commands: ['login'],
    description: 'Lock files the cache key is made from. Default: those of the tool.',
  },
  // Publish
  {
    name: 'packages',
    group: 'Publish',
    type: { kind: 'list' },
    commands: ['publish'],
    description:
      'Globs of built files, or directories; `!` excludes. All files of a directory of built files are looked at; a project directory is packed with its own tool.',
  },
  {
    name: 'ignore-scripts',
    group: 'Publish',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['publish'],
    description:
      'Pack npm projects without running their scripts (`prepublishOnly`, `prepack`, `prepare`, `postpack`). Builds of other formats run programs of the project in any case.',
  },
  {
    name: 'pack-args',
    group: 'Publish',
    type: { kind: 'list', separator: 'line' },
    commands: ['publish'],
    placeholder: 'ARGS',
    description:
      'Further arguments for the tool that packs project directories, taken apart as a shell does it: `-p:Version=1.2.3 --configuration Debug` for dotnet, `-Prelease` for Maven. Several lines add up. All projects of one run get them.',
  },
  {
    name: 'allow-uninstallable',
    group: 'Publish',
    type: { kind: 'list', values: UNINSTALLABLE },
    commands: ['publish'],
    description:
      'Publish versions that nobody could install, which are refused otherwise: an expression left in a POM, a parent POM that is nowhere, `workspace:` or `catalog:` in a manifest, a file missing that `main`, `bin`, `exports` or `types` names, a package that says it is private.',
  },
  {
    name: 'evidence',
    group: 'Publish',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['publish'],
    description:
      'Publish signatures, attestations and lists of components that lie beside a package, and for which its format has no place, as a generic package `evidence-FORMAT[-SCOPE]/NAME` of the same version.',
  },
  {
    name: 'pass-env',
    group: 'Publish',
    type: { kind: 'list', pattern: /^[A-Za-z_][A-Za-z0-9_.()-]{0,255}$/, expects: 'names of environment variables' },
    commands: ['publish'],
    description:
      'Environment variables that packers and build tools may see although they hold, or sound like, credentials. Otherwise they see none of AWS, of the runner, of the inputs, nor any whose name sounds like a secret.',
  },
  {
    name: 'format',
    group: 'Publish',
    type: { kind: 'list', values: ['auto', 'npm', 'pypi', 'maven', 'nuget', 'generic'] },
    default: 'auto',
    commands: ['publish', 'retire', 'packages'],
    description:
      'Formats to look for. `auto` recognises files by content; generic packages are only taken when named (see `versions`).',
  },
  {
    name: 'npm-tag',
    group: 'Publish',
    type: { kind: 'text', pattern: /^[^\s/@%]{1,214}$/, expects: 'a dist-tag, such as `next`' },
    commands: ['publish'],
    description: 'npm dist-tag. Default: `publishConfig.tag`, else `latest`, else for a prerelease its first label.',
  },
  {
    name: 'if-exists',
    group: 'Publish',
    type: { kind: 'choice', values: ['verify', 'fail', 'skip'] },
    default: 'verify',
    commands: ['publish'],
    description:
      'A version that is there: `verify` calls identical bytes `unchanged` and others a conflict; `fail` refuses both; `skip` leaves what is there with other bytes as it is, names it, and publishes the rest.',
  },
  {
    name: 'finish',
    group: 'Publish',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['publish'],
    description:
      'Make the versions that `versions` names (on the command line the words after `publish`) Published, where an upload left them Unfinished and nothing of them is missing. Nothing is uploaded.',
  },
  {
    name: 'verify-by',
    group: 'Publish',
    type: { kind: 'choice', values: ['listed', 'download'] },
    default: 'listed',
    commands: ['publish', 'promote'],
    description:
      'What bytes are proven by: the digests the service `listed`, or a `download` of every asset. What goes to another domain is always downloaded and proven.',
  },
  {
    name: 'max-asset-size',
    group: 'Publish',
    type: { kind: 'integer', min: 1, max: 5000 },
    default: '5',
    commands: ['publish', 'promote'],
    description:
      'Gigabytes that one asset may have, as Service Quotas shows it ("Asset file size maximum"). A larger file is refused before the first upload; set it where AWS raised the quota of the account.',
  },
  {
    name: 'expected-version',
    group: 'Publish',
    type: { kind: 'text', pattern: /^\S{1,255}$/, expects: 'a version, or `tag`' },
    commands: ['publish'],
    description:
      'Refuse built files of any other version. `tag`: what the git tag of this run says (`v` and package prefixes understood).',
  },
  {
    name: 'manifest',
    group: 'Publish',
    type: { kind: 'text' },
    commands: ['publish', 'promote', 'rollback'],
    description: 'Release manifest: publish writes it (default `codeartifact-release.json`), promote reads it.',
  },
  {
    name: 'concurrency',
    group: 'Publish',
    type: { kind: 'integer', min: 1, max: 64 },
    default: '8',
    commands: ['publish', 'promote', 'rollback', 'retire'],
    description: 'Package versions in flight at once; the pace adapts to the limits of the service below it.',
  },
  {
    name: 'dry-run',
    group: 'Publish',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['login', 'logout', 'publish', 'promote', 'rollback', 'retire'],
    description: 'Say what would be done and write nothing.',
  },
  // Promote and retire
  {
    name: 'source-repository',
    isProjectSetting: true,
    group: 'Promote and retire',
    type: repositoryName,
    commands: ['promote'],
    description: 'Repository to promote from. Default: that of the manifest.',
  },
  {
    name: 'destination-repository',
    isProjectSetting: true,
    group: 'Promote and retire',
    type: repositoryName,
    commands: ['promote', 'rollback'],
    description: 'Repository to promote to.',
  },
  {
    name: 'destination-domain',
    group: 'Promote and retire',
    type: domainName,
    commands: ['promote', 'rollback'],
    description:
      'Domain of the destination when it is another one: versions are then republished and verified, not copied.',
  },
  {
    name: 'destination-domain-owner',
    group: 'Promote and retire',
    type: account,
    commands: ['promote', 'rollback'],
    description: 'Account that owns the destination domain.',
  },
  {
    name: 'destination-region',
    group: 'Promote and retire',
    type: { kind: 'text', pattern: /^[a-z0-9-]{1,64}$/, expects: 'a region, such as `us-east-1`' },
    commands: ['promote'],
    description: 'Region of the destination domain. Default: `aws-region`.',
  },
  {
    name: 'destination-role-to-assume',
    group: 'Promote and retire',
    type: roleArn,
    commands: ['promote'],
    description: 'Role for the destination when it is in another account.',
  },
  {
    name: 'versions',
    group: 'Promote and retire',
    type: { kind: 'list', separator: 'coordinate' },
    commands: ['promote', 'retire', 'publish', 'rollback'],
    onceTakenBy: ['packages'],
    description:
      'Package coordinates, one a line or separated by commas: `npm:@acme/utils@1.2.3` or `pkg:npm/%40acme/utils@1.2.3`. For publish: the coordinate of a generic package made of all of `packages`, and lines `generic:acme/firmware@1.0.0=firmware/*.bin,notes.txt` for generic packages of just these files beside the others; with `finish` the versions to finish.',
  },
  {
    name: 'plan',
    group: 'Promote and retire',
    type: { kind: 'text' },
    commands: ['promote', 'rollback'],
    onceTakenBy: ['retire'],
    description:
      'Apply this saved plan; refused when the registry has changed since. Other inputs that say what to promote must agree with it. For rollback: what to take back, where there is no journal.',
  },
  {
    name: 'plan-output',
    group: 'Promote and retire',
    type: { kind: 'text' },
    commands: ['promote'],
    onceTakenBy: ['retire', 'rollback'],
    description: 'Write the plan to this file.',
  },
  {
    name: 'plan-hash',
    group: 'Promote and retire',
    type: { kind: 'text', pattern: /^[0-9a-f]{64}$/, expects: '64 hexadecimal digits, as the output `plan-hash`' },
    isEmptyRefused: true,
    commands: ['promote'],
    description:
      'The hash that was approved: any other plan is refused, a saved one (`plan`) and one that is made now alike. The time at which a plan was made is no part of its hash.',
  },
  {
    name: 'journal',
    group: 'Promote and retire',
    type: { kind: 'text' },
    commands: ['publish', 'promote', 'rollback', 'retire', 'doctor'],
    description: 'Journal file. Default: `.codeartifact-ci/journal.jsonl` in the working directory.',
  },
  {
    name: 'include-dependencies',
    group: 'Promote and retire',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['promote'],
    description:
      'Add the internal dependencies that the destination would lack, in the versions that the format’s client takes.',
  },
  {
    name: 'include-from-upstream',
    group: 'Promote and retire',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['promote', 'retire'],
    description:
      'Promote: look for versions in the upstreams of the source, too. Retire by rules: judge also versions that came from an upstream or a public source.',
  },
  {
    name: 'allow-overwrite',
    group: 'Promote and retire',
    type: { kind: 'boolean' },
    default: 'false',
    commands: ['promote'],
    description:
      'Replace versions that exist in the destination with other bytes. Within one domain only: elsewhere they are a conflict.',
  },
  {
    name: 'dist-tags',
    group: 'Promote and retire',
    type: { kind: 'list', separator: 'line' },
    default: 'copy',
    commands: ['promote'],
    description:
      'npm dist-tags of the destination: `copy` what the release carries in the source, moving forward and never back; `keep` those that are there; or lines `tag=version` (`@acme/utils:tag=version` for one package), which also move back.',
  },
  {
    name: 'on-failure',
    group: 'Promote and retire',
    type: { kind: 'choice', values: ['leave', 'roll-back'] },
    default: 'leave',
    commands: ['promote'],
    description:
      'When a part of the set fails for good: `leave` the rest for the next run to continue, or `roll-back` what this run promoted (tags as before, versions unlisted).',
  },
  {
    name: 'target-status',
    group: 'Promote and retire',
    type: { kind: 'choice', values: ['Unlisted', 'Archived', 'Disposed', 'Deleted', 'Published'] },
    default: 'Unlisted',
    commands: ['retire', 'rollback'],
    description: 'What to make of the versions.',
  },
  {
    name: 'retention',
    group: 'Promote and retire',
    type: { kind: 'text' },
    commands: ['retire'],
    description:
      'YAML retention rules, or a file with them: keep-newest, keep-younger-than, keep-tagged, keep-promoted-to, rollback-window, grace-period. What a dist-tag points at is kept without a rule; see docs/retention.md.',
  },
  {
    name: 'promotion-record',
    group: 'Promote and retire',
    type: {
      kind: 'text',
      pattern: /^(?:none|(?:generic:)?[^\s/@#:]+\/[^\s/@#]+)$/,
      expects: '`namespace/name` of a generic package, or `none`',
    },
    default: RECORDS_PACKAGE,
    commands: ['promote', 'rollback', 'retire'],
    description:
      'Generic package of the destination in which the record of the promotion (plan, approved hash, outcomes, who ran it) is stored as a version, named after the run; `none` stores nothing. Rollbacks on other machines go by these records, and `rollback-window`.',
  },
  {
    name: 'summary',
    group: 'Promote and retire',
    type: { kind: 'boolean' },
    default: 'true',
    commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'doctor'],
    description: 'Write a job summary.',
  },
] as const satisfies readonly InputDefinition[];

export type InputName = (typeof INPUTS)[number]['name'];

/**
 * An input that was renamed or removed, in all its spellings: of the action, as a flag, as a variable. It cannot stand for
 * `working-directory`, `http-proxy` and `no-proxy`, which surfaces read before they read inputs.
 */
export interface RetiredInput {
  readonly name: string;
  /** First version without it, `0.2.0`: the old name works, with a warning, in 0.2.x, and is refused from 0.3.0 on. */
  readonly since: string;
  /** The input that takes its values as they are; undefined: what it did is gone, and its value is ignored. */
  readonly replacedBy?: InputName;
  /** What to do, in words that go on after a colon; may be left out where there is a new name. */
  readonly remedy?: string;
  /** Commands that read it; default: those that read `replacedBy`. */
  readonly commands?: readonly VerbName[];
  /** Whether it was a boolean, which takes no value as a flag; default: as `replacedBy`. */
  readonly isBoolean?: boolean;
}

/** How long a retired name goes on working: docs/compatibility.md. Entries stay for good: the refusal names the new one. */
export const RETIRED_INPUTS: readonly RetiredInput[] = [];

export interface OutputDefinition {
  readonly name: string;
  readonly description: string;
}

export const OUTPUTS = [
  {
    name: 'registry-url',
    description: 'Endpoint of the repository, when one format is configured; else that of the first.',
  },
  { name: 'repository-endpoints', description: 'JSON: format to endpoint.' },
  {
    name: 'token',
    description: 'The authorization token; only with `output-token`. Reaches later steps of the job, not other jobs.',
  },
  { name: 'token-expiration', description: 'When the token ends, ISO 8601.' },
  { name: 'aws-account-id', description: 'Account signed in.' },
  { name: 'configured-tools', description: 'JSON list of the tools configured.' },
  { name: 'config-files', description: 'JSON: tool to the files written, for Docker build secrets.' },
  { name: 'manifest', description: 'Path of the release manifest.' },
  { name: 'published', description: 'JSON list of package URLs published.' },
  { name: 'unchanged', description: 'JSON list of package URLs that were there with identical bytes.' },
  { name: 'promoted', description: 'JSON list of package URLs promoted.' },
  { name: 'failed', description: 'JSON list of package URLs that failed, conflict or are blocked.' },
  { name: 'plan', description: 'Path of the plan.' },
  { name: 'plan-hash', description: 'Hash over the plan, without the time at which it was made.' },
  { name: 'journal', description: 'Path of the journal.' },
  { name: 'promotion-record', description: 'Package URL of the stored record.' },
  { name: 'cache-hit', description: 'Whether the package stores were restored.' },
] as const satisfies readonly OutputDefinition[];

export type OutputName = (typeof OUTPUTS)[number]['name'];
