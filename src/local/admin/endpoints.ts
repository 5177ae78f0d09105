// Everything under /_local/ that is not the OIDC issuer, and the page at /.
import { RegistryError } from '../../core/errors/registry-error.ts';
import { ServedRefusal } from '../../core/ports/format-server.ts';
import { repeatedKey } from '../../core/text/json-keys.ts';
import { readFaultRules } from '../faults/rules.ts';
import { collect, json, plain, type WireResponse } from '../http/messages.ts';
import { AuthFailure } from '../identity/caller.ts';
import { MalformedPolicy } from '../identity/policy.ts';
import type { RoleDeclaration } from '../identity/roles.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { parseReceived } from '../setup/parse.ts';
import { renderPage } from './page.ts';

type Action = (exchange: Exchange, parts: ServerParts, body: Buffer) => Promise<unknown> | unknown;

const BODY_LIMIT = 4 * 1024 * 1024;

/** By method and path below /_local/. What an action gives is answered as JSON. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET health': (_exchange, parts) => health(parts),
  'GET requests': (exchange, parts) => ({ requests: parts.requests.list(readFilter(exchange.query)) }),
  'DELETE requests': (_exchange, parts) => {
    parts.requests.clear();
    return { requests: [] };
  },
  'POST reset': async (exchange, parts) => {
    await parts.reset(exchange.query.get('empty') === 'true');
    return { status: 'reset' };
  },
  'GET clock': (_exchange, parts) => clock(parts),
  'POST clock': (_exchange, parts, body) => moveClock(parts, readJson(body)),
  'GET faults': (_exchange, parts) => ({ faults: parts.faults.list() }),
  'POST faults': (_exchange, parts, body) => ({ added: parts.faults.add(readFaultRules(readJson(body))) }),
  'DELETE faults': (_exchange, parts) => {
    parts.faults.clear();
    return { faults: [] };
  },
  'GET roles': (_exchange, parts) => ({
    roles: parts.identity.directory.roles().map(({ arn, maxSessionDuration, trustPolicy, policies }) => ({
      arn,
      maxSessionDuration,
      hasTrustPolicy: trustPolicy !== undefined,
      hasPolicies: policies !== undefined,
    })),
  }),
  'POST roles': (_exchange, parts, body) => {
    const source = readJson(body);
    const list = Array.isArray(source) ? source : [source];
    return { roles: list.map((one) => ({ arn: parts.identity.directory.declareRole(one as RoleDeclaration).arn })) };
  },
  'GET oidc-claims': (_exchange, parts) => parts.identity.oidc.defaults(),
  'POST oidc-claims': (_exchange, parts, body) => {
    parts.identity.oidc.setDefaults(readObject(body));
    return parts.identity.oidc.defaults();
  },
  'GET switches': (_exchange, parts) => parts.registry.switches,
  'POST setup': async (_exchange, parts, body) => {
    await parts.applySetup(parseReceived(body.toString('utf8')));
    return { status: 'applied' };
  },
  // At once, but for what a request that is still running has brought: the version that names it is on its way.
  'POST collect-garbage': (exchange, parts) => parts.registry.collectGarbage(exchange.othersRunFor()),
  'POST empty-trash': (_exchange, parts) => parts.registry.emptyTrash(),
};

export async function answerAdmin(exchange: Exchange, parts: ServerParts): Promise<WireResponse> {
  const { wire, path } = exchange;
  const body = await collect(wire.body, BODY_LIMIT);
  const name = path.replace(/^\/_local\/?/, '').replace(/^\//, '');
  const isRead = wire.method === 'GET' || wire.method === 'HEAD';
  if (!mayAdminister(exchange, parts, body) && name !== 'health') {
    return json(403, { message: 'in strict mode this must be signed with the keys given at start' });
  }
  if (name === '' && isRead) return page(exchange, parts);
  const action = ACTIONS[`${isRead ? 'GET' : wire.method} ${name}`];
  if (action === undefined) {
    const isOther = Object.keys(ACTIONS).some((key) => key.endsWith(` ${name}`));
    return isOther
      ? plain(405, 'this address takes another method')
      : plain(404, 'there is no such address under /_local/');
  }
  try {
    return json(200, await action(exchange, parts, body), { 'cache-control': 'no-store' });
  } catch (error) {
    if (isWrongInput(error)) {
      return json(400, { message: (error as Error).message });
    }
    if (error instanceof ServedRefusal && error.kind === 'unavailable') return json(503, { message: error.message });
    throw error;
  }
}

/** Lenient servers are the developer's own; a strict one may be reached by others. */
function mayAdminister(exchange: Exchange, parts: ServerParts, body: Buffer): boolean {
  if (parts.identity.mode === 'lenient') return true;
  const { method, target, headers } = exchange.wire;
  try {
    const caller = parts.identity.identifyCaller({ service: 'codeartifact', method, target, headers, body });
    exchange.caller = caller;
    return caller.isAdministrator === true;
  } catch (error) {
    if (error instanceof AuthFailure) return false;
    throw error;
  }
}

function page(exchange: Exchange, parts: ServerParts): WireResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    body: renderPage(exchange.query, parts),
  };
}

function health(parts: ServerParts): unknown {
  parts.registry.requireInPlace();
  return { status: 'ok', ...parts.about, now: new Date(parts.clock.now()).toISOString() };
}

function clock(parts: ServerParts): unknown {
  const offsetSeconds = Math.round(parts.clock.offset() / 1000);
  return { now: new Date(parts.clock.now()).toISOString(), offsetSeconds };
}

/** `{"advanceSeconds": 3600}`, `{"now": "2030-01-01T00:00:00Z"}` (or epoch seconds), `{"reset": true}`: one of them. */
function moveClock(parts: ServerParts, source: unknown): unknown {
  const { advanceSeconds, now, reset } = (source ?? {}) as Record<string, unknown>;
  if ([advanceSeconds, now, reset].filter((each) => each !== undefined).length > 1)
    throw new RangeError('give only one of advanceSeconds, now and reset');
  if (typeof advanceSeconds === 'number') parts.clock.advance(advanceSeconds * 1000);
  else if (typeof now === 'number') parts.clock.set(now * 1000);
  else if (typeof now === 'string') parts.clock.set(instantOf(now));
  else if (reset === true) parts.clock.reset();
  else throw new RangeError('give advanceSeconds (a number), now (ISO 8601 or epoch seconds), or reset: true');
  return clock(parts);
}

/** Days with or without a time, which is that of UTC where it does not say. */
const ISO_8601 =
  /^(?<day>(?:[+-]\d{2})?\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?<zone>Z|[+-]\d{2}:\d{2})?)?$/;

/** `Date.parse` takes 30 February for 2 March, and reads much that is no ISO 8601. */
function instantOf(text: string): number {
  const { day, zone } = ISO_8601.exec(text)?.groups ?? {};
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(`${day}T`);
  const instant = isDay ? Date.parse(zone === undefined && text.includes('T') ? `${text}Z` : text) : Number.NaN;
  if (Number.isNaN(instant)) throw new RangeError('now is not a time of ISO 8601, such as 2030-01-01T00:00:00Z');
  return instant;
}

function readFilter(query: URLSearchParams) {
  const whole = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${name} must be a whole number`);
    return Number(text);
  };
  return { since: whole('since'), limit: whole('limit'), operation: query.get('operation') ?? undefined };
}

function readJson(body: Buffer): unknown {
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError('the body is not valid JSON');
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw new RangeError(`${JSON.stringify(repeated)} stands twice in one object`);
  return value;
}

function readObject(body: Buffer): Readonly<Record<string, unknown>> {
  const value = readJson(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RangeError('the body must be a JSON object');
}

function isWrongInput(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof MalformedPolicy) return true;
  return error instanceof RegistryError && error.code.startsWith('CA-INPUT-');
}
