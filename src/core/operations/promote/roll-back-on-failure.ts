// A promotion that failed half-way and shall leave nothing behind: what this run copied is undone, and nothing else.
import { mapConcurrent } from '../../calls/concurrency.ts';
import type { Journal } from '../../documents/journal.ts';
import { type PromotionPlan, versionOf } from '../../documents/plan.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { packageName, parseCoordinate } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, versionKey } from '../../model/package.ts';
import { valueOfTag, withoutMarks } from '../dist-tags/marks.ts';
import { readTags } from '../dist-tags/write.ts';
import { type RollbackPorts, rollback } from '../rollback/rollback.ts';
import type { ApplyPorts, ApplyRequest, PromotionEnd, PromotionReport } from './run.ts';

/**
 * Versions that failed keep their outcome, those that went well become `changed`. Works after an interrupt as well, as
 * long as the cut-off lets it. Never rejects: what could not be undone is told of its version, and of its tag in a
 * warning, with the reason, and `rollback` can be run again.
 */
export async function rollBackOnFailure(
  request: ApplyRequest,
  done: PromotionEnd,
  journal: Journal,
  ports: ApplyPorts,
): Promise<PromotionEnd> {
  try {
    const rolled = await rollback(
      {
        direction: 'rollback',
        journalPath: request.journalPath,
        ...(request.journalPath === undefined ? { plan: request.plan } : { runId: journal.runId }),
        isUnderWay: true,
        isOfRunAlone: true,
        target: 'Unlisted',
        concurrency: request.concurrency,
        dryRun: false,
      },
      // It is a part of this run, whose record tells of it.
      { ...despiteCancel(ports), announce: undefined },
    );
    const outcomes = takenBack(done.outcomes, rolled.outcomes, journal.runId);
    const standing = await standingTags(request.plan, outcomes, journal.runId, ports);
    const warnings = [...done.warnings, ...rolled.warnings, ...standing];
    return { outcomes, tags: [], revisions: done.revisions, warnings };
  } catch (error) {
    return { ...done, warnings: [...done.warnings, notUndone(error, journal.runId)] };
  }
}

/**
 * The same for what was found only by the last look, when the run had ended and its record was stored: a rollback of its
 * own, whose record `ports` keep. Never rejects.
 */
export async function rollBackAfterwards(
  report: PromotionReport,
  { journalPath, concurrency }: Pick<ApplyRequest, 'journalPath' | 'concurrency'>,
  ports: RollbackPorts,
): Promise<PromotionReport> {
  try {
    const rolled = await rollback(
      {
        ...{ direction: 'rollback', journalPath, runId: report.runId, isOfRunAlone: true },
        ...{ target: 'Unlisted', concurrency, dryRun: false },
      },
      despiteCancel(ports),
    );
    const outcomes = takenBack(report.outcomes, rolled.outcomes, report.runId);
    const standing = await standingTags(report.plan, outcomes, report.runId, ports);
    return { ...report, outcomes, tags: [], warnings: [...report.warnings, ...rolled.warnings, ...standing] };
  } catch (error) {
    return { ...report, warnings: [...report.warnings, notUndone(error, report.runId)] };
  }
}

/**
 * All that an undo after a cancel goes by, through calls that the cancel does not end: of a reading that it ended, nobody
 * would know what others have.
 */
function despiteCancel<Ports extends RollbackPorts>(ports: Ports): Ports {
  const { host, destination, records } = ports;
  return {
    ...ports,
    host: { ...host, interrupted: host.cutOff },
    destination: destination.finishing ?? destination,
    records: records?.unbroken,
  };
}

/**
 * What failed keeps its outcome, and says what became of the version besides: that it was taken back, or why it was not and
 * what to do. What went well becomes what the rollback made of it.
 */
function takenBack(outcomes: readonly Outcome[], rolled: readonly Outcome[], runId: string): Outcome[] {
  const undone = new Map(rolled.map((outcome) => [versionKey(outcome.ref), outcome]));
  return outcomes.map((outcome): Outcome => {
    const end = undone.get(versionKey(outcome.ref));
    if (end === undefined) return outcome;
    if (outcome.kind === 'promoted') return isLeft(end) ? withMore(end, againWords(runId)) : end;
    if (outcome.kind === 'unchanged') return outcome;
    if (end.kind === 'changed') return withMore(outcome, `it was set to ${end.to}`);
    return isLeft(end) ? withMore(outcome, `it was not rolled back (${end.reason}); ${againWords(runId)}`) : outcome;
  });
}

/** The version is still there as the run left it. */
const isLeft = ({ kind }: Outcome): boolean => kind === 'failed' || kind === 'skipped' || kind === 'blocked';

const withMore = (outcome: Outcome, words: string): Outcome =>
  ({ ...outcome, reason: outcome.reason === undefined ? words : `${outcome.reason}; ${words}` }) as Outcome;

/** Of a job that was run again the release is all of its runs. */
const againWords = (runId: string) =>
  `\`rollback ${runId}\` takes the release back, with what earlier runs of it brought`;

/** Tags that the promotion moved, and that still point at a version that was not taken back, one sentence each. */
async function standingTags(
  { items, tags }: PromotionPlan,
  outcomes: readonly Outcome[],
  runId: string,
  { destination }: Pick<RollbackPorts, 'destination'>,
): Promise<string[]> {
  const copied = new Set(items.flatMap((item) => (item.action === 'copy' ? [versionKey(versionOf(item))] : [])));
  // What was there already, and what is hidden again, is none of these.
  const left = outcomes.filter(
    ({ kind, ref }) => copied.has(versionKey(ref)) && kind !== 'changed' && kind !== 'unchanged',
  );
  const byPackage = new Map<string, Set<string>>();
  for (const { ref } of left) {
    const key = packageKey(ref);
    byPackage.set(key, (byPackage.get(key) ?? new Set()).add(ref.version));
  }
  const found = await mapConcurrent(READS, tags, async ({ package: name, before }) => {
    const ref = parseCoordinate(name);
    const versions = byPackage.get(packageKey(ref));
    if (!versions) return [];
    try {
      const now = withoutMarks(await readTags(ref, { side: destination.finishing ?? destination }));
      return Object.entries(now).flatMap(([tag, version]) =>
        versions.has(version) && valueOfTag(before, tag) !== version
          ? [
              `${packageName(ref)}: \`${tag}\` still points at ${version}, and not at ${valueOfTag(before, tag) ?? 'nothing'} as before; ${againWords(runId)}`,
            ]
          : [],
      );
    } catch (error) {
      const { code, message } = asRegistryError(error);
      return [
        `${packageName(ref)}: where its dist-tags are could not be read after the roll-back (${code}: ${message})`,
      ];
    }
  });
  return found.flat();
}

/** Packages read at once; the pacer keeps the calls within the service's limits. */
const READS = 16;

function notUndone(error: unknown, runId: string): string {
  const { code, message } = asRegistryError(error);
  return `the promotion failed and could not be undone (${code}: ${message}); ${againWords(runId)}`;
}
