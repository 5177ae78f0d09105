/** SE-0292: letters and digits with single hyphens inside, at most 39 characters. */
export function isScope(scope: string): boolean {
  return scope.length <= 39 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/i.test(scope);
}
