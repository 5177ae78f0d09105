// Reads detached OpenPGP signatures as far as it can be done without keys: which hash was signed, and its first 16 bits.
// They tell whether a signature is of just these bytes; whose it is, no file says. RFC 4880 section 5.2, RFC 9580.

/** What is hashed beside the file, and what the hash begins with. */
export interface SignatureCheck {
  /** As `node:crypto` calls it; undefined where the file was not hashed as it is (text), or by nothing known. */
  readonly algorithm: string | undefined;
  readonly before: Uint8Array;
  readonly behind: Uint8Array;
  readonly left16: number;
}

/** The file is a signature by its frame, and broken. */
export class BrokenSignature extends Error {}

const SIGNATURE_TAG = 2;
/** Of a binary document; a text is hashed with other line ends than its file has. */
const BINARY = 0x00;

const HASHES: Readonly<Record<number, string>> = {
  1: 'md5',
  2: 'sha1',
  3: 'ripemd160',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
  12: 'sha3-256',
  14: 'sha3-512',
};

const EMPTY = Buffer.alloc(0);

/**
 * The signatures of a file, armoured or not; undefined when it is none of OpenPGP.
 * @throws BrokenSignature
 */
export function readSignatures(file: Buffer): readonly SignatureCheck[] | undefined {
  const bytes = dearmoured(file);
  if (bytes === undefined) return undefined;
  const found: SignatureCheck[] = [];
  let at = 0;
  while (at < bytes.length) {
    const packet = packetAt(bytes, at);
    if (packet === undefined) {
      if (found.length > 0 || bytes !== file) throw new BrokenSignature('the signature is cut off or damaged');
      return undefined;
    }
    // Markers and paddings may stand beside signatures; keys and messages may not.
    if (packet.tag === SIGNATURE_TAG) {
      const check = readSignature(packet.body);
      if (check === undefined && bytes === file && found.length === 0) return undefined;
      if (check === undefined) throw new BrokenSignature('the signature is cut off or damaged');
      found.push(check);
    }
    at = packet.end;
  }
  return found.length > 0 ? found : undefined;
}

/** The bytes below the armour, of several blocks one after another; the file itself when it is not text. */
function dearmoured(file: Buffer): Buffer | undefined {
  if ((file[0] ?? 0) & 0x80) return file;
  const text = file.toString('latin1');
  const parts: Buffer[] = [];
  for (const [, body] of text.matchAll(/-----BEGIN PGP SIGNATURE-----([\s\S]*?)-----END PGP SIGNATURE-----/g)) {
    // Headers end with an empty line; the checksum begins with `=` on a line of its own.
    const lines = (body ?? '').split(/\r?\n/).map((line) => line.trim());
    const blank = lines.indexOf('', 1);
    const data = lines.slice(blank < 0 ? 1 : blank).filter((line) => line !== '' && !line.startsWith('='));
    parts.push(Buffer.from(data.join(''), 'base64'));
  }
  if (parts.length > 0) return Buffer.concat(parts);
  if (text.includes('-----BEGIN PGP SIGNATURE-----')) throw new BrokenSignature('the signature is cut off');
  return undefined;
}

function packetAt(bytes: Buffer, at: number): { tag: number; body: Buffer; end: number } | undefined {
  const header = bytes[at] as number;
  if ((header & 0x80) === 0) return undefined;
  const isNew = (header & 0x40) !== 0;
  const tag = isNew ? header & 0x3f : (header >> 2) & 0x0f;
  const length = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, header & 0x03);
  if (length === undefined) return undefined;
  const end = length.start + length.size;
  return end > bytes.length ? undefined : { tag, body: bytes.subarray(length.start, end), end };
}

interface PacketLength {
  readonly start: number;
  readonly size: number;
}

function newLength(bytes: Buffer, at: number): PacketLength | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 192) return { start: at + 1, size: first };
  if (first < 224 && at + 1 < bytes.length)
    return { start: at + 2, size: ((first - 192) << 8) + (bytes[at + 1] as number) + 192 };
  return first === 255 && at + 5 <= bytes.length ? { start: at + 5, size: bytes.readUInt32BE(at + 1) } : undefined;
}

function oldLength(bytes: Buffer, at: number, kind: number): PacketLength | undefined {
  if (kind === 3) return { start: at, size: bytes.length - at };
  const width = 1 << kind;
  return at + width > bytes.length ? undefined : { start: at + width, size: bytes.readUIntBE(at, width) };
}

function readSignature(body: Buffer): SignatureCheck | undefined {
  const version = body[0];
  if (version === 3) return readVersion3(body);
  if (version === 4) return readVersion4(body, 2);
  if (version === 6) return readVersion4(body, 4);
  return { algorithm: undefined, before: EMPTY, behind: EMPTY, left16: 0 };
}

/** 3, 5, type, time (4), key (8), key algorithm, hash algorithm, left 16 bits. */
function readVersion3(body: Buffer): SignatureCheck | undefined {
  if (body.length < 19) return undefined;
  const algorithm = body[2] === BINARY ? HASHES[body[16] as number] : undefined;
  return { algorithm, before: EMPTY, behind: body.subarray(2, 7), left16: body.readUInt16BE(17) };
}

/** Version, type, key algorithm, hash algorithm, hashed part, other part, left 16 bits; in version 6 a salt. */
function readVersion4(body: Buffer, width: 2 | 4): SignatureCheck | undefined {
  const hashedAt = 4 + width;
  if (body.length < hashedAt) return undefined;
  const hashedEnd = hashedAt + body.readUIntBE(4, width);
  if (body.length < hashedEnd + width) return undefined;
  const leftAt = hashedEnd + width + body.readUIntBE(hashedEnd, width);
  if (body.length < leftAt + 2) return undefined;
  const algorithm = body[1] === BINARY ? HASHES[body[3] as number] : undefined;
  const end = Buffer.alloc(6);
  end[0] = body[0] as number;
  end[1] = 0xff;
  end.writeUInt32BE(hashedEnd, 2);
  const before = width === 4 ? saltAt(body, leftAt + 2) : EMPTY;
  return (
    before && {
      algorithm,
      before,
      behind: Buffer.concat([body.subarray(0, hashedEnd), end]),
      left16: body.readUInt16BE(leftAt),
    }
  );
}

function saltAt(body: Buffer, at: number): Buffer | undefined {
  const size = body[at];
  return size === undefined || at + 1 + size > body.length ? undefined : body.subarray(at + 1, at + 1 + size);
}
