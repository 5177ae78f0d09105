// Patterns of package groups: which packages they match, how exactly, and which pattern lies within which.
//
//   /*                      everything
//   /npm/*                  a format
//   /npm/acme~              namespaces that are `acme` or go on after a word boundary (`acme-web`, not `acmeweb`)
//   /npm/acme/*             a namespace; /npm//* is the packages without one
//   /npm/acme/ui~           names, likewise by word boundary
//   /npm/acme/ui$           one package
//
// (user guide, package-group-definition-syntax-matching-behavior)
import type { Format, PackageReference } from '../../../core/model/package.ts';
import { FORMATS } from '../../../core/model/package.ts';
import type { FormatRulesTable } from '../../../core/ports/format-rules.ts';
import { packageRowKey } from '../records/keys.ts';
import type { AssociationType } from '../registry.ts';
import { invalid } from '../service-exception.ts';
import { lookAlikes } from './confusables.ts';

type Ending = '$' | '~' | '*';

export interface GroupPattern {
  readonly text: string;
  readonly ending: Ending;
  /** The pattern without its ending and with the format's own name, `/pypi//requests`. */
  readonly body: string;
  /** `body` as weak matches compare it. */
  readonly folded: string;
}

export interface PatternRules {
  readonly rules: FormatRulesTable;
  /** Whether letters of other scripts that look alike match weakly. */
  readonly foldsLookAlikes: boolean;
}

const ENDS_IN_WORD = /[\p{L}\p{N}\p{M}]$/u;
const STARTS_WITH_WORD = /^[\p{L}\p{N}\p{M}]/u;

/**
 * Refuses a new pattern whose names are not normalised, where the format has them so: it could match nothing, or only
 * weakly, which blocks (user guide, nuget-, python- and swift-name-normalization). Groups that a data folder has are read
 * as they are.
 */
export function requireNormalNames(text: string, { rules }: PatternRules): void {
  const [, formatName = '', namespace = '', name = ''] = text.slice(0, -1).split('/');
  const format = formatOf(formatName, rules);
  if (format === undefined) return;
  const { normalise, patternName } = rules[format];
  const normal = normalise?.({ format, namespace, name }) ?? { namespace, name: patternName?.(name) ?? name };
  if (normal.name === name && (normal.namespace ?? '') === namespace) return;
  throw invalid(
    `the pattern must hold the normalised name ${[normal.namespace, normal.name].filter(Boolean).join('/')}`,
  );
}

function formatOf(text: string, rules: FormatRulesTable): Format | undefined {
  return FORMATS.find((known) => known === text || rules[known].patternAliases?.includes(text));
}

/** Reads a pattern. Throws ValidationException for shapes the service does not know. */
export function readPattern(text: string, patterns: PatternRules): GroupPattern {
  if (!/^[^\p{C}\p{White_Space}]{2,520}$/u.test(text)) throw invalid('the package group pattern is not valid');
  if (text === '/*') return { text, ending: '*', body: '/', folded: '/' };
  const ending = text.slice(-1);
  const [root, formatName = '', namespace, name, ...more] = text.slice(0, -1).split('/');
  const format = formatOf(formatName, patterns.rules);
  const isShaped =
    root === '' &&
    more.length === 0 &&
    ((ending === '*' && text.endsWith('/*') && namespace !== undefined) ||
      (ending === '~' && namespace !== undefined && ENDS_IN_WORD.test(text.slice(0, -1))) ||
      (ending === '$' && name !== undefined && name !== ''));
  if (!format || !isShaped) throw invalid(`'${text}' is not a package group pattern`);
  requireNormal({ format, namespace: namespace || undefined, name: name || 'any' }, ending !== '~', patterns);
  const body = `/${[format, namespace, name].filter((part) => part !== undefined).join('/')}`;
  return { text, ending: ending as Ending, body, folded: fold(body, patterns) };
}

/** Formats that normalise names only know the normal ones, so another spelling would never match. */
function requireNormal(given: PackageReference, isWhole: boolean, { rules }: PatternRules): void {
  const normal = rules[given.format].normalise?.(given) ?? given;
  const differs = normal.name !== given.name || (normal.namespace ?? '') !== (given.namespace ?? '');
  if (isWhole && differs) throw invalid(`the pattern must hold the normalised name ${packageRowKey(normal)}`);
}

/** A package as patterns are compared with it. */
export interface PackagePath {
  /** `/format/namespace/name`; the middle is empty without a namespace. */
  readonly path: string;
  /** `path` as weak matches compare it. */
  readonly folded: string;
}

export function patternPath(ref: PackageReference, patterns: PatternRules): PackagePath {
  const path = `/${packageRowKey(ref)}`;
  return { path, folded: fold(path, patterns) };
}

/** How the pattern matches the package, or undefined. A weak match blocks the package whatever the group allows. */
export function match(pattern: GroupPattern, { path, folded }: PackagePath): AssociationType | undefined {
  if (covers(pattern.ending, pattern.body, path)) return 'STRONG';
  return covers(pattern.ending, pattern.folded, folded) ? 'WEAK' : undefined;
}

/** Whether every package of `inner` is one of `outer`. */
export function contains(outer: GroupPattern, inner: GroupPattern): boolean {
  if (outer.text === inner.text || outer.ending === '$') return false;
  if (outer.ending === '~' && inner.ending !== '$' && outer.body === inner.body) return false;
  return covers(outer.ending, outer.body, inner.body) && outer.body.length <= inner.body.length;
}

/** More specific first: the longer text, then the stricter ending. */
export function bySpecificity(a: GroupPattern, b: GroupPattern): number {
  return b.folded.length - a.folded.length || '*~$'.indexOf(b.ending) - '*~$'.indexOf(a.ending);
}

function covers(ending: Ending, body: string, path: string): boolean {
  if (ending === '$') return path === body;
  if (!path.startsWith(body)) return false;
  return ending === '*' || !STARTS_WITH_WORD.test(path.slice(body.length));
}

/** Case and punctuation as weak matches see them: `My__Lib` is `my.lib`. */
function fold(text: string, { foldsLookAlikes }: PatternRules): string {
  const lower = text.normalize('NFKC').toLowerCase();
  return (foldsLookAlikes ? lookAlikes(lower) : lower).replace(/[-._]+/g, '.');
}
