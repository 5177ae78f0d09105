// Modules of the source as files that a plain Node.js runs, for tests that need processes of their own: to be killed, or
// held to limits of the operating system.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const SOURCE = fileURLToPath(new URL('../../../src', import.meta.url));

/** Puts modules (`core/documents/journal.ts`) and all they import from the start into a folder, as `.js` beside each other. */
export function standalone(folder: string, modules: readonly string[]): void {
  const done = new Set<string>();
  const put = (path: string) => {
    if (done.has(path)) return;
    done.add(path);
    const { code } = transformSync(readFileSync(path, 'utf8'), {
      filename: path,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    const target = join(folder, path.slice(SOURCE.length + 1).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replaceAll(/(['"])(\.{1,2}\/[^'"]+)\.ts\1/g, '$1$2.js$1'));
    for (const [, , imported] of code.matchAll(/(['"])(\.{1,2}\/[^'"]+\.ts)\1/g))
      put(resolve(dirname(path), imported as string));
  };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const module of modules) put(join(SOURCE, module));
}
