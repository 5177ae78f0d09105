// The languages whose files are lists of settings: npm's ini, Python's configparser, Java properties, netrc; and JSON.
import { lineEndOf, linesOf } from '../../../core/text/three-way-merge.ts';
import { isSame, type Language, type Said, separateWords, type ValueEditor } from '../../../core/text/value-merge.ts';
import { type ConfigEdit, editConfig, readConfig } from '../text/configparser-edit.ts';
import { netrcEntries } from '../text/netrc-entries.ts';
import { copyNpmrc, npmrcValues, removeNpmrc } from '../text/npmrc-edit.ts';
import { propertiesValues, removeProperties, setProperties } from '../text/properties.ts';

type Settings = Readonly<Record<string, Said>>;

/** Names that are to go, and those that are to have another value. */
function differences(now: Said, wanted: Said): { readonly gone: Set<string>; readonly set: Set<string> } {
  const [from, to] = [now as Settings, wanted as Settings];
  return {
    gone: new Set(Object.keys(from).filter((name) => !Object.hasOwn(to, name))),
    set: new Set(Object.keys(to).filter((name) => !isSame(from[name], to[name]))),
  };
}

const iniValues: ValueEditor = {
  read: (text) => Object.fromEntries(npmrcValues(text)),
  edit: (text, wanted, spelled) => {
    const { gone, set } = differences(iniValues.read(text), wanted);
    return copyNpmrc(removeNpmrc(text, gone), spelled, set);
  },
};

const propertyValues: ValueEditor = {
  read: (text) => Object.fromEntries(propertiesValues(text)),
  edit: (text, wanted) => {
    const { gone, set } = differences(propertyValues.read(text), wanted);
    const values = Object.entries(wanted as Readonly<Record<string, string>>).filter(([name]) => set.has(name));
    return setProperties(removeProperties(text, gone), Object.fromEntries(values));
  },
};

const configValues: ValueEditor = {
  hasWords: true,
  // How a value is broken into lines is no part of it.
  read: (text) =>
    Object.fromEntries(
      [...readConfig(text).own].map(([section, values]) => [
        section,
        Object.fromEntries([...values].map(([name, value]) => [name, separateWords(value).join('\n')])),
      ]),
    ),
  edit: (text, wanted, spelled) => {
    const [now, to] = [configValues.read(text), wanted] as [Settings, Settings];
    const old = readConfig(spelled).own;
    const edits: ConfigEdit[] = [];
    for (const [section, values] of Object.entries({ ...now, ...to })) {
      const { gone, set } = differences(now[section] ?? {}, to[section] ?? {});
      for (const key of gone) edits.push({ section, key, value: undefined });
      for (const key of set) {
        const value = String((values as Settings)[key]);
        const before = old.get(section)?.get(key);
        edits.push({
          section,
          key,
          value: before !== undefined && separateWords(before).join('\n') === value ? written(before) : written(value),
        });
      }
    }
    const empty = new Set(Object.keys(now).filter((section) => !Object.hasOwn(to, section)));
    return withoutHeaders(editConfig(text, edits), empty);
  },
};

/** As the editor takes it: what had lines of its own gets them again. */
const written = (value: string) =>
  /[\r\n]/.test(value)
    ? value
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : value;

function withoutHeaders(text: string, sections: ReadonlySet<string>): string {
  if (sections.size === 0) return text;
  const nameIn = (line: string) => /^\s*\[(.+)\]/.exec(line)?.[1];
  return linesOf(text)
    .filter((line) => !sections.has(nameIn(line) ?? ''))
    .join('');
}

const FALLBACK = 'default';

const netrcValues: ValueEditor = {
  read: (text) =>
    Object.fromEntries(
      netrcEntries(text).map(({ host, fields }) => [
        host ? `machine ${host.text}` : FALLBACK,
        Object.fromEntries([...fields].map(([name, token]) => [name, token.text])),
      ]),
    ),
  edit: (text, wanted) => {
    const to = wanted as Readonly<Record<string, Readonly<Record<string, string>>>>;
    let result = text;
    for (const { host, fields, start, end } of netrcEntries(text).reverse()) {
      const values = to[host ? `machine ${host.text}` : FALLBACK];
      if (values === undefined) {
        let from = start;
        while (result[from - 1] === ' ' || result[from - 1] === '\t') from -= 1;
        const isLine = from === 0 || result[from - 1] === '\n';
        const rest = isLine ? (/^[ \t]*\r?\n/.exec(result.slice(end))?.[0].length ?? 0) : 0;
        result = result.slice(0, isLine ? from : start) + result.slice(end + rest);
      } else
        for (const [name, token] of [...fields].sort(([, a], [, b]) => b.start - a.start)) {
          const value = values[name];
          if (value === undefined) throw new SyntaxError('half an entry cannot be taken out');
          if (value !== token.text) result = result.slice(0, token.start) + value + result.slice(token.end);
        }
    }
    return result;
  },
};

const jsonValues: ValueEditor = {
  read: (text) => (text.trim() === '' ? {} : JSON.parse(text)),
  edit: (text, wanted) => {
    const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
    const printed = JSON.stringify(wanted, null, text.trim().includes('\n') ? indent : undefined);
    return printed.replaceAll('\n', lineEndOf(text)) + (/\r?\n$/.exec(text)?.[0] ?? '');
  },
};

export const FLAT: Readonly<Record<Exclude<Language, 'toml' | 'yaml' | 'xml'>, ValueEditor>> = {
  ini: iniValues,
  configparser: configValues,
  properties: propertyValues,
  netrc: netrcValues,
  json: jsonValues,
};
