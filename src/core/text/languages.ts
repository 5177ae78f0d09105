/** Languages of configuration files, each with a reader and an editor of its own. */
export const LANGUAGES = [
  'ini',
  'configparser',
  'properties',
  'netrc',
  'toml',
  'yaml',
  'json',
  'xml',
  'nuget',
] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages of files in which an earlier version may have left what no client reads. */
export const MENDED: readonly Language[] = ['nuget'];
