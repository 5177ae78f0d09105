// @ts-check
// What is kept of one answer: which operation it was to, its status, the name of the error, the media type and the shape.
// Nothing else leaves this file, and each of these is held to words that identify nobody.
import { shapeOf } from './shape.mjs';

/**
 * @typedef {object} Answer
 * @property {string} operation `ListPackages` of the control plane, `sts:GetCallerIdentity`, or of an endpoint
 *   `npm GET *∕*`: format, method and path, with `*` for what is no word of its protocol.
 * @property {number} status
 * @property {string | undefined} error
 * @property {string | undefined} type Media type without parameters.
 * @property {import('./shape.mjs').Shape | undefined} shape Of JSON.
 */

/**
 * @typedef {object} Vocabulary
 * @property {Record<string, string>} operations `GET /v1/domain` to `DescribeDomain`.
 * @property {readonly string[]} members Names of members.
 */

/** Words in the paths of package endpoints. */
const PATH_WORDS = new Set(
  '- package dist-tags simple legacy v3 index.json flatcontainer flatcontainer2 registration registrations query maven-metadata.xml maven-metadata.xml.sha1 maven-metadata.xml.md5 api packages'.split(
    ' ',
  ),
);

/** Members of documents of package endpoints: npm, the simple index, the documents of NuGet, errors. */
const DOCUMENT_WORDS =
  `_id _rev _attachments _hasShrinkwrap _nodeVersion _npmVersion name version versions dist tarball shasum integrity
  fileCount unpackedSize signatures dist-tags latest time created modified readme readmeFilename description main
  license author maintainers keywords repository homepage bugs dependencies devDependencies optionalDependencies
  peerDependencies bundleDependencies bin engines directories deprecated ok success error errors message detail reason
  code status id key title meta api-version files filename url hashes sha256 requires-python yanked core-metadata size
  upload-time provenance resources comment @id @type @context items count lower upper parent catalogEntry
  packageContent registration listed published authors dependencyGroups targetFramework range data totalHits
  totalDownloads packageTypes verified tags iconUrl licenseUrl projectUrl summary`.split(/\s+/);

const FORMATS = 'cargo generic maven npm nuget pypi ruby swift'.split(' ');
const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]{1,60}$/;

/**
 * The words of the service's own model, as the SDK has it.
 * @param {Readonly<Record<string, unknown>>} sdk The exports of `@aws-sdk/client-codeartifact`.
 * @returns {Vocabulary}
 */
export function vocabularyOf(sdk) {
  /** @type {Record<string, string>} */
  const operations = {};
  const members = new Set(['message', '__type', 'code', ...DOCUMENT_WORDS]);
  for (const [name, schema] of Object.entries(sdk)) {
    if (!name.endsWith('$') || !Array.isArray(schema)) continue;
    const [, , own, traits, names] = schema;
    const [method, path] = traits?.http ?? [];
    if (typeof path === 'string') operations[`${method} ${path}`] = own;
    if (Array.isArray(names)) for (const member of names) members.add(String(member));
  }
  if (Object.keys(operations).length < 40) throw new Error('the SDK describes its operations in another way by now');
  return { operations, members: [...members].sort() };
}

/**
 * @param {object} of
 * @param {string} of.method
 * @param {string} of.path With query.
 * @param {number} of.status
 * @param {Readonly<Record<string, unknown>>} of.headers Lower case.
 * @param {string | undefined} of.body Undefined where it was not read.
 * @param {Vocabulary} vocabulary
 * @returns {Answer}
 */
export function answerOf({ method, path, status, headers, body }, vocabulary) {
  const type =
    String(headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  const words = new Set(vocabulary.members);
  const json = isJson(type) ? parsed(body) : undefined;
  const isStatusOfError = status >= 400;
  return {
    operation: operationOf(method, path, body, vocabulary),
    status,
    error: isStatusOfError ? errorOf(headers, json, body) : undefined,
    type: MEDIA_TYPE.test(type) ? type : undefined,
    shape: json === undefined ? undefined : shapeOf(json, (key) => words.has(key)),
  };
}

/**
 * Whether the body of such an answer is worth keeping until its shape is made.
 * @param {unknown} contentType
 */
export const isRead = (contentType) => /json|xml/i.test(String(contentType ?? ''));

/** @param {string} type */
const isJson = (type) => /^application\/(?:[a-z0-9.-]+\+)?json$/.test(type) || type === 'application/x-amz-json-1.1';

/** @param {string | undefined} body */
function parsed(body) {
  try {
    return body === undefined || body === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** @param {string} method @param {string} path @param {string | undefined} body @param {Vocabulary} vocabulary */
function operationOf(method, path, body, vocabulary) {
  const plain = path.split('?')[0] ?? '';
  const known = vocabulary.operations[`${method} ${plain}`];
  if (known !== undefined) return known;
  if (plain === '/' && method === 'POST') {
    const name = /<(\w{1,64})Response[\s>]/.exec(body ?? '')?.[1];
    return name === undefined || name === 'Error' ? 'sts' : `sts:${name}`;
  }
  const [, format = '', ...rest] = plain.split('/');
  // `/npm/REPOSITORY/…`, or `/npm/d/DOMAIN-OWNER/REPOSITORY/…` of endpoints inside a VPC and of the local server.
  const below = rest.slice(rest[0] === 'd' ? 3 : 1);
  if (!FORMATS.includes(format)) return `elsewhere ${method}`;
  return `${format} ${method} ${below.map((part) => (PATH_WORDS.has(part) || part === '' ? part : '*')).join('/')}`;
}

/** @param {Readonly<Record<string, unknown>>} headers @param {any} json @param {string | undefined} body */
function errorOf(headers, json, body) {
  const xml = /<Code>([^<]*)<\/Code>/.exec(body ?? '')?.[1];
  const found = headers['x-amzn-errortype'] ?? json?.__type ?? json?.code ?? xml;
  const name =
    String(found ?? '')
      .split(':')[0]
      ?.split('#')
      .at(-1) ?? '';
  return NAME.test(name) ? name : undefined;
}
