// The setup file as a JSON Schema, for editors and for people: schemas/setup.json is printed from it. What it refuses the
// server refuses; the server knows more (whether an upstream exists, what a policy means).
import { PATTERNS } from '../../core/model/repository.ts';
import type { Switch } from '../../core/ports/format-server.ts';
import { FAULT_KINDS, FAULT_NUMBERS, FAULT_TEXTS } from '../faults/rules.ts';
import { RESTRICTION_MODES, RESTRICTION_TYPES } from '../registry/registry.ts';
import { QUOTAS } from '../registry/switches.ts';
import { EXTERNAL_CONNECTIONS } from '../registry/upstream/external-connections.ts';

/** Any keyword of draft 2020-12; the documents we write have a narrower type, because we check them ourselves. */
export type Schema = { readonly [keyword: string]: unknown };

/** A key without a value is null in YAML and counts as left out. */
const maybe = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: Schema): Schema => ({ type: ['array', 'null'], items });
const matching = (pattern: RegExp): Schema => ({ type: 'string', pattern: pattern.source });

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

const members = <T extends string>(names: readonly T[], schema: Schema): Readonly<Record<string, Schema>> =>
  Object.fromEntries(names.map((name) => [name, schema]));

const name = { type: 'string', minLength: 1 };
const repositoryName = matching(PATTERNS.repository);
const description = maybe({ type: 'string', minLength: 1, maxLength: 1000, pattern: '^\\P{C}*$' });
const account = {
  description: '12 digits, in quotes where it begins with 0. Default: the account of the server.',
  anyOf: [
    matching(PATTERNS.account),
    { type: 'integer', minimum: 100_000_000_000, maximum: 999_999_999_999 },
    { type: 'null' },
  ],
};
const tags = {
  type: ['object', 'null'],
  propertyNames: { pattern: '^\\P{C}{1,128}$' },
  additionalProperties: { type: ['string', 'number', 'boolean'], maxLength: 256, pattern: '^\\P{C}*$' },
};
const policy = { description: 'A policy document, or its JSON text.', type: ['object', 'string'] };

const repository = object(
  {
    name: repositoryName,
    description,
    administrator: account,
    upstreams: {
      description: 'In the order of search; may stand before the repositories it names. Left out: as it is.',
      ...list(repositoryName),
    },
    externalConnection: {
      description: 'The public source to look in.',
      enum: [...Object.keys(EXTERNAL_CONNECTIONS), null],
    },
    tags,
    policy: maybe(policy),
  },
  ['name'],
);

const packageGroup = object(
  {
    pattern: { description: 'Such as `/npm/acme/*`.', type: 'string', pattern: '^/' },
    description,
    contactInfo: description,
    tags,
    restrictions: maybe(object(members(RESTRICTION_TYPES, { enum: RESTRICTION_MODES }))),
    allowedRepositories: maybe(object(members(RESTRICTION_TYPES, list(repositoryName)))),
  },
  ['pattern'],
);

const domain = object(
  {
    name: matching(PATTERNS.domain),
    owner: account,
    encryptionKey: maybe(name),
    tags,
    policy: maybe(policy),
    repositories: list({ anyOf: [repositoryName, repository] }),
    packageGroups: list(packageGroup),
  },
  ['name'],
);

const role = {
  description: 'A role that can be assumed. Undeclared ones exist only in lenient mode, and may do everything.',
  ...object({
    name: maybe(name),
    arn: maybe(name),
    account,
    maxSessionDuration: { type: 'integer', minimum: 3600, maximum: 43_200 },
    trustPolicy: policy,
    policies: list(policy),
    tags,
  }),
  // Without either there is nothing to call it by.
  anyOf: [
    { properties: { name: { type: 'string' } }, required: ['name'] },
    { properties: { arn: { type: 'string' } }, required: ['arn'] },
  ],
};

const user = {
  description: 'Long-term keys for strict mode.',
  ...object(
    {
      name: { type: 'string', pattern: '^[\\w+=,.@-]{1,64}$' },
      account,
      accessKeyId: { type: 'string', pattern: '^\\w{4,128}$' },
      secretAccessKey: { type: 'string', minLength: 16 },
      policies: list(policy),
      tags,
    },
    ['name', 'accessKeyId', 'secretAccessKey'],
  ),
};

const fault = object(
  {
    kind: { enum: FAULT_KINDS },
    ...members(FAULT_TEXTS, { type: 'string', maxLength: 1000 }),
    ...Object.fromEntries(
      Object.entries(FAULT_NUMBERS).map(([key, [minimum, maximum]]) => [key, { type: 'number', minimum, maximum }]),
    ),
    when: { enum: ['before', 'after'] },
  },
  ['kind'],
);

const switchesOf = (switches: readonly Switch[]): Schema => ({
  type: ['object', 'null'],
  properties: {
    ...Object.fromEntries(
      switches.map(({ name: key, values, why }) => [
        key,
        { description: why, enum: [...values, ...values.filter((one) => /^[0-9]+$/.test(one)).map(Number)] },
      ]),
    ),
    ...Object.fromEntries(
      QUOTAS.map(({ name: key, why, range: [minimum, maximum] }) => [
        key,
        {
          description: why,
          anyOf: [
            { type: 'integer', minimum, maximum },
            { type: 'string', pattern: '^[0-9]{1,15}$' },
          ],
        },
      ]),
    ),
  },
  additionalProperties: false,
});

/** The schema with these switches: those of the server and of its formats. */
export const setupSchema = (switches: readonly Switch[]): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'codeartifact-ci/setup@1',
  title: 'Setup of the local server',
  description:
    'What a local server should hold when it starts, as YAML or JSON. Applied again it changes what differs.',
  type: ['object', 'null'],
  properties: {
    domains: list(domain),
    roles: list(role),
    users: list(user),
    organizationId: maybe(name),
    oidc: maybe(
      object({
        audiences: list(name),
        claims: { description: 'Claims of the job, over the built-in ones.', type: 'object' },
      }),
    ),
    faults: list(fault),
    switches: switchesOf(switches),
  },
  additionalProperties: false,
});
