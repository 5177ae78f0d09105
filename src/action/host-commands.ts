// The runner's command protocol: workflow commands on stdout and the command files. Written here instead of taken from
// @actions/core, which would be most of what a cold start parses; a test compares both outputs byte for byte.

import { appendFileSync } from 'node:fs';
import { EOL } from 'node:os';

type Environment = Readonly<Record<string, string | undefined>>;

const escapeData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** `::name key=value::message`, with every byte that could start another command escaped. */
export function workflowCommand(
  name: string,
  message: string,
  properties: Readonly<Record<string, string>> = {},
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${escapeProperty(value)}`)
    .join(',');
  return `::${name}${list ? ` ${list}` : ''}::${escapeData(message)}`;
}

/** `name<<delimiter`, as the command files want it. */
export function keyValue(name: string, value: string, delimiter: string): string {
  if (name.includes(delimiter) || value.includes(delimiter)) throw new Error('a value contains the delimiter');
  return `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}`;
}

const files = {
  output: 'GITHUB_OUTPUT',
  env: 'GITHUB_ENV',
  state: 'GITHUB_STATE',
  path: 'GITHUB_PATH',
  summary: 'GITHUB_STEP_SUMMARY',
} as const;

/**
 * Appends to a command file. Where the runner gives none (old GitHub Enterprise Server) the older workflow command is
 * the way for outputs and state; variables have no safe old way and are left out with `false`.
 */
export async function writeKeyValue(
  env: Environment,
  kind: 'output' | 'env' | 'state',
  name: string,
  value: string,
): Promise<boolean> {
  const file = env[files[kind]];
  if (file) {
    // A delimiter nobody can guess; loaded here, since a run that stops at its inputs writes no value.
    const { randomUUID } = await import('node:crypto');
    appendFileSync(file, `${keyValue(name, value, `ghadelimiter_${randomUUID()}`)}${EOL}`);
    return true;
  }
  if (kind === 'env') return false;
  process.stdout.write(
    `${EOL}${workflowCommand(kind === 'output' ? 'set-output' : 'save-state', value, { name })}${EOL}`,
  );
  return true;
}

export function appendSummary(env: Environment, markdown: string): void {
  const file = env.GITHUB_STEP_SUMMARY;
  if (file) appendFileSync(file, `${markdown.trimEnd()}\n\n`);
}

/** An input as the runner passes it; empty means not given. */
export function rawInput(env: Environment, name: string): string | undefined {
  return env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() || undefined;
}
