// What was promoted to another domain, as people's own clients get it there: Maven with classifiers, signatures and types
// nobody has heard of, pip, npm and NuGet; byte for byte what the source has.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { purl } from '../../src/core/model/coordinates.ts';
import type { Format, VersionReference } from '../../src/core/model/package.ts';
import { createTransport } from '../../src/machine/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { buildJar, pomText, writeTree } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildNupkg } from '../support/packages/nuget-package.ts';
import { buildSdist, buildWheel } from '../support/packages/python-package.ts';
import { buildParts, centralOfThisMachine, runMaven } from '../support/programs/maven-tool.ts';
import { findNugetExe, findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { sideOf } from '../support/worlds/release-world.ts';
import { openTwoDomains, THERE, type TwoDomains } from '../support/worlds/two-domains.ts';

jest.setTimeout(600_000);

const central = centralOfThisMachine();
const transport = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
const address = (central ?? 'https://repo.maven.apache.org/maven2/').replace(/\/$/, '');
const isReachable = await transport
  .send({ method: 'GET', url: `${address}/junit/junit/maven-metadata.xml` })
  .then(async (answer) => answer.discard().then(() => answer.status === 200))
  .catch(() => false);

const mvn = findTool('maven-3', 'mvn');
const npm = findTool('npm-11', 'npm');
const pip = findTool('pip-26', 'pip');
const mono = findTool('mono', 'mono');
const nugetExe = findNugetExe();
const testUnless = (reason: string | undefined, title: string, work: () => Promise<void>) =>
  reason === undefined ? test(title, work) : test.skip(`${title} (skipped: ${reason})`, work);

const folder = temporaryFolders();
let world: TwoDomains | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

afterAll(() => transport.close());

const opened = async (options?: Parameters<typeof openTwoDomains>[1]) => {
  world = await openTwoDomains(folder(), options);
  return world;
};

async function promote(at: TwoDomains, ...refs: VersionReference[]): Promise<void> {
  const plan = await at.planAcross({ coordinates: refs.map(purl), distTags: ['copy'] });
  const { outcomes } = await at.applyAcross(plan);
  expect(outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(refs.map(() => ['promoted', undefined]));
}

async function reach(at: TwoDomains, format: Format): Promise<{ endpoint: string; token: string }> {
  const side = sideOf(at, THERE);
  return {
    endpoint: await side.reader.getRepositoryEndpoint(THERE, format),
    token: (await side.wire.token()).reveal(),
  };
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

testUnless(
  whyNot(mvn, isReachable ? undefined : 'Maven Central cannot be reached'),
  'mvn resolves every file that has coordinates, whatever its type',
  async () => {
    const externals = central === undefined ? {} : { 'public:maven-central': central };
    const at = await opened({ externals, http: transport.send });
    const of = { groupId: 'com.acme', artifactId: 'lib', version: '1.0' };
    const files: Record<string, string | Uint8Array> = {
      'lib-1.0.jar': await buildJar(of),
      'lib-1.0.pom': pomText(of),
      'lib-1.0-sources.jar': await buildJar({ ...of, answer: 'sources' }),
      'lib-1.0-javadoc.jar.asc': 'signature of a file that is not there',
      'lib-1.0-cyclonedx.json': '{"bomFormat":"CycloneDX"}',
      'lib-1.0-dist.tar.zst': 'archive',
      'lib-1.0-linux-x86_64.so': 'native',
      'NOTICE.txt': 'has no coordinates',
    };
    await at.putMaven({ format: 'maven', namespace: 'com.acme', name: 'lib', version: '1.0' }, files);
    await promote(at, { format: 'maven', namespace: 'com.acme', name: 'lib', version: '1.0' });
    const home = folder();
    const directory = join(home, 'user');
    const wanted = [
      ['', 'jar'],
      ['sources', 'jar'],
      ['javadoc', 'jar.asc'],
      ['cyclonedx', 'json'],
      ['dist', 'tar.zst'],
      ['linux-x86_64', 'so'],
    ].map(
      ([classifier, type]) =>
        `<dependency><groupId>com.acme</groupId><artifactId>lib</artifactId><version>1.0</version><type>${type}</type>${classifier ? `<classifier>${classifier}</classifier>` : ''}</dependency>`,
    );
    const user = { groupId: 'com.acme', artifactId: 'user', version: '1.0', packaging: 'pom' };
    const extra = `<dependencies>${wanted.join('')}</dependencies>${buildParts()}`;
    await writeTree(join(directory, 'pom.xml'), pomText({ ...user, extra }));
    const run = { program: programOf(mvn), home, ...(await reach(at, 'maven')) };
    const ran = await runMaven(run, directory, ['dependency:copy-dependencies', '-DoutputDirectory=got']);
    expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
    const got = await readdir(join(directory, 'got'));
    const expected = Object.keys(files).filter((name) => name.startsWith('lib-1.0') && !name.endsWith('.pom'));
    expect(got.sort()).toEqual(expected.sort());
    for (const name of got)
      expect([name, sha256(await readFile(join(directory, 'got', name)))]).toEqual([name, sha256(files[name] ?? '')]);
    const { endpoint, token } = run;
    const notice = await fetch(`${endpoint}com/acme/lib/1.0/NOTICE.txt`, {
      headers: { authorization: `Basic ${Buffer.from(`aws:${token}`).toString('base64')}` },
    });
    expect(await notice.text()).toBe('has no coordinates');
  },
);

testUnless(whyNot(pip), 'pip takes the wheel, and the source archive when told to', async () => {
  const at = await opened();
  const wheel = await buildWheel({ name: 'acme-core', version: '1.0.0' });
  const sdist = await buildSdist({ name: 'acme-core', version: '1.0.0' });
  for (const { fileName, data } of [wheel, sdist]) await writeFile(join(at.folder, fileName), data);
  await at.publish([wheel.fileName, sdist.fileName]);
  await promote(at, { format: 'pypi', name: 'acme-core', version: '1.0.0' });
  const { endpoint, token } = await reach(at, 'pypi');
  const index = `${endpoint.replace('://', `://aws:${token}@`)}simple/`;
  const env = { PIP_CONFIG_FILE: '/dev/null', PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const home = folder();
  const report = join(home, 'report.json');
  const common = ['install', '--dry-run', '--no-deps', '--ignore-installed', '--index-url', index];
  const ran = await runTool(programOf(pip), [...common, '--report', report, 'acme-core'], { cwd: home, home, env });
  expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
  const { install } = JSON.parse(await readFile(report, 'utf8')) as {
    install: { download_info: { archive_info: { hashes: { sha256: string } } } }[];
  };
  expect(install.map(({ download_info }) => download_info.archive_info.hashes.sha256)).toEqual([sha256(wheel.data)]);
  const page = await fetch(`${endpoint}simple/acme-core/`, {
    headers: { authorization: `Basic ${Buffer.from(`aws:${token}`).toString('base64')}` },
  });
  expect(await page.text()).toContain(sdist.fileName);
});

testUnless(whyNot(npm), 'npm installs by the tag that came along, with the integrity of the source', async () => {
  const at = await opened();
  const path = await writeNpmPackage(join(at.folder, 'ui.tgz'), { name: '@acme/ui', version: '1.0.0' });
  await at.publish([path]);
  await promote(at, { format: 'npm', namespace: 'acme', name: 'ui', version: '1.0.0' });
  const { endpoint, token } = await reach(at, 'npm');
  const home = folder();
  const project = join(home, 'project');
  await mkdir(project);
  const lines = [`registry=${endpoint}`, `${endpoint.replace(/^http:/, '')}:_authToken=${token}`, 'audit=false'];
  await writeFile(join(home, '.npmrc'), `${lines.join('\n')}\n`, { mode: 0o600 });
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0' }));
  const env = { NPM_CONFIG_UPDATE_NOTIFIER: 'false', NPM_CONFIG_FUND: 'false', NPM_CONFIG_FETCH_RETRIES: '0' };
  const ran = await runTool(programOf(npm), ['install', '@acme/ui'], { cwd: project, home, env });
  expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
  const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'));
  const integrity = `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`;
  expect(lock.packages['node_modules/@acme/ui']).toMatchObject({ version: '1.0.0', integrity });
});

testUnless(whyNot(mono, nugetExe), 'nuget.exe installs the package byte for byte', async () => {
  const at = await opened();
  const built = await buildNupkg({ id: 'Acme.Lib', version: '1.0.0' });
  await writeFile(join(at.folder, 'Acme.Lib.1.0.0.nupkg'), built);
  await at.publish(['Acme.Lib.1.0.0.nupkg']);
  await promote(at, { format: 'nuget', name: 'acme.lib', version: '1.0.0' });
  const { endpoint, token } = await reach(at, 'nuget');
  const home = folder();
  const file = join(home, 'nuget.config');
  await writeTree(
    file,
    [
      '<?xml version="1.0" encoding="utf-8"?><configuration><packageSources><clear/>',
      `<add key="there" value="${endpoint}v3/index.json" protocolVersion="3" /></packageSources>`,
      '<packageSourceCredentials><there><add key="Username" value="aws" />',
      `<add key="ClearTextPassword" value="${token}" /><add key="ValidAuthenticationTypes" value="basic" /></there>`,
      '</packageSourceCredentials></configuration>',
    ].join('\n'),
  );
  await chmod(file, 0o600);
  const env = { NUGET_PACKAGES: join(home, 'packages'), NUGET_HTTP_CACHE_PATH: join(home, 'http-cache') };
  const executable = 'file' in nugetExe ? nugetExe.file : '';
  const args = [executable, 'install', 'Acme.Lib', '-OutputDirectory', join(home, 'out'), '-NonInteractive'];
  const ran = await runTool(programOf(mono), [...args, '-ConfigFile', file], { cwd: home, home, env });
  expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
  const installed = await readFile(join(home, 'out', 'Acme.Lib.1.0.0', 'Acme.Lib.1.0.0.nupkg'));
  expect(sha256(installed)).toBe(sha256(built));
});
