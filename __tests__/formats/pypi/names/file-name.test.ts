import { describe, expect, test } from '@jest/globals';
import {
  parseFileName,
  parseSdistName,
  parseWheelName,
  sameVersion,
} from '../../../../src/formats/pypi/names/file-name.ts';

describe('wheels', () => {
  test.each([
    ['demo-1.0-py3-none-any.whl', 'demo', '1.0', 'py3'],
    ['Demo_Pkg-1.0.0-1build-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', 'Demo_Pkg', '1.0.0', 'cp311'],
    ['tiny.dep-0.1.0-py2.py3-none-any.whl', 'tiny.dep', '0.1.0', 'py2.py3'],
    ['a-1!2.0+ubuntu.1-py3-none-any.whl', 'a', '1!2.0+ubuntu.1', 'py3'],
  ])('%s', (fileName, name, version, python) =>
    expect(parseWheelName(fileName)).toEqual({ type: 'bdist_wheel', name, version, python }),
  );

  test.each([
    'demo-1.0.whl',
    'demo-1.0-py3-none.whl',
    'demo-1.0-x-py3-none-any.whl',
    '-1.0-py3-none-any.whl',
    '../demo-1.0-py3-none-any.whl',
    'demo-1.0-py3-none-any.whl\n',
    'de mo-1.0-py3-none-any.whl',
  ])('%j is none', (fileName) => expect(parseWheelName(fileName)).toBeUndefined());
});

describe('source archives', () => {
  test.each([
    ['demo-1.0.tar.gz', 'demo', 'demo', '1.0'],
    ['zope.interface-5.4.0.zip', 'zope-interface', 'zope.interface', '5.4.0'],
    ['backports-csv-1.0-rc1.tar.gz', 'backports.csv', 'backports-csv', '1.0-rc1'],
    ['py-3-tool-2.0.tar.bz2', 'py_3_tool', 'py-3-tool', '2.0'],
  ])('%s of %s', (fileName, project, name, version) =>
    expect(parseFileName(fileName, project)).toEqual({ type: 'sdist', name, version, python: 'source' }),
  );

  test('of another project, or of none', () => {
    expect(parseFileName('other-1.0.tar.gz', 'demo')).toBeUndefined();
    expect(parseFileName('demo-1.0.exe', 'demo')).toBeUndefined();
    expect(parseFileName('demo-1.0-py2.7.egg', 'demo')).toMatchObject({ type: 'bdist_egg', version: '1.0' });
    expect(parseSdistName('readme.tar.gz')).toBeUndefined();
    expect(parseSdistName('demo-1.0-rc1.tar.gz')).toMatchObject({ name: 'demo', version: '1.0-rc1' });
  });
});

test('a file name may write a version differently', () => {
  expect(sameVersion('1.0rc1', '1.0-RC.1')).toBe(true);
  expect(sameVersion('1.0_local', '1.0+local')).toBe(true);
  expect(sameVersion('1.0', '1.0.1')).toBe(false);
});
