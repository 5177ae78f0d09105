// Marks that runs left behind: which ones `doctor` counts as nobody's, and whether the commands it prints finish them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/arguments.ts';
import { doctorCommand } from '../../src/commands/doctor.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { JOURNAL_SCHEMA } from '../../src/core/documents/journal.ts';
import type { PackageReference } from '../../src/core/model/package.ts';
import { keepMark, marksOf, stagingMark } from '../../src/core/operations/dist-tags/marks.ts';
import type { Finding } from '../../src/core/operations/doctor/finding.ts';
import { tags } from '../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { isWrite, openWorld, SETUP, type World } from '../support/worlds/release-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { runPrinted } from './printed-commands.ts';
import { type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
const utils: PackageReference = { format: 'npm', namespace: 'acme', name: 'utils' };
const unable = user('unable', [
  allow('sts:*', 'codeartifact:Get*', 'codeartifact:DescribeRepository', 'codeartifact:ReadFromRepository'),
]);
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  const [domain] = SETUP.domains;
  const repositories = [...(domain?.repositories ?? []), { name: 'downstream', upstreams: ['prod'] }];
  at = await openWorld(home, { setup: { users: [unable], domains: [{ ...domain, repositories }] } });
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const idOf = (minutesAgo: number, tail = 'abcdef') =>
  `${new Date(Date.now() - minutesAgo * 60_000).toISOString().replace(/[-:.]/g, '').toLowerCase()}-${tail}`;

/** `@acme/utils` in these versions, and tags of it as given. */
async function has(versions: readonly string[], given: Readonly<Record<string, string>>, name = '@acme/utils') {
  const paths = versions.map((version) =>
    writeNpmPackage(join(home, `${name.replace(/\W/g, '-')}-${version}.tgz`), { name, version }),
  );
  await at.publish(await Promise.all(paths), { to: 'prod' });
  const ref = name === '@acme/utils' ? utils : ({ format: 'npm', name } as const);
  for (const [tag, version] of Object.entries(given)) await tags.set(ref, tag, version, await at.target('npm', 'prod'));
}

async function visit({ inputs = {}, ...more }: Partial<Given> = {}) {
  at.exchanges.splice(0);
  const ended = await runCommand(doctorCommand, 'doctor', {
    url: at.url,
    folder: home,
    inputs: { ...place, repository: 'prod', tools: 'npm', 'retry-max-attempts': '2', ...inputs },
    ...more,
  });
  // What asks whether publishing is allowed cannot store anything.
  const isAsking = (target: string) => target === '/' || target.includes('asset=nothing');
  expect(at.exchanges.filter(isWrite).filter(({ target }) => !isAsking(target))).toEqual([]);
  const { findings } = jsonOf(ended) as unknown as { findings: Finding[] };
  return {
    exit: ended.exit,
    lines: resultOf(ended).lines.join('\n'),
    marks: findings.filter(({ probe }) => probe.startsWith('mark ')),
    summary: findings.find(({ probe }) => probe === 'marks'),
  };
}

/** The commands of a fix: `promote` in this process, `npm dist-tag rm` as the request that npm makes of it. */
async function carryOut(fix = '') {
  for (const line of fix.split('\n')) {
    const words = (line.replace(/^.*?(?=codeartifact-ci promote )/, '').match(/\S+/g) ?? []) as string[];
    if (words[0] === 'codeartifact-ci') {
      const { flags, operands } = parseArguments('promote', words.slice(2));
      const ended = await runCommand(promoteCommand, 'promote', {
        url: at.url,
        folder: home,
        inputs: flags as NonNullable<Given['inputs']>,
        operands,
      });
      expect(ended.exit).toBe(0);
    } else {
      const [npm, , , name, mark, registry] = words;
      expect([npm, name, registry]).toEqual([
        'npm',
        '@acme/utils',
        `--@acme:registry=${await at.endpoint('npm', 'prod')}`,
      ]);
      await tags.remove(utils, String(mark), await at.target('npm', 'prod'));
    }
  }
}

async function journalTells(run: string, isEnded: boolean) {
  const where = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' };
  const at = new Date().toISOString();
  const lines = [
    { run, at, kind: 'begin', schema: JOURNAL_SCHEMA, verb: 'promote', ...where },
    ...(isEnded ? [{ run, at, kind: 'end', result: '{}' }] : []),
  ];
  await mkdir(join(home, '.codeartifact-ci'), { recursive: true });
  await writeFile(
    join(home, '.codeartifact-ci/journal.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

const keptBy = (run: string) => keepMark(run, 'latest', '1.1.0');

describe('a repository without marks', () => {
  test('is one finding that says how far was looked', async () => {
    await has(['1.0.0'], {});
    const { exit, summary, marks } = await visit();
    expect({ exit, marks }).toEqual({ exit: 0, marks: [] });
    expect(summary).toMatchObject({ health: 'ok', found: 'no run left a mark (looked at 1 package)' });
  });
});

describe('a tag that a dead run did not set back', () => {
  test.each([
    ['older than a run may get', 121, undefined],
    ['young, with an end in the journal here', 1, true],
  ])('%s: a problem, and the printed commands finish it', async (_, minutes, isEnded) => {
    const run = idOf(minutes);
    await has(['1.0.0', '1.1.0'], { latest: '1.1.0', [keptBy(run)]: '1.0.0' });
    if (isEnded !== undefined) await journalTells(run, isEnded);
    const { exit, marks, lines } = await visit();
    expect(exit).toBe(1);
    expect(marks).toMatchObject([
      { health: 'problem', probe: `mark ${keptBy(run)} of @acme/utils`, found: expect.stringContaining(run) },
    ]);
    expect(marks[0]?.found).toContain('copied 1.1.0 and may not have come to setting `latest` back to 1.0.0');
    expect(lines).toContain('fix: codeartifact-ci promote npm:@acme/utils@1.0.0 --dist-tags latest=1.0.0');
    await carryOut(marks[0]?.fix);
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.0.0' });
    expect(await visit()).toMatchObject({ exit: 0, marks: [] });
  });

  test.each([
    ['no journal', undefined],
    ['a journal without its end', false],
  ])('a young run (%s) may still be at work: told, and no problem', async (_, isEnded) => {
    const run = idOf(119);
    await has(['1.0.0', '1.1.0'], { latest: '1.1.0', [keptBy(run)]: '1.0.0' });
    if (isEnded !== undefined) await journalTells(run, isEnded);
    const { exit, marks } = await visit();
    expect(exit).toBe(0);
    expect(marks).toMatchObject([{ health: 'ok', found: expect.stringContaining('may still be at work') }]);
    expect(marks[0]?.fix).toBeUndefined();
  });

  test('whose tag somebody moved since: only the mark is to be removed', async () => {
    await has(['1.0.0', '1.1.0', '1.2.0'], { latest: '1.2.0', [keptBy(idOf(500))]: '1.0.0' });
    const { exit, marks } = await visit();
    expect(exit).toBe(0);
    expect(marks).toMatchObject([{ health: 'warning', found: expect.stringContaining('was moved since, to 1.2.0') }]);
    expect(marks[0]?.fix).toMatch(/^npm dist-tag rm [^\n]+$/);
    await carryOut(marks[0]?.fix);
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.2.0' });
  });

  test.each([
    [
      'counts again if it is moved back within a day, which is said',
      500,
      /nobody goes by it now.*until \S+Z it counts again if `latest` is moved to 1\.1\.0: then a promotion sets it to 1\.0\.0/,
    ],
    ['means nothing any more after a day', 1500, /without a meaning by now/],
  ])('whose tag was moved since: a mark %s', async (_, minutes, words) => {
    await has(['1.0.0', '1.1.0', '1.2.0'], { latest: '1.2.0', [keptBy(idOf(minutes))]: '1.0.0' });
    expect((await visit()).marks).toMatchObject([{ health: 'warning', found: expect.stringMatching(words) }]);
  });

  test('whose tag is to go back to what is hidden: the commands list that again first', async () => {
    await has(['1.0.0', '1.1.0'], { latest: '1.1.0', [keptBy(idOf(500))]: '1.0.0' });
    await at.client.updatePackageVersionsStatus(at.at('prod'), utils, { versions: ['1.0.0'], target: 'Unlisted' });
    const { marks } = await visit();
    const commands = (marks[0]?.fix ?? '').split('\n').filter((line) => line.startsWith('codeartifact-ci '));
    expect(commands.map((line) => line.split(' ')[1])).toEqual(['retire', 'promote']);
    for (const line of commands) {
      const ended = await runPrinted(line.replace('codeartifact-ci ', ''), { url: at.url, folder: home });
      expect({ line, exit: ended.exit }).toEqual({ line, exit: 0 });
    }
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.0.0' });
  });

  test('the age is that of the service, whatever the clock here says', async () => {
    const run = idOf(10);
    await has(['1.0.0', '1.1.0'], { latest: '1.1.0', [keptBy(run)]: '1.0.0' });
    at.local.clock.advance(3 * 3600_000);
    expect((await visit()).marks).toMatchObject([{ health: 'problem' }]);
    at.local.clock.reset();
  });
});

describe('a version that a dead run uploaded and did not tag', () => {
  test('a problem, and the printed command reaches its users', async () => {
    const run = idOf(500);
    const mark = stagingMark(run, 'latest', '1.1.0', '1.0.0');
    await has(['1.0.0', '1.1.0'], { latest: '1.0.0', [mark]: '1.1.0' });
    const { exit, marks } = await visit();
    expect(exit).toBe(1);
    expect(marks[0]?.found).toContain(
      'uploaded 1.1.0 and may not have come to pointing `latest` at it (`latest` points at 1.0.0)',
    );
    expect(marks[0]?.fix).toContain('Run the same command (`publish`, or `promote` to another domain) again');
    await carryOut(marks[0]?.fix);
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.1.0' });
  });

  test('that was tagged after all: only the mark is to be removed', async () => {
    const mark = stagingMark(idOf(500), 'latest', '1.1.0', '1.0.0');
    await has(['1.0.0', '1.1.0'], { latest: '1.1.0', [mark]: '1.1.0' });
    const { marks } = await visit();
    expect(marks).toMatchObject([{ health: 'warning', found: expect.stringContaining('as it should') }]);
  });
});

describe('marks of version 0.1', () => {
  test('are listed, with what they stood for and the way to remove them', async () => {
    await has(['1.0.0', '1.1.0'], {
      latest: '1.1.0',
      next: '1.1.0',
      'codeartifact-ci-keep-latest': '1.0.0',
      'codeartifact-ci-keep-next': '1.1.0',
      'codeartifact-ci-staging': '1.1.0',
    });
    const { exit, marks } = await visit();
    expect(exit).toBe(0);
    expect(
      Object.fromEntries(marks.map(({ probe, health, fix }) => [probe.split(' ')[1], [health, fix?.split(' ')[0]]])),
    ).toEqual({
      'codeartifact-ci-keep-latest': ['warning', 'codeartifact-ci'],
      'codeartifact-ci-keep-next': ['warning', 'npm'],
      'codeartifact-ci-staging': ['warning', 'npm'],
    });
    for (const { found } of marks) expect(found).toContain('version 0.1');
    for (const { fix } of marks) await carryOut(fix);
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.0.0', next: '1.1.0' });
  });
});

describe('where is looked', () => {
  test('a mark of an upstream is named with its repository, and its commands go there', async () => {
    await has(['1.0.0', '1.1.0'], { latest: '1.1.0', [keptBy(idOf(500))]: '1.0.0' });
    const { marks } = await visit({ inputs: { repository: 'downstream' }, operands: ['npm:@acme/utils'] });
    expect(marks).toMatchObject([{ probe: expect.stringMatching(/ in my-org\/prod$/) }]);
    await carryOut(marks[0]?.fix);
    expect(await at.tags('prod', utils)).toEqual({ latest: '1.0.0' });
  });

  test('at 200 packages at most, those that were named among them, and that there are more is said', async () => {
    await has(['1.0.0'], {}, 'zz-last');
    const names = Array.from({ length: 205 }, (_, index) => `p${index}`);
    const paths = names.map((name) => writeNpmPackage(join(home, `${name}.tgz`), { name, version: '1.0.0' }));
    await at.publish(await Promise.all(paths), { to: 'prod', concurrency: 32 });
    await tags.set({ format: 'npm', name: 'zz-last' }, keptBy(idOf(500)), '1.0.0', await at.target('npm', 'prod'));
    const { summary, marks } = await visit({ operands: ['npm:zz-last'] });
    const asked = at.exchanges.filter(({ target }) => target.includes('/dist-tags')).length;
    expect(marks).toHaveLength(1);
    expect(summary?.found).toMatch(/^1 mark found \(looked at 200 packages of more/);
    // The named one's tags are also looked at for what upstreams hide.
    expect(asked).toBeGreaterThanOrEqual(200);
    expect(asked).toBeLessThanOrEqual(202);
  });

  test('who may not list packages is told, and nothing else is wrong', async () => {
    await has(['1.0.0'], {});
    const { exit, summary } = await visit({
      env: { AWS_ACCESS_KEY_ID: unable.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET },
    });
    expect(exit).toBe(0);
    expect(summary).toMatchObject({ health: 'warning', code: 'CA-AUTH-003' });
  });

  test('no mark stays unseen among those that publish and promote know', () => {
    const run = idOf(1);
    const names = [keepMark(run, 'latest', '1.0.0'), stagingMark(run, 'next', '1.0.0', undefined)];
    expect(marksOf(Object.fromEntries(names.map((name) => [name, '1.0.0']))).map(({ run: of }) => of)).toEqual([
      run,
      run,
    ]);
  });
});
