// A tag that the copy of a killed run took along, and that nobody has set back yet: what the next promotion makes of it when
// what it goes back to is hidden, what its plan says, and whether the commands that are printed work.
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { keepMark, marksOf } from '../../src/core/operations/dist-tags/marks.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { tags as wire } from '../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { printedCommands, runPrinted, saidBy } from './printed-commands.ts';
import { type Ended, resultOf, runCommand } from './run-command.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;
/** A run that began an hour ago. */
const KILLED = `${new Date(Date.now() - 3_600_000).toISOString().replace(/[-:.]/g, '').toLowerCase()}-killed`;
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

const point = async (tag: string, version: string, repository = 'prod') =>
  wire.set(ui, tag, version, await at.target('npm', repository));

const setStatus = (version: string, target: 'Unlisted' | 'Published') =>
  at.client.updatePackageVersionsStatus(at.at('prod'), ui, { versions: [version], target });

async function has(repository: string, versions: readonly string[]) {
  for (const version of versions)
    await at.publish([await writeNpmPackage(join(home, `${version}.tgz`), { name: '@acme/ui', version })], {
      to: repository,
    });
}

/** A run with `keep` copied 1.1.0 and was killed before it had set `latest` back to 1.0.0. */
async function killed(older: readonly string[] = ['0.9.0']): Promise<void> {
  await has('staging', [...older, '1.0.0', '1.1.0', '1.2.0']);
  await has('prod', [...older, '1.0.0', '1.1.0']);
  await point(keepMark(KILLED, 'latest', '1.1.0'), '1.0.0');
}

const promote = (
  version: string,
  distTags = 'keep',
  network?: (send: HttpTransport) => HttpTransport,
  record = 'none',
) =>
  runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    ...(network ? { network } : {}),
    inputs: {
      domain: 'my-org',
      'domain-owner': '111122223333',
      'source-repository': 'staging',
      'destination-repository': 'prod',
      versions: `npm:@acme/ui@${version}`,
      'dist-tags': distTags,
      'promotion-record': record,
    },
  });

/** Does `work` at the so manyth reading of the destination's tags. */
const atReading =
  (turn: number, work: () => Promise<unknown>) =>
  (send: HttpTransport): HttpTransport => {
    let readings = 0;
    return async (request) => {
      const isReading = request.method === 'GET' && /\/prod\/.*\/dist-tags$/.test(request.url);
      if (isReading && ++readings === turn) await work();
      return send(request);
    };
  };

const end = async ({ exit }: Ended) => {
  const tags = await at.tags('prod', ui);
  return { exit, latest: tags.latest, marks: marksOf(tags).length };
};

describe('what the tag goes back to is hidden', () => {
  test('before the plan: it goes to the best below', async () => {
    await killed();
    await setStatus('1.0.0', 'Unlisted');
    const ended = await promote('1.1.0');
    expect(await end(ended)).toEqual({ exit: 0, latest: '0.9.0', marks: 0 });
    const said = saidBy(ended);
    expect(said).toContain('`npm install @acme/ui` gives 1.1.0 now, and 0.9.0 afterwards');
    expect(said).toMatch(/latest +1\.1\.0 +1\.1\.0 +0\.9\.0/);
    expect(said).toContain('was to go back to 1.0.0, which is Unlisted');
    expect(said).not.toContain('this run does');
    expect(await end(await promote('1.1.0'))).toEqual({ exit: 0, latest: '0.9.0', marks: 0 });
  });

  // The readings are those of the plan, of the drift and of the end.
  test.each([2, 3])('while the run goes on (reading %i): the same', async (turn) => {
    await killed();
    const ended = await promote(
      '1.1.0',
      'keep',
      atReading(turn, () => setStatus('1.0.0', 'Unlisted')),
    );
    expect(await end(ended)).toEqual({ exit: 0, latest: '0.9.0', marks: 0 });
    expect(saidBy(ended)).toContain('`latest` was to stay on 1.0.0, which is Unlisted');
  });

  test('and nothing below can be installed: the tag stays, and the plan says so', async () => {
    await killed([]);
    await setStatus('1.0.0', 'Unlisted');
    const ended = await promote('1.1.0');
    expect(await end(ended)).toEqual({ exit: 0, latest: '1.1.0', marks: 0 });
    expect(saidBy(ended)).toContain('`npm install @acme/ui` gives 1.1.0, now and afterwards');
  });

  test.each(['keep', 'copy'])('another release (%s) finishes it in the same way', async (distTags) => {
    await killed();
    await setStatus('1.0.0', 'Unlisted');
    const ended = await promote('1.2.0', distTags);
    const latest = distTags === 'keep' ? '0.9.0' : '1.2.0';
    expect(await end(ended)).toEqual({ exit: 0, latest, marks: 0 });
    expect(saidBy(ended)).toContain(`gives 1.1.0 now, and ${latest} afterwards`);
  });
});

test('a mark stays as long as its tag was not set back', async () => {
  await killed();
  const refusing =
    (send: HttpTransport): HttpTransport =>
    async (request) =>
      request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')
        ? { status: 403, reason: '', headers: {}, body: (async function* () {})(), discard: async () => {} }
        : send(request);
  const red = await promote('1.1.0', 'keep', refusing);
  expect(await end(red)).toEqual({ exit: 3, latest: '1.1.0', marks: 1 });
  expect(await end(await promote('1.1.0'))).toEqual({ exit: 0, latest: '1.0.0', marks: 0 });
});

describe('the commands that are printed', () => {
  /** Each command on a world of its own; `situation` says what was printed there. */
  async function all(situation: () => Promise<string>): Promise<string[]> {
    const commands = printedCommands(await situation());
    for (const [index, command] of commands.entries()) {
      if (index > 0) {
        await at.close();
        home = folder();
        at = await openWorld(home);
        expect(printedCommands(await situation())).toContain(command);
      }
      const ended = await runPrinted(command, { url: at.url, folder: home });
      expect({ command, exit: ended.exit, said: ended.exit === 0 ? '' : saidBy(ended) }).toEqual({
        command,
        exit: 0,
        said: '',
      });
    }
    return commands;
  }

  test('of a tag that somebody moved before the copy', async () => {
    const commands = await all(async () => {
      await has('staging', ['1.0.0', '1.1.0']);
      await has('prod', ['1.0.0']);
      const copy = async () =>
        at.client.copyPackageVersions({
          ...{ domain: 'my-org', domainOwner: '111122223333', sourceRepository: 'staging' },
          ...{ destinationRepository: 'prod', package: ui, allowOverwrite: false, includeFromUpstream: false },
          revisions: {
            '1.1.0':
              (await at.client.describePackageVersion(at.at('staging'), { ...ui, version: '1.1.0' }))?.revision ?? '',
          },
        });
      const ended = await promote('1.1.0', 'keep', (send) => {
        let isDone = false;
        return async (request) => {
          if (!isDone && request.method === 'PUT' && request.url.includes('codeartifact-ci-keep')) {
            isDone = true;
            await copy();
          }
          return send(request);
        };
      });
      expect(await end(ended)).toEqual({ exit: 5, latest: '1.1.0', marks: 0 });
      expect(saidBy(ended)).toContain('moved by somebody else to 1.1.0');
      return JSON.stringify(resultOf(ended).json);
    });
    expect(commands).toEqual([expect.stringContaining('promote npm:@acme/ui@1.0.0 --dist-tags latest=1.0.0')]);
  });

  test('of a tag that stays on what is hidden', async () => {
    const commands = await all(async () => {
      await has('staging', ['0.9.0', '1.0.0', '1.1.0']);
      await has('prod', ['0.9.0', '1.0.0']);
      await point('latest', '0.9.0', 'staging');
      await setStatus('1.0.0', 'Unlisted');
      return saidBy(await promote('1.1.0'));
    });
    expect(commands).toHaveLength(2);
  });

  test('of a tag that went where somebody hid it', async () => {
    const commands = await all(async () => {
      await has('staging', ['0.9.0', '1.0.0', '1.1.0']);
      await has('prod', ['0.9.0', '1.0.0']);
      await point('old', '0.9.0');
      const hide =
        (send: HttpTransport): HttpTransport =>
        async (request) => {
          const answer = await send(request);
          if (request.method === 'PUT' && request.url.endsWith('/dist-tags/latest'))
            await setStatus('0.9.0', 'Unlisted');
          return answer;
        };
      const ended = await promote('1.1.0', 'latest=0.9.0', hide);
      expect(ended.exit).not.toBe(0);
      return JSON.stringify(resultOf(ended).json);
    });
    expect(commands).toEqual([expect.stringContaining('retire npm:@acme/ui@0.9.0 --target-status Published')]);
  });

  test('of a mark that came when the run had ended, and by which another one sets the tag back', async () => {
    const commands = await all(async () => {
      await has('staging', ['1.0.0', '1.1.0']);
      await has('prod', ['1.0.0']);
      const ended = await promote(
        '1.1.0',
        'copy',
        (send) => async (request) => {
          const answer = await send(request);
          if (/asset=plan\.json/.test(decodeURIComponent(request.url)))
            await point(keepMark(KILLED, 'latest', '1.1.0'), '1.0.0');
          return answer;
        },
        'codeartifact-ci/promotions',
      );
      expect(await end(ended)).toEqual({ exit: 5, latest: '1.1.0', marks: 1 });
      expect(saidBy(ended)).toContain(`the run ${KILLED} says by its mark`);
      return JSON.stringify(resultOf(ended).json);
    });
    expect(commands).toEqual([expect.stringContaining('promote npm:@acme/ui@1.1.0 --dist-tags latest=1.1.0')]);
    expect(marksOf(await at.tags('prod', ui))).toEqual([]);
  });
});

test('a mark that comes before the last reading of a green run is gone when that run has ended', async () => {
  await has('staging', ['1.0.0', '1.1.0']);
  await has('prod', ['1.0.0']);
  await at.publish([await writeNpmPackage(join(home, 'slow.tgz'), { name: '@acme/slow', version: '1.0.0' })]);
  let isCopied = false;
  let tell = () => {};
  const isRead = new Promise<void>((done) => {
    tell = done;
  });
  const ended = await promote('1.1.0\nnpm:@acme/slow@1.0.0', 'copy', (send) => async (request) => {
    const isCopy = request.url.includes('/v1/package/versions/copy');
    if (isCopy && request.url.includes('package=slow')) {
      await isRead;
      await point(keepMark(KILLED, 'latest', '1.1.0'), '1.0.0');
      // Long enough for the tags of the other package to be read once more at the end.
      await new Promise((done) => setTimeout(done, 800));
    }
    const answer = await send(request);
    if (isCopy && request.url.includes('package=ui')) isCopied = true;
    else if (isCopied && request.method === 'GET' && /\/prod\/.*ui\/dist-tags$/.test(request.url)) tell();
    return answer;
  });
  expect(await end(ended)).toEqual({ exit: 0, latest: '1.1.0', marks: 0 });
});
