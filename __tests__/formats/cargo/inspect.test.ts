import { describe, expect, test } from '@jest/globals';
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
