// Takes a promotion back, and a rollback back again, from the journal or the plan. History is appended, never erased.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { canonicalJson } from '../../documents/canonical.ts';
import { openJournal } from '../../documents/journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, packageName, parseCoordinate, parseVersionCoordinate, purl } from '../../model/coordinates.ts';
import { countOutcomes, isGreen, type Outcome } from '../../model/outcome.ts';
import { versionKey } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { readTags, type TagPorts, writeTag } from '../dist-tags/write.ts';
import { changeStatuses, type StatusChange } from '../repository/change-status.ts';
import { type RepositoryWriter, recordOf, writeTarget } from '../repository/repository-access.ts';
import type { RollbackRequest } from './rollback-request.ts';
import { findUndo, type Undo, type UndoneTag, type UndoneVersion } from './rollback-source.ts';

export interface RollbackPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: RepositoryWriter;
}

export interface RollbackReport {
  readonly outcomes: readonly Outcome[];
  /** Purl of the package -> tag -> version it points at now (null: removed). */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly warnings: readonly string[];
  readonly runId: string;
}

/** Rejects with CA-INPUT-005 when the journal or run is not there. A dry run reports what it would do. */
export async function rollback(request: RollbackRequest, ports: RollbackPorts): Promise<RollbackReport> {
  const undo = await findUndo(request, ports.host.files);
  const { host, destination } = ports;
  const place = await recordOf(destination);
  if (canonicalJson(undo.place) !== canonicalJson(place)) {
    throw new RegistryError('CA-INPUT-001', `that run wrote to ${label(undo.place)}, this one is for ${label(place)}`);
  }
  const chosen = chosenVersions(undo, request.coordinates, ports.formats);
  const changes: StatusChange[] = [];
  const settled: Outcome[] = [];
  for (const found of await mapConcurrent(request.concurrency, chosen, (version) =>
    judge(version, request, destination),
  )) {
    if ('kind' in found) settled.push(found);
    else changes.push(found);
  }
  const packages = new Set(chosen.map(({ ref }) => purl({ ...ref, version: undefined })));
  const moves = undo.tags.filter(({ package: name }) => packages.has(name));
  if (request.dryRun) {
    const wouldBe = changes.map(({ ref, from, to }): Outcome => ({ kind: 'changed', ref, from, to }));
    return { outcomes: [...settled, ...wouldBe], tags: tagTable(moves), warnings: undo.warnings, runId: '' };
  }
  const begin = { verb: request.direction, ...(undo.runId === undefined ? {} : { of: undo.runId }), ...place };
  const journal = await openJournal(host, request.journalPath, begin);
  const status = { host, side: destination, journal };
  const tagPorts = { host, side: destination, target: writeTarget(destination), journal };
  // Clients must never be pointed at a version that is hidden: taking back moves tags first, restoring moves them last.
  const before = request.direction === 'rollback' ? await moveTags(moves, tagPorts, ports.formats) : undefined;
  const outcomes = await changeStatuses(changes, request.concurrency, status);
  const moved =
    before ??
    (isGreen([...settled, ...outcomes])
      ? await moveTags(moves, tagPorts, ports.formats)
      : { tags: [], warnings: ['the dist-tags were left, because not every version could be restored'] });
  await journal.end(JSON.stringify(countOutcomes([...settled, ...outcomes])));
  return {
    outcomes: [...settled, ...outcomes],
    tags: tagTable(moved.tags),
    warnings: [...undo.warnings, ...moved.warnings],
    runId: journal.runId,
  };
}

function chosenVersions(
  undo: Undo,
  coordinates: readonly string[] | undefined,
  formats: readonly PackageFormat[],
): readonly UndoneVersion[] {
  if (coordinates === undefined || coordinates.length === 0) return undo.versions;
  const wanted = new Set(coordinates.map((text) => versionKey(normalised(parseVersionCoordinate(text), formats))));
  const chosen = undo.versions.filter(({ ref }) => wanted.has(versionKey(ref)));
  if (chosen.length < wanted.size)
    throw new RegistryError(
      'CA-INPUT-005',
      `that run did not change ${wanted.size - chosen.length} of the ${wanted.size} named versions`,
    );
  return chosen;
}

async function judge(
  { ref, overwritten, target }: UndoneVersion,
  request: RollbackRequest,
  side: RepositoryWriter,
): Promise<Outcome | StatusChange> {
  if (overwritten) {
    const reason = 'it replaced other bytes, and those are gone; publish the old version under a new number';
    return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
  }
  const to = target ?? request.target;
  const found = await side.reader.describePackageVersion(side.address, ref);
  const status = found?.status ?? 'Deleted';
  if (status === to) return { kind: 'unchanged', ref, revision: found?.revision ?? '', reason: `it is ${to} already` };
  if (status === 'Unfinished' && to === 'Unlisted') {
    return {
      kind: 'unchanged',
      ref,
      revision: found?.revision ?? '',
      reason: 'it is Unfinished, so nobody can install it',
    };
  }
  if (!found || status === 'Disposed') {
    if (request.direction === 'rollback')
      return { kind: 'unchanged', ref, revision: '', reason: `it is ${status} already` };
    return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason: `it is ${status} and cannot be restored` };
  }
  return { ref, from: status, to, revision: found.revision };
}

/** A tag that somebody moved since is theirs and stays. */
async function moveTags(
  moves: readonly UndoneTag[],
  ports: TagPorts,
  formats: readonly PackageFormat[],
): Promise<{ tags: UndoneTag[]; warnings: string[] }> {
  const done: UndoneTag[] = [];
  const warnings: string[] = [];
  for (const move of moves) {
    const ref = parseCoordinate(move.package);
    const tags = formats.find(({ name }) => name === ref.format)?.publishing?.tags;
    if (!tags) continue;
    const current = (await readTags(ref, ports))[move.tag];
    if (current !== (move.from ?? undefined) && current !== (move.to ?? undefined)) {
      warnings.push(
        `${packageName(ref)}: \`${move.tag}\` points at ${current ?? 'nothing'}, not at ${move.from ?? 'nothing'} as that run left it; it stays`,
      );
      continue;
    }
    if (current !== (move.to ?? undefined))
      await writeTag({ ref, tag: move.tag, was: current, becomes: move.to }, tags, ports);
    done.push(move);
  }
  return { tags: done, warnings };
}

function tagTable(moves: readonly UndoneTag[]): RollbackReport['tags'] {
  const table: Record<string, Record<string, string | null>> = {};
  for (const { package: name, tag, to } of moves) table[name] = { ...table[name], [tag]: to };
  return table;
}
