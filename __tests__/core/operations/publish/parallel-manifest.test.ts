// Publishes of one run that end at the same moment write one manifest: nothing that one of them put there is lost.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { MANIFEST_SCHEMA, type ReleaseManifest } from '../../../../src/core/documents/manifest.ts';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import { writeReleaseManifest } from '../../../../src/core/operations/publish/release-manifest.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { handSetClock, QUIET_PROCESSES, recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();
const manifestOf = (name: string): ReleaseManifest => ({
  schema: MANIFEST_SCHEMA,
  ...{ domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' },
  origin: { run: 'https://github.com/acme/app/actions/runs/7' },
  versions: [{ purl: `pkg:npm/${name}@1.0.0`, revision: 'r', assets: [], outcome: 'published' }],
});
const namesIn = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as ReleaseManifest).versions.map(({ purl }) => purl).sort();

test('thirty at once, each a process of its own as far as files go: all are in it, and no lock stays', async () => {
  const at = folder();
  const path = join(at, 'out', 'release.json');
  const names = Array.from({ length: 30 }, (_, index) => `part-${index}`);
  const hosts = names.map(() => recordingHost({ folder: at }));
  await Promise.all(
    hosts.map((host, index) =>
      writeReleaseManifest(
        path,
        manifestOf(names[index] ?? ''),
        { tried: [], placeOf: (text) => text, isNewer: () => false },
        host,
      ),
    ),
  );
  for (const host of hosts) host.close();
  expect(namesIn(path)).toEqual(names.map((name) => `pkg:npm/${name}@1.0.0`).sort());
  expect(readdirSync(join(at, 'out'))).toEqual(['release.json']);
});

test.each([
  ['of a process that is gone', { pid: 77 }, true],
  ['of a process that runs: for at most half a minute', { pid: 78 }, false],
])('a lock %s', async (_, process, isAtOnce) => {
  const at = folder();
  const clock = handSetClock();
  const processes = { ...QUIET_PROCESSES, isRunning: ({ pid }: { pid: number }) => pid !== 77 };
  const host = recordingHost({ folder: at, clock, processes });
  const path = join(at, 'release.json');
  writeFileSync(`${path}.lock`, `${clock.now()} 0.5\n${JSON.stringify({ machine: processes.machine(), process })}`);
  const start = clock.now();
  await writeReleaseManifest(path, manifestOf('a'), { tried: [], placeOf: (text) => text, isNewer: () => false }, host);
  const waited = clock.now() - start;
  if (isAtOnce) expect(waited).toBeLessThan(1000);
  else {
    expect(waited).toBeGreaterThanOrEqual(30_000);
    expect(host.lines.join('\n')).toContain('is held by another publish');
  }
  expect(readdirSync(at)).toEqual(['release.json']);
  host.close();
});

test('one that others take again and again: said within a minute, with what helps', async () => {
  const at = folder();
  const clock = handSetClock();
  const path = join(at, 'release.json');
  const busy = () => writeFileSync(`${path}.lock`, `${clock.now()} 0.5\n{}`);
  const sleep: typeof clock.sleep = async (...given) => {
    await clock.sleep(...given);
    busy();
  };
  const host = recordingHost({ folder: at, clock: { ...clock, sleep } });
  busy();
  const ended = await writeReleaseManifest(
    path,
    manifestOf('a'),
    { tried: [], placeOf: (text) => text, isNewer: () => false },
    host,
  ).catch((error: unknown) => error);
  expect(ended).toBeInstanceOf(RegistryError);
  expect(ended).toMatchObject({ code: 'CA-FILE-003', remedy: expect.stringContaining(`remove ${path}.lock`) });
  host.close();
});
