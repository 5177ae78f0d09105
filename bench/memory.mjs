// Memory that must not depend on sizes: publishing a 200 MB npm tarball (against `npm publish` of the same file), and a
// generic asset of 2 GiB up and down (against a bare node:http server that computes the same four digests).
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { root, startServer } from './local-server.mjs';
import { cleanEnvironment, measure, ratio, report } from './measure.mjs';
import { DOMAIN, KEYS, largeTarball, npmEndpoint, SIGNATURE, tokenOf } from './support/npm-packages.mjs';
import { forgetPeak, freePort, memoryOf, peakOf, startAndAsk } from './support/processes.mjs';
import { workFolder } from './support/work-folder.mjs';

const MIB = 1024 * 1024;

export async function memory({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const folder = workFolder('memory');
  const server = await startServer({
    setup: { domains: [{ name: DOMAIN.domain, owner: DOMAIN.owner, repositories: ['ours', 'peer', 'assets'] }] },
    node,
  });
  try {
    await tarballOf(quick ? 50 : 200, { folder, server, node });
    await assetOf(quick ? 256 : 2048, { folder, server, node });
  } finally {
    await server.stop();
    folder.remove();
  }
}

async function tarballOf(size, { folder, server, node }) {
  const file = join(folder.fresh(), 'bench-large-1.0.0.tgz');
  await largeTarball(file, 'bench-large', '1.0.0', size * MIB);
  const home = folder.fresh();
  const endpoint = npmEndpoint(server.url, 'peer');
  writeFileSync(
    join(home, '.npmrc'),
    `registry=${endpoint}\n${endpoint.replace('http:', '')}:_authToken=${await tokenOf(server.url)}\n`,
  );
  const env = cleanEnvironment({
    ...KEYS,
    HOME: home,
    AWS_ENDPOINT_URL: server.url,
    npm_config_update_notifier: 'false',
  });
  const idle = memoryOf(server.pid);
  forgetPeak(server.pid);
  const ours = await measure(
    [node, `${root}dist/cli/index.js`, 'publish', ...place('ours'), '--packages', file, '--quiet'],
    { env, cwd: home },
  );
  const served = peakOf(server.pid) - idle;
  const npm = await measure(['npm', 'publish', file], { env, cwd: home });
  const status = (run) => (run.status === 0 ? '' : `, exit ${run.status}`);
  report(`publish an npm tarball of ${(statSync(file).size / MIB).toFixed(0)} MiB`, [
    [`peak memory of ours, MiB${status(ours)}`, ours.memory.toFixed(0), 'at most 160'],
    [`peak memory of npm publish, MiB${status(npm)}`, npm.memory.toFixed(0), ''],
    ['ours to npm publish', `1/${ratio(npm.memory, ours.memory)}`, 'at most 1/6, goal 1/12'],
    ['growth of the server over idle, MiB', served.toFixed(0), 'at most 64, goal 32'],
  ]);
}

async function assetOf(size, { folder, server, node }) {
  const file = join(folder.fresh(), 'asset.bin');
  await fill(file, size);
  const sha256 = await digestOf(file);
  const home = folder.fresh();
  const env = cleanEnvironment({ ...KEYS, HOME: home, AWS_ENDPOINT_URL: server.url });
  const bareFolder = folder.fresh();
  const port = await freePort();
  const bareUrl = `http://127.0.0.1:${port}`;
  const bare = await startAndAsk(
    [node, `${root}bench/support/bare-server.mjs`, String(port), bareFolder, 'bench-token'],
    `${bareUrl}/`,
    cleanEnvironment(),
  );
  try {
    const target = `${server.url}/v1/package/version/publish?domain=${DOMAIN.domain}&domain-owner=${DOMAIN.owner}&repository=assets&format=generic&namespace=bench&package=large&version=1.0.0&asset=asset.bin`;
    const back = `${server.url}/v1/package/version/asset?domain=${DOMAIN.domain}&domain-owner=${DOMAIN.owner}&repository=assets&format=generic&namespace=bench&package=large&version=1.0.0&asset=asset.bin`;
    const signed = { authorization: SIGNATURE, 'x-amz-date': '20260101T000000Z' };
    const bearer = { authorization: 'Bearer bench-token' };
    const idle = memoryOf(server.pid);
    forgetPeak(server.pid);
    const barePut = await up(`${bareUrl}/asset.bin`, 'PUT', file, bearer);
    const put = await up(target, 'POST', file, {
      ...signed,
      'x-amz-content-sha256': sha256,
      'content-type': 'application/octet-stream',
    });
    const afterPut = peakOf(server.pid) - idle;
    forgetPeak(server.pid);
    const bareGet = await down(`${bareUrl}/asset.bin`, bearer);
    const get = await down(back, signed);
    const afterGet = peakOf(server.pid) - idle;
    const client = await measure(
      [
        node,
        `${root}dist/cli/index.js`,
        'publish',
        ...place('assets'),
        '--packages',
        file,
        '--versions',
        'generic:bench/large@2.0.0',
        '--quiet',
      ],
      { env, cwd: home },
    );
    report(`a generic asset of ${size} MiB`, [
      ['server, PUT: growth over idle, MiB', afterPut.toFixed(0), 'at most 64, goal 32'],
      ['server, GET: growth over idle, MiB', afterGet.toFixed(0), 'at most 64, goal 32'],
      [
        `client publishing it: peak, MiB${client.status === 0 ? '' : `, exit ${client.status}`}`,
        client.memory.toFixed(0),
        'at most 160, goal 100',
      ],
      ['wall of PUT, ours to bare with the same digests', ratio(put.wall, barePut.wall), 'at most 1.5, goal 1.15'],
      ['wall of GET, ours to bare', ratio(get.wall, bareGet.wall), ''],
      ['what came back has the same sha256', get.sha256 === sha256 ? 'yes' : 'NO', ''],
    ]);
  } finally {
    await bare.stop();
  }
}

const place = (repository) => ['--domain', DOMAIN.domain, '--domain-owner', DOMAIN.owner, '--repository', repository];

function fill(file, size) {
  const block = Buffer.alloc(MIB);
  return pipeline(
    Readable.from(
      (function* () {
        for (let index = 0; index < size; index++) {
          block.writeUInt32LE(index, 0);
          yield Buffer.from(block);
        }
      })(),
    ),
    createWriteStream(file),
  );
}

async function digestOf(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: MIB })) hash.update(chunk);
  return hash.digest('hex');
}

function answerOf(sent) {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', resolve);
  });
}

async function up(url, method, file, headers) {
  const begun = performance.now();
  const sent = request(url, { method, headers: { ...headers, 'content-length': statSync(file).size } });
  const answered = answerOf(sent);
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), sent);
  const answer = await answered;
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  if (answer.statusCode !== 200) throw new Error(`${method} ${url}: ${answer.statusCode} ${Buffer.concat(chunks)}`);
  return { wall: performance.now() - begun };
}

async function down(url, headers) {
  const begun = performance.now();
  const sent = request(url, { headers });
  sent.end();
  const answer = await answerOf(sent);
  const hash = createHash('sha256');
  for await (const chunk of answer) hash.update(chunk);
  if (answer.statusCode !== 200) throw new Error(`GET ${url}: ${answer.statusCode}`);
  return { wall: performance.now() - begun, sha256: hash.digest('hex') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await memory();
