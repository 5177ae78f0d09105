import { expect, test } from '@jest/globals';
import { bundleKey } from '../../../../src/formats/ruby/configure/bundle-config.ts';
import { asked, OTHER_TOKEN, TOKEN } from '../../../support/worlds/logins.ts';

const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const URL = `https://${HOST}/ruby/shared`;

test('sources, push credentials and Bundler’s setting', async () => {
  const { texts, configuration } = await asked('gem');
  expect(texts).toEqual({
    '/home/ci/.gemrc': `:sources:\n  - "https://aws:${TOKEN}@${HOST}/ruby/shared/"\n`,
    '/home/ci/.gem/credentials': `:codeartifact_api_key: "Bearer ${TOKEN}"\n"${URL}": "Bearer ${TOKEN}"\n`,
    '/home/ci/.bundle/config': `---\nBUNDLE_HTTPS://MY___ORG___111122223333__D__CODEARTIFACT__EU___WEST___1__AMAZONAWS__COM/RUBY/SHARED/: "aws:${TOKEN}"\n`,
  });
  expect(configuration.variables).toEqual({ RUBYGEMS_HOST: URL });
});

test('sources of others stay, ours is refreshed and not doubled', async () => {
  const before = '# c\n:sources:\n- https://gems.example/ # mine\n:backtrace: false\n';
  const first = await asked('gem', {}, { files: { '/home/ci/.gemrc': before } });
  expect(first.texts['/home/ci/.gemrc']).toBe(
    `# c\n:sources:\n- https://gems.example/ # mine\n- "https://aws:${TOKEN}@${HOST}/ruby/shared/"\n:backtrace: false\n`,
  );
  const second = await asked('gem', { token: OTHER_TOKEN }, { files: first.texts });
  expect(second.texts['/home/ci/.gemrc']).toBe((first.texts['/home/ci/.gemrc'] ?? '').replace(TOKEN, OTHER_TOKEN));
  expect(second.texts['/home/ci/.bundle/config']?.match(/BUNDLE_/g)).toHaveLength(1);
});

test('the files of the XDG layout, and Bundler’s variables', async () => {
  const files = { '/home/ci/.config/gem/gemrc': '', '/home/ci/.local/share/gem/credentials': '' };
  expect(Object.keys((await asked('gem', {}, { files, env: { BUNDLE_USER_HOME: '/b' } })).texts)).toEqual([
    '/home/ci/.config/gem/gemrc',
    '/home/ci/.local/share/gem/credentials',
    '/b/config',
  ]);
  expect(Object.keys((await asked('gem', {}, { env: { BUNDLE_USER_CONFIG: 'bundle.cfg' } })).texts)[2]).toBe(
    '/project/bundle.cfg',
  );
});

test('Bundler’s spelling of an address', () => {
  expect(bundleKey('http://127.0.0.1:4747/ruby/d/a-b/r')).toBe('BUNDLE_HTTP://127__0__0__1:4747/RUBY/D/A___B/R/');
});
