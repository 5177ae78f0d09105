// bare-server.mjs PORT FOLDER TOKEN: the floor of a registry. Files of a folder by name, a bearer token compared by its
// hash, PUT with the four digests on the way to the disk; no routes, no rules, no log.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [port, folder, token] = process.argv.slice(2);
const hash = (text) => createHash('sha256').update(text).digest('base64');
const allowed = new Map([[hash(`Bearer ${token}`), 'bench']]);
const AT_ONCE = 64 * 1024;

const server = createServer(async (request, response) => {
  if (!allowed.has(hash(request.headers.authorization ?? '')))
    return response.writeHead(401, { 'content-length': 0 }).end();
  const path = join(folder, encodeURIComponent(request.url));
  try {
    if (request.method === 'PUT') {
      const digests = ['md5', 'sha1', 'sha256', 'sha512'].map((name) => createHash(name));
      await pipeline(
        request,
        async function* (source) {
          for await (const chunk of source) {
            for (const digest of digests) digest.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(path),
      );
      response.writeHead(200, { etag: digests[3].digest('hex'), 'content-length': 0 }).end();
      return;
    }
    const { size } = statSync(path);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': size });
    if (size <= AT_ONCE) response.end(readFileSync(path));
    else await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), response);
  } catch {
    if (!response.headersSent) response.writeHead(404, { 'content-length': 0 });
    response.end();
  }
});
server.listen(Number(port), '127.0.0.1');
