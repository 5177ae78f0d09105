// Lists of packages for which an age gate does not hold, as each client compares them. Loaded where there is such a list.
import picomatch from 'picomatch';
import { isWithin } from '../../../core/model/endpoint.ts';
import type { InspectRequest, RegistrySetting, ToolMachine, ToolRemark } from '../../../core/ports/package-format.ts';
import { projectFile } from '../../shared/machine-paths.ts';
import { isCostly } from '../../shared/text/costly-pattern.ts';

/** A list of packages for which an age gate does not hold, as written. */
export interface GateExceptions {
  /** As people call it. */
  readonly setting: string;
  readonly patterns: readonly string[];
  /** How the client compares them: by globs, by whole names, or by rules of its own. */
  readonly reads: 'globs' | 'names' | 'pnpm' | 'yarn';
}

/**
 * Whether a list of exceptions lets the packages through that come from the repository: the ones of scopes that are asked
 * there, and where it is asked for everything, at least one that the project needs.
 */
type Exempts = (name: string) => boolean;

/** A name of a scope that no pattern of people names by chance. */
const ANY_NAME = 'x0-y1';

/**
 * A gate with a list of what it does not hold for, if anything is to be said: nothing where the list lets everything of
 * the repository through; that some of the project's packages are on it, is a note, since it may be meant.
 */
export function gateBeside(
  gate: ToolRemark,
  { setting, patterns, reads }: GateExceptions,
  { machine, endpoint }: Pick<InspectRequest, 'machine' | 'endpoint'>,
  registries: readonly RegistrySetting[],
): ToolRemark[] {
  const isExempt = READERS[reads](patterns);
  const scopes = [...new Set(registries.map(({ scope }) => scope))].filter((scope) =>
    isWithin(registries.find((one) => one.scope === scope)?.url ?? '', endpoint),
  );
  const needed = dependenciesOf(machine);
  const isCovered = (scope: string) => {
    const own = needed.filter((name) => name.startsWith(`${scope}/`));
    return isExempt(`${scope}/${ANY_NAME}`) || (own.length > 0 && own.every(isExempt));
  };
  const named = scopes.filter((scope) => scope !== undefined);
  const isForAll = scopes.includes(undefined) && !(isExempt(ANY_NAME) && isExempt(`@${ANY_NAME}/${ANY_NAME}`));
  if (named.every(isCovered) && (!isForAll || (needed.length > 0 && needed.every(isExempt)))) return [];
  const found = `${gate.found}; \`${setting}\` lets `;
  // Where the project says nothing of what it needs, nobody can tell whether the list has it.
  if (named.every(isCovered) && (needed.length === 0 || needed.some(isExempt))) {
    const { isSaidAtLogin: _, ...rest } = gate;
    const shown = (needed.length === 0 ? patterns : needed.filter(isExempt)).slice(0, 3).join(', ');
    return [
      { ...rest, isNotedAtLogin: true, found: `${found}${shown} through, and no other name that it does not list` },
    ];
  }
  // Whether these versions are the ones that are asked for, the lock file and the registry know.
  const ofVersions = reads === 'pnpm' || reads === 'yarn' ? patterns.flatMap(nameBeforeVersion) : [];
  if (needed.length > 0 && needed.every((name) => isExempt(name) || ofVersions.includes(name))) {
    const { isSaidAtLogin: _, ...rest } = gate;
    return [
      {
        ...rest,
        health: 'warning',
        isNotedAtLogin: true,
        found: `${found}the versions through that it lists, and no later ones`,
      },
    ];
  }
  return [{ ...gate, found: `${found}none of its packages through that the project needs` }];
}

/** `@acme/lib` of `@acme/lib@1.0.0`, which pnpm writes by itself. */
function nameBeforeVersion(pattern: string): string[] {
  const at = pattern.indexOf('@', 1);
  return at > 0 && !pattern.startsWith('!') ? [pattern.slice(0, at)] : [];
}

/** Names in package.json. */
function dependenciesOf(machine: ToolMachine): string[] {
  try {
    const manifest = JSON.parse(projectFile(machine, 'package.json') ?? '{}') as Record<string, unknown>;
    const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
    return [...new Set(kinds.flatMap((kind) => Object.keys((manifest[kind] as object | null | undefined) ?? {})))];
  } catch {
    return [];
  }
}

/** Patterns of names, by the rules of npm’s globs. One that is too costly to try exempts nothing. */
const byGlobs =
  (patterns: readonly string[]): Exempts =>
  (name) =>
    patterns.some(
      (one) => one === name || (!isCostly(one) && picomatch.isMatch(name, one, { nonegate: true, noext: true })),
    );

/** The same of pnpm: `*` stands for anything, `!` excepts, and what names a version exempts no later one. */
function asPnpm(patterns: readonly string[]): Exempts {
  const rules = patterns.flatMap((written) => {
    const isNot = written.startsWith('!');
    const pattern = isNot ? written.slice(1) : written;
    // With a version behind it, it is for that one alone.
    if (pattern.indexOf('@', 1) > 0) return [];
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return [{ isNot, matches: new RegExp(`^${source}$`) }];
  });
  return (name) => rules.some(({ isNot, matches }) => matches.test(name) !== isNot);
}

/** Yarn takes descriptors: with a range of versions, nobody knows whether the next one is in it. */
const asYarn = (patterns: readonly string[]) => byGlobs(patterns.filter((one) => one.indexOf('@', 1) < 0));

const byNames =
  (names: readonly string[]): Exempts =>
  (name) =>
    names.includes(name);

const READERS: Readonly<Record<GateExceptions['reads'], (patterns: readonly string[]) => Exempts>> = {
  globs: byGlobs,
  names: byNames,
  pnpm: asPnpm,
  yarn: asYarn,
};
