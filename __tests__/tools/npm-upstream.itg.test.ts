// A tree of public packages through an upstream with an external connection: cold from the public registry, then from
// what was retained, with an empty client cache and no network.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { createTransport } from '../../src/machine/http.ts';
import { byLane } from '../support/lane.ts';
import { findTool, runTool } from '../support/programs/tools.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';

const SMALL = { express: '^4.18.0', '@hapi/boom': '^10.0.0' };
/** A tree of more than two hundred packages, as real projects have: scoped ones, optional ones for other platforms. */
const LARGE = { ...SMALL, jest: '^30.0.0' };
const [WANTED, MORE_THAN] = byLane<[Readonly<Record<string, string>>, number]>([SMALL, 50], [LARGE, 200]);

const found = findTool('npm-11', 'npm');
const transport = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
const publicRegistry = await reachableRegistry();

/** The registry this machine's own npm uses; the tests are skipped where it does not answer. */
async function reachableRegistry(): Promise<string | undefined> {
  try {
    const address = execFileSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const response = await transport.send({
      method: 'GET',
      url: new URL('express/latest', address).href,
      idleTimeoutMs: 5000,
    });
    await response.discard();
    return response.status === 200 ? address : undefined;
  } catch {
    return undefined;
  }
}

const reason =
  'missing' in found ? found.missing : publicRegistry === undefined ? 'no public registry can be reached' : undefined;
const run = reason === undefined ? describe : describe.skip;

run(`npm install through an upstream${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let folder: string;
  let registry: TestRegistry;
  let isCut = false;
  let asked = 0;
  const http: HttpTransport = (request) => {
    if (isCut) return Promise.reject(new Error('the network is cut'));
    asked += 1;
    return transport.send(request);
  };
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'npm-upstream-')));
    const repositories = [
      { name: 'npm-store', externalConnection: 'public:npmjs' },
      { name: 'dev', upstreams: ['npm-store'] },
    ];
    const setup = { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] };
    registry = await openTestRegistry(folder, { setup, http, externals: { 'public:npmjs': publicRegistry ?? '' } });
  });
  afterAll(async () => {
    await registry.close();
    transport.close();
    await rm(folder, { recursive: true, force: true });
    expect(registry.errors).toEqual([]);
  });

  async function install(name: string): Promise<string> {
    const [endpoint, token] = [await registry.endpoint('npm', 'dev'), (await registry.token()).reveal()];
    const home = join(folder, `${name}-home`);
    const project = join(folder, name);
    await mkdir(home, { recursive: true });
    await mkdir(project, { recursive: true });
    await writeFile(
      join(home, '.npmrc'),
      `registry=${endpoint}\n${endpoint.replace(/^http:/, '')}:_authToken=${token}\n`,
      { mode: 0o600 },
    );
    await writeFile(
      join(project, 'package.json'),
      JSON.stringify({ name, version: '1.0.0', private: true, dependencies: WANTED }),
    );
    const program = 'program' in found ? found.program : '';
    const env = { NPM_CONFIG_UPDATE_NOTIFIER: 'false', NPM_CONFIG_FETCH_RETRIES: '0' };
    const ran = await runTool(program, ['install'], { cwd: project, home, env, timeoutMs: 400_000 });
    if (ran.status !== 0) throw new Error(ran.text);
    expect(Number(/added (\d+) packages/.exec(ran.text)?.[1])).toBeGreaterThan(MORE_THAN);
    const { stdout } = await runTool(
      process.execPath,
      ['-p', `typeof require('express')() + ' ' + require('@hapi/boom').badRequest('x').output.statusCode`],
      { cwd: project, home },
    );
    expect(stdout.trim()).toBe('function 400');
    return project;
  }

  test('works cold, and again from a fresh cache with the network cut', async () => {
    const first = await install('cold');
    expect(asked).toBeGreaterThan(50);
    const versions: string[] = [];
    for await (const { version } of registry.client.listPackageVersions(registry.at('dev'), {
      format: 'npm',
      name: 'express',
    }))
      versions.push(version);
    expect(versions).toHaveLength(1);
    const description = await registry.client.describePackageVersion(registry.at('dev'), {
      format: 'npm',
      name: 'express',
      version: versions[0] ?? '',
    });
    expect(description).toMatchObject({
      status: 'Published',
      origin: { type: 'EXTERNAL', externalConnection: 'public:npmjs' },
    });
    isCut = true;
    // Past the half hour for which the public registry's word is believed.
    registry.local.clock.advance(31 * 60_000);
    const before = asked;
    const second = await install('cut');
    expect(asked).toBe(before);
    const modules = async (project: string) => (await readdir(join(project, 'node_modules'))).sort();
    expect(await modules(second)).toEqual(await modules(first));
  }, 900_000);
});

if (reason !== undefined) afterAll(() => transport.close());
