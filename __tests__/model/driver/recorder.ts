// Every answer of the control plane, written down for a judge that knows the service model (answers.py).
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Opened, OpenServer } from './run-sequence.ts';
import type { Response, Wire } from './wire.ts';

/** One line of the record: what was asked and what came back. */
interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly errorType: string | string[] | undefined;
  readonly body: string;
}

/** The same servers; each answer that was not seen before becomes a line of JSON in `file`. */
export function recording(open: OpenServer, file: string): OpenServer {
  const seen = new Set<string>();
  const keep = (method: string, path: string, { status, headers, body }: Response): void => {
    const answer: Answer = { method, path, status, errorType: headers['x-amzn-errortype'], body: body.toString() };
    const line = JSON.stringify(answer);
    const digest = createHash('sha256').update(line).digest('base64');
    if (seen.has(digest)) return;
    seen.add(digest);
    appendFileSync(file, `${line}\n`);
  };
  return async (switches): Promise<Opened> => {
    const opened = await open(switches);
    return { ...opened, wire: (domain) => recordingWire(opened.wire(domain), keep) };
  };
}

function recordingWire(wire: Wire, keep: (method: string, path: string, response: Response) => void): Wire {
  return {
    ...wire,
    async api(method, path, query, body) {
      const ask = async (...asked: Parameters<Wire['api']>): Promise<Response> => {
        const response = await wire.api(...asked);
        keep(asked[0], asked[1], response);
        return response;
      };
      const response = await ask(method, path, query, body);
      if (path === '/v1/package/versions' && response.status === 200) await walk(ask, query, response);
      return response;
    },
    async upload(query, data) {
      const response = await wire.upload(query, data);
      keep('POST', '/v1/package/version/publish', response);
      return response;
    },
  };
}

/** What can be read of the listed versions, most of which no sequence asks. */
async function walk(ask: Wire['api'], query: Parameters<Wire['api']>[2], { body }: Response): Promise<void> {
  const { versions } = JSON.parse(body.toString()) as { versions: { version: string }[] };
  const { repository, format, namespace, package: name } = query ?? {};
  const at = { repository, format, namespace, package: name };
  await ask('POST', '/v1/packages', { repository, format, 'max-results': '1' });
  await ask('GET', '/v1/package', at);
  for (const { version } of versions) {
    await ask('GET', '/v1/package/version', { ...at, version });
    for (const list of ['assets', 'dependencies']) await ask('POST', `/v1/package/version/${list}`, { ...at, version });
    await ask('GET', '/v1/package/version/readme', { ...at, version });
  }
}
