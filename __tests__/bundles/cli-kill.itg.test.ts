// The command line as a process of its own, ended with `kill -9` at random moments of a publish and of a promotion, and
// run again: the registry ends as after runs that nobody disturbed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { buildRelease, MIDDLE, type ReleaseSet } from '../support/packages/release-set.ts';
import { COMMAND_LINE, noCommandLine } from '../support/programs/codebuild.ts';
import { runProcess } from '../support/programs/runner.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(byLane(600_000, 3600_000));

const KILLS = byLane(2, 100);
const folder = temporaryFolders();

interface Shell {
  readonly at: World;
  readonly release: ReleaseSet;
  readonly publish: readonly string[];
  readonly promote: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function openShell(): Promise<Shell> {
  const at = await openWorld(folder());
  const old = await buildRelease(at.folder, '1.0.0', MIDDLE);
  await at.publish(old.packages, { named: old.named });
  const release = await buildRelease(at.folder, '1.1.0', MIDDLE);
  const home = join(at.folder, 'home');
  mkdirSync(home);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-not-a-real-key',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: at.url,
    CODEARTIFACT_DOMAIN: DOMAIN,
  };
  const publish = ['publish', release.folder, '--repository', 'staging', '--versions', release.versions];
  const promote = ['promote', '--destination-repository', 'prod', '--dist-tags', 'copy', '--verify-by', 'download'];
  return { at, release, publish, promote, env };
}

const run = ({ at, env }: Shell, args: readonly string[]) =>
  runProcess([process.execPath, COMMAND_LINE, ...args], { env, cwd: at.folder });

/** Starts it and ends it the hard way as soon as the server has seen this many of its writes. */
function runKilled({ at, env }: Shell, args: readonly string[], writes: number, delayMs: number): Promise<boolean> {
  return new Promise((done, fail) => {
    at.writesSince();
    let seen = 0;
    const child = spawn(process.execPath, [COMMAND_LINE, ...args], { env, cwd: at.folder, stdio: 'ignore' });
    const look = setInterval(() => {
      seen += at.writesSince().length;
      if (seen < writes) return;
      clearInterval(look);
      setTimeout(() => child.kill('SIGKILL'), delayMs);
    }, 2);
    child.on('error', fail);
    child.on('close', (_, signal) => {
      clearInterval(look);
      done(signal === 'SIGKILL');
    });
  });
}

const both = async ({ at }: Shell) => [
  await at.state('staging', { revisions: false }),
  withoutRecords(await at.state('prod', { revisions: false })),
];

/** A record is named after its run; a run that was killed may have left one, half of one or none. */
function withoutRecords(state: Record<string, unknown>): Record<string, unknown> {
  const { 'generic codeartifact-ci promotions': _, ...others } = state;
  return others;
}

async function carriedOut(shell: Shell, args: readonly string[]): Promise<void> {
  const { status, log } = await run(shell, args);
  if (status !== 0) throw new Error(log);
}

/** A small generator, so that a failure can be had again. */
function generator(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

describe('kill -9', () => {
  const title = `at ${KILLS} random moments each of publish and promote`;
  const maybe = noCommandLine === undefined ? test : test.skip;
  maybe(noCommandLine === undefined ? title : `${title} (${noCommandLine})`, async () => {
    const calm = await openShell();
    await carriedOut(calm, calm.publish);
    const publishWrites = calm.at.writesSince().length;
    await carriedOut(calm, calm.promote);
    const promoteWrites = calm.at.writesSince().length;
    const expected = await both(calm);
    await calm.at.close();
    const random = generator(4711);
    let dead = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const shell = await openShell();
      const { at, publish, promote } = shell;
      // The manifest is the last thing a publish writes, so a stale one must not be taken for its own.
      writeFileSync(join(at.folder, 'codeartifact-release.json'), '{}');
      dead += (await runKilled(shell, publish, random(publishWrites), random(8))) ? 1 : 0;
      const forgets = kill % 2 === 1;
      if (forgets) rmSync(join(at.folder, '.codeartifact-ci'), { recursive: true, force: true });
      await carriedOut(shell, publish);
      dead += (await runKilled(shell, promote, random(promoteWrites), random(8))) ? 1 : 0;
      if (forgets) rmSync(join(at.folder, '.codeartifact-ci'), { recursive: true, force: true });
      await carriedOut(shell, promote);
      expect(existsSync(join(at.folder, '.codeartifact-ci', 'journal.jsonl'))).toBe(true);
      expect({ kill, states: await both(shell) }).toEqual({ kill, states: expected });
      expect(at.errors).toEqual([]);
      await at.close();
    }
    expect(dead).toBeGreaterThanOrEqual(KILLS);
  });
});
