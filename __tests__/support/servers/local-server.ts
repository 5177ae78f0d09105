// A local server for tests, with SDK clients that know it. Call `close` afterwards: it fails when the server had errors
// of its own, so that a 500 never passes for a refusal.
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import { STSClient } from '@aws-sdk/client-sts';
import { expect } from '@jest/globals';
import { type LocalServer, startLocalServer } from '../../../src/local/server.ts';
import type { LocalServerOptions } from '../../../src/local/server-options.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface TestServer extends LocalServer {
  /** Unexpected errors so far; a test that provokes one empties it. */
  readonly errors: unknown[];
  codeartifact(keys?: Keys): CodeartifactClient;
  sts(keys?: Keys): STSClient;
  /** Asks an admin address, giving and taking JSON. */
  json(
    path: string,
    init?: { method?: string; body?: unknown },
  ): Promise<{ status: number; body: Record<string, unknown> }>;
}

export const KEYS: Keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-checked-in-lenient-mode' };

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.AWS_EC2_METADATA_DISABLED = 'true';

export async function testServer(options: LocalServerOptions = {}): Promise<TestServer> {
  const errors: unknown[] = [];
  const server = await startLocalServer({ offline: true, onError: (error) => errors.push(error), ...options });
  const clients: { destroy(): void }[] = [];
  const made = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const settings = (keys: Keys) => ({ endpoint: server.url, region: server.region, credentials: keys, maxAttempts: 1 });
  const close = async () => {
    for (const client of clients) client.destroy();
    await server.close();
    expect(errors).toEqual([]);
  };
  return {
    ...server,
    errors,
    close,
    codeartifact: (keys = KEYS) => made(new CodeartifactClient(settings(keys))),
    sts: (keys = KEYS) => made(new STSClient(settings(keys))),
    async json(path, { method = 'GET', body } = {}) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${server.url}${path}`, { method, ...sent });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
  };
}

/** What an SDK call was refused with: exception name, status and members. */
export async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata, ...members } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode, ...members };
  }
  throw new Error('the call was expected to be refused');
}
