// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Maven's own placeholders
import { describe, expect, test } from '@jest/globals';
import { parsePom } from '../../../../src/formats/maven/artifact/pom.ts';
import { pomText } from '../../../support/packages/maven-package.ts';

describe('parsePom', () => {
  test('inherits group and version from the parent element', () => {
    const pom = parsePom(
      '<project><parent><groupId>com.acme</groupId><artifactId>parent</artifactId><version>2</version></parent><artifactId>lib</artifactId></project>',
    );
    expect(pom).toMatchObject({ groupId: 'com.acme', artifactId: 'lib', version: '2', packaging: 'jar' });
    expect(pom.dependencies).toEqual([
      { groupId: 'com.acme', artifactId: 'parent', version: '2', type: 'parent', optional: false },
    ]);
  });

  test('replaces properties and coordinates, and leaves what it does not know', () => {
    const pom = parsePom(
      pomText({
        groupId: 'com.acme',
        artifactId: 'lib',
        version: '${major}.4',
        dependencies: [
          { groupId: '${project.groupId}', artifactId: 'core', version: '${project.version}' },
          { groupId: 'x', artifactId: 'y', version: '${elsewhere}', scope: 'test' },
          { groupId: 'x', artifactId: 'managed', optional: true },
        ],
        extra: '<properties><major>${inner}</major><inner>3</inner></properties>',
      }),
    );
    expect(pom.version).toBe('3.4');
    expect(pom.dependencies).toEqual([
      { groupId: 'com.acme', artifactId: 'core', version: '3.4', type: 'compile', optional: false },
      { groupId: 'x', artifactId: 'y', version: '${elsewhere}', type: 'test', optional: false },
      { groupId: 'x', artifactId: 'managed', version: '', type: 'compile', optional: true },
    ]);
  });

  test('lists BOMs that are imported, and licences', () => {
    const pom = parsePom(
      pomText({
        groupId: 'g',
        artifactId: 'a',
        version: '1',
        extra:
          '<licenses><license><name>Apache-2.0</name><url>https://example.com/l</url></license></licenses>' +
          '<dependencyManagement><dependencies><dependency><groupId>g</groupId><artifactId>bom</artifactId><version>7</version><type>pom</type><scope>import</scope></dependency>' +
          '<dependency><groupId>g</groupId><artifactId>only-managed</artifactId><version>7</version></dependency></dependencies></dependencyManagement>',
      }),
    );
    expect(pom.dependencies).toEqual([
      { groupId: 'g', artifactId: 'bom', version: '7', type: 'import', optional: false },
    ]);
    expect(pom.licenses).toEqual([{ name: 'Apache-2.0', url: 'https://example.com/l' }]);
  });

  test('properties that call each other, or grow with each round, come to an end', () => {
    const properties = `<properties><a>\${b}\${b}\${b}</a><b>\${a}\${a}\${a}</b><self>\${self}</self></properties>`;
    const pom = parsePom(pomText({ groupId: 'g', artifactId: '${a}', version: '${self}', extra: properties }));
    expect(pom.artifactId.length).toBeLessThanOrEqual(1024);
    expect(pom.version).toBe('${self}');
  });

  test.each([
    ['another document', '<settings/>', '<settings>'],
    ['no artifact id', '<project><groupId>g</groupId></project>', 'no artifactId'],
    ['a document type', '<!DOCTYPE project><project/>', 'document type'],
    ['a jar', 'PK\u0003\u0004', 'not well-formed'],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parsePom(text)).toThrow(message);
  });
});
