import * as ca from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withoutSecrets } from '../../../src/local/request-log.ts';
import { refusal, type TestServer, testServer } from '../../support/servers/local-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    setup: { domains: [{ name: 'my-org', repositories: [{ name: 'dev', description: '<script>alert(1)</script>' }] }] },
  });
});
afterAll(() => server.close());

test('health', async () => {
  expect((await server.json('/_local/health')).body).toMatchObject({
    status: 'ok',
    account: '123456789012',
    region: 'us-east-1',
    auth: 'lenient',
    offline: true,
  });
});

describe('the clock', () => {
  test('moves, jumps and returns', async () => {
    const move = (body: unknown) => server.json('/_local/clock', { method: 'POST', body });
    expect((await move({ advanceSeconds: 3600 })).body).toMatchObject({ offsetSeconds: 3600 });
    expect((await move({ now: '2031-05-06T07:08:09Z' })).body.now).toMatch(/^2031-05-06T07:08:0/);
    expect((await move({ now: 1_900_000_000 })).body.now).toMatch(/^2030-03-17T/);
    expect((await move({ reset: true })).body).toMatchObject({ offsetSeconds: 0 });
    for (const wrong of [{}, { now: 'soon' }, { advanceSeconds: 1e300 }, null, []])
      expect((await move(wrong)).status).toBe(400);
    expect((await server.json('/_local/clock')).body).toMatchObject({ offsetSeconds: 0 });
  });
});

describe('requests', () => {
  test('are listed without secrets', async () => {
    const client = server.codeartifact();
    const { authorizationToken } = await client.send(new ca.GetAuthorizationTokenCommand({ domain: 'my-org' }));
    const secret = authorizationToken as string;
    await fetch(`${server.url}/npm/d/my-org-123456789012/dev/x?token=hunter2&X-Amz-Signature=abc&next-token=page`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    await fetch(`${server.url}/npm/d/my-org-123456789012/dev/${secret}`, {
      headers: { 'user-agent': `npm ${secret}` },
    });
    await refusal(client.send(new ca.DescribeDomainCommand({ domain: 'nowhere' })));
    const { requests } = (await server.json('/_local/requests')).body as { requests: Record<string, unknown>[] };
    const text = JSON.stringify(requests);
    expect(text).not.toContain(secret.slice(20, 60));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('next-token=page');
    expect(requests.at(-1)).toMatchObject({
      operation: 'DescribeDomain',
      status: 404,
      error: 'ResourceNotFoundException',
      caller: 'arn:aws:iam::123456789012:user/local',
    });
    const last = requests.at(-1)?.id;
    await server.json('/_local/health');
    const since = (await server.json(`/_local/requests?since=${last}&limit=5`)).body as {
      requests: Record<string, unknown>[];
    };
    expect(since.requests.map((one) => one.operation)).toEqual(['admin', 'admin']);
    expect((await server.json('/_local/requests?since=x')).status).toBe(400);
  });

  test.each([
    ['/x?a=1&Token=s3&b=2', '/x?a=1&Token=***&b=2'],
    ['/x?X-Amz-Security-Token=abc', '/x?X-Amz-Security-Token=***'],
    ['/a\nb\u202ec', '/a?b?c'],
    ['key AKIAIOSFODNN7EXAMPLE end', 'key *** end'],
    ['x'.repeat(3000), `${'x'.repeat(2000)}…`],
  ])('%j is shown as %j', (text, shown) => expect(withoutSecrets(text)).toBe(shown));
});

describe('the page', () => {
  test('shows what is here, escaped, and loads nothing from elsewhere', async () => {
    const answer = await fetch(server.url);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('my-org');
    expect(html).not.toContain('<script');
    expect(html).toContain('&#60;script&#62;');
    expect(html.match(/(?:src|href)="[^"]*"/g)?.every((one) => one.startsWith('href="/_local/'))).toBe(true);
  });

  test('shows where a version lives', async () => {
    const client = server.codeartifact();
    const { createHash } = await import('node:crypto');
    for (const [repository, content] of [
      ['dev', 'a'],
      ['prod', 'b'],
    ] as const) {
      if (repository === 'prod') await client.send(new ca.CreateRepositoryCommand({ domain: 'my-org', repository }));
      const assetContent = Buffer.from(content);
      await client.send(
        new ca.PublishPackageVersionCommand({
          ...{
            domain: 'my-org',
            repository,
            format: 'generic',
            namespace: 'acme',
            package: 'firmware',
            packageVersion: '1.0.0',
          },
          ...{ assetName: 'x', assetContent, assetSHA256: createHash('sha256').update(assetContent).digest('hex') },
        }),
      );
    }
    const at = 'domain=my-org&owner=123456789012';
    const page = async (query: string) => (await fetch(`${server.url}/_local/?${query}`)).text();
    expect(await page(`${at}&repository=dev`)).toContain('acme/firmware');
    const versions = await page(`${at}&format=generic&namespace=acme&package=firmware`);
    expect(versions).toMatch(/<th><a [^>]+>dev<\/a><\/th><th><a [^>]+>prod<\/a><\/th>/);
    expect(versions).toContain('differs');
    expect(await page(`${at}&repository=nowhere`)).toContain('Repository not found');
    expect(await page('domain=%3Cb%3E&owner=x&repository=y')).not.toContain('<b>');
  });
});

describe('reset', () => {
  test('ends tokens and makes what was declared again', async () => {
    const client = server.codeartifact();
    const { authorizationToken } = await client.send(new ca.GetAuthorizationTokenCommand({ domain: 'my-org' }));
    await client.send(new ca.CreateRepositoryCommand({ domain: 'my-org', repository: 'extra' }));
    server.clock.advance(1e6);
    await server.json('/_local/reset', { method: 'POST' });
    const { repositories } = await client.send(new ca.ListRepositoriesCommand({}));
    expect(repositories?.map((one) => one.name)).toEqual(['dev']);
    const answer = await fetch(`${server.url}/npm/d/my-org-123456789012/dev/x`, {
      headers: { authorization: `Bearer ${authorizationToken}` },
    });
    expect(answer.status).toBe(401);
    expect(server.clock.offset()).toBe(0);
    await server.json('/_local/reset?empty=true', { method: 'POST' });
    expect((await client.send(new ca.ListDomainsCommand({}))).domains).toEqual([]);
    await server.json('/_local/reset', { method: 'POST' });
  });
});

test('strangers find nothing', async () => {
  expect((await fetch(`${server.url}/_local/other`)).status).toBe(404);
  expect((await fetch(`${server.url}/_local/clock`, { method: 'DELETE' })).status).toBe(405);
  expect((await fetch(`${server.url}/wp-login.php`)).status).toBe(404);
  expect(
    (await fetch(`${server.url}/_local/reset`, { method: 'POST', headers: { origin: 'http://evil.example' } })).status,
  ).toBe(403);
});
