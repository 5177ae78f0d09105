// Real clients against a server that sends downloads to another origin, where credentials are refused: each has to leave
// its token behind when it follows.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { temporaryFolder } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';

jest.setTimeout(300_000);

const npm = findTool('npm-11', 'npm');
const pip = findTool('pip-26', 'pip');
const testUnless = (reason: string | undefined, title: string, work: () => Promise<void>) =>
  reason === undefined ? test(title, work) : test.skip(`${title} (skipped: ${reason})`, work);

const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  const switches = { 'asset-downloads': 'redirected' };
  registry = await sdkRegistry(folder, [{ name: 'libs' }], { switches });
});
afterAll(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});
beforeEach(() => void registry.exchanges.splice(0));

/** Downloads that were answered by the other origin, with what they brought along. */
const followed = () =>
  registry.exchanges
    .filter(({ target }) => target.startsWith('/_assets/'))
    .map(({ status, headers }) => [status, headers.authorization]);

testUnless(whyNot(npm), 'npm installs', async () => {
  const tarball = await readFile(await writeNpmPackage(join(folder, 'a.tgz'), { name: '@acme/a', version: '1.0.0' }));
  const body = JSON.stringify({
    name: '@acme/a',
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': { name: '@acme/a', version: '1.0.0', dist: {} } },
    _attachments: { 'a-1.0.0.tgz': { data: tarball.toString('base64'), length: tarball.length } },
  });
  const endpoint = registry.endpoint('npm');
  expect((await registry.call('PUT', `${endpoint}@acme%2fa`, { body })).status).toBe(200);
  const home = join(folder, 'npm-home');
  await mkdir(home);
  const lines = [`registry=${endpoint}`, `${endpoint.replace(/^http:/, '')}:_authToken=${registry.token}`];
  await writeFile(join(home, '.npmrc'), `${lines.join('\n')}\naudit=false\nfetch-retries=0\n`, { mode: 0o600 });
  await writeFile(join(home, 'package.json'), '{"name":"p","version":"1.0.0","private":true}');
  const ran = await runTool(programOf(npm), ['install', '@acme/a'], { cwd: home, home });
  expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
  expect(await readFile(join(home, 'node_modules', '@acme', 'a', 'index.js'), 'utf8')).toContain('@acme/a@1.0.0');
  expect(followed()).toEqual([[200, undefined]]);
});

testUnless(whyNot(pip), 'pip downloads', async () => {
  const { fileName, data } = await buildWheel({ name: 'acme-core', version: '1.0.0' });
  const fields = { ':action': 'file_upload', protocol_version: '1', metadata_version: '2.1' };
  const form = new FormData();
  for (const [name, value] of Object.entries({
    ...fields,
    name: 'acme-core',
    version: '1.0.0',
    filetype: 'bdist_wheel',
  }))
    form.append(name, value);
  form.append('content', new Blob([data]), fileName);
  const sent = new Response(form);
  const headers = { 'content-type': sent.headers.get('content-type') ?? '' };
  const body = new Uint8Array(await sent.arrayBuffer());
  expect((await registry.call('POST', registry.endpoint('pypi'), { headers, body })).status).toBe(200);
  const home = join(folder, 'pip-home');
  await mkdir(home);
  const index = `${registry.endpoint('pypi').replace('://', `://aws:${registry.token}@`)}simple/`;
  // The address stands in a file of its owner alone, not in the arguments.
  await writeFile(join(home, 'pip.conf'), `[global]\nindex-url = ${index}\ntrusted-host = localhost\n`, {
    mode: 0o600,
  });
  const env = { PIP_CONFIG_FILE: join(home, 'pip.conf'), PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const args = ['download', '--no-deps', '--dest', 'got', 'acme-core'];
  const ran = await runTool(programOf(pip), args, { cwd: home, home, env });
  expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
  expect(Buffer.from(await readFile(join(home, 'got', fileName))).equals(Buffer.from(data))).toBe(true);
  expect(followed()).toEqual([[200, undefined]]);
});
