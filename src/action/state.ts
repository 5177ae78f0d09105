// What main leaves for post: a closed type, never a secret.
import type { CacheState, PostState } from '../commands/definition/result.ts';
import { keepValue, keptValue } from './runner.ts';

const name = 'codeartifact';

export function saveState(state: PostState): void {
  const { sessions, folders, tokenExpiresAt, cleanup, cache } = state;
  keepValue(name, JSON.stringify({ sessions, folders, tokenExpiresAt, cleanup, cache }));
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isCacheState(value: unknown): value is CacheState {
  const { tool, key, paths } = (value ?? {}) as Partial<Record<keyof CacheState, unknown>>;
  return isText(tool) && isText(key) && Array.isArray(paths) && paths.every(isText);
}

/** Undefined when main left nothing or something that is not ours. */
export function readState(): PostState | undefined {
  try {
    const value = JSON.parse(keptValue(name) ?? 'null');
    if (typeof value !== 'object' || value === null || !Array.isArray(value.sessions)) return undefined;
    return {
      sessions: value.sessions.filter(isText),
      folders: Array.isArray(value.folders) ? value.folders.filter(isText) : undefined,
      tokenExpiresAt: typeof value.tokenExpiresAt === 'number' ? value.tokenExpiresAt : undefined,
      cleanup: value.cleanup !== false,
      cache: Array.isArray(value.cache) ? value.cache.filter(isCacheState) : undefined,
    };
  } catch {
    return undefined;
  }
}
