// An end of which one package is slow to be read: what was read before it is read again.
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import type { RepositoryWriter } from '../../../../src/core/operations/repository/repository-access.ts';
import { retire } from '../../../../src/core/operations/retire/retire.ts';
import { rollback } from '../../../../src/core/operations/rollback/rollback.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const named = (name: string, version: string): VersionReference => ({
  format: 'npm',
  namespace: 'acme',
  name,
  version,
});

async function publish(at: World, name: string, version: string): Promise<void> {
  await at.publish([
    await writeNpmPackage(join(at.folder, `${name}-${version}.tgz`), { name: `@acme/${name}`, version }),
  ]);
}

/** A side of which `b` is slow once both packages are hidden; meanwhile `work` is done. */
function slow(at: World, repository: string, work: () => Promise<void>): RepositoryWriter {
  const side = at.write(repository);
  const hidden = new Set<string>();
  let isRead = false;
  let isDone = false;
  return {
    ...side,
    writer: {
      ...side.writer,
      updatePackageVersionsStatus: async (address, ref, change) => {
        const answer = await side.writer.updatePackageVersionsStatus(address, ref, change);
        if (change.target === 'Unlisted') hidden.add(ref.name);
        return answer;
      },
    },
    reader: {
      ...side.reader,
      describePackageVersion: async (address, ref) => {
        const found = await side.reader.describePackageVersion(address, ref);
        if (ref.name === 'a' && found?.status === 'Unlisted') isRead = true;
        if (ref.name !== 'b' || found?.status !== 'Unlisted' || hidden.size < 2 || isDone) return found;
        isDone = true;
        while (!isRead) await new Promise((done) => setTimeout(done, 5));
        await new Promise((done) => setTimeout(done, 700));
        await work();
        return found;
      },
    },
  };
}

const listAgain =
  (at: World, repository: string, { version, ...ref }: VersionReference) =>
  async () => {
    await at.client.updatePackageVersionsStatus(at.at(repository), ref, { versions: [version], target: 'Published' });
  };

test('of a rollback: a version that was listed again meanwhile is no success', async () => {
  const at = await openWorld(folder());
  const promote = async (version: string, journalPath: string) => {
    for (const name of ['a', 'b']) await publish(at, name, version);
    const coordinates = [`npm:@acme/a@${version}`, `npm:@acme/b@${version}`];
    return at.apply(await at.plan({ coordinates, distTags: ['copy'] }), { journalPath });
  };
  await promote('1.0.0', 'first.jsonl');
  const { runId } = await promote('2.0.0', 'j.jsonl');
  const report = await rollback(
    { direction: 'rollback', journalPath: 'j.jsonl', runId, target: 'Unlisted', concurrency: 4, dryRun: false },
    {
      host: at.host,
      formats: formatList,
      destination: slow(at, 'prod', listAgain(at, 'prod', named('a', '2.0.0'))),
    },
  );
  expect(report.outcomes.map(({ ref, kind }) => [ref.name, kind]).sort()).toEqual([
    ['a', 'conflict'],
    ['b', 'changed'],
  ]);
});

test('of a rollback: a tag that was where it goes already is compared as well', async () => {
  const at = await openWorld(folder());
  const promote = async (version: string, journalPath: string) => {
    for (const name of ['a', 'b']) await publish(at, name, version);
    const coordinates = [`npm:@acme/a@${version}`, `npm:@acme/b@${version}`];
    return at.apply(await at.plan({ coordinates, distTags: ['copy'] }), { journalPath });
  };
  await promote('1.0.0', 'first.jsonl');
  await publish(at, 'a', '0.9.0');
  await at.apply(await at.plan({ coordinates: ['npm:@acme/a@0.9.0'], distTags: ['keep'] }));
  const { runId } = await promote('2.0.0', 'j.jsonl');
  const wire = formatList.find(({ name }) => name === 'npm')?.publishing?.tags;
  const point = async (version: string) =>
    wire?.set(named('a', version), 'latest', version, await at.target('npm', 'prod'));
  await point('1.0.0');
  const report = await rollback(
    { direction: 'rollback', journalPath: 'j.jsonl', runId, target: 'Unlisted', concurrency: 4, dryRun: false },
    { host: at.host, formats: formatList, destination: slow(at, 'prod', async () => void (await point('0.9.0'))) },
  );
  const ended = report.outcomes.find(({ ref }) => ref.name === 'a');
  expect(ended).toMatchObject({ kind: 'conflict' });
  expect(ended?.reason).toContain('`latest` was moved by somebody else to 0.9.0');
});

test('of retire: a version that was listed again meanwhile is no success', async () => {
  const at = await openWorld(folder());
  for (const name of ['a', 'b']) for (const version of ['1.0.0', '2.0.0']) await publish(at, name, version);
  const report = await retire(
    {
      coordinates: ['npm:@acme/a@1.0.0', 'npm:@acme/b@1.0.0'],
      target: 'Unlisted',
      concurrency: 4,
      dryRun: false,
    } as Parameters<typeof retire>[0],
    {
      host: at.host,
      formats: formatList,
      destination: slow(at, 'staging', listAgain(at, 'staging', named('a', '1.0.0'))),
    },
  );
  expect(report.outcomes.map(({ ref, kind }) => [ref.name, kind]).sort()).toEqual([
    ['a', 'failed'],
    ['b', 'changed'],
  ]);
});
