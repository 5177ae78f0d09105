// Checks the files that stand beside a built file and speak of it: a checksum, a signature or an attestation of other
// bytes means that the file was changed, or mixed up, after it was made.
import { createHash, getHashes } from 'node:crypto';
import {
  CHECKSUM_ENDINGS,
  COMPANION_WORDS,
  type Companion,
  type CompanionKind,
  companionOf,
} from '../../../core/model/companion.ts';
import type { Digests } from '../../../core/model/package.ts';
import type { Files } from '../../../core/ports/host.ts';
import type { FileVerdict, GatherReport } from '../../../core/ports/package-format.ts';
import { describeArtifact } from '../digests.ts';
import { BrokenSignature, readSignatures, type SignatureCheck } from './open-pgp.ts';
import { type Subject, subjectsOfAttestation, subjectsOfBundle } from './statements.ts';

/** More than any of them needs; Sigstore bundles with their proofs have some kilobytes. */
const COMPANION_BYTES = 4 * 1024 * 1024;
const MOST_SIGNATURES = 16;

/** The file that a companion speaks of. */
export interface Spoken {
  readonly path: string;
  /** As those who wrote the companion knew it. */
  readonly name: string;
  readonly digests: Digests;
}

/** Why a companion agrees with its file, or why not, in words. */
export type CompanionFinding = { readonly agrees: string } | { readonly differs: string };

/** Of one companion. Hostile ones are findings, and memory is bounded. */
export async function checkCompanion(
  path: string,
  companion: Companion,
  of: Spoken,
  files: Files,
): Promise<CompanionFinding> {
  const stat = await files.stat(path);
  if (stat?.kind !== 'file') return { differs: 'not a readable file' };
  const bytes = stat.size > COMPANION_BYTES ? undefined : await files.read(path);
  if (!bytes) return { differs: `larger than a ${COMPANION_WORDS[companion.kind]} can be` };
  if (companion.checksum !== undefined) return checksumFinding(bytes, companion.checksum, of);
  if (companion.kind === 'signature') return signatureFinding(bytes, of, files);
  const text = bytes.toString('utf8');
  const subjects = companion.kind === 'bundle' ? subjectsOfBundle(text) : subjectsOfAttestation(text);
  return subjectFinding(subjects, companion.kind, of);
}

/** The report with verdicts on what stands beside the files that are taken, where a version holds no such files itself. */
export async function withCompanions({ publications, verdicts }: GatherReport, files: Files): Promise<GatherReport> {
  const taken = publications.flatMap(({ artifacts }) => artifacts.map(({ path, digests }) => [path, digests] as const));
  const open = verdicts.filter(({ verdict, known }) => verdict === 'left' && known === undefined);
  const found = await accountCompanions(
    open.map(({ path }) => path),
    new Map(taken),
    files,
  );
  const byPath = new Map(found.map((verdict) => [verdict.path, verdict]));
  return { publications, verdicts: verdicts.map((verdict) => byPath.get(verdict.path) ?? verdict) };
}

/**
 * Verdicts on those of `paths` that speak of a file in `spoken` (by path), or of another companion of one. The others are
 * left out: they may speak of files of another format.
 */
async function accountCompanions(
  paths: readonly string[],
  spoken: ReadonlyMap<string, Digests>,
  files: Files,
): Promise<FileVerdict[]> {
  const known = new Map<string, Digests | undefined>(spoken);
  const verdicts: FileVerdict[] = [];
  // A checksum of a signature has the longer name, so what it speaks of has been looked at before.
  for (const path of [...paths].sort((a, b) => a.length - b.length)) {
    const [folder, name] = splitPath(path);
    const companion = companionOf(name);
    const of = companion && `${folder}${companion.of}`;
    if (companion === undefined || of === undefined || spoken.has(path) || !known.has(of)) continue;
    const digests = known.get(of) ?? (await describeArtifact(files, of, companion.of)).digests;
    verdicts.push(
      companionVerdict(
        path,
        of,
        await checkCompanion(path, companion, { path: of, name: companion.of, digests }, files),
      ),
    );
    known.set(path, undefined);
  }
  return verdicts;
}

export function companionVerdict(path: string, of: string, finding: CompanionFinding): FileVerdict {
  return 'agrees' in finding
    ? { path, verdict: 'verified', reason: finding.agrees, of }
    : { path, verdict: 'refused', reason: finding.differs };
}

function splitPath(path: string): [folder: string, name: string] {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return [path.slice(0, cut), path.slice(cut)];
}

/**
 * GNU tools write `digest  file`, BSD tools `SHA256 (file) = digest`, Maven and Gradle the digest alone; NuGet does so in
 * Base64 in its folder of packages.
 */
function checksumFinding(bytes: Buffer, checksum: keyof typeof CHECKSUM_ENDINGS, of: Spoken): CompanionFinding {
  const digest = of.digests[CHECKSUM_ENDINGS[checksum]];
  const lines = bytes
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const isDigest = (word: string) => word.length === digest.length && /^[0-9a-f]+$/i.test(word);
  const base64 = lines.length === 1 ? Buffer.from(lines[0] ?? '', 'base64') : undefined;
  if (base64?.length === digest.length / 2 && base64.toString('base64') === lines[0]?.trim())
    return base64.toString('hex') === digest ? AGREES : differs(of);
  const written = lines.flatMap((line) => {
    const words = line.trim().split(/\s+/).filter(isDigest);
    const isOfOther = lines.length > 1 && !line.includes(of.name);
    return isOfOther ? [] : words.map((word) => word.toLowerCase());
  });
  if (written.length === 0) return { differs: `holds no ${checksum} digest of ${of.name}` };
  return written.every((word) => word === digest) ? AGREES : differs(of);
}

const AGREES = { agrees: 'checksum verified; the service computes its own' } as const;
const differs = ({ name }: Spoken): CompanionFinding => ({
  differs: `does not match ${name}: the file was changed after the checksum was written`,
});

const UNREAD = 'only that the signed file is there could be checked';

async function signatureFinding(bytes: Buffer, of: Spoken, files: Files): Promise<CompanionFinding> {
  let checks: readonly SignatureCheck[] | undefined;
  try {
    checks = readSignatures(bytes);
  } catch (error) {
    if (!(error instanceof BrokenSignature)) throw error;
    return { differs: error.message };
  }
  if (checks === undefined) return { agrees: `a signature of another kind than OpenPGP; ${UNREAD}` };
  if (checks.length > MOST_SIGNATURES) return { differs: `more than ${MOST_SIGNATURES} signatures` };
  const available = new Set(getHashes());
  const readable = checks.filter(({ algorithm }) => algorithm !== undefined && available.has(algorithm));
  if (readable.length === 0) return { agrees: `a signature of a text, or by a hash that is not known here; ${UNREAD}` };
  const hashes = readable.map((check) => {
    const hash = createHash(check.algorithm as string);
    hash.update(check.before);
    return { check, hash };
  });
  for await (const chunk of files.open(of.path)) for (const { hash } of hashes) hash.update(chunk);
  const isOf = ({ check, hash }: (typeof hashes)[number]) => {
    hash.update(check.behind);
    return hash.digest().readUInt16BE(0) === check.left16;
  };
  return hashes.every(isOf)
    ? { agrees: `signs ${of.name}, by the beginning of its hash; whose signature it is was not checked` }
    : { differs: `does not sign ${of.name} as it is: the file was changed after it was signed` };
}

const ALGORITHMS: Readonly<Record<string, keyof Digests>> = { sha256: 'SHA-256', sha512: 'SHA-512', sha1: 'SHA-1' };

function subjectFinding(subjects: readonly Subject[] | undefined, kind: CompanionKind, of: Spoken): CompanionFinding {
  const what = COMPANION_WORDS[kind];
  if (subjects === undefined) return { agrees: `a ${what} of a form that is not known here; ${UNREAD}` };
  const named = subjects.filter(({ name }) => name !== undefined && sameFile(name, of.name));
  const names = subjects.flatMap(({ name }) => name ?? []).slice(0, 3);
  // An upload's attestation is worth nothing under another name; a bundle is found by its digest.
  if (named.length === 0 && kind === 'attestation')
    return { differs: `speaks of ${names.join(', ') || 'no file'}, not of ${of.name}` };
  const compared = (named.length > 0 ? named : subjects).flatMap((subject) => agreement(subject, of.digests));
  if (compared.length === 0 && subjects.length > 0)
    return { agrees: `a ${what} whose digests are not known here; ${UNREAD}` };
  const agrees = named.length > 0 ? compared.every(Boolean) : compared.some(Boolean);
  return agrees
    ? { agrees: `has the digest of ${of.name}; whose it is was not checked` }
    : { differs: `has another digest than ${of.name}: the file was changed after it was attested` };
}

function agreement({ digests }: Subject, own: Digests): boolean[] {
  const known = Object.entries(ALGORITHMS).filter(([algorithm]) => Object.hasOwn(digests, algorithm));
  return known.map(([algorithm, name]) => digests[algorithm] === own[name]);
}

/** As PEP 740 compares them: case and the kind of separator do not count. */
const sameFile = (a: string, b: string) => folded(a) === folded(b);
const folded = (name: string) =>
  name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
