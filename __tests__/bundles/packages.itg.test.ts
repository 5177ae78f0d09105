// Which bundle holds the packages that this is built on, by what only their code says.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const dist = join(import.meta.dirname, '..', '..', 'dist');
const textOf = (bundle: string) =>
  readdirSync(join(dist, bundle))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(dist, bundle, name), 'utf8'))
    .join('\n');
const MARKS = {
  '@actions/core': 'ghadelimiter_',
  '@actions/exec': 'The STDIO streams did not close within',
  '@actions/cache': 'github.actions.results.api.v1.CacheService',
  '@aws-sdk/client-codeartifact': 'CodeArtifactControlPlaneService',
};

test.each([
  ['main', ['@actions/core', '@actions/exec', '@actions/cache', '@aws-sdk/client-codeartifact']],
  ['cli', ['@actions/exec', '@aws-sdk/client-codeartifact']],
  // It takes back, and saves what was cached.
  ['post', ['@actions/core', '@actions/exec', '@actions/cache']],
])('dist/%s', (bundle, packages) => {
  const text = textOf(bundle);
  const held = Object.entries(MARKS).flatMap(([name, mark]) => (text.includes(mark) ? [name] : []));
  expect(held).toEqual(packages);
});
