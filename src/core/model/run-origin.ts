// Who ran it, as far as the environment says: what people look for when they find a release and ask how it came there.

type Environment = Readonly<Record<string, string | undefined>>;

/** One system that runs jobs: how it is recognised, and which of its variables say what. */
interface System {
  readonly name: string;
  /** Set in each of its jobs and nowhere else. */
  readonly mark: string;
  readonly facts: (env: Environment) => Readonly<Partial<Record<Fact, string | undefined>>>;
  /** What all jobs of a run have in common, where `run` is of one job. */
  readonly whole?: (env: Environment) => string | undefined;
}

/** `job` tells jobs of one run apart, `run` is an address people can open where there is one. */
type Fact = 'run' | 'job' | 'attempt' | 'actor' | 'commit' | 'ref';

const address = (...parts: readonly (string | undefined)[]) =>
  parts.every((part) => part !== undefined && part !== '')
    ? parts.map((part) => (part as string).replace(/^\/|\/$/g, '')).join('/')
    : undefined;

const joined = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join('/') || undefined;

const SYSTEMS: readonly System[] = [
  {
    name: 'github',
    mark: 'GITHUB_RUN_ID',
    facts: (env) => ({
      run:
        address(env.GITHUB_SERVER_URL, env.GITHUB_REPOSITORY, 'actions/runs', env.GITHUB_RUN_ID) ?? env.GITHUB_RUN_ID,
      job: env.GITHUB_JOB,
      attempt: env.GITHUB_RUN_ATTEMPT,
      // Of a job that somebody runs again, GITHUB_ACTOR is still who ran it first.
      actor: env.GITHUB_TRIGGERING_ACTOR || env.GITHUB_ACTOR,
      commit: env.GITHUB_SHA,
      ref: env.GITHUB_REF,
    }),
  },
  {
    name: 'codebuild',
    mark: 'CODEBUILD_BUILD_ID',
    facts: (env) => ({
      run: env.CODEBUILD_BUILD_ARN || env.CODEBUILD_BUILD_ID,
      job: env.CODEBUILD_BUILD_ID,
      actor: env.CODEBUILD_INITIATOR,
      commit: env.CODEBUILD_RESOLVED_SOURCE_VERSION,
      ref: env.CODEBUILD_SOURCE_VERSION,
    }),
  },
  {
    name: 'gitlab',
    mark: 'GITLAB_CI',
    facts: (env) => ({
      run: env.CI_JOB_URL || env.CI_PIPELINE_URL,
      job: env.CI_JOB_ID,
      actor: env.GITLAB_USER_LOGIN,
      commit: env.CI_COMMIT_SHA,
      ref: env.CI_COMMIT_REF_NAME,
    }),
    whole: (env) => env.CI_PIPELINE_URL || env.CI_PIPELINE_ID,
  },
  {
    name: 'jenkins',
    mark: 'JENKINS_URL',
    facts: (env) => ({
      run: env.BUILD_URL,
      job: env.BUILD_TAG || env.BUILD_URL,
      // Set by the plugin build-user-vars, and by nothing else.
      actor: env.BUILD_USER_ID,
      commit: env.GIT_COMMIT,
      ref: env.GIT_BRANCH,
    }),
  },
  {
    name: 'circleci',
    mark: 'CIRCLECI',
    facts: (env) => ({
      run: env.CIRCLE_BUILD_URL,
      job: env.CIRCLE_WORKFLOW_JOB_ID,
      actor: env.CIRCLE_USERNAME,
      commit: env.CIRCLE_SHA1,
      ref: env.CIRCLE_TAG || env.CIRCLE_BRANCH,
    }),
    whole: (env) => env.CIRCLE_WORKFLOW_ID,
  },
  {
    name: 'buildkite',
    mark: 'BUILDKITE',
    facts: (env) => ({
      run: env.BUILDKITE_BUILD_URL,
      job: env.BUILDKITE_JOB_ID,
      actor: env.BUILDKITE_BUILD_CREATOR,
      commit: env.BUILDKITE_COMMIT,
      ref: env.BUILDKITE_TAG || env.BUILDKITE_BRANCH,
    }),
  },
  {
    name: 'azure',
    mark: 'TF_BUILD',
    facts: (env) => ({
      run:
        env.SYSTEM_COLLECTIONURI && env.SYSTEM_TEAMPROJECT && env.BUILD_BUILDID
          ? `${env.SYSTEM_COLLECTIONURI.replace(/\/$/, '')}/${encodeURIComponent(env.SYSTEM_TEAMPROJECT)}/_build/results?buildId=${env.BUILD_BUILDID}`
          : env.BUILD_BUILDID,
      job: joined(env.BUILD_BUILDID, env.SYSTEM_JOBID),
      actor: env.BUILD_REQUESTEDFOR,
      commit: env.BUILD_SOURCEVERSION,
      ref: env.BUILD_SOURCEBRANCH,
    }),
  },
  {
    name: 'teamcity',
    mark: 'TEAMCITY_VERSION',
    facts: (env) => ({
      run: env.BUILD_URL || joined(env.TEAMCITY_BUILDCONF_NAME, env.BUILD_NUMBER),
      job: joined(env.TEAMCITY_BUILDCONF_NAME, env.BUILD_NUMBER),
      commit: env.BUILD_VCS_NUMBER,
    }),
  },
  {
    name: 'bitbucket',
    mark: 'BITBUCKET_BUILD_NUMBER',
    facts: (env) => ({
      run:
        address(env.BITBUCKET_GIT_HTTP_ORIGIN, 'pipelines/results', env.BITBUCKET_BUILD_NUMBER) ??
        joined(env.BITBUCKET_REPO_FULL_NAME, env.BITBUCKET_BUILD_NUMBER),
      job: env.BITBUCKET_STEP_UUID,
      actor: env.BITBUCKET_STEP_TRIGGERER_UUID,
      commit: env.BITBUCKET_COMMIT,
      ref: env.BITBUCKET_TAG || env.BITBUCKET_BRANCH,
    }),
  },
];

/** The longest of these values in a document. */
const LONGEST = 1000;

/** Whoever may read the registry reads it: a password in an address must not come along. */
const shown = (value: string) =>
  value
    .replace(/\p{C}/gu, '?')
    .replace(/\/\/[^/@\s]*@/, '//')
    .slice(0, LONGEST);

/**
 * `system`, and what it tells of run, job, attempt, actor, commit and ref. Outside of the systems known here it is
 * `terminal`, with the name of the user.
 */
export function runOrigin(env: Environment): Readonly<Record<string, string>> {
  const system = SYSTEMS.find(({ mark }) => env[mark]);
  const facts = system?.facts(env) ?? { actor: env.USER || env.LOGNAME || env.USERNAME };
  const known = Object.entries(facts).flatMap(([name, value]) => (value ? [[name, shown(value)] as const] : []));
  return { system: system?.name ?? 'terminal', ...Object.fromEntries(known) };
}

/** What all jobs and attempts of this run have in common; undefined outside of the systems known here. */
export function runId(env: Environment): string | undefined {
  const system = SYSTEMS.find(({ mark }) => env[mark]);
  const id = system && (system.whole?.(env) ?? system.facts(env).run);
  return id ? shown(id) : undefined;
}
