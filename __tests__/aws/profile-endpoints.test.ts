// Where services are called when the files of the AWS CLI say so: as the SDK would, and in its order.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { describe, expect, test } from '@jest/globals';
import { readProfileEndpoints } from '../../src/aws/endpoints/profile-endpoints.ts';
import { endpointSettings } from '../../src/aws/endpoints/service-endpoint.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { testServer } from '../support/servers/local-server.ts';
import { signInAs } from '../support/worlds/sign-in-world.ts';

const folder = temporaryFolders();

function homeWith(files: Readonly<Record<string, string>>): string {
  const home = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

async function settings(config: string, env: Record<string, string> = {}, credentials = '', given?: string) {
  const home = homeWith({ '.aws/config': config, '.aws/credentials': credentials });
  const host = recordingHost({ folder: home, env });
  const profile = await readProfileEndpoints(host);
  host.close();
  return (['codeartifact', 'sts'] as const).map(
    (service) => endpointSettings(service, { env, given, profile }).endpoint,
  );
}

const SERVICES = `[default]
region = eu-west-1
services = here ; a remark
endpoint_url = http://all.example
[services here]
# a remark
s3 =
  endpoint_url = http://s3.example
codeartifact =
  endpoint_url = http://codeartifact.example
  other = 1
[profile release]
endpoint_url=https://release.example/aws
[profile "quoted"]
  endpoint_url = http://quotes.example
[profile ignoring]
endpoint_url = http://ignored.example
ignore_configured_endpoint_urls = true
`;

describe('the address of a profile', () => {
  test('of its services first, then its own', async () => {
    expect(await settings(SERVICES)).toEqual(['http://codeartifact.example', 'http://all.example']);
    const release = 'https://release.example/aws';
    expect(await settings(SERVICES, { AWS_PROFILE: 'release' })).toEqual([release, release]);
    expect((await settings(SERVICES, { AWS_PROFILE: 'quoted' }))[0]).toBe('http://quotes.example');
    expect(await settings(SERVICES, { AWS_PROFILE: 'other' })).toEqual([undefined, undefined]);
    expect(await settings('', {}, '[default]\nendpoint_url = http://c.example')).toEqual([
      'http://c.example',
      'http://c.example',
    ]);
    expect((await settings(SERVICES, {}, '[default]\nendpoint_url = http://c.example'))[1]).toBe('http://all.example');
  });

  test('after the input and the variables', async () => {
    expect(await settings(SERVICES, { AWS_ENDPOINT_URL: 'http://v.example' })).toEqual([
      'http://v.example',
      'http://v.example',
    ]);
    const env = { AWS_ENDPOINT_URL_CODEARTIFACT: 'http://v.example' };
    expect(await settings(SERVICES, env)).toEqual(['http://v.example', 'http://all.example']);
    expect((await settings(SERVICES, env, '', 'http://input.example'))[0]).toBe('http://input.example');
  });

  test('not where configured addresses are to be ignored', async () => {
    expect(await settings(SERVICES, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toEqual([undefined, undefined]);
    const ignoring = { AWS_PROFILE: 'ignoring', AWS_ENDPOINT_URL: 'http://v.example' };
    expect(await settings(SERVICES, ignoring)).toEqual([undefined, undefined]);
    expect((await settings(SERVICES, { ...ignoring, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }))[0]).toBe(
      'http://v.example',
    );
    expect((await settings(SERVICES, { AWS_PROFILE: 'ignoring' }, '', 'http://input.example'))[0]).toBe(
      'http://input.example',
    );
  });

  test('stands behind an empty setting of the same depth', async () => {
    expect(await settings('[default]\n  cli_pager =\n  endpoint_url = http://all.example\n')).toEqual([
      'http://all.example',
      'http://all.example',
    ]);
  });

  test('is refused where it goes on in the next line', async () => {
    await expect(settings('[default]\nendpoint_url = http://all.example\n  output = json\n')).rejects.toMatchObject({
      code: 'CA-INPUT-001',
    });
  });

  test('nowhere, where the files say nothing that can be read', async () => {
    for (const config of ['', 'endpoint_url = http://x', '[default', '[default]\nendpoint_url', '\u0000'.repeat(100)])
      expect(await settings(config)).toEqual([undefined, undefined]);
    const home = homeWith({ '.aws/config/x': '' });
    symlinkSync('/dev/zero', join(home, '.aws', 'credentials'));
    const host = recordingHost({ folder: home });
    expect((await readProfileEndpoints(host)).addresses).toEqual({});
    host.close();
    if (process.platform === 'win32') return;
    const piped = folder();
    execFileSync('mkfifo', [join(piped, 'pipe')]);
    const waiting = recordingHost({ folder: piped, env: { AWS_CONFIG_FILE: '~/pipe' } });
    expect((await readProfileEndpoints(waiting)).addresses).toEqual({});
    waiting.close();
  });

  test('is an error where it cannot be right', async () => {
    await expect(settings('[default]\nservices = none')).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    await expect(settings('[default]\nendpoint_url = ftp://u:SECRET12@x')).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      remedy: expect.stringContaining('`endpoint_url` of the AWS profile'),
      message: expect.not.stringContaining('SECRET12'),
    });
  });

  test('is what the SDK makes of it', async () => {
    for (const profile of ['default', 'release', 'quoted']) {
      process.env.AWS_CONFIG_FILE = join(homeWith({ config: SERVICES }), 'config');
      process.env.AWS_PROFILE = profile;
      try {
        const client = new CodeartifactClient({
          region: 'us-east-1',
          credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        });
        let called = '';
        client.middlewareStack.add(
          () =>
            async ({ request }) => {
              const { protocol, hostname } = request as { protocol: string; hostname: string };
              called = `${protocol}//${hostname}`;
              throw new Error('not sent');
            },
          { step: 'finalizeRequest', priority: 'low' },
        );
        const { ListDomainsCommand } = await import('@aws-sdk/client-codeartifact');
        await expect(client.send(new ListDomainsCommand({}))).rejects.toThrow('not sent');
        const [ours = ''] = await settings(SERVICES, { AWS_PROFILE: profile });
        expect(new URL(ours).origin).toBe(called);
      } finally {
        delete process.env.AWS_CONFIG_FILE;
        delete process.env.AWS_PROFILE;
      }
    }
  });
});

describe('FIPS and dual-stack of a profile', () => {
  const config = '[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = True\n[profile plain]\nregion = x\n';
  const choices = async (env: Record<string, string>, given?: string) => {
    const host = recordingHost({ folder: homeWith({ '.aws/config': config }), env });
    const profile = await readProfileEndpoints(host);
    host.close();
    const { useFipsEndpoint, useDualstackEndpoint } = endpointSettings('codeartifact', { env, given, profile });
    return { fips: useFipsEndpoint, dualstack: useDualstackEndpoint };
  };

  test('count where no variable says otherwise', async () => {
    expect(await choices({})).toEqual({ fips: true, dualstack: true });
    expect(await choices({ AWS_USE_FIPS_ENDPOINT: 'false' })).toEqual({ fips: false, dualstack: true });
    expect(await choices({ AWS_USE_DUALSTACK_ENDPOINT: 'false' })).toEqual({ fips: true, dualstack: false });
    expect(await choices({ AWS_USE_FIPS_ENDPOINT: '' })).toEqual({ fips: true, dualstack: true });
    expect(await choices({ AWS_PROFILE: 'plain' })).toEqual({ fips: false, dualstack: false });
    expect(await choices({ AWS_PROFILE: 'plain', AWS_USE_FIPS_ENDPOINT: 'true' })).toEqual({
      fips: true,
      dualstack: false,
    });
  });

  test('do not count where an address is given, and do where configured ones are ignored', async () => {
    expect(await choices({}, 'http://input.example')).toEqual({ fips: false, dualstack: false });
    expect(await choices({ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toEqual({ fips: true, dualstack: true });
  });
});

test('a profile alone leads to the service, and its host may serve the repositories', async () => {
  const server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
  const home = homeWith({ '.aws/config': `[default]\nendpoint_url = ${server.url}\n` });
  const { host, signedIn } = await signInAs(server, home, {
    env: { AWS_ENDPOINT_URL: '', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
  });
  try {
    const at = { domain: 'my-org', repository: 'dev' };
    expect(await signedIn.client.getRepositoryEndpoint(at, 'npm', 'ipv4')).toContain(`${server.url}/npm/`);
  } finally {
    host.close();
    await server.close();
  }
});
