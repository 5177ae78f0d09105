import { describe, expect, test } from '@jest/globals';
import { canonicalJson, documentHash, documentText } from '../../../src/core/documents/canonical.ts';
import { openJournal } from '../../../src/core/documents/journal.ts';
import { MANIFEST_SCHEMA } from '../../../src/core/documents/manifest.ts';
import type { PlanItem, PromotionPlan } from '../../../src/core/documents/plan.ts';
import { planHash, requireApproved } from '../../../src/core/documents/plan-hash.ts';
import { PROMOTION_RECORD_SCHEMA } from '../../../src/core/documents/promotion-record.ts';
import { readManifest, readPlan, readPromotionRecord } from '../../../src/core/documents/read.ts';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
import { runOfRecord } from '../../../src/core/documents/run-of-record.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { recordingHost } from '../../support/host.ts';

const folder = temporaryFolders();
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
const sha256 = 'a'.repeat(64);
const manifest = {
  schema: MANIFEST_SCHEMA,
  ...place,
  versions: [
    {
      purl: 'pkg:npm/%40acme/utils@1.2.3',
      revision: 'r=',
      assets: [{ name: 'package.tgz', size: 3, sha256 }],
      outcome: 'published',
    },
  ],
};

describe('canonical JSON', () => {
  test('does not depend on the order of keys or on what is undefined', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'ü"' }], a: undefined })).toBe('{"b":[1,{"c":"ü\\"","d":null}]}');
    expect(documentHash({ a: 1, b: 2, hash: 'x' })).toBe(documentHash({ b: 2, a: 1 }));
    expect(documentHash({ a: 1 })).not.toBe(documentHash({ a: 2 }));
    expect(() => canonicalJson(0.5)).toThrow(TypeError);
  });
});

describe('a manifest', () => {
  test('is read back as written', () => {
    expect(readManifest(documentText(manifest), 'm.json')).toEqual(manifest);
  });

  const broken: readonly [string, unknown, RegExp][] = [
    ['not JSON', '{', /m\.json is not JSON/],
    [
      'another document',
      { ...manifest, schema: 'codeartifact-ci/promotion-plan@1' },
      /is a `codeartifact-ci\/promotion-plan@1`/,
    ],
    ['a later version', { ...manifest, schema: 'codeartifact-ci/release-manifest@2' }, /release-manifest@2/],
    ['a list', [], /expects object, found array/],
    ['null', null, /expects object, found null/],
    ['a missing owner', { ...manifest, domainOwner: undefined }, /domainOwner: is missing/],
    ['a bad owner', { ...manifest, domainOwner: '12' }, /domainOwner: has not the expected form/],
    [
      'an outcome of a newer version',
      { ...manifest, versions: [{ ...manifest.versions[0], outcome: 'skipped' }] },
      /newer version.*versions\[0\]\.outcome: skipped/,
    ],
    ['what must be known and is not', { ...manifest, requires: ['provenance'] }, /newer version.*requires: provenance/],
    ['`requires` that is no list', { ...manifest, requires: 'provenance' }, /requires: expects array/],
    [
      'a bad digest',
      {
        ...manifest,
        versions: [{ ...manifest.versions[0], assets: [{ name: 'a', size: 1, sha256: 'A'.repeat(64) }] }],
      },
      /versions\[0\]\.assets\[0\]\.sha256/,
    ],
    [
      'a bad size',
      { ...manifest, versions: [{ ...manifest.versions[0], assets: [{ name: 'a', size: -1, sha256 }] }] },
      /is below 0/,
    ],
    [
      'a hostile purl',
      { ...manifest, versions: [{ ...manifest.versions[0], purl: 'pkg:npm/../../x@1' }] },
      /package coordinate|expected form/,
    ],
  ];
  test.each(broken)('%s is refused', (_, value, problem) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    expect(() => readManifest(text, 'm.json')).toThrow(problem);
    expect(() => readManifest(text, 'm.json')).toThrow(RegistryError);
  });

  test('members nobody knows here are no hindrance, at any depth', () => {
    const [version] = manifest.versions;
    const more = {
      ...manifest,
      __proto__x: 1,
      requires: [],
      versions: [{ ...version, provenance: { a: 0.5 }, assets: [{ ...version?.assets[0], mediaType: 'x' }] }],
    };
    expect(readManifest(JSON.stringify(more), 'm.json')).toEqual(more);
  });

  test('problems are few and name their place', () => {
    const versions = Array.from({ length: 500 }, () => ({ purl: 1 }));
    expect(() => readManifest(JSON.stringify({ ...manifest, versions }), 'm.json')).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,1500}$/s) }),
    );
  });
});

describe('a plan', () => {
  const plan = {
    schema: 'codeartifact-ci/promotion-plan@1',
    createdAt: '2026-01-01T00:00:00.000Z',
    source: place,
    destination: { ...place, repository: 'prod' },
    mode: 'copy',
    includeFromUpstream: false,
    allowOverwrite: false,
    items: [],
    tags: [],
    losses: [],
    warnings: [],
  };

  test('carries a hash over all the rest', () => {
    const sealed = { ...plan, hash: documentHash(plan) };
    expect(readPlan(JSON.stringify(sealed), 'p.json')).toEqual(sealed);
    for (const change of [{ allowOverwrite: true }, { destination: place }, { hash: sha256 }]) {
      expect(() => readPlan(JSON.stringify({ ...sealed, ...change }), 'p.json')).toThrow(/changed after it was made/);
    }
  });
});

describe('the hash of a plan', () => {
  const plan = {
    schema: 'codeartifact-ci/promotion-plan@1',
    createdAt: '2026-01-01T00:00:00.000Z',
    source: place,
    destination: { ...place, repository: 'prod' },
    mode: 'copy',
    includeFromUpstream: false,
    allowOverwrite: false,
    items: [
      {
        purl: 'pkg:npm/%40acme/utils@1.2.3',
        action: 'copy',
        revision: 'r=',
        status: 'Published',
        assets: [{ name: 'package.tgz', size: 3, sha256 }],
        before: null,
      },
    ],
    tags: [],
    losses: [],
    warnings: [],
  } as unknown as PromotionPlan;
  const sealed = (changes: object, hash: (plan: PromotionPlan) => string = planHash) => {
    const changed = { ...plan, ...changes } as PromotionPlan;
    return { ...changed, hash: hash(changed) };
  };
  const item = plan.items[0] as PlanItem;
  const read = (value: unknown) => readPlan(JSON.stringify(value), 'p.json');
  const later = { createdAt: '2026-06-30T12:00:00.000Z' };

  test('stands for everything but the time at which it was made', () => {
    expect(planHash({ ...plan, ...later })).toBe(planHash(plan));
    for (const change of [{ mode: 'republish' }, { warnings: ['x'] }, { more: 1 }, { distTags: ['copy'] }])
      expect(planHash({ ...plan, ...change } as PromotionPlan)).not.toBe(planHash(plan));
    expect(read({ ...sealed({}), ...later })).toMatchObject(later);
  });

  test('of version 0.1.0 took the time in; such a plan is read as it is, and only as it is', () => {
    const old = sealed({}, (each) => documentHash(each as unknown as Record<string, unknown>));
    expect(old.hash).not.toBe(planHash(plan));
    expect(read(old)).toEqual(old);
    expect(() => read({ ...old, ...later })).toThrow(/changed after it was made/);
    requireApproved(old.hash, old);
    requireApproved(planHash(old), old);
  });

  test('covers members nobody knows here, at any depth; they come back as they were', () => {
    const more = sealed({ note: { by: 'x' }, items: [{ ...item, provenance: { level: 3 } }] });
    expect(read(more)).toEqual(more);
    expect(() => read({ ...more, note: { by: 'y' } })).toThrow(/changed after it was made/);
    expect(() => read({ ...more, items: [{ ...item, provenance: { level: 2 } }] })).toThrow(/changed after/);
    expect(() => read({ ...more, items: [item] })).toThrow(/changed after/);
  });

  test('cannot be of numbers that have two spellings', () => {
    expect(() => read({ ...sealed({}), share: 0.5 })).toThrow(
      expect.objectContaining({ code: 'CA-INPUT-005', message: expect.stringContaining('not whole') }),
    );
  });

  test.each([
    ['an action', { items: [{ ...item, action: 'skip' }] }, 'items[0].action: skip'],
    ['a mode', { mode: 'mirror' }, 'mode: mirror'],
    ['a status', { items: [{ ...item, status: 'Quarantined' }] }, 'items[0].status: Quarantined'],
    [
      'a status of before',
      { items: [{ ...item, before: { revision: 'r', status: 'Gone', assets: [] } }] },
      'items[0].before.status: Gone',
    ],
    ['what a reader must know', { requires: ['waves'] }, 'requires: waves'],
    ['all of what a reader must know', { requires: ['waves', 'shifts'] }, 'requires: waves; requires: shifts'],
  ])('%s that is not known here is refused as of a newer version, whatever the hash', (_, change, words) => {
    for (const value of [sealed(change), { ...plan, ...change, hash: sha256 }])
      expect(() => read(value)).toThrow(
        expect.objectContaining({
          code: 'CA-INPUT-005',
          message: expect.stringMatching(/p\.json was written by a newer version/),
          remedy: expect.stringContaining('Update codeartifact-ci'),
        }),
      );
    expect(() => read(sealed(change))).toThrow(words);
  });

  test('approved must be that of the plan', () => {
    requireApproved(undefined, sealed({}));
    requireApproved(planHash(plan), sealed(later));
    expect(() => requireApproved(planHash({ ...plan, mode: 'republish' }), sealed({}))).toThrow(
      expect.objectContaining({
        code: 'CA-CONFLICT-002',
        exitCode: 5,
        message: expect.stringContaining(planHash(plan)),
      }),
    );
  });
});

describe('a promotion record', () => {
  const record = {
    schema: PROMOTION_RECORD_SCHEMA,
    run: '20260101t000000000z-abcdef',
    beganAt: '2026-01-01T00:00:00.000Z',
    storedAt: '2026-01-01T00:00:09.000Z',
    startedBy: { system: 'github', actor: 'jane' },
    source: place,
    destination: { ...place, repository: 'prod' },
    mode: 'copy',
    planHash: sha256,
    approval: { planHash: sha256 },
    outcomes: [{ kind: 'promoted', ref: 'pkg:npm/%40acme/utils@1.2.3', revision: 'r', planned: 'copy', before: null }],
    tags: [],
    writes: [
      {
        action: 'copy',
        at: Date.UTC(2026, 0, 1, 0, 0, 5),
        purls: ['pkg:npm/%40acme/utils@1.2.3'],
        seen: { 'pkg:npm/%40acme/utils@1.2.3': null },
        result: 'copied',
        versions: { 'pkg:npm/%40acme/utils@1.2.3': 'copied' },
      },
      { action: 'tag', at: Date.UTC(2026, 0, 1, 0, 0, 6) },
    ],
    notes: [{ action: 'tag', package: 'pkg:npm/%40acme/utils', tag: 'latest', was: null, becomes: '1.2.3' }],
    warnings: [],
  };

  test('is read back as written, and as the run that a journal would tell of', () => {
    const read = readPromotionRecord(documentText(record), 'r.json');
    expect(read).toEqual(record);
    expect(runOfRecord(read)).toMatchObject({
      runId: record.run,
      beganAt: Date.UTC(2026, 0, 1),
      verb: 'promote',
      ...record.destination,
      planHash: sha256,
      startedBy: record.startedBy,
      writes: [
        { ...record.writes[0], step: 1 },
        { ...record.writes[1], step: 2 },
      ],
      notes: record.notes,
      result: '{"promoted":1}',
    });
  });

  test('of version 0.1.0 is read, too; it tells of no writes', () => {
    const { beganAt: _b, mode: _m, approval: _a, writes: _w, notes: _n, warnings: _v, ...old } = record;
    const outcomes = [{ kind: 'promoted', ref: 'pkg:npm/a@1', revision: 'r' }];
    const read = readPromotionRecord(JSON.stringify({ ...old, outcomes }), 'r.json');
    expect(runOfRecord(read)).toBeUndefined();
  });

  test.each([
    ['a newer number', { schema: 'codeartifact-ci/promotion-record@2' }, /written by a newer version/],
    ['what must be known', { requires: ['x'] }, /written by a newer version/],
    ['another document', { schema: MANIFEST_SCHEMA }, /is a `codeartifact-ci\/release-manifest@1`/],
    ['no place', { destination: undefined }, /destination: is missing/],
    ['a hostile purl', { outcomes: [{ kind: 'promoted', ref: 'pkg:npm/../../x@1' }] }, /coordinate|expected form/],
  ])('%s is refused', (_, change, problem) => {
    expect(() => readPromotionRecord(JSON.stringify({ ...record, ...change }), 'r.json')).toThrow(problem);
  });

  test('members nobody knows here are no hindrance', () => {
    const more = { ...record, more: 1, outcomes: [{ ...record.outcomes[0], seal: 'x' }] };
    expect(readPromotionRecord(JSON.stringify(more), 'r.json')).toEqual(more);
  });
});

describe('a journal', () => {
  const begin = { verb: 'promote', ...place } as const;

  test('holds each write before and after it, in whatever order they end', async () => {
    const host = recordingHost({ folder: folder() });
    const journal = await openJournal(host, 'logs/journal.jsonl', begin);
    const work = (name: string, fails = false) =>
      journal.around({ action: 'copy', purls: [`pkg:npm/${name}@1`] }, async () => {
        const text = (await host.files.readText('logs/journal.jsonl')) ?? '';
        // What is about to be done is on the disk before it is done.
        expect(text).toContain(`pkg:npm/${name}@1`);
        if (fails) throw new RegistryError('CA-NET-003', 'gone');
        return name;
      });
    const ends = await Promise.allSettled([work('a'), work('b', true), work('c')]);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await journal.end('done');
    const [run, ...others] = readJournal((await host.files.readText('logs/journal.jsonl')) ?? '', 'journal').runs;
    expect(others).toEqual([]);
    expect(run).toMatchObject({ ...begin, runId: journal.runId, result: 'done' });
    expect(run?.writes.map(({ purls, result }) => [purls?.[0], result])).toEqual([
      ['pkg:npm/a@1', 'done'],
      ['pkg:npm/b@1', 'error CA-NET-003'],
      ['pkg:npm/c@1', 'done'],
    ]);
  });

  test('is readable for its owner only, and not written without a path', async () => {
    const host = recordingHost({ folder: folder() });
    await openJournal(host, 'journal.jsonl', begin);
    expect((await host.files.stat('journal.jsonl'))?.mode).toBe(0o600);
    const none = await openJournal(host, undefined, begin);
    await none.end('done');
    expect(await host.files.list('.')).toEqual(['journal.jsonl']);
  });

  test.each([1, 5, 40, 100])('survives a crash that leaves %d characters of a line', async (length) => {
    const host = recordingHost({ folder: folder() });
    const first = await openJournal(host, 'journal.jsonl', begin);
    await host.files.append(
      'journal.jsonl',
      JSON.stringify({
        run: first.runId,
        at: '2026-01-01T00:00:00Z',
        kind: 'before',
        step: 1,
        action: 'copy',
        purls: ['pkg:npm/a@1'],
      }).slice(0, length),
    );
    const second = await openJournal(host, 'journal.jsonl', begin);
    await second.end('done');
    const runs = readJournal((await host.files.readText('journal.jsonl')) ?? '', 'journal').runs;
    expect(runs.map(({ runId }) => runId)).toEqual([first.runId, second.runId]);
  });
});
