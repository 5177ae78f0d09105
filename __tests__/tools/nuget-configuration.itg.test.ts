// The model of NuGet's configuration against the clients themselves: nuget.exe under mono for what it shares with dotnet,
// and dotnet where it is installed. Trees are those of the recorded restores, and some that only a client can judge.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FilesOnDisk } from '../../src/core/operations/login/inspect-tool.ts';
import { withMachine } from '../../src/core/operations/login/tool-machine.ts';
import { SettingsRefusal } from '../../src/formats/nuget/configure/settings.ts';
import type { NugetClient } from '../../src/formats/nuget/configure/settings-files.ts';
import { nugetSettings, type PackageSource, sendsBasic } from '../../src/formats/nuget/configure/sources.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { sampled } from '../support/lane.ts';
import { findNugetExe, findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { type ScriptedServer, scriptedServer } from '../support/servers/scripted-server.ts';
import type { RecordedRestore } from '../support/worlds/dotnet-restores.ts';

const LONG = 300_000;
const mono = findTool('mono', 'mono');
const nugetExe = findNugetExe();
const dotnet = findTool('dotnet', 'dotnet');
const executable = 'file' in nugetExe ? nugetExe.file : '';
const folder = temporaryFolder();

const rows = readFileSync(new URL('../formats/nuget/configure/recorded/configuration.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RecordedRestore);

const source = (key: string, at: string, more = '') => `<add key="${key}" value="{${at}}/v3/index.json" ${more} />`;
const credentials = (element: string, password: string, more = '') =>
  `<${element}${more}><add key="Username" value="aws" /><add key="ClearTextPassword" value="${password}" /></${element}>`;
const config = (...sections: [string, string][]) =>
  `<configuration>${sections.map(([name, text]) => `<${name}>${text}</${name}>`).join('')}</configuration>`;
const USER = 'home/.nuget/NuGet/NuGet.Config';

interface OwnTree extends Pick<RecordedRestore, 'name' | 'files' | 'env'> {
  /** Since NuGet 6 what repeats another element is read in another way: dotnet judges it. */
  readonly isNewRule?: boolean;
}

/** Trees of which no row was recorded. */
const OWN: readonly OwnTree[] = [
  {
    name: 'two elements of credentials that differ in case, one with an attribute',
    env: {},
    files: {
      [USER]: config(
        ['packageSources', source('Corp', 'E')],
        ['packageSourceCredentials', credentials('corp', 'STALE') + credentials('Corp', 'GOOD', ' source="Corp"')],
      ),
    },
  },
  {
    name: 'two elements of credentials that differ in case',
    isNewRule: true,
    env: {},
    files: {
      [USER]: config(
        ['packageSources', source('Corp', 'E')],
        ['packageSourceCredentials', credentials('corp', 'STALE') + credentials('Corp', 'GOOD')],
      ),
    },
  },
  {
    name: 'a newer protocol of a farther file, in another case',
    env: {},
    files: {
      [USER]: config(['packageSources', source('CORP', 'E', 'protocolVersion="3"')]),
      'w/nuget.config': config(['packageSources', source('corp', 'P')]),
    },
  },
  {
    name: 'entries of one name in a nearer file',
    isNewRule: true,
    env: {},
    files: {
      [USER]: config(['packageSources', source('corp', 'O')]),
      'w/nuget.config': config(['packageSources', source('corp', 'P') + source('other', 'E') + source('corp', 'E')]),
    },
  },
  {
    name: 'a disabled source in another case',
    env: {},
    files: {
      [USER]: config(
        ['packageSources', source('Corp', 'E')],
        ['disabledPackageSources', '<add key="corp" value="true" />'],
      ),
    },
  },
  ...['%A%B%/v3', '%%E%%', '100%', '%A', 'x%NONE%A%', '%NONE%%A%'].map((value) => ({
    name: `the address ${value}`,
    env: { A: 'https://a.example/', B: 'b' },
    files: { [USER]: config(['packageSources', `<add key="corp" value="${value}" />`]) },
  })),
  ...[
    '<packageSources><add key="corp" value="x"><add key="a" value="b" /></add></packageSources>',
    '<packageSources><add key=" " value="x" /></packageSources>',
    '<packageSources><add Key="corp" value="x" /></packageSources>',
    '<packageSources><ADD key="corp" value="x" /></packageSources>',
    '<config><add key="x" /></config>',
    '<packageSources><add key="corp" value="x" /></packageSources><packageSources a="b"><add key="two" value="y" /></packageSources>',
    '<packageSourceCredentials><corp><add key="Username" value="a" /><add key="Password" value="b" /><add key="ClearTextPassword" value="b" /></corp></packageSourceCredentials>',
    '<unknown><add key="x" /></unknown>',
    '<packageSources><clear /><add key="corp" value="x" /><add key="CORP" value="X" /></packageSources>',
  ].map((text) => ({
    name: text.slice(0, 70),
    isNewRule: text.includes('a="b"'),
    env: {},
    files: { [USER]: `<configuration>${text}</configuration>` },
  })),
];

let server: ScriptedServer;
beforeAll(async () => {
  server = await scriptedServer(({ path, headers }) => {
    // Public: P.
    if (headers.authorization === undefined && !path.startsWith('/P/'))
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
    return { status: 404 };
  });
});
afterAll(async () => {
  await server?.close();
});

let count = 0;

/** The tree on disk, with the user's file where the client keeps it. */
async function tree(row: Pick<RecordedRestore, 'files' | 'env'>, client: NugetClient) {
  count += 1;
  const root = join(folder, `tree${count}`);
  const text = (one: string) =>
    one
      .replaceAll('gallery.org', 'nuget.org')
      .replace(/\{(\w):([^}]*)\}/g, (_, name, info) => `${server.origin.replace('://', `://${info}@`)}/${name}`)
      .replace(/\{(\w)\}/g, (_, name) => `${server.origin}/${name}`);
  for (const [path, content] of Object.entries(row.files)) {
    const at = client === 'nuget' ? path.replace('home/.nuget/NuGet/', 'home/.config/NuGet/') : path;
    await mkdir(dirname(join(root, at)), { recursive: true });
    await writeFile(join(root, at), text(content), { mode: 0o600 });
  }
  const project = join(root, 'w', 'src', 'app');
  await mkdir(project, { recursive: true });
  const env = Object.fromEntries(Object.entries(row.env).map(([name, value]) => [text(name), text(value)]));
  return { home: join(root, 'home'), project, env };
}

type Tree = Awaited<ReturnType<typeof tree>>;

async function byModel(
  { home, project, env }: Tree,
  client: NugetClient,
): Promise<readonly PackageSource[] | undefined> {
  const host = { ...recordingHost({ folder: home }), env: { HOME: home, ...env } };
  const options = { host, workingDirectory: project, view: new FilesOnDisk(host.files) };
  return withMachine(options, (machine) => {
    try {
      return nugetSettings(machine, { client, folder: project }).sources;
    } catch (error) {
      if (error instanceof SettingsRefusal) return undefined;
      throw error;
    }
  });
}

/** What a listing of sources says; undefined where the client refuses. */
function listed({ status, text }: { status: number; text: string }) {
  if (status !== 0) return undefined;
  return [...text.matchAll(/^\s+\d+\.\s+(.*) \[(Enabled|Disabled)\]\n\s+(.*)$/gm)].map(([, name, state, address]) => ({
    name,
    isEnabled: state === 'Enabled',
    address,
  }));
}

const inBrief = (sources: readonly PackageSource[] | undefined) =>
  sources?.map(({ name, isEnabled, address }) => ({ name, isEnabled, address }));

/** Sections that came after the version of nuget.exe: to it they are unknown, and dotnet judges them. */
const isNew = ({ files, isNewRule }: Pick<OwnTree, 'files' | 'isNewRule'>) =>
  isNewRule === true || Object.values(files).some((text) => /packageSourceMapping|auditSources/.test(text));

const missing = whyNot(mono, nugetExe);
describe(missing === undefined ? 'nuget.exe 5.8 under mono' : `nuget.exe: skipped, ${missing}`, () => {
  const real = missing === undefined ? test : test.skip;
  const run = async (at: Tree, ...args: string[]) =>
    runTool(programOf(mono), [executable, ...args, '-NonInteractive'], {
      cwd: at.project,
      home: at.home,
      env: { ...at.env, NUGET_PACKAGES: join(at.home, 'packages'), NUGET_HTTP_CACHE_PATH: join(at.home, 'cache') },
    });

  real(
    'lists the sources that the model has, and refuses what it refuses',
    async () => {
      const chosen = [
        ...OWN.filter((row) => !isNew(row)),
        ...sampled(
          rows.filter((row) => !isNew(row)),
          16,
          19,
        ),
      ];
      for (const row of chosen) {
        const at = await tree(row, 'nuget');
        const told = inBrief(await byModel(at, 'nuget'));
        expect([row.name, told]).toEqual([row.name, listed(await run(at, 'sources', 'List'))]);
      }
    },
    LONG,
  );

  real(
    'sends each address what the model says',
    async () => {
      const chosen = [
        ...OWN.slice(0, 5).filter((row) => !isNew(row)),
        ...sampled(
          rows.filter((row) => !isNew(row)),
          8,
          8,
        ),
      ];
      for (const row of chosen) {
        const at = await tree(row, 'nuget');
        const sources =
          (await byModel(at, 'nuget'))?.filter(
            ({ isEnabled, address }) => isEnabled && address.startsWith(server.origin),
          ) ?? [];
        const from = server.seen.length;
        await run(at, 'install', 'Acme.Utils', '-OutputDirectory', at.home, '-DirectDownload');
        const asked = server.seen.slice(from);
        for (const { path } of asked) {
          // nuget.exe asks an address once for each of its names, where dotnet asks it once.
          const wanted = sources
            .filter(({ address }) => path.startsWith(new URL(address).pathname.replace(/v3\/.*$/, '')))
            .flatMap(({ credentials: [known] }) =>
              known && !known.isEncrypted && sendsBasic(known) ? [`${known.user}:${known.password}`] : [],
            );
          const sent = asked
            .filter((one) => one.path === path)
            .flatMap(({ headers }) => headers.authorization?.replace(/^Basic /, '') ?? [])
            .map((value) => Buffer.from(value, 'base64').toString());
          if (path.startsWith('/P/')) continue;
          expect([row.name, path, [...new Set(sent)].filter((one) => one !== ':').sort()]).toEqual([
            row.name,
            path,
            [...new Set(wanted)].sort(),
          ]);
        }
      }
    },
    LONG,
  );
});

describe('program' in dotnet ? `dotnet ${dotnet.version}` : `dotnet: skipped, ${dotnet.missing}`, () => {
  const real = 'program' in dotnet ? test : test.skip;
  real(
    'lists the sources that the model has, and refuses what it refuses',
    async () => {
      for (const row of [...OWN, ...sampled(rows, 16, 21)]) {
        const at = await tree(row, 'dotnet');
        const told = inBrief(await byModel(at, 'dotnet'));
        const ran = await runTool(programOf(dotnet), ['nuget', 'list', 'source'], {
          cwd: at.project,
          home: at.home,
          env: { ...at.env, DOTNET_NOLOGO: '1' },
        });
        expect([row.name, told]).toEqual([row.name, listed(ran)]);
      }
    },
    LONG,
  );
});
