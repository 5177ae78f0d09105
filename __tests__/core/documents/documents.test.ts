import { describe, expect, test } from '@jest/globals';
import { canonicalJson, documentHash, documentText } from '../../../src/core/documents/canonical.ts';
import { openJournal } from '../../../src/core/documents/journal.ts';
import { MANIFEST_SCHEMA } from '../../../src/core/documents/manifest.ts';
import { readManifest, readPlan } from '../../../src/core/documents/read.ts';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
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
    ['an unknown member', { ...manifest, __proto__x: 1 }, /is not known/],
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
    for (const change of [
      { allowOverwrite: true },
      { createdAt: '2026-01-02T00:00:00.000Z' },
      { destination: place },
      { hash: sha256 },
    ]) {
      expect(() => readPlan(JSON.stringify({ ...sealed, ...change }), 'p.json')).toThrow(/changed after it was made/);
    }
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
