import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PackageReference, Status } from '../../../../src/core/model/package.ts';
import type { CopyRequest } from '../../../../src/local/registry/registry.ts';
import { byLane } from '../../../support/lane.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, npm, pypi } from '../bench.ts';

let b: Bench;
const open = async (switches: Record<string, string> = {}): Promise<void> => {
  b = await bench({ switches });
  b.repository('dev');
  b.repository('prod');
};
beforeEach(() => open());
afterEach(() => b.close());

const copy = (ref: PackageReference, request: Partial<CopyRequest>) =>
  b.registry.versions.copy({
    ...DOMAIN,
    sourceRepository: 'dev',
    destinationRepository: 'prod',
    package: ref,
    ...request,
  });
const SEEDS = byLane(
  [7],
  Array.from({ length: 100 }, (_, index) => index + 1),
);
const status = (repository: string, ref: PackageReference, version: string) =>
  b.registry.versions.describe(at(repository), ref, version).status;

describe('copying', () => {
  test('writes metadata, keeps revision and origin, mirrors the origin controls, takes the tags along', async () => {
    const { revision } = await b.publish('dev', npm('a'), '1.0.0', {
      tags: ['latest', 'old'],
      metadata: { x: 1 },
      description: { summary: 's' },
    });
    await b.publish('dev', npm('a'), '1.1.0', { tags: ['latest'] });
    await b.publish('prod', npm('a'), '0.9.0', { tags: ['old', 'stable'] });
    b.clock.now += 1000;
    expect(await copy(npm('a'), { versions: ['1.0.0'] })).toEqual({
      successful: { '1.0.0': { revision, status: 'Published' } },
      failed: {},
    });
    expect(b.registry.versions.describe(at('prod'), npm('a'), '1.0.0')).toMatchObject({
      revision,
      origin: { type: 'INTERNAL', repository: 'dev' },
      publishedAt: b.clock.now,
      details: { summary: 's' },
    });
    expect((await b.serve('prod').findPackage(npm('a')))?.tags).toEqual({ old: '1.0.0', stable: '0.9.0' });
    expect(b.registry.packages.describe(at('prod'), npm('a')).restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
    const asset = await b.serve('prod').openAsset(npm('a'), '1.0.0', 'package.tgz');
    expect(asset && (await b.read(asset))).toBe('bytes of 1.0.0');
  });

  describe('takes exactly the tags by which the source shows the version', () => {
    const tagsOf = async (repository: string) => (await b.serve(repository).findPackage(npm('a')))?.tags;
    const allow = (repository: string) =>
      b.registry.packages.putOriginConfiguration(at(repository), npm('a'), { publish: 'ALLOW', upstream: 'ALLOW' });

    beforeEach(async () => {
      b.repository('base');
      b.repository('team');
      b.repository('src', ['base', 'team']);
      await b.publish('base', npm('a'), '1.1.0', { tags: ['latest'] });
      await b.publish('team', npm('a'), '2.0.0', { tags: ['latest', 'next'] });
    });

    test.each([['2.0.0'], ['1.1.0'], ['1.1.0', '2.0.0'], ['2.0.0', '1.1.0']].map((all) => [all]))(
      '%j',
      async (versions) => {
        await b.publish('prod', npm('a'), '1.0.0', { tags: ['latest'] });
        const shown = Object.entries((await tagsOf('src')) ?? {});
        expect(shown).toEqual([
          ['latest', '1.1.0'],
          ['next', '2.0.0'],
        ]);
        await copy(npm('a'), { sourceRepository: 'src', versions, includeFromUpstream: true });
        const taken = shown.filter(([, version]) => versions.includes(version));
        expect(await tagsOf('prod')).toEqual({ latest: '1.0.0', ...Object.fromEntries(taken) });
      },
    );

    test('not one of the record of the source itself that an open upstream has on another version', async () => {
      await b.publish('src', npm('a'), '3.0.0', { tags: ['latest', 'own'] });
      allow('src');
      expect(await tagsOf('src')).toEqual({ latest: '1.1.0', next: '2.0.0', own: '3.0.0' });
      await copy(npm('a'), { sourceRepository: 'src', versions: ['3.0.0'] });
      expect(await tagsOf('prod')).toEqual({ own: '3.0.0' });
    });

    test('none of a version that is hidden: at the destination it would take the tag off what can be installed', async () => {
      await b.publish('dev', npm('a'), '3.0.0', { tags: ['latest'] });
      await b.publish('prod', npm('a'), '1.0.0', { tags: ['latest'] });
      b.registry.versions.updateStatus(at('dev'), npm('a'), 'Archived', { versions: ['3.0.0'] });
      await copy(npm('a'), { versions: ['3.0.0'] });
      expect(await tagsOf('prod')).toEqual({ latest: '1.0.0' });
    });
  });

  test('with upstreams: every file that the source shows, whoever downloaded which before', async () => {
    b.repository('app', ['dev']);
    const ref = pypi('late');
    await b.publish('dev', ref, '1.0', { files: { 'late-1.0.tar.gz': 's' }, assetPolicy: 'open' });
    await b.serve('app').openAsset(ref, '1.0', 'late-1.0.tar.gz');
    const held = b.registry.versions.describe(at('app'), ref, '1.0').revision;
    await b.publish('dev', ref, '1.0', { files: { 'late-1.0-py3-none-any.whl': 'w' }, assetPolicy: 'open' });
    const whole = b.registry.versions.describe(at('dev'), ref, '1.0').revision;
    // The guard is of what the source repository itself says of the version.
    const request = { sourceRepository: 'app', includeFromUpstream: true, versionRevisions: { '1.0': held } };
    expect(await copy(ref, request)).toEqual({
      successful: { '1.0': { revision: whole, status: 'Published' } },
      failed: {},
    });
    expect(b.registry.versions.assets(at('prod'), ref, '1.0').items.map(({ name }) => name)).toEqual([
      'late-1.0-py3-none-any.whl',
      'late-1.0.tar.gz',
    ]);
    expect(await copy(ref, { versions: ['1.0'] })).toEqual({ successful: {}, failed: {} });
    // Without upstreams it is what the source holds.
    expect(await copy(ref, { sourceRepository: 'app', versions: ['1.0'] })).toMatchObject({
      failed: { '1.0': { code: 'ALREADY_EXISTS' } },
    });
  });

  test('what is identical is in neither map; what differs is refused or, when asked, replaced', async () => {
    await b.publish('dev', npm('a'), '1.0.0');
    await copy(npm('a'), { versions: ['1.0.0'] });
    expect(await copy(npm('a'), { versions: ['1.0.0'] })).toEqual({ successful: {}, failed: {} });
    await b.publish('dev', npm('a'), '2.0.0', { files: { 'package.tgz': 'new' } });
    await b.publish('prod', npm('a'), '2.0.0', { files: { 'package.tgz': 'old' } });
    expect(await copy(npm('a'), { versions: ['2.0.0'] })).toEqual({
      successful: {},
      failed: { '2.0.0': { code: 'ALREADY_EXISTS', message: 'Version 2.0.0 already exists' } },
    });
    expect(await copy(npm('a'), { versions: ['2.0.0'], allowOverwrite: true })).toMatchObject({
      successful: { '2.0.0': { status: 'Published' } },
    });
    const asset = await b.serve('prod').openAsset(npm('a'), '2.0.0', 'package.tgz');
    expect(asset && (await b.read(asset))).toBe('new');
    expect(b.registry.domains.describe(DOMAIN).assetSizeBytes).toBe('bytes of 1.0.0'.length + 'new'.length);
  });

  test('is all or nothing, with the service’s words', async () => {
    await b.publish('dev', npm('a'), '0.2.0');
    await b.publish('dev', npm('a'), '0.3.2');
    await b.publish('prod', npm('a'), '0.3.2', { files: { 'package.tgz': 'other' } });
    expect(await copy(npm('a'), { versions: ['0.2.0', '0.3.2', '5.6.7'] })).toEqual({
      successful: {},
      failed: {
        '0.2.0': { code: 'SKIPPED', message: 'Version 0.2.0 was skipped' },
        '0.3.2': { code: 'ALREADY_EXISTS', message: 'Version 0.3.2 already exists' },
        '5.6.7': { code: 'NOT_FOUND', message: 'Could not find version 5.6.7' },
      },
    });
    expect(b.versions('prod', npm('a'))).toEqual(['0.3.2']);
  });

  test('pins revisions, and takes exactly one way of naming versions', async () => {
    const { revision } = await b.publish('dev', npm('a'), '1.0.0');
    expect(await copy(npm('a'), { versionRevisions: { '1.0.0': 'x' } })).toMatchObject({
      failed: { '1.0.0': { code: 'MISMATCHED_REVISION' } },
    });
    expect(await copy(npm('a'), { versionRevisions: { '1.0.0': revision } })).toMatchObject({
      successful: { '1.0.0': { revision } },
    });
    expect(await exceptionOf(() => copy(npm('a'), {}))).toBe('ValidationException');
    expect(
      await exceptionOf(() => copy(npm('a'), { versions: ['1.0.0'], versionRevisions: { '1.0.0': revision } })),
    ).toBe('ValidationException');
    expect(await exceptionOf(() => copy(npm('a'), { versions: [] }))).toBe('ValidationException');
    expect(await exceptionOf(() => copy(npm('a'), { versions: Array.from({ length: 101 }, (_, n) => `${n}`) }))).toBe(
      'ValidationException',
    );
    expect(await exceptionOf(() => copy(npm('b'), { versions: ['1.0.0'] }))).toBe('ResourceNotFoundException');
    expect(await exceptionOf(() => copy(npm('a'), { versions: ['1.0.0'], destinationRepository: 'none' }))).toBe(
      'ResourceNotFoundException',
    );
  });

  test('finds upstream versions only when asked, and copies them from where they are', async () => {
    b.repository('team', ['dev']);
    await b.publish('dev', npm('a'), '1.0.0', { tags: ['latest'] });
    const fromTeam = { sourceRepository: 'team', versions: ['1.0.0'] };
    expect(await exceptionOf(() => copy(npm('a'), fromTeam))).toBe('ResourceNotFoundException');
    expect(await copy(npm('a'), { ...fromTeam, includeFromUpstream: true })).toMatchObject({
      successful: { '1.0.0': {} },
    });
    expect((await b.serve('prod').findPackage(npm('a')))?.tags).toEqual({ latest: '1.0.0' });
    expect(await exceptionOf(() => b.registry.packages.describe(at('team'), npm('a')))).toBe(
      'ResourceNotFoundException',
    );
    expect(await copy(npm('nobody'), { ...fromTeam, includeFromUpstream: true })).toMatchObject({
      failed: { '1.0.0': { code: 'NOT_FOUND' } },
    });
  });

  test('is no publish: publish=BLOCK at the destination does not stop it, unless the switch says so', async () => {
    await b.publish('dev', npm('a'), '1.0.0');
    const block = () =>
      b.registry.packages.putOriginConfiguration(at('prod'), npm('a'), { publish: 'BLOCK', upstream: 'ALLOW' });
    block();
    expect(await copy(npm('a'), { versions: ['1.0.0'] })).toMatchObject({ successful: { '1.0.0': {} } });
    await b.close();
    await open({ 'copy-origin-controls': 'publish' });
    await b.publish('dev', npm('a'), '1.0.0');
    block();
    expect(await copy(npm('a'), { versions: ['1.0.0'] })).toMatchObject({
      failed: { '1.0.0': { code: 'NOT_ALLOWED' } },
    });
  });

  test('keeps the status, or publishes where the switch says so; Disposed has nothing to copy', async () => {
    for (const [choice, expected] of [
      ['keep', 'Unlisted'],
      ['published', 'Published'],
    ] as const) {
      await b.close();
      await open({ 'copy-status': choice });
      await b.publish('dev', npm('a'), '1.0.0');
      b.registry.versions.updateStatus(at('dev'), npm('a'), 'Unlisted', { versions: ['1.0.0'] });
      await copy(npm('a'), { versions: ['1.0.0'] });
      expect(status('prod', npm('a'), '1.0.0')).toBe(expected);
    }
    await b.publish('dev', npm('a'), '2.0.0');
    b.registry.versions.dispose(at('dev'), npm('a'), { versions: ['2.0.0'] });
    expect(await copy(npm('a'), { versions: ['2.0.0'] })).toMatchObject({
      failed: { '2.0.0': { code: 'NOT_ALLOWED' } },
    });
  });

  test.each(SEEDS)('any sequence of copies leaves the destination as a plain model says (seed %i)', async (seed) => {
    const random = seeded(seed);
    const model = new Map<string, string>();
    const source = new Map<string, string>();
    for (let step = 0; step < 300; step++) {
      const version = `${random(6)}.0.0`;
      const content = `content ${random(3)}`;
      const action = random(4);
      if (action === 0) {
        const known = source.get(version);
        const outcome = await b.publish('dev', npm('a'), version, { files: { 'package.tgz': content } }).then(
          (receipt) => receipt.outcome,
          (error) => error.kind,
        );
        expect(outcome).toBe(known === undefined ? 'published' : known === content ? 'unchanged' : 'conflict');
        if (known === undefined) source.set(version, content);
      } else if (action === 1 && source.has(version)) {
        b.registry.versions.delete(at('dev'), npm('a'), { versions: [version] });
        source.delete(version);
      } else if (source.size > 0) {
        const wanted = [...new Set([version, `${random(6)}.0.0`, `${random(6)}.0.0`])];
        const allowOverwrite = random(2) === 0;
        const { successful, failed } = await copy(npm('a'), { versions: wanted, allowOverwrite });
        const codes = wanted.map((one) => {
          if (!source.has(one)) return 'NOT_FOUND';
          if (!model.has(one) || model.get(one) === source.get(one)) return undefined;
          return allowOverwrite ? undefined : 'ALREADY_EXISTS';
        });
        const isRefused = codes.some((code) => code !== undefined);
        for (const [index, one] of wanted.entries()) {
          expect(failed[one]?.code).toBe(isRefused ? (codes[index] ?? 'SKIPPED') : undefined);
          const isWritten = !isRefused && model.get(one) !== source.get(one);
          expect(one in successful).toBe(isWritten);
          if (isWritten) model.set(one, source.get(one) as string);
        }
      }
      const held = b.registry.packages.list(at('prod')).items.length > 0 ? b.versions('prod', npm('a')) : [];
      expect(new Set(held)).toEqual(new Set(model.keys()));
    }
    for (const [version, content] of model) {
      const asset = await b.serve('prod').openAsset(npm('a'), version, 'package.tgz');
      expect(asset && (await b.read(asset))).toBe(content);
    }
    const contents = new Set([...model.values(), ...source.values()]);
    expect(b.registry.domains.describe(DOMAIN).assetSizeBytes).toBe([...contents].join('').length);
  });
});

describe('status', () => {
  const change = (target: Status, guards: Parameters<typeof b.registry.versions.updateStatus>[3]) =>
    b.registry.versions.updateStatus(at('dev'), npm('a'), target, guards);

  test('only the documented transitions are allowed', async () => {
    const allowed: Partial<Record<Status, Status[]>> = {
      Published: ['Published', 'Unlisted', 'Archived'],
      Unlisted: ['Published', 'Unlisted', 'Archived'],
      Archived: ['Published', 'Unlisted', 'Archived'],
      Unfinished: ['Published', 'Unlisted'],
      Disposed: [],
    };
    for (const from of ['Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'] as const) {
      for (const to of ['Published', 'Unlisted', 'Archived'] as const) {
        const version = `${from}-${to}`;
        await b.publish('dev', npm('a'), version, { status: from === 'Unfinished' ? 'Unfinished' : 'Published' });
        if (from === 'Unlisted' || from === 'Archived') change(from, { versions: [version] });
        if (from === 'Disposed') b.registry.versions.dispose(at('dev'), npm('a'), { versions: [version] });
        const before = b.registry.versions.describe(at('dev'), npm('a'), version);
        const { successful, failed } = change(to, { versions: [version] });
        if (allowed[from]?.includes(to)) expect(successful[version]).toEqual({ revision: before.revision, status: to });
        else expect(failed[version]?.code).toBe('NOT_ALLOWED');
        expect(status('dev', npm('a'), version)).toBe(allowed[from]?.includes(to) ? to : from);
      }
    }
    for (const target of ['Unfinished', 'Disposed', 'Deleted'] as const) {
      expect(await exceptionOf(() => change(target, { versions: ['Published-Published'] }))).toBe(
        'ValidationException',
      );
    }
  });

  test('decides what package managers see and may download', async () => {
    for (const version of ['1.0.0', '2.0.0', '3.0.0', '4.0.0'])
      await b.publish('dev', npm('a'), version, { tags: ['latest'] });
    change('Unlisted', { versions: ['2.0.0'] });
    change('Archived', { versions: ['3.0.0'] });
    b.registry.versions.dispose(at('dev'), npm('a'), { versions: ['4.0.0'] });
    const served = b.serve('dev');
    expect(
      (await served.findPackage(npm('a')))?.versions.map(({ version, status: shown }) => [version, shown]),
    ).toEqual([
      ['1.0.0', 'Published'],
      ['2.0.0', 'Unlisted'],
    ]);
    expect((await served.findPackage(npm('a')))?.tags).toEqual({});
    const downloads = await Promise.all(
      ['1.0.0', '2.0.0', '3.0.0', '4.0.0'].map((version) => served.openAsset(npm('a'), version, 'package.tgz')),
    );
    expect(downloads.map((asset) => asset !== undefined)).toEqual([true, true, false, false]);
    const read = (version: string) =>
      exceptionOf(() => b.registry.versions.asset(at('dev'), npm('a'), version, 'package.tgz'));
    expect(await Promise.all(['1.0.0', '2.0.0', '3.0.0', '4.0.0'].map(read))).toEqual([
      'none',
      'none',
      'ResourceNotFoundException',
      'ResourceNotFoundException',
    ]);
    expect(b.registry.versions.list(at('dev'), npm('a')).items).toHaveLength(4);
    expect(
      b.registry.versions.list(at('dev'), npm('a'), { status: 'Archived' }).items.map(({ version }) => version),
    ).toEqual(['3.0.0']);
  });

  test('guards by status and revision, and skips the rest', async () => {
    const { revision } = await b.publish('dev', npm('a'), '3.0.0');
    await b.publish('dev', npm('a'), '4.0.0');
    change('Unlisted', { versions: ['4.0.0'] });
    expect(change('Archived', { versions: ['3.0.0', '4.0.0'], expectedStatus: 'Unlisted' })).toEqual({
      successful: {},
      failed: {
        '3.0.0': { code: 'MISMATCHED_STATUS', message: 'current status: Published, expected status: Unlisted' },
        '4.0.0': { code: 'SKIPPED', message: 'version 4.0.0 is skipped' },
      },
    });
    expect(change('Archived', { versions: ['3.0.0'], versionRevisions: { '3.0.0': 'X' } })).toMatchObject({
      failed: {
        '3.0.0': { code: 'MISMATCHED_REVISION', message: `current revision: ${revision}, expected revision: X` },
      },
    });
    expect(
      await exceptionOf(() => change('Archived', { versions: ['3.0.0'], versionRevisions: { '4.0.0': 'X' } })),
    ).toBe('ValidationException');
    expect(change('Archived', { versions: ['3.0.0'], versionRevisions: { '3.0.0': revision } })).toMatchObject({
      successful: { '3.0.0': { status: 'Archived' } },
    });
  });

  test('disposing erases bytes but for other holders; deleting forgets the version and its tags', async () => {
    await b.publish('dev', npm('a'), '1.0.0', { tags: ['latest'] });
    await copy(npm('a'), { versions: ['1.0.0'] });
    b.registry.versions.dispose(at('dev'), npm('a'), { versions: ['1.0.0'] });
    expect(await b.registry.collectGarbage(0)).toEqual({ removed: 0, bytes: 0 });
    expect(await b.serve('prod').openAsset(npm('a'), '1.0.0', 'package.tgz')).toBeDefined();
    expect(b.registry.versions.dispose(at('prod'), npm('a'), { versions: ['1.0.0'] })).toMatchObject({
      successful: { '1.0.0': { status: 'Disposed' } },
    });
    expect(await b.registry.collectGarbage(0)).toEqual({ removed: 1, bytes: 14 });
    expect(
      b.registry.versions.delete(at('dev'), npm('a'), { versions: ['1.0.0'], expectedStatus: 'Published' }),
    ).toMatchObject({ failed: { '1.0.0': { code: 'MISMATCHED_STATUS' } } });
    expect(b.registry.versions.delete(at('dev'), npm('a'), { versions: ['1.0.0'] })).toMatchObject({
      successful: { '1.0.0': { status: 'Deleted' } },
    });
    expect(b.registry.packages.describe(at('dev'), npm('a')).restrictions.publish).toBe('ALLOW');
    await b.publish('dev', npm('a'), '1.1.0');
    expect(b.registry.versions.list(at('dev'), npm('a')).defaultDisplayVersion).toBe('1.1.0');
  });

  test('name a version to display that can be had', async () => {
    const ref = npm('shown');
    const display = () => b.registry.versions.list(at('dev'), ref).defaultDisplayVersion;
    await b.publish('dev', ref, '1.0.0', { tags: ['latest'] });
    b.clock.now += 1;
    await b.publish('dev', ref, '2.0.0', { tags: ['next'] });
    expect(display()).toBe('1.0.0');
    const change = (to: 'Unlisted' | 'Archived' | 'Published') =>
      b.registry.versions.updateStatus(at('dev'), ref, to, { versions: ['1.0.0'] });
    // The version that `latest` references.
    change('Unlisted');
    expect(display()).toBe('1.0.0');
    change('Archived');
    expect(display()).toBe('2.0.0');
    change('Published');
    expect(display()).toBe('1.0.0');
    b.registry.versions.dispose(at('dev'), ref, { versions: ['1.0.0'] });
    expect(display()).toBe('2.0.0');
    b.registry.versions.delete(at('dev'), ref, { versions: ['1.0.0'] });
    expect(display()).toBe('2.0.0');
    b.registry.versions.updateStatus(at('dev'), ref, 'Archived', { versions: ['2.0.0'] });
    expect(display()).toBeUndefined();
  });
});

describe('lists', () => {
  test('page through versions in name order or newest first without losing or doubling any', async () => {
    for (let n = 0; n < 23; n++) {
      b.clock.now += n % 3;
      await b.publish('dev', npm('a'), `1.0.${n}`);
    }
    for (const newestFirst of [false, true]) {
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = b.registry.versions.list(at('dev'), npm('a'), { newestFirst }, { maxResults: 5, nextToken });
        seen.push(...page.items.map(({ version }) => version));
        nextToken = page.nextToken;
      } while (nextToken);
      expect(seen).toHaveLength(23);
      expect(seen).toEqual(newestFirst ? Array.from({ length: 23 }, (_, n) => `1.0.${22 - n}`) : [...seen].sort());
    }
  });

  test('go on where the last one that was shown has been deleted', async () => {
    for (const newestFirst of [false, true]) {
      const ref = npm(`deleted-${newestFirst}`);
      for (let n = 0; n < 9; n++) {
        b.clock.now += n % 3;
        await b.publish('dev', ref, `1.0.${n}`);
      }
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = b.registry.versions.list(at('dev'), ref, { newestFirst }, { maxResults: 2, nextToken });
        const versions = page.items.map(({ version }) => version);
        seen.push(...versions);
        nextToken = page.nextToken;
        b.registry.versions.delete(at('dev'), ref, { versions });
        // What comes to stand before that place is not shown, and moves nothing.
        await b.publish('dev', ref, `0.0.${seen.length}`);
      } while (nextToken);
      const published = Array.from({ length: 9 }, (_, n) => `1.0.${newestFirst ? 8 - n : n}`);
      expect(seen).toEqual(published);
    }
  });

  test('filter packages', async () => {
    for (const ref of [npm('ui', 'acme'), npm('ui', 'acme-web'), npm('ui'), npm('util', 'acme')])
      await b.publish('dev', ref, '1.0.0');
    b.registry.packages.putOriginConfiguration(at('dev'), npm('util', 'acme'), { publish: 'BLOCK', upstream: 'BLOCK' });
    const names = (filter: Parameters<typeof b.registry.packages.list>[1]) =>
      b.registry.packages.list(at('dev'), filter).items.map(({ namespace = '', name }) => `${namespace}/${name}`);
    expect(names({})).toEqual(['/ui', 'acme-web/ui', 'acme/ui', 'acme/util']);
    expect(names({ format: 'npm', namespace: 'acme' })).toEqual(['acme-web/ui', 'acme/ui', 'acme/util']);
    expect(names({ prefix: 'ut' })).toEqual(['acme/util']);
    expect(names({ publish: 'BLOCK' })).toEqual(['acme/util']);
    expect(names({ format: 'pypi' })).toEqual([]);
    expect(await exceptionOf(() => names({ namespace: 'acme' }))).toBe('ValidationException');
  });
});

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
