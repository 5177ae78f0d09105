// Marks that outlive what they are for: too old for anybody to go by them, not removed although that was accepted, or about
// a tag that somebody has decided about meanwhile.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { keepMark, marksOf, stagingMark } from '../../src/core/operations/dist-tags/marks.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { tags as wire } from '../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { printedCommands, runPrinted, saidBy } from './printed-commands.ts';
import { type Ended, runCommand } from './run-command.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;
const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
type Network = (send: HttpTransport) => HttpTransport;
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home);
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const runOf = (hoursAgo: number, tail = 'killed') =>
  `${new Date(Date.now() - hoursAgo * 3_600_000).toISOString().replace(/[-:.]/g, '').toLowerCase()}-${tail}`;

/** As a person does it. */
const point = async (tag: string, version: string) => wire.set(ui, tag, version, await at.target('npm', 'prod'));

const built = (version: string) => writeNpmPackage(join(home, `${version}.tgz`), { name: '@acme/ui', version });

async function has(repository: string, versions: readonly string[]) {
  for (const version of versions) await at.publish([await built(version)], { to: repository });
}

/** A run with `keep` that began so long ago copied 1.1.0, which `latest` is at, and left its mark; it was at 1.0.0. */
async function left(hoursAgo: number): Promise<string> {
  await has('staging', ['1.0.0', '1.1.0', '1.2.0', '1.3.0']);
  await has('prod', ['1.0.0', '1.1.0']);
  const mark = keepMark(runOf(hoursAgo), 'latest', '1.1.0');
  await point(mark, '1.0.0');
  return mark;
}

const promote = (version: string, distTags = 'keep', more: { network?: Network; record?: string } = {}) =>
  runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    ...(more.network ? { network: more.network } : {}),
    inputs: {
      ...place,
      'source-repository': 'staging',
      'destination-repository': 'prod',
      versions: `npm:@acme/ui@${version}`,
      'dist-tags': distTags,
      'promotion-record': more.record ?? 'none',
    },
  });

const end = async ({ exit }: Ended) => {
  const tags = await at.tags('prod', ui);
  return { exit, latest: tags.latest, marks: marksOf(tags).length };
};

describe('a tag where the copy of a run that left its mark had put it', () => {
  test('stays there where that run began a day ago, and the plan says what it wanted, with both commands', async () => {
    const mark = await left(25);
    const ended = await promote('1.3.0');
    expect(await end(ended)).toEqual({ exit: 0, latest: '1.1.0', marks: 1 });
    const said = saidBy(ended);
    expect(said).toContain('may not have come to setting `latest` back to 1.0.0; nobody goes by its mark since');
    const endpoint = await at.endpoint('npm', 'prod');
    expect(said).toContain(`\`npm dist-tag rm @acme/ui ${mark} --@acme:registry=${endpoint}\` removes the mark`);
    const [command] = printedCommands(said);
    expect(command).toMatch(/^promote npm:@acme\/ui@1\.0\.0 --dist-tags latest=1\.0\.0 /);
    expect(await end(await runPrinted(command ?? '', { url: at.url, folder: home }))).toEqual({
      exit: 0,
      latest: '1.0.0',
      marks: 0,
    });
  });

  test('goes back where it began an hour ago: a warning does not claim what nobody knows, and has the way out', async () => {
    await left(1);
    const ended = await promote('1.3.0');
    expect(await end(ended)).toEqual({ exit: 0, latest: '1.0.0', marks: 0 });
    const warned = ended.host.lines.filter((line) => line.includes('may not have come to setting `latest` back'));
    expect(warned).toEqual([expect.stringMatching(/^warning/)]);
    const [command] = printedCommands(warned[0] ?? '');
    expect(await end(await runPrinted(command ?? '', { url: at.url, folder: home }))).toEqual({
      exit: 0,
      latest: '1.1.0',
      marks: 0,
    });
  });

  test.each([
    ['ten minutes ahead of the clock of the service: it goes back', -10 / 60, '1.0.0'],
    ['further ahead than clocks may be apart: it stays', -1, '1.1.0'],
  ])('of a run whose clock is %s', async (_words, hoursAgo, latest) => {
    await left(hoursAgo);
    expect(await end(await promote('1.3.0'))).toMatchObject({ exit: 0, latest });
  });
});

describe('a mark whose tag somebody moved away', () => {
  test('is removed by the next promotion where its run began a day ago', async () => {
    await left(25);
    await has('prod', ['1.2.0']);
    expect(await end(await promote('1.3.0'))).toEqual({ exit: 0, latest: '1.2.0', marks: 0 });
  });

  test('is left and told where the copy of its run may be still to come', async () => {
    const mark = await left(25);
    await wire.remove(ui, mark, await at.target('npm', 'prod'));
    const young = keepMark(runOf(1), 'latest', '1.5.0');
    await point(young, '1.0.0');
    await has('prod', ['1.2.0']);
    const ended = await promote('1.3.0');
    expect(await end(ended)).toEqual({ exit: 0, latest: '1.2.0', marks: 1 });
    expect(saidBy(ended)).toMatch(new RegExp(`which may be at work, left a mark .*npm dist-tag rm @acme/ui ${young}`));
  });

  test('is removed where the copy of its run is done, so that it decides nothing when a person moves the tag there', async () => {
    await left(1);
    await has('prod', ['1.2.0']);
    expect(await end(await promote('1.3.0'))).toEqual({ exit: 0, latest: '1.2.0', marks: 0 });
    await point('latest', '1.1.0');
    expect(await end(await promote('1.3.0'))).toEqual({ exit: 0, latest: '1.1.0', marks: 0 });
  });

  test('by another mark, which this promotion goes by, is removed as well', async () => {
    await left(1);
    await has('prod', ['1.2.0']);
    await point(keepMark(runOf(0.5, 'killer'), 'latest', '1.2.0'), '1.0.0');
    expect(await end(await promote('1.3.0'))).toEqual({ exit: 0, latest: '1.0.0', marks: 0 });
    await point('latest', '1.1.0');
    expect(await end(await promote('1.3.0'))).toEqual({ exit: 0, latest: '1.1.0', marks: 0 });
  });

  test('is removed by who names the tag, so that it decides nothing when a person moves the tag there', async () => {
    await left(1);
    await has('prod', ['1.2.0']);
    expect(await end(await promote('1.3.0', 'latest=1.3.0'))).toEqual({ exit: 0, latest: '1.3.0', marks: 0 });
    await point('latest', '1.1.0');
    expect(await end(await promote('1.2.0'))).toEqual({ exit: 0, latest: '1.1.0', marks: 0 });
  });

  test('is removed by who publishes, where its run began a day ago', async () => {
    await left(25);
    const ended = await publish('1.4.0');
    expect(await end(ended)).toEqual({ exit: 0, latest: '1.4.0', marks: 0 });
  });
});

const publish = async (version: string, network?: Network) =>
  runCommand(publishCommand, 'publish', {
    url: at.url,
    folder: home,
    ...(network ? { network } : {}),
    inputs: { ...place, repository: 'prod', packages: await built(version) },
  });

/** Removals of marks are answered with `status` and do nothing, so many times. */
const deaf =
  (status: number, times = Number.POSITIVE_INFINITY): Network =>
  (send) => {
    let count = 0;
    return async (request) => {
      const isRemoval = request.method === 'DELETE' && request.url.includes('/dist-tags/codeartifact-ci-');
      return isRemoval && count++ < times
        ? { status, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : send(request);
    };
  };

/** Reads of the tags after a mark was removed are late. */
const late: Network = (send) => async (request) => {
  if (request.method === 'DELETE' && request.url.includes('/dist-tags/codeartifact-ci-'))
    at.local.faults.add([{ kind: 'stale', operation: 'npm:GET', count: 2 }]);
  return send(request);
};

describe('a mark of the run itself that does not go', () => {
  const removes = /could not be removed: .*until .*`npm dist-tag rm @acme\/ui codeartifact-ci-/;
  beforeEach(async () => {
    await has('staging', ['1.0.0', '1.1.0']);
    await has('prod', ['1.0.0']);
  });

  test.each([
    ['is refused', 403, 3],
    ['is accepted and not done', 200, 5],
  ])('of a promotion, since its removal %s: red, with the command', async (_words, status, exit) => {
    const ended = await promote('1.1.0', 'keep', { network: deaf(status) });
    expect(await end(ended)).toEqual({ exit, latest: '1.0.0', marks: 1 });
    expect(saidBy(ended)).toMatch(removes);
  });

  test.each([
    ['whose first removal did nothing', deaf(200, 1)],
    ['whose removal is seen late', late],
  ])('of a promotion, %s, is none: green', async (_words, network) => {
    expect(await end(await promote('1.1.0', 'keep', { network }))).toEqual({ exit: 0, latest: '1.0.0', marks: 0 });
  });

  test.each([
    ['is refused', 403, 3],
    ['is accepted and not done', 200, 5],
  ])('of a publication, since its removal %s: red, with the command', async (_words, status, exit) => {
    const ended = await publish('1.1.0', deaf(status));
    expect(await end(ended)).toEqual({ exit, latest: '1.1.0', marks: 1 });
    expect(saidBy(ended)).toMatch(removes);
  });

  test.each([
    ['whose first removal did nothing', deaf(200, 1)],
    ['whose removal is seen late', late],
  ])('of a publication, %s, is none: green', async (_words, network) => {
    expect(await end(await publish('1.1.0', network))).toEqual({ exit: 0, latest: '1.1.0', marks: 0 });
  });

  test('of the run that is rolled back: the rollback is red, with the command', async () => {
    const red = await promote('1.1.0', 'keep', { network: deaf(200), record: 'codeartifact-ci/promotions' });
    const run = /\b\d{8}t\d{9}z-\w{6}\b/.exec(saidBy(red))?.[0] ?? '';
    const undo = (network?: Network) =>
      runCommand(rollbackCommand, 'rollback', {
        url: at.url,
        folder: home,
        ...(network ? { network } : {}),
        inputs: { ...place, 'destination-repository': 'prod' },
        operands: [run],
      });
    const ended = await undo(deaf(200));
    expect(await end(ended)).toEqual({ exit: 5, latest: '1.0.0', marks: 1 });
    expect(saidBy(ended)).toMatch(removes);
    expect(await end(await undo())).toMatchObject({ exit: 0, marks: 0 });
  });
});

describe('a version that is there with the mark of a run that did not come to its tag', () => {
  test.each([
    ['an hour ago: the same command points the tag at it', 1, '1.1.0'],
    ['a day ago: the tag stays where somebody may mean it to be, and the command is told', 25, '1.0.0'],
  ])('that began %s', async (_words, hoursAgo, latest) => {
    await has('prod', ['1.0.0', '1.1.0']);
    await point('latest', '1.0.0');
    await point(stagingMark(runOf(hoursAgo), 'latest', '1.1.0', '1.0.0'), '1.1.0');
    const ended = await publish('1.1.0');
    expect(await end(ended)).toEqual({ exit: 0, latest, marks: 0 });
    if (latest === '1.0.0') expect(saidBy(ended)).toContain('--dist-tags latest=1.1.0');
  });
});
