// A batch: entries in an order in which each comes after what it depends on, one at a time.
import { dirname, join, relative, resolve } from 'node:path';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type BatchEntry, readBuildspec } from './buildspec.ts';
import { type BuildRequest, type BuildResult, type RunnerHost, runBuild } from './run.ts';

export interface BatchResult {
  readonly status: BuildResult['status'];
  readonly builds: readonly { readonly identifier: string; readonly result?: BuildResult }[];
}

/** Throws CA-SPEC-001 for unknown dependencies, circles and identifiers that appear twice. */
export function batchOrder(entries: readonly BatchEntry[]): BatchEntry[] {
  const known = new Map(entries.map((entry) => [entry.identifier, entry]));
  if (known.size < entries.length) throw new RegistryError('CA-SPEC-001', 'a batch identifier appears twice');
  const done = new Set<string>();
  const order: BatchEntry[] = [];
  const visit = (entry: BatchEntry, path: readonly string[]) => {
    if (done.has(entry.identifier)) return;
    if (path.includes(entry.identifier))
      throw new RegistryError('CA-SPEC-001', `the batch goes in a circle: ${[...path, entry.identifier].join(' -> ')}`);
    for (const name of entry.dependOn) {
      const next = known.get(name);
      if (!next) throw new RegistryError('CA-SPEC-001', `${entry.identifier} depends on ${name}, which does not exist`);
      visit(next, [...path, entry.identifier]);
    }
    done.add(entry.identifier);
    order.push(entry);
  };
  for (const entry of entries) visit(entry, []);
  return order;
}

/** Runs every entry; one whose dependency failed is skipped, and with fast-fail all that follow a failure. */
export async function runBatch(request: BuildRequest, host: RunnerHost): Promise<BatchResult> {
  const spec = readBuildspec(request.text);
  const builds: { identifier: string; result?: BuildResult }[] = [];
  const broken = new Set<string>();
  let hasFailed = false;
  for (const entry of batchOrder(spec.batch)) {
    const isBlocked =
      entry.dependOn.some((name) => broken.has(name)) ||
      (spec.fastFail && hasFailed) ||
      request.signal?.aborted === true;
    if (isBlocked) {
      broken.add(entry.identifier);
      builds.push({ identifier: entry.identifier });
      continue;
    }
    const result = await runBuild(await requestFor(request, host, entry), host);
    builds.push({ identifier: entry.identifier, result });
    if (result.status === 'SUCCEEDED' || entry.ignoreFailure) continue;
    hasFailed = true;
    broken.add(entry.identifier);
  }
  const status = request.signal?.aborted ? 'STOPPED' : hasFailed ? 'FAILED' : 'SUCCEEDED';
  return { status, builds };
}

async function requestFor(request: BuildRequest, host: RunnerHost, entry: BatchEntry): Promise<BuildRequest> {
  const text =
    entry.buildspec === undefined
      ? request.text
      : await host.files.readText(inside(request.sourceDirectory, entry.buildspec));
  if (text === undefined)
    throw new RegistryError('CA-SPEC-001', `YAML_FILE_ERROR: stat ${entry.buildspec}: no such file or directory`);
  return {
    ...request,
    text,
    overrides: { ...entry.variables, ...request.overrides, CODEBUILD_BATCH_BUILD_IDENTIFIER: entry.identifier },
  };
}

function inside(folder: string, path: string): string {
  const full = resolve(folder, path);
  if (relative(folder, full).startsWith('..') || dirname(full) === full)
    throw new RegistryError('CA-SPEC-001', `${path} is outside the source folder`);
  return join(full);
}
