import { describe, expect, test } from '@jest/globals';
import { asked, TOKEN } from '../../../support/worlds/logins.ts';

const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const URL = `https://${HOST}/pypi/shared/`;
const CONF = '/home/ci/.config/pip/pip.conf';
const NETRC = '/home/ci/.netrc';

describe('pip', () => {
  test('the address is bare, the credentials are in .netrc', async () => {
    const { texts } = await asked('pip');
    expect(texts).toEqual({
      [CONF]: `[global]\nindex-url = ${URL}simple/\n`,
      [NETRC]: `machine ${HOST} login aws password ${TOKEN}\n`,
    });
  });

  test.each([
    [
      'Windows',
      { platform: 'win32' as const, env: { APPDATA: 'C:\\Roaming' } },
      ['C:\\Roaming\\pip\\pip.ini', 'C:\\Users\\ci\\_netrc'],
    ],
    [
      'Windows with a .netrc',
      { platform: 'win32' as const, files: { 'C:\\Users\\ci\\.netrc': '' } },
      ['C:\\Users\\ci\\AppData\\Roaming\\pip\\pip.ini', 'C:\\Users\\ci\\.netrc'],
    ],
    ['macOS', { platform: 'darwin' as const }, [CONF, NETRC]],
    [
      'macOS with its folder',
      { platform: 'darwin' as const, files: { '/home/ci/Library/Application Support/pip/x': '' } },
      ['/home/ci/Library/Application Support/pip/pip.conf', NETRC],
    ],
    ['XDG and NETRC', { env: { XDG_CONFIG_HOME: '/xdg', NETRC: '/n/rc' } }, ['/xdg/pip/pip.conf', '/n/rc']],
    [
      'PIP_CONFIG_FILE that exists',
      { env: { PIP_CONFIG_FILE: 'my.conf' }, files: { '/project/my.conf': '' } },
      ['/project/my.conf', NETRC],
    ],
    ['PIP_CONFIG_FILE that does not', { env: { PIP_CONFIG_FILE: 'my.conf' } }, [CONF, NETRC]],
    [
      'a venv with an index of its own',
      { env: { VIRTUAL_ENV: '/venv' }, files: { '/venv/pip.conf': '[global]\nindex-url = x\n' } },
      [CONF, '/venv/pip.conf', NETRC],
    ],
    [
      'a venv without',
      { env: { VIRTUAL_ENV: '/venv' }, files: { '/venv/pip.conf': '[global]\ntimeout = 1\n' } },
      [CONF, NETRC],
    ],
  ])('%s', async (_, on, paths) => {
    expect(Object.keys((await asked('pip', {}, on)).texts)).toEqual(paths);
  });

  test('files switched off: the bare address as a variable', async () => {
    const { configuration, texts } = await asked('pip', {}, { env: { PIP_CONFIG_FILE: '/dev/null' } });
    expect(configuration.variables).toEqual({ PIP_INDEX_URL: `${URL}simple/` });
    expect(Object.keys(texts)).toEqual([NETRC]);
  });

  test('a section of one command is set as well, since it outranks [global]', async () => {
    const before = '[install]\nindex-url: https://old.example/simple  \nno-deps = true\n[global]\n# c\ntimeout=1\n';
    const { texts } = await asked('pip', {}, { files: { [CONF]: before } });
    expect(texts[CONF]).toBe(
      `[install]\nindex-url: ${URL}simple/\nno-deps = true\n[global]\n# c\ntimeout=1\nindex-url = ${URL}simple/\n`,
    );
  });

  test('extra keeps the index and says what that means; lists are kept', async () => {
    const before = '[global]\nextra-index-url =\n    https://a.example/\n    https://b.example/\n';
    const { texts, configuration } = await asked(
      'pip',
      { options: { 'pip-index-mode': 'extra' } },
      { files: { [CONF]: before } },
    );
    expect(texts[CONF]).toBe(
      `[global]\nextra-index-url =\n    https://a.example/\n    https://b.example/\n    ${URL}simple/\n`,
    );
    expect(configuration.notes.join()).toContain('dependency confusion');
  });

  test('a second repository of ours stands beside the first', async () => {
    const first = 'https://x.example/pypi/first/';
    const files = { [CONF]: `[global]\nindex-url = ${first}simple/\n` };
    const { texts } = await asked('pip', { earlierEndpoints: [first] }, { files });
    expect(texts[CONF]).toBe(`[global]\nindex-url = ${first}simple/\nextra-index-url = ${URL}simple/\n`);
  });

  test('a file that pip could not read either stops the login', async () => {
    await expect(asked('pip', {}, { files: { [CONF]: 'index-url = x\n' } })).rejects.toThrow('before any [section]');
  });

  test('the entry of the host is replaced in whatever layout .netrc has', async () => {
    const before = `# c\nmachine a.example login b password c\nmachine ${HOST}\n  login old\n\tpassword "o ld" account x\ndefault login anonymous password me\n`;
    const { texts } = await asked('pip', {}, { files: { [NETRC]: before } });
    expect(texts[NETRC]).toBe(before.replace('old', 'aws').replace('"o ld"', TOKEN));
    const fresh = await asked('pip', {}, { files: { [NETRC]: 'default login anonymous password me\n' } });
    expect(fresh.texts[NETRC]).toBe(
      `machine ${HOST} login aws password ${TOKEN}\ndefault login anonymous password me\n`,
    );
  });
});

describe('twine', () => {
  test('a new file still offers pypi', async () => {
    const { texts } = await asked('twine');
    expect(texts).toEqual({
      '/home/ci/.pypirc': `[distutils]\nindex-servers =\n    pypi\n    codeartifact\n\n[codeartifact]\nrepository = ${URL}\nusername = aws\npassword = ${TOKEN}\n`,
    });
  });

  test('a section of that name for another repository is left alone', async () => {
    const before = '[distutils]\nindex-servers = codeartifact\n\n[codeartifact]\nrepository = https://other.example/\n';
    const { texts, configuration } = await asked('twine', {}, { files: { '/home/ci/.pypirc': before } });
    expect(texts['/home/ci/.pypirc']).toContain('[codeartifact]\nrepository = https://other.example/\n\n[shared]\n');
    expect(texts['/home/ci/.pypirc']).toContain('index-servers =\n    codeartifact\n    shared\n');
    expect(configuration.notes).toEqual(['upload with `twine upload --repository shared`']);
  });
});

describe('uv', () => {
  test('an index without credentials, as the default; a second one is not', async () => {
    const { texts } = await asked('uv', { options: { 'python-index-name': 'ours' } });
    expect(texts['/home/ci/.config/uv/uv.toml']).toBe(
      `[[index]]\nname = "ours"\nurl = "${URL}simple/"\npublish-url = "${URL}"\ndefault = true\n`,
    );
    expect(texts[NETRC]).toContain(TOKEN);
    const second = await asked('uv', { earlierEndpoints: ['https://x.example/'] });
    expect(second.texts['/home/ci/.config/uv/uv.toml']).not.toContain('default');
  });

  test('an index of that address keeps its name, tables of others stay', async () => {
    const before = `# c\n[[index]]\nname = "mine" # n\nurl = "${URL}simple/"\n\n[pip]\nstrict = true\n`;
    const { texts } = await asked('uv', {}, { files: { '/home/ci/.config/uv/uv.toml': before } });
    const after = texts['/home/ci/.config/uv/uv.toml'] ?? '';
    expect(after).toContain('name = "mine" # n');
    expect(after).toContain('# c\n[[index]]');
    expect(after).toContain('[pip]\nstrict = true\n');
  });

  test('UV_CONFIG_FILE and Windows', async () => {
    expect(Object.keys((await asked('uv', {}, { env: { UV_CONFIG_FILE: 'my.toml' } })).texts)[0]).toBe(
      '/project/my.toml',
    );
    expect(Object.keys((await asked('uv', {}, { platform: 'win32' })).texts)[0]).toBe(
      'C:\\Users\\ci\\AppData\\Roaming\\uv\\uv.toml',
    );
  });
});

describe('Poetry', () => {
  const AUTH = '/home/ci/.config/pypoetry/auth.toml';

  test('credentials by the name of the source, in its own file', async () => {
    const { texts, configuration } = await asked('poetry', { repository: 'my.repo' });
    const address = `[repositories.my-repo]\nurl = "${URL.replace('shared', 'my.repo')}"\n\n`;
    expect(texts).toEqual({ [AUTH]: `${address}[http-basic.my-repo]\nusername = "aws"\npassword = "${TOKEN}"\n` });
    expect(configuration.variables).toEqual({ POETRY_REPOSITORIES_MY_REPO_URL: URL.replace('shared', 'my.repo') });
    expect(configuration.notes.join()).toContain('add a source named my-repo');
  });

  test('the project’s own name for the repository counts', async () => {
    const pyproject = `[[tool.poetry.source]]\nname = "ours"\nurl = "${URL}simple/"\n[[tool.poetry.source]]\nname = "a.b"\nurl = "${URL}simple"\n[[tool.poetry.source]]\nname = "other"\nurl = "https://x.example/"\n`;
    const { texts, configuration } = await asked('poetry', {}, { files: { '/project/pyproject.toml': pyproject } });
    expect(texts[AUTH]).toContain('[http-basic.ours]');
    expect(texts[AUTH]).not.toContain('other');
    // Poetry 2.5 finds a quoted name, older ones only .netrc.
    expect(texts[AUTH]).toContain('[http-basic."a.b"]');
    expect(Object.keys(texts)).toEqual([AUTH, NETRC]);
    expect(configuration.notes).toEqual([]);
  });

  test.each([
    ['Windows', { platform: 'win32' as const }, 'C:\\Users\\ci\\AppData\\Roaming\\pypoetry\\auth.toml'],
    ['macOS', { platform: 'darwin' as const }, '/home/ci/Library/Application Support/pypoetry/auth.toml'],
    ['POETRY_CONFIG_DIR', { env: { POETRY_CONFIG_DIR: '/p' } }, '/p/auth.toml'],
  ])('%s', async (_, on, path) => {
    expect(Object.keys((await asked('poetry', {}, on)).texts)).toEqual([path]);
  });
});
