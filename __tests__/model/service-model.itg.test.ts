// The answers to random sequences, of every format and either store, held against the service model that botocore ships
// (driver/answers.py). The requests are signed by aws4, which nobody here wrote either.
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { byLane, isSlowLane } from '../support/lane.ts';
import { findModule, findTool, programOf, whyNot } from '../support/programs/tools.ts';
import { explore } from './driver/explore.ts';
import type { Profile } from './driver/generate.ts';
import { recording } from './driver/recorder.ts';
import { openingFor } from './driver/worlds.ts';
import { DEFAULTS } from './rules/options.ts';

jest.setTimeout(byLane(120_000, 4 * 3600_000));

const FIRST_SEED = Number(process.env.CODEARTIFACT_CI_SEED ?? (isSlowLane ? randomInt(2 ** 30) : 1));
const SEQUENCES = Number(process.env.CODEARTIFACT_CI_MODEL_SEQUENCES ?? byLane(2, 8));
const STEPS = byLane(30, 60);
const ANSWERS = fileURLToPath(new URL('driver/answers.py', import.meta.url));

const WORLDS: Readonly<Record<string, Profile>> = {
  npm: { packages: ['npm:a', 'npm:@s/b'], isConnected: true, hasGroups: true },
  pypi: { packages: ['pypi:p-y'], isConnected: true, hasGroups: true },
  maven: { packages: ['maven:g.h:m'], isConnected: true, hasGroups: true },
  nuget: { packages: ['nuget:n'], isConnected: true, hasGroups: true },
  generic: { packages: ['generic:s:g'], isConnected: false, hasGroups: true },
};
/** What is asked of every version (recorder.ts). */
const ALWAYS = ['ListPackages', 'DescribePackageVersion', 'ListPackageVersionAssets', 'ListPackageVersionDependencies'];

const run = promisify(execFile);
const folder = temporaryFolders();
const python = findTool('python', 'python3');
const noBotocore = whyNot(python, findModule(python, 'botocore'));
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const lines: string[] = [];

async function judged(name: string, profile: Profile, data?: () => string): Promise<void> {
  const file = join(folder(), 'answers.ndjson');
  const opening = await openingFor(profile, data);
  try {
    const seeds = Array.from({ length: SEQUENCES }, (_, index) => FIRST_SEED + index);
    const rules = { options: DEFAULTS, tolerated: [] };
    const { failure } = await explore(recording(opening.open, file), { profile, rules, seeds, steps: STEPS });
    if (failure !== undefined) throw new Error(failure);
  } finally {
    await opening.close();
  }
  const { stdout } = await run(programOf(python), [ANSWERS, file], { maxBuffer: 2 ** 24 });
  const { counts, problems } = JSON.parse(stdout) as { counts: Record<string, [number, number]>; problems: string[] };
  const answers = Object.values(counts).reduce((sum, [fine, refused]) => sum + fine + refused, 0);
  lines.push(`${name}: ${answers} answers of ${Object.keys(counts).length} operations`);
  expect(problems).toEqual([]);
  expect(ALWAYS.filter((operation) => counts[operation] === undefined)).toEqual([]);
}

describe(`answers fit the service model${noBotocore === undefined ? '' : ` (skipped: ${noBotocore})`}`, () => {
  const maybe = noBotocore === undefined ? test : test.skip;
  const worlds = Object.entries(WORLDS);
  maybe.each(worlds)('%s', (name, profile) => judged(name, profile));

  const whyNotKept = hasSqlite ? '' : ' (skipped: the data folder says which Node.js it needs)';
  (noBotocore === undefined && hasSqlite ? test : test.skip).each(byLane(worlds.slice(0, 1), worlds))(
    `%s, data folder${whyNotKept}`,
    (name, profile) => judged(`${name}, data folder`, { ...profile, isKept: true }, folder),
  );
});

afterAll(() => {
  process.stdout.write(`service model: first seed ${FIRST_SEED}\n${lines.join('\n')}\n`);
});
