// Downloads held to the digest they should have: an asset is what its bytes are, not what a list says of it.
import { createHash } from 'node:crypto';
import type { AssetRecord } from '../../documents/manifest.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import type { VersionReference } from '../../model/package.ts';
import type { CodeArtifactReader, RepositoryAddress } from '../../ports/code-artifact.ts';

/**
 * What a verification goes by.
 * - `listed`: the digests the service lists
 * - `download`: the bytes it serves
 */
export type VerifyBy = 'listed' | 'download';

/** Digests a download on its way to the disk and remembers when the source, not the disk, ended it. */
export class VerifiedBody {
  problem: RegistryError | undefined;
  readonly #body: AsyncIterable<Uint8Array>;
  readonly #asset: AssetRecord;
  readonly #hash = createHash('sha256');

  constructor(body: AsyncIterable<Uint8Array>, asset: AssetRecord) {
    this.#body = body;
    this.#asset = asset;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    let received = 0;
    try {
      for await (const chunk of this.#body) {
        received += chunk.length;
        if (received > this.#asset.size) break;
        this.#hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      // An interrupt stays what it is: another try would not help.
      const isFinal = error instanceof RegistryError && !error.isRetryable;
      const { name } = this.#asset;
      this.problem = isFinal
        ? error
        : new RegistryError('CA-NET-003', `the download of ${name} broke off`, { cause: error });
      throw this.problem;
    }
    if (received < this.#asset.size) {
      this.problem = new RegistryError('CA-NET-003', `the download of ${this.#asset.name} ended early`);
      throw this.problem;
    }
  }

  /** Whether fetching it from its beginning may help, after `tries` of `attempts`. */
  mayBeFetchedAgain(tries: number, attempts: number): boolean {
    return this.problem?.isRetryable === true && tries < attempts;
  }

  isWhole(): boolean {
    return this.#hash.digest('hex') === this.#asset.sha256;
  }
}

export interface Held {
  readonly reader: Pick<CodeArtifactReader, 'getPackageVersionAsset'>;
  readonly address: RepositoryAddress;
  /** Tries of one call in all; a download is begun anew at most so often. */
  readonly attempts: number;
  /** Pins what is downloaded; undefined: whatever is served now. */
  readonly revision?: string | undefined;
}

/** Downloads every asset and throws the bytes away. Returns what is wrong in words; rejects with CA-NET-003. */
export async function verifyByDownload(
  ref: VersionReference,
  assets: readonly AssetRecord[],
  held: Held,
): Promise<string[]> {
  const problems: string[] = [];
  for (const asset of assets) {
    const problem = await problemOf(ref, asset, held);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

async function problemOf(ref: VersionReference, asset: AssetRecord, held: Held): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const found = await held.reader.getPackageVersionAsset(held.address, ref, asset.name, held.revision);
    if (!found) return `${asset.name} cannot be downloaded`;
    const incoming = new VerifiedBody(found.body, asset);
    try {
      for await (const _ of incoming.read());
    } catch (error) {
      if (!incoming.mayBeFetchedAgain(attempt, held.attempts)) throw incoming.problem ?? error;
      continue;
    }
    return incoming.isWhole() ? undefined : `${asset.name} is served with other bytes than its listed sha256`;
  }
}
