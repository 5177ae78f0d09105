// Certificates that nobody vouches for end a call at once, and what AWS tools are told to trust is trusted here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { certificateError } from '../../../src/machine/connections/certificate-errors.ts';
import { createHost, type MachineHost } from '../../../src/machine/host.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { CERTIFICATE, KEY } from '../../support/servers/test-certificate.ts';
import { startProxy } from '../../support/servers/test-proxy.ts';

const folder = temporaryFolders();
const server = createServer({ cert: CERTIFICATE, key: KEY }, (_, response) => void response.end('here'));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

function hostWith(env: Readonly<Record<string, string>>, home = folder()): MachineHost {
  const log = {
    debug: () => {},
    info: () => {},
    warning: () => {},
    error: () => {},
    progress: () => {},
    group: <T>(_: string, work: () => Promise<T>) => work(),
  };
  const host = createHost({
    surface: 'plain',
    log,
    mask: () => {},
    redact: (text) => text,
    env: { HOME: home, USERPROFILE: home, ...env },
    workingDirectory: home,
    interruption: { interrupted: new AbortController().signal, cutOff: new AbortController().signal },
  });
  open.push(host);
  return host;
}

const statusOf = async (host: MachineHost, headers: Readonly<Record<string, string>> = {}) => {
  const response = await host.http({ method: 'GET', url: `https://localhost:${port}/`, headers });
  await response.discard();
  return response.status;
};

test('an unknown certificate is an error that waiting does not help, and says which file to name', async () => {
  const error = await statusOf(hostWith({})).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'CA-NET-008', isRetryable: false, exitCode: 1 });
  expect(error.message).toBe(`the certificate of localhost:${port} is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)`);
  expect(error.remedy).toContain('NODE_EXTRA_CA_CERTS');
  expect(error.remedy).toContain('AWS_CA_BUNDLE');
});

test('the certificate of a proxy is called that', async () => {
  const proxy = await startProxy({ isEncrypted: true });
  open.push(proxy);
  const host = hostWith({ HTTPS_PROXY: proxy.url });
  const error = await host.http({ method: 'GET', url: 'https://service.example/' }).catch((reason) => reason);
  expect(error).toMatchObject({
    code: 'CA-NET-008',
    message: `the certificate of the proxy ${new URL(proxy.url).host} is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`,
  });
});

test('a proxy with the certificate of another name is mended at the address of the proxy', () => {
  const cause = Object.assign(new Error(), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  expect(certificateError('the proxy x', cause, true)?.remedy).toContain('`http-proxy`, HTTPS_PROXY');
  expect(certificateError('x', cause)?.remedy).toContain('endpoint-url');
});

describe('a bundle', () => {
  const bundle = (home: string, text = CERTIFICATE) => {
    const path = join(home, 'bundle.pem');
    writeFileSync(path, text);
    return path;
  };
  const config = (home: string, text: string) => {
    mkdirSync(join(home, '.aws'));
    writeFileSync(join(home, '.aws', 'config'), text);
  };

  test('of AWS_CA_BUNDLE is trusted; another name is not', async () => {
    const home = folder();
    expect(await statusOf(hostWith({ AWS_CA_BUNDLE: bundle(home) }, home))).toBe(200);
    const error = await statusOf(hostWith({ AWS_CA_BUNDLE: bundle(home) }, home), { host: 'other.example' }).catch(
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'CA-NET-008' });
    expect(error.remedy).toContain('endpoint-url');
  });

  test.each([
    ['default', '[default]\nca_bundle = bundle.pem\n', {}, true],
    ['profile default', '[profile default]\r\nca_bundle=bundle.pem\r\n', {}, true],
    ['a named profile', '[default]\nregion = x\n[profile work]\nca_bundle = bundle.pem', { AWS_PROFILE: 'work' }, true],
    ['a quoted name', '[profile "at work"]\nca_bundle = bundle.pem', { AWS_PROFILE: 'at work' }, true],
    ['another profile', '[profile work]\nca_bundle = bundle.pem', {}, false],
    ['a comment', '[default]\n# ca_bundle = bundle.pem', {}, false],
    ['a setting of a setting', '[default]\ns3 =\n  ca_bundle = bundle.pem', {}, false],
    ['a setting that only begins alike', '[default]\nca_bundle_x = bundle.pem', {}, false],
  ])('of the configuration: %s', async (_, text, env, isTrusted) => {
    const home = folder();
    bundle(home);
    config(home, text);
    const found = await statusOf(hostWith(env as Record<string, string>, home)).catch(({ code }) => code);
    expect(found).toBe(isTrusted ? 200 : 'CA-NET-008');
  });

  test('the variable stands before the profile', async () => {
    const home = folder();
    config(home, '[default]\nca_bundle = /not/there.pem');
    expect(await statusOf(hostWith({ AWS_CA_BUNDLE: bundle(home) }, home))).toBe(200);
  });

  test.each([
    ['missing', undefined, 'which is missing'],
    ['no PEM', 'words', 'which holds no certificate in PEM form'],
    ['a key', KEY, 'which holds no certificate in PEM form'],
    ['half a certificate', `${CERTIFICATE.slice(0, 200)}\n-----END CERTIFICATE-----`, 'cannot be read'],
  ])('that is %s is named, and nothing is sent', async (_, text, reason) => {
    const home = folder();
    if (text !== undefined) bundle(home, text);
    const host = hostWith({ AWS_CA_BUNDLE: join(home, 'bundle.pem') }, home);
    await expect(statusOf(host)).rejects.toMatchObject({
      code: 'CA-INPUT-005',
      message: expect.stringContaining(reason),
    });
  });

  test("in OpenSSL's own form is trusted, and half of that is named", async () => {
    const home = folder();
    const der = Buffer.from(CERTIFICATE.replace(/-----[^-]*-----/g, ''), 'base64');
    // Behind the certificate: trusted for TLS servers.
    const trust = Buffer.from('300c300a06082b06010505070301', 'hex');
    const form = (bytes: Buffer) =>
      `-----BEGIN TRUSTED CERTIFICATE-----\n${bytes.toString('base64')}\n-----END TRUSTED CERTIFICATE-----\n`;
    const path = bundle(home, form(Buffer.concat([der, trust])));
    expect(await statusOf(hostWith({ AWS_CA_BUNDLE: path }, home))).toBe(200);
    for (const half of [der.subarray(0, 100), der.subarray(0, 2), Buffer.from('30ff', 'hex'), Buffer.alloc(0)]) {
      bundle(home, form(half));
      await expect(statusOf(hostWith({ AWS_CA_BUNDLE: path }, home))).rejects.toMatchObject({ code: 'CA-INPUT-005' });
    }
  });

  test('that is a folder is named', async () => {
    const home = folder();
    await expect(statusOf(hostWith({ AWS_CA_BUNDLE: home }, home))).rejects.toMatchObject({
      code: 'CA-INPUT-005',
      message: `AWS_CA_BUNDLE names ${home}, which is a folder, and not a file`,
    });
  });
});

test('what is no matter of certificates is none', () => {
  expect(certificateError('x', new Error('no code'))).toBeUndefined();
  expect(certificateError('x', Object.assign(new Error(), { code: 'ECONNRESET' }))).toBeUndefined();
  expect(certificateError('x', undefined)).toBeUndefined();
});
