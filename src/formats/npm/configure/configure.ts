// npm, pnpm, Yarn and Bun: one .npmrc for most of them, .yarnrc.yml in the home for Yarn 2 and later.
import type {
  ConfigurationFile,
  ConfigureRequest,
  Tool,
  ToolConfiguration,
  ToolMachine,
} from '../../../core/ports/package-format.ts';
import { refuseRemark } from '../../shared/checkout-settings.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { documentedVariable, inHome, joinPath } from '../../shared/machine-paths.ts';
import { askedVariables, npmrcUses, plainLeftOvers, settingLeftOvers } from './asked-variables.ts';
import { npmrcFile, npmrcPaths } from './npmrc.ts';
import {
  bunProjectFolder,
  majorVersion,
  npmProjectFolder,
  npmUserConfig,
  pnpmUserFile,
  untrustedUserConfig,
  yarn1UserFile,
  yarnrcName,
} from './npmrc-sources.ts';

const packageManager = (name: string) => ({
  file: 'package.json',
  contains: new RegExp(`"packageManager"\\s*:\\s*"${name}@`),
});

/** Other lines decide nothing about where a client asks, or whether it starts. */
const SETTINGS = [
  {
    file: '.npmrc',
    contains:
      /registry|\/\/|\$\{|_auth|_password|username|tokenHelper|offline|userconfig|globalconfig|^[ \t]*prefix|always-auth|proxy|release-age|^[ \t]*before|\0/im,
  },
];
const YARNRC = { file: '.yarnrc', contains: /registry|offline|yarn-?path|proxy|\0/i };
/** Settings of Yarn 2 and later that say nothing of registries; what is not known stops Yarn. */
const BERRY_RC =
  /^(?!(?:nodeLinker|enableTelemetry|enableGlobalCache|enableScripts|enableColors|enableProgressBars|compressionLevel|nmMode|nmHoistingLimits|defaultSemverRangePrefix|enableImmutableInstalls|logFilters|packageExtensions|supportedArchitectures|pnpMode|cacheFolder)["']?\s*:|[\s#-]|$)|\$\{|onConflict|\0/m;
const PROJECT = ['package.json'];

/** Parts of one configuration as one; a variable that two of them set is set by the later one. */
function together(
  files: readonly ConfigurationFile[],
  ...parts: readonly Pick<ToolConfiguration, 'variables' | 'notes'>[]
): ToolConfiguration {
  return {
    files,
    variables: Object.assign({}, ...parts.map((part) => part.variables)),
    notes: [...new Set(parts.flatMap((part) => part.notes))],
  };
}

const npm: Tool = {
  name: 'npm',
  hasScopes: true,
  detect: ['package-lock.json', 'npm-shrinkwrap.json'],
  detectInside: [packageManager('npm')],
  detectFallback: ['package.json'],
  nestedProjects: () => ({ marks: PROJECT, settings: SETTINGS }),
  inspect: async (request) => (await import('./inspect.ts')).inspectNpm(request),
  asVariables: async (request) => (await import('./as-variables.ts')).npmAsVariables(request),
  configure: async (request) => {
    const { machine } = request;
    return together(
      npmrcPaths(machine, await trustedUserConfig(machine)).map((path) => npmrcFile(path, request, { anySlash: true })),
      documentedVariable(request, ['.npmrc']),
      askedVariables(machine, npmrcUses(request, [joinPath(machine, await npmProjectFolder(machine), '.npmrc')])),
      leftOverVariables(machine, 'npm', settingLeftOvers(request, ['npm_config_'])),
    );
  },
};

const pnpm: Tool = {
  name: 'pnpm',
  hasScopes: true,
  detect: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  detectInside: [packageManager('pnpm')],
  nestedProjects: () => ({
    marks: PROJECT,
    settings: [
      ...SETTINGS,
      { file: 'pnpm-workspace.yaml', contains: /registr|offline|npmrcAuthFile|proxy|ReleaseAge|<<|\0/i },
    ],
  }),
  inspect: async (request) => (await import('./inspect.ts')).inspectPnpm(request),
  asVariables: async (request) => (await import('./as-variables.ts')).pnpmAsVariables(request),
  configure: async (request) => {
    const { ownPnpmFiles, pnpm10Fallback } = await import('./pnpm.ts');
    const { machine } = request;
    const usual = inHome(machine, '.npmrc');
    const chosen = pnpmUserFile(machine);
    const style = { explicitPort: true };
    const own = ownPnpmFiles(request);
    const major = majorVersion(machine, 'pnpm');
    const fallback = major === undefined || major < 11 ? pnpm10Fallback(request, chosen, style) : NO_FALLBACK;
    // pnpm 11.0 stopped reading npm's variable and later 11.x read it last; its own one works in all that have it.
    return together(
      [
        ...[...new Set([...npmrcPaths(machine, chosen), ...own.npmrcPaths])].map((path) =>
          npmrcFile(path, request, style),
        ),
        ...own.files,
        ...fallback.files,
      ],
      documentedVariable(request, ['.npmrc', 'pnpm-workspace.yaml']),
      {
        variables: chosen !== usual && own.npmrcPaths.length === 0 ? { PNPM_CONFIG_USERCONFIG: chosen } : {},
        notes: fallback.notes,
      },
      leftOverVariables(machine, 'pnpm', settingLeftOvers(request, ['npm_config_', 'pnpm_config_'])),
    );
  },
};

const NO_FALLBACK = { files: [], notes: [] };

const yarn: Tool = {
  name: 'yarn',
  hasScopes: true,
  detect: ['yarn.lock', '.yarnrc.yml', '.yarnrc'],
  detectInside: [packageManager('yarn')],
  nestedProjects: (machine) => ({
    marks: PROJECT,
    settings: [...SETTINGS, YARNRC, { file: yarnrcName(machine), contains: BERRY_RC }],
  }),
  inspect: async (request) => (await import('./inspect.ts')).inspectYarn(request),
  asVariables: async (request) => (await import('./as-variables.ts')).yarnAsVariables(request),
  configure: async (request) => {
    const { yarnGenerations } = await import('./yarn-generation.ts');
    const told = await yarnGenerations(request.machine);
    const parts: ToolConfiguration[] = [];
    if (told.berry) parts.push(await (await import('./yarn.ts')).berryConfiguration(request));
    if (told.classic) parts.push(classicConfiguration(request));
    return together(
      parts.flatMap((part) => part.files),
      documentedVariable(request, ['.yarnrc.yml', '.npmrc']),
      ...parts,
    );
  },
};

function classicConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine } = request;
  const own = request.scopes.length > 0 ? [] : Object.keys(machine.env).filter((name) => /^yarn_registry$/i.test(name));
  return together(
    npmrcPaths(machine, yarn1UserFile(machine)).map((path) => npmrcFile(path, request, { alwaysAuth: true })),
    askedVariables(machine, npmrcUses(request, [joinPath(machine, machine.workingDirectory, '.npmrc')])),
    leftOverVariables(machine, 'Yarn', [
      ...settingLeftOvers(request, ['npm_config_']),
      ...plainLeftOvers(request, own),
    ]),
  );
}

const bun: Tool = {
  name: 'bun',
  hasScopes: true,
  detect: ['bun.lock', 'bun.lockb', 'bunfig.toml'],
  detectInside: [packageManager('bun')],
  nestedProjects: () => ({
    marks: PROJECT,
    settings: [
      ...SETTINGS,
      { file: 'bunfig.toml', contains: /registry|scopes|\binstall\b|\0/ },
      { file: '.env*', contains: /registry|token|npm_config|bun_config/i },
    ],
  }),
  inspect: async (request) => (await import('./bun.ts')).inspectBun(request),
  asVariables: async (request) => (await import('./as-variables.ts')).bunAsVariables(request),
  configure: async (request) => {
    const { BUN_REGISTRY, BUN_TOKEN, bunfigUses, bunNpmrcPaths, bunSees, homeBunfigFile } = await import('./bun.ts');
    const { machine, scopes, token } = request;
    const { machine: seen } = await bunSees(machine);
    const unnamed = scopes.length > 0 ? [] : plainLeftOvers({ ...request, machine: seen }, BUN_REGISTRY);
    return together(
      [
        ...bunNpmrcPaths(machine).map((path) => npmrcFile(path, request, { anySlash: true })),
        ...homeBunfigFile(request),
      ],
      documentedVariable(request, ['bunfig.toml', '.npmrc']),
      askedVariables(machine, [
        ...npmrcUses(request, [joinPath(machine, await bunProjectFolder(machine), '.npmrc')]),
        ...(await bunfigUses(request)),
      ]),
      // Variables of the process outrank those of `.env` files, so that the job's are right either way.
      leftOverVariables(seen, 'Bun', [
        ...unnamed,
        ...(scopes.length === 0 ? BUN_TOKEN.map((name) => ({ name, wanted: token })) : []),
      ]),
    );
  },
};

export const tools: readonly Tool[] = [npm, pnpm, yarn, bun];

/** Throws CA-INPUT-001 where a checkout names a file for the token that is none for it. */
async function trustedUserConfig(machine: ToolMachine): Promise<string> {
  refuseRemark('npm', await untrustedUserConfig(machine));
  return npmUserConfig(machine);
}
