// Whole buildspecs: a skeleton with the user's part, and the blocks put in by the same include that users run.

import { includeSnippets } from '../edit/include.ts';
import { ECOSYSTEMS, type Ecosystem } from './ecosystems.ts';

export interface WholeBuildspec {
  /** File name without `.yml`. */
  readonly name: string;
  readonly summary: string;
  /** Blocks in it; a bootstrap block comes with them. */
  readonly snippets: readonly string[];
  readonly skeleton: string;
}

type Lines = readonly (string | Lines)[];

/** Nested arrays are indented by two. */
function indented(lines: Lines, indent = ''): string {
  return lines
    .map((line) => (typeof line === 'string' ? `${indent}${line}\n` : indented(line, `${indent}  `)))
    .join('');
}

const registry = ['CODEARTIFACT_DOMAIN: my-org', "CODEARTIFACT_DOMAIN_OWNER: '111122223333'"];
const repository = (name: string) => `CODEARTIFACT_REPOSITORY: ${name}`;

function commands(list: readonly string[]): Lines {
  return list.map((command) =>
    /[:#{}[\]"'&*|>]/.test(command) ? `- '${command.replaceAll("'", "''")}'` : `- ${command}`,
  );
}

function reports(ecosystem: Ecosystem): Lines {
  if (!ecosystem.reports) return [];
  const { files, directory, format } = ecosystem.reports;
  return [
    'reports:',
    ['tests:', ['files:', [`- '${files}'`], `base-directory: ${directory}`, `file-format: ${format}`]],
  ];
}

function cacheKey(ecosystem: Ecosystem): Lines {
  return [
    'cache:',
    [
      `key: '${ecosystem.name}-$(codebuild-hash-files ${ecosystem.lockFiles})'`,
      `fallback-keys:`,
      [`- '${ecosystem.name}-'`],
    ],
  ];
}

function ci(ecosystem: Ecosystem): WholeBuildspec {
  return {
    name: `ci-${ecosystem.name}`,
    summary: `install and test ${ecosystem.title} with packages from CodeArtifact`,
    snippets: ['login', 'cleanup', ...ecosystem.caches],
    skeleton: indented([
      `# Continuous integration for ${ecosystem.title}: dependencies come from CodeArtifact.`,
      '# Set the variables below; the role of the build needs the "install" permissions of README.md.',
      'version: 0.2',
      'env:',
      [
        'variables:',
        [...registry, repository('shared'), `CODEARTIFACT_TOOLS: ${ecosystem.tools}`, ...(ecosystem.variables ?? [])],
      ],
      'phases:',
      [
        'install:',
        ['runtime-versions:', ecosystem.runtimes, 'commands:', commands(ecosystem.install)],
        'build:',
        ['commands:', commands(ecosystem.test)],
      ],
      ...reports(ecosystem),
      ...cacheKey(ecosystem),
    ]),
  };
}

function publishOnTag(ecosystem: Ecosystem): WholeBuildspec {
  return {
    name: `publish-on-tag-${ecosystem.name}`,
    summary: `test ${ecosystem.title} on each build and publish when the build is for a git tag`,
    snippets: ['login', 'tag-guard', 'token-refresh', 'publish', 'cleanup', 'export', ...ecosystem.caches],
    skeleton: indented([
      `# Publish ${ecosystem.title} packages to CodeArtifact when a tag such as v1.2.3 is pushed; any other build only tests.`,
      '# Webhook filter: EVENT = PUSH and HEAD_REF = ^refs/tags/v. CodePipeline: pass RELEASE_TAG.',
      '# Set the variables below; the role of the build needs the "publish" permissions of README.md.',
      'version: 0.2',
      'env:',
      [
        'variables:',
        [
          ...registry,
          repository('shared'),
          `CODEARTIFACT_TOOLS: ${ecosystem.tools}`,
          ...(ecosystem.variables ?? []),
          `CODEARTIFACT_PACKAGES: '${ecosystem.packages.join(',')}'`,
          '# The version in the built files has to be the one the tag names.',
          'CODEARTIFACT_EXPECTED_VERSION: tag',
        ],
      ],
      'phases:',
      [
        'install:',
        ['runtime-versions:', ecosystem.runtimes, 'commands:', commands(ecosystem.install)],
        'build:',
        ['commands:', commands([...ecosystem.test, ...ecosystem.pack])],
      ],
      ...reports(ecosystem),
      ...cacheKey(ecosystem),
    ]),
  };
}

const node = ['runtime-versions:', ['nodejs: 22']];
const promotion = [
  ...registry,
  'CODEARTIFACT_SOURCE_REPOSITORY: staging',
  'CODEARTIFACT_DESTINATION_REPOSITORY: production',
];

const others: readonly WholeBuildspec[] = [
  {
    name: 'promote',
    summary: 'copy tested versions from one repository to another',
    snippets: ['promote'],
    skeleton: indented([
      '# Promote package versions from staging to production. Say which with CODEARTIFACT_VERSIONS (one coordinate a line)',
      '# or CODEARTIFACT_MANIFEST (a release manifest) when the build is started. npm dist-tags follow the release, forward and',
      '# never back: promote 1.1.0 after 1.0.0, and `npm install` gives 1.1.0.',
      '# The role of the build needs the "promote" permissions of README.md.',
      'version: 0.2',
      'env:',
      ['variables:', promotion],
      'phases:',
      [
        'install:',
        node,
        'build:',
        [
          'commands:',
          ['- echo "promote from $CODEARTIFACT_SOURCE_REPOSITORY to $CODEARTIFACT_DESTINATION_REPOSITORY"'],
        ],
      ],
    ]),
  },
  {
    name: 'codepipeline-plan',
    summary: 'CodePipeline: plan a promotion and hand the plan to the approval',
    snippets: ['promote', 'export'],
    skeleton: indented([
      '# First of two CodePipeline stages: says what a promotion would do and changes nothing. A manual approval and',
      '# codepipeline-apply.yml follow, which takes the output artifact of this stage as its secondary input `plan`.',
      '# The role of the build needs the "promote: plan" permissions of README.md.',
      'version: 0.2',
      'env:',
      [
        'variables:',
        [
          ...promotion,
          'CODEARTIFACT_MANIFEST: codeartifact-release.json',
          "CODEARTIFACT_DRY_RUN: 'true'",
          'CODEARTIFACT_PLAN_OUTPUT: promotion-plan.json',
        ],
      ],
      'phases:',
      ['install:', node],
      'artifacts:',
      ['files:', ['- promotion-plan.json']],
    ]),
  },
  {
    name: 'codepipeline-apply',
    summary: 'CodePipeline: apply the approved plan, or refuse when the registry has changed since',
    snippets: ['promote'],
    skeleton: indented([
      '# Second of two CodePipeline stages, after a manual approval: applies exactly the plan that was approved.',
      '# The action has the input artifacts of the source and of the planning stage; the latter is named `plan`.',
      '# Give the action the variable CODEARTIFACT_PLAN_HASH = #{plan.CODEARTIFACT_OUTPUT_PLAN_HASH} (`plan` being the',
      '# namespace of the planning action), so that no other plan than the one that was shown is applied.',
      '# The role of the build needs the "promote" permissions of README.md.',
      'version: 0.2',
      'env:',
      ['variables:', registry],
      'phases:',
      [
        'install:',
        node,
        'pre_build:',
        [
          'commands:',
          [
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell variable
            '- CODEARTIFACT_PLAN="${CODEBUILD_SRC_DIR_plan:?name the artifact of the planning stage plan}/promotion-plan.json"',
          ],
        ],
      ],
    ]),
  },
  {
    name: 'batch-monorepo',
    summary: 'batch build: test every part of a monorepo, then publish each with its own buildspec',
    snippets: [],
    skeleton: indented([
      '# Batch build of a monorepo: all tests first, then one publishing build for each ecosystem.',
      '# The other buildspecs of this folder lie under codebuild/ in the repository. The project needs a batch service role.',
      'version: 0.2',
      'batch:',
      [
        'fast-fail: true',
        'build-graph:',
        [
          ...['npm', 'python'].flatMap((name) => [
            `- identifier: test_${name}`,
            [`buildspec: codebuild/ci-${name}.yml`],
          ]),
          ...['npm', 'python'].flatMap((name) => [
            `- identifier: publish_${name}`,
            [`buildspec: codebuild/publish-on-tag-${name}.yml`, 'depend-on:', ['- test_npm', '- test_python']],
          ]),
        ],
      ],
    ]),
  },
  {
    name: 'lambda',
    summary: 'Lambda compute with a Node.js image: no cache, no Docker, at most 15 minutes',
    snippets: ['login', 'tag-guard', 'publish', 'cleanup'],
    skeleton: indented([
      '# npm on Lambda compute: seconds to start, at most 15 minutes, only /tmp is writable, no cache, no on-failure.',
      '# Use a Node.js image (aws/codebuild/amazonlinux-x86_64-lambda-standard:nodejs22); there are no runtime-versions.',
      'version: 0.2',
      'env:',
      [
        'variables:',
        [
          ...registry,
          repository('shared'),
          'CODEARTIFACT_TOOLS: npm',
          "CODEARTIFACT_PACKAGES: 'build/*.tgz'",
          'CODEARTIFACT_EXPECTED_VERSION: tag',
        ],
      ],
      'phases:',
      [
        'install:',
        ['commands:', ['- npm ci']],
        'build:',
        ['commands:', ['- npm test', '- mkdir -p build && npm pack --pack-destination build']],
      ],
    ]),
  },
  {
    name: 'runner-buildspec-override',
    summary: 'CodeBuild-hosted GitHub runner: sign in around the job',
    snippets: ['bootstrap-s3', 'login', 'cleanup'],
    skeleton: indented([
      '# For CodeBuild-hosted GitHub Actions runners with the label buildspec-override:true. Install and pre_build run before',
      '# the job, the build phase is the runner itself, post_build runs after it. CodeBuild downloads no source here, so the',
      '# command line comes from S3 and CODEARTIFACT_TOOLS has to be named. A failure in install leaves the job waiting.',
      'version: 0.2',
      'env:',
      [
        'variables:',
        [
          ...registry,
          repository('shared'),
          'CODEARTIFACT_TOOLS: npm,pip',
          'CODEARTIFACT_CLI_S3_URI: s3://my-org-build-tools/codeartifact-ci.cjs',
          '# sha256sum of that file',
          "CODEARTIFACT_CLI_SHA256: '0000000000000000000000000000000000000000000000000000000000000000'",
        ],
      ],
      'phases:',
      [
        'pre_build:',
        ['commands:', ['- echo "the job starts now"']],
        'post_build:',
        ['commands:', ['- echo "the job has ended"']],
      ],
    ]),
  },
];

export const WHOLE_BUILDSPECS: readonly WholeBuildspec[] = [
  ...ECOSYSTEMS.map(ci),
  ...ECOSYSTEMS.map(publishOnTag),
  ...others,
];

/** The finished text of a whole buildspec. */
export function renderWhole(whole: WholeBuildspec): string {
  return whole.snippets.length === 0 ? whole.skeleton : includeSnippets(whole.skeleton, whole.snippets).text;
}
