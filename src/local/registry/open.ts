// Makes a Registry out of a store, a folder for bytes and a way to the public sources.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type Format, isFormat } from '../../core/model/package.ts';
import type { FormatRulesTable } from '../../core/ports/format-rules.ts';
import type { FormatServer } from '../../core/ports/format-server.ts';
import type { HttpTransport } from '../../core/ports/http.ts';
import { ChangeRecorder } from '../store/changes.ts';
import type { MetadataStore } from '../store/metadata-store.ts';
import { openStore } from '../store/open-store.ts';
import { arnsOf } from './arns.ts';
import { type Context, repositoryOf } from './context.ts';
import { domains } from './domains.ts';
import { GroupIndex } from './groups/group-index.ts';
import { packageGroups } from './groups/groups.ts';
import { resourceTags } from './groups/resource-tags.ts';
import { policies } from './policies.ts';
import { isHeld } from './records/blob-references.ts';
import { Records, type VersionKeys } from './records/records.ts';
import { rowRules } from './records/row-rules.ts';
import type { Registry } from './registry.ts';
import { repositories } from './repositories.ts';
import { type DataPlane, RegistryRepository } from './served-repository.ts';
import { readSwitches, type SwitchValues, switchesOf } from './switches.ts';
import { EXTERNAL_CONNECTIONS } from './upstream/external-connections.ts';
import { readBase } from './upstream/external-fetch.ts';
import { Descriptions } from './upstream/external-metadata.ts';
import type { Source } from './upstream/external-source.ts';
import { Ingestions } from './upstream/ingest.ts';
import { packages } from './versions/packages.ts';
import { versions } from './versions/versions.ts';
import { PageCache } from './view/page-cache.ts';

export interface RegistryOptions {
  readonly region: string;
  /** Open a damaged folder with what is left, and remove nothing from it. */
  readonly acceptDamage?: boolean | undefined;
  /** Folder that keeps everything; undefined keeps metadata in memory and assets in a temporary folder. */
  readonly data?: string | undefined;
  /** Milliseconds since the epoch; tests and the admin endpoint move it. */
  now(): number;
  readonly rules: FormatRulesTable;
  /** Server halves, for reading public sources; a format that has none is not ingested. */
  readonly servers: Readonly<Partial<Record<Format, FormatServer>>>;
  readonly http: HttpTransport;
  /** Base address by external connection name, over the table of public ones: http(s), `file://` or a folder. */
  readonly externals?: Readonly<Record<string, string>>;
  /** Ask no public source at all. */
  readonly offline?: boolean;
  /** Values for the tables in switches.ts. */
  readonly switches?: Readonly<Record<string, string | number>>;
}

/** At a start, what nothing refers to may be of an upload that whoever was cut off with it repeats; so long it is kept. */
const GRACE_MS = 3_600_000;

/**
 * Opens or makes a registry. Rejects with CA-INPUT-001 for unknown switches or external connections, CA-LOCAL-001
 * when the folder cannot be used, CA-LOCAL-002 when this Node.js has no SQLite, CA-LOCAL-003 when the folder is damaged,
 * CA-LOCAL-004 when another server uses it.
 */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  let switches = checkedSwitches(options);
  const byName = checkedSources(options);
  const store = await openStore(options.data, { acceptDamage: options.acceptDamage, rows: rowRules(options.now) });
  const { blobs } = store;
  const metadata = new ChangeRecorder(store.metadata);
  const { region, rules, servers, now } = options;
  const versionKeys: VersionKeys = (format) => versionKeysOf(rules, format, switches);
  const records = new Records(metadata, versionKeys);
  const contextOf = (of: Records): Context => ({
    ...{ region, rules, servers, blobs },
    get switches() {
      return switches;
    },
    records: of,
    arns: arnsOf(region),
    now: () => now(),
  });
  const context = contextOf(records);
  const descriptions = new Descriptions(context, { byName, http: options.http, isOffline: options.offline ?? false });
  const shared = { context, groups: new GroupIndex(context) };
  const ingestions = new Ingestions(shared, descriptions);
  let pages = new PageCache();
  const plane: DataPlane = {
    ...{ shared, descriptions, ingestions },
    get pages() {
      return pages;
    },
  };

  const collectGarbage = async (graceMs: number) => {
    requireWhole(store.isWhole);
    const described = descriptions.blobs();
    const homes = metadata.list('domain/').map(({ key }) => key.slice('domain/'.length));
    return blobs.collect(
      (sha256) => described.has(sha256) || homes.some((home) => isHeld(metadata, home, sha256)),
      graceMs,
    );
  };
  // What an earlier process received and never published. After one that was cut off, or where something is lost, what
  // nothing refers to may be all that is left of it.
  if (options.data !== undefined && store.isWhole && store.wasClosed) await collectGarbage(GRACE_MS);

  function* earlierRegistries(stores: Iterable<MetadataStore>): Generator<Registry, void> {
    for (const before of stores) {
      const then = contextOf(new Records(before, versionKeys));
      // What public sources say and give is no change of ours, so it is the same.
      const view = { ...plane, shared: { context: then, groups: new GroupIndex(then) }, pages: new PageCache() };
      yield { ...registry, ...familiesOf(view) };
    }
  }

  const registry: Registry = {
    region,
    get switches() {
      return switches;
    },
    notices: store.notices,
    requireInPlace: () => store.requireInPlace(),
    sealKey: store.sealKey,
    renewSealKey: () => store.renewSealKey(),
    ...familiesOf(plane),
    now: context.now,
    changeSwitches(chosen) {
      const changed = readSwitches(chosen, region, switchesOf(servers), switches);
      const before = new Map<string, string | number>(Object.entries(switches));
      if (Object.entries(changed).every(([name, value]) => before.get(name) === value)) return;
      switches = changed;
      // Whatever was made ready goes by the earlier ones. Requests that are under way keep what they make to themselves.
      pages = new PageCache();
      descriptions.forget();
      records.forget();
      records.touchAll();
    },
    transaction(work) {
      try {
        return records.transaction(work);
      } catch (error) {
        // Package groups that were read on the way are kept by a stamp, and have not come to be.
        records.touchAll();
        throw error;
      }
    },
    recordChanges: (isOn) => metadata.record(isOn),
    earlier: (mark) => earlierRegistries(metadata.earlier(mark)),
    blobPath: (blob) => blobs.path(blob),
    readBlob: (blob) => blobs.read(blob),
    async collectGarbage(graceMs) {
      // What is being brought in behind answers already given is published by then.
      await ingestions.settled();
      return collectGarbage(graceMs);
    },
    async emptyTrash() {
      requireWhole(store.isWhole);
      return blobs.emptyTrash();
    },
    async reset() {
      await ingestions.settled();
      metadata.transaction(() => metadata.deletePrefix(''));
      records.forget();
      records.touchAll();
      descriptions.forget();
      pages.clear();
      await blobs.clear();
    },
    async close() {
      await ingestions.settled();
      await store.close();
    },
  };
  return registry;
}

/** What is asked of the registry by requests, over one state of its records. */
function familiesOf(plane: DataPlane) {
  const { shared, descriptions, ingestions } = plane;
  const { context, groups } = shared;
  return {
    domains: domains(context),
    repositories: repositories(context),
    packages: packages(shared),
    versions: versions(shared, descriptions, ingestions),
    groups: packageGroups(context, groups),
    policies: policies(context),
    tags: resourceTags(context, groups),
    serve(at, serving) {
      repositoryOf(context, at);
      return new RegistryRepository(plane, at, serving);
    },
  } satisfies Partial<Registry>;
}

/** How versions of a format are told apart under these switches. */
function versionKeysOf(rules: FormatRulesTable, format: string, switches: SwitchValues): ReturnType<VersionKeys> {
  const versionKey = isFormat(format) ? rules[format].versionKey : undefined;
  return versionKey && ((version) => versionKey(version, switches));
}

/** What nothing refers to in a damaged folder may be all that is left of something. */
function requireWhole(isWhole: boolean): void {
  if (!isWhole) throw new RangeError('the data folder is damaged: nothing is removed before it is repaired');
}

function checkedSwitches({ switches = {}, region, servers }: RegistryOptions): SwitchValues {
  try {
    return readSwitches(switches, region, switchesOf(servers));
  } catch (error) {
    throw new RegistryError('CA-INPUT-001', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Whoever mixes name and address up has written an address, and what it holds is not repeated. */
const shownName = (name: string) => (/^[\w:.-]*$/.test(name) ? name : 'with that name');

function checkedSources({ externals = {} }: RegistryOptions): ReadonlyMap<string, Source> {
  const unknown = Object.keys(externals).filter((name) => !Object.hasOwn(EXTERNAL_CONNECTIONS, name));
  if (unknown.length > 0) {
    const known = Object.keys(EXTERNAL_CONNECTIONS).join(', ');
    throw new RegistryError(
      'CA-INPUT-001',
      `there is no external connection ${unknown.map(shownName).join(', ')}; there are ${known}`,
    );
  }
  const bases = Object.entries({ ...EXTERNAL_CONNECTIONS, ...externals });
  return new Map(bases.map(([name, base]) => [name, readBase(name, base, (path) => pathToFileURL(resolve(path)))]));
}
