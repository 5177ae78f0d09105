// The workflows of .github run on this machine by act, with `uses: ./`, main and post: the runner's protocol as a
// runner speaks it. And what is written in them is looked at by zizmor.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { temporaryFolders } from '../support/folders.ts';
import { ROOT, runProcess } from '../support/programs/runner.ts';
import { findTool } from '../support/programs/tools.ts';

const folder = temporaryFolders();
const act = findTool('act', 'act');
const zizmor = findTool('zizmor', 'zizmor');
const workflows = join(ROOT, '.github', 'workflows');

describe('act', () => {
  const maybe = 'program' in act ? test : test.skip;
  maybe(
    `runs self-test.yml${'missing' in act ? ` (${act.missing})` : ''}`,
    async () => {
      const home = folder();
      const program = 'program' in act ? act.program : '';
      const env = { PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
      const args = [
        'push',
        '-W',
        join(workflows, 'self-test.yml'),
        '-P',
        'ubuntu-latest=-self-hosted',
        '--env',
        `HOME=${home}`,
      ];
      const { status, log } = await runProcess([program, ...args], { env, cwd: ROOT });
      expect(log).toContain('Success - Main Promote');
      expect(log).toContain('Success - Post Sign in');
      // What the first job saved at its end, the second one got back.
      expect(log).toMatch(/\[self-test\/reuse *\].*cache-hit=true/);
      expect(log).toContain('Success - Main The packages are there again');
      expect({ status, failed: /❌.*/.exec(log)?.[0] }).toEqual({ status: 0, failed: undefined });
      // Both logins were taken back: the file they made together is gone.
      expect(readdirSync(home)).not.toContain('.npmrc');
      expect(log).not.toMatch(/_authToken=(?!\*)/);
    },
    180_000,
  );
});

describe('zizmor', () => {
  const maybe = 'program' in zizmor ? test : test.skip;
  maybe(`finds nothing of medium or high severity${'missing' in zizmor ? ` (${zizmor.missing})` : ''}`, () => {
    const program = 'program' in zizmor ? zizmor.program : '';
    const { status, stdout } = spawnSync(
      program,
      ['--offline', '--no-progress', '--min-severity', 'medium', workflows, join(ROOT, 'action.yml')],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});

describe('what can be read without a runner', () => {
  test('every action of others is pinned to a commit, every job has least permissions', () => {
    for (const name of readdirSync(workflows)) {
      const text = readFileSync(join(workflows, name), 'utf8');
      const workflow = parse(text);
      expect(workflow.permissions).toEqual({ contents: 'read' });
      for (const [, reference = ''] of text.matchAll(/uses: ([^\s#]+)/g))
        expect(reference).toMatch(/^\.\/$|@[0-9a-f]{40}$/);
    }
  });

  test('every `uses: ./` gives inputs that exist', () => {
    const known = Object.keys(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')).inputs);
    for (const name of readdirSync(workflows)) {
      const workflow = parse(readFileSync(join(workflows, name), 'utf8'));
      for (const job of Object.values<{ steps: { uses?: string; with?: Record<string, unknown> }[] }>(workflow.jobs)) {
        for (const step of job.steps)
          if (step.uses === './') for (const input of Object.keys(step.with ?? {})) expect(known).toContain(input);
      }
    }
  });
});
