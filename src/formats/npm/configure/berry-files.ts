// The .yarnrc.yml files of Yarn 2 and later as they count together: what `onConflict` lets count no more, and the
// variables that environment files bring. As in Yarn 4: `packages/yarnpkg-core/sources/configUtils.ts`.
import type { ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { absolute, folderOf, variable } from '../../shared/machine-paths.ts';
import { dotenvEntries } from './bun-env.ts';

export type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface RcFile {
  readonly path: string;
  readonly source: string;
  readonly settings: Table;
}

interface Given {
  readonly rule: string;
  readonly value: unknown;
}

/** `{onConflict: reset, value: …}`, or the entries of a mapping beside its `onConflict`. */
function givenBy(value: unknown): Given {
  if (!isTable(value) || typeof value.onConflict !== 'string') return { rule: 'default', value };
  const { onConflict: rule, ...rest } = value;
  return { rule, value: Object.hasOwn(rest, 'value') ? rest.value : rest };
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'list' : isTable(value) ? 'mapping' : 'word');

/** What counts of the values of one setting, the nearest file's first; undefined for those that are reset. */
function settled(values: readonly unknown[], limit = values.length): unknown[] {
  const given = values.map(givenBy);
  const first = given.slice(0, limit).find(({ value }) => value !== undefined);
  if (first === undefined) return values.map(() => undefined);
  const kind = kindOf(first.value);
  let end = limit;
  let reach = 0;
  const counting = new Set<number>();
  for (let at = 0; at < end; at += 1) {
    const { rule, value } = given[at] as Given;
    if (value === undefined) continue;
    if (kindOf(value) !== kind) break;
    // Of words, the nearest one counts; those behind it are outranked, and told so.
    if (rule === 'hardReset' && kind !== 'word') break;
    counting.add(at);
    reach = at + 1;
    if (rule === 'reset' && kind !== 'word') break;
    if (rule === 'extend' && at === limit - 1) end = values.length;
  }
  const kept = given.map(({ value }, at) => (counting.has(at) ? value : undefined));
  if (kind !== 'mapping') return kept;
  const tables = given.map(({ value }) => (isTable(value) ? value : undefined));
  const names = new Set(kept.flatMap((table) => (isTable(table) ? Object.keys(table) : [])));
  const merged: Record<string, unknown>[] = values.map(() => ({}));
  for (const name of names) {
    const entries = tables.map((table) =>
      table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined,
    );
    for (const [at, value] of settled(entries, reach).entries())
      if (value !== undefined) Object.defineProperty(merged[at], name, { value, enumerable: true });
  }
  return merged;
}

/** The files, the nearest first, without what does not count and without the rules that say so. */
export function settledFiles(files: readonly RcFile[]): RcFile[] {
  const tables = settled(files.map(({ settings }) => settings));
  return files.map((file, at) => {
    const settings = tables[at];
    return { ...file, settings: isTable(settings) ? settings : {} };
  });
}

/** The variables that Yarn fills settings with: those of its environment files come before those of the process. */
export function berryEnvironment(
  machine: ToolMachine,
  files: readonly RcFile[],
  remarks: ToolRemark[],
): ToolMachine['env'] {
  const env: Record<string, string | undefined> = { ...machine.env };
  for (const { path, written, source } of environmentFiles(machine, files)) {
    const text = machine.read(path);
    if (text === undefined && !written.endsWith('?'))
      remarks.push({
        name: 'missing-file',
        found: `${source} has Yarn read ${written}, which does not exist, so that Yarn does not start`,
        fix: `Make ${written}, or write \`${written}?\` in ${source}.`,
      });
    for (const [name, value] of dotenvEntries(text ?? ''))
      env[name] = value.replace(
        /\$\{(\w{1,256})(?::?-([^}]{0,1024}))?\}/g,
        (_, other, otherwise) => env[other] ?? otherwise ?? '',
      );
  }
  return env;
}

function environmentFiles(machine: ToolMachine, files: readonly RcFile[]) {
  const name = 'YARN_INJECT_ENVIRONMENT_FILES';
  const place = (written: string, folder: string, source: string) => ({
    written,
    source,
    path: absolute({ ...machine, workingDirectory: folder }, written.replace(/\?$/, '')),
  });
  const given = variable(machine, name)?.split(',');
  if (given !== undefined) return given.map((one) => place(one, machine.workingDirectory, name));
  const lists = files.filter(({ settings }) => settings.injectEnvironmentFiles !== undefined);
  if (lists.length === 0) return [place('.env.yarn?', machine.workingDirectory, 'Yarn')];
  // Lists add up, that of the nearest file last.
  return lists.reverse().flatMap(({ path, source, settings }) => {
    const list: readonly unknown[] = [settings.injectEnvironmentFiles].flat();
    return list.flatMap((one) => (typeof one === 'string' ? [place(one, folderOf(machine, path), source)] : []));
  });
}
