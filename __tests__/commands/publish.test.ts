// `publish` against the local server: what arrives, what is written down, what each input changes, how it ends.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeLayout } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { pictureOf } from '../support/worlds/login-world.ts';
import { isWrite, openWorld, SETUP, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, counted, type Given, jsonOf, listOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
const reader = user('reader', [
  allow(
    'sts:*',
    'codeartifact:Get*',
    'codeartifact:Describe*',
    'codeartifact:List*',
    'codeartifact:ReadFromRepository',
  ),
]);
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home, { setup: { ...SETUP, users: [reader] } });
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333', repository: 'staging' } as const;
const publish = ({ inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(publishCommand, 'publish', {
    url: at.url,
    folder: home,
    inputs: { ...place, packages: 'dist', ...inputs },
    ...more,
  });
const pack = (name: string, version = '1.0.0', more: object = {}) =>
  writeNpmPackage(join(home, 'dist', `${name}-${version}.tgz`), { name: `@acme/${name}`, version, ...more });
const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
const uploads = () => at.exchanges.filter(isWrite).filter(({ target }) => target !== '/');
const utils = 'pkg:npm/%40acme/utils@1.0.0';

describe('publish', () => {
  test('built files of several formats arrive; manifest, journal, outputs, JSON and summary say so', async () => {
    const tarball = await pack('utils');
    const wheel = await buildWheel({ name: 'acme-core', version: '1.0.0' });
    await writeFile(join(home, 'dist', wheel.fileName), wheel.data);
    const ended = await publish();
    expect(ended.exit).toBe(0);
    const both = [utils, 'pkg:pypi/acme-core@1.0.0'];
    expect((listOf(ended, 'published') as string[]).sort()).toEqual(both);
    expect(resultOf(ended).outputs).toMatchObject({
      unchanged: '[]',
      failed: '[]',
      manifest: 'codeartifact-release.json',
      journal: '.codeartifact-ci/journal.jsonl',
    });
    const state = await at.state('staging');
    const sha256 = createHash('sha256').update(readFileSync(tarball)).digest('hex');
    expect(state['npm acme utils']).toMatchObject({
      versions: { '1.0.0': { status: 'Published', assets: [`package.tgz ${sha256}`] } },
      restrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
      tags: { latest: '1.0.0' },
    });
    const manifest = JSON.parse(readFileSync(join(home, 'codeartifact-release.json'), 'utf8'));
    expect(manifest).toMatchObject({ domain: 'my-org', domainOwner: '111122223333', repository: 'staging' });
    expect(manifest.versions.map(({ purl }: { purl: string }) => purl).sort()).toEqual(both);
    expect(jsonOf(ended)).toMatchObject({ dryRun: false, manifest, runId: expect.stringMatching(/./) });
    expect(jsonOf(ended).outcomes).toContainEqual(
      expect.objectContaining({ kind: 'published', ref: expect.objectContaining({ name: 'utils', version: '1.0.0' }) }),
    );
    const journal = readFileSync(join(home, '.codeartifact-ci', 'journal.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(journal.map((line) => JSON.parse(line).run).every((run) => run === jsonOf(ended).runId)).toBe(true);
    expect(JSON.parse(journal[0] as string)).toMatchObject({ kind: 'begin', verb: 'publish', repository: 'staging' });
    expect(resultOf(ended).summary).toContain('### Published to my-org/staging: 2 published');
    expect(resultOf(ended).summary).toContain(sha256);
    expect(resultOf(ended).lines.join('\n')).toMatch(/published +npm:@acme\/utils@1\.0\.0/);
  });

  test('a dry run says what it would do, and writes neither there nor here', async () => {
    await pack('utils');
    const before = [await at.state('staging'), await pictureOf(home)];
    at.exchanges.splice(0);
    const ended = await publish({ inputs: { 'dry-run': 'true' } });
    expect(uploads()).toEqual([]);
    expect([await at.state('staging'), await pictureOf(home)]).toEqual(before);
    expect(ended.exit).toBe(0);
    expect(jsonOf(ended)).toMatchObject({ dryRun: true, outcomes: [], classifications: [{ standing: 'absent' }] });
    expect(resultOf(ended).outputs).toEqual({ published: '[]', unchanged: '[]', promoted: '[]', failed: '[]' });
    expect(resultOf(ended).summary).toContain('### Would publish to my-org/staging');
    expect(resultOf(ended).lines.join('\n')).toMatch(/would +npm:@acme\/utils@1\.0\.0/);
  });

  test('the same again is unchanged, and still in the manifest', async () => {
    await pack('utils');
    await publish();
    const ended = await publish();
    expect(ended.exit).toBe(0);
    expect(listOf(ended, 'unchanged')).toEqual([utils]);
    expect(listOf(ended, 'published')).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(home, 'codeartifact-release.json'), 'utf8'));
    expect(manifest.versions).toMatchObject([{ purl: utils, outcome: 'unchanged' }]);
  });

  test('words after the command come before `packages`', async () => {
    await pack('utils');
    await writeNpmPackage(join(home, 'other', 'o.tgz'), { name: '@acme/other', version: '1.0.0' });
    expect(listOf(await publish({ operands: ['other/*.tgz'] }), 'published')).toEqual(['pkg:npm/%40acme/other@1.0.0']);
  });
});

describe('the files of what is given', () => {
  test('are counted, and what is left is told with its reason; `--json` has each', async () => {
    const tarball = await pack('utils');
    await writeFile(`${tarball}.sha256`, createHash('sha256').update(readFileSync(tarball)).digest('hex'));
    for (const name of ['a.snupkg', 'b.snupkg', '.hidden']) await writeFile(join(home, 'dist', name), name);
    const ended = await publish();
    expect(resultOf(ended).lines.slice(-2)).toEqual([
      'left dist/a.snupkg and 1 more: a symbol package; CodeArtifact has no symbol server',
      '4 files: 1 taken, 1 verified, 2 left',
    ]);
    const reason = 'a symbol package; CodeArtifact has no symbol server';
    expect(jsonOf(ended).files).toEqual([
      { path: join(home, 'dist', 'a.snupkg'), outcome: 'left', reason },
      { path: join(home, 'dist', 'b.snupkg'), outcome: 'left', reason },
      { path: tarball, outcome: 'taken', coordinate: utils },
      {
        path: `${tarball}.sha256`,
        outcome: 'verified',
        coordinate: utils,
        reason: 'checksum verified; the service computes its own',
      },
    ]);
  });

  test('of which one does not agree with its checksum: nothing is uploaded, exit 2', async () => {
    const tarball = await pack('utils');
    await writeFile(`${tarball}.sha1`, '0'.repeat(40));
    expect(await publish()).toMatchObject({ exit: 2, code: 'CA-FILE-001' });
    expect(uploads()).toEqual([]);
  });

  test('more than a version can have: nothing is uploaded, and the numbers are told', async () => {
    const maven = { groupId: 'com.acme', artifactId: 'many', version: '1.0' };
    const { folder: layout } = await writeLayout(join(home, 'dist'), maven, { checksums: false });
    const add = async (from: number, to: number) => {
      for (let index = from; index < to; index++) await writeFile(join(layout, `many-1.0-${index}.txt`), `${index}`);
    };
    await add(0, 348);
    const ended = await publish();
    expect(ended.exit).toBe(1);
    expect(uploads()).toEqual([]);
    expect(jsonOf(ended).outcomes).toMatchObject([{ kind: 'blocked', code: 'CA-NET-005' }]);
    expect(resultOf(ended).lines.join('\n')).toContain(
      'it would have 351 assets with maven-metadata.xml, and a version in us-east-1 has at most 350',
    );
    // The whole of what the service takes goes.
    await rm(join(layout, 'many-1.0-0.txt'));
    expect((await publish()).exit).toBe(0);
  }, 120_000);
});

describe('what nobody could install', () => {
  const pom = (name: string, more: string) =>
    `<project><modelVersion>4.0.0</modelVersion>${more}<artifactId>${name}</artifactId><packaging>pom</packaging></project>`;
  const expression = (name: string) => `$\{${name}}`;
  const OWN = '<groupId>com.acme</groupId><version>1.0</version>';
  const parent = (version: string) =>
    `<parent><groupId>com.acme</groupId><artifactId>parent</artifactId><version>${version}</version></parent>${OWN}`;
  const writePom = async (name: string, more: string) => {
    const file = join(home, 'dist', 'com', 'acme', name, '1.0', `${name}-1.0.pom`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, pom(name, more));
  };

  test.each<[word: string, string, () => Promise<unknown>]>([
    [
      'workspace',
      '@acme/utils@1.0.0 needs b (workspace:^)',
      () => pack('utils', '1.0.0', { manifest: { dependencies: { b: 'workspace:^' } } }),
    ],
    ['workspace', 'b (catalog:)', () => pack('utils', '1.0.0', { manifest: { peerDependencies: { b: 'catalog:' } } })],
    ['entry-points', '`bin` lib/gone.js', () => pack('utils', '1.0.0', { manifest: { bin: { x: 'lib/gone.js' } } })],
    ['private', 'it is `private`', () => pack('utils', '1.0.0', { manifest: { private: 'true' } })],
    ['pom-expression', expression('revision'), () => writePom('child', parent(expression('revision')))],
    [
      'pom-expression',
      expression('rev'),
      () => writePom('own', `<groupId>com.acme</groupId><version>${expression('rev')}</version>`),
    ],
    [
      'pom-expression',
      expression('guava'),
      () =>
        writePom(
          'needs',
          `${OWN}<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${expression('guava')}</version></dependency></dependencies>`,
        ),
    ],
    ['parent', 'the parent com.acme:parent:9', () => writePom('child', parent('9'))],
  ])('%s: %s: refused with the word that lets it through, which does', async (word, words, write) => {
    await write();
    const refused = await publish();
    expect(refused.exit).toBe(2);
    const said = refused.message;
    expect(said).toContain(words);
    expect(said).toContain(`allow-uninstallable: ${word}`);
    expect(uploads()).toEqual([]);
    expect(
      (await publish({ inputs: { 'allow-uninstallable': 'parent' === word ? 'workspace' : 'parent' } })).exit,
    ).toBe(2);
    expect((await publish({ inputs: { 'allow-uninstallable': word } })).exit).toBe(0);
    expect(uploads().length).toBeGreaterThan(0);
  });

  test('a parent that is published with its child, or is there already, is not missing', async () => {
    await writePom('parent', OWN);
    await writePom('child', parent('1.0'));
    expect((await publish()).exit).toBe(0);
    await rm(join(home, 'dist'), { recursive: true });
    await writePom('second', parent('1.0'));
    expect((await publish()).exit).toBe(0);
  });

  test('a private package beside others is left', async () => {
    await pack('utils');
    await pack('tools', '1.0.0', { manifest: { private: true } });
    const ended = await publish();
    expect([ended.exit, listOf(ended, 'published')]).toEqual([0, [utils]]);
  });
});

describe('the manifest of a release', () => {
  const GITHUB = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/app', GITHUB_RUN_ATTEMPT: '1' };
  const run = (id: string, more: object = {}) => ({ ...GITHUB, GITHUB_RUN_ID: id, ...more });
  const inManifest = () =>
    (
      JSON.parse(readFileSync(join(home, 'codeartifact-release.json'), 'utf8')) as { versions: { purl: string }[] }
    ).versions.map((one) => one.purl);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: home, stdio: 'pipe' });
  const tools = 'pkg:npm/%40acme/tools@1.0.0';
  const one = async (name: string, env: object = {}) => {
    await rm(join(home, 'dist'), { recursive: true, force: true });
    await pack(name);
    return publish({ env: env as Readonly<Record<string, string>> });
  };
  const said = ({ host }: Awaited<ReturnType<typeof publish>>) =>
    host.lines.filter((line) => /joins|replaces/.test(line));

  test('takes in what another attempt or job of the run publishes, and a promotion of it moves all', async () => {
    expect(said(await one('utils', run('7')))).toEqual([]);
    const second = await one('tools', run('7', { GITHUB_RUN_ATTEMPT: '2', GITHUB_JOB: 'other' }));
    expect(said(second)).toEqual(['info: joins codeartifact-release.json: 1 version, 2 in all']);
    expect(inManifest()).toEqual([utils, tools]);
    expect(listOf(second, 'published')).toEqual([tools]);
    const moved = await runCommand(promoteCommand, 'promote', {
      url: at.url,
      folder: home,
      inputs: { 'destination-repository': 'prod' },
    });
    expect(moved.exit).toBe(0);
    expect((listOf(moved, 'promoted') as string[]).sort()).toEqual([tools, utils]);
  });

  test('two that publish at once, in CI and outside: both are in it', async () => {
    git('init', '-q');
    await writeFile(join(home, '.gitignore'), 'dist\nmore\n.*-home\n');
    git('add', '.gitignore');
    git('commit', '-q', '-m', 'one');
    await pack('utils');
    await writeNpmPackage(join(home, 'more', 'tools-1.0.0.tgz'), { name: '@acme/tools', version: '1.0.0' });
    for (const env of [{}, run('7')]) {
      const both = ['dist', 'more'].map((packages) => publish({ env, inputs: { packages } }));
      expect((await Promise.all(both)).map(({ exit }) => exit)).toEqual([0, 0]);
      expect(inManifest().sort()).toEqual([tools, utils]);
    }
  });

  test('of another run is replaced, with a line that names it', async () => {
    await one('utils', run('7'));
    expect(said(await one('tools', run('8')))).toEqual([
      'info: replaces codeartifact-release.json of https://github.com/acme/app/actions/runs/7 (1 version)',
    ]);
    expect(inManifest()).toEqual([tools]);
  });

  test('of another repository is replaced, whatever the run', async () => {
    await one('utils', run('7'));
    const other = await publish({ env: run('7'), inputs: { repository: 'prod' } });
    expect(said(other)).toEqual([expect.stringMatching(/replaces codeartifact-release.json of my-org\/staging/)]);
  });

  test('a file that is no manifest is replaced, and that is said', async () => {
    await writeFile(join(home, 'codeartifact-release.json'), '{}');
    expect(said(await one('utils', run('7')))).toEqual([
      'info: replaces codeartifact-release.json, which is no release manifest',
    ]);
  });

  test('what the run tried again and could not put there is in it no longer', async () => {
    await one('utils', run('7'));
    await rm(join(home, 'dist'), { recursive: true });
    await pack('utils', '1.0.0', { files: { 'other.js': 'x' } });
    await pack('tools');
    const ended = await publish({ env: run('7') });
    expect(ended.exit).not.toBe(0);
    // Nothing was written: nothing about the release changed.
    expect(inManifest()).toEqual([utils]);
  });

  test('outside of CI: joined for the same commit with nothing changed, else replaced', async () => {
    git('init', '-q');
    await writeFile(join(home, '.gitignore'), 'dist\n.*-home\n');
    git('add', '.gitignore');
    git('commit', '-q', '-m', 'one');
    await one('utils');
    expect(said(await one('tools'))).toEqual(['info: joins codeartifact-release.json: 1 version, 2 in all']);
    await writeFile(join(home, 'changed.txt'), 'x');
    expect(said(await one('third'))).toEqual([
      expect.stringMatching(/^info: replaces .* of [0-9a-f]{40} \(2 versions\)$/),
    ]);
    expect(said(await one('utils'))).toEqual([
      expect.stringMatching(/^info: replaces .* of an earlier run \(1 version\)$/),
    ]);
    git('add', 'changed.txt');
    git('commit', '-q', '-m', 'two');
    await one('utils');
    git('commit', '-q', '--allow-empty', '-m', 'three');
    expect(said(await one('tools'))).toEqual([
      expect.stringMatching(/^info: replaces .* of [0-9a-f]{40} \(1 version\)$/),
    ]);
  });
});

describe('inputs', () => {
  test('`npm-tag`', async () => {
    await pack('utils');
    await publish({ inputs: { 'npm-tag': 'next' } });
    expect(await at.tags('staging', npm('utils'))).toMatchObject({ next: '1.0.0' });
  });

  test('`format` leaves the files of others', async () => {
    await pack('utils');
    const wheel = await buildWheel({ name: 'acme-core', version: '1.0.0' });
    await writeFile(join(home, 'dist', wheel.fileName), wheel.data);
    expect(listOf(await publish({ inputs: { format: 'pypi' } }), 'published')).toEqual(['pkg:pypi/acme-core@1.0.0']);
  });

  test('`manifest` and `journal` say where', async () => {
    await pack('utils');
    const ended = await publish({ inputs: { manifest: 'out/release.json', journal: 'out/runs.jsonl' } });
    expect(resultOf(ended).outputs).toMatchObject({ manifest: 'out/release.json', journal: 'out/runs.jsonl' });
    for (const file of ['release.json', 'runs.jsonl']) expect(existsSync(join(home, 'out', file))).toBe(true);
    expect(existsSync(join(home, 'codeartifact-release.json'))).toBe(false);
    expect(existsSync(join(home, '.codeartifact-ci'))).toBe(false);
  });

  test('`versions`: all of `packages` as one generic version, or just the files of a line', async () => {
    await mkdir(join(home, 'dist'));
    await writeFile(join(home, 'dist', 'image.bin'), 'bytes of an image');
    const whole = await publish({ inputs: { versions: 'generic:acme/firmware@1.0.0' } });
    expect(listOf(whole, 'published')).toEqual(['pkg:generic/acme/firmware@1.0.0']);
    const named = await publish({ inputs: { packages: '', versions: 'generic:acme/firmware@2.0.0=dist/*.bin' } });
    expect(listOf(named, 'published')).toEqual(['pkg:generic/acme/firmware@2.0.0']);
  });

  test('`expected-version`: a number, or what the tag of this run says', async () => {
    await pack('utils');
    const other = await publish({ inputs: { 'expected-version': '2.0.0' } });
    expect(other).toMatchObject({ exit: 5, code: 'CA-CONFLICT-005', message: expect.stringContaining('2.0.0') });
    const tag = (name: string) => ({
      GITHUB_ACTIONS: 'true',
      GITHUB_REF: `refs/tags/${name}`,
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REF_NAME: name,
    });
    const wrong = await publish({ inputs: { 'expected-version': 'tag' }, env: tag('v1.0.1') });
    expect(wrong).toMatchObject({ exit: 5, code: 'CA-CONFLICT-005' });
    expect(uploads()).toEqual([]);
    expect((await publish({ inputs: { 'expected-version': 'tag' }, env: tag('v1.0.0') })).exit).toBe(0);
  });

  test('`endpoint-type` and `duration-seconds` reach their calls', async () => {
    await pack('utils');
    await publish({ inputs: { 'endpoint-type': 'dualstack', 'duration-seconds': '900' } });
    const types = asked(at.exchanges, '/v1/repository/endpoint').map((query) => query.get('endpointType'));
    expect(new Set(types)).toEqual(new Set(['dualstack']));
    const durations = asked(at.exchanges, '/v1/authorization-token').map((query) => query.get('duration'));
    expect(new Set(durations)).toEqual(new Set(['900']));
  });

  test.each(['1', '4'])('`concurrency` %s: so many versions at once', async (concurrency) => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await pack(name);
    const onTheWay = counted(({ method, url }) => method === 'PUT' && url.includes('/npm/'));
    expect((await publish({ inputs: { concurrency }, network: onTheWay.network })).exit).toBe(0);
    expect(onTheWay.most()).toBeLessThanOrEqual(Number(concurrency));
    expect(onTheWay.most() > 1).toBe(concurrency !== '1');
  });

  test('`verify-by: download` reads back what was uploaded', async () => {
    await pack('utils');
    const downloads = () => at.exchanges.filter(({ method, target }) => method === 'GET' && /asset|\.tgz/.test(target));
    await publish();
    const listed = downloads().length;
    await pack('utils', '1.1.0');
    await publish({ inputs: { 'verify-by': 'download' } });
    expect(downloads().length).toBeGreaterThan(listed);
  });
});

describe('refusals', () => {
  test.each([
    ['no packages', { packages: '' }, 2, 'CA-INPUT-001', '`packages` (or CODEARTIFACT_PACKAGES)'],
    ['no repository', { repository: '' }, 2, 'CA-INPUT-001', '`repository`'],
    ['a glob that fits nothing', { packages: 'out/*.tgz' }, 2, 'CA-FILE-002', 'out/*.tgz'],
    ['no such repository', { repository: 'nowhere' }, 4, 'CA-FIND-001', 'nowhere'],
    ['two versions of all packages', { versions: 'generic:a/b@1\ngeneric:a/c@1' }, 2, 'CA-INPUT-001', 'only one'],
  ] as const)('%s', async (_, inputs, exit, code, words) => {
    await pack('utils');
    expect(await publish({ inputs })).toMatchObject({ exit, code, message: expect.stringContaining(words) });
    expect(uploads()).toEqual([]);
    expect(existsSync(join(home, 'codeartifact-release.json'))).toBe(false);
  });

  test('other bytes under the same version: a conflict that names what differs, and no sibling goes', async () => {
    await pack('utils');
    await publish();
    await pack('utils', '1.0.0', { files: { 'other.js': 'changed' } });
    await pack('sibling');
    const before = await at.state('staging');
    const ended = await publish();
    expect(ended.exit).toBe(5);
    expect(listOf(ended, 'failed')).toContain(utils);
    expect(jsonOf(ended).outcomes).toContainEqual(
      expect.objectContaining({ kind: 'conflict', code: 'CA-CONFLICT-001' }),
    );
    expect(resultOf(ended).lines.join('\n')).toContain('other.js');
    expect(resultOf(ended).outputs.manifest).toBeUndefined();
    expect(await at.state('staging')).toEqual(before);
  });

  test.each(['cargo:acme@1.0.0', 'pkg:gem/acme@1.0.0=dist/*', 'swift:acme/x@1.0.0=dist/*'])(
    'a format that cannot be published yet is named, before anything is asked: %s',
    async (versions) => {
      await pack('utils');
      const ended = await publish({ inputs: { versions } });
      expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-003' });
      expect(ended.message).toMatch(/^`publish` cannot handle packages of (cargo|ruby|swift) yet: \1:acme/);
      expect(at.exchanges).toEqual([]);
    },
  );

  describe('`if-exists: skip`', () => {
    const skip = { 'if-exists': 'skip', 'npm-tag': 'latest' };

    test('leaves what is there with other bytes, publishes the rest, and names both everywhere', async () => {
      await pack('utils');
      await pack('next', '1.0.0');
      await publish();
      const before = await at.tags('staging', npm('utils'));
      await pack('utils', '1.0.0', { files: { 'other.js': 'changed' } });
      await pack('next', '1.1.0');
      await pack('sibling', '1.0.0', { dependencies: { '@acme/utils': '^1.0.0' } });
      const ended = await publish({ inputs: skip });
      expect(ended.exit).toBe(0);
      expect(listOf(ended, 'published')).toEqual(['pkg:npm/%40acme/next@1.1.0', 'pkg:npm/%40acme/sibling@1.0.0']);
      expect(listOf(ended, 'unchanged')).toEqual(['pkg:npm/%40acme/next@1.0.0']);
      expect(listOf(ended, 'failed')).toEqual([]);
      expect(jsonOf(ended).outcomes).toContainEqual(expect.objectContaining({ kind: 'skipped' }));
      const { lines, summary, outputs } = resultOf(ended);
      expect(lines.join('\n')).toMatch(/skipped\s+npm:@acme\/utils@1\.0\.0\s+left as it is there; .*other bytes/);
      expect(lines.join('\n')).toContain('other.js');
      expect(summary).toMatch(/@acme\/utils@1\.0\.0.*skipped/);
      expect(summary).toMatch(/@acme\/sibling@1\.0\.0.*published/);
      expect(outputs.manifest).toBe('codeartifact-release.json');
      const manifest = JSON.parse(readFileSync(join(home, 'codeartifact-release.json'), 'utf8'));
      expect(manifest.skipped).toMatchObject([{ purl: utils }]);
      expect(manifest.versions.map(({ purl }: { purl: string }) => purl)).not.toContain(utils);
      expect(await at.tags('staging', npm('utils'))).toEqual(before);
      const promoted = await runCommand(promoteCommand, 'promote', {
        url: at.url,
        folder: home,
        inputs: {
          domain: 'my-org',
          'domain-owner': '111122223333',
          'source-repository': 'staging',
          'destination-repository': 'prod',
          manifest: 'codeartifact-release.json',
        },
      });
      expect(promoted.exit).toBe(0);
      expect(listOf(promoted, 'promoted')).not.toContain(utils);
      expect(promoted.host.lines.join('\n')).toContain(`is not promoted: ${utils}`);
    });

    test('after a run of the same release that failed halfway, its versions stay in the manifest', async () => {
      const env = { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '7', GITHUB_REPOSITORY: 'acme/app' };
      await pack('utils');
      await publish({ env });
      await pack('utils', '1.0.0', { files: { 'other.js': 'changed' } });
      await pack('sibling');
      const ended = await publish({ inputs: skip, env });
      expect(ended.exit).toBe(0);
      const manifest = JSON.parse(readFileSync(join(home, 'codeartifact-release.json'), 'utf8'));
      expect(manifest.versions.map(({ purl }: { purl: string }) => purl).sort()).toEqual([
        'pkg:npm/%40acme/sibling@1.0.0',
        utils,
      ]);
      expect(manifest.skipped).toBeUndefined();
    });

    test('takes no tag from another version of the set, and a dry run names it', async () => {
      await pack('utils', '2.0.0');
      await publish({ inputs: { 'npm-tag': 'old' } });
      await pack('utils', '2.0.0', { files: { 'other.js': 'changed' } });
      await pack('utils', '1.0.0');
      const dry = await publish({ inputs: { ...skip, 'dry-run': 'true' } });
      expect(dry.exit).toBe(0);
      expect(jsonOf(dry).outcomes).toMatchObject([{ kind: 'skipped' }]);
      expect((await publish({ inputs: skip })).exit).toBe(0);
      expect(await at.tags('staging', npm('utils'))).toMatchObject({ old: '2.0.0', latest: '1.0.0' });
    });
  });

  test('`pack-args` is taken apart as a shell does it', async () => {
    await mkdir(join(home, 'project'));
    await writeFile(join(home, 'project', 'package.json'), '{"name":"@acme/a","version":"1.0.0"}');
    const open = await publish({ inputs: { packages: 'project', 'pack-args': "--x 'y" } });
    expect(open).toMatchObject({ exit: 2, code: 'CA-INPUT-001' });
    const failed = await publish({ inputs: { packages: 'project', 'pack-args': "--no-such 'a b'\n--workspace=none" } });
    expect(failed).toMatchObject({ exit: 1, code: 'CA-FILE-004' });
    expect(failed.message).toMatch(/workspace/i);
  });

  test('`if-exists: fail` refuses identical bytes as well', async () => {
    await pack('utils');
    await publish();
    const ended = await publish({ inputs: { 'if-exists': 'fail' } });
    expect(ended.exit).toBe(5);
    expect(listOf(ended, 'failed')).toEqual([utils]);
  });

  test('a file that is no package', async () => {
    await mkdir(join(home, 'dist'));
    await writeFile(join(home, 'dist', 'broken.tgz'), 'not an archive');
    expect(await publish({ inputs: { packages: 'dist/broken.tgz' } })).toMatchObject({ exit: 2, code: 'CA-FILE-001' });
  });

  test('not allowed to publish: the action is named, nothing is there', async () => {
    await pack('utils');
    const before = await at.state('staging');
    const ended = await publish({ env: { AWS_ACCESS_KEY_ID: reader.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET } });
    expect(ended.exit).toBe(3);
    expect(`${ended.message}${JSON.stringify(ended.result?.json)}`).toContain('codeartifact:PublishPackageVersion');
    expect(await at.state('staging')).toEqual(before);
  });

  test('throttled for good, with one try', async () => {
    await pack('utils');
    at.local.faults.add([{ kind: 'throttle', operation: 'GetAuthorizationToken' }]);
    const ended = await publish({ inputs: { 'retry-max-attempts': '1' } });
    expect(ended.exit).toBe(6);
    expect(asked(at.exchanges, '/v1/authorization-token')).toHaveLength(1);
    expect(uploads()).toEqual([]);
  });

  test('an upload that is throttled for good is tried as often as said, and the version fails', async () => {
    await pack('utils');
    at.local.faults.add([{ kind: 'throttle', method: 'PUT' }]);
    const ended = await publish({ inputs: { 'retry-max-attempts': '2' } });
    expect(ended.exit).toBe(6);
    expect(listOf(ended, 'failed')).toEqual([utils]);
    expect(uploads().filter(({ method }) => method === 'PUT')).toHaveLength(2);
  });

  test.each([302, 307])('an upload that is sent elsewhere (%d) is no mistake of the input', async (status) => {
    await pack('utils');
    const asked: string[] = [];
    const ended = await publish({
      inputs: { 'retry-max-attempts': '2' },
      network: (send) => async (request) => {
        asked.push(new URL(request.url).host);
        if (request.method !== 'PUT') return send(request);
        const body = (async function* () {})();
        const headers = { location: 'http://other.example/' };
        return { status, reason: 'Found', headers, body, discard: async () => {} };
      },
    });
    expect([ended.exit, jsonOf(ended).outcomes]).toEqual([
      1,
      [expect.objectContaining({ kind: 'failed', code: 'CA-NET-004' })],
    ]);
    expect(asked).not.toContain('other.example');
  });

  describe.each([
    ['the manifest', 'codeartifact-release.json', 'manifest'],
    ['the journal', '.codeartifact-ci/journal.jsonl', 'journal'],
    ['the folder of the journal', '.codeartifact-ci', 'journal'],
  ] as const)('%s is a link in the checkout', (_, path, input) => {
    const elsewhere = folder;
    const isFolder = path === '.codeartifact-ci';
    const link = async (target: string) => {
      await mkdir(dirname(join(home, 'work', path)), { recursive: true });
      await symlink(target, join(home, 'work', path), isFolder ? 'junction' : 'file');
    };
    const publishThere = (inputs: Given['inputs'] = {}, env: Given['env'] = {}) =>
      publish({ folder: join(home, 'work'), env, inputs: { packages: join(home, 'dist'), ...inputs } });

    test.each(['to something', 'to nothing yet'])('out of it, %s: nothing is written or uploaded', async (to) => {
      await pack('utils');
      const target = join(elsewhere(), 'theirs');
      if (to === 'to something') await (isFolder ? mkdir(target) : writeFile(target, 'theirs'));
      await link(target);
      const ended = await publishThere();
      expect(ended).toMatchObject({ exit: 1, code: 'CA-FILE-003' });
      expect(ended.message).toContain(target);
      expect(at.exchanges).toEqual([]);
      expect(existsSync(target)).toBe(to === 'to something');
      if (to === 'to something' && !isFolder) expect(readFileSync(target, 'utf8')).toBe('theirs');
      if (to === 'to something' && isFolder) expect(readdirSync(target)).toEqual([]);
      const named = join(home, 'named');
      expect((await publishThere({ [input]: named })).exit).toBe(0);
      expect(existsSync(named)).toBe(true);
    });

    test.each([
      ['of the job around it', 'GITHUB_WORKSPACE'],
      ['of the build around it', 'CODEBUILD_SRC_DIR'],
    ])('within the workspace %s: followed', async (_where, name) => {
      await pack('utils');
      const target = join(home, 'shared');
      if (isFolder) await mkdir(target);
      await link(target);
      expect((await publishThere()).code).toBe('CA-FILE-003');
      expect((await publishThere({}, { [name]: home })).exit).toBe(0);
      expect(existsSync(isFolder ? join(target, 'journal.jsonl') : target)).toBe(true);
    });

    test('within it: followed', async () => {
      await pack('utils');
      const target = join(home, 'work', 'inside');
      await mkdir(dirname(target), { recursive: true });
      if (isFolder) await mkdir(target);
      await link(target);
      expect((await publishThere()).exit).toBe(0);
      expect(existsSync(isFolder ? join(target, 'journal.jsonl') : target)).toBe(true);
    });
  });
});
