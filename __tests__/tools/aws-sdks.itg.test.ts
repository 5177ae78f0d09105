// The AWS CLI and boto3 against the local server: every operation's answer must be one that botocore parses into the
// shapes of the service model.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OPERATIONS } from '../../src/local/control-plane/operations-table.ts';
import { temporaryFolders } from '../support/folders.ts';
import { findModule, findTool, programOf, whyNot } from '../support/programs/tools.ts';
import { type TestServer, testServer } from '../support/servers/local-server.ts';

const folder = temporaryFolders();
const run = promisify(execFile);

/** The caller's own AWS settings must not reach the tools. */
function environment(server: TestServer, home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^AWS_|PROXY$/i.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: join(home, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'dummy',
    AWS_DEFAULT_REGION: server.region,
    AWS_PAGER: '',
    AWS_ENDPOINT_URL_CODEARTIFACT: server.url,
    AWS_ENDPOINT_URL_STS: server.url,
  };
}

const BOTO3 = fileURLToPath(new URL('every-operation.py', import.meta.url));

const python = findTool('python', 'python3');
const noBoto3 = whyNot(python, findModule(python, 'boto3'));
const aws = findTool('aws', 'aws');
const noCli = whyNot(aws);

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

(noBoto3 === undefined ? describe : describe.skip)(
  `boto3${noBoto3 === undefined ? '' : ` (skipped: ${noBoto3})`}`,
  () => {
    test('understands every operation', async () => {
      const { stdout } = await run(programOf(python), [BOTO3], { env: environment(server, folder()) });
      expect(JSON.parse(stdout)).toEqual(OPERATIONS.map((one) => one.name).sort());
    }, 120_000);

    test('signs addresses that a strict server opens, and changed ones that it does not', async () => {
      const keys = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret-root-secret' };
      const strict = await testServer({ auth: 'strict', root: keys });
      try {
        const sign = `
import boto3, sys
client = boto3.client('sts', endpoint_url=sys.argv[1])
for method in ('GET', None):
    print(client.generate_presigned_url('get_caller_identity', ExpiresIn=120, HttpMethod=method))`;
        const env = {
          ...environment(strict, folder()),
          AWS_ACCESS_KEY_ID: keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        };
        const { stdout } = await run(programOf(python), ['-c', sign, strict.url], { env });
        const [forGet = '', forPost = ''] = stdout.trim().split('\n');
        const open = async (address: string, method: string) => {
          const answer = await fetch(address, { method });
          return [answer.status, /<(?:Arn|Code)>([^<]+)/.exec(await answer.text())?.[1]];
        };
        const who = [200, 'arn:aws:iam::123456789012:user/administrator'];
        const refused = [403, 'SignatureDoesNotMatch'];
        expect(await open(forGet, 'GET')).toEqual(who);
        // Without a method boto3 signs for that of the model.
        expect(await open(forPost, 'POST')).toEqual(who);
        expect(await open(forPost, 'GET')).toEqual(refused);
        expect(await open(forGet.replace('X-Amz-Expires=120', 'X-Amz-Expires=7200'), 'GET')).toEqual(refused);
      } finally {
        await strict.close();
      }
    }, 60_000);
  },
);

(noCli === undefined ? describe : describe.skip)(`AWS CLI${noCli === undefined ? '' : ` (skipped: ${noCli})`}`, () => {
  const ask = async (...args: string[]) => {
    const { stdout } = await run(programOf(aws), [...args, '--output', 'json'], { env: environment(server, folder()) });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };
  const codeartifact = (...args: string[]) => ask('codeartifact', ...args);

  test('creates, publishes, copies, fetches', async () => {
    const at = folder();
    const [sent, received] = [join(at, 'image.bin'), join(at, 'received.bin')];
    writeFileSync(sent, Buffer.alloc(300_000, 'firmware'));
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(readFileSync(sent)).digest('hex');
    await codeartifact('create-domain', '--domain', 'cli-org', '--tags', 'key=team,value=platform');
    for (const repository of ['dev', 'prod'])
      await codeartifact('create-repository', '--domain', 'cli-org', '--repository', repository);
    const named = ['--format', 'generic', '--namespace', 'acme', '--package', 'firmware'];
    const inDev = ['--domain', 'cli-org', '--repository', 'dev', ...named];
    const published = await codeartifact(
      'publish-package-version',
      ...inDev,
      '--package-version',
      '1.0.0',
      '--asset-name',
      'image.bin',
      '--asset-content',
      sent,
      '--asset-sha256',
      sha256,
    );
    expect(published).toMatchObject({ status: 'Published', asset: { size: 300_000, hashes: { 'SHA-256': sha256 } } });
    const copied = await codeartifact(
      'copy-package-versions',
      '--domain',
      'cli-org',
      '--source-repository',
      'dev',
      '--destination-repository',
      'prod',
      ...named,
      '--version-revisions',
      `1.0.0=${published.versionRevision}`,
    );
    expect(copied.successfulVersions['1.0.0'].revision).toBe(published.versionRevision);
    await codeartifact(
      'get-package-version-asset',
      '--domain',
      'cli-org',
      '--repository',
      'prod',
      ...named,
      '--package-version',
      '1.0.0',
      '--asset',
      'image.bin',
      received,
    );
    expect(readFileSync(received).equals(readFileSync(sent))).toBe(true);
    const versions = await codeartifact('list-package-versions', ...inDev, '--status', 'Published');
    expect(versions.versions).toMatchObject([{ version: '1.0.0', origin: { originType: 'INTERNAL' } }]);
    const failed = codeartifact('describe-package-version', ...inDev, '--package-version', '2.0.0');
    await expect(failed).rejects.toMatchObject({ stderr: expect.stringContaining('(ResourceNotFoundException)') });
  }, 120_000);

  test('logs in', async () => {
    for (const tool of ['npm', 'pip', 'twine']) {
      const at = ['--tool', tool, '--domain', 'cli-org', '--repository', 'dev', '--dry-run'];
      const { stdout } = await run(programOf(aws), ['codeartifact', 'login', ...at], {
        env: environment(server, folder()),
      });
      expect(stdout).toContain(`/${tool === 'npm' ? 'npm' : 'pypi'}/d/cli-org-123456789012/dev/`);
    }
  }, 120_000);

  test('asks STS who it is and assumes roles', async () => {
    expect(await ask('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
    const assumed = await ask(
      'sts',
      'assume-role',
      '--role-arn',
      'arn:aws:iam::111122223333:role/ci',
      '--role-session-name',
      'cli',
    );
    expect(assumed).toMatchObject({ AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/ci/cli' } });
    expect(Date.parse(assumed.Credentials.Expiration)).toBeGreaterThan(Date.now());
  }, 60_000);
});
