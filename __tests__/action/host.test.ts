// The machine as the runner shows it: what is printed, what is masked, where things are.
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createActionHost } from '../../src/action/host.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { createInterruption } from '../../src/machine/interruption.ts';
import { inProcess } from '../cli/in-process.ts';
import { temporaryFolders } from '../support/folders.ts';
import { readLog } from '../support/programs/runner.ts';
import { scriptedServer } from '../support/servers/scripted-server.ts';
import { startProxy } from '../support/servers/test-proxy.ts';

const folder = temporaryFolders();
type ActionHost = ReturnType<typeof createActionHost>;

/** What a host prints while this is done with it. */
async function printed(
  work: (host: ActionHost) => unknown,
  env: Readonly<Record<string, string>> = {},
  options: Partial<Parameters<typeof createActionHost>[0]> = {},
): Promise<string> {
  const interruption = createInterruption(() => {});
  const { stdout } = await inProcess(env, async () => {
    const host = createActionHost({ env: process.env, interruption, ...options });
    await work(host);
    host.close();
  });
  return stdout;
}
const SECRET = 'eyJ-of-a-token+/=';

describe('what it prints', () => {
  test.each([
    ['debug', '::debug::a 100%25%0A\u200b::error::b\n'],
    ['warning', '::warning::a 100%25%0A\u200b::error::b\n'],
    ['error', '::error::a 100%25%0A\u200b::error::b\n'],
    // No command, and none that a line of it could become.
    ['info', 'a 100%\n\u200b::error::b\n'],
  ] as const)('%s', async (level, text) => {
    expect(await printed((host) => host.log[level]('a 100%\n::error::b'))).toBe(text);
  });

  test.each([
    '::set-env name=A::b',
    '  ::error::b',
    '\u0085\u00a0::add-mask::b',
    'a\r::error::b',
    '##[group]b',
    'a\n##[error]b',
    '@acme/utils@1.0.0##[set-env name=A;]b',
  ])('a line like %j is no command of ours', async (text) => {
    const out = await printed((host) => host.log.info(text));
    expect(readLog(text).commands).not.toEqual([]);
    expect(readLog(out).commands).toEqual([]);
    expect(out.replaceAll('\u200b', '')).toBe(`${text.replace(/[\r\u0085]/g, '?')}\n`);
  });

  test('a group ends, whatever comes of it', async () => {
    const out = await printed(async (host) => {
      expect(await host.log.group('good', async () => 5)).toBe(5);
      await expect(host.log.group('bad', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    });
    expect(out).toBe('::group::good\n::endgroup::\n::group::bad\n::endgroup::\n');
  });

  test('progress is about ten lines, the last among them', async () => {
    const out = await printed((host) => {
      for (let done = 1; done <= 95; done++) host.log.progress('copied', done, 95);
    });
    const lines = out.trim().split('\n');
    expect(lines.at(-1)).toBe('copied 95/95');
    expect(lines.length).toBeLessThanOrEqual(11);
    expect(lines[0]).toBe('copied 10/95');
  });
});

describe('what it hides', () => {
  test('masks each long line once, escaped, and takes it out of everything', async () => {
    const secret = `${SECRET}%1`;
    const out = await printed(async (host) => {
      host.mask(secret);
      host.mask(secret);
      host.mask(`first-line-of-it\nshort\nsecond-line-of-it`);
      for (const level of ['debug', 'info', 'warning', 'error'] as const) host.log[level](`a ${secret} b`);
      await host.log.group(secret, async () => {});
      host.log.progress(secret, 1, 1);
      expect(host.redact(`x ${secret} y second-line-of-it`)).toBe('x *** y ***');
    });
    const masks = out.split('\n').filter((line) => line.startsWith('::add-mask::'));
    expect(masks).toEqual([
      `::add-mask::${SECRET}%251`,
      '::add-mask::first-line-of-it',
      '::add-mask::second-line-of-it',
    ]);
    expect(out.replace(/^::add-mask::.*$/gm, '')).not.toContain(SECRET);
    expect(out).toContain('::warning::a *** b');
  });

  test('a dummy is too short to blank half the log', async () => {
    const out = await printed((host) => {
      host.mask('local');
      host.log.info('the local server');
    });
    expect(out).toBe('the local server\n');
  });
});

describe('where it is', () => {
  test('home, temporary folder and working directory are those of the runner', async () => {
    const home = folder();
    await printed(
      (host) => {
        expect(host).toMatchObject({
          surface: 'github',
          home,
          temporaryDirectory: join(home, 'temp'),
          workingDirectory: join(home, 'work'),
        });
        expect(host.env.RUNNER_TEMP).toBe(join(home, 'temp'));
      },
      { HOME: home, RUNNER_TEMP: join(home, 'temp') },
      { workingDirectory: join(home, 'work') },
    );
  });

  test('without a working directory it is where the process is', async () => {
    await printed((host) => expect(host.workingDirectory).toBe(process.cwd()));
  });

  test('the proxy of the inputs is asked, except for hosts that are named', async () => {
    const direct = await scriptedServer(() => ({ status: 204 }));
    const proxy = await startProxy({ to: Number(new URL(direct.origin).port) });
    // Every address of this machine, and none of those that are always reached directly.
    const url = `${direct.origin.replace('127.0.0.1', '0.0.0.0')}/x`;
    const send = async (host: ActionHost) => (await host.http({ method: 'GET', url })).discard();
    try {
      await printed(send, {}, { proxy: proxy.url });
      expect([proxy.asked, direct.seen.length]).toEqual([[`GET ${url}`], 1]);
      await printed(send, {}, { proxy: proxy.url, noProxy: '0.0.0.0' });
      expect([proxy.asked.length, direct.seen.length]).toEqual([1, 2]);
    } finally {
      await proxy.close();
      await direct.close();
    }
  });

  test('an interruption reaches it', async () => {
    const interruption = createInterruption(() => {});
    await printed(
      (host) => {
        interruption.interrupt(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'));
        expect(host.interrupted.reason).toMatchObject({ code: 'CA-RUN-002' });
        expect(host.cutOff.aborted).toBe(false);
      },
      {},
      { interruption },
    );
    interruption.close();
  });
});
