import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createSeal } from '../../../src/local/identity/signed-token.ts';
import { examineSealKey, renewSealKey } from '../../../src/local/store/seal-key.ts';
import { temporaryFolders } from '../../support/folders.ts';

const folder = temporaryFolders();

test('tokens outlive a restart and end with a new key', async () => {
  const data = join(folder(), 'data');
  const token = createSeal(await renewSealKey(data)).close('authorization', { domain: 'my-org' }, 16);
  const again = createSeal(examineSealKey(data, false).key);
  expect(again.open('authorization', token)).toEqual({ domain: 'my-org' });
  expect(again.open('session', token)).toBeUndefined();
  again.renew(await renewSealKey(data));
  expect(again.open('authorization', token)).toBeUndefined();
  expect(statSync(join(data, 'seal.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(data)).toEqual(['seal.key']);
});

test('what is no key is told, and replaced only when somebody says so', async () => {
  const data = folder();
  const path = join(data, 'seal.key');
  expect(examineSealKey(data, true)).toEqual({ key: undefined, problem: undefined });
  expect(examineSealKey(data, false).problem).toMatch(/^seal.key is missing, so all tokens/);
  writeFileSync(path, 'short');
  expect(examineSealKey(data, true).problem).toContain('has 5 bytes in the place of 32');
  writeFileSync(path, '');
  expect(examineSealKey(data, true).problem).toContain('is empty');
  rmSync(path);
  mkdirSync(path);
  expect(examineSealKey(data, true).problem).toContain('is not a file');
  const key = await renewSealKey(data);
  expect(examineSealKey(data, false)).toEqual({ key, problem: undefined });
  expect(readdirSync(data)).toEqual([expect.stringMatching(/^damaged-/), 'seal.key']);
});

test('nothing that was changed opens', () => {
  const seal = createSeal();
  const token = seal.close('authorization', { domain: 'my-org' });
  const [head, body, signature] = token.split('.') as [string, string, string];
  const other = Buffer.from(JSON.stringify({ claims: { domain: 'other' } })).toString('base64url');
  for (const wrong of [
    '',
    '..',
    `${head}.${other}.${signature}`,
    `${head}.${body}`,
    `${head}.${body}.`,
    `${head}.${body}.${signature}A`,
    `${token}.x`,
    'x'.repeat(100_000),
  ]) {
    expect(seal.open('authorization', wrong)).toBeUndefined();
  }
  expect(token.startsWith('eyJ2')).toBe(true);
});
