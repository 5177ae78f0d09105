// Members of workspaces against npm's own `@npmcli/map-workspaces`: patterns as projects have them, and random ones,
// over one tree of folders.
import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isMember } from '../../../../src/formats/npm/names/workspaces.ts';
import { byLane } from '../../../support/lane.ts';
import { pick, random } from '../../../support/packages/config-samples.ts';
import { findTool } from '../../../support/programs/tools.ts';

const TOPS = ['apps', 'packages', 'libs', 'a.b', '.hidden', 'a+b', '@acme', 'p1', 'p2', 'p12'];
const BELOW = ['', 'web', 'web-ui', 'api', '.dot', 'web/inner', 'api/x/y', 'web/node_modules/dep', 'a(b)', '1'];
const FOLDERS = TOPS.flatMap((top) => BELOW.map((below) => (below === '' ? top : `${top}/${below}`)));

const USUAL = [
  ['packages/*'],
  ['{apps,libs}/*'],
  ['@(apps|packages)/*'],
  ['[a-c]pps/*'],
  ['!(libs)/*'],
  ['packages/**', '!packages/web/**'],
  ['packages/**', '!packages/*'],
  ['packages/**', '!packages/web', 'packages/web'],
  ['packages/*', '!**/web'],
  ['p{1..12}/*'],
  ['p{1..2}/*', '!p2/web'],
  ['!packages/web', 'packages/*'],
  ['!!packages/*'],
  ['./apps/*', '/libs/*', 'packages/web/'],
  ['./apps/../libs/*'],
  ['apps\\*'],
  ['**'],
  ['*'],
  ['?pps/web*'],
  ['@acme/*', 'a+b/*', 'a.b/{web,api}'],
  ['.hidden/*', 'apps/.dot'],
  ['+(apps|libs)/**/x/*'],
  ['{packages,apps/{web,api}}'],
  ['packages/a(b)'],
];

const PARTS = [
  'apps',
  'packages',
  '*',
  '**',
  '{apps,libs}',
  'web',
  'w*',
  '*b',
  '?eb',
  '[aw]*',
  '@(web|api)',
  '!(web)',
  'p[12]',
];

function someWorkspaces(next: () => number): string[] {
  return Array.from({ length: 1 + Math.floor(next() * 3) }, (_, at) => {
    const drawn = Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(PARTS, next));
    // What comes after `**` and may be nothing, or begins with `!`, is taken in two ways; no project writes it.
    const parts = drawn.filter((one, index) => drawn[index - 1] !== '**' || !/^(?:\*\*|!)/.test(one));
    // What is left out is named after what it is left out of, and without the slash that npm does not understand there.
    const begin = at === 0 ? pick(['', '', './'], next) : pick(['', '', '!', './'], next);
    const left = begin === '!' ? parts.map((one) => (one === '!(web)' ? 'api' : one)) : parts;
    return `${begin}${left.join('/')}${begin === '!' ? '' : pick(['', '', '/'], next)}`;
  });
}

/** What npm takes for members, by the code that npm itself runs. */
const ORACLE = `
const [npmPath, cwd] = process.argv.slice(1);
const map = require(npmPath + '/node_modules/@npmcli/map-workspaces');
(async () => {
  const all = [];
  for (const workspaces of JSON.parse(process.env.GIVEN))
    all.push([...(await map({ cwd, pkg: { workspaces } })).values()].map((path) => path.slice(cwd.length + 1).split(require('path').sep).join('/')).sort());
  console.log(JSON.stringify(all));
})();
`;

let root: string;
beforeAll(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), 'workspaces-')));
  for (const [index, folder] of FOLDERS.entries()) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, 'package.json'), JSON.stringify({ name: `p${index}`, version: '1.0.0' }));
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe.each(['npm-10', 'npm-11'])('%s', (id) => {
  const found = findTool(id, 'npm');
  const run = 'missing' in found ? test.skip : test;
  const theirs = async (given: readonly (readonly string[])[]): Promise<string[][]> => {
    if ('missing' in found) return [];
    const installed = join(dirname(realpathSync(found.program)), '..');
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', ORACLE, installed, root], {
      env: { GIVEN: JSON.stringify(given) },
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout);
  };
  const ours = (patterns: readonly string[]) => FOLDERS.filter((folder) => isMember(patterns, folder)).sort();
  const why = 'missing' in found ? ` (skipped: ${found.missing})` : '';

  run(`takes the same folders of usual patterns${why}`, async () => {
    for (const [index, members] of (await theirs(USUAL)).entries())
      expect([USUAL[index], ours(USUAL[index] ?? [])]).toEqual([USUAL[index], members]);
  });

  run(
    `takes the same folders of random patterns${why}`,
    async () => {
      const next = random(7);
      const given = Array.from({ length: byLane(100, 1_500) }, () => someWorkspaces(next));
      const others = (await theirs(given)).flatMap((members, index) => {
        const [known, seen] = [new Set(members), new Set(ours(given[index] ?? []))];
        const differing = FOLDERS.filter((folder) => known.has(folder) !== seen.has(folder));
        return differing.length === 0 ? [] : [{ patterns: given[index], differing: differing.slice(0, 5) }];
      });
      expect(others).toEqual([]);
    },
    600_000,
  );
});

test('an expression that steps back for ever is not tried: who it names may be a member, and is not excluded', () => {
  const begun = Date.now();
  const name = 'a'.repeat(255);
  for (const pattern of [`${'*a'.repeat(12)}b`, '+(a|aa|a*)+(a*)+(a*)+(a*)b']) {
    expect(isMember([pattern], name)).toBe(true);
    expect(isMember(['a*', `!${pattern}`], name)).toBe(true);
  }
  expect(isMember([`${'*(a|'.repeat(8)}b${')'.repeat(8)}`], 'c')).toBe(true);
  expect(isMember(['+(a|aa|a*)+(a|aa)+(a*)b'], name)).toBe(false);
  expect(Date.now() - begun).toBeLessThan(5_000);
});
