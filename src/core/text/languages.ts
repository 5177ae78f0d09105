/** Languages of configuration files, each with a reader and an editor of its own. */
export const LANGUAGES = ['ini', 'configparser', 'properties', 'netrc', 'toml', 'yaml', 'json', 'xml'] as const;
export type Language = (typeof LANGUAGES)[number];
