// What the store of a data folder asks of the meaning of rows when it is opened.
import type { RowRules } from '../../store/open-store.ts';
import { referredDigest } from './blob-references.ts';
import { keys } from './keys.ts';
import { linesOfLoss } from './loss-lines.ts';
import { MissingParents } from './row-parents.ts';
import { missingRow, salvage } from './salvage.ts';

export function rowRules(now: () => number): RowRules {
  return {
    digestOf: referredDigest,
    looking() {
      const parents = new MissingParents();
      return {
        see: (entry) => parents.see(entry),
        problems: () => parents.missing().map(missingRow),
      };
    },
    rebuild(entries, database) {
      // Which bytes are there is for those to say who can put them back: here nothing is taken out for want of them.
      const saved = salvage({ ...database, entries, hasBytes: () => true }, now());
      const lines = linesOfLoss(saved, database, entries.length);
      const earlier = entries.filter(({ key }) => key.startsWith('accepted/'));
      const said = lines.map((value, line) => ({ key: keys.accepted(now(), earlier.length + line), value }));
      return { entries: [...saved.entries, ...earlier, ...said], lines };
    },
  };
}
