import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAccess } from '../../../src/local/identity/access.ts';
import { conditionsHold, parseOperator, substitute } from '../../../src/local/identity/conditions.ts';
import { covers } from '../../../src/local/identity/glob.ts';
import { MalformedPolicy, parsePolicy } from '../../../src/local/identity/policy.ts';
import type { Principal } from '../../../src/local/identity/principal.ts';
import { createDirectory } from '../../../src/local/identity/roles.ts';

test.each([
  ['*', '', true],
  [
    'arn:aws:codeartifact:*:111122223333:package/d/r/npm//*',
    'arn:aws:codeartifact:us-east-1:111122223333:package/d/r/npm//lodash',
    true,
  ],
  ['repo:acme/*:ref:refs/heads/main', 'repo:acme/app:ref:refs/heads/main', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a*b*c', 'aXbXbXc', true],
  ['a*b', 'a', false],
  ['a.c', 'abc', false],
  ['**a', 'bba', true],
])('%s covers %s: %p', (pattern, text, expected) => expect(covers(pattern, text)).toBe(expected));

/** Milliseconds of the processor that something takes. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('text of strangers takes time by its length', () => {
  test.each<[string, string, string]>([
    ['many stars', `${'*a'.repeat(10_000)}b`, 'a'.repeat(20_000)],
    ['one star', `*${'a'.repeat(10_000)}b`, 'a'.repeat(20_000)],
    ['a question mark', `*?${'a'.repeat(10_000)}b`, 'a'.repeat(20_000)],
  ])('a pattern of %s', (_, pattern, text) => {
    expect(cpuOf(() => expect(covers(pattern, text)).toBe(false))).toBeLessThan(500);
    expect(covers(pattern, `${text}b`)).toBe(true);
  });

  test('a pattern says the same in whichever way it is read', () => {
    // Long enough that the few steps a character do not do.
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'b', '*', '?', '\uE000'), maxLength: 30 });
    const byRegex = (source: string, text: string) =>
      new RegExp(`^${source.replaceAll('?', '[^]').replace(/[*]+/g, '[^]*').replaceAll('\uE000', '[*\\uE000]')}$`).test(
        text,
      );
    const cases: [string, string][] = [
      ['\uE000', '*'],
      [`*${'a'.repeat(40)}\uE000`, `${'a'.repeat(150)}*`],
    ];
    for (const [source, text] of cases) expect(covers(source, text)).toBe(true);
    fc.assert(
      fc.property(pattern, letters, (source, text) => {
        const long = 'a'.repeat(100) + text;
        for (const one of [text, long])
          if (covers(source, one) !== byRegex(source, one)) throw new Error(`${source} and ${one}`);
        if (covers(`*${'a'.repeat(40)}${source}`, long) !== byRegex(`*${'a'.repeat(40)}${source}`, long))
          throw new Error(`${source} and ${long}`);
      }),
      { numRuns: 3_000, seed: 15 },
    );
  });

  test.each<[string, string]>([
    ['blanks', `$\{${' '.repeat(100_000)}x}`],
    ['blanks before a comma that ends nothing', `$\{${' ,'.repeat(50_000)}x}`],
    ['quotes', `$\{a,${"'".repeat(100_000)}x}`],
    ['begins without an end', '${'.repeat(50_000)],
    ['values', `$\{aws:useragent}`.repeat(50_000)],
  ])('a variable of %s', (_, value) => {
    const context = { 'aws:useragent': 'u'.repeat(2_000) };
    expect(cpuOf(() => substitute(value, context, true))).toBeLessThan(500);
  });

  test('what a request brings is compared up to a length, and denies beyond it', () => {
    const condition = {
      operator: 'stringlike',
      quantifier: undefined,
      ifExists: false,
      key: 'aws:useragent',
      values: ['*'],
    };
    const judged = (length: number, effect: 'Allow' | 'Deny') =>
      conditionsHold([condition], { 'aws:useragent': 'u'.repeat(length) }, { effect, hasVariables: true });
    expect([judged(2048, 'Allow'), judged(2048, 'Deny')]).toEqual([true, true]);
    expect([judged(2049, 'Allow'), judged(2049, 'Deny')]).toEqual([false, true]);
    const variable = `$\{aws:useragent}`;
    expect(substitute(variable, { 'aws:useragent': 'u'.repeat(2049) }, false)).toBe('\u0000');
  });

  test.each(['trust', 'identity', 'resource'] as const)(
    'a %s policy that is too long is refused, as an object too',
    (kind) => {
      const document = {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          ...(kind === 'identity' ? {} : { Principal: '*' }),
          Action: 'codeartifact:*',
          ...(kind === 'trust' ? {} : { Resource: '*' }),
          Condition: { StringLike: { 'aws:username': ['x'.repeat(20_480)] } },
        },
      };
      for (const source of [document, JSON.stringify(document)])
        expect(() => parsePolicy(source, kind)).toThrow('the policy is longer than 20480 characters');
    },
  );
});

describe('condition operators', () => {
  const context = {
    'aws:sourceip': '10.1.2.3',
    'aws:currenttime': '2030-01-01T00:00:00Z',
    'aws:principalarn': 'arn:aws:iam::111122223333:role/ci',
    'aws:tagkeys': ['team', 'stage'],
    'sts:durationseconds': '900',
    'aws:securetransport': 'false',
    'aws:username': 'ada',
  };
  const holds = (operator: string, key: string, ...values: string[]): boolean => {
    const parsed = parseOperator(operator);
    if (parsed === undefined) throw new Error(`unknown ${operator}`);
    return conditionsHold([{ ...parsed, key: key.toLowerCase(), values }], context, {
      effect: 'Allow',
      hasVariables: true,
    });
  };
  // Policy variables look like template strings and are none.
  const variable = (name: string) => `$\{${name}}`;
  test.each<[string, string, string[], boolean]>([
    ['StringEquals', 'aws:username', ['bob', 'ada'], true],
    ['StringNotEquals', 'aws:username', ['bob', 'ada'], false],
    ['StringEqualsIgnoreCase', 'aws:username', ['ADA'], true],
    ['StringLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/c?'], true],
    ['StringEquals', 'aws:missing', ['x'], false],
    ['StringEqualsIfExists', 'aws:missing', ['x'], true],
    ['StringNotEquals', 'aws:missing', ['x'], true],
    ['Null', 'aws:missing', ['true'], true],
    ['Null', 'aws:username', ['true'], false],
    ['NumericLessThanEquals', 'sts:DurationSeconds', ['900'], true],
    ['NumericGreaterThan', 'sts:DurationSeconds', ['900'], false],
    ['DateGreaterThan', 'aws:CurrentTime', ['2029-12-31T23:59:59Z'], true],
    ['DateLessThan', 'aws:CurrentTime', ['1893456000'], false],
    ['Bool', 'aws:SecureTransport', ['true'], false],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8'], true],
    ['NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.168.0.0/16'], false],
    ['IpAddress', 'aws:SourceIp', ['10.0.0.0/99'], false],
    ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::111122223333:role/*'], true],
    ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam:*'], false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team', 'stage', 'cost'], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team'], false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team'], true],
    // True for an absent key: the reason not to guard a trust policy with it.
    ['ForAllValues:StringEquals', 'aws:missing', ['x'], true],
    ['ForAnyValue:StringEquals', 'aws:missing', ['x'], false],
    ['StringEquals', 'aws:username', [variable('aws:username')], true],
    ['StringEquals', 'aws:username', [variable('aws:missing')], false],
    ['StringLike', 'aws:username', [variable('*')], false],
  ])('%s %s %p is %p', (operator, key, values, expected) => expect(holds(operator, key, ...values)).toBe(expected));

  test('unknown operators are not guessed', () => {
    expect(parseOperator('StringMatches')).toBeUndefined();
    expect(parseOperator('constructor')).toBeUndefined();
  });
});

describe('documents', () => {
  const statement = { Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' };
  const document = (change: object) => ({ Version: '2012-10-17', Statement: [{ ...statement, ...change }] });
  test.each<[string, unknown, 'identity' | 'resource' | 'trust']>([
    ['no JSON', '{', 'identity'],
    ['no object', '[]', 'identity'],
    ['no statement', { Version: '2012-10-17' }, 'identity'],
    ['another version', { Version: '2020-01-01', Statement: statement }, 'identity'],
    ['an unknown effect', document({ Effect: 'allow' }), 'identity'],
    ['a principal in an identity policy', document({ Principal: '*' }), 'identity'],
    ['no principal in a resource policy', document({}), 'resource'],
    ['a resource in a trust policy', document({ Principal: '*' }), 'trust'],
    ['an unknown operator', document({ Condition: { StringMatches: { a: 'b' } } }), 'identity'],
    ['Action and NotAction', document({ NotAction: 'x' }), 'identity'],
    ['an unknown element', document({ Actions: 'x' }), 'identity'],
    ['an unknown principal type', document({ Principal: { Github: 'x' } }), 'resource'],
    ['a number of nested things', document({ Action: [{ a: 1 }] }), 'identity'],
    ['20,481 characters', ' '.repeat(20_481), 'identity'],
  ])('%s is refused in words', (_name, source, kind) => {
    expect(() => parsePolicy(source, kind)).toThrow(MalformedPolicy);
  });
});

describe('decisions', () => {
  const owner = '111122223333';
  const other = '444455556666';
  const directory = createDirectory(owner);
  const access = createAccess({
    mode: 'lenient',
    region: 'us-east-1',
    directory,
    now: () => 0,
    organizationId: () => 'o-example',
  });
  const user = (account: string): Principal => ({ account, arn: `arn:aws:iam::${account}:user/ada`, userId: 'AIDA' });
  const session = (name: string, extra: Partial<Principal> = {}): Principal => ({
    account: owner,
    arn: `arn:aws:sts::${owner}:assumed-role/${name}/run`,
    roleArn: `arn:aws:iam::${owner}:role/${name}`,
    userId: 'AROA:run',
    ...extra,
  });
  const policy = (effect: string, action: string, principal: unknown = '*', more: object = {}) =>
    JSON.stringify({ Statement: { Effect: effect, Principal: principal, Action: action, Resource: '*', ...more } });
  const resource = `arn:aws:codeartifact:us-east-1:${owner}:repository/my-org/dev`;
  const ask = (caller: Principal, resourcePolicies: string[] = [], action = 'codeartifact:ReadFromRepository') =>
    access.refusal(caller, { action, resource, resourcePolicies, homeAccounts: [owner] });

  test('at home an identity policy is enough; lenient identities have one for everything', () => {
    expect(ask(user(owner))).toBeUndefined();
  });
  test('an explicit deny of a resource policy always counts', () => {
    expect(ask(user(owner), [policy('Deny', 'codeartifact:Read*')])).toMatch(
      /explicit deny in a resource-based policy/,
    );
    expect(ask(user(owner), [policy('Deny', 'codeartifact:Publish*')])).toBeUndefined();
    expect(ask(user(owner), [policy('Deny', '*', { AWS: other })])).toBeUndefined();
  });
  test('from another account both sides must allow', () => {
    expect(ask(user(other))).toMatch(
      /because no resource-based policy allows the codeartifact:ReadFromRepository action/,
    );
    expect(
      ask(user(other), [policy('Allow', 'codeartifact:*', { AWS: `arn:aws:iam::${other}:root` })]),
    ).toBeUndefined();
    expect(ask(user(other), [policy('Allow', 'codeartifact:*', { AWS: owner })])).toMatch(/no resource-based/);
    const ofOrganization = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } } };
    expect(ask(user(other), [policy('Allow', '*', '*', ofOrganization)])).toBeUndefined();
  });

  test('a declared role may do what its policies say, and what resource policies give it by name', () => {
    const allow = { Statement: [{ Effect: 'Allow', Action: 'codeartifact:Describe*', Resource: '*' }] };
    directory.declareRole({ name: 'reader', policies: [allow] });
    expect(ask(session('reader'), [], 'codeartifact:DescribeRepository')).toBeUndefined();
    expect(ask(session('reader'))).toBe(
      `User: arn:aws:sts::${owner}:assumed-role/reader/run is not authorized to perform: codeartifact:ReadFromRepository on resource: ${resource} because no identity-based policy allows the codeartifact:ReadFromRepository action`,
    );
    expect(
      ask(session('reader'), [policy('Allow', 'codeartifact:Read*', { AWS: `arn:aws:iam::${owner}:role/reader` })]),
    ).toBeUndefined();
    // The account as a whole hands the decision back to identity policies.
    expect(ask(session('reader'), [policy('Allow', 'codeartifact:Read*', { AWS: owner })])).toMatch(
      /no identity-based/,
    );
  });

  test('session policies only narrow', () => {
    const narrow = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'codeartifact:Get*', Resource: '*' } });
    const caller = session('anything', { sessionPolicies: [narrow] });
    expect(ask(caller)).toMatch(/no session policy allows/);
    expect(ask(caller, [], 'codeartifact:GetRepositoryEndpoint')).toBeUndefined();
  });

  test('package ARNs match with wildcards and only there', () => {
    const allow = {
      Effect: 'Allow',
      Action: 'codeartifact:PublishPackageVersion',
      Resource: `arn:aws:codeartifact:*:${owner}:package/my-org/dev/npm/acme/*`,
    };
    directory.declareRole({ name: 'publisher', policies: [{ Statement: [allow] }] });
    const publish = (name: string) =>
      access.refusal(session('publisher'), {
        action: 'codeartifact:PublishPackageVersion',
        resource: `arn:aws:codeartifact:us-east-1:${owner}:package/my-org/dev/npm/${name}`,
        homeAccounts: [owner],
      });
    expect(publish('acme/utils')).toBeUndefined();
    expect(publish('/utils')).toMatch(/not authorized/);
  });

  test('in strict mode what is not allowed is refused', () => {
    const strict = createAccess({
      mode: 'strict',
      region: 'us-east-1',
      directory,
      now: () => 0,
      organizationId: () => undefined,
    });
    const question = { action: 'codeartifact:ListDomains', resource: '*' };
    expect(strict.refusal(user(owner), question)).toMatch(/no identity-based/);
    expect(strict.refusal({ ...user(owner), isAdministrator: true }, question)).toBeUndefined();
  });
});

test('what a document says depends on its kind, whichever was read first', () => {
  const account = '111122223333';
  const user = { name: 'ada', accessKeyId: 'AKIAADA0', secretAccessKey: 'x'.repeat(20), policies: [] };
  const directory = createDirectory(account);
  directory.keep([], [directory.readUser(user)]);
  const access = createAccess({
    mode: 'strict',
    region: 'us-east-1',
    directory,
    now: () => 0,
    organizationId: () => 'o-1',
  });
  const arn = `arn:aws:iam::${account}:user/ada`;
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const [identity, resource] = [
    JSON.stringify({ Statement: statement }),
    JSON.stringify({ Statement: { ...statement, Principal: { AWS: arn } } }),
  ];
  const may = (session: readonly string[], resourcePolicies: readonly string[]) =>
    access.refusal(
      { account, arn, userId: 'AIDA', sessionPolicies: session },
      { action: 'codeartifact:ReadFromRepository', resource: '*', resourcePolicies, homeAccounts: [account] },
    ) === undefined;
  expect(may([identity], [resource])).toBe(true);
  // As a resource policy it names nobody, so that nobody can tell whom it was to keep out.
  expect(may([], [resource, identity])).toBe(false);
  expect(may([resource], [resource])).toBe(false);
});

test.each([
  [{ Bool: { 'aws:PrincipalIsAWSService': 'false' } }, true, true],
  [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, true, false],
  [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, true, true],
  [{ StringEquals: { 'aws:ResourceOrgID': ['$', '{aws:PrincipalOrgID}'].join('') } }, true, true],
  [{ StringNotEquals: { 'aws:ResourceOrgID': 'o-1' } }, false, false],
])('%j holds for a session %p, for a user %p', (Condition, ofSession, ofUser) => {
  const account = '111122223333';
  const access = createAccess({
    mode: 'strict',
    region: 'us-east-1',
    directory: createDirectory(account),
    now: () => 0,
    organizationId: () => 'o-1',
  });
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition },
  });
  const may = (caller: Principal) =>
    access.refusal(caller, {
      action: 'codeartifact:ReadFromRepository',
      resource: '*',
      resourcePolicies: [document],
      homeAccounts: [account],
    }) === undefined;
  const roleArn = `arn:aws:iam::${account}:role/ci`;
  const session = `arn:aws:sts::${account}:assumed-role/ci/run`;
  expect(may({ account, arn: session, roleArn, userId: 'AROA:run', expiresAt: 1, issuedAt: 0 })).toBe(ofSession);
  expect(may({ account, arn: `arn:aws:iam::${account}:user/ada`, userId: 'AIDA' })).toBe(ofUser);
});

test.each(['ForAllValue:StringEquals', 'ForAnyValues:StringEquals', 'ForValues:StringEquals'])(
  '%s is no operator',
  (name) => expect(parseOperator(name)).toBeUndefined(),
);
