// The record of commits is one short line; what lies in its place may be anything.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMIT_RECORD, readCommitRecord } from '../../../src/local/store/commit-record.ts';
import { temporaryFolders } from '../../support/folders.ts';

const folder = temporaryFolders();
const record = `codeartifact-ci commits ${'a'.repeat(32)} ${'7'.padStart(16, '0')} closed sure    \n`;

test('a record is read', () => {
  const place = folder();
  expect(readCommitRecord(place)).toBe('missing');
  writeFileSync(join(place, COMMIT_RECORD), record);
  expect(readCommitRecord(place)).toEqual({ store: 'a'.repeat(32), commits: 7, isClosed: true, isDoubtful: false });
});

test.each([
  ['nothing', ''],
  ['half of one', record.slice(0, 40)],
  ['more than one', `${record}\n`],
  ['twice', record + record],
  ['zero bytes behind it', `${record}\0`],
])('what is none is damaged: %s', (_, text) => {
  const place = folder();
  writeFileSync(join(place, COMMIT_RECORD), text);
  expect(readCommitRecord(place)).toBe('damaged');
});

test('a file without end is read in part', () => {
  const place = folder();
  const path = join(place, COMMIT_RECORD);
  writeFileSync(path, record);
  // Sparse: it takes no room on the disk.
  truncateSync(path, 600 * 1024 * 1024);
  const before = process.memoryUsage().rss;
  expect(readCommitRecord(place)).toBe('damaged');
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('a folder in its place is damaged', () => {
  const place = folder();
  mkdirSync(join(place, COMMIT_RECORD));
  expect(readCommitRecord(place)).toBe('damaged');
});
