// What a list tells of snapshots, and what it costs: packages have hundreds of them.
import { expect, test } from '@jest/globals';
import { withSnapshots } from '../../../../src/core/operations/repository/snapshots.ts';
import type { CodeArtifactReader, VersionSummary } from '../../../../src/core/ports/code-artifact.ts';
import { formatList } from '../../../../src/formats/index.ts';

const AT = { domain: 'my-org', repository: 'staging' };
const LIB = { format: 'maven', namespace: 'com.acme', name: 'lib' } as const;
const BUILD = '20260102.030405-7';

/** A package with these snapshots after a release; each snapshot is one build. `revisionOf` is what its assets tell. */
function staged(count: number, revisionOf: (round: number) => string = () => 'r1') {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  let round = 0;
  const reader = {
    async *listPackageVersions(): AsyncGenerator<VersionSummary> {
      round++;
      yield { version: '0.9', revision: 'r1', status: 'Published' };
      for (let minor = 0; minor < count; minor++)
        yield { version: `1.${minor}-SNAPSHOT`, revision: 'r1', status: 'Published' };
    },
    async listPackageVersionAssets(_at: unknown, { version }: { version: string }) {
      asked.push(version);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      const file = `lib-${version.replace('SNAPSHOT', BUILD)}`;
      const assets = [`${file}.jar`, `${file}.pom`].map((name) => ({ name, size: 1, digests: {} }));
      return { revision: revisionOf(round), assets };
    },
  } as unknown as CodeArtifactReader;
  const side = withSnapshots({ reader }, formatList);
  const list = async () => {
    const versions: string[] = [];
    for await (const { version } of side.reader.listPackageVersions(AT, LIB)) versions.push(version);
    return versions;
  };
  return { asked, list, most: () => most };
}

test('a list shows each snapshot as the build that it is, in the order of the service', async () => {
  const { list } = staged(20);
  const expected = ['0.9', ...Array.from({ length: 20 }, (_, minor) => `1.${minor}-${BUILD}`)];
  expect(await list()).toEqual(expected);
});

test('a list asks for the assets of snapshots side by side, and for each once', async () => {
  const { asked, list, most } = staged(200);
  await list();
  await list();
  expect(asked).toHaveLength(200);
  expect(most()).toBe(8);
});

test('a list asks again for a snapshot whose assets were of another moment', async () => {
  const { asked, list } = staged(1, (round) => (round === 1 ? 'r2' : 'r1'));
  await list();
  await list();
  await list();
  expect(asked).toHaveLength(2);
});
