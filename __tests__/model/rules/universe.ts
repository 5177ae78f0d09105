// Several domains of one account: what they share is the public source, and nothing else (domain-overview).
import type { Call } from '../calls.ts';
import { type Answer, apply, type Guards, guardsOf, OK, refused } from './apply.ts';
import type { Fault, ModelOptions } from './options.ts';
import { newWorld, type World } from './state.ts';

/** The domain of calls that name none. */
export const FIRST_DOMAIN = 'model';

export interface Universe {
  readonly worlds: Map<string, World>;
  newWorld(): World;
}

export function newUniverse(options: ModelOptions, tolerated: readonly Fault[]): Universe {
  const first = newWorld(options, tolerated);
  return {
    worlds: new Map([[FIRST_DOMAIN, first]]),
    newWorld: () => ({ ...newWorld(options, tolerated), publicPackages: first.publicPackages }),
  };
}

export const domainOf = (call: Call): string => call.domain ?? FIRST_DOMAIN;

export function applyTo(universe: Universe, call: Call, guards: Guards): Answer {
  // What was acknowledged survives (the data folder’s own promise, docs/local-server.md).
  if (call.do === 'restart') return OK;
  const { worlds } = universe;
  const name = domainOf(call);
  const world = worlds.get(name);
  if (call.do === 'create-domain') {
    if (world) return refused('ConflictException');
    worlds.set(name, universe.newWorld());
    return OK;
  }
  if (call.do === 'delete-domain') {
    // "A domain with repositories cannot be deleted" (delete-domain); a missing one is no failure (E5).
    if (world && world.domain.repositories.size > 0) return refused('ConflictException');
    worlds.delete(name);
    return OK;
  }
  return world ? apply(world, call, guards) : refused('ResourceNotFoundException');
}

export function guardsIn(universe: Universe, call: Call): Guards {
  const world = universe.worlds.get(domainOf(call));
  return world ? guardsOf(world, call) : new Map();
}
