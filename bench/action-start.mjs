// Cold start of the action with a missing input, against `node -e 0` and, where a checkout is named in
// BENCH_CONFIGURE_AWS_CREDENTIALS, against the committed bundle of aws-actions/configure-aws-credentials.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, interleaved, measure, ratio, report } from './measure.mjs';
import { workFolder } from './support/work-folder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function actionStart({ node = process.execPath, rounds = 15 } = {}) {
  const work = workFolder('action');
  const folder = work.path;
  const files = Object.fromEntries(
    ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY', 'GITHUB_PATH'].map((name) => [
      name,
      join(folder, name),
    ]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const env = cleanEnvironment({ ...files, GITHUB_ACTIONS: 'true', RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder });
  const peer = process.env.BENCH_CONFIGURE_AWS_CREDENTIALS;
  const peerBundle = peer && join(peer, 'dist', 'index.js');
  const variants = {
    empty: () => measure([node, '-e', '0'], { env }),
    ours: () => measure([node, join(root, 'dist', 'main', 'index.js')], { env }),
    post: () => measure([node, join(root, 'dist', 'post', 'index.js')], { env }),
    ...(peerBundle && existsSync(peerBundle) ? { peer: () => measure([node, peerBundle], { env }) } : {}),
  };
  const { empty, ours, post, peer: theirs } = await interleaved(variants, rounds);
  if (ours.statuses.join() !== '1') throw new Error(`the action ended with ${ours.statuses} instead of 1`);
  report(`cold start of the action, missing input, CPU, Node ${(await version(node)).trim()}`, [
    ['ours to `node -e 0`', ratio(ours.cpu, empty.cpu), 'at most 1.6'],
    ['post to `node -e 0`', ratio(post.cpu, empty.cpu), ''],
    ['ours to configure-aws-credentials', theirs ? ratio(ours.cpu, theirs.cpu) : 'no peer', 'at most 0.30'],
    ['ours, ms', ours.cpu.toFixed(0), ''],
  ]);
  work.remove();
  return { toEmpty: ours.cpu / empty.cpu, toPeer: theirs && ours.cpu / theirs.cpu };
}

async function version(node) {
  const { execFileSync } = await import('node:child_process');
  return execFileSync(node, ['--version'], { encoding: 'utf8' });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await actionStart({ node: process.argv[2] ?? process.execPath });
