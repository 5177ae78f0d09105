import { describe, expect, test } from '@jest/globals';
import { asked, TOKEN } from '../../../support/worlds/logins.ts';

const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const KEY = `//${HOST}/npm/shared/`;
const URL = `https:${KEY}`;
const pathsOf = async (...args: Parameters<typeof asked>) => Object.keys((await asked(...args)).texts);

describe('npm', () => {
  test('writes the registry and the token under the exact path', async () => {
    const { texts } = await asked('npm');
    expect(texts).toEqual({ '/home/ci/.npmrc': `registry=${URL}\n${KEY}:_authToken=${TOKEN}\n` });
  });

  test('maps scopes with and without @, and leaves the default registry alone', async () => {
    const { texts } = await asked(
      'npm',
      { scopes: ['@acme', 'tools'] },
      { files: { '/home/ci/.npmrc': 'registry=https://old.example/\n' } },
    );
    expect(texts['/home/ci/.npmrc']).toBe(
      `registry=https://old.example/\n@acme:registry=${URL}\n@tools:registry=${URL}\n${KEY}:_authToken=${TOKEN}\n`,
    );
  });

  test('honours NPM_CONFIG_USERCONFIG in any case, and setup-node’s file when it is there', async () => {
    expect(await pathsOf('npm', {}, { env: { npm_config_userconfig: 'ci/.npmrc' } })).toEqual(['/project/ci/.npmrc']);
    const env = { NPM_CONFIG_USERCONFIG: '/runner/temp/.npmrc', RUNNER_TEMP: '/runner/temp' };
    expect(await pathsOf('npm', {}, { env, files: { '/runner/temp/.npmrc': '' } })).toEqual(['/runner/temp/.npmrc']);
    expect(
      await pathsOf('npm', {}, { env: { RUNNER_TEMP: '/runner/temp' }, files: { '/runner/temp/.npmrc': '' } }),
    ).toEqual(['/home/ci/.npmrc', '/runner/temp/.npmrc']);
    expect(await pathsOf('npm', {}, { platform: 'win32' })).toEqual(['C:\\Users\\ci\\.npmrc']);
  });

  test('a list in the place of a value gives way, which no client takes for one', async () => {
    const before = `registry[]=https://a.example/\nca[]=x\n${KEY}:_authToken[]=old\nregistry[] = https://b.example/\n`;
    const { texts } = await asked('npm', {}, { files: { '/home/ci/.npmrc': before } });
    expect(texts['/home/ci/.npmrc']).toBe(`registry=${URL}\nca[]=x\n${KEY}:_authToken=${TOKEN}\nregistry=${URL}\n`);
  });

  test('never writes always-auth', async () => {
    const { texts } = await asked('npm');
    expect(Object.values(texts).join()).not.toContain('always-auth');
  });

  test('keeps sections, doubled keys and odd spacing', async () => {
    const before =
      ' registry =  https://a.example/ \n; registry=x\nregistry=https://b.example/\n[section]\nregistry=in-section\n';
    const { texts } = await asked('npm', {}, { files: { '/home/ci/.npmrc': before } });
    expect(texts['/home/ci/.npmrc']).toBe(
      ` registry =  ${URL}\n; registry=x\nregistry=${URL}\n${KEY}:_authToken=${TOKEN}\n[section]\nregistry=in-section\n`,
    );
  });
});

describe('pnpm', () => {
  test('has the token under the explicit port as well, for https only', async () => {
    const { texts } = await asked('pnpm');
    expect(texts['/home/ci/.npmrc']).toContain(`//${HOST}:443/npm/shared/:_authToken=${TOKEN}\n`);
    const plain = await asked('pnpm', { base: () => 'http://127.0.0.1:4747/npm/d/x-111122223333/shared/' });
    expect(plain.texts['/home/ci/.npmrc']).toContain('//127.0.0.1:4747/npm/d/x-111122223333/shared/:_authToken');
    expect(plain.texts['/home/ci/.npmrc']).not.toContain('443/');
  });

  test('is told of a file that is not the usual one', async () => {
    const { configuration } = await asked('pnpm', {}, { env: { NPM_CONFIG_USERCONFIG: '/x/.npmrc' } });
    expect(configuration.variables).toEqual({ PNPM_CONFIG_USERCONFIG: '/x/.npmrc' });
    expect((await asked('pnpm')).configuration.variables).toEqual({});
    expect(await pathsOf('pnpm', {}, { env: { PNPM_CONFIG_USERCONFIG: '/y/.npmrc' } })).toEqual([
      '/home/ci/.npmrc',
      '/y/.npmrc',
    ]);
  });
});

describe('Yarn', () => {
  const berry = { '/project/yarn.lock': '__metadata:\n  version: 8\n' };

  const CLASSIC = { '/project/yarn.lock': '# yarn lockfile v1\n' };

  test('a program that Yarn is told to start itself does not count', async () => {
    const files = { ...CLASSIC, '/project/.yarnrc': 'yarn-path ".yarn/releases/yarn-4.6.0.cjs"\n' };
    expect(await pathsOf('yarn', {}, { files, env: { YARN_IGNORE_PATH: '1' } })).toEqual(['/home/ci/.npmrc']);
    expect(await pathsOf('yarn', {}, { files, env: { YARN_IGNORE_PATH: '0' } })).toEqual(['/home/ci/.yarnrc.yml']);
  });

  test('1 gets always-auth for the registry, and no .yarnrc.yml', async () => {
    const { texts } = await asked('yarn', {}, { files: { '/project/yarn.lock': '# yarn lockfile v1\n' } });
    expect(texts).toEqual({
      '/home/ci/.npmrc': `registry=${URL}\n${KEY}:_authToken=${TOKEN}\n${KEY}:always-auth=true\n`,
    });
  });

  test('2 and later get the home’s .yarnrc.yml only', async () => {
    const files = { ...berry, '/project/package.json': '{"packageManager":"yarn@4.5.0"}' };
    const { texts } = await asked('yarn', {}, { files });
    expect(texts).toEqual({
      '/home/ci/.yarnrc.yml': `npmRegistryServer: "${URL}"\nnpmRegistries:\n  "${URL}":\n    npmAlwaysAuth: true\n    npmAuthToken: "${TOKEN}"\n`,
    });
  });

  test.each([
    [
      'packageManager',
      { '/project/package.json': '{"packageManager":"yarn@4.5.0"}', '/project/yarn.lock': '# yarn lockfile v1' },
      ['/home/ci/.yarnrc.yml'],
    ],
    [
      'packageManager of Yarn 1',
      { '/project/package.json': '{ "packageManager" : "yarn@1.22.22+sha512.abc" }' },
      ['/home/ci/.npmrc'],
    ],
    // None of these decides which program runs: without `packageManager`, Corepack starts Yarn 1.
    ['the rc file: both', { '/project/.yarnrc.yml': '' }, ['/home/ci/.yarnrc.yml', '/home/ci/.npmrc']],
    [
      'the rc file beside a lock file of Yarn 1: both',
      { ...CLASSIC, '/project/.yarnrc.yml': '' },
      ['/home/ci/.yarnrc.yml', '/home/ci/.npmrc'],
    ],
    ['nothing: both', {}, ['/home/ci/.yarnrc.yml', '/home/ci/.npmrc']],
    [
      'the program that .yarnrc names, by its name',
      { ...CLASSIC, '/project/.yarnrc': 'yarn-path ".yarn/releases/yarn-4.6.0.cjs"\n' },
      ['/home/ci/.yarnrc.yml'],
    ],
    [
      'the program that .yarnrc names, by what it contains',
      { ...CLASSIC, '/project/.yarnrc': 'yarn-path "./y/yarn.js"\n', '/project/y/yarn.js': 'require("@yarnpkg/core")' },
      ['/home/ci/.yarnrc.yml'],
    ],
    [
      'the program of Yarn 1 that .yarnrc names',
      { ...CLASSIC, '/project/.yarnrc': 'yarn-path ".yarn/releases/yarn-1.22.19.js"\n' },
      ['/home/ci/.npmrc'],
    ],
    [
      'yarnPath of a .yarnrc.yml above',
      { ...CLASSIC, '/.yarnrc.yml': '# ours\nyarnPath: .yarn/releases/yarn-4.6.0.cjs # pinned\n' },
      ['/home/ci/.yarnrc.yml'],
    ],
    [
      'yarn-path of the home, which outranks the project’s',
      {
        ...CLASSIC,
        '/home/ci/.yarnrc': 'yarn-path "/opt/yarn-4.1.1.cjs"\n',
        '/project/.yarnrc': 'yarn-path "yarn-1.22.19.js"\n',
      },
      ['/home/ci/.yarnrc.yml'],
    ],
    [
      'the lock file of a workspace’s root: both',
      { '/yarn.lock': '__metadata:\n  version: 8\n' },
      ['/home/ci/.yarnrc.yml', '/home/ci/.npmrc'],
    ],
    ['the nearest lock file', { ...CLASSIC, '/.yarnrc.yml': '', '/yarn.lock': '__metadata:\n' }, ['/home/ci/.npmrc']],
  ])('the generation is told by %s', async (_, files, paths) => {
    expect(await pathsOf('yarn', {}, { files: files as Record<string, string> })).toEqual(paths);
  });

  test.each([
    ['1.22.22', 'yarn', { '/project/.yarnrc.yml': '' }, ['/home/ci/.yarnrc.yml', '/home/ci/.npmrc']],
    ['1.22.22', 'yarn', CLASSIC, ['/home/ci/.npmrc']],
    ['4.18.1', '@yarnpkg/cli-dist', { '/project/.yarnrc.yml': '' }, ['/home/ci/.yarnrc.yml']],
    ['4.18.1', '@yarnpkg/cli-dist', CLASSIC, ['/home/ci/.yarnrc.yml', '/home/ci/.npmrc']],
  ])('the generation is told by Yarn %s on PATH as well', async (version, name, more, paths) => {
    const files = {
      ...(more as Record<string, string>),
      '/tools/bin/yarn': '',
      [`/tools/lib/node_modules/${name}/package.json`]: JSON.stringify({ name, version }).replaceAll(':', ': '),
    };
    expect(await pathsOf('yarn', {}, { files, env: { PATH: '/none:/tools/bin' } })).toEqual(paths);
  });

  test('scopes, plain http and an entry that is there in another spelling', async () => {
    const before =
      'npmRegistries:\n  "//127.0.0.1:1/npm/x":\n    npmAuthToken: old # mine\nunsafeHttpWhitelist: ["a.example"]\n';
    const { texts } = await asked(
      'yarn',
      { scopes: ['@acme'], base: () => 'http://127.0.0.1:1/npm/x/' },
      { files: { ...berry, '/home/ci/.yarnrc.yml': before } },
    );
    expect(texts['/home/ci/.yarnrc.yml']).toBe(
      'npmRegistries:\n  "//127.0.0.1:1/npm/x":\n' +
        `    npmAuthToken: "${TOKEN}" # mine\n    npmAlwaysAuth: true\n` +
        'unsafeHttpWhitelist: ["a.example", "127.0.0.1"]\n' +
        `npmScopes:\n  acme:\n    npmRegistryServer: "http://127.0.0.1:1/npm/x/"\n    npmAlwaysAuth: true\n    npmAuthToken: "${TOKEN}"\n`,
    );
  });

  test('a file that is not YAML stops the login', async () => {
    await expect(asked('yarn', {}, { files: { ...berry, '/home/ci/.yarnrc.yml': 'a: [1\n' } })).rejects.toThrow();
    await expect(asked('yarn', {}, { files: { ...berry, '/home/ci/.yarnrc.yml': '- a\n' } })).rejects.toThrow(
      'not a mapping',
    );
  });

  describe('the day that Yarn 4.17 and later let versions of a scope with a registry of its own wait', () => {
    const project = (version: string) => ({ '/project/package.json': `{"packageManager":"yarn@${version}"}` });
    const gateFor = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
      const given = { files: { ...berry, ...files }, env };
      const { configuration, texts } = await asked('yarn', { scopes: ['@acme'] }, given);
      const gate = /^ {4}npmMinimalAgeGate: (.*)$/m.exec(texts['/home/ci/.yarnrc.yml'] ?? '')?.[1];
      return [gate, configuration.notes.some((note) => note.includes('4.17'))];
    };

    test.each([
      ['4.18.1', '0', false],
      ['4.17.0', '0', false],
      ['5.0.0', '0', false],
      // These stop at the setting.
      ['4.16.0', undefined, false],
      ['4.9.4', undefined, false],
      ['3.8.0', undefined, false],
    ])('%s: %s', async (version, gate, isNoted) => {
      expect(await gateFor(project(version))).toEqual([gate, isNoted]);
    });

    test('is what people set for all packages', async () => {
      const set = { '/project/.yarnrc.yml': 'nodeLinker: pnp\nnpmMinimalAgeGate: "3d" # three\n' };
      expect(await gateFor({ ...project('4.18.1'), ...set })).toEqual(['"3d"', false]);
      expect(await gateFor(project('4.18.1'), { YARN_NPM_MINIMAL_AGE_GATE: '60' })).toEqual(['60', false]);
      const own = 'npmScopes:\n  acme:\n    npmMinimalAgeGate: 7d\n';
      expect(await gateFor({ ...project('4.18.1'), '/home/ci/.yarnrc.yml': own })).toEqual(['7d', false]);
    });

    test('is told where nobody knows which Yarn runs', async () => {
      expect(await gateFor({})).toEqual([undefined, true]);
    });
  });
});

test('Bun also gets the home’s file, and the one XDG_CONFIG_HOME leads to', async () => {
  expect(await pathsOf('bun')).toEqual(['/home/ci/.npmrc']);
  expect(await pathsOf('bun', {}, { env: { NPM_CONFIG_USERCONFIG: '/x/.npmrc', XDG_CONFIG_HOME: '/xdg' } })).toEqual([
    '/x/.npmrc',
    '/xdg/.npmrc',
    '/home/ci/.npmrc',
  ]);
});
