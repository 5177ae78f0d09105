// Promotion at the pace of a service whose limit nobody told us: 500 versions of 50 packages at 5, 10 and 100 copies a
// second with 40 ms for each answer, against the time the limit allows; ten times the packages; and, scaled down, a
// loop of `aws codeartifact copy-package-versions` and boto3 in 16 threads.
//
// Bound: a bucket of depth B refilled R times a second lets C calls through in (C - B) / R seconds, and the last one
// takes its latency. `copying` is from the first copy sent to the last one answered, as the server saw them; `whole`
// is the process, with its start, plan, proof of digests and dist-tags, all of them calls with latency as well.
import { fileURLToPath } from 'node:url';
import { root, startServer } from './local-server.mjs';
import { cleanEnvironment, measure, ratio, report } from './measure.mjs';
import { copiesSeen, LATENCY_MS, limit, undial, versionsIn } from './support/copies.mjs';
import { KEYS, seed } from './support/npm-packages.mjs';
import { workFolder } from './support/work-folder.mjs';

const names = (prefix, count) =>
  Array.from({ length: count }, (_, index) => `@acme/${prefix}-${String(index).padStart(3, '0')}`);
const numbers = (count) => Array.from({ length: count }, (_, index) => `1.0.${index}`);
const coordinatesOf = (packages, versions) =>
  packages.flatMap((name) => versions.map((version) => `npm:${name}@${version}`));

const boto3 = `
import boto3, sys, threading, queue
from botocore.config import Config
client = boto3.client('codeartifact', config=Config(retries={'mode': 'standard'}, max_pool_connections=16))
work = queue.Queue()
for line in sys.argv[2].split(): work.put(line)
lost = []
def lane():
    while True:
        try: item = work.get_nowait()
        except queue.Empty: return
        name, version = item.split('=')
        scope, package = name[1:].split('/')
        try: client.copy_package_versions(domain='my-org', domainOwner='111122223333', sourceRepository='staging', destinationRepository=sys.argv[1], format='npm', namespace=scope, package=package, versions=[version])
        except Exception: lost.append(item)
threads = [threading.Thread(target=lane) for _ in range(16)]
[t.start() for t in threads]; [t.join() for t in threads]
`;

export async function promote({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const folder = workFolder('promote');
  let next = 0;
  const places = Array.from({ length: 12 }, (_, index) => `d${index}`);
  const server = await startServer({
    setup: { domains: [{ name: 'my-org', owner: '111122223333', repositories: ['staging', ...places] }] },
    node,
  });
  const env = cleanEnvironment({ ...KEYS, HOME: folder.path, AWS_ENDPOINT_URL: server.url });
  try {
    const narrow = names('narrow', 50);
    const wide = names('wide', quick ? 100 : 500);
    await seed(server.url, 'staging', narrow, numbers(10));
    await seed(server.url, 'staging', wide, numbers(1));

    const dial = (perSecond, burst) => limit(server.url, perSecond, burst);
    const ours = async (what, packages, versions, { perSecond, burst = perSecond }) => {
      const destination = places[next++];
      await dial(perSecond, burst);
      const coordinates = coordinatesOf(packages, versions);
      const cwd = folder.fresh();
      const run = await measure(
        [
          node,
          `${root}dist/cli/index.js`,
          'promote',
          '--domain',
          'my-org',
          '--domain-owner',
          '111122223333',
          '--source-repository',
          'staging',
          '--destination-repository',
          destination,
          '--quiet',
          '--versions',
          coordinates.join('\n'),
        ],
        { env, cwd },
      );
      const seen = await copiesSeen(server.url);
      await undial(server.url);
      const lost = coordinates.length - (await versionsIn(server.url, destination, packages));
      const bound = Math.max(0, packages.length - burst) / perSecond + LATENCY_MS / 1000;
      return { what, ...run, ...seen, bound, lost };
    };

    const results = [];
    for (const perSecond of quick ? [10] : [5, 10, 100])
      results.push(await ours(`50 packages at ${perSecond}/s`, narrow, numbers(10), { perSecond }));
    if (!quick) results.push(await ours('500 packages at 100/s', wide, numbers(1), { perSecond: 100 }));
    for (const perSecond of quick ? [] : [5, 10])
      results.push(await ours(`50 packages at ${perSecond}/s, no burst`, narrow, numbers(10), { perSecond, burst: 1 }));
    const few = await ours('a tenth', wide.slice(0, wide.length / 10), numbers(1), { perSecond: 20, burst: 1 });
    const many = await ours('all', wide, numbers(1), { perSecond: 20, burst: 1 });

    for (const { what, wall, copying, bound, copies, throttled, lost, memory, status } of results)
      report(`promote ${what}, limit not known${status === 0 ? '' : `, EXIT ${status}`}`, [
        bound < 1
          ? ['whole run, s (the limit does not bind)', (wall / 1000).toFixed(2), '']
          : ['whole run, to the bound', ratio(wall / 1000, bound), 'at most 1.25'],
        bound < 1
          ? ['copying beyond the bound, s', (copying - bound).toFixed(2), 'goal 0.15']
          : ['copying alone, to the bound', ratio(copying, bound), 'at most 1.25'],
        ['bound; copying; whole, s', `${bound.toFixed(2)}; ${copying.toFixed(2)}; ${(wall / 1000).toFixed(2)}`, ''],
        ['throttled calls to all calls', ratio(throttled, copies), 'at most 0.10'],
        ['versions lost', lost, '0'],
        ['memory, MiB', memory.toFixed(0), ''],
      ]);
    report(`promote ten times the packages (${wide.length}, 20/s, no burst)`, [
      ['whole run, to a tenth of the packages', ratio(many.wall, few.wall), 'at most 11, goal 10.5'],
      ['copying, to a tenth of the packages', ratio(many.copying, few.copying), 'at most 11'],
      ['memory, to a tenth of the packages', ratio(many.memory, few.memory), 'at most 1.5'],
      ['versions lost', few.lost + many.lost, '0'],
    ]);
    await peers({ server, env, folder, narrow, places: places.slice(next), dial, ours: results[0], quick });
    return { results, few, many };
  } finally {
    await server.stop();
    folder.remove();
  }
}

/** A loop of `aws` for each version, and boto3 for each version in 16 threads, at the default limit of 5 a second. */
async function peers({ server, env, folder, narrow, places, dial, ours, quick }) {
  const versions = narrow.slice(0, 10).flatMap((name) => numbers(3).map((version) => `${name}=${version}`));
  const some = versions.slice(0, quick ? 6 : 30);
  const rows = [];
  if ((await measure(['aws', '--version'], { env })).status === 0) {
    await dial(5, 5);
    let wall = 0;
    for (const item of some) {
      const [name, version] = item.split('=');
      const [scope, plain] = name.slice(1).split('/');
      const command = [
        'aws',
        'codeartifact',
        'copy-package-versions',
        '--domain',
        'my-org',
        '--domain-owner',
        '111122223333',
        '--source-repository',
        'staging',
        '--destination-repository',
        places[0],
        '--format',
        'npm',
        '--namespace',
        scope,
        '--package',
        plain,
        '--versions',
        version,
      ];
      wall += (await measure(command, { env })).wall;
    }
    await undial(server.url);
    const whole = (wall / some.length) * 500;
    rows.push([`a loop of aws, ${some.length} versions extrapolated to 500, s`, (whole / 1000).toFixed(0), '']);
    rows.push(['ours to that loop', `1/${ratio(whole, ours.wall)}`, 'at most 1/25, goal 1/35 (at 5/s)']);
  }
  if ((await measure(['python3', '-c', 'import boto3'], { env })).status === 0) {
    await dial(5, 5);
    const all = narrow.flatMap((name) => numbers(quick ? 2 : 10).map((version) => `${name}=${version}`));
    const run = await measure(['python3', '-c', boto3, places[1], all.join(' ')], { env, cwd: folder.path });
    const { copies, throttled } = await copiesSeen(server.url);
    await undial(server.url);
    const lost = all.length - (await versionsIn(server.url, places[1], narrow));
    rows.push([
      `boto3, 16 threads, a call for each of ${all.length} versions: s; lost`,
      `${(run.wall / 1000).toFixed(1)}; ${lost}`,
      '',
    ]);
    rows.push(['throttled calls of boto3 to all its calls', ratio(throttled, copies), '']);
  }
  report('promote against what people write (5/s)', rows.length > 0 ? rows : [['no aws and no boto3 here', '', '']]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await promote();
