// Decides whether a run is for a git tag, and which: from the variables of CodeBuild, CodePipeline and GitHub alone.
// Publishing hangs on this, so whatever is not proven is "no tag".

/** What is known about the run. */
export interface GitTagSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the user said; wins over everything. */
  readonly explicit?: string | undefined;
  /** Output of `git tag --points-at HEAD`, one name each; leave out when git was not asked or cannot say. */
  readonly tagsAtHead?: readonly string[] | undefined;
  /** Opt-in: take the only tag that points at HEAD when nothing else tells. */
  readonly anyTagAtHead?: boolean | undefined;
}

export type GitTagDecision =
  | { readonly kind: 'tag'; readonly tag: string; readonly from: string }
  /** Only git can tell; ask `git tag --points-at HEAD` and decide again with `tagsAtHead`. */
  | { readonly kind: 'ask-git'; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

const tagRef = 'refs/tags/';

/**
 * | situation                       | what tells                                                      |
 * |---------------------------------|-----------------------------------------------------------------|
 * | user, pipeline, run-build       | `explicit`, else RELEASE_TAG (not an unexpanded `#{…}`)          |
 * | GitHub, hosted runners included | GITHUB_REF `refs/tags/…`                                        |
 * | CodeBuild webhook               | CODEBUILD_WEBHOOK_TRIGGER `tag/…`, else _HEAD_REF `refs/tags/…`  |
 * | CodeBuild manual                | CODEBUILD_SOURCE_VERSION `refs/tags/…[^{sha}]`, or a bare name that git proves |
 *
 * A webhook for a branch or a pull request is never a tag build, even when its commit happens to carry a tag.
 */
export function detectTag(sources: GitTagSources): GitTagDecision {
  const { env } = sources;
  const named = given(sources.explicit);
  if (named !== undefined) return { kind: 'tag', tag: withoutRef(named), from: 'the given tag' };
  const released = given(env.RELEASE_TAG);
  if (released !== undefined) return { kind: 'tag', tag: withoutRef(released), from: 'RELEASE_TAG' };
  // A CodeBuild-hosted GitHub runner has both sets of variables; the job is GitHub's, so its refs count.
  if (env.GITHUB_ACTIONS === 'true') return fromGitHub(env) ?? fromHead(sources, 'GITHUB_REF is not a tag');
  return fromWebhook(env) ?? fromSourceVersion(sources);
}

/** Unset, empty and never expanded by CodePipeline are the same to a user. */
function given(value: string | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return text === '' || text.includes('#{') ? undefined : text;
}

function withoutRef(name: string): string {
  return name.startsWith(tagRef) ? name.slice(tagRef.length) : name;
}

function fromGitHub(env: GitTagSources['env']): GitTagDecision | undefined {
  const ref = env.GITHUB_REF ?? '';
  if (ref.startsWith(tagRef) && ref.length > tagRef.length)
    return { kind: 'tag', tag: ref.slice(tagRef.length), from: 'GITHUB_REF' };
  if (ref !== '') return { kind: 'none', reason: 'GITHUB_REF names a branch or pull request' };
  return undefined;
}

function fromWebhook(env: GitTagSources['env']): GitTagDecision | undefined {
  const trigger = env.CODEBUILD_WEBHOOK_TRIGGER ?? '';
  if (trigger.startsWith('tag/') && trigger.length > 4)
    return { kind: 'tag', tag: trigger.slice(4), from: 'CODEBUILD_WEBHOOK_TRIGGER' };
  const head = env.CODEBUILD_WEBHOOK_HEAD_REF ?? '';
  if (head.startsWith(tagRef) && head.length > tagRef.length && !trigger.startsWith('pr/'))
    return { kind: 'tag', tag: head.slice(tagRef.length), from: 'CODEBUILD_WEBHOOK_HEAD_REF' };
  if (trigger !== '') return { kind: 'none', reason: 'the webhook was triggered by a branch or pull request' };
  return undefined;
}

function fromSourceVersion(sources: GitTagSources): GitTagDecision {
  const version = sources.env.CODEBUILD_SOURCE_VERSION ?? '';
  if (version.startsWith('pr/')) return { kind: 'none', reason: 'the source version is a pull request' };
  if (version.startsWith(tagRef)) {
    const tag = version.slice(tagRef.length).replace(/\^\{[0-9a-f]*\}$/, '');
    if (tag !== '') return { kind: 'tag', tag, from: 'CODEBUILD_SOURCE_VERSION' };
  }
  if ((sources.env.CODEBUILD_INITIATOR ?? '').startsWith('codepipeline/'))
    return fromHead(sources, 'CodePipeline does not say; pass RELEASE_TAG from the pipeline');
  // A commit id or an S3 location is not a name that a tag could have.
  if (version === '' || version.startsWith('refs/') || version.startsWith('arn:') || /^[0-9a-f]{40}$/.test(version))
    return fromHead(sources, 'no variable of this run names a tag');
  if (sources.tagsAtHead === undefined)
    return { kind: 'ask-git', reason: 'the source version may be a branch or a tag' };
  if (sources.tagsAtHead.includes(version)) return { kind: 'tag', tag: version, from: 'CODEBUILD_SOURCE_VERSION' };
  return { kind: 'none', reason: 'git has no tag of that name at the checked out commit' };
}

function fromHead(sources: GitTagSources, reason: string): GitTagDecision {
  if (!sources.anyTagAtHead) return { kind: 'none', reason };
  if (sources.tagsAtHead === undefined) return { kind: 'ask-git', reason };
  const [tag, ...others] = sources.tagsAtHead;
  if (tag === undefined) return { kind: 'none', reason: 'no tag points at the checked out commit' };
  if (others.length > 0) return { kind: 'none', reason: 'several tags point at the checked out commit' };
  return { kind: 'tag', tag, from: 'git' };
}

export interface TagVersion {
  readonly version: string;
  /** The part before the version, without its separator: the package a monorepo's tag is for. */
  readonly package?: string;
}

const version = String.raw`[0-9]+(?:\.[0-9A-Za-z]+)*(?:[-+.][0-9A-Za-z.+-]+)?`;
const bare = new RegExp(`^[vV]?(${version})$`);
const atSign = new RegExp(`^(.+)@[vV]?(${version})$`);
const slash = new RegExp(`^(.+)/[vV]?(${version})$`);
// Only from the first separator that a dotted number follows, so that `log4j-2-v1.0.0-rc.1` keeps its name.
const hyphen = /^(.+?)[-_][vV]?([0-9]+\.[0-9][0-9A-Za-z.+-]*)$/;

/**
 * The version a tag names, or undefined when it names none.
 *
 * | tag                  | version      | package       |
 * |----------------------|--------------|---------------|
 * | `v1.2.3`, `1.2.3`    | `1.2.3`      |               |
 * | `v1.2.3-rc.1`        | `1.2.3-rc.1` |               |
 * | `@acme/utils@1.2.3`  | `1.2.3`      | `@acme/utils` |
 * | `utils-v1.2.3`       | `1.2.3`      | `utils`       |
 * | `utils/v1.2.3`       | `1.2.3`      | `utils`       |
 * | `nightly`            | –            |               |
 */
export function versionOfTag(tag: string): TagVersion | undefined {
  const plain = bare.exec(tag)?.[1];
  if (plain !== undefined) return { version: plain };
  const match = atSign.exec(tag) ?? slash.exec(tag) ?? hyphen.exec(tag);
  const name = match?.[1];
  const value = match?.[2];
  return name === undefined || value === undefined ? undefined : { version: value, package: name };
}
