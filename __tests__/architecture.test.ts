// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of source files
// The walls: what each folder may touch, and that each rule does catch what it is there for.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { FORMATS } from '../src/core/model/package.ts';
import { configuredFormats, publishedFormats } from '../src/formats/index.ts';
import { servers } from '../src/formats/servers.ts';
import { readSource, type SourceFacts } from './support/architecture/read-source.ts';
import { ROOMS } from './support/architecture/rooms.ts';
import * as rules from './support/architecture/rules.ts';

const src = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'src');

const sources: readonly SourceFacts[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path, readFileSync(join(src, path), 'utf8')));

// `generic` is a word of the language, too.
const formatNames = rules.formatNamesStayHome(FORMATS.filter((name) => name !== 'generic'));

/** What must be caught: the rule, a file, its text. */
const planted: [string, rules.Rule, string, string][] = [
  ['a module of Node.js in the core', rules.importsAreAllowed, 'core/model/x.ts', "import 'node:http';"],
  [
    'a program started by the core',
    rules.importsAreAllowed,
    'core/operations/login/x.ts',
    'import { spawn } from "node:child_process";',
  ],
  [
    'an SDK in the core',
    rules.importsAreAllowed,
    'core/calls/x.ts',
    "import type { STSClient } from '@aws-sdk/client-sts';",
  ],
  ['a package nobody listed', rules.importsAreAllowed, 'core/text/x.ts', "import leftPad from 'left-pad';"],
  [
    'the machine, re-exported',
    rules.importsAreAllowed,
    'commands/x.ts',
    'export { createFiles } from "../machine/files.ts";',
  ],
  [
    'the machine, as a type',
    rules.importsAreAllowed,
    'commands/x.ts',
    "export const x: import('../machine/host.ts').MachineHost = 0 as never;",
  ],
  [
    'the machine, loaded late',
    rules.importsAreAllowed,
    'commands/x.ts',
    "export const x = () => import('../machine/files.ts');",
  ],
  ['the old name of a module', rules.importsAreAllowed, 'commands/x.ts', "import fs from 'fs'; export const x = fs;"],
  [
    'files in a registry',
    rules.importsAreAllowed,
    'local/registry/host-x.ts',
    "import { readFile } from 'node:fs/promises';",
  ],
  [
    'an operation in a port',
    rules.importsAreAllowed,
    'core/ports/x.ts',
    "import type { X } from '../operations/publish/publish.ts';",
  ],
  [
    'another format',
    rules.importsAreAllowed,
    'formats/npm/publish/x.ts',
    "import { normaliseName } from '../../pypi/names/coordinates.ts';",
  ],
  [
    'the server half in the client half',
    rules.importsAreAllowed,
    'formats/npm/publish/x.ts',
    "import { packument } from '../serve/packument.ts';",
  ],
  [
    'the client half in the server half',
    rules.importsAreAllowed,
    'formats/npm/serve/x.ts',
    "import { upload } from '../publish/publish.ts';",
  ],
  ['a folder without an entry', rules.importsAreAllowed, 'core/extra/x.ts', 'export const x = 1;'],
  ['the process', rules.ambientNamesAreAllowed, 'commands/x.ts', 'export const x = process.env.HOME;'],
  [
    'the process by another way',
    rules.ambientNamesAreAllowed,
    'commands/x.ts',
    "export const x = globalThis['process'];",
  ],
  ['the console', rules.ambientNamesAreAllowed, 'core/model/x.ts', 'export const x = () => console.log(1);'],
  ['the network', rules.ambientNamesAreAllowed, 'aws/x.ts', "export const x = (fetchIt = fetch) => fetchIt('x');"],
  ['a timer', rules.ambientNamesAreAllowed, 'machine/x.ts', 'export const x = () => setTimeout(() => {}, Number.NaN);'],
  [
    'a timer with a name of its own',
    rules.ambientNamesAreAllowed,
    'core/calls/x.ts',
    'const later = setInterval; export const x = later;',
  ],
  [
    'evaluated text',
    rules.ambientNamesAreAllowed,
    'core/model/x.ts',
    "export const x = () => new Function('return 1');",
  ],
  ['names of formats', formatNames, 'core/model/x.ts', "export const x = { npm: 1, 'maven': 2 };"],
  [
    'a name of a format in double quotes',
    formatNames,
    'commands/x.ts',
    'export const x = (f: string) => f === "nuget";',
  ],
  ['a name of a format as a type', formatNames, 'commands/x.ts', "export type X = 'pypi' | 'npm';"],
  [
    'the server in a surface',
    rules.serverStaysApart,
    'action/x.ts',
    "import { startLocalServer } from '../local/server.ts';",
  ],
  [
    'the process in a surface',
    rules.ambientNamesAreAllowed,
    'cli/x.ts',
    'export const x = (env = process.env) => env.CI;',
  ],
  [
    'a process started beside the one place',
    rules.importsAreAllowed,
    'machine/processes.ts',
    "import { execFileSync } from 'node:child_process';",
  ],
  [
    'a process started by the server',
    rules.importsAreAllowed,
    'local/command/run.ts',
    "export const x = () => import('node:child_process');",
  ],
  [
    'a process as a type',
    rules.importsAreAllowed,
    'machine/shell.ts',
    "import type { ChildProcess } from 'node:child_process';",
  ],
  [
    'the toolkit that runs programs beside the one place',
    rules.importsAreAllowed,
    'machine/programs.ts',
    "export const x = () => import('@actions/exec');",
  ],
  [
    'a print of the action beside its protocol',
    rules.actionPrintsInOnePlace,
    'action/main.ts',
    "process.stdout.write('::error::x');",
  ],
  [
    'a print of the action, taken apart',
    rules.actionPrintsInOnePlace,
    'action/interruption.ts',
    'const { stderr: out } = process; out.write("x");',
  ],
  [
    'the toolkit beside the file that speaks to the runner',
    rules.importsAreAllowed,
    'action/host.ts',
    "import { warning } from '@actions/core';",
  ],
  ['files in the action', rules.importsAreAllowed, 'action/x.ts', "import { readFileSync } from 'node:fs';"],
  ['files beside the socket', rules.importsAreAllowed, 'local/http/x.ts', "import { readFileSync } from 'node:fs';"],
  [
    'the client half in a flat server half',
    rules.importsAreAllowed,
    'formats/generic/serve.ts',
    "import { upload } from './publish.ts';",
  ],
  [
    'a type in a class field',
    rules.importsAreAllowed,
    'core/model/x.ts',
    "export class X { readonly stats?: import('node:fs').Stats; }",
  ],
  [
    'a type that a method returns',
    rules.importsAreAllowed,
    'core/model/x.ts',
    "export class X { load(): import('../../machine/host.ts').MachineHost { throw 1; } }",
  ],
  [
    'a type that a function returns',
    rules.importsAreAllowed,
    'core/model/x.ts',
    "export const x = (): import('node:fs').Stats => { throw 1; };",
  ],
  [
    'an import of an expression',
    rules.importsAreAllowed,
    'commands/x.ts',
    'export const x = (which: string) => import(`../formats/${which}/serve/serve.ts`);',
  ],
  [
    'an import in disguise',
    rules.importsAreAllowed,
    'commands/x.ts',
    "export const x = () => import(('../machine/files.ts' as string));",
  ],
  [
    'a global hidden by a parameter',
    rules.globalsAreNotShadowed,
    'commands/x.ts',
    'export const x = (process: string) => process; export const y = () => process.env;',
  ],
  [
    'a global hidden by a declaration',
    rules.globalsAreNotShadowed,
    'core/model/x.ts',
    'declare const process: { env: object }; export const y = () => process.env;',
  ],
  [
    'a command loaded with all others',
    rules.heavyThingsAreLoadedLate,
    'commands/index.ts',
    "import { publishCommand } from './publish.ts';",
  ],
  [
    'the cache library at the start',
    rules.heavyThingsAreLoadedLate,
    'action/x.ts',
    "import * as cache from '@actions/cache';",
  ],
  [
    'the SDK with every command',
    rules.heavyThingsAreLoadedLate,
    'commands/registry/x.ts',
    "import { createCodeArtifactClient } from '../../aws/code-artifact-client.ts';",
  ],
  [
    'the SDK beside its clients',
    rules.heavyThingsAreLoadedLate,
    'aws/x.ts',
    "import { CodeartifactClient } from '@aws-sdk/client-codeartifact';",
  ],
  [
    'the server in the command line',
    rules.heavyThingsAreLoadedLate,
    'cli/main.ts',
    "import { runDemo } from '../demo/entry.ts';",
  ],
  [
    'a name of a format before a colon',
    formatNames,
    'commands/x.ts',
    'export const x = (name: string) => `npm:${name}`;',
  ],
  ['a name of a format in a package URL', formatNames, 'commands/x.ts', "export const x = 'pkg:pypi/';"],
  [
    'a name of a format as a member',
    formatNames,
    'commands/x.ts',
    'export const x = (f: Record<string, number>) => f.maven;',
  ],
  ['a drawer with a first name', rules.filesAreNamed, 'core/model/string-utils.ts', 'export const x = 1;'],
  [
    'a name that exists, by an alias',
    rules.namesMeanOneThing,
    'core/model/x.ts',
    "export { Outcome as Secret } from './outcome.ts';",
  ],
  [
    'a parser of YAML that takes any text',
    rules.yamlIsReadInOnePlace,
    'buildspec/edit/x.ts',
    "import { parseDocument } from 'yaml'; export const x = parseDocument('');",
  ],
  [
    'a parser of YAML, loaded late',
    rules.yamlIsReadInOnePlace,
    'commands/x.ts',
    "export const x = async () => (await import('yaml')).parse('');",
  ],
  [
    'a parser of YAML by another name',
    rules.yamlIsReadInOnePlace,
    'formats/swift/x.ts',
    "import { isMap, parse as read } from 'yaml'; export const x = [isMap, read];",
  ],
  [
    'a parser of YAML among late predicates',
    rules.yamlIsReadInOnePlace,
    'formats/swift/x.ts',
    "export const x = async () => { const { isMap, parseAllDocuments } = await import('yaml'); return [isMap, parseAllDocuments]; };",
  ],
  [
    'all of the YAML library',
    rules.yamlIsReadInOnePlace,
    'buildspec/edit/x.ts',
    "import * as yaml from 'yaml'; export const x = yaml;",
  ],
  ['the YAML library, re-exported', rules.yamlIsReadInOnePlace, 'buildspec/edit/x.ts', "export { parse } from 'yaml';"],
  ['a default export', rules.nothingIsExportedByDefault, 'core/model/x.ts', 'export default 1;'],
  [
    'a default export by another name',
    rules.nothingIsExportedByDefault,
    'core/model/x.ts',
    'const x = 1; export { x as default };',
  ],
  ['a drawer', rules.filesAreNamed, 'core/model/utils.ts', 'export const x = 1;'],
  [
    'a name that exists',
    rules.namesMeanOneThing,
    'core/model/x.ts',
    'export interface Secret { readonly other: string }',
  ],
];

const caught = (rule: rules.Rule, more: readonly SourceFacts[]) => {
  const before = new Set(rule(sources));
  return rule([...sources, ...more]).filter((violation) => !before.has(violation));
};

describe('the tree', () => {
  test.each([
    ['imports', rules.importsAreAllowed],
    ['ambient names', rules.ambientNamesAreAllowed],
    ['circles', rules.nothingGoesInCircles],
    ['size of folders', rules.foldersAreSmall],
    ['one name, one meaning', rules.namesMeanOneThing],
    ['names of formats', formatNames],
    ['the server apart', rules.serverStaysApart],
    ['prints of the action', rules.actionPrintsInOnePlace],
    ['YAML is read in one place', rules.yamlIsReadInOnePlace],
    ['names of files', rules.filesAreNamed],
    ['default exports', rules.nothingIsExportedByDefault],
    ['globals that are hidden', rules.globalsAreNotShadowed],
    ['late loading', rules.heavyThingsAreLoadedLate],
    ['permissions in vain', rules.nothingIsAllowedInVain],
  ])('%s', (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });

  test('every entry of the list is a folder', () => {
    const folders = new Set(sources.map(({ path }) => dirname(path)));
    const pattern = (key: string) => new RegExp(`^${key.replace('*', '(?!shared)[^/]+')}$`);
    expect(Object.keys(ROOMS).filter((key) => ![...folders].some((folder) => pattern(key).test(folder)))).toEqual([]);
  });
});

describe('what is planted is caught', () => {
  test.each(planted)('%s', (_, rule, path, text) => {
    expect(caught(rule, [readSource(path, text)])).not.toEqual([]);
  });

  test('a circle, types included', () => {
    const one = readSource('core/model/x.ts', "import type { Y } from './y.ts'; export type X = Y;");
    const two = readSource('core/model/y.ts', "import type { X } from './x.ts'; export type Y = X;");
    expect(caught(rules.nothingGoesInCircles, [one, two])).toHaveLength(1);
  });

  test('one file too many', () => {
    const many = Array.from({ length: 21 }, (_, index) => readSource(`core/calls/x${index}.ts`, ''));
    expect(caught(rules.foldersAreSmall, many)).toHaveLength(1);
  });

  test('what a file declares itself, a property and a type are no ambient names', () => {
    const text = `
      import type { Host } from '../ports/host.ts';
      const process = { env: 1 };
      interface Log { console: Console; fetch(): void }
      export class X { #fetch = 1; fetch({ console = 1, ...fetch }: { console?: number } = {}, [setTimeout] = [0]) { return this.#fetch + console + Object.keys(fetch).length + setTimeout; } }
      export function y(host: Host & Log, ...console: number[]) { try { host.fetch(); } catch (fetch) { throw fetch; } return [process.env, console, { process, fetch: 1, setTimeout() {} }]; }
      label: for (const fetch of [1]) { if (fetch) continue label; }
    `;
    expect(readSource('core/model/x.ts', text).ambient).toEqual(['Object']);
  });
});

describe('registration', () => {
  const folders = readdirSync(join(src, 'formats')).filter(
    (name) => name !== 'shared' && statSync(join(src, 'formats', name)).isDirectory(),
  );

  test('every folder of formats is in the map of client halves, and the other way round', () => {
    expect([...Object.keys(publishedFormats), ...Object.keys(configuredFormats)].sort()).toEqual([...folders].sort());
  });

  test('every published format has a server half', () => {
    expect(Object.keys(servers).sort()).toEqual(Object.keys(publishedFormats).sort());
  });

  test('every format has a fact sheet of at most 80 lines', () => {
    const missing = folders.filter((folder) => {
      const sheet = join(src, 'formats', folder, 'README.md');
      return !existsSync(sheet) || readFileSync(sheet, 'utf8').split('\n').length > 81;
    });
    expect(missing).toEqual([]);
  });
});
