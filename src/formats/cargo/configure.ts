// How Cargo is found in a project. What it is to be told is loaded when it is configured.
import type { Tool } from '../../core/ports/package-format.ts';

const cargo: Tool = {
  name: 'cargo',
  detect: ['Cargo.toml', 'Cargo.lock'],
  nestedProjects: () => ({
    marks: ['Cargo.toml'],
    settings: [{ file: '.cargo/config.toml' }, { file: '.cargo/config' }],
  }),
  inspect: async (request) => (await import('./inspect.ts')).inspectCargo(request),
  configure: async (request) => (await import('./configuration.ts')).cargoConfiguration(request),
};

export const tools: readonly Tool[] = [cargo];
