// Whose login it is. Self-hosted runners keep their home, and several may share one: an undo must not take back the
// login of a job that still runs, and the login of a job that was killed must not stay for ever.

export interface JobIdentity {
  /** Logins with the same value belong to one job and are undone together. */
  readonly job: string;
  /** Runs one job at a time; another job of the same runner means that the former is over. Undefined when unknown. */
  readonly runner?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** From the variables of GitHub's runner or of CodeBuild; anything else is a terminal, one job for the whole home. */
export function jobIdentity(env: Environment): JobIdentity {
  if (env.GITHUB_RUN_ID) {
    const parts = [
      env.GITHUB_SERVER_URL,
      env.GITHUB_REPOSITORY,
      env.GITHUB_RUN_ID,
      env.GITHUB_RUN_ATTEMPT,
      env.GITHUB_JOB,
    ];
    // Jobs of one matrix differ in nothing but the runner and its tracking id.
    const job = ['github', ...parts, env.RUNNER_NAME, env.RUNNER_TRACKING_ID].map((part) => part ?? '').join('|');
    return { job, runner: env.RUNNER_NAME ? `github|${env.GITHUB_SERVER_URL ?? ''}|${env.RUNNER_NAME}` : undefined };
  }
  // Builds may share a home through a file system mount and run side by side, so only expiry ends them.
  if (env.CODEBUILD_BUILD_ID) return { job: `codebuild|${env.CODEBUILD_BUILD_ID}` };
  return { job: 'terminal' };
}
