// What the server shows of the package groups of its domain.
import { packageName, RESTRICTIONS } from '../rules/state.ts';
import { json } from './perform.ts';
import type { Wire } from './wire.ts';

interface GroupOnWire {
  readonly pattern: string;
  readonly parent?: { readonly pattern: string };
  readonly originConfiguration?: {
    readonly restrictions?: Readonly<Record<string, RestrictionOnWire>>;
  };
}

interface RestrictionOnWire {
  readonly mode?: string;
  readonly effectiveMode?: string;
  readonly inheritedFrom?: { readonly pattern: string };
}

export async function observeGroups(wire: Wire, coordinates: readonly string[]): Promise<Record<string, unknown>> {
  const list = json(await wire.api('POST', '/v1/package-groups')) as { packageGroups?: { pattern: string }[] };
  const patterns = (list.packageGroups ?? []).map(({ pattern }) => pattern);
  const [groups, associated] = await Promise.all([
    Promise.all(patterns.map(async (pattern) => [pattern, await observeGroup(wire, pattern)])),
    Promise.all(coordinates.map(async (pkg) => [pkg, await associationOf(wire, pkg)])),
  ]);
  return { groups: Object.fromEntries(groups) as unknown, associated: Object.fromEntries(associated) as unknown };
}

async function observeGroup(wire: Wire, pattern: string): Promise<unknown> {
  const query = { 'package-group': pattern };
  const [described, below] = await Promise.all([
    wire.api('GET', '/v1/package-group', query),
    wire.api('POST', '/v1/package-groups/sub-groups', query),
  ]);
  const { packageGroup } = json(described) as unknown as { packageGroup: GroupOnWire };
  const children = (json(below) as { packageGroups?: { pattern: string }[] }).packageGroups ?? [];
  const restrictions = RESTRICTIONS.map(async (originRestrictionType) => {
    const found = packageGroup.originConfiguration?.restrictions?.[originRestrictionType];
    const answer = await wire.api('GET', '/v1/package-group-allowed-repositories', { ...query, originRestrictionType });
    const { allowedRepositories = [] } = json(answer) as { allowedRepositories?: string[] };
    const shown = {
      mode: found?.mode,
      effectiveMode: found?.effectiveMode,
      inheritedFrom: found?.inheritedFrom?.pattern ?? null,
      allowed: allowedRepositories.sort().join(' '),
    };
    return [originRestrictionType, shown];
  });
  return {
    parent: packageGroup.parent?.pattern ?? null,
    children: children
      .map((child) => child.pattern)
      .sort()
      .join(' '),
    ...(Object.fromEntries(await Promise.all(restrictions)) as Record<string, unknown>),
  };
}

async function associationOf(wire: Wire, pkg: string): Promise<string> {
  const { format, namespace, name } = packageName(pkg);
  const answer = await wire.api('GET', '/v1/get-associated-package-group', { format, namespace, package: name });
  if (answer.status !== 200) return `status ${answer.status}`;
  const { packageGroup, associationType } = json(answer) as {
    packageGroup: { pattern: string };
    associationType: string;
  };
  return `${packageGroup.pattern} ${associationType}`;
}
