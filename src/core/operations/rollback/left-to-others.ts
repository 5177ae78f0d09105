// What a rollback leaves to others, as the registry shows it at the end.

import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName, parseCoordinate, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { publishAgainCommand } from '../dist-tags/commands.ts';
import { type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { settledTags } from '../dist-tags/move-tags.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import { skipped } from './judgement.ts';
import type { RollbackTags } from './tags.ts';
import type { UndoneVersion } from './undo/undo.ts';

/**
 * The release's own that is left to others, as the registry shows it at the end: where it is hidden, whoever did that, or
 * where a rollback led a tag away from it, with the commands that bring it to whom it was promised.
 */
export async function tellUsed(run: RollbackTags, concurrency: number): Promise<void> {
  const { used, undo, changes } = run.work;
  const groups = new Map<string, UndoneVersion[]>();
  for (const version of undo.versions) {
    if (!used.has(version.purl)) continue;
    const name = purl({ ...version.ref, version: undefined });
    groups.set(name, [...(groups.get(name) ?? []), version]);
  }
  await mapConcurrent(concurrency, [...groups], async ([name, versions]) => {
    const ref = parseCoordinate(name);
    try {
      const { host, side, place } = run.ports;
      // What this run listed again may be answered late; of the rest nobody knows what there is to wait for.
      const again = new Set(versions.flatMap(({ purl: key, ref: of }) => (changes.has(key) ? [of.version] : [])));
      const isShown = (version: string, state: VersionState | undefined) =>
        !again.has(version) || state?.status === 'Published';
      const moved = [...(run.moved.get(name)?.values() ?? [])];
      const isMoved = (now: Tags) => moved.every(({ move: { tag, to } }) => (valueOfTag(now, tag) ?? null) === to);
      const [states, tags] = await settleAll([
        settledStates(
          ref,
          versions.map((version) => version.ref.version),
          isShown,
          { host, side },
        ),
        run.names.has(name) ? settledTags(ref, isMoved, run.ports) : {},
      ]);
      for (const version of versions) {
        const status = states.get(version.ref.version)?.status ?? 'Deleted';
        const isGone = status === 'Deleted' || status === 'Disposed';
        const listed = isGone ? '' : `; \`${publishAgainCommand(version.ref, place)}\` lists it again`;
        const words = status === 'Published' || status === 'Unfinished' ? [] : [`it is ${status}${listed}`];
        if (!isGone) words.push(...ledAway(run, version, status !== 'Published', withoutMarks(tags)));
        tell(run, version, words);
      }
    } catch (error) {
      run.warnings.push(
        `${packageName(ref)}: whether what others count on can be installed could not be read: ${asRegistryError(error).message}`,
      );
    }
  });
}

/** Tags that a rollback led away from a version, each with the command that leads it there again. */
function ledAway(
  run: RollbackTags,
  { ref: { version, ...ref } }: UndoneVersion,
  isHidden: boolean,
  now: Tags,
): readonly string[] {
  const name = purl({ ...ref, version: undefined });
  const own = run.work.undo.tags.filter((each) => each.package === name && each.left.includes(version));
  const steps = run.claims.moved.filter((step) => step.package === name && step.from === version);
  const isLedBy = (tag: string, value: string | null) =>
    (isHidden && own.some((each) => each.tag === tag && each.to === value)) ||
    steps.some((step) => step.tag === tag && step.to === value) ||
    run.away.some(({ each, move }) => each.name === name && move.tag === tag && move.from[0] === version);
  const away = run.away.flatMap(({ each, move }) => (each.name === name ? [move.tag] : []));
  const tags = new Set([...own, ...steps].map(({ tag }) => tag));
  return [...new Set([...tags, ...away])].flatMap((tag) => {
    const value = valueOfTag(now, tag) ?? null;
    const each = run.packages.find((one) => one.name === name);
    if (!each || value === version || !isLedBy(tag, value)) return [];
    const command = run.commandFor(each, tag, version, { now: value ?? undefined });
    return [`its dist-tag \`${tag}\` points at ${value ?? 'nothing'} by now${command === '' ? '' : `; ${command}`}`];
  });
}

function tell(run: RollbackTags, version: UndoneVersion, words: readonly string[]): void {
  const { outcomes, used } = run.work;
  const known = outcomes.get(version.purl);
  const why = used.get(version.purl);
  if (known === undefined || why === undefined) return;
  const reason = 'reason' in known && known.kind !== 'unchanged' ? (known.reason ?? why) : why;
  const told = [reason, ...words].join(', and ');
  if (known.kind === 'unchanged') outcomes.set(version.purl, skipped(version, told));
  else if (known.kind !== 'changed') outcomes.set(version.purl, { ...known, reason: told } as Outcome);
}
