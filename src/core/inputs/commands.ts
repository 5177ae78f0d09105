/** Every command of the suite. `surfaces` says where it exists: the action's `command` input, the command line. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  readonly surfaces: readonly ('action' | 'cli')[];
}

export const COMMANDS = [
  {
    name: 'login',
    summary: 'sign in, get one authorization token, configure package managers',
    surfaces: ['action', 'cli'],
  },
  {
    name: 'logout',
    summary: 'take back what login wrote, leaving the lines of others as they are',
    surfaces: ['action', 'cli'],
  },
  {
    name: 'publish',
    summary: 'upload built files of any format and write a release manifest',
    surfaces: ['action', 'cli'],
  },
  { name: 'promote', summary: 'plan and copy package versions between repositories', surfaces: ['action', 'cli'] },
  {
    name: 'rollback',
    summary: 'undo a promotion, by its journal or by its record in the repository',
    surfaces: ['action', 'cli'],
  },
  {
    name: 'retire',
    summary: 'unlist, archive, dispose or delete versions, by coordinate or retention rule',
    surfaces: ['action', 'cli'],
  },
  { name: 'packages', summary: 'list packages and versions, or show one', surfaces: ['cli'] },
  { name: 'doctor', summary: 'find out why it does not work, and the fix', surfaces: ['action', 'cli'] },
  { name: 'token', summary: 'print an authorization token for scripts', surfaces: ['cli'] },
  { name: 'buildspec', summary: 'include, check, remove, print, lint or run buildspec blocks', surfaces: ['cli'] },
  { name: 'local', summary: 'run the local CodeArtifact-compatible server', surfaces: ['cli'] },
  {
    name: 'demo',
    summary: 'publish, promote and install a real package on the local server, end to end',
    surfaces: ['cli'],
  },
] as const satisfies readonly CommandDefinition[];

export type CommandName = (typeof COMMANDS)[number]['name'];
/** Commands that take the inputs of definitions.ts. */
export type VerbName =
  | 'login'
  | 'logout'
  | 'publish'
  | 'promote'
  | 'rollback'
  | 'retire'
  | 'doctor'
  | 'token'
  | 'packages';
