// Edits of TOML files. New tables are put at the end as text, existing values are patched in place, and an
// independent parser has to agree with the result. toml-patch alone writes new tables inline into the top of the file
// and cannot begin an array of tables (3.3.0).
import { lineEndOf } from '../../../core/text/three-way-merge.ts';

type Table = Record<string, unknown>;
export type TomlValue = string | boolean;

export interface TomlSetting {
  /** Tables, then the key. */
  readonly path: readonly string[];
  readonly value: TomlValue;
}

/** Numbers of more digits than a double has are no reason to refuse a file: its programs read them. */
async function openParser(): Promise<(text: string) => Table> {
  const { parse } = await import('smol-toml');
  return (text) => parse(text, { integersAsBigInt: 'asNeeded' });
}

/** Throws SyntaxError when the text is not TOML or cannot be edited without changing its meaning. */
export async function setToml(text: string, settings: readonly TomlSetting[]): Promise<string> {
  const parse = await openParser();
  const wanted = parse(text) as Table;
  for (const setting of settings) put(wanted, setting);
  const present = parse(text) as Table;
  const isNew = (setting: TomlSetting) => valueAt(present, setting.path.slice(0, -1)) === undefined;
  let result = text;
  const inPlace = settings.filter((setting) => !isNew(setting) && valueAt(present, setting.path) !== setting.value);
  if (inPlace.length > 0) {
    for (const setting of inPlace) put(present, setting);
    result = await patched(result, present);
  }
  const appended = appendTables(result, settings.filter(isNew));
  if (means(parse, appended, wanted)) return appended;
  // The parent is spelled as an inline table or dotted keys, where no `[table]` may follow.
  const inline = await patched(text, wanted);
  if (means(parse, inline, wanted)) return inline;
  throw new SyntaxError('the file cannot be edited without changing its meaning');
}

export interface TomlElement {
  readonly array: string;
  readonly values: Readonly<Record<string, TomlValue>>;
}

/**
 * Changes what is there by `change`, which is given the document to alter, and puts a table behind those of an array of
 * tables (`[[index]]`). Keys and tables that `change` leaves alone stay as they are written.
 */
export async function changeToml(
  text: string,
  change: (document: Record<string, unknown>) => void,
  added?: TomlElement,
): Promise<string> {
  const parse = await openParser();
  const wanted = parse(text) as Table;
  change(wanted);
  const changed = isSame(parse(text), wanted) ? text : await patched(text, wanted);
  if (added) {
    const elements = wanted[added.array] ?? [];
    if (!Array.isArray(elements)) throw new SyntaxError(`\`${added.array}\` is not an array of tables`);
    wanted[added.array] = [...elements, { ...added.values }];
  }
  const result = added ? append(changed, [`[[${key(added.array)}]]`, ...pairs(added.values)]) : changed;
  if (means(parse, result, wanted)) return result;
  const other = await patched(text, wanted);
  if (means(parse, other, wanted)) return other;
  throw new SyntaxError('the file cannot be edited without changing its meaning');
}

/** Whether a text says exactly that; one that is not TOML does not. */
function means(parse: (text: string) => object, text: string, wanted: Table): boolean {
  try {
    return isSame(parse(text), wanted);
  } catch {
    return false;
  }
}

async function patched(text: string, wanted: Table): Promise<string> {
  const { patch } = await import('@decimalturn/toml-patch');
  return patch(text, wanted);
}

function appendTables(text: string, settings: readonly TomlSetting[]): string {
  const tables = new Map<string, string[]>();
  for (const { path, value } of settings) {
    const name = path.slice(0, -1).map(key).join('.');
    const lines = tables.get(name) ?? [];
    lines.push(...pairs({ [path.at(-1) ?? '']: value }));
    tables.set(name, lines);
  }
  let result = text;
  for (const [name, lines] of tables) result = append(result, [`[${name}]`, ...lines]);
  return result;
}

function append(text: string, lines: readonly string[]): string {
  const end = lineEndOf(text);
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return text + gap + (text.trim() === '' ? '' : end) + lines.map((line) => line + end).join('');
}

const key = (name: string) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : literal(name));

/** A TOML basic string is a JSON string, except for DEL and lone surrogates. */
const literal = (value: TomlValue) =>
  typeof value === 'string' ? JSON.stringify(value).replaceAll('\u007f', '\\u007f') : String(value);

const pairs = (values: Readonly<Record<string, TomlValue>>) =>
  Object.entries(values).map(([name, value]) => `${key(name)} = ${literal(value)}`);

function valueAt(table: Table, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (typeof node === 'object' && node !== null ? (node as Table)[name] : undefined),
    table,
  );
}

function put(table: Table, { path, value }: TomlSetting): void {
  const parent = path.slice(0, -1).reduce<Table>((node, name) => {
    const next = node[name] ?? {};
    if (typeof next !== 'object' || Array.isArray(next)) throw new SyntaxError(`\`${name}\` is not a table`);
    node[name] = next;
    return next as Table;
  }, table);
  parent[path.at(-1) ?? ''] = value;
}

function isSame(a: unknown, b: unknown): boolean {
  const sorted = (_: string, value: unknown) =>
    typeof value === 'bigint'
      ? `${value}n`
      : value && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
        ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
        : value;
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}
