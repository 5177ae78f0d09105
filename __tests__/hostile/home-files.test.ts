// What may lie in a home: files without end, loops, folders in the place of files. Login ends soon, with an error that
// says what to do, and leaves everything as it was.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readRecords } from '../../src/core/operations/login/records/login-record.ts';
import { parseXml } from '../../src/formats/shared/text/xml.ts';
import { setYaml } from '../../src/formats/shared/text/yaml-edit.ts';
import { createFiles } from '../../src/machine/files.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { COMMAND_LINE, noCommandLine } from '../support/programs/codebuild.ts';
import { openWorld, SETUP, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(180_000);

const folder = temporaryFolders();

/** Awaited, since the server that is asked is in this process. */
function ended(program: string, args: readonly string[], options: object) {
  return new Promise<{ status: number | null; signal: string | null; stderr: string }>((resolve) => {
    const child = execFile(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 }, (_error, _stdout, stderr) =>
      resolve({ status: child.exitCode, signal: child.signalCode, stderr: String(stderr) }),
    );
  });
}

test('20,000 keys of YAML take time in proportion to their number', async () => {
  const text = (count: number) => Array.from({ length: count }, (_, index) => `key${index}: value`).join('\n');
  const timed = async (count: number) => {
    const begun = process.cpuUsage();
    await setYaml(text(count), [{ path: ['npmScopes', 'acme', 'npmRegistryServer'], value: 'https://x/' }]);
    return process.cpuUsage(begun).user / 1000;
  };
  await timed(2000);
  const few = await timed(5000);
  // Quadratic, it would be sixteen times as much.
  expect(await timed(20_000)).toBeLessThan(Math.max(few, 50) * 9);
});

test('documents that are larger than any are not read, records of logins too', async () => {
  const home = folder();
  const files = createFiles(home, home);
  const path = join(home, 'huge');
  writeFileSync(path, '');
  truncateSync(path, 65 * 1024 * 1024);
  await expect(files.readText(path)).rejects.toMatchObject({ code: 'CA-INPUT-005' });
  const logins = join(home, '.codeartifact-ci', 'logins');
  mkdirSync(logins, { recursive: true });
  writeFileSync(join(logins, 'x.json'), `[${'{},'.repeat(2_200_000)}{}]`, { mode: 0o600 });
  const begun = process.cpuUsage();
  const { records, broken } = await readRecords([join(home, '.codeartifact-ci')], recordingHost({ folder: home }));
  expect([records, broken.length]).toEqual([[], 1]);
  expect(process.cpuUsage(begun).user / 1_000_000).toBeLessThan(0.3);
});

/** What lies there; not the times of folders, since the lock of the run comes and goes in one. */
const listing = (home: string) =>
  execFileSync(
    'find',
    [home, '-printf', '%p %y %m %s %l', '-type', 'd', '-printf', '\\n', '-o', '-printf', ' %T@\\n'],
    {
      encoding: 'utf8',
    },
  );

test.each([
  ['open brackets', '['.repeat(500_000), 'the file is nested too deep'],
  ['levels in a line', '- '.repeat(60_000), 'the file is nested too deep'],
  [
    'keys',
    Array.from({ length: 30_001 }, (_, index) => `k${index}: v`).join('\n'),
    'the file has more than 30000 keys',
  ],
  ['characters', `a: ${'x'.repeat(1024 * 1024)}\n`, 'the file has more than 524288 characters'],
  ['equal keys', 'a: 1\nb: 2\na: 3\n', 'Map keys must be unique: a'],
  ['equal keys further in', 'npmScopes:\n  acme: {}\n  acme: {}\n', 'Map keys must be unique: acme'],
])('YAML with too many %s is refused', async (_, text, words) => {
  await expect(setYaml(text, [{ path: ['x'], value: 'y' }])).rejects.toThrow(words);
});

test('XML of so many elements or comments that they would fill the memory is refused', () => {
  const many = (part: string) => `<settings>${part.repeat(100_000)}</settings>`;
  for (const part of ['<a/>', '<a></a>', '<!---->', '<?a?>'])
    expect(() => parseXml(many(part))).toThrow(
      'the document has more than 100000 elements, comments, attributes and entities',
    );
  expect(parseXml(`<settings>${'<a/>'.repeat(50_000)}</settings>`).children).toHaveLength(50_000);
});

describe('files', () => {
  test('a loop of links, a folder without permission and a file in the place of a folder are coded errors', async () => {
    const place = folder();
    symlinkSync('loop', join(place, 'loop'));
    writeFileSync(join(place, 'file'), '');
    const files = createFiles(place, join(place, 'nowhere'));
    const read = { code: 'CA-FILE-005', message: expect.stringMatching(/cannot be read \(E[A-Z]+\)/) };
    for (const work of [() => files.read('loop'), () => files.readText('loop'), () => files.realPath('loop')])
      await expect(work()).rejects.toMatchObject(read);
    await expect(files.readText('.')).rejects.toMatchObject(read);
    const written = { code: 'CA-FILE-003', message: expect.stringMatching(/cannot be written \(E[A-Z_]+\)/) };
    for (const work of [
      () => files.create('file/lock', ''),
      () => files.write('file/x', ''),
      () => files.write('loop', ''),
      () => files.append('file/x', ''),
      () => files.makeDirectory('file/x'),
      () => files.makeTemporaryDirectory('x'),
      () => files.remove('.'),
    ])
      await expect(work()).rejects.toMatchObject(written);
  });
});

const cases = noCommandLine === undefined ? describe : describe.skip;
cases('login', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(mkdtempSync(join(tmpdir(), 'hostile-home-')), { setup: SETUP });
  });
  afterAll(() => world?.close());

  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, at) => line(at)).join('\n');

  const HOMES: [string, string, (home: string) => string | undefined][] = [
    [
      '20,000 keys',
      'yarn',
      (home) =>
        void put(
          join(home, '.yarnrc.yml'),
          many(20_000, (at) => `key${at}: value`),
        ),
    ],
    [
      '390,000 elements',
      'maven',
      (home) => void put(join(home, '.m2/settings.xml'), `<settings>${'<a><b/></a>'.repeat(195_000)}</settings>`),
    ],
    [
      '300,000 comments',
      'maven',
      (home) => void put(join(home, '.m2/settings.xml'), `<settings>${'<!-- -->'.repeat(300_000)}</settings>`),
    ],
    [
      'half a million lines',
      'npm',
      (home) =>
        void put(
          join(home, '.npmrc'),
          many(500_000, (at) => `@s${at}:registry=https://x/`),
        ),
    ],
    [
      '300,000 settings',
      'pip',
      (home) => void put(join(home, '.config/pip/pip.conf'), `[global]\n${many(300_000, (at) => `k${at} = v`)}`),
    ],
    [
      '60,000 tables',
      'cargo',
      (home) =>
        void put(
          join(home, '.cargo/config.toml'),
          many(60_000, (at) => `[registries.s${at}]\nindex = "a"`),
        ),
    ],
    ['dotted keys in TOML', 'uv', (home) => void put(join(home, '.config/uv/uv.toml'), `${'a.'.repeat(500_000)}b=1`)],
    [
      'a million characters of tables in TOML',
      'cargo',
      (home) => void put(join(home, '.cargo/config.toml'), `a = [${'{},'.repeat(340_000)}{}]`),
    ],
    [
      'an element with very many attributes',
      'maven',
      (home) =>
        void put(
          join(home, '.m2/settings.xml'),
          `<settings ${many(60_000, (at) => `a${at}=""`).replaceAll('\n', ' ')}/>`,
        ),
    ],
    ['a loop of links', 'npm', (home) => void symlinkSync('.npmrc', join(home, '.npmrc'))],
    ['a folder in the place of the file', 'npm', (home) => void mkdirSync(join(home, '.npmrc'))],
    ['a folder in the place of the lock', 'npm', (home) => void mkdirSync(join(home, '.codeartifact-ci.lock'))],
    ['a file in the place of the records', 'npm', (home) => void put(join(home, '.codeartifact-ci'), '')],
    ['a device as the home', 'npm', () => '/dev/null'],
    [
      'a file as the home',
      'npm',
      (home) => {
        put(join(home, 'file'), '');
        return join(home, 'file');
      },
    ],
  ];

  test.each(HOMES)(
    '%s (%s): ends within 20 s and 400 MB, done or with an error that says what to do',
    async (_, tool, prepare) => {
      const home = folder();
      const instead = prepare(home);
      const before = listing(home);
      const work = folder();
      const { status, signal, stderr } = await ended(
        process.execPath,
        [
          '--import',
          `data:text/javascript,${encodeURIComponent("process.on('exit',()=>{const{maxRSS:m,userCPUTime:u,systemCPUTime:s}=process.resourceUsage();process.stderr.write(JSON.stringify({m,s:u+s})+'\\n')})")}`,
          COMMAND_LINE,
          ...['login', '--tools', tool, '--domain', 'my-org', '--domain-owner', '111122223333', '--repository', 'prod'],
        ],
        {
          cwd: work,
          encoding: 'utf8',
          timeout: 120_000,
          env: {
            PATH: process.env.PATH,
            HOME: instead ?? home,
            AWS_ENDPOINT_URL_CODEARTIFACT: world.url,
            AWS_ENDPOINT_URL_STS: world.url,
            AWS_REGION: 'us-east-1',
            AWS_ACCESS_KEY_ID: 'local',
            AWS_SECRET_ACCESS_KEY: 'local',
          },
        },
      );
      expect(signal).toBeNull();
      const used = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { m: number; s: number };
      // CPU: others use the machine as well.
      expect(used.s / 1_000_000).toBeLessThan(20);
      expect(used.m / 1024).toBeLessThan(400);
      expect(stderr).not.toContain('CA-RUN-003');
      if (status !== 0) {
        expect(stderr).toMatch(/^error: CA-FILE-00[35]: .*\n.*What to do: /m);
        expect(listing(home)).toBe(before);
      }
      expect(existsSync(join(home, '.codeartifact-ci.lock', 'x'))).toBe(false);
      expect(readdirSync(work)).toEqual([]);
    },
  );

  test('a home that is no absolute path is refused; an empty one is none', async () => {
    const work = folder();
    const login = (home: string, ...more: string[]) =>
      ended(
        process.execPath,
        [COMMAND_LINE, 'login', '--tools', 'npm', '--domain', 'my-org', '--repository', 'prod', ...more],
        {
          cwd: work,
          env: {
            PATH: process.env.PATH,
            HOME: home,
            AWS_ENDPOINT_URL_CODEARTIFACT: world.url,
            AWS_ENDPOINT_URL_STS: world.url,
            AWS_REGION: 'us-east-1',
            AWS_ACCESS_KEY_ID: 'local',
            AWS_SECRET_ACCESS_KEY: 'local',
          },
        },
      );
    const relative = await login('some/where');
    expect(relative.status).toBe(1);
    expect(relative.stderr).toContain('CA-FILE-003: the home directory is `some/where`, which is no absolute path');
    // Without one the home is that of the user of this machine, where a test writes nothing.
    await login('', '--dry-run');
    expect(readdirSync(work)).toEqual([]);
  });

  test('a working directory that is gone is told as that', () => {
    const place = folder();
    const gone = join(place, 'gone');
    mkdirSync(gone);
    const script = `cd "${gone}" && rmdir "${gone}" && "${process.execPath}" "${COMMAND_LINE}" login`;
    const { status, stderr } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: place },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/CA-FILE-005: the directory in which this was started cannot be read/);
    rmSync(place, { recursive: true, force: true });
  });
});

test.each([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link to a device without end', (path: string) => symlinkSync('/dev/zero', path)],
])('%s among the records of logins is passed over, and told', async (_, make) => {
  const home = folder();
  mkdirSync(join(home, '.codeartifact-ci', 'logins'), { recursive: true });
  make(join(home, '.codeartifact-ci', 'logins', '000001-abc.json'));
  const { records, broken } = await readRecords([join(home, '.codeartifact-ci')], recordingHost({ folder: home }));
  expect(records).toEqual([]);
  expect(broken).toEqual([expect.stringContaining('000001-abc.json cannot be read')]);
});
