// The four digests the service lists for every asset, taken in one pass over a stream.
import { createHash, type Hash } from 'node:crypto';
import type { Digests } from '../../core/model/package.ts';
import type { Files } from '../../core/ports/host.ts';
import type { Artifact, StoredAsset } from '../../core/ports/package-format.ts';

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'] as const satisfies readonly (keyof Digests)[];

/** Passes a stream through and knows its size and digests at the end. */
export class DigestingStream {
  #size = 0;
  readonly #hashes: readonly (readonly [keyof Digests, Hash])[] = ALGORITHMS.map((name) => [
    name,
    createHash(name.replace('-', '').toLowerCase()),
  ]);

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#size += chunk.length;
      for (const [, hash] of this.#hashes) hash.update(chunk);
      yield chunk;
    }
  }

  /** Once, after the stream has been read to its end. */
  result(): { size: number; digests: Digests } {
    const entries = this.#hashes.map(([name, hash]) => [name, hash.digest('hex')]);
    return { size: this.#size, digests: Object.fromEntries(entries) as Digests };
  }
}

/** Reads a built file once, from start to end, and describes it as an artifact. */
export async function describeArtifact(files: Pick<Files, 'open'>, path: string, assetName: string): Promise<Artifact> {
  const digesting = new DigestingStream();
  for await (const _ of digesting.through(files.open(path)));
  return { path, assetName, ...digesting.result() };
}

/** Assets of a registry as artifacts under the same names, one after another: a version may hold gigabytes. */
export async function describeAssets(
  files: Pick<Files, 'open'>,
  assets: readonly StoredAsset[],
): Promise<readonly Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const { path, name } of assets) artifacts.push(await describeArtifact(files, path, name));
  return artifacts;
}

/** The four digests of bytes in hand: documents we wrote ourselves, never assets. */
export function digestBytes(bytes: Uint8Array): Digests {
  const entries = ALGORITHMS.map((name) => [
    name,
    createHash(name.replace('-', '').toLowerCase()).update(bytes).digest('hex'),
  ]);
  return Object.fromEntries(entries) as Digests;
}
