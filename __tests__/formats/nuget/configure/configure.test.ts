import { describe, expect, test } from '@jest/globals';
import { encodeName } from '../../../../src/formats/nuget/configure/element-names.ts';
import { parseXml } from '../../../../src/formats/shared/text/xml.ts';
import { asked, TOKEN } from '../../../support/worlds/logins.ts';

const URL = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/nuget/shared/v3/index.json';
const FILE = '/home/ci/.nuget/NuGet/NuGet.Config';
const edited = async (before: string, wanted: Parameters<typeof asked>[1] = {}) =>
  (await asked('dotnet', wanted, { files: { [FILE]: before } })).texts[FILE] ?? '';

test.each([
  ['dom/repo', 'dom_x002F_repo'],
  ['a b', 'a_x0020_b'],
  ['1st', '_x0031_st'],
  ['-x', '_x002D_x'],
  ['plain-name.x_y', 'plain-name.x_y'],
  ['a_x0020_b', 'a_x005F_x0020_b'],
  ['größe', 'größe'],
  ['<x>', '_x003C_x_x003E_'],
])('the name %s becomes the element %s', (name, element) => {
  expect(encodeName(name)).toBe(element);
});

describe('NuGet.Config', () => {
  test('a new file has the source and its clear-text credentials', async () => {
    const { texts, configuration } = await asked('dotnet');
    expect(texts[FILE]).toBe(
      `<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n  <packageSources>\n    <add key="my-org/shared" value="${URL}" protocolVersion="3" />\n  </packageSources>\n` +
        `  <packageSourceCredentials>\n    <my-org_x002F_shared>\n      <add key="Username" value="aws" />\n      <add key="ClearTextPassword" value="${TOKEN}" />\n      <add key="ValidAuthenticationTypes" value="basic" />\n    </my-org_x002F_shared>\n  </packageSourceCredentials>\n</configuration>\n`,
    );
    expect(configuration.notes.join()).toContain('only source');
  });

  test('a source of that address keeps its name; its encrypted password is replaced', async () => {
    const before = `<configuration><packageSources><clear /><add key="Mine" value="${URL.toUpperCase().replace('HTTPS', 'https')}" /></packageSources><packageSourceCredentials><Mine><add key="Username" value="x" /><add key="Password" value="AQAA" /></Mine></packageSourceCredentials></configuration>`;
    const text = await edited(before);
    expect(text).toContain(`<Mine><add key="Username" value="aws" /><add key="ClearTextPassword" value="${TOKEN}" />`);
    expect(text).not.toContain('AQAA');
    expect(text).not.toContain('my-org/shared');
  });

  test('a source of that name is pointed here; both kinds of password become one', async () => {
    const before =
      '<configuration>\n  <packageSources>\n    <add value=\'https://old.example\' key=\'MY-ORG/shared\'/>\n  </packageSources>\n  <packageSourceCredentials>\n    <my-org_x002F_shared>\n      <add key="ClearTextPassword" value="old" />\n      <add key="Password" value="AQAA" />\n    </my-org_x002F_shared>\n  </packageSourceCredentials>\n</configuration>';
    const text = await edited(before);
    expect(text).toContain(`<add value='${URL}' key='MY-ORG/shared' protocolVersion="3"/>`);
    expect(text).toContain(`<add key="ClearTextPassword" value="${TOKEN}" />`);
    expect(text).not.toContain('AQAA');
    parseXml(text);
  });

  test('a mapping gets the source, a disabled one is enabled, plain http is allowed', async () => {
    const before =
      '<configuration><packageSources/><packageSourceMapping><packageSource key="other"><package pattern="*" /></packageSource></packageSourceMapping><disabledPackageSources><add key="my-org/shared" value="true" /></disabledPackageSources></configuration>';
    const text = await edited(before, { base: () => 'http://127.0.0.1:1/nuget/x/' });
    expect(text).toContain('<packageSource key="my-org/shared">\n');
    // Any entry disables, whatever its value.
    expect(text).toContain('<disabledPackageSources></disabledPackageSources>');
    expect(text).toContain('allowInsecureConnections="true"');
    expect(await edited('<configuration/>')).not.toMatch(/allowInsecure|packageSourceMapping/);
  });

  test('names cannot break out of their attribute', async () => {
    const text = await edited('<configuration/>', { options: { 'nuget-source-name': `a"/><x y='&` } });
    expect(parseXml(text).children[0]?.children[0]?.attributes.key).toBe(`a"/><x y='&`);
  });

  test.each([['<configuration>'], ['<packages/>'], ['<configuration a=b/>']])('%s stops the login', async (before) => {
    await expect(edited(before)).rejects.toThrow();
  });
});

describe('where it is', () => {
  test.each([
    ['dotnet', { platform: 'win32' as const }, 'C:\\Users\\ci\\AppData\\Roaming\\NuGet\\NuGet.Config'],
    ['nuget', { platform: 'win32' as const }, 'C:\\Users\\ci\\AppData\\Roaming\\NuGet\\NuGet.Config'],
    ['dotnet', { env: { DOTNET_CLI_HOME: '/d' } }, '/d/.nuget/NuGet/NuGet.Config'],
    ['nuget', {}, '/home/ci/.config/NuGet/NuGet.Config'],
    [
      'dotnet',
      { files: { '/home/ci/.nuget/NuGet/nuget.config': '<configuration/>' } },
      '/home/ci/.nuget/NuGet/NuGet.Config',
    ],
    ['dotnet', { env: { DOTNET_CLI_HOME: '' } }, '/project/.nuget/NuGet/NuGet.Config'],
    [
      'dotnet',
      { files: { '/home/ci/.config/NuGet/NuGet.Config': '<configuration/>' } },
      '/home/ci/.nuget/NuGet/NuGet.Config',
    ],
  ] as const)('%s %j', async (tool, on, path) => {
    expect(Object.keys((await asked(tool, {}, on)).texts)).toEqual([path]);
  });

  test('the project’s own name for the address gets credentials, too', async () => {
    const project = `<configuration><packageSources><clear/><add key="acme" value="${URL}" /></packageSources></configuration>`;
    const { texts, configuration } = await asked('dotnet', {}, { files: { '/project/nuget.config': project } });
    expect(texts[FILE]).toContain('<acme>');
    expect(configuration.notes.join()).not.toContain('clears');
  });
});
