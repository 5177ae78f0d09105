// Says at the beginning of a run that its AWS session may end before the run does, where nothing gives another one.
import type { SignedIn } from '../../aws/sign-in.ts';
import type { Host } from '../../core/ports/host.ts';

/**
 * Versions a second that a long run handles, by the least generous limit of the service: five copies a second (user
 * guide, service-limits), each of one version where packages have one. Other limits are higher, other work is more.
 */
const PACE = 5;
/** A session whose end nobody knows is worth a line only where the work takes minutes. */
const LONG_FROM = 1_000;
/** Of a run of unknown size: what is left of a session when it is worth a line. */
const SHORT_LIFE_MS = 15 * 60_000;

export interface Work {
  /** Package versions it is about; undefined where that is found out on the way. */
  readonly versions: number | undefined;
  /** Seconds that the run may take (`timeout`); 0 for no limit. */
  readonly timeoutSeconds: number;
}

/** One line for each session that cannot be renewed and may end too early; none for short runs. */
export async function warnOfSessionEnd(host: Host, sides: readonly SignedIn[], work: Work): Promise<void> {
  const said = new Set<string>();
  for (const side of new Set(sides)) {
    const session = await side.fixedSession();
    if (!session) continue;
    const line = lineOf(session, work, host.clock.now());
    if (line === undefined || said.has(line)) continue;
    said.add(line);
    if (session.endsAt === undefined) host.log.info(line);
    else host.log.warning(line);
  }
}

function lineOf(
  { from, endsAt }: { readonly from: string; readonly endsAt: number | undefined },
  { versions, timeoutSeconds }: Work,
  now: number,
): string | undefined {
  const isLarge = versions !== undefined && versions > LONG_FROM;
  const needed = versions === undefined ? undefined : (versions / PACE) * 1000;
  const advice = 'a role of the job (`role-to-assume`) is renewed as long as the run lasts';
  const much = versions === undefined ? 'this run' : `this run of ${versions} versions`;
  if (endsAt === undefined) {
    if (!isLarge) return undefined;
    return `the AWS session of ${from} cannot be renewed, and nobody says when it ends: ${much} may last longer; ${advice}`;
  }
  const left = endsAt - now;
  const mayEndFirst = timeoutSeconds === 0 || left < timeoutSeconds * 1000;
  const isShort = needed === undefined ? left < SHORT_LIFE_MS : left < needed;
  if (!mayEndFirst || !(isLarge || isShort)) return undefined;
  return `the AWS session of ${from} ends at ${new Date(endsAt).toISOString()} and cannot be renewed: ${much} may last longer; ${advice}`;
}
