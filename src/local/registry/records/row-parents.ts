// Which rows others hang on: a version on its package, that on its repository, that on its domain. Keys show all of it, so
// that one which is gone can be told from those that are left.
import type { StoredEntry } from '../../store/metadata-store.ts';
import { parseTaggedArn } from '../arns.ts';
import { domainKey, keys, repositoryKey } from './keys.ts';
import type { StoredRepository } from './records.ts';

/** What a key shows, as far as it is of something that is in a domain. */
export interface RowPlace {
  readonly kind: string;
  /** `owner/domain` */
  readonly domain: string;
  /** `owner/domain/repository` */
  readonly repository: string | undefined;
  /** `format/namespace/name` */
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Of a package group. */
  readonly pattern: string | undefined;
}

const NOTHING = { repository: undefined, name: undefined, version: undefined, pattern: undefined } as const;

/** Undefined for keys of other kinds, and for what is no key at all. */
export function placeOfRow(key: string): RowPlace | undefined {
  const [kind = '', owner, domain, ...rest] = key.split('/');
  if (kind === 'policy' || kind === 'tags') return placeOfResource(kind, key.slice(kind.length + 1));
  if (!owner || !domain) return undefined;
  const home = { ...NOTHING, kind, domain: `${owner}/${domain}` };
  if (kind === 'domain' || kind === 'size') return rest.length === 0 ? home : undefined;
  if (kind === 'group') return rest.length > 0 ? { ...home, pattern: rest.join('/') } : undefined;
  // Of references, the digest comes first.
  const [name, ...below] = kind === 'blob' ? rest.slice(1) : rest;
  if (!name) return undefined;
  const within = { ...home, repository: `${home.domain}/${name}` };
  if (kind === 'repository') return below.length === 0 ? within : undefined;
  const [format, namespace, ofPackage, ...version] = below;
  if (!format || namespace === undefined || !ofPackage) return undefined;
  const place = { ...within, name: `${format}/${namespace}/${ofPackage}` };
  if (kind === 'package') return version.length === 0 ? place : undefined;
  const isOfVersion = kind === 'version' || kind === 'details' || kind === 'blob';
  return isOfVersion && version[0] ? { ...place, version: version.join('/') } : undefined;
}

/** What a policy or tags are of. */
function placeOfResource(kind: string, arn: string): RowPlace | undefined {
  const resource = parseTaggedArn(arn, arn.split(':')[3] ?? '');
  if (resource === undefined) return undefined;
  const home = { ...NOTHING, kind, domain: domainKey(resource.at) };
  if (resource.kind === 'repository') return { ...home, repository: repositoryKey(resource.at) };
  return resource.kind === 'group' ? { ...home, pattern: resource.pattern } : home;
}

/** Keys of the rows that cannot be missed where this one is; those that they hang on themselves are not among them. */
export function rowsAbove({ key, value }: StoredEntry): readonly string[] {
  const place = placeOfRow(key);
  if (place === undefined) return [];
  const { kind, domain, repository, name } = place;
  if (kind === 'version' && repository && name) return [keys.package(repository, name)];
  if (kind === 'package' && repository) return [keys.repository(repository)];
  if (kind === 'group') return [keys.domain(domain)];
  // One that is deleted is taken out of the lists of all others.
  if (kind === 'repository')
    return [keys.domain(domain), ...upstreamsIn(value).map((name) => keys.repository(`${domain}/${name}`))];
  return [];
}

/**
 * The same of rows that show what there was: references and details of a version that is gone, and what is kept by names
 * of resources, which may have outlived them where a server played another region meanwhile.
 */
export function rowsShown(key: string): readonly string[] {
  const place = placeOfRow(key);
  if (place === undefined) return [];
  const { domain, repository, name, pattern } = place;
  if (repository && name) return [keys.package(repository, name)];
  if (repository) return [keys.repository(repository)];
  return [pattern === undefined ? keys.domain(domain) : keys.group(domain, pattern)];
}

function upstreamsIn(value: string): readonly string[] {
  try {
    return (JSON.parse(value) as StoredRepository).upstreams;
  } catch {
    return [];
  }
}

/** Kinds of rows that others hang on, those first on which the next may hang. */
export const PARENT_KINDS: readonly string[] = ['domain', 'repository', 'package', 'group'];
const PARENT = new RegExp(`^(?:${PARENT_KINDS.join('|')})/`);

/** Is shown rows one after another, in any order, and then names those that are not there although others hang on them. */
export class MissingParents {
  readonly #there = new Set<string>();
  /** Rows that were not there yet when one was seen that hangs on them. */
  readonly #wanted = new Set<string>();
  /** What the keys of the versions of one package begin with: they mostly come one after another. */
  #versions = '';

  see(entry: StoredEntry): void {
    const { key } = entry;
    if (this.#versions !== '' && key.startsWith(this.#versions)) return;
    if (PARENT.test(key)) this.#there.add(key);
    else if (!key.startsWith('version/')) return;
    for (const above of rowsAbove(entry)) {
      this.want(above);
      if (key.startsWith('version/')) this.#versions = `version${above.slice('package'.length)}/`;
    }
  }

  /** There must be this row, and all that it would hang on. */
  want(key: string): void {
    if (this.knows(key)) return;
    this.#wanted.add(key);
    for (const above of rowsAbove({ key, value: '' })) this.want(above);
  }

  /** Whether it is there, or must be. */
  knows(key: string): boolean {
    return this.#there.has(key) || this.#wanted.has(key);
  }

  /** Keys of missing rows. */
  missing(): string[] {
    return [...this.#wanted].filter((key) => !this.#there.has(key)).sort();
  }
}
