// Marks of runs in the dist-tags, which a rollback of these runs takes away.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import { isSpent, marksOf } from '../dist-tags/marks.ts';
import { type LeftMark, leftMarkWords, proveRemoved, type Removals, removeMarks } from '../dist-tags/remove-marks.ts';
import { readTags } from '../dist-tags/write.ts';
import { serviceNow } from '../repository/repository-access.ts';
import type { RollbackTags } from './tags.ts';
import type { UndoneVersion } from './undo/undo.ts';

/** Marks of the runs that were rolled back have nothing more to say. */
export async function removeMarksOfRuns(run: RollbackTags, concurrency: number): Promise<void> {
  const { runIds } = run.work.undo;
  if (runIds.size === 0) return;
  await mapConcurrent(concurrency, run.packages, async ({ ref, wire, versions }) => {
    try {
      const now = serviceNow(run.ports.host, run.ports.side.reader);
      const names = marksOf(await readTags(ref, run.ports)).flatMap((mark) =>
        (mark.run !== undefined && runIds.has(mark.run)) || isSpent(mark, now) ? [mark.name] : [],
      );
      if (names.length === 0) return;
      const removals: Removals = new Map();
      await removeMarks(ref, names, removals, wire, run.ports);
      const left = await proveRemoved(ref, removals, await readTags(ref, run.ports), wire, run.ports);
      for (const mark of left) markStays(run, ref, versions, mark);
    } catch (error) {
      run.warnings.push(`${packageName(ref)}: a mark of that run stays: ${asRegistryError(error).message}`);
    }
  });
}

/** By it a later run would move a tag away from where somebody puts it. */
function markStays(run: RollbackTags, ref: PackageReference, versions: readonly UndoneVersion[], mark: LeftMark): void {
  const reason = `it is taken back, and ${leftMarkWords(ref, mark)}`;
  const well = versions.filter(({ purl: key }) => {
    const kind = run.work.outcomes.get(key)?.kind;
    return kind === 'changed' || kind === 'unchanged';
  });
  const { code = 'CA-CONFLICT-002' as const, requestId } = mark.error ?? {};
  for (const { purl: key, ref: of } of well)
    run.work.outcomes.set(key, { kind: 'failed', ref: of, code, reason, requestId });
  if (well.length === 0) run.warnings.push(leftMarkWords(ref, mark));
}
