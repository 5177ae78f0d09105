// What package.json of the root of a workspace says of its members, for npm, Yarn and Bun.

/** The patterns; `!` in front excludes. None where there are no workspaces, or what stands there is something else. */
export function workspacePatterns(manifest: unknown): readonly string[] {
  const { workspaces } = (typeof manifest === 'object' && manifest !== null ? manifest : {}) as {
    workspaces?: unknown;
  };
  const patterns = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | null | undefined)?.packages;
  return Array.isArray(patterns) ? patterns.filter((one): one is string => typeof one === 'string') : [];
}
