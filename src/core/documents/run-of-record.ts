// A stored record as the run that a journal would tell of, so that what goes by a journal can go by it.
import { releaseSet } from './journal.ts';
import type { JournalRun, RunLead } from './journal-runs.ts';
import type { PromotionRecord } from './promotion-record.ts';

/**
 * The run as its journal would tell it; undefined for a record of version 0.1.0, which did not keep the writes.
 * `isBegun`: the record is of what the run was about to write (`BEGUN_SUFFIX`), and a promotion has no end then.
 */
export function runOfRecord(record: PromotionRecord, isBegun = false): JournalRun | undefined {
  const { writes, notes = [], run, destination, planHash, startedBy, storedAt, beganAt = storedAt } = record;
  const { verb = 'promote', of, isPartial, isOfRunAlone, isOfSet, after } = record;
  if (!writes) return undefined;
  const { domain, domainOwner, region, repository } = destination;
  return {
    runId: run,
    beganAt: Date.parse(beganAt),
    verb,
    set: record.set ?? releaseSet(record.outcomes.map(({ ref }) => ref)),
    ...(of === undefined ? {} : { of }),
    ...(isPartial ? { isPartial } : {}),
    ...(isOfRunAlone ? { isOfRunAlone } : {}),
    ...(isOfSet ? { isOfSet } : {}),
    ...(after === undefined ? {} : { after }),
    ...{ domain, domainOwner, region, repository },
    ...sourceIn(record),
    planHash,
    startedBy,
    writes: writes.map((write, index) => ({ ...write, step: index + 1, ...(isBegun ? { isIntended: true } : {}) })),
    notes,
    leads: record.tags.map(leadOf),
    ...(isBegun ? {} : { endedAt: Date.parse(storedAt) }),
    ...(isBegun ? { isBegun } : {}),
    // A rollback of which nothing else is known has not gone well.
    ...(isBegun && verb === 'promote' ? {} : { result: JSON.stringify(countsOf(record)) }),
    unknownSteps: [],
    isDamaged: false,
    damage: [],
    newer: [],
  };
}

/** Where copies came from, which is in the same domain. */
function sourceIn({ source, destination }: PromotionRecord): Pick<JournalRun, 'sourceRepository'> {
  const isSame = (['domain', 'domainOwner', 'region'] as const).every((name) => source?.[name] === destination[name]);
  return source && isSame ? { sourceRepository: source.repository } : {};
}

/** Without tags that an upstream decides, and those that nobody asked for: they are not the run's to promise. */
function leadOf({ package: name, wanted, hiddenByUpstream, unasked = [] }: PromotionRecord['tags'][number]): RunLead {
  const own = Object.entries(wanted).filter(([tag]) => !Object.hasOwn(hiddenByUpstream, tag) && !unasked.includes(tag));
  return { package: name, tags: Object.fromEntries(own) };
}

function countsOf({ outcomes, isUnsure }: PromotionRecord): Record<string, number> {
  const counts: Record<string, number> = isUnsure ? { unsure: 1 } : {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
