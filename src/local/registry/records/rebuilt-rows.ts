// Rows that others hang on and that are gone, as new ones have them; what was set in them is lost, and is said to be. What
// let others in, or packages of strangers, is closed until somebody sets it: nobody knows any more what it was.
import { randomUUID } from 'node:crypto';
import { arnsOf } from '../arns.ts';
import { INHERITED, noRepositories, ROOT } from '../groups/group-index.ts';
import type { GroupRecord } from '../groups/group-tree.ts';
import { type HeldVersion, shownPackage } from './held-versions.ts';
import { keys, packageOfKey } from './keys.ts';
import { newPackage } from './origin-controls.ts';
import type { DomainRecord, PackageRecord, StoredRepository } from './records.ts';
import { placeOfRow, type RowPlace } from './row-parents.ts';

/** By keys of packages, the versions that are left of them. */
export type VersionsByPackage = ReadonlyMap<string, readonly HeldVersion[]>;

export interface RebuiltRow {
  readonly key: string;
  readonly value: string;
  /** In words, what the row that is gone had. */
  readonly lost: string;
}

/** The row with such a key; throws a RangeError for keys of rows on which none hangs. */
export function rebuiltRow(key: string, versions: VersionsByPackage, now: number): RebuiltRow {
  const place = placeOfRow(key);
  const make = place && MAKERS[place.kind];
  if (place === undefined || make === undefined) throw new RangeError(`no row hangs on ${key}`);
  const { record, lost } = make(place, versions, now);
  return { key, value: JSON.stringify(record), lost: `what was set for the ${lost}` };
}

type Maker = (
  place: RowPlace,
  versions: VersionsByPackage,
  now: number,
) => { readonly record: DomainRecord | StoredRepository | PackageRecord | GroupRecord; readonly lost: string };

/** Of the region that a server plays by default: the rows do not say which it was. */
const ARNS = arnsOf('us-east-1');

const MAKERS: Readonly<Record<string, Maker>> = {
  domain: ({ domain }, _, now) => ({
    // A new one, as that of a domain which took the name of another.
    record: { id: randomUUID(), createdAt: now, encryptionKey: ARNS.encryptionKey(ownerOf(domain), undefined) },
    lost: `domain ${domain}: its encryption key; authorization tokens that were given for it end`,
  }),
  repository: ({ domain, repository }, _, now) => ({
    record: { createdAt: now, administratorAccount: ownerOf(domain), upstreams: [], externalConnections: [] },
    lost: `repository ${repository}: upstreams, external connection, description, administrator (there are none, and the domain owner administers it)`,
  }),
  package: ({ repository = '', name = '' }, versions) => ({
    record: newPackageOf(name, versions.get(keys.package(repository, name)) ?? []),
    lost: `package ${shownPackage(repository, name)}: origin controls (publish ALLOW and upstream BLOCK now), dist-tags, the spelling of its name`,
  }),
  group: ({ domain, pattern }, _, now) => ({
    record: closedGroup(pattern === ROOT, now),
    lost: `package group ${pattern} of ${domain}: restrictions (EXTERNAL_UPSTREAM is BLOCK now), allowed repositories, description, contact`,
  }),
};

function ownerOf(domain: string): string {
  return domain.slice(0, domain.indexOf('/'));
}

/** What strangers publish stays out of it; within the account, all is as without the group. */
function closedGroup(isRoot: boolean, createdAt: number): GroupRecord {
  const open = isRoot ? ({ PUBLISH: 'ALLOW', INTERNAL_UPSTREAM: 'ALLOW' } as const) : INHERITED;
  return { createdAt, modes: { ...INHERITED, ...open, EXTERNAL_UPSTREAM: 'BLOCK' }, allowed: noRepositories };
}

function newPackageOf(name: string, versions: readonly HeldVersion[]): PackageRecord {
  const latest = newest(versions);
  const restrictions = { publish: 'ALLOW', upstream: 'BLOCK' } as const;
  return {
    ...newPackage(packageOfKey(name), restrictions),
    nextSequence: versions.reduce((next, { record }) => Math.max(next, 1 + record.sequence), 1),
    tags: latest === undefined || !name.startsWith('npm/') ? {} : { latest },
  };
}

function newest(versions: readonly HeldVersion[]): string | undefined {
  const shown = versions.filter(({ record }) => record.status === 'Published');
  return shown.sort((a, b) => b.record.sequence - a.record.sequence)[0]?.record.version;
}
