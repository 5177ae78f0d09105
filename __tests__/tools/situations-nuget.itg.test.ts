// What files and variables make of a NuGet login, with a real client: after it the repository is asked with the token, or the
// login says why not; `doctor` is quiet of what works, and says what helps of what does not; and after the logout every byte
// is as before. nuget.exe under mono shares these rules with dotnet.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/model/secret.ts';
import { toolProbes } from '../../src/core/operations/doctor/tools.ts';
import { configure } from '../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import { nuget as nugetFormat } from '../../src/formats/nuget/format.ts';
import { valueEditors } from '../../src/formats/value-editors.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { findNugetExe, findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { type ScriptedServer, scriptedServer } from '../support/servers/scripted-server.ts';
import { pictureOf } from '../support/worlds/login-world.ts';
import { OTHER_TOKEN, registration, TOKEN } from '../support/worlds/logins.ts';

const LONG = 180_000;
const mono = findTool('mono', 'mono');
const nugetExe = findNugetExe();
const executable = 'file' in nugetExe ? nugetExe.file : '';
const folder = temporaryFolder();
const BASE = '/nuget/d/my-org-111122223333/shared/';

let server: ScriptedServer;
beforeAll(async () => {
  const good = `Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`;
  server = await scriptedServer(({ path, headers }) => {
    if (![good, `Bearer ${TOKEN}`].includes(headers.authorization ?? ''))
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="my-org"' } };
    if (!path.endsWith('/v3/index.json')) return { status: 404 };
    const flat = `${server.origin}${path.replace('index.json', 'flat/')}`;
    const types = ['PackageBaseAddress/3.0.0', 'RegistrationsBaseUrl/3.6.0', 'RegistrationsBaseUrl'];
    const resources = types.map((type) => ({ '@id': flat, '@type': type }));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version: '3.0.0', resources }),
    };
  });
});
afterAll(async () => {
  await server?.close();
});

interface Situation {
  readonly name: string;
  /** `USER` is the user's folder, `{IX}` our address, `{OTHER}` that of another repository of the domain. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What the login and `doctor` say where the client does not reach the repository. */
  readonly told?: RegExp;
}

const config = (text: string) => `<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n${text}\n</configuration>\n`;
const sources = (text: string) => `<packageSources>${text}</packageSources>`;
const add = (key: string, value: string) => `<add key="${key}" value="${value}" allowInsecureConnections="true" />`;
const sent = (element: string, password: string, key = 'ClearTextPassword') =>
  `<packageSourceCredentials><${element}><add key="Username" value="aws" /><add key="${key}" value="${password}" /></${element}></packageSourceCredentials>`;

/** Where one name of the address is refused the project clears the others: nuget.exe would try each of them. */
const SITUATIONS: readonly Situation[] = [
  { name: 'no file', files: {} },
  {
    name: 'a file of the user in a spelling that nobody reads',
    files: { 'USER/nuget.config': config(sources(add('x', '{OTHER}'))) },
  },
  {
    name: 'two spellings in the project',
    files: {
      'w/nuget.config': config(sources(`<clear />${add('Corp', '{IX}')}`)),
      'w/NuGet.Config': config(sources('<clear />')),
    },
  },
  { name: 'a file above the checkout', files: { 'nuget.config': config(sources(`<clear />${add('Above', '{IX}')}`)) } },
  {
    name: 'a variable in the address',
    files: { 'w/nuget.config': config(sources(`<clear />${add('Corp', '%FEED%')}`)) },
    env: { FEED: '{IX}' },
  },
  {
    name: 'credentials in another case',
    files: { 'USER/NuGet.Config': config(sources(add('Corp', '{IX}')) + sent('corp', 'old')) },
  },
  {
    name: 'a name of the project in another case',
    files: {
      'USER/NuGet.Config': config(sources(add('Corp', '{IX}')) + sent('Corp', 'old')),
      'w/nuget.config': config(sources(add('corp', '{IX}'))),
    },
  },
  {
    name: 'an encrypted password of the user',
    files: { 'USER/NuGet.Config': config(sources(add('Corp', '{IX}')) + sent('Corp', 'AQAA', 'Password')) },
  },
  {
    name: 'a disabled source, value false',
    files: {
      'USER/NuGet.Config': config(
        `${sources(add('Corp', '{IX}'))}\n<disabledPackageSources>\n  <add key="Corp" value="false" />\n</disabledPackageSources>`,
      ),
    },
  },
  {
    name: 'another repository of the domain',
    files: { 'w/nuget.config': config(sources(add('A', '{IX}') + add('B', '{OTHER}'))) },
  },
  {
    name: 'the default name for another repository',
    files: { 'w/nuget.config': config(sources(add('my-org/shared', '{OTHER}'))) },
  },
  {
    name: 'stale credentials of the project',
    files: { 'w/nuget.config': config(sources(`<clear />${add('Corp', '{IX}')}`) + sent('Corp', OTHER_TOKEN)) },
    told: /holds another token|is refused with 401/,
  },
  {
    name: 'stale credentials of a variable',
    files: { 'w/nuget.config': config(sources(`<clear />${add('Corp', '{IX}')}`)) },
    env: { NuGetPackageSourceCredentials_Corp: 'Username=aws;Password=old' },
    told: /NuGetPackageSourceCredentials_Corp/,
  },
  {
    name: 'a variable that is not set',
    files: { 'w/nuget.config': config(sources(`<clear />${add('Corp', '{IX}')}`) + sent('Corp', '%NUGET_TOKEN%')) },
    told: /NUGET_TOKEN, which is not set/,
  },
  {
    name: 'an encrypted password of the project',
    files: { 'w/nuget.config': config(sources(`<clear />${add('Corp', '{IX}')}`) + sent('Corp', 'AQAA', 'Password')) },
    told: /encrypted `Password`/,
  },
  {
    name: 'a project that clears',
    files: { 'w/nuget.config': config(sources('<clear />')) },
    told: /clears the sources/,
  },
  {
    name: 'a project that disables ours',
    files: {
      'w/nuget.config': config(
        '<disabledPackageSources><add key="my-org/shared" value="True" /></disabledPackageSources>',
      ),
    },
    told: /is disabled in/,
  },
  {
    name: 'a further file that disables ours',
    files: {
      'USER/config/x.config': config(
        '<disabledPackageSources><add key="my-org/shared" value="false" /></disabledPackageSources>',
      ),
    },
    told: /is disabled in .*x\.config/,
  },
  { name: 'a project file that is no XML', files: { 'w/nuget.config': '<configuration>' }, told: /not well-formed/ },
  {
    name: 'an empty section of credentials',
    files: { 'w/nuget.config': config('<packageSourceCredentials><clear /></packageSourceCredentials>') },
    told: /no user name and password/,
  },
];

let count = 0;

const missing = whyNot(mono, nugetExe);
describe(missing === undefined ? 'nuget.exe 5.8 under mono' : `nuget.exe: skipped, ${missing}`, () => {
  const real = missing === undefined ? test : test.skip;
  real.each(SITUATIONS.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { files, env: given = {}, told }) => {
      count += 1;
      const root = join(folder, `at${count}`);
      const endpoint = `${server.origin}${BASE}`;
      const filled = (text: string) =>
        text
          .replaceAll('{IX}', `${endpoint}v3/index.json`)
          .replaceAll('{OTHER}', `${endpoint.replace('/shared/', '/other/')}v3/index.json`);
      const [home, project] = [join(root, 'home'), join(root, 'w')];
      for (const at of [home, project]) await mkdir(at, { recursive: true });
      for (const [path, text] of Object.entries(files)) {
        const at = join(root, path.replace('USER/', 'home/.config/NuGet/'));
        await mkdir(dirname(at), { recursive: true });
        await writeFile(at, filled(text), { mode: 0o600 });
      }
      const env = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(value)]));
      const before = await pictureOf(root);
      const host = recordingHost({ folder: home, env });
      const wanted = registration('nuget', { base: () => endpoint });
      const report = await configure(
        {
          registrations: [wanted],
          expiresAt: Date.now() + 3_600_000,
          tokenVariable: 'auto',
          workingDirectory: project,
          editors: valueEditors,
        },
        host,
      );
      const findings = await toolProbes(
        {
          token: { token: new Secret(TOKEN), expiresAt: Date.now() + 3_600_000 },
          endpoints: [{ format: nugetFormat, url: endpoint }],
        } as never,
        { address: { domain: 'my-org', domainOwner: '111122223333', repository: 'shared' }, tools: ['nuget'] } as never,
        { host: { ...host, workingDirectory: project } } as never,
      );
      const from = server.seen.length;
      const ran = await runTool(
        programOf(mono),
        [
          executable,
          'install',
          'Acme.Utils',
          '-Version',
          '1.0.0',
          '-OutputDirectory',
          join(root, 'out'),
          '-NonInteractive',
        ],
        {
          cwd: project,
          home: join(root, 'run'),
          env: { ...env, HOME: home, NUGET_PACKAGES: join(root, 'out'), NUGET_HTTP_CACHE_PATH: join(root, 'cache') },
        },
      );
      const asked = server.seen.slice(from).filter(({ path }) => path.startsWith(BASE));
      const good = `Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`;
      const isReached =
        asked.some(({ path, headers }) => path.endsWith('/v3/index.json') && headers.authorization === good) &&
        !/\b401\b|Unauthorized|Unable to load/.test(ran.text);
      const faults = findings.filter(({ health }) => health === 'problem');
      const said = [
        ...report.warnings,
        ...findings.filter(({ health }) => health !== 'ok').map(({ found }) => found),
      ].join('\n');
      if (told === undefined)
        expect({ faults, warnings: report.warnings, isReached }).toEqual({ faults: [], warnings: [], isReached: true });
      else {
        expect(report.warnings.join('\n')).toMatch(told);
        expect(said).toMatch(told);
        expect(faults.length > 0).toBe(!isReached);
        for (const { fix } of faults) expect(fix).toBeTruthy();
        // A login that changes nothing is no help.
        expect(faults.map(({ fix }) => fix).join()).not.toMatch(/login --tools nuget again/);
      }
      expect((await cleanUp({ editors: valueEditors }, host)).warnings).toEqual([]);
      const after = await pictureOf(root);
      for (const [path, content] of Object.entries(before)) expect([path, after[path]]).toEqual([path, content]);
      for (const { path } of report.files) expect(await readFile(path, 'utf8').catch(() => '')).not.toContain(TOKEN);
      host.close();
    },
    LONG,
  );
});
