// The file of a project, which comes with a checkout: what it may say, and what it cannot do.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { INPUTS, type InputDefinition, type InputName } from '../../../src/core/inputs/definitions.ts';
import { PROJECT_SETTINGS, readProjectSettings, settingsFor } from '../../../src/core/inputs/project-settings.ts';
import { readInputs } from '../../../src/core/inputs/read.ts';
import { renderProjectSchema } from '../../../src/core/inputs/render.ts';
import { createFiles } from '../../../src/machine/files.ts';
import { temporaryFolders } from '../../support/folders.ts';

const folder = temporaryFolders();

function place(files: Readonly<Record<string, string>>, below = '') {
  const top = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(top, name, '..'), { recursive: true });
    writeFileSync(join(top, name), text);
  }
  const workingDirectory = join(top, below);
  mkdirSync(workingDirectory, { recursive: true });
  return { workingDirectory, files: createFiles(workingDirectory, workingDirectory) };
}
const found = async (files: Readonly<Record<string, string>>, below = '') =>
  Object.fromEntries((await readProjectSettings(place(files, below)))?.values ?? []);

const YAML = 'domain: my-org\ndomain-owner: 012345678901\nrepository: staging\ntools: [npm, pip]\nscope: "@acme"\n';
const VALUES = {
  domain: 'my-org',
  'domain-owner': '012345678901',
  repository: 'staging',
  tools: 'npm\npip',
  scope: '@acme',
};

describe('where it stands', () => {
  test('codeartifact-ci.yml, with the zero that an account begins with', async () => {
    expect(await found({ 'codeartifact-ci.yml': YAML })).toEqual(VALUES);
  });
  test('a key of package.json, a table of pyproject.toml', async () => {
    const { tools, ...others } = VALUES;
    expect(
      await found({ 'package.json': JSON.stringify({ 'codeartifact-ci': { ...others, tools: ['npm', 'pip'] } }) }),
    ).toEqual(VALUES);
    expect(await found({ 'package.json': '\uFEFF{"codeartifact-ci":{"domain":"my-org"}}' })).toEqual({
      domain: 'my-org',
    });
    const toml = Object.entries(others).map(([name, value]) => `${name} = "${value}"`);
    expect(
      await found({ 'pyproject.toml': `[tool.codeartifact-ci]\n${toml.join('\n')}\ntools = ["npm", "pip"]\n` }),
    ).toEqual(VALUES);
    expect(tools).toBe('npm\npip');
  });
  test('in the nearest folder above, up to that of the repository', async () => {
    expect(await found({ 'codeartifact-ci.yml': YAML, '.git/HEAD': '' }, 'packages/a')).toEqual(VALUES);
    expect(
      await found({ 'codeartifact-ci.yml': YAML, 'packages/a/codeartifact-ci.yml': 'domain: other' }, 'packages/a'),
    ).toEqual({ domain: 'other' });
    expect(await found({ 'codeartifact-ci.yml': YAML, 'inner/.git/HEAD': '' }, 'inner/src')).toEqual({});
  });
  test('nowhere: files of others say nothing, and broken ones neither', async () => {
    expect(
      await found({ 'package.json': '{"name":"codeartifact-ci"}', 'pyproject.toml': '# codeartifact-ci\n[' }),
    ).toEqual({});
    expect(await found({})).toEqual({});
  });
  test('as a link within the project; one out of it is refused, and nothing of what it leads to is told', async () => {
    const at = place({ 'real/settings.yml': YAML });
    symlinkSync('real/settings.yml', join(at.workingDirectory, 'codeartifact-ci.yml'));
    expect(Object.fromEntries((await readProjectSettings(at))?.values ?? [])).toEqual(VALUES);

    const secret = join(folder(), 'shadow');
    writeFileSync(secret, 'root: hunter2\n"codeartifact-ci": 1\n');
    for (const name of ['codeartifact-ci.yml', 'package.json', 'pyproject.toml']) {
      const out = place({});
      symlinkSync(secret, join(out.workingDirectory, name));
      const read = readProjectSettings(out);
      if (name !== 'codeartifact-ci.yml') expect(await read).toBeUndefined();
      else {
        const error = await read.catch((cause) => cause);
        expect(error).toMatchObject({
          code: 'CA-INPUT-001',
          message: expect.stringContaining('leads out of the project'),
        });
        expect(JSON.stringify(error) + error.message).not.toContain('hunter2');
      }
    }
  });

  test('two of them in one folder are refused', async () => {
    const files = { 'codeartifact-ci.yml': YAML, 'package.json': '{"codeartifact-ci":{"domain":"my-org"}}' };
    await expect(found(files)).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining('keep one of them'),
    });
  });
});

describe('what it cannot do', () => {
  const forbidden = (INPUTS as readonly InputDefinition[]).filter((one) => !PROJECT_SETTINGS.includes(one));

  test.each(forbidden.map(({ name }) => name))('set `%s`', async (name) => {
    await expect(found({ 'codeartifact-ci.yml': `${name}: "http://127.0.0.1:9/"\n` })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining(`\`${name}\` is not taken from a file of the checkout`),
    });
  });

  test('change where a token goes: nothing of identity, addresses, proxies, outputs, plans and hashes is among its names', () => {
    const names = PROJECT_SETTINGS.map(({ name }) => name);
    expect(
      names.filter((name) =>
        /url|proxy|role|audience|account|token|output|plan|hash|manifest|credentials|timeout|retry/.test(name),
      ),
    ).toEqual([]);
    expect(names).toContain('domain');
  });

  test('make the domain that somebody names that of another owner', () => {
    const settings = {
      source: 'x',
      values: new Map([
        ['domain', 'my-org'],
        ['domain-owner', '999999999999'],
        ['repository', 'evil'],
        ['scope', '@acme'],
      ]),
    };
    const given = (...names: InputName[]) => [...settingsFor(settings, (name) => names.includes(name)).keys()];
    expect(given()).toEqual(['domain', 'domain-owner', 'repository', 'scope']);
    expect(given('domain')).toEqual(['domain', 'repository', 'scope']);
    expect(given('registry-url')).toEqual(['scope']);
    // Its items say theirs, and a scope beside the list would be refused.
    expect(given('registries')).toEqual([]);
  });

  test.each([
    ['a list', '- domain: my-org', 'expects names of inputs'],
    ['an unknown name', 'domian: my-org', '`domian` is not known'],
    ['a value that is none', 'domain: NOT_ONE', '`domain`: expects 2 to 50 lower-case letters'],
    ['a value of another shape', 'domain: {a: b}', '`domain` expects a text'],
    ['an alias', 'domain: &a my-org\nrepository: *a', 'codeartifact-ci.yml'],
    ['no YAML', 'domain: [', 'codeartifact-ci.yml'],
  ])('%s is refused', async (_, text, why) => {
    await expect(found({ 'codeartifact-ci.yml': text })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining(why),
    });
  });
});

describe('how it ranks', () => {
  const settings = new Map([
    ['domain', 'my-org'],
    ['tools', 'pip'],
    ['pip-index-mode', 'extra'],
  ]);
  const read = (given: Readonly<Record<string, string>>, sendsDefaults: boolean) =>
    readInputs(
      'login',
      (name) => given[name],
      (name) => name,
      undefined,
      { sendsDefaults },
      settings,
    );

  test('behind what is given, before the default', () => {
    expect(read({ domain: 'other' }, false).text('domain')).toBe('other');
    expect(read({}, false).list('tools')).toEqual(['pip']);
    expect(read({ tools: 'auto' }, false).list('tools')).toEqual(['auto']);
  });
  test('a default that the runner sends with every run is not given', () => {
    expect(read({ tools: 'auto', 'pip-index-mode': 'replace' }, true).list('tools')).toEqual(['pip']);
    expect(read({ tools: 'npm' }, true).list('tools')).toEqual(['npm']);
  });
  test('a command that does not take it is not warned', () => {
    const inputs = readInputs(
      'token',
      () => undefined,
      (name) => name,
      undefined,
      { sendsDefaults: false },
      settings,
    );
    expect(inputs.warnings).toEqual([]);
    expect(inputs.text('domain')).toBe('my-org');
  });
});

test('the schema knows each name', () => {
  const schema = JSON.parse(renderProjectSchema());
  expect(Object.keys(schema.properties)).toEqual(['$schema', 'schema', ...PROJECT_SETTINGS.map(({ name }) => name)]);
  expect(schema.additionalProperties).toBe(false);
});
