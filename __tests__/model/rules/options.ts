// The points that the documentation leaves open, with the answer that the local server has chosen, and the faults that are
// known. The numbers O1 to O18 and B1 to B3 are those of the report on the first model of this kind; the switch that goes
// with a point is named where there is one.

/** One answer to each open point. */
export interface ModelOptions {
  /** O1: adding a file to a version that was retained from elsewhere, where both origin controls allow. */
  readonly lateFileOnRetained: 'allow' | 'conflict';
  /** O2: an Archived or Disposed version upstream makes publishing its number downstream a conflict. */
  readonly hiddenUpstreamBlocksPublish: boolean;
  /** O4: an upstream’s tag whose version is hidden there and shown here. */
  readonly tagHiddenUpstream: 'kept' | 'dropped';
  /** O5: where an Unfinished version hides that of a repository further up. */
  readonly unfinishedHides: 'in-the-repository-asked' | 'everywhere' | 'nowhere';
  /** O6: a status change counts as a publication for `defaultDisplayVersion` and for the order by time. */
  readonly statusChangeRestartsTime: boolean;
  /** O7: a deleted repository stays in the lists of package groups. */
  readonly deletedRepositoryStaysAllowed: boolean;
  /** O8: a repository that one call adds to a list and removes from it. */
  readonly groupAddAndRemove: 'removed' | 'added' | 'refused';
  /** O9: tags are carried where the destination holds the same version already. */
  readonly identicalCopyCarriesTags: boolean;
  /** O10, switch `copy-origin-record`: record of a package that a copy creates where its group restricts. */
  readonly copyIntoRestricted: 'allow' | 'mirror';
  /** O11: a copy that fails as a whole leaves behind what was ingested on its behalf. */
  readonly failedCopyIngests: boolean;
  /** O12: which of two guards that do not hold is named. */
  readonly guardNamed: 'MISMATCHED_STATUS' | 'MISMATCHED_REVISION';
  /** O14: a copy of a Disposed version that the destination lacks. */
  readonly copyOfDisposed: 'NOT_ALLOWED' | 'NOT_FOUND';
  /** O15: bytes that are there already, where publishing is blocked. */
  readonly blockedIdenticalPublish: 'refused' | 'unchanged';
  /** O15: a Maven list for versions that are Published already, where publishing is blocked. */
  readonly repeatedListWhileBlocked: 'success' | 'blocked';
  /** O16: a tag whose version is hidden can be removed. */
  readonly hiddenTagRemovable: boolean;
  /** O17: tags on a copy: those that the source shows, merged over its upstreams, or those of its own record. */
  readonly copiedTags: 'shown' | 'own';
  /** Switch `upstream-tag-removal`: removing a tag that only an upstream has. */
  readonly upstreamTagRemoval: 'refused' | 'accepted';
  /** O18: overwriting a Disposed version by a copy. */
  readonly overwriteDisposed: 'NOT_ALLOWED' | 'success';
  /** Switch `second-external-connection` (evidence E3). */
  readonly secondConnection: 'ValidationException' | 'ConflictException' | 'ServiceQuotaExceededException';
  /** Switch `upstreams-with-external-connection` (evidence E2). */
  readonly upstreamsBesideConnection: 'refuse' | 'allow';
  /** Switch `copy-status`. */
  readonly copyStatus: 'keep' | 'published';
  /** Switch `copy-origin-record`. */
  readonly copyRecord: 'mirror' | 'allow';
  /** Switch `copy-origin-controls`: whether a publish restriction at the destination stops a copy. */
  readonly copyControls: 'ignored' | 'publish';
  /** Switch `asset-import`: whether all files of a public version come with the first. */
  readonly assetImport: 'on-demand' | 'all';
  /** Switch `publish-public-check`: what is reachable upstream cannot be published. */
  readonly publishCheck: boolean;
  /** Switch `blocked-publish-status`. */
  readonly blockedPublishStatus: 403 | 409;
  /** Switch `retained-origin-record`: record of a package whose first version is retained from an upstream that published it. */
  readonly retainedRecord: 'allow' | 'mirror' | 'block-publish';
  /** Switch `delete-atomicity`. */
  readonly deleteAtomicity: 'all-or-nothing' | 'each';
  /** Switch `same-status`. */
  readonly sameStatus: 'success' | 'not-allowed';
  /** Switch `asset-revision-mismatch`. */
  readonly fetchedRevisionMismatch: 'ConflictException' | 'ResourceNotFoundException';
  /** Limit `searched-repositories`: upstreams that are searched besides the repository that was asked. */
  readonly searchedRepositories: number;
  /** Limit `direct-upstreams`. */
  readonly directUpstreams: number;
}

/** As the local server answers without any switch. */
export const DEFAULTS: ModelOptions = {
  lateFileOnRetained: 'allow',
  hiddenUpstreamBlocksPublish: false,
  tagHiddenUpstream: 'kept',
  unfinishedHides: 'nowhere',
  statusChangeRestartsTime: false,
  deletedRepositoryStaysAllowed: false,
  groupAddAndRemove: 'removed',
  identicalCopyCarriesTags: false,
  copyIntoRestricted: 'allow',
  failedCopyIngests: true,
  guardNamed: 'MISMATCHED_STATUS',
  copyOfDisposed: 'NOT_ALLOWED',
  blockedIdenticalPublish: 'refused',
  repeatedListWhileBlocked: 'blocked',
  hiddenTagRemovable: true,
  copiedTags: 'shown',
  upstreamTagRemoval: 'refused',
  overwriteDisposed: 'NOT_ALLOWED',
  secondConnection: 'ValidationException',
  upstreamsBesideConnection: 'refuse',
  copyStatus: 'keep',
  copyRecord: 'mirror',
  copyControls: 'ignored',
  assetImport: 'on-demand',
  publishCheck: true,
  blockedPublishStatus: 403,
  retainedRecord: 'allow',
  deleteAtomicity: 'all-or-nothing',
  sameStatus: 'success',
  fetchedRevisionMismatch: 'ConflictException',
  searchedRepositories: 25,
  directUpstreams: 10,
};

/** Faults of the server that are known. Those that are tolerated are imitated, so that a run goes on past them. */
export const FAULTS = {
  B1: 'a dist-tag passes through an origin control that blocks it',
  B2: 'revisions of Python versions hold the moment of their upload',
  B3: 'a hidden version that an upstream’s tag points at takes the tag away altogether',
  O17: 'a copy carries only the tags of the source’s own record, not those that it shows',
  U1: 'a copy that looks through upstreams takes an Unfinished version there, which no reader is shown',
  U2: 'reading past an Unfinished Maven version retains that one, and not what was sent',
  U3: 'a copy that looks through upstreams asks public sources after all repositories, whatever their order',
  U4: 'a Python page shows files of an Archived version upstream, which cannot be downloaded',
  U6: 'reading past an Unfinished version of the repository itself adds files of the one upstream to it',
  M1: 'a copy that looks through upstreams does not find a Maven version in a public source',
  T3: 'a copy of a repository onto itself looks at the tags after it has changed what is seen',
  U7: 'a copy that looks through upstreams takes only the files of a version that somebody downloaded before',
  S1: 'tag-of-version-hidden-upstream=dropped takes the repository’s own tags of Unlisted versions from `npm dist-tag ls`',
  S2: 'blocked-publish-status=409 lets a Maven list publish what it answers to be blocked',
  T4: 'a copy sets tags of the source’s record by which the source shows another version, or none',
  U8: 'late files of a Python version pass an upstream that has hidden it',
  U9: 'a late file that is asked for takes others with it that somebody downloaded upstream',
  C1: 'a checksum of an Unfinished Maven version is not compared where an upstream has the number Published',
  P1: 'a generic version that a status call finishes keeps the time of its first upload',
  E1: 'the status of an external connection is written Available',
  E2: 'upstreams beside an external connection are a conflict, and an empty list is taken',
  E3: 'a second external connection is a conflict, and no ValidationException',
  E4: 'deleting a repository that does not exist fails',
} as const;

export type Fault = keyof typeof FAULTS;
