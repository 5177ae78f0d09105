// @ts-check
// Hears the answers that this process gets over HTTP, without being in the way: no proxy, no other certificate, and the
// requests are those that the program makes anyway. Bodies stay in memory until their shape is made.
import { subscribe } from 'node:diagnostics_channel';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { answerOf, isRead } from './answers.mjs';

/** Of a larger document no shape is made. */
const LARGEST_BODY = 4 * 1024 * 1024;

/**
 * @param {import('./answers.mjs').Vocabulary} vocabulary
 * @param {(answer: import('./answers.mjs').Answer) => void} hear Called once for each whole answer.
 */
export function listenToAnswers(vocabulary, hear) {
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = /** @type {{ request: any, response: any }} */ (message);
    if (request.method === 'CONNECT') return;
    /** @type {Buffer[]} */
    const pieces = [];
    let size = 0;
    const isWanted = isRead(response.headers['content-type']);
    const push = response.push;
    // What the parser pushes is what the program reads; a listener for `data` would make the stream flow.
    response.push = (/** @type {Buffer | null} */ piece, /** @type {unknown[]} */ ...rest) => {
      if (piece === null) {
        response.push = push;
        hear(
          answerOf(
            {
              method: request.method,
              path: request.path,
              status: response.statusCode,
              headers: response.headers,
              body: isWanted && size <= LARGEST_BODY ? textOf(pieces, response.headers['content-encoding']) : undefined,
            },
            vocabulary,
          ),
        );
      } else if (isWanted) {
        size += piece.length;
        if (size <= LARGEST_BODY) pieces.push(Buffer.from(piece));
      }
      return push.call(response, piece, ...rest);
    };
  });
}

/** @param {readonly Buffer[]} pieces @param {unknown} encoding */
function textOf(pieces, encoding) {
  const data = Buffer.concat(pieces);
  try {
    if (encoding === 'gzip') return gunzipSync(data).toString('utf8');
    if (encoding === 'br') return brotliDecompressSync(data).toString('utf8');
    return data.toString('utf8');
  } catch {
    return undefined;
  }
}
