// The clients' own commands between login and logout: after it the client reads its files, what the command set stands
// there, and nothing of ours does, not even half of an entry.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configure } from '../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import type { ToolName } from '../../src/core/ports/package-format.ts';
import { valueEditors } from '../../src/formats/value-editors.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import {
  type FoundTool,
  findNugetExe,
  findTool,
  ofRustup,
  programOf,
  runTool,
  whyNot,
} from '../support/programs/tools.ts';
import { registration, TOKEN } from '../support/worlds/logins.ts';

const LONG = 180_000;
const folder = temporaryFolders();
const HOST = 'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com';
const npmAt = `//${HOST}/npm/shared/`;
const IX = `https://${HOST}/nuget/shared/v3/index.json`;
const OTHER = 'https://other.example';

interface Client {
  readonly name: string;
  readonly tool: ToolName;
  readonly found: FoundTool;
  readonly first?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
  /** Further files of the project. */
  readonly project?: Readonly<Record<string, string>>;
  /** Ends well where the client reads its files. */
  readonly reading: readonly string[];
  readonly commands: readonly Command[];
}

interface Command {
  readonly said: readonly (readonly string[])[];
  /** What of theirs has to stand somewhere in the home. */
  readonly theirs?: RegExp;
  /** What may stand there of the repository, since they wrote it. */
  readonly about?: RegExp;
}

const nugetExe = findNugetExe();
const exe = 'file' in nugetExe ? nugetExe.file : '';
const mono = findTool('mono', 'mono');

const CLIENTS: readonly Client[] = [
  {
    name: 'npm',
    tool: 'npm',
    found: findTool('npm-11', 'npm'),
    reading: ['config', 'list'],
    commands: [
      { said: [['config', 'set', 'fund=false']], theirs: /fund=false/ },
      { said: [['config', 'set', `registry=${OTHER}/`, `//other.example/:_authToken=theirs`]], theirs: /theirs/ },
      { said: [['config', 'delete', 'registry']] },
      { said: [['config', 'delete', `${npmAt}:_authToken`]] },
      { said: [['config', 'set', `${npmAt}:_authToken=theirs`]], theirs: /theirs/, about: /:_authToken=theirs/ },
      { said: [['config', 'set', `@acme:registry=${OTHER}/`]], theirs: /@acme:registry=/ },
    ],
  },
  {
    name: 'pip',
    tool: 'pip',
    found: findTool('pip-26', 'pip'),
    reading: ['config', 'list'],
    commands: [
      { said: [['config', 'set', 'global.timeout', '5']], theirs: /timeout = 5/ },
      { said: [['config', 'set', 'global.index-url', `${OTHER}/simple`]], theirs: /other\.example/ },
      { said: [['config', 'unset', 'global.index-url']] },
      { said: [['config', 'set', 'global.extra-index-url', `${OTHER}/simple`]], theirs: /extra-index-url/ },
    ],
  },
  {
    name: 'Cargo',
    tool: 'cargo',
    found: findTool('cargo', 'cargo', { places: [ofRustup('cargo')] }),
    reading: ['version'],
    commands: [
      { said: [['login', '--registry', 'my-org-shared', 'theirs']] },
      { said: [['login', 'theirs']], theirs: /theirs/ },
      { said: [['logout']] },
    ],
  },
  {
    name: 'Bundler',
    tool: 'gem',
    found: findTool('ruby', 'bundle'),
    project: { Gemfile: "source 'https://other.example'\n" },
    reading: ['config', 'list'],
    commands: [
      { said: [['config', 'set', '--global', 'jobs', '3']], theirs: /BUNDLE_JOBS/ },
      { said: [['config', 'set', '--global', 'other.example', 'u:theirs']], theirs: /u:theirs/ },
      { said: [['config', 'set', '--global', HOST, 'u:theirs']], theirs: /u:theirs/, about: /BUNDLE_MY___ORG/ },
      { said: [['config', 'unset', '--global', HOST]] },
    ],
  },
  {
    name: 'Poetry',
    tool: 'poetry',
    found: findTool('poetry', 'poetry'),
    project: {
      'pyproject.toml': `[project]\nname = "a"\nversion = "1"\n\n[[tool.poetry.source]]\nname = "codeartifact"\nurl = "https://${HOST}/pypi/shared/simple/"\n`,
    },
    reading: ['config', '--list'],
    commands: [
      { said: [['config', 'virtualenvs.create', 'false']], theirs: /create = false/ },
      { said: [['config', 'http-basic.other', 'u', 'theirs']], theirs: /theirs/ },
      { said: [['config', 'http-basic.codeartifact', 'u', 'theirs']], theirs: /theirs/ },
      { said: [['config', '--unset', 'http-basic.codeartifact']] },
    ],
  },
  {
    name: 'Yarn 4',
    tool: 'yarn',
    found: findTool('yarn-4', 'yarn'),
    project: { 'yarn.lock': '__metadata:\n  version: 8\n', 'package.json': '{"name":"a"}\n' },
    reading: ['config'],
    commands: [
      { said: [['config', 'set', '--home', 'enableTelemetry', 'false']], theirs: /enableTelemetry/ },
      { said: [['config', 'set', '--home', 'npmRegistryServer', OTHER]], theirs: /other\.example/ },
      { said: [['config', 'unset', '--home', 'npmRegistryServer']] },
      {
        said: [['config', 'set', '--home', `npmRegistries["https:${npmAt.slice(0, -1)}"].npmAuthToken`, 'theirs']],
        theirs: /theirs/,
        about: /npmRegistries|npmAuthToken: "?theirs|codeartifact/,
      },
      {
        said: [['config', 'set', '--home', 'npmRegistries["https://other.example"].npmAuthToken', 'theirs']],
        theirs: /theirs/,
      },
    ],
  },
  {
    name: 'nuget.exe',
    tool: 'nuget',
    found: whyNot(mono, nugetExe) === undefined ? mono : { missing: 'nuget.exe is not here' },
    first: [exe],
    reading: ['sources', 'list', '-NonInteractive'],
    commands: [
      { said: [['sources', 'add', '-Name', 'other', '-Source', `${OTHER}/v3/index.json`]], theirs: /other\.example/ },
      {
        said: [
          [
            'sources',
            'add',
            '-Name',
            'other',
            '-Source',
            `${OTHER}/v3/index.json`,
            '-UserName',
            'u',
            '-Password',
            'theirs',
            '-StorePasswordInClearText',
          ],
        ],
        theirs: /theirs/,
      },
      { said: [['sources', 'remove', '-Name', 'my-org/shared']] },
      { said: [['sources', 'disable', '-Name', 'my-org/shared']] },
      {
        said: [
          [
            'sources',
            'update',
            '-Name',
            'my-org/shared',
            '-Source',
            IX.replace('shared', 'second'),
            '-UserName',
            'aws',
            '-Password',
            'NEWER',
            '-StorePasswordInClearText',
          ],
        ],
      },
      { said: [['config', '-Set', 'dependencyVersion=Highest']], theirs: /Highest/ },
    ],
  },
];

for (const client of CLIENTS) {
  const { name, tool, found, first = [], project = {}, reading, options = {} } = client;
  const missing = whyNot(found);
  describe(missing === undefined ? name : `${name}: skipped, ${missing}`, () => {
    const real = missing === undefined ? test : test.skip;
    const cases = client.commands.flatMap((command) =>
      [false, true].map((isThere) => [command.said.flat().join(' ').slice(0, 90), isThere, command] as const),
    );
    real.each(cases)(
      '%s (settings of the user before: %s)',
      async (_, isThere, { said, theirs, about }) => {
        const root = folder();
        const host = recordingHost({ folder: root, env: {} });
        await fs.mkdir(host.workingDirectory, { recursive: true });
        for (const [path, text] of Object.entries(project)) await fs.writeFile(join(host.workingDirectory, path), text);
        const run = (words: readonly string[]) =>
          runTool(programOf(found), [...first, ...words], {
            cwd: host.workingDirectory,
            home: join(root, 'run'),
            env: { HOME: host.home, CARGO_HOME: join(host.home, '.cargo'), POETRY_KEYRING_ENABLED: 'false' },
          });
        const [opening] = client.commands[0]?.said ?? [];
        if (isThere) await run(opening ?? []);
        await configure(
          {
            registrations: [registration(tool, { options })],
            expiresAt: host.clock.now() + 3_600_000,
            tokenVariable: 'auto',
            workingDirectory: host.workingDirectory,
            editors: valueEditors,
          },
          host,
        );
        const outputs = [];
        for (const words of said) outputs.push(await run(words));
        const report = await cleanUp({ editors: valueEditors }, host);
        const texts: string[] = [];
        for (const file of report.files) texts.push(await fs.readFile(file.path, 'utf8').catch(() => ''));
        const all = texts.join('\n');
        const seen = { outputs: outputs.map(({ status, text }) => [status, text]), all, warnings: report.warnings };
        expect({ ...seen, hasToken: all.includes(TOKEN) }).toMatchObject({ hasToken: false });
        const rest = all.split('\n').filter((line) => about === undefined || !about.test(line));
        expect({ ...seen, ours: rest.filter((line) => /d\.codeartifact|my-org|value=""/.test(line)) }).toMatchObject({
          ours: [],
        });
        const read = await run(reading);
        expect({ status: read.status, text: read.text }).toMatchObject({ status: 0 });
        if (theirs && outputs.every(({ status }) => status === 0)) {
          const elsewhere = await run(reading);
          expect({
            ...seen,
            is: theirs.test(all) || theirs.test(elsewhere.text) || tool === 'cargo' || tool === 'poetry',
          }).toMatchObject({ is: true });
        }
      },
      LONG,
    );
  });
}
