import { describe, expect, test } from '@jest/globals';
import { parseCoreMetadata } from '../../../../src/formats/pypi/artifact/core-metadata.ts';

const VERSIONS = ['1.0', '1.1', '1.2', '2.0', '2.1', '2.2', '2.3', '2.4', '2.5'];

describe.each(VERSIONS)('metadata version %s', (metadataVersion) => {
  test('is read', () => {
    const read = parseCoreMetadata(`Metadata-Version: ${metadataVersion}\nName: Demo\nVersion: 1.0\nSummary: a: b\n`);
    expect(read).toMatchObject({ metadataVersion, name: 'Demo', version: '1.0' });
    expect(read.fields.get('summary')).toEqual(['a: b']);
  });
});

const minimal = 'Metadata-Version: 2.1\nName: demo\nVersion: 1\n';

test('fields repeat, fold and may be unknown', () => {
  const { fields } = parseCoreMetadata(
    `${minimal}Classifier: A\nClassifier: B\nLicense: first\n        second\nAuthor: UNKNOWN\nRequires-Dist: a\n`,
  );
  expect(fields.get('classifier')).toEqual(['A', 'B']);
  expect(fields.get('license')).toEqual(['first\nsecond']);
  expect(fields.has('author')).toBe(false);
});

test('the description is the body, or a folded field of older versions', () => {
  expect(parseCoreMetadata(`${minimal}\n# Demo\n\n\ttext: here\n`).fields.get('description')).toEqual([
    '# Demo\n\n\ttext: here\n',
  ]);
  const folded = parseCoreMetadata(
    'Metadata-Version: 1.2\nName: d\nVersion: 1\nDescription: Demo\n       |\n       |  text\n',
  );
  expect(folded.fields.get('description')).toEqual(['Demo\n\n  text']);
});

test('Windows line ends and a byte order mark do not disturb', () => {
  const read = parseCoreMetadata(`\uFEFF${minimal.replaceAll('\n', '\r\n')}Summary: x\r\n\r\nbody\r\n`);
  expect(read.name).toBe('demo');
  expect(read.fields.get('description')).toEqual(['body\r\n']);
});

test.each([
  ['', 'no Metadata-Version'],
  ['Name: a\nVersion: 1\n', 'no Metadata-Version'],
  ['Metadata-Version: 3.0\nName: a\nVersion: 1\n', 'do not know'],
  ['Metadata-Version: 2.1\nVersion: 1\n', 'no name'],
  ['Metadata-Version: 2.1\nName: a\n\nVersion: 1', 'no version'],
])('%j is refused', (text, words) => expect(() => parseCoreMetadata(text)).toThrow(words));
