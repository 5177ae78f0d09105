import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkBlocks } from '../src/buildspec/edit/check.ts';
import { SNIPPET_TEXTS } from '../src/buildspec/templates/embedded-snippets.ts';
import { SNIPPETS, snippetBody } from '../src/buildspec/templates/snippet-catalogue.ts';
import { renderEmbedded, renderWholeFiles } from '../src/buildspec/templates/template-files.ts';
import { WHOLE_BUILDSPECS } from '../src/buildspec/templates/whole-buildspecs.ts';
import { INPUTS } from '../src/core/inputs/definitions.ts';
import { variableOf } from '../src/core/inputs/variable-of.ts';
import { runShell } from '../src/machine/shell.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'buildspec-templates');
const files = Object.fromEntries(
  readdirSync(join(folder, 'snippets')).map((name) => [
    name.replace(/\.yml$/, ''),
    readFileSync(join(folder, 'snippets', name), 'utf8'),
  ]),
);
const whole = readdirSync(folder).filter((name) => name.endsWith('.yml'));

describe('the templates in the bundle are the files', () => {
  test('snippets', () => {
    expect(SNIPPET_TEXTS).toEqual(files);
    expect(readFileSync(join(root, 'src/buildspec/templates/embedded-snippets.ts'), 'utf8')).toBe(
      renderEmbedded(files),
    );
    expect(SNIPPETS.map((snippet) => snippet.name).sort()).toEqual(Object.keys(files).sort());
  });

  test('whole buildspecs', () => {
    const rendered = renderWholeFiles();
    expect([...rendered.keys()].sort()).toEqual([...whole].sort());
    for (const [name, text] of rendered) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  test('every template is in the README', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { name } of [...SNIPPETS, ...WHOLE_BUILDSPECS])
      expect(readme).toMatch(new RegExp(`\`${name}(\\.yml)?\``));
  });
});

describe('every snippet', () => {
  const commands = SNIPPETS.filter((snippet) => snippet.placement.kind !== 'list').map((snippet) => snippet.name);

  test.each(SNIPPETS.map((snippet) => snippet.name))(
    '%s: plain list of strings, LF, no tabs, an introduction',
    (name) => {
      const text = files[name] ?? '';
      expect(text).toMatch(/^# [A-Z]/);
      expect(text).not.toMatch(/[\t\r]/);
      const items = parse(text) as unknown[];
      expect(items.every((item) => typeof item === 'string')).toBe(true);
      expect(text.endsWith('\n')).toBe(true);
    },
  );

  test.each(commands)('%s: one command, no exit, no eval, no function, nothing echoed that is secret', (name) => {
    const items = parse(snippetBody(name)) as string[];
    expect(items).toHaveLength(1);
    const code = (items[0] ?? '').replace(/"codeartifact-ci: [^"]*"/g, '""');
    expect(code).not.toMatch(/\bexit\b|\beval\b|\bset -[a-z]|\(\)\s*\{|\[\[|\blocal\b|\bsource\b/);
    expect(code).not.toMatch(/^(?:echo|printf)[^>]*\$\{?\w*token/im);
  });

  test.each(
    commands.flatMap(
      (name) =>
        [
          ['dash', name],
          ['bash', name],
        ] as const,
    ),
  )('parses under %s: %s', async (shell, name) => {
    let output = '';
    const { status } = await runShell({
      program: shell,
      args: ['-n', '-c', (parse(snippetBody(name)) as string[])[0] ?? ''],
      cwd: root,
      env: { PATH: process.env.PATH ?? '' },
      output: (chunk) => {
        output += chunk;
      },
    });
    expect(output).toBe('');
    expect(status).toBe(0);
  });
});

describe('every whole buildspec', () => {
  test.each(whole)('%s: its blocks are current and its settings exist', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(checkBlocks(text).every((report) => report.state === 'current')).toBe(true);
    const known = new Set([
      ...INPUTS.map((input) => variableOf(input.name)),
      'CODEARTIFACT_CLI_S3_URI',
      'CODEARTIFACT_CLI_SHA256',
    ]);
    const variables = Object.keys((parse(text).env?.variables ?? {}) as object);
    expect(variables.filter((variable) => !known.has(variable))).toEqual([]);
    expect(text.length).toBeLessThan(25_600);
  });
});
