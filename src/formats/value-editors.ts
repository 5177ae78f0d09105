// What configuration files say, by the language they are written in. Parsers are loaded when a file of theirs is read.
import type { Language } from '../core/text/languages.ts';
import type { ValueEditor } from '../core/text/value-merge.ts';

/** For the logout, which undoes by values what others wrote over. */
export async function valueEditors(language: Language): Promise<ValueEditor> {
  switch (language) {
    case 'toml':
      return (await import('./shared/values/toml-values.ts')).openToml();
    case 'yaml':
      return (await import('./shared/values/yaml-values.ts')).openYaml();
    case 'xml':
      return (await import('./shared/values/xml-values.ts')).xmlValues;
    case 'source-list':
      return (await import('./nuget/configure/own-entries.ts')).nugetValues;
    default:
      return (await import('./shared/values/flat-values.ts')).FLAT[language];
  }
}
