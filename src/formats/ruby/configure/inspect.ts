// gem and Bundler have one name as a tool and share no setting: each is judged by its own.
import type { InspectRequest, ToolInspection } from '../../../core/ports/package-format.ts';
import { inspectBundler } from './inspect-bundler.ts';
import { inspectGemAlone } from './inspect-gem.ts';

export async function inspectGem(request: InspectRequest): Promise<ToolInspection> {
  const parts = [inspectBundler(request), await inspectGemAlone(request)];
  return {
    registries: parts.flatMap(({ registries = [] }) => registries),
    clients: parts.flatMap(({ clients = [] }) => clients),
    credentials: parts.flatMap(({ credentials }) => credentials),
    locked: [],
    remarks: parts.flatMap(({ remarks }) => remarks),
    notes: parts.flatMap(({ notes = [] }) => notes),
  };
}
