// Limits of the service that are the same for everybody and known beforehand (service quotas page of the user guide).

/** As Service Quotas counts them. */
export const GIGABYTE = 1024 ** 3;

/** Bytes of one asset, where nobody had the quota raised. */
export const LARGEST_ASSET = 5 * GIGABYTE;

/** Assets of one version, by Region; it cannot be raised. */
export const MOST_ASSETS = { large: 350, other: 150 } as const;

const LARGE_ASSET_COUNT_REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'ap-south-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-3',
];

/** How many assets one version may have in a Region. */
export function mostAssets(region: string): number {
  return LARGE_ASSET_COUNT_REGIONS.includes(region) ? MOST_ASSETS.large : MOST_ASSETS.other;
}
