// What of its files uv cannot read as settings: it then does nothing, or takes the project's file for one without any.
import type { ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import { compareVersions, satisfies } from '../names/version-order.ts';

/** The keys that uv 0.13 knows at the top of a uv.toml; it refuses a file with any other one. */
const KNOWN_KEYS: ReadonlySet<string> = new Set(
  `required-version system-certs native-tls offline no-cache cache-dir preview preview-features python-preference python-downloads concurrent-downloads concurrent-builds concurrent-installs index index-url extra-index-url no-index find-links index-strategy keyring-provider http-proxy https-proxy no-proxy allow-insecure-host resolution prerelease prerelease-package fork-strategy dependency-metadata config-settings config-settings-package no-build-isolation require-build-hashes no-build-isolation-package extra-build-dependencies extra-build-variables exclude-newer exclude-newer-package link-mode compile-bytecode no-sources no-sources-package upgrade upgrade-package reinstall reinstall-package no-build no-build-package no-binary no-binary-package torch-backend python-install-mirror pypy-install-mirror graalpy-install-mirror pyodide-install-mirror python-downloads-json-url publish-url trusted-publishing check-url add-bounds audit pip cache-keys override-dependencies exclude-dependencies constraint-dependencies build-constraint-dependencies environments required-environments minimum-libc-version conflicts workspace sources managed package default-groups dependency-groups dev-dependencies build-backend`.split(
    ' ',
  ),
);

/** The same of `[pip]`. */
const KNOWN_PIP_KEYS: ReadonlySet<string> = new Set(
  `python system break-system-packages target prefix index-url extra-index-url no-index find-links index-strategy keyring-provider no-build no-binary only-binary no-build-isolation require-build-hashes no-build-isolation-package extra-build-dependencies extra-build-variables strict extra all-extras no-extra no-deps group allow-empty-requirements resolution prerelease fork-strategy dependency-metadata output-file no-strip-extras no-strip-markers no-annotate no-header custom-compile-command generate-hashes config-settings config-settings-package python-version python-platform universal exclude-newer exclude-newer-package no-emit-package emit-index-url emit-find-links emit-build-options emit-marker-expression emit-index-annotation annotation-style link-mode compile-bytecode require-hashes verify-hashes no-sources no-sources-package upgrade upgrade-package reinstall reinstall-package torch-backend`.split(
    ' ',
  ),
);

/** A file of settings, as it is called and what it says. */
interface SettingsFile {
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Newer than the lists here is this version. */
const NEWER = '0.14';

type Kind = 'text' | 'switch' | 'number' | 'texts';

const KINDS: ReadonlyMap<string, Kind> = new Map(
  (
    [
      [
        'text',
        'cache-dir index-url http-proxy https-proxy publish-url check-url python-install-mirror pypy-install-mirror graalpy-install-mirror pyodide-install-mirror python-downloads-json-url required-version exclude-newer index-strategy keyring-provider resolution prerelease fork-strategy link-mode python-preference trusted-publishing add-bounds torch-backend',
      ],
      [
        'switch',
        'system-certs native-tls offline no-cache no-index compile-bytecode no-sources upgrade reinstall no-build preview',
      ],
      ['number', 'concurrent-downloads concurrent-builds concurrent-installs'],
      [
        'texts',
        'extra-index-url find-links no-sources-package upgrade-package reinstall-package no-build-package no-binary-package no-build-isolation-package no-proxy allow-insecure-host',
      ],
    ] as const
  ).flatMap(([kind, keys]) => keys.split(' ').map((key): [string, Kind] => [key, kind])),
);

const FITS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  switch: (value) => typeof value === 'boolean',
  number: (value) => (typeof value === 'number' || typeof value === 'bigint') && value > 0,
  texts: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
};
const WANTED: Readonly<Record<Kind, string>> = {
  text: 'a text',
  switch: 'true or false',
  number: 'a number above 0',
  texts: 'a list of texts',
};

/** The words that a setting takes; a newer uv may know more. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'index-strategy': ['first-index', 'unsafe-first-match', 'unsafe-best-match'],
  'keyring-provider': ['disabled', 'subprocess', 'native'],
  resolution: ['highest', 'lowest', 'lowest-direct'],
  prerelease: ['disallow', 'allow', 'if-necessary', 'explicit', 'if-necessary-or-explicit'],
  'link-mode': ['clone', 'copy', 'hardlink', 'symlink'],
  'python-preference': ['only-managed', 'managed', 'system', 'only-system'],
  'trusted-publishing': ['automatic', 'always', 'never'],
};
const INDEX_WORDS: Readonly<Record<string, readonly string[]>> = {
  format: ['simple', 'flat'],
  authenticate: ['auto', 'always', 'never'],
};

/** Why uv cannot read a file. */
interface Refusal {
  readonly reason: string;
  /** It is about one of the indexes, which uv reads of a pyproject.toml once more, and then stops. */
  readonly isOfIndex?: boolean;
  /** A newer uv may know it. */
  readonly mayBeKnown?: boolean;
}

function refusals(file: SettingsFile): Refusal[] {
  const { settings } = file;
  return [
    ...indexReasons(file).map((reason) => ({ reason, isOfIndex: true })),
    ...wordReasons(settings),
    ...tableReasons(settings, KNOWN_KEYS, ''),
    ...(typeof settings.pip === 'object' && settings.pip !== null
      ? tableReasons(settings.pip as SettingsFile['settings'], KNOWN_PIP_KEYS, 'pip.')
      : []),
  ];
}

function tableReasons(settings: SettingsFile['settings'], known: ReadonlySet<string>, prefix: string): Refusal[] {
  return Object.entries(settings).flatMap(([key, value]): Refusal[] => {
    const shown = `\`${shownBriefly(prefix + key, 60)}\``;
    if (!known.has(key)) return [{ reason: `it does not know ${shown}`, mayBeKnown: true }];
    const kind = KINDS.get(key);
    if (kind !== undefined && !FITS[kind](value)) return [{ reason: `${shown} is not ${WANTED[kind]}` }];
    const words = WORDS[key];
    return words !== undefined && !words.includes(String(value))
      ? [{ reason: `${shown} is none of ${words.join(', ')}`, mayBeKnown: true }]
      : [];
  });
}

function wordReasons({ index }: SettingsFile['settings']): Refusal[] {
  if (!Array.isArray(index)) return [];
  return index.flatMap((one: unknown) =>
    Object.entries(INDEX_WORDS).flatMap(([key, words]): Refusal[] => {
      const value = (one as Readonly<Record<string, unknown>> | null)?.[key];
      return value === undefined || words.includes(String(value))
        ? []
        : [{ reason: `\`${key}\` of an index is none of ${words.join(', ')}`, isOfIndex: true, mayBeKnown: true }];
    }),
  );
}

/** Undefined where nothing is known of the uv that runs here. */
function isNewer(machine: Pick<ToolMachine, 'versionOf'>): boolean | undefined {
  const version = machine.versionOf?.('uv');
  return version === undefined ? undefined : compareVersions(version, NEWER) >= 0;
}

const isPyproject = ({ source }: SettingsFile) => source.endsWith('pyproject.toml');

/** Why uv reads nothing of `[tool.uv]` and goes on; undefined where it takes it, stops at it, or nobody can tell. */
export function ignoredBecause(file: SettingsFile, machine: Pick<ToolMachine, 'versionOf'>): string | undefined {
  if (!isPyproject(file)) return undefined;
  const [first] = refusals(file).filter(
    ({ isOfIndex, mayBeKnown }) => !isOfIndex && (!mayBeKnown || isNewer(machine) === false),
  );
  return first?.reason;
}

/** What uv stops at. A file that it takes for none is told by `ignoredBecause`. */
export function refusedSettings(file: SettingsFile, machine: Pick<ToolMachine, 'versionOf'>): ToolRemark[] {
  const { source } = file;
  const [first] = refusals(file).filter(
    ({ isOfIndex, mayBeKnown }) => (isOfIndex || !isPyproject(file)) && !(mayBeKnown && isNewer(machine) === true),
  );
  if (first === undefined) return [];
  const isCertain = !first.mayBeKnown || isNewer(machine) === false;
  return [
    {
      name: 'refused-settings',
      ...(isCertain ? {} : { health: 'warning' as const, isSaidAtLogin: true }),
      found: `${source} is one that uv ${isCertain ? '' : 'to 0.13 '}cannot read, so that it refuses to do anything: ${first.reason}`,
      fix: `Correct ${source}.`,
    },
  ];
}

/** `[tool.uv]` that uv takes for nothing, so that what it says of indexes is lost. */
export const ignoredRemark = ({ source, reason }: IgnoredFile): ToolRemark => ({
  name: 'ignored-settings',
  health: 'warning',
  isNotedAtLogin: true,
  found: `uv reads nothing of \`[tool.uv]\` in ${source}: ${reason}`,
  fix: `Correct ${source}.`,
});

export interface IgnoredFile {
  readonly source: string;
  readonly reason: string;
}

/** The uv that runs here is not one that the files want. */
export function versionRemarks(files: readonly SettingsFile[], machine: Pick<ToolMachine, 'versionOf'>): ToolRemark[] {
  const file = files.find(({ settings }) => typeof settings['required-version'] === 'string');
  if (file === undefined) return [];
  const wanted = String(file.settings['required-version']).trim();
  const version = machine.versionOf?.('uv');
  if (version === undefined || satisfies(version, /^\d/.test(wanted) ? `==${wanted}` : wanted) !== false) return [];
  return [
    {
      name: 'required-version',
      found: `\`required-version\` in ${file.source} is ${shownBriefly(wanted, 60)}, and uv ${version} runs here: it refuses to do anything`,
      fix: `Install a uv that ${file.source} allows, or change it there.`,
    },
  ];
}

function indexReasons({ source, settings }: SettingsFile): string[] {
  const { index } = settings;
  if (index === undefined) return [];
  if (!Array.isArray(index)) return ['`index` is no list'];
  const names = new Set<string>();
  return index.flatMap((one: unknown): string[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { name, url } = one as Readonly<Record<string, unknown>>;
    const shown = typeof name === 'string' ? `\`${shownBriefly(name, 60)}\`` : '';
    if (typeof url !== 'string') return [`the index ${shown || 'without a name'} has no \`url\``];
    if (typeof name !== 'string') return [];
    if (!/^[\w.-]+$/.test(name))
      return [`the name ${shown} of an index has other characters than letters, digits, \`-\`, \`_\` and \`.\``];
    // Of two in a uv.toml, the first counts.
    if (names.has(name) && source.endsWith('pyproject.toml')) return [`two indexes have the name ${shown}`];
    names.add(name);
    return [];
  });
}
