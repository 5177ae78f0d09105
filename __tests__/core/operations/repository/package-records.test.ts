// What a list of packages tells must be what describing each of them tells.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import { PackageRecords } from '../../../../src/core/operations/repository/package-records.ts';
import type { CodeArtifactReader, PackageDescription } from '../../../../src/core/ports/code-artifact.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeLayout } from '../../../support/packages/maven-package.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import { buildWheel } from '../../../support/packages/python-package.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import type { World } from '../../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const VERSION = '1.2.0';
const CASES = ['absent', 'archived', 'blocked', 'different', 'disposed', 'identical', 'newer', 'upstream'] as const;

interface Sample {
  ref(name: string): PackageReference;
  build(folder: string, name: string, content: string, version?: string): Promise<unknown>;
}

const samples: Readonly<Record<string, Sample>> = {
  npm: {
    ref: (name) => ({ format: 'npm', namespace: 'acme', name }),
    build: (to, name, content, version = VERSION) =>
      writeNpmPackage(join(to, `${name}.tgz`), { name: `@acme/${name}`, version, files: { 'a.txt': content } }),
  },
  pypi: {
    ref: (name) => ({ format: 'pypi', name }),
    build: async (to, name, content, version = VERSION) => {
      const { fileName, data } = await buildWheel({ name, version, answer: content });
      await writeFile(join(to, fileName), data);
    },
  },
  maven: {
    ref: (name) => ({ format: 'maven', namespace: 'com.acme', name }),
    build: (to, name, content, version = VERSION) =>
      writeLayout(to, { groupId: 'com.acme', artifactId: name, version, answer: content }),
  },
  nuget: {
    ref: (name) => ({ format: 'nuget', name }),
    build: async (to, name, content, version = VERSION) =>
      writeFile(join(to, `${name}.${version}.nupkg`), await buildNupkg({ id: name, version, answer: content })),
  },
};

const setup = {
  domains: [
    { name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'base' }, { name: 'staging', upstreams: ['base'] }] },
  ],
};

describe.each(Object.entries(samples))('%s', (_, { ref, build }) => {
  /** Puts the registry into a state in which each case is what its name says. */
  async function arrange(at: World): Promise<void> {
    const made = async (name: string, content: string, version?: string) => {
      const to = join(at.folder, `made-${name}-${content}-${version}`);
      await mkdir(to, { recursive: true });
      await build(to, name, content, version);
      return [to];
    };
    for (const name of ['archived', 'disposed', 'identical']) await at.publish(await made(name, 'built'));
    await at.publish(await made('different', 'other'));
    await at.publish(await made('newer', 'built', '1.0.0'));
    await at.publish(await made('upstream', 'built'), { to: 'base' });
    const staging = at.at('staging');
    await at.client.updatePackageVersionsStatus(staging, ref('archived'), { versions: [VERSION], target: 'Archived' });
    await at.client.disposePackageVersions(staging, ref('disposed'), [VERSION]);
    await at.client.putPackageOriginConfiguration(staging, ref('blocked'), { publish: 'BLOCK', upstream: 'BLOCK' });
  }

  test('a set of many stands as each of its versions does alone', async () => {
    const at = await openWorld(folder(), { setup });
    await arrange(at);
    const all: string[] = [];
    const alone: Record<string, unknown> = {};
    for (const name of CASES) {
      const to = join(at.folder, `built-${name}`);
      await mkdir(to);
      await build(to, name, 'built');
      all.push(to);
      const { classifications } = await at.publish([to], { dryRun: true });
      alone[name] = classifications.map(({ standing, reason, revision }) => ({ standing, reason, revision }));
    }
    expect(Object.values(alone).flatMap((found) => (found as { standing: string }[])[0]?.standing)).toEqual([
      'absent',
      'withdrawn',
      'origin-blocked',
      'different',
      'withdrawn',
      'identical',
      'absent',
      'upstream',
    ]);
    at.exchanges.splice(0);
    const report = await at.publish(all, { dryRun: true });
    const together = report.classifications.map(({ publication, standing, reason, revision }) => [
      publication.name,
      [{ standing, reason, revision }],
    ]);
    expect(Object.fromEntries(together)).toEqual(alone);
    const asked = at.exchanges.map(({ method, target }) => `${method} ${target.split('?')[0]}`);
    expect(asked.filter((line) => line === 'POST /v1/packages')).toHaveLength(1);
    expect(asked).not.toContain('GET /v1/package');
    // Not asked for in `staging`: what the list says is not there.
    const described = at.exchanges
      .filter(({ target }) => target.startsWith('/v1/package/version?') && target.includes('repository=staging'))
      .map(({ target }) => new URL(target, 'http://x').searchParams.get('package'));
    expect(described).toEqual(expect.arrayContaining(['archived', 'blocked', 'different', 'disposed', 'identical']));
    expect(described).not.toContain('absent');
  });
});

describe('records', () => {
  const refs = ['a', 'b', 'c', 'd'].map((name): PackageReference => ({ format: 'npm', namespace: 'acme', name }));
  const address = { domain: DOMAIN, domainOwner: ACCOUNT, repository: 'staging' };

  function reading(list: () => AsyncIterable<PackageDescription>, expected = refs) {
    const described: string[] = [];
    const reader = {
      listPackages: list,
      describePackage: async (_: unknown, ref: PackageReference) => {
        described.push(ref.name);
        return ref.name === 'a' ? ref : undefined;
      },
    } as unknown as CodeArtifactReader;
    return { records: new PackageRecords({ reader, address }, expected), described };
  }

  const many = (count: number) =>
    async function* (): AsyncGenerator<PackageDescription> {
      for (let index = 0; index < count; index++) yield { format: 'npm', namespace: 'acme', name: `other-${index}` };
    };
  const refused = (code: 'CA-AUTH-003' | 'CA-NET-001') =>
    // biome-ignore lint/correctness/useYield: it fails before there is anything to yield.
    async function* (): AsyncGenerator<PackageDescription> {
      throw new RegistryError(code, 'no');
    };

  test('a list of one page says what is not there', async () => {
    const { records, described } = reading(many(1000));
    expect(await Promise.all(refs.map((ref) => records.lacks(ref)))).toEqual([true, true, true, true]);
    expect(await records.of(refs[0] as PackageReference)).toBeUndefined();
    expect(described).toEqual([]);
  });

  test.each([
    ['longer than a page', many(1001)],
    ['not allowed', refused('CA-AUTH-003')],
  ])('a list that is %s says nothing: each package is described, once', async (_, list) => {
    const { records, described } = reading(list);
    expect(await Promise.all(refs.map((ref) => records.lacks(ref)))).toEqual([false, false, false, false]);
    const found = await Promise.all([...refs, ...refs].map((ref) => records.of(ref)));
    expect(found.map((record) => record?.name)).toEqual(['a', ...Array(3), 'a', ...Array(3)]);
    expect(described).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a few packages are described and not listed', async () => {
    const { records, described } = reading(refused('CA-NET-001'), refs.slice(0, 3));
    expect(await records.lacks(refs[0] as PackageReference)).toBe(false);
    expect(await records.of(refs[1] as PackageReference)).toBeUndefined();
    expect(described).toEqual(['b']);
  });

  test('a service that is down is an error, not an empty repository', async () => {
    const { records } = reading(refused('CA-NET-001'));
    await expect(records.lacks(refs[0] as PackageReference)).rejects.toMatchObject({ code: 'CA-NET-001' });
  });
});
