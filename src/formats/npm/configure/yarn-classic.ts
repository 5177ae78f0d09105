// Yarn 1 reads settings of its own from `.yarnrc`: registries, which count where no .npmrc names one, and arguments of
// its command line, which outrank everything. As in Yarn 1.22, `src/rc.js` and `src/util/rc.js`.
import type {
  DirectWay,
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import { addressParts, encodingRemarks } from '../../shared/inspection.ts';
import { absolute, foldersUp, inHome, joinPath, projectFile, variable } from '../../shared/machine-paths.ts';
import { npmrcTrust, offlineRemark, pathInCheckout } from './network-settings.ts';
import { fillAsYarn1, type NpmSource } from './npmrc-sources.ts';

export interface YarnrcLine {
  readonly source: string;
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly value: string;
  /** In double quotes, as Yarn reads a text; a bare word is one only up to its first colon. */
  readonly isQuoted: boolean;
}

/** The settings of a file in the format of `.yarnrc`. */
export function yarnrcLines(machine: ToolMachine, path: string): YarnrcLine[] {
  const source = path === joinPath(machine, machine.workingDirectory, '.yarnrc') ? '.yarnrc of the project' : path;
  const text = machine.read(path) ?? '';
  return [
    ...text.matchAll(/^[ \t]*"?([^\s":#][^\s":]*(?::registry)?)"?[ \t:]+(?:"([^"\s]*)"|([^"\s]+))[ \t]*\r?$/gm),
  ].map(([, name = '', text, word = '']) => ({
    source,
    path,
    name,
    value: text ?? word,
    isQuoted: text !== undefined,
  }));
}

/** Where arguments come from, the first first: the home's file outranks those of the project and of its parents. */
export function argumentFiles(machine: ToolMachine): string[] {
  const named = variable(machine, 'YARN_CONFIG');
  const ofMachine = machine.platform === 'win32' ? [] : ['/etc/yarnrc', '/etc/yarn/config'];
  const files = [
    ...(named ? [absolute(machine, named)] : []),
    inHome(machine, '.yarnrc'),
    inHome(machine, '.yarn', 'config'),
    inHome(machine, '.config', 'yarn', 'config'),
    ...ofMachine,
    ...foldersUp(machine).map((folder) => joinPath(machine, folder, '.yarnrc')),
  ];
  return [...new Set(files)];
}

/** `--registry` and `--<command>.registry`, the one for a command first. */
function argumentsNamed(machine: ToolMachine, option: string): YarnrcLine[] {
  const pattern = new RegExp(`^--(?:([^.]+)\\.)?${option}$`);
  const all = argumentFiles(machine).flatMap((path) =>
    yarnrcLines(machine, path).filter(({ name }) => pattern.test(name)),
  );
  const isForOne = ({ name }: YarnrcLine) => pattern.exec(name)?.[1] !== undefined;
  return [...all.filter(isForOne), ...all.filter((line) => !isForOne(line))];
}

/** Where settings come from, the first first. */
const yarnrcFiles = (machine: ToolMachine) => [
  ...(projectFile(machine, '.yarnrc') === undefined ? [] : [joinPath(machine, machine.workingDirectory, '.yarnrc')]),
  inHome(machine, '.yarnrc'),
];

/** In two groups: what outranks every .npmrc, and what is asked only where none of them says anything. */
export function yarnrcRegistries(machine: ToolMachine): {
  readonly first: RegistrySetting[];
  readonly last: RegistrySetting[];
} {
  const own = variable(machine, 'yarn_registry', { anyCase: true });
  const settings = yarnrcFiles(machine).flatMap((path) => yarnrcLines(machine, path));
  const setting = ({ source, name, value }: YarnrcLine): RegistrySetting => ({
    source,
    setting: name,
    ...addressParts(value),
    scope: /^(@[^:]+):registry$/.exec(name)?.[1],
  });
  const source = 'the variable YARN_REGISTRY';
  return {
    first: [
      ...argumentsNamed(machine, 'registry')
        .filter(({ isQuoted, value }) => isQuoted && value !== '')
        .map(setting),
      ...(own ? [{ source, variable: 'YARN_REGISTRY', setting: 'registry', ...addressParts(own) }] : []),
    ],
    last: settings.filter(({ name, value }) => value !== '' && /^(?:@[^:]+:)?registry$/.test(name)).map(setting),
  };
}

/** Files that end every command of Yarn 1, since it cannot read them. */
export function unreadYarnrc(machine: ToolMachine): ToolRemark[] {
  const reads = { mark: true, utf16: false, otherBytes: true };
  const files = argumentFiles(machine).map((path) => ({ path, reads }));
  return encodingRemarks(machine, files, 'Yarn 1 does not start');
}

/** `--offline` of a `.yarnrc`: Yarn takes nothing that its cache does not hold. */
export function yarnrcOffline(machine: ToolMachine): ToolRemark[] {
  return argumentsNamed(machine, 'offline')
    .filter(({ name, value, isQuoted }) => value === 'true' && !isQuoted && /^--(?:install\.)?offline$/.test(name))
    .slice(0, 1)
    .map(({ source, name }) => offlineRemark('Yarn 1', { source, setting: name }));
}

/** Of each setting what an argument says, then a variable, then `.yarnrc`, then what npm's files and variables say. */
export function yarnrcProxy(
  sources: readonly NpmSource[],
  { machine, endpoint }: InspectRequest,
): ProxySetting | DirectWay | undefined {
  const own = yarnrcFiles(machine).flatMap((path) => yarnrcLines(machine, path));
  for (const setting of endpoint.startsWith('https:') ? ['https-proxy', 'proxy'] : ['proxy']) {
    const name = `yarn_${setting.replace('-', '_')}`;
    const given = variable(machine, name, { anyCase: true });
    const variableOf = (one: string) => ({ source: `the variable ${one}`, variable: one });
    const ofNpm = sources.flatMap((from) => {
      const { source, settings, lists } = from;
      const path = pathInCheckout(machine, from);
      const one = settings.get(setting);
      // To Yarn, a list of one is what is in it.
      const value = one?.value ?? lists?.get(setting)?.at(-1);
      if (value === undefined) return [];
      const place = one?.variable === undefined ? { source, path } : variableOf(one.variable);
      return [{ ...place, address: fillAsYarn1(value, machine.env).text }];
    });
    const all: readonly (Pick<ProxySetting, 'source' | 'variable' | 'address'> & {
      readonly path?: string | undefined;
    })[] = [
      ...argumentsNamed(machine, setting).map(({ source, path, value: address }) => ({ source, path, address })),
      ...(given === undefined ? [] : [{ ...variableOf(name.toUpperCase()), address: given }]),
      ...own
        .filter((line) => line.name === setting)
        .map(({ source, path, value: address }) => ({ source, path, address })),
      ...ofNpm,
    ];
    const [found] = all;
    if (found?.address === 'false')
      return {
        client: 'Yarn 1',
        because: `\`${setting}\` in ${found.source} is false`,
        fix: `Take \`${setting}\` out of ${found.source}.`,
      };
    if (found === undefined || ['', 'null'].includes(found.address)) continue;
    const { path, ...rest } = found;
    return judgedProxy(
      machine,
      { ...rest, setting, client: 'Yarn 1' },
      {
        path,
        trust: () => [...yarnrcTrust(machine), ...npmrcTrust(sources, { fill: fillAsYarn1, machine, endpoint })],
        named: () => all,
      },
    );
  }
  return undefined;
}

/** Yarn 1 knows these of .yarnrc as well, as settings and as arguments. */
function yarnrcTrust(machine: ToolMachine): TrustSetting[] {
  const lines = argumentFiles(machine).flatMap((path) => yarnrcLines(machine, path));
  return lines.flatMap(({ name, source, path, value }): TrustSetting[] => {
    const key = /^(?:--(?:[^.]+\.)?)?(strict-ssl|cafile|ca)$/.exec(name)?.[1];
    return key === undefined
      ? []
      : [{ setting: name, source, path, value, kind: key === 'strict-ssl' ? 'switch' : 'authority' }];
  });
}
