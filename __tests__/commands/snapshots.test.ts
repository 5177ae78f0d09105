// Snapshots of Maven through the commands: each build is published, promoted by its manifest, and rolled back to the one
// before, within a domain and between two.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeLayout } from '../support/packages/maven-package.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { openWorld, SETUP, type World } from '../support/worlds/release-world.ts';
import { SECRET, user } from '../support/worlds/sign-in-world.ts';
import { type Ended, type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

const OTHER = { domain: 'other-org', owner: ACCOUNT };
/** What docs/permissions.md says of rolling back, with what it says of snapshots. */
const on = (Resource: string, ...Action: string[]) => ({ Effect: 'Allow', Action, Resource });
const arn = (kind: string, rest: string) => `arn:aws:codeartifact:us-east-1:${ACCOUNT}:${kind}/${rest}`;
const operator = user('operator', [
  {
    Version: '2012-10-17',
    Statement: [
      on('*', 'sts:GetServiceBearerToken', 'codeartifact:GetAuthorizationToken'),
      on(
        arn('repository', 'my-org/*'),
        ...['DescribeRepository', 'GetRepositoryEndpoint', 'ReadFromRepository'].map((name) => `codeartifact:${name}`),
      ),
      on(
        arn('package', 'my-org/prod/*'),
        'codeartifact:DescribePackageVersion',
        'codeartifact:ListPackageVersions',
        'codeartifact:UpdatePackageVersionsStatus',
      ),
      on(
        arn('package', 'my-org/prod/maven/*'),
        ...['ListPackageVersionAssets', 'PublishPackageVersion', 'PutPackageMetadata'].map(
          (name) => `codeartifact:${name}`,
        ),
      ),
      on(arn('repository', 'my-org/prod'), 'codeartifact:CopyPackageVersions'),
      on(arn('package', 'my-org/prod/maven/*'), 'codeartifact:CopyPackageVersions'),
      on(
        arn('package', 'my-org/staging/maven/*'),
        'codeartifact:DescribePackageVersion',
        'codeartifact:ListPackageVersionAssets',
      ),
    ],
  },
]);

const folder = temporaryFolders();
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  const other = { name: OTHER.domain, owner: OTHER.owner, repositories: [{ name: 'prod' }] };
  at = await openWorld(home, { setup: { ...SETUP, domains: [...SETUP.domains, other], users: [operator] } });
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const domain = { domain: DOMAIN, 'domain-owner': ACCOUNT };
const FIRST = '1.0-20260102.030405-1';
const SECOND = '1.0-20260103.030405-2';
const THIRD = '1.0-20260104.030405-3';
const lib = { groupId: 'com.acme', artifactId: 'lib', version: '1.0-SNAPSHOT' };
const run = (command: typeof publishCommand, verb: 'publish' | 'promote' | 'rollback', given: Partial<Given>) =>
  runCommand(command, verb, { url: at.url, folder: home, ...given, inputs: { ...domain, ...given.inputs } });

/** Publishes a build as a folder that `mvn deploy` left, into `staging`, with a manifest of its own. */
async function publish(build: string, inputs: Given['inputs'] = {}): Promise<Ended> {
  const place = join(home, `built-${build}`);
  await writeLayout(place, { ...lib, answer: build }, { fileVersion: build, classifiers: ['sources'] });
  const given = { repository: 'staging', packages: place, manifest: join(home, `${build}.json`), ...inputs };
  return run(publishCommand, 'publish', { inputs: given });
}

type Way = { readonly name: string; readonly inputs: NonNullable<Given['inputs']>; readonly place: typeof OTHER };
const WAYS: readonly Way[] = [
  { name: 'within a domain', inputs: {}, place: { domain: DOMAIN, owner: ACCOUNT } },
  {
    name: 'between two domains',
    inputs: { 'destination-domain': OTHER.domain, 'destination-domain-owner': OTHER.owner },
    place: OTHER,
  },
];

const promote = (build: string, way: Way, inputs: Given['inputs'] = {}) =>
  run(promoteCommand, 'promote', {
    inputs: {
      ...{ 'source-repository': 'staging', 'destination-repository': 'prod', manifest: join(home, `${build}.json`) },
      ...way.inputs,
      ...inputs,
    },
  });
const rollback = (way: Way, given: Partial<Given> = {}) =>
  run(rollbackCommand, 'rollback', {
    ...given,
    inputs: { domain: way.place.domain, 'domain-owner': way.place.owner, repository: 'prod', ...given.inputs },
  });

const ref = { format: 'maven', namespace: 'com.acme', name: 'lib' } as const;
/** The build that a snapshot is for whoever installs it, as its files say; null where nobody gets one. */
async function installed({ place }: Pick<Way, 'place'>, repository = 'prod'): Promise<string | null> {
  const address = { domain: place.domain, domainOwner: place.owner, repository };
  const endpoint = await at.client.getRepositoryEndpoint(address, 'maven');
  const { token } = await at.client.getAuthorizationToken(address, 3600);
  const headers = { authorization: `Basic ${Buffer.from(`aws:${token.reveal()}`).toString('base64')}` };
  const get = (path: string) => fetch(`${endpoint}com/acme/lib/${path}`, { headers });
  const versions = await get('maven-metadata.xml');
  if (versions.status !== 200 || !(await versions.text()).includes('<version>1.0-SNAPSHOT</version>')) return null;
  const list = await (await get('1.0-SNAPSHOT/maven-metadata.xml')).text();
  const value = /<value>(.*?)<\/value>/.exec(list)?.[1];
  expect((await get(`1.0-SNAPSHOT/lib-${value}.jar`)).status).toBe(200);
  return value ?? null;
}
async function statuses({ place }: Pick<Way, 'place'>, repository = 'prod'): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const address = { domain: place.domain, domainOwner: place.owner, repository };
  for await (const { version, status } of at.client.listPackageVersions(address, ref)) found[version] = status;
  return found;
}
/** The run that published a build. */
async function runOf(build: string): Promise<string> {
  const lines = (await readFile(join(home, '.codeartifact-ci/journal.jsonl'), 'utf8')).split('\n');
  return (
    JSON.parse(lines.find((line) => line.includes('"upload"') && line.includes(build)) ?? '{}') as { run: string }
  ).run;
}
/** What became of each version, or was planned where nothing was begun. */
function kinds(ended: Ended): string[] {
  const { outcomes, plan } = jsonOf(ended) as { outcomes?: { kind: string }[]; plan?: { items: { action: string }[] } };
  return outcomes?.map(({ kind }) => kind) ?? plan?.items.map(({ action }) => action) ?? [];
}
const told = (ended: Ended) => `${resultOf(ended).lines.join('\n')}\n${ended.message}`;

describe.each(WAYS)('a snapshot $name', (way) => {
  test('is promoted by the manifest of each of its builds, and a rollback gives the build before', async () => {
    expect([kinds(await publish(FIRST)), kinds(await promote(FIRST, way))]).toEqual([['published'], ['promoted']]);
    expect(await installed(way)).toBe(FIRST);
    expect(kinds(await promote(FIRST, way))).toEqual(['unchanged']);

    expect(kinds(await publish(SECOND))).toEqual(['published']);
    const second = await promote(SECOND, way, { 'verify-by': 'download' });
    expect([kinds(second), await installed(way)]).toEqual([['promoted'], SECOND]);

    const back = await rollback(way);
    expect([back.exit, kinds(back), await installed(way)]).toEqual([0, ['changed'], FIRST]);
    expect(told(back)).toContain(`1.0-SNAPSHOT is ${FIRST} again`);
    const restored = await rollback(way, { extra: { restore: 'true' } });
    expect([restored.exit, kinds(restored), await installed(way)]).toEqual([0, ['changed'], SECOND]);
    expect([(await rollback(way)).exit, await installed(way)]).toEqual([0, FIRST]);
    expect([(await rollback(way)).exit, await installed(way)]).toEqual([0, null]);

    expect(kinds(await publish(THIRD))).toEqual(['published']);
    expect([kinds(await promote(THIRD, way)), await installed(way)]).toEqual([['promoted'], THIRD]);
  });

  test('is promoted as the build that it is, where it is named', async () => {
    await publish(FIRST);
    await publish(SECOND);
    const inputs = { manifest: '', versions: 'maven:com.acme:lib@1.0-SNAPSHOT' };
    const ended = await promote(SECOND, way, inputs);
    expect([kinds(ended), await installed(way)]).toEqual([['promoted'], SECOND]);
    expect(jsonOf(ended)).toMatchObject({ outcomes: [{ ref: { version: SECOND } }] });
    const back = await rollback(way, { inputs: { versions: 'maven:com.acme:lib@1.0-SNAPSHOT' } });
    expect([back.exit, await installed(way)]).toEqual([0, null]);
  });

  test('of an older build goes nowhere once the next one is published, and says so', async () => {
    await publish(FIRST);
    await publish(SECOND);
    const ended = await promote(FIRST, way);
    expect([ended.exit, kinds(ended), await installed(way)]).toEqual([5, ['conflict'], null]);
    expect(told(ended)).toContain(`1.0-SNAPSHOT in staging is ${SECOND} by now, and not ${FIRST}`);
  });

  test('takes the place of a newer build only with leave to overwrite', async () => {
    await publish(SECOND);
    await promote(SECOND, way);
    await publish(FIRST);
    expect(await installed({ place: WAYS[0]?.place as typeof OTHER }, 'staging')).toBe(FIRST);
    const held = await promote(FIRST, way);
    expect([held.exit, kinds(held), await installed(way)]).toEqual([5, ['conflict'], SECOND]);
    expect(told(held)).toContain('`allow-overwrite`');
    const forced = await promote(FIRST, way, { 'allow-overwrite': 'true' });
    expect([kinds(forced), await installed(way)]).toEqual([['promoted'], FIRST]);
    expect([(await rollback(way)).exit, await installed(way)]).toEqual([0, SECOND]);
  });

  test('is rolled back by the stored records alone, past a build that was rolled back before', async () => {
    for (const build of [FIRST, SECOND, THIRD]) {
      await publish(build);
      expect((await promote(build, way)).exit).toBe(0);
    }
    await rm(join(home, '.codeartifact-ci'), { recursive: true });
    const latest = () => rollback(way, { extra: { latest: 'true' } });
    const shown: (string | null)[] = [];
    for (let count = 0; count < 3; count++) {
      const back = await latest();
      expect([back.exit, kinds(back)]).toEqual([0, ['changed']]);
      await rm(join(home, '.codeartifact-ci'), { recursive: true });
      shown.push(await installed(way));
    }
    expect(shown).toEqual([SECOND, FIRST, null]);
  });
});

test('the build before is given back from where it came, else the rollback says that it is nowhere', async () => {
  const [way] = WAYS as [Way];
  for (const build of [FIRST, SECOND]) {
    await publish(build);
    await promote(build, way);
  }
  expect(Object.keys(await statuses(way))).toEqual(['1.0-SNAPSHOT']);
  await at.client.deletePackageVersions(at.at('staging'), ref, [FIRST]);
  const lost = await rollback(way);
  expect([lost.exit, kinds(lost), await installed(way)]).toEqual([4, ['failed'], SECOND]);
  expect(told(lost)).toContain(
    `1.0-SNAPSHOT was the build maven:com.acme:lib@${FIRST} before, and neither prod nor staging`,
  );
  await publish(FIRST);
  expect([(await rollback(way)).exit, await installed(way)]).toEqual([0, FIRST]);
});

test('a role with what the documentation names rolls a snapshot back', async () => {
  const [way] = WAYS as [Way];
  for (const build of [FIRST, SECOND]) {
    await publish(build);
    await promote(build, way);
  }
  const env = { AWS_ACCESS_KEY_ID: operator.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET };
  const back = await rollback(way, { env, inputs: { 'promotion-record': 'none' } });
  expect([back.exit, told(back)]).toEqual([0, expect.stringContaining(`is ${FIRST} again`)]);
  expect(await installed(way)).toBe(FIRST);
});

describe('publish', () => {
  const here = WAYS[0] as Way;
  test('of two builds at once takes the newest, whatever folder it is in', async () => {
    for (const build of [SECOND, FIRST])
      await writeLayout(join(home, `at-${build}`), { ...lib, answer: build }, { fileVersion: build });
    const packages = `${join(home, `at-${SECOND}`)}\n${join(home, `at-${FIRST}`)}`;
    const ended = await run(publishCommand, 'publish', { inputs: { repository: 'staging', packages } });
    expect([ended.exit, kinds(ended), await installed(here, 'staging')]).toEqual([0, ['published'], SECOND]);
  });

  test('of modules that need one another: a promotion with dependencies brings the builds of all', async () => {
    const core = { ...lib, artifactId: 'core' };
    const place = join(home, 'modules');
    await writeLayout(place, core, { fileVersion: FIRST });
    await writeLayout(place, { ...lib, dependencies: [core] }, { fileVersion: FIRST });
    await run(publishCommand, 'publish', { inputs: { repository: 'staging', packages: place } });
    const inputs = { manifest: '', versions: 'maven:com.acme:lib@1.0-SNAPSHOT', 'include-dependencies': 'true' };
    for (const way of WAYS) expect(kinds(await promote(FIRST, way, inputs))).toEqual(['promoted', 'promoted']);
    const alone = await promote(FIRST, here, { ...inputs, 'include-dependencies': 'false' });
    expect([kinds(alone), told(alone)]).toEqual([['unchanged'], expect.not.stringContaining('does not have it')]);
  });

  test('of the next build in one run leaves one entry in the manifest, which is promoted whole', async () => {
    const manifest = join(home, 'release.json');
    const env = { CODEBUILD_BUILD_ID: 'app:1' };
    // The job of the first build is run again at the end: the newer build stays the release.
    for (const build of [FIRST, SECOND, FIRST]) {
      const place = join(home, `built-${build}`);
      await writeLayout(place, { ...lib, answer: build }, { fileVersion: build });
      await run(publishCommand, 'publish', { env, inputs: { repository: 'staging', packages: place, manifest } });
    }
    const { versions } = JSON.parse(await readFile(manifest, 'utf8')) as { versions: { purl: string }[] };
    expect(versions.map(({ purl }) => purl)).toEqual([`pkg:maven/com.acme/lib@${SECOND}`]);
    expect([kinds(await promote(SECOND, here, { manifest })), await installed(here)]).toEqual([['promoted'], SECOND]);
  });

  test('of an older build once more changes nothing, and its rollback gives the build before', async () => {
    await publish(FIRST);
    await publish(SECOND);
    expect([kinds(await publish(FIRST)), await installed(here, 'staging')]).toEqual([['unchanged'], SECOND]);
    const back = await rollback(here, { inputs: { repository: 'staging' }, operands: [await runOf(SECOND)] });
    expect([back.exit, kinds(back), await installed(here, 'staging')]).toEqual([0, ['changed'], FIRST]);
    expect([kinds(await publish(SECOND)), await installed(here, 'staging')]).toEqual([['published'], SECOND]);
  });
});
