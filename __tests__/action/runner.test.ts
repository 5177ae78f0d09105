// What the action says to the runner, read as the runner reads it.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { warning as coreWarning, setSecret, summary } from '@actions/core';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  addSummary,
  exportVariable,
  givenInput,
  guardOutput,
  keepValue,
  keptValue,
  maskLine,
  printDebug,
  printError,
  printGroup,
  printPlain,
  printWarning,
  writeOutput,
} from '../../src/action/runner.ts';
import { shownText } from '../../src/core/text/shown-text.ts';
import { inProcess } from '../cli/in-process.ts';
import { temporaryFolders } from '../support/folders.ts';
import { readKeyValues, readLog } from '../support/programs/runner.ts';

const folder = temporaryFolders();
const FILES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;
const hostile = [
  'plain',
  '',
  'two\nlines',
  'carriage\r\nreturn\rand more',
  '100% of %0A and %25',
  'a,b:c=d',
  'emoji 😀',
  '::set-env name=X::1',
  'x\n::add-mask::y\n##[set-env name=X;]1',
  'other=1\nname<<EOF\nforged\nEOF',
  'ghadelimiter_\nEOF',
];

/** What is seen of a text; `::` and `##[` are, though they do nothing. */
const seen = (text: string) => text.replaceAll('\r\n', '\n').replace(/[\r\u0085]/g, '?');

/** One process of the action with these files, made or only named, and what they hold afterwards. */
async function step(work: () => unknown, { isMade = true, without = [] as readonly string[] } = {}) {
  const place = folder();
  const files = Object.fromEntries(
    FILES.filter((name) => !without.includes(name)).map((name) => [name, join(place, name)]),
  );
  if (isMade) for (const file of Object.values(files)) writeFileSync(file, '');
  const { stdout } = await inProcess(files, async () => void (await work()));
  const read = (name: string) => (existsSync(join(place, name)) ? readFileSync(join(place, name), 'utf8') : '');
  return {
    stdout,
    ...readLog(stdout),
    outputs: readKeyValues(read('GITHUB_OUTPUT')),
    env: readKeyValues(read('GITHUB_ENV')),
    state: readKeyValues(read('GITHUB_STATE')),
    summary: read('GITHUB_STEP_SUMMARY'),
  };
}

// A step is a process of its own; the toolkit keeps the name of the file.
beforeEach(() => void Reflect.deleteProperty(summary, '_filePath'));

describe('what is printed', () => {
  test.each(hostile)('%j is one command each time, with this text', async (text) => {
    const { commands, shown } = await step(async () => {
      printDebug(text);
      printWarning(text);
      printError(text);
      maskLine(text);
      await printGroup(text, async () => printPlain('inside'));
    });
    // Nothing in it is a command, not even for whoever prints the annotation again; what is masked is the very secret.
    const of = (name: string, data = name === 'add-mask' ? text : shownText(text)) => ({ name, properties: {}, data });
    expect(commands).toEqual([
      ...['debug', 'warning', 'error', 'add-mask', 'group'].map((name) => of(name)),
      of('endgroup', ''),
    ]);
    expect(shown).toEqual(['inside']);
  });

  test.each(hostile)('%j as plain lines is shown, and no command', async (text) => {
    const { commands, stdout } = await step(() => printPlain(text));
    expect(commands).toEqual([]);
    expect(stdout.replaceAll('\u200b', '')).toBe(`${seen(text)}\n`);
  });
});

describe('what others print', () => {
  const foreign = [
    '::stop-commands::evil',
    '##[error]x',
    'tar: a ##[stop-commands]q: no',
    '  ::set-env name=A::b',
    'x\n::error::y',
    '\u0085::add-mask::z',
  ];

  test.each(foreign)('%j is no command', async (text) => {
    const { commands, stdout } = await step(() => {
      guardOutput(maskLine);
      process.stdout.write(`Cache hit for: ${text}\n`);
      process.stdout.write(`${text}\n`);
      process.stdout.write(Buffer.from(`${text}\n`));
    });
    expect(commands).toEqual([]);
    expect(stdout.replaceAll('\u200b', '')).toBe(`Cache hit for: ${seen(text)}\n${seen(text)}\n${seen(text)}\n`);
  });

  test.each(foreign)('%j is no command in two parts', async (text) => {
    for (let at = 0; at <= text.length; at++) {
      // A part that is nothing but an annotation is one of a library.
      if (/^::error/.test(text.slice(at))) continue;
      const { commands } = await step(() => {
        guardOutput(maskLine);
        process.stdout.write(text.slice(0, at));
        process.stdout.write(Buffer.from(`${text.slice(at)}\n`));
      });
      expect(commands).toEqual([]);
    }
  });

  test('annotations of a library stay what they are, and so do our own commands', async () => {
    const { commands } = await step(() => {
      guardOutput(maskLine);
      guardOutput(maskLine);
      coreWarning('not saved: a\nb', { title: 'store' });
      maskLine('a-secret-of-ours');
      printError('x');
    });
    expect(commands.map(({ name, data }) => [name, data])).toEqual([
      ['warning', 'not saved: a\nb'],
      ['add-mask', 'a-secret-of-ours'],
      ['error', 'x'],
    ]);
  });
});

test('a long line of colons without an end is looked at in no time', async () => {
  const begun = Date.now();
  await step(() => {
    guardOutput(maskLine);
    process.stdout.write(`::error ${'::'.repeat(64 * 1024)}`);
  });
  expect(Date.now() - begun).toBeLessThan(1000);
});

describe('what others mask', () => {
  test('is masked, and printed as nothing else', async () => {
    const secrets: string[] = [];
    const { commands, stdout } = await step(() => {
      guardOutput((secret) => {
        secrets.push(secret);
        for (const line of secret.split('\n')) maskLine(line);
      });
      setSecret('aB3%dE5fG7hI9');
      setSecret('two-lines-of\none-secret');
      process.stdout.write('::add-mask::e\n');
      process.stdout.write('::add-mask::\n');
      process.stdout.write('x ::add-mask::later-in-a-line\n');
    });
    expect(secrets).toEqual(['aB3%dE5fG7hI9', 'two-lines-of\none-secret']);
    expect(commands.map(({ name, data }) => [name, data])).toEqual([
      ['add-mask', 'aB3%dE5fG7hI9'],
      ['add-mask', 'two-lines-of'],
      ['add-mask', 'one-secret'],
    ]);
    // Only in our own commands.
    const told = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
    expect(told.join('\n')).not.toMatch(/aB3|two-lines|one-secret/);
  });
});

describe('what is handed over', () => {
  test.each(hostile)('%j as output, variable and state, beside others', async (text) => {
    const { outputs, env, state, stdout } = await step(() => {
      for (const name of ['first', 'second']) {
        writeOutput(name, text);
        keepValue(name, text);
        expect(exportVariable(name.toUpperCase(), text)).toBe(true);
      }
    });
    expect({ outputs, state }).toEqual({
      outputs: { first: text, second: text },
      state: { first: text, second: text },
    });
    expect(env).toEqual({ FIRST: text, SECOND: text });
    expect(stdout).toBe('');
  });

  test('a variable is for later steps: this process and what it starts do not get it', async () => {
    await step(() => {
      process.env.BEFORE = 'before';
      exportVariable('BEFORE', 'after');
      exportVariable('NEW', 'new');
      expect([process.env.BEFORE, 'NEW' in process.env]).toEqual(['before', false]);
    });
  });

  test('summaries add up, each a paragraph of its own', async () => {
    const { summary } = await step(async () => {
      await addSummary('# Hello\n\n\n');
      await addSummary('> more');
    });
    expect(summary).toBe('# Hello\n\n> more\n\n');
  });
});

describe('a runner that names no file', () => {
  test('gets outputs and state by the older commands, the value whole', async () => {
    const text = 'a\n100%\r\n::error::b';
    const { commands, shown } = await step(
      () => {
        writeOutput('my-output', text);
        keepValue('my-state', text);
      },
      { without: FILES },
    );
    expect(commands).toEqual([
      { name: 'set-output', properties: { name: 'my-output' }, data: text },
      { name: 'save-state', properties: { name: 'my-state' }, data: text },
    ]);
    expect(shown).toEqual([]);
  });

  test('gets no variable and no summary, and nothing is printed of them', async () => {
    const { stdout } = await step(
      async () => {
        expect(exportVariable('NAME', 'value')).toBe(false);
        expect(process.env.NAME).toBeUndefined();
        await addSummary('# Hello');
      },
      { without: FILES },
    );
    expect(stdout).toBe('');
  });
});

describe('a file that is named and not there', () => {
  test('is made, and holds everything', async () => {
    const { outputs, env, state, summary, stdout } = await step(
      async () => {
        writeOutput('k', 'v');
        keepValue('k', 'v');
        exportVariable('K', 'v');
        await addSummary('# Hello');
      },
      { isMade: false },
    );
    expect({ outputs, env, state, summary, stdout }).toEqual({
      outputs: { k: 'v' },
      env: { K: 'v' },
      state: { k: 'v' },
      summary: '# Hello\n\n',
      stdout: '',
    });
  });

  test.each([
    ['GITHUB_OUTPUT', () => writeOutput('k', 'v')],
    ['GITHUB_STATE', () => keepValue('k', 'v')],
    ['GITHUB_ENV', () => void exportVariable('K', 'v')],
  ])('%s that cannot be made is an error with its name', async (name: string, work: () => void) => {
    await step(() => {
      process.env[name] = join(folder(), 'no-folder', 'file');
      expect(work).toThrow(expect.objectContaining({ code: 'CA-FILE-003', message: expect.stringContaining(name) }));
      expect(process.env.K).toBeUndefined();
    });
  });

  test('a summary that cannot be written is a warning, and does not come back in a later one', async () => {
    const { commands, summary } = await step(async () => {
      const file = process.env.GITHUB_STEP_SUMMARY ?? '';
      rmSync(file);
      mkdirSync(file);
      await addSummary('# Lost');
      rmSync(file, { recursive: true });
      await addSummary('# Kept');
    });
    expect(commands).toEqual([
      { name: 'warning', properties: {}, data: expect.stringContaining('GITHUB_STEP_SUMMARY') },
    ]);
    expect(summary).toBe('# Kept\n\n');
  });

  test('so is one that may be written and not read', async () => {
    // The superuser may read everything.
    if (process.getuid?.() === 0) return;
    const { commands } = await step(async () => {
      chmodSync(process.env.GITHUB_STEP_SUMMARY ?? '', 0o200);
      await addSummary('# Lost');
    });
    expect(commands.map(({ name }) => name)).toEqual(['warning']);
  });
});

test('inputs and kept values are read as the runner spells them; empty is not given', async () => {
  const env = { 'INPUT_DOMAIN-OWNER': ' 111122223333 ', INPUT_DOMAIN: ' ', STATE_mine: 'kept', STATE_empty: '' };
  await inProcess(env, () => {
    expect([givenInput('domain-owner'), givenInput('domain'), givenInput('repository')]).toEqual([
      '111122223333',
      undefined,
      undefined,
    ]);
    expect([keptValue('mine'), keptValue('empty'), keptValue('other')]).toEqual(['kept', undefined, undefined]);
  });
});
