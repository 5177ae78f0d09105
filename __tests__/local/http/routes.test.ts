import { describe, expect, test } from '@jest/globals';
import { isServiceHost, routeRepository, splitTarget } from '../../../src/local/http/routes.ts';

const fallback = { domain: 'default', domainOwner: '123456789012' };
const route = (path: string, hostname = '127.0.0.1') => routeRepository(path, hostname, fallback);

describe('three spellings of one repository', () => {
  test('path style, with the owner as the last 12 digits', () => {
    expect(route('/npm/d/my-big-org-111122223333/dev/@acme%2futils')).toEqual({
      format: 'npm',
      domain: 'my-big-org',
      domainOwner: '111122223333',
      repository: 'dev',
      prefix: '/npm/d/my-big-org-111122223333/dev/',
      path: '@acme%2futils',
    });
  });

  test('host style', () => {
    for (const host of [
      'my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com',
      'my-org-111122223333.codeartifact.eu-west-1.on.aws',
      'my-org-111122223333.d.codeartifact.eu-west-1.localhost',
    ]) {
      expect(route('/pypi/dev/simple/x/', host)).toMatchObject({
        domain: 'my-org',
        domainOwner: '111122223333',
        repository: 'dev',
        prefix: '/pypi/dev/',
        path: 'simple/x/',
      });
    }
  });

  test('short style in the default domain, if there is one', () => {
    expect(route('/npm/dev/lodash')).toMatchObject({ ...fallback, repository: 'dev', path: 'lodash' });
    expect(routeRepository('/npm/dev/lodash', '127.0.0.1', undefined)).toBeUndefined();
  });
});

test.each([
  [
    '/maven/d/my-org-111122223333/dev/org/apache/maven/plugins/maven-jar-plugin/3.3.0/x.pom',
    'org/apache/maven/plugins/maven-jar-plugin/3.3.0/x.pom',
  ],
  ['/npm/d/my-org-111122223333/dev', ''],
  ['/npm/d/my-org-111122223333/dev/', ''],
  ['/pypi/d/my-org-111122223333/dev/../../etc/passwd', '../../etc/passwd'],
])('%s is anchored at its start', (path, rest) => {
  expect(route(path)).toMatchObject({ repository: 'dev', path: rest });
});

test.each([
  '/v1/domain',
  '/npm',
  '/npm/',
  '/rpm/d/my-org-111122223333/dev/x',
  '/npm/d/my-org-1111/dev/x',
  '/npm/d/%ff-111122223333/dev/x',
  '/npm/d/my-org-111122223333/%ff/x',
  '/_local/npm/d/my-org-111122223333/dev/x',
])('%s is no repository', (path) => {
  expect(routeRepository(path, '127.0.0.1', undefined)).toBeUndefined();
});

test('the endpoint without its slash still gives a prefix that ends with one', () => {
  expect(route('/npm/d/my-org-111122223333/dev')?.prefix).toBe('/npm/d/my-org-111122223333/dev/');
});

test('hosts of the true service', () => {
  for (const host of [
    'codeartifact.us-east-1.amazonaws.com',
    'sts.amazonaws.com',
    'sts.eu-west-1.amazonaws.com',
    'vpce-0a.d.codeartifact.us-east-1.vpce.amazonaws.com',
  ]) {
    expect(isServiceHost(host)).toBe(true);
  }
  for (const host of [
    'evil.com',
    'codeartifact.us-east-1.amazonaws.com.evil.com',
    's3.amazonaws.com',
    'xcodeartifact.us-east-1.amazonaws.com',
  ]) {
    expect(isServiceHost(host)).toBe(false);
  }
});

test('the query begins at the first question mark', () => {
  expect(splitTarget('/a?b=c?d')).toEqual({ path: '/a', query: 'b=c?d' });
  expect(splitTarget('/a')).toEqual({ path: '/a', query: '' });
});
