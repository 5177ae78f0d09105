import { LARGEST_DOCUMENT } from '../../core/documents/read.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';
import { shownAddress } from '../../core/text/shown-text.ts';

/** A repository as documents and inputs name it; the region may come from elsewhere. */
export interface RepositoryPlace {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  readonly repository: string;
  readonly region?: string | undefined;
}

/** The text of a document given as an input. Throws CA-INPUT-005 when there is none. */
export async function document(host: Pick<Host, 'files'>, kind: string, path: string): Promise<string> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw new RegistryError(
      'CA-INPUT-005',
      `the ${kind} is an address, ${shownAddress(path)}: give the path of a file`,
    );
  const found = await host.files.stat(path);
  if (!found) throw new RegistryError('CA-INPUT-005', `the ${kind} ${path} does not exist`);
  if (found.size > LARGEST_DOCUMENT)
    throw new RegistryError('CA-INPUT-005', `the ${kind} ${path} is larger than ${LARGEST_DOCUMENT} bytes`);
  // Editors on Windows write a byte order mark, which no document of ours has.
  return ((await host.files.readText(path)) ?? '').replace(/^\uFEFF/, '');
}
