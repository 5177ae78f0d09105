// What a copy within a domain leaves behind, since it is no part of a version: lists that clients look packages up in.
import { retrying } from '../../calls/retry.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { type PackageReference, packageKey } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { RepositoryAddress } from '../../ports/code-artifact.ts';
import type { PackageFormat, Publishing } from '../../ports/package-format.ts';
import { type RepositoryWriter, writeTarget } from './repository-access.ts';

/**
 * Adds to the lists of the destination what those of `source`, in the same domain, have of these packages. Resolves to
 * warnings: the versions are there, whatever becomes of the lists.
 */
export async function carryLists(
  refs: readonly PackageReference[],
  source: RepositoryAddress,
  side: RepositoryWriter,
  formats: readonly PackageFormat[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const { name, publishing } of formats) {
    const lists = publishing?.listsBeside;
    if (!lists) continue;
    const concerned = new Map(refs.flatMap((ref) => (ref.format === name ? [[packageKey(ref), ref] as const] : [])));
    if (concerned.size > 0) warnings.push(...(await carriedOf([...concerned.values()], lists, source, side)));
  }
  return warnings;
}

async function carriedOf(
  refs: readonly PackageReference[],
  lists: NonNullable<Publishing['listsBeside']>,
  source: RepositoryAddress,
  side: RepositoryWriter,
): Promise<readonly string[]> {
  const [{ format }] = refs as [PackageReference];
  const [from, to] = [writeTarget({ ...side, address: source }), writeTarget(side)];
  const remedy = 'run the promotion again, with codeartifact:PutPackageMetadata on these packages of the destination';
  const place = label(side.address);
  try {
    const problems = await retrying(
      side.wire.host,
      { attempts: side.wire.attempts, label: `${format}:lists` },
      async () => {
        const targets = [await from({ format }), await to({ format })] as const;
        try {
          return await lists.carry(refs, ...targets);
        } catch (error) {
          if (!(error instanceof RegistryError) || error.code !== 'CA-AUTH-005') throw error;
          const { token } = targets[0];
          return lists.carry(refs, await from({ format }, token), await to({ format }));
        }
      },
    );
    return problems.map((problem) => `${place}: ${problem}`);
  } catch (error) {
    // Of packages that are hardly in a list it is no news that it cannot be read.
    if (!refs.some((ref) => lists.isLikely(ref))) return [];
    return [`${place}: plugins may not be found by their prefix: ${asRegistryError(error).message}; ${remedy}`];
  }
}
