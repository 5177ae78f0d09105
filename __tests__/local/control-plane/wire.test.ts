// The control plane below the SDKs: odd spellings of the model, error shapes, limits.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestServer, testServer } from '../../support/servers/local-server.ts';

const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20300101/us-east-1/codeartifact/aws4_request, SignedHeaders=host, Signature=00',
};
let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    setup: {
      domains: [
        { name: 'my-org', repositories: ['dev'] },
        { name: 'theirs', owner: '444455556666', repositories: ['dev'] },
      ],
    },
  });
});
afterAll(() => server.close());

async function ask(method: string, target: string, body?: unknown, headers: Record<string, string> = signed) {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${server.url}${target}`, {
    method,
    headers,
    ...(text === undefined ? {} : { body: text }),
  });
  const content = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('x-amzn-errortype'),
    headers: answer.headers,
    body: content === '' ? undefined : JSON.parse(content),
  };
}

describe('irregularities of the model', () => {
  const policyDocument = JSON.stringify({
    Statement: { Effect: 'Allow', Principal: '*', Action: 'codeartifact:Get*', Resource: '*' },
  });
  test('the domain policy has no query string', async () => {
    expect(
      (
        await ask('PUT', '/v1/domain/permissions/policy', {
          domain: 'my-org',
          domainOwner: '123456789012',
          policyDocument,
        })
      ).status,
    ).toBe(200);
    expect((await ask('PUT', '/v1/domain/permissions/policy?domain=my-org', { policyDocument })).status).toBe(400);
  });
  test('the repository policy is deleted at the plural', async () => {
    const query = '?domain=my-org&repository=dev';
    expect((await ask('PUT', `/v1/repository/permissions/policy${query}`, { policyDocument })).status).toBe(200);
    expect((await ask('DELETE', `/v1/repository/permissions/policy${query}`)).body.reason).toBe('UNKNOWN_OPERATION');
    expect((await ask('DELETE', `/v1/repository/permissions/policies${query}`)).status).toBe(200);
  });
  test('ListDomains takes its page in the body, all others in the query', async () => {
    expect((await ask('POST', '/v1/domains?max-results=0')).status).toBe(200);
    expect((await ask('POST', '/v1/domains', { maxResults: 0 })).status).toBe(400);
    expect((await ask('POST', '/v1/repositories?max-results=0')).status).toBe(400);
    expect((await ask('POST', '/v1/repositories', { maxResults: 0 })).status).toBe(200);
  });
  test('tagging answers with nothing', async () => {
    const target = `/v1/tag?resourceArn=${encodeURIComponent('arn:aws:codeartifact:us-east-1:123456789012:domain/my-org')}`;
    const answer = await ask('POST', target, { tags: [{ key: 'a', value: '' }] });
    expect([answer.status, answer.body]).toEqual([200, undefined]);
  });
  test('times are seconds', async () => {
    const { body } = await ask('GET', '/v1/domain?domain=my-org');
    expect(Math.abs(body.domain.createdTime - Date.now() / 1000)).toBeLessThan(600);
  });
});

describe('refusals', () => {
  test('every problem at once, with the reason', async () => {
    const answer = await ask(
      'POST',
      '/v1/package/versions?domain=My_Domain&repository=dev&format=rpm&max-results=1001',
    );
    expect(answer).toMatchObject({
      status: 400,
      type: 'ValidationException',
      body: { __type: 'ValidationException', reason: 'FIELD_VALIDATION_FAILED' },
    });
    expect(answer.body.message).toMatch(
      /^4 validation errors detected: .*'domain'.*'format'.*enum value set: \[npm, pypi.*'package' failed.*not be null.*'maxResults'/s,
    );
  });
  test.each([
    ['not JSON', '{', 'CANNOT_PARSE'],
    ['a list', '[]', 'CANNOT_PARSE'],
    ['a wrong type', '{"upstreams": {}}', 'FIELD_VALIDATION_FAILED'],
    ['a half structure', '{"upstreams": [{}]}', 'FIELD_VALIDATION_FAILED'],
    [
      '201 tags',
      JSON.stringify({ tags: Array.from({ length: 201 }, (_, i) => ({ key: `k${i}`, value: '' })) }),
      'FIELD_VALIDATION_FAILED',
    ],
    ['a control character', '{"description": "a\\u0007"}', 'FIELD_VALIDATION_FAILED'],
    ['1001 characters', JSON.stringify({ description: 'x'.repeat(1001) }), 'FIELD_VALIDATION_FAILED'],
  ])('%s', async (_name, body, reason) => {
    const answer = await ask('POST', '/v1/repository?domain=my-org&repository=new', body);
    expect(answer).toMatchObject({ status: 400, body: { reason } });
  });
  test('1000 characters beyond the basic plane are 1000 characters', async () => {
    const answer = await ask('POST', '/v1/repository?domain=my-org&repository=emoji', {
      description: '𝒳'.repeat(1000),
    });
    expect(answer.status).toBe(200);
  });
  test('a body beyond all limits', async () => {
    expect(await ask('POST', '/v1/repository?domain=my-org&repository=new', 'x'.repeat(1_100_000))).toMatchObject({
      status: 413,
    });
  });
  test('a prototype in a map is a key like others', async () => {
    const answer = await ask(
      'POST',
      '/v1/package/versions/copy?domain=my-org&source-repository=dev&destination-repository=dev&format=npm&package=x',
      '{"versionRevisions":{"__proto__":"r"}}',
    );
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
  test('a policy that is none', async () => {
    const answer = await ask('PUT', '/v1/repository/permissions/policy?domain=my-org&repository=dev', {
      policyDocument: '{"Statement":[]}',
    });
    expect(answer).toMatchObject({ status: 400, type: 'ValidationException' });
  });
  test('unsigned', async () => {
    expect(await ask('GET', '/v1/domain?domain=my-org', undefined, {})).toMatchObject({
      status: 403,
      type: 'MissingAuthenticationTokenException',
    });
  });
  test('not found says what', async () => {
    expect(await ask('GET', '/v1/package?domain=my-org&repository=dev&format=npm&package=lodash')).toMatchObject({
      status: 404,
      type: 'ResourceNotFoundException',
      body: {
        resourceType: 'package',
        message:
          'Package not found in repository. RepoId: dev, Package = PackageCoordinate{packageType=npm, packageName=lodash},',
      },
    });
  });
  test('the domain of another account is closed until its policy opens it', async () => {
    const target = '/v1/domain?domain=theirs&domain-owner=444455556666';
    expect(await ask('GET', target)).toMatchObject({ status: 403, type: 'AccessDeniedException' });
    const theirs = { authorization: signed.authorization.replace('Credential=local/', 'Credential=444455556666/') };
    const policyDocument = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'codeartifact:DescribeDomain',
        Resource: '*',
      },
    });
    expect(
      (await ask('PUT', '/v1/domain/permissions/policy', { domain: 'theirs', policyDocument }, theirs)).status,
    ).toBe(200);
    expect((await ask('GET', target)).status).toBe(200);
    expect((await ask('POST', '/v1/domain/repositories?domain=theirs&domain-owner=444455556666')).status).toBe(403);
  });
  test('the policy of the domain counts for its repositories too', async () => {
    const deny = (Action: string) => ({
      domain: 'other',
      policyDocument: JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action, Resource: '*' } }),
    });
    await ask('POST', '/v1/domain?domain=other');
    await ask('POST', '/v1/repository?domain=other&repository=dev');
    expect((await ask('GET', '/v1/repository?domain=other&repository=dev')).status).toBe(200);
    await ask('PUT', '/v1/domain/permissions/policy', deny('codeartifact:DescribeRepository'));
    expect((await ask('GET', '/v1/repository?domain=other&repository=dev')).status).toBe(403);
    expect((await ask('GET', '/v1/domain?domain=other')).status).toBe(200);
  });
  test('a policy cannot lock its owner out of changing it', async () => {
    const query = '?domain=my-org&repository=dev';
    const deny = {
      policyDocument: JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } }),
    };
    expect((await ask('PUT', `/v1/repository/permissions/policy${query}`, deny)).status).toBe(200);
    expect((await ask('GET', `/v1/repository${query}`)).status).toBe(403);
    expect((await ask('PUT', `/v1/repository/permissions/policy${query}`, deny)).status).toBe(200);
    // Only the put ignores it; the administrator's way out is a policy without the deny.
    expect((await ask('DELETE', `/v1/repository/permissions/policies${query}`)).status).toBe(403);
    const harmless = {
      policyDocument: JSON.stringify({
        Statement: { Effect: 'Allow', Principal: '*', Action: 'codeartifact:Get*', Resource: '*' },
      }),
    };
    expect((await ask('PUT', `/v1/repository/permissions/policy${query}`, harmless)).status).toBe(200);
  });
});

describe('pages', () => {
  test('are opaque, complete and bound to their list', async () => {
    for (let index = 0; index < 7; index++) await ask('POST', `/v1/repository?domain=my-org&repository=page-${index}`);
    const names: string[] = [];
    let next = '';
    do {
      const { body } = await ask(
        'POST',
        `/v1/domain/repositories?domain=my-org&repository-prefix=page-&max-results=3${next === '' ? '' : `&next-token=${encodeURIComponent(next)}`}`,
      );
      names.push(...body.repositories.map((one: { name: string }) => one.name));
      next = body.nextToken ?? '';
    } while (next !== '');
    expect(names).toEqual(['page-0', 'page-1', 'page-2', 'page-3', 'page-4', 'page-5', 'page-6']);
    expect(await ask('POST', '/v1/domain/repositories?domain=my-org&next-token=made-up')).toMatchObject({
      status: 400,
      type: 'ValidationException',
    });
  });
});

test('the endpoint follows the way the server was reached', async () => {
  const port = server.port;
  const { request } = await import('node:http');
  const endpoint = (host: string, endpointType = 'ipv4') =>
    new Promise<string>((resolve, reject) => {
      const path = `/v1/repository/endpoint?domain=my-org&repository=page-0&format=npm&endpointType=${endpointType}`;
      const sent = request({ host: '127.0.0.1', port, path, headers: { ...signed, host } }, (answer) => {
        let text = '';
        answer
          .setEncoding('utf8')
          .on('data', (chunk) => (text += chunk))
          .on('end', () => resolve(JSON.parse(text).repositoryEndpoint));
      });
      sent.on('error', reject).end();
    });
  expect(await endpoint(`localhost:${port}`)).toBe(`http://127.0.0.1:${port}/npm/d/my-org-123456789012/page-0/`);
  expect(await endpoint('localhost:8080')).toBe('http://127.0.0.1:8080/npm/d/my-org-123456789012/page-0/');
  expect(await endpoint('codeartifact.us-east-1.amazonaws.com')).toBe(
    'http://my-org-123456789012.d.codeartifact.us-east-1.amazonaws.com/npm/page-0/',
  );
  expect(await endpoint('codeartifact.us-east-1.amazonaws.com', 'dualstack')).toBe(
    'http://my-org-123456789012.codeartifact.us-east-1.on.aws/npm/page-0/',
  );
});
