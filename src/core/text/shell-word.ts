// One word of a command for a POSIX shell.

/** Names come from people and registries; what a shell would read otherwise is quoted. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
