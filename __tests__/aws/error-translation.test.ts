// Answers as AWS writes them, and what becomes of each: code, exit, whether to try again, and the line to add.
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createCodeArtifactClient } from '../../src/aws/code-artifact-client.ts';
import type { ShownClaims } from '../../src/aws/oidc.ts';
import { explainChaining, explainRefusal, subjectForms, trustStatement } from '../../src/aws/role-refusal.ts';
import { ServiceError } from '../../src/aws/service-error.ts';
import { assumeRoleWithWebIdentity } from '../../src/aws/sts.ts';
import type { RegistryError } from '../../src/core/errors/registry-error.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { retryAfter } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { handSetClock, recordingHost } from '../support/host.ts';
import { serviceAt } from '../support/servers/local-registry.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const now = Date.UTC(2026, 8, 1, 12);
const arn = 'arn:aws:iam::111122223333:role/release';
const folder = temporaryFolders();

/** What becomes of an answer: through the SDK's clients, which read it. */
async function errorOf(
  service: 'codeartifact' | 'sts',
  answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>> },
  text: string,
): Promise<ServiceError> {
  const host = recordingHost({ folder: folder(), clock: handSetClock(now) });
  const http = async () => ({
    status: answer.status,
    reason: '',
    headers: answer.headers ?? {},
    body: Readable.from([Buffer.from(text)]),
    discard: async () => {},
  });
  const settings = { ...serviceAt('http://127.0.0.1:1'), maxAttempts: 1 };
  const credentials = async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Secret('an example') });
  try {
    if (service === 'codeartifact')
      await createCodeArtifactClient({ ...host, http }, { ...settings, credentials }, async () => {
        throw new Error('nobody asks');
      }).getAuthorizationToken({ domain: 'my-org' }, 900);
    else {
      const role = { roleArn: arn, sessionName: 'ci', durationSeconds: 900 };
      await assumeRoleWithWebIdentity(
        { ...host, http },
        { ...settings, credentials: undefined },
        role,
        new Secret('an identity'),
      );
    }
  } catch (error) {
    return error as ServiceError;
  } finally {
    host.close();
  }
  throw new Error('the answer was taken for success');
}

const json = (status: number, type: string, message: string, headers: Record<string, string> = {}) =>
  errorOf(
    'codeartifact',
    { status, headers: { 'x-amzn-errortype': type, 'x-amzn-requestid': 'r-1', ...headers } },
    JSON.stringify({ message }),
  );
const xml = (status: number, code: string, message: string) =>
  errorOf(
    'sts',
    { status, headers: { 'x-amzn-requestid': '4a3b' } },
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n    <Code>${code}</Code>\n    <Message>${message}</Message>\n  </Error>\n  <RequestId>4a3b</RequestId>\n</ErrorResponse>\n`,
  );

describe('exception names in every spelling', () => {
  test.each([
    [
      'header with address',
      { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/coral/' },
      '{"Message":"no"}',
    ],
    ['__type with namespace', {}, '{"__type":"com.amazonaws.codeartifact#AccessDeniedException","message":"no"}'],
    ['bare __type', {}, '{"__type":"AccessDeniedException"}'],
    ['code', {}, '{"code":"AccessDeniedException"}'],
    ['XML', {}, '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>'],
  ])('%s', async (name, headers, body) => {
    const service = name === 'XML' ? 'sts' : 'codeartifact';
    expect(await errorOf(service, { status: 403, headers }, body)).toMatchObject({ code: 'CA-AUTH-003', exitCode: 3 });
  });

  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['HTML of a proxy', '<html><body>Bad Gateway</body></html>'],
    ['half of a document', '{"message": "x'],
    ['fields of other types', '{"__type": 7, "message": ["a"]}'],
  ])('a body that is %s', async (_, body) => {
    for (const service of ['codeartifact', 'sts'] as const) {
      expect(await errorOf(service, { status: 502 }, body)).toMatchObject({ code: 'CA-NET-002', isRetryable: true });
      expect(await errorOf(service, { status: 418 }, body)).toMatchObject({ code: 'CA-NET-004', isRetryable: false });
      expect(await errorOf(service, { status: 403 }, body)).toMatchObject({ code: 'CA-AUTH-003', isRetryable: false });
      // Success that says nothing is none.
      expect(await errorOf(service, { status: 200 }, body)).toMatchObject({ code: 'CA-NET-004', isRetryable: false });
    }
  });

  test('hostile text stays one short line', async () => {
    const name = `x\u001b[31m##[error]${'y'.repeat(9000)}`;
    const error = await errorOf(
      'codeartifact',
      { status: 400 },
      JSON.stringify({ __type: name, message: `a\n::set-output::\u001b[31m${'x'.repeat(9000)}` }),
    );
    expect(error.message).not.toContain('##[');
    expect(error.message).not.toMatch(/\p{C}/u);
    expect(error.message.length).toBeLessThan(700);
  });

  test('entities of XML are read', async () => {
    expect((await xml(400, 'ValidationError', '1 &lt; 2 &amp; &quot;x&quot;')).said).toBe('1 < 2 & "x"');
  });
});

describe('codes', () => {
  test.each([
    ['ThrottlingException', 429, 'CA-NET-001'],
    ['Throttling', 400, 'CA-NET-001'],
    ['InternalServerException', 500, 'CA-NET-002'],
    ['ConflictException', 409, 'CA-CONFLICT-004'],
    ['ServiceQuotaExceededException', 402, 'CA-NET-005'],
    ['ValidationException', 400, 'CA-INPUT-006'],
    ['ExpiredTokenException', 403, 'CA-AUTH-008'],
    ['UnrecognizedClientException', 403, 'CA-AUTH-008'],
    ['InvalidSignatureException', 403, 'CA-AUTH-008'],
    ['IncompleteSignature', 400, 'CA-AUTH-008'],
    ['MissingAuthenticationTokenException', 403, 'CA-AUTH-001'],
    ['MissingAuthenticationToken', 403, 'CA-AUTH-001'],
    ['SomethingNew', 403, 'CA-AUTH-003'],
    ['SomethingNew', 503, 'CA-NET-002'],
    ['SomethingNew', 400, 'CA-NET-004'],
  ])('%s with %i is %s', async (name, status, code) => {
    expect(await json(status, name, 'x')).toMatchObject({ code, requestId: 'r-1' });
  });

  test.each([
    ['domain', 'CA-FIND-001'],
    ['repository', 'CA-FIND-001'],
    ['package', 'CA-FIND-002'],
    ['package-version', 'CA-FIND-002'],
  ])('not found: %s', async (resourceType, code) => {
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    expect(
      (await errorOf('codeartifact', { status: 404, headers }, JSON.stringify({ message: 'no', resourceType }))).code,
    ).toBe(code);
  });

  test('Retry-After', async () => {
    expect((await json(429, 'ThrottlingException', 'slow down', { 'retry-after': '3' })).retryAfterMs).toBe(3000);
    const asked = (value: string) =>
      retryAfter({ headers: { 'retry-after': value, date: new Date(now).toUTCString() } });
    expect(asked('2.5')).toBe(2500);
    expect(asked(new Date(now + 5000).toUTCString())).toBe(5000);
    expect(asked(new Date(now - 5000).toUTCString())).toBe(0);
    for (const nonsense of ['soon', '', '-1', '1e9', 'NaN', 'Infinity']) expect(asked(nonsense)).toBeUndefined();
    // Without a date of its own an answer cannot say how far away another one is.
    expect(retryAfter({ headers: { 'retry-after': new Date(now).toUTCString() } })).toBeUndefined();
  });

  describe('a refusal that bears no mark of AWS may be of a proxy', () => {
    const pages = ['', '<html><title>Blocked</title></html>', 'no', '{"error": "blocked"}'];
    test.each(pages)('%j', async (page) => {
      const error = await errorOf('codeartifact', { status: 403 }, page);
      expect(error).toMatchObject({ code: 'CA-AUTH-003', exitCode: 3 });
      expect(error.remedy).toMatch(/proxy or firewall.*NO_PROXY.*If it was the service: Add to the identity policy/);
      const ofRole = await errorOf('sts', { status: 403 }, page);
      for (const explained of [explainRefusal(ofRole, arn, {}), explainChaining(ofRole, arn, undefined)])
        expect((explained as RegistryError).remedy).toContain('proxy or firewall');
    });

    test.each([
      [{ 'x-amzn-requestid': 'r-1' }, ''],
      [{ 'x-amz-request-id': 'r-1' }, '<html/>'],
      [{ 'x-amzn-errortype': 'AccessDeniedException' }, ''],
      [{}, '{"__type": "AccessDeniedException"}'],
    ])('and one that does is not: %j %s', async (headers, text) => {
      const error = await errorOf('codeartifact', { status: 403, headers: headers as Record<string, string> }, text);
      expect(error).toMatchObject({ code: 'CA-AUTH-003' });
      expect(error.remedy).not.toContain('proxy');
      expect(error.isMarked).toBe(true);
    });
  });
});

describe('the clock', () => {
  const date = (minutes: number) => ({ date: new Date(now + minutes * 60_000).toUTCString() });
  test.each([
    ['17 minutes behind', date(17)],
    ['30 minutes ahead', date(-30)],
    ['3 hours ahead', date(-180)],
  ])('%s', async (said, headers) => {
    expect(
      (
        await json(
          403,
          'InvalidSignatureException',
          'Signature expired: 20260901T120000Z is now earlier than …',
          headers,
        )
      ).remedy,
    ).toContain(said);
  });
  test('AWS says it without a date', async () => {
    expect((await json(403, 'SignatureDoesNotMatch', 'Signature not yet current: …')).remedy).toContain('clock');
  });
  test('no skew, no such remedy', async () => {
    expect(
      (await json(403, 'InvalidSignatureException', 'The request signature we calculated does not match', date(1)))
        .remedy,
    ).toBe('Sign in to AWS again before this step.');
    expect((await json(403, 'AccessDeniedException', 'no', date(99))).remedy).not.toContain('clock');
  });
});

describe('which statement is missing, and where', () => {
  const who = 'User: arn:aws:sts::444455556666:assumed-role/ci/run is not authorized to perform:';
  const on = 'on resource: arn:aws:codeartifact:us-east-1:111122223333:repository/my-org/dev';
  test.each([
    [
      'because no identity-based policy allows the codeartifact:GetRepositoryEndpoint action',
      'Add to the identity policy',
    ],
    [
      'because no resource-based policy allows the codeartifact:GetRepositoryEndpoint action',
      '"Principal":{"AWS":"arn:aws:iam::444455556666:root"}',
    ],
    ['because no session policy allows the codeartifact:GetRepositoryEndpoint action', 'session policy'],
    [
      'because no permissions boundary allows the codeartifact:GetRepositoryEndpoint action',
      'permissions boundary of the role',
    ],
    [
      'because no service control policy allows the codeartifact:GetRepositoryEndpoint action',
      'service control policies',
    ],
    [
      'because no VPC endpoint policy allows the codeartifact:GetRepositoryEndpoint action',
      'policy of the VPC endpoint',
    ],
    ['with an explicit deny in an identity-based policy', 'An explicit Deny in an identity-based policy'],
    ['with an explicit deny in a service control policy', 'An explicit Deny in a service control policy'],
    ['', 'across accounts'],
  ])('%s', async (because, said) => {
    const error = await json(
      403,
      'AccessDeniedException',
      `${who} codeartifact:GetRepositoryEndpoint ${on} ${because}`,
    );
    expect(error.remedy).toContain(said);
    expect(error.remedy).toContain('codeartifact:GetRepositoryEndpoint');
  });

  test('without a sentence the operation tells the action', async () => {
    expect((await json(403, 'AccessDeniedException', '')).remedy).toContain(
      '"Action":"codeartifact:GetAuthorizationToken"',
    );
  });

  test('sts:GetServiceBearerToken', async () => {
    const missing = await json(
      403,
      'AccessDeniedException',
      `${who} sts:GetServiceBearerToken on resource: arn:aws:sts::444455556666:assumed-role/ci/run because no identity-based policy allows the sts:GetServiceBearerToken action`,
    );
    expect(missing.remedy).toContain('"Action":"sts:GetServiceBearerToken","Resource":"*"');
    const denied = await json(
      403,
      'AccessDeniedException',
      `${who} sts:GetServiceBearerToken with an explicit deny in an identity-based policy`,
    );
    expect(denied.remedy).toContain('sts:DurationSeconds');
  });
});

describe('refusals of a role', () => {
  const claims: ShownClaims = {
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'sts.amazonaws.com',
    sub: 'repo:acme/app:ref:refs/heads/main',
    repository_id: '8',
    repository_owner_id: '7',
  };
  const explained = (error: unknown, given: ShownClaims = claims) => explainRefusal(error, arn, given) as RegistryError;

  test.each([
    [() => xml(400, 'InvalidIdentityToken', 'Incorrect token audience'), 'add-client-id-to-open-id-connect-provider'],
    [
      () =>
        xml(
          400,
          'InvalidIdentityToken',
          'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
        ),
      'create-open-id-connect-provider --url https://token.actions.githubusercontent.com',
    ],
    [
      () =>
        xml(
          400,
          'InvalidIdentityToken',
          "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
        ),
      '.well-known/openid-configuration',
    ],
    [
      () => xml(400, 'InvalidIdentityToken', 'Provided Token is not a Login With Amazon token'),
      'oidc-provider/token.actions.githubusercontent.com',
    ],
    [
      () =>
        xml(
          400,
          'ExpiredTokenException',
          'Token expired: current date/time 1 must be before the expiration date/time 0',
        ),
      'clock',
    ],
    [() => xml(403, 'RegionDisabledException', 'STS is not activated in this region'), 'sts-endpoint-url'],
    [
      () =>
        xml(400, 'ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
      '--role-name release --max-session-duration',
    ],
    [() => xml(400, 'ValidationError', 'Request ARN is invalid'), 'the whole ARN'],
    [
      () => xml(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
      'repo:acme@7/app@8:ref:refs/heads/main',
    ],
  ])('%#', async (answered, said) => {
    const found = explained(await answered());
    expect(found).toMatchObject({ code: 'CA-AUTH-004', exitCode: 3, requestId: '4a3b' });
    expect(found.remedy).toContain(said);
    expect(found.message).toContain('sub=repo:acme/app:ref:refs/heads/main');
  });

  test('what may pass is handed on, to be tried again', async () => {
    const slow = await xml(400, 'IDPCommunicationError', 'An error occurred');
    expect(explained(slow)).toBe(slow);
    const other = new Error('x');
    expect(explained(other)).toBe(other);
  });

  test('GitHub Enterprise Server has its own issuer and no ids in sub', async () => {
    const ghes = { ...claims, iss: 'https://github.example.com/_services/token' };
    const statement = JSON.parse(trustStatement('arn:aws-us-gov:iam::111122223333:role/ci', ghes));
    expect(statement.Principal.Federated).toBe(
      'arn:aws-us-gov:iam::111122223333:oidc-provider/github.example.com/_services/token',
    );
    expect(statement.Condition.StringEquals).toEqual({
      'github.example.com/_services/token:aud': 'sts.amazonaws.com',
      'github.example.com/_services/token:sub': 'repo:acme/app:ref:refs/heads/main',
    });
  });

  test('no claims at all', async () => {
    const found = explained(await xml(403, 'AccessDenied', 'no'), {});
    expect(found.message).toContain('none could be read');
  });

  test.each([
    ['repo:acme/app:environment:a%3Ab', 'repo:acme@7/app@8:environment:a%3Ab'],
    ['repo:acme@7/app@8:pull_request', 'repo:acme@7/app@8:pull_request'],
  ])('forms of %s', async (sub, immutable) => {
    expect(subjectForms({ ...claims, sub })?.immutable).toBe(immutable);
    expect(subjectForms({ ...claims, sub })?.plain).not.toContain('@');
  });

  test('chaining: both sides are named', async () => {
    const denied = new ServiceError('CA-AUTH-003', 'x', {
      exception: 'AccessDenied',
      status: 403,
      said: `User: arn:aws:sts::444455556666:assumed-role/build/run is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    });
    const plain = explainChaining(denied, arn, undefined) as RegistryError;
    expect(plain).toMatchObject({ code: 'CA-AUTH-004' });
    expect(plain.remedy).toContain('"AWS":"arn:aws:iam::444455556666:role/build"');
    expect(plain.remedy).toContain('role-external-id');
    const external = (explainChaining(denied, arn, 'handshake') as RegistryError).remedy;
    expect(external).toContain('sts:ExternalId');
    expect(external).not.toContain('handshake');
    const tooLong = new ServiceError('CA-INPUT-006', 'x', {
      exception: 'ValidationError',
      status: 400,
      said: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
    expect((explainChaining(tooLong, arn, undefined) as RegistryError).remedy).toContain('an hour at most');
    expect(explainChaining(denied.message, arn, undefined)).toBe(denied.message);
  });
});
