// One run of the action: reads the inputs, runs the command, hands its result to the runner.

import type { CommandResult, PostState } from '../commands/definition/result.ts';
import { commands } from '../commands/index.ts';
import { EXIT } from '../core/errors/catalogue.ts';
import { asRegistryError, describeError, RegistryError } from '../core/errors/registry-error.ts';
import { COMMANDS, type VerbName } from '../core/inputs/commands.ts';
import type { InputName } from '../core/inputs/definitions.ts';
import { RETIRED_INPUTS } from '../core/inputs/definitions.ts';
import { withProfileRegion } from '../core/inputs/profile-region.ts';
import { readProjectSettings, settingsFor, settingsLine } from '../core/inputs/project-settings.ts';
import { isSaid, readInputs } from '../core/inputs/read.ts';
import { requireInputs, requireWorkingDirectory } from '../core/inputs/requirements.ts';
import { Secret } from '../core/model/secret.ts';
import { VERSION } from '../core/model/version.ts';
import { markdownText, shownBriefly } from '../core/text/shown-text.ts';
import { growHeapSlowly } from '../machine/heap.ts';
import type { MachineHost } from '../machine/host.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createActionHost, type GivenProxy, givenProxy, rawInputs } from './host.ts';
import { addSummary, exportVariable, writeOutput } from './runner.ts';
import { saveState } from './state.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const actionCommands: readonly string[] = COMMANDS.filter(({ surfaces }) =>
  (surfaces as readonly string[]).includes('action'),
).map(({ name }) => name);

/** Resolves to the exit status; everything people must know was printed. */
export async function run(env: Environment, interruption: Interruption): Promise<number> {
  const raw = rawInputs(env);
  const given = givenProxy(env);
  const host = createActionHost({ env, workingDirectory: raw('working-directory'), ...given, interruption });
  let isLoaded = false;
  try {
    const command = raw('command') ?? 'login';
    if (!actionCommands.includes(command)) {
      throw new RegistryError(
        'CA-INPUT-001',
        `\`command\` is \`${shownBriefly(command, 40)}\`: expects one of ${actionCommands.join(', ')}`,
      );
    }
    const retirement = { inputs: RETIRED_INPUTS, version: VERSION };
    const defaults = { sendsDefaults: true };
    const isGiven = (name: InputName) => isSaid(name, raw(name)?.trim());
    const found = command === 'logout' ? undefined : await readProjectSettings(host);
    const settings = settingsFor(found, isGiven);
    const inputs = readInputs(command as VerbName, raw, (name) => name, retirement, defaults, settings);
    for (const warning of inputs.warnings) host.log.warning(warning);
    if (found && settings.size > 0) host.log.info(settingsLine(found.source, settings));
    const located = { ...host, env: await withProfileRegion(command as VerbName, inputs, host) };
    requireInputs(command as VerbName, inputs, located.env);
    await requireWorkingDirectory(raw('working-directory'), host);
    interruption.limit(inputs.integer('timeout'));
    await growHeapSlowly(command);
    // Loaded only now: a missing input must not cost the time of parsing what it would have fed.
    isLoaded = true;
    const run = await commands[command as VerbName]();
    const result = await run({ inputs, host: located, operands: [], extra: {}, isStep: true });
    await hand(host, result, { wantsSummary: inputs.flag('summary'), given });
    return statusOf(result.exit);
  } catch (error) {
    return await fail(host, error);
  } finally {
    if (isLoaded) await tellRetries(host);
    interruption.close();
    host.close();
  }
}

async function tellRetries(host: MachineHost): Promise<void> {
  const { retriesSoFar } = await import('../core/calls/retry.ts');
  for (const line of retriesSoFar(host.clock)) host.log.debug(`tried again: ${line}`);
}

/** The runner tells only success from failure; a cancelled step keeps the status that shells know. */
const statusOf = (exit: number) => (exit === EXIT.done || exit === EXIT.interrupted ? exit : EXIT.failed);

interface Handing {
  readonly wantsSummary: boolean;
  /** Proxy and exceptions, as the inputs name them. */
  readonly given: GivenProxy;
}

async function hand(host: MachineHost, result: CommandResult, { wantsSummary, given }: Handing): Promise<void> {
  // First what the post step needs: whatever fails after this is still taken back.
  if (result.state) await keepForPost(host, result.state);
  for (const line of result.lines) host.log.info(line);
  for (const [name, value] of Object.entries(result.outputs)) {
    if (value !== undefined) writeOutput(name, reveal(value));
  }
  for (const [name, value] of Object.entries(result.variables)) {
    if (!exportVariable(name, reveal(value)))
      host.log.warning(`this runner has no GITHUB_ENV file: ${name} is not set for later steps`);
  }
  if (result.planCaches) await restore(host, result, given);
  if (wantsSummary && result.summary) await addSummary(host.redact(result.summary));
}

/** Without it the post step knows of no login: then the login is taken back here, and the step fails. */
async function keepForPost(host: MachineHost, state: PostState): Promise<void> {
  try {
    saveState(state);
  } catch (error) {
    if (state.cleanup && state.sessions.length > 0) {
      const { cleanUp } = await import('../core/operations/login/logout.ts');
      const { valueEditors } = await import('../formats/value-editors.ts');
      const report = await cleanUp({ sessions: state.sessions, folders: state.folders, editors: valueEditors }, host);
      for (const file of report.files) host.log.info(`${file.path}: ${file.outcome}`);
      for (const warning of report.warnings) host.log.warning(warning);
    }
    throw error;
  }
}

/** The stores last: what they restore is of use only after a login that worked. */
async function restore(host: MachineHost, { planCaches, state }: CommandResult, given: GivenProxy): Promise<void> {
  const plan = await planCaches?.();
  if (!plan) return;
  for (const warning of plan.warnings) host.log.warning(warning);
  const { restoreCaches } = await import('./cache.ts');
  const cache = await restoreCaches(host, plan.caches, given);
  const isHit = cache.length > 0 && cache.length === plan.caches.length && cache.every((one) => one.isHit);
  writeOutput('cache-hit', String(isHit));
  // The runner keeps the last value of a name.
  if (state && cache.length > 0) saveState({ ...state, cache });
}

const reveal = (value: string | Secret) => (value instanceof Secret ? value.reveal() : value);

/** A sentence as part of a quotation: it may repeat what a service said. */
const quoted = (text: string) => markdownText(text.replace(/[\r\n]+/g, ' '));

async function fail(host: MachineHost, error: unknown): Promise<number> {
  const known = asRegistryError(error);
  host.log.error(describeError(known).join('\n'));
  if (error instanceof Error && error.stack && known.code === 'CA-RUN-003') host.log.debug(error.stack);
  await addSummary(
    host.redact(`> [!CAUTION]\n> **${known.code}** ${quoted(known.message)}\n>\n> ${quoted(known.remedy)}`),
  );
  return statusOf(known.exitCode);
}
