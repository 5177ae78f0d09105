// Between two domains every asset arrives under its own name with its own bytes, or the version is red and says which
// asset is in the way, before anything of the set is sent.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { documentHash } from '../../../../src/core/documents/canonical.ts';
import type { PromotionPlan } from '../../../../src/core/documents/plan.ts';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import { purl } from '../../../../src/core/model/coordinates.ts';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import { marksOf } from '../../../../src/core/operations/dist-tags/marks.ts';
import { LOSSES } from '../../../../src/core/operations/promote/plan.ts';
import type { RepositoryReader } from '../../../../src/core/operations/repository/repository-access.ts';
import type { AssetDescription } from '../../../../src/core/ports/code-artifact.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { buildJar, pomText } from '../../../support/packages/maven-package.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { buildWheel } from '../../../support/packages/python-package.ts';
import { mortal } from '../../../support/programs/kill.ts';
import { sideOf } from '../../../support/worlds/release-world.ts';
import { HERE, openTwoDomains, THERE, type TwoDomains } from '../../../support/worlds/two-domains.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: TwoDomains | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const opened = async () => {
  world = await openTwoDomains(folder());
  return world;
};

const lib: VersionReference = { format: 'maven', namespace: 'com.acme', name: 'lib', version: '1.0' };
const firmware: VersionReference = { format: 'generic', namespace: 'acme', name: 'firmware', version: '1.0.0' };
const ui: VersionReference = { format: 'npm', namespace: 'acme', name: 'ui', version: '1.0.0' };
const core: VersionReference = { format: 'pypi', name: 'acme-core', version: '1.0.0' };

const jar = { groupId: 'com.acme', artifactId: 'lib', version: '1.0' };
const basic = async () => ({ 'lib-1.0.jar': await buildJar(jar), 'lib-1.0.pom': pomText(jar) });

/** Promotes by a new plan, and expects every version to arrive. */
async function promoted(at: TwoDomains, ...refs: VersionReference[]): Promise<PromotionPlan> {
  const plan = await at.planAcross({ coordinates: refs.map(purl) });
  const report = await at.applyAcross(plan);
  expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(refs.map(() => ['promoted', undefined]));
  expect(report.warnings).toEqual([]);
  for (const ref of refs) expect(await at.held(ref, THERE)).toEqual(await at.held(ref, HERE));
  expect(await at.leftOnDisk()).toEqual([]);
  return plan;
}

/** Both a new plan and the old one find everything in place and write nothing. */
async function unchangedAfter(at: TwoDomains, plan: PromotionPlan): Promise<void> {
  const again = await at.planAcross({ coordinates: plan.items.map((item) => item.purl) });
  expect(again.items.map(({ action }) => action)).toEqual(plan.items.map(() => 'unchanged'));
  at.writesSince();
  for (const each of [again, plan])
    expect((await at.applyAcross(each)).outcomes.map(({ kind }) => kind)).toEqual(plan.items.map(() => 'unchanged'));
  expect(at.writesSince()).toEqual([]);
}

/** `@acme/ui` 1.0.0 as another client publishes it, which need not mind what its package.json says. */
async function putNpm(
  at: TwoDomains,
  manifest: Record<string, unknown>,
  said: Record<string, unknown> = {},
): Promise<void> {
  const path = await writeNpmPackage(join(at.folder, 'ui.tgz'), { name: '@acme/ui', version: '1.0.0', manifest });
  const tarball = await readFile(path);
  const side = sideOf(at, HERE);
  const answer = await fetch(`${await side.reader.getRepositoryEndpoint(HERE, 'npm')}@acme%2fui`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${(await side.wire.token()).reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      _id: '@acme/ui',
      name: '@acme/ui',
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { name: '@acme/ui', version: '1.0.0', dist: {}, ...said } },
      _attachments: { '@acme/ui-1.0.0.tgz': { data: tarball.toString('base64'), length: tarball.length } },
    }),
  });
  expect(answer.status).toBeLessThan(300);
}

/** A plan as an earlier release would have kept it. */
function replanned(plan: PromotionPlan): PromotionPlan {
  const items = plan.items.map(({ code: _, reason: __, ...item }) => ({ ...item, action: 'copy' as const }));
  const { hash: _, ...rest } = { ...plan, items };
  return { ...rest, hash: documentHash(rest) };
}

/** A source that lists further assets for one version, as a service may that takes more than ours. */
function listing(at: TwoDomains, name: string, more: readonly Partial<AssetDescription>[]): RepositoryReader {
  const side = sideOf(at, HERE);
  const digests = { MD5: '0', 'SHA-1': '0', 'SHA-256': 'a'.repeat(64), 'SHA-512': '0' };
  const reader: typeof side.reader = {
    ...side.reader,
    listPackageVersionAssets: async (address, ref) => {
      const found = await side.reader.listPackageVersionAssets(address, ref);
      if (!found || ref.name !== name) return found;
      return {
        ...found,
        assets: [...found.assets, ...more.map((asset) => ({ name: '', size: 1, digests, ...asset }))],
      };
    },
  };
  return { ...side, reader };
}

describe('every asset arrives', () => {
  test('maven: whatever a file of the version folder is called', async () => {
    const at = await opened();
    await at.putMaven(lib, {
      ...(await basic()),
      'NOTICE.txt': 'notice',
      'sbom.json': '{}',
      'lib-1.0-cyclonedx.json': '{}',
      'lib-1.0-sources.jar.asc': 'a signature of a file that is not there',
      'lib-1.0.jar.asc.sigstore.json': '{}',
      'lib-1.0.tar.zst': 'zst',
      'other-9.pom': 'not even a POM',
      'LICENSE-größe+ü~(1)%41.txt': 'name',
      'maven-metadata-local.xml': '<metadata/>',
      [`${'x'.repeat(250)}.json`]: 'the longest name',
      'empty.bin': '',
    });
    expect((await at.held(lib, HERE))?.assets).toHaveLength(13);
    await unchangedAfter(at, await promoted(at, lib));
  });

  test('maven: a version without a POM, and a POM of other coordinates', async () => {
    const at = await opened();
    const bare = { ...lib, name: 'bare' };
    await at.putMaven(bare, { 'NOTICE.txt': 'only this' });
    await at.putMaven(lib, { ...(await basic()), 'lib-1.0.pom': pomText({ ...jar, artifactId: 'renamed' }) });
    await unchangedAfter(at, await promoted(at, bare, lib));
  });

  test('maven: a plugin is found by its prefix', async () => {
    const at = await opened();
    const ref = { ...lib, name: 'acme-maven-plugin' };
    const of = { ...jar, artifactId: 'acme-maven-plugin', packaging: 'maven-plugin' };
    await at.putMaven(ref, {
      'acme-maven-plugin-1.0.jar': await buildJar(of),
      'acme-maven-plugin-1.0.pom': pomText(of),
    });
    await promoted(at, ref);
    const endpoint = await sideOf(at, THERE).reader.getRepositoryEndpoint(THERE, 'maven');
    const token = (await sideOf(at, THERE).wire.token()).reveal();
    const list = await fetch(`${endpoint}com/acme/maven-metadata.xml`, {
      headers: { authorization: `Basic ${Buffer.from(`aws:${token}`).toString('base64')}` },
    });
    expect(await list.text()).toContain('<prefix>acme</prefix>');
  });

  test('generic: odd names, and more than one asset', async () => {
    const at = await opened();
    await at.putGeneric(firmware, {
      'a b.bin': '1',
      'größe [v2] {x} `y`,;.tar.gz': '2',
      'lib-1.0.pom': 'no POM',
      'package.tgz': 'no tarball',
      '...': 'dots',
      ['x'.repeat(255)]: 'long',
    });
    await unchangedAfter(at, await promoted(at, firmware));
  });

  test('npm: a package that says it is private was published all the same', async () => {
    const at = await opened();
    await putNpm(at, { private: true });
    const before = await at.held(ui, HERE);
    expect(before?.assets).toHaveLength(1);
    await unchangedAfter(at, await promoted(at, ui));
  });

  test('npm: a tarball that says it is another version is named', async () => {
    const at = await opened();
    await putNpm(at, { version: '0.0.0-development' });
    const plan = await at.planAcross({ coordinates: [purl(ui)] });
    expect((await at.applyAcross(plan)).outcomes).toMatchObject([
      { kind: 'failed', code: 'CA-INPUT-007', reason: expect.stringContaining('package.tgz: its package.json says') },
    ]);
    expect(await at.held(ui, THERE)).toBeUndefined();
  });

  test('pypi: all files of a version, in the spelling of the version that the source has', async () => {
    const at = await opened();
    for (const tag of ['cp311-cp311-linux_x86_64', 'py3-none-any']) {
      const built = await buildWheel({ name: 'acme-core', version: '1.0.0' });
      const name = built.fileName.replace('py3-none-any', tag);
      await writeFile(join(at.folder, name), built.data);
      await at.publish([name]);
    }
    expect((await at.held(core, HERE))?.assets).toHaveLength(2);
    await unchangedAfter(at, await promoted(at, core));
  });
});

describe('what cannot be sent', () => {
  test.each<[string, VersionReference, string, RegExp]>([
    ['maven: a checksum', lib, 'lib-1.0.jar.md5', /"lib-1\.0\.jar\.md5": .*checksum/],
    ['maven: a path', lib, '../evil.jar', /"\.\.\/evil\.jar": no file of a version folder/],
    ['maven: no name', lib, '..', /"\.\.": no file/],
    ['generic: a path', firmware, 'a/b', /"a\/b": an asset name/],
    ['generic: a way out', firmware, '..', /"\.\.": an asset name/],
    ['npm: a second file', ui, 'package.tgz.asc', /"package\.tgz\.asc": an npm version/],
    ['pypi: an egg', core, 'acme_core-1.0.0-py2.7.egg', /"acme_core-1\.0\.0-py2\.7\.egg": an upload takes/],
    ['pypi: of another project', core, 'other-1.0.0.tar.gz', /"other-1\.0\.0\.tar\.gz": (its name|an upload)/],
    ['pypi: of another version', core, 'acme_core-2.0.tar.gz', /its name is not of acme-core 1\.0\.0/],
  ])('%s: is blocked in the plan, and red in a plan that was kept', async (_, ref, name, words) => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    await at.putGeneric(firmware, { 'image.bin': 'bytes' });
    await at.publish([await writeNpmPackage(join(at.folder, 'ui.tgz'), { name: '@acme/ui', version: '1.0.0' })]);
    const wheel = await buildWheel({ name: 'acme-core', version: '1.0.0' });
    await writeFile(join(at.folder, wheel.fileName), wheel.data);
    await at.publish([wheel.fileName]);
    const source = listing(at, ref.name, [{ name }]);
    const coordinates = [lib, firmware, ui, core].map(purl);
    const plan = await at.planAcross({ coordinates }, { source });
    const blocked = plan.items.filter(({ action }) => action === 'blocked');
    expect(blocked).toMatchObject([{ purl: purl(ref), code: 'CA-INPUT-007', reason: expect.stringMatching(words) }]);
    at.writesSince();
    for (const each of [plan, replanned(plan)]) {
      const { outcomes } = await at.applyAcross(each, { source });
      const red = outcomes.filter(
        ({ kind, ...more }) => kind !== 'blocked' || ('code' in more && more.code !== 'CA-RUN-001'),
      );
      expect(red).toMatchObject([{ ref, code: 'CA-INPUT-007', reason: expect.stringMatching(words) }]);
      expect(outcomes).toHaveLength(4);
    }
    expect(at.writesSince()).toEqual([]);
    expect(await at.leftOnDisk()).toEqual([]);
  });

  test('a format that is not published again', async () => {
    const at = await opened();
    const side = sideOf(at, HERE);
    const digests = { 'SHA-256': 'a'.repeat(64) };
    const source: RepositoryReader = {
      ...side,
      reader: {
        ...side.reader,
        describePackageVersion: async (_, ref) => ({ ...ref, revision: 'r', status: 'Published' }),
        listPackageVersionAssets: async () => ({ revision: 'r', assets: [{ name: 'acme.gem', size: 1, digests }] }),
      },
    };
    const plan = await at.planAcross({ coordinates: ['pkg:gem/acme@1.0.0'] }, { source });
    expect(plan.items).toMatchObject([
      { action: 'blocked', code: 'CA-INPUT-003', reason: expect.stringContaining('ruby') },
    ]);
  });

  test('maven: a snapshot whose files are not those of one build', async () => {
    const at = await opened();
    const ref = { ...lib, version: '1.0-SNAPSHOT' };
    const side = sideOf(at, HERE);
    const source: RepositoryReader = {
      ...side,
      reader: {
        ...side.reader,
        describePackageVersion: async () => ({ ...ref, revision: 'r', status: 'Published' }),
        listPackageVersionAssets: async () => ({
          revision: 'r',
          assets: ['7.jar', '8.pom'].map((end) => ({
            name: `lib-1.0-20260102.030405-${end}`,
            size: 1,
            digests: { 'SHA-256': 'a'.repeat(64) },
          })),
        }),
      },
    };
    const plan = await at.planAcross({ coordinates: [purl(ref)] }, { source });
    expect(plan.items).toMatchObject([
      { action: 'blocked', code: 'CA-INPUT-007', reason: expect.stringContaining('lib-1.0-20260102.030405-7.jar') },
    ]);
  });

  test('an asset that is no package of its format is named, with the others held back, and nothing is sent', async () => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    const wheel = await buildWheel({ name: 'acme-core', version: '1.0.0' });
    await writeFile(join(at.folder, wheel.fileName), wheel.data);
    await at.publish([wheel.fileName]);
    const side = sideOf(at, HERE);
    const bytes = Buffer.from('no archive');
    const digests = { 'SHA-256': createHash('sha256').update(bytes).digest('hex') };
    const name = 'acme_core-1.0.0.tar.gz';
    const source = listing(at, core.name, [{ name, size: bytes.length, digests }]);
    const withBody: RepositoryReader = {
      ...source,
      reader: {
        ...source.reader,
        getPackageVersionAsset: async (address, ref, asset, revision) =>
          asset === name
            ? {
                size: bytes.length,
                body: (async function* () {
                  yield bytes;
                })(),
              }
            : side.reader.getPackageVersionAsset(address, ref, asset, revision),
      },
    };
    const plan = await at.planAcross({ coordinates: [lib, core].map(purl) }, { source: withBody });
    expect(plan.items.map(({ action }) => action)).toEqual(['copy', 'copy']);
    at.writesSince();
    const failing = { source: withBody, onFailure: 'roll-back', journalPath: 'journal.jsonl' } as const;
    const { outcomes, warnings } = await at.applyAcross(plan, failing);
    expect(warnings).toEqual([]);
    expect(outcomes).toMatchObject([
      { kind: 'blocked', code: 'CA-RUN-001' },
      { kind: 'failed', code: 'CA-INPUT-007', reason: expect.stringContaining(name) },
    ]);
    expect(at.writesSince()).toEqual([]);
    expect(await at.leftOnDisk()).toEqual([]);
  });

  test('is among what a plan says is lost', () => {
    expect(LOSSES.join('\n')).toMatch(/deprecation messages/);
    expect(LOSSES.join('\n')).toMatch(/dist-tags/);
    expect(LOSSES.join('\n')).toMatch(/package\.json in its tarball/);
  });
});

describe('what is there already', () => {
  const files = async () => ({ ...(await basic()), 'NOTICE.txt': 'notice', 'sbom.json': '{}' });

  test.each([
    ['a part, Unfinished', ['lib-1.0.jar', 'NOTICE.txt'], true],
    ['all of it, Unfinished', ['lib-1.0.jar', 'lib-1.0.pom', 'NOTICE.txt', 'sbom.json'], true],
    ['a part, Published', ['lib-1.0.jar', 'lib-1.0.pom'], false],
  ])('maven: %s: is completed', async (_, names, unfinished) => {
    const at = await opened();
    const all = await files();
    await at.putMaven(lib, all);
    const part = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
    await at.putMaven(lib, part, THERE, { unfinished });
    const plan = await at.planAcross({ coordinates: [purl(lib)] });
    expect(plan.items).toMatchObject([
      { action: 'copy', reason: expect.stringContaining(`${names.length} of 4 assets`) },
    ]);
    await unchangedAfter(at, await promoted(at, lib));
  });

  test('generic: an Unfinished part is completed, a Published part takes no more and is a conflict', async () => {
    const at = await opened();
    const second = { ...firmware, version: '2.0.0' };
    for (const ref of [firmware, second]) await at.putGeneric(ref, { 'a.bin': 'a', 'b.bin': 'b' });
    await at.putGeneric(firmware, { 'a.bin': 'a' }, THERE, { unfinished: true });
    await at.putGeneric(second, { 'a.bin': 'a' }, THERE);
    const plan = await at.planAcross({ coordinates: [firmware, second].map(purl) });
    expect(plan.items).toMatchObject([
      { action: 'copy' },
      { action: 'conflict', code: 'CA-CONFLICT-001', reason: expect.stringContaining('b.bin is missing') },
    ]);
    await unchangedAfter(at, await promoted(at, firmware));
  });

  test('other bytes and further files are a conflict, also with leave to overwrite', async () => {
    const at = await opened();
    const second = { ...lib, version: '2.0' };
    for (const ref of [lib, second]) await at.putMaven(ref, await basic());
    await at.putMaven(lib, { ...(await basic()), 'NOTICE.txt': 'theirs' }, THERE);
    await at.putMaven(second, { 'lib-1.0.jar': 'other' }, THERE, { unfinished: true });
    for (const allowOverwrite of [false, true]) {
      const plan = await at.planAcross({ coordinates: [lib, second].map(purl), allowOverwrite });
      expect(plan.items).toMatchObject([
        { action: 'conflict', reason: expect.stringContaining('NOTICE.txt was added') },
        { action: 'conflict', reason: expect.stringContaining('lib-1.0.jar has other bytes') },
      ]);
    }
  });
});

describe('what the destination has in the end', () => {
  test.each<[string, (assets: readonly AssetDescription[]) => readonly AssetDescription[], RegExp]>([
    [
      'an asset was added',
      (assets) => [...assets, { name: 'x.txt', size: 1, digests: { 'SHA-256': 'b' } }],
      /x\.txt was added/,
    ],
    [
      'an asset changed',
      ([one, ...rest]) => [{ ...(one as AssetDescription), digests: {} }, ...rest],
      /has other bytes/,
    ],
  ])('is held to the plan: %s', async (_, change, words) => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    await at.publish([await writeNpmPackage(join(at.folder, 'ui.tgz'), { name: '@acme/ui', version: '1.0.0' })]);
    const side = sideOf(at, THERE);
    const destination = {
      ...side,
      reader: {
        ...side.reader,
        listPackageVersionAssets: async (
          ...[address, ref]: Parameters<typeof side.reader.listPackageVersionAssets>
        ) => {
          const found = await side.reader.listPackageVersionAssets(address, ref);
          const status = (await side.reader.describePackageVersion(address, ref))?.status;
          // Somebody else gets between the upload and its proof.
          return found && ref.format === 'maven' && status === 'Published'
            ? { ...found, assets: change(found.assets) }
            : found;
        },
      },
    };
    const plan = await at.planAcross({ coordinates: [lib, ui].map(purl), distTags: ['copy'] });
    const report = await at.applyAcross(plan, { destination });
    expect(report.outcomes).toMatchObject([
      { kind: 'failed', code: 'CA-CONFLICT-001', reason: expect.stringMatching(words) },
      { kind: 'promoted' },
    ]);
    expect(report.tags).toEqual([]);
  });
});

describe('at the end', () => {
  test('a version that somebody took back meanwhile is red, with the command that lists it again', async () => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    const plan = await at.planAcross({ coordinates: [purl(lib)] });
    const { http } = at.host;
    const { writer } = sideOf(at, THERE);
    const host: typeof at.host = {
      ...at.host,
      http: async (request) => {
        const answer = await http(request);
        if (request.method === 'PUT' && request.url.endsWith('maven-metadata.xml')) {
          const { version, ...ref } = lib;
          await writer.updatePackageVersionsStatus(THERE, ref, { versions: [version], target: 'Unlisted' });
        }
        return answer;
      },
    };
    const { outcomes } = await at.applyAcross(plan, { host });
    expect(outcomes).toMatchObject([
      { code: 'CA-CONFLICT-002', reason: expect.stringMatching(/Unlisted.*lists it again/) },
    ]);
  });

  test('a run that is cancelled when everything is there still proves it', async () => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    const plan = await at.planAcross({ coordinates: [purl(lib)] });
    const cancelled = new AbortController();
    const { http } = at.host;
    const host: typeof at.host = {
      ...at.host,
      interrupted: cancelled.signal,
      http: async (request) => {
        const answer = await http(request);
        if (request.method === 'PUT' && request.url.endsWith('maven-metadata.xml'))
          cancelled.abort(new RegistryError('CA-RUN-002', 'interrupted'));
        return answer;
      },
    };
    // As the commands make it: what must be finished goes through a host that only the second signal ends.
    const destination = {
      ...sideOf(at, THERE, { host }),
      finishing: sideOf(at, THERE, { host: { ...host, interrupted: host.cutOff } }),
    };
    const { outcomes } = await at.applyAcross(plan, { host, destination });
    expect(outcomes.map(({ kind, reason }) => [kind, reason])).toEqual([['promoted', undefined]]);
    await unchangedAfter(at, plan);
  });
});

describe('a promotion that was killed right after its upload, and whose plan gives the version no tag', () => {
  test.each([
    ['1.2.0', 'keep', { latest: '1.1.0' }],
    ['1.0.1', 'copy', { latest: '1.1.0' }],
    ['1.2.0', 'next=1.2.0', { latest: '1.1.0', next: '1.2.0' }],
  ])(
    '%s under `%s`: no mark for a tag that it shall not have; the same command again removes it',
    async (version, distTags, end) => {
      const at = await opened();
      const publishUi = async (number: string) => {
        const path = join(at.folder, `ui-${number}.tgz`);
        await at.publish([await writeNpmPackage(path, { name: '@acme/ui', version: number })], { npmTag: 'latest' });
        return { ...ui, version: number };
      };
      const { version: _, ...package_ } = ui;
      const tags = async () => (await sideOf(at, THERE).tags?.(THERE, package_)) ?? {};
      await at.applyAcross(await at.planAcross({ coordinates: [purl(await publishUi('1.1.0'))] }));
      const request = { coordinates: [purl(await publishUi(version))], distTags: [distTags] };
      const dying = mortal(at.host, 1, 'after');
      await at.applyAcross(await at.planAcross(request), { host: dying.host as typeof at.host }).catch(() => undefined);
      expect(dying.isDead()).toBe(true);
      const marks = marksOf(await tags());
      expect(marks.map(({ kind, version: of, tag }) => [kind, of, tag])).toEqual([
        ['staging', version, distTags.startsWith('next') ? 'next' : undefined],
      ]);
      const plan = await at.planAcross(request);
      expect(plan.warnings.join('\n')).not.toContain('--dist-tags latest=');
      const { outcomes, warnings } = await at.applyAcross(plan);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['unchanged']);
      expect(warnings.join('\n')).not.toContain('--dist-tags latest=');
      expect(await tags()).toEqual(end);
    },
  );
});

describe('the disk', () => {
  test('is given back as each version is done, and is empty at the end of a run that failed', async () => {
    const at = await opened();
    const refs = ['1.0', '2.0', '3.0'].map((version) => ({ ...lib, version }));
    for (const ref of refs) await at.putMaven(ref, await basic());
    const seen: number[] = [];
    const { files } = at.host;
    const removed: string[] = [];
    const host = {
      ...at.host,
      files: {
        ...files,
        remove: async (...[path, options]: Parameters<typeof files.remove>) => {
          removed.push(path);
          seen.push(
            at.exchanges.filter(({ method, target }) => method === 'PUT' && /maven-metadata/.test(target)).length,
          );
          return files.remove(path, options);
        },
      },
    };
    const plan = await at.planAcross({ coordinates: refs.map(purl) });
    at.writesSince();
    await at.applyAcross(plan, { host });
    // One for each version before any was finished, and the whole.
    expect(removed).toHaveLength(4);
    expect(seen.slice(0, 3)).toEqual([0, 0, 0]);
    expect(await at.leftOnDisk()).toEqual([]);
  });

  test('that does not let go of a file yet fails no version', async () => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    const { files } = at.host;
    const remove: typeof files.remove = async (path, options) => {
      if (/promote-\w+\/0$/.test(path)) throw new Error('EBUSY');
      return files.remove(path, options);
    };
    const plan = await at.planAcross({ coordinates: [purl(lib)] });
    const { outcomes } = await at.applyAcross(plan, { host: { ...at.host, files: { ...files, remove } } });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['promoted']);
    expect(await at.leftOnDisk()).toEqual([]);
  });

  test('that is full is told with the asset, its size and the way out', async () => {
    const at = await opened();
    await at.putMaven(lib, await basic());
    const { files } = at.host;
    const full = new RegistryError('CA-FILE-003', '/tmp/x cannot be written (ENOSPC)');
    const host = {
      ...at.host,
      files: { ...files, writeStream: async () => Promise.reject(full) },
    };
    const plan = await at.planAcross({ coordinates: [purl(lib)] });
    at.writesSince();
    const error = await at.applyAcross(plan, { host }).catch((thrown: unknown) => thrown as RegistryError);
    expect(error).toMatchObject({
      code: 'CA-FILE-003',
      message: expect.stringMatching(/lib-1\.0\.jar \(\d+ bytes\): .*ENOSPC/),
      remedy: expect.stringContaining('temporary folder'),
    });
    expect(at.writesSince()).toEqual([]);
    expect(await at.leftOnDisk()).toEqual([]);
  });
});
