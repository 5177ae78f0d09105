// The models of pip, twine, uv and Poetry, over machines that exist in memory. Real clients have agreed with each case:
// __tests__/tools/situations-python.itg.test.ts.
import { describe, expect, test } from '@jest/globals';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import type { TextEncoding } from '../../../../src/core/text/encoding.ts';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../../support/worlds/logins.ts';

const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const URL = `https://${HOST}/pypi/shared/`;
const OTHER = 'https://other.example/simple/';
const CONF = '/home/ci/.config/pip/pip.conf';
const UV = '/home/ci/.config/uv/uv.toml';

async function inspected(name: ToolName, on: MachineOptions) {
  const { tool, request } = registration(name);
  const found = await tool.inspect?.({ endpoint: request.endpoint, machine: machine(on) });
  if (!found) throw new Error('not inspected');
  return {
    registries: (found.registries ?? []).map(({ source, setting, url, isFurther }) => [
      source,
      setting,
      url,
      isFurther,
    ]),
    credentials: found.credentials.map(({ source, token }) => [source, token.reveal()]),
    remarks: found.remarks.map((remark) => remark.name),
    whole: found,
  };
}

test.each([
  [
    {
      '/project/pyproject.toml':
        '[[tool.uv.index]]\nname = "a"\nurl = "https://a/"\n[[tool.uv.index]]\nname = "a"\nurl = "https://b/"\n',
    },
    'refused-settings',
  ],
  [{ '/project/pyproject.toml': '[[tool.uv.index]]\nname = "my corp"\nurl = "https://a/"\n' }, 'refused-settings'],
  [{ '/project/pyproject.toml': '[[tool.uv.index]]\nname = "a"\n' }, 'refused-settings'],
  [{ '/project/pyproject.toml': '[tool.uv]\nindex = "x"\n' }, 'refused-settings'],
  [{ [UV]: 'index = "x"\n' }, 'refused-settings'],
  [{ [UV]: 'nonsense = true\n' }, 'refused-settings'],
  [{ [UV]: 'index-url = 3\n' }, 'refused-settings'],
  [{ [UV]: 'offline = "yes"\n' }, 'refused-settings'],
  [{ [UV]: 'concurrent-downloads = 0\n' }, 'refused-settings'],
  [{ [UV]: 'extra-index-url = "https://a/"\n' }, 'refused-settings'],
  [{ [UV]: '[pip]\nnonsense = 1\n' }, 'refused-settings'],
  [{ '/project/pyproject.toml': '[tool.uv]\noffline = 1\n' }, 'ignored-settings'],
  [{ '/project/pyproject.toml': '[[tool.uv.index]]\nurl = "https://a/"\nformat = "flatt"\n' }, 'refused-settings'],
])('uv cannot read %j', async (files, remark) => {
  expect((await inspected('uv', { files: files as unknown as Record<string, string> })).remarks).toContain(remark);
});

test('uv reads a uv.toml with two indexes of one name, and keys of its own', async () => {
  const two =
    '[[index]]\nname = "a"\nurl = "https://a/"\n[[index]]\nname = "a"\nurl = "https://b/"\n[pip]\nstrict = true\n';
  const { remarks } = await inspected('uv', { files: { [UV]: `native-tls = true\n${two}` } });
  expect(remarks.filter((one) => /refused-settings|unknown-key/.test(one))).toEqual([]);
});

describe('pip', () => {
  test('requirements, then variables, then sections of commands, then [global]; of files, the last counts', async () => {
    const { registries } = await inspected('pip', {
      env: { PIP_INDEX_URL: `${OTHER}env/`, VIRTUAL_ENV: '/venv' },
      files: {
        '/etc/pip.conf': `[wheel]\nindex-url = ${OTHER}etc/\n[global]\nindex-url = ${OTHER}etc/\n`,
        '/home/ci/.pip/pip.conf': `[global]\nindex-url = ${OTHER}old/\n`,
        [CONF]: `[global]\nindex-url = ${OTHER}user/\n[install]\nindex_url = ${OTHER}install/\n[list]\nindex-url=${OTHER}\n`,
        '/venv/pip.conf': '[global]\nindex-url =\n',
        '/project/requirements.txt': `-i ${OTHER}first/\n--index-url="${OTHER}last/" # c\nname -i ${OTHER}no/\n`,
      },
    });
    expect(registries.map(([source, setting, url]) => [source, setting, url])).toEqual([
      ['requirements.txt', 'index-url', `${OTHER}last/`],
      ['the variable PIP_INDEX_URL', 'index-url', `${OTHER}env/`],
      [CONF, '[install] index-url', `${OTHER}install/`],
      ['/etc/pip.conf', '[wheel] index-url', `${OTHER}etc/`],
      // Outside of the virtual environment.
      [CONF, 'index-url', `${OTHER}user/`],
    ]);
  });

  test('requirements files that nobody gives to pip, or perhaps', async () => {
    const ours = { [CONF]: `[global]\nindex-url = ${URL}simple/\n` };
    const of = async (files: Record<string, string>) => {
      const found = await inspected('pip', { files: { ...ours, ...files } });
      return [found.registries[0]?.[0], found.whole.notes?.length];
    };
    // Texts, which pip refuses.
    expect(await of({ '/project/user-requirements.txt': `What we need from it.\n--index-url ${OTHER}\n` })).toEqual([
      CONF,
      0,
    ]);
    // Constraints that nothing names, and what lies among tests and documents.
    const option = `-i ${OTHER}\n`;
    for (const path of ['constraints-old.txt', 'docs/requirements.txt', 'tests/data/requirements.txt'])
      expect([path, ...(await of({ [`/project/${path}`]: option }))]).toEqual([path, CONF, 1]);
    const named = { '/project/constraints-old.txt': option, '/project/requirements.txt': '-c constraints-old.txt\n' };
    expect(await of(named)).toEqual(['constraints-old.txt', 0]);
    const path = { '/project/x.lst': option, '/project/requirements.txt': '-r file:///project/x.lst\n' };
    expect(await of(path)).toEqual(['/project/x.lst', 0]);
  });

  test('no-index, a further index, a host without certificate, two spellings, a file that is refused', async () => {
    const files = {
      [CONF]: `[global]\nno-index = on\nextra-index-url = ${OTHER}\nindex-url = ${URL}simple/\nindex_url = ${URL}simple/\ntrusted-host = ${HOST}\n`,
      '/etc/pip.conf': 'index-url = x\n',
    };
    const { remarks } = await inspected('pip', { files });
    expect(remarks).toEqual(['unreadable', 'set-twice', 'no-index', 'further-index', 'trusted-host']);
  });

  test.each([
    ['requirements-dev.txt', `--index-url ${OTHER}\n`],
    ['dev-requirements.txt', `-i${OTHER}\n`],
    ['requirements/dev.txt', `--index-url=${OTHER}\n`],
    ['api/requirements/dev.txt', `-i ${OTHER}\n`],
    ['constraints.txt', `-i ${OTHER}\n`],
    ['requirements.in', `-i ${OTHER}\n`],
    ['a/b/c/d/requirements.txt', `-i ${OTHER}\n`],
    ['requirements.txt', `acme\f-i ${OTHER}\n`],
    ['requirements.txt', `acme\u2028-i ${OTHER}\u0085acme`],
    // As far as one option alone begins so.
    ['requirements.txt', `--index ${OTHER}\n`],
    ['requirements.txt', `--i=${OTHER}\n`],
    ['requirements.txt', `--py ${OTHER}\n`],
  ])('%s: %s', async (file, text) => {
    const files = { [CONF]: `[global]\nindex-url = ${URL}simple/\n`, [`/project/${file}`]: text };
    expect((await inspected('pip', { files })).registries[0]).toEqual([file, 'index-url', OTHER, false]);
    const beside = { ...files, '/project/a-requirements.txt': `-i ${URL}simple/\n` };
    expect((await inspected('pip', { files: beside })).registries[0]).toEqual([file, 'index-url', OTHER, false]);
  });

  test('a word that several options begin with is none of them', async () => {
    const files = { '/project/requirements.txt': `--p ${OTHER}\n--pre\n--hash sha256:x\n--no -i\n` };
    expect((await inspected('pip', { files })).registries).toEqual([]);
  });

  test('a file that pip.conf names', async () => {
    for (const key of ['constraint', 'requirement']) {
      const files = {
        [CONF]: `[global]\n${key} = o/c.in https://x/\n`,
        '/project/o/c.in': `-i ${OTHER}\n--no-index\n`,
      };
      const { registries, remarks } = await inspected('pip', { files });
      expect([registries, remarks]).toEqual([[['o/c.in', 'index-url', OTHER, false]], ['no-index']]);
    }
  });

  test('a circle of requirements files ends, and an unset variable is named', async () => {
    const files = {
      '/project/requirements.txt': '-r a.txt\n',
      '/project/a.txt': `-r requirements.txt\n--index-url https://aws:\${TOKEN_X}@${HOST}/pypi/shared/simple/\n`,
    };
    const { remarks, credentials } = await inspected('pip', { files });
    expect([remarks, credentials]).toEqual([['unset-variable'], []]);
    const set = await inspected('pip', { files, env: { TOKEN_X: 'abc' } });
    expect([set.remarks, set.credentials]).toEqual([['token-in-address'], [['a.txt', 'abc']]]);
  });

  test('a system-wide file is answered in the user’s own', async () => {
    const files = {
      '/etc/pip.conf': `[install]\nindex-url = ${OTHER}\n[global]\nextra_index_url = ${OTHER}\nno-index = 1\n`,
      [CONF]: '[global]\ntimeout = 1\n',
    };
    const { texts } = await asked('pip', {}, { files });
    expect(Object.keys(texts)).toEqual([CONF, '/home/ci/.netrc']);
    expect(texts[CONF]).toBe(
      `[global]\ntimeout = 1\nindex-url = ${URL}simple/\nextra-index-url =\nno-index = false\n\n[install]\nindex-url = ${URL}simple/\n`,
    );
  });

  test('one host, two domains: the token is in the address, in a file of the owner alone', async () => {
    const { texts, configuration } = await asked('pip', { sharesHost: true }, {});
    const address = `https://aws:${encodeURIComponent(TOKEN)}@${HOST}/pypi/shared/simple/`;
    expect(texts).toEqual({ [CONF]: `[global]\nindex-url = ${address}\n` });
    expect(configuration.files.map(({ holdsSecret }) => holdsSecret)).toEqual([true]);
  });
});

describe('what the client cannot read', () => {
  const UTF16 = { charset: 'utf16le', mark: true } as const;
  const MARK = { charset: 'utf8', mark: true } as const;
  const LATIN1 = { charset: 'latin1', mark: false } as const;
  const PYPROJECT = '/project/pyproject.toml';
  const found = async (name: ToolName, path: string, encoding: TextEncoding, platform?: 'linux' | 'win32') => {
    const on = { files: { [path]: '# é\n' }, encodings: { [path]: encoding }, ...(platform ? { platform } : {}) };
    return (await inspected(name, on)).whole.remarks.filter((remark) => remark.name === 'encoding');
  };

  test.each<[ToolName, string, readonly boolean[]]>([
    // UTF-16, byte order mark, Latin-1: whether the client reads it, as the real one does.
    ['pip', CONF, [false, false, false]],
    ['pip', '/project/requirements.txt', [true, true, false]],
    ['twine', '/home/ci/.pypirc', [false, false, false]],
    ['uv', UV, [false, true, false]],
    ['uv', PYPROJECT, [false, true, false]],
    ['poetry', PYPROJECT, [false, false, false]],
    ['poetry', '/home/ci/.config/pypoetry/auth.toml', [false, false, false]],
    ['poetry', '/home/ci/.config/pypoetry/config.toml', [false, false, false]],
  ])('%s reads %s in UTF-16, with a mark, in Latin-1: %j', async (name, path, reads) => {
    const remarks = await Promise.all([UTF16, MARK, LATIN1].map((encoding) => found(name, path, encoding)));
    expect(remarks.map((list) => list.length === 0)).toEqual(reads);
    for (const { found: text, fix } of remarks.flat()) {
      expect(text).toMatch(/^\S+ is (?:UTF-16|UTF-8 with a byte order mark|not UTF-8)/);
      expect(fix).toMatch(/as UTF-8 without a byte order mark/);
    }
  });

  test('on Windows, pip takes any bytes of its locale', async () => {
    const ini = 'C:\\Users\\ci\\AppData\\Roaming\\pip\\pip.ini';
    expect(await found('pip', ini, LATIN1, 'win32')).toEqual([]);
    expect(await found('pip', ini, UTF16, 'win32')).toHaveLength(1);
  });

  test('a .netrc that is given up holds no credentials', async () => {
    const files = {
      [CONF]: `[global]\nindex-url = ${URL}simple/\n`,
      '/home/ci/.netrc': `bogus\nmachine ${HOST} password p\n`,
    };
    const broken = await inspected('pip', { files });
    expect([broken.remarks, broken.credentials]).toEqual([['netrc'], []]);
    const mended = { ...files, '/home/ci/.netrc': `machine ${HOST} password p\n` };
    const marked = await inspected('pip', { files: mended, encodings: { '/home/ci/.netrc': MARK } });
    expect([marked.remarks, marked.credentials]).toEqual([['encoding'], []]);
    expect((await inspected('pip', { files: mended })).credentials).toEqual([['/home/ci/.netrc', 'p']]);
  });
});

describe('two domains of one host', () => {
  const at = (domain: string, token = '') =>
    `https://${token}host.d.codeartifact.eu-west-1.amazonaws.com/pypi/d/${domain}-111122223333/dev/simple/`;

  test('the token that login had to put into an address is not complained of', async () => {
    const endpoint = at('my-org').replace('simple/', '');
    const remarks = async (name: ToolName, files: Readonly<Record<string, string>>) => {
      const list = await registration(name).tool.inspect?.({ endpoint, machine: machine({ files }) });
      return list?.remarks.map((remark) => remark.name);
    };
    const pip = (further: string) => ({
      [CONF]: `[global]\nindex-url = ${at('my-org', 'aws:t@')}\nextra-index-url = ${further}\n`,
    });
    expect(await remarks('pip', pip(at('their-org', 'aws:u@')))).toEqual([]);
    expect(await remarks('pip', pip(at('my-org')))).toEqual(['token-in-address']);
    const uv = (further: string) => ({
      [UV]: `[[index]]\nname = "a"\nurl = "${at('my-org', 'aws:t@')}"\ndefault = true\n[[index]]\nname = "b"\nurl = "${further}"\n`,
    });
    expect(await remarks('uv', uv(at('their-org', 'aws:u@')))).toEqual([]);
    expect(await remarks('uv', uv(at('my-org')))).toEqual(['token-in-address']);
  });
});

describe('twine', () => {
  test('sections of the user that have the address get the token, nothing is added', async () => {
    const before = `[distutils]\n  index-servers =\n    corp\n    acme\n  [acme]\n  repository = ${URL.slice(0, -1)}\n  username = me\n`;
    const { texts } = await asked('twine', {}, { files: { '/home/ci/.pypirc': before } });
    expect(texts['/home/ci/.pypirc']).toBe(`${before.replace('= me', '= aws')}  password = ${TOKEN}\n`);
  });

  test('variables outrank the file', async () => {
    const files = { '/home/ci/.pypirc': `[distutils]\nindex-servers=a\n[a]\nrepository=${URL}\npassword=p\n` };
    const env = { TWINE_PASSWORD: 'q', TWINE_USERNAME: 'x', TWINE_REPOSITORY_URL: OTHER };
    const { registries, credentials, remarks } = await inspected('twine', { files, env });
    expect(registries.map(([source]) => source)).toEqual(['the variable TWINE_REPOSITORY_URL', '/home/ci/.pypirc']);
    expect(credentials.map(([, token]) => token)).toEqual(['q', 'p']);
    expect(remarks).toEqual(['username']);
  });
});

describe('uv', () => {
  test('an index of the user’s file that is in the way is set aside, older settings name the repository', async () => {
    const before = `index-url = "${OTHER}"\nno-index = true\n\n[[index]]\nurl = "${OTHER}" # mine\ndefault = true\n\n[[index]]\nname = "torch"\nurl = "https://torch.example/"\nexplicit = true\n`;
    const { texts, configuration } = await asked('uv', {}, { files: { [UV]: before } });
    const { parse } = await import('smol-toml');
    expect(parse(texts[UV] ?? '')).toEqual({
      'index-url': `${URL}simple/`,
      'no-index': false,
      index: [
        { url: OTHER, default: false, name: 'set-aside-1', explicit: true },
        { name: 'torch', url: 'https://torch.example/', explicit: true },
        { name: 'shared', url: `${URL}simple/`, 'publish-url': URL, default: true },
      ],
    });
    expect(texts[UV]).toContain('# mine');
    expect(configuration.notes.join()).toContain('uv does not ask other.example');
  });

  test('a name that another index has is left to it; an index of the project is enough', async () => {
    const project = (url: string) => ({
      '/project/pyproject.toml': `[[tool.uv.index]]\nname = "shared"\nurl = "${url}"\n`,
    });
    const taken = await asked('uv', {}, { files: project(OTHER) });
    expect(taken.texts[UV]).toContain('name = "my-org-shared"');
    const known = await asked('uv', {}, { files: project(`${URL}simple`) });
    expect(Object.keys(known.texts)).toEqual(['/home/ci/.netrc']);
    const shared = await asked('uv', { sharesHost: true }, { files: project(`${URL}simple`) });
    expect(Object.keys(shared.texts)).toEqual([UV]);
    expect(shared.texts[UV]).toContain('explicit = true');
  });

  test('the order: variables, project, user, system; the first of a name, the first default', async () => {
    const table = (url: string, more = '') =>
      `[[index]]\nname = "${more === '' ? 'x' : more}"\nurl = "${url}"\ndefault = true\n`;
    const { registries, remarks } = await inspected('uv', {
      env: { UV_INDEX: `x=${OTHER}env/` },
      files: {
        '/project/pyproject.toml': '[tool.uv]\nindex-url = "https://hidden.example/"\n',
        '/project/uv.toml': table(`${OTHER}project/`, 'p'),
        [UV]: table(`${URL}simple/`),
        '/etc/uv/uv.toml': table(`${OTHER}etc/`, 'e'),
      },
    });
    expect(registries.map(([source]) => source)).toEqual(['the variable UV_INDEX', 'uv.toml', '/etc/uv/uv.toml']);
    expect(remarks).toEqual(['shadowed-index']);
  });
});

describe('uv and who is asked', () => {
  const project = (text: string) => ({ '/project/pyproject.toml': text });
  const ours = (more = '', url = `${URL}simple/`) => `[[tool.uv.index]]\nname = "a"\nurl = "${url}"\n${more}`;
  const other = (url: string) => `[[tool.uv.index]]\nname = "o"\nurl = "${url}"\n`;
  const found = async (on: MachineOptions) =>
    (await inspected('uv', on)).whole.remarks.map(({ name, health = 'problem' }) => `${name} ${health}`);

  test.each<[string, string, readonly string[]]>([
    ['explicit, not pinned', ours('explicit = true\n'), ['explicit-index problem']],
    ['explicit, pinned', `${ours('explicit = true\n')}[tool.uv.sources]\nx = [{ index = "a" }]\n`, []],
    ['pinned to nobody', `${ours()}[tool.uv.sources]\nx = { index = "corp" }\n`, ['undeclared-index problem']],
    [
      'pinned to nobody, and that does not count',
      `[tool.uv]\nno-sources = true\n${ours()}[tool.uv.sources]\nx = { index = "corp" }\n`,
      [],
    ],
    ['another first', other(OTHER) + ours(), ['further-index warning']],
    ['the public one first', other('https://pypi.org/simple') + ours(), ['further-index problem']],
    ['another behind', ours() + other(OTHER), []],
    ['all asked', `[tool.uv]\nindex-strategy = "unsafe-best-match"\n${ours()}`, ['unsafe-strategy warning']],
    ['all asked, ours alone', `[tool.uv]\nindex-strategy = "unsafe-best-match"\n${ours('default = true\n')}`, []],
    [
      'all asked by uv pip',
      `[tool.uv.pip]\nindex-strategy = "unsafe-first-match"\n${ours()}`,
      ['unsafe-strategy warning'],
    ],
    ['without simple/', ours('', URL), ['no-index-there problem']],
    ['no token', ours('authenticate = "never"\n'), ['no-authentication problem']],
    ['offline', `[tool.uv]\noffline = true\n${ours()}`, ['offline problem']],
    ['two defaults', `${ours('default = true\n')}${other(OTHER)}default = true\n`, ['two-defaults problem']],
    ['a flat list of files', ours('format = "flat"\n'), ['flat-index problem']],
    ['uv pip without index', `[tool.uv.pip]\nno-index = true\n${ours()}`, ['no-index warning']],
  ])('%s', async (_, text, remarks) => {
    expect(await found({ files: project(text) })).toEqual(remarks);
  });

  test('explicit and pinned: which packages that is, since every other name goes elsewhere', async () => {
    const notes = async (pins: string, more = 'explicit = true\n') =>
      (await inspected('uv', { files: project(`${ours(more)}[tool.uv.sources]\n${pins}`) })).whole.notes;
    expect(await notes('x = { index = "a" }\n')).toEqual([
      'the index a in pyproject.toml is `explicit`: uv asks it for x, which is pinned to it, and other indexes for every other name',
    ]);
    const many = Array.from({ length: 7 }, (_, at) => `p${at} = { index = "a" }\n`).join('');
    expect(await notes(many)).toEqual([expect.stringContaining('for p0, p1, p2, p3, p4 and 2 more, which are pinned')]);
    expect(await notes('x = { index = "a" }\n', '')).toEqual([]);
  });

  test('variables: the network, the strategy, other folders', async () => {
    const files = { ...project(ours()), '/p2/q/uv.toml': `index-url = "${OTHER}"\n` };
    expect(await found({ files, env: { UV_OFFLINE: '1' } })).toEqual(['offline problem']);
    const offline = { ...files, ...project(`[tool.uv]\noffline = true\n${ours()}`) };
    expect(await found({ files: offline, env: { UV_OFFLINE: 'false' } })).toEqual([]);
    expect(await found({ files, env: { UV_INDEX_STRATEGY: 'unsafe-best-match' } })).toEqual([
      'unsafe-strategy warning',
    ]);
    const elsewhere = { UV_WORKING_DIR: '../p2', UV_PROJECT: 'q' };
    const { registries, remarks } = await inspected('uv', { files, env: elsewhere });
    expect([registries.map(([source]) => source), remarks]).toEqual([['/p2/q/uv.toml'], []]);
    expect(await found({ files, env: { UV_PROJECT: '/none' } })).toEqual(['no-folder problem']);
  });

  test('login puts its own default beside an explicit index to which nothing is pinned', async () => {
    const { texts } = await asked('uv', {}, { files: project(ours('explicit = true\n').replace('"a"', '"shared"')) });
    expect(texts[UV]).toContain('name = "my-org-shared"');
    expect(texts[UV]).toContain('default = true');
    const never = `[[index]]\nname = "a"\nurl = "${URL}simple/"\nauthenticate = "never"\n`;
    expect((await asked('uv', {}, { files: { [UV]: never } })).texts[UV]).toContain('authenticate = "auto"');
  });
});

describe('Poetry and who is asked', () => {
  const source = (name: string, url: string | undefined, priority?: string) =>
    `[[tool.poetry.source]]\nname = "${name}"\n${url ? `url = "${url}"\n` : ''}${priority ? `priority = "${priority}"\n` : ''}`;
  const AUTH = '[http-basic.a]\nusername = "aws"\npassword = "p"\n';

  test.each<[string, string, readonly string[]]>([
    ['primary', source('a', `${URL}simple/`), []],
    ['supplemental', source('a', `${URL}simple/`, 'supplemental'), ['further-index problem']],
    [
      'supplemental, without the public index',
      source('a', `${URL}simple/`, 'supplemental') + source('PyPI', undefined, 'explicit'),
      [],
    ],
    [
      'supplemental behind another',
      source('a', `${URL}simple/`, 'supplemental') + source('o', OTHER),
      ['further-index warning'],
    ],
    ['two primary', source('a', `${URL}simple/`) + source('o', OTHER), ['further-index warning']],
    ['the public one too', source('a', `${URL}simple/`) + source('pypi', undefined), ['further-index warning']],
    ['explicit, not bound', source('a', `${URL}simple/`, 'explicit'), ['explicit-source problem']],
    [
      'explicit, bound',
      `${source('a', `${URL}simple/`, 'explicit')}[tool.poetry.group.dev.dependencies]\nx = { version = "1", source = "a" }\n`,
      [],
    ],
    ['without simple/', source('a', URL), ['no-index-there problem']],
  ])('%s', async (_, text, remarks) => {
    const files = { '/project/pyproject.toml': text, '/home/ci/.config/pypoetry/auth.toml': AUTH };
    const { whole } = await inspected('poetry', { files });
    expect(whole.remarks.map(({ name, health = 'problem' }) => `${name} ${health}`)).toEqual(remarks);
  });
});

describe('Poetry', () => {
  const project = (name: string, url: string, more = '') =>
    `[[tool.poetry.source]]\nname = "${name}"\nurl = "${url}"\n${more}`;

  test('each name of the repository gets the token; a name of another host never does', async () => {
    const files = {
      '/project/pyproject.toml': project('a', `${URL}simple/`) + project('shared', OTHER),
      '/home/ci/.config/pypoetry/auth.toml': `[repositories.b]\nurl = "${URL}"\n`,
    };
    const { texts } = await asked('poetry', {}, { files });
    const auth = texts['/home/ci/.config/pypoetry/auth.toml'] ?? '';
    expect([auth.includes('[http-basic.a]'), auth.includes('[http-basic.b]'), auth.includes('shared]')]).toEqual([
      true,
      true,
      false,
    ]);
    const fresh = await asked('poetry', {}, { files: { '/project/pyproject.toml': project('shared', OTHER) } });
    expect(fresh.texts['/home/ci/.config/pypoetry/auth.toml']).toContain('[http-basic.my-org-shared]');
  });

  test('a user in the address, no credentials, variables over files, even empty ones', async () => {
    const at = URL.replace('://', '://aws@');
    const plain = { '/project/pyproject.toml': project('a', `${at}simple/`) };
    expect((await inspected('poetry', { files: plain })).remarks).toEqual(['user-in-address', 'no-credentials']);
    const files = {
      '/project/pyproject.toml': project('a-b', `${URL}simple/`),
      '/home/ci/.config/pypoetry/auth.toml': '[http-basic.a-b]\nusername = "aws"\npassword = "p"\n',
    };
    expect((await inspected('poetry', { files })).credentials.map(([, token]) => token)).toEqual(['p']);
    const env = { POETRY_HTTP_BASIC_A_B_PASSWORD: '' };
    expect((await inspected('poetry', { files, env })).credentials.map(([, token]) => token)).toEqual(['']);
  });
});

test('members of a workspace of uv whose patterns step back for ever are found in time', async () => {
  const name = 'a'.repeat(255);
  const begun = Date.now();
  for (const pattern of [`${'*a'.repeat(12)}b`, `${'**/'.repeat(12)}b`])
    await inspected('uv', {
      files: {
        '/project/pyproject.toml': `[tool.uv.workspace]\nmembers = ["${pattern}"]\n`,
        [`/project/${name}/pyproject.toml`]: '[project]\nname = "a"\n',
        [`/project/${'a/'.repeat(100)}pyproject.toml`]: '[project]\nname = "b"\n',
      },
    });
  expect(Date.now() - begun).toBeLessThan(5_000);
});

describe('values that pip does not take', () => {
  test.each([
    ['quiet = maybe', true],
    ['quiet = 2', false],
    ['timeout = abc', true],
    ['timeout = 7.5', false],
    ['retries = many', true],
    ['python = /nope', true],
    ['python = /usr/bin/python3', false],
    ['no-input = perhaps', true],
    ['no-input = off', false],
    ['keyring-provider = none', true],
    ['keyring-provider = import', false],
    ['nonsense = 1', false],
  ])('%s', async (line, is) => {
    const files = { [CONF]: `[global]\n${line}\n`, '/usr/bin/python3': '' };
    expect((await inspected('pip', { files })).remarks.includes('refused-value')).toBe(is);
  });

  test('a variable that is right outranks a file that is not', async () => {
    const files = { [CONF]: '[global]\ntimeout = abc\n' };
    expect((await inspected('pip', { files, env: { PIP_TIMEOUT: '5' } })).remarks).not.toContain('refused-value');
    expect((await inspected('pip', { env: { PIP_TIMEOUT: 'abc' } })).remarks).toContain('refused-value');
  });
});

test.each<[ToolName, MachineOptions, boolean]>([
  ['pip', { files: { [CONF]: '[global]\nuploaded-prior-to = 2001-01-01\n' } }, true],
  ['pip', { env: { PIP_UPLOADED_PRIOR_TO: '2001-01-01' } }, true],
  ['uv', { files: { [UV]: 'exclude-newer = "2001-01-01T00:00:00Z"\n' } }, true],
  ['uv', { env: { UV_EXCLUDE_NEWER: '2001-01-01' } }, true],
  [
    'uv',
    {
      files: {
        '/project/pyproject.toml': '[project]\nname = "app"\ndependencies = [\n  "Acme[x]>=1",\n]\n',
        [UV]: 'exclude-newer = "2001-01-01T00:00:00Z"\nexclude-newer-package = { acme = "2099-01-01" }\n',
      },
    },
    false,
  ],
  // Of a project that says nothing of what it needs, nobody can tell.
  [
    'uv',
    { files: { [UV]: 'exclude-newer = "2001-01-01T00:00:00Z"\nexclude-newer-package = { acme = "2099-01-01" }\n' } },
    true,
  ],
])('an age gate: %s, %j', async (tool, on, is) => {
  expect((await inspected(tool, on)).remarks.includes('age-gate')).toBe(is);
});

test.each(['~/.config', 'xdg', ' '])(
  'XDG_CONFIG_HOME `%s` is no folder of settings to pip, uv and Poetry',
  async (XDG_CONFIG_HOME) => {
    for (const tool of ['pip', 'uv', 'poetry'] as const) {
      const { configuration } = await asked(tool, {}, { env: { XDG_CONFIG_HOME } });
      expect(configuration.files.filter(({ path }) => !path.startsWith('/home/ci/.'))).toEqual([]);
    }
  },
);

describe('ways', () => {
  const way = async (name: ToolName, on: MachineOptions) => (await inspected(name, on)).whole.way;
  const evil = 'http://evil.example:3128';

  test.each([
    [{ '/project/uv.toml': `https-proxy = "${evil}"\n` }, undefined],
    [
      { '/project/uv.toml': `https-proxy = "${evil}"\nallow-insecure-host = ["*.example:*"]\n` },
      '`allow-insecure-host` in uv.toml, line 2',
    ],
  ])('uv, by a proxy of the checkout: %#', async (files, unverified) => {
    expect(await way('uv', { files })).toMatchObject({ address: evil, isOfProject: true, unverified });
  });

  test.each([
    [`proxy = ${evil}\n`, undefined],
    [`proxy = ${evil}\ncert = ci/evil.pem\n`, '`cert` in /project/.venv/pip.conf, line 3'],
    [`proxy = ${evil}\ntrusted-host = ${HOST}\n`, '`trusted-host` in /project/.venv/pip.conf, line 3'],
  ])('pip, by a proxy of a virtual environment in the checkout: %j', async (text, unverified) => {
    expect(await way('pip', { files: { '/project/.venv/pip.conf': `[global]\n${text}` } })).toMatchObject({
      address: evil,
      isOfProject: true,
      unverified,
    });
  });

  test('twine goes by the variables as pip does', async () => {
    expect(await way('twine', { files: {}, env: { ALL_PROXY: evil } })).toMatchObject({ address: evil });
  });
});
