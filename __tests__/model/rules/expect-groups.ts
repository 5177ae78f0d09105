// What the world says that the calls on package groups must show.
import { associatedGroup, effective, parentOf } from './groups.ts';
import { type Group, RESTRICTIONS, type World } from './state.ts';

/** Every group, and the group of each coordinate, also of those that do not exist (API GetAssociatedPackageGroup). */
export function groupExpectation(world: World, coordinates: readonly string[]): Record<string, unknown> {
  const groups = [...world.domain.groups.values()];
  return {
    groups: Object.fromEntries(groups.map((group) => [group.pattern, expectedGroup(world, group)])),
    associated: Object.fromEntries(
      coordinates.map((pkg) => {
        const { group, association } = associatedGroup(world.domain, pkg);
        return [pkg, `${group.pattern} ${association}`];
      }),
    ),
  };
}

/** Modes, effective modes and where they are inherited from (package-group-origin-controls). */
function expectedGroup(world: World, group: Group): unknown {
  const { domain } = world;
  const children = [...domain.groups.values()].filter((other) => parentOf(domain, other) === group);
  const restrictions = RESTRICTIONS.map((restriction) => {
    const { mode, setBy } = effective(domain, group, restriction);
    return [
      restriction,
      {
        mode: group.modes[restriction],
        effectiveMode: mode,
        inheritedFrom: setBy === group ? null : setBy.pattern,
        allowed: [...group.allowed[restriction]].sort().join(' '),
      },
    ];
  });
  return {
    parent: parentOf(domain, group)?.pattern ?? null,
    children: children
      .map(({ pattern }) => pattern)
      .sort()
      .join(' '),
    ...Object.fromEntries(restrictions),
  };
}
