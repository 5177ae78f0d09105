// Walks docs/adding-a-format.md in a copy of the tree and compares what fails with what the page predicts. Each look at
// what fails is a run of the type checker or of Jest: the fast lane makes the same changes and looks at the end only.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/folders.ts';
import { isSlowLane } from '../support/lane.ts';

const root = resolve(import.meta.dirname ?? '.', '..', '..');
const copy = temporaryFolder();
const page = readFileSync(join(root, 'docs', 'adding-a-format.md'), 'utf8');

/** The rows of the page's table, with NAME filled in. */
const rows = (page.split('<!-- expected-failures -->\n')[1] ?? '')
  .split('\n\n')[0]
  ?.split('\n')
  .slice(2)
  .map((row) =>
    row
      .replaceAll('NAME', 'example')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const predictedTypes = (step: number) => [...(rows?.[step]?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, file]) => file);

interface Run {
  readonly status: number;
  readonly output: string;
}

function node(args: readonly string[]): Promise<Run> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: copy, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` }),
    );
  });
}

/** Files in which the type check finds something. */
async function typeErrors(): Promise<string[]> {
  const { output } = await node(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit']);
  const files = [...output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => String(file));
  return [...new Set(files)].sort();
}

interface Outcome {
  readonly title: string;
  readonly status: string;
  readonly failure: string;
}

async function runTests(...args: string[]): Promise<Outcome[]> {
  const report = join(copy, 'report.json');
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const { output } = await node([
    ...jest,
    ...args,
    '--runInBand',
    '--json',
    `--outputFile=${report}`,
    '--reporters=default',
  ]);
  if (!existsSync(report)) throw new Error(output);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: {
      message: string;
      assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
    }[];
  };
  return testResults.flatMap(({ assertionResults, message }) =>
    assertionResults.length === 0
      ? [{ title: 'a test file that does not load', status: 'failed', failure: message }]
      : assertionResults.map(({ fullName, status, failureMessages }) => ({
          title: fullName,
          status,
          failure: failureMessages.join('\n'),
        })),
  );
}

const failed = (outcomes: readonly Outcome[]) => outcomes.filter(({ status }) => status === 'failed');
const architecture = async () => failed(await runTests('__tests__/architecture.test.ts', '-t', 'registration'));

function edit(file: string, from: string | RegExp, to: string): void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

beforeAll(() => {
  for (const name of readdirSync(root)) {
    if (/^(src|__tests__|scripts|docs|package\.json|tsconfig.*\.json|jest\.config\.mjs)$/.test(name))
      cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
});

describe('the page, step by step', () => {
  test('the table is there', () => expect(rows).toHaveLength(4));

  test('1: stamped', async () => {
    const { status, output } = await node(['scripts/new-format.mjs', 'example']);
    expect([status, output]).toEqual([0, expect.stringContaining('stamped src/formats/example/serve.ts')]);
    if (!isSlowLane) return;
    const [types, tests] = await Promise.all([typeErrors(), architecture()]);
    expect(types).toEqual(predictedTypes(0));
    expect(tests.map(({ title }) => title)).toEqual([
      'registration every folder of formats is in the map of client halves, and the other way round',
    ]);
    expect(rows?.[0]?.[2]).toContain('every folder of formats is in the map of client halves, and the other way round');
    expect(tests[0]?.failure).toContain('"example"');
  }, 120_000);

  test('2: named', async () => {
    edit('src/core/model/package.ts', "'swift'] as const", "'swift', 'example'] as const");
    if (isSlowLane) expect(await typeErrors()).toEqual(predictedTypes(1));
    edit(
      'src/core/model/package.ts',
      /( {2}swift: \{ purlType.*\n)/,
      "$1  example: { purlType: 'example', sigil: '', separator: '/' },\n",
    );
    edit('src/formats/rules.ts', '\n  swift: {', "\n  example: { ...common, namespace: 'none' },\n  swift: {");
  }, 120_000);

  test('4: registered, one half after the other', async () => {
    edit(
      'src/formats/index.ts',
      'import { generic } from',
      "import { example } from './example/format.ts';\nimport { generic } from",
    );
    edit('src/formats/index.ts', '\n  generic,\n', '\n  generic,\n  example,\n');
    if (isSlowLane) {
      const [types, tests] = await Promise.all([typeErrors(), architecture()]);
      expect(types).toEqual(predictedTypes(2));
      expect(tests.map(({ title }) => title)).toEqual(['registration every published format has a server half']);
      expect(rows?.[2]?.[2]).toContain('every published format has a server half');
    }
    edit(
      'src/formats/servers.ts',
      'import { genericServer } from',
      "import { exampleServer } from './example/serve.ts';\nimport { genericServer } from",
    );
    edit(
      'src/formats/servers.ts',
      '\n  generic: genericServer,\n',
      '\n  generic: genericServer,\n  example: exampleServer,\n',
    );
  }, 120_000);

  const says = isSlowLane ? ', and what is not written says so' : '';
  test(`5: with a sample the types are green${says}`, async () => {
    const sample = `const example: FormatSample = {
  reference: { format: 'example', ...coordinate },
  build: async (folder, answer) => [await write(folder, 'contract-1.2.3.example', answer)],
  gather: gatherWith('example'),
  spoil: async (folder) => [await write(folder, 'fake.example', 'no archive')],
  download: () => 'contract-1.2.3.example',
  spellings: ['contract'],
};

`;
    edit('__tests__/support/packages/format-samples.ts', '/** Complete by type', `${sample}/** Complete by type`);
    edit('__tests__/support/packages/format-samples.ts', 'nuget, generic };', 'nuget, generic, example };');
    expect(await typeErrors()).toEqual(predictedTypes(3));
    if (!isSlowLane) return;
    const tests = await runTests(
      '__tests__/architecture.test.ts',
      '__tests__/formats/contract.test.ts',
      '__tests__/formats/example',
      '-t',
      '^(?!(npm|pypi|maven|nuget|generic) )',
    );
    const wrong = failed(tests);
    const contract = wrong.filter(({ title }) => title.startsWith('example '));
    // The whole contract but for what is tried on nothing.
    expect(contract.length).toBeGreaterThanOrEqual(10);
    for (const { title, failure } of contract)
      expect([title, failure]).toEqual([title, expect.stringMatching(/not written yet|501/)]);
    // All others are the stamped tests; nothing else in the tree minds.
    const stamped = wrong.filter((one) => !contract.includes(one));
    expect(stamped.length).toBeGreaterThanOrEqual(9);
    for (const { title, failure } of stamped)
      expect([title, failure]).toEqual([title, expect.stringContaining('formats/example/')]);
    // The walls, and the contract's tests of nothing.
    expect(tests.filter(({ status }) => status === 'passed').length).toBeGreaterThan(40);
  }, 120_000);

  test('every place the walk has changed is named on the page', () => {
    for (const place of [
      'src/core/model/package.ts',
      'src/formats/rules.ts',
      'src/formats/index.ts',
      'src/formats/servers.ts',
      '__tests__/support/packages/format-samples.ts',
    ])
      expect(page).toContain(`\`${place}\``);
  });

  test('stamping again keeps everything, and no format can be called otherwise', async () => {
    expect((await node(['scripts/new-format.mjs', 'example'])).output).not.toContain('stamped');
    for (const name of ['../up', 'Example', '', 'shared'])
      expect((await node(['scripts/new-format.mjs', name])).status).toBe(2);
  });
});
