// Checksums, signatures and attestations beside built files, those of OpenPGP made by GnuPG where there is one.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { companionOf } from '../../../../src/core/model/companion.ts';
import { checkCompanion } from '../../../../src/formats/shared/companions/companions.ts';
import { digestBytes } from '../../../../src/formats/shared/digests.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { temporaryFolders } from '../../../support/folders.ts';

const folder = temporaryFolders();
const BYTES = Buffer.from('what was built\n');
const digestOf = (algorithm: string, data: Uint8Array = BYTES) => createHash(algorithm).update(data).digest('hex');
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

/** `agrees`, or in what it differs. */
async function found(ending: string, content: string | Uint8Array, bytes: Uint8Array = BYTES, name = 'a-1.0.bin') {
  const at = folder();
  writeFileSync(join(at, name), bytes);
  writeFileSync(join(at, `${name}${ending}`), content);
  const companion = companionOf(`${name}${ending}`);
  if (!companion) throw new Error(`${ending} is no companion`);
  const of = { path: join(at, name), name, digests: digestBytes(bytes) };
  const finding = await checkCompanion(join(at, `${name}${ending}`), companion, of, createFiles(at, at));
  return 'agrees' in finding ? `agrees: ${finding.agrees}` : finding.differs;
}

describe('checksums', () => {
  test.each([
    ['the digest alone', digestOf('sha256')],
    ['in capitals, with a line end', `${digestOf('sha256').toUpperCase()}\r\n`],
    ['as GNU tools write it', `${digestOf('sha256')} *a-1.0.bin\n`],
    ['as BSD tools write it', `SHA256 (a-1.0.bin) = ${digestOf('sha256')}\n`],
    ['among those of others', `${digestOf('sha256', Buffer.from('x'))}  b.bin\n${digestOf('sha256')}  a-1.0.bin\n`],
  ])('%s', async (_, text) => {
    expect(await found('.sha256', text)).toContain('agrees: checksum verified');
  });

  test('in Base64, as NuGet writes it', async () => {
    const written = (data: Uint8Array) => createHash('sha512').update(data).digest('base64');
    expect(await found('.sha512', written(BYTES))).toContain('agrees: checksum verified');
    expect(await found('.sha512', written(Buffer.from('x')))).toContain('does not match a-1.0.bin');
  });

  test('of other bytes, of another algorithm, of nothing', async () => {
    expect(await found('.sha512', digestOf('sha512', Buffer.from('x')))).toContain('does not match a-1.0.bin');
    for (const text of [digestOf('sha1'), '', 'not found', '\u0000'.repeat(100)])
      expect(await found('.sha256', text)).toContain('holds no sha256 digest');
  });
});

const hasGpg = spawnSync('gpg', ['--version']).status === 0;

/** A key of its own in a home of its own. */
function gpgHome(): string[] {
  const home = join(folder(), 'g');
  mkdirSync(home, { mode: 0o700 });
  const options = ['--homedir', home, '--batch', '--yes', '--quiet', '--passphrase', '', '--pinentry-mode', 'loopback'];
  execFileSync('gpg', [...options, '--quick-gen-key', 'a@example.org', 'ed25519', 'sign', '0'], { stdio: 'pipe' });
  return options;
}

describe('OpenPGP signatures', () => {
  (hasGpg ? test : test.skip)(
    'made by GnuPG, by several hashes, armoured or not',
    async () => {
      const options = gpgHome();
      const at = folder();
      writeFileSync(join(at, 'a'), BYTES);
      const sign = (...more: string[]) => {
        execFileSync('gpg', [...options, ...more, '--output', join(at, 'sig'), '--detach-sign', join(at, 'a')], {
          stdio: 'pipe',
        });
        return readFileSync(join(at, 'sig'));
      };
      for (const hash of ['SHA256', 'SHA384', 'SHA512']) {
        const signature = sign('--digest-algo', hash, '--armor');
        expect(await found('.asc', signature)).toContain('agrees: signs a-1.0.bin');
        expect(await found('.asc', signature, Buffer.from('changed'))).toContain('does not sign a-1.0.bin as it is');
      }
      const binary = sign();
      expect(await found('.sig', binary)).toContain('agrees: signs');
      expect(await found('.sig', binary, Buffer.from('changed'))).toContain('does not sign');
      const armoured = sign('--armor').toString();
      expect(await found('.asc', armoured.slice(0, 120))).toContain('cut off');
      expect(await found('.asc', armoured.replace(/\n[A-Za-z0-9+/]{8}/g, '\nAAAAAAAA'))).toMatch(
        /cut off|does not sign/,
      );
      expect(await found('.asc', `${armoured}${armoured}`)).toContain('agrees: signs');
      // Signed with other line ends than the file has.
      expect(await found('.asc', sign('--armor', '--textmode'))).toContain('only that the signed file is there');
    },
    60_000,
  );

  test.each([
    ['another kind of signature', 'untrusted comment: minisign\nRWQ=\n'],
    ['random bytes', Buffer.from('8b1f00ffee', 'hex')],
    ['nothing', ''],
  ])('%s says only that the file is there', async (_, content) => {
    expect(await found('.sig', content)).toContain('only that the signed file is there');
  });
});

test('whatever stands in a signature, there is an answer', async () => {
  // Headers of packets, of every tag and kind of length, before what nobody meant.
  for (let round = 0; round < 200; round++) {
    const bytes = randomBytes(1 + (round % 60));
    bytes[0] = 0x80 | ((bytes[0] as number) & 0x7f);
    if (round % 3 === 0) bytes[0] = 0x88;
    if (round % 3 === 1) bytes[0] = 0xc2;
    if (bytes.length > 3) bytes[2] = [3, 4, 6][round % 3] as number;
    expect(typeof (await found('.sig', bytes))).toBe('string');
    const armour = `-----BEGIN PGP SIGNATURE-----\n\n${bytes.toString('base64')}\n-----END PGP SIGNATURE-----\n`;
    expect(typeof (await found('.asc', armour))).toBe('string');
  }
});

describe('Sigstore bundles and attestations', () => {
  const message = (digest: string, algorithm = 'SHA2_256') =>
    JSON.stringify({
      messageSignature: { messageDigest: { algorithm, digest: Buffer.from(digest, 'hex').toString('base64') } },
    });
  const statement = (name: string, sha256: string) => base64({ subject: [{ name, digest: { sha256 } }] });
  const envelope = (name: string, sha256: string) =>
    JSON.stringify({ dsseEnvelope: { payload: statement(name, sha256) } });
  const upload = (name: string, sha256: string) =>
    JSON.stringify({ version: 1, envelope: { statement: statement(name, sha256), signature: '' } });
  const cosign = (sha256: string) =>
    JSON.stringify({
      base64Signature: '',
      rekorBundle: { Payload: { body: base64({ spec: { data: { hash: { algorithm: 'sha256', value: sha256 } } } }) } },
    });
  const other = digestOf('sha256', Buffer.from('x'));

  test('that are of the file', async () => {
    const own = digestOf('sha256');
    expect(await found('.sigstore.json', message(own))).toContain('agrees: has the digest');
    expect(await found('.sigstore', cosign(own))).toContain('agrees: has the digest');
    for (const name of ['a-1.0.bin', 'dist/a-1.0.bin', 'renamed.bin'])
      expect(await found('.sigstore.json', envelope(name, own))).toContain('agrees: has the digest');
    expect(await found('.publish.attestation', upload('A_1.0.bin', own))).toContain('agrees: has the digest');
  });

  test('that are not', async () => {
    for (const text of [message(other), cosign(other), envelope('a-1.0.bin', other), envelope('b.bin', other)])
      expect(await found('.sigstore.json', text)).toContain('another digest than a-1.0.bin');
    expect(await found('.publish.attestation', upload('a-1.0.bin', other))).toContain('another digest');
    expect(await found('.publish.attestation', upload('b-1.0.bin', digestOf('sha256')))).toContain(
      'speaks of b-1.0.bin',
    );
  });

  test.each(['{}', 'no JSON', '[]', '{"messageSignature":{"messageDigest":{"algorithm":"toString","digest":"eA=="}}}'])(
    '%s says only that the file is there',
    async (text) => {
      expect(await found('.sigstore.json', text)).toContain('only that the signed file is there');
    },
  );
});
