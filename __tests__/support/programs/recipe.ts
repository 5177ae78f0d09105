// Runs the blocks of a documentation page: workflows step by step as a runner would, shell blocks with the command line.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { createRunner, ROOT, type Runner, runProcess, type StepResult } from './runner.ts';

export interface Block {
  /** `yaml workflow`, `sh`, `dockerfile`. */
  readonly kind: string;
  readonly text: string;
}

export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, 'docs', 'recipes', page), 'utf8');
  return [...text.matchAll(/^```([^\n`]+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', body = '']) => ({
    kind,
    text: body,
  }));
}

export function blockOf(page: string, kind: string): string {
  const found = blocksOf(page).find((block) => block.kind === kind);
  if (!found) throw new Error(`${page} has no block \`${kind}\``);
  return found.text;
}

export interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly id?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { env?: Record<string, string>; container?: string; steps: WorkflowStep[] }>>;
}

export interface RecipeJob {
  readonly folder: string;
  /** Address of the local server. */
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Texts of the page that are other ones here (a proxy's address). */
  readonly replace?: Readonly<Record<string, string>>;
  /** Answers the `if` of a step; steps without one run. */
  readonly condition?: (expression: string) => boolean;
  /** Called for steps of other actions, with their inputs filled in. */
  readonly other?: (
    uses: string,
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>>,
  ) => void | Promise<void>;
  readonly before?: (runner: Runner) => void | Promise<void>;
  /** After a step of ours or a `run`, by its index. */
  readonly after?: (index: number, runner: Runner, result: { status: number; log: string }) => void | Promise<void>;
  /** Kill the machine before the post steps. */
  readonly withoutPost?: boolean;
}

export interface RecipeRun {
  readonly runner: Runner;
  readonly results: readonly { status: number; log: string }[];
  readonly posts: readonly StepResult[];
}

const OWN = /^codeartifact-ci\/codeartifact-ci@/;

/** Runs the one job of a workflow. `id-token: write` is what lets it have an identity, as on GitHub. */
export async function runWorkflow(text: string, job: RecipeJob): Promise<RecipeRun> {
  const replaced = Object.entries(job.replace ?? {}).reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
  const workflow = parse(replaced) as Workflow;
  const [only] = Object.values(workflow.jobs);
  if (!only || Object.keys(workflow.jobs).length !== 1) throw new Error('a recipe has one job');
  const identity: Record<string, string> =
    workflow.permissions?.['id-token'] === 'write'
      ? {
          ACTIONS_ID_TOKEN_REQUEST_URL: `${job.url}/_local/oidc/token?x=1`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
        }
      : {};
  const base = { AWS_ENDPOINT_URL: job.url, ...only.env, ...job.env };
  const runner = createRunner(job.folder, { ...base, ...identity });
  await job.before?.(runner);
  const results: { status: number; log: string }[] = [];
  const states: StepResult['state'][] = [];
  const outputs: Record<string, Readonly<Record<string, string>>> = {};
  for (const [index, step] of only.steps.entries()) {
    if (step.if !== undefined && !(job.condition?.(step.if) ?? true)) continue;
    const fill = (value: unknown) => filled(String(value), outputs);
    const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, fill(value)]));
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]));
    if (step.run !== undefined) {
      const result = await runShell(step.run, { runner, env: { ...base, ...env } });
      results.push(result);
      await job.after?.(index, runner, result);
    } else if (OWN.test(step.uses ?? '')) {
      const result = await runner.step(inputs, env);
      if (step.id) outputs[step.id] = result.outputs;
      states.push(result.state);
      results.push(result);
      await job.after?.(index, runner, result);
    } else if (step.uses !== undefined) await job.other?.(step.uses, inputs, env);
    if ((results.at(-1)?.status ?? 0) !== 0) break;
  }
  const posts: StepResult[] = [];
  if (!job.withoutPost) for (const state of states.reverse()) posts.push(await runner.post(state));
  return { runner, results, posts };
}

/** `${{ steps.ID.outputs.NAME }}`, also through `fromJSON(…)` with members behind it. */
function filled(text: string, outputs: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return text.replace(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const found = /^(?:fromJSON\()?steps\.([\w-]+)\.outputs\.([\w-]+)\)?((?:\.[\w-]+|\[\d+\])*)$/.exec(expression);
    const value = outputs[found?.[1] ?? '']?.[found?.[2] ?? ''];
    if (!found || value === undefined) throw new Error(`cannot read ${expression}`);
    if (!expression.startsWith('fromJSON')) return value;
    let at: unknown = JSON.parse(value);
    for (const [, name, index] of (found[3] ?? '').matchAll(/\.([\w-]+)|\[(\d+)\]/g))
      at = (at as Record<string, unknown>)[name ?? index ?? ''];
    return String(at);
  });
}

/** A shell block in the workspace, with `codeartifact-ci` on PATH. */
export async function runShell(
  script: string,
  at: { runner: Pick<Runner, 'home' | 'workspace' | 'env'>; env: Readonly<Record<string, string>> },
): Promise<{ status: number; log: string }> {
  const bin = join(at.runner.home, '..', 'bin');
  mkdirSync(bin, { recursive: true });
  try {
    symlinkSync(join(ROOT, 'dist', 'cli', 'index.js'), join(bin, 'codeartifact-ci'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return runProcess(['bash', '-eo', 'pipefail', '-c', script], {
    cwd: at.runner.workspace,
    env: {
      PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
      HOME: at.runner.home,
      AWS_EC2_METADATA_DISABLED: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      ...at.env,
      ...at.runner.env,
    },
  });
}
