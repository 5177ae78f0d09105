// Journals as they are found: after crashes, full disks and power losses, written by several processes, by newer
// versions, by other programs. Reading never throws; what is whole is read, what is not is named.
import { describe, expect, jest, test } from '@jest/globals';
import type { JournalContent } from '../../../src/core/documents/journal-runs.ts';
import { LARGEST_JOURNAL, readJournal, readJournalFile } from '../../../src/core/documents/read-journal.ts';
import { createFiles } from '../../../src/machine/files.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane, sampled } from '../../support/lane.ts';
import { random } from '../../support/packages/config-samples.ts';

jest.setTimeout(byLane(60_000, 3600_000));

const folder = temporaryFolders();
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' };
const SCHEMA = 'codeartifact-ci/journal@1';

type Members = Record<string, unknown>;
const AT = '2026-01-01T00:00:00.000Z';
const line = (run: string, kind: string, rest: Members = {}) => JSON.stringify({ run, at: AT, kind, ...rest });
const begin = (run: string, rest: Members = {}) =>
  JSON.stringify({ run, at: AT, schema: SCHEMA, kind: 'begin', verb: 'promote', ...place, ...rest });
const purlOf = (run: string, step: number) => `pkg:npm/%40acme/${run}@${step}.0.0`;
const beforeLine = (run: string, step: number, rest: Members = {}) =>
  line(run, 'before', { step, action: 'copy', purls: [purlOf(run, step)], ...rest });
const afterLine = (run: string, step: number, result = 'copied') =>
  line(run, 'after', { step, action: 'copy', result });
const end = (run: string) => line(run, 'end', { result: '{"promoted":1}' });
const text = (...lines: readonly string[]) => lines.map((one) => `${one}\n`).join('');
const read = (content: string) => readJournal(content, 'journal.jsonl');
/** Run -> step:result. */
const told = ({ runs }: JournalContent) =>
  Object.fromEntries(
    runs.map(({ runId, writes }) => [runId, writes.map(({ step, result }) => `${step}:${result ?? '?'}`)]),
  );
const run = (content: JournalContent, id: string) => content.runs.find(({ runId }) => runId === id);

describe('what is set aside', () => {
  test('half a line at the end: the write was not begun, and the run has no hole', () => {
    const whole = text(begin('a'), beforeLine('a', 1), afterLine('a', 1));
    for (const length of [1, 8, 30, 70, 100]) {
      const found = read(whole + beforeLine('a', 2).slice(0, length));
      expect(told(found)).toEqual({ a: ['1:copied'] });
      expect(run(found, 'a')?.isDamaged).toBe(false);
      expect(run(found, 'a')?.damage).toHaveLength(1);
      expect(found.warnings).toEqual([expect.stringMatching(/^journal\.jsonl, line 4 /)]);
    }
  });

  test('half a line before lines of the same run: that step is unknown, and another run knows nothing of it', () => {
    const found = read(
      text(
        begin('a'),
        beforeLine('a', 1),
        afterLine('a', 1),
        beforeLine('a', 2).slice(0, 90),
        beforeLine('a', 3),
        afterLine('a', 3),
        end('a'),
        begin('b'),
        beforeLine('b', 1),
        afterLine('b', 1),
      ),
    );
    expect(told(found)).toEqual({ a: ['1:copied', '3:copied'], b: ['1:copied'] });
    expect(run(found, 'a')).toMatchObject({ unknownSteps: [2], isDamaged: true });
    expect(run(found, 'a')?.damage.join()).toContain('line 4');
    expect(run(found, 'b')).toMatchObject({ unknownSteps: [], isDamaged: false, damage: [] });
    expect(found.warnings).toHaveLength(1);
  });

  test('half a line glued to the next one: the second is read', () => {
    for (const length of [7, 20, 60, 64, 90, 110]) {
      const glued = beforeLine('a', 1).slice(0, length) + beforeLine('b', 1);
      const found = read(text(begin('a'), begin('b'), glued, afterLine('b', 1)));
      expect(told(found)).toEqual({ a: [], b: ['1:copied'] });
      expect(run(found, 'b')?.isDamaged).toBe(false);
      expect(found.warnings).toEqual([expect.stringMatching(/line 3 /)]);
    }
  });

  test('a half in the middle of several glued lines costs that half only', () => {
    const glued = [
      beforeLine('a', 1),
      afterLine('a', 1),
      beforeLine('b', 1).slice(0, 50),
      beforeLine('b', 2),
      afterLine('b', 2),
    ].join('');
    const found = read(text(begin('a'), begin('b'), glued));
    expect(told(found)).toEqual({ a: ['1:copied'], b: ['2:copied'] });
    expect(run(found, 'b')).toMatchObject({ unknownSteps: [1], isDamaged: true });
  });

  test('the end of a line that lost its begin', () => {
    const found = read(text(begin('a'), beforeLine('a', 1), beforeLine('a', 2).slice(60), beforeLine('a', 3)));
    expect(run(found, 'a')).toMatchObject({ unknownSteps: [2], isDamaged: true });
  });

  test('objects inside a line that was cut off are no lines', () => {
    const cut = beforeLine('a', 1, { seen: { [purlOf('a', 1)]: { status: 'Published', revision: 'r' } }, x: 1 });
    const found = read(text(begin('a'), cut.slice(0, cut.indexOf('"x"') - 1)));
    expect(told(found)).toEqual({ a: [] });
  });

  test('zeros of a power loss, at the end, at the beginning and inside a line', () => {
    const zeros = '\0'.repeat(4000);
    const first = text(begin('a'), beforeLine('a', 1), afterLine('a', 1));
    expect(told(read(first + zeros))).toEqual({ a: ['1:copied'] });
    expect(read(first + zeros).warnings).toEqual([expect.stringMatching(/line 4 .*4000 zero bytes/)]);
    expect(told(read(`${first}${zeros}\n${text(begin('b'))}`))).toEqual({ a: ['1:copied'], b: [] });
    expect(told(read(`${first}${zeros}${text(begin('b'))}`))).toEqual({ a: ['1:copied'], b: [] });
    expect(told(read(`${first}${beforeLine('a', 2).slice(0, 40)}${zeros}${text(begin('b'))}`))).toEqual({
      a: ['1:copied'],
      b: [],
    });
  });

  test('line ends of Windows, empty lines and byte order marks are nothing', () => {
    const plain = text(begin('a'), beforeLine('a', 1), afterLine('a', 1), end('a'));
    for (const odd of [
      `\uFEFF${plain}`,
      plain.replaceAll('\n', '\r\n'),
      plain.replaceAll('\n', '\n\n \n'),
      plain.trimEnd(),
    ]) {
      const found = read(odd);
      expect(found.warnings).toEqual([]);
      expect(found.runs).toEqual(read(plain).runs);
    }
    const [first, second] = [begin('a'), begin('b')];
    expect(told(read(`\uFEFF${first}\n\uFEFF${second}\n`))).toEqual({ a: [], b: [] });
  });

  test('lines of another program, named by their numbers and shown without control characters', () => {
    const others = [
      'hello',
      '[]',
      'null',
      '7',
      '"x"',
      '{}',
      '{"level":"info","msg":"x"}',
      '\u001B[31mred',
      '{"run":7}',
    ];
    const found = read(text(begin('a'), ...others, beforeLine('a', 1), afterLine('a', 1)));
    expect(told(found)).toEqual({ a: ['1:copied'] });
    expect(run(found, 'a')?.isDamaged).toBe(false);
    expect(found.warnings).toHaveLength(others.length);
    found.warnings.forEach((warning, index) => {
      expect(warning).toMatch(new RegExp(`^journal\\.jsonl, line ${index + 2} `));
      expect(warning).not.toMatch(/\p{Cc}/u);
    });
  });

  test('warnings are few, however much there is', () => {
    const found = read(text(...Array.from({ length: 20_000 }, () => 'x'.repeat(500)), begin('a')));
    expect(found.warnings).toHaveLength(11);
    expect(found.warnings.join('\n').length).toBeLessThan(4000);
    expect(found.warnings.at(-1)).toContain('19990 more');
  });

  test('lines of a run whose begin is missing', () => {
    const found = read(text(beforeLine('a', 1), afterLine('a', 1), begin('b'), beforeLine('b', 1)));
    expect(told(found)).toEqual({ b: ['1:?'] });
    expect(found.headless).toEqual([{ runId: 'a', lastAt: Date.parse(AT) }]);
    expect(found.warnings).toEqual([expect.stringMatching(/lines 1 to 2 are of the run a/)]);
  });

  test('a begin without its place, a step without a number, a purl that is none, a time that is none', () => {
    const wrong = [
      begin('b', { domain: undefined }),
      begin('b', { domainOwner: 'x' }),
      beforeLine('a', 1, { step: undefined }),
      beforeLine('a', 1, { step: 1.5 }),
      beforeLine('a', 1, { step: 0 }),
      beforeLine('a', 1, { purls: ['pkg:npm/%zz@1'] }),
      beforeLine('a', 1, { purls: ['pkg:npm/a'] }),
      beforeLine('a', 1, { purls: 'pkg:npm/a@1' }),
      beforeLine('a', 1, { package: 'a' }),
      beforeLine('a', 1, { at: 'yesterday' }),
      beforeLine('a', 1, { from: 'Gone' }),
      line('a', 'before', { step: 1 }),
    ];
    for (const one of wrong) {
      const found = read(text(begin('a'), one, beforeLine('a', 2), afterLine('a', 2)));
      expect(told(found)).toEqual({ a: ['2:copied'] });
      expect(found.warnings).toEqual([expect.stringMatching(/line 2 /)]);
    }
  });

  test('a number far beyond the others costs nothing', () => {
    const found = read(text(begin('a'), beforeLine('a', 1), beforeLine('a', 900_000_000)));
    expect(run(found, 'a')?.unknownSteps).toHaveLength(100);
  });
});

describe('what is no damage', () => {
  test('a line that was cut off and stands there again', () => {
    const cut = [
      begin('a').slice(0, 110),
      beforeLine('a', 1).slice(0, 90),
      afterLine('a', 1).slice(0, 90),
      end('a').slice(0, 60),
    ];
    const found = read(
      text(
        cut[0] ?? '',
        begin('a'),
        cut[1] ?? '',
        beforeLine('a', 1),
        cut[2] ?? '',
        afterLine('a', 1),
        cut[3] ?? '',
        end('a'),
      ),
    );
    expect(found.warnings).toEqual([]);
    expect(run(found, 'a')).toMatchObject({ isDamaged: false, damage: [], result: '{"promoted":1}' });
  });

  test('lines that stand there twice, in another order', () => {
    const lines = [
      begin('a'),
      beforeLine('a', 1),
      afterLine('a', 1),
      beforeLine('a', 2),
      afterLine('a', 2, 'failed SKIPPED'),
      end('a'),
    ];
    const found = read(text(...[...lines].reverse(), ...lines));
    expect(
      run(found, 'a')
        ?.writes.map(({ step, result }) => [step, result])
        .sort(),
    ).toEqual([
      [1, 'copied'],
      [2, 'failed SKIPPED'],
    ]);
    expect(run(found, 'a')).toMatchObject({ isDamaged: false, unknownSteps: [] });
    expect(found.warnings).toEqual([]);
  });

  test('a write that could not be recorded, and so was not begun', () => {
    const found = read(
      text(begin('a'), beforeLine('a', 1), afterLine('a', 1), afterLine('a', 2, 'not begun'), end('a')),
    );
    expect(told(found)).toEqual({ a: ['1:copied'] });
    expect(run(found, 'a')).toMatchObject({ isDamaged: false, unknownSteps: [] });
    // Recorded after all, where the sync failed and the line was there.
    expect(told(read(text(begin('a'), beforeLine('a', 1), afterLine('a', 1, 'not begun'))))).toEqual({ a: [] });
  });
});

describe('what newer versions write', () => {
  test('members that nobody knows here are passed over', () => {
    const odd = { extra: { x: [1] }, durationMs: 7, __proto__: 1 };
    const found = read(
      text(begin('a', odd), beforeLine('a', 1, odd), line('a', 'after', { step: 1, result: 'copied', ...odd })),
    );
    expect(found.warnings).toEqual([]);
    expect(run(found, 'a')).toMatchObject({ newer: [], isDamaged: false });
    expect(told(found)).toEqual({ a: ['1:copied'] });
  });

  test.each([
    ['a verb', text(begin('n', { verb: 'mirror' }), beforeLine('n', 1)), /`mirror`/],
    ['an action', text(begin('n'), beforeLine('n', 1, { action: 'quarantine' })), /line 4 .*`quarantine`/],
    ['a kind', text(begin('n'), line('n', 'resume', { step: 1 })), /line 4 .*`resume`/],
    ['a schema', text(begin('n', { schema: 'codeartifact-ci/journal@2' }), beforeLine('n', 1)), /journal@2/],
    [
      'a schema with other members',
      `{"run":"n","at":7,"kind":"begin","schema":"codeartifact-ci/journal@3"}\n{"run":"n","kind":"x","step":"y"}\n`,
      /journal@3/,
    ],
  ])('%s: the run is listed as of a newer version, others are usable', (_, lines, said) => {
    const found = read(text(begin('a'), beforeLine('a', 1)) + lines + text(afterLine('a', 1)));
    expect(found.warnings).toEqual([]);
    expect(run(found, 'n')?.newer.join()).toMatch(said);
    expect(Number.isFinite(run(found, 'n')?.beganAt)).toBe(true);
    expect(run(found, 'a')).toMatchObject({ newer: [], isDamaged: false });
    expect(told(found)).toMatchObject({ a: ['1:copied'] });
  });
});

describe('a file', () => {
  const journal = text(begin('a', { startedBy: { actor: 'Zoë 😀' } }), beforeLine('a', 1), afterLine('a', 1), end('a'));

  test('is read a part at a time as it is at once, wherever the parts begin', async () => {
    const bytes = Buffer.from(`\uFEFF${journal}${journal.slice(0, 30)}`);
    const files = createFiles('/', '/');
    for (const size of [1, 2, 3, 7, 64, 1000]) {
      async function* open() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const stat = async () => ({ kind: 'file' as const, size: bytes.length, mode: 0o600 });
      const found = await readJournalFile('journal.jsonl', { ...files, realPath: async (path) => path, stat, open });
      expect(found).toEqual(readJournal(bytes.toString(), 'journal.jsonl'));
    }
  });

  test('that is not there, or is a link, or is empty', async () => {
    const at = folder();
    const files = createFiles(at, at);
    const nothing = { runs: [], headless: [], warnings: [] };
    expect(await readJournalFile('journal.jsonl', files)).toEqual(nothing);
    expect(await readJournalFile(undefined, files)).toEqual(nothing);
    await files.write('journal.jsonl', '');
    expect(await readJournalFile('journal.jsonl', files)).toEqual(nothing);
  });

  test('that is too large is refused by name, with what to do', async () => {
    const files = createFiles('/', '/');
    const stat = async () => ({ kind: 'file' as const, size: LARGEST_JOURNAL + 1, mode: 0o600 });
    await expect(
      readJournalFile('journal.jsonl', { ...files, realPath: async (path) => path, stat }),
    ).rejects.toMatchObject({
      code: 'CA-INPUT-005',
      message: expect.stringMatching(/^journal\.jsonl has 257 MiB/),
    });
  });

  test('of many lines costs a few times its bare JSON, and half of it half as much', () => {
    const many = (runs: number) => {
      const lines: string[] = [];
      for (let index = 0; index < runs; index++) {
        const id = `20260101t000000000z-${index}`;
        const steps = [1, 2, 3, 4].flatMap((step) => [beforeLine(id, step), afterLine(id, step)]);
        lines.push(begin(id), ...steps, end(id));
      }
      return text(...lines);
    };
    const cpu = (work: () => unknown) => {
      const start = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const least = (work: () => unknown) => Math.min(cpu(work), cpu(work), cpu(work));
    const runs = byLane(2_000, 10_000);
    const [half, whole] = [many(runs / 2), many(runs)];
    expect(told(read(whole))[`20260101t000000000z-${runs - 1}`]).toHaveLength(4);
    const [bare, short, long] = [
      least(() =>
        whole
          .trimEnd()
          .split('\n')
          .map((one) => JSON.parse(one)),
      ),
      least(() => read(half)),
      least(() => read(whole)),
    ];
    // Of 100,000 lines: 70 ms for the bare JSON and 500 for this, on a machine that does nothing else. Beside other
    // programs 26 times as much was seen; what is not in proportion to the length is found by the line below.
    expect(long / bare).toBeLessThan(50);
    expect(long / short).toBeLessThan(4);
  });

  test('of broken lines costs no more for each than a whole one and its search', () => {
    const start = process.cpuUsage();
    // Each brace could begin a line.
    read(`${'{"run":'.repeat(1_000_000)}\n${text(begin('a'))}`);
    read(
      text(...Array.from({ length: 50_000 }, () => beforeLine('a', 1).slice(0, 80) + beforeLine('b', 1).slice(0, 80))),
    );
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(12_000);
  });
});

describe('at random', () => {
  /** Three runs that write side by side, as the writer writes them. */
  function journalOf(next: () => number): string {
    const queues = ['a', 'b', 'c'].map((id) => [
      begin(id),
      ...Array.from({ length: 4 }, (_, index) => [
        beforeLine(id, index + 1, { seen: { [purlOf(id, index + 1)]: { status: 'Published', revision: 'r"{\\' } } }),
        afterLine(id, index + 1),
      ]).flat(),
      end(id),
    ]);
    const lines: string[] = [];
    while (queues.some((queue) => queue.length > 0)) {
      const line = queues[Math.floor(next() * queues.length)]?.shift();
      if (line !== undefined) lines.push(line);
    }
    return text(...lines);
  }

  /** Read without our reader: lines that are whole, as run, kind and step. */
  const wholeLines = (content: string) =>
    content.split('\n').flatMap((raw) => {
      try {
        const { run: id, kind, step } = JSON.parse(raw.replaceAll('\0', '')) as Record<string, unknown>;
        return [`${id} ${kind} ${step}`];
      } catch {
        return [];
      }
    });

  /** All that stands there whole is told, unless the begin of its run does not. */
  function expectAllTold(content: string): JournalContent {
    const found = read(content);
    const lines = wholeLines(content);
    const told = found.runs.flatMap(({ runId, writes, result }) => [
      `${runId} begin undefined`,
      ...writes.flatMap(({ step, result }) => [
        `${runId} before ${step}`,
        ...(result === undefined ? [] : [`${runId} after ${step}`]),
      ]),
      ...(result === undefined ? [] : [`${runId} end undefined`]),
    ]);
    if (told.sort().join('\n') !== lines.sort().join('\n')) expect(told).toEqual(lines);
    return found;
  }

  const lengths = (whole: string) =>
    sampled(
      Array.from({ length: whole.length + 1 }, (_, length) => length),
      900,
      3,
    );

  test('cut off at every byte', () => {
    const whole = journalOf(random(1));
    for (const length of lengths(whole)) {
      const found = expectAllTold(whole.slice(0, length));
      // Whoever is cut off has written nothing that is not told.
      for (const one of found.runs) expect(one.isDamaged).toBe(false);
    }
  });

  test('cut off at every byte, and gone on with by another process', () => {
    const whole = journalOf(random(2));
    const more = text(begin('z'), beforeLine('z', 1), afterLine('z', 1), end('z'));
    for (const length of lengths(whole)) {
      const cut = whole.slice(0, length);
      const found = expectAllTold(cut + (cut === '' || cut.endsWith('\n') ? '' : '\n') + more);
      expect(told(found).z).toEqual(['1:copied']);
      expect(run(found, 'z')).toMatchObject({ isDamaged: false, damage: [] });
      expect(told(read(cut + more)).z).toEqual(['1:copied']);
    }
  });

  test('glued, with pieces lost: whatever lacks a write says so', () => {
    for (let seed = 1; seed <= byLane(60, 5000); seed++) {
      const next = random(seed);
      const lines = journalOf(next).trimEnd().split('\n');
      const damaged = lines
        .map((one) => (next() < 0.1 ? one.slice(0, Math.floor(next() * one.length)) : one))
        .map((one) => one + (next() < 0.1 ? '' : '\n'))
        .join('');
      const found = read(damaged);
      const ids = found.runs.map(({ runId }) => runId);
      for (const { runId, writes, unknownSteps, isDamaged, damage } of found.runs) {
        expect(ids.filter((id) => id === runId)).toHaveLength(1);
        // Each run ended with four writes.
        const missing = [1, 2, 3, 4].filter((step) => !writes.some((write) => write.step === step));
        expect(missing.filter((step) => unknownSteps.includes(step) || isDamaged || damage.length > 0)).toEqual(
          missing,
        );
      }
    }
  });

  test('with flipped bits, zeros and doubled parts: never an error, never a run that was not there', () => {
    for (let seed = 1; seed <= byLane(300, 10_000); seed++) {
      const next = random(seed);
      const bytes = Buffer.from(journalOf(next));
      for (let flips = 1 + Math.floor(next() * 20); flips > 0; flips--) {
        const at = Math.floor(next() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8));
      }
      if (next() < 0.3) bytes.fill(0, Math.floor(next() * bytes.length), Math.floor(next() * bytes.length));
      const part = bytes.subarray(Math.floor(next() * bytes.length));
      const content = (next() < 0.5 ? Buffer.concat([bytes, part]) : bytes).toString();
      const found = read(content);
      for (const { beganAt, writes, domain, verb } of found.runs) {
        expect(Number.isFinite(beganAt)).toBe(true);
        expect(typeof domain).toBe('string');
        expect(typeof verb).toBe('string');
        for (const { step, at } of writes) expect(Number.isInteger(step) && Number.isFinite(at)).toBe(true);
      }
    }
  });
});
