// JSON Schemas of the files we write, as data: `schemas/*.json` is printed from them and reading checks against them.
import { STATUSES } from '../model/package.ts';
import { PATTERNS } from '../model/repository.ts';
import { JOURNAL_ACTIONS, JOURNAL_SCHEMA, JOURNAL_VERBS } from './journal.ts';
import { MANIFEST_SCHEMA } from './manifest.ts';
import { PLAN_SCHEMA } from './plan.ts';
import { PROMOTION_RECORD_SCHEMA } from './promotion-record.ts';
import type { JsonSchema } from './validate.ts';

const draft = 'https://json-schema.org/draft/2020-12/schema';
const text: JsonSchema = { type: 'string', minLength: 1, maxLength: 4000 };
const purl: JsonSchema = { type: 'string', pattern: '^pkg:[a-z]+/', maxLength: 1200, description: 'Package URL.' };
const revision: JsonSchema = { type: 'string', pattern: PATTERNS.revision.source };
const sha256: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const status: JsonSchema = { type: 'string', enum: STATUSES };

const object = (properties: Record<string, JsonSchema>, optional: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  // Members that a newer version of ours adds are no hindrance; what changes the meaning of the rest is in `requires`.
});

const words = (values: readonly string[]) => values.map((value) => `\`${value}\``).join(', ');

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

const requires: JsonSchema = {
  ...list({ type: 'string', minLength: 1, maxLength: 100 }),
  description: 'Names of what a reader must know; one that does not know all of them refuses the document.',
};

const assets = list(
  object({ name: { type: 'string', minLength: 1, maxLength: 255 }, size: { type: 'integer', minimum: 0 }, sha256 }),
);

const repository = {
  domain: { type: 'string', pattern: PATTERNS.domain.source },
  domainOwner: { type: 'string', pattern: PATTERNS.account.source },
  region: { type: 'string', pattern: PATTERNS.region.source },
  repository: { type: 'string', pattern: PATTERNS.repository.source },
} as const satisfies Record<string, JsonSchema>;

export const RELEASE_MANIFEST: JsonSchema = {
  $schema: draft,
  $id: MANIFEST_SCHEMA,
  title: 'Release manifest',
  description: 'Versions that publish runs of one release put, or found with identical bytes, in a repository.',
  ...object(
    {
      schema: { const: MANIFEST_SCHEMA },
      ...repository,
      origin: {
        ...object({ run: text, commit: { type: 'string', pattern: '^[0-9a-f]{40,64}$' } }, ['run', 'commit']),
        description:
          'What runs have in common that add up: the run of a CI system, else the commit of a clean work tree.',
      },
      versions: list(object({ purl, revision, assets, outcome: { type: 'string', enum: ['published', 'unchanged'] } })),
      skipped: {
        ...list(object({ purl, reason: text })),
        description: 'Built with other bytes than the repository has, and left as they are there; not promoted.',
      },
      requires,
    },
    ['origin', 'skipped', 'requires'],
  ),
};

const action: JsonSchema = { type: 'string', enum: ['copy', 'unchanged', 'conflict', 'blocked'] };
const mode: JsonSchema = { type: 'string', enum: ['copy', 'republish'] };

const item = object(
  {
    purl,
    action,
    reason: text,
    code: { type: 'string', pattern: '^CA-[A-Z]+-[0-9]{3}$' },
    revision: { type: 'string', maxLength: 50, description: 'Empty when the source has no such version.' },
    status,
    assets,
    heldBy: repository.repository,
    neededBy: purl,
    needs: list(purl),
    before: { ...object({ revision, status, assets }), type: ['object', 'null'] },
    overwrites: { type: 'boolean' },
    replaces: {
      type: 'string',
      maxLength: 255,
      description: 'Of a build of a snapshot: the build that the snapshot is in the destination until the copy.',
    },
  },
  ['reason', 'code', 'heldBy', 'neededBy', 'needs', 'overwrites', 'replaces'],
);

const before = item.properties?.before as JsonSchema;

const versionOrNull: JsonSchema = { type: ['string', 'null'], maxLength: 255 };
const tagMap: JsonSchema = { type: 'object', additionalProperties: { type: 'string', maxLength: 255 } };
const tagPlan = {
  package: purl,
  before: tagMap,
  afterCopy: tagMap,
  wanted: tagMap,
  hiddenByUpstream: {
    type: 'object',
    additionalProperties: object({ repository: repository.repository, version: text }),
  },
  hidden: {
    type: 'object',
    additionalProperties: status,
    description: 'Versions that tags are on and that nobody can install unasked.',
  },
  unfinished: {
    ...tagMap,
    description: 'Tags that an earlier run took along and did not set back: where they are now.',
  },
  newest: {
    ...object({ before: versionOrNull, after: versionOrNull }),
    description: 'What who name no version are given where `latest` leads nowhere; null: nothing.',
  },
} as const satisfies Record<string, JsonSchema>;

export const PROMOTION_PLAN: JsonSchema = {
  $schema: draft,
  $id: PLAN_SCHEMA,
  title: 'Promotion plan',
  description:
    'What a promotion would do, pinned by revision and digest. `hash` is over the canonical JSON of all the rest but `createdAt`.',
  ...object(
    {
      schema: { const: PLAN_SCHEMA },
      createdAt: text,
      source: object(repository),
      destination: object(repository),
      mode,
      includeDependencies: { type: 'boolean' },
      distTags: list(text),
      includeFromUpstream: { type: 'boolean' },
      allowOverwrite: { type: 'boolean' },
      items: list(item),
      tags: list(object(tagPlan, ['hidden', 'unfinished', 'newest'])),
      losses: list(text),
      warnings: list(text),
      requires,
      hash: sha256,
    },
    ['includeDependencies', 'distTags', 'requires'],
  ),
};

/** One write, as the journal has it. */
const write = {
  action: { ...text, description: `${words(JOURNAL_ACTIONS)}, or what a newer version adds.` },
  purls: list(purl),
  revisions: { type: 'object', additionalProperties: { type: 'string' } },
  from: status,
  to: status,
  package: purl,
  tag: text,
  was: { type: ['string', 'null'] },
  becomes: { type: ['string', 'null'] },
  seen: {
    type: 'object',
    description: 'Package URL of a version -> what it was before the write; null: it was not there.',
    additionalProperties: {
      type: ['object', 'null'],
      properties: { status, revision: { type: 'string', maxLength: 50 }, assets: list(text) },
      required: ['status', 'revision'],
    },
  },
} as const satisfies Record<string, JsonSchema>;
const writeResult = {
  result: text,
  versions: {
    type: 'object',
    description: 'Package URL of a version -> what became of it.',
    additionalProperties: text,
  },
  assets: {
    type: 'object',
    description: 'Package URL of a version -> names of the assets that the write added to it.',
    additionalProperties: list(text),
  },
} as const satisfies Record<string, JsonSchema>;
const allButAction = Object.keys(write).filter((name) => name !== 'action');

export const PROMOTION_RECORD: JsonSchema = {
  $schema: draft,
  $id: PROMOTION_RECORD_SCHEMA,
  title: 'Promotion record',
  description:
    'Who promoted what, with whose approval, what the run wrote and what became of each version. Stored in the destination.',
  ...object(
    {
      schema: { const: PROMOTION_RECORD_SCHEMA },
      run: text,
      beganAt: text,
      storedAt: text,
      startedBy: {
        type: 'object',
        description: 'As far as the environment says: system, job, run, actor, commit.',
        additionalProperties: { type: 'string', maxLength: 4000 },
      },
      verb: { type: 'string', enum: ['promote', 'rollback', 'restore'] },
      of: { ...text, description: 'Rollback and restore: the run they are about.' },
      isPartial: { type: 'boolean', description: 'Only some versions of that run were named.' },
      isUnsure: {
        type: 'boolean',
        description: 'Runs could not be read that may count on what was hidden, so that it is not over.',
      },
      isOfRunAlone: {
        type: 'boolean',
        description: 'Only what that run itself had brought, and not what other runs of the same release had.',
      },
      isOfSet: {
        type: 'boolean',
        description: 'By a plan or a manifest, so that it is a rollback of all runs that made that very set.',
      },
      set: { ...sha256, description: 'The versions of that plan or manifest.' },
      after: {
        type: 'integer',
        description:
          'Rollback and restore: when the last of the runs that it had read, and is after, had written; milliseconds since the epoch.',
      },
      source: object(repository),
      destination: object(repository),
      mode,
      planHash: sha256,
      approval: {
        ...object({ planHash: sha256, by: text }, ['by']),
        description: 'The hash that was given as approved (`plan-hash`), and by whom, where that is known.',
      },
      outcomes: list(
        object(
          {
            kind: { ...text, description: 'promoted, unchanged, changed (taken back), conflict, blocked or failed.' },
            ref: purl,
            revision: { type: 'string', maxLength: 50, description: 'In the destination.' },
            code: { type: 'string', pattern: '^CA-[A-Z]+-[0-9]{3}$' },
            reason: text,
            planned: action,
            before: { ...before, description: 'The version in the destination when the plan was made.' },
          },
          ['revision', 'code', 'reason', 'planned', 'before'],
        ),
      ),
      tags: list(
        object(
          {
            ...tagPlan,
            seen: { ...tagMap, description: 'At the end; missing where the run did not get so far.' },
            unasked: { ...list(text), description: 'Found there, and nobody asked for them (`keep`).' },
          },
          ['seen', 'unasked', 'hidden', 'unfinished', 'newest'],
        ),
      ),
      writes: {
        ...list(
          object({ ...write, at: { type: 'integer' }, doneAt: { type: 'integer' }, ...writeResult }, [
            ...allButAction,
            'doneAt',
            ...Object.keys(writeResult),
          ]),
        ),
        description: 'In the order in which they were begun. Without `result` nobody knows whether one had its effect.',
      },
      notes: {
        ...list(object(write, allButAction)),
        description: 'What no single write tells: dist-tags that a copy moves, versions that the run counts on.',
      },
      warnings: list(text),
      isBeforeLastLook: {
        type: 'boolean',
        description: 'The outcomes are those of before the last look, which follows when the record is stored.',
      },
      requires,
    },
    [
      'verb',
      'of',
      'isPartial',
      'isOfRunAlone',
      'isOfSet',
      'set',
      'after',
      'isUnsure',
      'isBeforeLastLook',
      'source',
      'planHash',
      'beganAt',
      'mode',
      'approval',
      'writes',
      'notes',
      'warnings',
      'requires',
    ],
  ),
};

export const JOURNAL_LINE: JsonSchema = {
  $schema: draft,
  $id: JOURNAL_SCHEMA,
  title: 'Journal line',
  description:
    'One line of the journal: the begin of a run, or what was about to be done or was done in it. Readers pass over members, and keep runs with values, that they do not know.',
  type: 'object',
  properties: {
    schema: { ...text, description: `In the first line of a run: \`${JOURNAL_SCHEMA}\`.` },
    run: text,
    at: text,
    kind: { ...text, description: '`begin`, `before`, `after`, `note`, `end`, or what a newer version adds.' },
    verb: { ...text, description: `${words(JOURNAL_VERBS)}, or what a newer version adds.` },
    domain: repository.domain,
    domainOwner: repository.domainOwner,
    region: repository.region,
    repository: repository.repository,
    planHash: sha256,
    set: sha256,
    of: text,
    isPartial: { type: 'boolean' },
    isOfRunAlone: { type: 'boolean' },
    isOfSet: { type: 'boolean' },
    after: { type: 'integer' },
    sourceRepository: repository.repository,
    job: text,
    startedBy: { type: 'object', additionalProperties: text },
    step: { type: 'integer', minimum: 1 },
    ...write,
    ...writeResult,
  },
  required: ['run', 'at', 'kind'],
  additionalProperties: true,
};

/** File name under `schemas/` -> schema. */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  'release-manifest.json': RELEASE_MANIFEST,
  'promotion-plan.json': PROMOTION_PLAN,
  'promotion-record.json': PROMOTION_RECORD,
  'journal-line.json': JOURNAL_LINE,
};
