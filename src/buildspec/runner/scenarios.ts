// How a build was started, as CODEBUILD_* variables. Values as seen in builds; account and names are examples.

export const SCENARIOS = [
  'manual',
  'manual-tag',
  'manual-branch',
  'webhook-tag',
  'webhook-branch',
  'webhook-pr',
  'codepipeline',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface Scenario {
  readonly name: ScenarioName;
  /** Tag or branch name, or pull request number; each scenario has a default. */
  readonly reference?: string | undefined;
}

const sha = '0123456789abcdef0123456789abcdef01234567';
const zeros = '0'.repeat(40);
const project = 'my-project';
const buildId = '00000000-0000-4000-8000-000000000000';

/** Variables that every build has, then those of the start. */
export function scenarioVariables(scenario: Scenario, sourceDirectory: string, region: string): Record<string, string> {
  const account = `arn:aws:codebuild:${region}:111122223333`;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: `${account}:build/${project}:${buildId}`,
    CODEBUILD_BUILD_ID: `${project}:${buildId}`,
    CODEBUILD_BUILD_NUMBER: '1',
    CODEBUILD_BUILD_IMAGE: 'local',
    CODEBUILD_PROJECT_ARN: `${account}:project/${project}`,
    CODEBUILD_RESOLVED_SOURCE_VERSION: sha,
    CODEBUILD_SOURCE_REPO_URL: 'https://git.example.com/acme/project.git',
    CODEBUILD_SRC_DIR: sourceDirectory,
    CODEBUILD_START_TIME: '1767225600000',
    ...startVariables(scenario),
  };
}

function startVariables({ name, reference }: Scenario): Record<string, string> {
  switch (name) {
    case 'manual':
      return { CODEBUILD_INITIATOR: 'developer', CODEBUILD_SOURCE_VERSION: reference ?? sha };
    case 'manual-tag':
      return { CODEBUILD_INITIATOR: 'developer', CODEBUILD_SOURCE_VERSION: `refs/tags/${reference ?? 'v1.0.0'}` };
    case 'manual-branch':
      return { CODEBUILD_INITIATOR: 'developer', CODEBUILD_SOURCE_VERSION: reference ?? 'main' };
    case 'webhook-tag':
      return webhook(`tag/${reference ?? 'v1.0.0'}`, `refs/tags/${reference ?? 'v1.0.0'}`, 'PUSH');
    case 'webhook-branch':
      return webhook(`branch/${reference ?? 'main'}`, `refs/heads/${reference ?? 'main'}`, 'PUSH');
    case 'webhook-pr':
      return {
        ...webhook(`pr/${reference ?? '1'}`, 'refs/heads/feature', 'PULL_REQUEST_CREATED'),
        CODEBUILD_WEBHOOK_BASE_REF: 'refs/heads/main',
        CODEBUILD_SOURCE_VERSION: `pr/${reference ?? '1'}`,
      };
    case 'codepipeline':
      return {
        CODEBUILD_INITIATOR: 'codepipeline/my-pipeline',
        CODEBUILD_SOURCE_VERSION: 'arn:aws:s3:::my-pipeline-artifacts/my-pipeline/SourceArti/0000000',
        CODEBUILD_SOURCE_REPO_URL: '',
        // The pipeline hands a tag over by its own variable or not at all.
        ...(reference === undefined ? {} : { RELEASE_TAG: reference }),
      };
  }
}

function webhook(trigger: string, head: string, event: string): Record<string, string> {
  return {
    CODEBUILD_INITIATOR: 'GitHub-Hookshot/0000000',
    CODEBUILD_SOURCE_VERSION: sha,
    CODEBUILD_WEBHOOK_EVENT: event,
    CODEBUILD_WEBHOOK_TRIGGER: trigger,
    CODEBUILD_WEBHOOK_HEAD_REF: head,
    CODEBUILD_WEBHOOK_PREV_COMMIT: zeros,
    CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: '1',
  };
}
