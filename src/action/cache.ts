// Package stores of the tools through @actions/cache; loaded only when `cache` asks for it.
import type { Host } from '../core/ports/host.ts';
import type { CacheState } from '../verbs/result.ts';

/** Saves the stores that were not restored under their exact key. Never throws: a cache is not worth a red job. */
export async function saveCaches(host: Pick<Host, 'log'>, caches: readonly CacheState[]): Promise<void> {
  const { saveCache } = await import('@actions/cache');
  for (const { tool, key, paths, isHit } of caches) {
    if (isHit) continue;
    try {
      await saveCache([...paths], key);
      host.log.info(`saved the package store of ${tool} as ${key}`);
    } catch (error) {
      host.log.warning(
        `the package store of ${tool} was not saved: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** Restores each store; resolves to what post must know. */
export async function restoreCaches(
  host: Pick<Host, 'log'>,
  wanted: readonly { tool: string; key: string; restoreKeys: readonly string[]; paths: readonly string[] }[],
): Promise<CacheState[]> {
  const { isFeatureAvailable, restoreCache } = await import('@actions/cache');
  if (!isFeatureAvailable()) {
    host.log.warning('there is no cache service here: the package stores are not restored');
    return [];
  }
  const states: CacheState[] = [];
  for (const { tool, key, restoreKeys, paths } of wanted) {
    let found: string | undefined;
    try {
      found = await restoreCache([...paths], key, [...restoreKeys]);
    } catch (error) {
      host.log.warning(
        `the package store of ${tool} was not restored: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    host.log.info(
      found
        ? `restored the package store of ${tool} from ${found}`
        : `no package store of ${tool} is cached under ${key}`,
    );
    states.push({ tool, key, paths, isHit: found === key });
  }
  return states;
}
