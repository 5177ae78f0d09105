// A GitHub runner as far as a JavaScript action can see it: INPUT_ and GITHUB_ variables, command files, state handed
// from main to post, variables and outputs read back.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)));

export interface StepResult {
  readonly status: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly state: Readonly<Record<string, string>>;
}

export interface Runner {
  readonly home: string;
  readonly workspace: string;
  /** Variables that steps set for later ones. */
  readonly env: Record<string, string>;
  /** Everything any step printed or handed to the runner, for secret scans. */
  readonly transcript: () => string;
  step(inputs: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>): Promise<StepResult>;
  post(state: Readonly<Record<string, string>>): Promise<StepResult>;
}

/** Reads `name<<delimiter` blocks. */
export function readKeyValues(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([^\n<]+)<<(\S+)\r?\n([\s\S]*?)\r?\n\2(?:\r?\n|$)/gm))
    found[name] = value;
  return found;
}

export function runProcess(
  command: readonly string[],
  options: { env: Readonly<Record<string, string>>; cwd: string },
): Promise<{ status: number; log: string; stdout: string }> {
  return new Promise((done, fail) => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      env: { ...options.env },
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      log += chunk;
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      log += chunk;
    });
    child.on('error', fail);
    child.on('close', (status) => done({ status: status ?? 1, log, stdout }));
  });
}

export function createRunner(folder: string, base: Readonly<Record<string, string>> = {}): Runner {
  const home = join(folder, 'home');
  const workspace = join(folder, 'workspace');
  const temp = join(folder, 'temp');
  for (const path of [home, workspace, temp]) mkdirSync(path, { recursive: true });
  const env: Record<string, string> = {};
  const seen: string[] = [];
  let count = 0;

  const run = async (bundle: 'main' | 'post', extra: Readonly<Record<string, string>>): Promise<StepResult> => {
    count++;
    const names = {
      GITHUB_OUTPUT: 'output',
      GITHUB_ENV: 'env',
      GITHUB_STATE: 'state',
      GITHUB_PATH: 'path',
      GITHUB_STEP_SUMMARY: 'summary',
    };
    const files = Object.fromEntries(
      Object.entries(names).map(([name, file]) => [name, join(temp, `${count}-${file}`)]),
    );
    for (const file of Object.values(files)) writeFileSync(file, '');
    const { status, log } = await runProcess([process.execPath, join(ROOT, 'dist', bundle, 'index.js')], {
      cwd: workspace,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_RUN_ID: '4711',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_JOB: 'release',
        GITHUB_REPOSITORY: 'acme/utils',
        GITHUB_REF: 'refs/heads/main',
        GITHUB_EVENT_NAME: 'push',
        RUNNER_NAME: 'runner-1',
        RUNNER_TEMP: temp,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...base,
        ...env,
        ...files,
        ...extra,
      },
    });
    const read = (name: keyof typeof names) =>
      existsSync(files[name] ?? '') ? readFileSync(files[name] ?? '', 'utf8') : '';
    Object.assign(env, readKeyValues(read('GITHUB_ENV')));
    seen.push(log, read('GITHUB_OUTPUT'), read('GITHUB_STATE'), read('GITHUB_STEP_SUMMARY'));
    return {
      status,
      log,
      outputs: readKeyValues(read('GITHUB_OUTPUT')),
      summary: read('GITHUB_STEP_SUMMARY'),
      state: readKeyValues(read('GITHUB_STATE')),
    };
  };
  const named = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        `${prefix}${prefix === 'INPUT_' ? name.toUpperCase() : name}`,
        value,
      ]),
    );
  return {
    home,
    workspace,
    env,
    transcript: () => seen.join('\n'),
    step: (inputs, extra = {}) => run('main', { ...named('INPUT_', inputs), ...extra }),
    post: (state) => run('post', named('STATE_', state)),
  };
}
