// Situations of signing in with NuGet: what a login makes of each, and what is told where none can help.
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import { loginVerdicts } from '../../../../src/core/operations/login/judge-tool.ts';
import type { ToolInspection, ToolName } from '../../../../src/core/ports/package-format.ts';
import { formatList } from '../../../../src/formats/index.ts';
import {
  asked,
  type MachineOptions,
  machine,
  OTHER_TOKEN,
  TOKEN,
  type Wanted,
} from '../../../support/worlds/logins.ts';

const ENDPOINT = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/nuget/shared/';
const IX = `${ENDPOINT}v3/index.json`;
const OTHER = IX.replace('/shared/', '/other/');
const ELSEWHERE = 'https://other-org-123456789012.d.codeartifact.eu-west-1.amazonaws.com/nuget/shared/v3/index.json';
const PUBLIC = 'https://api.nuget.org/v3/index.json';
const USER = '/home/ci/.nuget/NuGet/NuGet.Config';
const PROJECT = '/project/nuget.config';

const sources = (...all: readonly (string | readonly [string, string])[]) =>
  `<packageSources>${all.map((one) => (typeof one === 'string' ? `<${one} />` : `<add key="${one[0]}" value="${one[1]}" />`)).join('')}</packageSources>`;
const sent = (element: string, password: string, key = 'ClearTextPassword', more = '') =>
  `<packageSourceCredentials><${element}><add key="Username" value="aws" /><add key="${key}" value="${password}" />${more}</${element}></packageSourceCredentials>`;
const mapping = (...all: readonly (readonly [string, ...string[]])[]) =>
  `<packageSourceMapping>${all.map(([key, ...patterns]) => `<packageSource key="${key}">${patterns.map((one) => `<package pattern="${one}" />`).join('')}</packageSource>`).join('')}</packageSourceMapping>`;
const config = (...sections: readonly string[]) => `<configuration>${sections.join('')}</configuration>`;
const off = (name: string, value = 'true') =>
  `<disabledPackageSources><add key="${name}" value="${value}" /></disabledPackageSources>`;
const props = (name: string, value: string) =>
  `<Project><PropertyGroup><${name}>${value}</${name}></PropertyGroup></Project>`;

const STRICT = '<TreatWarningsAsErrors>true</TreatWarningsAsErrors>';
const central = (more = '') =>
  `<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>${more}</PropertyGroup></Project>`;

interface Outlook {
  readonly told: readonly string[];
  readonly inspection: ToolInspection;
  readonly text: string;
  readonly variables: readonly string[];
  readonly notes: string;
  readonly fixes: string;
}

const toolNamed = (name: ToolName) => formatList.flatMap(({ tools }) => tools).find((tool) => tool.name === name);

/** A login on such a machine, and what the model says of it then. */
async function loggedIn(on: MachineOptions, wanted: Wanted = {}, tool: ToolName = 'dotnet'): Promise<Outlook> {
  const { configuration, texts } = await asked(tool, wanted, on);
  const values = Object.fromEntries(
    Object.entries(configuration.variables).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
  const now = { ...on, files: { ...on.files, ...texts }, env: { ...on.env, ...(on.exportsVariables ? values : {}) } };
  const inspection = (await toolNamed(tool)?.inspect?.({
    endpoint: ENDPOINT,
    machine: machine(now),
  })) as ToolInspection;
  const verdicts = loginVerdicts({ name: tool }, inspection, {
    scopes: [],
    others: [],
    place: { endpoint: ENDPOINT, label: 'my-org/shared' },
    token: TOKEN,
  });
  return {
    told: verdicts.map(({ subject }) => subject),
    inspection,
    text: Object.values(texts).join('\n'),
    variables: Object.keys(configuration.variables),
    notes: configuration.notes.join('\n'),
    fixes: verdicts.map(({ fix }) => fix).join('\n'),
  };
}

const token = ({ inspection }: Outlook) => inspection.credentials[0]?.token.reveal();

describe('a login reaches the repository', () => {
  test.each<[string, MachineOptions]>([
    ['where there is no file', {}],
    [
      'past a user’s file that no client reads',
      { files: { '/home/ci/.nuget/NuGet/NuGet.config': config(sources(['a', PUBLIC])) } },
    ],
    [
      'under the name of the spelling that counts',
      {
        files: { [PROJECT]: config(sources('clear', ['Corp', IX])), '/project/NuGet.Config': config(sources('clear')) },
      },
    ],
    [
      'under the name of a file above the checkout',
      { files: { '/nuget.config': config(sources('clear', ['Source', IX])) } },
    ],
    [
      'by an address with a variable',
      { env: { FEED: IX }, files: { [PROJECT]: config(sources('clear', ['Corp', '%FEED%'])) } },
    ],
    ['past a user’s entry without `v3/index.json`', { files: { [USER]: config(sources(['Corp', ENDPOINT])) } }],
    ['past a user’s entry with a slash at its end', { files: { [USER]: config(sources(['Corp', `${IX}/`])) } }],
    [
      'past a user’s entry with a user in it',
      { files: { [USER]: config(sources(['Corp', IX.replace('//', '//aws@')])) } },
    ],
    [
      'past credentials of the name in another case',
      { files: { [USER]: config(sources(['Corp', IX]), sent('corp', 'old')) } },
    ],
    [
      'past a project’s name in another case',
      {
        files: { [USER]: config(sources(['Corp', IX]), sent('Corp', 'old')), [PROJECT]: config(sources(['corp', IX])) },
      },
    ],
    [
      'past an encrypted password of the user',
      { files: { [USER]: config(sources(['Corp', IX]), sent('Corp', 'AQAA', 'Password')) } },
    ],
    ['past a disabled source of the user', { files: { [USER]: config(sources(['Corp', IX]), off('Corp', 'false')) } }],
    [
      'past a project that gives the default name to another repository',
      { files: { [PROJECT]: config(sources(['my-org/shared', PUBLIC])) } },
    ],
    [
      'through a mapping of the project',
      { files: { [PROJECT]: config(sources(['nuget.org', PUBLIC]), mapping(['nuget.org', '*', 'Acme.*'])) } },
    ],
    [
      'through a mapping of the user',
      { files: { [USER]: config(sources(['nuget.org', PUBLIC]), mapping(['nuget.org', '*', 'Acme.*'])) } },
    ],
    ['by `RestoreSources` that name it', { files: { '/project/Directory.Build.props': props('RestoreSources', IX) } }],
    ['in the home that an empty DOTNET_CLI_HOME makes', { env: { DOTNET_CLI_HOME: '/d' } }],
    [
      'past stale credentials of a variable',
      {
        exportsVariables: true,
        env: { NuGetPackageSourceCredentials_Corp: 'Username=aws;Password=old' },
        files: { [PROJECT]: config(sources(['Corp', IX])) },
      },
    ],
    [
      'past stale credentials of the project',
      { exportsVariables: true, files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', 'old')) } },
    ],
    [
      'past an encrypted password of the project',
      { exportsVariables: true, files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', 'AQAA', 'Password')) } },
    ],
    [
      'past credentials without `basic`',
      {
        exportsVariables: true,
        files: {
          [PROJECT]: config(
            sources(['Corp', IX]),
            sent('Corp', 'x', 'ClearTextPassword', '<add key="ValidAuthenticationTypes" value="negotiate" />'),
          ),
        },
      },
    ],
    [
      'by the variable that AWS documents',
      {
        exportsVariables: true,
        files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', '%CODEARTIFACT_AUTH_TOKEN%')) },
      },
    ],
    [
      'by `RestoreConfigFile` that names it',
      {
        exportsVariables: true,
        files: {
          '/project/Directory.Build.props': props('RestoreConfigFile', '$(MSBuildThisFileDirectory)ci.config'),
          '/project/ci.config': config(sources(['Corp', IX])),
        },
      },
    ],
  ])('%s', async (_, on) => {
    const it = await loggedIn(on);
    expect({ told: it.told, fixes: it.fixes }).toEqual({
      told: it.told.filter((one) => one === 'user-file-name'),
      fixes: it.told.length > 0 ? expect.stringContaining('mv') : '',
    });
    expect(token(it)).toBe(TOKEN);
  });

  test('and gives the token to other repositories of the domain, and to nobody else', async () => {
    const files = {
      [PROJECT]: config(
        sources(['A', IX], ['B', OTHER], ['C', ELSEWHERE], ['D', 'https://feed.example/v3/index.json']),
      ),
    };
    const it = await loggedIn({ files });
    expect(it.text).toMatch(/<A>[\s\S]*<B>/);
    expect(it.text).not.toMatch(/<[CD]>/);
    expect(it.notes).toContain('`B` of the same domain gets the token as well');
    expect(it.told).toEqual(['other-repository']);
    expect(it.inspection.remarks[0]?.found).toContain('other-org/shared');
  });

  test('and gives none to a name that means another address as well', async () => {
    const files = {
      [PROJECT]: config(sources(['A', IX])),
      '/project/sub/nuget.config': config(sources(['A', 'https://feed.example/v3/index.json'])),
    };
    const it = await loggedIn({ files });
    expect(it.text).not.toContain('<A>');
    expect(it.notes).toContain('`A` gets no token');
  });

  test('names of projects below get the token', async () => {
    const it = await loggedIn({ files: { '/project/src/nuget.config': config(sources('clear', ['Deep', IX])) } });
    expect(it.text).toContain('<Deep>');
  });

  test('of names that differ in case alone each has its own element', async () => {
    const files = {
      [USER]: config(sources(['Corp', IX]), sent('Corp', 'old')),
      [PROJECT]: config(sources(['corp', IX])),
    };
    const { text } = await loggedIn({ files });
    expect(text).toMatch(new RegExp(`<Corp>.*${TOKEN}`));
    expect(text).toMatch(/<corp source="corp">/);
  });

  test('a mapping gives ours what it gives to the public source, and leaves to others what is theirs', async () => {
    const map = mapping(['nuget.org', '*', 'Open.*'], ['company', 'Company.*']);
    const files = {
      [PROJECT]: config(sources(['nuget.org', PUBLIC], ['company', 'https://feed.example/v3/index.json']), map),
    };
    const it = await loggedIn({ files });
    expect([...it.text.matchAll(/pattern="([^"]*)"/g)].map(([, one]) => one)).toEqual(['*', 'Open.*']);
    expect(it.inspection.notes?.join()).toContain('company.*');
    expect(it.notes).toContain('maps packages to sources and none to `my-org/shared`');
  });
});

describe('central package management with warnings as errors', () => {
  const packages = { '/project/Directory.Packages.props': central(STRICT) };
  const mapped = ({ text }: Outlook) =>
    [...text.matchAll(/<packageSource key="([^"]*)">\s*<package pattern="([^"]*)" \/>\s*<\/packageSource>/g)].map(
      ([, name, pattern]) => `${name} ${pattern}`,
    );

  test('has every package asked for as before, without NU1507', async () => {
    const it = await loggedIn({ files: { [USER]: config(sources(['nuget.org', PUBLIC])), ...packages } });
    expect(mapped(it).sort()).toEqual(['my-org/shared *', 'nuget.org *']);
    expect(it.told).toEqual([]);
    expect(it.notes).toContain('NU1507');
  });

  test('maps the sources of the project as well, and those that are told by `WarningsAsErrors`', async () => {
    const it = await loggedIn({
      files: {
        [USER]: config(sources(['nuget.org', PUBLIC])),
        [PROJECT]: config(sources(['company', 'https://feed.example/v3/index.json'])),
        '/project/Directory.Packages.props': central('<WarningsAsErrors>NU1507</WarningsAsErrors>'),
      },
    });
    expect(mapped(it).sort()).toEqual(['company *', 'my-org/shared *', 'nuget.org *']);
    expect(it.told).toEqual([]);
  });

  test.each([
    ['our source is the only one', { ...packages }],
    [
      'NU1507 is no error',
      { [USER]: config(sources(['nuget.org', PUBLIC])), '/project/Directory.Packages.props': central() },
    ],
    [
      'NU1507 is silenced',
      {
        [USER]: config(sources(['nuget.org', PUBLIC])),
        '/project/Directory.Packages.props': central(`${STRICT}<NoWarn>NU1507</NoWarn>`),
      },
    ],
    ['the project clears', { [PROJECT]: config(sources('clear', ['Corp', IX])), ...packages }],
  ])('maps nothing where %s', async (_, files) => {
    expect(mapped(await loggedIn({ files }))).toEqual([]);
  });

  test('leaves the mapping of a project as it is', async () => {
    const map = mapping(['nuget.org', '*'], ['my-org/shared', 'Acme.*']);
    const files = { [USER]: config(sources(['nuget.org', PUBLIC])), [PROJECT]: config(map), ...packages };
    expect(mapped(await loggedIn({ files }))).toEqual([]);
  });
});

describe('what no login changes is told with a fix that does', () => {
  test.each<[string, string, MachineOptions, string]>([
    [
      'a project that clears',
      'cleared',
      { files: { [PROJECT]: config(sources('clear', ['nuget.org', PUBLIC])) } },
      `to <packageSources> in ${PROJECT}`,
    ],
    [
      'a project that disables ours',
      'disabled',
      { files: { [PROJECT]: config(off('my-org/shared', 'True')) } },
      `out of <disabledPackageSources> in ${PROJECT}`,
    ],
    [
      'a further file of the user that disables ours',
      'disabled',
      { files: { '/home/ci/.nuget/NuGet/config/x.config': config(off('my-org/shared')) } },
      'config/x.config',
    ],
    [
      'a file of the machine that disables ours',
      'disabled',
      { files: { '/etc/opt/NuGet/Config/x.config': config(off('my-org/shared')) } },
      '/etc/opt/NuGet/Config/x.config',
    ],
    [
      'an address that speaks protocol 2',
      'address',
      { files: { [PROJECT]: config(sources('clear', ['Corp', ENDPOINT])) } },
      `Set its value in ${PROJECT} to ${IX}`,
    ],
    [
      'an address with a slash at its end',
      'address',
      { files: { [PROJECT]: config(sources('clear', ['Corp', `${IX}/`])) } },
      IX,
    ],
    [
      'an address with a user',
      'address',
      { files: { [PROJECT]: config(sources('clear', ['Corp', IX.replace('//', '//aws@')])) } },
      IX,
    ],
    [
      'an address in another case',
      'address',
      { files: { [PROJECT]: config(sources('clear', ['Corp', IX.replace('shared', 'Shared')])) } },
      IX,
    ],
    ['a project file that is no XML', 'unreadable', { files: { [PROJECT]: '<configuration>' } }, `Correct ${PROJECT}`],
    [
      'a project file that clears credentials',
      'unreadable',
      { files: { [PROJECT]: config('<packageSourceCredentials><clear /></packageSourceCredentials>') } },
      `Correct ${PROJECT}`,
    ],
    [
      '`Key` for `key`',
      'unreadable',
      { files: { [PROJECT]: config('<packageSources><add Key="a" value="b" /></packageSources>') } },
      `Correct ${PROJECT}`,
    ],
    [
      'sections in lower case',
      'section-name',
      { files: { [USER]: config(`<packagesources><add key="a" value="${PUBLIC}" /></packagesources>`) } },
      'Write <packageSources>',
    ],
    [
      'stale credentials of the project',
      'token',
      {
        files: {
          [PROJECT]: config(sources(['Corp', IX]), sent('Corp', OTHER_TOKEN)),
          [USER]: config(sources(['Corp', IX])),
        },
      },
      `Take it out of ${PROJECT}`,
    ],
    [
      'an encrypted password of the project',
      'unusable-credentials',
      { files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', 'AQAA', 'Password')) } },
      `out of ${PROJECT}`,
    ],
    [
      'credentials without `basic`',
      'unusable-credentials',
      {
        files: {
          [PROJECT]: config(
            sources(['Corp', IX]),
            sent('Corp', TOKEN, 'ClearTextPassword', '<add key="ValidAuthenticationTypes" value="negotiate" />'),
          ),
        },
      },
      `out of ${PROJECT}`,
    ],
    [
      'stale credentials of a variable',
      'token',
      {
        env: { NuGetPackageSourceCredentials_Corp: 'Username=aws;Password=old' },
        files: { [PROJECT]: config(sources(['Corp', IX])) },
      },
      'unset NuGetPackageSourceCredentials_Corp',
    ],
    [
      'the documented variable, which nobody has set',
      'unset-variable',
      { files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', '%CODEARTIFACT_AUTH_TOKEN%')) } },
      '--print-env',
    ],
    [
      'another variable, which nobody has set',
      'unset-variable',
      { files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', '%NUGET_TOKEN%')) } },
      'export NUGET_TOKEN=',
    ],
    [
      'RestoreSources of another feed',
      'restore-sources',
      { files: { '/project/Directory.Build.props': props('RestoreSources', PUBLIC) } },
      `Add ${IX} to \`RestoreSources\``,
    ],
    [
      'RestoreConfigFile without ours',
      'config-file',
      {
        files: {
          '/project/Directory.Build.props': props('RestoreConfigFile', 'ci.config'),
          '/project/ci.config': config(sources(['nuget.org', PUBLIC])),
        },
      },
      '/project/ci.config',
    ],
    [
      'RestoreConfigFile with ours',
      'no-credentials',
      {
        files: {
          '/project/Directory.Build.props': props('RestoreConfigFile', 'ci.config'),
          '/project/ci.config': config(sources(['Corp', IX])),
        },
      },
      'NuGetPackageSourceCredentials_Corp',
    ],
    [
      'a folder that is not there',
      'missing-folder',
      { files: { [PROJECT]: config(sources(['Corp', IX], ['local', './packages'])) } },
      'Take the source local out',
    ],
    [
      'a repository of another domain',
      'other-repository',
      { files: { [PROJECT]: config(sources(['Corp', ELSEWHERE])) } },
      '`registries`',
    ],
    [
      'a mapping that gives a package to nobody',
      'mapping',
      {
        files: {
          [PROJECT]: config(sources(['my-org/shared', IX]), mapping(['my-org/shared', 'Zeta.*'])),
          '/project/a.csproj': '<Project><ItemGroup><PackageReference Include="Acme.Utils" /></ItemGroup></Project>',
        },
      },
      'Add a pattern',
    ],
    [
      'central versions and two sources, which is a warning',
      'several-sources',
      {
        files: {
          [USER]: config(sources(['nuget.org', PUBLIC])),
          '/project/Directory.Packages.props': central(),
        },
      },
      'packageSourceMapping',
    ],
    [
      'central versions, warnings as errors, and a file that alone is read',
      'several-sources',
      {
        files: {
          '/project/build/x.config': config(sources(['nuget.org', PUBLIC], ['Corp', IX]), sent('Corp', TOKEN)),
          '/project/Directory.Build.props': props('RestoreConfigFile', '/project/build/x.config'),
          '/project/Directory.Packages.props': central(STRICT),
        },
      },
      'packageSourceMapping',
    ],
    [
      'a list of vulnerabilities that the repository does not have',
      'audit-source',
      {
        files: {
          [PROJECT]: config(`<auditSources><add key="audit" value="${IX}" /></auditSources>`),
          '/project/Directory.Packages.props': props('TreatWarningsAsErrors', 'true'),
        },
      },
      'out of <auditSources>',
    ],
    [
      'signatures that are required',
      'signatures',
      { files: { [PROJECT]: config('<config><add key="signatureValidationMode" value="require" /></config>') } },
      '`signatureValidationMode` to `accept`',
    ],
    [
      'a name that was asked for and is taken',
      'name-taken',
      { files: { [PROJECT]: config(sources(['corp', PUBLIC])) } },
      'nuget-source-name',
    ],
    [
      'a credential provider',
      'credential-provider',
      { env: { NUGET_NETCORE_PLUGIN_PATHS: '/x' } },
      'unset NUGET_NETCORE_PLUGIN_PATHS',
    ],
    [
      'a credential provider for both',
      'credential-provider',
      { env: { NUGET_PLUGIN_PATHS: '/x' } },
      'unset NUGET_PLUGIN_PATHS',
    ],
    ['an empty DOTNET_CLI_HOME', 'empty-home', { env: { DOTNET_CLI_HOME: '' } }, 'unset DOTNET_CLI_HOME'],
    [
      'signatures that are required',
      'signatures',
      { files: { [PROJECT]: config('<config><add key="signatureValidationMode" value="require" /></config>') } },
      'Sign what is published',
    ],
  ])('%s: %s', async (_, name, on, fix) => {
    const wanted = name === 'name-taken' ? { options: { 'nuget-source-name': 'corp' } } : {};
    const it = await loggedIn(on, wanted);
    expect(it.told).toContain(name);
    expect(it.fixes).toContain(fix);
  });

  test('a provider of .NET Framework concerns nuget.exe alone, and one of .NET dotnet', async () => {
    const env = { NUGET_NETFX_PLUGIN_PATHS: '/x' };
    expect((await loggedIn({ env })).told).toEqual([]);
    expect((await loggedIn({ env }, {}, 'nuget')).told).toEqual(['credential-provider']);
  });

  test('a login for nuget.exe alone, where dotnet builds the project', async () => {
    const on = { env: { PATH: '/usr/bin' }, files: { '/usr/bin/dotnet': '', '/project/a.csproj': '<Project />' } };
    const it = await loggedIn(on, {}, 'nuget');
    expect(it.told).toEqual(['other-home']);
    expect(it.fixes).toContain('--tools dotnet,nuget');
    expect((await loggedIn({ ...on, env: {} }, {}, 'nuget')).told).toEqual([]);
    expect((await loggedIn(on)).told).toEqual([]);
  });

  test('a file with thousands of names takes no longer than a moment', async () => {
    const many = Array.from({ length: 8000 }, (_, at) => [`s${at}`, IX] as const);
    const begun = process.cpuUsage().user;
    const it = await loggedIn({
      files: { [PROJECT]: config(sources(...many)), '/nuget.config': config(sources(...many)) },
    });
    expect(process.cpuUsage().user - begun).toBeLessThan(10_000_000);
    expect(it.text.match(/ClearTextPassword/g)?.length).toBeLessThan(60);
  });

  test('audit sources are told of by `doctor`, as an error where warnings are errors', async () => {
    const files = { [PROJECT]: config(`<auditSources><add key="a" value="${IX}" /></auditSources>`) };
    const usual = await loggedIn({ files });
    expect(usual.inspection.remarks).toMatchObject([{ name: 'audit-source', health: 'warning' }]);
    const strict = await loggedIn({
      files: { ...files, '/project/Directory.Build.props': props('TreatWarningsAsErrors', 'true') },
    });
    expect(strict.inspection.remarks).toMatchObject([{ name: 'audit-source', health: 'problem' }]);
  });

  test('files in another encoding than they declare', async () => {
    const utf16 = { charset: 'utf16le', mark: true } as const;
    const at = (text: string) =>
      toolNamed('dotnet')?.inspect?.({
        endpoint: ENDPOINT,
        machine: machine({ files: { [USER]: text }, encodings: { [USER]: utf16 } }),
      });
    expect((await at('<?xml version="1.0" encoding="utf-8"?><configuration/>'))?.remarks).toMatchObject([
      { name: 'encoding' },
    ]);
    expect((await at('<?xml version="1.0" encoding="utf-16"?><configuration/>'))?.remarks).toEqual([]);
  });
});

describe('no false alarm', () => {
  test.each<[string, MachineOptions]>([
    [
      'a name of the project that is disabled, ours inherited',
      {
        files: {
          [USER]: config(sources(['mine', IX]), sent('mine', TOKEN)),
          [PROJECT]: config(sources(['Corp', IX]), off('Corp')),
        },
      },
    ],
    [
      'a password of a variable that is set',
      {
        env: { NUGET_TOKEN: TOKEN },
        files: { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', '%NUGET_TOKEN%')) },
      },
    ],
    [
      'a misspelled section',
      {
        files: {
          [USER]: config(sources(['mine', IX]), sent('mine', TOKEN), '<packageCredentials><a /></packageCredentials>'),
        },
      },
    ],
    [
      'Nuget.Config, which dotnet does not read on Linux',
      { files: { [USER]: config(sources(['mine', IX]), sent('mine', TOKEN)), '/project/Nuget.Config': '<' } },
    ],
  ])('%s', async (_, on) => {
    const inspection = (await toolNamed('dotnet')?.inspect?.({
      endpoint: ENDPOINT,
      machine: machine(on),
    })) as ToolInspection;
    expect(inspection.remarks).toEqual([]);
    expect(inspection.credentials.map((one) => one.token.reveal())).toEqual([TOKEN]);
    expect(inspection.registries?.some(({ url }) => url === IX)).toBe(true);
  });
});

test.each([
  [true, 'CODEARTIFACT_AUTH_TOKEN is exported because nuget.config reads it'],
  [false, 'CODEARTIFACT_AUTH_TOKEN is needed because nuget.config reads it, and no login can export it to your shell'],
])('a variable is called exported only where it is (%s)', async (exportsVariables, note) => {
  const files = { [PROJECT]: config(sources(['Corp', IX]), sent('Corp', '%CODEARTIFACT_AUTH_TOKEN%')) };
  const it = await loggedIn({ files, exportsVariables });
  expect(it.notes).toContain(note);
  expect(it.variables).toEqual(['CODEARTIFACT_AUTH_TOKEN']);
});
