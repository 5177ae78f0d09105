import { describe, expect, test } from '@jest/globals';
import { proxyFor } from '../../../src/core/model/proxy.ts';
import { bypassesProxy } from '../../../src/machine/connections/no-proxy.ts';
import { proxyPasswords, usableProxy } from '../../../src/machine/connections/proxy.ts';

const url = (text: string) => new URL(text);

test('https addresses take HTTPS_PROXY, else HTTP_PROXY', () => {
  expect(proxyFor(url('https://a.example'), { HTTP_PROXY: 'http://p:1' })).toBe('http://p:1');
  expect(proxyFor(url('https://a.example'), { HTTP_PROXY: 'http://p:1', https_proxy: 'http://q:2' })).toBe(
    'http://q:2',
  );
  expect(proxyFor(url('http://a.example'), { HTTPS_PROXY: 'http://q:2' })).toBeUndefined();
});

describe('NO_PROXY', () => {
  test.each([
    ['https://a.example.com', 'example.com', true],
    ['https://a.example.com', '.example.com', true],
    ['https://a.example.com', '*.example.com', true],
    ['https://a.example.com.', 'example.com', true],
    ['https://a.example.com', 'EXAMPLE.com.', true],
    ['https://notexample.com', 'example.com', false],
    ['https://a.example.com:8443', 'example.com:8443', true],
    ['https://a.example.com', 'example.com:8443', false],
    ['https://a.example.com', 'example.com:443', true],
    ['https://a.example.com', 'b.example, example.com', true],
    ['https://a.example.com', '*', true],
    ['https://a.example.com', '.', false],
    ['https://a.example.com', undefined, false],
  ])('%s with %s', (address, noProxy, expected) => {
    expect(bypassesProxy(url(address), noProxy)).toBe(expected);
  });

  test.each([
    ['http://10.1.2.3', '10.0.0.0/8', true],
    ['http://10.1.2.3:8080', '192.168.0.0/16,10.0.0.0/8', true],
    ['http://11.1.2.3', '10.0.0.0/8', false],
    ['http://10.1.2.3', '10.1.2.3/32', true],
    ['http://10.1.2.3', '0.0.0.0/0', true],
    ['http://10.1.2.3', '10.1.2.3', true],
    ['http://10.1.2.3:8080', '10.1.2.3:8080', true],
    ['http://10.1.2.3', '10.1.2.3:8080', false],
    ['http://10.1.2.3', '2.3', false],
    ['http://10.1.2.3', '.1.2.3', false],
    ['http://10.1.2.3', '10.0.0.0/33', false],
    ['http://10.1.2.3', '10.0.0.0/', false],
    ['http://10.1.2.3', '10.0.0.0/-1', false],
    ['http://10.1.2.3', 'x/8', false],
    ['http://[fd00:1::2]', 'fd00::/8', true],
    ['http://[fd00:1::2]', '[fd00::]/8', true],
    ['http://[fe00:1::2]', 'fd00::/8', false],
    ['http://[fd00:1::2]', 'fd00:1:0::2', true],
    ['http://[fd00:1::2]:8080', '[fd00:1::2]:8080', true],
    ['http://[fd00:1::2]', '[fd00:1::2]:8080', false],
    ['http://[fd00:1::2]', '10.0.0.0/8', false],
    // Nobody looks up a name for it.
    ['http://ten.example', '10.0.0.0/8', false],
  ])('addresses by number: %s with %s', (address, noProxy, expected) => {
    expect(bypassesProxy(url(address), noProxy)).toBe(expected);
  });
});

test.each([
  ['http://127.0.0.1:4747', true],
  ['http://127.1', true],
  ['http://localhost:4747', true],
  ['http://my-org-111122223333.d.codeartifact.us-east-1.localhost:4747', true],
  ['http://[::1]:4747', true],
  ['http://169.254.170.2', true],
  ['http://[fd00:ec2::23]', true],
  ['http://127.evil.example', false],
  ['http://169.254.evil.example', false],
  ['http://localhost.example', false],
  ['http://[fd00:ec2::24]', false],
])('what no proxy can reach is never asked of one: %s', (address, expected) => {
  expect(bypassesProxy(url(address), '')).toBe(expected);
});

describe('a proxy without a scheme, as curl takes it', () => {
  test.each([
    ['proxy.example:3128', 'http://proxy.example:3128/'],
    ['127.0.0.1:3128', 'http://127.0.0.1:3128/'],
    ['me:word@proxy.example:3128', 'http://me:word@proxy.example:3128/'],
    ['https://proxy.example', 'https://proxy.example/'],
  ])('%s', (address, href) => {
    expect(usableProxy(address).href).toBe(href);
  });
  test('its password is known as a secret', () => {
    expect(proxyPasswords({ http_proxy: 'me:w%40rd@proxy.example:3128' })).toEqual(['w@rd', 'w%40rd']);
  });
  test.each(['socks5://127.0.0.1:1080', 'http://', '://', '//me:word@proxy.example', 'ftp://proxy.example'])(
    '%s is none',
    (address) => {
      expect(() => usableProxy(address)).toThrow(expect.objectContaining({ code: 'CA-INPUT-001' }));
    },
  );
});
