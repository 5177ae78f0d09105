// The real local server in this process, with a signed-in client, and a record of what went over the wire.
import { gunzipSync } from 'node:zlib';
import { type CodeArtifactClient, createCodeArtifactClient } from '../../../src/aws/code-artifact-client.ts';
import { callerIdentity } from '../../../src/aws/sts.ts';
import type { Format } from '../../../src/core/model/package.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { RepositoryAddress } from '../../../src/core/ports/code-artifact.ts';
import type { PublishTarget } from '../../../src/core/ports/package-format.ts';
import { listen } from '../../../src/local/http/listen.ts';
import { isFileBody, type WireRequest, type WireResponse } from '../../../src/local/http/messages.ts';
import { type LocalRegistry, openLocalRegistry } from '../../../src/local/server.ts';
import type { LocalServerOptions } from '../../../src/local/server-options.ts';
import { withShortWaits } from '../fast-clock.ts';
import { type RecordingHost, recordingHost } from '../host.ts';

export const DOMAIN = 'my-org';
export const ACCOUNT = '111122223333';

/** One request and its answer, as they were; bodies up to a limit, decoded from gzip. */
export interface Exchange {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string | readonly string[]>>;
  /** Undefined where a file of the store was sent. */
  readonly answer: string | undefined;
  /** That file of the store. */
  readonly answerFile: string | undefined;
}

export interface TestRegistry {
  readonly local: LocalRegistry;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly host: RecordingHost;
  readonly client: CodeArtifactClient;
  readonly exchanges: Exchange[];
  /** Errors of the server itself; a test ends with none. */
  readonly errors: unknown[];
  at(repository: string): RepositoryAddress;
  endpoint(format: Format, repository: string): Promise<string>;
  token(): Promise<Secret>;
  target(format: Format, repository: string): Promise<PublishTarget>;
  close(): Promise<void>;
}

/** Settings of a service at an address that was given. */
export const serviceAt = (endpoint: string) => ({
  region: 'us-east-1',
  endpoint,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
});

export interface TestRegistryOptions extends LocalServerOptions {
  /** `real`: for a server that answers late, where a client has to wait as long as it would elsewhere. Default: `short`. */
  readonly waits?: 'short' | 'real';
}

/** One repository `dev`, unless the options say otherwise. No public source is asked unless they name one. */
export async function openTestRegistry(
  folder: string,
  { waits = 'short', ...options }: TestRegistryOptions = {},
): Promise<TestRegistry> {
  const errors: unknown[] = [];
  const exchanges: Exchange[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const setup = options.setup ?? { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'dev' }] }] };
  const local = await openLocalRegistry({
    account: ACCOUNT,
    offline: options.externals === undefined,
    onError,
    ...options,
    setup,
  });
  const socket = await listen((wire) => recorded(wire, local, exchanges), { port: 0, host: '127.0.0.1', onError });
  const url = `http://127.0.0.1:${socket.port}`;
  const recording = recordingHost({ folder });
  const host = waits === 'short' ? withShortWaits(recording) : recording;
  const service = { ...serviceAt(url), credentials, maxAttempts: 1 };
  const client = createCodeArtifactClient(host, service, () => callerIdentity(host, service));
  const at = (repository: string) => ({ domain: DOMAIN, domainOwner: ACCOUNT, repository });
  const endpoint = (format: Format, repository: string) => client.getRepositoryEndpoint(at(repository), format);
  const token = async () => (await client.getAuthorizationToken(at('dev'), 3600)).token;
  return {
    local,
    url,
    host,
    client,
    exchanges,
    errors,
    at,
    endpoint,
    token,
    async target(format, repository) {
      const wire = { http: host.http, files: host.files, writer: client };
      return { address: at(repository), endpoint: await endpoint(format, repository), token: await token(), ...wire };
    },
    async close() {
      host.close();
      await socket.close();
      await local.close();
    },
  };
}

const credentials = async () => ({
  accessKeyId: ACCOUNT,
  secretAccessKey: new Secret('example'),
  sessionToken: undefined,
  expiresAt: undefined,
});

const KEPT = 256 * 1024;

async function recorded(wire: WireRequest, local: LocalRegistry, exchanges: Exchange[]): Promise<WireResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  async function* seen() {
    for await (const chunk of wire.body) {
      size += chunk.length;
      if (size <= KEPT) chunks.push(Buffer.from(chunk));
      yield chunk;
    }
  }
  const answer = await local.handler({ ...wire, body: seen() });
  const { method, target, headers } = wire;
  const body = unpacked(Buffer.concat(chunks), headers['content-encoding']);
  const text =
    answer.body === undefined || isFileBody(answer.body)
      ? undefined
      : Buffer.from(answer.body as string).toString('utf8');
  exchanges.push({
    method,
    target,
    headers,
    body,
    status: answer.status,
    answerHeaders: answer.headers ?? {},
    answer: text,
    answerFile: answer.body !== undefined && isFileBody(answer.body) ? answer.body.file : undefined,
  });
  return answer;
}

/** What nobody read to its end stays as it came. */
function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  try {
    return encoding === 'gzip' ? gunzipSync(body) : body;
  } catch {
    return body;
  }
}
