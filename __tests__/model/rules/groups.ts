// Package groups: which one a package belongs to, and what its restrictions are in effect
// (package-group-definition-syntax-matching-behavior, package-group-origin-controls).
import { type Domain, type Group, type Mode, packageName, type Restriction } from './state.ts';

type Shape =
  | { readonly kind: 'root' }
  | { readonly kind: 'format'; readonly format: string }
  | {
      readonly kind: 'namespace-prefix' | 'namespace' | 'name-prefix' | 'name';
      readonly format: string;
      readonly namespace: string;
      /** Empty where there is none. */
      readonly name: string;
    };

/** From the least specific to the most specific. */
const KINDS: readonly Shape['kind'][] = ['root', 'format', 'namespace-prefix', 'namespace', 'name-prefix', 'name'];

/** The six shapes of the syntax page: `/*`, `/f/*`, `/f/n~`, `/f/n/*`, `/f/n/p~`, `/f/n/p$`. */
export function shapeOf(pattern: string): Shape {
  const [, format = '', second = '', third] = pattern.split('/');
  if (pattern === '/*') return { kind: 'root' };
  if (third === undefined && second === '*') return { kind: 'format', format };
  if (third === undefined) return { kind: 'namespace-prefix', format, namespace: second.slice(0, -1), name: '' };
  if (third === '*') return { kind: 'namespace', format, namespace: second, name: '' };
  const kind = third.endsWith('$') ? 'name' : 'name-prefix';
  return { kind, format, namespace: second, name: third.slice(0, -1) };
}

type Same = (text: string, wanted: string) => boolean;
type Begins = (text: string, prefix: string) => boolean;

const equals: Same = (text, wanted) => text === wanted;

/** A prefix ends where a word ends: `foo~` is `foo` and `foo-bar`, not `food`. */
const beginsAtWord: Begins = (text, prefix) =>
  text.startsWith(prefix) && !/^[\p{L}\p{N}\p{M}]/u.test(text.slice(prefix.length));

/** Case, and runs of `-`, `.`, `_`, count for nothing in a weak match. */
const folded = (text: string) => text.toLowerCase().replace(/[-._]+/g, '.');

function matches(shape: Shape, pkg: string, isSame: Same, begins: Begins): boolean {
  const { format, namespace = '', name } = packageName(pkg);
  if (shape.kind === 'root') return true;
  if (shape.format !== format) return false;
  if (shape.kind === 'format') return true;
  if (shape.kind === 'namespace-prefix') return begins(namespace, shape.namespace);
  if (!isSame(namespace, shape.namespace)) return false;
  if (shape.kind === 'namespace') return true;
  return shape.kind === 'name' ? isSame(name, shape.name) : begins(name, shape.name);
}

const isStrong = (pattern: string, pkg: string) => matches(shapeOf(pattern), pkg, equals, beginsAtWord);

const isWeak = (pattern: string, pkg: string) =>
  matches(
    shapeOf(pattern),
    pkg,
    (text, wanted) => folded(text) === folded(wanted),
    (text, prefix) => beginsAtWord(folded(text), folded(prefix)),
  );

/** The most specific group that matches, strongly before weakly. */
export function associatedGroup(domain: Domain, pkg: string): { group: Group; association: 'STRONG' | 'WEAK' } {
  const found = [...domain.groups.values()]
    .filter(({ pattern }) => isWeak(pattern, pkg))
    .map((group) => ({ group, isStrong: isStrong(group.pattern, pkg) }))
    .sort(
      (a, b) => specificity(b.group.pattern) - specificity(a.group.pattern) || Number(b.isStrong) - Number(a.isStrong),
    );
  const [best] = found;
  if (!best) throw new Error('the root group matches everything');
  return { group: best.group, association: best.isStrong ? 'STRONG' : 'WEAK' };
}

const specificity = (pattern: string) => KINDS.indexOf(shapeOf(pattern).kind) * 1000 + pattern.length;

/** "A package group hierarchy": the parent is the most specific group that holds all of it. */
export function parentOf(domain: Domain, { pattern }: Group): Group | undefined {
  return [...domain.groups.values()]
    .filter((other) => other.pattern !== pattern && holds(shapeOf(other.pattern), shapeOf(pattern)))
    .sort((a, b) => specificity(b.pattern) - specificity(a.pattern))[0];
}

function holds(outer: Shape, inner: Shape): boolean {
  if (outer.kind === 'root') return true;
  if (inner.kind === 'root' || outer.format !== inner.format) return false;
  if (outer.kind === 'format') return true;
  if (inner.kind === 'format') return false;
  if (outer.kind === 'namespace-prefix') return beginsAtWord(inner.namespace, outer.namespace);
  if (inner.kind === 'namespace-prefix' || inner.namespace !== outer.namespace) return false;
  if (outer.kind === 'namespace') return true;
  return outer.kind === 'name-prefix' && inner.kind !== 'namespace' && beginsAtWord(inner.name, outer.name);
}

/** INHERIT is what the nearest ancestor says that does not inherit; its list of repositories is the one that counts. */
export function effective(domain: Domain, group: Group, restriction: Restriction): { mode: Mode; setBy: Group } {
  const mode = group.modes[restriction];
  const parent = mode === 'INHERIT' ? parentOf(domain, group) : undefined;
  return parent ? effective(domain, parent, restriction) : { mode, setBy: group };
}
