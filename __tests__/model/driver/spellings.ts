// NuGet versions as callers may write them: the guide takes versions that are not normalised in API and CLI requests
// (nuget-name-normalization), and to NuGet the case of a label means nothing. The model knows one spelling of each.
import { createHash } from 'node:crypto';
import type { Call } from '../calls.ts';
import { formatOf } from '../rules/state.ts';

const SPELLINGS: readonly ((numbers: readonly string[], label: string) => string)[] = [
  (numbers, label) => `${numbers.join('.')}${label}`,
  (numbers, label) => `${numbers.join('.')}.0${label.toUpperCase()}`,
  (numbers, label) => `${numbers.map((number) => `0${number}`).join('.')}${label}+build.1`,
  ([major, minor, patch], label) =>
    `${[major, minor, ...(patch === '0' ? [] : [patch])].join('.')}${label.replace('rc', 'Rc')}`,
];

/** A spelling that follows from the call, so that a shrunk sequence goes on failing; `use` tells lists from guards. */
export function spelt(call: Call, pkg: string, version: string, use: 'list' | 'guard'): string {
  if (formatOf(pkg) !== 'nuget') return version;
  const [, numbers = '', label = ''] = /^([\d.]+)(-.*)?$/.exec(version) ?? [];
  const drawn =
    createHash('sha256')
      .update(`${JSON.stringify(call)} ${version} ${use}`)
      .digest()[0] ?? 0;
  return SPELLINGS[drawn % SPELLINGS.length]?.(numbers.split('.'), label) ?? version;
}

/** Of a version in an answer, which has its numbers normalised and its label as it was asked for. */
export const unspelt = (pkg: string, version: string): string =>
  formatOf(pkg) === 'nuget' ? version.toLowerCase() : version;
