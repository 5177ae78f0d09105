import { expect, test } from '@jest/globals';
import { isLoopback } from '../../../src/core/model/loopback.ts';

test.each(['localhost', '::1', '[::1]', '127.0.0.1', '127.255.255.254', '127.0.0.0'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '127.evil.example',
  '127.0.0.1.example',
  '127.0.0.1.',
  '127.0.0',
  '127.0.0.256',
  '127.0.0.1:80',
  '128.0.0.1',
  '1127.0.0.1',
  'localhost.example',
  'my.localhost',
  '::',
  '::2',
  '0.0.0.0',
  '',
])('%j is not', (host) => {
  expect(isLoopback(host)).toBe(false);
});
