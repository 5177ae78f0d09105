// What the model expects against what the server shows: leaf by leaf, and revisions by what they stand for.

export type Shown = { readonly [key: string]: Shown } | string | number | boolean | null | undefined;

export interface Difference {
  readonly at: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/**
 * Which revision of the server stands for which of the model. The string is opaque, but one content has one of them and
 * two contents have two (codeartifact-concepts).
 */
export class RevisionBook {
  readonly #revisions = new Map<string, string>();
  readonly #contents = new Map<string, string>();

  revisionFor(content: string): string | undefined {
    return this.#revisions.get(content);
  }

  /** Undefined where it fits; the first sight of a pair makes it one. */
  misfit(content: string, revision: string): string | undefined {
    const known = this.#revisions.get(content);
    if (known === undefined && !this.#contents.has(revision)) {
      this.#revisions.set(content, revision);
      this.#contents.set(revision, content);
      return undefined;
    }
    if (known === revision) return undefined;
    const other = this.#contents.get(revision);
    return other === undefined ? 'another revision than before for the same content' : `the revision of ${other}`;
  }
}

export interface Compared {
  readonly differences: readonly Difference[];
  readonly leaves: number;
}

export function compare(expected: unknown, found: unknown, book: RevisionBook): Compared {
  const differences: Difference[] = [];
  let leaves = 0;
  const visit = (wanted: unknown, got: unknown, path: readonly string[]) => {
    if (isTree(wanted) && isTree(got)) {
      const keys = new Set([...Object.keys(wanted), ...Object.keys(got)]);
      for (const key of keys) visit(wanted[key], got[key], [...path, key]);
      return;
    }
    leaves++;
    const at = path.join(' › ');
    if (path.at(-1) === 'revision' && typeof wanted === 'string' && typeof got === 'string') {
      const misfit = book.misfit(wanted, got);
      if (misfit !== undefined) differences.push({ at, expected: wanted, found: misfit });
    } else if (wanted !== got && !isOneOf(wanted, got)) differences.push({ at, expected: wanted, found: got });
  };
  visit(expected, found, []);
  return { differences, leaves };
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where the model knows several answers that are all right. */
const isOneOf = (wanted: unknown, got: unknown) => Array.isArray(wanted) && wanted.includes(got);
