import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { createProgramRunner } from '../../src/machine/programs.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();

function script(place: string, name: string, text: string): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(place, name), 0o755);
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
