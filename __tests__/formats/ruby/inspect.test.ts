import { describe, expect, test } from '@jest/globals';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../support/worlds/logins.ts';

const URL = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/ruby/shared/';
const KEY = URL.replaceAll('.', '__').replaceAll('-', '___').toUpperCase();
const GEMFILE = { '/project/Gemfile': `source '${URL}'\ngem 'x'\n` };

async function inspected(on: MachineOptions) {
  const { tool, request } = registration('gem');
  if (!tool.inspect) throw new Error('no model');
  return tool.inspect({ endpoint: request.endpoint, machine: machine(on) });
}
const remarks = async (on: MachineOptions) => (await inspected(on)).remarks.map(({ name }) => name);

describe('gem and Bundler', () => {
  test('nothing is there, and after a login all is well', async () => {
    expect(await inspected({})).toMatchObject({ registries: [], credentials: [], remarks: [] });
    expect(await remarks({ files: GEMFILE })).toEqual(['no-credentials']);
    const { texts } = await asked('gem', {}, { files: GEMFILE });
    const found = await inspected({ files: { ...GEMFILE, ...texts } });
    expect(found.registries?.map(({ setting, url }) => [setting, url])).toEqual([
      ['source', URL],
      [':sources:', URL],
    ]);
    expect(found.credentials.map(({ token }) => token.reveal())).toEqual([TOKEN, TOKEN]);
    expect(found.remarks).toEqual([]);
  });

  test('the project’s settings go before the user’s, by address before by host', async () => {
    const { texts } = await asked('gem', {}, { files: GEMFILE });
    const files = { ...GEMFILE, ...texts };
    const old = { ...files, '/project/.bundle/config': `---\nBUNDLE_${KEY}: "aws:old"\n` };
    expect((await inspected({ files: old })).credentials.map(({ token }) => token.reveal())).toEqual([
      'old',
      TOKEN,
      TOKEN,
    ]);
    const env = { BUNDLE_MY___ORG___111122223333__D__CODEARTIFACT__EU___WEST___1__AMAZONAWS__COM: 'aws:old' };
    expect((await inspected({ files, env })).credentials[0]?.token.reveal()).toBe(TOKEN);
    const alone = await inspected({ files: GEMFILE, env });
    expect(alone.credentials[0]).toMatchObject({ variable: Object.keys(env)[0] });
  });

  test('mirrors, and settings that are ignored', async () => {
    const { texts } = await asked('gem', {}, { files: GEMFILE });
    const files = { ...GEMFILE, ...texts };
    expect(await remarks({ files, env: { BUNDLE_MIRROR__ALL: 'https://proxy.example/' } })).toEqual(['mirrored']);
    expect(await remarks({ files, env: { BUNDLE_IGNORE_CONFIG: '1' } })).toEqual(['no-credentials']);
  });

  test('GEMRC names what is read instead, and of several the last with sources counts', async () => {
    const team = { '/home/ci/team': '---\n:sources:\n- https://other.example/\n' };
    const env = { GEMRC: '/home/ci/team' };
    const { texts } = await asked('gem', {}, { env, files: team });
    expect(texts['/home/ci/team']).toContain(TOKEN);
    const plain = await asked('gem');
    expect(await remarks({ env, files: { ...plain.texts, ...team } })).toEqual(['other-sources']);
    for (const text of ['[', 'a: &a [*a]', ':sources: 1\n', '\u0000'])
      await inspected({
        files: { '/home/ci/.gemrc': text, '/home/ci/.bundle/config': text, '/project/Gemfile': text },
      });
  });
});
