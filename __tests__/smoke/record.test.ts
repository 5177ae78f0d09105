// The record: which words of an answer are kept, and that nothing else is.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as sdk from '@aws-sdk/client-codeartifact';
import { describe, expect, test } from '@jest/globals';
import { type Answer, answerOf, vocabularyOf } from '../../scripts/smoke/answers.mjs';
import { listenToAnswers } from '../../scripts/smoke/listening.mjs';
import {
  differencesBetween,
  identifyingIn,
  RECORD_SCHEMA,
  readRecord,
  recordedStep,
  type SmokeRecord,
} from '../../scripts/smoke/record.mjs';
import { linesOf, merged, shapeOf } from '../../scripts/smoke/shape.mjs';

const vocabulary = vocabularyOf(sdk);
const isWord = (key: string) => vocabulary.members.includes(key);
const shown = (...values: unknown[]) => {
  const shape = merged(values.map((value) => shapeOf(value, isWord)));
  return shape && linesOf(shape);
};
const recordOf = (...steps: SmokeRecord['steps']): SmokeRecord => ({
  ...{ schema: RECORD_SCHEMA, target: 'aws', version: '0.1.0', date: '2026-01-01', outcome: 'done', steps },
});

describe('a shape', () => {
  test('has types and no values', () => {
    expect(
      shown({ name: 'secret', createdTime: 1.5, tags: [], upstreams: [{ repositoryName: 'r' }], unfinished: null }),
    ).toEqual({
      name: 'string',
      createdTime: 'number',
      tags: 'array',
      upstreams: 'array',
      'upstreams[]': 'object',
      'upstreams[].repositoryName': 'string',
      unfinished: 'null',
    });
  });

  test('shows no key that is data: versions, tags, names of packages', () => {
    expect(
      shown({ successfulVersions: { '1.0.0': { revision: 'a', status: 'Published' }, '1.1.0': { revision: 'b' } } }),
    ).toEqual({
      successfulVersions: 'object',
      'successfulVersions.*': 'object',
      'successfulVersions.*.revision': 'string',
      'successfulVersions.*.status': 'string?',
    });
    expect(shown({ 'my-org': 1, '@acme/utils': { acme: true } })).toEqual({ '*': 'number|object', '*.*': 'boolean' });
    // What every object has is no word of the service.
    expect(shown(JSON.parse('{"__proto__": {"name": 1}, "constructor": 2}'))).toEqual({
      '*': 'number|object',
      '*.name': 'number',
    });
  });

  test('of several answers says what some of them lack, and all types', () => {
    expect(shown({ name: 'a' }, { name: 1, format: 'npm' }, { name: null })).toEqual({
      name: 'null|number|string',
      format: 'string?',
    });
    expect(shown({ tags: [{ key: 'a' }, {}] }, { tags: [] })).toEqual({
      tags: 'array',
      'tags[]': 'object',
      'tags[].key': 'string?',
    });
    expect(shown([1], 'x')).toEqual({ '[]': 'number' });
  });
});

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const answer = (of: Partial<Parameters<typeof answerOf>[0]>) =>
  answerOf({ method: 'GET', path: '/', status: 200, headers: {}, body: undefined, ...of }, vocabulary);

describe('an answer', () => {
  test('of the control plane has the name of its operation, of the error and its shape', () => {
    const refused = answer({
      ...{ method: 'POST', path: '/v1/package/versions/copy?domain=my-org&package=utils', status: 409 },
      headers: { ...JSON_TYPE, 'x-amzn-errortype': 'ConflictException:http://internal.amazon.com/coral/' },
      body: '{"message":"in 111122223333","resourceType":"repository"}',
    });
    expect(refused).toMatchObject({
      operation: 'CopyPackageVersions',
      status: 409,
      error: 'ConflictException',
      type: 'application/json',
    });
    expect(JSON.stringify(refused)).not.toMatch(/111122223333|my-org|utils/);
    expect(
      answer({ ...{ status: 404, headers: JSON_TYPE }, body: '{"__type":"com.amazon#ResourceNotFoundException"}' })
        .error,
    ).toBe('ResourceNotFoundException');
  });

  test.each([
    ['GET', '/npm/d/my-org-111122223333/smk-staging/-/package/@smk%2fsmoke/dist-tags', 'npm GET -/package/*/dist-tags'],
    ['GET', '/npm/smk-staging/-/package/@smk%2fsmoke/dist-tags', 'npm GET -/package/*/dist-tags'],
    ['PUT', '/npm/smk-staging/@smk%2fsmoke', 'npm PUT *'],
    ['GET', '/pypi/d/my-org-111122223333/smk/simple/acme-utils/1.0/acme_utils-1.0.whl', 'pypi GET simple/*/*/*'],
    ['GET', '/maven/smk/com/acme/utils/maven-metadata.xml?x=secret', 'maven GET */*/*/maven-metadata.xml'],
    ['GET', '/assets/bucket-of-111122223333/key?X-Amz-Signature=abc', 'elsewhere GET'],
    ['GET', '/v1/unheard-of', 'elsewhere GET'],
    ['POST', '/', 'sts'],
  ])('of %s %s is called %s', (method, path, operation) => {
    expect(answer({ method, path }).operation).toBe(operation);
  });

  test('of STS is told by its document', () => {
    const body = '<GetCallerIdentityResponse xmlns="x"><Account>111122223333</Account></GetCallerIdentityResponse>';
    expect(answer({ method: 'POST', body }).operation).toBe('sts:GetCallerIdentity');
    const refused = answer({
      method: 'POST',
      status: 403,
      body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
    });
    expect(refused).toMatchObject({ operation: 'sts', error: 'AccessDenied' });
  });

  test('names no error and no media type that is more than a word', () => {
    const strange = answer({
      status: 400,
      headers: { 'x-amzn-errortype': 'my org/111122223333', 'content-type': 'text/my org' },
    });
    expect(strange).toMatchObject({ error: undefined, type: undefined });
  });
});

describe('listening', () => {
  test('gives each answer once, whole or in pieces, packed or not, and takes nothing from the program', async () => {
    const documents: Record<string, (path: string) => [Record<string, string>, Buffer[]]> = {
      plain: () => [JSON_TYPE, [Buffer.from('{"repositoryEndpoint":"x"}')]],
      pieces: () => [JSON_TYPE, ['{"reposi', 'toryEnd', 'point":"ä"}'].map((text) => Buffer.from(text))],
      packed: () => [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, [gzipSync('{"repositoryEndpoint":"x"}')]],
      binary: () => [{ 'content-type': 'application/octet-stream' }, [Buffer.alloc(300_000, 7)]],
      broken: () => [JSON_TYPE, [Buffer.from('{"repositoryEndpoint":')]],
      empty: () => [{}, []],
    };
    const server = createServer((incoming, outgoing) => {
      const [headers = {}, pieces = []] = documents[incoming.url?.split('name=')[1] ?? '']?.('') ?? [];
      outgoing.writeHead(200, headers);
      for (const piece of pieces) outgoing.write(piece);
      outgoing.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const heard: Answer[] = [];
    listenToAnswers(vocabulary, (one) => void heard.push(one));
    const sizes: Record<string, number> = {};
    for (const name of Object.keys(documents)) {
      const { port } = server.address() as AddressInfo;
      const asked = request({ port, host: '127.0.0.1', path: `/v1/repository/endpoint?name=${name}` }).end();
      const [incoming] = await once(asked, 'response');
      let size = 0;
      for await (const piece of incoming) size += piece.length;
      sizes[name] = size;
    }
    await new Promise((done) => server.close(done));
    expect(sizes).toMatchObject({ plain: 26, pieces: 27, binary: 300_000, broken: 22, empty: 0 });
    expect(heard.map(({ operation }) => operation)).toEqual(Array(6).fill('GetRepositoryEndpoint'));
    const lines = heard.map(({ shape }) => shape && linesOf(shape));
    const whole = { repositoryEndpoint: 'string' };
    expect(lines).toEqual([whole, whole, whole, undefined, undefined, undefined]);
  });
});

describe('a record', () => {
  const described = (body: object, status = 200) =>
    answer({ path: '/v1/repository', status, headers: JSON_TYPE, body: JSON.stringify(body) });

  test('counts answers of one kind as one', () => {
    const step = recordedStep('make', 0, [
      described({ repository: {} }),
      described({}, 404),
      described({ repository: { name: 'x' } }),
    ]);
    expect(step).toEqual({
      step: 'make',
      exit: 0,
      answers: [
        {
          operation: 'DescribeRepository',
          status: 200,
          type: 'application/json',
          count: 2,
          shape: { repository: 'object', 'repository.name': 'string?' },
        },
        { operation: 'DescribeRepository', status: 404, type: 'application/json', count: 1, shape: {} },
      ],
    });
  });

  test('is compared by what came, not by how often', () => {
    const [once, twice] = [1, 2].map((count) =>
      recordOf(recordedStep('make', 0, Array(count).fill(described({ repository: {} })))),
    );
    expect(differencesBetween(once as SmokeRecord, twice as SmokeRecord)).toEqual([]);
    const other = recordOf(recordedStep('make', 0, [described({ repository: [] })]), recordedStep('login npm', 0, []));
    expect(differencesBetween(once as SmokeRecord, other)).toEqual([
      'make: DescribeRepository 200 application/json: repository is object in A, array in B',
      'login npm: only in B',
    ]);
  });

  const fine = recordOf(
    recordedStep('publish 1.0.0', 0, [described({ repository: { name: 'x', upstreams: [{}], x: 1 } })]),
  );
  test('of words may be shown', () => expect(identifyingIn(fine, vocabulary)).toEqual([]));

  const changed = (change: (one: { step: string; answers: Record<string, unknown>[] }) => void) => {
    const copy = structuredClone(fine);
    for (const step of copy.steps) change(step as never);
    return copy;
  };
  test.each<readonly [string, SmokeRecord]>([
    ['a step', changed((step) => Object.assign(step, { step: 'publish @acme/utils' }))],
    ['an operation', changed(({ answers }) => Object.assign(answers[0] ?? {}, { operation: 'npm GET /acme utils' }))],
    ['an operation that is none', changed(({ answers }) => Object.assign(answers[0] ?? {}, { operation: 'MyOrg' }))],
    ['an error', changed(({ answers }) => Object.assign(answers[0] ?? {}, { error: 'arn:aws:iam' }))],
    ['a media type', changed(({ answers }) => Object.assign(answers[0] ?? {}, { type: 'my org' }))],
    [
      'a member',
      changed(({ answers }) => Object.assign(answers[0] ?? {}, { shape: { 'repository.my-org': 'string' } })),
    ],
    ['a value', changed(({ answers }) => Object.assign(answers[0] ?? {}, { shape: { repository: 'smk-staging' } }))],
    ['a number', changed(({ answers }) => Object.assign(answers[0] ?? {}, { count: '1' }))],
    ['an account', { ...fine, version: '111122223333' }],
  ])('with %s that is more than a word may not', (_, record) => {
    expect(identifyingIn(record, vocabulary)).not.toEqual([]);
  });

  test.each(['', 'null', '{}', '{"schema":"codeartifact-ci/plan@1","steps":[]}', `{"schema":"${RECORD_SCHEMA}"}`])(
    '%j is none',
    (text) => expect(() => readRecord(text, 'a.json')).toThrow(/^a\.json is no /),
  );
});
