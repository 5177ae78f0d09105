// The switches of the server that change what the model covers, and the rule that each value stands for. The names are
// those of docs/switches.md.
import { DEFAULTS, type ModelOptions } from '../rules/options.ts';
import type { Draw } from './generate.ts';

type Values = Readonly<Record<string, Partial<ModelOptions>>>;

/** The values other than the default ones. `asset-import` is not among them: the other files come in the background. */
const SWITCHES: Readonly<Record<string, Values>> = {
  'blocked-publish-status': { 409: { blockedPublishStatus: 409 } },
  'copy-status': { published: { copyStatus: 'published' } },
  'copy-origin-record': { allow: { copyRecord: 'allow' } },
  'copy-origin-controls': { publish: { copyControls: 'publish' } },
  'retained-origin-record': {
    mirror: { retainedRecord: 'mirror' },
    'block-publish': { retainedRecord: 'block-publish' },
  },
  'delete-atomicity': { each: { deleteAtomicity: 'each' } },
  'same-status': { 'not-allowed': { sameStatus: 'not-allowed' } },
  'asset-revision-mismatch': { 'not-found': { fetchedRevisionMismatch: 'ResourceNotFoundException' } },
  'publish-public-check': { off: { publishCheck: false } },
  'direct-upstreams': { 2: { directUpstreams: 2 } },
  'searched-repositories': { 2: { searchedRepositories: 2 } },
};

export interface Chosen {
  /** As the server takes them. */
  readonly switches: Readonly<Record<string, string | number>>;
  readonly options: ModelOptions;
}

export const NO_SWITCHES: Chosen = { switches: {}, options: DEFAULTS };

/** About a third of them, each at one of its other values. */
export function drawnSwitches(draw: Draw): Chosen {
  const chosen = Object.entries(SWITCHES).filter(() => draw.chance(0.35));
  return chosen.reduce<Chosen>(({ switches, options }, [name, values]) => {
    const [value, rule] = draw.one(Object.entries(values));
    // Limits are numbers, and so is no switch.
    const given = name.endsWith('upstreams') || name.endsWith('repositories') ? Number(value) : value;
    return { switches: { ...switches, [name]: given }, options: { ...options, ...rule } };
  }, NO_SWITCHES);
}
