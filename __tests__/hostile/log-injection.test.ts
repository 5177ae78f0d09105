// What strangers call their files, and what a service or a registry answers, is text in a log, an annotation and a
// summary: no command of the runner, no escape sequence, nothing that is read another way than it is written.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { summary } from '@actions/core';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createActionHost } from '../../src/action/host.ts';
import { addSummary } from '../../src/action/runner.ts';
import { createCliHost } from '../../src/cli/host.ts';
import { runVerb } from '../../src/cli/run-verb.ts';
import { markdownText, shownJson, shownText, shownWord } from '../../src/core/text/shown-text.ts';
import { createInterruption } from '../../src/machine/interruption.ts';
import { openJob } from '../action/step.ts';
import { inProcess } from '../cli/in-process.ts';
import { temporaryFolders } from '../support/folders.ts';
import { ROOT, readLog } from '../support/programs/runner.ts';
import { type TestServer, testServer } from '../support/servers/local-server.ts';
import { scriptedServer } from '../support/servers/scripted-server.ts';

jest.setTimeout(60_000);

const folder = temporaryFolders();
const NAME = 'x ##[stop-commands]q.csproj';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/an/example/key+1';
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: SECRET };

/** Every kind, alone and in the middle. */
const HOSTILE = [
  '##[stop-commands]q',
  'tar: a ##[add-mask]b',
  '::stop-commands::q',
  'x\n::stop-commands::q',
  'x\r\n \t::stop-commands::q',
  'x\r::stop-commands::q',
  '\u0085::stop-commands::q',
  '\u2028::stop-commands::q',
  '\u00a0\u3000::stop-commands::q',
  '\ufeff::stop-commands::q',
  '\u001b[2J\u001b[H\u001b]0;title\u0007',
  '\u009b31mred',
  'evil\u202egpj.exe',
  '\u2066a\u2069\u200f\u061c',
  'a\bb\u0000c\u007f',
  '\ud800',
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const COMMANDS = /##\[|^[^\S\n]*::/m;

function heard(work: (host: ReturnType<typeof createCliHost>) => unknown, isTerminal = false) {
  const interruption = createInterruption(() => {});
  const options = { quiet: false, verbose: true, json: false, interruption };
  return inProcess({ GITHUB_ACTIONS: 'true' }, () => work(createCliHost(options)), { isTerminal });
}

describe.each(HOSTILE)('%j', (text) => {
  test('is no command and nothing unseen, and stays what it is when it passes again', () => {
    for (const shown of [shownText(text), shownWord(text), markdownText(text)]) {
      expect(shown).not.toMatch(UNSEEN);
      expect(shown).not.toContain('##[');
    }
    expect(shownText(text)).not.toMatch(COMMANDS);
    expect(shownWord(text)).not.toContain('\n');
    expect(shownText(shownText(text))).toBe(shownText(text));
  });

  test('as JSON it is the same value', () => {
    const value = { [text]: [text, { text }] };
    const json = shownJson(value, (each) => each, 2);
    expect(json).not.toMatch(UNSEEN);
    expect(json).not.toMatch(COMMANDS);
    expect(JSON.parse(json)).toEqual(value);
  });

  test('on the command line, on each way out', async () => {
    const { stdout, stderr } = await heard(async (host) => {
      for (const level of ['debug', 'info', 'warning', 'error'] as const) host.log[level](text);
      await host.log.group(text, async () => {});
      host.log.progress(text, 1, 1);
      host.print(text);
      host.printJson({ [text]: text });
    });
    expect(readLog(stdout + stderr).commands).toEqual([]);
    expect(stdout + stderr).not.toMatch(UNSEEN);
    const onTerminal = await heard((host) => host.log.warning(text), true);
    expect(onTerminal.stderr.replace('\u001b[33mwarning:\u001b[0m', '')).not.toMatch(UNSEEN);
  });

  test('a file that is printed as it is, where the log is what reads it', async () => {
    const { stdout, stderr } = await heard((host) => host.printExactly(text));
    expect(readLog(stdout + stderr).commands).toEqual([]);
    expect(stdout).not.toMatch(UNSEEN);
    // Elsewhere it is a file: every byte of it.
    const plain = await inProcess({}, () =>
      createCliHost({
        quiet: false,
        verbose: false,
        json: false,
        interruption: createInterruption(() => {}),
      }).printExactly(text),
    );
    expect(plain.stdout).toBe(`${text}\n`);
  });

  test('the output of a program, in whichever parts it comes', async () => {
    for (let first = 0; first <= text.length; first++)
      for (const second of [first, first + 1, text.length]) {
        const { stdout, stderr } = await heard((host) => {
          for (const part of [text.slice(0, first), text.slice(first, second), text.slice(second), '\n'])
            host.printPart(part);
        });
        expect(readLog(stdout + stderr).commands).toEqual([]);
        expect(stdout).not.toMatch(UNSEEN);
        expect(stdout).not.toMatch(COMMANDS);
      }
  });

  test('in the action: annotations of ours alone, and the summary', async () => {
    const place = folder();
    const env = { GITHUB_STEP_SUMMARY: join(place, 'summary') };
    // A step is a process of its own; the toolkit keeps the name of the file.
    Reflect.deleteProperty(summary, '_filePath');
    const interruption = createInterruption(() => {});
    const { stdout } = await inProcess(env, async () => {
      const host = createActionHost({ env: process.env, interruption });
      for (const level of ['debug', 'info', 'warning', 'error'] as const) host.log[level](text);
      await host.log.group(text, async () => {});
      host.log.progress(text, 1, 1);
      await addSummary(text);
      host.close();
    });
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).not.toMatch(UNSEEN);
    const { commands } = readLog(stdout);
    expect(commands.map(({ name }) => name)).toEqual(['debug', 'warning', 'error', 'group', 'endgroup']);
    for (const { data } of commands) {
      expect(data).not.toMatch(UNSEEN);
      // A runner that shows it again, line by line, finds none in it either.
      expect(readLog(data).commands).toEqual([]);
    }
  });
});

test('no text takes long', () => {
  for (const piece of ['\n', ' ', ':', '#', '://', 'a', '@', '?', '=', '\u001b']) {
    const begun = Date.now();
    shownText(piece.repeat(1_000_000));
    shownText(`a ${'://a@'.repeat(10_000)}${piece.repeat(200_000)}`);
    expect(Date.now() - begun).toBeLessThan(2_000);
  }
});

describe('a file of the checkout whose name stops the commands of the runner', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
  });
  afterAll(() => server.close());

  test('in the action', async () => {
    const job = openJob(folder(), { ...KEYS, AWS_ENDPOINT_URL: server.url });
    writeFileSync(join(job.workspace, NAME), '<Project/>');
    const inputs = { command: 'login', domain: 'my-org', repository: 'dev', 'aws-region': 'us-east-1', tools: 'auto' };
    const { status, log } = await job.main(inputs);
    expect(status).toBe(0);
    expect(log).toContain('dotnet: x ##\u200b[stop-commands]q.csproj');
    masksComeFirst(log);
  });

  test('on the command line', async () => {
    const place = folder();
    writeFileSync(join(place, NAME), '<Project/>');
    const env = { ...KEYS, AWS_ENDPOINT_URL: server.url, AWS_REGION: 'us-east-1', GITHUB_ACTIONS: 'true', HOME: place };
    const args = ['--domain', 'my-org', '--repository', 'dev', '--tools', 'auto', '--working-directory', place];
    const { value, stderr } = await inProcess(env, () =>
      runVerb(
        'login',
        args,
        createInterruption(() => {}),
      ),
    );
    expect(value).toBe(0);
    masksComeFirst(stderr);
  });

  /** The runner obeys nothing but masks, and all of them stand before the name. */
  function masksComeFirst(log: string): void {
    const { commands, shown } = readLog(log);
    const names = [...new Set(commands.map(({ name }) => name))].filter((name) => !['debug', 'notice'].includes(name));
    expect(names).toEqual(['add-mask']);
    expect(commands.map(({ data }) => data)).toContain(SECRET);
    const [before = '', after = ''] = log.split('x ##\u200b[');
    expect(before).toContain('::add-mask::');
    expect(after).not.toContain('::add-mask::');
    expect(shown.join('\n')).not.toContain(SECRET);
  }
});

describe('the name of an error in an answer', () => {
  const evil = 'Foo\n::stop-commands::zz\n##[add-mask]x\u001b[2J\u202e';
  const answers = [
    { body: JSON.stringify({ __type: evil, message: evil }) },
    { headers: { 'x-amzn-errortype': 'Foo ##[stop-commands]x' }, body: JSON.stringify({ message: evil }) },
    { body: JSON.stringify({ code: evil, Message: evil, resourceType: evil }) },
    { body: `<ErrorResponse><Error><Code>${evil}</Code><Message>${evil}</Message></Error></ErrorResponse>` },
    { reason: 'Foo ##[stop-commands]x', body: evil },
  ];

  test.each(answers)('%j', async (answer) => {
    const server = await scriptedServer(() => ({ status: 403, ...answer }));
    try {
      const job = openJob(folder(), { ...KEYS, AWS_ENDPOINT_URL: server.origin });
      const inputs = { command: 'login', domain: 'my-org', repository: 'dev', 'aws-region': 'us-east-1', tools: 'npm' };
      const step = await job.main(inputs);
      expect(step.status).toBe(1);
      expect(step.log + step.summary).not.toMatch(UNSEEN);
      expect(step.log + step.summary).not.toContain('##[');
      expect(readLog(step.log).commands.map(({ name }) => name)).not.toContain('stop-commands');
      const env = { ...KEYS, AWS_ENDPOINT_URL: server.origin, AWS_REGION: 'us-east-1', HOME: job.home };
      const args = ['--domain', 'my-org', '--repository', 'dev', '--tools', 'npm'];
      const { stdout, stderr } = await inProcess(env, () =>
        runVerb(
          'login',
          args,
          createInterruption(() => {}),
        ),
      );
      expect(stdout + stderr).not.toMatch(UNSEEN);
      expect(readLog(stdout + stderr).commands).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test('what it says is no Markdown of the summary', async () => {
    const message = '![](https://evil.example/pixel.png) [sign in](https://evil.example) <b>';
    const server = await scriptedServer(() => ({ status: 403, body: JSON.stringify({ message }) }));
    try {
      const job = openJob(folder(), { ...KEYS, AWS_ENDPOINT_URL: server.origin });
      const inputs = { command: 'login', domain: 'my-org', repository: 'dev', 'aws-region': 'us-east-1', tools: 'npm' };
      const step = await job.main(inputs);
      expect(step.summary).toContain('\\[sign in\\](');
      expect(step.summary).not.toContain('<b>');
    } finally {
      await server.close();
    }
  });

  test('a token that is none is not taken', async () => {
    const token = 'eyJhbGciOi\n::stop-commands::x';
    const body = JSON.stringify({ authorizationToken: token, expiration: 4e9 });
    const server = await scriptedServer(() => ({ status: 200, body }));
    try {
      const env = { ...KEYS, AWS_ENDPOINT_URL: server.origin, AWS_REGION: 'us-east-1' };
      const { value, stdout } = await inProcess(env, () =>
        runVerb(
          'token',
          ['--domain', 'my-org'],
          createInterruption(() => {}),
        ),
      );
      expect({ value, stdout }).toEqual({ value: 1, stdout: '' });
    } finally {
      await server.close();
    }
  });
});

test('only files that show text as above write to the streams of the process', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const shown = files.filter((path) => /process\.std(?:out|err)/.test(readFileSync(join(ROOT, 'src', path), 'utf8')));
  expect(shown.map((path) => path.replaceAll('\\', '/')).sort()).toEqual([
    'action/runner.ts',
    'cli/host.ts',
    'cli/main.ts',
    // Help alone.
    'cli/run-verb.ts',
    'demo/entry.ts',
    'local/command/run.ts',
  ]);
});
