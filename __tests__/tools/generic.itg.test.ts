// Generic packages with the AWS CLI, and one large asset that goes up, is promoted and comes down while neither process
// grows: bytes pass through, they are never held.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { byLane } from '../support/lane.ts';
import { sha256 } from '../support/packages/python-package.ts';
import { findTool, type Ran, runTool } from '../support/programs/tools.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const reference = { format: 'generic', namespace: 'acme', name: 'firmware', version: '1.0' } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generic-tools-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const aws = findTool('aws', 'aws');
const title = 'missing' in aws ? `AWS CLI (skipped: ${aws.missing})` : 'AWS CLI';

('missing' in aws ? describe.skip : describe)(title, () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    const repositories = [{ name: 'dev' }, { name: 'prod' }];
    registry = await openTestRegistry(folder, { setup: { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] } });
  });
  afterAll(async () => {
    expect(registry.errors).toEqual([]);
    await registry.close();
  });

  const call = async (operation: string, ...args: readonly string[]): Promise<Ran> => {
    const at = [
      '--domain',
      DOMAIN,
      '--domain-owner',
      ACCOUNT,
      '--format',
      'generic',
      '--namespace',
      'acme',
      '--package',
      'firmware',
    ];
    const env = {
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL_CODEARTIFACT: registry.url,
    };
    const home = await mkdtemp(join(folder, 'home-'));
    return runTool('program' in aws ? aws.program : '', ['codeartifact', operation, ...at, ...args], {
      cwd: home,
      home,
      env,
    });
  };

  const publish = async (asset: string, bytes: string, ...more: readonly string[]): Promise<Ran> => {
    const path = join(await mkdtemp(join(folder, 'asset-')), 'content');
    await writeFile(path, bytes);
    const what = [
      '--package-version',
      '1.0',
      '--asset-name',
      asset,
      '--asset-content',
      path,
      '--asset-sha256',
      sha256(Buffer.from(bytes)),
    ];
    return call('publish-package-version', '--repository', 'dev', ...what, ...more);
  };

  test('publishes asset by asset, closes the version, copies it and reads it back', async () => {
    const first = await publish('notes (1).txt', 'one', '--unfinished');
    expect(JSON.parse(first.stdout)).toMatchObject({ status: 'Unfinished', asset: { name: 'notes (1).txt', size: 3 } });
    expect(JSON.parse((await publish('notes (1).txt', 'one', '--unfinished')).stdout)).toMatchObject({
      status: 'Unfinished',
    });
    expect((await publish('notes (1).txt', 'other', '--unfinished')).text).toContain('ConflictException');
    const last = await publish('image.bin', 'two');
    expect(JSON.parse(last.stdout)).toMatchObject({ status: 'Published', version: '1.0', namespace: 'acme' });
    expect((await publish('late.bin', 'three')).text).toContain('ConflictException');
    expect((await publish('50%.bin', 'x')).text).toContain('ValidationException');

    const copied = await call(
      'copy-package-versions',
      '--source-repository',
      'dev',
      '--destination-repository',
      'prod',
      '--versions',
      '1.0',
    );
    expect(Object.keys(JSON.parse(copied.stdout).successfulVersions)).toEqual(['1.0']);
    const out = join(folder, 'out.bin');
    const read = await call(
      'get-package-version-asset',
      '--repository',
      'prod',
      '--package-version',
      '1.0',
      '--asset',
      'image.bin',
      out,
    );
    expect(JSON.parse(read.stdout)).toMatchObject({ assetName: 'image.bin', packageVersion: '1.0' });
    expect(await readFile(out, 'utf8')).toBe('two');
  }, 120_000);

  test('a content that is not the announced one is refused and leaves nothing', async () => {
    const path = join(folder, 'content');
    await writeFile(path, 'real');
    const what = [
      '--package-version',
      '2.0',
      '--asset-name',
      'a',
      '--asset-content',
      path,
      '--asset-sha256',
      sha256(Buffer.from('said')),
    ];
    expect((await call('publish-package-version', '--repository', 'dev', ...what)).status).not.toBe(0);
    const version = { ...reference, version: '2.0' };
    expect(await registry.client.listPackageVersionAssets(registry.at('dev'), version)).toBeUndefined();
  }, 60_000);
});

// Either is more than a process may take; the larger one is also past what 32 bits can count.
const [size, bytes] = byLane(['300 MiB', 300 * 2 ** 20 + 4096] as const, ['2 GiB', 2 ** 31 + 4096] as const);

describe(`an asset of ${size}`, () => {
  const isLinux = platform() === 'linux';
  const LIMIT_MIB = 200;
  let server: ChildProcess | undefined;

  afterAll(async () => {
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server?.once('close', resolve));
    server.kill('SIGTERM');
    await gone;
  });

  const name = 'is published, promoted and read back by processes that stay small';
  (isLinux ? test : test.skip)(
    isLinux ? name : `${name} (skipped: memory is read from /proc)`,
    async () => {
      const built = await compiled();
      const asset = join(folder, 'large.bin');
      await writeFile(asset, 'a file that is almost all zeros');
      await truncate(asset, bytes);

      const [ready, setup] = [join(folder, 'ready'), join(folder, 'setup.json')];
      const repositories = [{ name: 'dev' }, { name: 'prod' }];
      await writeFile(setup, JSON.stringify({ domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] }));
      const flags = ['--port', '0', '--offline', '--log', 'none', '--setup', setup, '--ready-file', ready];
      server = start(built, 'local/command/run.js', `process.exitCode = await m.runLocal(${JSON.stringify(flags)});`);
      const url = await firstLine(ready, server);
      const { stdout } = await finished(start(built, 'aws/code-artifact-client.js', clientScript(built, url, asset)));
      const report = JSON.parse(stdout) as {
        sent: string;
        received: string;
        size: number;
        peakMiB: number;
        status: string;
      };

      expect(report).toMatchObject({ size: bytes, status: 'Published' });
      expect(report.received).toBe(report.sent);
      const serverPeak = peakMiB(await readFile(`/proc/${server.pid}/status`, 'utf8'));
      expect(serverPeak).toBeLessThan(LIMIT_MIB);
      expect(report.peakMiB).toBeLessThan(LIMIT_MIB);
    },
    300_000,
  );

  /** The sources as the machine runs them, in a folder beside a link to the installed packages. */
  async function compiled(): Promise<string> {
    const into = await mkdtemp(join(folder, 'lib-'));
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    await finished(
      spawn(tsc, ['-p', join(root, 'tsconfig.build.json'), '--outDir', into], { stdio: ['ignore', 'pipe', 'inherit'] }),
      [0, 1, 2],
    );
    await symlink(join(root, 'node_modules'), join(into, 'node_modules'));
    await writeFile(join(into, 'package.json'), '{ "type": "module" }');
    return into;
  }

  function start(built: string, module: string, script: string): ChildProcess {
    const code = `const m = await import(${JSON.stringify(join(built, module))});\n${script}`;
    return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  async function finished(child: ChildProcess, good: readonly number[] = [0]): Promise<{ stdout: string }> {
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (status === null || !good.includes(status)) throw new Error(`ended with ${status}: ${stdout.slice(-2000)}`);
    return { stdout };
  }

  async function firstLine(path: string, child: ChildProcess): Promise<string> {
    for (let waited = 0; waited < 30_000; waited += 100) {
      const text = await readFile(path, 'utf8').catch(() => '');
      if (text.endsWith('\n')) return text.trim();
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the server did not become ready');
  }
});

const peakMiB = (status: string) => Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;

/** What the client process does: publish by our own road, copy, read back, report its peak. */
function clientScript(built: string, url: string, asset: string): string {
  const from = (path: string) => JSON.stringify(join(built, path));
  return `
    const { createHost } = await import(${from('machine/host.js')});
    const { Secret } = await import(${from('core/model/secret.js')});
    const { generic } = await import(${from('formats/generic/format.js')});
    const { createHash } = await import('node:crypto');
    const { readFileSync } = await import('node:fs');
    const quiet = { debug() {}, info() {}, warning() {}, error() {}, progress() {}, group: (_, work) => work() };
    const host = createHost({ surface: 'plain', log: quiet, mask() {} });
    const keys = async () => ({ accessKeyId: '${ACCOUNT}', secretAccessKey: new Secret('example') });
    const service = { region: 'us-east-1', endpoint: ${JSON.stringify(url)}, credentials: keys, maxAttempts: 1 };
    const client = m.createCodeArtifactClient(host, service, () => {});

    const at = (repository) => ({ domain: '${DOMAIN}', domainOwner: '${ACCOUNT}', repository });
    const reference = ${JSON.stringify(reference)};
    const { publications: [publication] } = await generic.publishing.compose(reference, [${JSON.stringify(asset)}], host);
    const target = { address: at('dev'), endpoint: '', token: new Secret(''), http: host.http, files: host.files, writer: client };
    const result = await generic.publishing.upload(publication, publication.artifacts, target, []);
    if (result.kind !== 'accepted') throw new Error(JSON.stringify(result));
    const described = await client.describePackageVersion(at('dev'), reference);
    const copied = await client.copyPackageVersions({ domain: '${DOMAIN}', domainOwner: '${ACCOUNT}', sourceRepository: 'dev', destinationRepository: 'prod', package: reference, revisions: { '1.0': described.revision } });
    if (!copied.successful['1.0']) throw new Error(JSON.stringify(copied));

    const hash = createHash('sha256');
    let size = 0;
    const found = await client.getPackageVersionAsset(at('prod'), reference, 'large.bin');
    for await (const chunk of found.body) {
      size += chunk.length;
      hash.update(chunk);
    }
    const status = (await client.describePackageVersion(at('prod'), reference)).status;
    const peakMiB = Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
    console.log(JSON.stringify({ sent: publication.artifacts[0].digests['SHA-256'], received: hash.digest('hex'), size, status, peakMiB }));
    host.close();
  `;
}
