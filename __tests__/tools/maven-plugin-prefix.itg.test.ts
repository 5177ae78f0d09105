// `mvn prefix:goal` from production: the list of a group, by which Maven finds a plugin, goes along with a promotion.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { pomText, writeTree, zip } from '../support/packages/maven-package.ts';
import { findTool, runTool, whyNot } from '../support/programs/tools.ts';
import { isWrite, openWorld, requireManifest, sideOf, type World } from '../support/worlds/release-world.ts';

const folder = temporaryFolders();
let world: World;
afterEach(async () => {
  await world?.close();
  expect(world?.errors).toEqual([]);
});

const GROUP = 'com.acme.build';

async function writePlugin(at: string, name: string, prefix: string, version: string): Promise<void> {
  const layout = join(at, ...GROUP.split('.'), name, version);
  const plugin = { groupId: GROUP, artifactId: name, version, packaging: 'maven-plugin' };
  const descriptor = [
    `<plugin><name>${name}</name><groupId>${GROUP}</groupId><artifactId>${name}</artifactId><version>${version}</version>`,
    `<goalPrefix>${prefix}</goalPrefix><isolatedRealm>false</isolatedRealm><mojos></mojos><dependencies/></plugin>`,
  ].join('');
  await writeTree(join(layout, `${name}-${version}.pom`), pomText({ ...plugin, extra: `<name>${name}</name>` }));
  await writeTree(join(layout, `${name}-${version}.jar`), await zip({ 'META-INF/maven/plugin.xml': descriptor }));
}

/** Publishes what lies in `dist` of the world and gives the plan that promotes it. */
async function planned(dist: string) {
  const { manifest } = await world.publish([dist], { manifestPath: join(world.folder, 'manifest.json') });
  return world.plan({ manifest: requireManifest(manifest) });
}

const listOf = async (repository: string): Promise<string> => {
  const address = `${await world.endpoint('maven', repository)}${GROUP.replaceAll('.', '/')}/maven-metadata.xml`;
  const headers = { authorization: `Bearer ${(await world.token()).reveal()}` };
  const answer = await fetch(address, { headers });
  return answer.status === 200 ? answer.text() : String(answer.status);
};
const isListWrite = ({ method, target }: { method: string; target: string }) =>
  method === 'PUT' && target.endsWith('/maven-metadata.xml');

for (const id of ['maven-3', 'maven-4']) {
  const found = findTool(id, 'mvn');
  const reason = whyNot(found, findTool('java', 'java'));
  (reason === undefined ? test : test.skip)(
    `${id}: a plugin that was promoted is called by its prefix${reason ? ` (skipped: ${reason})` : ''}`,
    async () => {
      const program = 'program' in found ? found.program : '';
      const home = folder();
      world = await openWorld(home);
      await writePlugin(join(home, 'dist'), 'hello-maven-plugin', 'hello', '1.0');
      const applied = await world.apply(await planned(join(home, 'dist')));
      expect(applied.warnings).toEqual([]);
      const settings = join(home, 'settings.xml');
      await writeTree(
        settings,
        [
          '<settings>',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Maven's own placeholder
          '<servers><server><id>prod</id><username>aws</username><password>${env.CODEARTIFACT_AUTH_TOKEN}</password></server></servers>',
          `<mirrors><mirror><id>prod</id><mirrorOf>*</mirrorOf><url>${await world.endpoint('maven', 'prod')}</url></mirror></mirrors>`,
          `<pluginGroups><pluginGroup>${GROUP}</pluginGroup></pluginGroups></settings>`,
        ].join('\n'),
      );
      const project = join(home, 'project');
      mkdirSync(project);
      const args = ['-B', '-ntp', '-s', settings, `-Dmaven.repo.local=${join(home, 'm2')}`, 'hello:nothing'];
      const token = (await world.token()).reveal();
      const ran = await runTool(program, args, {
        cwd: project,
        home,
        env: { CODEARTIFACT_AUTH_TOKEN: token },
        timeoutMs: 300_000,
      });
      // Found by its prefix, and loaded; it has no goal of that name.
      expect(ran.text).toMatch(/[Cc]ould not find goal 'nothing' in plugin com\.acme\.build:hello-maven-plugin:1\.0/);
    },
    300_000,
  );
}

test('the list is written once, beside what others have in it, and by nobody who promotes no plugin', async () => {
  const home = folder();
  world = await openWorld(home);
  await writePlugin(join(home, 'other'), 'other-maven-plugin', 'other', '1.0');
  await world.publish([join(home, 'other')], { to: 'prod' });
  await writePlugin(join(home, 'dist'), 'hello-maven-plugin', 'hello', '1.0');
  const plan = await planned(join(home, 'dist'));
  world.exchanges.splice(0);
  await world.apply(plan);
  for (const prefix of ['other', 'hello']) expect(await listOf('prod')).toContain(`<prefix>${prefix}</prefix>`);
  expect(world.exchanges.filter(isListWrite)).toHaveLength(1);

  // A second version finds itself listed.
  await writePlugin(join(home, 'next'), 'hello-maven-plugin', 'hello', '1.1');
  const next = await planned(join(home, 'next'));
  world.exchanges.splice(0);
  await world.apply(next);
  expect(world.exchanges.filter(isListWrite)).toEqual([]);

  const lib = { groupId: GROUP, artifactId: 'lib', version: '1.0', packaging: 'pom' };
  await writeTree(join(home, 'lib', ...GROUP.split('.'), 'lib/1.0/lib-1.0.pom'), pomText(lib));
  const plain = await planned(join(home, 'lib'));
  world.exchanges.splice(0);
  await world.apply(plain);
  expect(world.exchanges.filter(({ target }) => target.endsWith('maven-metadata.xml'))).toMatchObject([
    { method: 'GET', target: expect.stringContaining('/staging/') },
  ]);
});

test('a plugin need not be called one: the list knows it all the same', async () => {
  const home = folder();
  world = await openWorld(home);
  await writePlugin(join(home, 'dist'), 'dependency-check', 'check', '1.0');
  const applied = await world.apply(await planned(join(home, 'dist')));
  expect(applied.warnings).toEqual([]);
  expect(await listOf('prod')).toContain('<prefix>check</prefix>');
});

test('of packages that do not sound like plugins it is no news that there is no list to be read', async () => {
  const home = folder();
  world = await openWorld(home);
  const lib = { groupId: GROUP, artifactId: 'lib', version: '1.0', packaging: 'pom' };
  await writeTree(join(home, 'lib', ...GROUP.split('.'), 'lib/1.0/lib-1.0.pom'), pomText(lib));
  const plan = await planned(join(home, 'lib'));
  const refusing: HttpTransport = async (request) =>
    request.url.endsWith('/maven-metadata.xml')
      ? { status: 403, reason: 'Forbidden', headers: {}, body: (async function* () {})(), discard: async () => {} }
      : world.host.http(request);
  const applied = await world.apply(plan, { side: sideOf(world, world.at('prod'), { http: refusing }) });
  expect([applied.outcomes, applied.warnings]).toMatchObject([[{ kind: 'promoted' }], []]);
});

test('a list that may not be written is a warning with what helps, and the next run of the same writes it', async () => {
  const home = folder();
  world = await openWorld(home);
  await writePlugin(join(home, 'dist'), 'hello-maven-plugin', 'hello', '1.0');
  const plan = await planned(join(home, 'dist'));
  const refusing: HttpTransport = async (request) =>
    request.method === 'PUT'
      ? { status: 403, reason: 'Forbidden', headers: {}, body: (async function* () {})(), discard: async () => {} }
      : world.host.http(request);
  const side = sideOf(world, world.at('prod'), { http: refusing });
  const applied = await world.apply(plan, { side });
  expect(applied.outcomes).toMatchObject([{ kind: 'promoted' }]);
  expect(applied.warnings).toEqual([
    expect.stringMatching(
      /plugins may not be found by their prefix: .*403.*run the promotion again, with codeartifact:PutPackageMetadata/,
    ),
  ]);
  expect(await listOf('prod')).toBe('404');
  world.exchanges.splice(0);
  const manifest = requireManifest(JSON.parse((await world.host.files.readText(join(home, 'manifest.json'))) ?? ''));
  const again = await world.apply(await world.plan({ manifest }));
  expect(again.outcomes).toMatchObject([{ kind: 'unchanged' }]);
  expect(world.exchanges.filter(isWrite).filter(isListWrite)).toHaveLength(1);
  expect(await listOf('prod')).toContain('<prefix>hello</prefix>');
});
