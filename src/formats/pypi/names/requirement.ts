// Requires-Dist lines (PEP 508, and the parenthesised form of metadata 1.2).
import { isName, normaliseName } from './coordinates.ts';

export interface Requirement {
  /** Normalised. */
  readonly name: string;
  /** `>=2,<3` without spaces; empty when any version will do or an address is given instead. */
  readonly specifier: string;
  /** The environment marker after `;`, empty when the requirement always holds. */
  readonly marker: string;
}

/** Undefined when the line is not a requirement. Linear in its length. */
export function parseRequirement(line: string): Requirement | undefined {
  if (line.length > 8192) return undefined;
  const [head = '', ...markers] = line.split(';');
  const match = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?(.*)$/s.exec(head);
  const name = match?.[1] ?? '';
  const rest = (match?.[2] ?? '').trim();
  if (!isName(name)) return undefined;
  const specifier = rest.startsWith('@') ? '' : rest.replace(/^\((.*)\)$/s, '$1').replace(/\s+/g, '');
  if (specifier !== '' && !/^(?:[<>=!~]=?=?[^,<>=!~]+)(?:,(?:[<>=!~]=?=?[^,<>=!~]+))*$/.test(specifier))
    return undefined;
  return { name: normaliseName(name), specifier, marker: markers.join(';').trim() };
}

/** Whether a requirement only holds when somebody asks for an extra. */
export function isExtraOnly(requirement: Requirement): boolean {
  return /\bextra\s*==/.test(requirement.marker) && !/\bor\b/.test(requirement.marker);
}
