// Our own writing of the runner's protocol, judged by the toolkit's: same input, same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { join } from 'node:path';
import * as toolkit from '@actions/core';
import { describe, expect, jest, test } from '@jest/globals';
import { appendSummary, keyValue, rawInput, workflowCommand, writeKeyValue } from '../../src/action/host-commands.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();
const nasty = [
  'plain',
  'two\nlines',
  'carriage\r\nreturn',
  '100% of ::error::x',
  'a,b:c',
  'emoji 😀',
  '::set-env name=X::1',
];

async function printedBy(work: () => unknown): Promise<string> {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

describe('workflow commands', () => {
  test.each(nasty)('%j as the toolkit writes it', async (text) => {
    const pairs: [() => void, string][] = [
      [() => toolkit.setSecret(text), workflowCommand('add-mask', text)],
      [() => toolkit.warning(text, { title: text }), workflowCommand('warning', text, { title: text })],
      [() => toolkit.error(text), workflowCommand('error', text)],
      [() => toolkit.debug(text), workflowCommand('debug', text)],
    ];
    for (const [theirs, ours] of pairs) expect(`${ours}${EOL}`).toBe(await printedBy(theirs));
  });
});

describe('command files', () => {
  test.each(nasty)('%j reads back as the toolkit writes it', (text) => {
    const file = join(folder(), 'output');
    writeFileSync(file, '');
    process.env.GITHUB_OUTPUT = file;
    try {
      toolkit.setOutput('name', text);
    } finally {
      delete process.env.GITHUB_OUTPUT;
    }
    const theirs = readFileSync(file, 'utf8');
    const delimiter = /<<(\S+)/.exec(theirs)?.[1] ?? '';
    expect(`${keyValue('name', text, delimiter)}${EOL}`).toBe(theirs);
  });

  test('a value cannot end its own block', () => {
    expect(() => keyValue('name', 'x\nDELIMITER\nother=1', 'DELIMITER')).toThrow('delimiter');
  });

  test('outputs, state and variables go to the files the runner names', async () => {
    const place = folder();
    const env = {
      GITHUB_OUTPUT: join(place, 'o'),
      GITHUB_ENV: join(place, 'e'),
      GITHUB_STATE: join(place, 's'),
      GITHUB_STEP_SUMMARY: join(place, 'm'),
    };
    for (const kind of ['output', 'env', 'state'] as const) expect(await writeKeyValue(env, kind, 'k', 'v')).toBe(true);
    appendSummary(env, '# Hello');
    for (const path of [env.GITHUB_OUTPUT, env.GITHUB_ENV, env.GITHUB_STATE])
      expect(readFileSync(path, 'utf8')).toMatch(/^k<<(ghadelimiter_\S+)\r?\nv\r?\n\1\r?\n$/);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toBe('# Hello\n\n');
  });

  test('a runner without command files gets the older command, but never for variables', async () => {
    const printed = await printedBy(() => writeKeyValue({}, 'output', 'k', 'v'));
    expect(printed).toBe(`${EOL}::set-output name=k::v${EOL}`);
    expect(await printedBy(async () => expect(await writeKeyValue({}, 'env', 'k', 'v')).toBe(false))).toBe('');
  });

  test('inputs are read as the runner spells them', () => {
    expect(rawInput({ 'INPUT_DOMAIN-OWNER': ' 111122223333 ' }, 'domain-owner')).toBe('111122223333');
    expect(rawInput({ INPUT_DOMAIN: '' }, 'domain')).toBeUndefined();
  });
});
