// Real versions of Maven Central, published as people would: the folder of a repository, with its checksums and signatures.
// What is then served, by us and after a promotion, are the files of the public repository, byte for byte; each refusal has its
// reason. Of the list the slow lane takes all, the fast one a sample.
import { linkSync, mkdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { EXTERNAL_CONNECTIONS } from '../../src/local/registry/upstream/external-connections.ts';
import { temporaryFolder } from '../support/folders.ts';
import { sampled } from '../support/lane.ts';
import { writeTree } from '../support/packages/maven-package.ts';
import { fileDigest, publicFiles } from '../support/packages/public-files.ts';
import { PUBLIC_MAVEN_VERSIONS } from '../support/packages/public-maven-versions.ts';
import { centralOfThisMachine } from '../support/programs/maven-tool.ts';
import { findTool, runTool, whyNot } from '../support/programs/tools.ts';
import { openWorld, requireManifest, type World } from '../support/worlds/release-world.ts';

const central = (centralOfThisMachine() ?? EXTERNAL_CONNECTIONS['public:maven-central'] ?? '').replace(/\/*$/, '/');
const source = await publicFiles('Maven Central', `${central}junit/junit/maven-metadata.xml`, 'maven-versions');

/** Versions that are refused whole. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'commons-jelly:commons-jelly:20030902.160215':
    /the POM is of 1\.0-beta-4-SNAPSHOT, its folder and its name of 20030902\.160215/,
};

const SIDE = ['.asc', '.sigstore.json'];

/** What lies beside the files in a repository, and is of one of them. */
const sideOf = (endings: readonly string[]) => SIDE.filter((ending) => endings.includes(ending));

(source.unreachable === undefined ? describe : describe.skip)(
  `versions of Maven Central${source.unreachable ? `: skipped, ${source.unreachable}` : ''}`,
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
    const promoted: { readonly coordinates: string; readonly sha256: string }[] = [];

    /** Of the service, without the version list, which has the time of its writing. */
    async function served(repository: string, namespace: string, name: string, version: string) {
      const found = await world.client.listPackageVersionAssets(world.at(repository), {
        format: 'maven',
        namespace,
        name,
        version,
      });
      const assets = (found?.assets ?? []).filter((asset) => asset.name !== 'maven-metadata.xml');
      return Object.fromEntries(assets.map((asset) => [asset.name, asset.digests['SHA-256'] ?? '']));
    }

    test.each(sampled(PUBLIC_MAVEN_VERSIONS, 6, 3).map((line) => line.split(' ') as [string, ...string[]]))(
      '%s',
      async (coordinates, ...endings) => {
        const [group = '', name = '', version = ''] = coordinates.split(':');
        const below = `${group.replaceAll('.', '/')}/${name}/${version}`;
        const dist = join(folder, 'dist', coordinates.replaceAll(':', '+'), below);
        mkdirSync(dist, { recursive: true });
        const expected: Record<string, string> = {};
        const own = endings.filter((ending) => !SIDE.includes(ending));
        for (const file of own.flatMap((ending) =>
          ['', ...sideOf(endings)].map((side) => `${name}-${version}${ending}${side}`),
        )) {
          const kept = await source.file(`${central}${below}/${file}`, `${below}/${file}`);
          const sum = await source
            .file(`${central}${below}/${file}.sha1`, `${below}/${file}.sha1`)
            .catch(() => undefined);
          // A signature has none in some versions, and some older files have words behind theirs.
          if (sum !== undefined) {
            expect(readFileSync(sum, 'utf8')).toContain(await fileDigest(kept, 'sha1'));
            await copyFile(sum, join(dist, `${file}.sha1`));
          }
          try {
            linkSync(kept, join(dist, file));
          } catch {
            await copyFile(kept, join(dist, file));
          }
          expected[file] = await fileDigest(kept);
        }
        const manifestPath = join(folder, 'manifest.json');
        const report = await world
          .publish([join(folder, 'dist', coordinates.replaceAll(':', '+'))], { manifestPath, allows: ['parent'] })
          .catch((error: unknown) => error);
        if (REFUSED[coordinates] !== undefined) {
          expect(report).toBeInstanceOf(RegistryError);
          expect((report as Error).message).toMatch(REFUSED[coordinates]);
          return;
        }
        if (report instanceof Error) throw report;
        const { outcomes, files, manifest } = report as Awaited<ReturnType<World['publish']>>;
        expect(outcomes.filter(({ kind }) => kind !== 'published')).toEqual([]);
        expect(files.filter(({ outcome }) => outcome === 'left')).toEqual([]);
        expect(await served('staging', group, name, version)).toEqual(expected);
        const plan = await world.plan({ manifest: requireManifest(manifest) });
        const applied = await world.apply(plan);
        expect(applied.outcomes.filter(({ kind }) => kind !== 'promoted')).toEqual([]);
        expect(await served('prod', group, name, version)).toEqual(expected);
        const main = `${name}-${version}.jar`;
        if (expected[main] !== undefined) promoted.push({ coordinates, sha256: expected[main] });
      },
      300_000,
    );

    const maven = findTool('maven-3', 'mvn');
    const reason = whyNot(maven);
    (reason === undefined ? test : test.skip)(
      `mvn gets from production what was promoted${reason ? ` (skipped: ${reason})` : ''}`,
      async () => {
        const program = 'program' in maven ? maven.program : '';
        const home = join(folder, 'home');
        const prod = await world.endpoint('maven', 'prod');
        // The public repository has what Maven itself needs, and parents; what production has comes from there.
        const settings = [
          '<settings>',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Maven's own placeholder
          '<servers><server><id>central</id><username>aws</username><password>${env.CODEARTIFACT_AUTH_TOKEN}</password></server></servers>',
          `<profiles><profile><id>prod</id><repositories><repository><id>central</id><url>${prod}</url></repository>`,
          `<repository><id>public</id><url>${central}</url></repository></repositories>`,
          `<pluginRepositories><pluginRepository><id>plugins</id><url>${central}</url></pluginRepository>`,
          `<pluginRepository><id>central</id><url>${prod}</url></pluginRepository></pluginRepositories></profile></profiles>`,
          '<activeProfiles><activeProfile>prod</activeProfile></activeProfiles></settings>',
        ];
        const file = join(home, 'settings.xml');
        await writeTree(file, settings.join('\n'));
        for (const { coordinates, sha256 } of promoted.filter((_, place) => place % 9 === 0)) {
          const [group = '', name = '', version = ''] = coordinates.split(':');
          const local = join(home, 'm2');
          const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get';
          const args = ['-B', '-ntp', '-s', file, `-Dmaven.repo.local=${local}`, goal, `-Dartifact=${coordinates}`];
          const ran = await runTool(program, [...args, '-Dtransitive=false'], {
            cwd: home,
            home,
            env: { CODEARTIFACT_AUTH_TOKEN: (await world.token()).reveal() },
            timeoutMs: 300_000,
          });
          expect(ran.status === 0 ? '' : `${coordinates}: ${ran.text}`).toBe('');
          const got = join(local, group.replaceAll('.', '/'), name, version);
          expect([coordinates, await fileDigest(join(got, `${name}-${version}.jar`))]).toEqual([coordinates, sha256]);
          expect(readFileSync(join(got, '_remote.repositories'), 'utf8')).toContain(`${name}-${version}.jar>central=`);
        }
      },
      900_000,
    );
  },
);
