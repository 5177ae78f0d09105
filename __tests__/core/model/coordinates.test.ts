import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RegistryError } from '../../../src/core/errors/registry-error.ts';
import {
  type Coordinate,
  packageName,
  parseCoordinate,
  parseVersionCoordinate,
  purl,
  shortForm,
  splitCoordinates,
} from '../../../src/core/model/coordinates.ts';
import { COORDINATE_STYLES, FORMATS, type Format } from '../../../src/core/model/package.ts';

const table: readonly [purl: string, short: string, Coordinate][] = [
  [
    'pkg:npm/%40acme/utils@1.2.3',
    'npm:@acme/utils@1.2.3',
    { format: 'npm', namespace: 'acme', name: 'utils', version: '1.2.3' },
  ],
  ['pkg:npm/left-pad@1.3.0', 'npm:left-pad@1.3.0', { format: 'npm', name: 'left-pad', version: '1.3.0' }],
  ['pkg:npm/JSONStream@1.0.0', 'npm:JSONStream@1.0.0', { format: 'npm', name: 'JSONStream', version: '1.0.0' }],
  [
    'pkg:npm/%40acme/utils@1.0.0-rc.1%2Bb',
    'npm:@acme/utils@1.0.0-rc.1+b',
    { format: 'npm', namespace: 'acme', name: 'utils', version: '1.0.0-rc.1+b' },
  ],
  ['pkg:pypi/acme-utils@1.2.3', 'pypi:acme-utils@1.2.3', { format: 'pypi', name: 'acme-utils', version: '1.2.3' }],
  ['pkg:pypi/acme_utils@1%211.0', 'pypi:acme_utils@1!1.0', { format: 'pypi', name: 'acme_utils', version: '1!1.0' }],
  [
    'pkg:maven/com.acme/utils@1.2.3',
    'maven:com.acme:utils@1.2.3',
    { format: 'maven', namespace: 'com.acme', name: 'utils', version: '1.2.3' },
  ],
  ['pkg:nuget/Acme.Utils@1.2.3', 'nuget:Acme.Utils@1.2.3', { format: 'nuget', name: 'Acme.Utils', version: '1.2.3' }],
  [
    'pkg:generic/acme/firmware@1.2.3',
    'generic:acme/firmware@1.2.3',
    { format: 'generic', namespace: 'acme', name: 'firmware', version: '1.2.3' },
  ],
  ['pkg:gem/rack@3.0', 'ruby:rack@3.0', { format: 'ruby', name: 'rack', version: '3.0' }],
  ['pkg:cargo/serde@1.0', 'cargo:serde@1.0', { format: 'cargo', name: 'serde', version: '1.0' }],
  [
    'pkg:swift/acme/kit@1.0.0',
    'swift:acme/kit@1.0.0',
    { format: 'swift', namespace: 'acme', name: 'kit', version: '1.0.0' },
  ],
];

describe('coordinates', () => {
  test.each(table)('%s is %s', (long, short, coordinate) => {
    expect(parseVersionCoordinate(long)).toEqual(coordinate);
    expect(parseVersionCoordinate(short)).toEqual(coordinate);
    expect(purl(coordinate)).toBe(long);
    expect(shortForm(coordinate)).toBe(short);
    const { version: _, ...ofPackage } = coordinate;
    expect(parseCoordinate(purl(ofPackage))).toEqual(ofPackage);
    expect(parseCoordinate(shortForm(ofPackage))).toEqual(ofPackage);
  });

  test('further spellings', () => {
    expect(parseCoordinate(' maven:com.acme:utils:1.2.3 ')).toEqual({
      format: 'maven',
      namespace: 'com.acme',
      name: 'utils',
      version: '1.2.3',
    });
    expect(parseCoordinate('pkg:npm/@acme/utils@1.2.3')).toEqual({
      format: 'npm',
      namespace: 'acme',
      name: 'utils',
      version: '1.2.3',
    });
    expect(packageName({ format: 'npm', namespace: 'acme', name: 'utils' })).toBe('@acme/utils');
  });

  test.each<[string, Coordinate]>([
    // Scheme and type in any case, slashes before the type, an empty rest.
    ['PKG:npm/utils@1', { format: 'npm', name: 'utils', version: '1' }],
    ['pkg:NuGet/Acme.Utils@1', { format: 'nuget', name: 'Acme.Utils', version: '1' }],
    ['pkg:///npm/utils@1', { format: 'npm', name: 'utils', version: '1' }],
    ['pkg:npm/utils@1?#', { format: 'npm', name: 'utils', version: '1' }],
    // What separates is seen before anything is decoded.
    ['pkg:npm/@acme/utils', { format: 'npm', namespace: 'acme', name: 'utils' }],
    ['pkg:npm/%40acme/utils', { format: 'npm', namespace: 'acme', name: 'utils' }],
    ['pkg:npm/a%40b@c', { format: 'npm', name: 'a@b', version: 'c' }],
    ['pkg:npm/a@b@c', { format: 'npm', name: 'a@b', version: 'c' }],
    ['pkg:npm/utils%3Fx@1', { format: 'npm', name: 'utils?x', version: '1' }],
    ['pkg:npm/utils@1%3Fx', { format: 'npm', name: 'utils', version: '1?x' }],
    ['pkg:npm/%C3%A9t%c3%a9@1', { format: 'npm', name: 'été', version: '1' }],
    // Only percent signs escape: a plus is a plus, and an escape that gives one is not read twice.
    ['pkg:npm/a+b@1%2B2', { format: 'npm', name: 'a+b', version: '1+2' }],
    ['pkg:npm/a%2540b@1', { format: 'npm', name: 'a%40b', version: '1' }],
  ])('%s is read', (text, coordinate) => {
    expect(parseCoordinate(text)).toEqual(coordinate);
  });

  test.each([
    ['pkg:npm/utils@1?a=b', 'qualifiers and subpaths'],
    ['pkg:npm/utils@1#%', 'qualifiers and subpaths'],
    ['pkg:npm/utils@', 'a part of it is empty'],
    ['pkg:npm', 'a part of it is empty'],
    ['pkg:', 'not a package URL'],
    ['pkg:npm/%E9@1', 'not a package URL'],
    ['pkg:%6epm/utils@1', 'not a type'],
    ['pkg://user:secret@npm/utils@1', 'not a type'],
    ['pkg:generic/a@1/b', 'its version'],
    ['pkg:maven/com.acme/util:s@1', 'its name has a colon'],
    ['pkg:maven/com.acme:util/s@1', 'its namespace has a colon'],
    ['maven:com.acme:util:s@1', 'has a colon'],
  ])('%s is refused because of %s', (text, why) => {
    expect(() => parseCoordinate(text)).toThrow(why);
  });

  test.each([
    '',
    'utils@1.0.0',
    'pkg:npm/ut\nils@1',
    'pkg:n\tpm/utils@1',
    'pkg:npm/utils@1\u0000',
    `pkg:${'a'.repeat(900)}/utils@1`,
    'pkg:npm/\ud800@1',
    'pkg:npm//acme//utils@1',
    'pkg:npm/utils/',
    'pkg:npm/utils@1/',
    'pkg:npm/a%2Fb@1',
    'pkg:npm/utils@1%2F2',
    'npm:',
    'npm:@acme@1.0.0',
    'npm:acme/utils@1.0.0',
    'npm:utils@',
    'npm:../../etc@1',
    'npm:@../x@1',
    'npm:@acme/..@1',
    'generic:acme/..@1.0.0',
    'generic:../firmware@1.0.0',
    'generic:acme/firmware@..',
    'npm:a b@1',
    'npm:a\n::set-env name=x::y@1',
    'npm:a#b@1',
    `npm:${'a'.repeat(300)}@1`,
    'docker:nginx@1',
    'pkg:docker/nginx@1',
    'pkg:npm/utils@1?repository_url=x',
    'pkg:npm/utils@1#sub',
    'pkg:npm/%',
    'pkg:npm/%2e%2e/x@1',
    'pkg:generic/a%2Fb/c@1',
    'pkg:npm/',
    'a'.repeat(5000),
  ])('%j is refused', (text) => {
    const read = () => parseVersionCoordinate(text);
    expect(read).toThrow(expect.objectContaining({ code: 'CA-INPUT-002' }));
    try {
      read();
    } catch (error) {
      expect((error as Error).message).not.toMatch(/\p{C}/u);
      expect((error as Error).message.length).toBeLessThan(400);
    }
  });

  test('a version is required where one is', () => {
    expect(() => parseVersionCoordinate('npm:utils')).toThrow(/names no version/);
    expect(parseCoordinate('npm:utils')).toEqual({ format: 'npm', name: 'utils' });
  });

  test.each([
    // What is left where a variable of a script was not set.
    'npm:@/utils@1.2.3',
    'npm:@/utils',
    'npm:@acme/@1.2.3',
    'npm:@1.2.3',
    'npm:@',
    'pkg:npm/%40/utils@1.2.3',
    'pkg:npm/@/utils@1.2.3',
    'pkg:npm//utils@1.2.3',
    'pkg:npm/a/@1',
    'pkg:npm/@1',
    'pkg:npm/@acme/@1',
    'pkg:npm/@acme@1',
    'pkg:npm/%40acme',
    'pkg:npm/@acme/@',
    'pypi:@1',
    'pkg:pypi/@1',
    'nuget:@1',
    'generic:/firmware@1',
    'generic:acme/@1',
    'generic:@1',
    'pkg:generic//firmware@1',
    'maven::utils@1',
    'maven:com.acme:@1',
    'maven:com.acme:utils@',
    'maven:com.acme:utils:',
    'maven:com.acme::1',
    'maven::utils:1',
    'maven:@1',
    'pkg:maven//utils@1',
    'pkg:maven/com.acme/@1',
  ])('%j, of which a part is empty, is refused', (text) => {
    expect(() => parseCoordinate(text)).toThrow(expect.objectContaining({ code: 'CA-INPUT-002' }));
  });

  /** A coordinate, or nothing where it is refused as one. */
  const read = (text: string): Coordinate | undefined => {
    try {
      return parseCoordinate(text);
    } catch (error) {
      if ((error as RegistryError).code !== 'CA-INPUT-002') throw error;
      return undefined;
    }
  };
  const runs = { numRuns: 3_000, seed: 15 } as const;

  test('what is printed of a coordinate is read as the same, in both spellings', () => {
    const pieces = fc.constantFrom('@', '/', ':', '%40', '%2F', '%3A', '#', '?', '.', '..', 'a', '1.0', ' ', '%', 'é');
    const rest = fc.oneof(
      fc.array(pieces, { maxLength: 9 }).map((all) => all.join('')),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    const begin = fc.constantFrom(
      ...FORMATS.flatMap((format) => [`${format}:`, `pkg:${COORDINATE_STYLES[format].purlType}/`]),
    );
    let count = 0;
    fc.assert(
      fc.property(begin, rest, (first, then) => {
        const ref = read(`${first}${then}`);
        if (ref === undefined) return;
        count++;
        expect(parseCoordinate(purl(ref))).toEqual(ref);
        expect(parseCoordinate(shortForm(ref))).toEqual(ref);
      }),
      runs,
    );
    expect(count).toBeGreaterThan(300);
  });

  test('parts that are put together by hand come out as they were, or are refused where one is empty', () => {
    const part = fc.constantFrom('', 'a', 'b.c', '1', '1.0-rc', 'x_y');
    const templates: Readonly<
      Record<'short' | 'purl', (f: Format, ns: string, name: string, version: string) => string>
    > = {
      short: (format, namespace, name, version) => {
        const { sigil, separator } = COORDINATE_STYLES[format];
        return `${format}:${sigil}${namespace}${separator}${name}@${version}`;
      },
      purl: (format, namespace, name, version) => {
        const { sigil, purlType } = COORDINATE_STYLES[format];
        return `pkg:${purlType}/${sigil}${namespace}/${name}@${version}`;
      },
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...FORMATS),
        fc.constantFrom(templates.short, templates.purl),
        part,
        part,
        part,
        (format, template, namespace, name, version) => {
          const isWhole = [namespace, name, version].every((one) => one !== '');
          const expected = isWhole ? { format, namespace, name, version } : undefined;
          expect(read(template(format, namespace, name, version))).toEqual(expected);
        },
      ),
      runs,
    );
  });
});

test.each<[string, readonly string[]]>([
  ['npm:a@1.0.0,npm:@acme/b@2.0.0', ['npm:a@1.0.0', 'npm:@acme/b@2.0.0']],
  [' npm:a@1.0.0 , pkg:pypi/b@1.0 ', ['npm:a@1.0.0', 'pkg:pypi/b@1.0']],
  ['npm:a@1.0.0\r\n\nmaven:g:a:1,MAVEN:g:b:1\n', ['npm:a@1.0.0', 'maven:g:a:1', 'MAVEN:g:b:1']],
  // What begins no coordinate is a part of one, or of the globs behind it.
  ['generic:acme/f@1,0=a.bin,b.bin', ['generic:acme/f@1,0=a.bin,b.bin']],
  ['', []],
])('a list of coordinates: %j', (text, expected) => {
  expect(splitCoordinates(text)).toEqual(expected);
});
