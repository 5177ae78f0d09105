// What goes over the wire against what version 0.1.0 sent before its calls went through the SDK
// (exchanges/control-plane.json; recorded once with that version's own client, and not to be recorded anew). What the
// SDK adds or writes in another way is in the lists below; nothing else may differ.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { controlPlaneRequests, type WireRequest } from '../support/control-plane-calls.ts';
import { temporaryFolders } from '../support/folders.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Sent by the SDK alone: which call and which of its tries this is, and the digest of the body. */
const ADDED = ['amz-sdk-invocation-id', 'amz-sdk-request', 'x-amz-content-sha256'];
/** Where the earlier version named the encoding of a form, and the SDK leaves it at the default of the type. */
const FORM = 'application/x-www-form-urlencoded';
/** The length of an empty body is sent as before, but no longer signed. */
const isUnsignedNow = (name: string, request: WireRequest) =>
  name === 'content-length' && request.headers[name] === '0';

const folder = temporaryFolders();
const before = JSON.parse(readFileSync(new URL('./exchanges/control-plane.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly WireRequest[]>
>;
let now: Readonly<Record<string, readonly WireRequest[]>> = {};

beforeAll(async () => {
  now = await controlPlaneRequests(folder);
}, 60_000);

/** Without what the SDK adds, unless it was there before. */
function comparable(request: WireRequest, earlier: WireRequest | undefined) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (ADDED.includes(name) && earlier?.headers[name] === undefined) continue;
    if (name === 'content-type' && value.startsWith(FORM)) headers[name] = FORM;
    else if (name === 'authorization') headers[name] = withoutAdded(value, request, earlier);
    else headers[name] = value;
  }
  const isJson = headers['content-type'] === 'application/json' && request.path !== '/v1/package/version/publish';
  // The order of members means nothing.
  return { ...request, headers, body: isJson ? (JSON.parse(request.body) as unknown) : request.body };
}

function withoutAdded(authorization: string, request: WireRequest, earlier: WireRequest | undefined): string {
  return authorization.replace(/SignedHeaders=([^,]+)/, (_, names: string) => {
    const kept = names
      .split(';')
      .filter((name) => !ADDED.includes(name) || earlier?.headers[name] !== undefined)
      .filter((name) => !isUnsignedNow(name, request));
    return `SignedHeaders=${kept.join(';')}`;
  });
}

test.each(Object.keys(before))('%s', (name) => {
  const earlier = before[name] ?? [];
  expect(earlier.length).toBeGreaterThan(0);
  const sent = (now[name] ?? []).map((request, index) => comparable(request, earlier[index]));
  expect(sent).toEqual(earlier.map((request) => comparable(request, request)));
});

test('every call is among those recorded', () => {
  expect(Object.keys(now).sort()).toEqual(Object.keys(before).sort());
});

test('what the SDK adds is there, and signed where the call is', () => {
  for (const request of Object.values(now).flat()) {
    expect(request.headers).toMatchObject({ 'amz-sdk-request': 'attempt=1; max=1' });
    const { authorization } = request.headers;
    if (authorization !== undefined)
      expect(authorization).toMatch(/SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;.*x-amz-content-sha256/);
  }
});
