// Every point the public documentation leaves open, and every documented number a test may want smaller, as a named
// switch with its default. One table: the documentation page and `local --help` are made from it.

/**
 * Where a default comes from. `documented`: the user guide or the API reference says so. `seen`: answers of the service,
 * or AWS's own software that works with it, show it. `open`: it is this server's choice.
 */
export type Evidence = 'documented' | 'seen' | 'open';

export interface Switch {
  readonly name: string;
  /** The first value is the default. */
  readonly values: readonly [string, ...string[]];
  readonly why: string;
  readonly source: Evidence;
}

export interface Quota {
  readonly name: string;
  readonly default: number;
  readonly unit: string;
  readonly why: string;
  readonly source: Evidence;
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
] as const satisfies readonly Switch[];

export const QUOTAS = [
  { name: 'asset-bytes', default: 5_368_709_120, unit: 'bytes', source: 'documented', why: 'Largest asset.' },
  {
    name: 'assets-per-version',
    default: 350,
    unit: 'assets',
    source: 'documented',
    why: '350 in six Regions, 150 elsewhere; the smaller number is taken where the server runs as another Region.',
  },
  {
    name: 'direct-upstreams',
    default: 10,
    unit: 'repositories',
    source: 'documented',
    why: 'Upstreams in one repository’s own list.',
  },
  {
    name: 'searched-repositories',
    default: 25,
    unit: 'repositories',
    source: 'documented',
    why: 'Repositories searched in one request; later ones are ignored (what happens then is not documented).',
  },
  {
    name: 'domains-per-account',
    default: 10,
    unit: 'domains',
    source: 'documented',
    why: 'Adjustable in the service.',
  },
  {
    name: 'repositories-per-domain',
    default: 1000,
    unit: 'repositories',
    source: 'documented',
    why: 'Adjustable in the service.',
  },
  { name: 'tags-per-resource', default: 50, unit: 'tags', source: 'open', why: 'AWS-wide limit.' },
  {
    name: 'versions-per-call',
    default: 100,
    unit: 'versions',
    source: 'documented',
    why: 'Copy, delete, dispose and status calls.',
  },
  {
    name: 'ingestion-delay-ms',
    default: 0,
    unit: 'milliseconds',
    source: 'open',
    why: 'Until an ingested version appears in API lists; about 180,000 in the service, none here so that tests need not wait.',
  },
  {
    name: 'external-missing-ms',
    default: 60_000,
    unit: 'milliseconds',
    source: 'open',
    why: 'For how long a package unknown to a public source is not asked for again.',
  },
  {
    name: 'external-retry-ms',
    default: 10_000,
    unit: 'milliseconds',
    source: 'open',
    why: 'For how long an unreachable public source is not asked again.',
  },
  {
    name: 'external-idle-ms',
    default: 15_000,
    unit: 'milliseconds',
    source: 'open',
    why: 'Silence after which a public source counts as unreachable.',
  },
] as const satisfies readonly Quota[];

/** Regions whose limit is 350 assets a version (service quotas page); elsewhere it is 150. */
export const LARGE_ASSET_COUNT_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'ap-south-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-3',
];

type SwitchTable = (typeof SWITCHES)[number];
type SwitchName = SwitchTable['name'];
type QuotaName = (typeof QUOTAS)[number]['name'];

export type SwitchValues = {
  readonly [N in SwitchName]: Extract<SwitchTable, { name: N }>['values'][number];
} & { readonly [N in QuotaName]: number };

/**
 * The values in force: defaults with `chosen` over them. Names and values come from a command line or a setup file,
 * so whatever is not in the tables is reported, all problems at once, as a RangeError.
 */
export function readSwitches(chosen: Readonly<Record<string, string | number>>, region: string): SwitchValues {
  const problems: string[] = [];
  const values: Record<string, string | number> = {};
  for (const { name, values: allowed } of SWITCHES) values[name] = allowed[0];
  for (const quota of QUOTAS) values[quota.name] = quota.default;
  if (!LARGE_ASSET_COUNT_REGIONS.includes(region)) values['assets-per-version'] = 150;
  for (const [name, value] of Object.entries(chosen)) {
    const found = SWITCHES.find((entry) => entry.name === name);
    const isQuota = QUOTAS.some((entry) => entry.name === name);
    const number = typeof value === 'number' ? value : /^[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (found && (found.values as readonly string[]).includes(String(value))) values[name] = String(value);
    else if (isQuota && Number.isSafeInteger(number) && number >= 0) values[name] = number;
    else if (found) problems.push(`${name} is one of ${found.values.join(', ')}`);
    else if (isQuota) problems.push(`${name} is a whole number`);
    else problems.push(`there is no switch ${name}`);
  }
  if (problems.length > 0) throw new RangeError(problems.join('; '));
  return values as unknown as SwitchValues;
}
