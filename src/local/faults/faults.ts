// The fault dial: what the network and the service do to clients on bad days, on demand and repeatably.

import { isFileBody, type WireResponse } from '../http/messages.ts';
import { covers } from '../identity/glob.ts';

/**
 * One rule. All given matchers must fit; the first rule that fits and still has something to do acts.
 * Operation names: those of the API (`CopyPackageVersions`), `sts:AssumeRole`, and `npm:GET` for data planes.
 */
export interface FaultRule {
  readonly id?: string | undefined;
  /**
   * `throttle`: 429 with Retry-After. `latency`: wait, then go on. `error`: a 5xx. `drop`: close without an answer,
   * before the request has any effect or (`when: after`) when it has. `truncate`: promise the whole body, send a part.
   * `lose-response`: as `drop` after, only for requests that changed something. `stale`: reads of the registry answer
   * as they did before: with the answer that was given last, or where there is none with that of before the latest
   * change that this read shows, if the rule was there before it.
   */
  readonly kind: 'throttle' | 'latency' | 'error' | 'drop' | 'truncate' | 'lose-response' | 'stale';
  /** Wildcards `*` and `?`. */
  readonly operation?: string | undefined;
  /** Wildcards over the path without query, still percent-encoded. */
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  /** Acts on this many requests, then never again; without it, on all. */
  readonly count?: number | undefined;
  /** Lets this many fitting requests pass first. */
  readonly skip?: number | undefined;
  /** Acts on this share of the fitting requests (0 to 1), by a generator seeded with `seed`. */
  readonly probability?: number | undefined;
  readonly seed?: number | undefined;
  /** Acts only beyond this rate: a bucket of `burst` requests (default: one second's worth). */
  readonly perSecond?: number | undefined;
  readonly burst?: number | undefined;
  /** `throttle`: seconds in Retry-After; none when left out. */
  readonly retryAfterSeconds?: number | undefined;
  /** `error`: 500 to 599, default 500. */
  readonly status?: number | undefined;
  /** `latency`: milliseconds, plus up to `jitterMs`. */
  readonly ms?: number | undefined;
  readonly jitterMs?: number | undefined;
  /** `drop`: default `before`. */
  readonly when?: 'before' | 'after' | undefined;
  /** `truncate`: bytes that still arrive; default half of the body. */
  readonly afterBytes?: number | undefined;
}

export interface FaultView extends FaultRule {
  readonly id: string;
  /** Requests that fitted, and those it acted on. */
  readonly matched: number;
  readonly applied: number;
}

export interface FaultSubject {
  /** `CopyPackageVersions`, `sts:AssumeRole`, `npm:GET`; a rule may name what stands before the colon alone. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** Whether the request reads only. */
  readonly isRead: boolean;
  /** Whether its answer hangs on what the registry holds, so that there is an earlier one. */
  readonly hasPast: boolean;
}

export interface FaultDial {
  add(rules: readonly FaultRule[]): readonly FaultView[];
  list(): readonly FaultView[];
  clear(): void;
  /** Rules acting on one request, counted. Nothing here waits or answers. */
  choose(subject: FaultSubject): readonly ChosenFault[];
  /** For `stale`: what to answer instead of `fresh`. */
  recall(rule: FaultView, read: StaleRead): Promise<WireResponse>;
}

/** A read that a `stale` rule acts on. */
export interface StaleRead {
  /** The same for reads that would be answered the same, as long as nothing changes. */
  readonly key: string;
  readonly fresh: WireResponse;
  /** The answer of before the latest change that this read shows; undefined when no change is known that it does. */
  readonly before: () => Promise<WireResponse | undefined>;
}

export interface ChosenFault {
  readonly rule: FaultView;
  /** `stale`: the moment from which changes count. */
  readonly since: number;
  /** `latency`: milliseconds including jitter. */
  readonly delayMs: number;
}

interface Live {
  readonly rule: FaultRule & { readonly id: string };
  matched: number;
  applied: number;
  readonly random: () => number;
  tokens: number;
  refilledAt: number;
  readonly since: number;
  readonly remembered: Map<string, WireResponse>;
}

/**
 * `monotonic` in milliseconds: rates hold in real time, whatever the movable clock says. `recordChanges` is told whether
 * there are rules of kind `stale`, which need to know of changes, and gives a mark of the moment.
 */
export function createFaultDial(
  monotonic: () => number,
  recordChanges: (isOn: boolean) => number = () => 0,
): FaultDial {
  let rules: Live[] = [];
  let nextId = 1;
  /** Rules by what was shown of them: several may have one id. */
  const shownOf = new WeakMap<FaultView, Live>();
  const shown = (live: Live): FaultView => {
    const rule = view(live);
    shownOf.set(rule, live);
    return rule;
  };
  return {
    add(added) {
      const since = recordChanges([...rules.map(({ rule }) => rule), ...added].some(({ kind }) => kind === 'stale'));
      const live = added.map((rule) =>
        begin({ ...rule, id: rule.id ?? `fault-${nextId++}` }, { now: monotonic(), since }),
      );
      rules = [...rules, ...live];
      return live.map(shown);
    },
    list: () => rules.map(shown),
    clear() {
      rules = [];
      recordChanges(false);
    },
    choose(subject) {
      const chosen: ChosenFault[] = [];
      for (const live of rules) {
        if (!fits(live.rule, subject)) continue;
        live.matched++;
        if (!acts(live, monotonic())) continue;
        // A stale answer counts when it is given, which is only known once the fresh one is.
        if (live.rule.kind !== 'stale') live.applied++;
        const { ms = 0, jitterMs = 0 } = live.rule;
        chosen.push({
          rule: shown(live),
          since: live.since,
          delayMs: ms + (jitterMs > 0 ? live.random() * jitterMs : 0),
        });
        if (live.rule.kind !== 'latency') break;
      }
      return chosen;
    },
    async recall(rule, read) {
      const live = shownOf.get(rule);
      return live !== undefined && rules.includes(live) ? recall(live, read) : read.fresh;
    },
  };
}

function begin(
  rule: FaultRule & { readonly id: string },
  { now, since }: { readonly now: number; readonly since: number },
): Live {
  const tokens = rule.burst ?? rule.perSecond ?? 0;
  const random = seeded(rule.seed ?? 1);
  return { rule, matched: 0, applied: 0, random, tokens, refilledAt: now, since, remembered: new Map() };
}

function view(live: Live): FaultView {
  return { ...live.rule, matched: live.matched, applied: live.applied };
}

function fits(rule: FaultRule, subject: FaultSubject): boolean {
  const [service] = subject.operation.split(':');
  if (rule.operation !== undefined && rule.operation !== service && !covers(rule.operation, subject.operation))
    return false;
  if (rule.path !== undefined && !covers(rule.path, subject.path)) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== subject.method) return false;
  if (rule.kind === 'stale') return subject.isRead && subject.hasPast;
  return rule.kind !== 'lose-response' || !subject.isRead;
}

function acts(live: Live, now: number): boolean {
  const { rule } = live;
  if (live.matched <= (rule.skip ?? 0)) return false;
  if (rule.count !== undefined && live.applied >= rule.count) return false;
  if (rule.perSecond !== undefined && takeToken(live, rule.perSecond, now)) return false;
  return rule.probability === undefined || live.random() < rule.probability;
}

function takeToken(live: Live, perSecond: number, now: number): boolean {
  const capacity = live.rule.burst ?? perSecond;
  live.tokens = Math.min(Math.max(capacity, 1), live.tokens + ((now - live.refilledAt) / 1000) * perSecond);
  live.refilledAt = now;
  if (live.tokens < 1) return false;
  live.tokens -= 1;
  return true;
}

// Enough for a rehearsal; a long run must not fill the memory with old answers.
const REMEMBERED = 1000;

/** The earlier answer while it differs from the fresh one; each use counts, and after the last the truth is told. */
async function recall(live: Live, { key, fresh, before }: StaleRead): Promise<WireResponse> {
  const isOver = () => live.rule.count !== undefined && live.applied >= live.rule.count;
  const earlier = isOver() ? undefined : (live.remembered.get(key) ?? (await before()));
  let answer = fresh;
  // Other reads may have used the rule up meanwhile.
  if (earlier !== undefined && !isSameAnswer(earlier, fresh) && !isOver()) {
    live.applied++;
    answer = earlier;
  }
  if (live.remembered.size >= REMEMBERED) live.remembered.delete(live.remembered.keys().next().value as string);
  live.remembered.set(key, answer);
  return answer;
}

/** Whether a client could not tell one from the other. */
export function isSameAnswer(one: WireResponse, other: WireResponse): boolean {
  if (one.status !== other.status) return false;
  if (isFileBody(one.body) || isFileBody(other.body)) {
    return isFileBody(one.body) && isFileBody(other.body) && one.body.file === other.body.file;
  }
  return Buffer.from(one.body ?? '').equals(Buffer.from(other.body ?? ''));
}

/** mulberry32: small, and the same numbers everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
