// Answers that break off in the middle of their body, from every wire: tried again like any other failure, and as often
// as `retry-max-attempts` says.
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { wireReader } from '../../src/core/operations/repository/repository-access.ts';
import { verifyByDownload } from '../../src/core/operations/repository/verify-download.ts';
import { formatList } from '../../src/formats/index.ts';
import type { FaultRule } from '../../src/local/faults/faults.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { buildSet, clientOf, openWorld, requireManifest, sideOf, type World } from '../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(240_000, 3600_000));

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const cut = (operation: string, more: Partial<FaultRule> = {}): FaultRule => ({
  kind: 'truncate',
  operation,
  afterBytes: 5,
  ...more,
});

const wires = ['npm', 'maven', 'nuget', 'pypi'];
const everywhere: [string, readonly FaultRule[]][] = [
  ...wires.map((name): [string, readonly FaultRule[]] => [`of ${name}`, [cut(`${name}:*`, { count: 3 })]]),
  ['of the control plane', ['List*', 'Describe*', 'Get*'].map((operation) => cut(operation, { count: 3 }))],
  ['of every tenth request', [cut('*', { probability: 0.1, seed: 4 })]],
];

test.each(everywhere)('answers %s that break off end neither publish nor promote', async (_, rules) => {
  const at = await openWorld(folder());
  world = at;
  const dist = await buildSet(at.folder, '1.0.0');
  at.local.faults.add(rules);
  const report = await at.publish([dist]);
  expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
    report.outcomes.map(() => ['published', undefined]),
  );
  at.local.faults.clear();
  at.local.faults.add(rules);
  const plan = await at.plan({ manifest: requireManifest(report.manifest), distTags: ['copy'] });
  const promoted = await at.apply(plan);
  expect(promoted.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
    promoted.outcomes.map(() => ['promoted', undefined]),
  );
});

test.each([1, 3])('a wire that only breaks off is asked %i times where that is said', async (attempts) => {
  const at = await openWorld(folder());
  world = at;
  await at.publish([await buildSet(at.folder, '1.0.0')]);
  const { address, wire } = sideOf(at, at.at('staging'));
  const reader = wireReader(clientOf(at), { ...wire, attempts }, formatList);
  const ref = { format: 'npm' as const, namespace: 'acme', name: 'part-0' };
  at.local.faults.add([cut('npm:GET')]);
  for (const ask of [() => reader.tags(address, ref), () => reader.visible(address, ref)]) {
    at.exchanges.splice(0);
    await expect(ask()).rejects.toMatchObject({ code: 'CA-NET-003' });
    expect(at.exchanges.filter(({ target }) => target.startsWith('/npm/'))).toHaveLength(attempts);
  }
});

describe('a download', () => {
  const at = { domain: 'my-org', domainOwner: '111122223333', repository: 'prod' };
  const ref = { format: 'npm' as const, namespace: 'acme', name: 'thing', version: '1.0.0' };
  const asset = { name: 'package.tgz', size: 3, sha256: 'ab' };

  /** How often it was begun, where each body ends with `error`. */
  async function fetches(error: unknown, attempts: number): Promise<number> {
    let begun = 0;
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x');
      throw error;
    }
    const getPackageVersionAsset = async () => {
      begun++;
      return { size: 3, body: body() };
    };
    const held = { reader: { getPackageVersionAsset }, address: at, attempts };
    await expect(verifyByDownload(ref, [asset], held)).rejects.toBeInstanceOf(RegistryError);
    return begun;
  }

  test.each([1, 3, 20])('that always breaks off is begun %i times where that is said', async (attempts) => {
    expect(await fetches(new Error('aborted'), attempts)).toBe(attempts);
  });
  test('that was interrupted is not begun again', async () => {
    expect(await fetches(new RegistryError('CA-RUN-002', 'interrupted by SIGTERM'), 12)).toBe(1);
  });
});
