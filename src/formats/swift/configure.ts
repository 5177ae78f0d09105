// How SwiftPM is found in a project. What it is to be told is loaded when it is configured.
import type { Tool } from '../../core/ports/package-format.ts';

const swift: Tool = {
  name: 'swift',
  hasScopes: true,
  detect: ['Package.swift', 'Package.resolved'],
  nestedProjects: () => ({ marks: ['Package.swift'], settings: [{ file: '.swiftpm/configuration/registries.json' }] }),
  inspect: async (request) => (await import('./inspect.ts')).inspectSwift(request),
  configure: async (request) => (await import('./configuration.ts')).swiftConfiguration(request),
};

export const tools: readonly Tool[] = [swift];
