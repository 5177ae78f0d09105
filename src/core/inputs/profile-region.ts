// The region of the AWS profile, where nothing nearer names one.
import { readAwsProfile } from '../ports/aws-profile.ts';
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
  const region = (await readAwsProfile(host)).settings.get('region')?.trim();
  return region ? { ...host.env, AWS_REGION: region } : host.env;
}
