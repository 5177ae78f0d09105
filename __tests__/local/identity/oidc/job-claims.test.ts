// The claims of a rehearsed job, held against GitHub's own reference.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { claimsFromEnvironment, completeClaims } from '../../../../src/local/identity/oidc/job-claims.ts';
import { type TestServer, testServer } from '../../../support/servers/local-server.ts';

// docs.github.com/en/actions/reference/security/oidc, "OIDC token claims", as of 2026; without `repo_property_*`, which
// an organisation chooses.
const REFERENCE = `aud iss sub exp iat jti nbf actor actor_id base_ref check_run_id enterprise enterprise_id environment
  event_name head_ref job_workflow_ref job_workflow_sha ref ref_type repository_visibility repository repository_id
  repository_owner repository_owner_id run_id run_number run_attempt runner_environment workflow workflow_ref
  workflow_sha`.split(/\s+/);
// token.actions.githubusercontent.com/.well-known/openid-configuration, `claims_supported`.
const DISCOVERY = `sub aud exp iat iss jti nbf ref sha repository repository_id repository_owner repository_owner_id
  enterprise enterprise_id run_id run_number run_attempt actor actor_id workflow workflow_ref workflow_sha head_ref
  base_ref event_name ref_type ref_protected environment environment_node_id job_workflow_ref job_workflow_sha
  repository_visibility runner_environment issuer_scope`.split(/\s+/);

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

async function claimsOf(query: Readonly<Record<string, string>>) {
  const answer = await fetch(`${server.url}/_local/oidc/token?${new URLSearchParams(query)}`, {
    headers: { authorization: 'Bearer anything' },
  });
  return decodeJwt(((await answer.json()) as { value: string }).value);
}

test('a token has every claim of the reference, and none that discovery does not list', async () => {
  const token = await claimsOf({ environment: 'prod', event_name: 'pull_request' });
  expect(REFERENCE.filter((name) => !(name in token))).toEqual([]);
  const { body } = await server.json('/_local/oidc/.well-known/openid-configuration');
  const listed = body.claims_supported as string[];
  expect(Object.keys(token).filter((name) => !listed.includes(name))).toEqual([]);
  expect(DISCOVERY.filter((name) => !listed.includes(name))).toEqual([]);
});

describe('claims agree with each other', () => {
  const sha = 'a'.repeat(40);
  test.each([
    [
      'a push',
      { repository: 'acme/app', sha },
      {
        ref: 'refs/heads/main',
        ref_type: 'branch',
        ref_protected: 'true',
        head_ref: '',
        base_ref: '',
        workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
        workflow_sha: sha,
        job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
        job_workflow_sha: sha,
      },
    ],
    [
      'a tag',
      { repository: 'acme/app', ref: 'refs/tags/v1.0.0' },
      {
        ref_type: 'tag',
        ref_protected: 'false',
        workflow_ref: 'acme/app/.github/workflows/release.yml@refs/tags/v1.0.0',
      },
    ],
    [
      'a pull request',
      { repository: 'acme/app', event_name: 'pull_request', head_ref: 'topic', sha },
      {
        ref: 'refs/pull/1/merge',
        ref_type: 'branch',
        ref_protected: 'false',
        head_ref: 'topic',
        base_ref: 'main',
        workflow_ref: 'acme/app/.github/workflows/release.yml@refs/pull/1/merge',
        sub: 'repo:acme/app:pull_request',
      },
    ],
    [
      'pull_request_target',
      { repository: 'acme/app', event_name: 'pull_request_target', base_ref: 'next' },
      { ref: 'refs/heads/next', head_ref: 'feature', sub: 'repo:acme/app:ref:refs/heads/next' },
    ],
    [
      'a reusable workflow',
      { repository: 'acme/app', job_workflow_ref: 'acme/ci/.github/workflows/publish.yml@refs/tags/v2', sha },
      {
        workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
        workflow_sha: sha,
        job_workflow_sha: expect.stringMatching(/^(?!a{40})[0-9a-f]{40}$/),
      },
    ],
    ['an environment', { environment: 'prod' }, { environment_node_id: expect.stringMatching(/^EN_\S+$/) }],
  ])('%s', async (_name, query, wanted) => {
    expect(await claimsOf(query as Record<string, string>)).toMatchObject(wanted);
  });

  test('what a job has none of is not in its token', async () => {
    const token = await claimsOf({ enterprise: '' });
    for (const name of ['environment', 'environment_node_id', 'enterprise', 'enterprise_id'])
      expect(token).not.toHaveProperty(name);
  });

  test('what a runner said of one ref does not stay with another', async () => {
    const runner = {
      GITHUB_REPOSITORY: 'acme/site',
      GITHUB_REF: 'refs/heads/next',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_PROTECTED: 'true',
      GITHUB_WORKFLOW_REF: 'acme/site/.github/workflows/ship.yml@refs/heads/next',
      GITHUB_WORKFLOW_SHA: sha,
      GITHUB_SHA: sha,
      RUNNER_ENVIRONMENT: 'self-hosted',
    };
    await server.json('/_local/oidc-claims', { method: 'POST', body: claimsFromEnvironment(runner) });
    expect(await claimsOf({})).toMatchObject({
      ref_protected: 'true',
      workflow_ref: runner.GITHUB_WORKFLOW_REF,
      job_workflow_ref: runner.GITHUB_WORKFLOW_REF,
      job_workflow_sha: sha,
      runner_environment: 'self-hosted',
    });
    expect(await claimsOf({ ref: 'refs/tags/v2' })).toMatchObject({
      repository: 'acme/site',
      ref_type: 'tag',
      ref_protected: 'false',
      workflow_ref: 'acme/site/.github/workflows/release.yml@refs/tags/v2',
    });
    expect(await claimsOf({ repository: 'acme/app' })).toMatchObject({
      repository_owner: 'acme',
      workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/next',
    });
    await server.json('/_local/oidc-claims', { method: 'POST', body: {} });
  });

  test('a claim that is given stays as given', () => {
    const given = { ref: 'refs/heads/main', ref_type: 'tag', ref_protected: 'false', workflow_sha: 'b', sub: 'x' };
    expect(completeClaims(given)).toMatchObject(given);
  });
});
