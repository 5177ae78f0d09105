// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what other programs replace
// The documents that one run leaves to another, and lists that people write: manifest, plan, record, journal, login
// record, retention rules, setup, lock files. The real thing with members and characters changed is read, or refused with
// a code; a journal is never refused; logging out never throws.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { registryEntries } from '../../../src/commands/registry/registries.ts';
import { documentText } from '../../../src/core/documents/canonical.ts';
import { planHash } from '../../../src/core/documents/plan-hash.ts';
import { PROMOTION_RECORD_SCHEMA } from '../../../src/core/documents/promotion-record.ts';
import { readManifest, readPlan, readPromotionRecord } from '../../../src/core/documents/read.ts';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
import { runOfRecord } from '../../../src/core/documents/run-of-record.ts';
import { readInputs } from '../../../src/core/inputs/read.ts';
import { FilesOnDisk, inspectTool } from '../../../src/core/operations/login/inspect-tool.ts';
import { cleanUp } from '../../../src/core/operations/login/logout.ts';
import { readRetention } from '../../../src/core/operations/retire/retention.ts';
import { formatList } from '../../../src/formats/index.ts';
import { parseSetup } from '../../../src/local/setup/apply.ts';
import { parseReceived } from '../../../src/local/setup/parse.ts';
import { handSetClock, QUIET_PROCESSES } from '../../support/host.ts';
import { ACCEPTED, ACCIDENT, endOf, type FuzzArea, promise } from '../engine/area.ts';
import { changeText, changeValue, textChanges, valueChanges } from '../engine/changes.ts';
import { memoryFiles } from '../engine/memory-files.ts';

interface Case {
  readonly kind: string;
  readonly text: string;
}

interface Kind {
  readonly samples: readonly string[];
  read(text: string): unknown;
  /** Puts right what only a writer can know, so that the changes behind it are reached. */
  mend?(value: Record<string, unknown>): unknown;
}

const FIXTURES = join(import.meta.dirname, '../../compatibility/fixtures/0.1.0');
const fixture = (path: string) => readFileSync(join(FIXTURES, path), 'utf8');
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' };
const ENDPOINT = 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/prod/';

const record = {
  schema: PROMOTION_RECORD_SCHEMA,
  run: 'r1',
  beganAt: '2026-01-02T03:04:05.000Z',
  storedAt: '2026-01-02T03:05:05.000Z',
  startedBy: { system: 'github', actor: 'ci' },
  source: { ...place, repository: 'dev' },
  destination: place,
  mode: 'copy',
  planHash: 'a'.repeat(64),
  approval: { planHash: 'a'.repeat(64), by: 'ci' },
  outcomes: [{ kind: 'promoted', ref: 'pkg:npm/%40acme/utils@1.2.3' }],
  writes: [{ action: 'copy', purls: ['pkg:npm/%40acme/utils@1.2.3'], result: 'copied' }],
  notes: [],
  warnings: ['w'],
};

const RETENTION =
  'keep-newest: 3\nkeep-younger-than: 30d\nkeep-tagged: true\nkeep-promoted-to: [prod]\nrollback-window: 2w\ngrace-period: 12h\n';
const REGISTRIES =
  '- domain: my-org\n  domain-owner: "111122223333"\n  repository: prod\n  tools: npm, pip\n- registry-url: https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/prod/\n  scope: "@acme"\n';
const SETUP = {
  account: '123456789012',
  domains: [
    {
      name: 'my-org',
      owner: '111122223333',
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'codeartifact:*',
            Resource: '*',
            Condition: { StringLike: { 'aws:username': '${aws:username}' } },
          },
        ],
      },
      repositories: [
        { name: 'dev', upstreams: ['public'] },
        { name: 'public', externalConnection: 'public:npmjs' },
      ],
    },
  ],
  roles: [
    {
      name: 'build',
      trustPolicy: { Statement: { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' } },
    },
  ],
  faults: [{ kind: 'throttle', operation: 'List*', count: 1 }],
};

/** What lock files and settings look like, by the names under which tools look for them. */
const LOCKS: Readonly<Record<string, string>> = {
  'package-lock.json': `{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"${ENDPOINT}a/-/a-1.0.0.tgz","integrity":"sha512-x"}}}`,
  'npm-shrinkwrap.json': '{"dependencies":{"a":{"resolved":"https://registry.npmjs.org/a/-/a-1.0.0.tgz"}}}',
  'pnpm-lock.yaml': `lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {tarball: ${ENDPOINT}a/-/a-1.0.0.tgz}\n`,
  'yarn.lock': `# yarn lockfile v1\n\na@^1.0.0:\n  version "1.0.0"\n  resolved "${ENDPOINT}a/-/a-1.0.0.tgz#abc"\n`,
  'bun.lock': `{ "packages": { "a": ["a@1.0.0", "${ENDPOINT}a/-/a-1.0.0.tgz", {}, "sha512-x"], } }`,
  'package.json': '{"name":"x","packageManager":"yarn@4.1.0"}',
  '.npmrc': `registry=${ENDPOINT}\n//my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/prod/:_authToken=abc\n`,
  '.yarnrc.yml': `npmRegistryServer: ${ENDPOINT}\nnpmScopes:\n  acme:\n    npmRegistryServer: ${ENDPOINT}\n    npmAuthToken: abc\n`,
  'pip.conf':
    '[global]\nindex-url = https://aws:abc@my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/pypi/prod/simple/\n',
  'uv.toml': '[[index]]\nname = "acme"\nurl = "https://x.example/simple/"\ndefault = true\n',
  'uv.lock': 'version = 1\n[[package]]\nname = "a"\nsource = { registry = "https://pypi.org/simple" }\n',
  'pyproject.toml':
    '[tool.poetry]\nname = "x"\n[[tool.poetry.source]]\nname = "acme"\nurl = "https://x.example/simple/"\n[[tool.uv.index]]\nurl = "https://x.example/"\n',
  'poetry.lock':
    '[[package]]\nname = "a"\n[package.source]\ntype = "legacy"\nurl = "https://x.example/simple"\nreference = "acme"\n',
  'settings.xml': `<settings><servers><server><id>a</id><username>aws</username><password>\${env.TOKEN}</password></server></servers><profiles><profile><id>p</id><repositories><repository><id>a</id><url>${ENDPOINT}</url></repository></repositories></profile></profiles></settings>`,
  'NuGet.Config': `<configuration><packageSources><add key="a" value="${ENDPOINT}v3/index.json"/></packageSources><packageSourceCredentials><a><add key="ClearTextPassword" value="x"/></a></packageSourceCredentials></configuration>`,
};

const tools = formatList.flatMap((format) => format.tools).filter((tool) => tool.inspect);

const KINDS: Readonly<Record<string, Kind>> = {
  manifest: { samples: [fixture('release/codeartifact-release.json')], read: (text) => readManifest(text, 'm.json') },
  plan: {
    samples: [fixture('release/codeartifact-plan.json')],
    read: (text) => readPlan(text, 'p.json'),
    mend: (value) => {
      try {
        return { ...value, hash: planHash(value as never) };
      } catch {
        return value;
      }
    },
  },
  record: { samples: [documentText(record)], read: (text) => runOfRecord(readPromotionRecord(text, 'r.json')) },
  journal: {
    samples: [fixture('rolled-back/journal.jsonl'), fixture('interrupted/journal.jsonl')],
    read: (text) => {
      const { runs } = readJournal(text, 'journal.jsonl');
      for (const run of runs)
        promise(
          run.writes.every(({ step }) => Number.isSafeInteger(step)),
          () => 'a step without a number',
        );
    },
  },
  login: {
    samples: [fixture('logged-in/home/.codeartifact-ci/logins/000001-b7lscmh3.json')],
    read: async (text) => {
      const home = '/home/ci';
      const texts = {
        '.codeartifact-ci/logins/000001-b7lscmh3.json': text,
        '.npmrc': fixture('logged-in/home/.npmrc'),
        '.netrc': fixture('logged-in/home/.netrc'),
      };
      const files = memoryFiles(
        Object.fromEntries(
          Object.entries(texts).map(([path, content]) => [join(home, path), Buffer.from(content).toString('base64')]),
        ),
      );
      const host = {
        home,
        files,
        clock: handSetClock(),
        env: {},
        log: {} as never,
        interrupted: new AbortController().signal,
        platform: 'linux' as const,
        workingDirectory: '/project',
        temporaryDirectory: '/tmp',
        processes: QUIET_PROCESSES,
      };
      for (const sessions of [undefined, ['000001-b7lscmh3']]) {
        const { warnings } = await cleanUp({ sessions }, host);
        for (const warning of warnings)
          promise(!ACCIDENT.test(warning), () => `a warning that tells an accident: ${warning}`);
      }
    },
  },
  retention: { samples: [RETENTION], read: readRetention },
  registries: {
    samples: [REGISTRIES],
    read: (text) =>
      registryEntries(
        readInputs(
          'login',
          (name) => (name === 'registries' ? text : undefined),
          (name) => name,
        ),
        { env: { AWS_REGION: 'us-east-1' }, log: { warning: () => undefined } as never },
      ),
  },
  setup: {
    samples: [JSON.stringify(SETUP, undefined, 1)],
    read: async (text) => {
      try {
        parseSetup(parseReceived(text));
      } catch (error) {
        // In words; whoever asked makes a 400 or CA-INPUT-001 of it.
        promise(
          error instanceof Error && !ACCIDENT.test(error.message),
          () => `an accident: ${(error as Error).stack}`,
        );
      }
    },
  },
  locks: {
    samples: Object.entries(LOCKS).map(([name, text]) => `${name}\n${text}`),
    read: async (text) => {
      const name = text.slice(0, text.indexOf('\n'));
      const folders = [
        '/project',
        '/home/ci',
        '/home/ci/.config/pip',
        '/home/ci/.config/uv',
        '/home/ci/.m2',
        '/home/ci/.nuget/NuGet',
      ];
      const held = Buffer.from(text.slice(text.indexOf('\n') + 1)).toString('base64');
      const files = memoryFiles(Object.fromEntries(folders.map((folder) => [join(folder, name), held])));
      for (const tool of tools) {
        const found = await inspectTool(tool, ENDPOINT, {
          host: { platform: 'linux', home: '/home/ci', accountHome: '/home/ci', env: {}, files, surface: 'plain' },
          workingDirectory: '/project',
          view: new FilesOnDisk(files),
        });
        for (const remark of found?.remarks ?? [])
          promise(
            !ACCIDENT.test(`${remark.found} ${remark.fix}`),
            () => `a remark that tells an accident: ${remark.found}`,
          );
        for (const { url } of found?.registries ?? [])
          promise(typeof url === 'string' && !/\/\/[^/]*@/.test(url), () => `an address with credentials: ${url}`);
      }
    },
  },
};

export const documents: FuzzArea<Case> = {
  name: 'documents',
  share: 9,
  longestMs: 3_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => ({
    inputs: fc
      .record({
        kind: fc.constantFrom(...Object.keys(KINDS)),
        which: fc.nat({ max: 30 }),
        how: fc.nat({ max: 2 }),
        values: valueChanges,
        texts: textChanges,
      })
      .map(({ kind, which, how, values, texts }): Case => {
        const { samples, mend } = KINDS[kind] as Kind;
        const sample = samples[which % samples.length] as string;
        if (kind === 'locks') {
          const [name = '', ...rest] = sample.split('\n');
          return { kind, text: `${name}\n${changeText(rest.join('\n'), texts)}` };
        }
        if (how === 0 || !sample.startsWith('{')) return { kind, text: changeText(sample, texts) };
        if (kind === 'journal') {
          const lines = sample
            .split('\n')
            .map((line, at) =>
              line === '' || (at + which) % 3 > 0 ? line : JSON.stringify(changeValue(JSON.parse(line), values)),
            );
          return { kind, text: lines.join('\n') };
        }
        const changed = changeValue(JSON.parse(sample), values);
        const isObject = typeof changed === 'object' && changed !== null && !Array.isArray(changed);
        return {
          kind,
          text: JSON.stringify(isObject && mend ? mend(changed as Record<string, unknown>) : changed) ?? 'null',
        };
      }),
    written: (one) => JSON.stringify(one),
    attempt: async ({ kind, text }) => {
      const end = await endOf(() => (KINDS[kind] as Kind).read(text));
      promise(end === ACCEPTED || kind !== 'journal', () => `a journal is refused with ${end}`);
      return end;
    },
  }),
};
