// Carries out what the fault dial chose for a request.
import { type ChosenFault, isSameAnswer } from '../faults/faults.ts';
import { bodySize, collect, type WireResponse } from '../http/messages.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { refuse } from './refusals.ts';

const DROPPED: WireResponse = { status: 0, cut: 'before-answer' };
/** What reads send is a few fields; the control plane takes no longer body. */
const READ_LIMIT = 1024 * 1024;

/** Answers one request. Asked again with other parts, a read gives what these would have answered. */
export type Answering = (exchange: Exchange, parts: ServerParts) => Promise<WireResponse> | WireResponse;

export async function withFaults(exchange: Exchange, parts: ServerParts, answer: Answering): Promise<WireResponse> {
  const { operation, path, isRead, kind, wire } = exchange;
  const hasPast = kind === 'control-plane' || kind === 'format';
  const chosen = parts.faults.choose({ operation, path, isRead, hasPast, method: wire.method });
  if (chosen.length === 0) return answer(exchange, parts);
  exchange.faults = chosen.map((one) => one.rule.kind);
  for (const { delayMs } of chosen) if (delayMs > 0) await parts.sleep(delayMs, wire.signal);
  const acting = chosen.find((one) => one.rule.kind !== 'latency');
  const instead = acting === undefined ? undefined : before(acting, exchange, parts);
  if (instead !== undefined) return instead;
  if (acting?.rule.kind === 'stale') return answerStale(acting, exchange, parts, answer);
  const done = await answer(exchange, parts);
  return acting === undefined ? done : after(acting, done);
}

/** Faults that keep the request from having any effect. */
function before({ rule }: ChosenFault, exchange: Exchange, parts: ServerParts): WireResponse | undefined {
  if (rule.kind === 'throttle') return refuse(exchange, parts, 429, 'Rate exceeded', rule.retryAfterSeconds);
  if (rule.kind === 'error') return refuse(exchange, parts, rule.status ?? 500, 'The service is having a bad day');
  return rule.kind === 'drop' && rule.when !== 'after' ? DROPPED : undefined;
}

/** Faults that strike when the effect is there already. */
function after({ rule }: ChosenFault, done: WireResponse): WireResponse {
  if (rule.kind === 'truncate')
    return { ...done, cut: { afterBytes: rule.afterBytes ?? Math.floor(bodySize(done.body) / 2) } };
  if (rule.kind === 'drop' || rule.kind === 'lose-response') return { ...done, cut: 'before-answer' };
  return done;
}

async function answerStale(
  { rule, since }: ChosenFault,
  exchange: Exchange,
  parts: ServerParts,
  answer: Answering,
): Promise<WireResponse> {
  const { wire } = exchange;
  const body = await collect(wire.body, READ_LIMIT);
  const asked = (): Exchange => ({ ...exchange, wire: { ...wire, body: once(body) } });
  // Before the fresh answer is made, which may bring something in: that is no change to be told the past of.
  const registries = parts.registry.earlier(since);
  const now = asked();
  const fresh = await answer(now, parts);
  exchange.caller = now.caller;
  const answerBefore = async () => {
    for (const registry of registries) {
      const earlier = await answer(asked(), { ...parts, registry });
      if (!isSameAnswer(earlier, fresh)) return earlier;
    }
    return undefined;
  };
  const { method, target, headers } = wire;
  // One answers as it is to whom it was given, in the form that was asked for.
  const key = JSON.stringify([method, target, body.toString('latin1'), headers.accept, now.caller?.arn]);
  return parts.faults.recall(rule, { key, fresh, before: answerBefore });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
