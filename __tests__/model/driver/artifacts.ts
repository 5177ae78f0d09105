// The bytes of what is published: valid packages of every format, the same for the same build, and which build some bytes
// are.
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { buildJar, pomText } from '../../support/packages/maven-package.ts';
import { buildNupkg } from '../../support/packages/nuget-package.ts';
import { buildSdist, buildWheel } from '../../support/packages/python-package.ts';
import { fileName } from '../calls.ts';
import { packageName } from '../rules/state.ts';

export interface Artifact {
  readonly file: string;
  readonly data: Buffer;
}

export interface Wanted {
  readonly package: string;
  readonly version: string;
  readonly build: string;
  /** As calls name it: `wheel`, `jar`, `two.bin`. */
  readonly file?: string | undefined;
}

export interface Artifacts {
  make(wanted: Wanted): Promise<Artifact>;
  /** The list that finishes Maven versions. */
  list(pkg: string, versions: readonly string[]): Artifact;
  /** By any digest in hex: the build, or the digest itself where nobody made such bytes. */
  buildOf(digest: string, pkg: string, version: string, file: string): string;
}

const hex = (algorithm: string, data: Uint8Array) => createHash(algorithm).update(data).digest('hex');

export function artifacts(): Artifacts {
  const made = new Map<string, Promise<Artifact>>();
  const known = new Map<string, string>();
  const label = (pkg: string, version: string, file: string) => `${pkg} ${version} ${file} `;
  const note = (pkg: string, version: string, artifact: Artifact, build: string): Artifact => {
    for (const algorithm of ['sha1', 'sha256'])
      known.set(label(pkg, version, artifact.file) + hex(algorithm, artifact.data), build);
    return artifact;
  };
  return {
    make(wanted) {
      const key = JSON.stringify([wanted.package, wanted.version, wanted.build, wanted.file]);
      const found = made.get(key);
      if (found) return found;
      const file = fileName(wanted.package, wanted.version, wanted.file);
      const promise = bytes(wanted, file).then((data) => {
        return note(wanted.package, wanted.version, { file, data }, wanted.build);
      });
      made.set(key, promise);
      return promise;
    },
    list(pkg, versions) {
      const artifact = { file: 'maven-metadata.xml', data: Buffer.from(listText(pkg, versions)) };
      for (const version of versions) note(pkg, version, artifact, `list ${versions.join(' ')}`);
      return artifact;
    },
    buildOf: (digest, pkg, version, file) => known.get(label(pkg, version, file) + digest) ?? `unknown ${digest}`,
  };
}

/** `answer` makes builds differ; everything else is the same. */
async function bytes({ package: pkg, version, build, file }: Wanted, name: string): Promise<Buffer> {
  const { format, namespace, name: id } = packageName(pkg);
  if (format === 'npm') return npmTarball(pkg.slice('npm:'.length), version, build);
  if (format === 'pypi') {
    const python = { name: id, version, answer: build };
    return (await (file === 'sdist' ? buildSdist(python) : buildWheel(python))).data;
  }
  if (format === 'nuget') return buildNupkg({ id, version, answer: build });
  if (format === 'generic') return Buffer.from(`${pkg} ${version} ${name} ${build}\n`);
  const maven = { groupId: namespace ?? '', artifactId: id, version, answer: build };
  if (file === 'jar' || file === 'sources') return buildJar({ ...maven, answer: `${file} ${build}` });
  return Buffer.from(pomText({ ...maven, extra: `<description>${build}</description>` }));
}

async function npmTarball(name: string, version: string, build: string): Promise<Buffer> {
  const archive = pack();
  const mtime = new Date(499_162_500_000);
  const manifest = JSON.stringify({ name, version, main: 'index.js' }, null, 2);
  archive.entry({ name: 'package/package.json', mtime }, manifest);
  archive.entry({ name: 'package/index.js', mtime }, `module.exports = ${JSON.stringify(build)};\n`);
  archive.finalize();
  return gzipSync(await buffer(archive as unknown as AsyncIterable<Buffer>));
}

/** As Maven writes it, with a time that is always the same. */
function listText(pkg: string, versions: readonly string[]): string {
  const { namespace, name } = packageName(pkg);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metadata>',
    `<groupId>${namespace}</groupId><artifactId>${name}</artifactId>`,
    `<versioning><latest>${versions.at(-1)}</latest><release>${versions.at(-1)}</release>`,
    `<versions>${versions.map((version) => `<version>${version}</version>`).join('')}</versions>`,
    '<lastUpdated>20260102030405</lastUpdated></versioning>',
    '</metadata>',
    '',
  ].join('\n');
}
