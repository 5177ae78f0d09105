// Runs docs/local-server.md: its files are written, its shell blocks run in order in one shell, against dist/cli.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseSetup } from '../../src/local/setup/apply.ts';
import { temporaryFolder } from '../support/folders.ts';
import { fencedBlocks } from './commands.ts';

const root = resolve(import.meta.dirname ?? '.', '..', '..');
const blocks = fencedBlocks(readFileSync(join(root, 'docs', 'local-server.md'), 'utf8'));
const files = blocks.flatMap((block) => {
  const name = /^# ([\w-]+\.yml)\n/.exec(block.text)?.[1];
  return name === undefined ? [] : [{ name, text: block.text }];
});
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const keepsData = major > 22 || (major === 22 && minor >= 13);
const scripts = blocks.filter(
  ({ language, text }) => language === 'sh' && (keepsData || !/local (--data|check) /.test(text)),
);

const folder = temporaryFolder();
const printed = new Map<number, string>();
let end: { status: number; stderr: string };

beforeAll(async () => {
  const bin = join(folder, 'bin');
  const work = join(folder, 'work');
  for (const path of [bin, work]) mkdirSync(path);
  const cli = join(root, 'dist', 'cli', 'index.js');
  writeFileSync(join(bin, 'codeartifact-ci'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
  for (const { name, text } of files) writeFileSync(join(work, name), text);
  const body = scripts.map(({ text, line }) => `printf '\\n<<<%s>>>\\n' ${line}\n${text}`).join('\n');
  // Whatever happens, no server is left behind: those started here are children of this shell.
  const script = `set -eu -o pipefail\ntrap 'jobs -p | xargs -r kill; wait' EXIT\n${body}\nprintf '\\n<<<end>>>\\n'\n`;
  const env = { HOME: work, PATH: `${bin}${delimiter}${process.env.PATH}`, TMPDIR: folder };
  end = await new Promise((done) => {
    execFile('bash', ['-c', script], { cwd: work, env, timeout: 110_000 }, (error, stdout, stderr) => {
      for (const part of stdout.split('\n<<<').slice(1)) {
        const [line = '', ...rest] = part.split('>>>\n');
        printed.set(line === 'end' ? 0 : Number(line), rest.join('>>>\n'));
      }
      done({ status: error === null ? 0 : Number(error.code ?? 1), stderr });
    });
  });
}, 120_000);

const output = (contains: string) =>
  (printed.get(scripts.find(({ text }) => text.includes(contains))?.line ?? -1) ?? '').trim();

describe('docs/local-server.md', () => {
  test('every block runs', () => {
    expect([end.status, [...printed.keys()].at(-1), end.status === 0 ? '' : end.stderr]).toEqual([0, 0, '']);
    expect(printed.size).toBe(scripts.length + 1);
    expect(scripts.length).toBeGreaterThan(13);
  });

  test('and does what the page says', () => {
    expect(JSON.parse(output('/_local/health').split('\n').at(-1) ?? '')).toMatchObject({
      status: 'ok',
      auth: 'lenient',
    });
    expect(JSON.parse(output('/_local/clock"\'')).offsetSeconds).toBe(0);
    expect(output('packages show generic:acme/firmware@1.0.0 --domain my-org --repository production')).toContain(
      'Published',
    );
    const { requests } = JSON.parse(output('operation=CopyPackageVersions')) as { requests: { status: number }[] };
    expect(requests.map(({ status }) => status)).toEqual([200]);
    expect(output('"kind": "throttle"')).toContain('"applied":2');
    expect(output('advanceSeconds')).toMatch(/"offsetSeconds":43300\}.*"offsetSeconds":0\}/s);
    expect(output('_local/reset')).toContain('reset');
    expect(output('_local/switches')).toContain('"copy-status":"published"');
    const token = JSON.parse(readFileSync(join(folder, 'work', 'token.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.values(token)).toContainEqual(expect.stringMatching(/^eyJ/));
    expect(readFileSync(join(folder, 'work', 'token.txt'), 'utf8').length).toBeGreaterThan(100);
    expect(end.stderr).toContain('CA-AUTH-');
  });

  test('its setup file is one', () => {
    const setup = files.find(({ name }) => name === 'setup.yml');
    expect(parseSetup(parse(setup?.text ?? '')).domains[0]?.repositories.map(({ name }) => name)).toEqual([
      'npm-store',
      'staging',
      'production',
    ]);
  });

  (keepsData ? test.skip : test)('the data folder says which Node.js it needs', async () => {
    const cli = join(root, 'dist', 'cli', 'index.js');
    const args = [cli, 'local', '--data', join(folder, 'registry'), '--', 'true'];
    const stderr = await new Promise((done) => execFile(process.execPath, args, (_error, _out, err) => done(err)));
    expect(stderr).toMatch(/CA-LOCAL-002[\s\S]*22\.13/);
  });
});
