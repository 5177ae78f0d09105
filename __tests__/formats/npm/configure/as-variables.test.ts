// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the clients’ own spelling of a variable
// Where the user's file cannot be written, a copy of it stands in: of the file that the very client reads.
import { expect, test } from '@jest/globals';
import type { ToolMachine, ToolName } from '../../../../src/core/ports/package-format.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { requestFor } from '../../../support/worlds/logins.ts';

async function copied(tool: ToolName, env: Record<string, string>, files: Record<string, string>) {
  const machine: ToolMachine = {
    platform: 'linux',
    home: '/home/ci',
    accountHome: '/home/ci',
    env,
    exportsVariables: true,
    workingDirectory: '/project',
    exists: (path) => path in files,
    read: (path) => files[path],
    encodingOf: () => undefined,
    find: () => [],
  };
  const found = formatList.flatMap(({ tools }) => tools).find(({ name }) => name === tool);
  const asked = { machine, earlierEndpoints: [], sharesHost: false, folder: '/state' };
  const configuration = await found?.asVariables?.({ ...requestFor('npm'), ...asked });
  return {
    texts: await Promise.all((configuration?.files ?? []).map((file) => file.edit(undefined))),
    variables: configuration?.variables ?? {},
  };
}

const OF_HOME = { '/home/ci/rc': 'fund=false\n', '/project/~/rc': 'fund=literal\n' };

test.each([
  ['npm', 'fund=false'],
  ['pnpm', 'fund=false'],
  ['yarn', 'fund=literal'],
] as const)('%s reads `~` in NPM_CONFIG_USERCONFIG in its own way', async (tool, line) => {
  const files = { ...OF_HOME, '/project/yarn.lock': '# yarn lockfile v1\n' };
  expect((await copied(tool, { NPM_CONFIG_USERCONFIG: '~/rc' }, files)).texts.join()).toContain(line);
});

test('npm alone fills in variables, and lets the project name the user’s file', async () => {
  const env = { NPM_CONFIG_USERCONFIG: '${CI_RC}', CI_RC: '/home/ci/rc' };
  expect((await copied('npm', env, OF_HOME)).texts.join()).toContain('fund=false');
  const project = { ...OF_HOME, '/project/package.json': '{}', '/project/.npmrc': 'userconfig=~/rc\n' };
  expect((await copied('npm', {}, project)).texts.join()).toContain('fund=false');
  expect((await copied('pnpm', {}, project)).texts.join()).not.toContain('fund=');
});

test('a variable that comes before pnpm’s own is set as well', async () => {
  const { texts, variables } = await copied('pnpm', { pnpm_config_npmrc_auth_file: '/home/ci/rc' }, OF_HOME);
  expect(texts.join()).toContain('fund=false');
  expect(variables).toMatchObject({
    PNPM_CONFIG_USERCONFIG: '/state/.npmrc',
    pnpm_config_npmrc_auth_file: '/state/.npmrc',
  });
});
