// Every point the public documentation leaves open, and every documented number a test may want smaller, as a named
// switch with its default. One table, and one of each format's server half: the documentation page and the schema of the
// setup file are made from them.
import { LARGEST_ASSET, MOST_ASSETS, mostAssets } from '../../core/model/quotas.ts';
import { type FormatServer, MOST_DIST_TAGS, type Switch } from '../../core/ports/format-server.ts';

export interface Quota {
  readonly name: string;
  readonly default: number;
  /** The smallest and the largest number that has a meaning. */
  readonly range: readonly [min: number, max: number];
  readonly unit: string;
  readonly why: string;
  readonly source: Switch['source'];
}

export const SWITCHES = [
  {
    name: 'blocked-publish-status',
    values: ['403', '409'],
    source: 'open',
    why: 'HTTP status when origin controls of the package or its group block a publish; the guide says only that it is rejected.',
  },
  {
    name: 'copy-status',
    values: ['keep', 'published'],
    source: 'open',
    why: 'Status of a copied version; every sample shows Published versions only.',
  },
  {
    name: 'copy-origin-record',
    values: ['mirror', 'allow'],
    source: 'open',
    why: 'Origin controls of a package that a copy creates: those of the source package, or ALLOW/ALLOW.',
  },
  {
    name: 'copy-origin-controls',
    values: ['ignored', 'publish'],
    source: 'open',
    why: 'Whether a publish restriction at the destination stops a copy (NOT_ALLOWED). The guide recommends copying as the way round.',
  },
  {
    name: 'retained-origin-record',
    values: ['allow', 'mirror', 'block-publish'],
    source: 'open',
    why: 'Origin controls of a package whose first version is retained from an upstream that published it.',
  },
  {
    name: 'delete-atomicity',
    values: ['all-or-nothing', 'each'],
    source: 'open',
    why: 'Whether one version that cannot be deleted makes the others SKIPPED, as in copies and status updates.',
  },
  {
    name: 'same-status',
    values: ['success', 'not-allowed'],
    source: 'open',
    why: 'Answer for a status update to the status a version already has.',
  },
  {
    name: 'asset-revision-mismatch',
    values: ['conflict', 'not-found'],
    source: 'open',
    why: 'Exception of GetPackageVersionAsset when `revision` is not the current one; both are declared.',
  },
  {
    name: 'asset-import',
    values: ['on-demand', 'all'],
    source: 'open',
    why: 'Whether ingesting one asset of a public version fetches its other assets at once. The service imports all of them for pypi; a laptop seldom wants every wheel.',
  },
  {
    name: 'asset-downloads',
    values: ['direct', 'redirected'],
    source: 'open',
    why: 'Whether package managers get the bytes of an asset at once, or are sent to another origin that refuses `Authorization`, as the service sends some of them to its storage. The other origin is `localhost` where the server was called by its number, and otherwise another `--host-name`.',
  },
  {
    name: 'publish-public-check',
    values: ['on', 'off'],
    source: 'documented',
    why: 'Publishing a version that is reachable upstream or in the public source is a conflict while upstream is allowed.',
  },
  {
    name: 'external-unreachable',
    values: ['unavailable', 'not-found'],
    source: 'open',
    why: 'Answer when only an unreachable public source could know the package and nothing is retained.',
  },
  {
    name: 'external-cache',
    values: ['on', 'off'],
    source: 'documented',
    why: 'Descriptions from public sources are believed for 30 minutes (npm, pypi, nuget) or 3 hours (maven).',
  },
  {
    name: 'second-external-connection',
    values: ['validation', 'conflict', 'quota'],
    source: 'seen',
    why: 'Exception for a second external connection: ValidationException, ConflictException, or ServiceQuotaExceededException.',
  },
  {
    name: 'upstreams-with-external-connection',
    values: ['refuse', 'allow'],
    source: 'seen',
    why: 'A repository has upstreams or an external connection; the other of the two is refused with ValidationException, and so is an empty list of upstreams.',
  },
  {
    name: 'weak-match-look-alikes',
    values: ['on', 'off'],
    source: 'open',
    why: 'Whether package group patterns also match weakly across letters of other scripts that look alike; the guide gives no table.',
  },
  {
    name: 'assets-of-retained-version',
    values: ['accept', 'conflict'],
    source: 'open',
    why: 'Whether a PyPI or Maven version that was retained from an upstream takes assets published here. The guide lets assets be added at any time, and makes publishing a version that is reachable upstream a conflict.',
  },
  {
    name: 'hidden-upstream-version',
    values: ['publish', 'conflict'],
    source: 'documented',
    why: 'Publishing a version that is Archived or Disposed upstream: the guide refuses what is reachable upstream, and a download of it answers 404.',
  },
  {
    name: 'tag-of-version-hidden-upstream',
    values: ['kept', 'dropped'],
    source: 'open',
    why: 'Whether an upstream’s npm tag counts when its version is hidden there and visible here.',
  },
  {
    name: 'unfinished-hides-upstream',
    values: ['no', 'yes'],
    source: 'open',
    why: 'Whether a Maven version that is Unfinished here hides the Published one of an upstream while it is deployed.',
  },
  {
    name: 'status-change-time',
    values: ['kept', 'updated'],
    source: 'open',
    why: 'Whether a change of status moves `publishedTime`, by which lists are sorted and retention counts the age. One that finishes an Unfinished version is its publish, and does in any case.',
  },
  {
    name: 'deleted-repository-in-groups',
    values: ['removed', 'kept'],
    source: 'open',
    why: 'Whether a repository that is deleted leaves the lists of allowed repositories of package groups. Where it stays, a new one of its name is allowed at once.',
  },
  {
    name: 'group-add-and-remove',
    values: ['removed', 'added', 'refused'],
    source: 'open',
    why: 'What becomes of a repository that one UpdatePackageGroupOriginConfiguration call both adds and removes.',
  },
  {
    name: 'weak-match-tie',
    values: ['first', 'last'],
    source: 'open',
    why: 'Which of two equally specific package groups that a package only weakly matches is named; publishing and upstreams are blocked either way.',
  },
  {
    name: 'copied-tags',
    values: ['shown', 'own'],
    source: 'documented',
    why: 'npm tags that a copy carries: exactly those by which the source shows the version over its upstreams, none of a hidden one, or those of the record that holds it. The guide: all tags that alias the version.',
  },
  {
    name: 'upstream-tag-removal',
    values: ['refused', 'accepted'],
    source: 'open',
    why: 'Answer to the removal of an npm tag that only an upstream or a public source has: 409, which names it, or success, and the tag is shown as before.',
  },
  {
    name: 'identical-copy-tags',
    values: ['skipped', 'copied'],
    source: 'open',
    why: 'Whether a copy of a version that is identical at the destination carries its tags all the same.',
  },
  {
    name: 'copy-of-disposed',
    values: ['not-allowed', 'not-found'],
    source: 'open',
    why: 'Failure of a copy whose source version is Disposed.',
  },
  {
    name: 'overwrite-of-disposed',
    values: ['not-allowed', 'overwritten'],
    source: 'open',
    why: 'What `allowOverwrite` does to a version that is Disposed at the destination.',
  },
  {
    name: 'refused-copy-ingestion',
    values: ['kept', 'undone'],
    source: 'open',
    why: 'Whether versions that a copy with `includeFromUpstream` has brought in from a public source stay when the call is refused.',
  },
  {
    name: 'guard-reported-first',
    values: ['status', 'revision'],
    source: 'open',
    why: 'Failure of a version when both `expectedStatus` and its revision are wrong: MISMATCHED_STATUS, or MISMATCHED_REVISION.',
  },
  {
    name: 'blocked-identical-publish',
    values: ['refused', 'unchanged'],
    source: 'open',
    why: 'Answer to a publish of bytes that are there already while origin controls block publishing.',
  },
] as const satisfies readonly Switch[];

/** Where a number has no limit of its own: as many digits as a setup document may write. */
export const ANY = 999_999_999_999_999;
/** What timers of Node.js can wait for. */
const LONGEST_WAIT = 2_147_483_647;

export const QUOTAS = [
  {
    name: 'asset-bytes',
    default: LARGEST_ASSET,
    range: [1, ANY],
    unit: 'bytes',
    source: 'documented',
    why: 'Largest asset.',
  },
  {
    name: 'assets-per-version',
    default: MOST_ASSETS.large,
    range: [1, ANY],
    unit: 'assets',
    source: 'documented',
    why: '350 in six Regions, 150 elsewhere; the smaller number is taken where the server runs as another Region.',
  },
  {
    name: 'direct-upstreams',
    default: 10,
    range: [0, ANY],
    unit: 'repositories',
    source: 'documented',
    why: 'Upstreams in one repository’s own list.',
  },
  {
    name: 'searched-repositories',
    default: 25,
    range: [0, ANY],
    unit: 'repositories',
    source: 'documented',
    why: 'Repositories searched in one request; later ones are ignored (what happens then is not documented).',
  },
  {
    name: 'domains-per-account',
    default: 10,
    range: [0, ANY],
    unit: 'domains',
    source: 'documented',
    why: 'Adjustable in the service.',
  },
  {
    name: 'repositories-per-domain',
    default: 1000,
    range: [0, ANY],
    unit: 'repositories',
    source: 'documented',
    why: 'Adjustable in the service.',
  },
  {
    name: 'dist-tags-per-package',
    default: MOST_DIST_TAGS,
    range: [0, MOST_DIST_TAGS],
    unit: 'tags',
    source: 'open',
    why: 'npm dist-tags of a package in one repository. They are read with every request for the package.',
  },
  { name: 'tags-per-resource', default: 50, range: [0, ANY], unit: 'tags', source: 'open', why: 'AWS-wide limit.' },
  {
    name: 'versions-per-call',
    default: 100,
    range: [1, 100],
    unit: 'versions',
    source: 'documented',
    why: 'Copy, delete, dispose and status calls. The service model has no call take more.',
  },
  {
    name: 'ingestion-delay-ms',
    default: 0,
    range: [0, ANY],
    unit: 'milliseconds',
    source: 'open',
    why: 'Until an ingested version appears in API lists; about 180,000 in the service, none here so that tests need not wait.',
  },
  {
    name: 'external-missing-ms',
    default: 60_000,
    range: [0, ANY],
    unit: 'milliseconds',
    source: 'open',
    why: 'For how long a package unknown to a public source is not asked for again.',
  },
  {
    name: 'external-retry-ms',
    default: 10_000,
    range: [0, ANY],
    unit: 'milliseconds',
    source: 'open',
    why: 'For how long an unreachable public source is not asked again.',
  },
  {
    name: 'external-idle-ms',
    default: 15_000,
    range: [1, LONGEST_WAIT],
    unit: 'milliseconds',
    source: 'open',
    why: 'Silence after which a public source counts as unreachable.',
  },
] as const satisfies readonly Quota[];

/** Points that the documentation leaves open and that were decided without a switch, with what speaks for it. */
export const DECIDED = [
  {
    point: 'One npm tag in two upstreams that stand side by side',
    choice: 'That of the one named first.',
    why: 'Upstreams are searched in the order of the list (user guide, repo-upstream-search-order).',
  },
  {
    point: 'Origin controls of a package that a copy creates below a package group with a restriction',
    choice: 'ALLOW/ALLOW, whatever the source has.',
    why: 'Where a group restricts anything, new packages leave the decision to it (user guide, package-groups).',
  },
  {
    point: 'A copy of the same revision, Disposed on one side only',
    choice: 'ALREADY_EXISTS; with `allowOverwrite` see `copy-of-disposed` and `overwrite-of-disposed`.',
    why: 'A version without assets is not identical to one with (user guide, copy-package).',
  },
  {
    point: 'Two spellings of one version in a call over several versions',
    choice:
      'Each is answered for: where the call means the version by both, it is changed once and both have its outcome; where one is nothing that the repository holds, that one is NOT_FOUND. Versions of NuGet are answered by their normalised numbers, in each case of a label that the call has.',
    why: 'The service normalises NuGet versions of calls (user guide, nuget-name-normalization), and of no other format; a version that is in no answer would be taken for done.',
  },
  {
    point: 'What a repository sees of an Unfinished version of an upstream',
    choice:
      'Nothing: no list names it, no download finds it, no copy takes it, and it is no reason to refuse a publish.',
    why: 'It is not for use before it is finished (user guide, packages-overview).',
  },
  {
    point: 'npm tags of a public source after its external connection was removed',
    choice: 'Not shown, while the versions that were fetched stay.',
    why: 'A tag belongs to the repository that has it, and merging shows those of sources that can be asked (user guide, npm-tags).',
  },
  {
    point: 'npm tags of Unlisted versions',
    choice:
      'In the list that `npm dist-tag ls` reads, and neither in the packument nor found by `GET NAME/TAG`, so that installing by the tag fails. Those of Archived and Disposed versions are in none of them.',
    why: 'Package managers are not shown Unlisted versions, which still can be had (user guide, packages-overview); `npm dist-tag rm` removes only what it finds in that list.',
  },
  {
    point: 'npm tags of an Archived version that is copied',
    choice: 'None goes along.',
    why: 'The source shows it by none, and at the destination the tag would go from a version that can be had to one that cannot.',
  },
  {
    point: 'A copy that pins the revision of a Python version which its public source has yanked since',
    choice: 'MISMATCHED_REVISION.',
    why: 'The yank is metadata of the version, and another state of it makes another revision (user guide, codeartifact-concepts).',
  },
  {
    point: '`defaultDisplayVersion` where the npm tag `latest` is on a hidden version',
    choice:
      'An Unlisted version is named. In the place of an Archived or Disposed one it is the Published one that came last.',
    why: 'It is the version that `latest` references (API reference, ListPackageVersions); one that cannot be had is no version to display.',
  },
  {
    point: 'A copy with `includeFromUpstream` of a version of which not every asset was downloaded yet',
    choice:
      'Every asset that the source repository shows is copied; where a public source has to be asked for them and is down, the copy fails.',
    why: 'What is copied is the version, and another client’s downloads are no part of it.',
  },
] as const;

type SwitchTable = (typeof SWITCHES)[number];
type SwitchName = SwitchTable['name'];
type QuotaName = (typeof QUOTAS)[number]['name'];

/** Those of the server and of its formats. */
export function switchesOf(servers: Readonly<Record<string, FormatServer | undefined>>): readonly Switch[] {
  return [...SWITCHES, ...Object.values(servers).flatMap((server) => server?.switches ?? [])];
}

export type SwitchValues = {
  readonly [N in SwitchName]: Extract<SwitchTable, { name: N }>['values'][number];
} & { readonly [N in QuotaName]: number };

/**
 * The values in force: those `before`, at a start the defaults of the Region, with `chosen` over them. Names and values
 * come from a command line or a setup document, so whatever is not in the tables is reported, all problems at once, as a
 * RangeError.
 */
export function readSwitches(
  chosen: Readonly<Record<string, string | number>>,
  region: string,
  switches: readonly Switch[] = SWITCHES,
  before: Readonly<Record<string, string | number>> = defaults(region, switches),
): SwitchValues {
  const problems: string[] = [];
  const values = { ...before };
  for (const [name, value] of Object.entries(chosen)) {
    const found = switches.find((entry) => entry.name === name);
    const [min, max] = QUOTAS.find((entry) => entry.name === name)?.range ?? [];
    const number = typeof value === 'number' ? value : /^[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (found?.values.includes(String(value))) values[name] = String(value);
    else if (min !== undefined && Number.isSafeInteger(number) && number >= min && number <= max) values[name] = number;
    else if (found) problems.push(`${name} is one of ${found.values.join(', ')}`);
    else if (min !== undefined) problems.push(`${name} is a whole number from ${min} to ${max}`);
    else problems.push(`there is no switch ${name}`);
  }
  if (problems.length > 0) throw new RangeError(problems.join('; '));
  return values as unknown as SwitchValues;
}

function defaults(region: string, switches: readonly Switch[]): Readonly<Record<string, string | number>> {
  const values: Record<string, string | number> = {};
  for (const { name, values: allowed } of switches) values[name] = allowed[0];
  for (const quota of QUOTAS) values[quota.name] = quota.default;
  values['assets-per-version'] = mostAssets(region);
  return values;
}
