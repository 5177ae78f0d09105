// A strict server with a domain full of what is other people's, a user who may do what `--policy` prints, and the smoke
// program as a process of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CodeartifactClient,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeDomainCommand,
  DescribeRepositoryCommand,
  GetDomainPermissionsPolicyCommand,
  GetRepositoryPermissionsPolicyCommand,
  ListTagsForResourceCommand,
  PublishPackageVersionCommand,
  paginateListDomains,
  paginateListPackageGroups,
  paginateListPackages,
  paginateListPackageVersions,
  paginateListRepositoriesInDomain,
} from '@aws-sdk/client-codeartifact';
import { TAG_KEY } from '../../scripts/smoke/names.mjs';
import { policyOf } from '../../scripts/smoke/policy.mjs';
import { digest } from '../support/packages/maven-package.ts';
import { ROOT } from '../support/programs/runner.ts';
import { type TestServer, testServer } from '../support/servers/local-server.ts';
import { ACCOUNT, ADMIN, allow, OTHER, SECRET, user } from '../support/worlds/sign-in-world.ts';

export const DOMAIN = 'my-org';
export const PREFIX = 'smk';
export const REGION = 'us-east-1';
/** As a run of the program writes it. */
export const SOME_RUN = '20260101T000000Z-0123456789ab';
/** What every command is told. */
export const PLACE = ['--domain', DOMAIN, '--prefix', PREFIX, '--region', REGION];

interface Stranger {
  readonly domain: string;
  readonly owner: string;
  readonly name: string;
  readonly tag?: string;
}

/** Repositories of other people, as near to those of the prefix as names can be; each with packages of the same names. */
const STRANGERS: readonly Stranger[] = [
  ...['smk', 'smk-stagin', 'smk-staging2', 'smk-staging-old', 'smk-production.old'],
  ...['smkx-staging', 'asmk-staging', 'smk_staging', 'staging'],
]
  .map((name): Stranger => ({ domain: DOMAIN, owner: ACCOUNT, name }))
  .concat([
    // Runs of other prefixes, which are as much the program's as this one's, and none of its business.
    { domain: DOMAIN, owner: ACCOUNT, name: 'smk2-staging', tag: SOME_RUN },
    { domain: DOMAIN, owner: ACCOUNT, name: 'smk-eu-production', tag: SOME_RUN },
    // The same names elsewhere.
    { domain: 'my-org2', owner: ACCOUNT, name: 'smk-staging', tag: SOME_RUN },
    { domain: 'my-org2', owner: ACCOUNT, name: 'smk-production' },
    { domain: DOMAIN, owner: OTHER, name: 'smk-staging', tag: SOME_RUN },
    { domain: DOMAIN, owner: OTHER, name: 'smk-production' },
  ]);

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves when standard error holds this line. */
  said(line: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly pid: number;
  readonly ended: Promise<Ran>;
}

export interface SmokeWorld {
  readonly server: TestServer;
  /** Reads everything, as the administrator: not with the program's own client. */
  readonly reader: CodeartifactClient;
  readonly folder: string;
  /** Variables of a user of the program. */
  readonly env: Readonly<Record<string, string>>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** All that the server holds of both accounts. */
  snapshot(): Promise<unknown>;
  /** Requests of the program and its children, since the beginning. */
  asked(): ReturnType<TestServer['requests']['list']>;
  /** As somebody else: a repository of the domain, with or without the tag of the program. */
  make(repository: string, tag?: string): Promise<void>;
  /** As somebody else, too. */
  publish(repository: string, name: { namespace?: string; package: string; version: string }): Promise<void>;
  remove(...repositories: readonly string[]): Promise<void>;
  /** Names in the folder for temporary files. */
  temporary(): string[];
}

export interface SmokeWorldOptions {
  /** Default: what `--policy` prints. */
  readonly policy?: unknown;
  /** Without the other people. */
  readonly isEmpty?: boolean;
}

export const placeOf = (more: { domain?: string; domainOwner?: string; createDomain?: boolean } = {}) => ({
  domain: DOMAIN,
  prefix: PREFIX,
  region: REGION,
  domainOwner: undefined,
  createDomain: false,
  ...more,
});

const tagged = (tag: string | undefined) => (tag === undefined ? {} : { tags: { [TAG_KEY]: tag } });

export async function openSmokeWorld(folder: string, options: SmokeWorldOptions = {}): Promise<SmokeWorld> {
  const { isEmpty = false, policy = policyOf(placeOf()) } = options;
  const strangers = isEmpty ? [] : STRANGERS;
  const domainOf = (name: string, owner: string) => ({
    name,
    owner,
    tags: { team: 'platform' },
    repositories: strangers
      .filter((one) => one.domain === name && one.owner === owner)
      .map(({ name: repository, tag }) => ({ name: repository, ...tagged(tag) })),
    packageGroups: [{ pattern: '/npm/smk/*' }],
  });
  const smoke = user('smoke', [policy]);
  const neighbour = user('neighbour', [allow('codeartifact:*')], OTHER);
  const server = await testServer({
    account: ACCOUNT,
    auth: 'strict',
    root: ADMIN,
    setup: {
      users: [smoke, neighbour],
      domains: [domainOf(DOMAIN, ACCOUNT), domainOf('my-org2', ACCOUNT), domainOf(DOMAIN, OTHER)],
    },
  });
  const reader = server.codeartifact(ADMIN);
  const readerOf = (owner: string) =>
    owner === ACCOUNT ? reader : server.codeartifact({ accessKeyId: neighbour.accessKeyId, secretAccessKey: SECRET });
  const publish = async (
    at: { domain: string; domainOwner: string; repository: string },
    name: { namespace?: string; package: string; version: string },
  ) => {
    const content = Buffer.from(`${at.repository} ${name.package}`);
    await readerOf(at.domainOwner).send(
      new PublishPackageVersionCommand({
        ...{ ...at, format: 'generic', namespace: name.namespace, package: name.package },
        ...{ packageVersion: name.version, assetName: 'a.bin', assetContent: content },
        assetSHA256: digest('sha256', content),
      }),
    );
  };
  const filled = strangers.map(async ({ domain, owner, name }) => {
    const at = { domain, domainOwner: owner, repository: name };
    await publish(at, { namespace: 'smk-smoke', package: 'smk-smoke', version: '1.0.0' });
    await publish(at, { namespace: 'other', package: 'firmware', version: '1.0.0' });
  });
  await Promise.all(filled);
  server.requests.clear();

  const temporary = join(folder, 'tmp');
  const home = join(folder, 'home');
  for (const path of [temporary, home]) mkdirSync(path, { recursive: true });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    AWS_ACCESS_KEY_ID: smoke.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_ENDPOINT_URL_CODEARTIFACT: server.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const world: SmokeWorld = {
    server,
    reader,
    folder,
    env,
    start: (args, more = {}) => startProgram(args, { ...env, ...more }, folder),
    run: (args, more = {}) => world.start(args, more).ended,
    snapshot: () => snapshotOf([readerOf(ACCOUNT), readerOf(OTHER)]),
    asked: () => server.requests.list().filter(({ caller }) => caller?.includes('user/smoke')),
    async make(repository, tag) {
      const tags = tag === undefined ? [] : [{ key: TAG_KEY, value: tag }];
      await reader.send(new CreateRepositoryCommand({ domain: DOMAIN, domainOwner: ACCOUNT, repository, tags }));
    },
    async remove(...repositories) {
      for (const repository of repositories)
        await reader.send(new DeleteRepositoryCommand({ domain: DOMAIN, domainOwner: ACCOUNT, repository }));
    },
    publish: (repository, name) => publish({ domain: DOMAIN, domainOwner: ACCOUNT, repository }, name),
    temporary: () => readdirSync(temporary),
  };
  return world;
}

function startProgram(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Running {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'smoke.mjs'), ...args], {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const watchers = new Set<() => void>();
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  child.stderr.on('data', (piece) => {
    stderr += piece;
    for (const look of watchers) look();
  });
  const ended = new Promise<Ran>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status, signal) => {
      done({ status: status ?? (signal === 'SIGKILL' ? 137 : 143), stdout, stderr });
      for (const look of watchers) look();
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    said: (line) =>
      new Promise((done, fail) => {
        const look = () => {
          if (`\n${stderr}`.includes(`\n${line}\n`)) done();
          else if (child.exitCode !== null || child.signalCode !== null)
            fail(new Error(`ended without saying ${line}:\n${stderr}`));
          else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      }),
  };
}

/** What the service answers, without the facts of the exchange. */
const plain = ({ $metadata: _, ...answer }: object & { $metadata?: unknown }) => answer;
const orMissing = (call: Promise<{ $metadata: unknown }>) => call.then(plain, (error: Error) => error.name);

async function snapshotOf(readers: readonly CodeartifactClient[]): Promise<unknown> {
  const all: Record<string, unknown> = {};
  for (const reader of readers)
    for (const { name: domain = '', owner = '' } of await domainsOf(reader)) {
      const at = { domain, domainOwner: owner };
      const described = await reader.send(new DescribeDomainCommand(at));
      all[`${owner}/${domain}`] = {
        domain: described.domain,
        tags: await tagsAt(reader, described.domain?.arn),
        policy: await orMissing(reader.send(new GetDomainPermissionsPolicyCommand(at))),
        groups: await collected(
          paginateListPackageGroups({ client: reader }, at),
          ({ packageGroups }) => packageGroups,
        ),
      };
      const found = await collected(
        paginateListRepositoriesInDomain({ client: reader }, at),
        ({ repositories }) => repositories,
      );
      const looked = found.map(async ({ name = '' }) => {
        all[`${owner}/${domain}/${name}`] = await repositoryOf(reader, at, name);
      });
      await Promise.all(looked);
    }
  return all;
}

const domainsOf = (client: CodeartifactClient) =>
  collected(paginateListDomains({ client }, {}), ({ domains }) => domains);

const tagsAt = (client: CodeartifactClient, arn: string | undefined) =>
  orMissing(client.send(new ListTagsForResourceCommand({ resourceArn: arn })));

async function repositoryOf(client: CodeartifactClient, of: { domain: string; domainOwner: string }, name: string) {
  const at = { ...of, repository: name };
  const { repository } = await client.send(new DescribeRepositoryCommand(at));
  const packages: Record<string, unknown> = {};
  for (const one of await collected(paginateListPackages({ client }, at), (page) => page.packages)) {
    const ref = { format: one.format, namespace: one.namespace, package: one.package };
    const versions = await collected(
      paginateListPackageVersions({ client }, { ...at, ...ref }),
      (page) => page.versions,
    );
    // With the revision, which stands for the files.
    packages[JSON.stringify(one)] = versions;
  }
  return {
    repository,
    tags: await tagsAt(client, repository?.arn),
    policy: await orMissing(client.send(new GetRepositoryPermissionsPolicyCommand(at))),
    packages,
  };
}

async function collected<P, T>(pages: AsyncIterable<P>, itemsOf: (page: P) => readonly T[] | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...(itemsOf(page) ?? []));
  return all;
}
