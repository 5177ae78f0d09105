// Package records of one repository, each asked for once. A set has many packages of one namespace: one list of them
// tells what describing each of them would, and that most of a first release are not there at all.
import { RegistryError } from '../../errors/registry-error.ts';
import { type PackageReference, packageKey } from '../../model/package.ts';
import type { PackageDescription } from '../../ports/code-artifact.ts';
import type { RepositoryReader } from './repository-access.ts';

type Records = ReadonlyMap<string, PackageDescription>;

/** So many of one namespace are listed rather than described. */
const FEWEST_LISTED = 4;

/** Entries of one answer (API_ListPackages, maxResults). A longer list costs more than it saves and is given up. */
const MOST_LISTED = 1000;

export class PackageRecords {
  readonly #side: Pick<RepositoryReader, 'reader' | 'address'>;
  readonly #expected = new Map<string, Set<string>>();
  readonly #lists = new Map<string, Promise<Records | undefined>>();
  readonly #described = new Map<string, Promise<PackageDescription | undefined>>();

  /** `expected`: the packages that will be asked for. */
  constructor(side: Pick<RepositoryReader, 'reader' | 'address'>, expected: readonly PackageReference[]) {
    this.#side = side;
    for (const ref of expected) {
      const group = groupOf(ref);
      this.#expected.set(group, (this.#expected.get(group) ?? new Set()).add(packageKey(ref)));
    }
  }

  /** Begins to list what will be listed, so that it is there when it is asked for; its errors come then. */
  begin(expected: readonly PackageReference[]): void {
    for (const ref of new Map(expected.map((one) => [groupOf(one), one])).values()) this.#list(ref).catch(() => {});
  }

  /** Undefined when the repository has no such package. */
  async of(ref: PackageReference): Promise<PackageDescription | undefined> {
    const listed = await this.#list(ref);
    if (listed) return listed.get(packageKey(ref));
    const key = packageKey(ref);
    const asked = this.#described.get(key) ?? this.#side.reader.describePackage(this.#side.address, ref);
    this.#described.set(key, asked);
    return asked;
  }

  /** Whether a list shows that nothing of the package is there. False where there is no list. */
  async lacks(ref: PackageReference): Promise<boolean> {
    const listed = await this.#list(ref);
    return listed !== undefined && !listed.has(packageKey(ref));
  }

  /** Undefined where the packages are few, the list is too long or may not be read. */
  #list(ref: PackageReference): Promise<Records | undefined> {
    const group = groupOf(ref);
    const expected = this.#expected.get(group)?.size ?? 0;
    if (expected < FEWEST_LISTED) return Promise.resolve(undefined);
    const asked = this.#lists.get(group) ?? this.#ask(ref);
    this.#lists.set(group, asked);
    return asked;
  }

  async #ask({ format, namespace }: PackageReference): Promise<Records | undefined> {
    const found = new Map<string, PackageDescription>();
    const filter = { format, ...(namespace === undefined ? {} : { namespace }) };
    try {
      for await (const record of this.#side.reader.listPackages(this.#side.address, filter)) {
        if (found.size === MOST_LISTED) return undefined;
        found.set(packageKey(record), record);
      }
      return found;
    } catch (error) {
      // A role of a CI job may be allowed to describe and not to list.
      if (error instanceof RegistryError && error.code === 'CA-AUTH-003') return undefined;
      throw error;
    }
  }
}

const groupOf = ({ format, namespace = '' }: PackageReference) => `${format} ${namespace}`;
