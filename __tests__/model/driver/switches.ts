// The switches of the server that change what the model covers, and the rule that each value stands for. The names are
// those of docs/switches.md.
import { DEFAULTS, type ModelOptions } from '../rules/options.ts';
import type { Draw } from './generate.ts';

type Values = Readonly<Record<string, Partial<ModelOptions>>>;

/** The values other than the default ones. `asset-import` is not among them: the other files come in the background. */
const SWITCHES: Readonly<Record<string, Values>> = {
  'assets-of-retained-version': { conflict: { lateFileOnRetained: 'conflict' } },
  'asset-revision-mismatch': { 'not-found': { fetchedRevisionMismatch: 'ResourceNotFoundException' } },
  'blocked-identical-publish': {
    unchanged: { blockedIdenticalPublish: 'unchanged', repeatedListWhileBlocked: 'success' },
  },
  'blocked-publish-status': { 409: { blockedPublishStatus: 409 } },
  'copied-tags': { own: { copiedTags: 'own' } },
  'copy-of-disposed': { 'not-found': { copyOfDisposed: 'NOT_FOUND' } },
  'copy-origin-controls': { publish: { copyControls: 'publish' } },
  'copy-origin-record': { allow: { copyRecord: 'allow' } },
  'copy-status': { published: { copyStatus: 'published' } },
  'delete-atomicity': { each: { deleteAtomicity: 'each' } },
  'deleted-repository-in-groups': { kept: { deletedRepositoryStaysAllowed: true } },
  'direct-upstreams': { 2: { directUpstreams: 2 } },
  'group-add-and-remove': { added: { groupAddAndRemove: 'added' }, refused: { groupAddAndRemove: 'refused' } },
  'guard-reported-first': { revision: { guardNamed: 'MISMATCHED_REVISION' } },
  'hidden-upstream-version': { conflict: { hiddenUpstreamBlocksPublish: true } },
  'identical-copy-tags': { copied: { identicalCopyCarriesTags: true } },
  'overwrite-of-disposed': { overwritten: { overwriteDisposed: 'success' } },
  'publish-public-check': { off: { publishCheck: false } },
  'refused-copy-ingestion': { undone: { failedCopyIngests: false } },
  'retained-origin-record': {
    mirror: { retainedRecord: 'mirror' },
    'block-publish': { retainedRecord: 'block-publish' },
  },
  'same-status': { 'not-allowed': { sameStatus: 'not-allowed' } },
  'searched-repositories': { 2: { searchedRepositories: 2 } },
  'second-external-connection': {
    conflict: { secondConnection: 'ConflictException' },
    quota: { secondConnection: 'ServiceQuotaExceededException' },
  },
  'status-change-time': { updated: { statusChangeRestartsTime: true } },
  'tag-of-version-hidden-upstream': { dropped: { tagHiddenUpstream: 'dropped' } },
  'unfinished-hides-upstream': { yes: { unfinishedHides: 'in-the-repository-asked' } },
  'upstream-tag-removal': { accepted: { upstreamTagRemoval: 'accepted' } },
  'upstreams-with-external-connection': { allow: { upstreamsBesideConnection: 'allow' } },
};

export interface Chosen {
  /** As the server takes them. */
  readonly switches: Readonly<Record<string, string | number>>;
  readonly options: ModelOptions;
}

export const NO_SWITCHES: Chosen = { switches: {}, options: DEFAULTS };

/** Each of the named ones at the value that is given. */
export function withSwitches(given: Readonly<Record<string, string>>): Chosen {
  return Object.entries(given).reduce<Chosen>(({ switches, options }, [name, value]) => {
    // Limits are numbers, and so is no switch.
    const sent = ['direct-upstreams', 'searched-repositories'].includes(name) ? Number(value) : value;
    return { switches: { ...switches, [name]: sent }, options: { ...options, ...SWITCHES[name]?.[value] } };
  }, NO_SWITCHES);
}

/** Some of them, each at one of its other values. */
export function drawnSwitches(draw: Draw): Chosen {
  const chosen = Object.entries(SWITCHES).filter(() => draw.chance(0.2));
  return withSwitches(Object.fromEntries(chosen.map(([name, values]) => [name, draw.one(Object.keys(values))])));
}
