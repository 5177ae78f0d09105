// A process for refusing-folders.test.ts, in a small file system of its own. `make DIR` leaves a whole data folder in
// DIR/whole and a damaged one in DIR/damaged; `use DIR` does all that can be done with the two, and with a new one, and
// writes what came of it as JSON. Runs as it is on a Node that strips types.
import { cpSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { checkDataFolder } from '../../src/local/registry/check-folder.ts';
import { openLocalRegistry } from '../../src/local/server.ts';
import { bench, npm } from '../local/registry/bench.ts';

/** A folder as it was closed, and one of which a page of the database has become zeros. */
export async function makeFolders(place: string): Promise<void> {
  const [whole, damaged] = [join(place, 'whole'), join(place, 'damaged')];
  const b = await bench({ data: whole });
  b.repository('dev');
  for (let n = 0; n < 20; n++)
    await b.publish('dev', npm('a', 'acme'), `1.0.${n}`, { metadata: { text: 'x'.repeat(500) } });
  await b.close();
  // Whoever becomes somebody else cannot load what is loaded late.
  await (await openLocalRegistry({ offline: true })).close();
  cpSync(whole, damaged, { recursive: true });
  const database = readFileSync(join(damaged, 'metadata.sqlite'));
  database.fill(0, 4 * 4096, 5 * 4096);
  writeFileSync(join(damaged, 'metadata.sqlite'), database);
}

/** What came of each: `done`, or the error as whoever started it sees it. */
export async function useFolders(place: string): Promise<Record<string, string>> {
  const [whole, damaged, fresh] = [join(place, 'whole'), join(place, 'damaged'), join(place, 'fresh')];
  const found: Record<string, string> = {};
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
      found[what] = 'done';
    } catch (error) {
      const { code, message, remedy } = error as { code?: string; message: string; remedy?: string };
      found[what] = `${code}: ${message}\n${remedy}`;
    }
  };
  const start = async (data: string, acceptDamage = false) =>
    (await openLocalRegistry({ data, acceptDamage, offline: true })).close();
  await attempt('check', () => checkDataFolder(damaged, false));
  await attempt('repair', () => checkDataFolder(damaged, true));
  await attempt('accept damage', () => start(damaged, true));
  await attempt('start', () => start(whole));
  await attempt('start anew', () => start(fresh));
  return found;
}

if (process.argv[1]?.endsWith('folder-user.ts')) {
  const [mode, place = ''] = process.argv.slice(2);
  if (mode === 'make') await makeFolders(place);
  else writeSync(1, `${JSON.stringify(await useFolders(place))}\n`);
}
