// npm, pnpm, Yarn and Bun: one .npmrc for most of them, .yarnrc.yml in the home for Yarn 2 and later.
import type { ConfigureRequest, Tool, ToolConfiguration } from '../../../core/ports/package-format.ts';
import { absolute, documentedVariable, inHome, joinPath, variable } from '../../shared/machine-paths.ts';
import { npmrcFile, npmrcNotes, npmrcPaths, userConfig } from './npmrc.ts';
import { berryConfiguration, yarnGeneration } from './yarn.ts';

const packageManager = (name: string) => ({
  file: 'package.json',
  contains: new RegExp(`"packageManager"\\s*:\\s*"${name}@`),
});

const npm: Tool = {
  name: 'npm',
  hasScopes: true,
  detect: ['package-lock.json', 'npm-shrinkwrap.json'],
  detectInside: [packageManager('npm')],
  detectFallback: ['package.json'],
  inspect: async (request) => (await import('./inspect.ts')).inspectNpm(request),
  asVariables: async (request) => (await import('./as-variables.ts')).npmAsVariables(request),
  configure: (request) => {
    const documented = documentedVariable(request, ['.npmrc']);
    return {
      files: npmrcPaths(request.machine).map((path) => npmrcFile(path, request)),
      variables: documented.variables,
      notes: [...npmrcNotes(request), ...documented.notes],
    };
  },
};

const pnpm: Tool = {
  name: 'pnpm',
  hasScopes: true,
  detect: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  detectInside: [packageManager('pnpm')],
  inspect: async (request) => (await import('./inspect.ts')).inspectPnpm(request),
  asVariables: async (request) => (await import('./as-variables.ts')).pnpmAsVariables(request),
  configure: (request) => {
    const { machine } = request;
    const usual = inHome(machine, '.npmrc');
    const chosen = userConfig(machine);
    // pnpm 11.0 stopped reading npm's variable and later 11.x read it last; its own one works in all that have it.
    const own = variable(machine, 'pnpm_config_userconfig', { anyCase: true });
    const paths = new Set(npmrcPaths(machine));
    if (own) paths.add(absolute(machine, own));
    const documented = documentedVariable(request, ['.npmrc', 'pnpm-workspace.yaml']);
    return {
      files: [...paths].map((path) => npmrcFile(path, request, { explicitPort: true })),
      variables: { ...documented.variables, ...(chosen !== usual && !own ? { PNPM_CONFIG_USERCONFIG: chosen } : {}) },
      notes: [...npmrcNotes(request), ...documented.notes],
    };
  },
};

const yarn: Tool = {
  name: 'yarn',
  hasScopes: true,
  detect: ['yarn.lock', '.yarnrc.yml', '.yarnrc'],
  detectInside: [packageManager('yarn')],
  inspect: async (request) => (await import('./inspect.ts')).inspectYarn(request),
  asVariables: async (request) => (await import('./as-variables.ts')).yarnAsVariables(request),
  configure: (request) => {
    const generation = yarnGeneration(request.machine);
    const parts: ToolConfiguration[] = [];
    if (generation !== 'classic') parts.push(berryConfiguration(request));
    if (generation !== 'berry') parts.push(classicConfiguration(request));
    const documented = documentedVariable(request, ['.yarnrc.yml', '.npmrc']);
    return {
      files: parts.flatMap((part) => part.files),
      variables: documented.variables,
      notes: [...parts.flatMap((part) => part.notes), ...documented.notes],
    };
  },
};

function classicConfiguration(request: ConfigureRequest): ToolConfiguration {
  return {
    files: npmrcPaths(request.machine).map((path) => npmrcFile(path, request, { alwaysAuth: true })),
    variables: {},
    notes: npmrcNotes(request),
  };
}

const bun: Tool = {
  name: 'bun',
  hasScopes: true,
  detect: ['bun.lock', 'bun.lockb', 'bunfig.toml'],
  detectInside: [packageManager('bun')],
  inspect: async (request) => (await import('./inspect.ts')).inspectBun(request),
  asVariables: async (request) => (await import('./as-variables.ts')).bunAsVariables(request),
  configure: (request) => {
    const { machine } = request;
    // Bun read only the home's file until 1.3, then npm's variable as well; XDG_CONFIG_HOME hid the home's for a while.
    const paths = new Set([...npmrcPaths(machine), inHome(machine, '.npmrc')]);
    const xdg = variable(machine, 'XDG_CONFIG_HOME');
    if (xdg) paths.add(joinPath(machine, absolute(machine, xdg), '.npmrc'));
    const documented = documentedVariable(request, ['bunfig.toml', '.npmrc']);
    return {
      files: [...paths].map((path) => npmrcFile(path, request)),
      variables: documented.variables,
      notes: [...npmrcNotes(request), ...documented.notes],
    };
  },
};

export const tools: readonly Tool[] = [npm, pnpm, yarn, bun];
