// One request: keep strangers out, find out what it means, let the faults play, answer, write it down.
import { randomUUID } from 'node:crypto';
import { answerAdmin } from '../admin/endpoints.ts';
import { findOperation } from '../control-plane/operations-table.ts';
import { guard, hostnameOf } from '../http/guard.ts';
import { BodyTooLarge, plain, type RequestHandler, type WireRequest, type WireResponse } from '../http/messages.ts';
import { routeRepository, splitTarget } from '../http/routes.ts';
import { ISSUER_PATH } from '../identity/oidc/issuer.ts';
import { withoutSecrets } from '../request-log.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { withFaults } from './faults.ts';
import { answerFormat } from './formats.ts';
import { ASSETS_PATH, answerAsset } from './redirected-assets.ts';
import { refuse } from './refusals.ts';
import { answerControlPlane, answerOidc, answerSts, readStsForm } from './services.ts';

/** The whole server as one function, with or without a socket in front. */
export function createHandler(parts: ServerParts): RequestHandler {
  /** When each request that is being answered began, oldest first. */
  const running = new Map<string, number>();
  return async (wire) => {
    const started = performance.now();
    const exchange = open(wire, parts, () => {
      const [oldest] = [...running].filter(([id]) => id !== exchange.requestId);
      return oldest === undefined ? 0 : performance.now() - oldest[1];
    });
    running.set(exchange.requestId, started);
    try {
      const answer = guard(wire, parts.guard) ?? (await answerSafely(exchange, parts));
      record(exchange, answer, performance.now() - started, parts);
      return dated(answer, parts);
    } finally {
      running.delete(exchange.requestId);
    }
  };
}

/** Node.js writes the machine's time into `Date`; a clock that was moved is told there as a service tells its own. */
function dated(answer: WireResponse, { clock }: ServerParts): WireResponse {
  if (clock.offset() === 0) return answer;
  return { ...answer, headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() } };
}

function open(wire: WireRequest, parts: ServerParts, othersRunFor: () => number): Exchange {
  const { path, query } = splitTarget(wire.target);
  const hostname = hostnameOf(wire.headers.host) ?? '';
  const base = {
    ...{ wire, path, query: new URLSearchParams(query), hostname },
    ...{ requestId: randomUUID(), othersRunFor, faults: [] },
  };
  return { ...base, ...classify(wire.method, path, base.query, hostname, parts) };
}

function classify(
  method: string,
  path: string,
  query: URLSearchParams,
  hostname: string,
  parts: ServerParts,
): Pick<Exchange, 'kind' | 'operation' | 'isRead' | 'route'> {
  if (path.startsWith('/v1/')) {
    const operation = findOperation(method, path)?.name ?? 'unknown';
    const isRead = /^(?:Get|List|Describe)/.test(operation) && operation !== 'GetAuthorizationToken';
    return { kind: 'control-plane', operation, isRead };
  }
  if (path === ISSUER_PATH || path.startsWith(`${ISSUER_PATH}/`))
    return { kind: 'oidc', operation: `oidc:${path.slice(ISSUER_PATH.length + 1)}`, isRead: true };
  if (path === '/_local' || path.startsWith('/_local/'))
    return { kind: 'admin', operation: 'admin', isRead: method === 'GET' };
  if (path.startsWith(ASSETS_PATH)) return { kind: 'asset', operation: `asset:${method}`, isRead: true };
  if (path === '/') {
    // The action of a POST is in its body; it is named when it has been read.
    const isSts = method === 'POST' || query.has('Action');
    return isSts
      ? { kind: 'sts', operation: 'sts', isRead: true }
      : { kind: 'admin', operation: 'admin', isRead: true };
  }
  const route = routeRepository(path, hostname, parts.defaultDomain);
  if (route === undefined) return { kind: 'unknown', operation: 'unknown', isRead: true };
  const isRead = method === 'GET' || method === 'HEAD';
  return { kind: 'format', operation: `${route.format}:${method}`, isRead, route };
}

async function answerSafely(exchange: Exchange, parts: ServerParts): Promise<WireResponse> {
  try {
    if (exchange.kind === 'admin') return await answerAdmin(exchange, parts);
    if (exchange.kind === 'sts') {
      const form = await readStsForm(exchange);
      return await withFaults(exchange, parts, (asked, by) => answerSts(asked, form, by));
    }
    return await withFaults(exchange, parts, answer);
  } catch (error) {
    if (exchange.wire.signal?.aborted === true) return plain(499, 'the client has gone');
    if (error instanceof BodyTooLarge) return refuse(exchange, parts, 413, error.message);
    parts.onError(error, exchange.requestId);
    return refuse(exchange, parts, 500, 'internal error');
  }
}

function answer(exchange: Exchange, parts: ServerParts): Promise<WireResponse> | WireResponse {
  switch (exchange.kind) {
    case 'control-plane':
      return answerControlPlane(exchange, parts);
    case 'oidc':
      return answerOidc(exchange, parts);
    case 'format':
      return answerFormat(exchange, parts);
    case 'asset':
      return answerAsset(exchange, parts);
    default:
      return plain(404, 'there is nothing at this address; the page at / shows what there is');
  }
}

function record(exchange: Exchange, answer: WireResponse, durationMs: number, parts: ServerParts): void {
  const { wire } = exchange;
  const entry = parts.requests.add({
    requestId: exchange.requestId,
    time: new Date(parts.machineTime()).toISOString(),
    method: withoutSecrets(wire.method, 20),
    target: withoutSecrets(wire.target),
    operation: exchange.operation,
    status: answer.status,
    durationMs: Math.round(durationMs * 10) / 10,
    caller: exchange.caller?.arn,
    userAgent: wire.headers['user-agent'] === undefined ? undefined : withoutSecrets(wire.headers['user-agent'], 200),
    faults: exchange.faults,
    error: answer.status < 400 ? undefined : errorOf(answer),
  });
  parts.onRequest(entry);
}

function errorOf(answer: WireResponse): string | undefined {
  const name = answer.headers?.['x-amzn-errortype'];
  if (typeof name === 'string') return name;
  return typeof answer.body === 'string' ? withoutSecrets(answer.body.trim(), 200) : answer.reason;
}
