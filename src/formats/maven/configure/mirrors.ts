// Which mirror takes the requests to a repository, by Maven's own rules (DefaultMirrorSelector, the same in 3 and 4).

export interface MirrorRule {
  readonly id: string;
  readonly mirrorOf: string;
  /** `mirrorOfLayouts`; empty where it is not said. */
  readonly layouts?: string;
}

export interface NamedRepository {
  readonly id: string;
  readonly url: string;
}

/** A mirror of exactly this id, else the first whose pattern fits. */
export function mirrorFor<Rule extends MirrorRule>(
  mirrors: readonly Rule[],
  repository: NamedRepository,
): Rule | undefined {
  const fits = mirrors.filter(({ layouts }) => takesDefaultLayout(layouts));
  return (
    fits.find(({ mirrorOf }) => mirrorOf === repository.id) ??
    fits.find(({ mirrorOf }) => isMirrored(mirrorOf, repository))
  );
}

/**
 * Reads `*`, `external:*`, `external:http:*`, ids and `!id`; a name or an exclusion of the repository ends the search. A
 * blank beside a comma belongs to the name, so that ` *` is nothing: Maven 3.9 and 4 take none off.
 */
export function isMirrored(mirrorOf: string, { id, url }: NamedRepository): boolean {
  if (mirrorOf === '*' || mirrorOf === id) return true;
  let result = false;
  for (const one of mirrorOf.split(',')) {
    if (one.length > 1 && one.startsWith('!')) {
      if (one.slice(1) === id) return false;
    } else if (one === id) return true;
    else if (one === '*' || (one === 'external:*' && isExternal(url)) || (one === 'external:http:*' && isPlain(url)))
      result = true;
  }
  return result;
}

/** The pattern without one repository. A name ends Maven's search, so the exclusion has to stand before it. */
export function excluding(mirrorOf: string, id: string): string {
  const isNamed = mirrorOf.split(',').includes(id);
  return isNamed ? `!${id},${mirrorOf}` : `${mirrorOf},!${id}`;
}

/** Maven takes a part of an address as Java's URL does not: user info is cut off, the port too. */
const PARTS = /^([^:/]+(?::[^:/]{2,}(?=:\/\/))?):(?:\/\/(?:[^@/]*@)?([^/:]+))?/;

function isLocalHost(url: string): boolean {
  const host = PARTS.exec(url)?.[2] ?? '';
  return host === 'localhost' || host === '127.0.0.1';
}

const protocolOf = (url: string) => (PARTS.exec(url)?.[1] ?? '').toLowerCase();

const isExternal = (url: string) => !isLocalHost(url) && protocolOf(url) !== 'file';

const isPlain = (url: string) => ['http', 'dav', 'dav:http', 'dav+http'].includes(protocolOf(url)) && !isLocalHost(url);

function takesDefaultLayout(layouts: string | undefined): boolean {
  if (layouts === undefined || layouts === '' || layouts === '*') return true;
  let result = false;
  for (const one of layouts.split(',')) {
    if (one.length > 1 && one.startsWith('!')) {
      if (one.slice(1) === 'default') return false;
    } else if (one === 'default') return true;
    else if (one === '*') result = true;
  }
  return result;
}
