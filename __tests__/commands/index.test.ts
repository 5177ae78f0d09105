// The map that both surfaces look a command up in.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commands } from '../../src/commands/index.ts';
import { COMMANDS } from '../../src/core/inputs/commands.ts';

/** What the command line runs beside the commands of this map. */
const ELSEWHERE = ['buildspec', 'local', 'demo'];
const names = COMMANDS.map(({ name }) => name).filter((name) => !ELSEWHERE.includes(name));

describe('commands', () => {
  test('the map has the names of the definitions, and a file for each', () => {
    expect(Object.keys(commands).sort()).toEqual([...names].sort());
    const files = readdirSync(new URL('../../src/commands/', import.meta.url))
      .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
      .map((file) => file.slice(0, -'.ts'.length));
    expect(files.sort()).toEqual(Object.keys(commands).sort());
  });

  test.each(Object.entries(commands))('%s is loaded when it is asked for, and is its own', async (name, load) => {
    const command = await load();
    expect(typeof command).toBe('function');
    expect(command.name).toBe(`${name}Command`);
    // The file it stands for, not a neighbour's.
    const module = (await import(`../../src/commands/${name}.ts`)) as Record<string, unknown>;
    expect(module[`${name}Command`]).toBe(command);
  });
});
