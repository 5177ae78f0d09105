// Revisions: names of one exact state of a version. The service's algorithm is not documented; real ones are 32 bytes
// in base64, and so are these: SHA-256 over the sorted digests of the assets and what owners said of them afterwards.
import { createHash } from 'node:crypto';
import type { PackageReference } from '../../../core/model/package.ts';
import type { FormatRulesTable } from '../../../core/ports/format-rules.ts';
import type { Json } from '../../../core/ports/format-server.ts';
import { packageRowKey } from './keys.ts';
import type { Records, VersionRecord } from './records.ts';

/**
 * Independent of repository, domain, time, status, the order in which assets came, the spelling of the version that came
 * first with them, and the client that sent them: the manifest that npm sends names the versions of npm and Node.js. What
 * owners change afterwards counts.
 */
export function revisionOf(
  { rules, records }: { readonly rules: FormatRulesTable; readonly records: Pick<Records, 'versionKey'> },
  ref: PackageReference,
  of: Pick<VersionRecord, 'version' | 'metadata' | 'assets'>,
): string {
  const { changedByOwners } = rules[ref.format];
  const name = packageRowKey(ref);
  const hash = createHash('sha256');
  hash.update(`${name}\n${records.versionKey(name, of.version)}\n`);
  const assets = of.assets.map(
    ({ name, digests, attributes }) =>
      `${digests['SHA-256']} ${canonical(name)} ${canonical(picked(attributes, changedByOwners))}\n`,
  );
  for (const line of assets.sort()) hash.update(line);
  return hash.update(canonical(picked(of.metadata, changedByOwners))).digest('base64');
}

/** Of a version that lost assets: another state of it, and so another name. */
export function revisionOfRest({ revision }: Pick<VersionRecord, 'revision'>, assets: VersionRecord['assets']): string {
  const hash = createHash('sha256').update(`${revision}\n`);
  for (const sha256 of assets.map(({ digests }) => digests['SHA-256']).sort()) hash.update(`${sha256}\n`);
  return hash.digest('base64');
}

function picked(from: Json | undefined, names: readonly string[]): Json {
  if (from === null || typeof from !== 'object' || Array.isArray(from)) return {};
  return Object.fromEntries(Object.entries(from).filter(([name, value]) => names.includes(name) && value !== false));
}

/** JSON with object members in one order. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = value as { readonly [key: string]: Json };
  const parts = Object.keys(members)
    .sort()
    .filter((key) => members[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key] as Json)}`);
  return `{${parts.join(',')}}`;
}
