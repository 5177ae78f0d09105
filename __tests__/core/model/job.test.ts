import { describe, expect, test } from '@jest/globals';
import { isOfBuild, jobIdentity } from '../../../src/core/model/job.ts';

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_RUN_ID: '100',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_JOB: 'build',
  RUNNER_NAME: 'build-host-1',
  RUNNER_TRACKING_ID: 'github_1',
  RUNNER_TEMP: '/runners/a/_work/_temp',
};

describe('a job of GitHub', () => {
  test('is told by server, repository, run, attempt, job and runner', () => {
    expect(jobIdentity(GITHUB).job).toBe('github|https://github.example|acme/app|100|1|build|build-host-1|github_1');
    for (const name of Object.keys(GITHUB).filter((one) => one !== 'RUNNER_TEMP'))
      expect(jobIdentity({ ...GITHUB, [name]: 'x' }).job).not.toBe(jobIdentity(GITHUB).job);
  });

  test('has a runner that is one installation, and not a name', () => {
    const { runner } = jobIdentity(GITHUB);
    for (const name of ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'RUNNER_NAME', 'RUNNER_TEMP'])
      expect(jobIdentity({ ...GITHUB, [name]: '/x' }).runner).not.toBe(runner);
    expect(jobIdentity({ ...GITHUB, GITHUB_RUN_ID: '200' }).runner).toBe(runner);
    // What several jobs may have at once says nothing.
    for (const RUNNER_TEMP of [undefined, '', '/tmp', '/scratch'])
      expect(jobIdentity({ ...GITHUB, TMPDIR: '/scratch', RUNNER_TEMP }).runner).toBeUndefined();
    expect(jobIdentity({ ...GITHUB, RUNNER_NAME: '' }).runner).toBeUndefined();
  });
});

test.each<[string, Record<string, string>, string]>([
  ['CodeBuild', { CODEBUILD_BUILD_ID: 'app:1' }, 'codebuild|app:1'],
  ['GitLab', { CI_JOB_ID: '7', CI_SERVER_URL: 'https://gitlab.example' }, 'gitlab|https://gitlab.example|7'],
  ['GitLab without a server', { CI_JOB_ID: '7' }, 'gitlab||7'],
  ['Jenkins', { BUILD_TAG: 'jenkins-app-7', BUILD_URL: 'https://ci.example/7' }, 'jenkins||jenkins-app-7'],
  ['Jenkins without a tag', { BUILD_URL: 'https://ci.example/7' }, 'jenkins|https://ci.example/7'],
  ['CircleCI', { CIRCLE_WORKFLOW_JOB_ID: 'a' }, 'circleci|a'],
  ['Buildkite', { BUILDKITE_JOB_ID: 'a' }, 'buildkite|a'],
  ['Azure', { BUILD_BUILDID: '7', SYSTEM_JOBID: 'a' }, 'azure||7|a|'],
  ['TeamCity', { TEAMCITY_BUILDCONF_NAME: 'app', BUILD_NUMBER: '7' }, 'teamcity||app|7'],
  ['Bitbucket', { BITBUCKET_STEP_UUID: '{a}' }, 'bitbucket|{a}'],
  ['half of Azure', { BUILD_BUILDID: '7' }, 'terminal'],
  ['a build number alone', { BUILD_NUMBER: '7' }, 'terminal'],
  ['an empty variable', { CI_JOB_ID: '' }, 'terminal'],
  ['nothing', {}, 'terminal'],
])('%s', (_, env, job) => {
  expect(jobIdentity(env)).toEqual({ job });
});

test('a job of GitHub in a build of CodeBuild is one of GitHub', () => {
  expect(jobIdentity({ ...GITHUB, CODEBUILD_BUILD_ID: 'app:1' }).job).toMatch(/^github/);
});

describe('Jenkins runs stages of one build at once', () => {
  const BUILD = {
    JENKINS_URL: 'https://ci.example/',
    BUILD_TAG: 'jenkins-app-7',
    NODE_NAME: 'agent',
    EXECUTOR_NUMBER: '0',
  };

  test('each executor and each stage is a job', () => {
    const lint = jobIdentity({ ...BUILD, STAGE_NAME: 'lint' });
    expect(lint.job).toBe('jenkins|https://ci.example/|jenkins-app-7|agent|0|lint');
    expect(jobIdentity({ ...BUILD, STAGE_NAME: 'test' }).job).not.toBe(lint.job);
    expect(jobIdentity({ ...BUILD, STAGE_NAME: 'lint', EXECUTOR_NUMBER: '1' }).job).not.toBe(lint.job);
    expect(lint.build).toBe('jenkins|https://ci.example/|jenkins-app-7');
  });

  test('all are parts of one build', () => {
    const lint = jobIdentity({ ...BUILD, STAGE_NAME: 'lint' });
    expect(isOfBuild(jobIdentity({ ...BUILD, STAGE_NAME: 'test', EXECUTOR_NUMBER: '1' }).job, lint)).toBe(true);
    // Of version 0.1.
    expect(isOfBuild('jenkins|https://ci.example/|jenkins-app-7', lint)).toBe(true);
    expect(isOfBuild('jenkins|https://ci.example/|jenkins-app-70|agent|0|lint', lint)).toBe(false);
    expect(isOfBuild('terminal', lint)).toBe(false);
  });
});
