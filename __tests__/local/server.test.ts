import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
  ListDomainsCommand,
} from '@aws-sdk/client-codeartifact';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';

let server: LocalServer;
let client: CodeartifactClient;
const errors: unknown[] = [];
beforeAll(async () => {
  server = await startLocalServer({ offline: true, onError: (error) => errors.push(error) });
  client = new CodeartifactClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' },
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  expect(errors).toEqual([]);
});

test('a domain, a repository, a token, an endpoint', async () => {
  const { domain } = await client.send(new CreateDomainCommand({ domain: 'my-org' }));
  expect(domain).toMatchObject({ name: 'my-org', owner: '123456789012', status: 'Active' });
  await client.send(new CreateRepositoryCommand({ domain: 'my-org', repository: 'dev', upstreams: [] }));
  const { domains } = await client.send(new ListDomainsCommand({}));
  expect(domains).toHaveLength(1);
  const { repositoryEndpoint } = await client.send(
    new GetRepositoryEndpointCommand({ domain: 'my-org', repository: 'dev', format: 'npm' }),
  );
  expect(repositoryEndpoint).toBe(`${server.url}/npm/d/my-org-123456789012/dev/`);
  const { authorizationToken } = await client.send(
    new GetAuthorizationTokenCommand({ domain: 'my-org', durationSeconds: 900 }),
  );
  const answer = await fetch(`${repositoryEndpoint}lodash`, {
    headers: { authorization: `Bearer ${authorizationToken}` },
  });
  expect(answer.status).toBe(404);
  const none = await fetch(`${repositoryEndpoint}lodash`);
  expect(none.status).toBe(401);
});

test('STS', async () => {
  const sts = new STSClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' },
  });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  sts.destroy();
});
