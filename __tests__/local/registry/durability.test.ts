// What was acknowledged survives kill -9 at any moment; what was not is there whole or not at all.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane } from '../../support/lane.ts';
import { nodeForTypeScript, QUIETLY } from '../../support/programs/typescript-node.ts';

const KILLS = byLane(3, 60);
const folder = temporaryFolders();
const script = join(process.cwd(), '__tests__/local/registry/publisher.ts');

const node = nodeForTypeScript();

/** Publishes for a while, then kills without a warning; the lines it had written. */
async function publishAndKill(data: string, round: number, afterMs: number): Promise<string[]> {
  const child = spawn(node as string, [...QUIETLY, script, 'publish', data, String(round)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    written += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      errors += chunk;
      if (errors.includes('open\n')) resolve();
    });
    child.once('exit', () => reject(new Error(`the publisher ended by itself: ${errors}`)));
  });
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
  // The last line may be torn by the kill: it counts only with its end.
  return written.split('\n').slice(0, -1);
}

if (node) {
  describe('durability', () => {
    test('kills at random moments lose nothing that was acknowledged and leave nothing half', async () => {
      const data = folder();
      const acknowledged: string[] = [];
      for (let round = 0; round < KILLS; round++) {
        // Early, later and late, however few they are.
        const at = (round + Math.random()) / KILLS;
        acknowledged.push(...(await publishAndKill(data, round, 20 + Math.floor(at * 350))));
      }
      const output = execFileSync(node, [...QUIETLY, script, 'verify', data], {
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString();
      const { held, problems, tags } = JSON.parse(output) as {
        held: Record<string, string>;
        problems: string[];
        tags: Record<string, string>;
      };
      expect(problems).toEqual([]);
      const acks = acknowledged.filter((line) => line.startsWith('ack '));
      expect(acks.length).toBeGreaterThan(10);
      const lost = acks.filter((line) => {
        const [, format, name, version, digest] = line.split(' ');
        return held[`dev ${format} ${name} ${version}`] !== digest;
      });
      expect(lost).toEqual([]);
      const copies = acknowledged.filter((line) => line.startsWith('copied '));
      expect(copies.filter((line) => !(`prod ${line.slice('copied '.length)}` in held))).toEqual([]);
      expect(held[`dev npm p0 ${tags.latest}`]).toBeDefined();
    }, 600_000);
  });
} else {
  describe('durability', () => {
    test.skip(`Node ${process.versions.node} has no built-in SQLite, and neither NODE24 nor NODE22 names one that runs TypeScript`, () => {});
  });
}
