// Where a version came from first.
import type { VersionRecord } from './records.ts';

/** Both came from one publish or one public source, so one may have the assets that the other lacks. */
export function sameOrigin(
  { origin: a }: Pick<VersionRecord, 'origin'>,
  { origin: b }: Pick<VersionRecord, 'origin'>,
): boolean {
  return a.type === b.type && a.repository === b.repository && a.externalConnection === b.externalConnection;
}
