// @ts-check
// What a run calls and what that costs. The numbers are those of a run against a service that answers at once;
// `__tests__/smoke/run.itg.test.ts` holds them to what a server counts. A service that is late is asked again.

/**
 * Prices of the public price list, in US dollars: the offer `AWSCodeArtifact` of the AWS Price List, which the pricing page
 * prints. Read in a public copy of the list, for Regions of the United States.
 */
export const PRICES = Object.freeze({
  perRequest: 0.05 / 10_000,
  perGigabyteMonth: 0.05,
  freeRequestsPerMonth: 100_000,
  currency: 'USD',
  source: 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSCodeArtifact/current/index.json',
  page: 'https://aws.amazon.com/codeartifact/pricing/',
  /** Since when the list has had these prices, by itself. */
  effectiveFrom: '2021-04-01',
  readOn: '2026-11-28',
});

/** @typedef {Readonly<Record<string, number>>} Calls Requests by operation; those of package endpoints by format. */

/** @type {Calls} */
const ALWAYS = {
  CopyPackageVersions: 10,
  CreateRepository: 2,
  DeletePackageVersions: 5,
  DeleteRepository: 2,
  DescribeDomain: 1,
  DescribePackage: 20,
  DescribePackageVersion: 95,
  DescribeRepository: 14,
  GetAuthorizationToken: 9,
  GetPackageVersionAsset: 2,
  GetRepositoryEndpoint: 28,
  ListPackageVersionAssets: 44,
  ListPackageVersionDependencies: 10,
  ListPackageVersions: 44,
  ListPackages: 8,
  ListTagsForResource: 4,
  PublishPackageVersion: 8,
  UpdatePackageVersionsStatus: 12,
  maven: 12,
  npm: 32,
  nuget: 4,
  pypi: 2,
};
/** @type {Calls} */
const OF_DOMAIN = { CreateDomain: 1, DeleteDomain: 1, DescribeDomain: 5, ListPackageGroups: 1, ListTagsForResource: 2 };
/** @type {Calls} */
const OF_LOGIN = { GetAuthorizationToken: 1, GetRepositoryEndpoint: 1 };
/** What a tool asks of the endpoint when it fetches, refusals before it shows its token included. @type {Readonly<Record<string, Calls>>} */
const OF_TOOL = {
  npm: { npm: 2 },
  pnpm: { npm: 2 },
  yarn: { npm: 2 },
  bun: { npm: 2 },
  pip: { pypi: 2 },
  uv: { pypi: 3 },
  poetry: { pypi: 2 },
  twine: { pypi: 1 },
  maven: { maven: 3 },
  gradle: { maven: 3 },
  nuget: { nuget: 6 },
};

/** What `--clean` calls where both repositories are left. @type {Calls} */
export const CLEANING = {
  DeleteRepository: 2,
  DescribeDomain: 1,
  DescribeRepository: 6,
  ListPackageVersions: 22,
  ListPackages: 4,
  ListTagsForResource: 4,
};

/**
 * @param {{ tools: readonly string[], createDomain: boolean }} of
 * @returns {Record<string, number>} Sorted by name.
 */
export function callsOf({ tools, createDomain }) {
  const parts = [
    ALWAYS,
    ...(createDomain ? [OF_DOMAIN] : []),
    ...tools.flatMap((tool) => [OF_LOGIN, OF_TOOL[tool] ?? {}]),
  ];
  /** @type {Record<string, number>} */
  const sum = {};
  for (const part of parts)
    for (const [operation, count] of Object.entries(part)) sum[operation] = (sum[operation] ?? 0) + count;
  return Object.fromEntries(Object.entries(sum).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The table that is printed before anything is asked.
 * @param {Readonly<Record<string, number>>} calls
 * @returns {string}
 */
export function costTable(calls) {
  const rows = Object.entries(calls).map(([operation, count]) => [
    /^[a-z]/.test(operation) ? `${operation} endpoint` : operation,
    String(count),
    dollars(count * PRICES.perRequest),
  ]);
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const lines = [
    ['requests', 'number', PRICES.currency],
    ...rows,
    ['together', String(total), dollars(total * PRICES.perRequest)],
  ];
  const width = Math.max(...lines.map(([name = '']) => name.length));
  return [
    ...lines.map(
      ([name = '', count = '', price = '']) => `  ${name.padEnd(width)}  ${count.padStart(6)}  ${price.padStart(9)}`,
    ),
    '',
    `Storage: less than 100 kB for some minutes, at ${PRICES.perGigabyteMonth} ${PRICES.currency} a GB and month. A service that is late is asked again.`,
    `The first ${PRICES.freeRequestsPerMonth.toLocaleString('en')} requests of an account in a month are free.`,
    `Prices: 0.05 ${PRICES.currency} per 10,000 requests, in force since ${PRICES.effectiveFrom}, read on ${PRICES.readOn}: ${PRICES.source}`,
    `Other Regions and today's prices: ${PRICES.page}`,
  ].join('\n');
}

/** @param {number} amount */
const dollars = (amount) => amount.toFixed(6);
