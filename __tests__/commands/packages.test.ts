// `packages list` and `packages show` against the local server.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { packagesCommand } from '../../src/commands/packages.ts';
import { temporaryFolder } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { isWrite, openWorld, SETUP, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolder();
const nobody = user('nobody', [allow('sts:*')]);
let at: World;
beforeAll(async () => {
  at = await openWorld(folder, { setup: { ...SETUP, users: [nobody] } });
  const tarballs = ['1.0.0', '1.1.0'].map((version) =>
    writeNpmPackage(join(folder, `utils-${version}.tgz`), {
      name: '@acme/utils',
      version,
      manifest: { dependencies: { 'left-pad': '^1.3.0' } },
    }),
  );
  for (const tarball of tarballs) await at.publish([await tarball], { to: 'dev' });
  await at.publish([], {
    to: 'dev',
    named: [{ coordinate: 'generic:acme/firmware@2.0.0', patterns: ['utils-1.0.0.tgz'] }],
  });
});
afterAll(() => at.close());
beforeEach(() => void at.exchanges.splice(0));
afterEach(() => {
  at.local.faults.clear();
  expect(at.exchanges.filter(isWrite).filter(({ target }) => target !== '/')).toEqual([]);
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333', repository: 'dev' };
const packages = (operands: readonly string[], { inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(packagesCommand, 'packages', { url: at.url, folder, inputs: { ...place, ...inputs }, operands, ...more });

const utils = { package: 'pkg:npm/%40acme/utils', latest: '1.1.0', versions: 2 };
const firmware = { package: 'pkg:generic/acme/firmware', latest: '2.0.0', versions: 1 };

describe('packages list', () => {
  test.each([[['list']], [[]]])('%j: every package with its newest version and origin controls', async (operands) => {
    const ended = await packages(operands);
    const { packages: found } = jsonOf(ended) as { packages: Record<string, unknown>[] };
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ ...utils, publish: 'ALLOW', upstream: 'BLOCK' });
    expect(found).toContainEqual({ ...firmware, publish: 'ALLOW', upstream: 'BLOCK' });
    expect(resultOf(ended)).toMatchObject({ exit: 0, outputs: {}, variables: {} });
    const text = resultOf(ended).lines.join('\n');
    expect(text).toMatch(/pkg:npm\/%40acme\/utils +1\.1\.0 +2 /);
  });

  test('`format` reaches the call', async () => {
    const ended = await packages(['list'], { inputs: { format: 'npm' } });
    expect(jsonOf(ended)).toMatchObject({ packages: [utils] });
    expect(asked(at.exchanges, '/v1/packages').map((query) => query.get('format'))).toEqual(['npm']);
  });

  test('each of several formats is listed', async () => {
    const ended = await packages(['list'], { inputs: { format: 'generic,npm' } });
    expect(jsonOf(ended)).toMatchObject({ packages: [firmware, utils] });
  });

  test('the newest version is the highest release that is visible, whatever was touched last', async () => {
    const publish = async (version: string) =>
      at.publish([await writeNpmPackage(join(folder, `ordered-${version}.tgz`), { name: '@acme/ordered', version })], {
        to: 'staging',
      });
    const newest = async () => {
      // What the test itself wrote is not what the command wrote.
      at.exchanges.splice(0);
      const ended = await packages(['list'], { inputs: { repository: 'staging' } });
      return (jsonOf(ended) as { packages: { latest: string }[] }).packages.map(({ latest }) => latest);
    };
    await publish('1.10.0-rc.1');
    expect(await newest()).toEqual(['1.10.0-rc.1']);
    for (const version of ['1.10.0', '2.0.0-beta.1', '1.9.1']) await publish(version);
    expect(await newest()).toEqual(['1.10.0']);
    const ref = { format: 'npm', namespace: 'acme', name: 'ordered' } as const;
    const { writer, address } = at.write('staging');
    await writer.updatePackageVersionsStatus(address, ref, { versions: ['1.10.0'], target: 'Unlisted' });
    expect(await newest()).toEqual(['1.9.1']);
  });

  test('an empty repository is no error', async () => {
    const ended = await packages(['list'], { inputs: { repository: 'prod' } });
    expect({ exit: ended.exit, json: jsonOf(ended) }).toEqual({ exit: 0, json: { packages: [] } });
  });
});

describe('packages show', () => {
  test('the versions of a package, newest first', async () => {
    const ended = await packages(['show', 'npm:@acme/utils']);
    expect(jsonOf(ended)).toMatchObject({
      package: 'pkg:npm/%40acme/utils',
      versions: [
        { version: '1.1.0', status: 'Published', origin: { type: 'INTERNAL' } },
        { version: '1.0.0', status: 'Published' },
      ],
    });
    expect(
      resultOf(ended)
        .lines.slice(1)
        .map((line) => line.split(/ +/)[0]),
    ).toEqual(['1.1.0', '1.0.0']);
  });

  test('a version by another spelling than the one it is stored under', async () => {
    const ended = await packages(['show', 'npm:@acme/utils@1.0.0+build.5']);
    expect(jsonOf(ended)).toMatchObject({ purl: 'pkg:npm/%40acme/utils@1.0.0' });
  });

  test('a version with its assets, digests and dependencies; either spelling', async () => {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, 'utils-1.0.0.tgz')))
      .digest('hex');
    for (const coordinate of ['npm:@acme/utils@1.0.0', 'pkg:npm/%40acme/utils@1.0.0']) {
      const ended = await packages(['show', coordinate]);
      expect(jsonOf(ended)).toMatchObject({
        purl: 'pkg:npm/%40acme/utils@1.0.0',
        status: 'Published',
        revision: expect.stringMatching(/./),
        assets: [{ name: 'package.tgz', digests: { 'SHA-256': sha256 } }],
      });
      expect(JSON.stringify(jsonOf(ended).dependencies)).toContain('left-pad');
      expect(resultOf(ended).lines.join('\n')).toContain(sha256);
    }
  });
});

describe('refusals', () => {
  test.each([
    ['no such version', ['show', 'npm:@acme/utils@9.9.9'], {}, 4, 'CA-FIND-002', '@acme/utils@9.9.9'],
    ['no such package', ['show', 'npm:@acme/nothing'], {}, 4, 'CA-FIND-002', 'my-org/dev'],
    ['no such repository', ['list'], { repository: 'nowhere' }, 4, 'CA-FIND-001', 'nowhere'],
    ['a word that is no action', ['delete', 'npm:@acme/utils'], {}, 2, 'CA-INPUT-004', 'packages list'],
    ['no coordinate', ['show'], {}, 2, 'CA-INPUT-004', 'COORDINATE'],
    ['a coordinate that is none', ['show', 'utils'], {}, 2, 'CA-INPUT-002', 'utils'],
    ['no repository', ['list'], { repository: '' }, 2, 'CA-INPUT-001', '`repository`'],
  ] as const)('%s', async (_, operands, inputs, exit, code, words) => {
    expect(await packages(operands, { inputs })).toMatchObject({ exit, code, message: expect.stringContaining(words) });
  });

  test('not allowed', async () => {
    const env = { AWS_ACCESS_KEY_ID: nobody.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET };
    const ended = await packages(['list'], { env });
    expect(ended).toMatchObject({ exit: 3, code: 'CA-AUTH-003' });
    expect(ended.message).toContain('codeartifact:ListPackages');
  });

  test('throttled for good, with one try', async () => {
    at.local.faults.add([{ kind: 'throttle', operation: 'ListPackages' }]);
    const ended = await packages(['list'], { inputs: { 'retry-max-attempts': '1' } });
    expect(ended).toMatchObject({ exit: 6, code: 'CA-NET-001' });
    expect(asked(at.exchanges, '/v1/packages')).toHaveLength(1);
  });
});
