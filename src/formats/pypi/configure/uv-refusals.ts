// What of its files uv cannot read as settings: it then does nothing, or takes the project's file for one without any.
import type { ToolRemark } from '../../../core/ports/package-format.ts';
import { shownBriefly } from '../../../core/text/shown-text.ts';
import type { UvFile } from './uv-model.ts';

/** The keys that uv 0.13 knows at the top of a uv.toml; it refuses a file with any other one. */
const KNOWN_KEYS: ReadonlySet<string> = new Set(
  `required-version system-certs native-tls offline no-cache cache-dir preview preview-features python-preference python-downloads concurrent-downloads concurrent-builds concurrent-installs index index-url extra-index-url no-index find-links index-strategy keyring-provider http-proxy https-proxy no-proxy allow-insecure-host resolution prerelease prerelease-package fork-strategy dependency-metadata config-settings config-settings-package no-build-isolation require-build-hashes no-build-isolation-package extra-build-dependencies extra-build-variables exclude-newer exclude-newer-package link-mode compile-bytecode no-sources no-sources-package upgrade upgrade-package reinstall reinstall-package no-build no-build-package no-binary no-binary-package torch-backend python-install-mirror pypy-install-mirror graalpy-install-mirror pyodide-install-mirror python-downloads-json-url publish-url trusted-publishing check-url add-bounds audit pip cache-keys override-dependencies exclude-dependencies constraint-dependencies build-constraint-dependencies environments required-environments minimum-libc-version conflicts workspace sources managed package default-groups dependency-groups dev-dependencies build-backend`.split(
    ' ',
  ),
);

export function refusedSettings(file: UvFile): ToolRemark[] {
  const { source, settings } = file;
  const reasons = indexReasons(file);
  const unknown = source.endsWith('uv.toml') ? Object.keys(settings).filter((key) => !KNOWN_KEYS.has(key)) : [];
  return [
    ...reasons.slice(0, 1).map((reason) => ({
      name: 'refused-settings',
      found: `${source} is one that uv cannot read: ${reason}`,
      fix: `Correct ${source}.`,
    })),
    // A newer uv may know it.
    ...unknown.slice(0, 1).map((key) => ({
      name: 'unknown-key',
      health: 'warning' as const,
      isSaidAtLogin: true,
      found: `${source} has the key \`${shownBriefly(key, 60)}\`, which uv 0.13 does not know: it then refuses to do anything`,
      fix: `Take it out of ${source}, if your uv does not know it either.`,
    })),
  ];
}

function indexReasons({ source, settings }: UvFile): string[] {
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
