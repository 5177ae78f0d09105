// Copies at a server with a limit: setting it, what the server saw, what arrived.
import { KEYS } from './npm-packages.mjs';
import { send, sendJson } from './raw-http.mjs';

export const LATENCY_MS = 40;
const COPY = 'CopyPackageVersions';

/**
 * Limits copies to a bucket of `burst` refilled `perSecond` times a second, and lets every answer take its time.
 * `more`: further faults.
 */
export async function limit(url, perSecond, burst, more = []) {
  await sendJson(`${url}/_local/requests`, { method: 'DELETE' });
  await sendJson(`${url}/_local/faults`, {
    value: [
      { id: 'latency', kind: 'latency', operation: '*', ms: LATENCY_MS },
      { id: 'limit', kind: 'throttle', operation: COPY, perSecond, burst },
      ...more,
    ],
  });
}

export const undial = (url) => sendJson(`${url}/_local/faults`, { method: 'DELETE' });

/** Copies since the limit was set, how many of them were refused, and the seconds from the first to the last. */
export async function copiesSeen(url) {
  const { faults } = JSON.parse((await send(`${url}/_local/faults`)).body);
  const { matched, applied } = faults.find(({ id }) => id === 'limit');
  const { requests } = JSON.parse((await send(`${url}/_local/requests?operation=${COPY}&limit=2000`)).body);
  const starts = requests.map(({ time, durationMs }) => Date.parse(time) - durationMs);
  const ends = requests.map(({ time }) => Date.parse(time));
  const applications = Object.fromEntries(faults.map(({ id, applied: times }) => [id, times]));
  return {
    copies: matched,
    throttled: applied,
    copying: (Math.max(...ends) - Math.min(...starts)) / 1000,
    applications,
  };
}

/** How many versions of these npm packages a repository has. */
export async function versionsIn(url, repository, packages) {
  let count = 0;
  for (const name of packages) {
    const [scope, plain] = name.slice(1).split('/');
    const target = `/v1/package/versions?domain=my-org&domain-owner=111122223333&repository=${repository}&format=npm&namespace=${scope}&package=${plain}&max-results=1000`;
    const { status, body } = await send(url + target, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${KEYS.AWS_ACCESS_KEY_ID}/20260101/us-east-1/codeartifact/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
      },
    });
    if (status === 200) count += JSON.parse(body).versions.length;
  }
  return count;
}
