// Real releases of the public index, published as people would: all files of the release in one folder. What is then served,
// by us and after a promotion, are the files that the public index lists, byte for byte; each refusal has its reason. Of the
// list the slow lane takes all, the fast one a sample.
import { linkSync, mkdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { normaliseName } from '../../src/formats/pypi/names/coordinates.ts';
import { EXTERNAL_CONNECTIONS } from '../../src/local/registry/upstream/external-connections.ts';
import { temporaryFolder } from '../support/folders.ts';
import { sampled } from '../support/lane.ts';
import { fileDigest, publicFiles, readJson } from '../support/packages/public-files.ts';
import { PUBLIC_PYTHON_RELEASES } from '../support/packages/public-python-releases.ts';
import { findTool, runTool, whyNot } from '../support/programs/tools.ts';
import { openWorld, requireManifest, type World } from '../support/worlds/release-world.ts';

const index = (process.env.PIP_INDEX_URL ?? EXTERNAL_CONNECTIONS['public:pypi'] ?? '').replace(/\/*$/, '/');
const source = await publicFiles('the Python index', `${index}six/`, 'python-releases');

/** Kinds of files that the service is not known to take, as they are told; people exclude them, and publish the rest. */
const NOT_TAKEN: Readonly<Record<string, string>> = {
  '*.egg': 'an egg; only wheels and source archives (.tar.gz, .zip) can be uploaded',
  '*.exe': 'a Windows installer; only wheels and source archives (.tar.gz, .zip) can be uploaded',
  '*.tar.bz2': 'of source archives only .tar.gz and .zip can be uploaded',
};
const kindOf = (name: string) => Object.keys(NOT_TAKEN).find((glob) => name.endsWith(glob.slice(1)));

/** Releases that are refused whole. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'ambari-client==1.0.3-SNAPSHOT': /the version in its metadata is not a PEP 440 version/,
};

interface Listed {
  readonly filename: string;
  readonly url: string;
  readonly hashes: Readonly<Record<string, string>>;
}

const JSON_INDEX = { accept: 'application/vnd.pypi.simple.v1+json' };

async function listedFiles(name: string, version: string): Promise<readonly Listed[]> {
  const page = readJson(await source.file(`${index}${name}/`, `${name}/index.json`, JSON_INDEX)) as { files: Listed[] };
  const escaped = version.replaceAll(/[.+!]/g, '\\$&');
  const isOf = new RegExp(`-${escaped}(-py\\d|-cp\\d|-pp\\d|-none-|\\.win|\\.(tar\\.[a-z0-9]+|zip|egg|exe)$)`, 'i');
  return page.files.filter(({ filename }) => isOf.test(filename));
}

async function served(world: World, repository: string, name: string): Promise<Record<string, string>> {
  const endpoint = await world.endpoint('pypi', repository);
  const headers = { authorization: `Bearer ${(await world.token()).reveal()}`, ...JSON_INDEX };
  const page = await fetch(`${endpoint}simple/${name}/`, { headers });
  const { files } = (await page.json()) as { files: Listed[] };
  return Object.fromEntries(files.map(({ filename, hashes }) => [filename, hashes.sha256 ?? '']));
}

(source.unreachable === undefined ? describe : describe.skip)(
  `releases of the public Python index${source.unreachable ? `: skipped, ${source.unreachable}` : ''}`,
  () => {
    const folder = temporaryFolder();
    let world: World;
    beforeAll(async () => {
      world = await openWorld(folder);
    });
    afterAll(async () => {
      await world?.close();
      source.close();
      expect(world?.errors).toEqual([]);
    });
    const promoted: string[] = [];

    test.each(sampled(PUBLIC_PYTHON_RELEASES, 6, 2))(
      '%s',
      async (spec) => {
        const [name = '', version = ''] = spec.split('==');
        const listed = await listedFiles(name, version);
        expect(listed.length).toBeGreaterThan(0);
        const dist = join(folder, `dist-${normaliseName(name)}-${version}`);
        mkdirSync(dist);
        const expected: Record<string, string> = {};
        for (const { filename, url, hashes } of listed) {
          const file = await source.file(new URL(url, `${index}${name}/`).href, `${name}/${filename}`);
          expect(await fileDigest(file)).toBe(hashes.sha256);
          try {
            linkSync(file, join(dist, filename));
          } catch {
            await copyFile(file, join(dist, filename));
          }
          if (kindOf(filename) === undefined) expected[filename] = hashes.sha256 ?? '';
        }
        const publish = (...packages: string[]) =>
          world.publish(packages, { manifestPath: join(folder, 'manifest.json') });
        const odd = listed.filter(({ filename }) => kindOf(filename) !== undefined);
        const whole = await publish(dist).catch((error: unknown) => error);
        if (REFUSED[spec] !== undefined) {
          expect(whole).toBeInstanceOf(RegistryError);
          expect((whole as Error).message).toMatch(REFUSED[spec]);
          return;
        }
        if (odd.length > 0) {
          expect(whole).toBeInstanceOf(RegistryError);
          const { message } = whole as Error;
          expect(message).toMatch(new RegExp(`^${odd.length} file\\(s\\) cannot be published`));
          const reasons = new Set(odd.map(({ filename }) => NOT_TAKEN[kindOf(filename) ?? ''] ?? ''));
          if (odd.length <= 5) for (const reason of reasons) expect(message).toContain(reason);
        } else if (whole instanceof Error) throw whole;
        const report =
          odd.length > 0 ? await publish(dist, ...Object.keys(NOT_TAKEN).map((glob) => `!**/${glob}`)) : whole;
        const { outcomes, files, manifest } = report as Awaited<ReturnType<typeof publish>>;
        expect(outcomes.filter(({ kind }) => kind !== 'published')).toEqual([]);
        expect(files.filter(({ outcome }) => outcome !== 'taken')).toEqual([]);
        const mine = (all: Record<string, string>) =>
          Object.fromEntries(Object.entries(all).filter(([file]) => listed.some(({ filename }) => filename === file)));
        expect(mine(await served(world, 'staging', normaliseName(name)))).toEqual(expected);
        const plan = await world.plan({ manifest: requireManifest(manifest) });
        const applied = await world.apply(plan);
        expect(applied.outcomes.filter(({ kind }) => kind !== 'promoted')).toEqual([]);
        expect(mine(await served(world, 'prod', normaliseName(name)))).toEqual(expected);
        if (Object.keys(expected).some((file) => /-none-any\.whl$/.test(file))) promoted.push(spec);
      },
      300_000,
    );

    const pip = findTool('pip-26', 'pip');
    (whyNot(pip) === undefined ? test : test.skip)(
      `pip installs from production what was promoted${whyNot(pip) ? ` (skipped: ${whyNot(pip)})` : ''}`,
      async () => {
        const program = 'program' in pip ? pip.program : '';
        const endpoint = await world.endpoint('pypi', 'prod');
        const url = `${endpoint.replace('://', `://aws:${(await world.token()).reveal()}@`)}simple/`;
        const env = { PIP_CONFIG_FILE: '/dev/null', PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
        for (const spec of promoted) {
          const home = join(folder, `home-${promoted.indexOf(spec)}`);
          mkdirSync(home);
          const args = [
            'install',
            '--quiet',
            '--no-deps',
            '--only-binary=:all:',
            '--ignore-requires-python',
            '--index-url',
            url,
          ];
          // A wheel for Python 2 alone is nothing to this interpreter.
          const ran = await runTool(program, [...args, '--target', join(home, 'target'), spec], {
            cwd: home,
            home,
            env,
          });
          if (ran.status !== 0 && !/No matching distribution/.test(ran.text)) throw new Error(`${spec}: ${ran.text}`);
        }
      },
      600_000,
    );
  },
);
