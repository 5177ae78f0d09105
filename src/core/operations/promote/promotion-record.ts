// The record of a promotion as a package of its own beside the release: what was promoted from where to where, by which
// run, with the plan. Packages that carry any files are the place for it; copies and retention then work on it as well.
import { join } from 'node:path';
import { documentText } from '../../documents/canonical.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { purl, shortForm } from '../../model/coordinates.ts';
import { startedBy } from '../../model/job.ts';
import { isGreen } from '../../model/outcome.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { publish } from '../publish/publish.ts';
import type { RepositoryWriter } from '../repository/repository-access.ts';
import type { PromotionReport } from './run.ts';

export const PROMOTION_RECORD_SCHEMA = 'codeartifact-ci/promotion-record@1';

export interface RecordPlace {
  /** A coordinate without version (`generic:releases/my-product`); the run id becomes the version. */
  readonly coordinate: string;
  readonly destination: RepositoryWriter;
  readonly formats: readonly PackageFormat[];
}

/** Stores the record in the destination; resolves to its purl. Throws when it cannot be stored: a record that was asked
 * for and is not there would be found missing on the day it is needed. */
export async function storePromotionRecord(report: PromotionReport, place: RecordPlace, host: Host): Promise<string> {
  const folder = await host.files.makeTemporaryDirectory('promotion-record');
  try {
    const record = {
      schema: PROMOTION_RECORD_SCHEMA,
      run: report.runId,
      storedAt: new Date(host.clock.now()).toISOString(),
      startedBy: startedBy(host.env),
      source: report.plan.source,
      destination: report.plan.destination,
      planHash: report.plan.hash,
      outcomes: report.outcomes.map((outcome) => ({ ...outcome, ref: purl(outcome.ref) })),
      tags: report.tags,
    };
    await host.files.write(join(folder, 'promotion.json'), documentText(record));
    await host.files.write(join(folder, 'plan.json'), documentText(report.plan));
    const stored = await publish(
      {
        packages: ['promotion.json', 'plan.json'],
        workingDirectory: folder,
        coordinate: `${place.coordinate}@${report.runId}`,
        ifExists: 'verify',
        concurrency: 1,
        dryRun: false,
        originControls: 'report',
      },
      { host, formats: place.formats, destination: place.destination },
    );
    const [outcome] = stored.outcomes;
    if (!outcome || !isGreen(stored.outcomes)) {
      const why = outcome && 'reason' in outcome ? outcome.reason : 'nothing was published';
      throw new RegistryError(
        'CA-RUN-001',
        `the promotion is done, but its record ${outcome ? shortForm(outcome.ref) : place.coordinate} was not stored: ${why}`,
      );
    }
    return purl(outcome.ref);
  } finally {
    await host.files.remove(folder, { recursive: true });
  }
}
