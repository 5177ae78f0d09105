// Dist-tags of our own, which a run leaves in a package while it works; see core/operations/dist-tags/marks.ts.

/** Every dist-tag with this prefix is a mark and never a tag that anybody wants. */
export const MARK_PREFIX = 'codeartifact-ci-';
