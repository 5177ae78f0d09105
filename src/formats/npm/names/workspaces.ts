// Members of a workspace, as package.json of its root names them. npm, Yarn and Bun take glob patterns: `packages/*`,
// `{apps,libs}/*`, `@(web|api)/**`, `!packages/old`.
import picomatch from 'picomatch';
import { isCostly } from '../../shared/text/costly-pattern.ts';

/**
 * Whether a folder (relative to the root, with `/`) is a member. As in npm's `@npmcli/map-workspaces`: an odd number of
 * `!` excludes, and a later pattern takes back an exclusion that it is named by.
 */
export function isMember(patterns: readonly string[], folder: string): boolean {
  if (folder.split('/').includes('node_modules')) return false;
  const included: string[] = [];
  let excluded: string[] = [];
  for (const written of patterns) {
    const marks = /^!{0,64}/.exec(written)?.[0].length ?? 0;
    const pattern = plainPattern(written.slice(marks));
    if (marks % 2 === 1) excluded.push(pattern);
    else {
      excluded = excluded.filter((one) => !matches(one, pattern));
      included.push(pattern);
    }
  }
  const names = (pattern: string) => pattern === folder || matches(pattern, folder);
  const isExcluded = (path: string) => excluded.some((one) => matches(one, path));
  // A pattern that is itself excluded as if it were a folder is not looked at by npm.
  // What cannot be told is taken for a member: then the root's file is looked at, which may outrank the login's.
  return included.some((one) => isCostly(one) || (!isExcluded(one) && names(one))) && !excluded.some(names);
}

/** Without `.`, `..` and the slashes at both ends. */
function plainPattern(written: string): string {
  const parts: string[] = [];
  for (const part of written.replaceAll('\\', '/').split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return parts.join('/');
}

/** Numbers of `{1..12}`; more than these, no project has. */
const MOST_IN_RANGE = 1000;

function range(from: string, to: string): string {
  const [first, last] = [Number(from), Number(to)];
  if (!Number.isInteger(first) || !Number.isInteger(last)) return `[${from}-${to}]`;
  const count = Math.min(Math.abs(last - first) + 1, MOST_IN_RANGE);
  return `(?:${Array.from({ length: count }, (_, index) => Math.min(first, last) + index).join('|')})`;
}

function matches(pattern: string, path: string): boolean {
  // Where picomatch differs from npm's minimatch: `!(a)` does not name `.b`, `a*/**` names `ab`.
  if (/(?:^|\/)\./.test(path) && !/(?:^|[/{,(|])\./.test(pattern)) return false;
  if (pattern.endsWith('/**') && matches(pattern.slice(0, -3), path)) return true;
  if (isCostly(pattern)) return false;
  try {
    return picomatch.makeRe(pattern, { expandRange: range, literalBrackets: false }).test(path);
  } catch {
    return false;
  }
}
