// Every verb by name, loaded when it is run: a cold start parses one of them, not nine.
import type { VerbName } from '../core/inputs/commands.ts';
import type { Verb } from './definition/command.ts';

export const verbs: Readonly<Record<VerbName, () => Promise<Verb>>> = {
  login: async () => (await import('./login.ts')).login,
  logout: async () => (await import('./logout.ts')).logout,
  publish: async () => (await import('./publish.ts')).publish,
  promote: async () => (await import('./promote.ts')).promote,
  rollback: async () => (await import('./rollback.ts')).rollback,
  retire: async () => (await import('./retire.ts')).retire,
  doctor: async () => (await import('./doctor.ts')).doctor,
  token: async () => (await import('./token.ts')).token,
  packages: async () => (await import('./packages.ts')).packages,
};
