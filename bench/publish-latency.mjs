// Publishing 20 small npm packages at a service that takes 40 ms for each answer, as one in another data centre does:
// our one process against one raw PUT for each, eight at once. What ours does besides (the repository, what is there,
// the endpoint, a token, proofs of the digests, origin controls) must be done at the same time or cost few round trips.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, startServer } from './local-server.mjs';
import { cleanEnvironment, interleaved, measure, ratio, report } from './measure.mjs';
import { LATENCY_MS, undial } from './support/copies.mjs';
import { KEYS, npmEndpoint, tarball, tokenOf } from './support/npm-packages.mjs';
import { sendJson } from './support/raw-http.mjs';
import { workFolder } from './support/work-folder.mjs';

const COUNT = 20;
/** Wall time of ours to raw PUTs. */
const LIMIT = 3;

export async function publishLatency({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const rounds = quick ? 2 : 3;
  const folder = workFolder('publish-latency');
  const places = Array.from({ length: 2 * rounds }, (_, index) => `r${index}`);
  const server = await startServer({
    setup: { domains: [{ name: 'my-org', owner: '111122223333', repositories: places }] },
    node,
  });
  try {
    const built = folder.fresh();
    for (let index = 0; index < COUNT; index++) {
      const name = `bench-package-${index}`;
      writeFileSync(join(built, `${name}-1.0.0.tgz`), tarball(name, '1.0.0', 4096));
    }
    const token = await tokenOf(server.url);
    await sendJson(`${server.url}/_local/faults`, {
      value: [{ id: 'latency', kind: 'latency', operation: '*', ms: LATENCY_MS }],
    });
    const place = ['--domain', 'my-org', '--domain-owner', '111122223333'];
    const ours = () => {
      const home = folder.fresh();
      const env = cleanEnvironment({ ...KEYS, HOME: home, AWS_ENDPOINT_URL: server.url });
      const what = ['--repository', places.pop(), '--packages', `${built}/*.tgz`, '--quiet'];
      return measure([node, `${root}dist/cli/index.js`, 'publish', ...place, ...what], { env, cwd: home });
    };
    const raw = () =>
      measure([node, `${root}bench/support/raw-publish.mjs`, npmEndpoint(server.url, places.pop()), token, built], {
        env: cleanEnvironment(),
      });
    const found = await interleaved({ raw, ours }, rounds);
    await undial(server.url);
    for (const [name, { statuses }] of Object.entries(found))
      if (statuses.some((status) => status !== 0)) throw new Error(`${name} ended with ${statuses}`);
    const wall = ratio(found.ours.wall, found.raw.wall);
    report(`publish ${COUNT} small npm packages, ${LATENCY_MS} ms an answer, Node ${process.version}`, [
      ['wall, ours to raw PUTs', wall, `at most ${LIMIT}`],
      ['wall, ms: raw; ours', `${found.raw.wall.toFixed(0)}; ${found.ours.wall.toFixed(0)}`, ''],
      ['CPU, ours to raw PUTs', ratio(found.ours.cpu, found.raw.cpu), ''],
    ]);
    if (Number(wall) > LIMIT) throw new Error(`ours took ${wall} times as long as raw PUTs, at most ${LIMIT}`);
    return found;
  } finally {
    await server.stop();
    folder.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await publishLatency();
