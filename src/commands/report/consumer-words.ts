// What those who install packages see of a change of status, in words: a rollback that breaks builds should say so.
import type { Outcome } from '../../core/model/outcome.ts';
import type { Format, PackageReference, Status } from '../../core/model/package.ts';
import type { PackageFormat } from '../../core/ports/package-format.ts';

interface StatusChange {
  readonly ref: PackageReference;
  readonly to: Status;
}

/** One line for each format and status that versions were given, or would be. */
export function consumerLines(changes: readonly StatusChange[], formats: readonly PackageFormat[]): string[] {
  const seen = new Map<string, { readonly format: Format; readonly to: Status }>();
  for (const { ref, to } of changes) seen.set(`${ref.format} ${to}`, { format: ref.format, to });
  return [...seen.values()].flatMap(({ format, to }) => {
    const words = to === 'Unlisted' ? formats.find(({ name }) => name === format)?.unlisted : HIDDEN[to];
    return words === undefined ? [] : [`${format}, ${to}: ${words}`];
  });
}

/** The same whatever the format. */
const HIDDEN: Readonly<Partial<Record<Status, string>>> = {
  Archived: 'nobody can install it, lock files included, until it is listed again',
  Disposed: 'nobody can install it, and its files are gone for good',
  Deleted: 'nobody can install it, and it is gone for good',
};

/** What a run of `rollback` or `retire` changed, or would change. */
export const changesOf = (outcomes: readonly Outcome[]): StatusChange[] =>
  outcomes.flatMap((outcome) => (outcome.kind === 'changed' ? [{ ref: outcome.ref, to: outcome.to }] : []));
