// Glob patterns that come with a checkout, perhaps a stranger's.

/**
 * Stars of one part of a path, and parts that are `**`. With more, an expression made of the pattern can step back over a
 * long name for hours, as the clients' own do.
 */
const MOST_STARS = 3;

/** Whether a pattern is not to be tried. (picomatch bounds `*(…)` and `+(…)` itself.) */
export function isCostly(pattern: string): boolean {
  const parts = pattern.split('/');
  const stars = (part: string) => part.split('*').length - 1;
  return (
    parts.filter((part) => part === '**').length > MOST_STARS ||
    parts.some((part) => part !== '**' && stars(part) > MOST_STARS)
  );
}
