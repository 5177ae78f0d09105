// package.json as `npm publish` would send it: checked, and normalised only where clients rely on the publisher.

import type { Files } from '../../../core/ports/host.ts';
import type { Dependency } from '../../../core/ports/package-format.ts';
import { coordinates, fullName, isVersion, parseFullName } from '../names/coordinates.ts';

export type Manifest = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What else lies in the root folder of the tarball; npm derives fields of the manifest from it. */
export interface RootFiles {
  readonly names: ReadonlySet<string>;
  readonly readme?: { readonly name: string; readonly text: string } | undefined;
}

/** A manifest that can be published, or why not. What is private is for no registry, unless somebody wants it. */
export type ManifestReading =
  | {
      readonly kind: 'manifest';
      readonly manifest: Manifest;
      readonly namespace: string | undefined;
      readonly name: string;
      readonly version: string;
      readonly isPrivate: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export function readPackageJson(text: string, root: RootFiles): ManifestReading {
  const refused = (reason: string): ManifestReading => ({ kind: 'refused', reason });
  let parsed: unknown;
  try {
    // npm accepts a byte order mark, JSON.parse does not.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
    JSON.stringify(parsed);
  } catch {
    return refused('its package.json is not valid JSON');
  }
  if (!isObject(parsed)) return refused('its package.json is not an object');
  if (typeof parsed.name !== 'string' || typeof parsed.version !== 'string') {
    return refused('its package.json has no name or no version');
  }
  const reference = parseFullName(parsed.name);
  if (reference === undefined) return refused('its package.json has no valid name');
  const version = coordinates.normaliseVersion(parsed.version);
  const problems = coordinates.problems({ ...reference, version });
  if (problems.length > 0 || !isVersion(version))
    return refused(`its package.json is not publishable: ${problems.join(', ')}`);
  const manifest = normalise(parsed, fullName(reference), version, root);
  // npm, pnpm and Bun refuse to publish whatever is neither missing nor false, null, 0 or an empty text.
  const isPrivate = Boolean(parsed.private);
  return { kind: 'manifest', manifest, namespace: reference.namespace, name: reference.name, version, isPrivate };
}

function normalise(parsed: Record<string, unknown>, name: string, version: string, root: RootFiles): Manifest {
  const manifest: Record<string, unknown> = { ...parsed, name, version, _id: `${name}@${version}` };
  // npm runs node-gyp for packages with binding.gyp; installers look only at the scripts of the registry's manifest.
  const scripts = isObject(parsed.scripts) ? parsed.scripts : {};
  if (
    root.names.has('binding.gyp') &&
    parsed.gypfile !== false &&
    !('install' in scripts) &&
    !('preinstall' in scripts)
  ) {
    manifest.scripts = { ...scripts, install: 'node-gyp rebuild' };
    manifest.gypfile = true;
  }
  if (typeof parsed.bin === 'string') manifest.bin = { [name.replace(/^@[^/]+\//, '')]: parsed.bin };
  const bundled = parsed.bundleDependencies ?? parsed.bundledDependencies;
  delete manifest.bundledDependencies;
  if (bundled === true)
    manifest.bundleDependencies = Object.keys(isObject(parsed.dependencies) ? parsed.dependencies : {});
  else if (Array.isArray(bundled)) manifest.bundleDependencies = bundled;
  if (root.readme !== undefined && typeof parsed.readme !== 'string') {
    manifest.readme = root.readme.text;
    manifest.readmeFilename = root.readme.name;
  }
  manifest._hasShrinkwrap = root.names.has('npm-shrinkwrap.json');
  return manifest;
}

const KINDS = [
  ['dependencies', 'regular'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
  ['optionalDependencies', 'optional'],
] as const;

/** Requirements that no registry can meet: other protocols than a version, a tag or an alias. */
const ELSEWHERE =
  /^(?:git[+:]|git@|github:|gitlab:|bitbucket:|gist:|https?:|file:|link:|portal:|patch:|\.{0,2}\/|~\/|[^@/\s]+\/[^/\s]+$)/;
/** Requirements only a workspace understands; they break every consumer once published. */
const WORKSPACE = /^(?:workspace|catalog):/;
/** The same of folders beside the package, which npm itself publishes without a word. */
const FOLDER = /^(?:file|link|portal):/;

/** Dependencies as the service lists them; an npm optional dependency may also stand among the regular ones. */
export function dependenciesOf(manifest: Manifest): readonly Dependency[] {
  const found: Dependency[] = [];
  const optional = isObject(manifest.optionalDependencies) ? manifest.optionalDependencies : {};
  const peerMeta = isObject(manifest.peerDependenciesMeta) ? manifest.peerDependenciesMeta : {};
  for (const [field, kind] of KINDS) {
    const group = manifest[field];
    if (!isObject(group)) continue;
    for (const [alias, requirement] of Object.entries(group)) {
      if (typeof requirement !== 'string' || (field === 'dependencies' && alias in optional)) continue;
      const target = targetOf(alias, requirement);
      const meta = peerMeta[alias];
      const type = kind === 'peer' && isObject(meta) && meta.optional === true ? 'optional' : kind;
      if (target !== undefined) found.push({ ...target, type });
    }
  }
  return found;
}

/**
 * | written                      | is                        |
 * | ---------------------------- | ------------------------- |
 * | `"a": "^1"`                  | a ^1                      |
 * | `"a": "npm:@acme/b@^2"`      | @acme/b ^2                |
 * | `"a": "workspace:^1"`        | a ^1 (will not install)   |
 * | `"a": "git+ssh://…"`, `"user/repo"` | nothing of a registry |
 */
function targetOf(alias: string, requirement: string): Omit<Dependency, 'type'> | undefined {
  let name = alias;
  let range = requirement.trim().replace(/^workspace:/, '');
  if (range.startsWith('npm:')) {
    const at = range.lastIndexOf('@');
    name = at > 4 ? range.slice(4, at) : range.slice(4);
    range = at > 4 ? range.slice(at + 1) : '';
  }
  if (ELSEWHERE.test(range) || WORKSPACE.test(range) || FOLDER.test(range)) return undefined;
  const reference = parseFullName(name);
  if (reference === undefined) return undefined;
  const isAny = range === '' || range === '*' || range === 'latest';
  return { name: reference.name, namespace: reference.namespace, requirement: isAny ? '' : range };
}

/** Dependencies that consumers cannot install, as `name (requirement)`; development ones do not matter to them. */
export function unpublishable(manifest: Manifest, kind: 'workspace' | 'folder'): readonly string[] {
  const isOne = kind === 'workspace' ? WORKSPACE : FOLDER;
  return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((field) => {
    const group = manifest[field];
    if (!isObject(group)) return [];
    return Object.entries(group)
      .filter(([, requirement]) => typeof requirement === 'string' && isOne.test(requirement))
      .map(([name, requirement]) => `${name} (${requirement})`);
  });
}

/** See `Publishing.project.nameIn`: what says `private` makes no package. */
export async function nameIn(projectFile: string, files: Pick<Files, 'read' | 'stat'>): Promise<string | undefined> {
  if (((await files.stat(projectFile))?.size ?? 0) > PROJECT_FILE_BYTES) return undefined;
  try {
    const manifest: unknown = JSON.parse(((await files.read(projectFile)) ?? '').toString().replace(/^\uFEFF/, ''));
    if (!isObject(manifest) || manifest.private) return undefined;
    return typeof manifest.name === 'string' && manifest.version !== undefined ? manifest.name : undefined;
  } catch {
    // A file of that name that is none (a test's, a template) makes no package.
    return undefined;
  }
}

const PROJECT_FILE_BYTES = 1024 * 1024;
