// Every command by name, loaded when it is run: a cold start parses one of them, not nine.
import type { VerbName } from '../core/inputs/commands.ts';
import type { Command } from './definition/command.ts';

export const commands: Readonly<Record<VerbName, () => Promise<Command>>> = {
  login: async () => (await import('./login.ts')).loginCommand,
  logout: async () => (await import('./logout.ts')).logoutCommand,
  publish: async () => (await import('./publish.ts')).publishCommand,
  promote: async () => (await import('./promote.ts')).promoteCommand,
  rollback: async () => (await import('./rollback.ts')).rollbackCommand,
  retire: async () => (await import('./retire.ts')).retireCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  packages: async () => (await import('./packages.ts')).packagesCommand,
};
