// What a damaged folder has lost, and what of it was made anew, in lines for people.
import type { Salvage } from './salvage.ts';

/** What the examination of a database has to say of rows that are gone. */
export interface LostRows {
  readonly problems: readonly string[];
  readonly isComplete: boolean;
  /** Else the last commits may be gone, and nothing shows it. */
  readonly isCountKnown: boolean;
  readonly state: { readonly tally: { readonly rows: number } | undefined } | undefined;
  /** What their keys are between. */
  readonly gaps: readonly { readonly after: string | undefined; readonly before: string | undefined }[];
}

/** Of so many rows that were left. */
export function linesOfLoss(saved: Salvage, database: LostRows, rows: number): string[] {
  return [
    ...saved.rebuilt.map((key) => `rebuilt: the row ${key}, with the settings of a new one`),
    ...saved.lost.map((what) => `lost: ${what}`),
    ...unnamedLoss(database, rows),
    ...possibleLoss(database),
  ];
}

/** Rows that are gone have no names; what follows from others is made anew, and named where it is. */
function unnamedLoss({ isComplete, state, problems, gaps }: LostRows, rows: number): string[] {
  if (isComplete || problems.length === 0) return [];
  const gone = (state?.tally?.rows ?? 0) - rows;
  if (gone > 0) {
    const what = gone === 1 ? '1 row' : `${gone} rows`;
    return [
      `lost: what ${what} said that nobody can read, where it is not named here as rebuilt or lost${placesOf(gaps)}`,
    ];
  }
  return state?.tally === undefined ? [] : ['lost: what the last commits changed, as far as the rows do not show it'];
}

/** A log that was cut off looks like one that ends there: only the record of commits tells them from each other. */
function possibleLoss({ isCountKnown, problems }: LostRows): string[] {
  if (isCountKnown || problems.length === 0) return [];
  return [
    'lost: possibly what the last commits changed: without a good record of commits nobody knows whether there were more than are left',
  ];
}

/** So many places are named. */
const NAMED = 3;

/** Policies, tags, groups and packages without versions are shown by no other row: whoever set them knows by this. */
function placesOf(gaps: LostRows['gaps']): string {
  if (gaps.length === 0 || gaps.length > NAMED) return '';
  const shown = gaps.map(({ after, before }) => `${after ?? 'the first key'} and ${before ?? 'the last one'}`);
  return `; it was between ${shown.join(', and between ')}`;
}
