// Where the AWS CLI and the SDKs keep profiles.
import { join } from 'node:path';
import type { Host } from '../core/ports/host.ts';

export interface ProfilePaths {
  readonly config: string;
  readonly credentials: string;
}

/** AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, in which `~/` is the home, else the files in ~/.aws. */
export function profilePaths({ env, home }: Pick<Host, 'env' | 'home'>): ProfilePaths {
  const pathOf = (given: string | undefined, name: string) =>
    given?.startsWith('~/') ? join(home, given.slice(2)) : given || join(home, '.aws', name);
  return {
    config: pathOf(env.AWS_CONFIG_FILE, 'config'),
    credentials: pathOf(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}
