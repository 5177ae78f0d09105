// What sbt and Gradle leave in a local folder and Maven does not: plugins at two addresses, snapshots without a time.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ProgramRunner } from '../../../../src/core/ports/host.ts';
import { claims, gather, stems } from '../../../../src/formats/maven/artifact/artifact.ts';
import { project } from '../../../../src/formats/maven/artifact/project.ts';
import { stampSnapshots } from '../../../../src/formats/maven/artifact/stamp-snapshots.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { buildJar, pomText, writeLayout, writeTree } from '../../../support/packages/maven-package.ts';

const newFolder = temporaryFolders();
const NAME = 'sbt-acme_2.12_1.0';
const FOLDER = `com/acme/${NAME}/0.1.0`;
const of = (artifactId: string) => ({ groupId: 'com.acme', artifactId, version: '0.1.0' });

async function filesOf(root: string): Promise<string[]> {
  const found = await createFiles(root, root).glob(['**/*'], root);
  return found.map((path) => (path.startsWith('/') ? path : join(root, path)));
}

/** The plugin as sbt 1.9 and later publishes it; before, only the first of the two. */
async function writePlugin(root: string, names: readonly string[] = ['sbt-acme', NAME]): Promise<void> {
  for (const name of names) {
    await writeTree(join(root, FOLDER, `${name}-0.1.0.pom`), pomText(of(name)));
    await writeTree(join(root, FOLDER, `${name}-0.1.0.jar`), await buildJar(of(name)));
    await writeTree(join(root, FOLDER, `${name}-0.1.0-sources.jar`), await buildJar(of(name)));
  }
}

describe('a plugin of sbt', () => {
  test('is one version of the package of its folder, with the files of both spellings', async () => {
    const root = newFolder();
    await writePlugin(root);
    const paths = await filesOf(root);
    expect([...(await claims(paths))].sort()).toEqual([...paths].sort());
    const { publications, verdicts } = await gather(paths, recordingHost({ folder: root }));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(Array(6).fill('taken'));
    expect(publications).toMatchObject([{ namespace: 'com.acme', name: NAME, version: '0.1.0' }]);
    expect(publications[0]?.artifacts.map(({ assetName }) => assetName).sort()).toEqual([
      'sbt-acme-0.1.0-sources.jar',
      'sbt-acme-0.1.0.jar',
      'sbt-acme-0.1.0.pom',
      `${NAME}-0.1.0-sources.jar`,
      `${NAME}-0.1.0.jar`,
      `${NAME}-0.1.0.pom`,
    ]);
    const [publication] = publications;
    expect(publication && [...stems(publication)].sort()).toEqual(['sbt-acme-0.1.0', `${NAME}-0.1.0`]);
  });

  test('of sbt before 1.9 has the old spelling alone', async () => {
    const root = newFolder();
    await writePlugin(root, ['sbt-acme']);
    const { publications } = await gather(await filesOf(root), recordingHost({ folder: root }));
    expect(publications).toMatchObject([{ name: NAME, version: '0.1.0', artifacts: { length: 3 } }]);
  });

  test('goes whole or not at all: a broken file of one spelling refuses the other', async () => {
    const root = newFolder();
    await writePlugin(root);
    await writeTree(join(root, FOLDER, 'sbt-acme-0.1.0.jar'), 'no archive');
    const { publications, verdicts } = await gather(await filesOf(root), recordingHost({ folder: root }));
    expect([publications, new Set(verdicts.map(({ verdict }) => verdict))]).toEqual([[], new Set(['refused'])]);
  });

  test.each(['sbt-acme_2.12', 'sbt-acme_x_1.0', 'other_2.12_1.0'])('is none in the folder %s', async (name) => {
    const root = newFolder();
    await writeTree(join(root, `com/acme/${name}/0.1.0/sbt-acme-0.1.0.pom`), pomText(of('sbt-acme')));
    await writeTree(join(root, `com/acme/${name}/0.1.0/sbt-acme-0.1.0.jar`), await buildJar(of('sbt-acme')));
    const { publications } = await gather(await filesOf(root), recordingHost({ folder: root }));
    expect(publications).toMatchObject([{ name: 'sbt-acme' }]);
  });
});

test('snapshots of a local folder get the time of their build, in all names and nowhere else', async () => {
  const root = newFolder();
  const lib = { groupId: 'com.acme', artifactId: 'lib-1.0', version: '1.0-SNAPSHOT' };
  await writeLayout(root, lib, { classifiers: ['sources'] });
  await writeLayout(root, { ...lib, artifactId: 'done', version: '1.0' });
  const pom = await readFile(join(root, 'com/acme/lib-1.0/1.0-SNAPSHOT/lib-1.0-1.0-SNAPSHOT.pom'), 'utf8');
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const paths = await stampSnapshots(await filesOf(root), createFiles(root, root), at);
  expect(paths.sort()).toEqual((await filesOf(root)).sort());
  const names = paths.map((path) => relative(root, path)).filter((path) => !/\.(md5|sha1)$/.test(path));
  const folder = 'com/acme/lib-1.0/1.0-SNAPSHOT';
  expect(names).toEqual([
    'com/acme/done/1.0/done-1.0.jar',
    'com/acme/done/1.0/done-1.0.pom',
    `${folder}/lib-1.0-1.0-20260102.030405-1-sources.jar`,
    `${folder}/lib-1.0-1.0-20260102.030405-1.jar`,
    `${folder}/lib-1.0-1.0-20260102.030405-1.pom`,
  ]);
  expect(await readFile(join(root, folder, 'lib-1.0-1.0-20260102.030405-1.pom'), 'utf8')).toBe(pom);
  const { publications, verdicts } = await gather(paths, recordingHost({ folder: root }));
  expect(verdicts.filter(({ verdict }) => verdict === 'refused' || verdict === 'left')).toEqual([]);
  expect(publications.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
    'done 1.0',
    'lib-1.0 1.0-20260102.030405-1',
  ]);
});

describe('a snapshot of a plugin of sbt', () => {
  const folderOf = `com/acme/${NAME}/0.1.0-SNAPSHOT`;
  const stamped = async (names: readonly string[]) => {
    const root = newFolder();
    for (const name of names) {
      const one = { groupId: 'com.acme', artifactId: name, version: '0.1.0-SNAPSHOT' };
      await writeTree(join(root, folderOf, `${name}-0.1.0-SNAPSHOT.pom`), pomText(one));
      await writeTree(join(root, folderOf, `${name}-0.1.0-SNAPSHOT.jar`), await buildJar(one));
    }
    const at = Date.UTC(2026, 0, 2, 3, 4, 5);
    const paths = await stampSnapshots(await filesOf(root), createFiles(root, root), at);
    return gather(paths, recordingHost({ folder: root }));
  };

  test('is published under its own name alone, since a repository takes no build by another name', async () => {
    const { publications, verdicts } = await stamped(['sbt-acme', NAME]);
    const stem = `${NAME}-0.1.0-20260102.030405-1`;
    expect(publications).toMatchObject([{ name: NAME, version: '0.1.0-20260102.030405-1' }]);
    expect(publications[0]?.artifacts.map(({ assetName }) => assetName).sort()).toEqual([`${stem}.jar`, `${stem}.pom`]);
    expect(publications[0] && stems(publications[0])).toEqual([stem]);
    expect(verdicts.map(({ verdict, known }) => [verdict, known]).sort()).toEqual([
      ['left', 'rule'],
      ['left', 'rule'],
      ['taken', undefined],
      ['taken', undefined],
    ]);
  });

  test('by sbt before 1.9 is refused before anything is sent', async () => {
    const { publications, verdicts } = await stamped(['sbt-acme']);
    expect([publications, verdicts.map(({ verdict }) => verdict)]).toEqual([[], ['refused', 'refused']]);
  });
});

test('a folder with build.sbt is a project of sbt', () => {
  expect(project.recognises(['build.sbt', 'project'])).toBe(true);
  expect(project.recognises(['project', 'plugins.sbt'])).toBe(false);
});

test('sbt is told to run the task, which an alias of the project cannot take the place of', async () => {
  const root = newFolder();
  await writeTree(join(root, 'project/build.sbt'), '');
  const commands: (readonly string[])[] = [];
  const host = recordingHost({ folder: root });
  const run: ProgramRunner = async (program, args) => {
    commands.push([program, ...args]);
    return { status: 0, stdout: '', stderr: '' };
  };
  const packing = project.pack(join(root, 'project'), join(root, 'into'), { ...host, run }, plain);
  await expect(packing).rejects.toMatchObject({ code: 'CA-FILE-004' });
  host.close();
  expect(commands.map((words) => [words[0], words.at(-1)])).toEqual([['sbt', 'all publish']]);
});

const plain = { ignoreScripts: false, passEnv: [] };
