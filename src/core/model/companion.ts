// Names of files that stand beside another one and speak of it: its checksums, signatures and attestations. Pure.

/** Ending of a checksum file to the digest it holds, as the service calls it. */
export const CHECKSUM_ENDINGS = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;
export type ChecksumEnding = keyof typeof CHECKSUM_ENDINGS;

/**
 * - checksum: a digest of the file
 * - signature: by OpenPGP, as far as it can be told from a name (`.sig` is used by others, too)
 * - bundle: of Sigstore, a message digest or an attestation
 * - attestation: of an upload (PEP 740), an in-toto statement
 */
export type CompanionKind = 'checksum' | 'signature' | 'bundle' | 'attestation';

export interface Companion {
  readonly kind: CompanionKind;
  /** Name of the file that it speaks of, in the same folder. */
  readonly of: string;
  /** Of a checksum. */
  readonly checksum?: ChecksumEnding;
}

const ENDINGS: readonly (readonly [RegExp, CompanionKind])[] = [
  [/\.(md5|sha1|sha256|sha512)$/i, 'checksum'],
  [/\.(?:asc|sig)$/i, 'signature'],
  [/\.sigstore(?:\.json)?$/i, 'bundle'],
  [/\.publish\.attestation$/i, 'attestation'],
];

/**
 * | name                        | kind        | of            |
 * | --------------------------- | ----------- | ------------- |
 * | `lib-1.0.jar.sha1`          | checksum    | `lib-1.0.jar` |
 * | `lib-1.0.jar.asc`           | signature   | `lib-1.0.jar` |
 * | `lib-1.0.jar.asc.md5`       | checksum    | `lib-1.0.jar.asc` |
 * | `a.whl.sigstore.json`       | bundle      | `a.whl`       |
 * | `a.whl.publish.attestation` | attestation | `a.whl`       |
 */
export function companionOf(name: string): Companion | undefined {
  for (const [ending, kind] of ENDINGS) {
    const found = ending.exec(name);
    if (!found || found.index === 0) continue;
    const checksum = found[1]?.toLowerCase() as ChecksumEnding | undefined;
    return { kind, of: name.slice(0, found.index), ...(checksum === undefined ? {} : { checksum }) };
  }
  return undefined;
}

/** What a companion is, for people. */
export const COMPANION_WORDS: Readonly<Record<CompanionKind, string>> = {
  checksum: 'checksum',
  signature: 'signature',
  bundle: 'Sigstore bundle',
  attestation: 'attestation',
};
