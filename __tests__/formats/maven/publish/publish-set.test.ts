// Maven packages through the verb `publish`, which proves digests while versions are still Unfinished.
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeLayout } from '../../../support/packages/maven-package.ts';
import { openWorld, type World } from '../../../support/worlds/release-world.ts';

const newFolder = temporaryFolders();
let world: World;
beforeEach(async () => {
  world = await openWorld(newFolder());
});
afterEach(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const statuses = async (name: string) => {
  const found: Record<string, string> = {};
  const ref = { format: 'maven', namespace: 'com.acme', name } as const;
  for await (const { version, status } of world.client.listPackageVersions(world.at('staging'), ref))
    found[version] = status;
  return found;
};

test('a multi-module release is uploaded whole before any list makes a part of it visible', async () => {
  const parent = { groupId: 'com.acme', artifactId: 'parent', version: '1.0', packaging: 'pom' };
  const core = { groupId: 'com.acme', artifactId: 'core', version: '1.0', parent };
  const api = { groupId: 'com.acme', artifactId: 'api', version: '1.0', parent, dependencies: [core] };
  for (const each of [api, core, parent])
    await writeLayout(join(world.folder, 'repo'), each, { classifiers: each === parent ? [] : ['sources'] });
  world.writesSince();
  const report = await world.publish(['repo']);
  expect(report.outcomes.map(({ kind }) => kind)).toEqual(['published', 'published', 'published']);
  const paths = world.writesSince();
  const firstList = paths.findIndex((line) => line.endsWith('maven-metadata.xml'));
  expect(paths.slice(firstList).every((line) => line.endsWith('maven-metadata.xml'))).toBe(true);
  expect(firstList).toBeGreaterThan(5);
  const again = await world.publish(['repo']);
  expect(again.outcomes.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  expect(world.writesSince()).toEqual([]);
});

test('a snapshot is published as its build, and the next build after it', async () => {
  const lib = { groupId: 'com.acme', artifactId: 'lib', version: '1.0-SNAPSHOT' };
  await writeLayout(join(world.folder, 'one'), lib, { fileVersion: '1.0-20260102.030405-1' });
  expect((await world.publish(['one'])).outcomes.map(({ kind }) => kind)).toEqual(['published']);
  expect(await statuses('lib')).toEqual({ '1.0-20260102.030405-1': 'Unlisted', '1.0-SNAPSHOT': 'Published' });
  expect((await world.publish(['one'])).outcomes.map(({ kind }) => kind)).toEqual(['unchanged']);
  await writeLayout(join(world.folder, 'two'), { ...lib, answer: 'two' }, { fileVersion: '1.0-20260103.030405-2' });
  expect((await world.publish(['two'])).outcomes.map(({ kind }) => kind)).toEqual(['published']);
  expect(Object.keys(await statuses('lib'))).toHaveLength(3);
});
