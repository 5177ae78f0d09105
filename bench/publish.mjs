// Publishing 20 small npm packages: our one process against `npm publish` for each, against one raw PUT for each with
// node:http, and against twine for as many wheels where it is installed. Each round publishes into fresh repositories.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, startServer } from './local-server.mjs';
import { cleanEnvironment, interleaved, measure, ratio, report } from './measure.mjs';
import { KEYS, npmEndpoint, tarball, tokenOf } from './support/npm-packages.mjs';
import { wheel } from './support/wheels.mjs';
import { workFolder } from './support/work-folder.mjs';

const COUNT = 20;

export async function publish({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const rounds = quick ? 2 : 5;
  const folder = workFolder('publish');
  const places = Array.from({ length: 10 * rounds }, (_, index) => `r${index}`);
  const server = await startServer({
    setup: { domains: [{ name: 'my-org', owner: '111122223333', repositories: places }] },
    node,
  });
  try {
    const built = folder.fresh();
    const names = Array.from({ length: COUNT }, (_, index) => `bench-package-${index}`);
    for (const name of names) writeFileSync(join(built, `${name}-1.0.0.tgz`), tarball(name, '1.0.0', 4096));
    const wheels = folder.fresh();
    for (const name of names)
      writeFileSync(
        join(wheels, `${name.replaceAll('-', '_')}-1.0.0-py3-none-any.whl`),
        wheel(name.replaceAll('-', '_'), '1.0.0'),
      );
    const token = await tokenOf(server.url);
    let next = 0;
    const fresh = () => {
      const home = folder.fresh();
      const repository = places[next++];
      const endpoint = npmEndpoint(server.url, repository);
      writeFileSync(
        join(home, '.npmrc'),
        `registry=${endpoint}\n${endpoint.replace('http:', '')}:_authToken=${token}\n`,
      );
      const env = cleanEnvironment({
        ...KEYS,
        HOME: home,
        AWS_ENDPOINT_URL: server.url,
        npm_config_update_notifier: 'false',
        npm_config_provenance: 'false',
        TWINE_USERNAME: 'aws',
        TWINE_PASSWORD: token,
      });
      return { home, repository, endpoint, env };
    };
    const ours = (files) => {
      const { home, repository, env } = fresh();
      return measure(
        [
          node,
          `${root}dist/cli/index.js`,
          'publish',
          '--domain',
          'my-org',
          '--domain-owner',
          '111122223333',
          '--repository',
          repository,
          '--packages',
          files,
          '--quiet',
        ],
        { env, cwd: home },
      );
    };
    const hasTwine = (await measure(['twine', '--version'], { env: cleanEnvironment() })).status === 0;
    const found = await interleaved(
      {
        empty: () => measure([node, '-e', '0'], { env: cleanEnvironment() }),
        raw: () => {
          const { endpoint, env } = fresh();
          return measure([node, `${root}bench/support/raw-publish.mjs`, endpoint, token, built], { env });
        },
        ours: () => ours(`${built}/*.tgz`),
        oursPypi: () => ours(`${wheels}/*.whl`),
      },
      rounds,
    );
    const peers = await interleaved(
      {
        npm: () => {
          const { home, env } = fresh();
          return each(names.slice(0, quick ? 3 : COUNT), (name) =>
            measure(['npm', 'publish', join(built, `${name}-1.0.0.tgz`)], { env, cwd: home }),
          );
        },
        ...(hasTwine
          ? {
              twine: () => {
                const { repository, env } = fresh();
                const at = npmEndpoint(server.url, repository).replace('/npm/', '/pypi/');
                return each(names.slice(0, quick ? 2 : 5), (name) =>
                  measure(
                    [
                      'twine',
                      'upload',
                      '--repository-url',
                      at,
                      join(wheels, `${name.replaceAll('-', '_')}-1.0.0-py3-none-any.whl`),
                    ],
                    { env },
                  ),
                );
              },
            }
          : {}),
      },
      1,
    );
    const all = { ...found, ...peers };
    for (const [name, { statuses }] of Object.entries(all)) {
      if (statuses.some((status) => status !== 0)) throw new Error(`${name} ended with ${statuses}`);
    }
    const { empty, raw, ours: us, oursPypi } = found;
    const { npm, twine } = peers;
    report(`publish ${COUNT} small npm packages, Node ${process.version}`, [
      ['CPU, ours to `npm publish` each', `1/${ratio(npm.cpu, us.cpu)}`, 'at most 1/30, goal 1/75'],
      ['wall, ours to `npm publish` each', `1/${ratio(npm.wall, us.wall)}`, 'at most 1/30, goal 1/75'],
      ['CPU, ours to raw PUTs, whole processes', ratio(us.cpu, raw.cpu), 'at most 4, goal 2'],
      ['CPU, ours to raw PUTs, both without the start of Node', ratio(us.cpu - empty.cpu, raw.cpu - empty.cpu), ''],
      ['wall, ours to raw PUTs', ratio(us.wall, raw.wall), ''],
      ['CPU, ms: node -e 0; raw; ours; npm', [empty, raw, us, npm].map(({ cpu }) => cpu.toFixed(0)).join('; '), ''],
      ['memory, MiB: raw; ours; npm', [raw, us, npm].map(({ memory }) => memory.toFixed(0)).join('; '), ''],
      ...(twine
        ? [
            [
              `CPU, ours for ${COUNT} wheels to twine each`,
              `1/${ratio(twine.cpu, oursPypi.cpu)}`,
              'at most 1/20, goal 1/45',
            ],
          ]
        : []),
    ]);
    return all;
  } finally {
    await server.stop();
    folder.remove();
  }
}

/** One process after the other, as `COUNT` of them: fewer are measured where each takes long, and scaled. */
async function each(names, run) {
  const parts = [];
  for (const name of names) parts.push(await run(name));
  const sum = (key) => (parts.reduce((total, part) => total + part[key], 0) * COUNT) / parts.length;
  return {
    wall: sum('wall'),
    cpu: sum('cpu'),
    memory: Math.max(...parts.map(({ memory }) => memory)),
    status: Math.max(...parts.map(({ status }) => status)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await publish();
