// What the core itself costs with 50,000 versions, over a registry in the same process that answers at once: CPU,
// resident peak, the longest stretch in which the event loop does nothing else; and whether twice the versions cost
// twice as much. Each measurement is a process of its own. Limits are absolute: above one, the bench fails.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentBytes } from '../lib/core/documents/canonical.js';
import { planHash } from '../lib/core/documents/plan-hash.js';
import { report } from './measure.mjs';
import { measured } from './support/scale-process.mjs';
import { workFolder } from './support/work-folder.mjs';

/** Twice the work may cost so much more; a part of each measurement is a fixed cost, noise is on both. */
const MOST_GROWTH = 2.6;
const MOST_STRETCH_MS = 100;

/** CPU in s and peak in MiB at `size`; without a limit it is only shown. */
const SCENARIOS = [
  { name: 'plan', what: 'plan, 10 versions of each package', size: 50_000, cpu: 6, memory: 200 },
  { name: 'plan-one', what: 'plan, all of one package', size: 50_000, cpu: 6, memory: 200 },
  { name: 'plan-and-copy', what: 'plan and copy, 10 versions of each package', size: 50_000, cpu: 10, memory: 200 },
  { name: 'plan-and-copy-one', what: 'plan and copy, all of one package', size: 50_000, cpu: 10, memory: 200 },
  { name: 'chains', what: 'dependencies in chains, all named', size: 20_000, cpu: 6, memory: 200 },
  { name: 'found-chains', what: 'dependencies in chains, most found', size: 20_000, cpu: 6, memory: 200 },
  { name: 'wide', what: 'dependencies, twenty of each package', size: 20_000, cpu: 8, memory: 250 },
  { name: 'cycles', what: 'dependencies in cycles', size: 20_000, cpu: 6, memory: 200 },
  { name: 'survey', what: 'survey of a publish, one version of each package', size: 5_000, cpu: 3, memory: 150 },
  { name: 'survey-one', what: 'survey of a publish, all of one package', size: 5_000, cpu: 3, memory: 150 },
  { name: 'retire', what: 'retire by rules', size: 50_000, cpu: 10, stretch: undefined },
  { name: 'rollback', what: 'rollback of a run', size: 50_000, cpu: 10, stretch: undefined },
];

export async function scale({ quick = process.argv.includes('--quick'), node = process.execPath } = {}) {
  const only = process.argv.slice(2).filter((word) => SCENARIOS.some(({ name }) => name === word));
  const failures = [];
  const hold = (what, value, limit) => {
    if (limit !== undefined && !(value <= limit)) failures.push(`${what}: ${value.toFixed(2)}, at most ${limit}`);
    return limit === undefined ? '' : `at most ${limit}`;
  };
  for (const { name, what, size, cpu, memory, ...more } of SCENARIOS) {
    const mostStretch = 'stretch' in more ? more.stretch : MOST_STRETCH_MS;
    if (only.length > 0 && !only.includes(name)) continue;
    const count = quick ? size / 10 : size;
    const half = await measured(node, name, count / 2);
    const whole = await measured(node, name, count);
    const growth = whole.cpu / half.cpu;
    report(`${what}: ${count} versions`, [
      ['CPU, s', (whole.cpu / 1000).toFixed(2), hold(`${name}: CPU, s`, whole.cpu / 1000, cpu)],
      ['resident peak, MiB', whole.memory.toFixed(0), hold(`${name}: resident peak, MiB`, whole.memory, memory)],
      [
        'longest stretch, ms',
        whole.stretch.toFixed(0),
        hold(`${name}: longest stretch, ms`, whole.stretch, mostStretch),
      ],
      ['CPU, to half of the versions', growth.toFixed(2), quick ? '' : hold(`${name}: growth`, growth, MOST_GROWTH)],
    ]);
  }
  if (only.length === 0) await plansRead(node, quick, hold);
  if (failures.length > 0) throw new Error(`above the limit\n  ${failures.join('\n  ')}`);
}

async function plansRead(node, quick, hold) {
  const folder = workFolder('scale-plan');
  try {
    for (const [count, cpu, memory] of quick
      ? [[5_000]]
      : [
          [50_000, 3, 300],
          [200_000, 10, 800],
        ]) {
      const path = join(folder.fresh(), 'plan.json');
      await writePlan(path, count);
      const read = await measured(node, 'read-plan', count, path);
      report(`read a plan of ${count} versions`, [
        ['CPU, s', (read.cpu / 1000).toFixed(2), hold(`read-plan ${count}: CPU, s`, read.cpu / 1000, cpu)],
        [
          'resident peak, MiB',
          read.memory.toFixed(0),
          hold(`read-plan ${count}: resident peak, MiB`, read.memory, memory),
        ],
        [
          'longest stretch, ms',
          read.stretch.toFixed(0),
          count > 50_000 ? '' : hold('read-plan: longest stretch, ms', read.stretch, MOST_STRETCH_MS),
        ],
      ]);
    }
  } finally {
    folder.remove();
  }
}

/** A plan as `promote --dry-run` writes it. */
async function writePlan(path, count) {
  const place = { domain: 'my-org', domainOwner: '111122223333', region: 'eu-central-1' };
  const plan = {
    schema: 'codeartifact-ci/promotion-plan@1',
    createdAt: '2026-01-01T00:00:00.000Z',
    source: { ...place, repository: 'staging' },
    destination: { ...place, repository: 'prod' },
    mode: 'copy',
    includeFromUpstream: false,
    allowOverwrite: false,
    items: Array.from({ length: count }, (_, index) => ({
      purl: `pkg:npm/%40acme/package-${String(Math.floor(index / 10)).padStart(5, '0')}@1.0.${index % 10}`,
      action: 'copy',
      revision: `revision${String(index).padStart(12, '0')}=`,
      status: 'Published',
      assets: [{ name: 'package.tgz', size: index, sha256: index.toString(16).padStart(64, '0') }],
      before: null,
    })),
    tags: [],
    losses: [],
    warnings: [],
  };
  const file = createWriteStream(path);
  for (const piece of documentBytes({ ...plan, hash: planHash(plan) }))
    if (!file.write(piece)) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await scale();
