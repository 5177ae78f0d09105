// The languages whose files are lists of settings: npm's ini, Python's configparser, Java properties, netrc; and JSON.

import type { Language } from '../../../core/text/languages.ts';
import { linesOf } from '../../../core/text/three-way-merge.ts';
import { isSame, type Said, separateWords, type ValueEditor } from '../../../core/text/value-merge.ts';
import { type ConfigEdit, editConfig, readConfig } from '../text/configparser-edit.ts';
import { copyNpmrc, npmrcLines, npmrcValues, removeNpmrc } from '../text/npmrc-edit.ts';
import { copyProperties, propertiesLines, propertiesValues, removeProperties } from '../text/properties.ts';
import { jsonValues } from './json-values.ts';
import { netrcValues } from './netrc-values.ts';

type Settings = Readonly<Record<string, Said>>;

/** Names that are to go, and those that are to have another value. */
function differences(now: Said, wanted: Said): { readonly gone: Set<string>; readonly set: Set<string> } {
  const [from, to] = [now as Settings, wanted as Settings];
  return {
    gone: new Set(Object.keys(from).filter((name) => !Object.hasOwn(to, name))),
    set: new Set(Object.keys(to).filter((name) => !isSame(from[name], to[name]))),
  };
}

/** Editors that read a text once, line by line. */
const LONGEST = 256 * 1024;

const iniValues: ValueEditor = {
  longest: LONGEST,
  read: (text) => Object.fromEntries(npmrcValues(text)),
  written: npmrcLines,
  edit: (text, wanted, spelled) => {
    const { gone, set } = differences(iniValues.read(text), wanted);
    return copyNpmrc(removeNpmrc(text, gone), spelled, set);
  },
};

const propertyValues: ValueEditor = {
  read: (text) => Object.fromEntries(propertiesValues(text)),
  written: propertiesLines,
  edit: (text, wanted, spelled) => {
    const { gone, set } = differences(propertyValues.read(text), wanted);
    return copyProperties(removeProperties(text, gone), spelled, set);
  },
};

const configValues: ValueEditor = {
  longest: LONGEST,
  hasWords: true,
  // How a value is broken into lines is no part of it.
  read: (text) =>
    Object.fromEntries(
      [...readConfig(text).own].map(([section, values]) => [
        section,
        Object.fromEntries([...values].map(([name, value]) => [name, separateWords(value).join('\n')])),
      ]),
    ),
  written: (text) =>
    [...readConfig(text).own].flatMap(([section, values]) =>
      [...values].map(([name, value]) => ({ path: [section, name], text: value })),
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

export const FLAT: Readonly<Record<Exclude<Language, 'toml' | 'yaml' | 'xml' | 'source-list'>, ValueEditor>> = {
  ini: iniValues,
  configparser: configValues,
  properties: propertyValues,
  netrc: netrcValues,
  json: jsonValues,
};
