// Rows of a data folder that are gone or are not what was written, one of each kind: whatever hangs on them is still
// served, and what was set in them is named as lost.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { checkDataFolder } from '../../../src/local/registry/check-folder.ts';
import { databaseState, NO_ROWS, rowSum, stateRow, withRow } from '../../../src/local/store/metadata-file.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { at, type Bench, bench, DOMAIN, generic, npm } from './bench.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const describeOnDisk = hasSqlite ? describe : describe.skip;

const BARE = { domain: 'bare-org', domainOwner: DOMAIN.domainOwner };
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** One row of each kind at the least, and for each kind one with nothing beside it that shows it. */
async function filled(): Promise<string> {
  const data = folder();
  const b = await bench({ data });
  const { repositories, domains, groups, policies, packages, versions } = b.registry;
  const owned = { administratorAccount: DOMAIN.domainOwner };
  repositories.create(at('store'), { ...owned, description: 'of the world' });
  repositories.associateExternalConnection(at('store'), 'public:npmjs');
  repositories.create(at('dev'), { ...owned, description: 'ours', upstreams: ['store'] });
  repositories.create(at('tagged'), { ...owned, tags: [{ key: 'team', value: 'a' }] });
  for (const version of ['1.0.0', '1.1.0']) await b.publish('dev', npm('a', 'acme'), version, { tags: ['latest'] });
  await b.publish('dev', generic('acme', 'tool'), '1', { description: { summary: 'a tool' } });
  packages.putOriginConfiguration(at('dev'), npm('reserved'), { publish: 'BLOCK', upstream: 'BLOCK' });
  versions.updateStatus(at('dev'), npm('a', 'acme'), 'Unlisted', { versions: ['1.1.0'] });
  groups.create(DOMAIN, '/npm/acme/*', { description: 'ours', tags: [{ key: 'team', value: 'a' }] });
  groups.create(DOMAIN, '/npm/other/*');
  policies.put(DOMAIN, POLICY, undefined);
  policies.put(at('dev'), POLICY, undefined);
  domains.create(BARE, { tags: [{ key: 'team', value: 'a' }] });
  await b.close();
  return data;
}

function copyOf(data: string): string {
  const copy = folder();
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

function direct<T>(data: string, work: (database: InstanceType<typeof import('node:sqlite').DatabaseSync>) => T): T {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(join(data, 'metadata.sqlite'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const keysOf = (data: string) =>
  direct(data, (database) =>
    database
      .prepare('SELECT key FROM entry')
      .all()
      .map(({ key }) => String(key)),
  );

type Loss = 'gone' | 'damaged';

/** Takes a row away, or changes what it says, and leaves no older copy of it in what is free of its page. */
function lose(data: string, key: string, how: Loss): void {
  const text =
    how === 'gone' ? 'DELETE FROM entry WHERE key = ?' : "UPDATE entry SET value = value || ' ' WHERE key = ?";
  direct(data, (database) => {
    database.prepare(text).run(key);
    database.exec('VACUUM');
  });
}

/** Counts the rows anew: the database knows of no others. */
function seal(data: string): void {
  direct(data, (database) => {
    const state = databaseState(database);
    if (state === undefined) throw new RangeError('there is no state');
    const sums = database.prepare('SELECT sum FROM entry').all();
    const tally = sums.reduce((sum, row) => withRow(sum, Number(row.sum)), NO_ROWS);
    const { rows, total, sum } = stateRow({ ...state, tally });
    database.prepare('UPDATE state SET rows = ?, total = ?, sum = ?').run(rows, total, sum);
  });
}

async function servedFrom(data: string, options = {}): Promise<string[]> {
  const b = await bench({ data, ...options });
  try {
    return await served(b);
  } finally {
    await b.close();
  }
}

/** What is served, in words; a version with its bytes. */
async function served(b: Bench): Promise<string[]> {
  const { repositories, domains, groups, packages } = b.registry;
  const lines: string[] = [];
  for (const { domain } of domains.list(DOMAIN.domainOwner).items) lines.push(`domain ${domain}`);
  if (!lines.includes('domain my-org')) return lines;
  for (const { repository } of repositories.list().items) {
    lines.push(`repository ${repository}`);
    for (const one of packages.list(at(repository)).items) {
      lines.push(`package ${one.name}`);
      for (const version of b.versions(repository, one)) {
        const asset = await b.serve(repository).openAsset(one, version, 'package.tgz');
        lines.push(`version ${one.name} ${version} ${asset && (await b.read(asset))}`);
      }
    }
  }
  for (const { pattern } of groups.list(DOMAIN).items) lines.push(`group ${pattern}`);
  return lines;
}

interface Kind {
  readonly keys: RegExp;
  /** What is said to be lost, where it is known. */
  readonly lost?: RegExp;
  /** Whether there is such a row again, where it is known that there was one. */
  readonly isRebuilt?: true;
  /** Whether no other row shows that it was there. */
  readonly isHidden?: true;
  /** What is not served where there is no such row. */
  readonly serves?: string;
  /** Whether rows hang on it that cannot do without. */
  readonly isParent?: true;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'a domain': {
    keys: /^domain\/.*my-org$/,
    lost: /^lost: what was set for the domain 111122223333\/my-org: its encryption key; authorization tokens/,
    isRebuilt: true,
    isParent: true,
  },
  'a domain that only has tags': {
    keys: /^domain\/.*bare-org$/,
    lost: /the domain 111122223333\/bare-org: /,
    isRebuilt: true,
  },
  'a repository': {
    keys: /^repository\/.*\/dev$/,
    lost: /the repository 111122223333\/my-org\/dev: upstreams, external connection, description, administrator/,
    isRebuilt: true,
    isParent: true,
  },
  'an upstream without packages': {
    keys: /^repository\/.*\/store$/,
    lost: /the repository 111122223333\/my-org\/store: /,
    isRebuilt: true,
    isParent: true,
  },
  'a repository that only has tags': {
    keys: /^repository\/.*\/tagged$/,
    lost: /the repository 111122223333\/my-org\/tagged: /,
    isRebuilt: true,
  },
  'a package': {
    keys: /^package\/.*\/acme\/\w+$/,
    lost: /the package 111122223333\/my-org\/dev \w+:acme\/\w+: origin controls .*, dist-tags, the spelling/,
    isRebuilt: true,
    isParent: true,
  },
  'a package without versions': {
    keys: /^package\/.*\/reserved$/,
    lost: /the package 111122223333\/my-org\/dev npm:reserved: /,
    isRebuilt: true,
    isHidden: true,
    serves: 'package reserved',
  },
  'a version': {
    keys: /^version\/.*\/a\/1\.0\.0$/,
    lost: /^lost: 111122223333\/my-org\/dev npm:acme\/a 1\.0\.0$/,
    serves: 'version a 1.0.0 bytes of 1.0.0',
  },
  'details of a version': { keys: /^details\//, lost: /what the row details\/.*\/tool\/1 said/, isHidden: true },
  'a reference': { keys: /^blob\// },
  'the size of a domain': { keys: /^size\// },
  'a package group with tags': {
    keys: /^group\/.*\/npm\/acme/,
    lost: /the package group \/npm\/acme\/\* of 111122223333\/my-org: restrictions \(EXTERNAL_UPSTREAM is BLOCK now\)/,
    isRebuilt: true,
  },
  'a package group': {
    keys: /^group\/.*\/npm\/other/,
    lost: /the package group \/npm\/other\/\* of /,
    isRebuilt: true,
    isHidden: true,
    serves: 'group /npm/other/*',
  },
  'a policy': { keys: /^policy\//, lost: /what the row policy\/arn:.* said/, isHidden: true },
  'a list of tags': { keys: /^tags\//, lost: /what the row tags\/arn:.* said/, isHidden: true },
};

const UNNAMED = /^lost: what 1 row said that nobody can read/;

const saidIn = (lines: readonly string[]) => lines.filter((line) => /^(?:lost|rebuilt): /.test(line));

/** What the lines of a repair must and must not say of a row. */
function expectNamed(lines: readonly string[], key: string, isShown: boolean, { lost, isRebuilt }: Kind): void {
  const said = saidIn(lines);
  const rebuilt = `rebuilt: the row ${key}, with the settings of a new one`;
  expect(said.filter((line) => line.startsWith('rebuilt: '))).toEqual(isRebuilt && isShown ? [rebuilt] : []);
  if (lost && isShown) expect(said).toContainEqual(expect.stringMatching(lost));
  expect(said).toContainEqual(expect.stringMatching(UNNAMED));
  expect(said).toHaveLength(1 + (isRebuilt && isShown ? 1 : 0) + (lost && isShown ? 1 : 0));
}

describeOnDisk('of a data folder', () => {
  test('each kind of row is lost below', async () => {
    const kinds = new Set(keysOf(await filled()).map((key) => key.slice(0, key.indexOf('/'))));
    const tried = [...kinds].filter((kind) =>
      Object.values(KINDS).some(({ keys }) => keys.source.includes(`^${kind}\\/`)),
    );
    expect(tried).toEqual([...kinds]);
  });

  const cases = Object.keys(KINDS).flatMap((kind) => (['gone', 'damaged'] as const).map((how) => ({ kind, how })));
  test.each(cases)('$kind that is $how: all else is served, and it is named', async ({ kind, how }) => {
    const lostKind = KINDS[kind] as Kind;
    const data = await filled();
    const all = await servedFrom(data);
    const keys = keysOf(data).filter((key) => lostKind.keys.test(key));
    expect(keys).not.toEqual([]);
    for (const key of keys) {
      const hurt = copyOf(data);
      lose(hurt, key, how);
      // Of a row that is damaged, the key can still be read.
      const isShown = how === 'damaged' || lostKind.isHidden !== true;
      const left = all.filter((line) => (isShown && lostKind.isRebuilt) || line !== lostKind.serves);
      await expect(bench({ data: hurt })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
      const accepted = copyOf(hurt);
      expect(await servedFrom(accepted, { acceptDamage: true })).toEqual(left);
      await expect(bench({ data: accepted })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
      // A check and a repair name it again, though the rows agree with each other by now.
      expectNamed((await checkDataFolder(accepted, false)).lines, key, isShown, lostKind);
      for (const place of [accepted, hurt]) {
        const { isWhole, lines } = await checkDataFolder(place, true);
        expect({ key, isWhole }).toEqual({ key, isWhole: true });
        expectNamed(lines, key, isShown, lostKind);
        expect(await servedFrom(place)).toEqual(left);
        expect(saidIn((await checkDataFolder(place, true)).lines)).toEqual([]);
      }
    }
  });

  test.each(Object.keys(KINDS).filter((kind) => KINDS[kind]?.isParent))(
    '%s is missed by what hangs on it, also where the rows are all that were ever committed',
    async (kind) => {
      const { keys: pattern, lost } = KINDS[kind] as Kind;
      const data = await filled();
      const all = await servedFrom(data);
      for (const key of keysOf(data).filter((one) => pattern.test(one))) {
        const hurt = copyOf(data);
        lose(hurt, key, 'gone');
        seal(hurt);
        await expect(bench({ data: hurt })).rejects.toMatchObject({
          code: 'CA-LOCAL-003',
          message: expect.stringContaining(`the row ${key} is missing`),
        });
        const accepted = copyOf(hurt);
        expect(await servedFrom(accepted, { acceptDamage: true })).toEqual(all);
        await expect(bench({ data: accepted })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
        for (const place of [accepted, hurt]) {
          const { lines } = await checkDataFolder(place, true);
          expect(saidIn(lines)).toEqual([expect.stringContaining(key), expect.stringMatching(lost as RegExp)]);
          expect(await servedFrom(place)).toEqual(all);
        }
      }
    },
  );

  test('a bit of a key that has changed makes nothing of that name', async () => {
    for (const kind of ['package', 'version', 'details', 'policy']) {
      const data = await filled();
      direct(data, (database) => {
        database.exec(`UPDATE entry SET key = replace(key, '/dev', '/dew') WHERE key LIKE '${kind}/%/dev%'`);
        database.exec('VACUUM');
      });
      const { lines } = await checkDataFolder(data, true);
      expect(lines.join('\n')).toMatch(new RegExp(`^damaged: the row ${kind}/.*/dew`, 'm'));
      expect(saidIn(lines).filter((line) => line.includes('/dew'))).toEqual([]);
      expect((await servedFrom(data)).filter((line) => line.includes('dew'))).toEqual([]);
    }
  });

  test('what one version still shows is made anew, the closed way', async () => {
    const data = await filled();
    for (const key of keysOf(data)) if (!/^version\/.*\/1\.0\.0$/.test(key)) lose(data, key, 'gone');
    const { lines } = await checkDataFolder(data, true);
    expect(saidIn(lines).filter((line) => line.startsWith('rebuilt: '))).toHaveLength(3);
    const b = await bench({ data });
    expect(b.registry.packages.describe(at('dev'), npm('a', 'acme')).restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
    expect((await b.serve('dev').findPackage(npm('a', 'acme')))?.tags).toEqual({ latest: '1.0.0' });
    expect(await b.publish('dev', npm('a', 'acme'), '2.0.0')).toMatchObject({ outcome: 'published' });
    await b.close();
  });

  test('a package is closed to strangers also where none of its versions is left', async () => {
    const data = await filled();
    for (const key of keysOf(data)) if (/^(?:version|package)\/.*\/a(?:\/|$)/.test(key)) lose(data, key, 'gone');
    const { lines } = await checkDataFolder(data, true);
    expect(saidIn(lines).filter((line) => /npm:acme\/a 1\.[01]\.0$/.test(line))).toHaveLength(2);
    const b = await bench({ data });
    expect(b.registry.packages.describe(at('dev'), npm('a', 'acme')).restrictions.upstream).toBe('BLOCK');
    expect(b.versions('dev', npm('a', 'acme'))).toEqual([]);
    await b.close();
  });

  test('tokens of a domain that was made anew are those of another one', async () => {
    const data = await filled();
    const whole = await bench({ data });
    const before = whole.registry.domains.idOf(DOMAIN);
    await whole.close();
    lose(data, keysOf(data).find((key) => KINDS['a domain']?.keys.test(key)) ?? '', 'gone');
    await checkDataFolder(data, true);
    const b = await bench({ data });
    expect(b.registry.domains.idOf(DOMAIN)).toEqual(expect.stringMatching(/^[0-9a-f-]{36}$/));
    expect(b.registry.domains.idOf(DOMAIN)).not.toBe(before);
    await b.close();
  });

  test('a row that is no JSON is told and made anew or named, where nothing else holds it', async () => {
    for (const kind of ['domain', 'repository', 'package', 'group', 'policy', 'tags', 'details', 'version']) {
      const data = await filled();
      const key = keysOf(data).find((one) => one.startsWith(`${kind}/`)) as string;
      const value = 'null';
      direct(data, (database) =>
        database.prepare('UPDATE entry SET value = ?, sum = ? WHERE key = ?').run(value, rowSum(key, value), key),
      );
      seal(data);
      const { lines } = await checkDataFolder(data, false);
      expect(lines[0]).toMatch(new RegExp(`^damaged: the row ${kind}/.* is no `));
      expect(saidIn((await checkDataFolder(data, true)).lines)).not.toEqual([]);
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    }
  });
});
