/**
 * Languages of configuration files, each with a reader and an editor of its own. `source-list` is XML with sources, their
 * credentials and their packages in sections apart, which are told by the names of the sources.
 */
export const LANGUAGES = [
  'ini',
  'configparser',
  'properties',
  'netrc',
  'toml',
  'yaml',
  'json',
  'xml',
  'source-list',
] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages of files in which an earlier version may have left what no client reads. */
export const MENDED: readonly Language[] = ['source-list'];
