// The whole way over the recorded trees: what `login` plans is laid over the tree, and then the model says what dotnet would
// do. Either the repository is reached with the token, or it is said what keeps it from being, with a fix.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import { loginVerdicts, registryVerdicts, remarkVerdicts } from '../../../../src/core/operations/login/judge-tool.ts';
import type { ToolMachine } from '../../../../src/core/ports/package-format.ts';
import { inspectNuget } from '../../../../src/formats/nuget/configure/inspect.ts';
import { nugetConfiguration } from '../../../../src/formats/nuget/configure/login-plan.ts';
import {
  machineWith,
  PROJECT,
  type RecordedRestore,
  ROOT,
  restoreOf,
  SERVERS,
  written,
} from '../../../support/worlds/dotnet-restores.ts';

const rows = readFileSync(new URL('./recorded/configuration.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as RecordedRestore);

const ENDPOINT = `${SERVERS.E.address}/`;
const place = { endpoint: ENDPOINT, label: 'my-org/shared', loginCommand: 'login' };
const filesOf = ({ files }: RecordedRestore) =>
  new Map(Object.entries(files).map(([path, text]) => [join(ROOT, path), written(text)]));

function problemsAt(machine: ToolMachine): { name: string; found: string; fix: string | undefined }[] {
  const inspection = inspectNuget({ machine, endpoint: ENDPOINT }, 'dotnet');
  const [sent] = inspection.credentials;
  // `doctor` shows it to the service.
  const refused =
    sent !== undefined && sent.token.reveal() !== 'GOOD'
      ? [{ name: 'token', found: sent.source, fix: sent.fix ?? 'login' }]
      : [];
  const verdicts = [...registryVerdicts({ name: 'dotnet' }, inspection, place), ...remarkVerdicts(inspection)]
    .filter(({ health, subject }) => health === 'problem' || (health === 'warning' && subject === 'registry'))
    .map(({ subject, found, fix }) => ({ name: subject, found, fix }));
  return [...verdicts, ...refused];
}

/** A login at the top of the checkout, or where the project is. */
async function loggedIn(row: RecordedRestore, { workingDirectory = PROJECT, exportsVariables = false } = {}) {
  const files = filesOf(row);
  const before = machineWith(files, row.env, { workingDirectory, exportsVariables });
  const configuration = nugetConfiguration(
    {
      domain: 'my-org',
      domainOwner: '111122223333',
      repository: 'shared',
      region: 'eu-west-1',
      endpoint: ENDPOINT,
      token: new Secret('GOOD'),
      scopes: [],
      options: {},
      machine: before,
      earlierEndpoints: [],
      sharesHost: false,
    },
    'dotnet',
  );
  for (const file of configuration.files)
    files.set(file.path, await file.edit(files.get(file.path)?.replace(/^\uFEFF/, '')));
  const env: Record<string, string> = { ...row.env };
  if (exportsVariables)
    for (const [name, value] of Object.entries(configuration.variables))
      env[name] = value instanceof Secret ? value.reveal() : value;
  return { files, env, configuration, machine: machineWith(files, env, { exportsVariables }) };
}

/** Whether dotnet reaches the repository with the token, whatever other sources do. */
function isReached(row: RecordedRestore, machine: ToolMachine): boolean {
  const told = restoreOf(machine, { cwd: row.cwd, args: [] });
  if (told.sources.length === 0 || told.codes.includes('NU1302')) return false;
  if (told.credentials.E?.[0] !== 'aws:GOOD') return false;
  if (told.missing || told.codes.includes('NU1100')) return false;
  const isAsked =
    (told.packages.E ?? []).includes('Acme.Utils') || !row.files['w/src/app/app.csproj']?.includes('"Acme.Utils"');
  // What a mapping gives to others may be meant so, and is told.
  const { notes = [] } = inspectNuget({ machine, endpoint: ENDPOINT }, 'dotnet');
  return isAsked || notes.some((note) => note.includes('packageSourceMapping'));
}

/** Sources of others that refuse are known to nobody who does not ask them. */
const failsForOthers = (codes: readonly string[]) => codes.some((code) => /^NU1(?:301|900)$/.test(code));

describe.each(rows.map((row, at) => [at, row.name, row] as const))('%i: %s', (_at, _name, row) => {
  test('doctor is quiet where dotnet reaches the repository, and only there', () => {
    const machine = machineWith(filesOf(row), row.env);
    const problems = problemsAt(machine);
    const reached = isReached(row, machine);
    if (problems.length === 0) expect(reached).toBe(true);
    const told = restoreOf(machine, { cwd: row.cwd, args: [] });
    if (reached && told.exit === 0) expect(problems).toEqual([]);
    if (told.exit !== 0 && problems.length === 0)
      expect(
        failsForOthers(told.codes) || told.codes.every((code) => /^NU1(?:10[01]|301|900)$|^NU3004$/.test(code)),
      ).toBe(true);
    for (const { fix } of problems) expect(fix).toBeTruthy();
  });

  test.each([false, true])(
    'a login reaches the repository, or says why it does not (variables: %s)',
    async (exportsVariables) => {
      if (/<!DOCTYPE/.test(row.files['home/.nuget/NuGet/NuGet.Config'] ?? '')) {
        await expect(loggedIn(row)).rejects.toThrow('document type');
        return;
      }
      const { machine, configuration } = await loggedIn(row, { exportsVariables });
      const problems = problemsAt(machine);
      if (problems.length === 0) expect(isReached(row, machine)).toBe(true);
      else
        expect({
          problems,
          reached: isReached(row, machine) && restoreOf(machine, { cwd: row.cwd, args: [] }).exit === 0,
        }).toMatchObject({ reached: false });
      const said = loginVerdicts({ name: 'dotnet' }, inspectNuget({ machine, endpoint: ENDPOINT }, 'dotnet'), {
        scopes: [],
        others: [],
        place,
        token: 'GOOD',
      });
      if (!isReached(row, machine)) expect(said.length).toBeGreaterThan(0);
      for (const { fix } of said) expect(fix).toBeTruthy();
      expect(configuration.files).toHaveLength(1);
    },
  );
});

const CENTRAL =
  '<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup></Project>';

describe.each([
  ['as recorded', {}],
  ['with central versions and warnings as errors', { 'w/Directory.Packages.props': CENTRAL }],
])('no login breaks a restore that was good, %s', (title, more) => {
  const given = rows
    .filter(({ files }) => title === 'as recorded' || !('w/Directory.Packages.props' in files))
    .map((row) => ({ ...row, args: [], files: { ...row.files, ...more } }));
  const good = given.filter(
    (row) => restoreOf(machineWith(filesOf(row), row.env), { cwd: row.cwd, args: [] }).exit === 0,
  );

  test('there are some', () => {
    expect(good.length).toBeGreaterThan(20);
  });

  test.each(good.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { machine } = await loggedIn(row);
    const told = restoreOf(machine, { cwd: row.cwd, args: [] });
    expect(told.codes.filter((code) => code !== 'NU1507' || told.exit !== 0)).not.toContain('NU1507');
    expect(told.exit).toBe(0);
  });
});

const KINDS = [
  ...[
    'cleared',
    'config-file',
    'disabled',
    'insecure',
    'mapping',
    'missing-folder',
    'no-credentials',
    'other-repository',
  ],
  ...['restore-sources', 'section-name', 'token', 'unreadable', 'address', 'unset-variable', 'unusable-credentials'],
];

/** What stands in the project, where no login writes: the checkout itself says that the repository is not asked, or stops. */
const NO_LOGIN_HELPS: Record<string, readonly string[]> = {
  'RestoreSources in the project': ['restore-sources', 'insecure'],
  'RestoreSources in Directory.Build.props': ['restore-sources', 'insecure'],
  'RestoreSources names the source': ['restore-sources', 'missing-folder'],
  RestoreAdditionalProjectSources: ['insecure'],
  'RestoreConfigFile in Directory.Build.props': ['config-file'],
  "broken XML in the project's file": ['unreadable'],
  'empty project file': ['unreadable'],
  'clear of credentials in the project': ['unreadable'],
  'source without key': ['unreadable'],
  'element in other casing': ['section-name'],
  'fallback folder that does not exist': ['missing-folder'],
  'local folder source that does not exist': ['missing-folder'],
  'mapping: same key at two levels': ['mapping'],
  'project file called nuget.config': ['cleared'],
  'project file called NuGet.config': ['cleared'],
  'project file called NuGet.Config': ['cleared'],
  'two casings in one folder': ['cleared'],
  'source disabled by the project': ['disabled'],
  'source disabled in the user file, enabled false in the project': ['disabled'],
};

test('no login helps where the checkout itself is in the way, and nowhere else', async () => {
  const left: Record<string, readonly string[]> = {};
  const kinds = new Set<string>();
  let helped = 0;
  for (const row of rows) {
    if (/<!DOCTYPE/.test(row.files['home/.nuget/NuGet/NuGet.Config'] ?? '')) continue;
    const { machine } = await loggedIn(row, { exportsVariables: true });
    if (isReached(row, machine)) helped += isReached(row, machineWith(filesOf(row), row.env)) ? 0 : 1;
    else {
      const names = problemsAt(machine).map(({ name }) => name);
      if (!row.name.startsWith('seed-')) left[row.name] = names;
      for (const name of names) kinds.add(name);
    }
  }
  const known = Object.entries(NO_LOGIN_HELPS).filter(([name]) => rows.some((row) => row.name === name));
  expect(left).toEqual(Object.fromEntries(known));
  expect(helped).toBeGreaterThan(rows.length / 5);
  expect(KINDS).toEqual(expect.arrayContaining([...kinds]));
});
