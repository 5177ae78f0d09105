// Links below the working directory count like what they lead to: clients open a linked file, and whoever starts one in a
// linked folder is in the folder itself. What the real clients do there is told by situations-*.itg.test.ts.
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { detectTools } from '../../../../src/core/operations/login/detect-tools.ts';
import { FilesOnDisk } from '../../../../src/core/operations/login/inspect-tool.ts';
import { ProjectTree } from '../../../../src/core/operations/login/project-files.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { registration } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();
const OTHER = 'https://other.example/';

/** `work` below a folder, with files and links (`to: text`) as their places below it say. */
function place(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>) {
  const top = realpathSync(folder());
  mkdirSync(join(top, 'work'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    symlinkSync(target, join(top, name));
  }
  return { ...recordingHost({ folder: top }), workingDirectory: join(top, 'work') };
}

async function warned(tool: ToolName, ...[files, links]: Parameters<typeof place>) {
  const host = place(files, links);
  const expiresAt = host.clock.now() + 3_600_000;
  return (await configure({ registrations: [registration(tool)], expiresAt, tokenVariable: 'auto' }, host)).warnings;
}

const NPMRC = `registry=${OTHER}\n`;

describe('settings that a login warns of', () => {
  test.each<[string, ToolName, Record<string, string>, Record<string, string>]>([
    [
      'a linked .npmrc',
      'npm',
      { 'work/apps/z/package.json': '{}', 'shared/npmrc': NPMRC },
      { 'work/apps/z/.npmrc': '../../../shared/npmrc' },
    ],
    [
      'a linked package.json',
      'npm',
      { 'shared/p.json': '{}', 'work/apps/z/.npmrc': NPMRC },
      { 'work/apps/z/package.json': '../../../shared/p.json' },
    ],
    ['a linked folder', 'npm', { 'ext/z/package.json': '{}', 'ext/z/.npmrc': NPMRC }, { 'work/apps/z': '../../ext/z' }],
    [
      'requirements at the top',
      'pip',
      { 'work/deps/prod.lock': `-i ${OTHER}simple/\nacme\n` },
      { 'work/requirements.txt': 'deps/prod.lock' },
    ],
    [
      'what stands above a linked folder itself',
      'npm',
      {
        'mono/package.json': '{"workspaces":["packages/*"]}',
        'mono/.npmrc': NPMRC,
        'mono/packages/a/package.json': '{}',
        'mono/packages/a/.npmrc': 'fund=false\n',
      },
      { 'work/lnk': '../mono/packages/a' },
    ],
  ])('%s', async (_, tool, files, links) => {
    const warnings = await warned(tool, files, links);
    expect(warnings).toEqual([expect.stringContaining(OTHER)]);
  });
});

describe('the tree of a project', () => {
  const found = async (files: Record<string, string>, links: Record<string, string>) => {
    const host = place(files, links);
    const tree = new ProjectTree(host.files);
    return tree.search(['package.json'], host.workingDirectory);
  };

  test('enters no folder twice, and no loop', async () => {
    const search = await found(
      { 'work/z/real/package.json': '', 'out/package.json': '', 'out/in/package.json': '', 'package.json': '' },
      {
        'work/a': 'z/real',
        'work/z/up': '..',
        'work/loop': '.',
        'work/self': 'self',
        'work/one': '../out',
        'work/two': '../out',
        'work/below': '../out/in',
        'out/back': '../work',
        'work/none': 'nowhere',
      },
    );
    expect(search.files).toEqual(['below/package.json', 'one/package.json', 'z/real/package.json']);
    expect([...search.linked.keys()]).toEqual(['below', 'one']);
  });

  test('enters what is above by a link, without itself', async () => {
    const search = await found({ 'beside/package.json': '', 'work/package.json': '' }, { 'work/up': '..' });
    expect(search.files).toEqual(['package.json', 'up/beside/package.json']);
  });

  test('looks into few folders behind links, and tells of the others', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`out/f${index}/package.json`, '']));
    const search = await found(many, { 'work/lnk': '../out' });
    expect(search.files).toHaveLength(199);
    expect(search.passedOver).toHaveLength(101);
  });

  test("leaves other people's packages to them, whatever a link to them is called", async () => {
    const search = await found({ 'work/node_modules/a/package.json': '' }, { 'work/a': 'node_modules/a' });
    expect(search.files).toEqual([]);
  });
});

describe('files that tell which tools a project has', () => {
  const NAMES = ['package-lock.json', 'requirements.txt', 'pom.xml', 'Cargo.toml', 'Gemfile', 'uv.lock', 'yarn.lock'];

  test.each(NAMES)('%s', async (name) => {
    const host = place({ 'ext/x': '' }, { [`work/${name}`]: '../ext/x', 'work/far': '../ext', [`ext/${name}`]: 'x' });
    const reasons = (await detectTools(formatList, host)).map(({ reason }) => reason);
    expect(reasons).toContain(name);
    const below = place({ 'ext/x': '', [`ext/a/${name}`]: '' }, { 'work/far': '../ext' });
    expect((await detectTools(formatList, below)).map(({ reason }) => reason)).toContain(`far/a/${name}`);
  });

  test('what a build made or strangers brought is none, also behind a link', async () => {
    const host = place(
      { 'work/node_modules/a/pom.xml': '', 'work/b/dist/pom.xml': '' },
      { 'work/a': 'node_modules/a' },
    );
    expect(await detectTools(formatList, host)).toEqual([]);
  });
});

test('a link to a folder is there, as far as tools can tell, and one to nowhere is not', async () => {
  const host = place({ 'ext/x': 'text' }, { 'work/file': '../ext/x', 'work/folder': '../ext', 'work/none': 'nowhere' });
  const view = new FilesOnDisk(host.files);
  const seen = [];
  for (const name of ['file', 'folder', 'none']) {
    const path = join(host.workingDirectory, name);
    await view.look(path);
    seen.push([view.exists(path), view.read(path)]);
  }
  expect(seen).toEqual([
    [true, 'text'],
    [true, undefined],
    [false, undefined],
  ]);
});
