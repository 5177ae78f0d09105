// A step of the action in this process, as the runner starts it: inputs as INPUT_ variables, command files, and what
// they hold afterwards.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { summary } from '@actions/core';
import { run } from '../../src/action/run.ts';
import { runPost } from '../../src/action/run-post.ts';
import { createInterruption, type Interruption } from '../../src/machine/interruption.ts';
import { inProcess } from '../cli/in-process.ts';
import { readKeyValues } from '../support/programs/runner.ts';

export interface Step {
  readonly status: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What later steps get. */
  readonly env: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface StepOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called before the step begins. */
  readonly watch?: (interruption: Interruption) => void;
}

export interface Job {
  readonly home: string;
  readonly workspace: string;
  main(inputs: Readonly<Record<string, string>>, options?: StepOptions): Promise<Step>;
  post(state: Readonly<Record<string, string>>, options?: StepOptions): Promise<Step>;
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;

export function openJob(folder: string, base: Readonly<Record<string, string | undefined>> = {}): Job {
  const [home = '', workspace = '', temp = ''] = ['home', 'workspace', 'temp'].map((name) => join(folder, name));
  for (const path of [home, workspace, temp]) mkdirSync(path, { recursive: true });
  let count = 0;
  const step = async (
    variables: Readonly<Record<string, string>>,
    { env = {}, watch }: StepOptions,
    work: (env: NodeJS.ProcessEnv, interruption: Interruption) => Promise<number>,
  ): Promise<Step> => {
    count++;
    const files = Object.fromEntries(FILES.map((name) => [name, join(temp, `${count}-${name}`)]));
    for (const file of Object.values(files)) writeFileSync(file, '');
    const all = {
      HOME: home,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_RUN_ID: '4711',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_JOB: 'release',
      GITHUB_REPOSITORY: 'acme/utils',
      RUNNER_NAME: 'runner-1',
      RUNNER_TEMP: temp,
      AWS_EC2_METADATA_DISABLED: 'true',
      'INPUT_WORKING-DIRECTORY': workspace,
      ...base,
      ...files,
      ...variables,
      ...env,
    };
    const interruption = createInterruption(() => {});
    watch?.(interruption);
    // A step is a process of its own; in this one the toolkit would go on writing into the summary of the first.
    Reflect.deleteProperty(summary, '_filePath');
    const { value, stdout } = await inProcess(all, () => work(process.env, interruption));
    const read = (name: (typeof FILES)[number]) =>
      existsSync(files[name] ?? '') ? readFileSync(files[name] ?? '', 'utf8') : '';
    return {
      status: value,
      log: stdout,
      outputs: readKeyValues(read('GITHUB_OUTPUT')),
      env: readKeyValues(read('GITHUB_ENV')),
      state: readKeyValues(read('GITHUB_STATE')),
      summary: read('GITHUB_STEP_SUMMARY'),
    };
  };
  const named = (values: Readonly<Record<string, string>>, nameOf: (name: string) => string) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [nameOf(name), value]));
  return {
    home,
    workspace,
    main: (inputs, options = {}) =>
      step(
        named(inputs, (name) => `INPUT_${name.toUpperCase()}`),
        options,
        run,
      ),
    post: (state, options = {}) =>
      step(
        named(state, (name) => `STATE_${name}`),
        options,
        async (env, interruption) => {
          await runPost(env, interruption);
          return 0;
        },
      ),
  };
}

/** Without the lines that tell the runner what to mask. */
export const unmasked = (log: string) => log.replace(/^::add-mask::.*$/gm, '');
