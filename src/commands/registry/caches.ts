// The `cache` input of login: tools to their stores and to the endpoints they fetch from.
import type { Inputs } from '../../core/inputs/read.ts';
import type { Authorized } from '../../core/operations/login/authorize.ts';
import type { ToolFinding } from '../../core/operations/login/detect-tools.ts';
import type { CachePlan, CacheRequest } from '../../core/operations/login/plan-caches.ts';
import type { Host } from '../../core/ports/host.ts';
import type { ToolName } from '../../core/ports/package-format.ts';
import { toolSets } from '../../formats/tools.ts';

/** One registry of the login. */
export interface CachedRegistry {
  readonly place: string;
  readonly findings: readonly ToolFinding[];
  readonly authorized: Authorized;
}

/** Undefined when no cache is wanted; else what works it out, loaded only when somebody asks. */
export function cachePlanner(
  inputs: Inputs,
  registries: readonly CachedRegistry[],
  host: Host,
): (() => Promise<CachePlan>) | undefined {
  const wanted = inputs.list('cache').filter((name) => name !== 'none');
  if (wanted.length === 0 || inputs.flag('dry-run')) return undefined;
  return async () => {
    const { packageStores } = await import('../../formats/stores.ts');
    const { planCaches } = await import('../../core/operations/login/plan-caches.ts');
    const configured = registries.flatMap(({ findings }) => findings.map(({ tool }) => tool.name));
    const named = wanted.filter((name) => name !== 'auto') as ToolName[];
    const names = new Set<ToolName>([...named, ...(wanted.includes('auto') ? configured : [])]);
    const requests: CacheRequest[] = [];
    const warnings: string[] = [];
    for (const name of names) {
      const store = packageStores[name];
      if (store) requests.push({ tool: name, store, endpoints: endpointsOf(name, registries) });
      else if (named.includes(name)) warnings.push(`${name}: nothing is cached, it keeps no packages`);
    }
    const plan = await planCaches(requests, inputs.list('cache-dependency-path'), host);
    return { caches: plan.caches, warnings: [...warnings, ...plan.warnings] };
  };
}

/** Of the registries the tool was configured for; of all when it was configured for none. */
function endpointsOf(name: ToolName, registries: readonly CachedRegistry[]): string[] {
  const format = toolSets.find(({ tools }) => tools.some((tool) => tool.name === name))?.name;
  const own = registries.filter(({ findings }) => findings.some(({ tool }) => tool.name === name));
  return (own.length > 0 ? own : registries).map(
    ({ place, authorized }) => (format && authorized.endpoints.get(format)) ?? place,
  );
}
