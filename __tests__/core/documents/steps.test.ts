// Large documents are read, hashed and written in steps: the result must be what one step gives.
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  documentHash,
  documentHashSteps,
  documentPieces,
  documentText,
} from '../../../src/core/documents/canonical.ts';
import { parseSteps } from '../../../src/core/documents/parse.ts';
import type { PromotionPlan } from '../../../src/core/documents/plan.ts';
import { isHashOfSteps, planHash, planHashSteps } from '../../../src/core/documents/plan-hash.ts';
import { LARGEST_DOCUMENT, readPlanSteps } from '../../../src/core/documents/read.ts';
import { PROMOTION_PLAN } from '../../../src/core/documents/schemas.ts';
import { problemsOf, unknownTextSteps } from '../../../src/core/documents/validate.ts';

function stepped<T>(work: Generator<unknown, T, void>): { value: T; steps: number } {
  for (let steps = 1; ; steps++) {
    const next = work.next();
    if (next.done) return { value: next.value, steps };
  }
}

/** Another implementation of the canonical form, from its definition. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

const place = { domain: 'my-org', domainOwner: '111122223333', region: 'eu-central-1', repository: 'prod' };

function planOf(count: number): PromotionPlan {
  const plan = {
    schema: 'codeartifact-ci/promotion-plan@1' as const,
    createdAt: '2026-01-01T00:00:00.000Z',
    source: { ...place, repository: 'staging' },
    destination: place,
    mode: 'copy' as const,
    includeFromUpstream: false,
    allowOverwrite: false,
    items: Array.from({ length: count }, (_, index) => ({
      purl: `pkg:npm/%40acme/p-${index}@1.0.0`,
      action: 'copy' as const,
      revision: `r${index}`,
      status: 'Published' as const,
      assets: [{ name: 'a "b" \\ ] , ü\n', size: index, sha256: '0'.repeat(64) }],
      before: null,
    })),
    tags: [],
    losses: [],
    warnings: ['one'],
  };
  return { ...plan, hash: documentHash(plan) };
}

const documents: readonly Record<string, unknown>[] = [
  {},
  { a: [] },
  { b: undefined, a: [undefined, null, { z: 1, a: { c: [], b: {} } }] },
  { list: Array.from({ length: 101 }, (_, index) => ({ index, text: `]"\\,\n${index}` })), after: 'x', empty: [] },
  { first: Array.from({ length: 250 }, (_, index) => index), second: Array.from({ length: 250 }, () => [[], {}]) },
  planOf(300) as unknown as Record<string, unknown>,
];

describe('in steps and at once', () => {
  test.each(documents.map((document, index) => [index, document] as const))(
    'document %i: text and hash',
    (_, document) => {
      expect([...documentPieces(document)].join('')).toBe(documentText(document));
      const { hash: _hash, ...rest } = JSON.parse(JSON.stringify(document));
      expect(documentHash(document)).toBe(createHash('sha256').update(canonical(rest)).digest('hex'));
      for (const text of [documentText(document), JSON.stringify(document)])
        expect(stepped(parseSteps(text)).value).toEqual(JSON.parse(text));
    },
  );

  test('long lists are many steps, and the same plan', () => {
    const plan = planOf(5000);
    const text = documentText(plan);
    const read = stepped(readPlanSteps(text, 'plan.json'));
    expect(read.value).toEqual(plan);
    expect(read.steps).toBeGreaterThan(100);
    const steps = stepped(documentHashSteps(plan as unknown as Record<string, unknown>));
    expect(steps).toEqual({ value: plan.hash, steps: expect.any(Number) });
    expect(steps.steps).toBeGreaterThan(20);
    const pieces = [...documentPieces(plan as unknown as Record<string, unknown>)];
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(text.length / 20);
  });

  test('what JSON.parse refuses is refused with its words, and what it takes is taken', () => {
    const text = JSON.stringify({ a: [1, { b: [2, 3] }, 'x,]'], c: { d: 4 }, e: 'f' });
    const characters = ['', ',', ']', '}', '[', '{', '"', ':', ' ', '\\', '1', 'null', '\u00a0', '"__proto__":1,'];
    const texts = Array.from({ length: text.length + 1 }, (_, at) =>
      characters.flatMap((character) => [
        text.slice(0, at) + character + text.slice(at),
        text.slice(0, at) + character + text.slice(at + 1),
      ]),
    ).flat();
    const outcome = (parse: () => unknown) => {
      try {
        return JSON.stringify(parse());
      } catch (error) {
        return String(error);
      }
    };
    const different = texts.filter(
      (one) => outcome(() => stepped(parseSteps(one)).value) !== outcome(() => JSON.parse(one)),
    );
    expect(different).toEqual([]);
    expect(texts.length).toBeGreaterThan(1000);
  });

  test('a list that breaks off at the end of a step is refused', () => {
    const list = Array.from({ length: 4000 }, (_, index) => `"member ${index} of a long list"`).join(',');
    for (const end of ['', ',', ',]', ',,1]', ']]', ']']) {
      const text = `{"a":[${list}${end}}`;
      let whole: unknown;
      try {
        whole = JSON.parse(text);
      } catch (error) {
        expect(() => stepped(parseSteps(text))).toThrow((error as Error).message);
        continue;
      }
      expect(stepped(parseSteps(text)).value).toEqual(whole);
    }
  });

  test('problems keep their place, also behind the first step', () => {
    const plan = planOf(350) as unknown as { items: { purl: unknown }[] };
    (plan.items[333] as { purl: unknown }).purl = 7;
    const problems = problemsOf({ ...plan, warnings: 1, extra: 1 }, PROMOTION_PLAN);
    expect(problems).toEqual([
      'items[333].purl: expects string, found integer',
      'warnings: expects array, found integer',
    ]);
  });

  test('texts that no list has keep their place, also behind the first step', () => {
    const plan = planOf(350);
    const items = plan.items.map((item, index) => (index < 330 ? item : { ...item, status: `s${index}` }));
    const { value, steps } = stepped(unknownTextSteps({ ...plan, mode: 'mirror', items }, PROMOTION_PLAN));
    expect(value.slice(0, 2)).toEqual(['mode: mirror', 'items[330].status: s330']);
    expect([value.length, steps]).toEqual([10, expect.any(Number)]);
    expect(steps).toBeGreaterThan(3);
    const before = { ...plan, items: [{ ...plan.items[0], before: { status: 'x' } }, 7] };
    expect(stepped(unknownTextSteps(before, PROMOTION_PLAN)).value).toEqual(['items[0].before.status: x']);
  });

  test('the hash of a plan in many steps is that of all but the time and the hash', () => {
    const plan = planOf(3000);
    const { hash: _hash, createdAt: _createdAt, ...rest } = plan;
    const { value, steps } = stepped(planHashSteps(plan));
    expect(value).toBe(createHash('sha256').update(canonical(rest)).digest('hex'));
    expect(value).toBe(planHash(plan));
    expect(steps).toBeGreaterThan(10);
    expect(stepped(isHashOfSteps(value, plan)).value).toBe(true);
    expect(stepped(isHashOfSteps(plan.hash, plan)).value).toBe(true);
    expect(stepped(isHashOfSteps('0'.repeat(64), plan)).value).toBe(false);
  });

  test('a plan of 200,000 versions with many assets is not too large', () => {
    const item = { ...planOf(1).items[0], assets: Array.from({ length: 10 }, () => planOf(1).items[0]?.assets[0]) };
    expect(LARGEST_DOCUMENT).toBeGreaterThan(200_000 * documentText({ items: [item] }).length);
  });
});
