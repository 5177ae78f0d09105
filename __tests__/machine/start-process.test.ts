// Processes that cannot be started, for reasons that Node emits and for those that it throws.
import { describe, expect, test } from '@jest/globals';
import { runShell } from '../../src/machine/shell.ts';
import { startProcess } from '../../src/machine/start-process.ts';

const tooLong = 'x'.repeat(3 * 1024 * 1024);
const request = { program: process.execPath, args: ['-e', '0'], env: { PATH: process.env.PATH } };
const impossible = {
  'a program that does not exist': { ...request, program: 'no-such-program' },
  'an argument that the system does not take': { ...request, args: ['-e', `//${tooLong}`] },
  'a variable that the system does not take': { ...request, env: { ...request.env, LONG: tooLong } },
};

describe.each(Object.entries(impossible))('%s', (_, given) => {
  test.each(['terminal', 'session'] as const)('is an error of the process (%s)', async (kind) => {
    const child = startProcess({ ...given, kind });
    const error = await new Promise<Error>((resolve) => child.once('error', resolve));
    expect(error.message).toMatch(/ENOENT|E2BIG|ENAMETOOLONG/);
    expect(child.pid).toBeUndefined();
  });

  test('ends a command of a build with 127 and the reason', async () => {
    let output = '';
    const { status, endLeftovers } = await runShell({
      ...given,
      cwd: process.cwd(),
      calledAs: undefined,
      output: (text) => {
        output += text;
      },
    } as Parameters<typeof runShell>[0]);
    endLeftovers();
    expect(status).toBe(127);
    expect(output).toMatch(/: (not found, or its folder is missing|spawn (E2BIG|ENAMETOOLONG))\n$/);
  });
});
