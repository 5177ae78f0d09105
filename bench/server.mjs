// The local server against a bare node:http file server that checks a token, and against verdaccio where
// BENCH_VERDACCIO names a folder with it installed (`npm install verdaccio` there). Servers run in processes of their
// own and take turns; CPU is the least of the rounds, requests a second the median.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { root } from './local-server.mjs';
import { cleanEnvironment, ratio, report } from './measure.mjs';
import { encoded, KEYS, npmEndpoint, publishDocument, tarball, tokenOf } from './support/npm-packages.mjs';
import { cpuOf, freePort, load, memoryOf, startAndAsk } from './support/processes.mjs';
import { send } from './support/raw-http.mjs';
import { workFolder } from './support/work-folder.mjs';

const median = (list) =>
  list.toSorted?.((a, b) => a - b)[list.length >> 1] ?? [...list].sort((a, b) => a - b)[list.length >> 1];
const least = (list) => Math.min(...list);

export async function server({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const folder = workFolder('server');
  const kinds = { bare, ours, ...(process.env.BENCH_VERDACCIO ? { verdaccio } : {}) };
  try {
    const starts = await startTimes(kinds, folder, node, quick ? 2 : 5);
    const running = {};
    try {
      for (const [name, kind] of Object.entries(kinds)) running[name] = await kind(folder, node);
      await sleep(1500);
      const idle = Object.fromEntries(Object.entries(running).map(([name, { pid }]) => [name, memoryOf(pid)]));
      reportStarts(starts, idle);
      await reads(running, folder, quick);
      await writes(running, quick);
    } finally {
      for (const { stop } of Object.values(running)) await stop();
    }
  } finally {
    folder.remove();
  }
}

// ---- the servers ------------------------------------------------------------------------------------------------

async function bare(folder, node) {
  const files = folder.fresh();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = await startAndAsk(
    [node, `${root}bench/support/bare-server.mjs`, String(port), files, 'bench-token'],
    `${url}/`,
    cleanEnvironment(),
  );
  return { ...started, token: 'bench-token', at: (path) => `${url}/${path}`, files };
}

async function ours(folder, node) {
  const at = folder.fresh();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    join(at, 'setup.json'),
    JSON.stringify({ domains: [{ name: 'my-org', owner: '111122223333', repositories: ['bench'] }] }),
  );
  const command = [
    node,
    `${root}dist/cli/index.js`,
    'local',
    '--port',
    String(port),
    '--account',
    '111122223333',
    '--offline',
    '--log',
    'none',
    '--setup',
    join(at, 'setup.json'),
  ];
  const started = await startAndAsk(command, `${url}/_local/health`, cleanEnvironment(KEYS));
  return { ...started, token: await tokenOf(url), at: (path) => npmEndpoint(url, 'bench') + path };
}

async function verdaccio(folder, node) {
  const at = folder.fresh();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(at, 'storage'));
  const config = {
    storage: join(at, 'storage'),
    auth: { htpasswd: { file: join(at, 'htpasswd'), rounds: 4 } },
    packages: { '**': { access: '$authenticated', publish: '$authenticated', unpublish: '$authenticated' } },
    web: { enable: false },
    max_body_size: '500mb',
    userRateLimit: { windowMs: 1000, max: 1_000_000 },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  };
  writeFileSync(join(at, 'config.yaml'), JSON.stringify(config));
  const program = join(process.env.BENCH_VERDACCIO, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  const started = await startAndAsk(
    [node, program, '--config', join(at, 'config.yaml'), '--listen', `127.0.0.1:${port}`],
    `${url}/-/ping`,
    cleanEnvironment({ HOME: at }),
  );
  const user = { name: 'bench', password: 'bench-password-1' };
  const answer = await send(`${url}/-/user/org.couchdb.user:bench`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(user),
  });
  if (answer.status !== 201) throw new Error(`verdaccio takes no user: ${answer.status} ${answer.body}`);
  return { ...started, token: JSON.parse(answer.body).token, at: (path) => `${url}/${path}` };
}

async function startTimes(kinds, folder, node, rounds) {
  const found = Object.fromEntries(Object.keys(kinds).map((name) => [name, { walls: [], cpus: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, kind] of Object.entries(kinds)) {
      const { wall, cpu, stop } = await kind(folder, node);
      await stop();
      found[name].walls.push(wall);
      found[name].cpus.push(cpu);
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, { walls, cpus }]) => [name, { wall: median(walls), cpu: least(cpus) }]),
  );
}

function reportStarts(starts, idle) {
  const of = (what, goalBare, goalPeer) => [
    [`${what}, ours to bare`, ratio(starts.ours[what], starts.bare[what]), goalBare],
    ...(starts.verdaccio
      ? [[`${what}, ours to verdaccio`, ratio(starts.ours[what], starts.verdaccio[what]), goalPeer]]
      : []),
  ];
  report(`start to the first answer, Node ${process.version}`, [
    ...of('wall', 'at most 3, goal 1.8', 'at most 0.25, goal 0.14'),
    ...of('cpu', '', ''),
    ...(idle.verdaccio
      ? [['idle memory, ours to verdaccio', ratio(idle.ours, idle.verdaccio), 'at most 0.7, goal 0.55']]
      : []),
    [
      `idle memory, MiB: ${Object.keys(idle).join('; ')}`,
      Object.values(idle)
        .map((each) => each.toFixed(0))
        .join('; '),
      '',
    ],
  ]);
}

// ---- reading ----------------------------------------------------------------------------------------------------

const put = async ({ token, at }, name, version, body) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await send(at(encoded(name)), { method: 'PUT', headers, body });
  if (answer.status >= 300) throw new Error(`${name}@${version}: ${answer.status} ${answer.body}`);
};

/** The same packages into every registry, and what they answer as files into the bare one. */
async function fill(running) {
  const registries = Object.entries(running).filter(([name]) => name !== 'bare');
  const long = { keywords: Array.from({ length: 400 }, (_, index) => `keyword-number-${index}`) };
  for (const [, registry] of registries) {
    await put(registry, 'small', '1.0.0', publishDocument('small', '1.0.0', tarball('small', '1.0.0', 10_000)));
    await put(registry, 'large', '1.0.0', publishDocument('large', '1.0.0', tarball('large', '1.0.0', 1 << 20)));
    for (let index = 0; index < 120; index++) {
      const version = `1.0.${index}`;
      await put(registry, 'many', version, publishDocument('many', version, tarball('many', version), long));
    }
  }
  const authorization = `Bearer ${running.ours.token}`;
  for (const path of ['small', 'many']) {
    const { body } = await send(running.ours.at(path), { headers: { authorization } });
    writeFileSync(join(running.bare.files, encodeURIComponent(`/${path}`)), body);
  }
  for (const [name, size] of [
    ['small', 10_000],
    ['large', 1 << 20],
  ]) {
    writeFileSync(
      join(running.bare.files, encodeURIComponent(`/${name}/-/${name}-1.0.0.tgz`)),
      tarball(name, '1.0.0', size),
    );
  }
}

const READS = [
  {
    what: 'small packument',
    path: 'small',
    requests: 4000,
    peer: 100,
    goal: 'at most 4, goal 2',
    peerGoal: 'at least 8, goal 15',
  },
  {
    what: '1 MB packument',
    path: 'many',
    requests: 600,
    peer: 20,
    goal: 'at most 4, goal 1.2',
    peerGoal: 'at least 50, goal 100',
  },
  {
    what: '10 KB tarball',
    path: 'small/-/small-1.0.0.tgz',
    requests: 4000,
    peer: 100,
    goal: 'at most 4, goal 2',
    peerGoal: 'at least 8, goal 12',
  },
  {
    what: '1 MB tarball',
    path: 'large/-/large-1.0.0.tgz',
    requests: 600,
    peer: 100,
    goal: 'at most 4, goal 1.2',
    peerGoal: 'at least 2, goal 3',
  },
];

async function reads(running, _folder, quick) {
  await fill(running);
  for (const { what, path, requests, peer, goal, peerGoal } of READS) {
    const found = Object.fromEntries(Object.keys(running).map((name) => [name, { rates: [], cpus: [] }]));
    for (let round = 0; round < (quick ? 2 : 5); round++) {
      for (const [name, { pid, token, at }] of Object.entries(running)) {
        const count = Math.ceil((name === 'verdaccio' ? peer : requests) / (quick ? 4 : 1));
        const { perSecond, cpu } = await load(pid, { url: at(path), token, requests: count });
        found[name].rates.push(perSecond);
        found[name].cpus.push(cpu);
      }
    }
    const { bare: floor, ours: us, verdaccio: them } = found;
    report(`GET ${what}`, [
      ['server CPU a request, ours to bare', ratio(least(us.cpus), least(floor.cpus)), goal],
      ['requests a second, ours to bare', ratio(median(us.rates), median(floor.rates)), ''],
      ...(them
        ? [
            ['requests a second, ours to verdaccio', ratio(median(us.rates), median(them.rates)), peerGoal],
            ['server CPU a request, verdaccio to ours', ratio(least(them.cpus), least(us.cpus)), ''],
          ]
        : []),
      [
        'server CPU a request, ms',
        Object.values(found)
          .map(({ cpus }) => least(cpus).toFixed(3))
          .join('; '),
        Object.keys(found).join('; '),
      ],
    ]);
  }
}

// ---- writing ----------------------------------------------------------------------------------------------------

/** One version after the other; the CPU of the server for each tenth of them, so that other work here does not count. */
async function putMany(registry, count) {
  const bodies = Array.from({ length: count }, (_, index) =>
    publishDocument('grown', `2.0.${index}`, tarball('grown', `2.0.${index}`)),
  );
  const tenths = [];
  const begun = performance.now();
  const first = cpuOf(registry.pid);
  for (let part = 0; part < 10; part++) {
    const before = cpuOf(registry.pid);
    for (let index = (part * count) / 10; index < ((part + 1) * count) / 10; index++)
      await put(registry, 'grown', `2.0.${index}`, bodies[index]);
    tenths.push(cpuOf(registry.pid) - before);
  }
  return {
    wall: (performance.now() - begun) / count,
    cpu: (cpuOf(registry.pid) - first) / count,
    growth: tenths[9] / tenths[0],
    tenths,
  };
}

async function writes(running, quick) {
  const count = quick ? 200 : 1000;
  const floor = await putMany(running.bare, 200);
  const us = await putMany(running.ours, count);
  const them = running.verdaccio && (await putMany(running.verdaccio, 200));
  report(`PUT ${count} versions of one npm package, one after the other`, [
    ['server CPU, last tenth to first tenth', us.growth.toFixed(2), 'at most 2, goal 1.3'],
    ['server CPU a publish, ours to bare (which only stores the document)', ratio(us.cpu, floor.cpu), ''],
    ...(them
      ? [
          [
            'server CPU a publish, ours to verdaccio (200 versions there)',
            `1/${ratio(them.cpu, us.cpu)}`,
            'at most 1/6, goal 1/12',
          ],
          ['wall a publish, ours to verdaccio', `1/${ratio(them.wall, us.wall)}`, ''],
          ['verdaccio, last tenth to first tenth of 200', them.growth.toFixed(2), ''],
        ]
      : []),
    ['server CPU a publish, ms: bare; ours', `${floor.cpu.toFixed(2)}; ${us.cpu.toFixed(2)}`, ''],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await server();
