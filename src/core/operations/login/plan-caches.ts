// Which package stores to restore and save, and under which keys. A key says all on which the content depends: tool,
// machine, registry (another repository may hold other bytes under one name) and lock files.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Host } from '../../ports/host.ts';
import type { PackageStore } from '../../ports/package-format.ts';
import { projectFiles } from './project-files.ts';

export interface CacheRequest {
  readonly tool: string;
  readonly store: PackageStore;
  /** Endpoints the tool fetches from, in any order. */
  readonly endpoints: readonly string[];
}

/** A store as a cache service takes it. */
export interface PlannedCache {
  readonly tool: string;
  readonly key: string;
  /** Beginnings of keys that are better than nothing, best first. */
  readonly restoreKeys: readonly string[];
  readonly paths: readonly string[];
}

export interface CachePlan {
  readonly caches: readonly PlannedCache[];
  readonly warnings: readonly string[];
}

/** Changes when what is stored under a key changes its meaning. */
const GENERATION = 1;

type Place = Pick<Host, 'files' | 'workingDirectory' | 'platform' | 'home' | 'env'>;

/** `lockFiles` are globs that take the place of those of the tools; empty for these. */
export async function planCaches(
  requests: readonly CacheRequest[],
  lockFiles: readonly string[],
  host: Place,
): Promise<CachePlan> {
  const caches: PlannedCache[] = [];
  const warnings: string[] = [];
  for (const request of requests) {
    const patterns = lockFiles.length > 0 ? lockFiles : request.store.lockFiles;
    const found =
      lockFiles.length > 0
        ? await host.files.glob(lockFiles, host.workingDirectory)
        : await projectFiles(request.store.lockFiles, host);
    if (found.length === 0) {
      warnings.push(`${request.tool}: nothing is cached, no file matches ${patterns.join(', ')}`);
      continue;
    }
    const prefix = prefixOf(request, host);
    caches.push({
      tool: request.tool,
      key: prefix + (await digestOf(found, host)),
      restoreKeys: [prefix],
      paths: request.store.paths(host),
    });
  }
  return { caches, warnings };
}

function prefixOf({ tool, endpoints }: CacheRequest, { env, platform }: Place): string {
  const registry = createHash('sha256')
    .update([...new Set(endpoints)].map(withoutScheme).sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
  // Some cache services answer in lower case. Packages that are built on the way in (wheels) depend on the image.
  const machine = [platform, env.RUNNER_ARCH, env.ImageOS].filter(Boolean).join('-');
  return `codeartifact-ci-${GENERATION}-${tool}-${machine}-${registry}-`.replace(/[^\w.-]/g, '_').toLowerCase();
}

/** Host and path: domain, owner, region, format and repository are all in there, and nothing secret is. */
function withoutScheme(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  const { host, pathname } = new URL(endpoint);
  return `${host}${pathname}`;
}

/** sha256 over the sha256 of each file, in the order of their paths: moving nothing and changing nothing keeps it. */
async function digestOf(paths: readonly string[], { files, workingDirectory }: Place): Promise<string> {
  const whole = createHash('sha256');
  for (const path of [...paths].sort()) {
    const one = createHash('sha256');
    for await (const chunk of files.open(resolve(workingDirectory, path))) one.update(chunk);
    whole.update(one.digest());
  }
  return whole.digest('hex');
}
