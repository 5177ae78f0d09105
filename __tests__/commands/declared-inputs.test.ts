// An input is declared for a command that reads it, and for no other: one that is taken and passed over is believed.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { INPUTS, type InputDefinition } from '../../src/core/inputs/definitions.ts';

const root = resolve(import.meta.dirname, '../../src');
/** Read by the surfaces, for every command. */
const BY_SURFACES = ['timeout', 'http-proxy', 'no-proxy', 'working-directory', 'summary', 'retry-max-attempts'];

/** Texts in quotes of a command and of what it imports, as far as that deals with inputs. */
function quotedIn(file: string, isLogin: boolean, seen = new Set<string>()): Set<string> {
  const quoted = new Set<string>();
  if (seen.has(file) || !existsSync(file)) return quoted;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, word = ''] of text.matchAll(/'([a-z][a-z-]*)'/g)) quoted.add(word);
  for (const [, path = ''] of text.matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g)) {
    const next = join(dirname(file), path);
    // Options of tools are read by the formats that configure them.
    const isNear = /\/src\/(commands|aws)\//.test(next) || (isLogin && /\/src\/formats\//.test(next));
    if (isNear) for (const word of quotedIn(next, isLogin, seen)) quoted.add(word);
  }
  return quoted;
}

const declared = (INPUTS as readonly InputDefinition[]).flatMap(({ name, commands }) =>
  BY_SURFACES.includes(name) ? [] : commands.map((command) => [command, name] as const),
);
const commands = [...new Set(declared.map(([command]) => command))];

test.each(commands)('`%s` reads every input that is declared for it', (command) => {
  const quoted = quotedIn(join(root, 'commands', `${command}.ts`), command === 'login');
  const unread = declared.filter(([of, name]) => of === command && !quoted.has(name)).map(([, name]) => name);
  expect(unread).toEqual([]);
});
