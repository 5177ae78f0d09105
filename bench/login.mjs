// Login of npm, pip, twine and Maven as one process of the action against four `aws` processes, on one local server.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, startServer } from './local-server.mjs';
import { cleanEnvironment, interleaved, measure, ratio, report } from './measure.mjs';
import { workFolder } from './support/work-folder.mjs';

export async function login({ rounds = 5, node = process.execPath } = {}) {
  const folder = workFolder('login');
  const server = await startServer();
  try {
    const fresh = () => {
      const home = folder.fresh();
      const files = Object.fromEntries(
        ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(home, name)]),
      );
      for (const file of Object.values(files)) writeFileSync(file, '');
      return cleanEnvironment({
        ...files,
        HOME: home,
        RUNNER_TEMP: home,
        AWS_ENDPOINT_URL: server.url,
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'not-a-real-key',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        npm_config_update_notifier: 'false',
      });
    };
    const inputs = {
      INPUT_DOMAIN: 'my-org',
      'INPUT_DOMAIN-OWNER': '111122223333',
      INPUT_REPOSITORY: 'staging',
      INPUT_TOOLS: 'npm, pip, twine, maven',
    };
    const coordinates = ['--domain', 'my-org', '--domain-owner', '111122223333'];
    const aws = async () => {
      const env = fresh();
      const parts = [];
      for (const tool of ['npm', 'pip', 'twine'])
        parts.push(
          await measure(['aws', 'codeartifact', 'login', '--tool', tool, ...coordinates, '--repository', 'staging'], {
            env,
          }),
        );
      parts.push(
        await measure(
          [
            'aws',
            'codeartifact',
            'get-authorization-token',
            ...coordinates,
            '--query',
            'authorizationToken',
            '--output',
            'text',
          ],
          { env },
        ),
      );
      const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
      return {
        wall: sum('wall'),
        cpu: sum('cpu'),
        memory: Math.max(...parts.map(({ memory }) => memory)),
        status: Math.max(...parts.map(({ status }) => status)),
      };
    };
    const before = await count(server.url);
    const found = await interleaved(
      {
        empty: () => measure([node, '-e', '0'], { env: fresh() }),
        ours: () => measure([node, join(root, 'dist', 'main', 'index.js')], { env: { ...fresh(), ...inputs } }),
        cli: () =>
          measure(
            [
              node,
              join(root, 'dist', 'cli', 'index.js'),
              'login',
              '--domain',
              'my-org',
              '--domain-owner',
              '111122223333',
              '--repository',
              'staging',
              '--tools',
              'npm,pip,twine,maven',
            ],
            { env: fresh() },
          ),
        aws,
      },
      rounds,
    );
    const { empty, ours, cli, aws: peer } = found;
    for (const [name, each] of Object.entries(found))
      if (each.statuses.some((status) => status !== 0)) throw new Error(`${name} ended with ${each.statuses}`);
    report(`login of npm, pip, twine, Maven, Node ${process.version}`, [
      ['CPU, four aws processes to ours', `1/${ratio(peer.cpu, ours.cpu)}`, 'at most 1/15, goal 1/30'],
      ['wall, four aws processes to ours', `1/${ratio(peer.wall, ours.wall)}`, 'at most 1/12, goal 1/20'],
      ['CPU, ours to `node -e 0`', ratio(ours.cpu, empty.cpu), 'goal 3.5'],
      ['memory, ours to aws', ratio(ours.memory, peer.memory), 'at most 1.1'],
      ['CPU, command line to `node -e 0`', ratio(cli.cpu, empty.cpu), ''],
      ['ours, ms of CPU; MiB', `${ours.cpu.toFixed(0)}; ${ours.memory.toFixed(0)}`, ''],
      [
        'calls of ours: GetAuthorizationToken + GetRepositoryEndpoint',
        await callsOfOne(server.url, node, { ...fresh(), ...inputs }, before),
        '1 + 3 (npm, pypi, maven)',
      ],
    ]);
    return found;
  } finally {
    await server.stop();
    folder.remove();
  }
}

async function count(url) {
  const answer = await fetch(`${url}/_local/requests`);
  return (await answer.json()).requests.length;
}

async function callsOfOne(url, node, env) {
  await fetch(`${url}/_local/reset`, { method: 'POST' });
  await measure([node, join(root, 'dist', 'main', 'index.js')], { env });
  const { requests } = await (await fetch(`${url}/_local/requests`)).json();
  const names = requests.map(({ operation }) => operation).filter((name) => /^[A-Z]/.test(name));
  return ['GetAuthorizationToken', 'GetRepositoryEndpoint']
    .map((name) => names.filter((each) => each === name).length)
    .join(' + ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await login();
