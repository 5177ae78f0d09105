// Which of a project's settings keep Bun from running scripts; the rows are what Bun 1.4 did with a script of each package.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bunIgnoresScripts } from '../../../../src/formats/npm/artifact/bun-settings.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();
const BUNFIG = (value: string) => `[install]\nignoreScripts = ${value}\n`;
const NPMRC = (value: string) => `ignore-scripts=${value}\n`;
const VARIABLE = 'NPM_CONFIG_IGNORE_SCRIPTS';

type Files = Readonly<Record<string, string>>;

test.each<[boolean, Files, Record<string, string>?]>([
  [false, {}],
  [true, { 'bunfig.toml': BUNFIG('true') }],
  [false, { 'bunfig.toml': BUNFIG('"true"') }],
  [true, { 'home/.bunfig.toml': BUNFIG('true') }],
  [true, { 'xdg/.bunfig.toml': BUNFIG('true') }, { XDG_CONFIG_HOME: 'xdg' }],
  [false, { 'home/.bunfig.toml': BUNFIG('true') }, { XDG_CONFIG_HOME: 'xdg' }],
  [false, { 'bunfig.toml': BUNFIG('false'), 'home/.bunfig.toml': BUNFIG('true') }],
  [false, { 'bunfig.toml': BUNFIG('false'), '.npmrc': NPMRC('true') }],
  [true, { 'bunfig.toml': BUNFIG('true'), '.npmrc': NPMRC('false') }],
  [true, { 'home/.bunfig.toml': BUNFIG('true'), '.npmrc': NPMRC('false') }],
  ...(['true', '1', '', 'no', 'TRUE', '"1"', '$' + '{UNSET}'] as const).map((value): [boolean, Files] => [
    true,
    { '.npmrc': NPMRC(value) },
  ]),
  ...(['false', '0', 'null', 'false # now'] as const).map((value): [boolean, Files] => [
    false,
    { '.npmrc': NPMRC(value) },
  ]),
  [true, { '.npmrc': 'ignore-scripts\n' }],
  [false, { '.npmrc': 'ignore-scripts[]=true\n' }],
  [false, { '.npmrc': NPMRC('false'), 'home/.npmrc': NPMRC('true') }],
  [true, { 'home/.npmrc': NPMRC('true') }],
  [true, { 'xdg/.npmrc': NPMRC('true') }, { XDG_CONFIG_HOME: 'xdg' }],
  [true, { 'home/.npmrc': NPMRC('true') }, { XDG_CONFIG_HOME: 'xdg' }],
  [false, { 'xdg/.npmrc': NPMRC('false'), 'home/.npmrc': NPMRC('true') }, { XDG_CONFIG_HOME: 'xdg' }],
  [true, { user: NPMRC('true'), 'home/.npmrc': NPMRC('false') }, { NPM_CONFIG_USERCONFIG: 'user' }],
  [true, { user: NPMRC('true') }, { npm_config_userconfig: 'user' }],
  [false, { user: NPMRC('true'), '.npmrc': NPMRC('false') }, { NPM_CONFIG_USERCONFIG: 'user' }],
  [false, { '.npmrc': NPMRC('$' + '{V}') }, { V: 'false' }],
  [true, { '.npmrc': NPMRC('$' + '{V:-false}') }, { V: 'false' }],
  [true, {}, { [VARIABLE]: 'true' }],
  [true, {}, { [VARIABLE.toLowerCase()]: 'FALSE' }],
  [false, {}, { [VARIABLE]: 'false' }],
  [true, { '.npmrc': NPMRC('true') }, { [VARIABLE]: 'false' }],
  [true, {}, { [VARIABLE]: 'false', [VARIABLE.toLowerCase()]: 'true' }],
  [false, {}, { BUN_CONFIG_IGNORE_SCRIPTS: 'true' }],
])('Bun runs no scripts: %j with %j and %j', async (expected, files, variables = {}) => {
  const root = folder();
  for (const name of ['home', 'xdg']) await mkdir(join(root, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  const env = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, /XDG|USERCONFIG/i.test(name) ? join(root, value) : value]),
  );
  const host = recordingHost({ folder: root, env });
  try {
    expect(await bunIgnoresScripts(root, { ...host, home: join(root, 'home') })).toBe(expected);
  } finally {
    host.close();
  }
});
