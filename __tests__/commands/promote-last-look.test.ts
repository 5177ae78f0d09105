// What the last look of a promotion finds, when its record is stored: it obeys `on-failure` like the end before it.
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { PromotionRecord } from '../../src/core/documents/promotion-record.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';
import { jsonOf, runCommand } from './run-command.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home);
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const npm = (name: string) => ({ format: 'npm', namespace: 'acme', name }) as const;
const place = { domain: 'my-org', 'domain-owner': '111122223333', 'destination-repository': 'prod' } as const;
const records = 'codeartifact-ci/promotions';

const status = async (name: string) =>
  (await at.client.describePackageVersion(at.at('prod'), { ...npm(name), version: '1.0.0' }))?.status;

/** Hides `b` while the plan is stored beside the record. */
function hiding(send: HttpTransport): HttpTransport {
  let isDone = false;
  return async (request) => {
    if (!isDone && /asset=plan\.json/.test(decodeURIComponent(request.url))) {
      isDone = true;
      await at.client.updatePackageVersionsStatus(at.at('prod'), npm('b'), { versions: ['1.0.0'], target: 'Unlisted' });
    }
    return send(request);
  };
}

async function stored(run: string): Promise<PromotionRecord> {
  const ref = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions', version: run } as const;
  const asset = await at.client.getPackageVersionAsset(at.at('prod'), ref, 'promotion.json');
  const parts: Uint8Array[] = [];
  for await (const part of asset?.body ?? []) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

async function promoted(onFailure: 'roll-back' | 'leave') {
  for (const name of ['a', 'b']) {
    const path = join(home, `${name}.tgz`);
    await at.publish([await writeNpmPackage(path, { name: `@acme/${name}`, version: '1.0.0' })]);
  }
  return runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    network: hiding,
    inputs: {
      ...place,
      'source-repository': 'staging',
      versions: 'npm:@acme/a@1.0.0\nnpm:@acme/b@1.0.0',
      'promotion-record': records,
      'on-failure': onFailure,
    },
  });
}

test('roll-back: what the run brought is taken back, and no tag stays on what is hidden', async () => {
  const ended = await promoted('roll-back');
  expect(ended.exit).toBe(5);
  expect([await status('a'), await status('b')]).toEqual(['Unlisted', 'Unlisted']);
  expect(await at.tags('prod', npm('a'))).toEqual({});
  expect(await at.tags('prod', npm('b'))).toEqual({});
  const { outcomes, runId } = jsonOf(ended) as { outcomes: { kind: string }[]; runId: string };
  expect(outcomes.map(({ kind }) => kind)).toEqual(['changed', 'conflict']);
  expect(await stored(runId)).toMatchObject({ isBeforeLastLook: true });
  // The rollback has its record, so that nobody rolls the run back again.
  const again = await runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: folder(),
    inputs: { ...place, 'promotion-record': records },
    extra: { latest: 'true' },
  });
  expect(again.code).toBe('CA-INPUT-005');
});

test('leave: it is red, and left', async () => {
  const ended = await promoted('leave');
  expect(ended.exit).toBe(5);
  expect([await status('a'), await status('b')]).toEqual(['Published', 'Unlisted']);
  expect(await at.tags('prod', npm('a'))).toEqual({ latest: '1.0.0' });
});
