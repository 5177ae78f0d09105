import { describe, expect, test } from '@jest/globals';
import type { TextEncoding } from '../../../src/core/text/encoding.ts';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../support/worlds/logins.ts';

const URL = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/cargo/shared/';
const CONFIG = '/home/ci/.cargo/config.toml';
const PROJECT = '/project/.cargo/config.toml';
const acme = `[registries.acme]\nindex = "sparse+${URL}"\n`;

async function inspected(on: MachineOptions) {
  const { tool, request } = registration('cargo');
  if (!tool.inspect) throw new Error('no model');
  return tool.inspect({ endpoint: request.endpoint, machine: machine(on) });
}
const remarks = async (on: MachineOptions) => (await inspected(on)).remarks.map(({ name }) => name);

describe('Cargo', () => {
  test('nothing is there, and after a login all is well', async () => {
    expect(await inspected({})).toMatchObject({ registries: [], credentials: [], remarks: [] });
    const { texts } = await asked('cargo');
    const found = await inspected({ files: texts });
    expect(found.registries?.map(({ setting, url }) => [setting, url])).toEqual([
      ['source.crates-io.replace-with', URL],
      ['registries.codeartifact', URL],
    ]);
    expect(found.credentials.map(({ token }) => token.reveal())).toEqual([TOKEN]);
    expect(found.remarks).toEqual([]);
  });

  test('the project’s name gets the token, and no second one is made', async () => {
    const { texts, configuration } = await asked('cargo', {}, { files: { [PROJECT]: acme } });
    expect(texts[CONFIG]).toContain('[registries.acme]');
    expect(texts[CONFIG]).not.toContain('codeartifact]');
    expect(texts['/home/ci/.cargo/credentials.toml']).toContain(`[registries.acme]\ntoken = "Bearer ${TOKEN}"`);
    expect(configuration.notes.join()).toContain('`acme`');
    expect(await remarks({ files: { [PROJECT]: acme, ...texts } })).toEqual([]);
    expect(await remarks({ files: { [PROJECT]: acme } })).toEqual(['no-credentials']);
    const env = { CARGO_REGISTRIES_ACME_TOKEN: `Bearer ${TOKEN}` };
    expect(await remarks({ files: { [PROJECT]: acme }, env })).toEqual(['no-credential-provider']);
  });

  test('a variable that names it, and one that stands for another', async () => {
    const named = await asked('cargo', {}, { env: { CARGO_REGISTRIES_MY_CRATES_INDEX: `sparse+${URL}` } });
    expect(named.texts[CONFIG]).toContain('[registries.my-crates]');
    const env = {
      CARGO_REGISTRIES_CODEARTIFACT_INDEX: 'sparse+https://other.example/',
      CARGO_REGISTRIES_CODEARTIFACT_TOKEN: 'old',
      CARGO_REGISTRY_DEFAULT: 'other',
    };
    const { texts, configuration } = await asked('cargo', {}, { env, exportsVariables: true });
    expect(Object.keys(configuration.variables)).toEqual([
      'CARGO_REGISTRIES_CODEARTIFACT_INDEX',
      'CARGO_REGISTRIES_CODEARTIFACT_TOKEN',
      'CARGO_REGISTRY_DEFAULT',
    ]);
    expect(await remarks({ env, files: texts })).toEqual(['other-index', 'other-default']);
  });

  test('what the project puts in the place of crates.io, unless its manifest names ours', async () => {
    const other =
      '[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+https://other.example/"\n';
    const { texts } = await asked('cargo');
    const files = { ...texts, [PROJECT]: other };
    expect((await inspected({ files })).registries?.[0]).toMatchObject({
      url: 'https://other.example/',
      isFurther: false,
    });
    const manifest = '[dependencies]\nx = { version = "1", registry = "codeartifact" }\n';
    const named = await inspected({ files: { ...files, '/project/Cargo.toml': manifest } });
    expect(named.registries?.[0]).toMatchObject({ isFurther: true });
  });

  const OTHER =
    '[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+https://other.example/"\n';
  const EXTRA = '/project/.cargo/x.toml';

  test('what a file includes counts less than it, and of that the last counts most', async () => {
    const { texts } = await asked('cargo');
    const urls = async (files: Readonly<Record<string, string>>) =>
      (await inspected({ files: { ...texts, ...files } })).registries?.[0]?.url;
    const include = 'include = ["x.toml", { path = "sub/y.toml", optional = true }]\n';
    expect(await urls({ [PROJECT]: include, [EXTRA]: OTHER })).toBe('https://other.example/');
    const last = OTHER.replace('other.example', 'last.example');
    expect(await urls({ [PROJECT]: include, [EXTRA]: OTHER, '/project/.cargo/sub/y.toml': last })).toBe(
      'https://last.example/',
    );
    const own = OTHER.replace('other.example', 'own.example');
    expect(await urls({ [PROJECT]: include + own, [EXTRA]: OTHER })).toBe('https://own.example/');
    // From the folder of the file that names it.
    const inner = 'include = ["../z.toml"]\n';
    const nested = {
      [PROJECT]: include,
      [EXTRA]: '',
      '/project/.cargo/sub/y.toml': inner,
      '/project/.cargo/z.toml': OTHER,
    };
    expect(await urls(nested)).toBe('https://other.example/');
    // What the user includes does not outrank what a login writes beside it.
    expect(await urls({ [CONFIG]: `include = ["x.toml"]\n${texts[CONFIG]}`, '/home/ci/.cargo/x.toml': OTHER })).toBe(
      URL,
    );
  });

  test.each([
    ['include = ["none.toml"]', /includes \/project\/\.cargo\/none\.toml, which is not there/],
    ['include = "x.toml"', /its `include` is no list of files/],
    ['include = [1]', /its `include` is no list of files/],
    ['include = ["x.txt"]', /names x\.txt, which Cargo does not take/],
    ['include = ["a{b}.toml"]', /which Cargo does not take/],
    ['include = ["config.toml"]', /which leads back to it/],
    ['include = ["bad.toml"]', /bad\.toml is not read by Cargo: it is not TOML/],
    ['include = ["twice.toml"]', /too many files are included/],
  ])('Cargo does not start with %s', async (text, told) => {
    const { texts } = await asked('cargo');
    const twice = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [
        `/project/.cargo/${at === 0 ? 'twice' : `t${at}`}.toml`,
        `include = ["t${at + 1}.toml", "t${at + 1}.toml"]`,
      ]),
    );
    const files = {
      ...texts,
      ...twice,
      '/project/.cargo/t12.toml': '',
      '/project/.cargo/bad.toml': '[',
      [PROJECT]: text,
    };
    const found = await inspected({ files });
    expect(found.registries).toBeUndefined();
    expect(found.remarks.map((one) => one.found).join('\n')).toMatch(told);
  });

  test('a provider in a list and one in a text do not go together, so a login adds none to a list', async () => {
    const list = `[registries.codeartifact]\ncredential-provider = ["cargo:token-from-stdout", "get-it", "s3cret"]\n`;
    const { texts } = await asked('cargo', {}, { files: { [PROJECT]: list } });
    expect(texts[CONFIG]).not.toContain('credential-provider');
    const found = await inspected({ files: { ...texts, [PROJECT]: list } });
    expect(found.remarks).toEqual([]);
    expect(found.notes).toEqual([
      `Cargo takes the token for codeartifact from \`cargo:token-from-stdout\` (credential-provider in ${PROJECT}), not from what a login stores`,
    ]);
    const before = await asked('cargo');
    const clash = await inspected({ files: { ...before.texts, [PROJECT]: list } });
    expect(clash.remarks).toMatchObject([
      {
        name: 'unmergeable',
        found: `${PROJECT} and ${CONFIG} have values of two kinds for registries.codeartifact.credential-provider, with which Cargo does not start`,
      },
    ]);
    const kinds = { [PROJECT]: '[env]\nA = 1\n', [CONFIG]: '[env]\nA = "x"\n' };
    expect(await remarks({ files: kinds })).toEqual([]);
  });

  test('offline: a variable goes before every file', async () => {
    const { texts } = await asked('cargo');
    const off = { ...texts, [PROJECT]: '[net]\noffline = true\n' };
    expect(await remarks({ files: off })).toEqual(['offline']);
    expect(await remarks({ files: off, env: { CARGO_NET_OFFLINE: 'false' } })).toEqual([]);
    expect(await remarks({ files: texts, env: { CARGO_NET_OFFLINE: 'true' } })).toEqual(['offline']);
    expect(await remarks({ files: { ...off, [PROJECT]: '[net]\noffline = false\n' } })).toEqual([]);
  });

  test('an index that Cargo refuses in this spelling', async () => {
    const names = async (text: string, env = {}) => {
      const { texts } = await asked('cargo', {}, { files: { [PROJECT]: text }, env });
      return remarks({ files: { ...texts, [PROJECT]: text }, env });
    };
    expect(await names(acme.replace('/"', '"'))).toEqual(['index-address']);
    expect(await names(acme.replace('sparse+', ''))).toEqual(['index-address']);
    expect(await names(acme)).toEqual([]);
    expect(await names('', { CARGO_REGISTRIES_ACME_INDEX: `sparse+${URL}`.replace(/\/$/, '') })).toEqual([
      'index-address',
    ]);
    const source = `[source.crates-io]\nreplace-with = "s"\n[source.s]\nregistry = "sparse+${URL}"\n`;
    expect(await names(source)).toEqual([]);
    expect(await names(source.replace('/"', '"'))).toEqual(['index-address']);
  });

  test('bytes that are not UTF-8 keep Cargo from starting, a mark does not', async () => {
    const { texts } = await asked('cargo');
    const read = (path: string, encoding: TextEncoding) => remarks({ files: texts, encodings: { [path]: encoding } });
    for (const path of [CONFIG, '/home/ci/.cargo/credentials.toml']) {
      expect(await read(path, { charset: 'utf16le', mark: true })).toEqual(['encoding']);
      expect(await read(path, { charset: 'latin1', mark: false })).toEqual(['encoding']);
      expect(await read(path, { charset: 'utf8', mark: true })).toEqual([]);
    }
  });

  test('what is no TOML, or nonsense, is a remark', async () => {
    expect(await remarks({ files: { [PROJECT]: '[' } })).toEqual(['unreadable']);
    for (const text of [
      'registries = 1\n',
      'registries = { a = 1, b = { index = 2, token = 3 } }\n',
      'source = "x"\n',
      '[source.crates-io]\nreplace-with = "crates-io"\n',
    ])
      await inspected({ files: { [PROJECT]: text, [CONFIG]: text, '/home/ci/.cargo/credentials.toml': text } });
  });
});

describe('ways', () => {
  const PROXY = 'http://proxy.example:3128';
  const GIT = '/home/ci/.gitconfig';
  const git = `[http]\n\tproxy = ${PROXY}\n`;

  test.each([
    [{ [GIT]: git }, GIT],
    [{ [GIT]: '[include]\n\tpath = ~/.corp\n', '/home/ci/.corp': git }, '/home/ci/.corp'],
    [{ [GIT]: '[include]\n\tpath = git/corp\n', '/home/ci/git/corp': git }, '/home/ci/git/corp'],
    [{ [GIT]: `[HTTP]\n\tProxy = \\\n  ${PROXY}\n` }, GIT],
    [{ [GIT]: `[include]\n\tpath = .gitconfig\n${git}` }, GIT],
  ])('Git’s proxy, with what its files take in: %#', async (files, source) => {
    expect((await inspected({ files })).way).toMatchObject({ address: PROXY, source });
  });

  test.each([
    [{}, { CARGO_HTTP_PROXY: '' }, 'CARGO_HTTP_PROXY'],
    [{ [GIT]: '[http]\n\tproxy =\n' }, {}, GIT],
    [{ [CONFIG]: '[http]\nproxy = ""\n' }, {}, CONFIG],
  ])('an empty one is none, whatever weaker places say: %#', async (files, env, place) => {
    const on = { files: { '/home/ci/.config/git/config': git, ...files }, env: { HTTPS_PROXY: PROXY, ...env } };
    expect((await inspected(on)).way).toMatchObject({ because: expect.stringContaining(`${place} is empty`) });
  });

  test('by a proxy of the checkout that brings its authority', async () => {
    const files = { [PROJECT]: `[http]\nproxy = "${PROXY}"\ncainfo = "evil.pem"\n` };
    expect((await inspected({ files })).way).toMatchObject({
      isOfProject: true,
      line: 2,
      unverified: `\`cainfo\` in ${PROJECT}, line 3`,
    });
  });
});
