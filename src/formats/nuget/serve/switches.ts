// Points of the NuGet conversation that the service's documentation leaves open, each with its default.
import type { ServedRepository, Switch } from '../../../core/ports/format-server.ts';

export interface NugetSwitches {
  /**
   * Whether the flat container lists Unlisted versions. `dotnet restore` looks there alone, for the exact version of a
   * lock file as well, and takes no notice of `listed: false` in registrations.
   */
  readonly unlistedInVersionList: boolean;
  /**
   * A push of a version that is there with the same bytes. The guide says of every format that this succeeds; the
   * NuGet protocol answers 409.
   */
  readonly identicalPush: 'accepted' | 'conflict';
  /** A symbol package sent to the package address; no symbol server is announced. Refused with 400. */
  readonly symbolPackages: 'refused' | 'dropped';
}

export const NUGET_SWITCHES = [
  {
    name: 'nuget-unlisted-versions',
    values: ['in-version-list', 'hidden'],
    source: 'open',
    why: 'Whether the flat container lists Unlisted versions. The guide: they can still be downloaded as normal, for which `dotnet restore` must find them there, as it does on nuget.org. It also says that they are in no list of versions; where the service means this one, a restore of an exact or locked version fails, which `hidden` rehearses.',
  },
  {
    name: 'nuget-identical-push',
    values: ['accepted', 'conflict'],
    source: 'open',
    why: 'Answer to a push of a version that is there with the same bytes. The guide says of every format that this succeeds; the NuGet protocol answers 409.',
  },
  {
    name: 'nuget-symbol-packages',
    values: ['refused', 'dropped'],
    source: 'open',
    why: 'What becomes of a symbol package that is sent to the package address; no symbol server is announced.',
  },
] as const satisfies readonly Switch[];

export function nugetSwitches({ switches }: Pick<ServedRepository, 'switches'>): NugetSwitches {
  return {
    unlistedInVersionList: switches['nuget-unlisted-versions'] !== 'hidden',
    identicalPush: switches['nuget-identical-push'] === 'conflict' ? 'conflict' : 'accepted',
    symbolPackages: switches['nuget-symbol-packages'] === 'dropped' ? 'dropped' : 'refused',
  };
}
