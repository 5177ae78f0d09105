// Everything that reads what strangers wrote, with real things of which a few places were changed: a result or a coded
// error in bounded time and memory, whatever it is. `npm test` gives it a minute, always from one seed;
// `npm run fuzz -- --minutes N [--seed S] [--only AREA]` gives it longer.
import { afterAll, expect, jest, test } from '@jest/globals';
import { AREAS } from './areas.ts';
import { type FuzzFigures, figuresTable, runArea } from './engine/run-area.ts';

const GATE_SECONDS = 60;
/** So that a failure of the gate is a change of ours, and no luck. */
const GATE_SEED = 15;

const seconds = Number(process.env.CODEARTIFACT_CI_FUZZ_SECONDS ?? GATE_SECONDS);
const seed = Number(process.env.CODEARTIFACT_CI_FUZZ_SEED ?? GATE_SEED);
const only = process.env.CODEARTIFACT_CI_FUZZ_ONLY;

// An area that is given time beyond its budget makes a failure smaller, or waits for a server to close.
jest.setTimeout(seconds * 1000 + 240_000);

const chosen = AREAS.filter(({ name }) => only === undefined || only.split(',').includes(name));
const whole = chosen.reduce((sum, { share }) => sum + share, 0);
const figures: FuzzFigures[] = [];

test('there is an area to try', () => {
  expect({ only, isKnown: chosen.length > 0, known: AREAS.map(({ name }) => name) }).toMatchObject({ isKnown: true });
});

test.each(chosen.map((area) => [area.name, area] as const))('%s', async (_, area) => {
  const found = await runArea(area, { budgetMs: (seconds * 1000 * area.share) / whole, seed });
  figures.push(found);
  expect(found.failure).toBeUndefined();
  expect(found.inputs).toBeGreaterThan(0);
});

afterAll(() => {
  process.stdout.write(`fuzz: ${seconds} s, seed ${seed}\n${figuresTable(figures)}\n`);
});
