// What the rows of a registry say of each other: which bytes they need, where they disagree, and what can be rebuilt
// from those that are left.
import { PATTERNS } from '../../../core/model/repository.ts';
import { openMemoryStore } from '../../store/memory-store.ts';
import type { StoredEntry } from '../../store/metadata-store.ts';
import { refer } from './blob-references.ts';
import { type HeldVersion, heldVersion, shownVersion, versionsByPackage } from './held-versions.ts';
import { keys } from './keys.ts';
import { rebuiltRow } from './rebuilt-rows.ts';
import type { PackageRecord } from './records.ts';
import { revisionOfRest } from './revision.ts';
import { MissingParents, PARENT_KINDS, placeOfRow, rowsAbove, rowsShown } from './row-parents.ts';

/** Bytes that a version has by one of its names. */
export interface NeededBytes {
  readonly sha256: string;
  /** Repository, package, version and asset, for people. */
  readonly holder: string;
}

/** What the rows say, and where they do not agree. */
export interface RowFindings {
  readonly problems: readonly string[];
  readonly needed: readonly NeededBytes[];
  readonly versions: number;
  /** What was said to be lost or made anew when a server started although the folder was damaged. */
  readonly accepted: readonly string[];
}

/** Looks through all rows. */
export function examineRows(entries: readonly StoredEntry[]): RowFindings {
  const { held, unreadable } = readRows(entries);
  const rows = new Map(entries.map(({ key, value }) => [key, value]));
  const derived = derivedRows(held);
  const problems = [
    ...unreadable.map((key) => `the row ${key} is no ${NAMES[kindOf(key)]}`),
    ...parentsOf(entries, unreadable).missing().map(missingRow),
  ];
  for (const [key, value] of derived) {
    if (rows.get(key) !== value) problems.push(`the row ${key} does not agree with the versions that are there`);
  }
  for (const { key } of entries) {
    if (key.startsWith('blob/') && !derived.has(key))
      problems.push(`the row ${key} speaks of a version that is not there`);
  }
  const needed = held.flatMap((version) =>
    version.record.assets.map((asset) => ({
      sha256: asset.digests['SHA-256'],
      holder: `${nameOf(version)}, ${asset.name}`,
    })),
  );
  const accepted = entries.filter(({ key }) => kindOf(key) === 'accepted').map(({ value }) => value);
  return { problems, needed, versions: held.length, accepted };
}

/** In words, a row that is gone. */
export function missingRow(key: string): string {
  return `the row ${key} is missing`;
}

/** What rows are left of a registry, and what is known of the others. */
export interface Remains {
  readonly entries: readonly StoredEntry[];
  /** Keys of rows that are there and are not what was written. */
  readonly damagedRows: readonly string[];
  /** Whether no row can be gone. */
  readonly isComplete: boolean;
  hasBytes(sha256: string): boolean;
}

/** The rows of a registry that agree with each other, and in words what had to go and what was made anew. */
export interface Salvage {
  readonly entries: readonly StoredEntry[];
  readonly lost: readonly string[];
  readonly rebuilt: readonly string[];
}

/** Keeps every row that still makes sense, with the bytes that are there, and makes those anew that others hang on. */
export function salvage(remains: Remains, now: number): Salvage {
  const { entries, hasBytes } = remains;
  const lost: string[] = [];
  const { held, unreadable } = readRows(entries);
  const parents = shownParents(remains, unreadable);
  const damagedRows = credibleKeys(remains.damagedRows, parents);
  const rows = new Map(entries.filter(({ key }) => !PASSING.test(key)).map(({ key, value }) => [key, value]));
  for (const key of unreadable) rows.delete(key);
  const left = held.flatMap((version) => {
    const kept = withBytes(version, hasBytes, lost);
    if (kept === undefined) removeVersion(rows, version);
    else if (kept !== version) rows.set(kept.key, JSON.stringify(kept.record));
    return kept === undefined ? [] : [kept];
  });
  const named = [...entries.map(({ key }) => key), ...damagedRows];
  lost.push(...forgetLost(rows, named, new Set(held.map(({ key }) => key))));
  lost.push(...settingsIn([...unreadable, ...damagedRows], rows).map((key) => `what the row ${key} said`));
  const byPackage = versionsByPackage(left);
  const rebuilt = parents.missing().map((key) => rebuiltRow(key, byPackage, now));
  for (const { key, value } of rebuilt) rows.set(key, value);
  const all = [...rows, ...derivedRows(left)];
  return {
    entries: all.map(([key, value]) => ({ key, value })),
    lost: [...lost, ...rebuilt.map((row) => row.lost)],
    rebuilt: rebuilt.map(({ key }) => key),
  };
}

/** Kinds of rows that follow from others, or say what an earlier start found. */
const PASSING = /^(?:blob|size|accepted)\//;
/** Kinds of rows that nothing hangs on, and that have what no other row has. */
const SETTINGS = /^(?:policy|tags|details)\//;

/** By their kinds, what rows are that have a value of their own. */
const NAMES: Readonly<Record<string, string>> = {
  version: 'version',
  domain: 'domain',
  repository: 'repository',
  package: 'package',
  group: 'package group',
  policy: 'policy',
  tags: 'list of tags',
  details: 'description of a version',
  described: 'answer of a public source',
};

/** Those of rows that are gone which are no version, nor of one that is gone, and are not made anew. */
function settingsIn(gone: readonly string[], rows: ReadonlyMap<string, string>): string[] {
  return gone.filter((key) => {
    const { kind, repository = '', name = '', version } = placeOfRow(key) ?? {};
    return (
      kind !== undefined &&
      SETTINGS.test(key) &&
      (version === undefined || rows.has(keys.version(repository, name, version)))
    );
  });
}

function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** Where nothing holds rows but their form, one bit can make a row that is none. */
function readRows(entries: readonly StoredEntry[]): { held: HeldVersion[]; unreadable: string[] } {
  const held: HeldVersion[] = [];
  const unreadable: string[] = [];
  for (const entry of entries) {
    const kind = kindOf(entry.key);
    if (NAMES[kind] === undefined) continue;
    const version = kind === 'version' ? heldVersion(entry) : undefined;
    if (version !== undefined) held.push(version);
    else if (kind === 'version' || !isObject(parsed<unknown>(entry.value))) unreadable.push(entry.key);
  }
  return { held, unreadable };
}

/** Rows that other rows hang on. */
function parentsOf(entries: readonly StoredEntry[], unreadable: readonly string[]): MissingParents {
  const parents = new MissingParents();
  const without = new Set(unreadable);
  for (const entry of entries) {
    if (!without.has(entry.key)) parents.see(entry);
    else for (const key of rowsShown(entry.key)) parents.want(key);
  }
  return parents;
}

/** Also by what is left of others: where rows are gone, it may be all that is left of them. */
function shownParents({ entries, isComplete }: Remains, unreadable: readonly string[]): MissingParents {
  const parents = parentsOf(entries, unreadable);
  const shown = isComplete ? /^(?:blob|details)\// : /^/;
  for (const { key } of entries) if (shown.test(key)) for (const above of rowsShown(key)) parents.want(above);
  return parents;
}

/**
 * Of rows that are damaged, the keys that may be what they were: a bit of the key itself can be what has changed, so what
 * such a row hangs on must be known by others, and what it is of. There must be those that others hang on.
 */
function credibleKeys(damagedRows: readonly string[], parents: MissingParents): string[] {
  const rank = (key: string) => PARENT_KINDS.indexOf(kindOf(key));
  const plausible = damagedRows.filter(isPlausible);
  const inOrder = plausible.filter((key) => rank(key) >= 0).sort((a, b) => rank(a) - rank(b));
  const wanted = inOrder.filter((key) => {
    const isCredible = rowsAbove({ key, value: '' }).every((above) => parents.knows(above));
    if (isCredible) parents.want(key);
    return isCredible;
  });
  const others = plausible.filter((key) => rank(key) < 0);
  return [...wanted, ...others.filter((key) => rowsShown(key).every((above) => parents.knows(above)))];
}

function isPlausible(key: string): boolean {
  const place = placeOfRow(key);
  if (place === undefined || /[\ufffd\p{Cc}]/u.test(key)) return false;
  const [owner = '', domain = '', repository] = (place.repository ?? place.domain).split('/');
  return (
    PATTERNS.account.test(owner) &&
    PATTERNS.domain.test(domain) &&
    (repository === undefined || PATTERNS.repository.test(repository))
  );
}

function nameOf({ repository, name, record }: HeldVersion): string {
  return shownVersion(repository, name, record.version);
}

/** The version with those of its assets whose bytes are there; undefined when it had some and has none. */
function withBytes(
  version: HeldVersion,
  hasBytes: (sha256: string) => boolean,
  lost: string[],
): HeldVersion | undefined {
  const { record } = version;
  const assets = record.assets.filter((asset) => hasBytes(asset.digests['SHA-256']));
  if (assets.length === record.assets.length) return version;
  if (assets.length === 0) {
    lost.push(nameOf(version));
    return undefined;
  }
  for (const asset of record.assets) if (!assets.includes(asset)) lost.push(`${nameOf(version)}, ${asset.name}`);
  return { ...version, record: { ...record, assets, revision: revisionOfRest(record, assets) } };
}

function removeVersion(rows: Map<string, string>, { key, repository, name, record }: HeldVersion): void {
  rows.delete(key);
  forgetVersion(rows, repository, name, record.version);
}

/** What the other rows say of a version that is not there. */
function forgetVersion(rows: Map<string, string>, repository: string, name: string, gone: string): void {
  rows.delete(keys.details(repository, name, gone));
  const packageKey = keys.package(repository, name);
  const owner = parsed<PackageRecord>(rows.get(packageKey));
  if (owner === undefined) return;
  const tags = Object.entries(owner.tags).filter(([, version]) => version !== gone);
  rows.set(packageKey, JSON.stringify({ ...owner, tags: Object.fromEntries(tags) }));
}

/** Names versions that other rows speak of and that are not there, and takes out what was theirs. */
function forgetLost(rows: Map<string, string>, named: readonly string[], held: ReadonlySet<string>): string[] {
  const gone = new Map<string, { readonly repository: string; readonly name: string; readonly version: string }>();
  for (const key of named) {
    const { repository, name, version } = placeOfRow(key) ?? {};
    if (repository === undefined || name === undefined || version === undefined) continue;
    const ofVersion = keys.version(repository, name, version);
    if (!held.has(ofVersion)) gone.set(ofVersion, { repository, name, version });
  }
  for (const { repository, name, version } of gone.values()) forgetVersion(rows, repository, name, version);
  return [...gone.values()].map(({ repository, name, version }) => shownVersion(repository, name, version));
}

/** References and sizes, which follow from the versions. */
function derivedRows(held: readonly HeldVersion[]): Map<string, string> {
  const store = openMemoryStore();
  for (const { repository, name, record } of held)
    refer(store, { repository, name, version: record.version }, [], record.assets);
  return new Map(store.list('').map(({ key, value }) => [key, value]));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function parsed<T>(value: string | undefined): T | undefined {
  try {
    return value === undefined ? undefined : (JSON.parse(value) as T);
  } catch {
    return undefined;
  }
}
