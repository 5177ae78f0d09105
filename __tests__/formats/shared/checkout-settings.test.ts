// Which files a client reads because of a checkout, and which are the user's: a proxy of the one is not trusted with a token.
import { posix } from 'node:path';
import { expect, test } from '@jest/globals';
import type { ToolMachine } from '../../../src/core/ports/package-format.ts';
import { isInCheckout, isOfCheckout } from '../../../src/formats/shared/checkout-settings.ts';

interface Place {
  readonly cwd: string;
  readonly home?: string;
  readonly accountHome?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Folders with a `.git`. */
  readonly git?: readonly string[];
  /** What a path really is; of what lies below, too. */
  readonly links?: Readonly<Record<string, string>>;
}

const HOME = '/home/me';

function machine({ cwd, home = HOME, accountHome = HOME, env = {}, git = [], links = {} }: Place): ToolMachine {
  const real = (path: string): string => {
    const link = Object.keys(links).find((one) => path === one || path.startsWith(`${one}/`));
    return link === undefined ? path : real(posix.join(links[link] ?? '', path.slice(link.length)));
  };
  return {
    platform: 'linux',
    ...{ home, accountHome, env, workingDirectory: cwd },
    exists: (path: string) => git.some((folder) => path === `${folder}/.git`),
    realPathOf: (path: string) => real(posix.normalize(path)).replace(/(?<=.)\/$/, ''),
  } as unknown as ToolMachine;
}

const P = { cwd: `${HOME}/p`, git: [`${HOME}/p`] };

test.each<[string, boolean, string, Place]>([
  ['a file of the project', true, `${HOME}/p/.npmrc`, P],
  ['a file of the project, from a folder below', true, `${HOME}/p/.npmrc`, { ...P, cwd: `${HOME}/p/a/b` }],
  ['a file above the project', false, `${HOME}/.npmrc`, P],
  ['a file of the machine', false, '/etc/pip.conf', P],
  // Homes.
  ['the home that is a repository of dotfiles', false, `${HOME}/.npmrc`, { cwd: `${HOME}/p`, git: [HOME] }],
  ['a project without a repository there', true, `${HOME}/p/.npmrc`, { cwd: `${HOME}/p`, git: [HOME] }],
  ['the home, worked in', false, `${HOME}/.npmrc`, { cwd: HOME }],
  ['the home, worked in, a repository', false, `${HOME}/.config/pip/pip.conf`, { cwd: HOME, git: [HOME] }],
  ['a home that is a link', false, `${HOME}/.npmrc`, { cwd: '/var/home/me', links: { '/home': '/var/home' } }],
  [
    'a home that is spelled in another way',
    false,
    '/var/home/me/.npmrc',
    { cwd: '/var/home/me', home: '/var/home/me/', git: ['/var/home/me'], links: { '/home': '/var/home' } },
  ],
  [
    'a home without an entry among the accounts',
    false,
    `${HOME}/.npmrc`,
    { cwd: `${HOME}/p`, git: [HOME], accountHome: undefined },
  ],
  [
    'a link from home into the checkout',
    false,
    `${HOME}/.npmrc`,
    { cwd: `${HOME}/dots`, git: [`${HOME}/dots`], links: { [`${HOME}/.npmrc`]: `${HOME}/dots/npmrc` } },
  ],
  [
    'the home of another account, worked in',
    false,
    '/github/home/.npmrc',
    { cwd: '/github/home', home: '/github/home' },
  ],
  // What builds make.
  ['HOME is the workspace', true, '/w/.npmrc', { cwd: '/w', home: '/w', git: ['/w'] }],
  [
    'HOME is the workspace, without a repository or an account',
    true,
    '/w/.npmrc',
    { cwd: '/w', home: '/w', accountHome: undefined, env: { WORKSPACE: '/w' } },
  ],
  ['HOME is made below the workspace', false, '/w/.home/.npmrc', { cwd: '/w', home: '/w/.home', git: ['/w'] }],
  ['a file of the project beside such a HOME', true, '/w/.npmrc', { cwd: '/w', home: '/w/.home', git: ['/w'] }],
  [
    'a file that a variable names',
    false,
    '/w/ci/npmrc',
    { cwd: '/w', git: ['/w'], env: { NPM_CONFIG_USERCONFIG: 'ci/npmrc' } },
  ],
  [
    'a folder that a variable names',
    false,
    '/w/.gradle/gradle.properties',
    { cwd: '/w', git: ['/w'], env: { GRADLE_USER_HOME: '/w/.gradle' } },
  ],
  [
    'a variable that names the whole checkout',
    true,
    '/w/.npmrc',
    { cwd: '/w/a', git: ['/w'], env: { XDG_CONFIG_HOME: '/w' } },
  ],
  [
    'a variable that only holds the path',
    true,
    '/w/.npmrc',
    { cwd: '/w', git: ['/w'], env: { SOME_PATH: '/w/.npmrc' } },
  ],
  // How far a checkout goes.
  ['the repository around a submodule', true, '/w/.yarnrc', { cwd: '/w/sub', git: ['/w', '/w/sub'] }],
  [
    'the source of a build without a repository',
    true,
    '/src/.npmrc',
    { cwd: '/src/a', env: { CODEBUILD_SRC_DIR: '/src' } },
  ],
  ['that source, spelled with a slash', true, '/src/.npmrc', { cwd: '/src/a', env: { CODEBUILD_SRC_DIR: '/src/' } }],
  ['a path that is none', true, 'the variable MAVEN_ARGS', P],
  ['above that', false, '/.npmrc', { cwd: '/src/a', env: { CODEBUILD_SRC_DIR: '/src' } }],
  ['a working directory that nothing bounds', true, '/x/y/.npmrc', { cwd: '/x/y' }],
  ['above it', true, '/x/.npmrc', { cwd: '/x/y' }],
  ['a folder of a client above it', true, '/x/.cargo/config.toml', { cwd: '/x/y' }],
  ['the root of a machine, worked in', false, '/etc/xdg/pip/pip.conf', { cwd: '/' }],
  [
    'a linked folder that is worked in',
    true,
    '/link/.npmrc',
    { cwd: '/link', git: ['/link'], links: { '/link': '/w' } },
  ],
])('of a checkout, %s: %j', (_, expected, path, place) => {
  expect(isOfCheckout(machine(place), path)).toBe(expected);
});

test.each<[boolean, string, Place]>([
  [true, `${HOME}/p/public/app.js`, P],
  [true, '/proc/self/cwd/public/app.js', P],
  [true, `${HOME}/way/app.js`, { ...P, links: { [`${HOME}/way`]: `${HOME}/p/public` } }],
  [false, `${HOME}/.npmrc-corp`, P],
  [false, `${HOME}/.npmrc-corp`, { cwd: `${HOME}/p`, git: [HOME] }],
  [true, `${HOME}/p/app.js`, { cwd: `${HOME}/p`, git: [HOME] }],
  [false, '/srv/npmrc', { cwd: '/' }],
  [true, '/w/.npmrc-corp', { cwd: '/w', home: '/w', git: ['/w'] }],
  [false, '/w/.home/.npmrc-corp', { cwd: '/w', home: '/w/.home', git: ['/w'] }],
  [true, '/w/public/settings.xml', { cwd: '/w/sub', git: ['/w', '/w/sub'] }],
])('a place for a token lies in the checkout: %j, %s', (expected, path, place) => {
  expect(isInCheckout(machine(place), path)).toBe(expected);
});
