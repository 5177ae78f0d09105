// What the server does where the documentation does not say: each value of each switch, by what it changes.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { PackageReference, Status } from '../../../src/core/model/package.ts';
import { servers } from '../../../src/formats/servers.ts';
import type { CopyRequest } from '../../../src/local/registry/registry.ts';
import { switchesOf } from '../../../src/local/registry/switches.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, maven, npm, pypi } from './bench.ts';

const folder = temporaryFolders();
/** A folder in the place of the public registry of npm. */
let source: string;
let b: Bench;
afterEach(() => b.close());

const covered = new Set<string>();

/** The cases of a switch: what is seen with each of its values. */
function cases<T>(name: string, values: Readonly<Record<string, T>>, see: () => Promise<T> | T): void {
  for (const [value, expected] of Object.entries(values)) {
    covered.add(`${name}=${value}`);
    test(`${name}=${value}`, async () => {
      source = folder();
      b = await bench({ switches: { [name]: value }, externals: { 'public:npmjs': `${source}/` } });
      expect(await see()).toEqual(expected);
    });
  }
}

/** Releases versions of an npm package in the public registry, and connects a repository `store` to it. */
function release(name: string, ...versions: string[]): void {
  const entries = versions.map((version) => {
    const bytes = `public ${version}`;
    mkdirSync(join(source, 'tarballs'), { recursive: true });
    writeFileSync(join(source, 'tarballs', `${name}-${version}.tgz`), bytes);
    const shasum = createHash('sha1').update(bytes).digest('hex');
    return [version, { name, version, dist: { tarball: `./tarballs/${name}-${version}.tgz`, shasum } }];
  });
  const document = { name, 'dist-tags': { latest: versions.at(-1) }, versions: Object.fromEntries(entries) };
  writeFileSync(join(source, name), JSON.stringify(document));
  if (b.registry.repositories.listInDomain(DOMAIN).items.some(({ repository }) => repository === 'store')) return;
  b.repository('store');
  b.registry.repositories.associateExternalConnection(at('store'), 'public:npmjs');
}

const tagsOf = async (repository: string, ref: PackageReference) => (await b.serve(repository).findPackage(ref))?.tags;
const open = async (repository: string, ref: PackageReference, version: string, asset = 'package.tgz') => {
  const found = await b.serve(repository).openAsset(ref, version, asset);
  return found && b.read(found);
};
const status = (repository: string, ref: PackageReference, version: string, to: Status) =>
  b.registry.versions.updateStatus(at(repository), ref, to, { versions: [version] });
const allow = (repository: string, ref: PackageReference) =>
  b.registry.packages.putOriginConfiguration(at(repository), ref, { publish: 'ALLOW', upstream: 'ALLOW' });
const block = (repository: string, ref: PackageReference) =>
  b.registry.packages.putOriginConfiguration(at(repository), ref, { publish: 'BLOCK', upstream: 'ALLOW' });
const copy = (from: string, to: string, ref: PackageReference, request: Partial<CopyRequest>) =>
  b.registry.versions.copy({ ...DOMAIN, sourceRepository: from, destinationRepository: to, package: ref, ...request });
const codes = async (result: ReturnType<typeof copy>) =>
  Object.fromEntries(Object.entries((await result).failed).map(([version, { code }]) => [version, code]));

describe('publishing', () => {
  cases('assets-of-retained-version', { accept: 'none', conflict: 'ConflictException' }, async () => {
    b.repository('base');
    b.repository('app', ['base']);
    const wheel = { files: { 'a-1-py3-none-any.whl': 'wheel' }, assetPolicy: 'open' } as const;
    await b.publish('base', pypi('a'), '1', wheel);
    await open('app', pypi('a'), '1', 'a-1-py3-none-any.whl');
    const more = () => b.publish('app', pypi('a'), '1', { files: { 'a-1.tar.gz': 'source' }, assetPolicy: 'open' });
    return exceptionOf(more).then((name) => (name === 'conflict' ? 'ConflictException' : name));
  });

  cases('hidden-upstream-version', { publish: ['none', 'none'], conflict: ['conflict', 'conflict'] }, async () => {
    b.repository('base');
    b.repository('app', ['base']);
    for (const version of ['1', '2']) await b.publish('base', npm('a'), version);
    status('base', npm('a'), '1', 'Archived');
    b.registry.versions.dispose(at('base'), npm('a'), { versions: ['2'] });
    return [
      await exceptionOf(() => b.publish('app', npm('a'), '1', { files: { 'package.tgz': 'other' } })),
      await exceptionOf(() => b.publish('app', npm('a'), '2', { files: { 'package.tgz': 'other' } })),
    ];
  });

  test('what an upstream lists or keeps Unlisted is reachable, whatever the switch says', async () => {
    b = await bench({ switches: { 'hidden-upstream-version': 'publish' } });
    b.repository('base');
    b.repository('app', ['base']);
    await b.publish('base', npm('a'), '1');
    const publish = () => exceptionOf(() => b.publish('app', npm('a'), '1', { files: { 'package.tgz': 'other' } }));
    expect(await publish()).toBe('conflict');
    status('base', npm('a'), '1', 'Unlisted');
    expect(await publish()).toBe('conflict');
  });

  cases(
    'blocked-identical-publish',
    { refused: ['forbidden', 'forbidden'], unchanged: ['unchanged', 'forbidden'] },
    async () => {
      b.repository('app');
      await b.publish('app', npm('a'), '1');
      block('app', npm('a'));
      const again = await b.publish('app', npm('a'), '1').then(
        ({ outcome }) => outcome as string,
        (error) => error.kind,
      );
      return [again, await exceptionOf(() => b.publish('app', npm('a'), '1', { files: { 'package.tgz': 'other' } }))];
    },
  );

  cases('unfinished-hides-upstream', { no: ['Published', 'jar'], yes: ['Unfinished', undefined] }, async () => {
    b.repository('base');
    b.repository('app', ['base']);
    const ref = maven('com.acme', 'a');
    await b.publish('app', ref, '1', { files: { 'a-1.pom': 'pom' }, status: 'Unfinished', assetPolicy: 'open' });
    await b.publish('base', ref, '1', { files: { 'a-1.jar': 'jar' }, assetPolicy: 'open' });
    allow('app', ref);
    const found = await b.serve('app').findPackage(ref);
    return [found?.versions[0]?.status, await open('app', ref, '1', 'a-1.jar')];
  });

  test('a version that a finished one of an upstream hides can still be finished', async () => {
    b = await bench();
    b.repository('base');
    b.repository('app', ['base']);
    const ref = maven('com.acme', 'a');
    await b.publish('app', ref, '1', { files: { 'a-1.pom': 'pom' }, status: 'Unfinished', assetPolicy: 'open' });
    await b.publish('base', ref, '1', { files: { 'a-1.jar': 'jar' }, assetPolicy: 'open' });
    allow('app', ref);
    expect((await b.serve('app').findPackage(ref))?.unfinished).toMatchObject([{ version: '1', heldBy: 'app' }]);
  });
});

describe('tags', () => {
  cases('tag-of-version-hidden-upstream', { kept: { latest: '1' }, dropped: {} }, async () => {
    b.repository('base');
    b.repository('app', ['base']);
    await b.publish('base', npm('a'), '1', { tags: ['latest'] });
    await open('app', npm('a'), '1');
    status('base', npm('a'), '1', 'Archived');
    return tagsOf('app', npm('a'));
  });

  cases('copied-tags', { shown: { latest: '1' }, own: {} }, async () => {
    b.repository('base');
    b.repository('app', ['base']);
    b.repository('prod');
    await b.publish('base', npm('a'), '1', { tags: ['latest'] });
    await open('app', npm('a'), '1');
    await copy('app', 'prod', npm('a'), { versions: ['1'] });
    return tagsOf('prod', npm('a'));
  });

  cases('identical-copy-tags', { skipped: { latest: '1' }, copied: { latest: '1', stable: '1' } }, async () => {
    b.repository('dev');
    b.repository('prod');
    await b.publish('dev', npm('a'), '1', { tags: ['latest'] });
    await copy('dev', 'prod', npm('a'), { versions: ['1'] });
    await b.serve('dev').tag(npm('a'), { stable: '1' });
    await copy('dev', 'prod', npm('a'), { versions: ['1'] });
    return tagsOf('prod', npm('a'));
  });
});

describe('copies', () => {
  cases('copy-of-disposed', { 'not-allowed': { 1: 'NOT_ALLOWED' }, 'not-found': { 1: 'NOT_FOUND' } }, async () => {
    b.repository('dev');
    b.repository('prod');
    await b.publish('dev', npm('a'), '1');
    b.registry.versions.dispose(at('dev'), npm('a'), { versions: ['1'] });
    return codes(copy('dev', 'prod', npm('a'), { versions: ['1'] }));
  });

  cases(
    'overwrite-of-disposed',
    { 'not-allowed': [{ 1: 'NOT_ALLOWED' }, undefined], overwritten: [{}, 'new'] },
    async () => {
      b.repository('dev');
      b.repository('prod');
      await b.publish('dev', npm('a'), '1', { files: { 'package.tgz': 'new' } });
      await b.publish('prod', npm('a'), '1', { files: { 'package.tgz': 'old' } });
      b.registry.versions.dispose(at('prod'), npm('a'), { versions: ['1'] });
      const failed = await codes(copy('dev', 'prod', npm('a'), { versions: ['1'], allowOverwrite: true }));
      return [failed, await open('prod', npm('a'), '1')];
    },
  );
});

describe('statuses and time', () => {
  cases('status-change-time', { kept: ['2', '1'], updated: ['1', '2'] }, async () => {
    b.repository('app');
    for (const version of ['1', '2']) {
      b.clock.now += 1000;
      await b.publish('app', npm('a'), version);
    }
    b.clock.now += 1000;
    status('app', npm('a'), '1', 'Unlisted');
    status('app', npm('a'), '1', 'Published');
    return b.registry.versions.list(at('app'), npm('a'), { newestFirst: true }).items.map(({ version }) => version);
  });

  cases('guard-reported-first', { status: 'MISMATCHED_STATUS', revision: 'MISMATCHED_REVISION' }, async () => {
    b.repository('app');
    await b.publish('app', npm('a'), '1');
    const guards = { versions: ['1'], versionRevisions: { 1: 'other' }, expectedStatus: 'Archived' } as const;
    return b.registry.versions.updateStatus(at('app'), npm('a'), 'Unlisted', guards).failed['1']?.code;
  });
});

describe('package groups', () => {
  const restrict = (pattern: string) => {
    b.registry.groups.create(DOMAIN, pattern);
    b.registry.groups.updateOriginConfiguration(DOMAIN, pattern, {
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      add: [{ type: 'PUBLISH', repository: 'app' }],
    });
  };

  cases('deleted-repository-in-groups', { removed: [[], 'forbidden'], kept: [['app'], 'none'] }, async () => {
    b.repository('app');
    restrict('/npm//a$');
    b.registry.repositories.delete(at('app'));
    const left = b.registry.groups.listAllowedRepositories(DOMAIN, '/npm//a$', 'PUBLISH').items;
    b.repository('app');
    return [left, await exceptionOf(() => b.publish('app', npm('a'), '1'))];
  });

  const both = [{ type: 'PUBLISH', repository: 'other' }] as const;
  cases(
    'group-add-and-remove',
    { removed: ['app'], added: ['app', 'other'], refused: 'ValidationException' },
    async () => {
      b.repository('app');
      b.repository('other');
      restrict('/npm//a$');
      const change = () =>
        b.registry.groups.updateOriginConfiguration(DOMAIN, '/npm//a$', { restrictions: {}, add: both, remove: both });
      const refused = await exceptionOf(change);
      return refused === 'none'
        ? [...b.registry.groups.listAllowedRepositories(DOMAIN, '/npm//a$', 'PUBLISH').items]
        : refused;
    },
  );

  cases('weak-match-tie', { first: ['/npm//c.d$', '/npm//c-d$'], last: ['/npm//c-d$', '/npm//c.d$'] }, async () => {
    for (const pattern of ['/npm//c-d$', '/npm//c.d$']) b.registry.groups.create(DOMAIN, pattern);
    const named = b.registry.groups.associatedGroup(DOMAIN, npm('c_d')).group.pattern;
    return [named, ['/npm//c-d$', '/npm//c.d$'].find((pattern) => pattern !== named)];
  });
});

describe('origin controls', () => {
  const restrictions = (repository: string) => b.registry.packages.describe(at(repository), npm('a')).restrictions;
  const [mirrored, open2, ingested] = [
    { publish: 'ALLOW', upstream: 'BLOCK' },
    { publish: 'ALLOW', upstream: 'ALLOW' },
    { publish: 'BLOCK', upstream: 'ALLOW' },
  ];

  cases('copy-origin-record', { mirror: mirrored, allow: open2 }, async () => {
    b.repository('dev');
    b.repository('prod');
    await b.publish('dev', npm('a'), '1');
    await copy('dev', 'prod', npm('a'), { versions: ['1'] });
    return restrictions('prod');
  });

  cases('retained-origin-record', { allow: open2, mirror: mirrored, 'block-publish': ingested }, async () => {
    b.repository('base');
    b.repository('app', ['base']);
    await b.publish('base', npm('a'), '1');
    await open('app', npm('a'), '1');
    return restrictions('app');
  });

  cases('copy-origin-controls', { ignored: {}, publish: { 2: 'NOT_ALLOWED' } }, async () => {
    b.repository('dev');
    b.repository('prod');
    for (const version of ['1', '2']) await b.publish('dev', npm('a'), version);
    await copy('dev', 'prod', npm('a'), { versions: ['1'] });
    block('prod', npm('a'));
    return codes(copy('dev', 'prod', npm('a'), { versions: ['2'] }));
  });

  cases('blocked-publish-status', { 403: 'forbidden', 409: 'conflict' }, async () => {
    b.repository('app');
    block('app', npm('a'));
    return exceptionOf(() => b.publish('app', npm('a'), '1'));
  });

  cases('weak-match-look-alikes', { on: ['WEAK', '/npm//acme~'], off: ['STRONG', '/*'] }, () => {
    b.registry.groups.create(DOMAIN, '/npm//acme~');
    // The first letter is Cyrillic.
    const { association, group } = b.registry.groups.associatedGroup(DOMAIN, npm('\u0430cme'));
    return [association, group.pattern];
  });
});

describe('calls', () => {
  cases('copy-status', { keep: 'Unlisted', published: 'Published' }, async () => {
    b.repository('dev');
    b.repository('prod');
    await b.publish('dev', npm('a'), '1');
    status('dev', npm('a'), '1', 'Unlisted');
    await copy('dev', 'prod', npm('a'), { versions: ['1'] });
    return b.registry.versions.describe(at('prod'), npm('a'), '1').status;
  });

  cases('delete-atomicity', { 'all-or-nothing': ['1'], each: [] }, async () => {
    b.repository('app');
    await b.publish('app', npm('a'), '1');
    b.registry.versions.delete(at('app'), npm('a'), { versions: ['1', '2'] });
    return b.versions('app', npm('a'));
  });

  cases('same-status', { success: undefined, 'not-allowed': 'NOT_ALLOWED' }, async () => {
    b.repository('app');
    await b.publish('app', npm('a'), '1');
    return status('app', npm('a'), '1', 'Published').failed['1']?.code;
  });

  cases(
    'asset-revision-mismatch',
    { conflict: 'ConflictException', 'not-found': 'ResourceNotFoundException' },
    async () => {
      b.repository('app');
      await b.publish('app', npm('a'), '1');
      return exceptionOf(() => b.registry.versions.asset(at('app'), npm('a'), '1', 'package.tgz', 'another'));
    },
  );
});

describe('public sources', () => {
  cases('publish-public-check', { on: 'conflict', off: 'none' }, async () => {
    release('a', '1.0.0');
    return exceptionOf(() => b.publish('store', npm('a'), '1.0.0'));
  });

  cases('external-unreachable', { unavailable: 'unavailable', 'not-found': 'none' }, async () => {
    release('a', '1.0.0');
    rmSync(source, { recursive: true });
    return exceptionOf(() => b.serve('store').findPackage(npm('other')));
  });

  cases('upstream-tag-removal', { refused: 'conflict', accepted: 'none' }, async () => {
    release('a', '1.0.0');
    b.repository('app', ['store']);
    await open('app', npm('a'), '1.0.0');
    const removal = await exceptionOf(() => b.serve('app').tag(npm('a'), { latest: null }));
    expect(await tagsOf('app', npm('a'))).toEqual({ latest: '1.0.0' });
    if (removal !== 'none')
      await expect(b.serve('app').tag(npm('a'), { latest: null })).rejects.toThrow(
        'comes from public:npmjs, the external connection of store',
      );
    return removal;
  });

  cases('external-cache', { on: ['1.0.0'], off: ['1.0.0', '1.1.0'] }, async () => {
    release('a', '1.0.0');
    await b.serve('store').findPackage(npm('a'));
    release('a', '1.0.0', '1.1.0');
    return (await b.serve('store').findPackage(npm('a')))?.versions.map(({ version }) => version);
  });

  test('what was remembered of a public source goes by the switches in force', async () => {
    source = folder();
    b = await bench({ externals: { 'public:npmjs': `${source}/` } });
    const seen = async () => (await b.serve('store').findPackage(npm('a')))?.versions.map(({ version }) => version);
    release('a', '1.0.0');
    await seen();
    release('a', '1.0.0', '1.1.0');
    expect(await seen()).toEqual(['1.0.0']);
    b.registry.changeSwitches({ 'external-cache': 'off' });
    expect(await seen()).toEqual(['1.0.0', '1.1.0']);
  });

  cases<string | string[]>(
    'refused-copy-ingestion',
    { kept: ['1.0.0'], undone: 'ResourceNotFoundException' },
    async () => {
      release('a', '1.0.0');
      b.repository('prod');
      const request = { versions: ['1.0.0', '9.9.9'], includeFromUpstream: true };
      const failed = await codes(copy('store', 'prod', npm('a'), request));
      expect(failed).toEqual({ '1.0.0': 'SKIPPED', '9.9.9': 'NOT_FOUND' });
      const problem = await exceptionOf(() => b.versions('store', npm('a')));
      return problem === 'none' ? b.versions('store', npm('a')) : problem;
    },
  );

  test('a copy carries the tags that a public source gives', async () => {
    source = folder();
    b = await bench({ externals: { 'public:npmjs': `${source}/` } });
    release('a', '1.0.0', '1.1.0');
    b.repository('app', ['store']);
    b.repository('prod');
    await open('app', npm('a'), '1.1.0');
    await copy('app', 'prod', npm('a'), { versions: ['1.1.0'] });
    expect(await tagsOf('prod', npm('a'))).toEqual({ latest: '1.1.0' });
  });
});

/** Switches whose values are tested where what they need is at hand. */
const ELSEWHERE = [
  'asset-downloads',
  'asset-import',
  'second-external-connection',
  'upstreams-with-external-connection',
  ...Object.values(servers).flatMap((server) => server?.switches?.map(({ name }) => name) ?? []),
];

test('every switch has a test for each of its values', () => {
  const wanted = switchesOf(servers)
    .filter(({ name }) => !ELSEWHERE.includes(name))
    .flatMap(({ name, values }) => values.map((value) => `${name}=${value}`));
  expect([...covered].sort()).toEqual(wanted.sort());
});
