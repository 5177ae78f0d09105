// Runs the fuzz suite for longer than `npm test` does: npm run fuzz -- --minutes N [--seed S] [--only AREA[,AREA]].
// Without a seed it takes one of its own, and says which.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = new URL('..', import.meta.url);
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write('npm run fuzz -- [--minutes N] [--seed S] [--only AREA[,AREA]]\n');
  process.exit(2);
}

const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const [, ...jest] = scripts.test.split(' ');
process.stdout.write(`fuzz: seed ${seed}\n`);
const { status, error } = spawnSync(process.execPath, [...jest, '__tests__/fuzz/fuzz.test.ts'], {
  cwd: fileURLToPath(root),
  stdio: 'inherit',
  env: {
    ...process.env,
    CODEARTIFACT_CI_FUZZ_SECONDS: String(minutes * 60),
    CODEARTIFACT_CI_FUZZ_SEED: String(seed),
    ...(values.only === undefined ? {} : { CODEARTIFACT_CI_FUZZ_ONLY: values.only }),
  },
});
if (error) throw error;
// Ended by a signal there is no status, and that is no success.
process.exitCode = status ?? 1;
