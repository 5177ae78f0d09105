// Runs one command for the command line: flags and variables in, result out.

import type { CommandResult } from '../commands/definition/result.ts';
import { retriesSoFar } from '../core/calls/retry.ts';
import { asRegistryError, describeError, RegistryError } from '../core/errors/registry-error.ts';
import type { VerbName } from '../core/inputs/commands.ts';
import { withProfileRegion } from '../core/inputs/profile-region.ts';
import { readProjectSettings, settingsFor, settingsLine } from '../core/inputs/project-settings.ts';
import { readInputs } from '../core/inputs/read.ts';
import { requireInputs, requireWorkingDirectory } from '../core/inputs/requirements.ts';
import { variableOf } from '../core/inputs/variable-of.ts';
import { Secret } from '../core/model/secret.ts';
import { assignments, exportLine, isShellName } from '../core/text/shell-assignments.ts';
import type { Interruption } from '../machine/interruption.ts';
import { type Arguments, isOwnFlag, parseArguments, RETIREMENT } from './arguments.ts';
import { commandHelp } from './help.ts';
import { type CliHost, createCliHost } from './host.ts';

export async function runVerb(command: VerbName, args: readonly string[], interruption: Interruption): Promise<number> {
  const parsed = parseArguments(command, args);
  const { flags } = parsed;
  if (flags.help === 'true') {
    process.stdout.write(`${commandHelp(command)}\n`);
    return 0;
  }
  if (flags['print-env'] === 'true' && flags.json === 'true')
    throw new RegistryError('CA-INPUT-004', '`--print-env` and `--json` both want standard output: give one of them');
  if (flags.profile) chooseProfile(flags.profile);
  const raw = (name: string) => flags[name] ?? (process.env[variableOf(name)] || undefined);
  const host = createCliHost({
    quiet: flags.quiet === 'true',
    verbose: flags.verbose === 'true',
    json: flags.json === 'true',
    proxy: raw('http-proxy'),
    noProxy: raw('no-proxy'),
    workingDirectory: command === 'logout' ? undefined : raw('working-directory'),
    isPlaceless: command === 'logout',
    interruption,
  });
  try {
    // Variables of other commands are ambient in a build, so only flags can be a mistake worth a warning.
    const found = command === 'logout' ? undefined : await readProjectSettings(host);
    const settings = settingsFor(found, (name) => Boolean(raw(name)?.trim()));
    const inputs = readInputs(
      command,
      // A flag of the command's own is no input, even if other commands have one of that name.
      (name) => (isOwnFlag(command, name) ? undefined : raw(name)),
      (name) => `--${name}`,
      RETIREMENT,
      { sendsDefaults: false },
      settings,
    );
    for (const warning of inputs.warnings)
      if (!/ is ignored by /.test(warning) || flags[/--([a-z-]+)/.exec(warning)?.[1] ?? ''] !== undefined)
        host.log.warning(warning);
    if (found && settings.size > 0) host.log.info(settingsLine(found.source, settings));
    const located = { ...host, env: await withProfileRegion(command, inputs, host, parsed.operands) };
    requireInputs(command, inputs, located.env, parsed.operands);
    await requireWorkingDirectory(raw('working-directory'), host);
    // Before anything is done: what cannot be written down in the end is not begun.
    if (flags['results-file']) await host.files.requireOutput(flags['results-file']);
    interruption.limit(inputs.integer('timeout'));
    const { commands } = await import('../commands/index.ts');
    const run = await commands[command]();
    const result = await run({ inputs, host: located, operands: parsed.operands, extra: flags });
    if (result.planCaches) host.log.info('`cache` has no effect on the command line: it belongs to the action');
    await show(host, command, parsed, result);
    return result.exit;
  } catch (error) {
    return fail(host, parsed, error);
  } finally {
    for (const line of retriesSoFar(host.clock)) host.log.debug(`tried again: ${line}`);
    host.close();
  }
}

/** As the AWS CLI has it: a profile that is named for one command comes before credentials in variables. */
function chooseProfile(name: string): void {
  process.env.AWS_PROFILE = name;
  for (const one of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_DEFAULT_PROFILE'])
    delete process.env[one];
}

async function show(host: CliHost, command: VerbName, { flags }: Arguments, result: CommandResult): Promise<void> {
  const envFile = flags['results-file'];
  const isForShell = flags['print-env'] === 'true';
  if (envFile) await host.files.write(envFile, assignments(result), { mode: 0o600 });
  if (flags.json === 'true') {
    if (result.json !== undefined) host.printJson(result.json, 2);
  }
  // What a shell evaluates must be nothing but the lines that it was asked for.
  else for (const line of result.lines) isForShell ? host.log.info(line) : host.print(line);
  const variables = Object.entries(result.variables).filter(([name]) => isShellName(name));
  if (isForShell) for (const [name, value] of variables) host.printSecret(exportLine(name, value));
  else if (command === 'login' && !envFile && variables.length > 0) tellVariables(host, command, variables);
  for (const secret of result.printed ?? []) host.printSecret(secret instanceof Secret ? secret.reveal() : secret);
}

/** A process cannot set variables of the shell that started it; what is needed must not be lost without a word. */
function tellVariables(
  host: CliHost,
  command: VerbName,
  variables: readonly (readonly [string, string | Secret])[],
): void {
  if (command === 'logout') {
    host.log.info(`if this shell has them: unset ${variables.map(([name]) => name).join(' ')}`);
    return;
  }
  const lines = variables.map(([name, value]) =>
    value instanceof Secret ? `export ${name}=… (a secret)` : exportLine(name, value),
  );
  host.log.warning(
    `${['the tools need these variables, which this program cannot set for your shell:', ...lines].join('\n  ')}\nAll of them, with their values: eval "$(codeartifact-ci ${command} … --print-env)"`,
  );
}

function fail(host: CliHost, { flags }: Arguments, error: unknown): number {
  const known = asRegistryError(error);
  const [first = '', ...more] = describeError(known);
  host.log.error(first);
  for (const line of more) host.log.error(line);
  if (flags.verbose === 'true' && error instanceof Error && error.stack) host.log.debug(error.stack);
  if (flags.json === 'true') {
    host.printJson(
      {
        error: {
          code: known.code,
          message: known.message,
          remedy: known.remedy,
          requestId: known.requestId,
          link: known.link,
        },
      },
      2,
    );
  }
  return known.exitCode;
}
