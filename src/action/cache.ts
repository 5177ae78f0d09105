// Package stores of the tools through @actions/cache; loaded only when `cache` asks for it. Nothing here fails a job:
// a cache is not worth a red one.

import type { CacheState } from '../commands/definition/result.ts';
import { endWithin, type WaitingHost } from '../core/calls/waits.ts';
import type { PlannedCache } from '../core/operations/login/plan-caches.ts';
import type { Host } from '../core/ports/host.ts';
import { libraryWork } from '../machine/execution.ts';
import type { GivenProxy } from './host.ts';
import { complaintsOfLibraries, guardOutput, withVariables } from './runner.ts';

/** The library's own limits are an hour for each part of a store. */
const LONGEST_TRANSFER_MS = 10 * 60_000;

/** `http-proxy` and `no-proxy` as the variables that the library knows, which prefers the lower case. */
function variablesOf({ proxy, noProxy }: GivenProxy): Record<string, string> {
  const named = (names: readonly string[], value: string | undefined) =>
    value === undefined ? [] : names.map((name) => [name, value] as const);
  return Object.fromEntries([
    ...named(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'], proxy),
    ...named(['NO_PROXY', 'no_proxy'], noProxy === undefined ? undefined : exemptions(noProxy)),
  ]);
}

/**
 * The list as both libraries below the cache read it. One takes a name for a host and what is below it, the other for the
 * host alone, and a dot before it for what is below; neither knows blanks between entries or `*.`. The cache is asked for
 * at the port of https only.
 */
export function exemptions(noProxy: string): string {
  const entries = noProxy.split(/[\s,]+/).filter((entry) => entry !== '');
  return [
    ...new Set(
      entries.flatMap((entry) => {
        const [, name] = /^\*?\.?([a-z0-9][a-z0-9.-]*?)\.?(?::443)?$/i.exec(entry) ?? [];
        return name === undefined ? [entry] : [name, `.${name}`];
      }),
    ),
  ].join(',');
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Saves the stores that were not restored under their exact key, as far as there is anything in them. */
export async function saveCaches(
  host: WaitingHost & Pick<Host, 'files' | 'mask'>,
  caches: readonly CacheState[],
  given: GivenProxy,
): Promise<void> {
  for (const { tool, key, paths, isHit } of caches) {
    if (isHit) continue;
    const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
    if (stats.every((stat) => stat === undefined)) {
      host.log.info(`the package store of ${tool} is empty: nothing to save`);
      continue;
    }
    try {
      guardOutput(host.mask);
      const { saveCache } = await import('@actions/cache');
      // Below zero: it said why itself (somebody else saved the same key, no room, read-only token).
      const saving = endWithin(host, LONGEST_TRANSFER_MS, `saving the package store of ${tool}`, () =>
        withVariables(variablesOf(given), () => libraryWork(() => saveCache([...paths], key))),
      );
      if ((await saving) >= 0) host.log.info(`saved the package store of ${tool} as ${key}`);
    } catch (error) {
      host.log.warning(`the package store of ${tool} was not saved: ${reason(error)}`);
    }
  }
}

/** Restores each store; resolves to what post must know. Rejects only with the interruption of the run. */
export async function restoreCaches(
  host: WaitingHost & Pick<Host, 'mask'>,
  wanted: readonly PlannedCache[],
  given: GivenProxy,
): Promise<readonly CacheState[]> {
  if (wanted.length === 0) return [];
  guardOutput(host.mask);
  const { isFeatureAvailable, restoreCache } = await import('@actions/cache');
  try {
    if (!isFeatureAvailable()) {
      host.log.warning('there is no cache service here: the package stores are not restored');
      return [];
    }
  } catch (error) {
    // Some runners name a server that is no address.
    host.log.warning(`the package stores are not restored: ${reason(error)}`);
    return [];
  }
  const states: CacheState[] = [];
  for (const { tool, key, restoreKeys, paths } of wanted) {
    let found: string | undefined;
    let hasFailed = false;
    const complaints = complaintsOfLibraries();
    try {
      found = await endWithin(host, LONGEST_TRANSFER_MS, `restoring the package store of ${tool}`, () =>
        withVariables(variablesOf(given), () => libraryWork(() => restoreCache([...paths], key, [...restoreKeys]))),
      );
    } catch (error) {
      if (host.interrupted.aborted) throw error;
      hasFailed = true;
      host.log.warning(`the package store of ${tool} was not restored: ${reason(error)}`);
    }
    // Of a service that refuses or hangs the library says so itself, and returns what it does when nothing is there.
    hasFailed ||= complaintsOfLibraries() > complaints;
    if (found) host.log.info(`restored the package store of ${tool} from ${found}`);
    else if (!hasFailed) host.log.info(`no package store of ${tool} is cached under ${key}`);
    states.push({ tool, key, paths, isHit: found === key });
  }
  return states;
}
