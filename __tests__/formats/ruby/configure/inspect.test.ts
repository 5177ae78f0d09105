import { describe, expect, test } from '@jest/globals';
import { loginVerdicts, registryVerdicts } from '../../../../src/core/operations/login/judge-tool.ts';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../../support/worlds/logins.ts';

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
    expect(await remarks({ env: { GEMRC: '' }, files: (await asked('gem')).texts })).toEqual(['other-sources']);
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

  test('the two are judged apart: what one asks does not hide the other', async () => {
    const { texts } = await asked('gem', {}, { files: GEMFILE });
    const place = { endpoint: URL, label: 'my-org/shared', loginCommand: 'login' };
    const said = async (files: Readonly<Record<string, string>>) =>
      registryVerdicts(registration('gem').tool, await inspected({ files }), place).map(({ health, found }) => [
        health,
        found,
      ]);
    const gemrc = { '/home/ci/.gemrc': texts['/home/ci/.gemrc'] ?? '' };
    expect(await said({ ...GEMFILE, ...gemrc })).toEqual([
      ['ok', 'Bundler asks my-org/shared: `source` in Gemfile'],
      ['ok', 'gem asks my-org/shared: `:sources:` in /home/ci/.gemrc'],
    ]);
    expect(await said(GEMFILE)).toEqual([
      ['ok', 'Bundler asks my-org/shared: `source` in Gemfile'],
      ['warning', 'nothing tells gem to ask my-org/shared'],
    ]);
    expect(await said({ ...gemrc, '/project/Gemfile': "source 'https://other.example/'\n" })).toEqual([
      ['problem', '`source` in Gemfile is https://other.example/, not my-org/shared, so that Bundler does not ask it'],
      ['ok', 'gem asks my-org/shared: `:sources:` in /home/ci/.gemrc'],
    ]);
  });

  test('a login with two repositories of which the Gemfile names one says nothing', async () => {
    const { tool } = registration('gem');
    const theirs = URL.replace('/shared/', '/theirs/');
    const files = { '/project/Gemfile': `source '${theirs}'\n`, ...(await asked('gem')).texts };
    const judged = (others: readonly string[]) =>
      inspected({ files }).then((found) =>
        loginVerdicts(tool, found, {
          scopes: [],
          others,
          place: { endpoint: URL, label: 'my-org/shared' },
          token: TOKEN,
        }),
      );
    expect(await judged([theirs])).toEqual([]);
    expect(await judged([])).toMatchObject([{ found: expect.stringContaining('so that Bundler does not ask it') }]);
  });

  test('the machine’s own .gemrc counts where the user’s says nothing', async () => {
    const { texts } = await asked('gem');
    const files = { ...texts, '/etc/gemrc': 'gem: --clear-sources --source https://other.example/\n' };
    expect(await remarks({ files })).toEqual(['other-arguments']);
    const own = { ...files, '/home/ci/.gemrc': `${texts['/home/ci/.gemrc']}gem: --no-document\n` };
    expect(await remarks({ files: own })).toEqual([]);
    const windows = { platform: 'win32', env: { ProgramData: 'C:\\ProgramData' } } as const;
    const there = await asked('gem', {}, windows);
    const whole = { ...there.texts, 'C:\\ProgramData\\gemrc': 'gem: --local\n' };
    expect(await remarks({ ...windows, files: whole })).toEqual(['local-only']);
  });

  test('the Gemfile of a folder above on Windows, and the variable that it reads', async () => {
    const files = { 'D:\\gems.rb': `source "https://aws:#{ENV['CODEARTIFACT_AUTH_TOKEN']}@${URL.slice(8)}"\n` };
    const { configuration, texts } = await asked('gem', {}, { platform: 'win32', files });
    expect(Object.keys(configuration.variables)).toContain('CODEARTIFACT_AUTH_TOKEN');
    const on = { platform: 'win32', files: { ...files, ...texts } } as const;
    expect(await remarks(on)).toEqual(['unset-variable']);
    expect(await remarks({ ...on, env: { CODEARTIFACT_AUTH_TOKEN: TOKEN } })).toEqual([]);
  });

  test('a file of any length and depth is looked through in little time', async () => {
    const many = (text: string, count = 250_000) => text.repeat(Math.ceil(count / text.length)).slice(0, count);
    const texts = [
      '(',
      '"#{',
      '/\\/',
      "source ['",
      'x do\n',
      'a||',
      '<<A\n',
      '%q(',
      'eval_gemfile "Gemfile"\n',
      'gem "a",',
    ];
    const doubled = `a = "0123456789"\n${many('a = "#{a}#{a}"\n', 4000)}source a\n`;
    const begin = performance.now();
    for (const text of [...texts.map((one) => many(one)), doubled])
      for (const begun of [text, `x ${text}`])
        await inspected({ files: { '/project/Gemfile': begun, '/home/ci/.bundle/config': begun } });
    await inspected({
      files: {
        '/home/ci/.gemrc': `:sources:\n${many('- https://x/\n')}`,
        '/project/Gemfile': many("source 'https://x/'\n"),
      },
    });
    await inspected({ files: { '/home/ci/.gemrc': `gem: ${many('-s https://x/ ')}\n` } });
    expect(performance.now() - begin).toBeLessThan(30_000);
  }, 60_000);
});
