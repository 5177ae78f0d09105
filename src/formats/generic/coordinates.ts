// Names of generic packages: nothing is normalised, a namespace is required, assets are called as they are published.
import { PATTERNS } from '../../core/model/repository.ts';
import type { CoordinateRules } from '../../core/ports/package-format.ts';

/** Letters and digits of any script, the service's list of special characters, single spaces between others. */
const ASSET_NAME = /^[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}~!@^&()\-_+[\]{};,.` ]{1,255}$/u;

/**
 * What is wrong with an asset name, in words; undefined when it is fine.
 *
 * | name                                   | result    |
 * |----------------------------------------|-----------|
 * | `firmware v2 (rc).bin`, `größe.tar.gz` | fine      |
 * | `a/b`, `a\b`, `a:b`, `a*b`, `50%`      | character |
 * | ` a`, `a `, `a  b`, tab                | space     |
 * | `.`, `..`                              | reserved  |
 */
export function assetNameProblem(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'an asset name cannot be empty, `.` or `..`';
  if ([...name].length > 255) return 'an asset name has at most 255 characters';
  if (!ASSET_NAME.test(name)) {
    return 'an asset name has letters, digits, single spaces and ~ ! @ ^ & ( ) - _ + [ ] { } ; , . `, and no folders';
  }
  if (name.startsWith(' ') || name.endsWith(' ') || name.includes('  ')) {
    return 'spaces in an asset name are single and neither first nor last';
  }
  return undefined;
}

const partProblem = (what: string, value: string): string[] =>
  PATTERNS.packagePart.test(value) ? [] : [`${what} has 1 to 255 characters without spaces, \`/\` and \`#\``];

export const coordinates: CoordinateRules = {
  normaliseName: (name) => name,
  normaliseVersion: (version) => version,
  problems({ name, namespace, version }) {
    return [
      ...(namespace === undefined || namespace === ''
        ? ['a generic package needs a namespace: `generic:namespace/name@version`']
        : partProblem('a generic namespace', namespace)),
      ...partProblem('a generic package name', name),
      ...(version === undefined ? [] : partProblem('a generic version', version)),
    ];
  },
};
