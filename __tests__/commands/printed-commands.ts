// The commands that messages give people, found in what was said and carried out in this process.
import { parseArguments } from '../../src/cli/arguments.ts';
import type { Command } from '../../src/commands/definition/command.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { VerbName } from '../../src/core/inputs/commands.ts';
import { type Ended, type Given, runCommand } from './run-command.ts';

const COMMANDS: Readonly<Partial<Record<VerbName, Command>>> = {
  promote: promoteCommand,
  publish: publishCommand,
  retire: retireCommand,
  rollback: rollbackCommand,
};

/** All that a run says, as people and programs read it. */
export const saidBy = ({ message, result, host }: Ended): string =>
  `${message}\n${JSON.stringify(result)}\n${host.lines.join('\n')}`;

/** Each command of ours that stands in a text whole, once, in their order. */
export const printedCommands = (text: string): string[] => [
  ...new Set([...text.matchAll(/`codeartifact-ci ([^`]+)`/g)].map(([, command]) => String(command))),
];

/** A command as it was printed, without the name of the program. */
export async function runPrinted(command: string, given: Pick<Given, 'url' | 'folder'>): Promise<Ended> {
  const [verb = '', ...words] = command.split(' ');
  const known = COMMANDS[verb as VerbName];
  if (!known) throw new Error(`no command ${verb}`);
  const { flags, operands } = parseArguments(verb as VerbName, words);
  return runCommand(known, verb as VerbName, {
    ...given,
    inputs: flags as NonNullable<Given['inputs']>,
    operands,
  });
}
