// A registry on disk, closed and opened again: everything is as it was, and works without the network.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { PackageReference } from '../../../src/core/model/package.ts';
import type { FormatRules } from '../../../src/core/ports/format-rules.ts';
import { formatRules } from '../../../src/formats/rules.ts';
import { checkDataFolder } from '../../../src/local/registry/check-folder.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { at, bench, DOMAIN, exceptionOf, generic, noNetwork, npm, pypi, streamOf } from './bench.ts';

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));

if (hasSqlite) {
  describe('a registry on disk', () => {
    test('is the same after a restart', async () => {
      const data = folder();
      const first = await bench({ data });
      first.repository('dev');
      first.repository('prod', ['dev']);
      await first.publish('dev', npm('a', 'acme'), '1.0.0', {
        tags: ['latest'],
        metadata: { x: 1 },
        description: { summary: 's' },
      });
      await first.publish('dev', generic('acme', 'f'), '1', { status: 'Unfinished' });
      await first.serve('prod').openAsset(npm('a', 'acme'), '1.0.0', 'package.tgz');
      first.registry.groups.create(DOMAIN, '/npm/acme~', { tags: [{ key: 'k', value: 'v' }] });
      first.registry.policies.put(at('dev'), '{"Statement":[]}');
      const abandoned = await first.serve('dev').receive(streamOf('never published'));
      const state = async (b: typeof first) => ({
        domain: b.registry.domains.describe(DOMAIN),
        repositories: b.registry.repositories.listInDomain(DOMAIN),
        packages: ['dev', 'prod'].map((name) => b.registry.packages.list(at(name))),
        version: b.registry.versions.describe(at('prod'), npm('a', 'acme'), '1.0.0'),
        found: await b.serve('prod').findPackage(npm('a', 'acme')),
        unfinished: b.registry.versions.list(at('dev'), generic('acme', 'f')),
        group: b.registry.groups.associatedGroup(DOMAIN, npm('b', 'acme-web')),
        tags: b.registry.tags.list(b.registry.groups.describe(DOMAIN, '/npm/acme~').arn),
        policy: b.registry.policies.get(at('dev')),
      });
      const before = await state(first);
      await first.close();
      const anHourAgo = Date.now() / 1000 - 3_601;
      const name = abandoned.digests['SHA-256'];
      utimesSync(join(data, 'sha256', name.slice(0, 2), name.slice(2)), anHourAgo, anHourAgo);
      const second = await bench({ data });
      expect(await state(second)).toEqual(before);
      expect(readFileSync(join(data, 'trash', name), 'utf8')).toBe('never published');
      const asset = await second.serve('prod').openAsset(npm('a', 'acme'), '1.0.0', 'package.tgz');
      expect(asset && (await second.read(asset))).toBe('bytes of 1.0.0');
      expect(await exceptionOf(() => second.publish('dev', npm('b'), '1', { assetPolicy: 'closed', files: {} }))).toBe(
        'none',
      );
      const request = {
        ...npm('c'),
        version: '1',
        assets: [{ name: 'package.tgz', blob: abandoned }],
        assetPolicy: 'closed' as const,
      };
      expect(await exceptionOf(() => second.serve('dev').publish(request))).toBe('invalid');
      second.registry.versions.dispose(at('dev'), npm('a', 'acme'), { versions: ['1.0.0'] });
      second.registry.repositories.delete(at('prod'));
      await second.close();
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    });

    test('has what it was told and given by a public source, with the network cut', async () => {
      const data = folder();
      const source = folder();
      const integrity = `sha512-${createHash('sha512').update('one').digest('base64')}`;
      const version = (number: string) => ({
        name: 'pad',
        version: number,
        dist: { tarball: `pad/-/pad-${number}.tgz`, integrity },
      });
      mkdirSync(join(source, 'pad/-'), { recursive: true });
      writeFileSync(
        join(source, 'pad/index.json'),
        JSON.stringify({
          name: 'pad',
          'dist-tags': { latest: '1.1.0' },
          versions: { '1.0.0': version('1.0.0'), '1.1.0': version('1.1.0') },
        }),
      );
      writeFileSync(join(source, 'pad/-/pad-1.0.0.tgz'), 'one');
      const externals = { 'public:npmjs': source };
      const first = await bench({ data, externals });
      first.repository('store');
      first.registry.repositories.associateExternalConnection(at('store'), 'public:npmjs');
      await first.serve('store').openAsset(npm('pad'), '1.0.0', 'package.tgz');
      expect(await first.registry.collectGarbage(0)).toEqual({ removed: 0, bytes: 0 });
      await first.close();
      const second = await bench({ data, externals, offline: true, http: noNetwork });
      second.clock.now += 365 * 24 * 3_600_000;
      const found = await second.serve('store').findPackage(npm('pad'));
      expect(found).toMatchObject({
        tags: { latest: '1.1.0' },
        versions: [{ heldBy: 'store' }, { heldBy: undefined }],
      });
      const asset = await second.serve('store').openAsset(npm('pad'), '1.0.0', 'package.tgz');
      expect(asset && (await second.read(asset))).toBe('one');
      expect(await second.serve('store').openAsset(npm('pad'), '1.1.0', 'package.tgz')).toBeUndefined();
      expect(await second.serve('store').findPackage(npm('unknown'))).toBeUndefined();
      await second.close();
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    });

    test('spellings of one version that an earlier release kept apart are one, in which the first decides', async () => {
      const data = folder();
      const apart = (format: 'nuget' | 'pypi'): FormatRules => {
        const { versionKey: _, ...rules } = formatRules[format];
        return { ...rules, assetNamesOf: 'version' };
      };
      const before = await bench({ data, rules: { ...formatRules, nuget: apart('nuget'), pypi: apart('pypi') } });
      const nuget: PackageReference = { format: 'nuget', name: 'a' };
      before.repository('dev');
      before.repository('app', ['dev']);
      for (const version of ['1.0.0-RC', '1.0.0-rc', '2.0.0-rc'])
        await before.publish('dev', nuget, version, { files: { [`a.${version}.nupkg`]: version } });
      const open = { assetPolicy: 'open' } as const;
      await before.publish('dev', pypi('b'), '1.0', { ...open, files: { 'b-1.0.tar.gz': 'sdist', both: 'first' } });
      await before.publish('dev', pypi('b'), 'v1.0', { ...open, files: { 'b-1.0.zip': 'zip', both: 'second' } });
      expect(before.versions('dev', nuget)).toHaveLength(3);
      await before.close();

      const b = await bench({ data });
      expect(b.versions('dev', nuget)).toEqual(['1.0.0-RC', '2.0.0-rc']);
      expect(b.registry.versions.describe(at('dev'), nuget, '2.0.0-RC').version).toBe('2.0.0-rc');
      const newestFirst = b.registry.versions.list(at('dev'), nuget, { newestFirst: true }).items;
      expect(newestFirst.map(({ version }) => version)).toEqual(['2.0.0-rc', '1.0.0-RC']);
      for (const repository of ['dev', 'app']) {
        const found = await b.serve(repository).findPackage(nuget);
        expect(found?.versions.map(({ version }) => version)).toEqual(['1.0.0-RC', '2.0.0-rc']);
        // The other one's bytes are not to be had by its spelling either.
        expect(await b.serve(repository).openAsset(nuget, '1.0.0-rc', 'a.1.0.0-rc.nupkg')).toBeUndefined();
        const [one, ...more] = (await b.serve(repository).findPackage(pypi('b')))?.versions ?? [];
        expect([one?.version, more]).toEqual(['1.0', []]);
        expect(one?.assets.map(({ name }) => name).sort()).toEqual(['b-1.0.tar.gz', 'b-1.0.zip', 'both']);
        const asset = (name: string) => b.serve(repository).openAsset(pypi('b'), '1.0', name);
        const [zip, both] = [await asset('b-1.0.zip'), await asset('both')];
        expect([zip && (await b.read(zip)), both && (await b.read(both))]).toEqual(['zip', 'first']);
      }
      // What is removed is removed whole.
      b.registry.versions.delete(at('dev'), nuget, { versions: ['1.0.0-rc'] });
      expect(b.versions('dev', nuget)).toEqual(['2.0.0-rc']);
      b.registry.packages.delete(at('dev'), pypi('b'));
      await b.close();
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
      const after = await bench({ data });
      expect(after.versions('dev', nuget)).toEqual(['2.0.0-rc']);
      await after.close();
    });

    test('a reset leaves an empty registry that works', async () => {
      const data = folder();
      const b = await bench({ data });
      b.repository('dev');
      await b.publish('dev', npm('a'), '1.0.0');
      await b.registry.reset();
      expect(b.registry.domains.list(DOMAIN.domainOwner).items).toEqual([]);
      b.registry.domains.create(DOMAIN);
      b.repository('dev');
      expect(await b.serve('dev').findPackage(npm('a'))).toBeUndefined();
      expect(await b.publish('dev', npm('a'), '1.0.0')).toMatchObject({ outcome: 'published' });
      await b.close();
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    });
  });
} else {
  describe('a registry on disk', () => {
    test.skip(`Node ${process.versions.node} has no built-in SQLite (22.13 or newer)`, () => {});
  });
}
