// Real sbt with what a login wrote: the resolver through the global settings, the credentials by the realm of the
// challenge. sbt itself and its Scala come from Maven Central and are kept beside the launcher.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findFile, findTool, runTool, TOOLS_FOLDER, whyNot } from '../support/programs/tools.ts';
import { fillLoginWorld, openHome, openLoginWorld, pictureOf, THEIRS } from '../support/worlds/login-world.ts';

const LONG = 600_000;
const launcher = findFile('sbt', 'sbt-launch-1.10.7.jar');
const java = findTool('java', 'java');
const missing = whyNot(java, launcher);

async function sbtFetches(): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sbt-')));
  const world = await openLoginWorld(folder);
  try {
    await fillLoginWorld(world, folder);
    const home = await openHome(folder);
    await mkdir(join(home.work, 'project'));
    await writeFile(join(home.work, 'project/build.properties'), 'sbt.version=1.10.7\n');
    const needs = ['acme-jar', 'theirs-jar'].map((name) => `libraryDependencies += "com.acme" % "${name}" % "1.0"`);
    await writeFile(
      join(home.work, 'build.sbt'),
      ['scalaVersion := "2.12.20"', 'autoScalaLibrary := false', ...needs, ''].join('\n'),
    );
    await home.login(await world.register('sbt'), await world.register('sbt', THEIRS, 'other'));
    const kept = (name: string) => join(TOOLS_FOLDER, 'sbt', name);
    const options = [
      `-Duser.home=${home.home}`,
      `-Dsbt.global.base=${join(home.home, '.sbt', '1.0')}`,
      `-Dsbt.boot.directory=${kept('boot')}`,
      `-Dsbt.ivy.home=${kept('ivy')}`,
      '-Dsbt.server.autostart=false',
      '-Dsbt.color=false',
    ];
    const env = { COURSIER_CACHE: kept('coursier') };
    const ran = await runTool('java', [...options, '-jar', 'file' in launcher ? launcher.file : '', 'update'], {
      cwd: home.work,
      home: home.home,
      env,
      timeoutMs: LONG,
    });
    expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
    const fetched = world.exchanges
      .filter(({ target, status }) => status === 200 && target.endsWith('-1.0.jar'))
      .map(({ target }) => target.split('/').at(-1));
    expect(fetched.sort()).toEqual(['acme-jar-1.0.jar', 'theirs-jar-1.0.jar']);
    expect(ran.text).not.toContain(await world.tokenOf(THEIRS));
    expect((await home.logout()).warnings).toEqual([]);
    expect(Object.keys(await pictureOf(home.home)).filter((name) => name.includes('codeartifact-ci'))).toEqual([]);
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (missing) test.skip(`sbt (skipped: ${missing})`, sbtFetches);
else test('sbt 1.10 fetches from two domains', sbtFetches, LONG);
