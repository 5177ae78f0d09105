// Names that somebody else has, and origin controls after publishing, with a public source that holds the same name.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import { openWorld, type World } from '../../../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: World | undefined;
let source: Server | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  source?.close();
  source = undefined;
  expect(errors ?? []).toEqual([]);
});

/** A public npm registry with one package: `acme-utils` 9.9.9. */
async function publicRegistry(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/acme-utils')) {
      const version = {
        name: 'acme-utils',
        version: '9.9.9',
        dist: { tarball: 'http://127.0.0.1:9/acme-utils-9.9.9.tgz', shasum: 'a'.repeat(40) },
      };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          name: 'acme-utils',
          'dist-tags': { latest: '9.9.9' },
          versions: { '9.9.9': version },
          time: { '9.9.9': '2026-01-01T00:00:00.000Z' },
        }),
      );
    } else {
      response.statusCode = 404;
      response.end('{}');
    }
  });
  source = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function opened(): Promise<World> {
  const url = await publicRegistry();
  const repositories = [
    { name: 'npm-store', externalConnection: 'public:npmjs' },
    { name: 'staging', upstreams: ['npm-store'] },
    { name: 'prod' },
  ];
  world = await openWorld(folder(), {
    setup: { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] },
    externals: { 'public:npmjs': url },
  });
  return world;
}

const utils = { format: 'npm', name: 'acme-utils' } as const;
const built = (at: World, version: string) =>
  writeNpmPackage(join(at.folder, `acme-utils-${version}.tgz`), { name: 'acme-utils', version });

describe('origin controls', () => {
  test('a name that the public source has is told before its first publish, and shut by it', async () => {
    const at = await opened();
    expect((await at.tags('staging', utils)).latest).toBe('9.9.9');
    const report = await at.publish([await built(at, '1.0.0')]);
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual([['published', undefined]]);
    expect(report.originFindings.map(({ finding }) => finding)).toEqual(['namesake', 'shut']);
    expect(report.originFindings[0]?.detail).toContain('public:npmjs');
    expect(await at.tags('staging', utils)).toEqual({ latest: '1.0.0' });
    const second = await at.publish([await built(at, '1.1.0')]);
    expect(second.originFindings.map(({ finding }) => finding)).toEqual(['shut']);
  });

  test('the very version of the public source is blocked before anything is sent', async () => {
    const at = await opened();
    const report = await at.publish([await built(at, '9.9.9')]);
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['upstream']);
    expect(report.outcomes).toMatchObject([{ kind: 'blocked', reason: expect.stringContaining('public:npmjs') }]);
  });

  test('a package left open is reported, and shut when told to', async () => {
    const at = await opened();
    await at.client.putPackageOriginConfiguration(at.at('staging'), utils, { publish: 'ALLOW', upstream: 'ALLOW' });
    const open = await at.publish([await built(at, '1.0.0')]);
    expect(open.originFindings.map(({ finding }) => finding)).toEqual(['open']);
    const shut = await at.publish([await built(at, '1.1.0')], {
      originControls: 'assert',
      journalPath: 'journal.jsonl',
    });
    expect(shut.originFindings.map(({ finding }) => finding)).toEqual(['corrected']);
    expect((await at.client.describePackage(at.at('staging'), utils))?.restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
    expect(await at.host.files.readText('journal.jsonl')).toContain('"was":"publish ALLOW, upstream ALLOW"');
  });
});
