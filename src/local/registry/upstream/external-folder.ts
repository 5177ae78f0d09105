// A folder as a public source, for work without a network and for tests.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ExternalFetch, ServedRefusal } from '../../../core/ports/format-server.ts';
import { isFolder, openInside } from '../../store/source-folder.ts';
import type { Source } from './external-source.ts';

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ json: 'application/json', html: 'text/html', xml: 'application/xml' }),
);

export async function fetchFromFolder(source: Source, path: string): ReturnType<ExternalFetch> {
  const root = fileURLToPath(source.base);
  if (!(await isFolder(root))) {
    throw new ServedRefusal('unavailable', `the folder of the public source ${source.name} does not exist`);
  }
  const address = localPath(source, path);
  const found = address === undefined ? undefined : await openInside(root, address);
  if (!found) return undefined;
  const type = TYPES.get(found.path.slice(found.path.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': type }, body: found.body, url: pathToFileURL(found.path).href };
}

/** The local path an address stands for; undefined for what a file system cannot name. */
function localPath(source: Source, path: string): string | undefined {
  try {
    const url = new URL(path, source.base);
    // In scoped names (`@scope%2fname`): it cannot stay encoded in a local path.
    url.pathname = url.pathname.replace(/%2f/gi, '/');
    return url.protocol === 'file:' ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}
