// npm run bench [-- NAME…]: every measurement, or the named ones. Prints ratios against peers and floors of the same
// run; absolute times mean little. Peers are used where they are found (see each file).
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const benches = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs') && !['run.mjs', 'measure.mjs', 'local-server.mjs'].includes(name))
  .map((name) => name.slice(0, -4))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
for (const name of benches) {
  const [bench] = Object.values(await import(`./${name}.mjs`)).filter((value) => typeof value === 'function');
  try {
    await bench({});
  } catch (error) {
    console.log(`\n${name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
