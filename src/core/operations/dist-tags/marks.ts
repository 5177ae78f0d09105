// dist-tags of our own: marks that a run leaves while it works. Package managers never ask for them.

export type Tags = Readonly<Record<string, string>>;

/** Every dist-tag with this prefix is a mark and never a tag that anybody wants. */
export const MARK_PREFIX = 'codeartifact-ci-';

/** `codeartifact-ci-keep-latest` holds where `latest` pointed while a promotion moves it. */
export const KEEP_PREFIX = 'codeartifact-ci-keep-';

/** Tags without our own marks; a noted value stands for the tag it was noted of. */
export function withoutOwnTags(tags: Tags): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [tag, version] of Object.entries(tags)) {
    if (tag !== STAGING_TAG && !tag.startsWith(KEEP_PREFIX)) plain[tag] = version;
  }
  for (const [tag, version] of Object.entries(tags)) {
    if (tag.startsWith(KEEP_PREFIX)) plain[tag.slice(KEEP_PREFIX.length)] = version;
  }
  return plain;
}

/** Not a version range, and nothing anybody would install by. */
export const STAGING_TAG = 'codeartifact-ci-staging';
