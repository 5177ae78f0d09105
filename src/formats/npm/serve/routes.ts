// Which resource of the registry a path names, in every spelling clients use for it.
import type { PackageReference } from '../../../core/model/package.ts';
import { coordinates, parseFullName } from '../names/coordinates.ts';

export type Route =
  | { readonly kind: 'ping' }
  | { readonly kind: 'document'; readonly ref: PackageReference }
  | { readonly kind: 'manifest'; readonly ref: PackageReference; readonly selector: string }
  | { readonly kind: 'tarball'; readonly ref: PackageReference; readonly version: string }
  | { readonly kind: 'tags'; readonly ref: PackageReference }
  | { readonly kind: 'tag'; readonly ref: PackageReference; readonly tag: string }
  | { readonly kind: 'unpublish'; readonly ref: PackageReference }
  | { readonly kind: 'unsupported'; readonly what: string };

/**
 * | path                                        | client                    | route              |
 * | ------------------------------------------- | ------------------------- | ------------------ |
 * | `@scope%2fname`, `@scope%2Fname`, `@scope/name` | npm and Yarn, pnpm, browsers | document      |
 * | `@scope/name/-/name-1.0.0.tgz`              | all but Yarn Berry        | tarball 1.0.0      |
 * | `@scope%2fname/-/name-1.0.0.tgz`            | Yarn Berry                | tarball 1.0.0      |
 * | `@scope/name/-/@scope/name-1.0.0.tgz`       | links of published documents | tarball 1.0.0   |
 * | `name/1.0.0`, `name/latest`                 | scripts                   | manifest           |
 * | `-/package/@scope%2fname/dist-tags/next`    | npm dist-tag              | tag                |
 * | `name/-rev/1`, `name/-/file.tgz/-rev/1`     | npm unpublish             | unpublish          |
 * | `-/whoami`, `-/v1/search`                   | whoami, search            | unsupported        |
 *
 * Undefined for a path that cannot name anything (broken escapes, doubled slashes, names npm does not allow).
 */
export function parseRoute(path: string): Route | undefined {
  const segments = decodeSegments(path);
  if (segments === undefined) return undefined;
  if (segments[0] === '-') return registryRoute(segments.slice(1));
  const found = takeName(segments);
  return found === undefined ? undefined : packageRoute(found.ref, found.rest);
}

function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.split('/').flatMap((segment) => decodeURIComponent(segment).split('/'));
    return segments.includes('') ? undefined : segments;
  } catch {
    return undefined;
  }
}

function takeName(segments: readonly string[]): { ref: PackageReference; rest: readonly string[] } | undefined {
  const length = segments[0]?.startsWith('@') ? 2 : 1;
  const ref = parseFullName(segments.slice(0, length).join('/'));
  if (segments.length < length || ref === undefined || coordinates.problems(ref).length > 0) return undefined;
  return { ref, rest: segments.slice(length) };
}

function registryRoute(rest: readonly string[]): Route | undefined {
  if (rest.length === 1 && rest[0] === 'ping') return { kind: 'ping' };
  if (rest[0] === 'package') {
    const found = takeName(rest.slice(1));
    if (found?.rest[0] === 'dist-tags') {
      const [, tag, more] = found.rest;
      if (tag === undefined) return { kind: 'tags', ref: found.ref };
      if (more === undefined) return { kind: 'tag', ref: found.ref, tag };
    }
  }
  return { kind: 'unsupported', what: `-/${rest.join('/')}` };
}

function packageRoute(ref: PackageReference, rest: readonly string[]): Route | undefined {
  const [first, ...more] = rest;
  if (first === undefined) return { kind: 'document', ref };
  if (rest.includes('-rev')) return { kind: 'unpublish', ref };
  if (first === '-') {
    const version = tarballVersion(ref, more);
    return version === undefined ? undefined : { kind: 'tarball', ref, version };
  }
  return more.length === 0 ? { kind: 'manifest', ref, selector: first } : undefined;
}

function tarballVersion(ref: PackageReference, segments: readonly string[]): string | undefined {
  const [first, second, third] = segments;
  const file = first === `@${ref.namespace}` && third === undefined ? second : second === undefined ? first : undefined;
  const prefix = `${ref.name}-`;
  if (!file?.startsWith(prefix) || !file.endsWith('.tgz')) return undefined;
  return file.slice(prefix.length, -'.tgz'.length) || undefined;
}
