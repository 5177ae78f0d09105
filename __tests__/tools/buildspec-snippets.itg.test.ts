// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are shell variables
// Each snippet on its own, in a pretended CodeBuild: what it finds, what it refuses, what it leaves behind.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { SNIPPETS, snippetBody } from '../../src/buildspec/templates/snippet-catalogue.ts';
import { COMMAND_LINE, type CodeBuild, noCommandLine, openCodeBuild, SHELLS } from '../support/programs/codebuild.ts';
import { findTool, runTool } from '../support/programs/tools.ts';

const suite = noCommandLine === undefined ? describe : describe.skip;
const LONG = 120_000;

let folder: string;
let codebuild: CodeBuild;

/** A buildspec with these blocks and these commands in `build`. */
const spec = (names: readonly string[], ...commands: string[]) =>
  includeSnippets(
    `version: 0.2\nphases:\n  build:\n    commands:\n${['pwd > start', ...commands].map((line) => `      - ${JSON.stringify(line)}\n`).join('')}`,
    names,
  ).text;

/** A buildspec with one command. */
const specOf = (command: string) => stringify({ version: 0.2, phases: { build: { commands: [command] } } });

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const shared = { CODEARTIFACT_REPOSITORY: 'shared', CODEARTIFACT_TOOLS: 'npm' };

/** A folder with stand-ins for programs that cannot run here. */
function programs(name: string, texts: Readonly<Record<string, string>>): string {
  const path = join(folder, `programs-${name}`);
  mkdirSync(path, { recursive: true });
  for (const [program, text] of Object.entries(texts)) {
    writeFileSync(join(path, program), `#!/bin/sh\n${text}`);
    chmodSync(join(path, program), 0o755);
  }
  return path;
}

beforeAll(async () => {
  if (noCommandLine !== undefined) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-snippets-')));
  codebuild = await openCodeBuild(folder);
});

afterAll(async () => {
  await codebuild?.registry.close();
  expect(codebuild?.registry.errors ?? []).toEqual([]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

suite.each(SHELLS)(`blocks under %s${noCommandLine ? ` (${noCommandLine})` : ''}`, (shell) => {
  const run = (
    text: string,
    options: Parameters<CodeBuild['build']>[2] = {},
    source = codebuild.source({ 'package.json': '{}' }),
  ) => codebuild.build(source, text, { shell, ...options });
  const fine = (built: { status: string; output: string }) =>
    expect(built.status === 'SUCCEEDED' ? '' : built.output).toBe('');

  test(
    'bootstrap finds the committed copy, and again; it changes no directory',
    async () => {
      const text = spec(['bootstrap'], 'pwd > end', 'node "$CODEARTIFACT_CLI" --version > version');
      const source = codebuild.source({});
      const built = await run(text, {}, source);
      fine(built);
      expect(built.variables.CODEARTIFACT_CLI).toBe(join(source, '.codeartifact-ci', 'codeartifact-ci.cjs'));
      expect(readFileSync(join(source, 'start'), 'utf8')).toBe(readFileSync(join(source, 'end'), 'utf8'));
      fine(await run(text, { env: { CODEARTIFACT_CLI: built.variables.CODEARTIFACT_CLI ?? '' } }, source));
    },
    LONG,
  );

  test(
    'bootstrap checks sha256 and version',
    async () => {
      const source = codebuild.source({});
      const copy = join(source, '.codeartifact-ci', 'codeartifact-ci.cjs');
      const version = (await runTool('node', [copy, '--version'], { cwd: source, home: folder })).stdout.trim();
      fine(
        await run(
          spec(['bootstrap']),
          { env: { CODEARTIFACT_CLI_SHA256: sha256(copy), CODEARTIFACT_CLI_VERSION: version } },
          source,
        ),
      );
      const other = await run(spec(['bootstrap']), { env: { CODEARTIFACT_CLI_VERSION: '9.9.9' } }, source);
      expect(other.output).toContain('is not version 9.9.9');
      expect(other.status).toBe('FAILED');
      writeFileSync(`${copy}.sha256`, `${'0'.repeat(64)}  codeartifact-ci.cjs\n`);
      const changed = await run(spec(['bootstrap']), {}, source);
      expect(changed.output).toContain('sha256');
      expect(changed.status).toBe('FAILED');
    },
    LONG,
  );

  test(
    'bootstrap takes a secondary source, and says what to do when there is nothing, or no Node.js',
    async () => {
      const secondary = join(folder, `secondary-${shell}`);
      mkdirSync(join(secondary, 'dist', 'cli'), { recursive: true });
      cpSync(COMMAND_LINE, join(secondary, 'dist', 'cli', 'index.js'));
      const empty = codebuild.source({}, { isWithoutCommandLine: true });
      fine(await run(spec(['bootstrap']), { env: { CODEBUILD_SRC_DIR_codeartifact_ci: secondary } }, empty));
      const missing = await run(spec(['bootstrap']), {}, empty);
      expect(missing.status).toBe('FAILED');
      expect(missing.output).toContain('buildspec include --vendor');
      const bare = programs(`bare-${shell}`, {});
      for (const name of ['cut', 'cat', 'mv', 'env', 'dash', 'bash', 'sh'])
        cpSync(
          realpathSync(['/usr/bin', '/bin'].map((place) => join(place, name)).find(existsSync) ?? ''),
          join(bare, name),
        );
      const noNode = await run(spec(['bootstrap']), { env: { PATH: bare } });
      expect(noNode.status).toBe('FAILED');
      expect(noNode.output).toContain('Node.js 18 or newer is missing');
    },
    LONG,
  );

  test(
    'bootstrap-s3 fetches once and refuses other bytes',
    async () => {
      const aws = programs(`s3-${shell}`, {
        aws: `[ "$1 $2 $3" = "s3 cp --only-show-errors" ] && [ "$4" = s3://tools/cli.cjs ] && cp '${COMMAND_LINE}' "$5" && echo fetched >> '${folder}/fetched-${shell}'\n`,
      });
      const env = { CODEARTIFACT_CLI_S3_URI: 's3://tools/cli.cjs', CODEARTIFACT_CLI_SHA256: sha256(COMMAND_LINE) };
      const source = codebuild.source({}, { isWithoutCommandLine: true });
      const text = spec(['bootstrap-s3'], 'node "$CODEARTIFACT_CLI" --version');
      fine(await run(text, { env, programs: aws }, source));
      const wrong = await run(
        text,
        { env: { ...env, CODEARTIFACT_CLI_SHA256: '0'.repeat(64) }, programs: aws },
        source,
      );
      expect(wrong.status).toBe('FAILED');
      expect(wrong.output).toContain('is not the expected');
      expect(existsSync(join(wrong.home, '.codeartifact-ci', 'cli', `${'0'.repeat(64)}.cjs`))).toBe(false);
      const denied = await run(
        text,
        { env: { ...env, CODEARTIFACT_CLI_S3_URI: 's3://tools/missing' }, programs: aws },
        source,
      );
      expect(denied.output).toContain('cannot be fetched');
      const unset = await run(text, { programs: aws }, source);
      expect(unset.status).toBe('FAILED');
      expect(unset.output).toContain('set it to the S3 location');
    },
    LONG,
  );

  const aws = findTool('aws', 'aws');
  const withAws = 'missing' in aws ? test.skip : test;
  withAws(
    `bootstrap-npm takes the command line from the registry itself${'missing' in aws ? ` (${aws.missing})` : ''}`,
    async () => {
      const packing = codebuild.source({
        'package.json': JSON.stringify({ name: 'codeartifact-ci', version: '0.9.0', files: ['dist'] }),
      });
      mkdirSync(join(packing, 'dist', 'cli'), { recursive: true });
      cpSync(COMMAND_LINE, join(packing, 'dist', 'cli', 'index.js'));
      fine(
        await run(
          spec(['publish'], 'mkdir -p build && npm pack --pack-destination build'),
          { env: { CODEARTIFACT_REPOSITORY: 'shared', CODEARTIFACT_PACKAGES: 'build/*.tgz' } },
          packing,
        ),
      );
      const env = {
        CODEARTIFACT_REPOSITORY: 'shared',
        CODEARTIFACT_CLI_VERSION: '0.9.0',
        CODEARTIFACT_CLI_SHA256: sha256(COMMAND_LINE),
      };
      const source = codebuild.source({}, { isWithoutCommandLine: true });
      const before = codebuild.tokens().length;
      const built = await run(spec(['bootstrap-npm'], 'node "$CODEARTIFACT_CLI" --version'), { env }, source);
      fine(built);
      expect(codebuild.tokens().length).toBe(before + 1);
      // Nothing of the token is left: no file, no variable.
      expect(JSON.stringify(built.variables)).not.toContain(codebuild.tokens().at(-1));
      const cli = join(built.home, '.codeartifact-ci', 'cli', sha256(COMMAND_LINE));
      expect(readdirSync(cli).sort()).toEqual(['codeartifact-ci-0.9.0.tgz', 'package']);
      const wrong = await run(
        spec(['bootstrap-npm']),
        { env: { ...env, CODEARTIFACT_CLI_SHA256: '1'.repeat(64) } },
        source,
      );
      expect(wrong.status).toBe('FAILED');
      expect(wrong.output).toContain('is not the expected');
      const missing = await run(
        spec(['bootstrap-npm']),
        { env: { ...env, CODEARTIFACT_CLI_VERSION: '0.9.1' } },
        source,
      );
      expect(missing.output).toContain('cannot be fetched');
    },
    LONG,
  );

  test(
    'login configures, twice is the same as once, and cleanup takes it back',
    async () => {
      const source = codebuild.source({ 'package.json': '{}' });
      const text = spec(
        ['login', 'cleanup'],
        'npm config get registry > registry',
        'ls -A "${TMPDIR}" > temporary',
        'node "$CODEARTIFACT_CLI" login >/dev/null 2>&1',
        'npm config get registry > again',
        'f="$(npm config get userconfig)"; stat -c %a "$f" > mode',
      );
      const built = await run(text, { env: shared }, source);
      fine(built);
      expect(readFileSync(join(source, 'registry'), 'utf8')).toBe(
        `${codebuild.registry.url}/npm/d/my-org-111122223333/shared/\n`,
      );
      expect(readFileSync(join(source, 'again'), 'utf8')).toBe(readFileSync(join(source, 'registry'), 'utf8'));
      expect(readFileSync(join(source, 'mode'), 'utf8').trim()).toBe('600');
      // npm keeps compiled code there on newer Node.js versions; that is npm's.
      expect(readFileSync(join(source, 'temporary'), 'utf8').replace('node-compile-cache\n', '')).toBe('');
      expectNoToken(built.home);
    },
    LONG,
  );

  test(
    'a denied login fails the build there, in the block',
    async () => {
      const before = codebuild.registry.exchanges.length;
      const built = await run(spec(['login', 'publish'], 'echo not-reached'), {
        env: {
          ...shared,
          CODEARTIFACT_DOMAIN: 'no-such-domain',
          CODEARTIFACT_PACKAGES: 'x',
          CODEARTIFACT_RETRY_MAX_ATTEMPTS: '1',
        },
      });
      expect(built.status).toBe('FAILED');
      expect(built.output).toMatch(/CA-FIND-001|CA-AUTH-003/);
      expect(built.output).not.toMatch(/^not-reached/m);
      expect(codebuild.registry.exchanges.slice(before).every(({ method }) => method !== 'PUT')).toBe(true);
    },
    LONG,
  );

  test(
    'a block without its bootstrap says so',
    async () => {
      for (const { name } of SNIPPETS.filter((snippet) => snippet.needsBootstrap && snippet.name !== 'cleanup')) {
        const text = spec([name]).replace(
          / *# >>> codeartifact-ci bootstrap [\s\S]*# <<< codeartifact-ci bootstrap\n/,
          "      - 'true'\n",
        );
        const built = await run(text);
        expect(built.status).toBe('FAILED');
        expect(built.output).toContain('the bootstrap block has to run before this one');
      }
      const cleanup = spec(['cleanup']).replace(
        / *# >>> codeartifact-ci bootstrap [\s\S]*# <<< codeartifact-ci bootstrap\n/,
        "      - 'true'\n",
      );
      expect((await run(cleanup)).status).toBe('SUCCEEDED');
    },
    LONG,
  );

  test(
    'token-refresh signs in again only when it is time',
    async () => {
      const before = codebuild.tokens().length;
      fine(await run(spec(['login', 'token-refresh']), { env: shared }));
      expect(codebuild.tokens().length).toBe(before + 1);
      fine(await run(spec(['login', 'token-refresh']), { env: { ...shared, CODEARTIFACT_REFRESH_AFTER: '0' } }));
      expect(codebuild.tokens().length).toBe(before + 3);
    },
    LONG,
  );

  test(
    'tag-guard can require a tag',
    async () => {
      const env = { CODEARTIFACT_REQUIRE_TAG: 'true' };
      const branch = await run(spec(['tag-guard']), { env, scenario: { name: 'webhook-branch' } });
      expect(branch.status).toBe('FAILED');
      expect(branch.output).toContain('a tag is required');
      const tag = await run(spec(['tag-guard', 'export']), {
        env,
        scenario: { name: 'manual-tag', reference: "it's/v1.2.3" },
      });
      fine(tag);
      expect(tag.exportedVariables).toEqual({
        IS_RELEASE: 'true',
        RELEASE_TAG: "it's/v1.2.3",
        RELEASE_VERSION: '1.2.3',
      });
    },
    LONG,
  );

  test(
    'docker-secret hands the token over in a file that goes away, also when the build of the image fails',
    async () => {
      const seen = join(folder, `docker-${shell}`);
      const text = spec(['docker-secret']);
      const docker = (status: number) =>
        programs(`docker-${shell}-${status}`, {
          docker: `printf '%s\\n' "$@" > '${seen}'\nfor word; do case "$word" in id=*) path="\${word#*src=}"; stat -c %a "$path" > '${seen}.mode'; cat "$path" > '${seen}.secret' ;; esac; done\nexit ${status}\n`,
        });
      const built = await run(text, { env: { ...shared, DOCKER_IMAGE: 'acme/app:1' }, programs: docker(0) });
      fine(built);
      const token = codebuild.tokens().at(-1) ?? 'none';
      expect(readFileSync(`${seen}.secret`, 'utf8').trim()).toBe(token);
      expect(readFileSync(`${seen}.mode`, 'utf8').trim()).toBe('600');
      const words = readFileSync(seen, 'utf8');
      expect(words).not.toContain(token);
      expect(JSON.stringify(built.variables)).not.toContain(token);
      const path = /src=(.*)/.exec(words)?.[1] ?? '';
      expect(existsSync(path)).toBe(false);
      const failed = await run(text, { env: { ...shared, DOCKER_IMAGE: 'acme/app:1' }, programs: docker(1) });
      expect(failed.status).toBe('FAILED');
      expect(existsSync(/src=(.*)/.exec(readFileSync(seen, 'utf8'))?.[1] ?? '')).toBe(false);
    },
    LONG,
  );

  test(
    'blocks are right in one shell for all commands, too, as the documentation has it',
    async () => {
      const source = codebuild.source({ 'package.json': '{}' });
      const names = ['bootstrap', 'login', 'tag-guard', 'token-refresh', 'publish', 'promote', 'cleanup'];
      const blocks = names.map((name) => (parse(snippetBody(name)) as string[])[0] ?? '');
      const script = [
        'before="$-|$PWD|$(umask)|$IFS"',
        ...blocks,
        'after="$-|$PWD|$(umask)|$IFS"',
        '[ "$before" = "$after" ] && echo unchanged',
      ];
      const built = await run(specOf(script.join('\n')), { env: shared, scenario: { name: 'webhook-branch' } }, source);
      fine(built);
      expect(built.output).toMatch(/^unchanged$/m);
      // A login that fails must not end the shell of the user's own commands: the next line still runs.
      const failing = await run(specOf([blocks[0], blocks[1], 'echo "status $?"'].join('\n')), {
        env: { ...shared, CODEARTIFACT_DOMAIN: 'no-such-domain', CODEARTIFACT_RETRY_MAX_ATTEMPTS: '1' },
      });
      expect(failing.output).toMatch(/^status [1-9]/m);
    },
    LONG,
  );

  test(
    'credentials come from the container endpoint, afresh for each command, and are never copied',
    async () => {
      const endpoint = await containerEndpoint();
      try {
        const env = {
          ...shared,
          AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint.url,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-password',
          CODEARTIFACT_REFRESH_AFTER: '0',
        };
        const built = await run(spec(['login', 'token-refresh', 'cleanup']), { env, isWithoutKeys: true });
        fine(built);
        // The first keys end before the second sign-in, as they do in a build of more than an hour.
        expect(endpoint.asked).toEqual(['container-password', 'container-password']);
        const signers = codebuild.registry.exchanges.flatMap(
          ({ headers }) => /Credential=([A-Z0-9]+)\//.exec(headers.authorization ?? '')?.[1] ?? [],
        );
        expect(signers).toEqual(expect.arrayContaining(['ASIAEXAMPLE000000001', 'ASIAEXAMPLE000000002']));
        expect(Object.keys(built.variables).filter((name) => /^AWS_(ACCESS|SECRET|SESSION)/.test(name))).toEqual([]);
      } finally {
        endpoint.server.close();
      }
    },
    LONG,
  );
});

/** Stands in for the endpoint at 169.254.170.2: new keys each time, the first already about to end. */
async function containerEndpoint(): Promise<{ url: string; asked: (string | undefined)[]; server: Server }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    const count = asked.length;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        AccessKeyId: `ASIAEXAMPLE00000000${count}`,
        SecretAccessKey: 'example',
        Token: `session-${count}`,
        Expiration: new Date(Date.now() + (count === 1 ? 360_000 : 3_600_000)).toISOString(),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/credentials`, asked, server };
}

/** No file below the folder holds any token handed out. */
function expectNoToken(path: string): void {
  for (const name of readdirSync(path)) {
    const file = join(path, name);
    if (statSync(file).isDirectory()) expectNoToken(file);
    else {
      const text = readFileSync(file, 'utf8');
      for (const token of codebuild.tokens()) if (text.includes(token)) throw new Error(`${file} holds a token`);
    }
  }
}
