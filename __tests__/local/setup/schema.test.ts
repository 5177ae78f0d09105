// schemas/setup.json against the server itself: one full document, and every part of it replaced by everything else.
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { SCHEMAS } from '../../../src/core/documents/schemas.ts';
import { servers } from '../../../src/formats/servers.ts';
import { switchesOf } from '../../../src/local/registry/switches.ts';
import { openLocalRegistry } from '../../../src/local/server.ts';
import { setupSchema } from '../../../src/local/setup/schema.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

// Strict: an unknown keyword is an error. A list of types is how "nothing at all" is allowed.
const ajv = new Ajv2020({
  allErrors: false,
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  strictTypes: false,
});
const SETUP = setupSchema(switchesOf(servers));
const fits = ajv.compile(SETUP);

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'codeartifact:ReadFromRepository', Resource: '*' }],
};
const identityPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' }],
};
const trustPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
};
const full: { [key: string]: Json } = {
  domains: [
    {
      name: 'my-org',
      owner: 111122223333,
      encryptionKey: 'arn:aws:kms:us-east-1:111122223333:key/example',
      tags: { team: 'platform', cost: 7, shared: true },
      policy,
      repositories: [
        'dev',
        {
          name: 'prod',
          description: 'what is released',
          administrator: '111122223333',
          upstreams: ['store'],
          tags: { stage: 'prod' },
          policy: JSON.stringify(policy),
        },
        { name: 'store', externalConnection: 'public:npmjs' },
      ],
      packageGroups: [
        {
          pattern: '/npm/acme/*',
          description: 'ours',
          contactInfo: 'platform@example.com',
          tags: { ours: 'yes' },
          restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES', EXTERNAL_UPSTREAM: 'BLOCK' },
          allowedRepositories: { PUBLISH: ['dev'] },
        },
      ],
    },
  ],
  roles: [
    {
      name: 'ci',
      account: '111122223333',
      maxSessionDuration: 7200,
      trustPolicy,
      policies: [identityPolicy],
      tags: { a: 'b' },
    },
    { arn: 'arn:aws:iam::111122223333:role/release' },
  ],
  users: [
    {
      name: 'ci',
      account: '111122223333',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'example-example-example',
      policies: [identityPolicy],
      tags: { a: 'b' },
    },
  ],
  organizationId: 'o-exampleorgid',
  oidc: { audiences: ['sts.amazonaws.com'], claims: { repository: 'my-org/my-app', subject: 'immutable' } },
  faults: [
    {
      ...{ id: 'slow', kind: 'latency', operation: 'List*', path: '/v1/*', method: 'POST', when: 'before' },
      ...{ count: 3, skip: 1, probability: 0.5, seed: 7, perSecond: 2.5, burst: 4, retryAfterSeconds: 1 },
      ...{ status: 503, ms: 20, jitterMs: 5, afterBytes: 10 },
    },
  ],
  switches: {
    'copy-status': 'published',
    'blocked-publish-status': 409,
    'versions-per-call': 10,
    'asset-bytes': '1000',
  },
};

async function starts(document: unknown): Promise<boolean> {
  try {
    await (await openLocalRegistry({ offline: true, setup: document })).close();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'CA-INPUT-001' });
    return false;
  }
}

/** Every place of a document, as a path. */
function places(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((one, index) => places(one, [...path, index]))
    : Object.entries(value).flatMap(([key, one]) => places(one, [...path, key]));
  return [path, ...inner];
}

/** A copy with one place replaced, or taken out where `by` is undefined. */
function changed(value: Json, path: readonly (string | number)[], by: Json | undefined): Json {
  const [first, ...rest] = path;
  if (first === undefined) return by as Json;
  const copy = structuredClone(value) as { [key: string]: Json };
  if (rest.length === 0 && by === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(first), 1);
    else delete copy[first];
  } else copy[first] = changed(copy[first] as Json, rest, by);
  return copy;
}

// What a schema cannot know: what a policy means, what a name refers to, and rules between two members.
const unseen =
  /\.(policy|trustPolicy|policies)\b|\.upstreams|\.allowedRepositories|\.pattern$|\.arn$|repositories(\.\d|$)|roles\.0\.name$|^oidc\.claims\./;

describe('the schema of the setup file', () => {
  test('is sound, as are those of the files we write', () => {
    for (const schema of [SETUP, ...Object.values(SCHEMAS)]) expect(ajv.validateSchema(schema)).toBe(true);
    for (const schema of Object.values(SCHEMAS)) expect(() => ajv.compile(schema)).not.toThrow();
  });

  test('takes what the server takes', async () => {
    for (const document of [full, null, {}, { domains: null, oidc: null, switches: null }]) {
      expect(fits(document)).toBe(true);
      expect(await starts(document)).toBe(true);
    }
  });

  test('is of one mind with the server about every change of every part', async () => {
    const values: readonly (Json | undefined)[] = [
      undefined,
      null,
      0,
      1.5,
      -1,
      1e13,
      true,
      '',
      '1',
      '\u0007',
      [],
      [1],
      {},
      { x: 1 },
    ];
    const opposed: string[] = [];
    let refused = 0;
    for (const path of places(full)) {
      // Inside of a policy or of claims anything may stand as far as the schema goes.
      if (/(policy|Policy|policies\.0|claims)\./.test(path.join('.'))) continue;
      for (const by of values) {
        if (path.length === 0 && by === undefined) continue;
        const document = changed(full, path, by);
        const [schema, server] = [fits(document), await starts(document)];
        if (!server) refused++;
        if (schema === server || (schema && unseen.test(path.join('.')))) continue;
        opposed.push(`${path.join('.')} = ${JSON.stringify(by)}: schema ${schema}, server ${server}`);
      }
    }
    expect(opposed).toEqual([]);
    expect(refused).toBeGreaterThan(500);
  });

  test('both know every member, and no other', async () => {
    for (const path of places(full)) {
      const at = path.reduce<Json | undefined>((value, key) => (value as { [key: string]: Json })?.[key], full);
      if (typeof at !== 'object' || at === null || Array.isArray(at)) continue;
      if (/(^|\.)(tags|claims|policy|trustPolicy|policies|Statement|Principal)\b/.test(path.join('.'))) continue;
      const document = changed(full, [...path, 'no-such-member'], 'x');
      expect([path.join('.'), fits(document), await starts(document)]).toEqual([path.join('.'), false, false]);
    }
  });
});
