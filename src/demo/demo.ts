// The main job, end to end and offline: a local CodeArtifact, sign-in through OIDC, configuration, publishing to
// staging, promotion of the same bytes to production, installation from there with the real clients, a second release
// and its rollback, and clean-up.
// Nothing of the user's own configuration is touched: home, caches and folders are temporary.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { CommandResult } from '../commands/definition/result.ts';
import { commands } from '../commands/index.ts';
import { interruption } from '../core/calls/waits.ts';
import type { ReleaseManifest } from '../core/documents/manifest.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { VerbName } from '../core/inputs/commands.ts';
import { readInputs } from '../core/inputs/read.ts';
import { Secret, spellings } from '../core/model/secret.ts';
import { type LocalServer, startLocalServer } from '../local/server.ts';
import { createHost, type MachineHost } from '../machine/host.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createRedaction } from '../machine/redaction.ts';
import { GREETING, packageRoot, writeGreeting, writePythonProject } from './packages.ts';
import { isUnpacked, memberDigests } from './unpacked.ts';

const account = '123456789012';
const domain = 'my-org';
const region = 'us-east-1';

export interface DemoOptions {
  /** The file that runs, to find this package. */
  readonly from: string;
  readonly print: (line: string) => void;
  readonly keep: boolean;
  readonly interruption: DemoInterruption;
}

/** What ends the demo before its end. */
export type DemoInterruption = Pick<Interruption, 'interrupted' | 'cutOff'>;

interface Stage {
  readonly host: MachineHost;
  readonly folder: string;
  readonly root: string;
  readonly python: string | undefined;
  /** Every secret that was born, to prove at the end that none is left. */
  readonly secrets: Set<string>;
  readonly say: (text: string) => void;
}

/** Resolves when the whole story worked; rejects with the first thing that did not. */
export async function demo(options: DemoOptions): Promise<void> {
  const { interrupted } = options.interruption;
  const started = performance.now();
  const outer = quietHost({}, new Set());
  const folder = await outer.files.makeTemporaryDirectory('codeartifact-ci-demo', { isKept: options.keep });
  const goOn = () => {
    if (interrupted.aborted) throw interruption(interrupted, 'before the demo ended');
  };
  const step = async <T>(title: string, work: (say: (text: string) => void) => Promise<T>): Promise<T> => {
    goOn();
    const begun = performance.now();
    const notes: string[] = [];
    const value = await work((text) => notes.push(text));
    options.print(`✓ ${title.padEnd(60)} ${((performance.now() - begun) / 1000).toFixed(2).padStart(6)} s`);
    for (const note of notes) options.print(`    ${note}`);
    return value;
  };

  let server: LocalServer | undefined;
  try {
    const root = await packageRoot(outer, options.from);
    if (!root)
      throw new RegistryError(
        'CA-INPUT-005',
        'the demo publishes this package and cannot find it: run it from a clone or an installation',
      );
    server = await step('start a local CodeArtifact on a free port', (say) => startServer(say));
    const secrets = new Set<string>();
    await outer.files.makeDirectory(join(folder, 'temporary'));
    const host = quietHost(await jobEnvironment(server.url, folder), secrets, options.interruption);
    const python = await findPython(host);
    const stage: Stage = { host, folder, root, python, secrets, say: options.print };
    try {
      await tellStory(stage, step);
    } finally {
      host.close();
    }
    goOn();
    options.print(
      `\nAll of it worked, offline, in ${((performance.now() - started) / 1000).toFixed(1)} s. Nothing outside ${options.keep ? folder : 'a temporary folder'} was touched.`,
    );
    options.print(
      'Next: `codeartifact-ci local` keeps such a server running; README.md has the workflow and the buildspec.',
    );
  } finally {
    await server?.close();
    if (!options.keep) await outer.files.remove(folder, { recursive: true });
    outer.close();
  }
}

type Step = <T>(title: string, work: (say: (text: string) => void) => Promise<T>) => Promise<T>;

async function tellStory(stage: Stage, step: Step): Promise<void> {
  const { host, folder } = stage;
  const registry = {
    domain,
    'domain-owner': account,
    'aws-region': region,
    'role-to-assume': `arn:aws:iam::${account}:role/release`,
  };

  await step('sign in through OIDC, configure npm and pip for staging', async (say) => {
    const result = await run(stage, 'login', {
      ...registry,
      repository: 'staging',
      tools: stage.python ? 'npm, pip' : 'npm',
    });
    say(`one token for the domain, good until ${result.outputs['token-expiration']}`);
    for (const [tool, files] of Object.entries(JSON.parse(String(result.outputs['config-files']))))
      say(`${tool}: ${(files as string[]).map((file) => file.replace(folder, '~')).join(', ')}`);
  });

  const built = join(folder, 'built');
  const manifestPath = join(folder, 'release.json');
  await step(`pack this package${stage.python ? ', build a wheel' : ''}, publish to staging`, async (say) => {
    const projects = [stage.root];
    if (stage.python) {
      await writePythonProject(host, join(folder, 'python-project'));
      projects.push(join(folder, 'python-project'));
    } else say('Python was not found, so there is no wheel in this run');
    await buildInto(stage, built);
    const result = await run(stage, 'publish', {
      ...registry,
      repository: 'staging',
      packages: firstRelease(stage, built),
      manifest: manifestPath,
      journal: join(folder, 'journal.jsonl'),
    });
    for (const line of result.lines) say(line);
  });

  const promotion = {
    ...registry,
    'source-repository': 'staging',
    'destination-repository': 'production',
    manifest: manifestPath,
    journal: join(folder, 'journal.jsonl'),
  };
  await step('plan the promotion to production (reads only)', async (say) => {
    const result = await run(stage, 'promote', {
      ...promotion,
      'dry-run': 'true',
      'plan-output': join(folder, 'plan.json'),
    });
    for (const line of result.lines) say(line);
  });
  await step('promote: copy the pinned revisions, verify the digests', async (say) => {
    const { manifest: _, ...rest } = promotion;
    const result = await run(stage, 'promote', { ...rest, plan: join(folder, 'plan.json') });
    for (const line of result.lines) say(line);
  });

  await step('configure for production instead', () =>
    run(stage, 'logout', {}).then(() =>
      run(stage, 'login', { ...registry, repository: 'production', tools: stage.python ? 'npm, pip' : 'npm' }),
    ),
  );
  const manifest = JSON.parse((await host.files.readText(manifestPath)) ?? '') as ReleaseManifest;
  await step('install from production with npm', (say) => installWithNpm(stage, manifest, built, say));
  if (stage.python)
    await step('install from production with pip', (say) =>
      installWithPip(stage, stage.python as string, manifest, say),
    );

  const second = join(folder, 'second-release.json');
  await step(`second release: publish ${GREETING} 1.1.0, promote, install`, async (say) => {
    await run(stage, 'publish', {
      ...registry,
      repository: 'staging',
      packages: join(built, 'acme-greeting-1.1.0.tgz'),
      manifest: second,
      journal: promotion.journal,
    });
    const result = await run(stage, 'promote', { ...promotion, manifest: second });
    for (const line of result.lines) say(line);
    say(`now \`npm install ${GREETING}\` gives ${await installedGreeting(stage, '1.1.0')}`);
  });
  await step('roll the second release back', async (say) => {
    const result = await run(stage, 'rollback', { ...registry, repository: 'production', journal: promotion.journal });
    for (const line of result.lines) say(line);
    say(`now \`npm install ${GREETING}\` gives ${await installedGreeting(stage, '1.0.0')}`);
  });

  await step('log out: every file as it was', async () => {
    await run(stage, 'logout', {});
  });
  await step('search everything written for tokens', async (say) => {
    const { searched, found } = await searchForSecrets(stage);
    if (found.length > 0) throw new RegistryError('CA-RUN-003', `a token was left in ${found.join(', ')}`);
    say(`${searched} files searched, ${stage.secrets.size} spellings of secrets, none found`);
  });
}

async function startServer(say: (text: string) => void) {
  const server = await startLocalServer({
    port: 0,
    account,
    region,
    offline: true,
    setup: {
      domains: [
        {
          name: domain,
          repositories: [
            { name: 'npm-store', externalConnection: 'public:npmjs' },
            { name: 'staging', upstreams: ['npm-store'] },
            { name: 'production', upstreams: ['npm-store'] },
          ],
        },
      ],
    },
  });
  say(`${server.url}, domain ${domain} with npm-store, staging, production`);
  return server;
}

/** A job's environment as a GitHub runner makes it, and nothing of the caller's but what programs need to start. */
async function jobEnvironment(url: string, folder: string): Promise<Record<string, string | undefined>> {
  const kept = [
    'PATH',
    'Path',
    'PATHEXT',
    'SYSTEMROOT',
    'SystemRoot',
    'COMSPEC',
    'LANG',
    'PYENV_VERSION',
    'NODE_EXTRA_CA_CERTS',
  ];
  const home = join(folder, 'home');
  // Clients leave things in the machine's temporary folder (npm its compile cache); what is in ours goes with the demo.
  const temporary = join(folder, 'temporary');
  return {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    CI: 'true',
    AWS_ENDPOINT_URL_CODEARTIFACT: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/_local/oidc/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: randomBytes(24).toString('hex'),
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
  };
}

function quietHost(
  env: Record<string, string | undefined>,
  secrets: Set<string>,
  ends?: DemoInterruption,
): MachineHost {
  const redaction = createRedaction();
  const ignore = () => undefined;
  return createHost({
    surface: 'plain',
    log: { debug: ignore, info: ignore, warning: ignore, error: ignore, group: (_, work) => work(), progress: ignore },
    mask: (text) => {
      redaction.add(text);
      if (text.length >= 8) secrets.add(text);
    },
    redact: redaction.clean,
    env,
    ...(ends ? { interruption: ends } : {}),
  });
}

/** Runs a command as the action and the command line do; anything but success ends the demo with its lines. */
async function run(stage: Stage, verb: VerbName, values: Readonly<Record<string, string>>): Promise<CommandResult> {
  const inputs = readInputs(
    verb,
    (name) => values[name],
    (name) => name,
  );
  const work = await commands[verb]();
  const result = await work({ inputs, host: stage.host, operands: [], extra: {} });
  for (const value of Object.values(result.variables))
    if (value instanceof Secret) for (const spelling of spellings(value.reveal())) stage.secrets.add(spelling);
  if (result.exit !== 0) throw new RegistryError('CA-RUN-001', `${verb} did not succeed: ${result.lines.join('; ')}`);
  return result;
}

async function findPython(host: MachineHost): Promise<string | undefined> {
  for (const name of ['python3', 'python']) {
    const { status } = await host.run(name, ['-m', 'pip', '--version']);
    if (status === 0) return name;
  }
  return undefined;
}

/** The second release is built along with the first: npm takes longer to start than to pack. */
async function buildInto(stage: Stage, built: string): Promise<void> {
  const { host } = stage;
  await host.files.makeDirectory(built);
  const greetings = await Promise.all(
    ['1.0.0', '1.1.0'].map((version) => writeGreeting(host, join(stage.folder, `greeting-${version}`), version)),
  );
  const packed = [stage.root, ...greetings];
  await mustRun(stage, 'npm', ['pack', '--ignore-scripts', '--pack-destination', built, ...packed], stage.folder);
  if (stage.python)
    await mustRun(
      stage,
      stage.python,
      ['-m', 'pip', 'wheel', '--no-deps', '--no-build-isolation', '--no-index', '--wheel-dir', built, '.'],
      join(stage.folder, 'python-project'),
    );
}

function firstRelease({ python }: Stage, built: string): string {
  const names = ['codeartifact-ci-*.tgz', 'acme-greeting-1.0.0.tgz', ...(python ? ['*.whl'] : [])];
  return names.map((name) => join(built, name)).join('\n');
}

/** Installs without naming a version, as users do, and gives the version that came. */
async function installedGreeting(stage: Stage, expected: string): Promise<string> {
  const project = join(stage.folder, `consumer-of-${expected}`);
  await stage.host.files.write(join(project, 'package.json'), '{"name":"consumer","version":"1.0.0","private":true}\n');
  await mustRun(stage, 'npm', ['install', '--ignore-scripts', '--prefer-online', GREETING], project);
  const text = await stage.host.files.readText(join(project, 'node_modules', ...GREETING.split('/'), 'package.json'));
  const version = String(JSON.parse(text ?? '{}').version);
  if (version !== expected) throw new RegistryError('CA-RUN-003', `expected ${expected}, npm installed ${version}`);
  return version;
}

async function mustRun({ host }: Stage, program: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, stdout, stderr } = await host.run(program, args, { cwd, timeoutMs: 300_000 });
  if (status !== 0)
    throw new RegistryError(
      'CA-FILE-004',
      `${program} ${args[0]} ended with ${status}: ${stderr.trim().split('\n').slice(-5).join(' ')}`,
    );
  return stdout;
}

async function installWithNpm(
  stage: Stage,
  manifest: ReleaseManifest,
  built: string,
  say: (text: string) => void,
): Promise<void> {
  const { host, folder } = stage;
  const version = manifest.versions.find(({ purl }) => purl.startsWith('pkg:npm/codeartifact-ci@'));
  const asset = version?.assets[0];
  if (!version || !asset) throw new RegistryError('CA-RUN-003', 'the manifest names no npm package');
  const project = join(folder, 'npm-project');
  await host.files.write(join(project, 'package.json'), '{"name":"consumer","version":"1.0.0","private":true}\n');
  const spec = version.purl.replace(/^pkg:npm\//, '').replace('%40', '@');
  await mustRun(stage, 'npm', ['install', '--ignore-scripts', spec], project);
  const [tarball] = await host.files.glob(['codeartifact-ci-*.tgz'], built);
  const bytes = await host.files.read(tarball ?? '');
  const digest = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
  if (digest !== asset.sha256) throw new RegistryError('CA-RUN-003', `built ${digest}, promoted ${asset.sha256}`);
  // npm keeps what it downloaded under the sha512 of its lock file: the very bytes that production served.
  const integrity =
    /"integrity": "sha512-([^"]+)"/.exec((await host.files.readText(join(project, 'package-lock.json'))) ?? '')?.[1] ??
    '';
  const hex = Buffer.from(integrity, 'base64').toString('hex');
  const kept = await host.files.read(
    join(folder, 'npm-cache', '_cacache', 'content-v2', 'sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)),
  );
  const downloaded = createHash('sha256')
    .update(kept ?? '')
    .digest('hex');
  if (downloaded !== digest) throw new RegistryError('CA-RUN-003', `built ${digest}, installed ${downloaded}`);
  const members = await memberDigests(host, tarball ?? '');
  const count = await isUnpacked(host, members, join(project, 'node_modules', 'codeartifact-ci'));
  say(`sha256 built = promoted = installed: ${digest}; ${count} files on disk equal`);
}

async function installWithPip(
  stage: Stage,
  python: string,
  manifest: ReleaseManifest,
  say: (text: string) => void,
): Promise<void> {
  const { host, folder } = stage;
  const version = manifest.versions.find(({ purl }) => purl.startsWith('pkg:pypi/'));
  const asset = version?.assets.find(({ name }) => name.endsWith('.whl'));
  if (!version || !asset) throw new RegistryError('CA-RUN-003', 'the manifest names no wheel');
  const spec = version.purl.replace(/^pkg:pypi\//, '').replace('@', '==');
  const target = join(folder, 'site-packages');
  const files = join(folder, 'downloaded');
  await mustRun(stage, python, ['-m', 'pip', 'download', '--no-deps', '--dest', files, spec], folder);
  const bytes = await host.files.read(join(files, asset.name));
  const digest = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
  if (digest !== asset.sha256) throw new RegistryError('CA-RUN-003', `promoted ${asset.sha256}, downloaded ${digest}`);
  await mustRun(stage, python, ['-m', 'pip', 'install', '--no-deps', '--target', target, spec], folder);
  const said = await host.run(python, ['-c', 'import acme_utils; print(acme_utils.greet())'], {
    env: { PYTHONPATH: target },
  });
  if (said.stdout.trim() !== 'hello')
    throw new RegistryError('CA-RUN-003', `the installed wheel does not work: ${said.stderr}`);
  say(`sha256 built = promoted = installed: ${digest}`);
}

async function searchForSecrets({ host, folder, secrets }: Stage): Promise<{ searched: number; found: string[] }> {
  const needles = [...secrets].map((text) => Buffer.from(text));
  const files = await host.files.glob(['**/*'], folder);
  const found: string[] = [];
  for (const file of files) {
    const bytes = await host.files.read(file);
    if (bytes && needles.some((needle) => bytes.includes(needle))) found.push(file);
  }
  return { searched: files.length, found };
}
