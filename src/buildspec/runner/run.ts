// Runs one build: phases in their fixed order, failure and `finally` as CodeBuild does them.
//
// | failed    | what follows                              |
// |-----------|-------------------------------------------|
// | install   | nothing                                   |
// | pre_build | nothing                                   |
// | build     | post_build                                |
// on-failure ABORT ends the build, CONTINUE goes on, RETRY is reported and not done. Stopping ends everything at once.
import { join } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Files } from '../../core/ports/host.ts';
import type { ShellRunner } from '../../machine/shell.ts';
import { PHASES, type Phase } from '../edit/spec-text.ts';
import { type Buildspec, type PhaseSpec, readBuildspec } from './buildspec.ts';
import { type CommandContext, readVariables, runCommand, type ShellKind, setVariable, startState } from './command.ts';
import { createOutputFilter } from './output.ts';
import { type Scenario, scenarioVariables } from './scenarios.ts';

export interface BuildRequest {
  readonly text: string;
  readonly sourceDirectory: string;
  readonly scenario: Scenario;
  /** What `sh` is; a buildspec with `env.shell: bash` gets bash all the same. */
  readonly shell: ShellKind;
  /** Variables of the image: PATH, HOME and the like. */
  readonly image: Readonly<Record<string, string>>;
  readonly project?: Readonly<Record<string, string>> | undefined;
  /** Variables given when the build is started; they win. */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** Values of parameter-store and secrets-manager entries, by what the buildspec calls them. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly print: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface RunnerHost {
  readonly files: Files;
  readonly shell: ShellRunner;
}

export interface PhaseResult {
  readonly phase: Phase;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'STOPPED';
  /** COMMAND_EXECUTION_ERROR text of the first failure. */
  readonly message?: string;
}

export interface BuildResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'STOPPED';
  readonly phases: readonly PhaseResult[];
  readonly exportedVariables: Readonly<Record<string, string>>;
  /** Every variable at the end. */
  readonly variables: Readonly<Record<string, string>>;
  readonly artifacts: readonly string[];
  /** Phase whose on-failure would start the build over. */
  readonly wouldRetry?: string | undefined;
  readonly notEmulated: readonly string[];
}

/** Runs the build. A buildspec that cannot be read throws CA-SPEC-001, as a build fails in DOWNLOAD_SOURCE. */
export async function runBuild(request: BuildRequest, host: RunnerHost): Promise<BuildResult> {
  const spec = readBuildspec(request.text);
  const folder = await host.files.makeTemporaryDirectory('buildspec-run-');
  try {
    return await new Build(request, host, spec, folder).run();
  } finally {
    await host.files.remove(folder, { recursive: true });
  }
}

class Build {
  readonly #request: BuildRequest;
  readonly #host: RunnerHost;
  readonly #spec: Buildspec;
  readonly #context: CommandContext;
  readonly #log: (line: string) => void;
  readonly #flush: () => void;
  readonly #initial: Record<string, string>;
  readonly #leftovers: (() => void)[] = [];
  #hasFailed = false;
  #wouldRetry: string | undefined;

  constructor(request: BuildRequest, host: RunnerHost, spec: Buildspec, folder: string) {
    this.#request = request;
    this.#host = host;
    this.#spec = spec;
    const secrets = resolveSecrets(spec, request.secrets ?? {});
    const filter = createOutputFilter(Object.values(secrets), request.print);
    this.#log = (line) => filter.write(`[Container] ${line}\n`);
    this.#flush = () => filter.flush();
    const region = request.overrides?.AWS_REGION ?? request.image.AWS_REGION ?? 'us-east-1';
    this.#initial = {
      ...request.image,
      ...spec.variables,
      ...secrets,
      ...request.project,
      ...scenarioVariables(request.scenario, request.sourceDirectory, region),
      ...request.overrides,
      CODEBUILD_BUILD_SUCCEEDING: '1',
    };
    const environment = { PATH: this.#initial.PATH ?? '/usr/bin:/bin' };
    this.#context = {
      files: host.files,
      shell: host.shell,
      kind: spec.shell === 'bash' ? 'bash' : request.shell,
      state: { folder, sourceDirectory: request.sourceDirectory, environment },
      output: (chunk) => filter.write(chunk),
      signal: request.signal ?? new AbortController().signal,
    };
  }

  async run(): Promise<BuildResult> {
    await startState(this.#host.files, this.#context.state, this.#initial);
    const phases: PhaseResult[] = [];
    let isOver = false;
    for (const phase of PHASES) {
      if (isOver || this.#isStopped) {
        phases.push({ phase, status: 'SKIPPED' });
        continue;
      }
      const result = await this.#runPhase(phase, this.#spec.phases[phase]);
      phases.push(result);
      if (result.status === 'FAILED') isOver = await this.#endsAfter(phase, result.message ?? '');
    }
    // The container goes away with everything that still runs in it.
    for (const end of this.#leftovers) end();
    this.#flush();
    return this.#result(phases);
  }

  get #isStopped(): boolean {
    return this.#context.signal.aborted;
  }

  async #runPhase(phase: Phase, spec: PhaseSpec | undefined): Promise<PhaseResult> {
    this.#log(`Entering phase ${phase.toUpperCase()}`);
    const failure = (await this.#runList(spec?.commands ?? [])) ?? undefined;
    // A stopped build goes straight to its end; nothing documents that `finally` would still run.
    const last = this.#isStopped ? undefined : await this.#runList(spec?.finally ?? []);
    const message = failure ?? last;
    const status = this.#isStopped ? 'STOPPED' : message === undefined ? 'SUCCEEDED' : 'FAILED';
    this.#log(`Phase complete: ${phase.toUpperCase()} State: ${status}`);
    if (message !== undefined) this.#log(`Phase context status code: COMMAND_EXECUTION_ERROR Message: ${message}`);
    return message === undefined ? { phase, status } : { phase, status, message };
  }

  /** Runs until the first failure; what CodeBuild does with later `finally` commands after one failed is unknown. */
  async #runList(commands: readonly string[]): Promise<string | undefined> {
    for (const command of commands) {
      if (this.#isStopped) return undefined;
      this.#log(`Running command ${command.trimEnd()}`);
      const { status, endLeftovers } = await runCommand(this.#context, command);
      this.#leftovers.push(endLeftovers);
      this.#flush();
      if (status === 0) continue;
      await this.#fail();
      return `Error while executing command: ${command.trimEnd()}. Reason: exit status ${status}`;
    }
    return undefined;
  }

  async #fail(): Promise<void> {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    await setVariable(this.#host.files, this.#context.state, 'CODEBUILD_BUILD_SUCCEEDING', '0');
  }

  async #endsAfter(phase: Phase, message: string): Promise<boolean> {
    const onFailure = this.#spec.phases[phase]?.onFailure ?? { kind: 'default' };
    if (onFailure.kind === 'continue') return false;
    if (onFailure.kind === 'abort') return true;
    if (onFailure.kind === 'retry' && onFailure.count > 0 && new RegExp(onFailure.pattern).test(message)) {
      this.#wouldRetry = phase;
      this.#log(`CodeBuild would start the build over here, up to ${onFailure.count} times`);
      return true;
    }
    return phase === 'install' || phase === 'pre_build';
  }

  async #result(phases: readonly PhaseResult[]): Promise<BuildResult> {
    const variables = await readVariables(this.#context);
    const exported = this.#spec.exportedVariables.filter((name) => name in variables && !name.startsWith('AWS_'));
    const { files } = this.#host;
    const base = join(this.#request.sourceDirectory, this.#spec.artifactsBase);
    const isDone = !this.#isStopped && phases.some((result) => result.phase === 'build' && result.status !== 'SKIPPED');
    return {
      status: this.#isStopped ? 'STOPPED' : this.#hasFailed ? 'FAILED' : 'SUCCEEDED',
      phases,
      exportedVariables: Object.fromEntries(exported.map((name) => [name, variables[name] ?? ''])),
      variables,
      artifacts: isDone && this.#spec.artifacts.length > 0 ? await files.glob(this.#spec.artifacts, base) : [],
      wouldRetry: this.#wouldRetry,
      notEmulated: this.#spec.ignored,
    };
  }
}

function resolveSecrets(spec: Buildspec, given: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = { ...spec.parameterStore, ...spec.secretsManager };
  const missing = Object.values(wanted).filter((name) => given[name] === undefined);
  if (missing.length > 0)
    throw new RegistryError('CA-INPUT-001', `no value for ${missing.join(', ')}; give it with --secret NAME=VARIABLE`);
  return Object.fromEntries(Object.entries(wanted).map(([name, source]) => [name, given[source] ?? '']));
}
