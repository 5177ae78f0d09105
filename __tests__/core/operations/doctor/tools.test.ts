// Spellings that only the real service has: https, `:443`, Windows and macOS folders.
import { describe, expect, test } from '@jest/globals';
import type { ToolInspection, ToolName } from '../../../../src/core/ports/package-format.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../../support/worlds/logins.ts';

const endpointOf = (name: ToolName) => registration(name).request.endpoint;

async function inspected(name: ToolName, on: MachineOptions): Promise<ToolInspection> {
  const tool = formatList.flatMap(({ tools }) => tools).find((one) => one.name === name);
  const found = await tool?.inspect?.({ endpoint: endpointOf(name), machine: machine(on) });
  if (!found) throw new Error(`${name} cannot be inspected`);
  return found;
}

const asking: readonly ToolName[] = ['npm', 'pnpm', 'yarn', 'bun', 'pip', 'twine', 'uv', 'maven', 'nuget', 'dotnet'];

describe.each(['linux', 'darwin', 'win32'] as const)('what login writes is found again on %s', (platform) => {
  test.each(asking)('%s', async (name) => {
    const { texts } = await asked(name, {}, { platform });
    const found = await inspected(name, { platform, files: texts });
    expect(found.remarks).toEqual([]);
    expect(found.credentials.map(({ token }) => token.reveal())).toContain(TOKEN);
    if (name !== 'twine') expect(found.registries?.map(({ url }) => url).join('\n')).toContain(endpointOf(name));
  });
});

test('pnpm needs the token under :443 as well', async () => {
  const { host, pathname, href } = new URL(endpointOf('npm'));
  const line = `//${host}${pathname}:_authToken=${TOKEN}\n`;
  const files = (more: string) => ({ '/home/ci/.npmrc': `registry=${href}\n${line}${more}` });
  const found = await inspected('pnpm', { files: files('') });
  expect(found.remarks).toMatchObject([{ name: 'explicit-port' }]);
  const both = files(`//${host}:443${pathname}:_authToken=${TOKEN}\n`);
  expect((await inspected('pnpm', { files: both })).remarks).toEqual([]);
});

test('npm: what it replaces in lock files, by its option', async () => {
  const lock = JSON.stringify({ packages: { a: { resolved: 'https://registry.example.com/a/-/a-1.0.0.tgz' } } });
  const replaced = async (option: string) =>
    (await inspected('npm', { files: { '/project/package-lock.json': lock, '/project/.npmrc': option } })).locked[0]
      ?.isReplaced;
  expect(await replaced('')).toBe(false);
  expect(await replaced('replace-registry-host=always')).toBe(true);
  expect(await replaced('replace-registry-host=registry.example.com')).toBe(true);
  expect(await replaced('replace-registry-host=never')).toBe(false);
});

test('hostile files end in remarks or nothing, never in an exception', async () => {
  const texts = [
    '\u0000\u0001',
    '<'.repeat(5000),
    '['.repeat(5000),
    '__proto__=1\n__proto__:registry=x',
    '@:registry=\n=\n',
    'a: &a [*a]',
    '<!DOCTYPE x [<!ENTITY a "b">]><settings/>',
  ];
  const names = [
    '/home/ci/.npmrc',
    '/project/.npmrc',
    '/home/ci/.yarnrc.yml',
    '/project/yarn.lock',
    '/home/ci/.config/pip/pip.conf',
    '/home/ci/.pypirc',
    '/home/ci/.config/uv/uv.toml',
    '/project/pyproject.toml',
    '/home/ci/.m2/settings.xml',
    '/home/ci/.nuget/NuGet/NuGet.Config',
    '/home/ci/.netrc',
    '/project/package-lock.json',
  ];
  for (const text of texts)
    for (const tool of [...asking, 'poetry'] as const)
      await inspected(tool, { files: Object.fromEntries(names.map((name) => [name, text])) });
});
