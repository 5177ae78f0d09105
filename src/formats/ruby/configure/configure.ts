// How RubyGems and Bundler are found in a project. What they are to be told is loaded when they are configured.
import type { Tool } from '../../../core/ports/package-format.ts';

const gem: Tool = {
  name: 'gem',
  detect: ['Gemfile', 'Gemfile.lock', 'gems.rb', 'gems.locked', '*.gemspec'],
  nestedProjects: () => ({
    marks: ['Gemfile', 'gems.rb'],
    settings: ['Gemfile', 'gems.rb', '.bundle/config'].map((file) => ({ file })),
  }),
  inspect: async (request) => (await import('./inspect.ts')).inspectGem(request),
  configure: async (request) => (await import('./configuration.ts')).gemConfiguration(request),
};

export const tools: readonly Tool[] = [gem];
