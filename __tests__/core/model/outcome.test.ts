import { describe, expect, test } from '@jest/globals';
import { codeOf, countOutcomes, isGreen, type Outcome } from '../../../src/core/model/outcome.ts';

const ref = { format: 'npm', name: 'utils', version: '1.0.0' } as const;
const published: Outcome = { kind: 'published', ref, revision: 'r' };
const held: Outcome = { kind: 'blocked', ref, code: 'CA-RUN-001', reason: 'not begun' };
const denied: Outcome = { kind: 'failed', ref, code: 'CA-AUTH-003', reason: 'denied' };
const other: Outcome = { kind: 'conflict', ref, code: 'CA-CONFLICT-001', reason: 'other bytes' };
const stopped: Outcome = { kind: 'failed', ref, code: 'CA-RUN-002', reason: 'interrupted' };

describe('outcomes', () => {
  test('a run is green only without conflict, blocked and failed', () => {
    expect(
      isGreen([
        published,
        { kind: 'unchanged', ref, revision: 'r' },
        { kind: 'changed', ref, from: 'Published', to: 'Unlisted' },
      ]),
    ).toBe(true);
    for (const bad of [held, denied, other, stopped]) expect(isGreen([published, bad])).toBe(false);
  });

  test('a run ends with the cause, not with its consequences', () => {
    expect(codeOf([published])).toBeUndefined();
    expect(codeOf([held, denied, other])).toBe('CA-CONFLICT-001');
    expect(codeOf([held, stopped, denied])).toBe('CA-AUTH-003');
    expect(codeOf([held, stopped])).toBe('CA-RUN-002');
    expect(codeOf([held])).toBe('CA-RUN-001');
  });

  test('are counted by kind', () => {
    expect(countOutcomes([published, published, held])).toEqual({ published: 2, blocked: 1 });
  });
});
