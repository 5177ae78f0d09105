// Names of the generic packages that hold evidence: one for each version, whatever its format, scope and spelling.
import { expect, test } from '@jest/globals';
import { shortForm } from '../../../../src/core/model/coordinates.ts';
import type { VersionReference } from '../../../../src/core/model/package.ts';
import { evidenceOf } from '../../../../src/core/operations/publish/evidence.ts';
import { formatList } from '../../../../src/formats/index.ts';

const named = (ref: VersionReference) => {
  const format = formatList.find(({ name }) => name === ref.format);
  if (!format) throw new Error(`no format ${ref.format}`);
  const evidence = evidenceOf(ref, format);
  const generic = formatList.find(({ name }) => name === 'generic');
  expect(generic?.coordinates.problems(evidence)).toEqual([]);
  return shortForm(evidence);
};

test.each<[VersionReference, string]>([
  [{ format: 'npm', namespace: 'acme', name: 'ui', version: '1.0.0' }, 'generic:evidence-npm-acme/ui@1.0.0'],
  [{ format: 'npm', name: 'ui', version: '1.0.0' }, 'generic:evidence-npm/ui@1.0.0'],
  [{ format: 'npm', name: 'acme-ui', version: '1.0.0' }, 'generic:evidence-npm/acme-ui@1.0.0'],
  [{ format: 'pypi', name: 'Acme.Core', version: '1.0-rc1' }, 'generic:evidence-pypi/acme-core@1.0-rc1'],
  [{ format: 'pypi', name: 'acme-core', version: '1!1.0.post1' }, 'generic:evidence-pypi/acme-core@1!1.0.post1'],
  [{ format: 'nuget', name: 'Acme.Lib', version: '1.0.0.0' }, 'generic:evidence-nuget/acme.lib@1.0.0'],
  [{ format: 'maven', namespace: 'com.acme', name: 'lib', version: '1.0' }, 'generic:evidence-maven-com.acme/lib@1.0'],
])('%j: %s', (ref, evidence) => {
  expect(named(ref)).toBe(evidence);
});
