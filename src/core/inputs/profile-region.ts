// The region of the AWS profile, where nothing nearer names one.
import type { Host } from '../ports/host.ts';
import type { VerbName } from './commands.ts';
import type { Inputs } from './read.ts';
import { needsRegion } from './requirements.ts';

/**
 * The variables, and AWS_REGION among them as the profile has it when the command needs a region and neither an input nor
 * a variable gives one. A profile that is not there says nothing here; signing in will say that it is missing.
 */
export async function withProfileRegion(
  command: VerbName,
  inputs: Inputs,
  host: Pick<Host, 'env' | 'home' | 'platform' | 'files'>,
  operands: readonly string[] = [],
): Promise<Host['env']> {
  if (!needsRegion(command, inputs, host.env, operands)) return host.env;
  // Most machines of a CI system have no profiles, and need not know how they are read.
  if (!(await hasProfiles(host))) return host.env;
  const { readAwsProfile } = await import('../ports/aws-profile.ts');
  const region = (await readAwsProfile(host)).settings.get('region')?.trim();
  return region ? { ...host.env, AWS_REGION: region } : host.env;
}

/** Whether there may be a file of profiles: a variable names one, or the folder is there in which they are kept. */
async function hasProfiles({ env, home, files }: Pick<Host, 'env' | 'home' | 'files'>): Promise<boolean> {
  if (env.AWS_CONFIG_FILE || env.AWS_SHARED_CREDENTIALS_FILE) return true;
  try {
    return (await files.stat(`${home}/.aws`)) !== undefined;
  } catch {
    // In a home that is closed to us nobody has profiles for us.
    return false;
  }
}
