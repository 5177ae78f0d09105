// Real NuGet clients against the local server: nuget.exe under mono, and dotnet where it is installed.
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gather } from '../../src/formats/nuget/artifact/artifact.ts';
import { project } from '../../src/formats/nuget/artifact/project.ts';
import { upload } from '../../src/formats/nuget/publish/publish.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { writeTree } from '../support/packages/maven-package.ts';
import { buildNupkg, type NugetPackage } from '../support/packages/nuget-package.ts';
import { nugetSource } from '../support/packages/nuget-source.ts';
import { findNugetExe, findTool, runTool, whyNot, withPath } from '../support/programs/tools.ts';
import { type ScriptedServer, scriptedServer } from '../support/servers/scripted-server.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';
import { recordWire } from '../support/servers/wire-recordings.ts';

const LONG = 180_000;
const mono = findTool('mono', 'mono');
const nugetExe = findNugetExe();
const missing = whyNot(mono, nugetExe);
const executable = 'file' in nugetExe ? nugetExe.file : '';

const folder = temporaryFolder();
let registry: SdkRegistry;
let source: ScriptedServer;
beforeAll(async () => {
  const answers: { answer?: Awaited<ReturnType<typeof nugetSource>> } = {};
  source = await scriptedServer((seen) => answers.answer?.(seen));
  answers.answer = await nugetSource(
    [
      { id: 'Public.Top', version: '1.0.0', dependencies: { net45: { 'Public.Base': '[2.0.0, )' } } },
      { id: 'Public.Base', version: '2.0.0' },
      { id: 'Public.Base', version: '3.0.0', unlisted: true },
    ],
    () => source.origin,
  );
  registry = await sdkRegistry(
    folder,
    [
      { name: 'libs', upstreams: ['public'] },
      { name: 'public', externalConnection: 'public:nuget-org' },
    ],
    {
      externals: { 'public:nuget-org': `${source.origin}/v3/` },
    },
  );
});
afterAll(async () => {
  await registry?.close();
  await source?.close();
  expect(registry?.errors).toEqual([]);
});

function config(token: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?><configuration>',
    `<packageSources><clear/><add key="codeartifact" value="${registry.endpoint('nuget')}v3/index.json" protocolVersion="3" allowInsecureConnections="true" /></packageSources>`,
    '<packageSourceCredentials><codeartifact><add key="Username" value="aws" />',
    `<add key="ClearTextPassword" value="${token}" /><add key="ValidAuthenticationTypes" value="basic" /></codeartifact></packageSourceCredentials>`,
    '</configuration>',
  ].join('\n');
}

let runs = 0;

/** A home of its own each time: nuget.exe keeps the service index for half an hour. */
async function place(token = registry.token) {
  runs += 1;
  const home = join(folder, `run${runs}`);
  const file = join(home, 'nuget.config');
  await writeTree(file, config(token));
  await chmod(file, 0o600);
  const env = { NUGET_PACKAGES: join(home, 'packages'), NUGET_HTTP_CACHE_PATH: join(home, 'http-cache') };
  return { home, file, env };
}

describe(missing === undefined ? 'nuget.exe 5.8 under mono' : `nuget.exe: skipped, ${missing}`, () => {
  const real = missing === undefined ? test : test.skip;
  const program = 'program' in mono ? mono.program : '';

  async function nuget(args: readonly string[], token?: string) {
    const { home, file, env } = await place(token);
    const isPack = args[0] === 'pack';
    const ran = await runTool(
      program,
      [executable, ...args, '-NonInteractive', ...(isPack ? [] : ['-ConfigFile', file])],
      { cwd: home, home, env },
    );
    return { ...ran, home };
  }

  const record = (name: string, from: number) =>
    recordWire(
      { format: 'nuget', name, tool: 'nuget.exe', version: '5.8.0' },
      registry.endpoint('nuget'),
      registry.exchanges.slice(from),
    );

  async function write(of: NugetPackage): Promise<string> {
    runs += 1;
    const path = join(folder, `built${runs}.nupkg`);
    await writeFile(path, await buildNupkg(of));
    return path;
  }

  real(
    'push, the same again, other bytes, -SkipDuplicate, a wrong token',
    async () => {
      const path = await write({ id: 'Acme.Pushed', version: '1.0.0' });
      const from = registry.exchanges.length;
      const pushed = await nuget(['push', path, '-Source', 'codeartifact']);
      await record('push', from);
      expect(pushed).toMatchObject({ status: 0, stdout: expect.stringContaining('Your package was pushed') });
      expect(await registry.statuses('nuget', 'acme.pushed')).toEqual({ '1.0.0': 'Published' });
      expect((await nuget(['push', path, '-Source', 'codeartifact'])).status).toBe(0);
      const other = await write({ id: 'Acme.Pushed', version: '1.0.0', answer: 'other' });
      const refused = await nuget(['push', other, '-Source', 'codeartifact']);
      expect(refused.status).not.toBe(0);
      expect(refused.text).toMatch(/409|Conflict/);
      expect((await nuget(['push', other, '-Source', 'codeartifact', '-SkipDuplicate'])).status).toBe(0);
      const stranger = await nuget(['push', path, '-Source', 'codeartifact'], 'wrong');
      expect(stranger.status).not.toBe(0);
      expect(stranger.text).toMatch(/401|Unauthorized/);
    },
    LONG,
  );

  real(
    'install brings dependencies, byte for byte; a deleted version still installs when named',
    async () => {
      const core = { id: 'Acme.Core', version: '1.1.0' };
      const top = { id: 'Acme.Top', version: '2.0.0', dependencies: { net45: { 'Acme.Core': '[1.0,2.0)' } } };
      for (const each of [core, { ...core, version: '2.0.0' }, top])
        expect((await nuget(['push', await write(each), '-Source', 'codeartifact'])).status).toBe(0);
      const from = registry.exchanges.length;
      const installed = await nuget(['install', 'acme.top', '-Version', '2.0.0', '-OutputDirectory', 'out']);
      expect(installed).toMatchObject({ status: 0 });
      expect(await readFile(join(installed.home, 'out/Acme.Core.1.1.0/Acme.Core.1.1.0.nupkg'))).toEqual(
        await buildNupkg(core),
      );
      expect(existsSync(join(installed.home, 'out/Acme.Top.2.0.0/Acme.Top.2.0.0.nupkg'))).toBe(true);

      await record('install', from);
      const deleting = registry.exchanges.length;
      const deleted = await nuget(['delete', 'Acme.Core', '2.0.0', '-Source', 'codeartifact']);
      await record('delete', deleting);
      expect(deleted).toMatchObject({ status: 0 });
      expect(await registry.statuses('nuget', 'acme.core')).toEqual({ '1.1.0': 'Published', '2.0.0': 'Unlisted' });
      const named = await nuget(['install', 'Acme.Core', '-Version', '2.0.0', '-OutputDirectory', 'out']);
      expect(existsSync(join(named.home, 'out/Acme.Core.2.0.0'))).toBe(true);
    },
    LONG,
  );

  real(
    'a nuspec is packed by nuget, published by our own wire, and installed',
    async () => {
      const bin = join(folder, 'bin');
      await writeTree(join(bin, 'nuget'), `#!/bin/sh\nexec "${program}" "${executable}" "$@"\n`);
      await chmod(join(bin, 'nuget'), 0o755);
      const directory = join(folder, 'spec');
      await writeTree(join(directory, 'tool.txt'), 'content');
      await writeTree(
        join(directory, 'Acme.Packed.nuspec'),
        '<?xml version="1.0"?><package><metadata><id>Acme.Packed</id><version>1.0.0-RC</version><authors>a</authors><description>d</description></metadata><files><file src="tool.txt" target="content" /></files></package>',
      );
      const host = recordingHost({ folder, env: { PATH: `${bin}:${process.env.PATH}` } });
      const { files: built } = await withPath(bin, () =>
        project.pack(directory, join(folder, 'packed'), host, { ignoreScripts: false, passEnv: [] }),
      );
      const report = await gather(built, host);
      host.close();
      const [publication] = report.publications;
      expect(publication).toMatchObject({ name: 'acme.packed', version: '1.0.0-RC' });
      if (!publication) return;
      expect(await upload(publication, publication.artifacts, await registry.target('nuget', 'libs'))).toEqual({
        kind: 'accepted',
      });
      const installed = await nuget(['install', 'Acme.Packed', '-PreRelease', '-OutputDirectory', 'out']);
      expect(installed).toMatchObject({ status: 0 });
      expect(existsSync(join(installed.home, 'out/Acme.Packed.1.0.0-RC/content/tool.txt'))).toBe(true);
    },
    LONG,
  );

  real(
    'a public package comes through the upstream, and comes again when the source is gone',
    async () => {
      const cold = await nuget(['install', 'Public.Top', '-OutputDirectory', 'out']);
      expect(cold).toMatchObject({ status: 0 });
      expect(existsSync(join(cold.home, 'out/Public.Base.2.0.0'))).toBe(true);
      expect(await registry.statuses('nuget', 'public.base')).toEqual({ '2.0.0': 'Published' });
      await source.close();
      const again = await nuget(['install', 'Public.Top', '-OutputDirectory', 'out']);
      expect(again).toMatchObject({ status: 0 });
      expect(existsSync(join(again.home, 'out/Public.Base.2.0.0'))).toBe(true);
    },
    LONG,
  );
});

const dotnet = findTool('dotnet', 'dotnet');
// What the SDK itself brings: anything else would have to come from a public source.
const framework = `net${'version' in dotnet ? dotnet.version.split('.')[0] : ''}.0`;
describe('program' in dotnet ? `dotnet ${dotnet.version}` : `dotnet: skipped, ${dotnet.missing}`, () => {
  const real = 'program' in dotnet ? test : test.skip;
  const program = 'program' in dotnet ? dotnet.program : '';

  real(
    'push and restore',
    async () => {
      const { home, file, env } = await place();
      const path = join(home, 'a.nupkg');
      await writeFile(path, await buildNupkg({ id: 'Acme.Dotnet', version: '1.0.0' }));
      const quiet = { ...env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
      const pushed = await runTool(program, ['nuget', 'push', path, '--source', 'codeartifact', '--api-key', 'any'], {
        cwd: home,
        home,
        env: quiet,
      });
      expect(pushed).toMatchObject({ status: 0 });
      const user = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>${framework}</TargetFramework></PropertyGroup><ItemGroup><PackageReference Include="Acme.Dotnet" Version="1.0.0" /></ItemGroup></Project>`;
      await writeTree(join(home, 'user/user.csproj'), user);
      const restored = await runTool(program, ['restore', '--configfile', file], {
        cwd: join(home, 'user'),
        home,
        env: quiet,
      });
      expect({ status: restored.status, text: restored.status === 0 ? '' : restored.text }).toEqual({
        status: 0,
        text: '',
      });
      expect(existsSync(join(env.NUGET_PACKAGES, 'acme.dotnet/1.0.0'))).toBe(true);
    },
    LONG,
  );
});
