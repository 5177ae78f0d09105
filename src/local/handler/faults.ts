// Carries out what the fault dial chose for a request.
import type { ChosenFault } from '../faults/faults.ts';
import { bodySize, type WireResponse } from '../http/messages.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { refuse } from './refusals.ts';

const DROPPED: WireResponse = { status: 0, cut: 'before-answer' };

export async function withFaults(
  exchange: Exchange,
  parts: ServerParts,
  answer: () => Promise<WireResponse> | WireResponse,
): Promise<WireResponse> {
  const { operation, path, isRead, wire } = exchange;
  const subject = { operation, path, isRead, method: wire.method, key: `${wire.method} ${wire.target}` };
  const chosen = parts.faults.choose(subject);
  if (chosen.length === 0) return answer();
  exchange.faults = chosen.map((one) => one.rule.kind);
  for (const { delayMs } of chosen) if (delayMs > 0) await parts.sleep(delayMs, wire.signal);
  const acting = chosen.find((one) => one.rule.kind !== 'latency');
  const instead = acting === undefined ? undefined : before(acting, exchange, parts);
  if (instead !== undefined) return instead;
  const done = await answer();
  if (acting === undefined) return done;
  return acting.rule.kind === 'stale' ? parts.faults.recall(acting.rule, subject, done) : after(acting, done);
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
