// Generated npm packages: tarballs, the documents that publish them, and an authorization token to send them with.
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { send } from './raw-http.mjs';

const BLOCK = 512;

function header(name, size) {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const padding = (size) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

const manifestOf = (name, version) => ({
  name,
  version,
  description: `${name}, generated to be measured`,
  main: 'index.js',
  license: 'MIT',
});

/** A small tarball; `size` bytes of noise make it at least that long. */
export function tarball(name, version, size = 0) {
  const files = [
    ['package/package.json', Buffer.from(JSON.stringify(manifestOf(name, version)))],
    ['package/index.js', Buffer.from(`module.exports = ${JSON.stringify(`${name}@${version}`)};\n`)],
    ...(size > 0 ? [['package/data.bin', randomBytes(size)]] : []),
  ];
  const parts = files.flatMap(([path, bytes]) => [header(path, bytes.length), bytes, padding(bytes.length)]);
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 1 });
}

/** A tarball of about `size` bytes in a file, made without holding it in memory. */
export async function largeTarball(path, name, version, size) {
  const manifest = Buffer.from(JSON.stringify(manifestOf(name, version)));
  const noise = randomBytes(1 << 20);
  const blocks = Math.ceil(size / noise.length);
  await pipeline(
    Readable.from(
      (function* () {
        yield Buffer.concat([header('package/package.json', manifest.length), manifest, padding(manifest.length)]);
        yield header('package/data.bin', blocks * noise.length);
        for (let index = 0; index < blocks; index++) {
          // Repeats are further apart than gzip looks back, so that it compresses nothing.
          noise.writeUInt32LE(index, 0);
          yield Buffer.from(noise);
        }
        yield Buffer.alloc(2 * BLOCK);
      })(),
    ),
    createGzip({ level: 1 }),
    createWriteStream(path),
  );
}

/** What `npm publish` puts: the document with the tarball inside. */
export function publishDocument(name, version, bytes, extra = {}) {
  const digest = (algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding);
  const dist = { integrity: `sha512-${digest('sha512', 'base64')}`, shasum: digest('sha1', 'hex') };
  const file = `${name}-${version}.tgz`;
  return Buffer.from(
    JSON.stringify({
      _id: name,
      name,
      'dist-tags': { latest: version },
      versions: {
        [version]: {
          ...manifestOf(name, version),
          ...extra,
          _id: `${name}@${version}`,
          dist: { ...dist, tarball: `http://localhost/${name}/-/${file}` },
        },
      },
      access: null,
      _attachments: {
        [file]: { content_type: 'application/octet-stream', data: bytes.toString('base64'), length: bytes.length },
      },
    }),
  );
}

export const encoded = (name) => name.replace('/', '%2f');

/** Keys of nobody: the local server takes any signature unless told otherwise. */
export const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-a-real-key',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};
export const DOMAIN = { domain: 'my-org', owner: '111122223333' };
export const SIGNATURE = `AWS4-HMAC-SHA256 Credential=${KEYS.AWS_ACCESS_KEY_ID}/20260101/us-east-1/codeartifact/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

/** An authorization token of the domain, asked for as a client would. */
export async function tokenOf(url) {
  const target = `/v1/authorization-token?domain=${DOMAIN.domain}&domain-owner=${DOMAIN.owner}`;
  const { status, body } = await send(url + target, {
    method: 'POST',
    headers: { authorization: SIGNATURE, 'x-amz-date': '20260101T000000Z' },
  });
  if (status !== 200) throw new Error(`no authorization token: ${status} ${body}`);
  return JSON.parse(body).authorizationToken;
}

export const npmEndpoint = (url, repository) => `${url}/npm/d/${DOMAIN.domain}-${DOMAIN.owner}/${repository}/`;

/** Puts every version of every package into a repository, 8 requests at a time. */
export async function seed(url, repository, packages, versions) {
  const authorization = `Bearer ${await tokenOf(url)}`;
  const endpoint = npmEndpoint(url, repository);
  const work = packages.flatMap((name) => versions.map((version) => ({ name, version })));
  const lane = async () => {
    for (let item = work.shift(); item; item = work.shift()) {
      const { name, version } = item;
      const body = publishDocument(name, version, tarball(name, version));
      const answer = await send(endpoint + encoded(name), {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body,
      });
      if (answer.status !== 200) throw new Error(`seeding ${name}@${version}: ${answer.status} ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}
