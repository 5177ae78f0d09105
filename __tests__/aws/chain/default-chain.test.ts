// Where credentials come from without a role input: which source counts, that one which was named and fails is the error,
// and that each error says what is wrong where.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as forward, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultCredentials } from '../../../src/aws/chain/default-chain.ts';
import { endpointSettings } from '../../../src/aws/endpoints/service-endpoint.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import type { HttpRequest } from '../../../src/core/ports/http.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../support/host.ts';
import type { TestServer } from '../../support/servers/local-server.ts';
import { ACCOUNT, allow, role, SECRET, signInAs, strictServer, user } from '../../support/worlds/sign-in-world.ts';

const folder = temporaryFolders();
const builder = user('builder', [allow('codeartifact:*', 'sts:*')]);
const open = allow('codeartifact:*', 'sts:GetServiceBearerToken');
let server: TestServer;
const closing: Server[] = [];
const before = { ...process.env };

beforeAll(async () => {
  server = await strictServer({
    users: [builder],
    roles: [
      {
        name: 'chained',
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/builder` },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        policies: [open],
      },
      {
        name: 'closed',
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
        },
        policies: [open],
      },
    ],
  });
});
afterAll(() => server.close());
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  for (const one of closing.splice(0)) {
    one.closeAllConnections();
    await new Promise((done) => one.close(done));
  }
});

async function listening(one: Server): Promise<string> {
  closing.push(one);
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}
const answering = (listener: RequestListener) => listening(createServer(listener));

interface Asked {
  readonly config?: string;
  readonly credentials?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly sts?: string;
  readonly maxAttempts?: number;
  readonly interrupted?: AbortSignal;
  readonly place?: string;
}

function source({ config, credentials, env = {}, sts, maxAttempts = 2, interrupted, place = folder() }: Asked) {
  mkdirSync(join(place, '.aws'), { recursive: true });
  if (config !== undefined) writeFileSync(join(place, '.aws', 'config'), config, { mode: 0o600 });
  if (credentials !== undefined) writeFileSync(join(place, '.aws', 'credentials'), credentials, { mode: 0o600 });
  const host = recordingHost({
    folder: place,
    env: { AWS_EC2_METADATA_DISABLED: 'true', ...env },
    ...(interrupted ? { interrupted } : {}),
  });
  const settings = {
    sts: { region: 'us-east-1', maxAttempts, ...endpointSettings('sts', { env, given: sts ?? server.url }) },
    sessionName: 'codeartifact-test',
  };
  return { place, host, credentials: defaultCredentials(host, settings) };
}

async function found(asked: Asked) {
  const { host, credentials } = source(asked);
  try {
    return await credentials();
  } finally {
    host.close();
  }
}

async function refusal(asked: Asked): Promise<{ error: RegistryError; host: RecordingHost; text: string }> {
  const { host, credentials } = source(asked);
  try {
    await credentials();
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError);
    const known = error as RegistryError;
    return { error: known, host, text: `${known.message} ${known.remedy}` };
  } finally {
    host.close();
  }
  throw new Error('the search was expected to fail');
}

const keys = `[ci]\naws_access_key_id = ${builder.accessKeyId}\naws_secret_access_key = ${SECRET}\n`;
const container = async () =>
  answering((_, response) =>
    response.end(JSON.stringify({ AccessKeyId: 'AKIAOTHERACCOUNT0000', SecretAccessKey: SECRET })),
  );

describe('which source counts', () => {
  test('keys of a profile, and a role from another one', async () => {
    expect((await found({ credentials: keys, env: { AWS_PROFILE: 'ci' } })).accessKeyId).toBe(builder.accessKeyId);
    const config = `[profile deploy]\nrole_arn = ${role('chained')}\nsource_profile = ci\n[profile further]\nrole_arn = ${role('chained')}\nsource_profile = ci\nduration_seconds = 900\n`;
    const deploy = await found({ config, credentials: keys, env: { AWS_PROFILE: 'deploy' } });
    expect(deploy.accessKeyId).toMatch(/^ASIA/);
    expect(deploy.expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
    const further = await found({ config, credentials: keys, env: { AWS_PROFILE: 'further' } });
    expect(further.expiresAt).toBeLessThan(Date.now() + 901_000);
  });

  test('variables stand before a profile, and that it is not used is said', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIAOFVARIABLES00000', AWS_SECRET_ACCESS_KEY: SECRET, AWS_PROFILE: 'ci' };
    const { host, credentials } = source({ credentials: keys, env });
    expect((await credentials()).accessKeyId).toBe('AKIAOFVARIABLES00000');
    expect(host.lines).toEqual([expect.stringMatching(/^warning: AWS_PROFILE \(ci\) is not used/)]);
    host.close();
  });

  test('a profile that is not there, or fails, is never replaced by the machine that this runs on', async () => {
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = await container();
    const failing = '[profile p]\ncredential_process = exit 3\n[default]\nregion = eu-west-1\n';
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI };
    for (const name of ['prdo', 'p']) {
      const { error } = await refusal({ config: failing, env: { ...env, AWS_PROFILE: name } });
      expect(error).toMatchObject({ code: 'CA-AUTH-001', message: expect.stringContaining(`the profile ${name}`) });
    }
    // A profile default that somebody filled in counts as named.
    const { error } = await refusal({ config: failing.replace('profile p', 'default'), env });
    expect(error.message).toContain('the profile default');
    // One that names no source does not stand in the way.
    expect((await found({ config: failing, env })).accessKeyId).toBe('AKIAOTHERACCOUNT0000');
  });

  test('a token file stands before the container, and before a profile but for its role over another one', async () => {
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: await container(),
      AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/file',
    };
    expect((await refusal({ env })).error.message).toContain('AWS_ROLE_ARN is not');
    const { error } = await refusal({ env: { ...env, AWS_ROLE_ARN: role('chained') } });
    expect(error.message).toBe('AWS_WEB_IDENTITY_TOKEN_FILE names /nowhere/file, which is missing');
    const ofProfile = { ...env, AWS_ROLE_ARN: role('chained'), AWS_PROFILE: 'ci' };
    expect((await refusal({ env: ofProfile, credentials: keys })).error.message).toContain('/nowhere/file');
    const config = `[profile deploy]\nrole_arn = ${role('chained')}\nsource_profile = ci\n`;
    const deploy = await found({ env: { ...ofProfile, AWS_PROFILE: 'deploy' }, config, credentials: keys });
    expect(deploy.accessKeyId).toMatch(/^ASIA/);
  });

  test('a source that fails is not asked again by each call', async () => {
    const config = '[profile p]\ncredential_process = echo x >> count; exit 3\n';
    const { place, host, credentials } = source({ config, env: { AWS_PROFILE: 'p' } });
    for (let call = 0; call < 3; call++) await expect(credentials()).rejects.toMatchObject({ code: 'CA-AUTH-001' });
    expect(readFileSync(join(place, 'count'), 'utf8')).toBe('x\n');
    host.close();
  });
});

describe('each error says what is wrong, and where', () => {
  const late = new Date(Date.now() - 60_000).toISOString();
  const prints = (value: object) => `echo '${JSON.stringify(value)}'`;
  const good = { Version: 1, AccessKeyId: 'AKIAOFTHEPROCESS0000', SecretAccessKey: 'eyJ-of-a-process-of-ours' };

  test.each([
    ['prdo', 'is not there', 'There are: '],
    ['lost', 'the profile gone (source_profile of lost) is not there', 'Correct the name'],
    ['loop', 'comes back to itself by source_profile: loop2, loop', ''],
    ['half', 'has an aws_access_key_id and no aws_secret_access_key', ''],
    ['bare', 'names no credentials in', 'unset AWS_PROFILE'],
    ['alone', 'has a role_arn, and nothing that says with which credentials', ''],
    ['mfa', 'mfa_serial', 'export-credentials'],
    ['two', 'has both source_profile and credential_source', ''],
    ['where', 'has credential_source Elsewhere: expects', ''],
    ['ecs', 'no variable names its endpoint', ''],
    ['norole', 'role_arn of the profile norole (AWS_PROFILE) is not', ''],
    [
      'fails',
      'credential_process of the profile fails (AWS_PROFILE) ended with exit code 3: vault: permission denied',
      'by hand',
    ],
    ['silent', 'ended with exit code 4, and said nothing', ''],
    ['nothere', 'ended with exit code 127: ', ''],
    ['text', 'printed something else than a JSON object', ''],
    ['version', 'answered with Version 2: only 1 is known', ''],
    ['empty', 'answered without AccessKeyId and SecretAccessKey', ''],
    ['sso', 'sso login', 'aws sso login --profile sso'],
  ])('the profile %s', async (name, message, remedy) => {
    const config = `
[profile lost]\nrole_arn = ${role('chained')}\nsource_profile = gone
[profile loop]\nrole_arn = ${role('chained')}\nsource_profile = loop2
[profile loop2]\nrole_arn = ${role('chained')}\nsource_profile = loop
[profile half]\naws_access_key_id = AKIAHALF
[profile bare]\nregion = eu-west-1
[profile alone]\nrole_arn = ${role('chained')}
[profile mfa]\nrole_arn = ${role('chained')}\nsource_profile = ci\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/me
[profile two]\nrole_arn = ${role('chained')}\nsource_profile = ci\ncredential_source = Environment
[profile where]\nrole_arn = ${role('chained')}\ncredential_source = Elsewhere
[profile ecs]\nrole_arn = ${role('chained')}\ncredential_source = EcsContainer
[profile norole]\nweb_identity_token_file = /nowhere/file
[profile fails]\ncredential_process = sh -c 'echo "vault: permission denied" >&2; echo "more" >&2; exit 3'
[profile silent]\ncredential_process = exit 4
[profile nothere]\ncredential_process = /nowhere/program --flag
[profile text]\ncredential_process = echo none
[profile version]\ncredential_process = ${prints({ ...good, Version: 2 })}
[profile empty]\ncredential_process = ${prints({ Version: 1 })}
[profile sso]\nsso_start_url = https://my-org.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = ${ACCOUNT}\nsso_role_name = release
`;
    const place = folder();
    // Where the SDK looks for a session of single sign-on.
    process.env.HOME = place;
    const { error, text } = await refusal({ config, credentials: keys, env: { AWS_PROFILE: name }, place });
    expect(error.code).toBe('CA-AUTH-001');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
    expect(error.message).toContain(name);
    expect(text).not.toContain('eyJ-of-a-process-of-ours');
  });

  test('what a process gives is masked, also when it fails and repeats it', async () => {
    const config = `[profile p]\ncredential_process = ${prints(good)}; echo "got ${good.SecretAccessKey}" >&2; exit 5\n`;
    const { error } = await refusal({ config, env: { AWS_PROFILE: 'p' } });
    expect(error.message).toMatch(/ended with exit code 5: got \*\*\*$/);
    const half = `[profile p]\ncredential_process = printf '{"Version":1,"SecretAccessKey": "${good.SecretAccessKey}",'; echo "got ${good.SecretAccessKey}" >&2; exit 5\n`;
    expect((await refusal({ config: half, env: { AWS_PROFILE: 'p' } })).error.message).toMatch(/: got \*\*\*$/);
    const expired = `[profile p]\ncredential_process = ${prints({ ...good, Expiration: late })}\n`;
    expect((await refusal({ config: expired, env: { AWS_PROFILE: 'p' } })).error.code).toBe('CA-AUTH-008');
    const works = `[profile p]\ncredential_process = ${prints({ ...good, SessionToken: 'eyJ-of-the-session-of-ours' })}\n`;
    const { host, credentials } = source({ config: works, env: { AWS_PROFILE: 'p' } });
    expect(await credentials()).toMatchObject({ accessKeyId: good.AccessKeyId });
    expect(host.masked).toEqual(expect.arrayContaining([good.SecretAccessKey, 'eyJ-of-the-session-of-ours']));
    host.close();
  });

  test.each([
    ['as an environment', (secret: string) => `echo "export AWS_SECRET_ACCESS_KEY=${secret}"`],
    ['as an AWS profile', (secret: string) => `echo "aws_session_token = ${secret}"`],
    ['of version 1 of boto', (secret: string) => `echo "aws_security_token=${secret}"`],
    ['deeper down', (secret: string) => `printf '{"Credentials":{"SecretAccessKey":"${secret}"}}'`],
    ['on standard error', (secret: string) => `echo "secret_access_key: ${secret}" >&2`],
  ])('what a process gives %s is masked as well', async (_, print) => {
    const secret = good.SecretAccessKey;
    const config = `[profile p]\ncredential_process = ${print(secret)}; echo "got ${secret}" >&2; exit 5\n`;
    const { error, text } = await refusal({ config, env: { AWS_PROFILE: 'p' } });
    expect(error.message).toMatch(/ended with exit code 5: .*\*\*\*/);
    expect(`${error.message} ${text}`).not.toContain(secret);
  });

  test('a process sees the variables of the job', async () => {
    const config = `[profile p]\ncredential_process = printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}' "$VAULT_NAME" "$VAULT_TOKEN"\n`;
    const env = { AWS_PROFILE: 'p', VAULT_NAME: 'AKIAOFTHEVAULT000000', VAULT_TOKEN: 'eyJ-of-the-vault-of-ours' };
    const credentials = await found({ config, env });
    expect([credentials.accessKeyId, credentials.secretAccessKey.reveal()]).toEqual([
      'AKIAOFTHEVAULT000000',
      'eyJ-of-the-vault-of-ours',
    ]);
  });

  test('half of the variables, and nothing at all', async () => {
    expect((await refusal({ env: { AWS_ACCESS_KEY_ID: 'AKIAHALF' } })).error.message).toBe(
      'AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not',
    );
    const { error } = await refusal({ env: { AWS_SECRET_ACCESS_KEY: SECRET } });
    for (const reason of [
      'AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not',
      'there is neither',
      'no variable names the endpoint of a container',
      'AWS_EC2_METADATA_DISABLED is set',
    ])
      expect(error.message).toContain(reason);
  });
});

describe('calls of the chain are calls like all others', () => {
  const config = `[profile deploy]\nrole_arn = ${role('chained')}\nsource_profile = ci\n[profile closed]\nrole_arn = ${role('closed')}\nsource_profile = ci\n`;
  const refused = (status: number, code: string) => async (seen: string[]) =>
    answering((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(`<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`);
    });
  const tokenFile = () => {
    const path = join(folder(), 'token');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'https://oidc.eks.us-east-1.amazonaws.com/id/1',
      sub: 'system:serviceaccount:ci:build',
      aud: 'sts.amazonaws.com',
    };
    writeFileSync(path, `${part({ alg: 'none' })}.${part(claims)}.signature\n`);
    return path;
  };

  test.each([
    ['503', refused(503, 'ServiceUnavailable'), 'CA-NET-002', 3],
    ['throttling', refused(400, 'Throttling'), 'CA-NET-001', 3],
    ['an expired session', refused(403, 'ExpiredToken'), 'CA-AUTH-008', 1],
    ['a refusal', refused(403, 'AccessDenied'), 'CA-AUTH-004', 1],
  ] as const)('%s of STS, for a role of a profile and of a token file', async (_, answer, code, tries) => {
    const seen: string[] = [];
    const sts = await answer(seen);
    const asked = { sts, maxAttempts: 3 };
    const deploy = await refusal({ ...asked, config, credentials: keys, env: { AWS_PROFILE: 'deploy' } });
    expect([deploy.error.code, seen.length]).toEqual([code, tries]);
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile(), AWS_ROLE_ARN: role('chained') };
    const irsa = await refusal({ ...asked, env });
    expect([irsa.error.code, seen.length]).toEqual([code === 'CA-AUTH-008' ? 'CA-AUTH-004' : code, 2 * tries]);
    expect(irsa.text).not.toContain('this job');
  });

  test('a role that does not trust: the profile, and both sides of the remedy', async () => {
    const { error } = await refusal({ config, credentials: keys, env: { AWS_PROFILE: 'closed' } });
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.message).toMatch(/^the profile closed \(AWS_PROFILE\): /);
    expect(error.remedy).toContain('`external_id` of the profile');
  });

  test('a page instead of an answer', async () => {
    const sts = await answering((_, response) => response.end('<html>sign in</html>'));
    const { error } = await refusal({ sts, config, credentials: keys, env: { AWS_PROFILE: 'deploy' } });
    expect(error.code).toBe('CA-NET-004');
  });

  test('the endpoint of STS and the proxy are those of the run', async () => {
    const seen: string[] = [];
    // Plain http goes through a proxy by its whole address.
    const proxy = createServer((request, response) => {
      const { host, pathname } = new URL(request.url ?? '');
      seen.push(host);
      const { method, headers } = request;
      const onward = forward({ host: '127.0.0.1', port: server.port, path: pathname, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    const env = { HTTP_PROXY: await listening(proxy) };
    const sts = 'http://sts.us-east-1.amazonaws.com';
    const deploy = { sts, config, credentials: keys, env: { ...env, AWS_PROFILE: 'deploy' } };
    expect((await found(deploy)).accessKeyId).toMatch(/^ASIA/);
    const tokens = { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile(), AWS_ROLE_ARN: role('chained') };
    await refusal({ sts, env: { ...env, ...tokens } });
    expect(new Set(seen)).toEqual(new Set(['sts.us-east-1.amazonaws.com']));
    expect(seen.length).toBeGreaterThan(1);
  });

  test('by the way of a sign-in', async () => {
    const place = folder();
    mkdirSync(join(place, '.aws'));
    writeFileSync(join(place, '.aws', 'config'), config, { mode: 0o600 });
    writeFileSync(join(place, '.aws', 'credentials'), keys, { mode: 0o600 });
    const { signedIn, host } = await signInAs(server, place, { env: { AWS_PROFILE: 'deploy', GITHUB_RUN_ID: '7' } });
    expect((await signedIn.client.getCallerIdentity()).arn).toContain('assumed-role/chained/codeartifact-7');
    host.close();
  });
});

describe('single sign-on, by the SDK over our transport', () => {
  const start = 'https://my-org.awsapps.com/start';
  const config = `[profile sso]\nsso_start_url = ${start}\nsso_region = us-east-1\nsso_account_id = ${ACCOUNT}\nsso_role_name = release\n`;
  function signedIn(endsIn: number): string {
    const place = folder();
    const cache = join(place, '.aws', 'sso', 'cache');
    mkdirSync(cache, { recursive: true });
    const expiresAt = new Date(Date.now() + endsIn).toISOString();
    const name = createHash('sha1').update(start).digest('hex');
    writeFileSync(
      join(cache, `${name}.json`),
      JSON.stringify({ startUrl: start, accessToken: 'eyJ-of-an-access-of-ours', expiresAt }),
      { mode: 0o600 },
    );
    // The SDK finds the session by the variables of the process.
    process.env.HOME = place;
    return place;
  }

  test('gives credentials of the role', async () => {
    const seen: string[] = [];
    process.env.AWS_ENDPOINT_URL_SSO = await answering((request, response) => {
      seen.push(`${request.headers['user-agent']}`);
      const roleCredentials = {
        accessKeyId: 'ASIAOFSINGLESIGNON00',
        secretAccessKey: SECRET,
        sessionToken: 'eyJ-of-single-sign-on',
        expiration: Date.now() + 3_600_000,
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ roleCredentials }));
    });
    const credentials = await found({ config, place: signedIn(3_600_000), env: { AWS_PROFILE: 'sso' } });
    expect(credentials.accessKeyId).toBe('ASIAOFSINGLESIGNON00');
    expect(credentials.expiresAt).toBeGreaterThan(Date.now());
    expect(seen.length).toBe(1);
  });

  test.each([
    [401, 'UnauthorizedException', 'CA-AUTH-008', 1],
    [403, 'ForbiddenException', 'CA-AUTH-003', 1],
    [429, 'TooManyRequestsException', 'CA-NET-001', 3],
    [503, 'ServiceUnavailable', 'CA-NET-002', 3],
  ])('an answer of %i', async (status, name, code, tries) => {
    let asked = 0;
    process.env.AWS_ENDPOINT_URL_SSO = await answering((_, response) => {
      asked++;
      response.writeHead(status, { 'x-amzn-errortype': name, 'content-type': 'application/json' });
      response.end('{"message":"no"}');
    });
    const { error } = await refusal({
      config,
      place: signedIn(3_600_000),
      maxAttempts: 3,
      env: { AWS_PROFILE: 'sso' },
    });
    expect([error.code, asked]).toEqual([code, tries]);
  });

  test('what cannot be read is not repeated', async () => {
    process.env.AWS_ENDPOINT_URL_SSO = await answering((_, response) => response.end('{"roleCredentials":{"secretAcc'));
    const { error, text } = await refusal({ config, place: signedIn(3_600_000), env: { AWS_PROFILE: 'sso' } });
    expect(error.code).toBe('CA-NET-004');
    expect(text).not.toContain('secretAcc');
  });

  test('a session is renewed over the same transport', async () => {
    const place = signedIn(3_600_000);
    const session = { accessToken: 'old', expiresAt: new Date(Date.now() + 60_000).toISOString() };
    const renewal = {
      clientId: 'id',
      clientSecret: 'eyJ-of-the-client-of-ours',
      refreshToken: 'eyJ-of-a-renewal-of-ours',
    };
    const name = createHash('sha1').update('my-org').digest('hex');
    writeFileSync(join(place, '.aws', 'sso', 'cache', `${name}.json`), JSON.stringify({ ...session, ...renewal }), {
      mode: 0o600,
    });
    const seen: string[] = [];
    const service = await answering((request, response) => {
      seen.push(`${request.url?.split('?')[0]} ${request.headers['x-amz-sso_bearer_token'] ?? ''}`.trim());
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(
          request.url?.startsWith('/token')
            ? { accessToken: 'renewed', expiresIn: 3600, refreshToken: 'another' }
            : {
                roleCredentials: {
                  accessKeyId: 'ASIAOFSINGLESIGNON00',
                  secretAccessKey: SECRET,
                  sessionToken: 't',
                  expiration: Date.now() + 3_600_000,
                },
              },
        ),
      );
    });
    Object.assign(process.env, { AWS_ENDPOINT_URL_SSO: service, AWS_ENDPOINT_URL_SSO_OIDC: service });
    // Behind the empty setting the SDK reads nothing more of these sections; profiles with blanks it does not know.
    const ofSession = `[profile "of us"]\n  output =\n  SSO_session : my-org\n  sso_account_id = ${ACCOUNT}\n  sso_role_name = release\n[sso-session my-org]\n  x =\n  sso_start_url = ${start}\n  sso_region = us-east-1\n`;
    const asked = source({ config: ofSession, place, env: { AWS_PROFILE: 'of us' } });
    let sent = 0;
    const http = (request: HttpRequest) => {
      sent++;
      return asked.host.http(request);
    };
    const counting = { ...asked.host, http };
    const sts = { region: 'us-east-1', maxAttempts: 1, ...endpointSettings('sts', { env: {}, given: server.url }) };
    const { accessKeyId } = await defaultCredentials(counting, { sts, sessionName: 'test' })();
    asked.host.close();
    expect({ accessKeyId, seen, sent }).toEqual({
      accessKeyId: 'ASIAOFSINGLESIGNON00',
      seen: ['/token', '/federation/credentials renewed'],
      sent: 2,
    });
  });

  test('a session that is over says how to begin another', async () => {
    const { error } = await refusal({ config, place: signedIn(-1000), env: { AWS_PROFILE: 'sso' } });
    expect(error).toMatchObject({
      code: 'CA-AUTH-008',
      remedy: expect.stringContaining('aws sso login --profile sso'),
    });
  });
});

describe('the instance', () => {
  const asked = { env: { AWS_EC2_METADATA_DISABLED: 'false' }, maxAttempts: 3 };

  test('gives the credentials of its role', async () => {
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = await answering((request, response) => {
      if (request.method === 'PUT') response.end('token');
      else if (request.url?.endsWith('/security-credentials/')) response.end('build');
      else
        response.end(
          JSON.stringify({
            Code: 'Success',
            AccessKeyId: 'ASIAOFTHEINSTANCE000',
            SecretAccessKey: SECRET,
            Token: 't',
            Expiration: new Date(Date.now() + 3_600_000).toISOString(),
          }),
        );
    });
    expect((await found(asked)).accessKeyId).toBe('ASIAOFTHEINSTANCE000');
  });

  test.each([
    [200, 'CA-AUTH-001', 'answered something else than JSON'],
    [404, 'CA-AUTH-001', 'the instance has no role'],
    [503, 'CA-NET-002', 'answered 503'],
  ])('that answers %i', async (status, code, text) => {
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = await answering((request, response) => {
      response.writeHead(request.method === 'PUT' ? 200 : status).end('x');
    });
    const { error } = await refusal(asked);
    expect(error).toMatchObject({ code, message: expect.stringContaining(text) });
  });
});

test('an interrupted run begins no process, and ends one with all that it started', async () => {
  const place = folder();
  const stop = new AbortController();
  const config = '[profile p]\ncredential_process = trap "" TERM; echo $$ >> pids; sleep 63; sleep 63\n';
  const { host, credentials } = source({ config, env: { AWS_PROFILE: 'p' }, interrupted: stop.signal, place });
  const asking = credentials();
  setTimeout(() => stop.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT')), 500);
  await expect(asking).rejects.toMatchObject({
    code: 'CA-RUN-002',
    message: 'interrupted before credential_process of the profile p (AWS_PROFILE) ended',
  });
  await expect(credentials()).rejects.toMatchObject({ code: 'CA-RUN-002' });
  const pids = readFileSync(join(place, 'pids'), 'utf8').trim().split('\n').map(Number);
  expect(pids.length).toBe(1);
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow();
  host.close();
});
