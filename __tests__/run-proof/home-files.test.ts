// The files of the home that a run must leave alone are those that login writes, for each tool and on each system.
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { differences, HOME_FILES, stateOfHome } from '../../scripts/run-proof/home-files.mjs';
import { stateFolder } from '../../src/core/operations/login/records/state-place.ts';
import { TOOLS } from '../../src/core/ports/package-format.ts';
import { temporaryFolders } from '../support/folders.ts';
import { asked, type MachineOptions } from '../support/worlds/logins.ts';

const folder = temporaryFolders();
const isCovered = (path: string) => HOME_FILES.some((one) => path === one || path.startsWith(`${one}/`));

/** Settings by which tools choose another of their files. */
const MACHINES: [string, MachineOptions][] = [
  ['Linux', {}],
  [
    'Linux with Yarn 2',
    { files: { '/project/package.json': '{"packageManager":"yarn@4.0.0"}', '/project/.yarnrc.yml': '' } },
  ],
  ['macOS', { platform: 'darwin', home: '/home/ci' }],
  [
    'Windows',
    {
      platform: 'win32',
      env: { APPDATA: 'C:\\Users\\ci\\AppData\\Roaming', LOCALAPPDATA: 'C:\\Users\\ci\\AppData\\Local' },
    },
  ],
];

describe.each(TOOLS)('%s', (tool) => {
  test.each(MACHINES)('on %s writes below the home only what is watched', async (_, machine) => {
    const { configuration } = await asked(tool, {}, machine);
    const paths = configuration.files.map(({ path }) => path.replaceAll('\\', '/'));
    const below = paths.flatMap((path) => /^(?:\/home|C:\/Users)\/ci\/(.*)$/.exec(path)?.[1] ?? []);
    expect(below.filter((path) => !isCovered(path))).toEqual([]);
  });
});

test('the records of logins are watched', () => {
  expect(isCovered(stateFolder('/home/ci').slice('/home/ci/'.length))).toBe(true);
});

describe('a difference', () => {
  const prepared = () => {
    const home = folder();
    mkdirSync(join(home, '.m2'), { recursive: true });
    mkdirSync(join(home, '.config/pypoetry'), { recursive: true });
    for (const path of ['.npmrc', '.m2/settings.xml', '.config/pypoetry/auth.toml'])
      writeFileSync(join(home, path), 'a');
    return { home, before: stateOfHome(home) };
  };
  test('is none where nothing was touched', () => {
    const { home, before } = prepared();
    expect(Object.keys(before).sort()).toEqual(['.config/pypoetry/auth.toml', '.m2/settings.xml', '.npmrc']);
    writeFileSync(join(home, 'something-else'), 'a');
    expect(differences(before, stateOfHome(home))).toEqual([]);
  });
  const changes: [string, string, (home: string) => void][] = [
    ['a file that is written', '.npmrc', (home) => writeFileSync(join(home, '.npmrc'), 'b')],
    ['a file that is only touched', '.npmrc', (home) => utimesSync(join(home, '.npmrc'), 1, 1)],
    ['a file that is removed', '.m2/settings.xml', (home) => rmSync(join(home, '.m2/settings.xml'))],
    ['a file that is new', '.netrc', (home) => writeFileSync(join(home, '.netrc'), '')],
    [
      'a file in a folder',
      '.config/pypoetry/config.toml',
      (home) => writeFileSync(join(home, '.config/pypoetry/config.toml'), ''),
    ],
  ];
  test.each(changes)('%s', (_, path, change) => {
    const { home, before } = prepared();
    change(home);
    expect(differences(before, stateOfHome(home))).toEqual([path]);
  });
});
