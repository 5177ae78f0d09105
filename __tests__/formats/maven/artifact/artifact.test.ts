import { copyFile, truncate, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { gather } from '../../../../src/formats/maven/artifact/artifact.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { buildJar, digest, pomText, writeLayout, writeTree, zip } from '../../../support/packages/maven-package.ts';

const newFolder = temporaryFolders();
const lib = { groupId: 'com.acme', artifactId: 'lib', version: '1.0' };

async function gatherAll(folder: string) {
  const files = createFiles(folder, folder);
  return gather(await files.glob(['**/*'], folder, { dot: false }), recordingHost({ folder }));
}

const assets = (publication: { artifacts: readonly { assetName: string }[] } | undefined) =>
  publication?.artifacts.map(({ assetName }) => assetName).sort();

describe('a repository folder', () => {
  test('with a file of a name that no repository takes is refused as a whole', async () => {
    const root = newFolder();
    const { folder } = await writeLayout(root, lib);
    await writeTree(join(folder, 'lib-1.0-a b.txt'), 'x');
    const { publications, verdicts } = await gatherAll(root);
    expect(publications).toEqual([]);
    expect(verdicts.find(({ path }) => path.endsWith('a b.txt'))).toMatchObject({
      verdict: 'refused',
      reason: expect.stringContaining('a blank'),
    });
  });

  test('gives one publication a module, with classifiers, signatures and module metadata, without checksums', async () => {
    const root = newFolder();
    const parent = { ...lib, artifactId: 'parent', packaging: 'pom' };
    await writeLayout(root, parent);
    const dependencies = [
      { groupId: 'com.acme', artifactId: 'core', version: '1.0' },
      { groupId: 'junit', artifactId: 'junit', version: '4', scope: 'test' },
      { groupId: 'x', artifactId: 'maybe', version: '1', optional: true },
    ];
    const { folder } = await writeLayout(
      root,
      { ...lib, parent, dependencies },
      { classifiers: ['sources', 'javadoc'] },
    );
    await writeTree(join(folder, 'lib-1.0.module'), '{"formatVersion":"1.1"}');
    await writeTree(join(folder, 'lib-1.0.jar.asc'), 'signature');
    await writeTree(join(folder, 'lib-1.0.pom.asc'), 'signature');
    await writeTree(join(root, 'com/acme/lib/maven-metadata.xml'), '<metadata/>');

    const report = await gatherAll(root);
    expect(report.verdicts.filter(({ verdict }) => verdict === 'refused')).toEqual([]);
    const [first, second] = report.publications;
    expect(first).toMatchObject({ format: 'maven', namespace: 'com.acme', name: 'lib', version: '1.0' });
    expect(assets(first)).toEqual([
      'lib-1.0-javadoc.jar',
      'lib-1.0-sources.jar',
      'lib-1.0.jar',
      'lib-1.0.jar.asc',
      'lib-1.0.module',
      'lib-1.0.pom',
      'lib-1.0.pom.asc',
    ]);
    expect(first?.dependencies).toEqual([
      { namespace: 'com.acme', name: 'parent', requirement: '1.0', type: 'parent' },
      { namespace: 'com.acme', name: 'core', requirement: '1.0', type: 'compile' },
    ]);
    expect(assets(second)).toEqual(['parent-1.0.pom']);
    const reasonOf = (name: string) => report.verdicts.find(({ path }) => basename(path) === name);
    expect(reasonOf('lib-1.0.jar.sha1')).toMatchObject({
      verdict: 'verified',
      reason: expect.stringContaining('verified'),
      of: join(folder, 'lib-1.0.jar'),
    });
    expect(reasonOf('maven-metadata.xml')).toMatchObject({ verdict: 'left', known: 'rule' });
  });

  test('takes every file that is called after the POM, whatever its ending', async () => {
    const root = newFolder();
    const { folder } = await writeLayout(root, lib, { checksums: false });
    const names = ['linux.exe', 'native.so', 'cyclonedx.xml', 'cyclonedx.json', 'bin.tar.xz', 'jdk1.8.jar', 'noending'];
    const all = [...names.map((name) => `lib-1.0-${name}`), 'lib-1.0.toml', 'lib-1.0.7z', 'lib-1.0.md'];
    for (const name of all)
      await writeTree(join(folder, name), name.endsWith('.jar') ? await buildJar(lib) : `content of ${name}`);
    for (const name of ['_remote.repositories', 'lib-1.0.pom.lastUpdated', 'notes.txt'])
      await writeTree(join(folder, name), 'x');
    // As build tools attach it to say something by its being there.
    await writeTree(join(folder, 'lib-1.0-marker.txt'), '');
    all.push('lib-1.0-marker.txt');
    const report = await gatherAll(root);
    expect(assets(report.publications[0])).toEqual([...all, 'lib-1.0.jar', 'lib-1.0.pom'].sort());
    const rest = report.verdicts.filter(({ verdict }) => verdict !== 'taken');
    expect(rest.map(({ path, known }) => [basename(path), known]).sort()).toEqual([
      ['_remote.repositories', 'rule'],
      ['lib-1.0.pom.lastUpdated', 'rule'],
      ['notes.txt', undefined],
    ]);
  });

  test('a signature or checksum of a file that is not there means that the file was lost', async () => {
    for (const name of ['lib-1.0-gone.jar.asc', 'lib-1.0-gone.jar.sha1']) {
      const root = newFolder();
      const { folder } = await writeLayout(root, lib);
      await writeTree(join(folder, name), 'of nothing');
      const report = await gatherAll(root);
      expect(report.publications).toEqual([]);
      expect(report.verdicts.find(({ path }) => basename(path) === name)).toMatchObject({
        verdict: 'refused',
        reason: expect.stringContaining('lib-1.0-gone.jar, which this'),
      });
    }
  });

  test('a POM that only says the new name of a package is all there is of it', async () => {
    const root = newFolder();
    const extra =
      '<distributionManagement><relocation><groupId>com.acme.new</groupId></relocation></distributionManagement>';
    const folder = join(root, 'com/acme/lib/1.0');
    await writeTree(join(folder, 'lib-1.0.pom'), pomText({ ...lib, extra }));
    expect(assets((await gatherAll(root)).publications[0])).toEqual(['lib-1.0.pom']);
  });

  test('takes the newest of several builds of a snapshot, named by its timestamp', async () => {
    const root = newFolder();
    const snapshot = { ...lib, version: '1.0-SNAPSHOT' };
    await writeLayout(root, snapshot, { fileVersion: '1.0-20260102.030405-1' });
    await writeLayout(root, snapshot, { fileVersion: '1.0-20260102.030406-10', classifiers: ['sources'] });
    const { publications, verdicts } = await gatherAll(root);
    expect(publications).toHaveLength(1);
    expect(publications[0]).toMatchObject({
      version: '1.0-20260102.030406-10',
      metadata: { packaging: 'jar' },
    });
    expect(assets(publications[0])).toEqual([
      'lib-1.0-20260102.030406-10-sources.jar',
      'lib-1.0-20260102.030406-10.jar',
      'lib-1.0-20260102.030406-10.pom',
    ]);
    expect(verdicts.find(({ path }) => path.endsWith('030405-1.jar'))).toMatchObject({
      verdict: 'left',
      known: 'rule',
    });
  });

  test('a checksum that does not match refuses the whole version', async () => {
    const root = newFolder();
    const { folder } = await writeLayout(root, lib);
    await writeFile(join(folder, 'lib-1.0.jar'), await buildJar({ ...lib, answer: 'changed afterwards' }));
    const report = await gatherAll(root);
    expect(report.publications).toEqual([]);
    expect(report.verdicts.find(({ path }) => path.endsWith('lib-1.0.jar.sha1'))?.verdict).toBe('refused');
    expect(report.verdicts.find(({ path }) => path.endsWith('lib-1.0.pom'))?.reason).toContain('belongs together');
  });

  test('digests are those of the files', async () => {
    const root = newFolder();
    await writeLayout(root, lib);
    const [publication] = (await gatherAll(root)).publications;
    const jar = publication?.artifacts.find(({ assetName }) => assetName === 'lib-1.0.jar');
    const bytes = await buildJar(lib);
    expect(jar?.digests).toEqual({
      MD5: digest('md5', bytes),
      'SHA-1': digest('sha1', bytes),
      'SHA-256': digest('sha256', bytes),
      'SHA-512': digest('sha512', bytes),
    });
    expect(jar?.size).toBe(bytes.length);
  });

  test('placeholders that Maven leaves in deployed POMs are read from the folder', async () => {
    const root = newFolder();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Maven's own placeholder
    await writeTree(join(root, 'com/acme/lib/3.1/lib-3.1.pom'), pomText({ ...lib, version: '${revision}' }));
    await writeTree(join(root, 'com/acme/lib/3.1/lib-3.1.jar'), await buildJar(lib));
    expect((await gatherAll(root)).publications[0]).toMatchObject({ name: 'lib', version: '3.1' });
  });

  test('the POM of the build that Maven 4 attaches is a file of the same version', async () => {
    const root = newFolder();
    const { folder } = await writeLayout(root, lib);
    await writeTree(join(folder, 'lib-1.0-build.pom'), pomText(lib));
    const report = await gatherAll(root);
    expect(report.verdicts.filter(({ verdict }) => verdict === 'refused')).toEqual([]);
    expect(assets(report.publications[0])).toEqual(['lib-1.0-build.pom', 'lib-1.0.jar', 'lib-1.0.pom']);
  });

  test('a Maven plugin carries the prefix its descriptor names', async () => {
    const root = newFolder();
    const plugin = { ...lib, artifactId: 'hello-maven-plugin', packaging: 'maven-plugin', extra: '<name>Hello</name>' };
    const { folder } = await writeLayout(root, plugin, { checksums: false });
    const jar = join(folder, 'hello-maven-plugin-1.0.jar');
    await writeTree(jar, await zip({ 'META-INF/maven/plugin.xml': '<plugin><goalPrefix>hi</goalPrefix></plugin>' }));
    expect((await gatherAll(root)).publications[0]?.metadata).toMatchObject({
      plugin: { prefix: 'hi', name: 'Hello' },
    });
  });
});

describe('a target folder', () => {
  test('is matched through the pom.xml above it', async () => {
    const root = newFolder();
    await writeTree(join(root, 'pom.xml'), pomText(lib));
    await writeTree(join(root, 'target/lib-1.0.jar'), await buildJar(lib));
    await writeTree(join(root, 'target/lib-1.0-sources.jar'), await buildJar(lib));
    await writeTree(join(root, 'target/original-lib-1.0.jar'), await buildJar(lib));
    const report = await gatherAll(root);
    expect(assets(report.publications[0])).toEqual(['lib-1.0-sources.jar', 'lib-1.0.jar', 'lib-1.0.pom']);
    expect(report.publications[0]?.artifacts.find(({ assetName }) => assetName.endsWith('.pom'))?.path).toBe(
      join(root, 'pom.xml'),
    );
    expect(report.verdicts).toContainEqual(
      expect.objectContaining({ path: join(root, 'target/original-lib-1.0.jar'), verdict: 'left' }),
    );
  });

  test('with a flattened POM beside it is of that one, unless it is left from another version', async () => {
    for (const [flattened, expected] of [
      ['1.0', '.flattened-pom.xml'],
      ['0.9', 'pom.xml'],
    ]) {
      const root = newFolder();
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Maven's own placeholder
      await writeTree(join(root, 'pom.xml'), pomText({ ...lib, version: flattened === '1.0' ? '${revision}' : '1.0' }));
      await writeTree(join(root, '.flattened-pom.xml'), pomText({ ...lib, version: flattened as string }));
      await writeTree(join(root, 'target/lib-1.0.jar'), await buildJar(lib));
      await writeTree(join(root, 'target/lib-1.0-bom.json'), '{}');
      await writeTree(join(root, 'target/lib-1.0.1.jar'), await buildJar({ ...lib, version: '1.0.1' }));
      await writeTree(join(root, 'target/classes/application.properties'), 'a=b');
      const report = await gatherAll(join(root, 'target'));
      expect(assets(report.publications[0])).toEqual(['lib-1.0-bom.json', 'lib-1.0.jar', 'lib-1.0.pom']);
      const pom = report.publications[0]?.artifacts.find(({ assetName }) => assetName.endsWith('.pom'));
      expect(pom?.path).toBe(join(root, expected as string));
    }
  });

  test('with a snapshot says how to get timestamped builds', async () => {
    const root = newFolder();
    await writeTree(join(root, 'lib-1.0-SNAPSHOT.pom'), pomText({ ...lib, version: '1.0-SNAPSHOT' }));
    await writeTree(join(root, 'lib-1.0-SNAPSHOT.jar'), await buildJar(lib));
    const report = await gatherAll(root);
    expect(report.publications).toEqual([]);
    expect(report.verdicts.find(({ verdict }) => verdict === 'refused')?.reason).toContain('altDeploymentRepository');
  });

  test('of another version than its folder and its name say is told so', async () => {
    const folder = join(newFolder(), 'lib/20030902.160215');
    await writeTree(join(folder, 'lib-20030902.160215.pom'), pomText({ ...lib, version: '1.0-SNAPSHOT' }));
    await writeTree(join(folder, 'lib-20030902.160215.jar'), await buildJar(lib));
    const report = await gatherAll(folder);
    expect(report.verdicts.find(({ verdict }) => verdict === 'refused')?.reason).toBe(
      'the POM is of 1.0-SNAPSHOT, its folder and its name of 20030902.160215',
    );
  });

  test('without any POM leaves the jar and says why', async () => {
    const root = newFolder();
    await writeTree(join(root, 'lib-1.0.jar'), await buildJar(lib));
    expect(await gatherAll(root)).toMatchObject({
      publications: [],
      verdicts: [{ verdict: 'left', reason: expect.stringContaining('no POM') }],
    });
  });
});

describe('hostile and broken files are refused, never thrown', () => {
  test.each([
    ['a truncated jar', (path: string) => truncate(path, 60)],
    ['an empty jar', (path: string) => truncate(path, 0)],
    ['text called jar', (path: string) => writeFile(path, 'no archive at all')],
    ['a jar whose members leave it', async (path: string) => writeFile(path, evil(await zip({ 'aa/aa/x': 'x' })))],
    ['a jar that is gone', async (path: string) => unlink(path)],
  ])('%s', async (_what, damage) => {
    const root = newFolder();
    const { folder } = await writeLayout(root, lib, { checksums: false });
    const paths = [join(folder, 'lib-1.0.jar'), join(folder, 'lib-1.0.pom')];
    await damage(join(folder, 'lib-1.0.jar'));
    const report = await gather(paths, recordingHost({ folder: root }));
    expect(report.publications).toEqual([]);
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(['refused', 'refused']);
  });

  test.each([
    ['coordinates that climb', pomText({ ...lib, artifactId: '../../etc' }), 'characters'],
    ['a version that ends a path', pomText({ ...lib, version: '1/../../2' }), 'characters'],
    ['entities', '<!DOCTYPE project [<!ENTITY a "b">]><project/>', 'document type'],
    ['another name inside', pomText({ ...lib, artifactId: 'other' }), 'should be called other-1.0.pom'],
    ['nothing', '', 'not well-formed'],
  ])('a POM with %s', async (_what, text, reason) => {
    const root = newFolder();
    await writeTree(join(root, 'lib-1.0.pom'), text);
    await writeTree(join(root, 'lib-1.0.jar'), await buildJar(lib));
    const report = await gatherAll(root);
    expect(report.publications).toEqual([]);
    expect(report.verdicts.find(({ verdict }) => verdict === 'refused')?.reason).toContain(reason);
  });

  test('a jar without its POM is not half published', async () => {
    const root = newFolder();
    const { folder } = await writeLayout(root, lib, { checksums: false });
    await copyFile(join(folder, 'lib-1.0.pom'), join(root, 'lib-1.0.pom'));
    const report = await gather([join(root, 'lib-1.0.pom')], recordingHost({ folder: root }));
    expect(report.publications).toEqual([]);
    expect(report.verdicts[0]?.reason).toContain('no built file lib-1.0.*');
  });
});

/** Rewrites the member name of a zip in place: same length, other path. */
function evil(archive: Buffer): Buffer {
  const copy = Buffer.from(archive);
  for (let at = copy.indexOf('aa/aa/x'); at >= 0; at = copy.indexOf('aa/aa/x', at + 1)) copy.write('../../x', at);
  return copy;
}
