// What every tool that packs is given: the time of the commit, and the arguments that were to be handed on.
import { execFileSync } from 'node:child_process';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { gatherPublications } from '../../../../src/core/operations/publish/gather.ts';
import type { ProgramRunner } from '../../../../src/core/ports/host.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';

const newFolder = temporaryFolders();
let host: RecordingHost | undefined;
afterEach(() => host?.close());

const COMMITTED = 1_700_000_000;
const POM = (more = '') =>
  `<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId><artifactId>a</artifactId><version>1</version>${more}</project>`;
const OWN_TIME =
  '<properties><project.build.outputTimestamp>2020-01-01T00:00:00Z</project.build.outputTimestamp></properties>';

interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly epoch: unknown;
}

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Seconds; undefined: no checkout. */
  readonly committed?: number | undefined;
}

/** What is run for a project of these files, of which none comes to an end. */
async function calls(
  files: Readonly<Record<string, string>>,
  { env = {}, args, committed }: Given,
): Promise<readonly Call[]> {
  const home = await realpath(newFolder());
  const top = join(home, 'w');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(top, path)), { recursive: true });
    await writeFile(join(top, path), text);
  }
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: top,
      env: { PATH: process.env.PATH, HOME: home, GIT_COMMITTER_DATE: `@${committed} +0000` },
    });
  if (committed !== undefined) {
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'x');
  }
  host = recordingHost({ folder: home, env });
  const seen: Call[] = [];
  const real = host.run;
  const run: ProgramRunner = async (program, words, options = {}) => {
    if (program === 'git') return real(program, words, options);
    seen.push({ program, args: words, epoch: options.env?.SOURCE_DATE_EPOCH });
    return { status: 1, stdout: '', stderr: '' };
  };
  const request = { packages: ['w'], workingDirectory: home, packing: { ignoreScripts: false, passEnv: [], args } };
  await expect(gatherPublications(request, formatList, { ...host, run })).rejects.toMatchObject({
    code: 'CA-FILE-004',
  });
  return seen;
}

const PROJECTS: readonly [string, Readonly<Record<string, string>>][] = [
  ['npm', { 'package.json': '{"name":"a","version":"1.0.0"}' }],
  ['pnpm', { 'package.json': '{"name":"a","version":"1.0.0"}', 'pnpm-lock.yaml': '' }],
  ['yarn', { 'package.json': '{"name":"a","version":"1.0.0","packageManager":"yarn@4.0.0"}' }],
  ['bun', { 'package.json': '{"name":"a","version":"1.0.0"}', 'bun.lock': '' }],
  ['python', { 'pyproject.toml': '[project]\nname = "a"\nversion = "1.0.0"\n' }],
  ['uv', { 'pyproject.toml': '[project]\nname = "a"\nversion = "1.0.0"\n[tool.uv.workspace]\nmembers = ["b"]\n' }],
  ['Maven', { 'pom.xml': POM() }],
  ['Gradle', { 'build.gradle': '' }],
  ['sbt', { 'build.sbt': '' }],
  ['dotnet', { 'A.csproj': '<Project/>' }],
  ['nuget', { 'a.nuspec': '<package/>' }],
];

describe.each(PROJECTS)('a project of %s', (_, files) => {
  test('is built at the time of its commit, with the arguments that were given', async () => {
    const [first] = await calls(files, { committed: COMMITTED, args: ['--one', 'two'] });
    expect(first?.epoch).toBe(String(COMMITTED));
    const at = first?.args.indexOf('--one') ?? -1;
    expect(first?.args.slice(at, at + 2)).toEqual(['--one', 'two']);
  });

  test('is built as before where there is no commit, and no arguments were given', async () => {
    const [first] = await calls(files, {});
    expect(first?.epoch).toBeUndefined();
    expect(first?.args.join(' ')).not.toContain('outputTimestamp');
  });
});

describe('the time', () => {
  test('that was given counts', async () => {
    const given = { committed: COMMITTED, env: { SOURCE_DATE_EPOCH: '1600000000' } };
    // The environment of the job has it already.
    expect(await calls({ 'build.sbt': '' }, given)).toMatchObject([{ epoch: undefined }]);
    const [maven] = await calls({ 'pom.xml': POM() }, given);
    expect(maven?.args).toContain('-Dproject.build.outputTimestamp=2020-09-13T12:26:40Z');
  });

  test('is one that zip files know', async () => {
    expect(await calls({ 'build.sbt': '' }, { committed: 86_400 })).toMatchObject([{ epoch: '315619200' }]);
  });

  test('reaches Maven as its property, unless the project has one', async () => {
    const time = '-Dproject.build.outputTimestamp=2023-11-14T22:13:20Z';
    const [plain] = await calls({ 'pom.xml': POM() }, { committed: COMMITTED });
    expect(plain?.args).toContain(time);
    const own: readonly Readonly<Record<string, string>>[] = [
      { 'pom.xml': POM(OWN_TIME) },
      { 'pom.xml': POM(`<profiles><profile><id>r</id>${OWN_TIME}</profile></profiles>`) },
      { 'pom.xml': POM('<modules><module>m</module></modules>'), 'm/pom.xml': POM(OWN_TIME) },
      { 'pom.xml': POM(), '.mvn/maven.config': '-Dproject.build.outputTimestamp=1\n' },
    ];
    for (const files of own) {
      const [first] = await calls(files, { committed: COMMITTED });
      expect(first?.args.join(' ')).not.toContain(time);
    }
  });

  test('is asked of git once for a project, and of none where nothing is packed', async () => {
    host = recordingHost({ folder: newFolder() });
    const asked: string[] = [];
    const run: ProgramRunner = async (program) => {
      asked.push(program);
      return { status: 1, stdout: '', stderr: '' };
    };
    await writeFile(join(host.workingDirectory, 'x.txt'), 'x');
    const request = { packages: ['x.txt'], workingDirectory: host.workingDirectory };
    await expect(gatherPublications(request, formatList, { ...host, run })).rejects.toMatchObject({
      code: 'CA-FILE-002',
    });
    expect(asked).toEqual([]);
  });
});
