import { expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { asked, TOKEN } from '../../support/worlds/logins.ts';

const URL = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/cargo/shared/';
const CONFIG = '/home/ci/.cargo/config.toml';

test('registry, provider, default and replacement of crates.io; the token beside it', async () => {
  const { texts } = await asked('cargo');
  expect(texts).toEqual({
    [CONFIG]: `[registries.codeartifact]\nindex = "sparse+${URL}"\ncredential-provider = "cargo:token"\n\n[registry]\ndefault = "codeartifact"\n\n[source.crates-io]\nreplace-with = "codeartifact"\n`,
    '/home/ci/.cargo/credentials.toml': `[registries.codeartifact]\ntoken = "Bearer ${TOKEN}"\n`,
  });
});

test('what is there stays; values that are there are changed in place', async () => {
  const before =
    '# c\n[registry]\ndefault = "old" # mine\n\n[source.crates-io]\nreplace-with = "mirror"\n\n[source.mirror]\nregistry = "https://m.example" # m\n';
  const { texts } = await asked('cargo', {}, { files: { [CONFIG]: before } });
  expect(texts[CONFIG]).toContain('default = "codeartifact" # mine');
  expect(texts[CONFIG]).toContain('[source.mirror]\nregistry = "https://m.example" # m\n');
});

test.each([
  ['inline tables', 'registries = { other = { index = "x" } }\n'],
  ['dotted keys', 'registries.other.index = "x"\nregistry.default = "y"\n[net]\nretry = 1\n'],
  ['CRLF', '[net]\r\nretry = 1\r\n'],
  ['an array of tables', '[[x]]\na = 1\n[[x]]\na = 2\n'],
])('%s', async (_, before) => {
  const { texts } = await asked('cargo', {}, { files: { [CONFIG]: before } });
  const after = parse(texts[CONFIG] ?? '') as Record<string, Record<string, unknown>>;
  expect(after).toMatchObject(parse(before.replace('"y"', '"codeartifact"')) as object);
  expect(after.registries?.codeartifact).toEqual({ index: `sparse+${URL}`, 'credential-provider': 'cargo:token' });
  if (before.includes('\r\n')) expect((texts[CONFIG] ?? '').replaceAll('\r\n', '')).not.toContain('\n');
});

test('a second repository adds up', async () => {
  const first = await asked('cargo');
  const { texts } = await asked('cargo', { repository: 'rel.eases', earlierEndpoints: [URL] }, { files: first.texts });
  expect(parse(texts[CONFIG] ?? '')).toMatchObject({
    registry: { default: 'codeartifact' },
    registries: { codeartifact: {}, 'my-org-rel-eases': { 'credential-provider': 'cargo:token' } },
  });
});

test('CARGO_HOME, and files without extension, which Cargo prefers', async () => {
  const on = { env: { CARGO_HOME: '/c' }, files: { '/c/config': '', '/c/credentials.toml': '' } };
  expect(Object.keys((await asked('cargo', {}, on)).texts)).toEqual(['/c/config', '/c/credentials.toml']);
});

test('a file that is not TOML stops the login', async () => {
  await expect(asked('cargo', {}, { files: { [CONFIG]: 'a = ' } })).rejects.toThrow();
  await expect(asked('cargo', {}, { files: { [CONFIG]: 'registries = 1' } })).rejects.toThrow('not a table');
});
