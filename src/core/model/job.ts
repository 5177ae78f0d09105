// Whose login it is. Self-hosted runners keep their home, and several may share one: an undo must not take back the
// login of a job that still runs, and the login of a job that was killed must not stay for ever.

export interface JobIdentity {
  /** Logins with the same value belong to one job and are undone together. */
  readonly job: string;
  /**
   * Of systems that run several parts of one build on one machine at once, each of which is a job here: what is common
   * to them. A part that never logged in itself takes back the others' logins: it is what ends the build.
   */
  readonly build?: string | undefined;
  /**
   * One installation of a runner, which has one job at a time; another job of the same one, on the same machine, means
   * that the former is over. Undefined when unknown.
   */
  readonly runner?: string | undefined;
}

/** The job of whoever works in a shell: one for the whole home. */
export const TERMINAL_JOB = 'terminal';

type Environment = Readonly<Record<string, string | undefined>>;

interface System {
  readonly name: string;
  /** All of them are set in each of its jobs, and in none of another system. */
  readonly marks: readonly string[];
  /** What tells one of its jobs from every other, in this order. Default: the marks. */
  readonly key?: readonly string[];
  /** What tells the parts of a job that run at once. */
  readonly parts?: readonly string[];
}

/** Of Jenkins: each `agent` has an executor of its own; parallel stages that share one differ by their names. */
const STAGES = ['NODE_NAME', 'EXECUTOR_NUMBER', 'STAGE_NAME'];

/** In this order: a job of GitHub may run in a build of CodeBuild. */
const SYSTEMS: readonly System[] = [
  {
    name: 'github',
    marks: ['GITHUB_RUN_ID'],
    key: [
      'GITHUB_SERVER_URL',
      'GITHUB_REPOSITORY',
      'GITHUB_RUN_ID',
      'GITHUB_RUN_ATTEMPT',
      'GITHUB_JOB',
      // Jobs of one matrix differ in nothing but the runner and its tracking id.
      'RUNNER_NAME',
      'RUNNER_TRACKING_ID',
    ],
  },
  { name: 'codebuild', marks: ['CODEBUILD_BUILD_ID'] },
  { name: 'gitlab', marks: ['CI_JOB_ID'], key: ['CI_SERVER_URL', 'CI_JOB_ID'] },
  { name: 'circleci', marks: ['CIRCLE_WORKFLOW_JOB_ID'] },
  { name: 'buildkite', marks: ['BUILDKITE_JOB_ID'] },
  {
    name: 'azure',
    marks: ['BUILD_BUILDID', 'SYSTEM_JOBID'],
    key: ['SYSTEM_COLLECTIONURI', 'BUILD_BUILDID', 'SYSTEM_JOBID', 'SYSTEM_JOBATTEMPT'],
  },
  { name: 'bitbucket', marks: ['BITBUCKET_STEP_UUID'] },
  {
    name: 'teamcity',
    marks: ['TEAMCITY_BUILDCONF_NAME', 'BUILD_NUMBER'],
    key: ['TEAMCITY_PROJECT_NAME', 'TEAMCITY_BUILDCONF_NAME', 'BUILD_NUMBER'],
  },
  { name: 'jenkins', marks: ['BUILD_TAG'], key: ['JENKINS_URL', 'BUILD_TAG'], parts: STAGES },
  { name: 'jenkins', marks: ['BUILD_URL'], parts: STAGES },
];

/** From the variables of the system that runs the job; anything else is a terminal. */
export function jobIdentity(env: Environment): JobIdentity {
  const system = SYSTEMS.find(({ marks }) => marks.every((mark) => env[mark]));
  if (!system) return { job: TERMINAL_JOB };
  const valuesOf = (names: readonly string[]) => names.map((name) => env[name] ?? '');
  const job = [system.name, ...valuesOf(system.key ?? system.marks)].join('|');
  if (system.parts?.some((name) => env[name])) return { job: [job, ...valuesOf(system.parts)].join('|'), build: job };
  return system.name === 'github' ? { job, runner: runnerOf(env) } : { job };
}

/** Whether a job is this one, or another part of its build. */
export const isOfBuild = (job: string, { job: own, build }: JobIdentity): boolean =>
  job === own || (build !== undefined && (job === build || job.startsWith(`${build}|`)));

/**
 * The name alone is none: by default it is the name of the host, so that runners of two repositories there have the same
 * one. Their folders differ. A server that lends all its jobs one temporary folder may run several at once.
 */
function runnerOf(env: Environment): string | undefined {
  const { RUNNER_NAME: name, RUNNER_TEMP: folder } = env;
  if (!name || !folder || folder === '/tmp' || folder === env.TMPDIR) return undefined;
  return ['github', env.GITHUB_SERVER_URL ?? '', env.GITHUB_REPOSITORY ?? '', name, folder].join('|');
}
