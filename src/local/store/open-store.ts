import { mkdir } from 'node:fs/promises';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type BlobStore, openBlobStore } from './blob-store.ts';
import { openMemoryStore } from './memory-store.ts';
import type { MetadataStore } from './metadata-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

export interface Store {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
}

/**
 * Metadata and bytes in one folder, made if it is missing; or in memory and a temporary folder. Metadata is opened
 * first: it holds the lock that keeps a second server from sweeping away what this one is receiving.
 */
export async function openStore(data: string | undefined): Promise<Store> {
  if (data === undefined) return { metadata: openMemoryStore(), blobs: await openBlobStore(undefined) };
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError('CA-LOCAL-001', `cannot make the folder ${data}: ${reason}`, { cause: error });
  }
  const metadata = await openSqliteStore(data);
  try {
    return { metadata, blobs: await openBlobStore(data) };
  } catch (error) {
    metadata.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError('CA-LOCAL-001', `cannot use the folder ${data}: ${reason}`, { cause: error });
  }
}
