// --vendor: a committed copy of the command line, so that a build needs no network to get it.
import { createHash } from 'node:crypto';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';

const folder = '.codeartifact-ci';

/**
 * Copies the running bundle to .codeartifact-ci/codeartifact-ci.mjs (or .cjs) and writes its sha256 beside it. The
 * ending says what kind of module it is, since the user's own package.json would otherwise decide.
 */
export async function vendorCommandLine(host: Host, program: string): Promise<string> {
  const data = await host.files.read(program);
  if (data === undefined) throw new RegistryError('CA-INPUT-005', `the running command line ${program} cannot be read`);
  const name = `codeartifact-ci.${isModule(program, data.toString('utf8')) ? 'mjs' : 'cjs'}`;
  const sha256 = createHash('sha256').update(data).digest('hex');
  await host.files.write(`${folder}/${name}`, data, { mode: 0o755 });
  await host.files.write(`${folder}/${name}.sha256`, `${sha256}  ${name}\n`);
  host.log.info(`${folder}/${name}: ${data.length} bytes, sha256 ${sha256}`);
  return sha256;
}

function isModule(program: string, text: string): boolean {
  if (program.endsWith('.mjs')) return true;
  if (program.endsWith('.cjs')) return false;
  return /^(?:import\b[^(]|export\b)/m.test(text);
}
