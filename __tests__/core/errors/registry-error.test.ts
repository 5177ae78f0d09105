import { describe, expect, test } from '@jest/globals';
import { asRegistryError, describeError, RegistryError } from '../../../src/core/errors/registry-error.ts';

describe('any thrown thing', () => {
  test('an error of the catalogue is itself', () => {
    const error = new RegistryError('CA-LOCAL-002', 'too old');
    expect(asRegistryError(error)).toBe(error);
  });

  test('so is one of another bundle, whose class is another', async () => {
    const second = '../../../src/core/errors/registry-error.ts?second';
    const other = (await import(second)) as typeof import('../../../src/core/errors/registry-error.ts');
    const error = new other.RegistryError('CA-INPUT-001', '--port must be 0 to 65535', { remedy: 'Give a port.' });
    expect(error).not.toBeInstanceOf(RegistryError);
    const known = asRegistryError(error);
    expect([known.code, known.exitCode, known.remedy]).toEqual(['CA-INPUT-001', 2, 'Give a port.']);
    expect(describeError(known)[0]).toBe('CA-INPUT-001: --port must be 0 to 65535');
  });

  test('anything else is unexpected', () => {
    const lookAlike = Object.assign(new Error('x'), { name: 'RegistryError', code: 'CA-NOPE-001' });
    for (const thrown of [new Error('x'), 'x', lookAlike]) expect(asRegistryError(thrown).code).toBe('CA-RUN-003');
  });
});
