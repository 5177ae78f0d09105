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

// In the place of these stand files of ours (scripts/bundling/tsconfig.json), since they take what a proxy says for what the
// service says, or compare its certificate with the wrong name.
const REPLACED = {
  'https-proxy-agent': 'Proxy connection ended before receiving CONNECT response',
  tunnel: 'tunneling socket could not be established',
};

test.each(['main', 'post', 'cli', 'local'])('dist/%s asks for tunnels in one way', (bundle) => {
  const text = textOf(bundle);
  for (const mark of Object.values(REPLACED)) expect(text).not.toContain(mark);
  expect(text).toContain('refused CONNECT');
  expect(
    new Set(text.match(/.{40}["']CONNECT["'].{20}/g)?.map((place) => place.replace(/\b\w{1,2}\b/g, 'x'))).size,
  ).toBe(1);
});

test.each(Object.entries(REPLACED))('%s is known by what its code says', (name, mark) => {
  const folder = join(dist, '..', 'node_modules', name, name === 'tunnel' ? 'lib' : 'dist');
  const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(code.join('\n').replace(/' \+\s+'/g, '')).toContain(mark);
});
