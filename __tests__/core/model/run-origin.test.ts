// Who ran it, by the variables that each system documents.
import { expect, test } from '@jest/globals';
import { runId, runOrigin } from '../../../src/core/model/run-origin.ts';

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_JOB: 'release',
  GITHUB_ACTOR: 'jane',
  GITHUB_SHA: 'c0ffee',
  GITHUB_REF: 'refs/tags/v1',
};
const github = {
  system: 'github',
  run: 'https://github.com/acme/app/actions/runs/77',
  job: 'release',
  attempt: '1',
  actor: 'jane',
  commit: 'c0ffee',
  ref: 'refs/tags/v1',
};
const arn = 'arn:aws:codebuild:us-east-1:111122223333:build/release:0a1b';

test.each([
  ['GitHub', GITHUB, github],
  ['GitHub, run again by another', { ...GITHUB, GITHUB_TRIGGERING_ACTOR: 'joe' }, { ...github, actor: 'joe' }],
  [
    'CodeBuild',
    {
      CODEBUILD_BUILD_ID: 'release:0a1b',
      CODEBUILD_BUILD_ARN: arn,
      CODEBUILD_INITIATOR: 'codepipeline/release',
      CODEBUILD_RESOLVED_SOURCE_VERSION: 'c0ffee',
    },
    { system: 'codebuild', run: arn, job: 'release:0a1b', actor: 'codepipeline/release', commit: 'c0ffee' },
  ],
  [
    'GitLab',
    {
      GITLAB_CI: 'true',
      CI_JOB_ID: '9',
      CI_JOB_URL: 'https://gitlab.com/acme/app/-/jobs/9',
      CI_COMMIT_SHA: 'c0ffee',
      GITLAB_USER_LOGIN: 'jane',
      CI_COMMIT_REF_NAME: 'main',
    },
    {
      system: 'gitlab',
      run: 'https://gitlab.com/acme/app/-/jobs/9',
      job: '9',
      actor: 'jane',
      commit: 'c0ffee',
      ref: 'main',
    },
  ],
  [
    'Jenkins',
    {
      JENKINS_URL: 'https://ci.example.com/',
      BUILD_URL: 'https://jane:secret@ci.example.com/job/app/9/',
      BUILD_TAG: 'jenkins-app-9',
      GIT_COMMIT: 'c0ffee',
    },
    { system: 'jenkins', run: 'https://ci.example.com/job/app/9/', job: 'jenkins-app-9', commit: 'c0ffee' },
  ],
  [
    'Jenkins without a tag',
    { JENKINS_URL: 'x', BUILD_URL: 'https://ci/9' },
    { system: 'jenkins', run: 'https://ci/9', job: 'https://ci/9' },
  ],
  [
    'CircleCI',
    {
      CIRCLECI: 'true',
      CIRCLE_WORKFLOW_JOB_ID: 'j',
      CIRCLE_BUILD_URL: 'https://c/9',
      CIRCLE_USERNAME: 'jane',
      CIRCLE_SHA1: 'c0ffee',
    },
    { system: 'circleci', run: 'https://c/9', job: 'j', actor: 'jane', commit: 'c0ffee' },
  ],
  [
    'Buildkite',
    {
      BUILDKITE: 'true',
      BUILDKITE_JOB_ID: 'j',
      BUILDKITE_BUILD_URL: 'https://b/9',
      BUILDKITE_BUILD_CREATOR: 'Jane',
      BUILDKITE_COMMIT: 'c0ffee',
    },
    { system: 'buildkite', run: 'https://b/9', job: 'j', actor: 'Jane', commit: 'c0ffee' },
  ],
  [
    'Azure Pipelines',
    {
      TF_BUILD: 'True',
      BUILD_BUILDID: '9',
      SYSTEM_JOBID: 'j',
      SYSTEM_COLLECTIONURI: 'https://dev.azure.com/acme/',
      SYSTEM_TEAMPROJECT: 'My App',
      BUILD_REQUESTEDFOR: 'Jane',
      BUILD_SOURCEVERSION: 'c0ffee',
    },
    {
      system: 'azure',
      run: 'https://dev.azure.com/acme/My%20App/_build/results?buildId=9',
      job: '9/j',
      actor: 'Jane',
      commit: 'c0ffee',
    },
  ],
  [
    'TeamCity',
    { TEAMCITY_VERSION: '2026', TEAMCITY_BUILDCONF_NAME: 'Release', BUILD_NUMBER: '9', BUILD_VCS_NUMBER: 'c0ffee' },
    { system: 'teamcity', run: 'Release/9', job: 'Release/9', commit: 'c0ffee' },
  ],
  [
    'Bitbucket',
    {
      BITBUCKET_BUILD_NUMBER: '9',
      BITBUCKET_STEP_UUID: '{u}',
      BITBUCKET_GIT_HTTP_ORIGIN: 'https://bitbucket.org/acme/app',
      BITBUCKET_COMMIT: 'c0ffee',
    },
    { system: 'bitbucket', run: 'https://bitbucket.org/acme/app/pipelines/results/9', job: '{u}', commit: 'c0ffee' },
  ],
  ['a terminal', { USER: 'jane', TERM: 'xterm' }, { system: 'terminal', actor: 'jane' }],
  ['nothing at all', {}, { system: 'terminal' }],
])('%s', (_, env, known) => {
  expect(runOrigin(env)).toEqual(known);
});

test.each<[string, object, string | undefined]>([
  ['GitHub, whatever the attempt and the job', { ...GITHUB, GITHUB_RUN_ATTEMPT: '3', GITHUB_JOB: 'x' }, github.run],
  [
    'GitLab, all jobs of a pipeline',
    { GITLAB_CI: 'true', CI_JOB_URL: 'https://g/jobs/9', CI_PIPELINE_URL: 'https://g/p/1' },
    'https://g/p/1',
  ],
  [
    'CircleCI, all jobs of a workflow',
    { CIRCLECI: 'true', CIRCLE_BUILD_URL: 'https://c/9', CIRCLE_WORKFLOW_ID: 'w1' },
    'w1',
  ],
  ['Jenkins', { JENKINS_URL: 'https://j/', BUILD_URL: 'https://j/job/a/3/' }, 'https://j/job/a/3/'],
  ['a system that does not tell', { JENKINS_URL: 'https://j/' }, undefined],
  ['a terminal', { USER: 'jane' }, undefined],
])('the run of %s', (_, env, id) => {
  expect(runId(env as Readonly<Record<string, string>>)).toBe(id);
});

test('values are short, printable and without passwords', () => {
  const { actor, commit } = runOrigin({ ...GITHUB, GITHUB_ACTOR: 'a\u0000b', GITHUB_SHA: 'x'.repeat(5000) });
  expect([actor, commit?.length]).toEqual(['a?b', 1000]);
});
