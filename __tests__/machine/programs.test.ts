import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { commandOf, KEPT_OUTPUT_BYTES, TRAILING_MS } from '../../src/machine/execution.ts';
import { endLeftovers } from '../../src/machine/processes.ts';
import { createProgramRunner } from '../../src/machine/programs.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();

function script(place: string, name: string, text: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(place, name), 0o755);
}

/** What has ended counts as such, also where its new parent never asks how. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

describe('programs', () => {
  test('are found on the PATH of the host and not of this process', async () => {
    const place = folder();
    script(join(place, 'a'), 'tool', 'echo from-a; echo noise >&2; exit 3');
    const run = createProgramRunner({ env: { PATH: `${join(place, 'a')}:/usr/bin:/bin` }, workingDirectory: place });
    expect(await run('tool', [])).toEqual({ status: 3, stdout: 'from-a\n', stderr: 'noise\n' });
    expect(await createProgramRunner({ env: { PATH: place }, workingDirectory: place })('tool', [])).toMatchObject({
      status: 127,
    });
  });

  test('have an empty input: those that ask something go on', async () => {
    const place = folder();
    script(place, 'asks', 'read answer; echo "answer: $answer"');
    const run = createProgramRunner({ env: { PATH: `${place}:/usr/bin:/bin` }, workingDirectory: place });
    expect(await run('asks', [])).toMatchObject({ status: 0, stdout: 'answer: \n' });
  });

  test('end with everything they started, when their time is over', async () => {
    const place = folder();
    script(place, 'starts', 'sleep 600 & echo $! > inner; trap "" TERM; wait; sleep 600');
    const run = createProgramRunner({ env: { PATH: `${place}:/usr/bin:/bin` }, workingDirectory: place });
    const begun = Date.now();
    expect(await run('starts', [], { timeoutMs: 300 })).toMatchObject({ status: 124 });
    expect(Date.now() - begun).toBeLessThan(8_000);
    const inner = Number(readFileSync(join(place, 'inner'), 'utf8'));
    expect(() => process.kill(inner, 0)).toThrow();
  });

  test('end with the run, whose interruption is their error, and are spoken of when they take long', async () => {
    const place = folder();
    script(place, 'waits', 'sleep 600');
    const stop = new AbortController();
    const lines: string[] = [];
    const options = { env: { PATH: `${place}:/usr/bin:/bin` }, workingDirectory: place, interrupted: stop.signal };
    const run = createProgramRunner({ ...options, say: (line) => void lines.push(line) });
    const running = run('waits', ['here']);
    setTimeout(() => stop.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGTERM')), 5_300);
    await expect(running).rejects.toMatchObject({ code: 'CA-RUN-002' });
    expect(lines).toEqual([expect.stringMatching(/^waiting for waits here: 5 s so far; ended at \d\d:\d\d:\d\dZ/)]);
  });

  test.each([0, 1, 2, 3, 5, 8, 12, 20, 40])(
    'end when the run is interrupted %i ms after they are asked for',
    async (ms) => {
      const place = folder();
      script(place, 'waits', 'echo $$ > pid; sleep 600');
      const stop = new AbortController();
      const env = { PATH: `${place}:/usr/bin:/bin` };
      const run = createProgramRunner({ env, workingDirectory: place, interrupted: stop.signal });
      const begun = Date.now();
      const running = run('waits', []);
      setTimeout(() => stop.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGTERM')), ms);
      await expect(running).rejects.toMatchObject({ code: 'CA-RUN-002' });
      // Whatever it had started by then keeps its streams open.
      expect(Date.now() - begun).toBeLessThan(5_000);
      await new Promise((done) => setTimeout(done, 100));
      const pid = existsSync(join(place, 'pid')) ? Number(readFileSync(join(place, 'pid'), 'utf8')) : 0;
      if (pid > 0) expect(() => process.kill(pid, 0)).toThrow();
    },
  );

  test('that are killed have the status that shells know', async () => {
    const place = folder();
    script(place, 'dies', 'echo before; kill -$1 $$; sleep 600');
    const run = createProgramRunner({ env: { PATH: `${place}:/usr/bin:/bin` }, workingDirectory: place });
    expect(await run('dies', ['KILL'])).toMatchObject({ status: 137, stdout: 'before\n' });
    expect(await run('dies', ['TERM'])).toMatchObject({ status: 143, stdout: 'before\n' });
  });

  test('arguments reach them as they are, secrets only through the environment', async () => {
    const place = folder();
    script(place, 'show', 'printf "%s|" "$@" "$TOKEN" "$(pwd)"');
    const run = createProgramRunner({ env: { PATH: `${place}:/usr/bin:/bin` }, workingDirectory: place });
    const { stdout } = await run('show', ['a b', '$HOME', '"q"', '*', ''], { env: { TOKEN: new Secret('s3cret') } });
    expect(stdout).toBe(`a b|$HOME|"q"|*||s3cret|${place}|`);
  });
});

describe('the output of programs', () => {
  const runner = (place: string) =>
    createProgramRunner({ env: { PATH: `${place}:/usr/bin:/bin` }, workingDirectory: place });

  test('the end of it is kept, however much there is', async () => {
    const place = folder();
    script(place, 'talks', 'yes 0123456789abcdef | head -c 700000000; echo; echo the end; echo said >&2');
    const { status, stdout, stderr } = await runner(place)('talks', []);
    expect({ status, stderr, length: stdout.length, end: stdout.slice(-8) }).toEqual({
      status: 0,
      stderr: 'said\n',
      length: KEPT_OUTPUT_BYTES,
      end: 'the end\n',
    });
    // Seven hundred megabytes, beside other work.
  }, 180_000);

  test('begins with a whole character where it was cut', async () => {
    const place = folder();
    script(place, 'talks', 'yes ü | tr -d "\\n" | head -c 40000001');
    const { stdout } = await runner(place)('talks', []);
    expect(stdout.startsWith('ü')).toBe(true);
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(KEPT_OUTPUT_BYTES + 3);
  });

  test('a line takes time in proportion to its length', async () => {
    const place = folder();
    script(place, 'line', 'head -c 200000000 /dev/zero');
    const begun = Date.now();
    expect((await runner(place)('line', [])).status).toBe(0);
    // 40 MB took 12 s.
    expect(Date.now() - begun).toBeLessThan(10_000);
  });

  test('a child in the background that holds it is not waited for, and ends with the run', async () => {
    const place = folder();
    script(place, 'leaves', 'trap "" TERM; sleep 61 & echo $! > inner; exit 1');
    const begun = Date.now();
    expect(await runner(place)('leaves', [])).toMatchObject({ status: 1 });
    expect(Date.now() - begun).toBeLessThan(TRAILING_MS + 3_000);
    const inner = Number(readFileSync(join(place, 'inner'), 'utf8'));
    expect(isRunning(inner)).toBe(true);
    await endLeftovers();
    await new Promise((done) => setTimeout(done, 100));
    expect(isRunning(inner)).toBe(false);
  });

  test('what is left of a program that was ended is ended as well', async () => {
    const place = folder();
    // It takes no SIGTERM and holds no stream, so that the program is over before it.
    script(place, 'inner', 'trap "" TERM; echo $$ > pid; sleep 1; sleep 62 & wait; sleep 62');
    script(place, 'leaves', './inner >/dev/null 2>&1 & sleep 60');
    expect(await runner(place)('leaves', [], { timeoutMs: 500 })).toMatchObject({ status: 124 });
    const pid = Number(readFileSync(join(place, 'pid'), 'utf8'));
    for (let waited = 0; waited < 8_000 && isRunning(pid); waited += 100)
      await new Promise((done) => setTimeout(done, 100));
    expect(isRunning(pid)).toBe(false);
  });
});

test.each([
  ['SEGV', 139],
  ['KILL', 137],
])('where Node.js tells of no process, the shell says that one ended by SIG%s', (signal, status) => {
  const { file, args } = commandOf('/bin/sh', ['-c', `kill -${signal} $$`], false);
  expect(spawnSync(file, args).status).toBe(status);
});
