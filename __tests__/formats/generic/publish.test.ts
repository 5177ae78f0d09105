import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../../src/core/errors/catalogue.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { VersionResults } from '../../../src/core/ports/code-artifact.ts';
import type { GatherReport, Publication, PublishTarget } from '../../../src/core/ports/package-format.ts';
import { compose, gather } from '../../../src/formats/generic/artifact.ts';
import { finish, upload } from '../../../src/formats/generic/publish.ts';
import { createFiles } from '../../../src/machine/files.ts';
import { sha256 } from '../../support/packages/python-package.ts';

const reference = { format: 'generic', namespace: 'acme', name: 'firmware', version: '1.0' } as const;
const log = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  progress() {},
  group: <T>(_: string, work: () => Promise<T>) => work(),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generic-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const files = () => createFiles(folder, folder);

async function composed(...names: readonly string[]): Promise<GatherReport> {
  const paths: string[] = [];
  for (const name of names) {
    const path = join(await mkdtemp(join(folder, 'f-')), name);
    await writeFile(path, `bytes of ${name}`);
    paths.push(path);
  }
  return compose(reference, paths, { files: files(), log });
}

async function publicationOf(...names: readonly string[]): Promise<Publication> {
  const [made] = (await composed(...names)).publications;
  if (!made) throw new Error('nothing was composed');
  return made;
}

/** A control plane that records what it is asked, and answers as told. */
function recording(options: { error?: RegistryError; results?: VersionResults; unfinished?: boolean } = {}) {
  const calls: string[] = [];
  const target = {
    address: { domain: 'my-org', repository: 'libs' },
    endpoint: 'http://127.0.0.1/generic/libs/',
    token: new Secret('token'),
    http: undefined as never,
    files: files(),
    ...(options.unfinished === undefined ? {} : { unfinished: options.unfinished }),
    writer: {
      async publishPackageVersion(at, ref, asset, unfinished) {
        if (options.error) throw options.error;
        const bytes = await buffer(asset.open());
        expect(asset).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
        calls.push(
          `${at.repository} ${ref.namespace}/${ref.name}@${ref.version} ${asset.name}${unfinished ? ' unfinished' : ''}`,
        );
        return { revision: 'r', status: unfinished ? 'Unfinished' : 'Published' };
      },
      async updatePackageVersionsStatus(_at, _ref, change) {
        if (options.error) throw options.error;
        calls.push(`status ${change.versions.join()} ${change.expected} -> ${change.target}`);
        return options.results ?? { successful: { '1.0': {} }, failed: {} };
      },
    },
  } satisfies PublishTarget;
  return { target, calls };
}

describe('composing', () => {
  test('the named files, in this order, are the publication', async () => {
    const { publications, verdicts } = await composed('b.bin', 'a.bin');
    expect(publications[0]).toMatchObject({ ...reference, dependencies: [] });
    expect(publications[0]?.artifacts.map(({ assetName }) => assetName)).toEqual(['b.bin', 'a.bin']);
    expect(verdicts.every(({ verdict }) => verdict === 'taken')).toBe(true);
  });

  test.each([
    ['a name the service refuses', ['a.bin', '50%.bin']],
    ['two files of one name', ['a.bin', 'a.bin']],
  ])('%s: nothing is published by halves', async (_title, names) => {
    const { publications, verdicts } = await composed(...names);
    expect(publications).toEqual([]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['taken', 'refused']);
  });

  test('a folder and a missing file', async () => {
    const report = await compose(reference, [folder, join(folder, 'gone')], { files: files(), log });
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(['refused', 'refused']);
  });

  test('no file is a generic package by itself', async () => {
    expect(await gather(['a.bin'])).toMatchObject({ publications: [], verdicts: [{ verdict: 'left' }] });
  });
});

describe('publishing', () => {
  test('all but the last asset leave the version unfinished', async () => {
    const made = await publicationOf('a.bin', 'b.bin', 'c.bin');
    const { target, calls } = recording();
    expect(await upload(made, made.artifacts, target)).toEqual({ kind: 'accepted' });
    expect(calls).toEqual([
      'libs acme/firmware@1.0 a.bin unfinished',
      'libs acme/firmware@1.0 b.bin unfinished',
      'libs acme/firmware@1.0 c.bin',
    ]);
  });

  test('a set that is to appear later stays unfinished until it is finished', async () => {
    const made = await publicationOf('a.bin');
    const { target, calls } = recording({ unfinished: true });
    await upload(made, made.artifacts, target);
    await upload(made, [], target);
    await finish(made, target);
    expect(calls).toEqual(['libs acme/firmware@1.0 a.bin unfinished', 'status 1.0 Unfinished -> Published']);
  });

  test('an interrupted run that lacks nothing only closes the version', async () => {
    const made = await publicationOf('a.bin');
    const { target, calls } = recording();
    expect(await upload(made, [], target)).toEqual({ kind: 'accepted' });
    expect(calls).toEqual(['status 1.0 Unfinished -> Published']);
  });

  test('a version that is Published already is finished', async () => {
    const made = await publicationOf('a.bin');
    const failed = (code: 'MISMATCHED_STATUS' | 'NOT_FOUND', message: string) =>
      recording({ results: { successful: {}, failed: { '1.0': { code, message } } } }).target;
    const published = failed('MISMATCHED_STATUS', 'current status: Published, expected status: Unfinished');
    expect(await finish(made, published)).toEqual({ kind: 'accepted' });
    const archived = failed('MISMATCHED_STATUS', 'current status: Archived, expected status: Unfinished');
    expect((await finish(made, archived)).kind).toBe('exists');
  });

  test.each<[ErrorCode, string]>([
    ['CA-CONFLICT-004', 'exists'],
    ['CA-INPUT-006', 'refused'],
    ['CA-AUTH-003', 'refused'],
    ['CA-AUTH-008', 'unauthorized'],
    ['CA-NET-001', 'throttled'],
    ['CA-NET-002', 'unavailable'],
    ['CA-NET-003', 'uncertain'],
  ])('%s is %s', async (code, kind) => {
    const made = await publicationOf('a.bin');
    expect(
      (await upload(made, made.artifacts, recording({ error: new RegistryError(code, 'said so') }).target)).kind,
    ).toBe(kind);
  });

  test('what is not about this version stops the verb', async () => {
    const made = await publicationOf('a.bin');
    const { target } = recording({ error: new RegistryError('CA-RUN-003', 'bug') });
    await expect(upload(made, made.artifacts, target)).rejects.toMatchObject({ code: 'CA-RUN-003' });
  });
});
