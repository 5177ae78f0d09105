// Inputs that fuzzing found, one for each kind of fault.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { lintBuildspec } from '../../src/buildspec/lint/lint.ts';
import { readBuildspec } from '../../src/buildspec/runner/buildspec.ts';
import { registryEntries } from '../../src/commands/registry/registries.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { parseCoordinate } from '../../src/core/model/coordinates.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import { readRetention } from '../../src/core/operations/retire/retention.ts';
import { shownBriefly, shownWord } from '../../src/core/text/shown-text.ts';
import { formatList } from '../../src/formats/index.ts';
import { setNetrc } from '../../src/formats/shared/text/netrc.ts';
import { setYaml } from '../../src/formats/shared/text/yaml-edit.ts';
import { readFaultRules } from '../../src/local/faults/rules.ts';
import { conditionsHold } from '../../src/local/identity/conditions.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { testServer } from '../support/servers/local-server.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document that is about to be spoilt
type Json = any;
const folder = temporaryFolders();

/** What every object of JavaScript has. */
const INHERITED = ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'];

describe('names that every object of JavaScript has', () => {
  test.each(INHERITED)('%s is a word in a version like any other', (name) => {
    for (const { name: format, coordinates } of formatList) {
      const { compareVersions: compare, isPrerelease, satisfies } = coordinates;
      for (const version of [name, `1.0-${name}`, `1.0.${name}1`]) {
        expect({ format, order: compare?.(version, version) ?? 0 }).toEqual({ format, order: 0 });
        expect(Number.isNaN(compare?.(version, '1.0') ?? 0)).toBe(false);
        isPrerelease?.(version);
        satisfies?.('1.0', version);
      }
    }
  });
  test.each(INHERITED)('%s is no key that a request has', (key) => {
    const condition = {
      operator: 'stringlike',
      quantifier: undefined,
      ifExists: false,
      key: key.toLowerCase(),
      values: ['*'],
    };
    expect(conditionsHold([condition], {}, { effect: 'Allow', hasVariables: true })).toBe(false);
  });
  test.each(INHERITED)('%s is no member of a fault rule', (name) => {
    const rule = JSON.parse(`{"kind":"latency","${name}":1}`);
    expect(() => readFaultRules([rule])).toThrow(`there is no ${name}`);
  });
});

test('Maven compares numbers of any length', () => {
  const compare = formatList.find(({ name }) => name === 'maven')?.coordinates.compareVersions;
  expect(compare?.('9007199254740993', '9007199254740992')).toBeGreaterThan(0);
  expect(compare?.('1.9007199254740992', '1.9007199254740993')).toBeLessThan(0);
});

test('a text that is cut keeps its last character whole', () => {
  for (let length = 2; length < 12; length++) {
    const shown = shownBriefly('a😀'.repeat(20), length);
    expect(shownWord(shown)).toBe(shown);
  }
  expect(() => parseCoordinate(`${'😀'.repeat(100)}npm`)).toThrow(/^[^\ufffd?]*…` is not/);
});

test.each([
  ['a file that is nothing', (record: Json) => ({ ...record, files: [null] })],
  ['a path that is no text', (record: Json) => ({ ...record, files: [{ ...record.files[0], path: 7 }] })],
  ['a state that is no text', (record: Json) => ({ ...record, files: [{ ...record.files[0], after: {} }] })],
  ['a secret that is no text', (record: Json) => ({ ...record, secrets: [null] })],
  ['an end that is no number', (record: Json) => ({ ...record, expiresAt: 'soon' })],
])('a login record that is not whole is named, and nothing is touched: %s', async (_, change) => {
  const home = folder();
  const path = join(home, '.codeartifact-ci/logins/000001-a.json');
  const record = {
    ...{
      schema: 'codeartifact-ci/login@1',
      id: '000001-a',
      sequence: 1,
      job: 'terminal',
      expiresAt: 1,
      secrets: ['tok'],
    },
    ...{
      endpoints: [],
      variables: [],
      files: [{ path: join(home, '.npmrc'), after: '', syntax: 'lines', folders: [] }],
    },
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(change(record)));
  writeFileSync(join(home, '.npmrc'), 'fund=false');
  const host = recordingHost({ folder: home });
  const { sessions, warnings } = await cleanUp({}, host);
  host.close();
  expect(sessions).toEqual([]);
  expect(warnings).toEqual([`${path} cannot be read; the login it speaks of was not taken back`]);
  expect(readFileSync(join(home, '.npmrc'), 'utf8')).toBe('fund=false');
});

describe('.netrc', () => {
  test.each(['machine', 'machine x login', 'machine x password', 'machine x login a password'])(
    'that ends with %j takes no entry behind it',
    (text) => {
      for (const end of ['', '\n', '\n\n'])
        expect(() => setNetrc(`${text}${end}`, 'acme.example', 'aws', 'tok')).toThrow('an entry ends in the middle');
    },
  );
});

describe('YAML', () => {
  const warned: unknown[] = [];
  const { emitWarning } = process;
  beforeEach(() => {
    warned.splice(0);
    process.emitWarning = (warning: string | Error) => void warned.push(warning);
  });
  afterEach(() => {
    process.emitWarning = emitWarning;
  });
  const refused = (code: string) => expect.objectContaining({ code });

  test.each([
    ['an alias to nothing', 'version: 0.2\nphases: *none\n'],
    [
      'aliases without end',
      `version: 0.2\na: &a [x]\n${Array.from({ length: 9 }, (_, at) => `b${at}: &b${at} [${Array(9).fill(at === 0 ? '*a' : `*b${at - 1}`)}]`).join('\n')}\nphases: {}\n`,
    ],
    ['a hundred thousand levels', '['.repeat(100_000)],
    ['levels in a line', `version: 0.2\nphases:\n  ${'- '.repeat(60_000)}x\n`],
  ])('a buildspec with %s is refused', (_, text) => {
    expect(() => readBuildspec(text)).toThrow(refused('CA-SPEC-001'));
    expect(() => includeSnippets(text, ['login'])).toThrow(refused('CA-SPEC-001'));
    lintBuildspec(text);
  });

  test('inputs with a hundred thousand levels are refused', async () => {
    const deep = '['.repeat(100_000);
    await expect(readRetention(deep)).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    const inputs = readInputs(
      'login',
      (name) => (name === 'registries' ? deep : undefined),
      (name) => name,
    );
    await expect(registryEntries(inputs, { env: {}, log: {} as never })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
    });
  });

  test('warns of nothing by itself: a library writes past everything that takes secrets and commands out', async () => {
    const text = '? [a, "##[stop-commands]x"]\n: !strange b\n';
    await setYaml(text, [{ path: ['x'], value: 'y' }]).catch(() => undefined);
    await readRetention(text).catch(() => undefined);
    try {
      readBuildspec(text);
    } catch {
      // Refused or not, nothing is said.
    }
    lintBuildspec(text);
    expect(warned).toEqual([]);
  });
});

test.each([
  ['a field without a name', ['Content-Disposition: form-data\r\n\r\nx']],
  [
    'a field without a name behind the half of a file',
    [
      'Content-Disposition: form-data\r\n\r\nx',
      'Content-Disposition: form-data; name="content"; filename="a-1.0.tar.gz"\r\n\r\nhalf',
    ],
  ],
])('an upload to PyPI with %s is refused, and the server lives', async (_, parts) => {
  const server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
  const { authorizationToken } = await server
    .codeartifact()
    .send(new GetAuthorizationTokenCommand({ domain: 'my-org' }));
  const head = '--b\r\nContent-Disposition: form-data; name=":action"\r\n\r\nfile_upload\r\n';
  for (const end of ['\r\n--b--\r\n', '']) {
    const answer = await fetch(`${server.url}/pypi/d/my-org-123456789012/dev/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${authorizationToken}`, 'content-type': 'multipart/form-data; boundary=b' },
      body: `${head}--b\r\n${parts.join('\r\n--b\r\n')}${end}`,
    });
    expect(answer.status).toBe(400);
    await answer.text();
  }
  expect((await fetch(`${server.url}/_local/health`)).status).toBe(200);
  await server.close();
});
