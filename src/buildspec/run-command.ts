// `buildspec run`: a buildspec on this machine, without Docker.
import { isAbsolute, join } from 'node:path';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { ShellRunner } from '../machine/shell.ts';
import type { BuildspecArguments } from './command-arguments.ts';
import type { BuildspecHost } from './host.ts';
import { runBatch } from './runner/batch.ts';
import { readBuildspec } from './runner/buildspec.ts';
import type { ShellKind } from './runner/command.ts';
import { type BuildRequest, type BuildResult, runBuild } from './runner/run.ts';
import { SCENARIOS, type Scenario } from './runner/scenarios.ts';

const shells: readonly ShellKind[] = ['dash', 'bash-as-sh', 'bash'];

/** What the runner never does; said at the start of every run. */
const LIMITS =
  'not emulated: images, users (run-as), runtime-versions, caches, reports, proxies, artifact upload, retries, queues and timeouts, and exported variables between the builds of a batch';

export async function runSubcommand(
  args: BuildspecArguments,
  host: BuildspecHost,
  shell: ShellRunner,
): Promise<number> {
  const source = absolute(args.text('source') ?? '.', host);
  const file = args.operands[0] ?? args.text('file') ?? 'buildspec.yml';
  const text = await host.files.readText(isAbsolute(file) ? file : join(source, file));
  if (text === undefined) throw new RegistryError('CA-INPUT-005', `YAML file does not exist: ${file} in ${source}`);
  const spec = readBuildspec(text);
  const givenHome = args.text('home');
  const home =
    givenHome === undefined ? await host.files.makeTemporaryDirectory('buildspec-home-') : absolute(givenHome, host);
  host.log.info(`${file}: ${LIMITS}`);
  const request: BuildRequest = {
    text,
    sourceDirectory: source,
    scenario: scenarioOf(args),
    shell: shellOf(args),
    image: imageOf(host, home),
    overrides: pairs(args.list('env'), 'env'),
    secrets: secretsOf(args, host),
    print: (part) => host.printPart(part),
    signal: host.interrupted,
  };
  try {
    return await (args.has('batch') || spec.batch.length > 0
      ? batch(request, host, shell, args)
      : single(request, host, shell, args));
  } finally {
    // A home of our own, so that a run never touches the configuration of the person who tries it.
    if (givenHome === undefined) await host.files.remove(home, { recursive: true });
  }
}

async function single(
  request: BuildRequest,
  host: BuildspecHost,
  shell: ShellRunner,
  args: BuildspecArguments,
): Promise<number> {
  const result = await runBuild(request, { files: host.files, shell });
  if (args.has('json')) host.printJson(summaryOf(result));
  report(result, host);
  return exitOf(result.status);
}

async function batch(
  request: BuildRequest,
  host: BuildspecHost,
  shell: ShellRunner,
  args: BuildspecArguments,
): Promise<number> {
  const result = await runBatch(request, { files: host.files, shell });
  const builds = result.builds.map((build) => ({
    identifier: build.identifier,
    ...(build.result ? summaryOf(build.result) : { status: 'SKIPPED' }),
  }));
  if (args.has('json')) host.printJson({ status: result.status, builds });
  for (const build of builds) host.log.info(`${build.identifier}: ${build.status}`);
  return exitOf(result.status);
}

function summaryOf({ status, phases, exportedVariables, artifacts }: BuildResult) {
  return { status, phases, exportedVariables, artifacts };
}

function report(result: BuildResult, host: BuildspecHost): void {
  if (result.notEmulated.length > 0) host.log.info(`read and not acted on: ${result.notEmulated.join(', ')}`);
  for (const phase of result.phases)
    host.log.info(`${phase.phase}: ${phase.status}${phase.message ? ` (${phase.message.split('\n')[0]})` : ''}`);
  for (const [name, value] of Object.entries(result.exportedVariables)) host.log.info(`exported ${name}=${value}`);
  for (const path of result.artifacts) host.log.info(`artifact ${path}`);
  host.log.info(`build ${result.status}`);
}

function exitOf(status: BuildResult['status']): number {
  return { SUCCEEDED: 0, FAILED: 1, STOPPED: 130 }[status];
}

function absolute(path: string, host: BuildspecHost): string {
  return isAbsolute(path) ? path : join(host.workingDirectory, path);
}

function scenarioOf(args: BuildspecArguments): Scenario {
  const name = args.text('scenario') ?? 'manual';
  const known = SCENARIOS.find((candidate) => candidate === name);
  if (!known) throw new RegistryError('CA-INPUT-001', `\`--scenario\` is one of ${SCENARIOS.join(', ')}`);
  return { name: known, reference: args.text('tag') };
}

function shellOf(args: BuildspecArguments): ShellKind {
  const name = args.text('shell') ?? 'dash';
  const known = shells.find((candidate) => candidate === name);
  if (!known) throw new RegistryError('CA-INPUT-001', `\`--shell\` is one of ${shells.join(', ')}`);
  return known;
}

/** The machine's variables without those of any CI around it, and a home that is the build's own. */
function imageOf(host: BuildspecHost, home: string): Record<string, string> {
  const image: Record<string, string> = {};
  for (const [name, value] of Object.entries(host.env)) {
    if (value !== undefined && !/^(CODEBUILD_|GITHUB_|RUNNER_|ACTIONS_|npm_|XDG_|CI$|OLDPWD$|PWD$)/.test(name))
      image[name] = value;
  }
  return { ...image, HOME: home };
}

function pairs(list: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    list.map((item) => {
      const at = item.indexOf('=');
      if (at < 1) throw new RegistryError('CA-INPUT-001', `\`--${flag}\` is NAME=VALUE`);
      return [item.slice(0, at), item.slice(at + 1)] as const;
    }),
  );
}

/** NAME=VARIABLE: the value comes from a variable of this process, since arguments are public. */
function secretsOf(args: BuildspecArguments, host: BuildspecHost): Record<string, string> {
  const named = Object.entries(pairs(args.list('secret'), 'secret'));
  return Object.fromEntries(
    named.map(([name, variable]) => {
      const value = host.env[variable];
      if (value === undefined)
        throw new RegistryError(
          'CA-INPUT-001',
          `\`--secret ${name}=${variable}\`: the variable ${variable} is not set`,
        );
      host.mask(value);
      return [name, value];
    }),
  );
}
