// Files of profiles as people write them, and variables beside them: who signs is who would sign in the AWS CLI (by
// the source of botocore), or it is an error; never somebody else without a word.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cpuUsage } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultCredentials } from '../../src/aws/chain/default-chain.ts';
import { readProfileEndpoints } from '../../src/aws/endpoints/profile-endpoints.ts';
import { endpointSettings } from '../../src/aws/endpoints/service-endpoint.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { parseProfileFiles } from '../../src/core/ports/aws-profile.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { SECRET } from '../support/worlds/sign-in-world.ts';

const folder = temporaryFolders();
const ROLE = 'arn:aws:iam::123456789012:role/deploy';

/** Answers as STS, with keys that tell what was asked; for everything else it is the container of somebody else. */
let others: Server;
let url = '';
beforeAll(async () => {
  others = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const asked = Buffer.concat(parts).toString();
      const operation = /Action=(\w+)/.exec(asked)?.[1];
      const role = decodeURIComponent(/RoleArn=([^&]+)/.exec(asked)?.[1] ?? '').replace(/.*\//, '');
      if (!operation)
        return response.end(JSON.stringify({ AccessKeyId: 'AKIAOFTHECONTAINER00', SecretAccessKey: SECRET }));
      const id = `${operation === 'AssumeRole' ? 'ASIAOVERANOTHER' : 'ASIABYTOKEN'}-${role}`;
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></${operation}Result></${operation}Response>`,
      );
    });
  });
  await new Promise<void>((done) => others.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(others.address() as AddressInfo).port}`;
});
afterAll(() => {
  others.closeAllConnections();
  others.close();
});

interface Written {
  readonly config?: string;
  readonly credentials?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Who signs: the id of a key, or the message of the error; with what was warned of. Beside all of it, a container. */
async function signer({ config = '', credentials = '', env = {} }: Written) {
  const place = folder();
  mkdirSync(join(place, '.aws'));
  writeFileSync(join(place, '.aws', 'config'), config, { mode: 0o600 });
  writeFileSync(join(place, '.aws', 'credentials'), credentials, { mode: 0o600 });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  writeFileSync(
    join(place, 'token'),
    `${part({ alg: 'none' })}.${part({ iss: 'https://oidc.example', sub: 'x' })}.sig`,
  );
  const host = recordingHost({ folder: place, env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, ...env } });
  const sts = { region: 'us-east-1', maxAttempts: 1, ...endpointSettings('sts', { env: {}, given: url }) };
  try {
    const { accessKeyId, sessionToken } = await defaultCredentials(host, { sts, sessionName: 'test' })();
    return { who: accessKeyId, token: sessionToken?.reveal(), lines: host.lines.join('\n'), remedy: undefined };
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError);
    const { code, message, remedy } = error as RegistryError;
    expect(code).toBe('CA-AUTH-001');
    return { who: message, token: undefined, lines: host.lines.join('\n'), remedy };
  } finally {
    host.close();
  }
}

const pair = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = ${SECRET}\n`;
const dev = pair('AKIAOFDEV00000000000');
const prod = pair('AKIAOFPROD0000000000');
const process = (id: string) =>
  `credential_process = echo '${JSON.stringify({ Version: 1, AccessKeyId: id, SecretAccessKey: SECRET })}'\n`;
const indented = (lines: string) => lines.replace(/^(?=.)/gm, '  ');
const both = `[dev]\n${dev}[prod]\n${prod}`;
const TOKEN = { AWS_WEB_IDENTITY_TOKEN_FILE: 'token', AWS_ROLE_ARN: `${ROLE}-of-variables` };

describe('who signs', () => {
  const rows: [string, Written, string | RegExp, (string | RegExp)?][] = [
    ['AWS_DEFAULT_PROFILE', { credentials: both, env: { AWS_DEFAULT_PROFILE: 'prod' } }, 'AKIAOFPROD0000000000'],
    [
      'AWS_PROFILE beside AWS_DEFAULT_PROFILE',
      { credentials: both, env: { AWS_DEFAULT_PROFILE: 'prod', AWS_PROFILE: 'dev' } },
      'AKIAOFDEV00000000000',
      'AWS_DEFAULT_PROFILE (prod) is not used: AWS_PROFILE (dev) stands before it, as in version 2 of the AWS CLI',
    ],
    [
      'the same name in both',
      { credentials: both, env: { AWS_DEFAULT_PROFILE: 'dev', AWS_PROFILE: 'dev' } },
      'AKIAOFDEV00000000000',
    ],
    [
      'an empty AWS_PROFILE',
      { credentials: both, env: { AWS_DEFAULT_PROFILE: 'prod', AWS_PROFILE: '' } },
      'AKIAOFPROD0000000000',
    ],
    [
      'AWS_DEFAULT_PROFILE, misspelt',
      { credentials: both, env: { AWS_DEFAULT_PROFILE: 'prdo' } },
      /^the profile prdo \(AWS_DEFAULT_PROFILE\) is not there/,
    ],
    [
      'a role over nothing, beside keys',
      { config: `[profile p]\nrole_arn = ${ROLE}\n`, credentials: `[p]\n${dev}`, env: { AWS_PROFILE: 'p' } },
      /has a role_arn, and nothing that says with which credentials/,
    ],
    ['the same in default', { config: `[default]\nrole_arn = ${ROLE}\n${dev}` }, /^the profile default has a role_arn/],
    [
      'a role over the keys of the same profile',
      { config: `[profile p]\nrole_arn = ${ROLE}\nsource_profile = p\n${dev}`, env: { AWS_PROFILE: 'p' } },
      'ASIAOVERANOTHER-deploy',
    ],
    [
      'a role over a profile that has keys and a role',
      {
        config: `[profile p]\nrole_arn = ${ROLE}\nsource_profile = q\n[profile q]\nrole_arn = ${ROLE}2\n${dev}`,
        env: { AWS_PROFILE: 'p' },
      },
      'ASIAOVERANOTHER-deploy',
    ],
    [
      'source_profile without a role, beside keys',
      { config: `[profile p]\nsource_profile = q\n${dev}`, env: { AWS_PROFILE: 'p' } },
      'AKIAOFDEV00000000000',
    ],
    [
      'a token file beside keys of default',
      { credentials: `[default]\n${dev}`, env: TOKEN },
      'ASIABYTOKEN-deploy-of-variables',
      'the credentials of the profile default are not used: AWS_WEB_IDENTITY_TOKEN_FILE',
    ],
    [
      'a token file beside a named profile',
      { credentials: both, env: { ...TOKEN, AWS_PROFILE: 'dev' } },
      'ASIABYTOKEN-deploy-of-variables',
      'the credentials of the profile dev (AWS_PROFILE) are not used',
    ],
    [
      'a token file beside a profile that is not there',
      { env: { ...TOKEN, AWS_PROFILE: 'prdo' } },
      /^the profile prdo \(AWS_PROFILE\) is not there/,
    ],
    [
      'a token file beside a role over another profile',
      {
        config: `[profile p]\nrole_arn = ${ROLE}\nsource_profile = dev\n`,
        credentials: both,
        env: { ...TOKEN, AWS_PROFILE: 'p' },
      },
      'ASIAOVERANOTHER-deploy',
      'AWS_WEB_IDENTITY_TOKEN_FILE is not used',
    ],
    [
      'a token file of a profile beside keys',
      { config: `[profile p]\nweb_identity_token_file = token\nrole_arn = ${ROLE}\n${dev}`, env: { AWS_PROFILE: 'p' } },
      'ASIABYTOKEN-deploy',
    ],
    [
      'a token file of a profile beside AWS_ROLE_ARN',
      {
        config: `[profile p]\nweb_identity_token_file = token\nrole_arn = ${ROLE}\n`,
        env: { AWS_PROFILE: 'p', AWS_ROLE_ARN: TOKEN.AWS_ROLE_ARN },
      },
      'ASIABYTOKEN-deploy-of-variables',
      'the role_arn of the profile p (AWS_PROFILE) is not used',
    ],
    [
      'keys and a process in the configuration',
      { config: `[profile p]\n${dev}${process('AKIAOFTHEPROCESS0000')}`, env: { AWS_PROFILE: 'p' } },
      'AKIAOFTHEPROCESS0000',
    ],
    [
      'keys in the credentials file and a process',
      {
        config: `[profile p]\n${process('AKIAOFTHEPROCESS0000')}`,
        credentials: `[p]\n${dev}`,
        env: { AWS_PROFILE: 'p' },
      },
      'AKIAOFDEV00000000000',
    ],
    [
      'keys and single sign-on',
      {
        config:
          '[profile p]\nsso_start_url = https://my-org.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = x\n',
        credentials: `[p]\n${dev}`,
        env: { AWS_PROFILE: 'p' },
      },
      /gave no credentials: The SSO session/,
    ],
    ['keys in capitals', { credentials: `[default]\n${dev.replaceAll('aws_', 'AWS_')}` }, 'AKIAOFDEV00000000000'],
    ['keys behind colons', { credentials: `[default]\n${dev.replaceAll(' =', ':')}` }, 'AKIAOFDEV00000000000'],
    [
      'an id and a secret in two files',
      {
        config: `[profile p]\naws_secret_access_key = ${SECRET}\n`,
        credentials: '[p]\naws_access_key_id = AKIAHALF\n',
        env: { AWS_PROFILE: 'p' },
      },
      /has an aws_access_key_id and no aws_secret_access_key in .*credentials$/,
    ],
    [
      'keys that were left empty in default',
      { credentials: '[default]\naws_access_key_id =\naws_secret_access_key =\n' },
      /^the profile default has an aws_access_key_id without a value/,
    ],
    [
      'keys behind an empty setting, indented',
      { credentials: `[default]\n${indented(`region =\n${dev}`)}` },
      'AKIAOFDEV00000000000',
    ],
    [
      'a role behind a group, indented, beside keys',
      {
        config: `[profile p]\n${indented(`s3 =\n  addressing_style = path\nrole_arn = ${ROLE}\nsource_profile = dev\n`)}`,
        credentials: `${both}[p]\n${prod}`,
        env: { AWS_PROFILE: 'p' },
      },
      'ASIAOVERANOTHER-deploy',
    ],
    [
      'a role behind an empty setting, indented, beside keys of default',
      {
        config: `[default]\n${indented(`cli_pager =\nrole_arn = ${ROLE}\nsource_profile = dev\n`)}`,
        credentials: `${both}[default]\n${prod}`,
      },
      'ASIAOVERANOTHER-deploy',
    ],
    [
      'a heading with a remark at its bracket',
      { config: `[profile dev]\n${dev}[profile prod];production\n${prod}`, env: { AWS_PROFILE: 'dev' } },
      'AKIAOFDEV00000000000',
    ],
    [
      'such a heading, by its name',
      { config: `[profile dev]\n${dev}[profile prod];production\n${prod}`, env: { AWS_PROFILE: 'prod' } },
      'AKIAOFPROD0000000000',
    ],
    [
      'a heading without its bracket',
      { credentials: `[dev]\n${dev}[prod\n${prod}`, env: { AWS_PROFILE: 'dev' } },
      'AKIAOFDEV00000000000',
    ],
    [
      'the same below a profile without keys',
      { credentials: `[dev]\nregion = x\n[prod\n${prod}`, env: { AWS_PROFILE: 'dev' } },
      /^the profile dev \(AWS_PROFILE\) names no credentials/,
    ],
    [
      'default behind profile default',
      { config: `[profile default]\n${prod}[default]\n${dev}` },
      'AKIAOFDEV00000000000',
    ],
    [
      'profile default behind default',
      { config: `[default]\n${dev}[profile default]\n${prod}` },
      'AKIAOFPROD0000000000',
    ],
    [
      'a process that goes on in the next line',
      { config: `[default]\n${process('AKIAOFTHEPROCESS0000').replace('echo ', 'echo\n  ')}` },
      'AKIAOFTHEPROCESS0000',
    ],
    [
      'a variable in the path of the credentials',
      {
        credentials: `[default]\n${dev}`,
        env: { AWS_SHARED_CREDENTIALS_FILE: `\${THERE}/credentials`, THERE: '.aws' },
      },
      'AKIAOFDEV00000000000',
    ],
    [
      'a variable in the path of the configuration',
      { config: `[default]\n${dev}`, env: { AWS_CONFIG_FILE: '$THERE/config', THERE: '.aws' } },
      'AKIAOFDEV00000000000',
    ],
    ...['"soon"', '""', '4000000000', 'true', '"2999-01-01T00:00:00"'].map((end): [string, Written, RegExp] => [
      `a process whose keys end at ${end}`,
      { config: `[default]\n${process('AKIAOFTHEPROCESS0000').replace('}', `,"Expiration":${end}}`)}` },
      /^credential_process of the profile default answered with Expiration /,
    ]),
    ...['null', '"2999-01-01T00:00:00Z"', '"2999-01-01T00:00:00.5+02:00"'].map((end): [string, Written, string] => [
      `a process whose keys end at ${end}`,
      { config: `[default]\n${process('AKIAOFTHEPROCESS0000').replace('}', `,"Expiration":${end}}`)}` },
      'AKIAOFTHEPROCESS0000',
    ]),
    ['a default without any source', { config: '[default]\nregion = eu-west-1\n' }, 'AKIAOFTHECONTAINER00'],
  ];
  // As objects: a row with a place left empty would be given a callback in it.
  test.each(rows.map(([title, written, who, warned]) => ({ title, written, who, warned })))(
    '$title',
    async ({ written, who, warned }) => {
      const found = await signer(written);
      if (typeof who === 'string') expect(found.who).toBe(who);
      else expect(found.who).toMatch(who);
      if (warned === undefined) expect(found.lines).not.toContain('warning');
      else expect(found.lines).toContain(warned);
    },
  );

  test('the older name of the session token is read first', async () => {
    const credentials = `[default]\n${dev}aws_session_token = new\naws_security_token = old\n`;
    expect((await signer({ credentials })).token).toBe('old');
  });

  test('variables say which named profile is not used', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIAOFVARIABLES00000',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_DEFAULT_PROFILE: 'dev',
    };
    const { who, lines } = await signer({ credentials: both, env });
    expect(who).toBe('AKIAOFVARIABLES00000');
    expect(lines).toContain('AWS_DEFAULT_PROFILE (dev) is not used');
  });

  test('the endpoints are those of the same profile', async () => {
    const place = folder();
    mkdirSync(join(place, '.aws'));
    const section = (name: string) => `[profile ${name}]\nEndpoint_URL: https://${name}.example\n`;
    writeFileSync(join(place, '.aws', 'config'), section('dev') + section('prod'));
    const host = recordingHost({ folder: place, env: { AWS_DEFAULT_PROFILE: 'prod', AWS_PROFILE: 'dev' } });
    expect((await readProfileEndpoints(host)).addresses.sts).toBe('https://dev.example');
    host.close();
  });
});

describe('names of profiles', () => {
  test.each([
    ['double quotes', '[profile "my prof"]', 'my prof'],
    ['single quotes', "[profile 'my prof']", 'my prof'],
    ['quotes around a part', '[profile my" "prof]', 'my prof'],
    ['a backslash', '[profile my\\ prof]', 'my prof'],
    ['a quote in quotes', '[profile "my \\"prof"]', 'my "prof'],
    ['more blanks', '[ profile   "my prof" ]', 'my prof'],
    ['quotes that nothing needs', '[profile "prof"]', 'prof'],
    ['other letters', '[profile "größe ☃"]', 'größe ☃'],
  ])('in the configuration: %s', async (_, heading, name) => {
    const config = `${heading}\n${dev}[profile over]\nrole_arn = ${ROLE}\nsource_profile = ${name}\n`;
    expect((await signer({ config, env: { AWS_PROFILE: name } })).who).toBe('AKIAOFDEV00000000000');
    expect((await signer({ config, env: { AWS_PROFILE: 'over' } })).who).toBe('ASIAOVERANOTHER-deploy');
  });

  test.each(['my prof', '"my prof"', "it's", 'profile x'])(
    'in the credentials file: %s, as it stands there',
    async (name) => {
      const credentials = `[${name}]\n${dev}`;
      const config = `[profile over]\nrole_arn = ${ROLE}\nsource_profile = ${name}\n`;
      expect((await signer({ credentials, env: { AWS_PROFILE: name } })).who).toBe('AKIAOFDEV00000000000');
      expect((await signer({ config, credentials, env: { AWS_PROFILE: 'over' } })).who).toBe('ASIAOVERANOTHER-deploy');
    },
  );

  test.each(['[profile my prof]', '[profile "my prof]', '[profile]', '[dev]'])(
    '%s names no profile',
    async (heading) => {
      const { who } = await signer({ config: `${heading}\n${dev}`, env: { AWS_PROFILE: 'my prof' } });
      expect(who).toMatch(/^the profile my prof \(AWS_PROFILE\) is not there/);
    },
  );

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is a name like others', async (name) => {
    expect((await signer({ credentials: both, env: { AWS_PROFILE: name } })).who).toContain('is not there');
    expect((await signer({ credentials: `[${name}]\n${dev}`, env: { AWS_PROFILE: name } })).who).toBe(
      'AKIAOFDEV00000000000',
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('those that are there are told', async () => {
    const config = `[profile "my prof"]\n${dev}[sso-session x]\nsso_region = y\n[services z]\n`;
    const { remedy } = await signer({ config, credentials: `[other one]\n${prod}`, env: { AWS_PROFILE: 'prdo' } });
    expect(remedy).toContain('There are: my prof, other one.');
  });

  test('headings without end are read in time that grows with their length', () => {
    const begun = Date.now();
    for (const text of ['\\a', "'a'", '"a"', '"\\"', "'", 'a'])
      parseProfileFiles(`[profile ${text.repeat(100_000)}"]`, '');
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  test('what DEFAULT gives to all sections is worked out for those that are asked for', () => {
    const given = Array.from({ length: 40_000 }, (_, index) => `k${index}=v`).join('\n');
    const many = Array.from({ length: 40_000 }, (_, index) => `[profile s${index}]`).join('\n');
    const begun = cpuUsage();
    const { names, profile } = parseProfileFiles(`[DEFAULT]\n${given}\n${many}\n`, '');
    expect([names.length, profile('s7').inConfig?.get('k9')]).toEqual([40_000, 'v']);
    expect(cpuUsage(begun).user / 1_000_000).toBeLessThan(3);
  });

  test('lines and headings of ten million characters are read', () => {
    const long = 'x'.repeat(10_000_000);
    const { names, profile } = parseProfileFiles(`[profile ${long}]\n[profile a]\nk=${long} # y\n`, `[b]\n${long}\n`);
    expect(names.length).toBe(3);
    expect(profile('a').inConfig?.get('k')?.length).toBe(long.length);
  });

  test('credentials in a file that nobody wrote by hand are not read, and said to be', async () => {
    const credentials = `[default]\n${prod}${'#'.repeat(1024 * 1024)}\n`;
    expect(await signer({ credentials, env: {} })).toMatchObject({
      who: expect.stringContaining('is larger than 1048576 bytes, and is not read'),
    });
  });
});

describe('single sign-on that cannot be', () => {
  const role = 'sso_account_id = 123456789012\nsso_role_name = x\n';
  test.each([
    ['no such session', `[profile p]\nsso_session = gone\n${role}`, 'has sso_session gone, and '],
    [
      'a session without settings',
      `[profile p]\nsso_session = s\n${role}[sso-session s]\n`,
      'lacks sso_start_url, sso_region',
    ],
    ['half of it', '[profile p]\nsso_account_id = 123456789012\n', 'lacks sso_start_url, sso_region, sso_role_name'],
    [
      'a session alone',
      '[profile p]\nsso_session = s\n',
      'has sso_session, and neither sso_account_id nor sso_role_name',
    ],
    [
      'two addresses',
      `[profile p]\nsso_session = s\nsso_region = a\n${role}[sso-session s]\nsso_start_url = https://x.example\nsso_region = b\n`,
      'has another sso_region than its sso_session s',
    ],
  ])('%s', async (_, config, message) => {
    const { who, remedy } = await signer({ config, env: { AWS_PROFILE: 'p' } });
    expect(who).toContain(message);
    expect(remedy).not.toContain('Sign in again');
    expect(who).not.toContain('undefined');
  });

  test('a session whose name the SDK cannot read', async () => {
    const config = `[profile "my prof"]\nsso_session = "s s"\n${role}[sso-session '"s s"']\nsso_start_url = https://x.example\nsso_region = b\n`;
    const { who, remedy } = await signer({ config, env: { AWS_PROFILE: 'my prof' } });
    expect(who).toBe('the sso_session of the profile my prof (AWS_PROFILE) has a name that the SDK cannot read');
    expect(remedy).toContain('without blanks');
  });
});
