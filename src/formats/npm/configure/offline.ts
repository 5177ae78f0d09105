// Settings that keep a client from asking any registry. Which client reads which was observed with npm 10 and 11, pnpm 10
// to 12, Yarn 1 and 4, Bun 1.4.
import type { ToolRemark } from '../../../core/ports/package-format.ts';
import type { NpmSource } from './npmrc-sources.ts';

/** `setting` is as written; a variable is unset, a line taken out. */
export function offlineRemark(
  client: string,
  place: { source: string; setting: string; variable?: string },
): ToolRemark {
  const { source, setting, variable } = place;
  return {
    name: 'offline',
    found:
      variable === undefined
        ? `${source} sets \`${setting}\`, so that ${client} asks no registry`
        : `the variable ${variable} keeps ${client} from asking any registry`,
    fix: variable === undefined ? `Take \`${setting}\` out of ${source}.` : `unset ${variable}`,
  };
}

/** As npm understands a switch in a file: everything but these turns it on, nothing included. */
const OFF = ['false', 'null', '0'];

/** `offline` of .npmrc files and of `npm_config_offline`: the first one counts. */
export function npmrcOffline(client: string, sources: readonly NpmSource[]): ToolRemark[] {
  for (const { source, settings } of sources) {
    const setting = ['offline', 'offline[]'].find((name) => settings.get(name) !== undefined);
    const one = setting === undefined ? undefined : settings.get(setting);
    if (setting === undefined || one === undefined) continue;
    const place = { source, setting, ...(one.variable ? { variable: one.variable } : {}) };
    // To npm a list is no `false`, whatever is in it.
    return setting === 'offline' && OFF.includes(one.value.trim()) ? [] : [offlineRemark(client, place)];
  }
  return [];
}
