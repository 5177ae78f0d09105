// Blocks that an earlier version put into a buildspec.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runBuildspec } from '../../src/buildspec/command.ts';
import { checkBlocks } from '../../src/buildspec/edit/check.ts';
import { snippetBody } from '../../src/buildspec/templates/snippet-catalogue.ts';
import { runShell } from '../../src/machine/shell.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { textOf, VERSIONS } from './earlier-files.ts';

const folder = temporaryFolders();

/** `codeartifact-ci buildspec …` over a file with that text. */
async function run(text: string, ...args: string[]): Promise<{ status: number; text: string; said: string }> {
  const host = recordingHost({ folder: folder() });
  const path = join(host.home, 'buildspec.yml');
  writeFileSync(path, text);
  const print = (line: string) => void host.lines.push(line);
  const status = await runBuildspec(
    args,
    { ...host, print, printExactly: print, printPart: print, printJson: (value) => print(JSON.stringify(value)) },
    { shell: runShell, program: '' },
  );
  host.close();
  return { status, text: readFileSync(path, 'utf8'), said: host.lines.join('\n') };
}

/** A block as the earlier version wrote it, without indentation. */
function bodyOf(text: string, name: string): string {
  const [, indent = '', body = ''] =
    new RegExp(`^( *)# >>> codeartifact-ci ${name} .*\\n([\\s\\S]*?)^ *# <<< codeartifact-ci ${name}$`, 'm').exec(
      text,
    ) ?? [];
  return body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

const files = VERSIONS.flatMap((version) => ['usual', 'bare'].map((name) => [version, name] as const));

describe.each(files)('blocks of %s in a %s buildspec', (version, name) => {
  const included = textOf(version, 'buildspec', `${name}-included.yml`);
  const before = textOf(version, 'buildspec', `${name}-before.yml`);

  test('are found, taken for our own, and stale exactly where the template has changed since', () => {
    const reports = checkBlocks(included, ['login', 'publish']);
    expect(reports.map(({ name }) => name)).toEqual(['bootstrap', 'login', 'publish']);
    for (const { name, state, version: written } of reports) {
      const isSame = bodyOf(included, name) === snippetBody(name);
      expect({ name, state, written }).toEqual({ name, state: isSame ? 'current' : 'stale', written: version });
    }
  });

  test('check fails for what is stale and for nothing else', async () => {
    const isStale = checkBlocks(included).some(({ state }) => state === 'stale');
    const { status, said } = await run(included, 'check', 'login', 'publish');
    expect(status).toBe(isStale ? 1 : 0);
    if (isStale) expect(said).toContain('buildspec include');
  });

  test('a block that was edited by hand stays', async () => {
    const edited = included.replace(/^( *)(.*login --results-file)/m, '$1$2 --quiet');
    expect(edited).not.toBe(included);
    expect(checkBlocks(edited).map(({ name, state }) => `${name} ${state}`)).toContain('login edited');
    const { status, text } = await run(edited, 'include', 'login');
    expect(status).toBe(1);
    expect(text).toContain('--quiet');
  });

  test('once the template has changed, check says stale and include replaces the block', async () => {
    // As a later template sees it: the marker fits the body, the body is not that of the template.
    const body = bodyOf(included, 'login').replace('login --results-file', 'login --retired --results-file');
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
    const stale = included
      .replace('login --results-file', 'login --retired --results-file')
      .replace(/(codeartifact-ci login \S+ sha256:)\S+/, `$1${hash}`);
    expect(checkBlocks(stale).map(({ name, state }) => `${name} ${state}`)).toContain('login stale');
    const checked = await run(stale, 'check');
    expect({ status: checked.status, said: checked.said }).toMatchObject({ status: 1 });
    expect(checked.said).toMatch(/login \(stale\)[\s\S]*What to do: .*buildspec include/);
    const { status, text } = await run(stale, 'include', 'login', 'publish');
    expect(status).toBe(0);
    expect(text).not.toContain('--retired');
    expect((await run(text, 'remove')).text).toBe(before);
  });

  test('include brings them up to date in their place', async () => {
    const { status, text } = await run(included, 'include', 'login', 'publish');
    expect(status).toBe(0);
    expect(checkBlocks(text).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'bootstrap current',
      'login current',
      'publish current',
    ]);
    expect((await run(text, 'remove')).text).toBe(before);
  });

  test('remove takes them out, and the file is what it was', async () => {
    expect((await run(included, 'remove', 'login', 'publish')).text).toBe(before);
  });
});
