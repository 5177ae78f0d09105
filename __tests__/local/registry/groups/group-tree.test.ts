// The index of package groups beside a plain telling of the same rules, which looks at every group each time.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import { formatRules } from '../../../../src/formats/rules.ts';
import {
  bySpecificity,
  contains,
  type GroupPattern,
  match,
  patternPath,
  readPattern,
} from '../../../../src/local/registry/groups/group-pattern.ts';
import { GroupTree } from '../../../../src/local/registry/groups/group-tree.ts';
import { npm, pypi } from '../bench.ts';

const rules = { rules: formatRules, foldsLookAlikes: true };
const record = {
  createdAt: 0,
  modes: { PUBLISH: 'INHERIT', EXTERNAL_UPSTREAM: 'INHERIT', INTERNAL_UPSTREAM: 'INHERIT' },
  allowed: { PUBLISH: [], EXTERNAL_UPSTREAM: [], INTERNAL_UPSTREAM: [] },
} as const;

/** Most specific first. */
function inOrder(texts: Iterable<string>): GroupPattern[] {
  const patterns = [...texts].map((text) => readPattern(text, rules));
  return patterns.sort((a, b) => bySpecificity(a, b) || (a.text < b.text ? 1 : -1));
}

function parentAmong(texts: Iterable<string>, text: string): string | undefined {
  const ordered = inOrder(texts);
  const self = ordered.findIndex((pattern) => pattern.text === text);
  return ordered.slice(self + 1).find((outer) => contains(outer, ordered[self] as GroupPattern))?.text;
}

function groupAmong(texts: Iterable<string>, ref: PackageReference, isLast: boolean): string | undefined {
  let weak: GroupPattern | undefined;
  for (const pattern of inOrder(texts)) {
    if (weak && bySpecificity(weak, pattern) !== 0) break;
    const association = match(pattern, patternPath(ref, rules));
    if (association === 'STRONG') return `STRONG ${pattern.text}`;
    if (association === 'WEAK') weak = isLast ? pattern : (weak ?? pattern);
  }
  return weak && `WEAK ${weak.text}`;
}

const part = fc.array(fc.constantFrom('a', 'b', 'A', '\u0430', '-', '_', '.', 'é'), { minLength: 1, maxLength: 4 });
const text = part.map((letters) => letters.join('')).filter((name) => name !== '.' && name !== '..');
const format = fc.constantFrom('npm', 'pypi', 'python');
const pattern = fc
  .oneof(
    fc.constant('/*'),
    format.map((of) => `/${of}/*`),
    fc.tuple(format, text).map(([of, name]) => `/${of}/${name}~`),
    fc.tuple(format, text).map(([of, name]) => `/${of}/${name}/*`),
    fc.tuple(format, fc.option(text), text, fc.constantFrom('~', '$')).map((all) => {
      const [of, namespace, name, ending] = all;
      return `/${of}/${namespace ?? ''}/${name}${ending}`;
    }),
  )
  .filter((one) => {
    try {
      return readPattern(one, rules) !== undefined;
    } catch {
      return false;
    }
  });
const packages = fc.oneof(
  fc.tuple(text, fc.option(text)).map(([name, namespace]) => npm(name, namespace ?? undefined)),
  text.map((name) => pypi(name)),
);

describe('the package groups of a domain', () => {
  test('have the parents and the packages that looking at every group gives, whatever comes and goes', () => {
    const steps = fc.array(fc.record({ pattern, isRemoved: fc.nat(3) }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(steps, fc.array(packages, { maxLength: 12 }), fc.boolean(), (all, refs, isLast) => {
        const tree = new GroupTree(rules);
        const there = new Set<string>();
        for (const step of all) {
          if (step.isRemoved === 0) {
            tree.remove(step.pattern);
            there.delete(step.pattern);
          } else {
            tree.set(step.pattern, record);
            there.add(step.pattern);
          }
          // Asked for on the way as well, so that an answer of before would be noticed.
          for (const group of tree.sorted()) void group.parent;
        }
        expect(tree.sorted().map((group) => group.pattern.text)).toEqual([...there].sort());
        for (const group of tree.sorted())
          expect([group.pattern.text, group.parent?.pattern.text]).toEqual([
            group.pattern.text,
            parentAmong(there, group.pattern.text),
          ]);
        for (const ref of refs) {
          const found = tree.associate(ref, isLast);
          const shown = found && `${found.association} ${found.group.pattern.text}`;
          expect([ref, shown]).toEqual([ref, groupAmong(there, ref, isLast)]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
