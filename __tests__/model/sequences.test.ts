// Random calls against the real server and against a model of the documented rules (rules/), compared after each: every
// version of every package in every repository by the control plane, and what package managers are shown. The model was
// written from the documentation, by somebody who did not write the server.
//
// A failure prints the smallest sequence that shows it. It can be pasted into a file and run by itself:
//
//   CODEARTIFACT_CI_MODEL_CALLS=FILE npm test -- __tests__/model/sequences
//
// CODEARTIFACT_CI_SEED is the first seed, CODEARTIFACT_CI_MODEL_TOLERATED=B1,O17 goes on past known faults
// (rules/options.ts), CODEARTIFACT_CI_MODEL_SEQUENCES is how many are run of each world.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { byLane, isSlowLane } from '../support/lane.ts';
import { readCalls } from './calls.ts';
import { type Explored, explore, replay } from './driver/explore.ts';
import type { Profile } from './driver/generate.ts';
import { describeRun, type Rules } from './driver/run-sequence.ts';
import { openingFor, profileOf, WORLDS } from './driver/worlds.ts';
import { DEFAULTS, FAULTS, type Fault } from './rules/options.ts';

jest.setTimeout(byLane(120_000, 4 * 3600_000));

const {
  CODEARTIFACT_CI_SEED,
  CODEARTIFACT_CI_MODEL_CALLS,
  CODEARTIFACT_CI_MODEL_TOLERATED,
  CODEARTIFACT_CI_MODEL_SEQUENCES,
} = process.env;

/** Always the same seeds in the fast lane, so that a failure is a change of ours; other ones each night. */
const FIRST_SEED = Number(CODEARTIFACT_CI_SEED ?? (isSlowLane ? randomInt(2 ** 30) : 1));
const SEQUENCES = Number(CODEARTIFACT_CI_MODEL_SEQUENCES ?? byLane(1, 20));
const STEPS = byLane(28, 60);

const tolerated = (CODEARTIFACT_CI_MODEL_TOLERATED ?? '').split(',').filter((name): name is Fault => name in FAULTS);
const rules: Rules = { options: DEFAULTS, tolerated };
const folder = temporaryFolders();
const explored: [string, Explored][] = [];

async function run(name: string, profile: Profile, data?: () => string): Promise<void> {
  const opening = await openingFor(profile, data);
  try {
    const seeds = Array.from({ length: SEQUENCES }, (_, index) => FIRST_SEED + index);
    const found = await explore(opening.open, { profile, rules, seeds, steps: STEPS });
    explored.push([name, found]);
    // A night has many; who looks on wants to see how far it has come.
    if (isSlowLane) process.stdout.write(`${figuresOf(name, found)}\n`);
    if (found.failure !== undefined) throw new Error(`${name}, ${found.failure}`);
  } finally {
    await opening.close();
  }
}

if (CODEARTIFACT_CI_MODEL_CALLS !== undefined) {
  test('pasted calls', async () => {
    const calls = readCalls(readFileSync(CODEARTIFACT_CI_MODEL_CALLS, 'utf8'));
    const profile = profileOf(calls);
    const opening = await openingFor(profile);
    const ran = await replay(opening.open, rules, profile, calls);
    await opening.close();
    if (ran.differences.length > 0) throw new Error(describeRun(ran, 'pasted'));
  });
} else {
  /** In the fast lane those with a public source, one format each; a world without one has nothing that they lack. */
  const SAMPLE = ['npm', 'pypi', 'maven', 'nuget'].map((format) => `${format}, public source`);
  const more = ['npm, groups', 'npm, two domains', 'npm, switches'];
  const worlds = Object.entries(WORLDS).filter(([name]) => isSlowLane || [...SAMPLE, ...more].includes(name));

  test.each(worlds)('%s', async (name, profile) => {
    await run(name, profile);
  });

  const stores = byLane(worlds.slice(0, 1), worlds);
  const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
  const whyNot = `the data folder says which Node.js it needs`;
  (hasSqlite ? test : test.skip).each(stores)(
    `%s, data folder${hasSqlite ? '' : ` (skipped: ${whyNot})`}`,
    async (name, profile) => {
      await run(`${name}, data folder`, { ...profile, isKept: true }, folder);
    },
  );
}

const figuresOf = (name: string, { sequences, steps, comparisons }: Explored) =>
  `${name}: ${sequences} sequences, ${steps} calls, ${comparisons} comparisons`;

afterAll(() => {
  const lines = explored.map(([name, found]) => figuresOf(name, found));
  process.stdout.write(`model: first seed ${FIRST_SEED}\n${lines.join('\n')}\n`);
  expect(explored.length === 0 && CODEARTIFACT_CI_MODEL_CALLS === undefined).toBe(false);
});
