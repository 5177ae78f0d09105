// dist-tags of a promotion: before, as the copy alone would leave them, as they shall be.
//
// A copy brings every tag that points at a copied version and moves tags of the same name in the destination (user
// guide, npm-tags); nothing suppresses that. A tag that the copy takes along and that shall stay is set back right after
// the copy. Between the two calls the copied tag is visible; two calls cannot be one. Such a tag is first noted in the
// destination itself, under a mark of ours, so that a run that was killed in between can be continued without its
// journal.

import { type PlanItem, type PromotionPlan, type TagPlan, versionOf } from '../../documents/plan.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { packageName, purl } from '../../model/coordinates.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import { shownBriefly } from '../../text/shown-text.ts';
import { newestRelease } from '../dist-tags/best-version.ts';
import { removeMarkCommand, tagCommand } from '../dist-tags/commands.ts';
import { counts, endOfLife, type Mark, marksOf, type Tags, valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { hiddenWords, staysHidden, type TagStanding, visibleBelow, WELL_STANDING } from '../dist-tags/standing.ts';
import { isBackwards } from '../dist-tags/write.ts';

export interface TagPolicy {
  readonly mode: 'keep' | 'copy';
  readonly named: readonly { readonly package?: string | undefined; readonly tag: string; readonly version: string }[];
}

/**
 * Reads `copy` (the default), `keep`, `tag=version`, `@acme/utils:tag=version`. A tag may have `=` in it, since no version
 * has, and after a package `:`, since no package has. Rejects with CA-INPUT-001 naming every bad line.
 */
export function readTagPolicy(lines: readonly string[]): TagPolicy {
  let mode: TagPolicy['mode'] | undefined;
  const named: TagPolicy['named'][number][] = [];
  const problems: string[] = [];
  for (const line of lines) {
    const match = /^(?:((?:@[^\s/@:]{1,214}\/)?[^\s/@:]{1,214}):)?([^\s/@%#?\\]{1,214})=([^\s=]{1,255})$/.exec(line);
    if (line === 'keep' || line === 'copy') {
      if (mode !== undefined && mode !== line) problems.push('`keep` and `copy` exclude each other');
      mode = line;
    } else if (match) named.push({ package: match[1], tag: match[2] as string, version: match[3] as string });
    else problems.push(`\`${shownBriefly(line, 80)}\` is neither \`keep\`, \`copy\` nor \`tag=version\``);
  }
  const told = new Map<string, string>();
  for (const { package: name = '', tag, version } of named) {
    const other = told.get(`${name}:${tag}`);
    if (other !== undefined && other !== version) problems.push(`\`${tag}\` is to be ${other} and ${version}`);
    told.set(`${name}:${tag}`, version);
  }
  if (problems.length > 0) throw new RegistryError('CA-INPUT-001', `dist-tags: ${problems.join('; ')}`);
  // Who names tags means these, and none besides.
  return { mode: mode ?? (named.length > 0 ? 'keep' : 'copy'), named };
}

export interface TagSituation {
  readonly ref: PackageReference;
  /** From where to where, for the commands that messages name, and whether a copy takes tags along. */
  readonly places: Pick<PromotionPlan, 'source' | 'destination' | 'mode'>;
  /** Items of this package. */
  readonly items: readonly PlanItem[];
  readonly source: Tags;
  /** As package managers see them in the destination. */
  readonly destination: Tags;
  /** Direct upstreams of the destination, in search order. */
  readonly upstreams: readonly { readonly repository: string; readonly tags: Tags }[];
  /** Of the versions that tags of the destination stand on, as `tagsBefore` has them; all are well unless said. */
  readonly standing?: TagStanding;
  /** By the service's clock: which marks may be gone by. */
  readonly now: number;
  /** Of the destination, for the command that removes a mark. */
  readonly endpoint?: string | undefined;
}

export interface TagDecision {
  readonly plan: TagPlan;
  readonly warnings: readonly string[];
}

export function planTags(situation: TagSituation, policy: TagPolicy): TagDecision {
  const { ref, items, source, destination, places, standing = WELL_STANDING } = situation;
  const warnings: string[] = [];
  const name = packageName(ref);
  const versionsOf = (...actions: PlanItem['action'][]) =>
    new Set(items.filter(({ action }) => actions.includes(action)).map((item) => versionOf(item).version));
  const copied = versionsOf('copy');
  const promoted = versionsOf('copy', 'unchanged');
  const found = marksOf(destination);
  const marks = found.filter((mark) => counts(mark, situation.now));
  const kept = unfinishedKeeps(marks);
  const before = tagsBefore(destination, situation.now);
  // Where they are now, since the runs that took them along did not come to setting them back.
  const unfinished = Object.fromEntries(kept.map(({ tag }) => [tag, valueOfTag(destination, tag) as string]));
  const brought = pointingAt(source, copied);
  const offered = pointingAt(source, promoted);
  const hidden = hiddenTags(situation.upstreams, before);
  const wanted: Record<string, string> = { ...before };
  /** Tags that nobody named, and on what is hidden they were. */
  const given = new Map<string, string>();
  for (const [tag, version] of Object.entries(offered)) {
    const current = valueOfTag(before, tag) ?? (tag === 'latest' ? standing.stowed : undefined);
    const status = current === version ? undefined : hiddenStatus(standing, current);
    if (current === undefined) wanted[tag] = version;
    else if (status !== undefined && !Object.hasOwn(hidden, tag)) {
      // Nobody gets what the tag is on, so it gives way to what is newer than all below that can be installed.
      const best = visibleBelow(tag, current, standing);
      const isForward = best === null || !isBackwards(best, version);
      const isTakenAlong = (places.mode === 'copy' && Object.hasOwn(brought, tag)) || Object.hasOwn(unfinished, tag);
      if (isForward && (policy.mode === 'copy' || (isTakenAlong && best === null))) wanted[tag] = version;
      // A copy takes it along in any case, and back to what is hidden it must not go.
      else if (isTakenAlong && best !== null) wanted[tag] = best;
      given.set(tag, hiddenWords(current, status));
    } else if (policy.mode === 'copy' && current !== version) {
      if (!Object.hasOwn(hidden, tag) && isBackwards(current, version)) {
        warnings.push(
          `${name}: \`${tag}\` stays at ${current}, which is newer than ${version}; name it in \`dist-tags\` to move it back`,
        );
      } else wanted[tag] = version;
    }
  }
  for (const [tag, version] of Object.entries(unfinished)) {
    const current = valueOfTag(before, tag);
    const status = hiddenStatus(standing, current);
    if (current === undefined || status === undefined || Object.hasOwn(hidden, tag) || given.has(tag)) continue;
    // No run sets a tag back to what nobody can install.
    wanted[tag] = visibleBelow(tag, current, standing) ?? version;
    given.set(tag, hiddenWords(current, status));
  }
  for (const line of policy.named) {
    if (!isFor(line.package, ref) || !(promoted.has(line.version) || Object.values(before).includes(line.version)))
      continue;
    wanted[line.tag] = line.version;
    given.delete(line.tag);
  }
  const left = policy.mode === 'copy' ? leftBehind(promoted, offered, wanted.latest) : undefined;
  if (left !== undefined) {
    const { latest = 'nothing' } = source;
    warnings.push(
      `${name}: \`latest\` stays at ${wanted.latest}, which is lower than ${left}, since in the source it is at ${latest}; \`${tagCommand(ref, 'latest', left, places)}\` gives users ${left}`,
    );
  }
  for (const [tag, where] of given)
    if (valueOfTag(wanted, tag) !== valueOfTag(before, tag)) {
      const goes = valueOfTag(wanted, tag);
      const now = valueOfTag(unfinished, tag);
      const was = now === undefined ? 'was' : 'was to go back';
      warnings.push(
        `${name}: \`${tag}\` ${was} ${now === undefined ? 'on' : 'to'} ${where}; it ${goes === now ? 'stays at' : 'goes to'} ${goes}`,
      );
    }
  warnings.unshift(
    ...found.filter((mark) => isOutlived(mark, situation)).map((mark) => outlived(mark, situation)),
    ...marks.map((mark) =>
      explained(
        mark,
        situation,
        kept.some((one) => one.name === mark.name) ||
          (mark.kind === 'staging' &&
            (promoted.has(mark.version) || valueOfTag(wanted, mark.tag ?? '') === mark.version)),
        wanted,
      ),
    ),
  );
  for (const [tag, { repository, version }] of Object.entries(hidden)) {
    const goes = valueOfTag(wanted, tag);
    if (goes !== undefined && (goes !== version || Object.hasOwn(offered, tag))) {
      warnings.push(
        `${name}: \`${tag}\` of the upstream ${repository} is ${version}, and that is what package managers see`,
      );
    }
  }
  const visible = [...standing.visible, ...copied];
  for (const [tag, version] of Object.entries(wanted)) {
    const status = promoted.has(version) ? undefined : hiddenStatus(standing, version);
    if (status !== undefined && !Object.hasOwn(hidden, tag))
      warnings.push(staysHidden(ref, { tag, version, status, visible }, places.destination));
  }
  const plan: TagPlan = {
    package: purl({ ...ref, version: undefined }),
    before,
    afterCopy: { ...withoutMarks(destination), ...brought },
    wanted,
    hiddenByUpstream: hidden,
    ...(tagged(before, standing) ?? {}),
    ...(kept.length > 0 ? { unfinished } : {}),
  };
  const isNowhere = (tags: Tags) => tags.latest === undefined || hiddenStatus(standing, tags.latest) !== undefined;
  if (hidden.latest !== undefined || !(isNowhere(wanted) || (isNowhere(before) && standing.visible.length > 0)))
    return { plan, warnings };
  return {
    plan: { ...plan, newest: { before: newestRelease(standing.visible), after: newestRelease(visible) } },
    warnings,
  };
}

/** The newest release of the promotion where it is higher than `latest` and no tag of the source leads to it. */
function leftBehind(promoted: ReadonlySet<string>, offered: Tags, latest: string | undefined): string | undefined {
  const tagged = new Set(Object.values(offered));
  const newest = newestRelease([...promoted].filter((version) => !tagged.has(version)));
  return newest != null && latest !== undefined && isBackwards(newest, latest) ? newest : undefined;
}

/** Only of versions that a tag is seen to be on. */
function tagged(before: Tags, { hidden }: TagStanding): Pick<TagPlan, 'hidden'> | undefined {
  const values = new Set(Object.values(before));
  const told = Object.entries(hidden).filter(([version]) => values.has(version));
  return told.length === 0 ? undefined : { hidden: Object.fromEntries(told) };
}

const hiddenStatus = ({ hidden }: TagStanding, version: string | undefined): Status | undefined =>
  version !== undefined && Object.hasOwn(hidden, version) ? hidden[version] : undefined;

/** Tags of the destination, as if every run had set back by now what its copy took along. */
export function tagsBefore(destination: Tags, now: number): Record<string, string> {
  const kept = unfinishedKeeps(marksOf(destination).filter((mark) => counts(mark, now)));
  return { ...withoutMarks(destination), ...Object.fromEntries(kept.map(({ tag, version }) => [tag, version])) };
}

/** Lines that no package of the plan can fulfil are a mistake, not nothing. */
export function requireNamedTags(policy: TagPolicy, situations: readonly TagSituation[]): void {
  const unfulfilled = policy.named.filter(
    (line) =>
      !situations.some(
        ({ ref, items, destination }) =>
          isFor(line.package, ref) &&
          (items.some((item) => versionOf(item).version === line.version) ||
            Object.values(destination).includes(line.version)),
      ),
  );
  if (unfulfilled.length === 0) return;
  const shown = unfulfilled.map(
    ({ package: name, tag, version }) => `${name === undefined ? '' : `${name}:`}${tag}=${version}`,
  );
  throw new RegistryError('CA-INPUT-001', `dist-tags: no promoted package has the version of ${shown.join(', ')}`);
}

/** Tags that the plan means to move, an upstream permitting; the run owns these and no others. */
export function ownedTags({ before, wanted, hiddenByUpstream }: TagPlan): string[] {
  return Object.entries(wanted).flatMap(([tag, version]) => {
    const upstream = Object.hasOwn(hiddenByUpstream, tag) ? hiddenByUpstream[tag] : undefined;
    return valueOfTag(before, tag) !== version && upstream?.version !== version ? [tag] : [];
  });
}

/** Tags that the copy takes along although they shall stay. */
export function keptTags({ before, afterCopy, wanted, hiddenByUpstream }: TagPlan): string[] {
  return Object.entries(before).flatMap(([tag, version]) => {
    const isStaying = valueOfTag(wanted, tag) === version && !Object.hasOwn(hiddenByUpstream, tag);
    return isStaying && valueOfTag(afterCopy, tag) !== version ? [tag] : [];
  });
}

/**
 * Tags that the plan names and leaves where they are, as far as anybody goes by it: `latest`, which decides what is
 * installed; those on a version of the plan; those that the copy takes along. `versions`: those of the plan.
 */
export function stayingTags(plan: TagPlan, versions: readonly string[]): string[] {
  const { before, wanted, afterCopy, hiddenByUpstream, newest } = plan;
  const staying = Object.entries(wanted).flatMap(([tag, version]) => {
    if (valueOfTag(before, tag) !== version || Object.hasOwn(hiddenByUpstream, tag)) return [];
    const isNamed = tag === 'latest' || versions.includes(version) || valueOfTag(afterCopy, tag) !== version;
    return isNamed ? [tag] : [];
  });
  // What people get instead is told, so that `latest` must stay nowhere.
  const isNowhere =
    newest !== undefined && ![before, wanted, hiddenByUpstream].some((tags) => Object.hasOwn(tags, 'latest'));
  return isNowhere ? [...staying, 'latest'] : staying;
}

/** What package managers see at the end: an upstream's value wins over the repository's own. */
export function seenTags({
  wanted,
  hiddenByUpstream,
}: Pick<TagPlan, 'wanted' | 'hiddenByUpstream'>): Record<string, string> {
  const seen: Record<string, string> = { ...wanted };
  for (const [tag, { version }] of Object.entries(hiddenByUpstream)) seen[tag] = version;
  return seen;
}

/**
 * Marks of runs that have not set a tag back after a copy: the tag counts as what it was, so that this run finishes that
 * one. If that one still works, both write the same. Of several for one tag the oldest knows what it was.
 */
function unfinishedKeeps(marks: readonly Mark[]): (Mark & { readonly tag: string })[] {
  const found = new Map<string, Mark & { readonly tag: string }>();
  for (const mark of [...marks].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { kind, tag } = mark;
    if (kind === 'keep' && tag !== undefined && !found.has(tag)) found.set(tag, { ...mark, tag });
  }
  return [...found.values()];
}

/** Whether a mark says of where its tag is that the tag is to be moved, and is too old for anybody to go by it. */
export const isOutlived = (mark: Mark, { destination, now }: Pick<TagSituation, 'destination' | 'now'>): boolean =>
  mark.isInPlace && !counts(mark, now) && mark.tag !== undefined && valueOfTag(destination, mark.tag) !== mark.version;

/** What such a mark wanted, and the commands that do it, or end it. */
function outlived({ name: mark, kind, run, tag = '', version }: Mark, situation: TagSituation): string {
  const { ref, destination, places, endpoint } = situation;
  const now = valueOfTag(destination, tag);
  const did =
    kind === 'keep'
      ? `copied ${now} and may not have come to setting \`${tag}\` back to ${version}`
      : `uploaded ${version} and may not have come to pointing \`${tag}\` at it`;
  const until = endOfLife({ run });
  const why = `nobody goes by its mark ${until === undefined ? 'any more' : `since ${until}`}, as somebody may mean \`${tag}\` to be ${now === undefined ? 'nowhere' : `at ${now}`} by now`;
  const set = tagCommand(ref, tag, version, { ...places, source: places.destination });
  return `${packageName(ref)}: the run ${run} ${did}; ${why}; \`${set}\` does it, \`${removeMarkCommand(ref, mark, endpoint)}\` removes the mark`;
}

function explained(
  { kind, run, tag = '', version }: Mark,
  situation: TagSituation,
  isFinished: boolean,
  wanted: Tags,
): string {
  const { ref, destination, places } = situation;
  const name = packageName(ref);
  const now = valueOfTag(destination, tag);
  const goes = valueOfTag(wanted, tag);
  if (isFinished && kind === 'staging' && goes !== version)
    return `${name}: the run ${run} uploaded ${version} and was cut off; \`${tag}\` stays at ${goes ?? 'nothing'}, and this run removes the mark`;
  if (isFinished && kind === 'keep') {
    const end = goes === version ? 'this run does' : goes === now ? 'it stays there' : `this run sets it to ${goes}`;
    const said = `${name}: the run ${run} copied ${now} and may not have come to setting \`${tag}\` back to ${version}; ${end}`;
    if (goes === now || now === undefined) return said;
    const keep = tagCommand(ref, tag, now, { ...places, source: places.destination });
    return `${said}; if somebody pointed it at ${now}, \`${keep}\` does so again`;
  }
  if (isFinished)
    return `${name}: the run ${run} uploaded ${version} and may not have come to pointing \`${tag}\` at it; this run does`;
  // What a mark points at is in the destination, and need not be in the source; and it can be hidden by now.
  const command = tagCommand(ref, tag, version, { ...places, source: places.destination });
  const status = hiddenStatus(situation.standing ?? WELL_STANDING, version);
  const finish =
    status === undefined
      ? `if it is over, \`${command}\` does`
      : `${version} is ${status}, so the next promotion of what \`${tag}\` is at decides`;
  // Back from what is newer a tag goes only where somebody names it.
  if (kind === 'staging' && now !== undefined && isBackwards(now, version))
    return `${name}: the run ${run} uploaded ${version} and left its mark; \`${tag}\` is at ${now}, which is newer; a promotion of ${version} removes the mark`;
  return kind === 'keep'
    ? `${name}: the run ${run} has not set \`${tag}\` back from ${now} to ${version} yet; ${finish}`
    : `${name}: the run ${run} uploaded ${version} and has not pointed \`${tag}\` at it yet; ${finish}`;
}

function pointingAt(tags: Tags, versions: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(withoutMarks(tags)).filter(([, version]) => versions.has(version)));
}

/** Upstreams that have a tag hide the repository's own; among several, the one whose value is seen now does. */
function hiddenTags(
  upstreams: TagSituation['upstreams'],
  before: Tags,
): Record<string, { repository: string; version: string }> {
  const hidden: Record<string, { repository: string; version: string }> = {};
  for (const { repository, tags } of upstreams) {
    for (const [tag, version] of Object.entries(withoutMarks(tags))) {
      const known = Object.hasOwn(hidden, tag) ? hidden[tag] : undefined;
      if (known === undefined || (version === valueOfTag(before, tag) && known.version !== version))
        hidden[tag] = { repository, version };
    }
  }
  return hidden;
}

/** Tags of a package that the lines of a plan name. A plan of version 0.1.0 does not tell. */
export function namedTags(lines: readonly string[] | undefined): (ref: PackageReference) => ReadonlySet<string> {
  const { named } = readTagPolicy(lines ?? []);
  return (ref) => new Set(named.flatMap((line) => (isFor(line.package, ref) ? [line.tag] : [])));
}

function isFor(name: string | undefined, ref: PackageReference): boolean {
  return name === undefined || name === packageName(ref);
}
