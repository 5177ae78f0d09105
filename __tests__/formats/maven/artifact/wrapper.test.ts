// Which script packs a project: the wrapper of its build, which fixes the version of the tool.
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ProgramRunner } from '../../../../src/core/ports/host.ts';
import { project } from '../../../../src/formats/maven/artifact/project.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();
const POM =
  '<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId><artifactId>a</artifactId><version>1</version></project>';

test.each<[string, string, readonly string[], string]>([
  ['in the folder', 'a', ['a/build.gradle', 'a/gradlew'], './gradlew'],
  ['of the build above', 'libs/a', ['libs/a/build.gradle', 'settings.gradle.kts', 'gradlew'], 'gradlew'],
  ['above, in a folder that is no root of a build', 'a', ['a/build.gradle', 'gradlew'], 'gradle'],
  ['above the checkout', 'repo/a', ['repo/a/build.gradle', 'repo/.git/HEAD', 'settings.gradle', 'gradlew'], 'gradle'],
  ['of the checkout', 'a', ['a/build.gradle', '.git/HEAD', 'settings.gradle', 'gradlew'], 'gradlew'],
  ['of a Maven module', 'a', ['a/pom.xml', 'pom.xml', 'mvnw'], 'mvnw'],
  ['that is not executable', 'a', ['a/pom.xml', 'pom.xml', 'mvnw:644'], 'sh mvnw'],
  ['none', 'a', ['a/pom.xml', 'pom.xml'], 'mvn'],
])('the wrapper %s', async (_, directory, files, expected) => {
  const root = await realpath(folder());
  for (const [file = '', mode = '755'] of files.map((one) => one.split(':'))) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), file.endsWith('.xml') ? POM : '', { mode: Number.parseInt(mode, 8) });
  }
  const host = recordingHost({ folder: root });
  const programs: string[] = [];
  const inRoot = (path: string) => (path.startsWith(root) ? relative(root, path) : path);
  const run: ProgramRunner = async (program, [first = '']) => {
    programs.push(program === 'sh' ? `sh ${inRoot(first)}` : inRoot(program));
    return { status: 127, stdout: '', stderr: '' };
  };
  const packing = project.pack(
    join(root, directory),
    join(root, 'into'),
    { ...host, platform: 'linux', run },
    { ignoreScripts: false, passEnv: [] },
  );
  await expect(packing).rejects.toMatchObject({ code: 'CA-FILE-004' });
  host.close();
  expect(programs).toEqual([expected]);
});
