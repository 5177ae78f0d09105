// The service as the AWS CLI's users meet it, from an empty account to a copied package, with nothing of ours but the
// server: the commands of every introduction to CodeArtifact, in their order.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';
import { temporaryFolders } from '../support/folders.ts';
import { runProcess } from '../support/programs/runner.ts';
import { findTool } from '../support/programs/tools.ts';

const folder = temporaryFolders();
const aws = findTool('aws', 'aws');
const npm = findTool('npm', 'npm');
const missing = [aws, npm].flatMap((tool) => ('missing' in tool ? [tool.missing] : []));
const story = missing.length === 0 ? describe : describe.skip;

let server: LocalServer;
beforeAll(async () => {
  server = await startLocalServer({ account: '123456789012', offline: true });
});
afterAll(() => server.close());

story(`the AWS CLI${missing.length > 0 ? ` (${missing.join('; ')})` : ''}`, () => {
  test('domain, repositories, upstreams, login, publish, list, copy, policy, delete', async () => {
    const home = folder();
    const env = {
      PATH: process.env.PATH ?? '',
      ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
      HOME: home,
      AWS_ENDPOINT_URL_CODEARTIFACT: server.url,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-a-real-key-at-all',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      npm_config_update_notifier: 'false',
      npm_config_cache: join(home, 'cache'),
      // `aws codeartifact login` gives npm the token as an argument, and npm writes its arguments into its log.
      npm_config_logs_max: '0',
      CI: 'true',
    };
    const run = async (program: string, args: readonly string[], cwd = home) => {
      const result = await runProcess([program, ...args], { env, cwd });
      if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.log}`);
      return result.stdout;
    };
    const ca = async (...args: string[]) => {
      const program = 'program' in aws ? aws.program : '';
      const out = await run(program, ['codeartifact', ...args, '--output', 'json']);
      return out.trim() === '' ? {} : JSON.parse(out);
    };
    const domain = ['--domain', 'my-org', '--domain-owner', '123456789012'];

    await ca('create-domain', '--domain', 'my-org');
    for (const name of ['internal', 'npm-store', 'staging', 'production'])
      await ca('create-repository', ...domain, '--repository', name);
    const store = await ca(
      'associate-external-connection',
      ...domain,
      '--repository',
      'npm-store',
      '--external-connection',
      'public:npmjs',
    );
    expect(store.repository.externalConnections[0].externalConnectionName).toBe('public:npmjs');
    const updated = await ca(
      'update-repository',
      ...domain,
      '--repository',
      'internal',
      '--upstreams',
      'repositoryName=npm-store',
    );
    expect(updated.repository.upstreams).toEqual([{ repositoryName: 'npm-store' }]);
    const token = await ca('get-authorization-token', ...domain);
    // Version 1 of the CLI prints seconds, version 2 ISO 8601.
    const { expiration } = token;
    const end = typeof expiration === 'number' ? expiration * 1000 : Date.parse(expiration);
    expect(end - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    const maven = await ca('get-repository-endpoint', ...domain, '--repository', 'internal', '--format', 'maven');
    expect(maven.repositoryEndpoint).toMatch(/\/maven\/.*internal\/$/);

    const program = 'program' in aws ? aws.program : '';
    await run(program, ['codeartifact', 'login', '--tool', 'npm', ...domain, '--repository', 'staging']);
    expect(readFileSync(join(home, '.npmrc'), 'utf8')).toContain('/staging/');
    const project = join(home, 'my-utils');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'my-utils', version: '2.0.0' }));
    const npmProgram = 'program' in npm ? npm.program : '';
    await run(npmProgram, ['publish'], project);
    const listed = await ca('list-packages', ...domain, '--repository', 'staging');
    expect(listed.packages).toMatchObject([{ format: 'npm', package: 'my-utils' }]);

    const pair = ['--source-repository', 'staging', '--destination-repository', 'production'];
    const copied = await ca(
      'copy-package-versions',
      ...domain,
      ...pair,
      '--format',
      'npm',
      '--package',
      'my-utils',
      '--versions',
      '2.0.0',
    );
    expect(copied.successfulVersions['2.0.0'].status).toBe('Published');
    await run(program, ['codeartifact', 'login', '--tool', 'npm', ...domain, '--repository', 'production']);
    const consumer = join(home, 'consumer');
    mkdirSync(consumer);
    writeFileSync(join(consumer, 'package.json'), '{"name":"consumer","private":true}');
    await run(npmProgram, ['install', '--no-audit', '--no-fund', 'my-utils'], consumer);
    expect(JSON.parse(readFileSync(join(consumer, 'node_modules', 'my-utils', 'package.json'), 'utf8')).version).toBe(
      '2.0.0',
    );

    const policy = join(home, 'policy.json');
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: ['codeartifact:GetAuthorizationToken', 'codeartifact:ReadFromRepository'],
      Resource: '*',
    };
    writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    const put = await ca(
      'put-domain-permissions-policy',
      '--domain',
      'my-org',
      '--policy-document',
      `file://${policy}`,
    );
    expect(JSON.parse(put.policy.document).Statement[0].Principal).toEqual(statement.Principal);
    const removed = await ca(
      'delete-package-versions',
      ...domain,
      '--repository',
      'staging',
      '--format',
      'npm',
      '--package',
      'my-utils',
      '--versions',
      '2.0.0',
    );
    expect(removed.successfulVersions['2.0.0'].status).toBe('Deleted');
  }, 240_000);
});
