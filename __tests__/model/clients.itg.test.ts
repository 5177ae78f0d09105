// npm, pip and Maven install through random graphs of repositories: what arrives, and what every repository holds
// afterwards, against the model (sequences.test.ts says how a failure is repeated).
import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolder } from '../support/folders.ts';
import { byLane, isSlowLane } from '../support/lane.ts';
import { findTool, programOf, whyNot } from '../support/programs/tools.ts';
import { installer } from './driver/clients.ts';
import { type Explored, explore } from './driver/explore.ts';
import type { Profile } from './driver/generate.ts';
import { openingFor } from './driver/worlds.ts';
import { DEFAULTS, FAULTS, type Fault } from './rules/options.ts';

jest.setTimeout(byLane(120_000, 4 * 3600_000));

const FIRST_SEED = Number(process.env.CODEARTIFACT_CI_SEED ?? (isSlowLane ? randomInt(2 ** 30) : 1));
const GRAPHS = Number(process.env.CODEARTIFACT_CI_MODEL_SEQUENCES ?? byLane(1, 12));
/** Calls before the first installation, and how often every repository is installed from. */
const STEPS = byLane(12, 24);

const tolerated = (process.env.CODEARTIFACT_CI_MODEL_TOLERATED ?? '')
  .split(',')
  .filter((name): name is Fault => name in FAULTS);

const tools = { npm: findTool('npm-11', 'npm'), pip: findTool('pip-23', 'pip'), mvn: findTool('maven-3', 'mvn') };
const programs = { npm: programOf(tools.npm), pip: programOf(tools.pip), mvn: programOf(tools.mvn) };
const folder = temporaryFolder();
const explored: [string, Explored][] = [];

const CLIENTS: Readonly<Record<keyof typeof tools, Profile>> = {
  npm: { packages: ['npm:a'], isConnected: true, hasGroups: false },
  pip: { packages: ['pypi:p-y'], isConnected: true, hasGroups: false },
  mvn: { packages: ['maven:g.h:m'], isConnected: true, hasGroups: false },
};

describe('installations through random graphs', () => {
  for (const [name, profile] of Object.entries(CLIENTS) as [keyof typeof tools, Profile][]) {
    // One client is enough in the fast lane; its rules are those of the others.
    if (!isSlowLane && name !== 'npm') continue;
    const missing = whyNot(tools[name]);
    const maybe = missing === undefined ? test : test.skip;
    maybe(missing === undefined ? name : `${name} (skipped: ${missing})`, async () => {
      const opening = await openingFor(profile, undefined, installer(programs, folder));
      try {
        const seeds = Array.from({ length: GRAPHS }, (_, index) => FIRST_SEED + index);
        const rules = { options: DEFAULTS, tolerated };
        const found = await explore(opening.open, {
          profile,
          rules,
          seeds,
          steps: STEPS,
          installs: byLane(2, 100),
          tries: 40,
        });
        explored.push([name, found]);
        expect(found.failure).toBeUndefined();
      } finally {
        await opening.close();
      }
    });
  }
});

afterAll(() => {
  const lines = explored.map(([name, { sequences, steps, comparisons }]) => {
    return `${name}: ${sequences} graphs, ${steps} calls, ${comparisons} comparisons`;
  });
  process.stdout.write(`model, clients: first seed ${FIRST_SEED}\n${lines.join('\n')}\n`);
});
