// Whose login it is, on homes of every kind: the built bundles as processes, several jobs on one home, killed workers,
// other users, mounts. Where another user or a mount is needed and this one may make none, the test says so.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import { COMMAND_LINE } from '../support/programs/codebuild.ts';
import { ROOT, readKeyValues } from '../support/programs/runner.ts';
import { pictureOf } from '../support/worlds/login-world.ts';

jest.setTimeout(byLane(300_000, 3600_000));

const ACCOUNT = '111122223333';
const shared = temporaryFolder();
const folder = temporaryFolders();
let server: LocalServer;
/** A copy that other users may read. */
let dist = '';
beforeAll(async () => {
  server = await startLocalServer({
    account: ACCOUNT,
    offline: true,
    setup: { domains: [{ name: 'my-org', owner: ACCOUNT, repositories: ['dev', 'second'] }] },
  });
  dist = join(shared, 'dist');
  for (const name of ['main', 'post']) cpSync(join(ROOT, 'dist', name), join(dist, name), { recursive: true });
  cpSync(COMMAND_LINE, join(dist, 'cli', 'index.js'));
  openToAll(shared);
});
afterAll(() => server.close());

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && spawnSync('unshare', ['-m', 'true']).status === 0;
const asRoot = isRoot ? test : test.skip;
const withMounts = canMount ? test : test.skip;
const rootOnly = isRoot ? '' : ' (skipped: needs root)';
const mountsOnly = canMount ? '' : ' (skipped: needs root and mounts)';

/** So that another user gets there; files that hold tokens stay their owner's. */
function openToAll(path: string): void {
  for (let at = path; at.startsWith(tmpdir()) && at !== tmpdir(); at = dirname(at)) chmodSync(at, 0o755);
  const above = tmpdir();
  if (above !== '/tmp' && isRoot) chmodSync(above, 0o711);
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly log: string;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

type Variables = Readonly<Record<string, string>>;

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** One machine: a home, and processes in it. */
function openMachine(place = folder()) {
  const [home, temp, workspace] = ['home', 'temp', 'workspace'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [home, temp, workspace]) mkdirSync(path);
  let count = 0;
  const plain: Variables = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: temp,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: server.url,
    CODEARTIFACT_DOMAIN: 'my-org',
    CODEARTIFACT_DOMAIN_OWNER: ACCOUNT,
    CODEARTIFACT_REPOSITORY: 'dev',
  };
  const start = (
    command: readonly string[],
    env: Variables,
    { cwd = workspace, user }: { cwd?: string; user?: number } = {},
  ): Started => {
    count++;
    const files = Object.fromEntries(
      ['GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_OUTPUT'].map((name) => [name, join(temp, `${count}-${name}`)]),
    );
    for (const file of Object.values(files)) {
      writeFileSync(file, '');
      if (user !== undefined) chownSync(file, user, user);
    }
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd,
      env: { ...plain, ...(env.GITHUB_ACTIONS ? files : {}), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(user === undefined ? {} : { uid: user, gid: user }),
    });
    let stdout = '';
    let log = '';
    child.stdout?.on('data', (part) => {
      stdout += part;
      log += part;
    });
    child.stderr?.on('data', (part) => {
      log += part;
    });
    const read = (name: string) => readKeyValues(readFileSync(files[name] ?? '', 'utf8'));
    const ended = new Promise<Ended>((done, fail) => {
      child.on('error', fail);
      child.on('close', (status) =>
        done({ status, stdout, log, state: read('GITHUB_STATE'), env: read('GITHUB_ENV') }),
      );
    });
    return { child, ended };
  };
  const node = (bundle: string, ...args: string[]) => [process.execPath, join(dist, bundle, 'index.js'), ...args];
  return {
    home,
    temp,
    workspace,
    plain,
    start,
    node,
    cli: (args: readonly string[], env: Variables = {}, options = {}) =>
      start(node('cli', ...args), env, options).ended,
    main: (inputs: Variables, env: Variables, options = {}) =>
      start(node('main'), { ...env, ...inputsOf(inputs) }, options).ended,
    post: (state: Variables, env: Variables, options = {}) =>
      start(
        node('post'),
        { ...env, ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])) },
        options,
      ).ended,
    write: (path: string, text: string) => {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    },
    read: (path: string) => readFileSync(join(home, path), 'utf8'),
  };
}

const inputsOf = (inputs: Variables) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));

/** A job of GitHub on a runner of its own folder. */
const job = (
  run: string,
  { repository = 'acme/app', runner = 'build-host-1', folder: place = 'a' } = {},
): Variables => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: repository,
  GITHUB_RUN_ID: run,
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_JOB: 'build',
  GITHUB_ACTION: '__codeartifact-ci_codeartifact-ci',
  RUNNER_NAME: runner,
  RUNNER_TEMP: join(shared, 'runners', place),
});

const MINE = 'fund=false\n; mine\r\nregistry = https://old.example/';
const NPM = { tools: 'npm' };

/**
 * A process that starts others as a runner's worker does, and stays. Its name in the list of processes is the real one's
 * when `name` says so.
 */
function startWorker(at: ReturnType<typeof openMachine>, command: readonly string[], env: Variables, name?: string) {
  let program = process.execPath;
  if (name) {
    program = join(at.temp, name);
    // The name of a process is that of the file it was started from.
    symlinkSync(process.execPath, program);
  }
  const script = `
    const { spawn } = require('node:child_process');
    const [program, ...args] = JSON.parse(process.argv[1]);
    spawn(program, args, { stdio: 'inherit' }).on('close', (status) => console.log('ended with ' + status));
    setInterval(() => {}, 1000);`;
  const { child } = at.start([program, '-e', script, JSON.stringify(command)], env);
  const ready = new Promise<void>((done) => {
    child.stdout?.on('data', (part) => {
      if (String(part).includes('ended with')) done();
    });
  });
  const killed = () =>
    new Promise<void>((done) => {
      child.on('close', () => done());
      child.kill('SIGKILL');
    });
  return { ready, killed };
}

describe('two jobs on one home', () => {
  test.each([
    ['two repositories, runners of one default name', { repository: 'acme/other', folder: 'b' }],
    ['one repository, runners of one name in two folders', { folder: 'b' }],
    ['one repository, runners of two names', { runner: 'build-host-2', folder: 'b' }],
  ])('%s: neither takes the login of the other, in any order', async (_, second) => {
    for (const firstOut of [0, 1]) {
      const at = openMachine();
      at.write('.npmrc', MINE);
      const jobs = [job('100'), job('200', second)] as const;
      const mains = [
        await at.main(NPM, jobs[0]),
        await at.main({ ...NPM, repository: 'second', scope: '@acme' }, jobs[1]),
      ];
      expect(mains.map(({ status }) => status)).toEqual([0, 0]);
      const both = at.read('.npmrc');
      expect(both).toContain('/dev/:_authToken=');
      expect(both).toContain('@acme:registry=');
      await at.post(mains[firstOut]?.state ?? {}, jobs[firstOut] ?? {});
      expect(at.read('.npmrc').includes('@acme:registry=')).toBe(firstOut === 0);
      expect(at.read('.npmrc').includes('/dev/:_authToken=')).toBe(firstOut === 1);
      const last = 1 - firstOut;
      expect((await at.post(mains[last]?.state ?? {}, jobs[last] ?? {})).log).not.toContain('::warning');
      expect(at.read('.npmrc')).toBe(MINE);
      expect(readdirSync(at.home)).toEqual(['.npmrc']);
    }
  });

  test('the next job of the same runner puts right what the former left', async () => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    await at.main(NPM, job('100'));
    const next = await at.main({ tools: 'pip' }, job('101'));
    expect(at.read('.npmrc')).toBe(MINE);
    await at.post(next.state, job('101'));
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });

  test.each<[string, Variables, Variables]>([
    ['GitLab', { CI_JOB_ID: '1' }, { CI_JOB_ID: '2' }],
    ['Jenkins', { BUILD_TAG: 'jenkins-app-1' }, { BUILD_TAG: 'jenkins-app-2' }],
    ['Jenkins without a tag', { BUILD_URL: 'https://ci.example/1' }, { BUILD_URL: 'https://ci.example/2' }],
    ['CircleCI', { CIRCLE_WORKFLOW_JOB_ID: 'a' }, { CIRCLE_WORKFLOW_JOB_ID: 'b' }],
    ['Buildkite', { BUILDKITE_JOB_ID: 'a' }, { BUILDKITE_JOB_ID: 'b' }],
    ['Azure', { BUILD_BUILDID: '1', SYSTEM_JOBID: 'a' }, { BUILD_BUILDID: '1', SYSTEM_JOBID: 'b' }],
    [
      'TeamCity',
      { TEAMCITY_BUILDCONF_NAME: 'app', BUILD_NUMBER: '1' },
      { TEAMCITY_BUILDCONF_NAME: 'app', BUILD_NUMBER: '2' },
    ],
    ['Bitbucket', { BITBUCKET_STEP_UUID: '{a}' }, { BITBUCKET_STEP_UUID: '{b}' }],
    ['CodeBuild', { CODEBUILD_BUILD_ID: 'app:1' }, { CODEBUILD_BUILD_ID: 'app:2' }],
    ['a build and a terminal', { CI_JOB_ID: '1' }, {}],
  ])('%s: a logout takes back its own alone', async (_, first, second) => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    expect((await at.cli(['login', '--tools', 'npm'], first)).status).toBe(0);
    expect((await at.cli(['login', '--tools', 'pip'], second)).status).toBe(0);
    await at.cli(['logout'], second);
    expect(existsSync(join(at.home, '.netrc'))).toBe(false);
    expect(at.read('.npmrc')).toContain('_authToken=');
    await at.cli(['logout'], first);
    expect(at.read('.npmrc')).toBe(MINE);
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });
});

describe('a worker that is killed', () => {
  test('its login is stale: `logout` names it, `logout --stale` lists it and takes it back, a living one stays', async () => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    const worker = startWorker(at, at.node('main'), { ...job('100'), ...inputsOf(NPM) });
    await worker.ready;
    const path = join(at.home, '.npmrc');
    const alive = await at.cli(['logout', '--stale', '--dry-run']);
    expect(alive.stdout.trim()).toBe('nothing to take back');
    expect((await at.cli(['logout', '--stale'])).stdout.trim()).toBe('nothing to take back');
    expect(at.read('.npmrc')).toContain('_authToken=');
    await worker.killed();
    const own = await at.cli(['logout']);
    expect(own.stdout.trim()).toBe('nothing to take back');
    expect(own.log).toContain('logout --stale');
    expect((await at.cli(['logout', '--stale', '--dry-run'])).stdout.trim()).toBe(
      `github|https://github.example|acme/app|100|1|build|build-host-1| npm ${path}`,
    );
    expect(at.read('.npmrc')).toContain('_authToken=');
    const taken = await at.cli(['logout', '--stale']);
    expect(taken.status).toBe(0);
    expect(taken.stdout).toContain(`acme/app|100|1|build|build-host-1| npm ${path}`);
    expect(at.read('.npmrc')).toBe(MINE);
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });

  test('that is known by its name: the next login of any job puts it right by itself', async () => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    const shell = ['bash', '-c', `"${at.node('cli').join('" "')}" login --tools npm; true`];
    const worker = startWorker(at, shell, job('100'), 'Runner.Worker');
    await worker.ready;
    const other = job('200', { repository: 'acme/other', folder: 'b' });
    await at.main({ tools: 'pip' }, other);
    expect(at.read('.npmrc')).toContain('_authToken=');
    await worker.killed();
    await at.main({ tools: 'pip' }, other);
    expect(at.read('.npmrc')).toBe(MINE);
  });

  test('`--all` takes back living ones as well; `--all --stale` is a mistake', async () => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    await at.main(NPM, job('100'));
    await at.cli(['login', '--tools', 'pip'], { CI_JOB_ID: '7' });
    expect((await at.cli(['logout', '--all', '--stale'])).status).toBe(2);
    const all = await at.cli(['logout', '--all']);
    expect(all.status).toBe(0);
    expect(all.stdout).toMatch(/acme\/app[\s\S]*gitlab\|/);
    expect(at.read('.npmrc')).toBe(MINE);
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });
});

describe('post finds its login', () => {
  test('when HOME has changed since', async () => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    const main = await at.main(NPM, job('100'));
    const other = join(at.temp, 'other');
    mkdirSync(other);
    expect((await at.post(main.state, { ...job('100'), HOME: other })).log).toContain('.npmrc: restored');
    expect(at.read('.npmrc')).toBe(MINE);
    expect([readdirSync(at.home), readdirSync(other)]).toEqual([['.npmrc'], []]);
  });

  test.each(['post', 'logout'])('when the directory it is started in is gone: %s', async (which) => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    const main = await at.main(NPM, job('100'));
    const gone = join(at.temp, 'gone');
    const run = which === 'post' ? at.node('post') : at.node('cli', 'logout');
    const state = { STATE_codeartifact: main.state.codeartifact ?? '' };
    const ended = await at.start(
      ['sh', '-c', `mkdir "${gone}" && cd "${gone}" && rmdir "${gone}" && "${run.join('" "')}"`],
      { ...job('100'), ...(which === 'post' ? state : {}) },
    ).ended;
    expect({ status: ended.status, log: ended.log }).toMatchObject({
      status: 0,
      log: expect.not.stringMatching(/CA-RUN|could not/),
    });
    expect(at.read('.npmrc')).toBe(MINE);
  });

  test('when main was killed before it could save its state', async () => {
    const at = openMachine();
    at.write('.npmrc', MINE);
    // Nobody reads the pipe, so main waits for ever where it hands its state over.
    const pipe = join(at.temp, 'state');
    execFileSync('mkfifo', [pipe]);
    const { child, ended } = at.start(at.node('main'), { ...job('100'), ...inputsOf(NPM), GITHUB_STATE: pipe });
    while (!at.read('.npmrc').includes('_authToken=')) await new Promise((done) => setTimeout(done, 20));
    child.kill('SIGKILL');
    await ended;
    // The post step of another step of the job, and of one that publishes, leave it.
    await at.post({}, { ...job('100'), GITHUB_ACTION: '__run' });
    await at.post({}, { ...job('100'), INPUT_COMMAND: 'publish' });
    expect(at.read('.npmrc')).toContain('_authToken=');
    await at.post({}, job('100'));
    expect(at.read('.npmrc')).toBe(MINE);
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });
});

describe('homes', () => {
  test('nothing is written where nothing has to be', async () => {
    const at = openMachine();
    chmodSync(at.home, 0o555);
    expect((await at.cli(['login', '--tools', 'none'])).status).toBe(0);
    const userConfig = join(at.workspace, '.npmrc');
    const env = { NPM_CONFIG_USERCONFIG: userConfig };
    expect((await at.cli(['login', '--tools', 'npm'], env)).status).toBe(0);
    expect(readFileSync(userConfig, 'utf8')).toContain('_authToken=');
    expect(readdirSync(at.home)).toEqual([]);
    expect((await at.cli(['logout'], env)).status).toBe(0);
    expect([existsSync(userConfig), readdirSync(at.temp).filter((name) => name.startsWith('codeartifact-ci'))]).toEqual(
      [false, []],
    );
    chmodSync(at.home, 0o755);
  });

  test('a folder for the state that people name is used, and is found without it by post', async () => {
    const at = openMachine();
    const named = join(at.temp, 'state-of-logins');
    const main = await at.main(NPM, { ...job('100'), CODEARTIFACT_STATE_DIR: named });
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
    expect(readdirSync(named)).toEqual(['logins']);
    await at.post(main.state, job('100'));
    expect([readdirSync(at.home), readdirSync(named)]).toEqual([[], []]);
  });

  asRoot(`another user without a home that can be written (HOME=/)${rootOnly}`, async () => {
    const at = openMachine();
    openToAll(at.workspace);
    for (const path of [at.workspace, at.temp]) chownSync(path, 1000, 1000);
    const user = { user: 1000 };
    const userConfig = join(at.workspace, '.npmrc');
    const env = { HOME: '/', NPM_CONFIG_USERCONFIG: userConfig };
    const before = readdirSync('/');
    const none = await at.cli(['login', '--tools', 'none'], env, user);
    expect({ status: none.status, log: none.log }).toMatchObject({ status: 0 });
    const npm = await at.cli(['login', '--tools', 'npm'], env, user);
    expect(npm.status === 0 ? '' : npm.log).toBe('');
    expect(readFileSync(userConfig, 'utf8')).toContain('_authToken=');
    await at.cli(['logout'], env, user);
    expect(existsSync(userConfig)).toBe(false);
    expect(readdirSync('/')).toEqual(before);
  });

  asRoot(`records of another user are told with path, number and what to do${rootOnly}`, async () => {
    const at = openMachine();
    openToAll(at.workspace);
    chmodSync(at.home, 0o777);
    chownSync(at.temp, 1000, 1000);
    await at.main(NPM, job('100'));
    const second = await at.main({ tools: 'pip' }, job('200', { folder: 'b' }), { user: 1000 });
    expect(second.status).toBe(1);
    expect(second.log).toContain(`CA-FILE-006: ${join(at.home, '.codeartifact-ci')} belongs to the user with number 0`);
    expect(second.log).toContain('logout --all');
    expect(second.log).not.toContain('CA-RUN-003');
    const stale = await at.cli(['logout', '--all'], {}, { user: 1000 });
    expect({ status: stale.status, log: stale.log }).toMatchObject({
      status: 1,
      log: expect.stringContaining('belongs to the user with number 0'),
    });
    expect((await at.cli(['logout', '--all'])).status).toBe(0);
    expect((await at.main({ tools: 'pip' }, job('201', { folder: 'b' }), { user: 1000 })).status).toBe(0);
  });

  withMounts(`a file that is a mount point is written in place and put back${mountsOnly}`, async () => {
    const at = openMachine();
    at.write('.npmrc', '');
    const mounted = join(at.temp, 'mounted-npmrc');
    writeFileSync(mounted, MINE, { mode: 0o644 });
    const cli = `"${at.node('cli').join('" "')}"`;
    const script = `set -e; mount --bind "${mounted}" "${at.home}/.npmrc"; ${cli} login --tools npm; cp "${at.home}/.npmrc" "${at.temp}/during"; stat -c %a "${mounted}" > "${at.temp}/mode"; ${cli} logout`;
    const ended = await at.start(['unshare', '-m', 'sh', '-c', script], {}).ended;
    expect({ status: ended.status, log: ended.log }).toMatchObject({ status: 0 });
    expect(readFileSync(join(at.temp, 'during'), 'utf8')).toContain('_authToken=');
    expect(readFileSync(join(at.temp, 'mode'), 'utf8').trim()).toBe('600');
    expect(readFileSync(mounted, 'utf8')).toBe(MINE);
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });

  withMounts(`a read-only home offers variables instead${mountsOnly}`, async () => {
    const at = openMachine();
    at.write('.npmrc', 'fund=false\n');
    const inside = (command: string, env: Variables = {}) =>
      at.start(
        [
          'unshare',
          '-m',
          'sh',
          '-c',
          `mount --bind "${at.home}" "${at.home}" && mount -o remount,ro,bind "${at.home}" && ${command}`,
        ],
        env,
      ).ended;
    const cli = `"${at.node('cli').join('" "')}"`;
    const main = await inside(`"${at.node('main').join('" "')}"`, { ...job('100'), ...inputsOf(NPM) });
    expect({ status: main.status, log: main.log }).toMatchObject({ status: 0 });
    const file = main.env.NPM_CONFIG_USERCONFIG ?? '';
    expect(readFileSync(file, 'utf8')).toMatch(/^fund=false\nregistry=.*\n.*_authToken=/);
    const post = await inside(`"${at.node('post').join('" "')}"`, {
      ...job('100'),
      STATE_codeartifact: main.state.codeartifact ?? '',
    });
    expect([existsSync(file), post.env]).toEqual([false, { NPM_CONFIG_USERCONFIG: '' }]);

    const plain = await inside(`${cli} login --tools npm`);
    expect({ status: plain.status, log: plain.log }).toMatchObject({
      status: 1,
      log: expect.stringMatching(/CA-FILE-003[\s\S]*--print-env/),
    });
    const evaluated = await inside(
      `eval "$(${cli} login --tools npm,pip --print-env)" && cat "$NPM_CONFIG_USERCONFIG" && echo "$PIP_INDEX_URL" && ${cli} logout`,
    );
    expect(evaluated.stdout).toMatch(/_authToken=[\s\S]*http:\/\/aws:[^@]+@127\.0\.0\.1:\d+\/pypi\//);
    const without = await inside(`${cli} login --tools gradle --print-env`);
    expect({ status: without.status, log: without.log }).toMatchObject({
      status: 1,
      log: expect.stringContaining('CA-FILE-003'),
    });
    expect(await pictureOf(at.home)).toMatchObject({ '.npmrc': expect.any(String) });
    expect(readdirSync(at.home)).toEqual(['.npmrc']);
  });
});

test('variables of a login are told on the command line, secrets only where they are asked for', async () => {
  const at = openMachine();
  const env = { CODEARTIFACT_TOKEN_ENV_VAR: 'MY_TOKEN' };
  const told = await at.cli(['login', '--tools', 'npm'], env);
  expect(told.log).toContain('export MY_TOKEN=… (a secret)');
  const [, token = ''] = /_authToken=(\S+)/.exec(at.read('.npmrc')) ?? [];
  expect(told.log).not.toContain(token);
  const printed = await at.cli(['login', '--tools', 'npm', '--print-env'], env);
  expect(printed.stdout).toMatch(/^export MY_TOKEN='[^']+'\n$/);
  await at.cli(['logout', '--all']);
  expect(readdirSync(at.home)).toEqual([]);
});

describe('jobs at once, each killed at some moment', () => {
  const ROUNDS = byLane(1, 60);
  test.each([2, 8])(
    `%i jobs, ${ROUNDS} times: what the living have stays, and in the end all is as before`,
    async (jobs) => {
      const draw = random(4711 + jobs);
      for (let round = 0; round < ROUNDS; round++) {
        const at = openMachine();
        at.write('.npmrc', MINE);
        at.write('.config/pip/pip.conf', '[global]\ntimeout = 7\n');
        const before = await pictureOf(at.home);
        const envOf = (index: number) => job(String(index), { repository: `acme/app-${index}`, folder: String(index) });
        const results = await Promise.all(
          Array.from({ length: jobs }, async (_, index) => {
            const isVictim = index % 2 === 1;
            const inputs = { tools: 'npm,pip,maven', scope: `@scope-${index}` };
            const { child, ended } = at.start(at.node('main'), { ...envOf(index), ...inputsOf(inputs) });
            if (isVictim) {
              // The moments that count begin with the first trace in the home.
              const look = setInterval(() => {
                if (!existsSync(join(at.home, '.codeartifact-ci'))) return;
                clearInterval(look);
                setTimeout(() => child.kill('SIGKILL'), draw() * 400);
              }, 5);
              child.on('close', () => clearInterval(look));
            }
            return { index, isVictim, ended: await ended };
          }),
        );
        const living = results.filter(({ ended }) => ended.status === 0);
        expect(living.length).toBeGreaterThanOrEqual(jobs / 2);
        for (const { index } of living) expect(at.read('.npmrc')).toContain(`@scope-${index}:registry=`);
        await Promise.all(living.map(({ index, ended }) => at.post(ended.state, envOf(index))));
        // What the killed left, by the machine's owner.
        const all = await at.cli(['logout', '--all']);
        expect({ round, status: all.status, log: all.log }).toMatchObject({ status: 0 });
        expect({ round, home: await pictureOf(at.home) }).toEqual({ round, home: before });
        expect(readdirSync(at.home).sort()).toEqual(['.config', '.npmrc']);
        rmSync(at.home, { recursive: true });
      }
    },
  );
});
