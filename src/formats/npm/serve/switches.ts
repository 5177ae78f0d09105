// Points of the npm conversation on which the service is reported to differ from the public registry.
import type { ServedRepository, Switch } from '../../../core/ports/format-server.ts';

/** What a document is written with. */
export interface NpmSwitches {
  /** Whether `dist.integrity` is given; clients fall back to `shasum`. */
  readonly integrity: boolean;
  /** Whether tarball links spell out the default port (`:443`), as the service was seen to do. */
  readonly explicitPort: boolean;
}

export const NPM_SWITCHES = [
  {
    name: 'npm-integrity',
    values: ['given', 'absent'],
    source: 'open',
    why: 'Whether packuments carry `dist.integrity`. Without it lock files end without integrity, as users of the service report.',
  },
  {
    name: 'npm-tarball-port',
    values: ['implied', 'explicit'],
    source: 'open',
    why: 'Whether tarball links spell the default port (`:443`), as links of the service were seen to do.',
  },
] as const satisfies readonly Switch[];

export const NPM_DEFAULTS: NpmSwitches = { integrity: true, explicitPort: false };

export function npmSwitches({ switches }: Pick<ServedRepository, 'switches'>): NpmSwitches {
  return {
    integrity: switches['npm-integrity'] !== 'absent',
    explicitPort: switches['npm-tarball-port'] === 'explicit',
  };
}
