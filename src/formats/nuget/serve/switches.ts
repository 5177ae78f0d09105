// Points of the NuGet conversation that the service's documentation leaves open, each with its default.

export interface NugetSwitches {
  /**
   * Whether the flat container lists Unlisted versions. The user guide says they are in no version list; nuget.org lists
   * them, and `dotnet restore` finds an exact version only there. Registrations show them with `listed: false` always.
   * Default false.
   */
  readonly unlistedInVersionList: boolean;
  /**
   * A push of a version that is there with the same bytes. The guide says of every format that this succeeds; the
   * NuGet protocol answers 409. Default `accepted`.
   */
  readonly identicalPush: 'accepted' | 'conflict';
  /** A symbol package sent to the package address; no symbol server is announced. Default `refused` (400). */
  readonly symbolPackages: 'refused' | 'dropped';
}

export const NUGET_DEFAULTS: NugetSwitches = {
  unlistedInVersionList: false,
  identicalPush: 'accepted',
  symbolPackages: 'refused',
};
