// What our `publish` puts into a repository of a build of sbt against what `sbt publish` puts into another one: a library of
// two projects, and a plugin at both of its addresses. And whether another build of sbt finds all of it.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { publishCommand } from '../../src/commands/publish.ts';
import { jsonOf, runCommand } from '../commands/run-command.ts';
import { temporaryFolder } from '../support/folders.ts';
import { writeTree } from '../support/packages/maven-package.ts';
import { findFile, findTool, runTool, TOOLS_FOLDER, whyNot } from '../support/programs/tools.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';

const LONG = 1_800_000;
const GROUP = 'com.acme.sbt';
const launcher = findFile('sbt', 'sbt-launch-1.10.7.jar');
const missing = whyNot(findTool('java', 'java'), launcher);
const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'ours' }, { name: 'theirs' }]);
});
afterAll(async () => {
  await registry?.close();
  expect(registry?.errors).toEqual([]);
});

/** Asset to digest, as the registry serves it below the address that it is asked at. */
async function served(repository: string, name: string) {
  const found: Record<string, string> = {};
  for (const asset of await registry.assets('maven', name, '0.1.0', GROUP, repository)) {
    if (asset === 'maven-metadata.xml') continue;
    const address = { ...registry.at(repository) };
    const ref = { format: 'maven', namespace: GROUP, name, version: '0.1.0' } as const;
    const listed = await registry.client.listPackageVersionAssets(address, ref);
    found[asset] = listed?.assets.find((each) => each.name === asset)?.digests['SHA-256'] ?? '';
  }
  return found;
}

const kept = (name: string) => join(TOOLS_FOLDER, 'sbt', name);
/** `sbt`, with what it has of Maven Central kept beside the launcher. */
async function writeSbt(): Promise<string> {
  const bin = join(folder, 'bin');
  const options = [
    `-Duser.home=${join(folder, 'home')}`,
    `-Dsbt.global.base=${join(folder, 'home/.sbt/1.0')}`,
    `-Dsbt.boot.directory=${kept('boot')}`,
    `-Dsbt.ivy.home=${kept('ivy')}`,
    '-Dsbt.server.autostart=false',
    '-Dsbt.color=false',
    '-Dsbt.supershell=false',
  ];
  const jar = 'file' in launcher ? launcher.file : '';
  const lines = [
    '#!/bin/sh',
    `export COURSIER_CACHE='${kept('coursier')}'`,
    `exec java ${options.join(' ')} -jar '${jar}' "$@"`,
  ];
  await writeTree(join(bin, 'sbt'), `${lines.join('\n')}\n`);
  await chmod(join(bin, 'sbt'), 0o755);
  return bin;
}

const PROJECT = [
  `ThisBuild / organization := "${GROUP}"`,
  'ThisBuild / version := "0.1.0"',
  'ThisBuild / scalaVersion := "2.12.20"',
  'lazy val core = (project in file("core")).settings(name := "core")',
  'lazy val lib = (project in file("lib")).dependsOn(core).settings(name := "lib")',
  'lazy val hidden = (project in file("hidden")).settings(publish / skip := true)',
  'lazy val plugin = (project in file("plugin")).enablePlugins(SbtPlugin).settings(name := "sbt-acme")',
  'lazy val root = (project in file(".")).aggregate(core, lib, hidden, plugin).settings(publish / skip := true)',
];
const PLUGIN = `package acme
import sbt._
object AcmePlugin extends AutoPlugin {
  override def trigger = allRequirements
  object autoImport { val acmeAnswer = settingKey[Int]("the answer") }
  override def globalSettings = Seq(autoImport.acmeAnswer := 42)
}
`;

async function sbtPublishes(): Promise<void> {
  const bin = await writeSbt();
  const project = join(folder, 'project-of-sbt');
  await mkdir(join(folder, 'home'), { recursive: true });
  await writeTree(join(project, 'project/build.properties'), 'sbt.version=1.10.7\n');
  await writeTree(join(project, 'build.sbt'), `${PROJECT.join('\n')}\n`);
  for (const name of ['core', 'lib', 'hidden'])
    await writeTree(
      join(project, name, 'src/main/scala/A.scala'),
      `package acme.${name}\nobject A { def answer = 42 }\n`,
    );
  await writeTree(join(project, 'plugin/src/main/scala/AcmePlugin.scala'), PLUGIN);
  const sbt = (cwd: string, ...args: string[]) =>
    runTool(join(bin, 'sbt'), args, {
      cwd,
      home: join(folder, 'home'),
      env: { CODEARTIFACT_AUTH_TOKEN: registry.token },
      timeoutMs: LONG,
    });

  const ended = await runCommand(publishCommand, 'publish', {
    url: registry.url,
    folder,
    inputs: { domain: DOMAIN, 'domain-owner': ACCOUNT, repository: 'ours' },
    operands: [project],
    env: { PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  expect([ended.exit, ended.message]).toEqual([0, '']);
  const { outcomes } = jsonOf(ended) as { outcomes: { ref: { name: string } }[] };
  const names = ['core_2.12', 'lib_2.12', 'sbt-acme_2.12_1.0'];
  expect(outcomes.map(({ ref }) => ref.name).sort()).toEqual(names);

  const endpoint = registry.endpoint('maven', 'theirs');
  const login = (repository: string) =>
    `Credentials("${DOMAIN}/${repository}", "127.0.0.1", "aws", sys.env("CODEARTIFACT_AUTH_TOKEN"))`;
  const theirs = [
    `set every publishTo := Some(("theirs" at "${endpoint}").withAllowInsecureProtocol(true))`,
    `set every credentials := Seq(${login('theirs')})`,
  ];
  const sent = await sbt(project, ...theirs, 'publish');
  expect([sent.status, sent.status === 0 ? '' : sent.text]).toEqual([0, '']);
  for (const name of names) expect([name, await served('ours', name)]).toEqual([name, await served('theirs', name)]);
  const plugin = Object.keys(await served('ours', 'sbt-acme_2.12_1.0'));
  expect(plugin).toEqual(expect.arrayContaining(['sbt-acme-0.1.0.pom', 'sbt-acme_2.12_1.0-0.1.0.pom']));
  expect(await registry.statuses('maven', 'sbt-acme_2.12_1.0', GROUP, 'ours')).toEqual({ '0.1.0': 'Published' });
  // At the address that sbt before 1.9 asks.
  const at = `${registry.endpoint('maven', 'ours')}com/acme/sbt/sbt-acme_2.12_1.0/0.1.0/sbt-acme-0.1.0.jar`;
  const bytes = Buffer.from(await (await registry.call('GET', at)).arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    (await served('theirs', 'sbt-acme_2.12_1.0'))['sbt-acme-0.1.0.jar'],
  );

  const user = join(folder, 'user-of-sbt');
  const from = `resolvers += ("ours" at "${registry.endpoint('maven', 'ours')}").withAllowInsecureProtocol(true)`;
  const logged = `credentials += ${login('ours')}`;
  await writeTree(join(user, 'project/build.properties'), 'sbt.version=1.10.7\n');
  await writeTree(
    join(user, 'project/plugins.sbt'),
    [from, logged, `addSbtPlugin("${GROUP}" % "sbt-acme" % "0.1.0")`].join('\n\n'),
  );
  await writeTree(
    join(user, 'build.sbt'),
    ['scalaVersion := "2.12.20"', from, logged, `libraryDependencies += "${GROUP}" %% "lib" % "0.1.0"`].join('\n\n'),
  );
  await writeTree(
    join(user, 'src/main/scala/B.scala'),
    'object B extends App { java.nio.file.Files.write(java.nio.file.Paths.get("said"), (acme.lib.A.answer + acme.core.A.answer).toString.getBytes) }\n',
  );
  const used = await sbt(user, 'show acmeAnswer', 'run');
  expect([used.status, used.status === 0 ? '' : used.text]).toEqual([0, '']);
  expect(used.text).toMatch(/^\[info\] 42$/m);
  expect(await readFile(join(user, 'said'), 'utf8')).toBe('84');
}

if (missing) test.skip(`sbt publish (skipped: ${missing})`, sbtPublishes);
else test('sbt 1.10: libraries and a plugin, byte for byte what sbt publishes', sbtPublishes, LONG);
