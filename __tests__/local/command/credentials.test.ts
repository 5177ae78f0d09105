// The administrator's keys: out of the environment, out of a credentials file as AWS SDKs read it, or made.
import { describe, expect, test } from '@jest/globals';
import type { Files } from '../../../src/core/ports/host.ts';
import { administratorKeys } from '../../../src/local/command/credentials.ts';

/** A machine with this one file. */
function machine(text?: string) {
  const written: { path: string; text: string; mode: number | undefined }[] = [];
  const files = {
    readText: async () => text,
    write: async (path: string, content: string | Uint8Array, { mode }: { mode?: number } = {}) => {
      written.push({ path, text: String(content), mode });
    },
  } as unknown as Files;
  return { files, written };
}

const read = (text: string) => administratorKeys({}, '/keys', machine(text).files);
const keys = { accessKeyId: 'AKIA1', secretAccessKey: 'a/b+c==' };
const [first, second] = ['aws_access_key_id = AKIA1', 'aws_secret_access_key = a/b+c=='];

describe('a credentials file', () => {
  test.each([
    ['as it is usually written', `[default]\n${first}\n${second}\n`],
    ['with CRLF and a byte order mark', `\uFEFF[default]\r\n${first}\r\n${second}\r\n`],
    ['without blanks, and without an end of the last line', `[default]\n${first}\n${second}`.replaceAll(' ', '')],
    ['with blanks everywhere', `  [ default ]  \n\n \t${first}\t\n  ${second.replace(' = ', '   =   ')}  `],
    ['with comments', `# one\n; two\n[default] # three\n${first} ; four\n#${first}2\n  # five\n${second} # six`],
    ['with other sections around', `[a]\n${first}2\n[default]\n${first}\n${second}\n[default2]\n${first}3`],
    ['with a section in two places', `[default]\n${first}\n[a]\n${first}2\n[default]\n${second}`],
    ['with a key twice, of which the last counts', `[default]\n${first}0\n${second}x\n${first}\n${second}`],
    ['with other keys and lines', `[default]\nregion = eu-west-1\n__proto__ = x\nnothing\n= x\n${first}\n${second}`],
  ])('%s', async (_how, text) => {
    await expect(read(text)).resolves.toEqual(keys);
  });

  test('quotes, and comment signs inside a word, are part of a value', async () => {
    await expect(read('[default]\naws_access_key_id = "AKIA1"\naws_secret_access_key = \'a#b;c\'\n')).resolves.toEqual({
      accessKeyId: '"AKIA1"',
      secretAccessKey: "'a#b;c'",
    });
  });

  test.each([
    ['empty', ''],
    ['without a section', `${first}\n${second}`],
    ['with another section only', `[profile default]\n${first}\n${second}`],
    ['with one key', `[default]\n${first}`],
    ['with an empty key', `[default]\n${first}\naws_secret_access_key =`],
    ['with keys in another section', `[default]\n${first}\n[other]\n${second}`],
  ])('%s is refused', async (_how, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'CA-INPUT-005' });
  });
});

test('the environment comes first, and nothing is needed without a file', async () => {
  const { files, written } = machine();
  const env = { CODEARTIFACT_LOCAL_ACCESS_KEY_ID: 'AKIA2', CODEARTIFACT_LOCAL_SECRET_ACCESS_KEY: 's' };
  await expect(administratorKeys(env, '/keys', files)).resolves.toEqual({ accessKeyId: 'AKIA2', secretAccessKey: 's' });
  await expect(administratorKeys({}, undefined, files)).resolves.toBeUndefined();
  expect(written).toEqual([]);
});

test('a file that is missing is made, for its owner only, and can be read back', async () => {
  const { files, written } = machine();
  const made = await administratorKeys({}, '/keys', files);
  expect(made?.accessKeyId).toMatch(/^AKIA/);
  expect(written).toMatchObject([{ path: '/keys', mode: 0o600 }]);
  await expect(read(written[0]?.text ?? '')).resolves.toEqual(made);
});
