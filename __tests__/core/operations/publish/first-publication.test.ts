// Two jobs that publish a package for the first time: the upload carries its tag, so that nothing is written between.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { Outcome } from '../../../../src/core/model/outcome.ts';
import type { HttpTransport } from '../../../../src/core/ports/http.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { sideOf, type World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;

const built = (at: World, version: string) =>
  writeNpmPackage(join(at.folder, `ui-${version}.tgz`), { name: '@acme/ui', version });

const tags = (at: World) => at.tags('staging', ui);

/** As another job publishes it, under one tag, and not at the pace of this process. */
async function other(at: World, version: string, npmTag: string): Promise<void> {
  const data = await readFile(await built(at, version));
  const name = '@acme/ui';
  const integrity = `sha512-${createHash('sha512').update(data).digest('base64')}`;
  const endpoint = await at.endpoint('npm', 'staging');
  const answer = await fetch(`${endpoint}@acme%2fui`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${(await at.token()).reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      _id: name,
      name,
      'dist-tags': { [npmTag]: version },
      versions: {
        [version]: { name, version, dist: { integrity, tarball: `${endpoint}@acme/ui/-/ui-${version}.tgz` } },
      },
      _attachments: {
        [`ui-${version}.tgz`]: {
          content_type: 'application/octet-stream',
          data: data.toString('base64'),
          length: data.length,
        },
      },
    }),
  });
  expect(answer.ok).toBe(true);
}

/** A side of which the `turn`-th upload is preceded by `work`, and the first `refused` are asked to slow down. */
function uploading(at: World, turn: number, refused: number, work: () => Promise<void>) {
  let tries = 0;
  const http: HttpTransport = async (request) => {
    const isUpload = request.method === 'PUT' && !request.url.includes('/dist-tags/');
    if (isUpload) {
      if (++tries === turn) await work();
      if (tries <= refused)
        return { status: 429, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} };
    }
    return at.host.http(request);
  };
  return sideOf(at, at.at('staging'), { http });
}

const ends = (outcomes: readonly Outcome[]) => outcomes.map(({ kind, reason }) => [kind, reason]);

describe('a first publication', () => {
  test("leaves another job's prerelease tag alone, and is green", async () => {
    const at = await openWorld(folder());
    const side = uploading(at, 1, 0, () => other(at, '2.0.0', 'beta'));
    const report = await at.publish([await built(at, '1.0.0')], { side });
    expect(ends(report.outcomes)).toEqual([['published', undefined]]);
    expect(await tags(at)).toEqual({ beta: '2.0.0', latest: '1.0.0' });
  });

  test('gives the tag back that it took from a newer one, and says that this run did', async () => {
    const at = await openWorld(folder());
    const side = uploading(at, 1, 0, () => other(at, '2.0.0', 'latest'));
    const report = await at.publish([await built(at, '1.0.0')], { side });
    expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
    expect(report.outcomes[0]?.reason).toContain('this run set the tag back to 2.0.0');
    expect(report.outcomes[0]?.reason).not.toContain('moved by somebody else');
    expect(await tags(at)).toEqual({ latest: '2.0.0' });
  });

  test('moves nothing where it cannot be told which tag the newer one had', async () => {
    const at = await openWorld(folder());
    const side = uploading(at, 1, 0, async () => {
      await other(at, '2.0.0', 'beta');
      await other(at, '3.0.0', 'beta');
    });
    const report = await at.publish([await built(at, '1.0.0')], { side });
    expect(report.outcomes).toMatchObject([{ kind: 'conflict' }]);
    expect(report.outcomes[0]?.reason).toContain('--dist-tags latest=2.0.0');
    expect(await tags(at)).toEqual({ beta: '3.0.0', latest: '1.0.0' });
  });

  test.each([undefined, 'latest'])('that is tried again looks first (named: %s)', async (npmTag) => {
    const at = await openWorld(folder());
    const side = uploading(at, 2, 2, () => other(at, '2.0.0', 'latest'));
    const report = await at.publish([await built(at, '1.0.0')], { side, ...(npmTag ? { npmTag } : {}) });
    expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
    expect(report.outcomes[0]?.reason).toContain('it was not uploaded');
    expect(await tags(at)).toEqual({ latest: '2.0.0' });
    expect(await at.client.describePackageVersion(at.at('staging'), { ...ui, version: '1.0.0' })).toBeUndefined();
  });

  test('that is tried again, and that nobody met, is done', async () => {
    const at = await openWorld(folder());
    const side = uploading(at, 0, 2, async () => {});
    const report = await at.publish([await built(at, '1.0.0')], { side });
    expect(ends(report.outcomes)).toEqual([['published', undefined]]);
    expect(await tags(at)).toEqual({ latest: '1.0.0' });
  });
});

test('a version that is there already is held to its tag at the end', async () => {
  const at = await openWorld(folder());
  for (const version of ['1.0.0', '2.0.0']) await at.publish([await built(at, version)]);
  const real = at.write('staging');
  let readings = 0;
  const wire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
  const side = {
    ...real,
    tags: async (...given: Parameters<NonNullable<typeof real.tags>>) => {
      const seen = await real.tags?.(...given);
      if (++readings === 1) {
        await wire?.set(ui, 'latest', '1.0.0', await at.target('npm', 'staging'));
        await new Promise((done) => setTimeout(done, 700));
      }
      return seen;
    },
  };
  const report = await at.publish([await built(at, '2.0.0')], { side });
  expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-002' }]);
  expect(report.outcomes[0]?.reason).toContain('moved by somebody else to 1.0.0');
});
