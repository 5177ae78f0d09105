// What a token of GitHub says of a job: every claim of its reference, derived from few so that they agree.
// https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims
import { createHash } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** Claims of the rehearsed job. Anything may be overridden, `sub` too; what is derived follows what is given. */
export interface JobClaims extends Claims {
  /** `acme/app`. */
  readonly repository?: string;
  readonly ref?: string;
  readonly environment?: string;
  readonly event_name?: string;
  /** Of a pull request: names of branches, without `refs/heads/`. */
  readonly head_ref?: string;
  readonly base_ref?: string;
  /** Of the file that has the job: another than `workflow_ref` where the job calls a reusable workflow. */
  readonly job_workflow_ref?: string;
  /** Empty for a repository outside of an enterprise. */
  readonly enterprise?: string;
  /** `immutable` makes the subject of repositories created since July 2026: names with their ids. */
  readonly subject?: 'classic' | 'immutable';
}

/** Names that discovery lists: GitHub's own list, with `check_run_id`, which its reference has besides. */
export const SUPPORTED_CLAIMS: readonly string[] = [
  ...['sub', 'aud', 'exp', 'iat', 'iss', 'jti', 'nbf'],
  ...['ref', 'sha', 'repository', 'repository_id', 'repository_owner', 'repository_owner_id'],
  ...['enterprise', 'enterprise_id', 'run_id', 'run_number', 'run_attempt', 'actor', 'actor_id'],
  ...['workflow', 'workflow_ref', 'workflow_sha', 'head_ref', 'base_ref', 'event_name', 'ref_type', 'ref_protected'],
  ...['environment', 'environment_node_id', 'job_workflow_ref', 'job_workflow_sha'],
  ...['repository_visibility', 'runner_environment', 'issuer_scope', 'check_run_id'],
];

/** What nothing else is derived from. */
const GIVENS: Claims = {
  repository: 'my-org/my-app',
  repository_id: '100000001',
  repository_owner_id: '200000002',
  repository_visibility: 'private',
  sha: '0000000000000000000000000000000000000001',
  event_name: 'push',
  workflow: 'release',
  actor: 'octocat',
  actor_id: '300000003',
  run_id: '1',
  run_number: '1',
  run_attempt: '1',
  check_run_id: '1',
  runner_environment: 'github-hosted',
  enterprise: 'my-enterprise',
  enterprise_id: '400000004',
};
const DEFAULT_BRANCH = 'main';
/** Events whose runs have a source and a target branch (contexts reference, `github.head_ref`). */
const OF_PULL_REQUESTS: readonly unknown[] = ['pull_request', 'pull_request_target'];

/** Of each derived claim, what it is derived from, by way of others as well. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  repository_owner: ['repository'],
  base_ref: ['event_name'],
  head_ref: ['event_name'],
  ref: ['event_name', 'base_ref'],
  ref_type: ['event_name', 'base_ref', 'ref'],
  ref_protected: ['event_name', 'base_ref', 'ref'],
  workflow_ref: ['repository', 'event_name', 'base_ref', 'ref'],
  workflow_sha: ['sha'],
  job_workflow_ref: ['repository', 'event_name', 'base_ref', 'ref', 'workflow_ref'],
  job_workflow_sha: ['repository', 'event_name', 'base_ref', 'ref', 'sha', 'workflow_sha', 'job_workflow_ref'],
  environment_node_id: ['repository', 'environment'],
};

/**
 * `changed` over `claims`. What would no longer agree with a change is left out, to be derived anew: the kind of a ref
 * that a runner named says nothing of another one.
 */
export function changeClaims(claims: Claims, changed: Claims): Claims {
  const kept = Object.entries(claims).filter(
    ([name]) => !SOURCES[name]?.some((source) => Object.hasOwn(changed, source)),
  );
  return { ...Object.fromEntries(kept), ...changed };
}

/** The whole set of a job: what GitHub derives is derived, and a claim that is given stays as given. */
export function completeClaims(given: Claims): Claims {
  const { subject, ...claims } = { ...GIVENS, ...given };
  const own = (name: string, derived: unknown): unknown => given[name] ?? derived;
  const repository = String(claims.repository);
  const isOfPullRequest = OF_PULL_REQUESTS.includes(claims.event_name);
  const baseRef = own('base_ref', isOfPullRequest ? DEFAULT_BRANCH : '');
  const ref = String(own('ref', refOf(claims.event_name, String(baseRef))));
  const workflowRef = own('workflow_ref', `${repository}/.github/workflows/release.yml@${ref}`);
  const workflowSha = own('workflow_sha', claims.sha);
  const jobWorkflowRef = own('job_workflow_ref', workflowRef);
  const isReusable = jobWorkflowRef !== workflowRef;
  const job: Record<string, unknown> = {
    ...claims,
    repository_owner: own('repository_owner', repository.split('/')[0]),
    ref,
    ref_type: own('ref_type', ref.startsWith('refs/tags/') ? 'tag' : 'branch'),
    ref_protected: own('ref_protected', String(ref === `refs/heads/${DEFAULT_BRANCH}`)),
    base_ref: baseRef,
    head_ref: own('head_ref', isOfPullRequest ? 'feature' : ''),
    workflow_ref: workflowRef,
    workflow_sha: workflowSha,
    job_workflow_ref: jobWorkflowRef,
    job_workflow_sha: own('job_workflow_sha', isReusable ? commitOf(String(jobWorkflowRef)) : workflowSha),
  };
  // What a job has none of is not in its token.
  if (job.environment === '') delete job.environment;
  if (job.environment !== undefined) job.environment_node_id = own('environment_node_id', nodeOf(job));
  if (job.enterprise === '') for (const name of ['enterprise', 'enterprise_id']) delete job[name];
  return { ...job, sub: own('sub', subjectOf(job, subject === 'immutable')) };
}

/** A run for a pull request is on its merge commit; `pull_request_target` is on the branch it would go to. */
function refOf(event: unknown, baseRef: string): string {
  if (event === 'pull_request') return 'refs/pull/1/merge';
  return `refs/heads/${event === 'pull_request_target' ? baseRef : DEFAULT_BRANCH}`;
}

/** A commit of another repository, the same for the same workflow. */
function commitOf(workflowRef: string): string {
  return createHash('sha1').update(workflowRef).digest('hex');
}

function nodeOf({ repository, environment }: Claims): string {
  return `EN_${createHash('sha256').update(`${repository}\n${environment}`).digest('base64url').slice(0, 22)}`;
}

function subjectOf(job: Claims, isImmutable: boolean): string {
  const [owner = '', name = ''] = String(job.repository).split('/');
  const of = isImmutable
    ? `repo:${owner}@${String(job.repository_owner_id)}/${name}@${String(job.repository_id)}`
    : `repo:${owner}/${name}`;
  // A colon inside a value would look like a further part of the subject.
  const value = (claim: unknown): string => String(claim).replaceAll(':', '%3A');
  if (job.environment !== undefined) return `${of}:environment:${value(job.environment)}`;
  if (job.event_name === 'pull_request') return `${of}:pull_request`;
  return `${of}:ref:${value(job.ref)}`;
}

/** Claims by the variables of a runner that hold them; the others have none (variables reference). */
const VARIABLES: Readonly<Record<string, string>> = {
  repository: 'GITHUB_REPOSITORY',
  repository_id: 'GITHUB_REPOSITORY_ID',
  repository_owner: 'GITHUB_REPOSITORY_OWNER',
  repository_owner_id: 'GITHUB_REPOSITORY_OWNER_ID',
  ref: 'GITHUB_REF',
  ref_type: 'GITHUB_REF_TYPE',
  ref_protected: 'GITHUB_REF_PROTECTED',
  head_ref: 'GITHUB_HEAD_REF',
  base_ref: 'GITHUB_BASE_REF',
  sha: 'GITHUB_SHA',
  event_name: 'GITHUB_EVENT_NAME',
  workflow: 'GITHUB_WORKFLOW',
  workflow_ref: 'GITHUB_WORKFLOW_REF',
  workflow_sha: 'GITHUB_WORKFLOW_SHA',
  actor: 'GITHUB_ACTOR',
  actor_id: 'GITHUB_ACTOR_ID',
  run_id: 'GITHUB_RUN_ID',
  run_number: 'GITHUB_RUN_NUMBER',
  run_attempt: 'GITHUB_RUN_ATTEMPT',
  runner_environment: 'RUNNER_ENVIRONMENT',
};

/** The claims a GitHub job would get, from the variables of a runner (or of whoever imitates one). */
export function claimsFromEnvironment(env: Readonly<Record<string, string | undefined>>): Claims {
  const found = Object.entries(VARIABLES).flatMap(([claim, variable]) => {
    const value = env[variable];
    return value === undefined || value === '' ? [] : [[claim, value] as const];
  });
  return Object.fromEntries(found);
}
