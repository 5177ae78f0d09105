import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readArguments } from '../../../src/local/command/arguments.ts';
import { administratorKeys } from '../../../src/local/command/credentials.ts';
import { exportLines, serverEnvironment } from '../../../src/local/command/environment.ts';
import { runLocal } from '../../../src/local/command/run.ts';
import { createFiles } from '../../../src/machine/files.ts';
import { temporaryFolders } from '../../support/folders.ts';

const folder = temporaryFolders();

describe('arguments', () => {
  test('defaults', () => {
    expect(readArguments([])).toMatchObject({
      mode: 'serve',
      port: 4747,
      host: '127.0.0.1',
      auth: 'lenient',
      log: 'text',
      account: '123456789012',
    });
    expect(readArguments(['--', 'npm', 'test', '--', '--port', '1'])).toMatchObject({
      mode: 'run',
      port: 0,
      log: 'none',
      command: ['npm', 'test', '--', '--port', '1'],
    });
    expect(readArguments(['env', '--port', '1'])).toMatchObject({ mode: 'env', port: 1 });
  });
  test('pairs', () => {
    expect(
      readArguments(['--external', 'public:npmjs=http://127.0.0.1:1/?a=b', '--switch', 'copy-status=keep']),
    ).toMatchObject({
      externals: { 'public:npmjs': 'http://127.0.0.1:1/?a=b' },
      switches: { 'copy-status': 'keep' },
    });
  });
  test.each([
    [['--port', 'x', '--auth', 'none', '--external', 'a', '--log', 'xml'], /--port .*--external .*--auth .*--log/],
    [['env'], /needs --port/],
    [['--'], /a command must follow/],
    [['serve'], /only after `--`/],
    [['--prot', '1'], /prot/],
  ])('%p', (args, message) => expect(() => readArguments(args)).toThrow(message));
});

test('the environment can be evaluated by a shell, whatever is in it', () => {
  const lines = exportLines({ A: 'plain', B: "it's; $(rm -rf /)", C: undefined });
  expect(lines).toBe("export A=plain\nexport B='it'\\''s; $(rm -rf /)'\nunset C\n");
  const strict = serverEnvironment({
    url: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    credentials: undefined,
    oidcRequestToken: undefined,
  });
  expect(Object.keys(strict)).not.toContain('AWS_ACCESS_KEY_ID');
});

test('administrator keys are made once, for their owner only', async () => {
  const path = join(folder(), 'keys');
  const files = createFiles('/', '/tmp');
  const made = await administratorKeys({}, path, files);
  expect(made?.accessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await administratorKeys({}, path, files)).toEqual(made);
  const env = { CODEARTIFACT_LOCAL_ACCESS_KEY_ID: 'a', CODEARTIFACT_LOCAL_SECRET_ACCESS_KEY: 'b' };
  expect(await administratorKeys(env, path, files)).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' });
  writeFileSync(path, '[other]\n');
  await expect(administratorKeys({}, path, files)).rejects.toMatchObject({ code: 'CA-INPUT-005' });
});

describe('around a command', () => {
  const script = `
    const fs = require('node:fs');
    const url = process.env.AWS_ENDPOINT_URL_CODEARTIFACT;
    fetch(url + '/_local/health').then((answer) => answer.json()).then((health) => {
      fs.writeFileSync(process.argv[1], JSON.stringify({ health, region: process.env.AWS_REGION, key: process.env.AWS_ACCESS_KEY_ID, profile: process.env.AWS_PROFILE, ready: fs.readFileSync(process.argv[2], 'utf8') }));
      process.exit(7);
    });`;

  test('gives its environment, its exit status, and leaves nothing', async () => {
    const at = folder();
    const [out, ready] = [join(at, 'out'), join(at, 'ready')];
    process.env.AWS_PROFILE = 'somebody';
    try {
      expect(
        await runLocal([
          '--region',
          'eu-west-1',
          '--ready-file',
          ready,
          '--',
          process.execPath,
          '-e',
          script,
          out,
          ready,
        ]),
      ).toBe(7);
    } finally {
      delete process.env.AWS_PROFILE;
    }
    const seen = JSON.parse(readFileSync(out, 'utf8'));
    expect(seen).toMatchObject({ region: 'eu-west-1', key: 'local', health: { status: 'ok', region: 'eu-west-1' } });
    expect(seen.profile).toBeUndefined();
    expect(seen.ready).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(() => statSync(ready)).toThrow();
    await expect(fetch(seen.ready.trim())).rejects.toThrow();
  });

  test('a program that does not exist is 127, a killed one 128 and more', async () => {
    expect(await runLocal(['--', join(folder(), 'none')])).toBe(127);
    expect(await runLocal(['--', process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(137);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s reaches the command, and its answer is ours', async (signal) => {
    const started = join(folder(), 'started');
    const trap = `process.on('${signal}', () => process.exit(9)); setInterval(() => 0, 1000);
      require('node:fs').writeFileSync(process.argv[1], 'x');`;
    const running = runLocal(['--', process.execPath, '-e', trap, started]);
    while (!existsSync(started)) await new Promise((resolve) => setTimeout(resolve, 10));
    process.emit(signal, signal);
    expect(await running).toBe(9);
  });

  test('setup and faults come from files', async () => {
    const at = folder();
    const [setup, faults, out] = [join(at, 'setup.yaml'), join(at, 'faults.yaml'), join(at, 'out')];
    writeFileSync(setup, 'domains:\n  - name: my-org\n    repositories: [ dev ]\n');
    writeFileSync(faults, '- { kind: throttle, operation: CopyPackageVersions, perSecond: 5 }\n');
    const ask = `fetch(process.env.AWS_ENDPOINT_URL_STS + '/_local/faults').then((a) => a.text()).then((t) => require('node:fs').writeFileSync(process.argv[1], t))`;
    expect(await runLocal(['--setup', setup, '--faults', faults, '--', process.execPath, '-e', ask, out])).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('"perSecond":5');
    await expect(runLocal(['--setup', join(at, 'none'), '--', 'true'])).rejects.toMatchObject({ code: 'CA-INPUT-005' });
    writeFileSync(setup, 'a: [');
    await expect(runLocal(['--setup', setup, '--', 'true'])).rejects.toMatchObject({ code: 'CA-INPUT-005' });
  });
});

test('a strict server wants keys, and one for everybody wants strict', async () => {
  await expect(runLocal(['--auth', 'strict', '--port', '0'])).rejects.toMatchObject({ code: 'CA-INPUT-001' });
  await expect(runLocal(['--host', '0.0.0.0', '--port', '0'])).rejects.toMatchObject({ code: 'CA-LOCAL-001' });
});

describe('files that are none', () => {
  test.each([
    ['--setup', []],
    ['--faults', []],
    ['--credentials-file', ['--auth', 'strict']],
    ['--ready-file', []],
  ])('one signal ends it while nobody is at the other end of a pipe: %s', async (flag, more) => {
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Held open, so that whoever reads waits for more.
    const holder = flag === '--ready-file' ? undefined : openSync(pipe, constants.O_RDWR);
    try {
      const running = runLocal(['--port', '0', '--log', 'none', flag, pipe, ...more, '--', 'true']);
      setTimeout(() => process.emit('SIGTERM', 'SIGTERM'), 300);
      await expect(running).rejects.toMatchObject({ code: 'CA-RUN-002', exitCode: 130 });
      expect(process.listenerCount('SIGTERM')).toBe(0);
    } finally {
      if (holder !== undefined) closeSync(holder);
    }
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  test('a pipe for the address is written to, and is there afterwards', async () => {
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    let read = '';
    reader.stdout.on('data', (chunk) => {
      read += chunk;
    });
    const closed = new Promise((resolve) => reader.once('close', resolve));
    expect(await runLocal(['--log', 'none', '--ready-file', pipe, '--', 'true'])).toBe(0);
    await closed;
    expect(read).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  test('a folder for the address is refused before anything starts, and left alone', async () => {
    const at = folder();
    await expect(runLocal(['--ready-file', at, '--', 'touch', join(at, 'x')])).rejects.toMatchObject({
      code: 'CA-FILE-003',
    });
    expect(existsSync(join(at, 'x'))).toBe(false);
  });
});

test('a signal stops it cleanly', async () => {
  const ready = join(folder(), 'ready');
  const running = runLocal(['--port', '0', '--log', 'none', '--ready-file', ready]);
  for (;;) {
    try {
      if (readFileSync(ready, 'utf8').endsWith('\n')) break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const url = readFileSync(ready, 'utf8').trim();
  expect((await fetch(`${url}/_local/health`)).status).toBe(200);
  process.emit('SIGTERM', 'SIGTERM');
  expect(await running).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});
