// Made-up versions of every format, promoted to another domain: the same names with the same bytes arrive, the second run
// writes nothing, and a run that died at any write is completed by the next. Seeded; the fast lane takes fewer.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { purl } from '../../../../src/core/model/coordinates.ts';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane, sampled } from '../../../support/lane.ts';
import { pick, random } from '../../../support/packages/config-samples.ts';
import { buildJar, pomText } from '../../../support/packages/maven-package.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import { buildSdist, buildWheel } from '../../../support/packages/python-package.ts';
import { mortal } from '../../../support/programs/kill.ts';
import { sideOf } from '../../../support/worlds/release-world.ts';
import { HERE, openTwoDomains, THERE, type TwoDomains } from '../../../support/worlds/two-domains.ts';

jest.setTimeout(byLane(240_000, 3600_000));

const folder = temporaryFolders();
let world: TwoDomains | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

type Next = () => number;
const upTo = (most: number, next: Next) => Math.floor(next() * (most + 1));
const text = (letters: readonly string[], most: number, next: Next) =>
  Array.from({ length: 1 + upTo(most - 1, next) }, () => pick(letters, next)).join('');

const PLAIN = [...'abcdefgXYZ0189'];
const ODD = [...PLAIN, ..."-_.+~!@=()[]{}&,;^$'%", 'ü', 'ß', '名', 'é', '😀'];
const ENDINGS = [
  'jar',
  'war',
  'tar.gz',
  'tar.zst',
  'json',
  'txt',
  'module',
  'so.1',
  'cdx.xml',
  'exe',
  'pom',
  'klib',
  'bin',
];
const SIGNATURES = ['asc', 'sigstore.json', 'sig', 'asc.sigstore'];

/** A file name that the layout can hold, and that is not the name of a checksum or of a list. */
function mavenName(stem: string, next: Next): string {
  const name = pick(
    [
      () => `${stem}-${text(PLAIN, 12, next)}.${pick(ENDINGS, next)}`,
      () => `${stem}.${pick(ENDINGS, next)}`,
      () => `${text(ODD, 20, next)}.${pick(ENDINGS, next)}`,
      () => text(ODD, 30, next),
      () => `${'x'.repeat(200 + upTo(40, next))}.${pick(ENDINGS, next)}`,
      () => pick(['NOTICE.txt', 'LICENSE', 'sbom.json', 'SHA256SUMS', 'lib.sha1.txt', 'archetype-catalog.xml'], next),
    ],
    next,
  )();
  const signed = next() < 0.3 ? `${name}.${pick(SIGNATURES, next)}` : name;
  // Of a name that was cut nobody knows what it ends in.
  const cut = [...signed].slice(0, 254).join('');
  return /^\.+$/.test(cut) || /\.(md5|sha1|sha256|sha512)$/.test(cut) ? `${cut}_` : cut;
}

function bytes(next: Next): string {
  return next() < 0.05 ? '' : text(ODD, next() < 0.1 ? 5000 : 50, next);
}

/** Puts some versions of each format into the source. */
async function fill(at: TwoDomains, next: Next, most: number): Promise<VersionReference[]> {
  const refs: VersionReference[] = [];
  for (let count = 1 + upTo(most, next); count > 0; count--) {
    const version = pick(['1.0', '1.0+b~1', '2.0-RC.1', '1', '3.0.0_x'], next);
    const ref: VersionReference = { format: 'maven', namespace: 'com.acme', name: `lib-${count}`, version };
    const of = {
      groupId: 'com.acme',
      artifactId: ref.name,
      version,
      packaging: pick(['jar', 'maven-plugin', 'pom'], next),
    };
    const stem = `${ref.name}-${version}`;
    const files: Record<string, string | Uint8Array> = {};
    if (next() < 0.8) files[`${stem}.pom`] = next() < 0.9 ? pomText(of) : bytes(next);
    if (next() < 0.8) files[`${stem}.jar`] = next() < 0.8 ? await buildJar(of) : bytes(next);
    for (let more = 1 + upTo(5, next); more > 0; more--) files[mavenName(stem, next)] = bytes(next);
    await at.putMaven(ref, files);
    refs.push(ref);
  }
  for (let count = upTo(most, next); count > 0; count--) {
    const ref: VersionReference = { format: 'generic', namespace: 'acme', name: `files-${count}`, version: '1.0.0' };
    const letters = [...PLAIN, ...'~!@^&()-_+[]{};,.`', 'ü', 'ß', '名'];
    const files: Record<string, string> = {};
    for (let more = 1 + upTo(4, next); more > 0; more--) files[`${text(letters, 40, next)} x`] = bytes(next) || 'x';
    await at.putGeneric(ref, files);
    refs.push(ref);
  }
  const version = `1.${upTo(9, next)}.${upTo(9, next)}`;
  const built = join(at.folder, `built-${version}`);
  await mkdir(built, { recursive: true });
  for (let count = upTo(most, next); count > 0; count--) {
    const manifest = count > 1 ? { dependencies: { '@acme/part-1': '*' } } : {};
    await writeNpmPackage(join(built, `part-${count}.tgz`), { name: `@acme/part-${count}`, version, manifest });
    refs.push({ format: 'npm', namespace: 'acme', name: `part-${count}`, version });
  }
  for (let count = upTo(most, next); count > 0; count--) {
    const name = `acme-core-${count}`;
    const files = [
      await buildWheel({ name, version }),
      ...(next() < 0.6 ? [await buildSdist({ name, version }, pick(['.tar.gz', '.zip'], next))] : []),
    ];
    for (const { fileName, data } of files) await writeFile(join(built, fileName), data);
    refs.push({ format: 'pypi', name, version });
  }
  for (let count = upTo(most, next); count > 0; count--) {
    await writeFile(
      join(built, `Acme.Lib${count}.${version}.nupkg`),
      await buildNupkg({ id: `Acme.Lib${count}`, version }),
    );
    refs.push({ format: 'nuget', name: `acme.lib${count}`, version });
  }
  if (refs.some(({ format }) => format === 'npm' || format === 'pypi' || format === 'nuget')) await at.publish([built]);
  return refs;
}

async function all(at: TwoDomains, refs: readonly VersionReference[], place: typeof HERE) {
  return Promise.all(refs.map(async (ref) => [purl(ref), await at.held(ref, place)]));
}

async function expectArrived(at: TwoDomains, refs: readonly VersionReference[]): Promise<void> {
  expect(await all(at, refs, THERE)).toEqual(await all(at, refs, HERE));
  const again = await at.planAcross({ coordinates: refs.map(purl) });
  expect(again.items.map(({ action, reason }) => [action, reason])).toEqual(
    refs.map(() => ['unchanged', expect.any(String)]),
  );
  at.writesSince();
  expect((await at.applyAcross(again)).outcomes.map(({ kind }) => kind)).toEqual(refs.map(() => 'unchanged'));
  expect(at.writesSince()).toEqual([]);
  expect(await at.leftOnDisk()).toEqual([]);
  expect(at.errors).toEqual([]);
}

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

describe('made-up versions', () => {
  test.each(sampled(seeds, 6, 5))('arrive whole, and once (seed %d)', async (seed) => {
    const at = await openTwoDomains(folder());
    world = at;
    const refs = await fill(at, random(seed), 3);
    const plan = await at.planAcross({ coordinates: refs.map(purl) });
    const report = await at.applyAcross(plan);
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(refs.map(() => ['promoted', undefined]));
    expect(report.warnings).toEqual([]);
    await expectArrived(at, refs);
  });
});

describe('a run that died', () => {
  const ways = seeds.flatMap((seed) =>
    (['before', 'after'] as const).flatMap((moment) =>
      (['the plan', 'a new plan'] as const).map((resume) => [seed, moment, resume] as const),
    ),
  );
  test.each(sampled(ways, 8, 6))('is completed (seed %d, %s a write, by %s)', async (seed, moment, resume) => {
    const at = await openTwoDomains(folder());
    world = at;
    const next = random(seed * 7919);
    const refs = await fill(at, next, 2);
    const plan = await at.planAcross({ coordinates: refs.map(purl) });
    // A version takes two writes for a file, and two more to become visible.
    const dying = mortal(at.host, 1 + upTo(refs.length * 6, next), moment);
    await at
      .applyAcross(plan, {
        host: dying.host,
        source: sideOf(at, HERE, { host: dying.host }),
        destination: sideOf(at, THERE, { host: dying.host }),
        journalPath: 'journal.jsonl',
        concurrency: 1 + upTo(3, next),
      })
      .catch(() => undefined);
    const again = resume === 'the plan' ? plan : await at.planAcross({ coordinates: refs.map(purl) });
    const { outcomes } = await at.applyAcross(again, { journalPath: 'journal.jsonl' });
    expect(outcomes.filter(({ kind }) => kind !== 'promoted' && kind !== 'unchanged')).toEqual([]);
    await expectArrived(at, refs);
  });
});
