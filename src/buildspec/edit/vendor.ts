// --vendor: a committed copy of the command line, so that a build needs no network to get it.
import { createHash } from 'node:crypto';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';

/** The ending decides the kind of module; without it the user's own package.json would. */
const PATH = '.codeartifact-ci/codeartifact-ci.cjs';

/** Copies the running bundle into the working directory and writes its sha256 beside it, where bootstrap looks. */
export async function vendorCommandLine(host: Host, program: string): Promise<string> {
  const data = await host.files.read(program);
  if (data === undefined) throw new RegistryError('CA-INPUT-005', `the running command line ${program} cannot be read`);
  const sha256 = createHash('sha256').update(data).digest('hex');
  await host.files.write(PATH, data, { mode: 0o755 });
  await host.files.write(`${PATH}.sha256`, `${sha256}  codeartifact-ci.cjs\n`);
  host.log.info(`${PATH}: ${data.length} bytes, sha256 ${sha256}`);
  return sha256;
}
