// The list of a group tells Maven which plugin `mvn prefix:goal` means. It is no part of a version, so a copy of one leaves it
// behind: what the source lists is added to the list of the destination, where that lacks it.
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { PackageReference } from '../../../core/model/package.ts';
import type { PublishTarget, UploadResult, WireReadTarget } from '../../../core/ports/package-format.ts';
import { type ListedPlugin, listedPlugins, withPlugin } from './metadata-update.ts';
import { groupReference, mergeList, servedList } from './publish.ts';

/**
 * Resolves to what `mvn` does not find by its prefix, in sentences; rejects where a list can be neither read nor written. Writes
 * nothing that is there already. Others may write the same list, so it is read once more and written again.
 */
export async function carryPluginLists(
  refs: readonly PackageReference[],
  source: WireReadTarget,
  destination: PublishTarget,
): Promise<string[]> {
  const groups = new Map<string, Set<string>>();
  for (const { namespace = '', name } of refs) groups.set(namespace, (groups.get(namespace) ?? new Set()).add(name));
  const problems: string[] = [];
  for (const [group, names] of groups) {
    const list = groupReference(group);
    const wanted = listedPlugins(await servedList(list, source)).filter(({ artifactId }) => names.has(artifactId));
    let missing = await lackingOf(wanted, list, destination);
    for (let tries = 0; missing.length > 0 && tries < TRIES; tries++) {
      for (const plugin of missing) {
        const put = await mergeList(list, destination, (served) => withPlugin(served, plugin));
        if (put.kind !== 'accepted') throw asError(put, group);
      }
      missing = await lackingOf(missing, list, destination);
    }
    for (const { prefix, artifactId } of missing)
      problems.push(`the list of ${group} does not keep ${artifactId}, so \`mvn ${prefix}:…\` does not find it`);
  }
  return problems;
}

const TRIES = 3;

async function lackingOf(
  wanted: readonly ListedPlugin[],
  list: PackageReference,
  destination: WireReadTarget,
): Promise<ListedPlugin[]> {
  if (wanted.length === 0) return [];
  const there = listedPlugins(await servedList(list, destination));
  return wanted.filter(
    (one) => !there.some((each) => each.artifactId === one.artifactId && each.prefix === one.prefix),
  );
}

function asError(put: Exclude<UploadResult, { kind: 'accepted' }>, group: string): RegistryError {
  if (put.kind === 'throttled')
    return new RegistryError('CA-NET-001', `the list of plugins of ${group} was throttled`, {
      retryAfterMs: put.retryAfterMs,
    });
  const code =
    put.kind === 'unauthorized'
      ? 'CA-AUTH-005'
      : put.kind === 'unavailable'
        ? 'CA-NET-002'
        : put.kind === 'refused' && put.status === 403
          ? 'CA-AUTH-003'
          : 'CA-NET-004';
  return new RegistryError(code, `the list of plugins of ${group} was answered with ${put.detail}`);
}
