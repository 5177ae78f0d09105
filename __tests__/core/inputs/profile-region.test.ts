import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { withProfileRegion } from '../../../src/core/inputs/profile-region.ts';
import { readInputs } from '../../../src/core/inputs/read.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { recordingHost } from '../../support/host.ts';

const folder = temporaryFolders();
const none = readInputs(
  'login',
  () => undefined,
  (name) => name,
);
const regionIn = async (home: string) =>
  (await withProfileRegion('login', none, { ...recordingHost({ folder: folder() }), home, env: {} })).AWS_REGION;

test('the region of the profile', async () => {
  const home = folder();
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws/config'), '[default]\nregion = eu-west-1\n');
  expect(await regionIn(home)).toBe('eu-west-1');
});

test('a home that nobody can look into has none, and is no error of its own', async () => {
  const home = join(folder(), 'home');
  expect(await regionIn(home)).toBeUndefined();
  // As one that is closed to this user, which a test cannot make for root.
  symlinkSync('home', home);
  expect(await regionIn(home)).toBeUndefined();
});
