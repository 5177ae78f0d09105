import { describe, expect, test } from '@jest/globals';
import { versionKey } from '../../../../src/core/model/package.ts';
import { historyOf, sightingOf } from '../../../../src/core/operations/retire/retention-history.ts';

const STAGING = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
const PURL = 'pkg:npm/%40acme/utils@1.0.0';
const KEY = versionKey({ format: 'npm', namespace: 'acme', name: 'utils', version: '1.0.0' });
const at = (day: number) => Date.UTC(2026, 0, day);

interface Write {
  readonly action: string;
  readonly from?: string;
  readonly to?: string;
  /** Undefined: the line after it is missing. */
  readonly result?: string;
}

let runs = 0;
function run(day: number, verb: string, writes: readonly Write[], place: object = STAGING): string {
  const id = `r${++runs}`;
  const line = (more: object) => JSON.stringify({ run: id, at: new Date(at(day)).toISOString(), ...more });
  return [
    line({ schema: 'codeartifact-ci/journal@1', kind: 'begin', verb, ...place }),
    ...writes.flatMap(({ result, ...write }, index) => [
      line({ kind: 'before', step: index + 1, purls: [PURL], ...write }),
      ...(result === undefined ? [] : [line({ kind: 'after', step: index + 1, action: write.action, result })]),
    ]),
    '',
  ].join('\n');
}

const hide = { action: 'status', from: 'Published', to: 'Unlisted', result: 'changed' } as const;
const list = { action: 'status', from: 'Unlisted', to: 'Published', result: 'changed' } as const;
/** A file that can only be read as a whole. */
const filesWith = (text: string): Parameters<typeof historyOf>[1] => ({
  readText: async () => text,
  realPath: async (path) => path,
  stat: async () => ({ kind: 'other', size: text.length, mode: 0o600 }),
  open: async function* () {},
});
const read = (text: string, related: readonly string[] = []) =>
  historyOf('journal.jsonl', filesWith(text), STAGING, { related });

describe('since when a version is hidden', () => {
  test.each([
    ['hidden here', [run(1, 'retire', [hide])], at(1)],
    ['hidden by a rollback here', [run(1, 'rollback', [hide])], at(1)],
    [
      'hidden deeper later: since the first',
      [run(1, 'retire', [hide]), run(3, 'retire', [{ ...hide, from: 'Unlisted', to: 'Archived' }])],
      at(1),
    ],
    [
      'listed again and hidden again',
      [run(1, 'retire', [hide]), run(2, 'retire', [list]), run(3, 'retire', [hide])],
      at(3),
    ],
    ['listed again', [run(1, 'retire', [hide]), run(2, 'retire', [list])], undefined],
    [
      'perhaps listed again',
      [run(1, 'retire', [hide]), run(2, 'retire', [{ action: 'status', to: 'Published' }])],
      undefined,
    ],
    [
      'published anew',
      [run(1, 'retire', [hide]), run(2, 'publish', [{ action: 'upload', result: 'accepted' }])],
      undefined,
    ],
    ['refused', [run(1, 'retire', [{ ...hide, result: 'error CA-AUTH-003' }])], undefined],
    ['refused in part', [run(1, 'retire', [{ ...hide, result: 'failed' }])], undefined],
    ['no result', [run(1, 'retire', [{ action: 'status', from: 'Published', to: 'Unlisted' }])], undefined],
    ['another repository', [run(1, 'rollback', [hide], { ...STAGING, repository: 'prod' })], undefined],
    ['another domain', [run(1, 'retire', [hide], { ...STAGING, domain: 'org2' })], undefined],
    ['another owner', [run(1, 'retire', [hide], { ...STAGING, domainOwner: '123456789012' })], undefined],
    ['another region', [run(1, 'retire', [hide], { ...STAGING, region: 'eu-west-1' })], undefined],
  ] as const)('%s', async (_, texts, since) => {
    expect((await read(texts.join(''))).hidden.get(KEY)).toBe(since);
  });

  test('a run that saw it hidden dates it, unless something better is known', async () => {
    const seen = (day: number) => {
      const [begin = ''] = run(day, 'retire', []).split('\n');
      const note = { ...JSON.parse(begin), schema: undefined, kind: 'note', ...sightingOf([PURL], 'Unlisted') };
      for (const name of ['verb', 'domain', 'domainOwner', 'region', 'repository']) delete note[name];
      return `${begin}\n${JSON.stringify(note)}\n`;
    };
    expect((await read(seen(2) + seen(4))).hidden.get(KEY)).toBe(at(2));
    expect((await read(run(1, 'retire', [hide]) + seen(2))).hidden.get(KEY)).toBe(at(1));
    expect((await read(seen(2) + run(3, 'retire', [list]))).hidden.get(KEY)).toBeUndefined();
    expect((await read(seen(2) + run(3, 'retire', [list]) + seen(4))).hidden.get(KEY)).toBe(at(4));
  });
});

describe('promotions and rollbacks', () => {
  const copy = { action: 'copy', result: 'copied' } as const;
  test('count here and where the rules look, when they succeeded', async () => {
    const text = run(1, 'promote', [copy]) + run(2, 'rollback', [hide], { ...STAGING, repository: 'prod' });
    expect((await read(text)).moved.get(KEY)).toBe(at(1));
    expect((await read(text, ['prod'])).moved.get(KEY)).toBe(at(2));
    expect((await read(run(1, 'promote', [{ ...copy, result: 'error CA-NET-002' }]))).moved.size).toBe(0);
    expect((await read(run(1, 'publish', [{ action: 'upload', result: 'accepted' }]))).moved.size).toBe(0);
  });

  test('what arrived here is told from what may be retained', async () => {
    expect((await read(run(1, 'promote', [copy]))).arrived.has(KEY)).toBe(true);
    expect((await read(run(1, 'promote', [{ action: 'copy' }]))).arrived.has(KEY)).toBe(false);
    expect((await read(run(1, 'promote', [copy], { ...STAGING, repository: 'prod' }))).arrived.has(KEY)).toBe(false);
  });
});

test('without a journal nothing is known', async () => {
  const { moved, hidden, arrived } = await historyOf(undefined, filesWith(''), STAGING);
  expect([moved.size, hidden.size, arrived.size]).toEqual([0, 0, 0]);
});
