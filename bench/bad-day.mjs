// A promotion on a bad day: five copies a second, 40 ms an answer, and beside that lost answers, resets before and after
// the effect, errors and stale reads. How much longer than the limit alone demands for the calls that had to be sent.
import { fileURLToPath } from 'node:url';
import { root, startServer } from './local-server.mjs';
import { cleanEnvironment, measure, ratio, report } from './measure.mjs';
import { copiesSeen, LATENCY_MS, limit, undial, versionsIn } from './support/copies.mjs';
import { KEYS, seed } from './support/npm-packages.mjs';
import { workFolder } from './support/work-folder.mjs';

const PER_SECOND = 5;
const FAULTS = [
  { id: 'lost', kind: 'lose-response', probability: 0.06, seed: 7 },
  { id: 'dropped', kind: 'drop', probability: 0.03, seed: 3 },
  { id: 'reset', kind: 'drop', when: 'after', probability: 0.03, seed: 4 },
  { id: 'down', kind: 'error', status: 503, probability: 0.03, seed: 5 },
  { id: 'stale tags', kind: 'stale', operation: 'npm:GET', path: '*/dist-tags', probability: 0.3, seed: 10 },
];

export async function badDay({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const folder = workFolder('bad-day');
  const packages = Array.from({ length: quick ? 30 : 80 }, (_, index) => `@acme/bad-day-${index}`);
  const versions = ['1.0.0', '1.1.0'];
  const server = await startServer({
    setup: { domains: [{ name: 'my-org', owner: '111122223333', repositories: ['staging', 'production'] }] },
    node,
  });
  try {
    await seed(server.url, 'staging', packages, versions);
    await limit(server.url, PER_SECOND, PER_SECOND, FAULTS);
    const coordinates = packages.flatMap((name) => versions.map((version) => `npm:${name}@${version}`));
    const place = ['--domain', 'my-org', '--domain-owner', '111122223333'];
    const sides = ['--source-repository', 'staging', '--destination-repository', 'production'];
    const { wall, status } = await measure(
      [
        node,
        `${root}dist/cli/index.js`,
        'promote',
        ...place,
        ...sides,
        '--versions',
        coordinates.join('\n'),
        '--quiet',
      ],
      { env: cleanEnvironment({ ...KEYS, HOME: folder.path, AWS_ENDPOINT_URL: server.url }), cwd: folder.fresh() },
    );
    const { copies, throttled, copying, applications } = await copiesSeen(server.url);
    await undial(server.url);
    const lost = coordinates.length - (await versionsIn(server.url, 'production', packages));
    // Calls whose answer was lost had to be sent again and took of the limit again.
    const bound = Math.max(0, copies - throttled - PER_SECOND) / PER_SECOND + LATENCY_MS / 1000;
    report(`promote ${coordinates.length} versions on a bad day${status === 0 ? '' : `, EXIT ${status}`}`, [
      ['copying, to the time the limit allows', ratio(copying, bound), 'at most 1.3'],
      ['whole run, to the same', ratio(wall / 1000, bound), ''],
      ['bound; copying; whole, s', `${bound.toFixed(2)}; ${copying.toFixed(2)}; ${(wall / 1000).toFixed(2)}`, ''],
      ['copies sent; needed; throttled', `${copies}; ${packages.length}; ${throttled}`, ''],
      ['faults that happened', FAULTS.map(({ id }) => `${id} ${applications[id]}`).join(', '), ''],
      ['versions lost', lost, '0'],
    ]);
    return { copying, bound, lost };
  } finally {
    await server.stop();
    folder.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await badDay();
