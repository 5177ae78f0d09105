// Situations of a login, told by a real client: files as people have them, a login, the client, the doctor, a logout.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { DiagnosePorts } from '../../../src/core/operations/doctor/finding.ts';
import { toolProbes } from '../../../src/core/operations/doctor/tools.ts';
import { configure, type LoginReport } from '../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../src/core/operations/login/logout.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import type { ToolName } from '../../../src/core/ports/package-format.ts';
import { formatList } from '../../../src/formats/index.ts';
import { valueEditors } from '../../../src/formats/value-editors.ts';
import { recordingHost } from '../host.ts';
import { type FoundTool, type Ran, runTool } from '../programs/tools.ts';
import { ACCOUNT, DOMAIN } from '../servers/local-registry.ts';
import { type LoginWorld, pictureOf } from './login-world.ts';

/** Another server than ours, in the place of the public registry: it has nothing, and says what it was asked. */
export interface StandIn {
  /** With trailing slash. */
  readonly url: string;
  readonly asked: string[];
  close(): Promise<void>;
}

/** As a server of its own, and as the proxy that leads to all others. */
export async function openStandIn(): Promise<StandIn> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(decodeURIComponent(request.url ?? ''));
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
  });
  // Node.js gives these away, so that the server does not know of those that a client leaves half open.
  const given = new Set<Duplex>();
  server.on('connect', (request, socket) => {
    given.add(socket.on('close', () => given.delete(socket)));
    socket.on('error', () => socket.destroy());
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      for (const socket of given) socket.destroy();
      await closed;
    },
  };
}

export interface Situation {
  /** Below the folder that holds `home` and `work`. `{E}` is the endpoint, `{H}` the same without scheme, `{S}` without slashes, `{O}` another registry. */
  readonly before?: Readonly<Record<string, string | Buffer>>;
  /** Links by their places below that folder, made after the files. */
  readonly links?: Readonly<Record<string, string>>;
  /** Without the files of every project. */
  readonly isBare?: boolean;
  /** Written after the login. */
  readonly later?: Readonly<Record<string, string>>;
  /** `{TOP}` is that folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** Variables of later steps, set after the login by somebody else. */
  readonly laterEnv?: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[];
  /** Whether variables reach later steps by themselves. Default: they do. */
  readonly surface?: Host['surface'];
  /** Where login, doctor and client are started, below `work`. */
  readonly folder?: string;
  /** Where the client alone is started. */
  readonly clientFolder?: string;
  readonly tokenVariable?: string;
  /** Without the variables that send the client to the stand-in for every address but those of this machine. */
  readonly isUnproxied?: boolean;
  /** Only the doctor looks, and the client runs. */
  readonly noLogin?: boolean;
}

export interface Played {
  readonly report: LoginReport | undefined;
  readonly ran: Ran;
  readonly isInstalled: boolean;
  /** What the stand-in was asked that names a private package, or would have. */
  readonly leaked: readonly string[];
  /** Problems that the doctor found, in words. */
  readonly problems: readonly string[];
  /** Files that are not as before after the logout. */
  readonly changed: readonly string[];
}

export interface SituationClient {
  readonly tool: ToolName;
  readonly found: Exclude<FoundTool, { missing: string }>;
  readonly args: readonly string[];
  readonly env: (top: string) => Readonly<Record<string, string>>;
  /** Files of every project, below `work`. */
  readonly project: Readonly<Record<string, string>>;
  /** Of the folder that the client is started in: there when all was installed. */
  readonly isInstalled: (folder: string) => boolean;
}

export interface Stage {
  readonly world: LoginWorld;
  readonly standIn: StandIn;
  readonly folder: string;
}

/** Plays one situation with one client. */
export async function play(situation: Situation, client: SituationClient, stage: Stage): Promise<Played> {
  const { world, standIn } = stage;
  const top = await mkdtemp(join(stage.folder, 's-'));
  const endpoint = world.address('npm', DOMAIN, 'dev');
  const filled = (text: string) =>
    text
      .replaceAll('{TOP}', top)
      .replaceAll('{E}', endpoint)
      .replaceAll('{H}', endpoint.slice('http:'.length))
      .replaceAll('{S}', endpoint.slice('http://'.length))
      .replaceAll('{O}', standIn.url);
  const put = async (files: Readonly<Record<string, string | Buffer>>) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(top, name)), { recursive: true });
      await writeFile(join(top, name), typeof text === 'string' ? filled(text) : text);
    }
  };
  const started = ['work', situation.folder ?? ''].filter(Boolean).join('/');
  const project = Object.fromEntries(
    Object.entries(situation.isBare ? {} : client.project).map(([name, text]) => [`${started}/${name}`, text]),
  );
  await put({ 'home/.keep': '', ...project, ...situation.before });
  for (const [name, target] of Object.entries(situation.links ?? {})) {
    await mkdir(dirname(join(top, name)), { recursive: true });
    await symlink(target, join(top, name));
  }
  const home = join(top, 'home');
  const workingDirectory = join(top, started);
  const given = Object.fromEntries(
    Object.entries(situation.env ?? {}).map(([name, value]) => [filled(name), filled(value)]),
  );
  const PATH = [dirname(client.found.program), client.found.path ?? process.env.PATH ?? ''].join(delimiter);
  const env = { PATH, HOME: home, ...client.env(top), ...given };
  const surface = situation.surface ?? 'github';
  const recording = recordingHost({ folder: home, env, surface });
  // Nothing here needs a proxy, and all of it is on this machine.
  const host: Host = { ...recording, workingDirectory, proxyTo: async () => undefined };
  const before = await pictureOf(top);
  const report = situation.noLogin
    ? undefined
    : await configure(
        {
          registrations: [await world.register(client.tool, DOMAIN, 'dev', situation.scopes ?? [])],
          expiresAt: Date.now() + 3_600_000,
          editors: valueEditors,
          tokenVariable: situation.tokenVariable ?? 'auto',
          workingDirectory,
        },
        host,
      );
  await put(situation.later ?? {});
  const reveal = (value: unknown) =>
    typeof value === 'object' && value !== null && 'reveal' in value
      ? (value as { reveal(): string }).reveal()
      : String(value);
  const exported = Object.fromEntries(
    Object.entries(report?.variables ?? {}).map(([name, value]) => [name, reveal(value)]),
  );
  const later = { ...env, ...exported, ...situation.laterEnv };
  const problems = await problemsOf(client.tool, { ...host, env: later }, endpoint, stage);
  standIn.asked.length = 0;
  const proxy = standIn.url.replace(/\/$/, '');
  const cwd = join(workingDirectory, situation.clientFolder ?? '');
  const ran = await runTool(client.found.program, client.args, {
    cwd,
    home,
    env: {
      ...later,
      PATH,
      ...(situation.isUnproxied
        ? {}
        : { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }),
    },
  });
  const undone = await cleanUp({ editors: valueEditors }, host);
  for (const path of Object.keys(situation.later ?? {})) delete before[path];
  const after = await pictureOf(top);
  const played: Played = {
    report,
    ran,
    isInstalled: client.isInstalled(cwd),
    leaked: standIn.asked.filter((one) => /acme|CONNECT (?:registry\.|npm\.)/.test(one)),
    problems,
    changed: [
      // Whoever wrote over our lines keeps theirs, which the logout says.
      ...(situation.later ? [] : undone.warnings),
      ...Object.keys(before).filter(
        (name) =>
          after[name] !== before[name] && !/(?:^|\/)(?:yarn\.lock|package\.json|(?<!^home\/)\.yarnrc\.yml)$/.test(name),
      ),
      ...(report?.files ?? [])
        .filter(({ change, path }) => change === 'created' && after[path.slice(top.length + 1)] !== undefined)
        .map(({ path }) => path),
    ],
  };
  // Hundreds of situations leave more behind than one clean-up at the end gets through in its time.
  await rm(top, { recursive: true, force: true });
  return played;
}

/** The probes of tools ask nothing of these. */
const NOT_ASKED = {} as DiagnosePorts['enquiries'];

async function problemsOf(tool: ToolName, host: Host, endpoint: string, { world }: Stage): Promise<string[]> {
  const format = formatList.find((one) => one.tools.some(({ name }) => name === tool));
  if (!format) throw new Error(`no format has ${tool}`);
  const findings = await toolProbes(
    {
      token: await world.client.getAuthorizationToken({ domain: DOMAIN, domainOwner: ACCOUNT }, 3600),
      endpoints: [{ format, url: endpoint }],
    },
    {
      address: world.at('dev'),
      formats: [format],
      tools: [tool],
      endpointType: 'ipv4',
      durationSeconds: 3600,
      packages: [],
      wantsToPublish: false,
      attempts: 1,
      journalPath: '',
      longestRunMs: 0,
    },
    { client: world.client, enquiries: NOT_ASKED, host },
  );
  return findings.filter(({ health }) => health === 'problem').map(({ probe, found }) => `${probe}: ${found}`);
}
