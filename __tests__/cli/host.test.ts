// The machine as the command line sees it: results on stdout, everything else on stderr.
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type CliHostOptions, createCliHost } from '../../src/cli/host.ts';
import { createInterruption } from '../../src/machine/interruption.ts';
import { temporaryFolders } from '../support/folders.ts';
import { readLog } from '../support/programs/runner.ts';
import { inProcess, type ProcessOptions } from './in-process.ts';

const folder = temporaryFolders();
type CliHost = ReturnType<typeof createCliHost>;

function heard(
  work: (host: CliHost) => unknown,
  options: Partial<CliHostOptions> = {},
  env: Readonly<Record<string, string>> = {},
  streams: ProcessOptions = {},
) {
  const interruption = createInterruption(() => {});
  return inProcess(
    env,
    async () => {
      const host = createCliHost({ quiet: false, verbose: false, json: false, interruption, ...options });
      await work(host);
      host.close();
    },
    streams,
  );
}
const everything = async ({ log }: CliHost) => {
  log.debug('a detail');
  log.info('an information');
  log.warning('a warning');
  log.error('an error');
  await log.group('a group', async () => {});
  log.progress('copied', 1, 1);
};

describe('what it prints', () => {
  test.each([
    [{}, ['an information', 'warning: a warning', 'error: an error', 'a group', 'copied 1/1']],
    [
      { verbose: true },
      ['a detail', 'an information', 'warning: a warning', 'error: an error', 'a group', 'copied 1/1'],
    ],
    [{ quiet: true }, ['warning: a warning', 'error: an error']],
  ])('with %j', async (options, lines) => {
    const { stdout, stderr } = await heard(everything, options);
    expect(stderr).toBe(`${lines.join('\n')}\n`);
    expect(stdout).toBe('');
  });

  test('results, and nothing else, on stdout', async () => {
    const { stdout, stderr } = await heard((host) => host.print('the result'), { quiet: true });
    expect({ stdout, stderr }).toEqual({ stdout: 'the result\n', stderr: '' });
  });

  test('parts of lines as they come, but for what may be the beginning of a secret', async () => {
    const secret = 'example-of-a-secret-key';
    const parts = ['10 %\r', 'two: x', `y ${secret.slice(0, 7)}`, `${secret.slice(7)}, ${secret}\n`];
    const { stdout } = await heard((host) => {
      host.mask(secret);
      for (const part of parts) host.printPart(part);
    });
    expect(stdout).toBe('10 %\rtwo: xy ***, ***\n');
  });

  test('in a log, each state of a bar of progress is a line, and so is what has no end for long', async () => {
    const log = { GITHUB_ACTIONS: 'true' };
    const bar = await heard((host) => ['1 %\r', '2 %\r', '\n', 'x\r\n'].forEach(host.printPart), {}, log);
    expect(bar.stdout).toBe('1 %\n2 %\nx\n');
    expect(bar.stderr).toBe('');
    const long = await heard(
      (host) => {
        for (let count = 0; count < 40; count++) host.printPart(`${'x'.repeat(7_989 - (count % 2))} https://u:p@h##`);
        host.printPart('[stop-commands]\n');
      },
      {},
      log,
    );
    expect(readLog(long.stdout).commands).toEqual([]);
    expect(long.stdout).not.toMatch(/u:p@|##\[/);
    expect(long.stderr.match(/warning:/g)).toHaveLength(1);
  });

  test('a group gives what its work gives', async () => {
    await heard(async ({ log }) => {
      expect(await log.group('title', async () => 5)).toBe(5);
      await expect(log.group('title', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    });
  });

  test('logs that are kept get a line for each quarter, and nothing about nothing', async () => {
    const { stderr } = await heard(({ log }) => {
      log.progress('copied', 0, 0);
      for (let done = 1; done <= 200; done++) log.progress('copied', done, 200);
    });
    const lines = stderr.trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(lines.at(-1)).toBe('copied 200/200');
  });

  test('a terminal gets one line that is written over, and colours', async () => {
    const { stderr } = await heard(
      ({ log }) => {
        log.progress('copied', 1, 2);
        log.warning('careful');
        log.progress('copied', 2, 2);
      },
      {},
      {},
      { isTerminal: true },
    );
    expect(stderr).toBe(
      '\r\u001b[Kcopied 1/2 (50%)\r\u001b[K\u001b[33mwarning:\u001b[0m careful\n\r\u001b[Kcopied 2/2 (100%)\n',
    );
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('no colours with %j', async (env) => {
    const { stderr } = await heard(({ log }) => log.error('no'), {}, env, { isTerminal: true });
    expect(stderr).toBe('error: no\n');
  });
});

describe('what it hides', () => {
  const secret = 'eyJ-of-a-token%1';

  test('a masked text, everywhere but where it was asked for', async () => {
    const { stdout, stderr } = await heard(
      async (host) => {
        host.mask(secret);
        for (const level of ['debug', 'info', 'warning', 'error'] as const) host.log[level](`a ${secret} b`);
        await host.log.group(secret, async () => {});
        host.log.progress(secret, 1, 1);
        host.print(`{"a": "${secret}"}`);
        host.printSecret(secret);
      },
      { verbose: true },
    );
    expect(stderr).not.toContain(secret);
    expect(stderr).toContain('warning: a *** b');
    expect(stdout).toBe(`{"a": "***"}\n${secret}\n`);
  });

  test('a hosted runner is told what to mask; others are not', async () => {
    const work = (host: CliHost) => {
      for (let times = 0; times < 2; times++) host.mask(`${secret}\nshort\r\na-second-line\na-carriage\rreturn`);
      host.log.info(`then ${secret}`);
    };
    const hosted = await heard(work, {}, { GITHUB_ACTIONS: 'true' });
    expect(hosted).toMatchObject({
      stdout: '',
      stderr: '::add-mask::eyJ-of-a-token%251\n::add-mask::a-second-line\n::add-mask::a-carriage%0Dreturn\nthen ***\n',
    });
    expect(readLog(hosted.stderr).commands.map(({ data }) => data)).toEqual([
      secret,
      'a-second-line',
      'a-carriage\rreturn',
    ]);
    expect((await heard(work)).stderr).toBe('then ***\n');
  });
});

describe('where it is', () => {
  test.each([
    ['codebuild', { CODEBUILD_BUILD_ID: 'a:b', GITHUB_ACTIONS: 'true' }, true],
    ['github', { GITHUB_ACTIONS: 'true' }, true],
    ['terminal', {}, true],
    ['plain', {}, false],
  ])('%s', async (surface, env, isTerminal) => {
    await heard((host) => expect(host.surface).toBe(surface), {}, env as Record<string, string>, { isTerminal });
  });

  test('home and folders', async () => {
    const home = folder();
    await heard(
      (host) => expect(host).toMatchObject({ home, temporaryDirectory: home, workingDirectory: join(home, 'work') }),
      { workingDirectory: join(home, 'work') },
      { HOME: home, RUNNER_TEMP: home },
    );
    await heard((host) => expect(host.workingDirectory).toBe(process.cwd()));
  });

  // npm, pnpm, Bun and Yarn look for workspaces above the folder itself: `situations-npm.itg.test.ts`.
  test('a link to a folder is the folder, as for every program that is started there', async () => {
    const home = realpathSync(folder());
    mkdirSync(join(home, 'mono/packages/a'), { recursive: true });
    symlinkSync('mono/packages/a', join(home, 'link'));
    const real = process.platform === 'win32' ? 'link' : 'mono/packages/a';
    await heard((host) => expect(host.workingDirectory).toBe(join(home, real)), {
      workingDirectory: join(home, 'link'),
    });
  });
});
