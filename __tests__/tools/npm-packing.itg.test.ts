// Project directories packed by the real package manager they belong to: what comes out must be installable by others.

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { gather, type NpmMetadata } from '../../src/formats/npm/artifact/artifact.ts';
import { pack } from '../../src/formats/npm/artifact/project.ts';
import { recordingHost } from '../support/host.ts';
import { findTool } from '../support/programs/tools.ts';

const plain = { ignoreScripts: false, passEnv: [] };

const folder = await realpath(await mkdtemp(join(tmpdir(), 'npm-packing-')));
// Programs are looked for where this process would look.
const PATH = process.env.PATH;
const first = (found: { readonly program: string; readonly path?: string }) => {
  process.env.PATH = `${dirname(found.program)}${delimiter}${found.path ?? PATH}`;
};
afterEach(() => {
  process.env.PATH = PATH;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const PACKERS = [
  {
    id: 'pnpm-10',
    bin: 'pnpm',
    root: {},
    files: { 'pnpm-workspace.yaml': 'packages: [packages/*]\n' },
    setUp: ['install', '--offline'],
  },
  {
    id: 'pnpm-11',
    bin: 'pnpm',
    node: '22.13.0',
    root: {},
    files: { 'pnpm-workspace.yaml': 'packages: [packages/*]\n' },
    setUp: ['install', '--offline'],
  },
  {
    id: 'pnpm-12',
    bin: 'pnpm',
    root: {},
    files: { 'pnpm-workspace.yaml': 'packages: [packages/*]\n' },
    setUp: ['install', '--offline'],
  },
  {
    id: 'yarn-4',
    bin: 'yarn',
    root: { workspaces: ['packages/*'] },
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n', 'yarn.lock': '' },
    setUp: ['install'],
  },
] as const;

for (const packer of PACKERS) {
  const found = findTool(packer.id, packer.bin, { node: 'node' in packer ? packer.node : undefined });
  if ('missing' in found) {
    describe.skip(`${packer.id} (skipped: ${found.missing})`, () => test('packs a workspace', () => undefined));
    continue;
  }
  describe(`${packer.id} (${found.version})`, () => {
    test('packs a workspace with requirements that others can install', async () => {
      const home = join(folder, packer.id);
      const project = join(home, 'project');
      const files: Record<string, unknown> = {
        'package.json': { name: 'root', version: '0.0.0', private: true, ...packer.root },
        'packages/a/package.json': { name: '@acme/a', version: '1.4.0' },
        'packages/b/package.json': { name: '@acme/b', version: '2.0.0', dependencies: { '@acme/a': 'workspace:^' } },
        'packages/c/package.json': { name: '@acme/c', version: '1.0.0', private: true },
        // Packages to none of the tools.
        'packages/docs/package.json': { name: 'docs' },
        'packages/unnamed/package.json': { version: '1.0.0' },
        ...packer.files,
      };
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(project, name)), { recursive: true });
        await writeFile(join(project, name), typeof content === 'string' ? content : JSON.stringify(content));
      }
      first(found);
      const host = recordingHost({
        folder: home,
        env: { PATH: process.env.PATH, CI: 'true', YARN_ENABLE_IMMUTABLE_INSTALLS: '0', YARN_ENABLE_NETWORK: '0' },
      });
      const prepared = await host.run(packer.bin, [...packer.setUp], { cwd: project });
      if (prepared.status !== 0) throw new Error(`${prepared.stdout}\n${prepared.stderr}`);
      const { publications } = await gather(await pack(project, join(home, 'out'), host, plain), host);
      const manifests = publications.map(({ metadata }) => (metadata as NpmMetadata).manifest);
      expect(publications.map(({ namespace, name, version }) => `@${namespace}/${name}@${version}`)).toEqual([
        '@acme/a@1.4.0',
        '@acme/b@2.0.0',
      ]);
      expect(manifests[1]?.dependencies).toEqual({ '@acme/a': '^1.4.0' });
      expect(host.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
      host.close();
    }, 120_000);
  });
}

const bun = findTool('bun', 'bun');
('missing' in bun ? describe.skip : describe)(`bun${'missing' in bun ? ` (skipped: ${bun.missing})` : ''}`, () => {
  test('packs one package', async () => {
    const home = join(folder, 'bun');
    const project = join(home, 'project');
    await mkdir(project, { recursive: true });
    await writeFile(
      join(project, 'package.json'),
      JSON.stringify({ name: '@acme/one', version: '1.0.0', packageManager: 'bun@1.0.0' }),
    );
    if ('program' in bun) first(bun);
    const host = recordingHost({
      folder: home,
      env: { PATH: process.env.PATH, CI: 'true' },
    });
    const { publications } = await gather(await pack(project, join(home, 'out'), host, plain), host);
    expect(publications).toMatchObject([{ namespace: 'acme', name: 'one' }]);
    host.close();
  }, 60_000);
});
