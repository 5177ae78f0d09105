import { describe, expect, test } from '@jest/globals';
import { detectTag, versionOfTag } from '../../../../src/core/operations/publish/detect-tag.ts';

const sha = 'a'.repeat(40);
const tag = (env: Record<string, string>, rest = {}) => {
  const decision = detectTag({ env, ...rest });
  return decision.kind === 'tag' ? decision.tag : decision.kind;
};

describe('which tag a run is for', () => {
  test.each([
    ['explicit wins', { RELEASE_TAG: 'v1' }, { explicit: 'refs/tags/v2' }, 'v2'],
    ['variable', { RELEASE_TAG: ' v1.0.0 ', CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' }, {}, 'v1.0.0'],
    ['empty variable', { RELEASE_TAG: '', CODEBUILD_WEBHOOK_TRIGGER: 'tag/v2' }, {}, 'v2'],
    ['unexpanded pipeline variable', { RELEASE_TAG: '#{SourceVariables.TagName}' }, {}, 'none'],
    ['webhook tag', { CODEBUILD_WEBHOOK_TRIGGER: 'tag/0.0.1', CODEBUILD_SOURCE_VERSION: sha }, {}, '0.0.1'],
    ['tag with slashes', { CODEBUILD_WEBHOOK_TRIGGER: 'tag/utils/v1.0.0' }, {}, 'utils/v1.0.0'],
    ['release event: only the head ref', { CODEBUILD_WEBHOOK_HEAD_REF: 'refs/tags/v3' }, {}, 'v3'],
    [
      'webhook branch',
      { CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' },
      { tagsAtHead: ['v1'], anyTagAtHead: true },
      'none',
    ],
    ['webhook pull request', { CODEBUILD_WEBHOOK_TRIGGER: 'pr/7' }, { tagsAtHead: ['v1'], anyTagAtHead: true }, 'none'],
    [
      'PR of a tag-named head',
      { CODEBUILD_WEBHOOK_TRIGGER: 'pr/7', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/tags/v1' },
      {},
      'none',
    ],
    ['manual, full ref', { CODEBUILD_SOURCE_VERSION: 'refs/tags/v1.2.3' }, {}, 'v1.2.3'],
    ['manual, peeled ref', { CODEBUILD_SOURCE_VERSION: `refs/tags/v1.2.3^{${sha}}` }, {}, 'v1.2.3'],
    ['manual, bare name, git not asked', { CODEBUILD_SOURCE_VERSION: 'v1.2.3' }, {}, 'ask-git'],
    [
      'manual, bare name, git proves',
      { CODEBUILD_SOURCE_VERSION: 'v1.2.3' },
      { tagsAtHead: ['x', 'v1.2.3'] },
      'v1.2.3',
    ],
    ['manual, a branch', { CODEBUILD_SOURCE_VERSION: 'main' }, { tagsAtHead: ['v1.2.3'] }, 'none'],
    ['manual, commit', { CODEBUILD_SOURCE_VERSION: sha }, { tagsAtHead: ['v1'] }, 'none'],
    ['manual, pull request', { CODEBUILD_SOURCE_VERSION: 'pr/3' }, { tagsAtHead: ['v1'], anyTagAtHead: true }, 'none'],
    ['opt-in head tag', { CODEBUILD_SOURCE_VERSION: sha }, { tagsAtHead: ['v1'], anyTagAtHead: true }, 'v1'],
    ['opt-in, several', {}, { tagsAtHead: ['v1', 'v2'], anyTagAtHead: true }, 'none'],
    ['opt-in, not asked', {}, { anyTagAtHead: true }, 'ask-git'],
    ['pipeline', { CODEBUILD_INITIATOR: 'codepipeline/p', CODEBUILD_SOURCE_VERSION: 'arn:aws:s3:::b/k' }, {}, 'none'],
    ['GitHub tag', { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/tags/v1' }, {}, 'v1'],
    [
      'GitHub branch on a hosted runner',
      { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/main', CODEBUILD_WEBHOOK_TRIGGER: 'tag/v1' },
      {},
      'none',
    ],
    [
      'GitHub pull request',
      { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/pull/3/merge' },
      { tagsAtHead: ['v1'], anyTagAtHead: true },
      'none',
    ],
    ['nothing', {}, {}, 'none'],
  ])('%s', (_name, env, rest, expected) => {
    expect(tag(env, rest)).toBe(expected);
  });
});

describe('the version in a tag', () => {
  test.each([
    ['v1.2.3', '1.2.3', undefined],
    ['1.2.3', '1.2.3', undefined],
    ['v1.2.3-rc.1+build.5', '1.2.3-rc.1+build.5', undefined],
    ['1.0', '1.0', undefined],
    ['1.0rc1', '1.0rc1', undefined],
    ['1.0.0.RELEASE', '1.0.0.RELEASE', undefined],
    ['@acme/utils@1.2.3', '1.2.3', '@acme/utils'],
    ['utils@v1.2.3', '1.2.3', 'utils'],
    ['utils-v1.2.3', '1.2.3', 'utils'],
    ['acme-utils-1.2.3-beta.1', '1.2.3-beta.1', 'acme-utils'],
    ['log4j-2-v1.0.0-rc.1', '1.0.0-rc.1', 'log4j-2'],
    ['packages/utils/v1.2.3', '1.2.3', 'packages/utils'],
  ])('%s', (name, version, prefix) => {
    expect(versionOfTag(name)).toEqual(prefix === undefined ? { version } : { version, package: prefix });
  });
  test.each(['nightly', 'v', '', 'release', 'v-next'])('%s names none', (name) => {
    expect(versionOfTag(name)).toBeUndefined();
  });
});
