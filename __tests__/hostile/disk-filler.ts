// A process for full-disk.test.ts, in a small file system of its own. `fill DIR` publishes until nothing more is taken,
// takes the last byte of room and ends without closing; `start DIR` starts when there is not even a reserve; `use DIR`
// starts on the full disk and makes room. All write what they saw as JSON. Runs as it is on a Node that strips types.
import { appendFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openLocalRegistry } from '../../src/local/server.ts';
import { at, type Bench, bench, exceptionOf, npm } from '../local/registry/bench.ts';

const [mode = '', data = ''] = process.argv.slice(2);
const PACKAGE = npm('a', 'acme');
const publish = (b: Bench, n: number) =>
  b.publish('dev', PACKAGE, `1.0.${n}`, {
    files: { 'package.tgz': `${n} `.repeat(100_000) },
    metadata: { text: `${n}` },
  });

async function fill(): Promise<unknown> {
  const b = await bench({ data });
  b.repository('dev');
  const acknowledged: string[] = [];
  let refused = '';
  for (let n = 0; refused === '' && n < 1000; n++) {
    refused = await exceptionOf(() => publish(b, n));
    if (refused === 'none') {
      acknowledged.push(`1.0.${n}`);
      refused = '';
    }
  }
  takeAll();
  return { acknowledged, refused };
}

function takeAll(): void {
  try {
    for (;;) appendFileSync(join(data, '..', 'others'), Buffer.alloc(1000));
  } catch {
    // There is no room for another byte.
  }
}

/** Without even the reserve, and with a setup that wants to write. */
async function start(): Promise<unknown> {
  rmSync(join(data, 'reserve'), { force: true });
  takeAll();
  const setup = { domains: [{ name: 'other', owner: '111122223333', repositories: ['dev'] }] };
  const local = await openLocalRegistry({ data, setup, offline: true });
  const versions = local.registry.versions.list(at('dev'), PACKAGE, {}, { maxResults: 1000 });
  await local.close();
  return { notices: local.notices, versions: versions.items.map(({ version }) => version) };
}

async function use(): Promise<unknown> {
  const b = await bench({ data });
  const before = b.versions('dev', PACKAGE);
  const read: string[] = [];
  for (const version of before) {
    const asset = await b.serve('dev').openAsset(PACKAGE, version, 'package.tgz');
    if (asset) read.push((await b.read(asset)).split(' ')[0] as string);
  }
  const refused = await exceptionOf(() => publish(b, 5000));
  const deleted: string[] = [];
  for (const version of before) {
    const { successful } = b.registry.versions.delete(at('dev'), PACKAGE, { versions: [version] });
    deleted.push(...Object.keys(successful));
  }
  const collected = await b.registry.collectGarbage(0);
  const stillRefused = await exceptionOf(() => publish(b, 5000));
  const emptied = await b.registry.emptyTrash();
  const afterwards = await exceptionOf(() => publish(b, 5001));
  const after = b.versions('dev', PACKAGE);
  await b.close();
  return {
    notices: b.registry.notices,
    before,
    read,
    refused,
    deleted,
    collected,
    stillRefused,
    emptied,
    afterwards,
    after,
  };
}

const work = { fill, start, use }[mode] as () => Promise<unknown>;
writeSync(1, `${JSON.stringify(await work())}\n`);
// As if it were killed: nothing is closed.
if (mode === 'fill') process.kill(process.pid, 'SIGKILL');
