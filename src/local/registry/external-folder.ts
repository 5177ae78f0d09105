// A folder as a public source: what a static web server would give for it. For work without a network and for tests.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ExternalFetch, ServedRefusal } from '../../core/ports/format-server.ts';
import type { Source } from './external-fetch.ts';

/** What a folder itself is answered with. */
const INDEXES = ['index.json', 'index.html', 'index'];
const TYPES: Readonly<Record<string, string>> = { json: 'application/json', html: 'text/html', xml: 'application/xml' };

export async function fetchFromFolder(source: Source, path: string): ReturnType<ExternalFetch> {
  const root = await realpath(fileURLToPath(source.base)).catch(() => undefined);
  if (root === undefined)
    throw new ServedRefusal('unavailable', `the folder of the public source ${source.name} does not exist`);
  const url = address(source, path);
  if (url === undefined) return undefined;
  const file = await existing(url);
  // Links are followed only as far as they stay inside.
  if (file === undefined || !(await realpath(file)).startsWith(root + sep)) return undefined;
  const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return {
    status: 200,
    headers: { 'content-type': type },
    body: createReadStream(file),
    url: pathToFileURL(file).href,
  };
}

/** The local path an address stands for; undefined for what a file system cannot name. */
function address(source: Source, path: string): string | undefined {
  try {
    const url = new URL(path, source.base);
    // Only `%2f` in scoped names: it must not stay encoded in a path.
    url.pathname = url.pathname.replace(/%2f/gi, '/');
    return url.protocol === 'file:' ? fileURLToPath(url) : undefined;
  } catch {
    return undefined;
  }
}

async function existing(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  if (!found?.isDirectory()) return undefined;
  for (const name of INDEXES) {
    const inside = join(path, name);
    if ((await stat(inside).catch(() => undefined))?.isFile()) return inside;
  }
  return undefined;
}
