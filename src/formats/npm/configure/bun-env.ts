// Variables that Bun takes from the `.env` files of a project before it reads any setting: `BUN_CONFIG_REGISTRY` there
// outranks every file. Observed with Bun 1.4: https://bun.com/docs/runtime/env#setting-environment-variables
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { joinPath } from '../../shared/machine-paths.ts';

/**
 * `bun install` takes itself for a run in production unless the process says one of these; what a file says of it, and any
 * other value, count for nothing.
 */
const OTHER_MODES = ['development', 'test'];

/** Where the home's files are, Bun has settled before it reads any. */
const SETTLED = ['HOME', 'USERPROFILE', 'XDG_CONFIG_HOME'];

export interface BunEnvironment {
  /** The machine as Bun sees it: variables of the process, then those of the files. */
  readonly machine: ToolMachine;
  /** The file that sets a variable; undefined for one of the process. */
  readonly fileOf: (name: string) => string | undefined;
}

/** The files of the project's folder, the weakest first. */
export function bunEnvironment(machine: ToolMachine, folder: string, isSwitchedOff: boolean): BunEnvironment {
  const found = new Map<string, { readonly value: string; readonly file: string }>();
  const take = (file: string) => {
    const path = joinPath(machine, folder, file);
    const isUnread = isSwitchedOff || machine.encodingOf(path)?.charset.startsWith('utf16');
    const text = isUnread ? undefined : machine.read(path);
    for (const [name, value] of dotenvEntries(text ?? ''))
      if (!SETTLED.includes(name)) found.set(name, { value, file });
  };
  take('.env');
  const named = machine.env.BUN_ENV || machine.env.NODE_ENV || '';
  const mode = OTHER_MODES.includes(named) ? named : 'production';
  take(`.env.${mode}`);
  if (mode !== 'test') take('.env.local');
  take(`.env.${mode}.local`);
  const read = Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
  const all = { ...read, ...machine.env };
  const env = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, filled(name, value)]));
  function filled(name: string, value: string | undefined): string | undefined {
    if (value === undefined || Object.hasOwn(machine.env, name)) return value;
    return value.replace(/\$(?:\{(\w{1,256})(?::-([^}]{0,1024}))?\}|(\w{1,256}))/g, (_, braced, otherwise, bare) => {
      const given = all[braced ?? bare];
      return given || (otherwise ?? '');
    });
  }
  return {
    machine: { ...machine, env },
    fileOf: (name) => (Object.hasOwn(machine.env, name) ? undefined : found.get(name)?.file),
  };
}

/** `NAME=value`, of which the later one counts: `export`, quotation marks (over several lines), comments. */
export function* dotenvEntries(text: string): Iterable<readonly [name: string, value: string]> {
  const entry =
    /(?<=^|[\r\n])[ \t]*(?:export[ \t]+)?([\w.-]{1,256})(?:[ \t]*=[ \t]*|:[ \t]+)("[^"]*"|'[^']*'|`[^`]*`|[^\r\n#]*)/g;
  for (const [, name = '', written = ''] of text.matchAll(entry)) {
    const quote = /^["'`]/.exec(written)?.[0];
    const isQuoted = quote !== undefined && written.length > 1 && written.endsWith(quote);
    yield [name, isQuoted ? written.slice(1, -1) : written.trim()];
  }
}
