// Builds Maven packages of any coordinates: jars, POMs, and whole folders in the repository layout, as `mvn deploy` into
// a local folder leaves them. Nothing here is shared with the code under test.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

export interface MavenPackage {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly packaging?: string;
  readonly parent?: { readonly groupId: string; readonly artifactId: string; readonly version: string };
  readonly dependencies?: readonly {
    groupId: string;
    artifactId: string;
    version?: string;
    scope?: string;
    optional?: boolean;
  }[];
  /** Further elements inside `<project>`. */
  readonly extra?: string;
  /** What a file in the jar says, to tell two builds of one version apart. */
  readonly answer?: string;
}

export function pomText(of: MavenPackage): string {
  const coordinates = (at: { groupId: string; artifactId: string; version?: string }) =>
    `<groupId>${at.groupId}</groupId><artifactId>${at.artifactId}</artifactId>${at.version ? `<version>${at.version}</version>` : ''}`;
  const dependencies = (of.dependencies ?? []).map(
    (each) =>
      `<dependency>${coordinates(each)}${each.scope ? `<scope>${each.scope}</scope>` : ''}${each.optional ? '<optional>true</optional>' : ''}</dependency>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '<modelVersion>4.0.0</modelVersion>',
    of.parent ? `<parent>${coordinates(of.parent)}</parent>` : '',
    coordinates(of),
    `<packaging>${of.packaging ?? 'jar'}</packaging>`,
    dependencies.length > 0 ? `<dependencies>${dependencies.join('')}</dependencies>` : '',
    of.extra ?? '',
    '</project>',
    '',
  ].join('\n');
}

/** A zip with the same bytes for the same entries. */
export async function zip(entries: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const file = new yazl.ZipFile();
  for (const [path, content] of Object.entries(entries)) {
    file.addBuffer(Buffer.from(content as string), path, { mtime: new Date('2026-01-02T03:04:06Z'), mode: 0o100644 });
  }
  file.end();
  return buffer(file.outputStream as unknown as AsyncIterable<Buffer>);
}

export function buildJar(of: MavenPackage): Promise<Buffer> {
  return zip({
    'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\n\r\n',
    'answer.txt': of.answer ?? `${of.artifactId} ${of.version}`,
  });
}

export const digest = (algorithm: string, data: Uint8Array | string) =>
  createHash(algorithm).update(data).digest('hex');

/** `g/a/v` below `root`; `fileVersion` differs from the version for unique snapshots. */
export async function writeLayout(
  root: string,
  of: MavenPackage,
  options: { fileVersion?: string; classifiers?: readonly string[]; checksums?: boolean } = {},
): Promise<{ folder: string; files: string[] }> {
  const folder = join(root, ...of.groupId.split('.'), of.artifactId, of.version);
  const stem = `${of.artifactId}-${options.fileVersion ?? of.version}`;
  const made: Record<string, string | Buffer> = { [`${stem}.pom`]: pomText(of) };
  if ((of.packaging ?? 'jar') !== 'pom') made[`${stem}.jar`] = await buildJar(of);
  for (const classifier of options.classifiers ?? []) {
    made[`${stem}-${classifier}.jar`] = await buildJar({ ...of, answer: classifier });
  }
  for (const [name, data] of Object.entries(made)) {
    if (options.checksums === false) continue;
    for (const algorithm of ['md5', 'sha1']) made[`${name}.${algorithm}`] = digest(algorithm, data);
  }
  for (const [name, data] of Object.entries(made)) await writeTree(join(folder, name), data);
  return { folder, files: Object.keys(made).map((name) => join(folder, name)) };
}

export async function writeTree(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
}
