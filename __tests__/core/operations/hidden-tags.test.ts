// Tags on versions that nobody can install unasked: what they lead to is not what people get, so neither "forward only"
// nor the words of a plan go by it. What people get is read from the document that npm reads.
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import maxSatisfying from 'semver/ranges/max-satisfying.js';
import { installLines } from '../../../src/commands/report/install-words.ts';
import type { Status } from '../../../src/core/model/package.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { writeNpmPackage } from '../../support/packages/npm-package.ts';
import { sideOf, type World } from '../../support/worlds/release-world.ts';
import { openTwoDomains, THERE } from '../../support/worlds/two-domains.ts';
import { worldsOfTests } from '../../support/worlds/worlds-of-tests.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const ui = { format: 'npm', namespace: 'acme', name: 'ui' } as const;

async function publish(at: World, version: string, more: { to?: string; npmTag?: string } = {}) {
  const { to = 'staging', npmTag } = more;
  const path = await writeNpmPackage(join(at.folder, `ui-${version}.tgz`), { name: '@acme/ui', version });
  return at.publish([path], { to, ...(npmTag ? { npmTag } : {}) });
}

const planned = (at: World, version: string, distTags: string[] = ['copy']) =>
  at.plan({ coordinates: [`npm:@acme/ui@${version}`], distTags });

async function promote(at: World, version: string, distTags?: string[]) {
  const plan = await planned(at, version, distTags);
  return { plan, words: installLines(plan).join('\n'), report: await at.apply(plan) };
}

const setStatus = (at: World, version: string, target: 'Unlisted' | 'Archived' | 'Published', repository = 'prod') =>
  at.client.updatePackageVersionsStatus(at.at(repository), ui, { versions: [version], target });

const point = async (at: World, tag: string, version: string, repository = 'staging') => {
  const endpoint = await at.endpoint('npm', repository);
  const answer = await fetch(`${endpoint}-/package/@acme%2fui/dist-tags/${tag}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${(await at.token()).reveal()}` },
    body: JSON.stringify(version),
  });
  expect(answer.status).toBe(200);
};

/** As npm chooses who is given no version (npm-pick-manifest): what `latest` leads to, else the newest release. */
async function installed(at: World, repository = 'prod'): Promise<string | null> {
  const endpoint = await at.endpoint('npm', repository);
  const answer = await fetch(`${endpoint}@acme%2fui`, {
    headers: { authorization: `Bearer ${(await at.token()).reveal()}` },
  });
  if (answer.status === 404) return null;
  const found = (await answer.json()) as { 'dist-tags': { latest?: string }; versions: Record<string, unknown> };
  const { latest } = found['dist-tags'];
  const versions = Object.keys(found.versions);
  return latest !== undefined && versions.includes(latest) ? latest : maxSatisfying(versions, '*');
}

/** prod: these versions in their order, the last of them `latest`; the last is then hidden. */
async function opened(versions: readonly string[], target: 'Unlisted' | 'Archived' = 'Unlisted'): Promise<World> {
  const at = await openWorld(folder());
  for (const version of versions) {
    await publish(at, version);
    expect((await promote(at, version)).report.outcomes).toMatchObject([{ kind: 'promoted' }]);
  }
  await setStatus(at, versions.at(-1) as string, target);
  return at;
}

/** A hotfix of an older line, to which staging points `latest`. */
async function hotfix(at: World, version: string): Promise<void> {
  await publish(at, version, { npmTag: 'legacy' });
  await point(at, 'latest', version);
}

describe('a promotion over a hidden `latest`', () => {
  test.each<[Status & ('Unlisted' | 'Archived')]>([['Unlisted'], ['Archived']])(
    'a hotfix takes the tag from what is %s, and the plan says what people get',
    async (target) => {
      const at = await opened(['1.0.0', '1.1.0'], target);
      await hotfix(at, '1.0.1');
      expect(await installed(at)).toBe('1.0.0');
      const { plan, words, report } = await promote(at, '1.0.1');
      expect(words).toBe('`npm install @acme/ui` gives 1.0.0 now, and 1.0.1 afterwards');
      expect(plan.warnings.join('\n')).toContain(`\`latest\` was on 1.1.0, which is ${target}`);
      expect(report.outcomes).toMatchObject([{ kind: 'promoted' }]);
      expect(await at.tags('prod', ui)).toMatchObject({ latest: '1.0.1' });
      expect(await installed(at)).toBe('1.0.1');
    },
  );

  test('an older hotfix does not: a copy that takes the tag along leads it to the newest below that can be installed', async () => {
    const at = await opened(['1.0.0', '1.0.5', '1.1.0']);
    await hotfix(at, '1.0.1');
    const { plan, words, report } = await promote(at, '1.0.1');
    expect(words).toBe('`npm install @acme/ui` gives 1.0.5, now and afterwards');
    expect(plan.warnings.join('\n')).toContain('`latest` was on 1.1.0, which is Unlisted');
    expect(report.outcomes).toMatchObject([{ kind: 'promoted' }]);
    expect((await at.tags('prod', ui)).latest).toBe('1.0.5');
    expect(await installed(at)).toBe('1.0.5');
  });

  test('with `keep` people get what they got before', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    await hotfix(at, '1.0.1');
    const { words } = await promote(at, '1.0.1', ['keep']);
    expect(words).toBe('`npm install @acme/ui` gives 1.0.0, now and afterwards');
    expect((await at.tags('prod', ui)).latest).toBe('1.0.0');
    expect(await installed(at)).toBe('1.0.0');
  });

  test('a newer release takes it as ever', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    await publish(at, '1.2.0');
    const { words } = await promote(at, '1.2.0');
    expect(words).toBe('`npm install @acme/ui` gives 1.0.0 now, and 1.2.0 afterwards');
    expect(await installed(at)).toBe('1.2.0');
  });

  test('another tag is held to what is below it, not to the newest of all', async () => {
    const at = await opened(['1.0.8', '2.0.0', '1.0.9']);
    // `1.0.9` is hidden and `legacy`, as it was before it was hidden.
    await setStatus(at, '1.0.9', 'Published');
    await point(at, 'legacy', '1.0.9', 'prod');
    await setStatus(at, '1.0.9', 'Unlisted');
    await publish(at, '1.0.10', { npmTag: 'legacy' });
    await promote(at, '1.0.10');
    expect(await at.tags('prod', ui)).toMatchObject({ legacy: '1.0.10', latest: '2.0.0' });
  });

  test('an unchanged promotion leaves it, warns, and names the commands', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    const { plan, words, report } = await promote(at, '1.0.0');
    expect(report.outcomes).toMatchObject([{ kind: 'unchanged' }]);
    expect(words).toBe(
      '`npm install @acme/ui` gives 1.0.0, now and afterwards: `latest` is on 1.1.0, which is Unlisted, so nobody can install it unasked',
    );
    expect(await installed(at)).toBe('1.0.0');
    expect((await at.tags('prod', ui)).latest).toBe('1.1.0');
    const [warning = ''] = plan.warnings;
    expect(warning).toContain('promote npm:@acme/ui@1.0.0 --dist-tags latest=1.0.0');
    expect(warning).toContain('retire npm:@acme/ui@1.1.0 --target-status Published');
    // The first of them, done.
    const fix = await at.plan({ coordinates: ['npm:@acme/ui@1.0.0'], distTags: ['latest=1.0.0'] }, 'prod', 'prod');
    expect((await at.apply(fix)).outcomes).toMatchObject([{ kind: 'unchanged' }]);
    expect((await at.tags('prod', ui)).latest).toBe('1.0.0');
  });

  test('a plan that was made for what was hidden is refused once that is listed again', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    await hotfix(at, '1.0.1');
    const plan = await planned(at, '1.0.1');
    await setStatus(at, '1.1.0', 'Published');
    await expect(at.apply(plan)).rejects.toThrow(/1\.1\.0 can be installed, the plan says it is Unlisted/);
    expect((await at.tags('prod', ui)).latest).toBe('1.1.0');
  });

  test('what is hidden after the plan was made gets no tag back', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    await setStatus(at, '1.1.0', 'Published');
    await hotfix(at, '1.0.1');
    const plan = await planned(at, '1.0.1');
    expect(plan.tags).toMatchObject([{ wanted: { latest: '1.1.0' }, afterCopy: { latest: '1.0.1' } }]);
    const side = at.write('prod');
    const writer: typeof side.writer = {
      ...side.writer,
      copyPackageVersions: async (request) => {
        const answer = await side.writer.copyPackageVersions(request);
        await setStatus(at, '1.1.0', 'Unlisted');
        return answer;
      },
    };
    const report = await at.apply(plan, { side: sideOf(at, at.at('prod'), { writer }) });
    expect(report.outcomes).toMatchObject([{ kind: 'promoted' }]);
    expect(report.warnings.join('\n')).toContain('`latest` was to stay on 1.1.0, which is Unlisted');
    expect((await at.tags('prod', ui)).latest).not.toBe('1.1.0');
    expect(await installed(at)).toBe((await at.tags('prod', ui)).latest);
  });

  test('somebody who hides what the tag is led back to makes the run red', async () => {
    const at = await opened(['1.0.0', '1.0.5', '1.1.0']);
    await hotfix(at, '1.0.1');
    const plan = await planned(at, '1.0.1');
    expect(plan.tags).toMatchObject([{ wanted: { latest: '1.0.5' } }]);
    const http: typeof at.host.http = async (request) => {
      const answer = await at.host.http(request);
      if (request.method === 'PUT' && request.url.endsWith('/dist-tags/latest')) {
        await setStatus(at, '1.0.5', 'Unlisted');
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
      return answer;
    };
    const report = await at.apply(plan, { side: sideOf(at, at.at('prod'), { http }) });
    expect(report.outcomes).toMatchObject([{ kind: 'failed', code: 'CA-CONFLICT-002' }]);
  });

  test('a run that dies between its copy and the tag is finished by the same command', async () => {
    const at = await opened(['1.0.0', '1.0.5', '1.1.0']);
    await hotfix(at, '1.0.1');
    const abort = new AbortController();
    const host = { ...at.host, interrupted: abort.signal, cutOff: abort.signal };
    const real = at.write('prod').writer;
    const writer: typeof real = {
      ...real,
      copyPackageVersions: async (request) => {
        const answer = await real.copyPackageVersions(request);
        abort.abort(new Error('killed'));
        return answer;
      },
    };
    await at
      .apply(await planned(at, '1.0.1'), { host, side: sideOf(at, at.at('prod'), { host, writer }) })
      .catch(() => {});
    expect((await at.tags('prod', ui)).latest).toBe('1.0.1');
    const { report } = await promote(at, '1.0.1');
    expect(report.outcomes).toMatchObject([{ kind: 'unchanged' }]);
    expect(await at.tags('prod', ui)).toEqual({ latest: '1.0.5', legacy: '1.0.1' });
  });

  test('where all went well, one description of the tagged version is all that is asked more', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    await setStatus(at, '1.1.0', 'Published');
    await publish(at, '1.2.0');
    at.exchanges.splice(0);
    await planned(at, '1.2.0');
    const asked = at.exchanges.filter(
      ({ target }) => target.includes('repository=prod') && target.includes('package=ui'),
    );
    const described = asked.filter(({ target }) => /^\/v1\/package\/version\?/.test(target));
    expect(described.map(({ target }) => /[?&]version=([^&]+)/.exec(target)?.[1]).sort()).toEqual(['1.1.0', '1.2.0']);
    expect(asked.filter(({ target }) => target.startsWith('/v1/package/versions?'))).toEqual([]);
  });
});

test('between domains a hotfix takes the tag from what is hidden as well', async () => {
  const at = await openTwoDomains(folder());
  try {
    for (const version of ['1.0.0', '1.1.0']) {
      await publish(at, version);
      await at.applyAcross(await at.planAcross({ coordinates: [`npm:@acme/ui@${version}`], distTags: ['copy'] }));
    }
    const there = sideOf(at, THERE);
    await there.writer.updatePackageVersionsStatus(THERE, ui, { versions: ['1.1.0'], target: 'Unlisted' });
    await hotfix(at, '1.0.1');
    const plan = await at.planAcross({ coordinates: ['npm:@acme/ui@1.0.1'], distTags: ['copy'] });
    expect(installLines(plan)).toEqual(['`npm install @acme/ui` gives 1.0.0 now, and 1.0.1 afterwards']);
    expect((await at.applyAcross(plan)).outcomes).toMatchObject([{ kind: 'promoted' }]);
    expect(await there.tags?.(THERE, ui)).toMatchObject({ latest: '1.0.1' });
  } finally {
    await at.close();
  }
});

describe('a publication over a hidden `latest`', () => {
  test.each<['Unlisted' | 'Archived']>([['Unlisted'], ['Archived']])(
    'takes the tag from what is %s, and says where it was',
    async (target) => {
      const at = await opened(['1.0.0', '1.1.0'], target);
      const { warnings } = await publish(at, '1.0.2', { to: 'prod' });
      expect(warnings.join('\n')).toContain(`\`latest\` was on 1.1.0, which is ${target}`);
      expect((await at.tags('prod', ui)).latest).toBe('1.0.2');
      expect(await installed(at)).toBe('1.0.2');
    },
  );

  test('that is older than what can be installed leaves it, warns, and names the commands', async () => {
    const at = await opened(['1.0.0', '1.0.5', '1.1.0']);
    const { warnings } = await publish(at, '1.0.1', { to: 'prod' });
    expect(warnings.join('\n')).toContain('promote npm:@acme/ui@1.0.5 --dist-tags latest=1.0.5');
    expect((await at.tags('prod', ui)).latest).toBe('1.1.0');
    expect(await installed(at)).toBe('1.0.5');
  });

  test('that is there already leaves it, warns, and names the commands', async () => {
    const at = await opened(['1.0.0', '1.1.0']);
    const { outcomes, warnings } = await publish(at, '1.0.0', { to: 'prod' });
    expect(outcomes).toMatchObject([{ kind: 'unchanged' }]);
    expect(warnings.join('\n')).toContain('promote npm:@acme/ui@1.0.0 --dist-tags latest=1.0.0');
    expect(warnings.join('\n')).toContain('retire npm:@acme/ui@1.1.0 --target-status Published');
    expect((await at.tags('prod', ui)).latest).toBe('1.1.0');
  });
});

describe('what a plan says where `latest` is nowhere', () => {
  test('npm takes the newest release', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0', { npmTag: 'legacy' });
    await promote(at, '1.0.0');
    expect(await at.tags('prod', ui)).toEqual({ legacy: '1.0.0' });
    expect(await installed(at)).toBe('1.0.0');
    await publish(at, '1.1.0', { npmTag: 'legacy' });
    const { words } = await promote(at, '1.1.0');
    expect(words).toBe('`npm install @acme/ui` gives 1.0.0 now, and 1.1.0 afterwards: nothing is tagged latest');
    expect(await installed(at)).toBe('1.1.0');
  });

  test('and nothing where there are prereleases only', async () => {
    const at = await openWorld(folder());
    await publish(at, '1.0.0-rc.1', { npmTag: 'next' });
    const { words } = await promote(at, '1.0.0-rc.1');
    expect(words).toBe('`npm install @acme/ui` finds no version, now and afterwards: nothing is tagged latest');
    expect(await installed(at)).toBeNull();
  });
});
