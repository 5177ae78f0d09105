// The dist-tags of a restore, after versions are listed again: as the rollback found them, unless somebody moved them since.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName } from '../../model/coordinates.ts';
import { isVisible } from '../dist-tags/best-version.ts';
import { type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { moveTags, settledTags, type TagMove } from '../dist-tags/move-tags.ts';
import { readTags } from '../dist-tags/write.ts';
import { goneWith, isAsLeft, type RollbackTags, type TaggedPackage } from './tags.ts';
import type { UndoneTag, UndoneVersion } from './undo/undo.ts';

/** Why no tag goes to a version that a restore leaves. */
const unrestored = (version: UndoneVersion | undefined): string =>
  version?.target !== undefined && version.target !== 'Published'
    ? `is ${version.target}, as it was before the rollback`
    : 'was not restored';

const isHigher = ({ format }: TaggedPackage, to: string | null, value: string | null): boolean =>
  to !== null && value !== null && (format.coordinates.compareVersions?.(to, value) ?? 0) > 0;

/** Whether a tag is back already that a restore sets back, of a package that the rollback led elsewhere. */
export async function isAnyBack(run: RollbackTags, concurrency: number): Promise<boolean> {
  const found = await mapConcurrent(concurrency, run.packages, async ({ ref, tags }) => {
    const now = withoutMarks(await readTags(ref, run.ports));
    return tags.some(({ tag, to }) => to !== null && valueOfTag(now, tag) === to);
  });
  return found.includes(true);
}

/** After versions were restored: tags as the rollback found them, unless somebody moved them since. */
export async function moveBack(run: RollbackTags, concurrency: number): Promise<void> {
  const { outcomes } = run.work;
  await mapConcurrent(concurrency, run.packages, async (each) => {
    const isBack = (value: string | null) => {
      const version = value === null ? undefined : each.byVersion.get(value);
      if (version === undefined) return true;
      const kind = outcomes.get(version.purl)?.kind;
      // Of what no rollback hid there is nothing to say while it can be installed.
      if (version.kind === 'unnoted') return kind === undefined || kind === 'unchanged';
      // What was hidden when the rollback came to it is so again.
      if (version.target !== undefined && version.target !== 'Published') return false;
      return kind === 'changed' || kind === 'unchanged';
    };
    try {
      const isSo = (found: Tags) => isAsLeft(withoutMarks(found), each.tags);
      const now = withoutMarks(await settledTags(each.ref, isSo, run.ports));
      const moves: TagMove[] = [];
      for (const undone of each.tags) {
        const { tag, left, ledLower, ledOnTo, to } = undone;
        const value = valueOfTag(now, tag) ?? null;
        const isLower = ledLower?.includes(value) === true && isHigher(each, to, value);
        const gone = value === null ? await goneFrom(run, each, undone) : undefined;
        // Only where it stands lower it is a part of this.
        if (left.length === 0 && !isLower && gone === undefined && value !== to) continue;
        if (value === to) {
          if (to !== null) run.noteStanding(each, tag, to);
          continue;
        }
        if (!isBack(to)) {
          const version = to === null ? undefined : each.byVersion.get(to);
          const command = to === null ? '' : run.commandFor(each, tag, to, { now: value ?? undefined });
          // What is left with the command that lists it has one for its tag as well.
          const isListable = version?.kind === 'unnoted' || version?.listedBefore !== undefined;
          const then = isListable && command !== '' ? `; once it is listed, ${command}` : '';
          run.warnings.push(
            `${packageName(each.ref)}: \`${tag}\` stays at ${value ?? 'nothing'}: ${to} ${unrestored(version)}${then}`,
          );
        } else if ((isLower || left.includes(value)) && (ledOnTo === undefined || ledOnTo === value))
          moves.push({ tag, from: [value ?? undefined], to });
        else if (gone !== undefined) moves.push({ tag, from: [undefined], to, was: gone });
        else await leaveMoved(run, each, tag, value, to);
      }
      tellUnmoved(run, each, now, isBack, new Set(moves.map(({ tag }) => tag)));
      await carryOutBack(run, each, moves);
    } catch (error) {
      failAll(run, each, asRegistryError(error));
    }
  });
}

/** The version with which a tag went that is not shown any more: nobody moved it since a rollback or a restore had led it there. */
async function goneFrom(
  run: RollbackTags,
  { ref, byVersion }: TaggedPackage,
  { tag, left, ledLower = [], to }: UndoneTag,
): Promise<string | undefined> {
  if (to === null || left.includes(null)) return undefined;
  for (const version of [left.at(-1), ledLower.at(-1)]) {
    if (version == null || byVersion.has(version)) continue;
    const status = await goneWith(ref, version, run.ports);
    if (status === undefined) continue;
    run.warnings.push(`${packageName(ref)}: \`${tag}\` was gone with ${version}, which is ${status}`);
    return version;
  }
  return undefined;
}

/** A tag that went on from where the rollback had led it is right where another run has it by now; else somebody decides. */
async function leaveMoved(
  run: RollbackTags,
  each: TaggedPackage,
  tag: string,
  value: string | null,
  to: string | null,
): Promise<void> {
  const { name, ref } = each;
  const by = value === null ? undefined : run.work.undo.decidedSince?.(name, tag, value);
  const stays = `${packageName(ref)}: \`${tag}\` stays at ${value ?? 'nothing'}`;
  if (value !== null && by !== undefined && (await isVisible(ref, value, new Set(), run.ports))) {
    run.warnings.push(`${stays}, since the run ${by} has it there by now`);
    return;
  }
  run.isTaken = true;
  const command = to === null ? '' : run.commandFor(each, tag, to, { now: value ?? undefined, by });
  run.warnings.push(`${stays}, where somebody else moved it since${command === '' ? '' : `; ${command}`}`);
}

/** Nothing tells that a rollback moved them, so they are left to whoever reads this. */
function tellUnmoved(
  run: RollbackTags,
  each: TaggedPackage,
  now: Tags,
  isBack: (value: string | null) => boolean,
  moved: ReadonlySet<string>,
): void {
  const { name, ref, byVersion } = each;
  for (const { package: of, tag, last, why, isDoubtful, by } of run.work.undo.unmoved ?? []) {
    const isLeft = byVersion.get(last)?.kind === 'unnoted';
    if (of !== name || moved.has(tag) || valueOfTag(now, tag) === last || (!isBack(last) && !isLeft)) continue;
    const value = valueOfTag(now, tag);
    const command = run.commandFor(each, tag, last, { now: value, by });
    // Where another run has it higher up, nobody misses it.
    const isRight =
      value !== undefined &&
      isHigher(each, value, last) &&
      run.work.undo.decidedSince?.(name, tag, value) !== undefined;
    if (isDoubtful && !isRight) run.isTaken = true;
    if (command === '' && !isDoubtful) continue;
    run.warnings.push(
      `${packageName(ref)}: \`${tag}\` points at ${value ?? 'nothing'} and stays there, ${why}${command === '' ? '' : `; ${command}`}`,
    );
  }
}

async function carryOutBack(run: RollbackTags, each: TaggedPackage, moves: readonly TagMove[]): Promise<void> {
  if (moves.length === 0) return;
  if (run.work.dryRun) {
    for (const move of moves) run.note(each, move);
    return;
  }
  const { ends } = await moveTags(each.ref, moves, each.wire, run.ports);
  for (const end of ends) {
    run.keepGiven(each, end, end.move.from[0]);
    // What somebody else made of it meanwhile is read, and told, at the end.
    if (end.kind === 'failed') failAll(run, each, end.error, end.move.to);
    else run.note(each, end.move);
  }
}

function failAll(
  run: RollbackTags,
  { versions, byVersion, ref }: TaggedPackage,
  error: ReturnType<typeof asRegistryError>,
  about?: string | null,
): void {
  const { code, message, requestId } = error;
  const own = about == null ? undefined : byVersion.get(about);
  const told = own ? [own] : versions;
  for (const { purl: key, ref: of } of told) {
    const known = run.work.outcomes.get(key);
    const isThere = known === undefined || known.kind === 'changed' || known.kind === 'unchanged';
    // What did not come back is told for what it is.
    if (!isThere) continue;
    const reason = `${known?.kind === 'changed' ? 'it is restored, but ' : ''}its dist-tags could not be set: ${message}`;
    run.work.outcomes.set(key, { kind: 'failed', ref: of, code, reason, requestId });
  }
  if (told.length === 0) run.warnings.push(`${packageName(ref)}: ${message}`);
}
