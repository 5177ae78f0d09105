// Whether what a client unpacked is what the archive holds, file by file.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Host } from '../core/ports/host.ts';

/** Path below the archive's one top folder -> sha256 (hex) of the member. */
export async function memberDigests(host: Pick<Host, 'files'>, tarball: string): Promise<ReadonlyMap<string, string>> {
  const members = new Map<string, string>();
  const unpacking = extract();
  const unzip = createGunzip();
  unzip.on('error', (error) => unpacking.destroy(error));
  const feeding = (async () => {
    for await (const chunk of host.files.open(tarball))
      if (!unzip.write(chunk)) await new Promise((done) => unzip.once('drain', done));
    unzip.end();
  })();
  unzip.pipe(unpacking);
  for await (const entry of unpacking) {
    const digest = createHash('sha256');
    for await (const chunk of entry) digest.update(chunk as Uint8Array);
    if (entry.header.type === 'file') members.set(entry.header.name.replace(/^[^/]+\//, ''), digest.digest('hex'));
  }
  await feeding;
  return members;
}

/** Throws when a member is missing or differs below `folder`; resolves to how many were compared. */
export async function isUnpacked(
  host: Pick<Host, 'files'>,
  members: ReadonlyMap<string, string>,
  folder: string,
): Promise<number> {
  for (const [path, digest] of members) {
    const bytes = await host.files.read(join(folder, ...path.split('/')));
    const actual = bytes && createHash('sha256').update(bytes).digest('hex');
    if (actual !== digest) throw new RegistryError('CA-RUN-003', `${path} was installed with other bytes`);
  }
  return members.size;
}
