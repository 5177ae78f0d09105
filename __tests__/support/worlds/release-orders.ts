// A repository in memory with one npm package, whose releases are promoted, rolled back and restored in any order by the
// real rollback and the real records: a step takes milliseconds, and a state can be gone on from more than once.
import type { PromotionRecord } from '../../../src/core/documents/promotion-record.ts';
import { PROMOTION_RECORD_SCHEMA, RECORD_FILE } from '../../../src/core/documents/promotion-record.ts';
import { isGreen } from '../../../src/core/model/outcome.ts';
import type { PackageReference, Status, VersionReference } from '../../../src/core/model/package.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { ReadOnlyRegistry, RepositoryWriter } from '../../../src/core/operations/repository/repository-access.ts';
import { rollback } from '../../../src/core/operations/rollback/rollback.ts';
import { RunRecords } from '../../../src/core/operations/rollback/undo/records.ts';
import type { CodeArtifactWriter } from '../../../src/core/ports/code-artifact.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import type { PackageFormat, Publishing } from '../../../src/core/ports/package-format.ts';
import { formatList } from '../../../src/formats/index.ts';
import { recordingHost } from '../host.ts';

const PLACE = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' } as const;
const RECORDS = { format: 'generic', namespace: 'codeartifact-ci', name: 'promotions' } as const;
const NAME = 'pkg:npm/%40acme/x';

export type Verb = 'promote' | 'rollback' | 'restore';

/** What is there after some steps; never changed, so that several orders can begin from it. */
export interface Stage {
  readonly now: number;
  readonly statuses: ReadonlyMap<string, Status>;
  readonly latest: string | undefined;
  readonly records: ReadonlyMap<string, PromotionRecord>;
  /** The run that promoted a version. */
  readonly runs: ReadonlyMap<string, string>;
}

export interface Stepped {
  readonly stage: Stage;
  /** Why the step was not green, in words. */
  readonly problems: readonly string[];
}

const idOf = (now: number) => `${new Date(now).toISOString().replace(/[-:.]/g, '').toLowerCase()}-aaaaaa`;

/** `folder`: for what a host needs one for; nothing is written there. */
export function releaseOrders(folder: string) {
  let now = 0;
  // Whoever goes on from an earlier stage is no earlier by this one, by which calls keep their pace.
  let elapsed = 0;
  const clock: Host['clock'] = {
    now: () => now,
    monotonic: () => elapsed,
    random: () => 0.5,
    sleep: async (milliseconds) => {
      now += Math.ceil(milliseconds);
      elapsed += milliseconds;
    },
  };
  const host: Host = { ...recordingHost({ folder, clock }), clock };

  function promote(version: string, stage: Stage): Stepped {
    now += 60_000;
    const run = idOf(now);
    const text = `${NAME}@${version}`;
    const was = stage.latest ?? null;
    const before: Record<string, string> = was === null ? {} : { latest: was };
    const record: PromotionRecord = {
      ...{ schema: PROMOTION_RECORD_SCHEMA, run, beganAt: new Date(now).toISOString() },
      ...{ storedAt: new Date(now + 200).toISOString(), startedBy: { system: 'terminal' } },
      ...{ source: { ...PLACE, repository: 'staging' }, destination: PLACE, mode: 'copy', planHash: 'a'.repeat(64) },
      outcomes: [{ kind: 'promoted', ref: text, revision: version, planned: 'copy', before: null }],
      tags: [
        { package: NAME, before, afterCopy: { latest: version }, wanted: { latest: version }, hiddenByUpstream: {} },
      ],
      writes: [
        {
          ...{ action: 'copy', purls: [text], revisions: { [version]: version }, seen: { [text]: null } },
          ...{ at: now + 50, doneAt: now + 100, result: 'copied', versions: { [text]: 'copied' } },
        },
      ],
      notes: [
        { action: 'tag', package: NAME, tag: 'latest', was, becomes: version },
        { action: 'proven', purls: [text], revisions: { [version]: version } },
      ],
    };
    now += 60_000;
    return {
      problems: [],
      stage: {
        now,
        statuses: new Map(stage.statuses).set(version, 'Published'),
        latest: version,
        records: new Map(stage.records).set(run, record),
        runs: new Map(stage.runs).set(version, run),
      },
    };
  }

  async function undo(direction: 'rollback' | 'restore', version: string, stage: Stage): Promise<Stepped> {
    now += 60_000;
    const statuses = new Map(stage.statuses);
    const records = new Map(stage.records);
    let { latest } = stage;
    const versionsOf = (ref: PackageReference) =>
      ref.name === RECORDS.name
        ? [...records.keys()].map((each) => ({ version: each, revision: each, status: 'Published' as const }))
        : [...statuses].map(([each, status]) => ({ version: each, revision: each, status }));
    const describe = async (_: unknown, ref: VersionReference) => {
      const found = versionsOf(ref).find((each) => each.version === ref.version);
      return found && { ...ref, ...found, publishedAt: 0 };
    };
    const reader = {
      getRepositoryEndpoint: async () => 'https://registry.example/',
      describePackageVersion: describe,
      listPackageVersions: async function* (_: unknown, ref: PackageReference, filter?: { readonly status?: Status }) {
        for (const each of versionsOf(ref)) if ((filter?.status ?? each.status) === each.status) yield each;
      },
      getPackageVersionAsset: async (_: unknown, { version: run }: VersionReference, asset: string) => {
        const record = asset === RECORD_FILE ? records.get(run) : undefined;
        const body = async function* () {
          yield Buffer.from(JSON.stringify(record));
        };
        return record && { body: body() };
      },
    } as unknown as ReadOnlyRegistry;
    const writer = {
      ...reader,
      updatePackageVersionsStatus: async (
        _: unknown,
        __: unknown,
        { versions, target }: { readonly versions: readonly string[]; readonly target: Status },
      ) => {
        for (const each of versions) statuses.set(each, target);
        return {
          successful: Object.fromEntries(versions.map((each) => [each, { status: target, revision: each }])),
          failed: {},
        };
      },
    } as unknown as CodeArtifactWriter;
    const tags: NonNullable<Publishing['tags']> = {
      preferred: () => 'latest',
      isName: () => true,
      read: async () => (latest === undefined ? {} : { latest }),
      set: async (_, __, to) => {
        latest = to;
      },
      remove: async () => {
        latest = undefined;
      },
    };
    const formats = formatList.map(
      (format): PackageFormat =>
        format.name === 'npm' && format.publishing ? { ...format, publishing: { ...format.publishing, tags } } : format,
    );
    const side = {
      address: { domain: PLACE.domain, domainOwner: PLACE.domainOwner, repository: PLACE.repository },
      ...{ region: PLACE.region, reader, writer, attempts: 1 },
      tags: async () => (latest === undefined ? {} : { latest }),
      wire: {
        token: async () => new Secret('a-token-of-a-test'),
        http: host.http,
        files: host.files,
        attempts: 1,
        host,
      },
    } as unknown as RepositoryWriter;
    const report = await rollback(
      { direction, runId: stage.runs.get(version), target: 'Unlisted', concurrency: 4, dryRun: false },
      {
        ...{ host, formats, destination: side, records: new RunRecords(host, side, RECORDS) },
        keep: async (record) => {
          records.set(record.run, record);
          return undefined;
        },
      },
    );
    now += 60_000;
    const bad = report.outcomes.flatMap((outcome) =>
      'code' in outcome || !isGreen([outcome]) ? [`${outcome.ref.version} is ${outcome.kind}: ${outcome.reason}`] : [],
    );
    // Where a tag is already, or goes instead, is news; a command is for what is not as it should be.
    const asks = report.warnings.filter((warning) => /codeartifact-ci|no rollback is known/.test(warning));
    return {
      stage: { ...stage, now, statuses, latest, records },
      problems: [...bad, ...asks, ...(report.error === undefined ? [] : [report.error, ...report.warnings])],
    };
  }

  return {
    begin: (): Stage => {
      now = Date.parse('2026-01-01T00:00:00Z');
      return promote('1.0.0', { now, statuses: new Map(), latest: undefined, records: new Map(), runs: new Map() })
        .stage;
    },
    step: async (verb: Verb, version: string, stage: Stage): Promise<Stepped> => {
      now = stage.now;
      return verb === 'promote' ? promote(version, stage) : undo(verb, version, stage);
    },
  };
}
