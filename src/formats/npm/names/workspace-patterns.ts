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

/** Whether npm takes what a package.json says of workspaces; it has no opinion of what is no JSON. */
export function areWorkspaces(text: string): boolean {
  try {
    const { workspaces } = JSON.parse(text) as { workspaces?: unknown };
    if (workspaces === undefined || workspaces === null || Array.isArray(workspaces)) return true;
    return Array.isArray((workspaces as { packages?: unknown }).packages);
  } catch {
    return true;
  }
}
