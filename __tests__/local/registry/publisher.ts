// A process for durability.test.ts to kill. `publish DIR ROUND` publishes without end and writes a line for each
// acknowledgement; `verify DIR` writes what is there as JSON. Runs as it is on a Node that strips types.
import { createHash } from 'node:crypto';
import { readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { checkDataFolder } from '../../../src/local/registry/check-folder.ts';
import { at, type Bench, bench, DOMAIN, npm, pypi } from './bench.ts';

const [mode = '', data = '', round = '0'] = process.argv.slice(2);

async function publishWithoutEnd(b: Bench): Promise<void> {
  const worker = async (lane: number): Promise<void> => {
    for (let n = 0; ; n++) {
      const version = `${round}.${lane}.${n}`;
      // Every third is large enough to be streamed; every second shares its bytes with another version.
      const bytes = n % 3 === 0 ? `${version} `.repeat(40_000) : `content ${round} ${n >> 1}`;
      await b.publish('dev', npm(`p${lane}`), version, { files: { 'package.tgz': bytes }, tags: ['latest'] });
      writeSync(1, `ack npm p${lane} ${version} ${createHash('sha256').update(bytes).digest('hex')}\n`);
      const file = `lib-${round}-${lane}-${n}.whl`;
      await b
        .publish('dev', pypi('lib'), '1.0', { files: { [file]: bytes }, assetPolicy: 'open' })
        .catch(() => undefined);
      if (n % 4 === 0) {
        await b.registry.versions.copy({
          ...DOMAIN,
          sourceRepository: 'dev',
          destinationRepository: 'prod',
          package: npm(`p${lane}`),
          versions: [version],
        });
        writeSync(1, `copied npm p${lane} ${version}\n`);
      }
    }
  };
  await Promise.all([0, 1, 2].map(worker));
}

async function verify(b: Bench): Promise<void> {
  const held: Record<string, string> = {};
  const problems: string[] = [];
  const blobs = new Map<string, number>();
  for (const repository of ['dev', 'prod']) {
    for (const ref of b.registry.packages.list(at(repository), {}, { maxResults: 1000 }).items) {
      for (const version of b.versions(repository, ref)) {
        const { items } = b.registry.versions.assets(at(repository), ref, version, { maxResults: 1000 });
        if (items.length === 0) problems.push(`${repository} ${ref.name} ${version} has no assets`);
        for (const asset of items) {
          const stored = await b.serve(repository).openAsset(ref, version, asset.name);
          const hash = createHash('sha256');
          if (stored) for await (const chunk of b.registry.readBlob(stored)) hash.update(chunk);
          const digest = hash.digest('hex');
          if (digest !== asset.digests['SHA-256'])
            problems.push(`${repository} ${ref.name} ${version} ${asset.name} has other bytes`);
          blobs.set(digest, asset.size ?? 0);
          held[`${repository} ${ref.format} ${ref.name} ${version}`] = digest;
        }
      }
    }
  }
  const size = [...blobs.values()].reduce((sum, one) => sum + one, 0);
  const counted = b.registry.domains.describe(DOMAIN).assetSizeBytes;
  if (size !== counted) problems.push(`the domain counts ${counted} bytes, its assets have ${size}`);
  const arriving = readdirSync(join(data, 'incoming'));
  if (arriving.length > 0) problems.push(`${arriving.length} half-written files are left`);
  const served = await b.serve('dev').findPackage(npm('p0'));
  await b.close();
  const report = await checkDataFolder(data, false);
  if (!report.isWhole) problems.push(...report.lines);
  process.stdout.write(JSON.stringify({ held, problems, tags: served?.tags }));
}

const b = await bench({ data });
if (b.registry.repositories.listInDomain(DOMAIN).items.length === 0)
  for (const name of ['dev', 'prod']) b.repository(name);
writeSync(2, 'open\n');
if (mode === 'publish') await publishWithoutEnd(b);
await verify(b);
