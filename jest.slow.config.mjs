// The slow lane: the suites that have more to try than they do in `npm test`. A test file joins by importing
// __tests__/support/lane.ts, so there is no list to keep.
import { readdirSync, readFileSync } from 'node:fs';
import fast from './jest.config.mjs';

const tests = new URL('__tests__/', import.meta.url);

const files = readdirSync(tests, { recursive: true })
  .map((path) => String(path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.test.ts'))
  .filter(
    (path) =>
      path.endsWith('.slow.test.ts') ||
      /from '[./]+\/support\/lane\.ts'/.test(readFileSync(new URL(path, tests), 'utf8')),
  );

export default {
  ...fast,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: files.map((path) => `<rootDir>/__tests__/${path}`),
  // A hundred rounds take longer than five of them; a test that hangs is still ended.
  testTimeout: 3_600_000,
};
