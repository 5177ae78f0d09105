import { constants, promises as fs } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Secret } from '../core/model/secret.ts';
import type { ProgramRunner } from '../core/ports/host.ts';

/**
 * The library looks along the PATH of this process; ours may be another one. Absolute path of the first executable file
 * of that name; the name itself when it holds a separator or on Windows, where the library knows the endings.
 */
async function locate(program: string, path: string | undefined): Promise<string | undefined> {
  if (process.platform === 'win32' || program.includes('/')) return program;
  for (const folder of (path ?? '').split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, program);
    const isProgram = await Promise.all([fs.access(file, constants.X_OK), fs.stat(file)]).then(
      ([, stat]) => stat.isFile(),
      () => false,
    );
    if (isProgram) return file;
  }
  return undefined;
}

/** Runs programs through @actions/exec, which finds `.cmd` files and quotes for Windows as the runner itself does. */
export function createProgramRunner(
  env: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): ProgramRunner {
  return async (program, args, options = {}) => {
    const { getExecOutput } = await import('@actions/exec');
    const merged: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...env, ...options.env })) {
      if (value !== undefined) merged[name] = value instanceof Secret ? value.reveal() : value;
    }
    const file = await locate(program, merged.PATH);
    if (file === undefined) return { status: 127, stdout: '', stderr: `${program} was not found` };
    try {
      const { exitCode, stdout, stderr } = await getExecOutput(file, [...args], {
        cwd: options.cwd ?? workingDirectory,
        env: merged,
        silent: true,
        ignoreReturnCode: true,
        ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
      });
      return { status: exitCode, stdout, stderr };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/Unable to locate executable file/.test(message))
        return { status: 127, stdout: '', stderr: `${program} was not found` };
      return { status: 126, stdout: '', stderr: message };
    }
  };
}
