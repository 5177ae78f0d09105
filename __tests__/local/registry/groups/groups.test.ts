import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import { formatRules } from '../../../../src/formats/rules.ts';
import { contains, match, patternPath, readPattern } from '../../../../src/local/registry/groups/group-pattern.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, maven, npm, pypi } from '../bench.ts';

const rules = { rules: formatRules, foldsLookAlikes: true };
const matchOf = (pattern: string, ref: PackageReference) => match(readPattern(pattern, rules), patternPath(ref, rules));

describe('patterns', () => {
  test.each([
    ['/*', npm('a'), 'STRONG'],
    ['/npm/*', npm('a', 'acme'), 'STRONG'],
    ['/npm/*', pypi('a'), undefined],
    ['/npm/acme~', npm('a', 'acme'), 'STRONG'],
    ['/npm/acme~', npm('a', 'acme-web'), 'STRONG'],
    ['/npm/acme~', npm('a', 'acmeweb'), undefined],
    ['/npm/acme~', npm('a', 'Acme'), 'WEAK'],
    ['/npm/acme/*', npm('a', 'acme'), 'STRONG'],
    ['/npm/acme/*', npm('a', 'acme-web'), undefined],
    ['/npm//*', npm('a'), 'STRONG'],
    ['/npm//*', npm('a', 'acme'), undefined],
    ['/npm/space/foo~', npm('foo', 'space'), 'STRONG'],
    ['/npm/space/foo~', npm('foo-bar', 'space'), 'STRONG'],
    ['/npm/space/foo~', npm('food', 'space'), undefined],
    ['/npm/space/foo~', npm('fooBar', 'space'), undefined],
    ['/npm/space/foo~', npm('foo\u0301', 'space'), undefined],
    ['/npm//react$', npm('react'), 'STRONG'],
    ['/npm//react$', npm('react-dom'), undefined],
    ['/npm//react$', npm('React'), 'WEAK'],
    ['/npm//react$', npm('r\u0435act'), 'WEAK'],
    ['/npm//my-lib$', npm('my__lib'), 'WEAK'],
    ['/npm//my-lib$', npm('my.lib'), 'WEAK'],
    ['/npm//my-lib$', npm('mylib'), undefined],
    ['/maven/com.acme~', maven('com.acme.web', 'x'), 'STRONG'],
    ['/maven/com.acme/lib$', maven('com.acme', 'lib'), 'STRONG'],
    ['/python//requests$', pypi('requests'), 'STRONG'],
    ['/pypi//requests$', pypi('requests'), 'STRONG'],
  ] as const)('%s and %o: %s', (pattern, ref, expected) => {
    expect(matchOf(pattern, ref)).toBe(expected);
  });

  test.each([
    '/',
    '*',
    'npm/*',
    '/npm',
    '/npm*',
    '/npm/acme*',
    '/npm/acme$',
    '/npm/acme-~',
    '/npm/acme/~',
    '/npm/a/b/c$',
    '/unknown/*',
    '/npm/a b/*',
    '//*',
    '/npm/acme/$',
    '/nuget//My.Lib$',
    `/npm//${'x'.repeat(520)}$`,
  ])('%s is none', (pattern) => {
    expect(() => readPattern(pattern, rules)).toThrow();
  });

  test.each([
    ['/*', '/npm/*', true],
    ['/npm/*', '/npm/acme~', true],
    ['/npm/acme~', '/npm/acme/*', true],
    ['/npm/acme~', '/npm/acme-web/*', true],
    ['/npm/acme~', '/npm/acmeweb/*', false],
    ['/npm/acme/*', '/npm/acme/ui~', true],
    ['/npm/acme/ui~', '/npm/acme/ui$', true],
    ['/npm/acme/ui~', '/npm/acme/ui-kit~', true],
    ['/npm/acme/ui$', '/npm/acme/ui$', false],
    ['/npm/acme/*', '/npm/acme~', false],
    ['/npm/*', '/pypi/*', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(contains(readPattern(outer, rules), readPattern(inner, rules))).toBe(expected);
  });
});

describe('groups', () => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench();
    b.repository('dev');
    b.repository('prod');
  });
  afterEach(() => b.close());
  const of = (ref: Parameters<typeof b.registry.groups.associatedGroup>[1]) => {
    const { group, association } = b.registry.groups.associatedGroup(DOMAIN, ref);
    return `${association} ${group.pattern}`;
  };

  test('a package belongs to the most specific group, existing or not', () => {
    const { groups } = b.registry;
    expect(of(npm('a'))).toBe('STRONG /*');
    for (const pattern of ['/npm/*', '/npm/acme~', '/npm/acme/*', '/npm/acme/ui~', '/npm/acme/ui$', '/npm//foo$'])
      groups.create(DOMAIN, pattern);
    expect(of(npm('ui', 'acme'))).toBe('STRONG /npm/acme/ui$');
    expect(of(npm('ui-kit', 'acme'))).toBe('STRONG /npm/acme/ui~');
    expect(of(npm('x', 'acme'))).toBe('STRONG /npm/acme/*');
    expect(of(npm('x', 'acme-web'))).toBe('STRONG /npm/acme~');
    expect(of(npm('x'))).toBe('STRONG /npm/*');
    expect(of(npm('FOO'))).toBe('WEAK /npm//foo$');
    groups.create(DOMAIN, '/npm//FOO$');
    expect(of(npm('FOO'))).toBe('STRONG /npm//FOO$');
    expect(of(npm('foo'))).toBe('STRONG /npm//foo$');
  });

  test.each([
    ['/nuget//Newtonsoft~', '/nuget//newtonsoft~'],
    ['/nuget//Newtonsoft.Json$', '/nuget//newtonsoft.json$'],
    ['/python//My_Lib$', '/python//my-lib$'],
    ['/pypi//my.lib~', '/pypi//my-lib~'],
    ['/swift/Acme/*', '/swift/acme/*'],
    ['/swift/acme/UI~', '/swift/acme/ui~'],
  ])('%s is refused, since names of the format are normalised: %s', async (given, normal) => {
    const { groups } = b.registry;
    expect(await exceptionOf(() => groups.create(DOMAIN, given))).toBe('ValidationException');
    expect(await exceptionOf(() => groups.listAssociatedPackages(DOMAIN, given, true))).toBe('ValidationException');
    expect(groups.create(DOMAIN, normal).pattern).toBe(normal);
  });

  test('form a hierarchy in which children move up when their parent goes', async () => {
    const { groups } = b.registry;
    for (const pattern of ['/npm/acme/ui~', '/npm/*', '/npm/acme/*']) groups.create(DOMAIN, pattern);
    expect(groups.describe(DOMAIN, '/npm/acme/ui~').parent?.pattern).toBe('/npm/acme/*');
    expect(groups.listSubGroups(DOMAIN, '/npm/*').items.map(({ pattern }) => pattern)).toEqual(['/npm/acme/*']);
    groups.delete(DOMAIN, '/npm/acme/*');
    expect(groups.describe(DOMAIN, '/npm/acme/ui~').parent?.pattern).toBe('/npm/*');
    expect(groups.describe(DOMAIN, '/*').parent).toBeUndefined();
    expect(await exceptionOf(() => groups.delete(DOMAIN, '/*'))).toBe('ValidationException');
    expect(await exceptionOf(() => groups.create(DOMAIN, '/npm/*'))).toBe('ConflictException');
    expect(await exceptionOf(() => groups.describe(DOMAIN, '/npm/acme/*'))).toBe('ResourceNotFoundException');
    expect(groups.list(DOMAIN, { prefix: '/npm/acme' }).items.map(({ pattern }) => pattern)).toEqual(['/npm/acme/ui~']);
  });

  test('are listed on where the last one that was shown has been deleted', () => {
    const { groups } = b.registry;
    for (const name of ['a', 'b', 'c', 'd']) groups.create(DOMAIN, `/npm/${name}/*`);
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = groups.list(DOMAIN, { prefix: '/npm/' }, { maxResults: 1, nextToken });
      nextToken = page.nextToken;
      for (const { pattern } of page.items) {
        seen.push(pattern);
        groups.delete(DOMAIN, pattern);
      }
    } while (nextToken);
    expect(seen).toEqual(['/npm/a/*', '/npm/b/*', '/npm/c/*', '/npm/d/*']);
  });

  test('inherit restrictions from the nearest ancestor that sets them', async () => {
    const { groups } = b.registry;
    for (const pattern of ['/npm/*', '/npm/acme/*']) groups.create(DOMAIN, pattern);
    expect(groups.describe(DOMAIN, '/npm/acme/*').restrictions.PUBLISH).toMatchObject({
      mode: 'INHERIT',
      effectiveMode: 'ALLOW',
      inheritedFrom: { pattern: '/*' },
    });
    const { group, updates } = groups.updateOriginConfiguration(DOMAIN, '/npm/*', {
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      add: [
        { type: 'PUBLISH', repository: 'dev' },
        { type: 'PUBLISH', repository: 'prod' },
      ],
      remove: [{ type: 'PUBLISH', repository: 'prod' }],
    });
    expect(group.restrictions.PUBLISH).toMatchObject({ mode: 'ALLOW_SPECIFIC_REPOSITORIES', repositoriesCount: 1 });
    expect(updates).toEqual({ PUBLISH: { ADDED: ['dev', 'prod'], REMOVED: ['prod'] } });
    expect(groups.listAllowedRepositories(DOMAIN, '/npm/*', 'PUBLISH').items).toEqual(['dev']);
    expect(groups.describe(DOMAIN, '/npm/acme/*').restrictions.PUBLISH).toMatchObject({
      mode: 'INHERIT',
      effectiveMode: 'ALLOW_SPECIFIC_REPOSITORIES',
      inheritedFrom: { pattern: '/npm/*' },
      repositoriesCount: 1,
    });
    expect(
      await exceptionOf(() => groups.updateOriginConfiguration(DOMAIN, '/*', { restrictions: { PUBLISH: 'INHERIT' } })),
    ).toBe('ValidationException');
    expect(
      await exceptionOf(() =>
        groups.updateOriginConfiguration(DOMAIN, '/npm/*', { add: [{ type: 'PUBLISH', repository: 'none' }] }),
      ),
    ).toBe('ResourceNotFoundException');
    expect(groups.update(DOMAIN, '/npm/*', { contactInfo: 'team' })).toMatchObject({
      contactInfo: 'team',
      restrictions: { PUBLISH: { repositoriesCount: 1 } },
    });
  });

  test('are as before where a transaction that made or changed some of them was taken back', async () => {
    const { groups } = b.registry;
    groups.create(DOMAIN, '/npm/*');
    const failed = await exceptionOf(() =>
      b.registry.transaction(() => {
        groups.create(DOMAIN, '/npm/acme/*');
        groups.updateOriginConfiguration(DOMAIN, '/npm/*', { restrictions: { PUBLISH: 'BLOCK' } });
        groups.declare(DOMAIN, '/pypi/*', {});
        expect(of(npm('a', 'acme'))).toBe('STRONG /npm/acme/*');
        groups.create(DOMAIN, '/npm/*');
      }),
    );
    expect(failed).toBe('ConflictException');
    expect(groups.list(DOMAIN).items.map(({ pattern }) => pattern)).toEqual(['/*', '/npm/*']);
    expect(of(npm('a', 'acme'))).toBe('STRONG /npm/*');
    expect(groups.describe(DOMAIN, '/npm/*').restrictions.PUBLISH.mode).toBe('INHERIT');
  });

  test('lose a repository that is deleted, and are gone with their domain', () => {
    const { groups, domains, repositories } = b.registry;
    groups.declare(DOMAIN, '/npm/*', {
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      add: [{ type: 'PUBLISH', repository: 'dev' }],
    });
    expect(groups.describe(DOMAIN, '/npm/*').restrictions.PUBLISH.repositoriesCount).toBe(1);
    repositories.delete(at('dev'));
    expect(groups.describe(DOMAIN, '/npm/*').restrictions.PUBLISH.repositoriesCount).toBe(0);
    repositories.delete(at('prod'));
    domains.delete(DOMAIN);
    domains.create(DOMAIN);
    expect(groups.list(DOMAIN).items.map(({ pattern }) => pattern)).toEqual(['/*']);
  });

  test('list the packages they hold, and those a pattern would hold', async () => {
    for (const [repository, ref] of [
      ['dev', npm('ui', 'acme')],
      ['prod', npm('ui', 'acme')],
      ['dev', npm('UI', 'acme')],
      ['dev', npm('x')],
    ] as const) {
      await b.publish(repository, ref, '1.0.0');
    }
    const { groups } = b.registry;
    const listed = (pattern: string, preview?: boolean) =>
      groups
        .listAssociatedPackages(DOMAIN, pattern, preview)
        .items.map(({ name, association }) => `${name} ${association}`);
    expect(listed('/npm/acme/ui$', true)).toEqual(['UI WEAK', 'ui STRONG']);
    expect(await exceptionOf(() => listed('/npm/acme/ui$'))).toBe('ResourceNotFoundException');
    groups.create(DOMAIN, '/npm/acme/ui$');
    expect(listed('/npm/acme/ui$')).toEqual(['UI WEAK', 'ui STRONG']);
    expect(listed('/*')).toEqual(['x STRONG']);
    expect(b.registry.packages.describe(at('dev'), npm('UI', 'acme')).restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
    expect(await exceptionOf(() => b.publish('dev', npm('UI', 'acme'), '2.0.0'))).toBe('forbidden');
  });
});
