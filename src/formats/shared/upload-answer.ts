// What the wire formats share when they send files: credentials, the meaning of a status, and what is said when no
// answer came. The conversations themselves are each format's own.

import { RegistryError } from '../../core/errors/registry-error.ts';
import { type Secret, spellings } from '../../core/model/secret.ts';
import { type HttpRequest, type HttpResponse, readBody, retryAfter } from '../../core/ports/http.ts';
import type { PublishTarget, UploadResult } from '../../core/ports/package-format.ts';
import { shownSentence } from '../../core/text/shown-text.ts';

/** Basic credentials as the user guide sets them for pip, Maven and NuGet: user `aws`, password the token. */
export function basicCredentials(token: Secret): string {
  return `Basic ${Buffer.from(`aws:${token.reveal()}`).toString('base64')}`;
}

/** The endpoint with the slash that paths are appended to. */
export function baseAddress(endpoint: string): string {
  return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
}

/**
 * Sends one upload with credentials and judges the answer. `what` names it in messages. A connection that ends without
 * an answer once bytes were asked for is `uncertain`; before that the transport's own error stands.
 */
export async function sendUpload(target: PublishTarget, request: HttpRequest, what: string): Promise<UploadResult> {
  const { body } = request;
  let isBegun = typeof body !== 'function';
  const watched =
    typeof body === 'function'
      ? () => {
          isBegun = true;
          return body();
        }
      : body;
  try {
    const headers = { authorization: basicCredentials(target.token), ...request.headers };
    return await judgeAnswer(await target.http({ ...request, headers, body: watched }), target.token);
  } catch (error) {
    if (isBegun && error instanceof RegistryError && error.code === 'CA-NET-003') {
      return { kind: 'uncertain', detail: `no answer to the upload of ${what}: ${error.message}` };
    }
    throw error;
  }
}

const isSuccess = (status: number) => status >= 200 && status < 300;

/** Whoever broke off an answer may have broken off what it was about. A long one is whole enough: nobody reads it. */
async function requireWhole(response: HttpResponse): Promise<void> {
  try {
    await readBody(response, BODY_LIMIT);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'CA-NET-004') throw error;
    await response.discard();
  }
}

/**
 * What an answer other than 200 to a reading means for the upload that needed it. Throws CA-NET-004 for a success
 * without a document (`204 No Content`), which says nothing of what was uploaded.
 */
export async function judgeReading(response: HttpResponse, token: Secret): Promise<UploadResult> {
  if (!isSuccess(response.status)) return judgeAnswer(response, token);
  throw new RegistryError(
    'CA-NET-004',
    `a document was asked for, and the answer was ${await explainAnswer(response, token)}`,
  );
}

/** 2xx accepted, 409 exists, 429 throttled, 401 unauthorized, 5xx unavailable; anything else is refused. */
export async function judgeAnswer(response: HttpResponse, token: Secret): Promise<UploadResult> {
  const { status } = response;
  if (isSuccess(status)) {
    await requireWhole(response);
    return { kind: 'accepted' };
  }
  const detail = await explainAnswer(response, token);
  if (status === 401) return { kind: 'unauthorized', detail };
  if (status === 409) return { kind: 'exists', detail };
  if (status === 429) return { kind: 'throttled', retryAfterMs: retryAfter(response) };
  if (status >= 500) return { kind: 'unavailable', status, detail };
  return { kind: 'refused', status, detail };
}

const BODY_LIMIT = 16 * 1024;
const DETAIL_LENGTH = 500;

/** Status, reason phrase and what a plain or JSON body adds; one line, never the token. */
async function explainAnswer(response: HttpResponse, token: Secret): Promise<string> {
  const body = await readBody(response, BODY_LIMIT).catch(() => Buffer.alloc(0));
  const isText = !/html/i.test(response.headers['content-type'] ?? '');
  const words = isText ? body.toString('utf8') : '';
  const { reason } = response;
  const text = `${response.status} ${reason}${words !== '' && words !== reason ? `: ${words}` : ''}`;
  // Before it is cut: half of a secret would not be recognised.
  const clean = spellings(token.reveal()).reduce((rest, spelling) => rest.replaceAll(spelling, '***'), text);
  return shownSentence(clean, DETAIL_LENGTH);
}
