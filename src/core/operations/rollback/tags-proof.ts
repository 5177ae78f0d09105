// What became of versions and dist-tags, as the registry shows it at the end of a rollback or a restore.

import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { readUntilFresh } from '../../calls/fresh.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import { isVisible } from '../dist-tags/best-version.ts';
import { publishAgainCommand } from '../dist-tags/commands.ts';
import { type Tags, withoutMarks } from '../dist-tags/marks.ts';
import { proveTagsAgain, settledAfter, type TagMove } from '../dist-tags/move-tags.ts';
import { returnTag } from '../dist-tags/return-tag.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import type { RollbackTags, TaggedPackage } from './tags.ts';
import type { UndoneVersion } from './undo/undo.ts';

/** Tags looked at once more side by side. */
const GIVEN_AT_ONCE = 16;

/** Versions that this run hid and that a tag points at all the same, by purl -> the tag: somebody was as quick. */
export async function pointedAtHidden(run: RollbackTags, concurrency: number): Promise<ReadonlyMap<string, string>> {
  const { outcomes } = run.work;
  const found = new Map<string, string>();
  await mapConcurrent(concurrency, run.packages, async ({ ref, versions }) => {
    const hidden = versions.filter((version) => outcomes.get(version.purl)?.kind === 'changed');
    if (hidden.length === 0) return;
    try {
      const pointers = await pointersTo(run, ref, hidden);
      for (const { purl: key, ref: of } of hidden) {
        const tag = pointers.get(of.version);
        if (tag !== undefined) found.set(key, tag);
      }
    } catch (error) {
      // The rest is done all the same, and the proof at the end asks once more.
      run.warnings.push(
        `${packageName(ref)}: whether somebody pointed a dist-tag at what was hidden could not be read: ${asRegistryError(error).message}`,
      );
    }
  });
  return found;
}

/** Reads what was changed: versions have their status, tags are where they went, and none points at a hidden version. */
export const proveRollback = (run: RollbackTags, concurrency: number): Promise<void> =>
  prove(run, concurrency, proveGiven);

/** The same once more when the record is stored, which may have taken long. Nothing is written any more. */
export const lastLook = (run: RollbackTags, concurrency: number): Promise<void> => prove(run, concurrency, tellHidden);

async function prove(
  run: RollbackTags,
  concurrency: number,
  ofTargets: (run: RollbackTags, name: string) => Promise<void>,
): Promise<void> {
  const { chosen } = run.work;
  const packages = new Map<string, UndoneVersion[]>([...run.moved.keys()].map((name) => [name, []]));
  for (const name of run.standing.keys()) packages.set(name, []);
  for (const version of chosen) {
    if (!isProven(run, version)) continue;
    const name = purl({ ...version.ref, version: undefined });
    const versions = packages.get(name);
    if (versions) versions.push(version);
    else packages.set(name, [version]);
  }
  // One after another for a package, since a tag that leaves what somebody hid is compared after that.
  await readUntilFresh(concurrency, [...packages], {
    host: run.ports.host,
    readAt: () => undefined,
    read: async ([name, versions]) => {
      await ofTargets(run, name);
      await proveVersions(run, name, versions);
      await proveMoved(run, name);
    },
  });
}

/** Whether it is as it should be, as far as was read. */
function isProven(run: RollbackTags, version: UndoneVersion): boolean {
  return statusOf(run, version) !== undefined;
}

/** Of what this run changed, or found as it should be. */
function statusOf(run: RollbackTags, { purl: key }: UndoneVersion): Status | undefined {
  const { outcomes, found, changes } = run.work;
  const outcome = outcomes.get(key);
  if (outcome?.kind === 'changed') return outcome.to;
  // What somebody else was as quick to change was found so by the write.
  return outcome?.kind === 'unchanged' ? (changes.get(key)?.to ?? found.get(key)) : undefined;
}

async function proveVersions(run: RollbackTags, name: string, all: readonly UndoneVersion[]): Promise<void> {
  const versions = all.filter((version) => isProven(run, version));
  const [first] = versions;
  if (!first) return;
  const { host, side } = run.ports;
  const wanted = new Map(versions.map((version) => [version.ref.version, statusOf(run, version)]));
  const isSo = (version: string, state: VersionState | undefined) =>
    (state?.status ?? 'Deleted') === wanted.get(version);
  const isRollback = run.work.direction === 'rollback';
  const hidden = versions.filter(
    (version) =>
      statusOf(run, version) !== 'Published' && (isRollback || run.work.outcomes.get(version.purl)?.kind === 'changed'),
  );
  try {
    const { version: _, ...ref } = first.ref;
    const [states, pointers] = await settleAll([
      settledStates(ref, [...wanted.keys()], isSo, { host, side }),
      run.names.has(name) && hidden.length > 0 ? pointersTo(run, ref, hidden) : new Map<string, string>(),
    ]);
    for (const version of versions) {
      const { version: value } = version.ref;
      const tag = pointers.get(value);
      const status = states.get(value)?.status ?? 'Deleted';
      if (!isSo(value, states.get(value))) run.conflict(version, `somebody made it ${status} while this run went on`);
      else if (tag !== undefined)
        run.conflict(version, `somebody pointed the dist-tag \`${tag}\` at it while it was hidden`, true);
    }
  } catch (error) {
    const { code, message, requestId } = asRegistryError(error);
    const reason = `it could not be read again at the end: ${message}`;
    for (const { purl: key, ref } of versions)
      run.work.outcomes.set(key, { kind: 'failed', ref, code, reason, requestId });
  }
}

/** Version -> a tag that points at it, of these versions; a late answer shows a tag that this run moved away where it was. */
async function pointersTo(
  run: RollbackTags,
  ref: PackageReference,
  versions: readonly UndoneVersion[],
): Promise<ReadonlyMap<string, string>> {
  const among = new Set(versions.map(({ ref: { version } }) => version));
  const pointing = (tags: Tags) => Object.entries(withoutMarks(tags)).filter(([, version]) => among.has(version));
  const moves = [...(run.moved.get(purl({ ...ref, version: undefined }))?.values() ?? [])].map(({ move }) => move);
  const tags = await settledAfter(moves, ref, (found) => pointing(found).length === 0, run.ports);
  return new Map(pointing(tags).map(([tag, version]) => [version, tag]));
}

/** What this run pointed a tag at may be hidden by now; then the tag goes back, or to the best that is left. */
async function proveGiven(run: RollbackTags, name: string): Promise<void> {
  await mapConcurrent(GIVEN_AT_ONCE, run.given.get(name) ?? [], async ({ each, tag, to: first, before }) => {
    // Where it went by now, if somebody hid what it was given first.
    const to = run.moved.get(name)?.get(tag)?.move.to ?? first;
    const { ref, wire, format } = each;
    try {
      if (await isVisible(ref, to, new Set(), run.ports)) return;
      const search = { tag, hidden: new Set<string>(), compare: format.coordinates.compareVersions };
      // Without a version before, anything that can be installed will do.
      const end = await returnTag(ref, { ...search, from: to, before: before ?? to }, wire, run.ports);
      if (end?.kind === 'failed') throw end.error;
      if (end?.kind !== 'moved') return;
      run.note(each, end.move);
      run.warnings.push(
        `${packageName(ref)}: somebody hid ${to} when \`${tag}\` had gone there; it goes to ${end.move.to ?? 'nothing'}`,
      );
    } catch (error) {
      run.warnings.push(
        `${packageName(ref)}: \`${tag}\` points at ${to}, which somebody hid, and could not be moved: ${asRegistryError(error).message}`,
      );
    }
  });
}

/** What a tag went to, or was found at, may be hidden by now. */
async function tellHidden(run: RollbackTags, name: string): Promise<void> {
  const went = [...(run.moved.get(name)?.values() ?? []), ...(run.standing.get(name)?.values() ?? [])];
  const open = went.filter(({ seen, move }) => seen === undefined && move.to !== null);
  await mapConcurrent(GIVEN_AT_ONCE, open, async ({ each, move }) => {
    const to = move.to as string;
    const ref = { ...each.ref, version: to };
    // Of what is its own the status is compared anyway.
    const own = each.byVersion.get(to);
    if (own && isProven(run, own)) return;
    try {
      const { host, side, place } = run.ports;
      const isShown = (_version: string, state: VersionState | undefined) => state?.status === 'Published';
      const status = (await settledStates(each.ref, [to], isShown, { host, side })).get(to)?.status ?? 'Deleted';
      if (status === 'Published') return;
      const isBack = status === 'Unlisted' || status === 'Archived';
      const again = isBack ? `; \`${publishAgainCommand(ref, place)}\` lists it again` : '';
      const why = `its dist-tag \`${move.tag}\` went to ${to}, which is ${status} by now${again}`;
      tellMoved(run, each, move, why, (of, reason) => ({ kind: 'conflict', ref: of, code: 'CA-CONFLICT-002', reason }));
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      const why = `whether ${to}, where its dist-tag \`${move.tag}\` went, can be installed could not be read at the end: ${message}`;
      tellMoved(run, each, move, why, (of, reason) => ({ kind: 'failed', ref: of, code, reason, requestId }));
    }
  });
}

/** Reads every tag again that was moved, or was found where it goes: what is told of it is what was read at the end. */
async function proveMoved(run: RollbackTags, name: string): Promise<void> {
  const moved = run.moved.get(name);
  const standing = run.standing.get(name);
  const each = [...(moved?.values() ?? []), ...(standing?.values() ?? [])][0]?.each;
  if (!each) return;
  // Of one that somebody else has by now nothing more is asked.
  const open = [...(moved?.values() ?? [])].filter(({ seen }) => seen === undefined);
  const stays = [...(standing ?? [])].flatMap(([tag, found]) => (moved?.has(tag) ? [] : [found]));
  const moves = [...open, ...stays].map(({ move }) => move);
  try {
    for (const end of (await proveTagsAgain(each.ref, moves, run.ports)).ends)
      if (end.kind === 'taken') {
        if (moved?.has(end.move.tag)) moved.set(end.move.tag, { each, move: end.move, seen: end.value ?? null });
        else standing?.delete(end.move.tag);
        tellTaken(run, each, end.move, end.value);
      }
  } catch (error) {
    const { code, message, requestId } = asRegistryError(error);
    for (const move of moves) {
      const why = `its dist-tag \`${move.tag}\` could not be read again at the end: ${message}`;
      tellMoved(run, each, move, why, (ref, reason) => ({ kind: 'failed', ref, code, reason, requestId }));
    }
  }
}

function tellTaken(run: RollbackTags, each: TaggedPackage, move: TagMove, value: string | undefined): void {
  const { tag, to } = move;
  const became = value === undefined ? 'removed by somebody else' : `moved by somebody else to ${value}`;
  const wanted = to === null ? 'removes it' : `sets it to ${to}`;
  const command = to === null ? '' : run.commandFor(each, tag, to, { now: value });
  const decide = command === '' ? '' : `; to decide otherwise: ${command}`;
  const why = `its dist-tag \`${tag}\` was ${became} and was left, where this run ${wanted}${decide}`;
  tellMoved(run, each, move, why, (ref, reason) => ({ kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason }));
}

/** A tag that is wrong is told of a version that it is about; where there is none, the run is red by itself. */
function tellMoved(
  run: RollbackTags,
  { ref, byVersion, versions }: TaggedPackage,
  { from, to }: TagMove,
  why: string,
  outcomeOf: (ref: VersionReference, reason: string) => Outcome,
): void {
  const { outcomes } = run.work;
  const about = [to, ...from].flatMap((value) => (value == null ? [] : (byVersion.get(value) ?? [])));
  const version = [...about, ...versions].find(({ purl: key }) => outcomes.has(key));
  if (version === undefined) {
    run.isTaken = true;
    run.warnings.push(`${packageName(ref)}: ${why}`);
    return;
  }
  const known = outcomes.get(version.purl);
  // What is red already says why, and the tag is the news besides.
  if (known?.kind !== 'changed' && known?.kind !== 'unchanged') run.warnings.push(`${packageName(ref)}: ${why}`);
  else {
    const reason = known.kind === 'changed' ? `it is ${known.to} now, but ${why}` : why;
    outcomes.set(version.purl, outcomeOf(version.ref, reason));
  }
}
