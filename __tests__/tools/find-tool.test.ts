// A skip tells the truth: what findTool says of a program that is missing, does not start, or is of another age.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';

// Whatever is installed beside the tests is not looked at.
process.env.CODEARTIFACT_CI_TOOLS = join(import.meta.dirname ?? '.', 'none');
const { findBeside, findTool, whyNone, whyNot } = await import('../support/programs/tools.ts');

const folder = temporaryFolders();
const before = { PATH: process.env.PATH, CODEARTIFACT_CI_ONLY_NODE: process.env.CODEARTIFACT_CI_ONLY_NODE };
let bin: string;
beforeEach(() => {
  bin = folder();
  process.env.PATH = bin;
  delete process.env.CODEARTIFACT_CI_ONLY_NODE;
});
afterEach(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

function program(name: string, text: string, at = bin): string {
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(at, name), 0o755);
  return join(at, name);
}

/** As the real one: it keeps a folder in the home, and does not start where there is none. */
const DOTNET = `
if [ ! -d "$HOME" ]; then
  echo "Unhandled exception. System.UnauthorizedAccessException: Access to the path '$HOME' is denied." >&2
  exit 134
fi
echo 10.0.401`;

// The stand-ins are shell scripts.
const suite = process.platform === 'win32' ? describe.skip : describe;

suite('findTool', () => {
  test('gives a program a home that exists and is gone afterwards', () => {
    const dotnet = program('dotnet', DOTNET);
    expect(findTool('dotnet', 'dotnet')).toEqual({ program: dotnet, version: '10.0.401', path: bin });
    program('where', `echo "$HOME" > '${bin}/home'\necho 1.0`);
    expect(findTool('where', 'where')).toMatchObject({ version: '1.0' });
    const home = readFileSync(join(bin, 'home'), 'utf8').trim();
    expect(home).not.toBe(process.env.HOME);
    expect(existsSync(home)).toBe(false);
  });

  test('not on PATH, with the command that installs it where there is one', () => {
    expect(findTool('dotnet', 'dotnet')).toEqual({ missing: 'dotnet is not found on PATH' });
    expect(findTool('twine-7', 'twine')).toEqual({
      missing: expect.stringMatching(/^twine-7: .*\(node scripts\/install-tools\.mjs twine-7\)$/),
    });
  });

  test('there, but does not start: with its status and the first line of what it says', () => {
    const broken = program('swift', "printf '\\n\\033[31mno toolchain\\033[0m\\nmore\\n' >&2; exit 3");
    expect(findTool('swift', 'swift')).toEqual({ missing: `swift: ${broken} did not start (status 3: no toolchain)` });
    const silent = program('swift', 'exit 0');
    expect(findTool('swift', 'swift')).toEqual({ missing: `swift: ${silent} tells no version` });
    writeFileSync(broken, '#!/nonexistent/interpreter\n');
    expect(findTool('swift', 'swift')).toEqual({ missing: `swift: ${broken} did not start (ENOENT)` });
  });

  test('too old or too new for the tests', () => {
    const pip = program('pip', 'echo pip 23.2.1 from here');
    expect(findTool('pip-23', 'pip')).toMatchObject({ program: pip, version: '23.2.1' });
    expect(findTool('pip-26', 'pip')).toEqual({
      missing: `pip-26: ${pip} is too old for this test: 23.2.1, wanted 26 or later, before 27`,
    });
    expect(findTool('pip-9', 'pip')).toEqual({ missing: expect.stringContaining('is too new for this test: 23.2.1') });
    const aws = program('aws', 'echo aws-cli/2.9.19 Python/3.11');
    expect(findTool('aws', 'aws')).toEqual({
      missing: `aws: ${aws} is too old for this test: 2.9.19, wanted 1.29 or later, before 2, or 2.13 or later, before 3`,
    });
    program('aws', 'echo aws-cli/1.45.11 Python/3.11');
    expect(findTool('aws', 'aws')).toMatchObject({ version: '1.45.11' });
  });

  test('a Node.js that is too old for it', () => {
    program('pnpm', 'echo 11.0.0');
    expect(findTool('pnpm-11', 'pnpm', { node: '1.0.0' })).toMatchObject({ version: '11.0.0' });
    const found = findTool('pnpm-11', 'pnpm', { node: '999.0.0' });
    expect(found).toEqual({
      missing: `Node.js is too old for pnpm-11: ${process.versions.node}, wanted 999.0.0, and node-24 is not installed`,
    });
  });

  test('takes the next one on PATH when the first does not fit, and one program once', () => {
    const first = program('cargo', 'exit 1');
    const second = program('cargo', 'echo cargo 1.80.0', folder());
    process.env.PATH = [bin, bin, join(second, '..')].join(delimiter);
    expect(findTool('cargo', 'cargo')).toMatchObject({ program: second });
    const own = program('cargo', 'echo cargo 1.99.0', folder());
    expect(findTool('cargo', 'cargo', { places: [undefined, own] })).toMatchObject({ program: own });
    process.env.PATH = [bin, bin].join(delimiter);
    expect(findTool('cargo', 'cargo')).toEqual({ missing: `cargo: ${first} did not start (status 1)` });
  });

  test('what is beside it, and what is needed together', () => {
    const pip = program('pip', 'echo pip 23.2.1');
    const found = findTool('pip-23', 'pip');
    expect(findBeside(found, 'python')).toEqual({ missing: `there is no python beside ${pip}` });
    program('python', 'echo Python 3.11.2');
    const python = findBeside(found, 'python');
    expect(python).toMatchObject({ program: join(bin, 'python'), version: '3.11.2' });
    const [a, b] = [{ missing: 'no a' }, { missing: 'no b' }];
    expect(whyNot(undefined, python, a, b)).toBe('no a');
    expect(whyNot(undefined, python)).toBeUndefined();
    expect(whyNone(a, b)).toBe('one of these is needed: no a | no b');
    expect(whyNone(a, python)).toBeUndefined();
  });
});

test('a run with nothing but Node.js looks for no program', () => {
  process.env.CODEARTIFACT_CI_ONLY_NODE = '1';
  expect(findTool('node', 'node')).toEqual({ missing: 'node is not looked for in this run' });
});
