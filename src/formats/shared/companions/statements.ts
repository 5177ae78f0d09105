// Digests that Sigstore bundles and attestations of uploads name, read without any trust in who signed them.

/** A file as a document names it. */
export interface Subject {
  /** Undefined where the document names digests alone. */
  readonly name?: string | undefined;
  /** Lower-case name of the algorithm without a hyphen (`sha256`) to the digest in hexadecimal digits. */
  readonly digests: Readonly<Record<string, string>>;
}

const MESSAGE_DIGESTS = new Map([
  ['SHA2_256', 'sha256'],
  ['SHA2_384', 'sha384'],
  ['SHA2_512', 'sha512'],
]);

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value);
const textAt = (value: unknown, ...path: string[]): string | undefined => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
};

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a bundle (`messageSignature` or `dsseEnvelope`) or the older one of cosign signs; undefined for other documents. */
export function subjectsOfBundle(text: string): readonly Subject[] | undefined {
  const bundle = parsed(text);
  if (!bundle) return undefined;
  const digest = textAt(bundle, 'messageSignature', 'messageDigest', 'digest');
  if (digest !== undefined) {
    const algorithm = MESSAGE_DIGESTS.get(textAt(bundle, 'messageSignature', 'messageDigest', 'algorithm') ?? '');
    return algorithm === undefined
      ? undefined
      : [{ digests: { [algorithm]: Buffer.from(digest, 'base64').toString('hex') } }];
  }
  const payload = textAt(bundle, 'dsseEnvelope', 'payload');
  if (payload !== undefined) return subjectsOfStatement(payload);
  const entry = textAt(bundle, 'rekorBundle', 'Payload', 'body');
  const hash = entry === undefined ? undefined : at(parsed(fromBase64(entry)), 'spec', 'data', 'hash');
  const [name, value] = [textAt(hash, 'algorithm'), textAt(hash, 'value')];
  return name === undefined || value === undefined ? undefined : [{ digests: { [name]: value.toLowerCase() } }];
}

/** What an attestation of an upload (PEP 740) is about. */
export function subjectsOfAttestation(text: string): readonly Subject[] | undefined {
  const statement = textAt(parsed(text), 'envelope', 'statement');
  return statement === undefined ? undefined : subjectsOfStatement(statement);
}

function subjectsOfStatement(base64: string): readonly Subject[] | undefined {
  const subjects = at(parsed(fromBase64(base64)), 'subject');
  if (!Array.isArray(subjects)) return undefined;
  return subjects.flatMap((subject): Subject[] => {
    const digest = at(subject, 'digest');
    if (!isObject(digest)) return [];
    const digests = Object.entries(digest).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value.toLowerCase()]] : [],
    );
    return [{ name: textAt(subject, 'name'), digests: Object.fromEntries(digests) }];
  });
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString('utf8');
