// Calls on package groups (package-group-origin-controls, delete-package-group).
import type { Call } from '../calls.ts';
import type { Refusal } from './repositories.ts';
import { everywhere, noRepositories, RESTRICTIONS, type Restriction, type World } from './state.ts';

type GroupCall = Extract<Call, { readonly do: 'create-group' | 'delete-group' | 'restrict-group' }>;

export function changeGroup(world: World, call: GroupCall): Refusal | undefined {
  const { groups } = world.domain;
  const group = groups.get(call.pattern);
  if (call.do === 'create-group') {
    if (group) return 'ConflictException';
    // A new group inherits everything (evidence E11).
    groups.set(call.pattern, { pattern: call.pattern, modes: everywhere('INHERIT'), allowed: noRepositories() });
    return undefined;
  }
  if (!group) return 'ResourceNotFoundException';
  if (call.do === 'delete-group') {
    // "The root group can be modified, not deleted"; children go to the parent, which follows from the patterns.
    if (call.pattern === '/*') return 'ValidationException';
    groups.delete(call.pattern);
    return undefined;
  }
  // What is to be removed need not exist: a list may name a repository that was deleted (open: O7).
  const isKnown = ([, repository]: readonly [Restriction, string]) => world.domain.repositories.has(repository);
  if (!(call.add ?? []).every(isKnown)) return 'ResourceNotFoundException';
  const isBoth = (call.remove ?? []).some(([restriction, repository]) => isIn(call.add, restriction, repository));
  if (isBoth && world.options.groupAddAndRemove === 'refused') return 'ValidationException';
  for (const restriction of RESTRICTIONS) {
    const mode = call.modes?.[restriction];
    if (mode !== undefined) group.modes[restriction] = mode;
  }
  for (const [restriction, repository] of call.add ?? []) group.allowed[restriction].add(repository);
  // Open: O8.
  const { groupAddAndRemove } = world.options;
  for (const [restriction, repository] of call.remove ?? [])
    if (groupAddAndRemove !== 'added' || !isIn(call.add, restriction, repository))
      group.allowed[restriction].delete(repository);
  return undefined;
}

const isIn = (list: readonly (readonly [Restriction, string])[] | undefined, restriction: Restriction, name: string) =>
  (list ?? []).some(([other, repository]) => other === restriction && repository === name);
