// One source, one file: tools that stamp a time into what they pack take the time of the commit, by SOURCE_DATE_EPOCH.
import type { Host } from '../../../ports/host.ts';

const VARIABLE = 'SOURCE_DATE_EPOCH';
const GIT_MS = 60_000;
/** 1980-01-02: zip files know no time before 1980, and tools write the time of their own zone. */
const EARLIEST = 315_619_200;

/**
 * The host with a variable more for every program that is run, unless the user gave one: the time of the commit of the
 * checkout that the directory is in. Outside of a checkout it is the same host.
 */
export async function reproducibly(
  host: Host,
  directory: string,
): Promise<{ readonly host: Host; readonly sourceDateEpoch: string | undefined }> {
  const given = host.env[VARIABLE];
  if (given !== undefined && given !== '') return { host, sourceDateEpoch: given };
  const sourceDateEpoch = await commitTime(host, directory);
  if (sourceDateEpoch === undefined) return { host, sourceDateEpoch };
  const run: Host['run'] = (program, args, options = {}) =>
    host.run(program, args, { ...options, env: { [VARIABLE]: sourceDateEpoch, ...options.env } });
  return { host: { ...host, run }, sourceDateEpoch };
}

/** By a command whose answer no setting of git changes. */
async function commitTime(host: Host, directory: string): Promise<string | undefined> {
  const { status, stdout } = await host.run('git', ['rev-list', '--max-count=1', '--timestamp', 'HEAD'], {
    cwd: directory,
    timeoutMs: GIT_MS,
  });
  const seconds = status === 0 ? /^(-?[0-9]{1,15}) [0-9a-f]{40,64}\s*$/.exec(stdout)?.[1] : undefined;
  return seconds === undefined ? undefined : String(Math.max(Number(seconds), EARLIEST));
}
