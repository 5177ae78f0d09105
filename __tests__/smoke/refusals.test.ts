// What the smoke program refuses before it asks anybody, what it says it would do, and what it asks on a terminal.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { placeOf, readArguments, UsageError } from '../../scripts/smoke/arguments.mjs';
import { callsOf, costTable, PRICES } from '../../scripts/smoke/cost.mjs';
import { policyOf } from '../../scripts/smoke/policy.mjs';
import { temporaryFolder } from '../support/folders.ts';
import { sampled } from '../support/lane.ts';
import { ROOT } from '../support/programs/runner.ts';
import { findTool, programOf, whyNot } from '../support/programs/tools.ts';
import { ADMIN } from '../support/worlds/sign-in-world.ts';
import { openSmokeWorld, PLACE, type SmokeWorld, SOME_RUN, placeOf as somePlace } from './smoke-world.ts';

jest.setTimeout(120_000);

const folder = temporaryFolder();
let world: SmokeWorld;
beforeAll(async () => {
  world = await openSmokeWorld(folder, { isEmpty: true });
});
afterAll(() => world.server.close());

const ADMIN_ENV = { AWS_ACCESS_KEY_ID: ADMIN.accessKeyId, AWS_SECRET_ACCESS_KEY: ADMIN.secretAccessKey };

/** Names of operations that the server was asked for while this ran. */
async function askedWhile<T>(work: () => Promise<T>): Promise<{ ran: T; asked: readonly string[] }> {
  world.server.requests.clear();
  const ran = await work();
  return { ran, asked: world.server.requests.list().map(({ operation }) => operation) };
}

describe('nothing is asked of the service', () => {
  const RUN = ['--aws', '--yes', '--region', 'us-east-1'];
  const WRONG: readonly (readonly [string, readonly string[], string])[] = [
    ['without a mode', PLACE, 'one of --aws, --local, --policy and --compare is needed'],
    ['with two modes', ['--aws', '--local', ...PLACE], 'one of --aws, --local, --policy and --compare is needed'],
    ['with --clean and no account', ['--clean', ...PLACE], '--clean goes with --aws'],
    ['with an unknown flag', ['--aws', '--force', ...PLACE], "Unknown option '--force'"],
    ['with a flag that the mode does not read', ['--policy', '--yes', ...PLACE], '--policy does not read --yes'],
    ['for a prefix that is short', [...RUN, '--domain', 'my-org', '--prefix', 'ab'], '--prefix ab: 3 to 24 characters'],
    ['for a prefix that is a pattern', [...RUN, '--domain', 'my-org', '--prefix', 'smk*'], '--prefix smk*: '],
    [
      'for a prefix that Python reads as another',
      [...RUN, '--domain', 'my-org', '--prefix', 'smk--a'],
      '--prefix smk--a: ',
    ],
    [
      'for a domain that is none',
      [...RUN, '--domain', 'My_Org', '--prefix', 'smk'],
      '--domain My_Org cannot be the name',
    ],
    ['for an owner that is no account', [...RUN, ...PLACE, '--domain-owner', '12'], '--domain-owner 12 is no account'],
    [
      'for a domain to be made without the prefix',
      [...RUN, ...PLACE, '--create-domain'],
      'makes no domain without the prefix',
    ],
    [
      'for a domain to be made with a longer word than the prefix',
      [...RUN, '--domain', 'smkx', '--prefix', 'smk', '--create-domain'],
      'makes no domain without the prefix in its name: smk or smk-…, not smkx',
    ],
    ['for a tool that is none', [...RUN, ...PLACE, '--tools', 'npm,cobol'], '--tools: cobol; known are npm, '],
    ['for one record', ['--compare', 'package.json'], '--compare takes two records'],
  ];
  test.each(WRONG)('%s', async (_, args, said) => {
    // Whoever sits at a terminal would be asked for what is missing, but here nothing is.
    const read = async () => placeOf(readArguments(args), async () => undefined);
    await expect(read()).rejects.toThrow(UsageError);
    await expect(read()).rejects.toThrow(said);
  });

  const ENDED: typeof WRONG = [
    [
      'without a terminal and a name',
      ['--aws', '--yes'],
      '--domain and --prefix and --region are needed: there is no terminal',
    ],
    ['without a terminal and an answer', ['--aws', ...PLACE], 'there is no terminal to ask on: say --yes'],
    [
      'without a terminal and an answer to --clean',
      ['--aws', '--clean', ...PLACE],
      'there is no terminal to ask on: say --yes',
    ],
    [
      'for records that are none',
      ['--compare', 'package.json', 'package.json'],
      'package.json is no record of a smoke run',
    ],
  ];
  test.each([...ENDED, ...sampled(WRONG, 2, 3)])('%s, as a process', async (_, args, said) => {
    const { ran, asked } = await askedWhile(() =>
      world.run(args.map((arg) => (arg === 'package.json' ? join(ROOT, arg) : arg))),
    );
    expect([ran.status, ran.stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(ran.stderr).toContain('npm run smoke -- MODE');
    expect(asked).toEqual([]);
  });

  test.each([['--aws'], ['--aws', '--clean'], ['--local']])('in a dry run of %s %s', async (...mode) => {
    const tools = mode.includes('--clean') ? [] : ['--tools', 'none'];
    const place = mode.includes('--local') ? [] : PLACE;
    const { ran, asked } = await askedWhile(() => world.run([...mode, '--dry-run', ...place, ...tools]));
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/^ {2}together +\d+ +0\.00\d{4}$/m);
    expect(ran.stdout).toContain(`read on ${PRICES.readOn}: ${PRICES.source}`);
    expect(asked).toEqual([]);
    expect(world.temporary()).toEqual([]);
  });

  test('for a record that could not be written', async () => {
    const args = [
      '--aws',
      '--yes',
      ...PLACE,
      '--tools',
      'none',
      '--record',
      join(folder, 'no-such-folder', 'record.json'),
    ];
    const { ran, asked } = await askedWhile(() => world.run(args));
    expect([ran.status, ran.stderr, asked]).toEqual([2, expect.stringContaining('--record: cannot write'), []]);
  });

  test('for the policy, which is JSON and nothing else', async () => {
    const { ran, asked } = await askedWhile(() => world.run(['--policy', ...PLACE]));
    expect([ran.status, JSON.parse(ran.stdout)]).toEqual([0, policyOf(somePlace())]);
    expect(asked).toEqual([]);
  });
});

test('a reader that has gone is no failure', async () => {
  const args = [join(ROOT, 'scripts/smoke.mjs'), '--policy', ...PLACE];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  // Long before the program has come to write.
  child.stdout.destroy();
  const [stderr, status] = await Promise.all([text(child.stderr), new Promise((done) => child.on('close', done))]);
  expect([status, stderr]).toEqual([0, '']);
});

test('the Region may come from the environment', async () => {
  const { status, stdout } = await world.run(['--policy', '--domain', 'my-org', '--prefix', 'smk'], {
    AWS_REGION: 'eu-west-1',
  });
  expect([status, stdout.includes('arn:aws:codeartifact:eu-west-1:')]).toEqual([0, true]);
});

test('the table sums up what it lists, and each tool that is logged in adds to it', () => {
  const calls = callsOf({ tools: ['npm', 'cargo'], createDomain: false });
  const bare = callsOf({ tools: [], createDomain: false });
  const sum = (of: Readonly<Record<string, number>>) => Object.values(of).reduce((a, b) => a + b, 0);
  expect(sum(calls) - sum(bare)).toBe(2 + 2 + 2);
  const total = sum(calls);
  expect(costTable(calls)).toMatch(new RegExp(`^  together +${total} +${(total * 5e-6).toFixed(6)}$`, 'm'));
  expect(callsOf({ tools: [], createDomain: true })).toMatchObject({ CreateDomain: 1, DeleteDomain: 1 });
});

describe('what is there already', () => {
  const RUN = ['--aws', '--yes', ...PLACE, '--tools', 'none'];
  test.each([
    [
      'somebody else made',
      'smk-staging',
      undefined,
      'is there and was not made by this program (it has no tag codeartifact-ci-smoke); it stays as it is',
    ],
    ['somebody else made, the second one', 'smk-production', 'something', 'is there and was not made by this program'],
    [
      'a killed run left',
      'smk-production',
      SOME_RUN,
      `was made by the run ${SOME_RUN}, which is at work or was killed; to remove it: npm run smoke -- --aws --clean --domain my-org`,
    ],
  ] as const)('a repository that %s is refused and stays', async (_, name, tag, said) => {
    await world.make(name, tag);
    world.server.requests.clear();
    const ran = await world.run(RUN);
    const asked = world.asked().map(({ operation }) => operation);
    // Which would fail if it were gone.
    await world.remove(name);
    expect([ran.status, ran.stderr]).toEqual([5, expect.stringContaining(`the repository ${name} ${said}`)]);
    expect([...new Set(asked)].sort()).toEqual(['DescribeDomain', 'DescribeRepository', 'ListTagsForResource']);
  });

  test('a domain that is not there is not made', async () => {
    const args = RUN.map((arg) => (arg === 'my-org' ? 'my-org2' : arg));
    const denied = await world.run(args);
    expect(denied).toMatchObject({ status: 3, stderr: expect.stringContaining('AccessDeniedException') });
    await expect(
      world.run(
        ['--aws', '--yes', '--domain', 'nowhere', '--prefix', 'smk', '--region', 'us-east-1', '--tools', 'none'],
        ADMIN_ENV,
      ),
    ).resolves.toMatchObject({
      status: 5,
      stderr: expect.stringContaining('there is no domain nowhere in us-east-1 (with --create-domain it is made)'),
    });
  });
});

test('without credentials it says so', async () => {
  const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  const { status, stderr } = await world.run(['--aws', '--yes', ...PLACE, '--tools', 'none'], env);
  expect([status, stderr]).toEqual([3, expect.stringContaining('CredentialsProviderError')]);
});

const python = findTool('python', 'python3');
const missing = process.platform === 'win32' ? 'Windows' : whyNot(python);
(missing === undefined ? describe : describe.skip)(
  `on a terminal${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    /** Types the answers, each when its question is there; what the terminal shows and how it ended. */
    const typed = (
      args: readonly string[],
      answers: readonly (readonly [question: string, answer: string | (() => void)])[],
    ) =>
      new Promise<{ status: number; screen: string }>((done, fail) => {
        const script =
          'import os, pty, sys\nstatus = pty.spawn(sys.argv[1:])\nsys.exit(os.waitstatus_to_exitcode(status))\n';
        const program = [process.execPath, join(ROOT, 'scripts', 'smoke.mjs'), ...args];
        const child = spawn(programOf(python), ['-c', script, ...program], { cwd: folder, env: { ...world.env } });
        const left = [...answers];
        let screen = '';
        child.stdout.on('data', (piece) => {
          screen += piece;
          if (left[0] === undefined || !screen.includes(left[0][0])) return;
          const answer = left.shift()?.[1] ?? '';
          if (typeof answer === 'string') child.stdin.write(answer);
          else answer();
        });
        child.on('error', fail);
        child.on('close', (status) => done({ status: status ?? 1, screen }));
      });

    test('it asks for what it was not told, says what it would do, and takes anything but yes for no', async () => {
      const { ran, asked } = await askedWhile(() =>
        typed(
          ['--aws', '--tools', 'none'],
          [
            ['Domain to work in:', 'my-org\n'],
            ['Prefix of everything', 'smk\n'],
            ['Region:', 'us-east-1\n'],
            ['Run it? [y/N]', 'yes, please\n'],
          ],
        ),
      );
      expect(ran.screen).toContain('repositories smk-staging and smk-production, made and removed');
      expect([ran.status, asked]).toEqual([130, []]);
    });

    const byItsId = () => {
      const [work = ''] = world.temporary();
      process.kill(Number(readFileSync(join(folder, 'tmp', work, 'process'), 'utf8')), 'SIGTERM');
    };
    test.each<readonly [string, string | (() => void)]>([
      ['Ctrl-C', '\x03'],
      ['Ctrl-D', '\x04'],
      ['SIGTERM', byItsId],
    ])('%s is a no', async (_, key) => {
      const { ran, asked } = await askedWhile(() => typed(['--aws', '--tools', 'none', ...PLACE], [['Run it?', key]]));
      expect([ran.status, asked]).toEqual([130, []]);
      expect(world.temporary()).toEqual([]);
    });

    test('--clean asks after it has looked, and removes nothing without a yes', async () => {
      await world.make('smk-staging', SOME_RUN);
      const no = await typed(['--aws', '--clean', ...PLACE], [['Remove what runs made? [y/N]', '\n']]);
      expect([no.status, no.screen]).toEqual([
        130,
        expect.stringContaining(`the repository smk-staging: made by the run ${SOME_RUN}`),
      ]);
      const yes = await typed(['--aws', '--clean', ...PLACE], [['Remove what runs made? [y/N]', 'y\n']]);
      expect([yes.status, yes.screen]).toEqual([0, expect.stringContaining('removed the repository smk-staging')]);
    });
  },
);
