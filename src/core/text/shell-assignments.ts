import { Secret } from '../model/secret.ts';

export interface Assignable {
  readonly outputs: Readonly<Record<string, string | Secret | undefined>>;
  readonly variables: Readonly<Record<string, string | Secret | undefined>>;
}

/** Single-quoted for POSIX sh; a quote inside becomes `'\''`. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Whether a shell can have a variable of this name. */
export const isShellName = (name: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/** One line to be evaluated by a shell. The value of a secret stands in it. */
export const exportLine = (name: string, value: string | Secret) =>
  `export ${name}=${quoted(value instanceof Secret ? value.reveal() : value)}`;

/**
 * Results as shell lines to be sourced: `NAME='value'` and `export NAME`. Outputs are `CODEARTIFACT_OUTPUT_NAME`,
 * variables keep their names. Works in sh, dash and bash; written to an owner-only file since it may hold the token.
 */
export function assignments(result: Assignable): string {
  const lines: string[] = [];
  const add = (name: string, value: string | Secret | undefined) => {
    if (value === undefined || !isShellName(name)) return;
    lines.push(`${name}=${quoted(value instanceof Secret ? value.reveal() : value)}`, `export ${name}`);
  };
  for (const [name, value] of Object.entries(result.variables)) add(name, value);
  for (const [name, value] of Object.entries(result.outputs))
    add(`CODEARTIFACT_OUTPUT_${name.toUpperCase().replaceAll('-', '_')}`, value);
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}
