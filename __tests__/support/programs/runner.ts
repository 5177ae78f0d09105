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
  /** With the inputs of the step, which the post step sees as well. */
  post(state: Readonly<Record<string, string>>, inputs?: Readonly<Record<string, string>>): Promise<StepResult>;
}

/** Reads a command file line by line as the runner does on Linux; throws where it would fail the step. */
export function readKeyValues(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      found[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const [name = '', delimiter = ''] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
    const end = lines.indexOf(delimiter, at + 1);
    if (heredoc < 1 || delimiter === '' || end < 0) throw new Error(`invalid format ${JSON.stringify(line)}`);
    found[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return found;
}

export interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const KNOWN = 'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher'
  .concat(' save-state set-env set-output stop-commands warning')
  .split(' ');

const unescaped = (text: string, codes: Readonly<Record<string, string>>) =>
  Object.entries(codes).reduce((result, [code, character]) => result.replaceAll(code, character), text);

const LINE_CODES = { '%0D': '\r', '%0A': '\n' };

/** The command that the runner takes a line for: `::name …::data` behind white space, `##[name …]data` anywhere. */
function commandOf(line: string): RunnerCommand | undefined {
  const forms = [
    { of: /^[\s\u0085]*::(.*?)::(.*)$/s, between: ',', data: {}, property: { '%3A': ':', '%2C': ',' } },
    { of: /##\[(.*?)\](.*)$/s, between: ';', data: { '%3B': ';', '%5D': ']' }, property: { '%3B': ';', '%5D': ']' } },
  ];
  for (const form of forms) {
    const [, info = '', data = ''] = form.of.exec(line) ?? [];
    const [name = '', ...rest] = info.split(' ');
    if (!KNOWN.includes(name)) continue;
    const pairs = rest.join(' ').split(form.between).filter(Boolean);
    const properties = pairs.map((pair) => {
      const [key = '', ...value] = pair.split('=');
      return [key, unescaped(value.join('='), { ...LINE_CODES, ...form.property, '%25': '%' })];
    });
    return {
      name,
      properties: Object.fromEntries(properties),
      data: unescaped(data, { ...LINE_CODES, ...form.data, '%25': '%' }),
    };
  }
  return undefined;
}

/** What a runner makes of the output of a step: its commands, and the lines that it shows as they are. */
export function readLog(text: string): { readonly commands: RunnerCommand[]; readonly shown: string[] } {
  const commands: RunnerCommand[] = [];
  const shown: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const command = commandOf(line);
    if (command) commands.push(command);
    else if (line !== '') shown.push(line);
  }
  return { commands, shown };
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
    post: (state, inputs = {}) => run('post', { ...named('STATE_', state), ...named('INPUT_', inputs) }),
  };
}
