// A pretended CodeBuild: the real command line, the real local server, the runner, and a scan of all output for tokens.
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BatchResult, runBatch } from '../../../src/buildspec/runner/batch.ts';
import type { ShellKind } from '../../../src/buildspec/runner/command.ts';
import { type BuildRequest, type BuildResult, runBuild } from '../../../src/buildspec/runner/run.ts';
import type { Scenario } from '../../../src/buildspec/runner/scenarios.ts';
import { spellings } from '../../../src/core/model/secret.ts';
import type { LocalServerOptions } from '../../../src/local/server-options.ts';
import { createFiles } from '../../../src/machine/files.ts';
import { runShell } from '../../../src/machine/shell.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../servers/local-registry.ts';

/** The bundle under test. */
export const COMMAND_LINE = resolve(
  process.env.CODEARTIFACT_CI_CLI ?? join(import.meta.dirname, '..', '..', '..', 'dist', 'cli', 'index.js'),
);
export const noCommandLine = existsSync(COMMAND_LINE) ? undefined : 'dist/cli is not built (npm run build)';
export const SHELLS: readonly ShellKind[] = ['dash', 'bash-as-sh'];

export interface BuildOptions {
  readonly shell?: ShellKind;
  readonly scenario?: Scenario;
  /** Given when the build is started; the home folder is the build's own. */
  readonly env?: Readonly<Record<string, string>> | ((home: string) => Readonly<Record<string, string>>);
  readonly secrets?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
  /** Put before PATH: stand-ins for programs. */
  readonly programs?: string | undefined;
  /** Without AWS keys in the environment. */
  readonly isWithoutKeys?: boolean;
}

export interface Built extends BuildResult {
  readonly output: string;
  /** The home folder of this build. */
  readonly home: string;
}

export interface CodeBuild {
  readonly registry: TestRegistry;
  /** A source folder with these files and, unless told otherwise, the command line as `--vendor` puts it. */
  source(files: Readonly<Record<string, string>>, options?: { isWithoutCommandLine?: boolean }): string;
  /** Runs a build in it and fails when a token shows in its output. */
  build(source: string, text: string, options?: BuildOptions): Promise<Built>;
  /** The same for a batch. */
  batch(source: string, text: string, options?: BuildOptions): Promise<BatchResult & { readonly output: string }>;
  /** Versions in a repository, as `format/name@version`. */
  versions(repository: string): Promise<string[]>;
  /** Authorization tokens handed out so far. */
  tokens(): string[];
}

export async function openCodeBuild(folder: string, server?: LocalServerOptions): Promise<CodeBuild> {
  const repositories = ['shared', 'staging', 'production'].map((name) => ({ name }));
  const setup = { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] };
  const registry = await openTestRegistry(folder, { setup, ...server });
  let count = 0;
  const tokens = () =>
    registry.exchanges.flatMap(({ answer }) => /"authorizationToken": ?"([^"]+)"/.exec(answer ?? '')?.[1] ?? []);

  async function run<R>(
    source: string,
    text: string,
    options: BuildOptions,
    how: (request: BuildRequest) => Promise<R>,
  ) {
    count++;
    const home = join(folder, `home-${count}`);
    const temporary = join(folder, `tmp-${count}`);
    for (const path of [home, temporary]) mkdirSync(path, { recursive: true });
    let output = '';
    const keys = options.isWithoutKeys ? {} : { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'example' };
    const result = await how({
      text,
      sourceDirectory: source,
      scenario: options.scenario ?? { name: 'manual' },
      shell: options.shell ?? 'dash',
      image: {
        PATH: [options.programs, process.env.PATH].filter(Boolean).join(':'),
        HOME: home,
        TMPDIR: temporary,
        LANG: 'C.UTF-8',
        AWS_ENDPOINT_URL_CODEARTIFACT: registry.url,
        AWS_ENDPOINT_URL_STS: registry.url,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...keys,
      },
      overrides: {
        CODEARTIFACT_DOMAIN: DOMAIN,
        CODEARTIFACT_DOMAIN_OWNER: ACCOUNT,
        ...(typeof options.env === 'function' ? options.env(home) : options.env),
      },
      secrets: options.secrets,
      print: (part) => {
        output += part;
        options.onOutput?.(part);
      },
      signal: options.signal,
    });
    for (const token of tokens())
      for (const spelling of spellings(token))
        if (output.includes(spelling)) throw new Error('an authorization token is in the output of the build');
    return { ...result, output, home };
  }

  const machine = (source: string) => ({ files: createFiles(source, folder), shell: runShell });
  const build = (source: string, text: string, options: BuildOptions = {}) =>
    run(source, text, options, (request) => runBuild(request, machine(source)));
  const batch = (source: string, text: string, options: BuildOptions = {}) =>
    run(source, text, options, (request) => runBatch(request, machine(source)));

  return {
    registry,
    tokens,
    build,
    batch,
    source(files, { isWithoutCommandLine = false } = {}) {
      count++;
      const source = join(folder, `source-${count}`);
      mkdirSync(source);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(source, path, '..'), { recursive: true });
        writeFileSync(join(source, path), text);
      }
      if (!isWithoutCommandLine) {
        mkdirSync(join(source, '.codeartifact-ci'), { recursive: true });
        cpSync(COMMAND_LINE, join(source, '.codeartifact-ci', 'codeartifact-ci.cjs'));
      }
      return source;
    },
    async versions(repository) {
      const found: string[] = [];
      for await (const each of registry.client.listPackages(registry.at(repository), {}))
        for await (const version of registry.client.listPackageVersions(registry.at(repository), each))
          found.push(`${each.format}/${each.namespace ? `${each.namespace}/` : ''}${each.name}@${version.version}`);
      return found.sort();
    },
  };
}
