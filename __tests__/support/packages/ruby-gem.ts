// The private gem of the tests, built by the real gem, and what a repository answers that has it and nothing else.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../programs/tools.ts';
import { writeTree } from './maven-package.ts';

export interface BuiltGem {
  /** The `.gem` file. */
  readonly data: Buffer;
  /** Its specification, as an index has it. */
  readonly spec: Buffer;
}

/** acme-gem 1.0.0; the file stays in `at`. */
export async function buildAcmeGem(
  at: string,
  programs: { readonly gem: string; readonly ruby: string },
): Promise<BuiltGem> {
  await writeTree(join(at, 'lib/acme_gem.rb'), 'ACME = 42\n');
  await writeTree(
    join(at, 'acme-gem.gemspec'),
    "Gem::Specification.new { |s| s.name = 'acme-gem'; s.version = '1.0.0'; s.summary = 'x'; s.authors = ['x']; s.files = ['lib/acme_gem.rb'] }\n",
  );
  const script =
    "require 'rubygems/package'; spec = Gem::Package.new('acme-gem-1.0.0.gem').spec; File.binwrite('spec.rz', Gem.deflate(Marshal.dump(spec)))";
  for (const [program, args] of [
    [programs.gem, ['build', 'acme-gem.gemspec']],
    [programs.ruby, ['-e', script]],
  ] as const) {
    const ran = await runTool(program, args, { cwd: at, home: at });
    if (ran.status !== 0) throw new Error(ran.text);
  }
  return { data: await readFile(join(at, 'acme-gem-1.0.0.gem')), spec: await readFile(join(at, 'spec.rz')) };
}

/** By path below the repository. */
export function gemAnswers({ data, spec }: BuiltGem): Readonly<Record<string, string | Uint8Array>> {
  const info = `---\n1.0.0 |checksum:${createHash('sha256').update(data).digest('hex')}\n`;
  const md5 = createHash('md5').update(info).digest('hex');
  return {
    '': 'ok',
    versions: `created_at: 2026-01-01T00:00:00Z\n---\nacme-gem 1.0.0 ${md5}\n`,
    'info/acme-gem': info,
    'quick/Marshal.4.8/acme-gem-1.0.0.gemspec.rz': spec,
    'gems/acme-gem-1.0.0.gem': data,
  };
}
