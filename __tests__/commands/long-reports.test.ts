// Reports of releases that nobody reads to the end: GitHub shows nothing of a summary above 1 MiB, and a log of 50,000
// lines hides what failed.
import { describe, expect, test } from '@jest/globals';
import { changeLines, changeSummary, planLines, promotionSummary } from '../../src/commands/report/reports.ts';
import type { PlanItem, PromotionPlan } from '../../src/core/documents/plan.ts';
import type { Outcome } from '../../src/core/model/outcome.ts';

const COUNT = 50_000;
const LONG = '漢'.repeat(200);
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'eu-central-1', repository: 'prod' };

const refOf = (index: number) => ({ format: 'npm', namespace: 'acme', name: `p-${index}`, version: '1.0.0' }) as const;

const outcomes = Array.from(
  { length: COUNT },
  (_, index): Outcome =>
    index === COUNT - 1
      ? { kind: 'failed', ref: refOf(index), code: 'CA-CONFLICT-001', reason: 'the last one' }
      : { kind: 'promoted', ref: refOf(index), revision: 'r', reason: LONG },
);

const plan: PromotionPlan = {
  schema: 'codeartifact-ci/promotion-plan@1',
  createdAt: '2026-01-01T00:00:00.000Z',
  source: { ...place, repository: 'staging' },
  destination: place,
  mode: 'copy',
  includeFromUpstream: false,
  allowOverwrite: false,
  items: Array.from(
    { length: COUNT },
    (_, index): PlanItem => ({
      purl: `pkg:npm/%40acme/p-${index}@1.0.0`,
      action: index === COUNT - 1 ? 'blocked' : 'copy',
      reason: index === COUNT - 1 ? 'the last one' : LONG,
      revision: 'r',
      status: 'Published',
      assets: [{ name: 'package.tgz', size: 1, sha256: '0'.repeat(64) }],
      before: null,
    }),
  ),
  tags: Array.from({ length: 5000 }, (_, index) => ({
    package: `pkg:npm/%40acme/p-${index}`,
    before: { latest: '0.9.0' },
    afterCopy: { latest: '1.0.0' },
    wanted: { latest: index === 4999 ? '1.0.0' : '0.9.0' },
    hiddenByUpstream: {},
  })),
  losses: [],
  warnings: [],
  hash: '0'.repeat(64),
};

const bytes = (text: string) => Buffer.byteLength(text);

describe('reports of 50,000 versions', () => {
  test('a summary stays below what GitHub takes, and shows what failed', () => {
    for (const text of [
      changeSummary('Retired', place, outcomes, false),
      promotionSummary(plan, undefined),
      promotionSummary(plan, {
        plan,
        outcomes,
        tags: [],
        warnings: [],
        runId: 'run',
        beganAt: 0,
        revisions: new Map(),
        isAnnounced: false,
        writes: [],
        notes: [],
      }),
    ]) {
      expect(bytes(text)).toBeLessThan(1024 * 1024);
      // Not by toContain: it would print all of the text.
      expect([text.includes('the last one'), /… and \d+ more/.test(text)]).toEqual([true, true]);
    }
  });

  test('a summary names every row it leaves out', () => {
    const text = changeSummary('Retired', place, outcomes, false);
    const rows = text.split('\n').filter((line) => line.startsWith('| ✅') || line.startsWith('| ❌')).length;
    expect(text.includes(`… and ${COUNT - rows} more`)).toBe(true);
  });

  test('tables for a terminal are bounded, and begin with what failed where there is too much', () => {
    const changed = changeLines(outcomes, false);
    expect(changed.length).toBeLessThan(1100);
    expect(changed[1]).toContain('the last one');
    expect(changed).toContain(`… and ${COUNT - 1000} more`);
    expect(changed.at(-1)).toBe(`${COUNT - 1} promoted, 1 failed`);
    const planned = planLines(plan);
    expect(planned.length).toBeLessThan(2100);
    expect(planned[2]).toContain('the last one');
    // The one tag that moves is shown although it is the last.
    expect(planned.some((line) => line.includes('p-4999'))).toBe(true);
  });

  test('what fits is shown whole', () => {
    const few = outcomes.slice(-500);
    expect(changeLines(few, false)).toHaveLength(502);
    expect(changeSummary('Retired', place, few.slice(0, 20), false)).not.toContain('more');
  });
});
