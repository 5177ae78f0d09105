// The document of a package as installers read it, in its two forms. Built from text fragments kept per version, so
// that one more version of a package with thousands costs that one version and not all of them.
import type { Json, ServedPackage, ServedVersion } from '../../../core/ports/format-server.ts';
import { fieldsOf } from '../artifact/details.ts';
import { fullName, TARBALL, tarballName } from '../names/coordinates.ts';
import type { NpmSwitches } from './switches.ts';

/** `abbreviated` is what `Accept: application/vnd.npm.install-v1+json` asks for: only what an installer needs. */
export type PackumentForm = 'full' | 'abbreviated';

/** Fields of the abbreviated form (package metadata specification of the public registry). */
const ABBREVIATED = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'acceptDependencies',
  'bin',
  'directories',
  'engines',
  'cpu',
  'os',
  'libc',
  'funding',
  '_hasShrinkwrap',
  'hasInstallScript',
] as const;

/** Fields of the newest version that the full document repeats at its top, where `npm view` looks for them. */
const TOP = [
  'description',
  'keywords',
  'homepage',
  'bugs',
  'author',
  'contributors',
  'maintainers',
  'repository',
  'license',
] as const;

/** Unlisted versions are hidden here and still downloadable; Unfinished ones do not occur in npm. */
export function visible(found: ServedPackage): readonly ServedVersion[] {
  return found.versions.filter(({ status }) => status === 'Published');
}

/** The document as text; empty when no version may be seen, which the caller answers with 404. */
export function packument(found: ServedPackage, form: PackumentForm, base: string, switches: NpmSwitches): string {
  const versions = visible(found);
  if (versions.length === 0) return '';
  const name = fullName(found);
  const tags = tagsOf(found, versions);
  const modified = isoTime(Math.max(...versions.map(({ publishedAt }) => publishedAt)));
  const fragments = versions.map(
    (version) => `${JSON.stringify(version.version)}:${fragment(found, version, form, { base, switches })}`,
  );
  const head =
    form === 'abbreviated'
      ? { name, modified, 'dist-tags': tags }
      : {
          _id: name,
          _rev: revision(versions),
          name,
          'dist-tags': tags,
          ...top(versions, tags),
          time: times(versions, modified),
        };
  return `${JSON.stringify(head).slice(0, -1)},"versions":{${fragments.join(',')}}}`;
}

/** One version as `GET name/version` answers it. */
export function versionDocument(
  found: ServedPackage,
  version: ServedVersion,
  base: string,
  switches: NpmSwitches,
): string {
  return fragment(found, version, 'full', { base, switches });
}

/** Tags whose version may not be seen are left out: a client that follows one would only fail. */
export function tagsOf(found: ServedPackage, versions: readonly ServedVersion[]): Readonly<Record<string, string>> {
  const known = new Set(versions.map(({ version }) => version));
  return Object.fromEntries(Object.entries(found.tags).filter(([, version]) => known.has(version)));
}

function top(versions: readonly ServedVersion[], tags: Readonly<Record<string, string>>): Record<string, Json> {
  const shown = versions.find(({ version }) => version === tags.latest) ?? versions.at(-1);
  return pick(fieldsOf(shown?.metadata) ?? {}, TOP);
}

function times(versions: readonly ServedVersion[], modified: string): Record<string, string> {
  const created = isoTime(Math.min(...versions.map(({ publishedAt }) => publishedAt)));
  return {
    created,
    modified,
    ...Object.fromEntries(versions.map(({ version, publishedAt }) => [version, isoTime(publishedAt)])),
  };
}

/** npm sends it back when it edits the document; nothing depends on its form. */
function revision(versions: readonly ServedVersion[]): string {
  const last = versions.at(-1)?.revision ?? '';
  return `${versions.length}-${Buffer.from(last).toString('hex').slice(0, 32)}`;
}

/** Times of hostile or broken sources must not stop the page. */
function isoTime(milliseconds: number): string {
  const isUsable = Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15;
  return new Date(isUsable ? milliseconds : 0).toISOString();
}

// ---- one version ------------------------------------------------------------------------------------------------

interface Wording {
  readonly base: string;
  readonly switches: NpmSwitches;
}

/** By metadata object, which the store keeps as long as the version is unchanged; then by what else it depends on. */
const fragments = new WeakMap<object, Map<string, string>>();

function fragment(found: ServedPackage, version: ServedVersion, form: PackumentForm, wording: Wording): string {
  const metadata = fieldsOf(version.metadata);
  if (metadata === undefined) return render(found, version, form, wording);
  const key = `${form} ${wording.switches.integrity} ${version.revision} ${wording.base}`;
  let known = fragments.get(metadata);
  if (known === undefined) {
    known = new Map();
    fragments.set(metadata, known);
  }
  let text = known.get(key);
  if (text === undefined) {
    // Few spellings of an endpoint are in use; a client that invents Host headers must not fill the memory.
    if (known.size >= 8) known.clear();
    text = render(found, version, form, wording);
    known.set(key, text);
  }
  return text;
}

function render(found: ServedPackage, version: ServedVersion, form: PackumentForm, wording: Wording): string {
  const name = fullName(found);
  const manifest = fieldsOf(version.metadata) ?? {};
  const fields = form === 'full' ? manifest : { ...pick(manifest, ABBREVIATED), ...installScript(manifest) };
  const identity = {
    name,
    version: version.version,
    ...(form === 'full' ? { _id: `${name}@${version.version}` } : {}),
  };
  return JSON.stringify({ ...fields, ...identity, dist: dist(found, version, wording) });
}

function installScript(manifest: Readonly<Record<string, unknown>>): { hasInstallScript?: true } {
  const scripts = fieldsOf(manifest.scripts) ?? {};
  const runs = ['preinstall', 'install', 'postinstall'].some((script) => typeof scripts[script] === 'string');
  return runs ? { hasInstallScript: true } : {};
}

function dist(found: ServedPackage, version: ServedVersion, { base, switches }: Wording): Record<string, unknown> {
  const asset = version.assets.find(({ name }) => name === TARBALL);
  const stated = fieldsOf(fieldsOf(version.metadata)?.dist) ?? {};
  const { integrity: statedIntegrity, shasum: statedShasum, tarball: _, ...rest } = stated;
  const sha512 = asset?.digests['SHA-512'];
  const integrity = sha512 === undefined ? statedIntegrity : `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;
  return {
    ...(switches.integrity && typeof integrity === 'string' ? { integrity } : {}),
    ...without(asset?.digests['SHA-1'] ?? statedShasum),
    tarball: `${base}${fullName(found)}/-/${encodeURIComponent(tarballName(found, version.version))}`,
    ...rest,
  };
}

const without = (shasum: unknown) => (typeof shasum === 'string' ? { shasum } : {});

function pick(fields: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name] as Json]),
  );
}

/** The endpoint as tarball links spell it. */
export function linkBase(endpoint: string, switches: NpmSwitches): string {
  if (!switches.explicitPort) return endpoint;
  const { protocol, port } = new URL(endpoint);
  if (port !== '') return endpoint;
  return endpoint.replace(/^(https?:\/\/[^/]+)/, `$1:${protocol === 'https:' ? 443 : 80}`);
}
