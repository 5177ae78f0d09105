// One call at the real server, by the wire of each format, and its answer in the words of the model.
import { createHash } from 'node:crypto';
import { type Call, fileName } from '../calls.ts';
import { type Answer, type Guards, STALE } from '../rules/apply.ts';
import { formatOf, packageName } from '../rules/state.ts';
import type { Artifacts } from './artifacts.ts';
import type { PublicSource } from './public-source.ts';
import { spelt, unspelt } from './spellings.ts';
import { multipart, type Response, type Wire } from './wire.ts';

export interface Server {
  readonly wire: Wire;
  readonly artifacts: Artifacts;
  readonly publicSource: PublicSource | undefined;
  restart(): Promise<void>;
  /** Runs a package manager; "VERSION FILE=BUILD …" of what arrived. */
  install(wire: Wire, artifacts: Artifacts, call: Extract<Call, { do: 'install' }>): Promise<string | undefined>;
  /** The server’s revision for what the model calls one; undefined where nobody has seen it. */
  revisionFor(key: string): string | undefined;
}

export async function perform(server: Server, call: Call, guards: Guards): Promise<Answer> {
  switch (call.do) {
    case 'create-repository':
      return named(
        await server.wire.api(
          'POST',
          '/v1/repository',
          { repository: call.repository },
          upstreamBody(call.upstreams ?? []),
        ),
      );
    case 'delete-repository':
      return named(await server.wire.api('DELETE', '/v1/repository', { repository: call.repository }));
    case 'set-upstreams':
      return named(
        await server.wire.api('PUT', '/v1/repository', { repository: call.repository }, upstreamBody(call.upstreams)),
      );
    case 'connect':
    case 'disconnect':
      return named(
        await server.wire.api(call.do === 'connect' ? 'POST' : 'DELETE', '/v1/repository/external-connection', {
          repository: call.repository,
          'external-connection': call.connection,
        }),
      );
    case 'release':
      await server.publicSource?.release(call);
      return { status: 'ok' };
    case 'create-group':
    case 'delete-group':
    case 'restrict-group':
      return groupCall(server, call);
    case 'publish':
      return publish(server, call);
    case 'checksum': {
      const { namespace = '', name } = packageName(call.package);
      const { file, data } = await server.artifacts.make(call);
      const path = `${namespace.replaceAll('.', '/')}/${name}/${call.version}/${file}.sha1`;
      const body = Buffer.from(createHash('sha1').update(data).digest('hex'));
      return plain(await server.wire.client('PUT', 'maven', call.repository, path, { body }));
    }
    case 'finish': {
      const { namespace = '', name } = packageName(call.package);
      const { file, data } = server.artifacts.list(call.package, call.versions);
      const path = `${namespace.replaceAll('.', '/')}/${name}/${file}`;
      return plain(await server.wire.client('PUT', 'maven', call.repository, path, { body: data }));
    }
    case 'read':
      return read(server, call);
    case 'restart':
      await server.restart();
      return { status: 'ok' };
    case 'install': {
      const build = await server.install(server.wire, server.artifacts, call);
      return build === undefined ? { status: 404 } : { status: 'ok', build };
    }
    case 'fetch': {
      const { package: pkg, version } = call;
      const file = fileName(pkg, version, call.file);
      const key = guards.get(version);
      const revision = call.guard && ((key !== undefined && server.revisionFor(key)) || STALE);
      const asked = { version: spelt(call, pkg, version, 'list'), asset: file, revision };
      const query = { ...packageQuery(call.repository, pkg), ...asked };
      const answer = await server.wire.api('GET', '/v1/package/version/asset', query);
      return answer.status === 200 ? sent(server, answer, pkg, version, file) : named(answer);
    }
    case 'create-domain':
    case 'delete-domain':
      return named(
        await server.wire.api(
          call.do === 'create-domain' ? 'POST' : 'DELETE',
          '/v1/domain',
          {},
          call.do === 'create-domain' ? {} : undefined,
        ),
      );
    case 'tag':
    case 'untag': {
      const path = `-/package/${npmPath(call.package)}/dist-tags/${call.tag}`;
      const sent =
        call.do === 'tag'
          ? { body: Buffer.from(JSON.stringify(call.version)), headers: { 'content-type': 'application/json' } }
          : {};
      return plain(await server.wire.client(call.do === 'tag' ? 'PUT' : 'DELETE', 'npm', call.repository, path, sent));
    }
    default:
      return packageCall(server, call, guards);
  }
}

const upstreamBody = (upstreams: readonly string[]) => ({
  upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
});

/** The parameters that name a package. */
export function packageQuery(repository: string, pkg: string): Record<string, string | undefined> {
  const { format, namespace, name } = packageName(pkg);
  return { repository, format, namespace, package: name };
}

export const npmPath = (pkg: string) => pkg.slice('npm:'.length).replace('/', '%2f');

type PackageCall = Extract<
  Call,
  | { do: 'copy' }
  | { do: 'set-status' }
  | { do: 'dispose' }
  | { do: 'delete-versions' }
  | { do: 'delete-package' }
  | { do: 'control' }
>;

async function packageCall(server: Server, call: PackageCall, guards: Guards): Promise<Answer> {
  const { wire } = server;
  const versionRevisions = Object.fromEntries(
    [...guards].map(([version, key]) => [
      spelt(call, call.package, version, 'guard'),
      (key !== undefined && server.revisionFor(key)) || STALE,
    ]),
  );
  const spellings = ('versions' in call ? call.versions : []).map((each) => spelt(call, call.package, each, 'list'));
  const isGuarded = 'guard' in call && call.guard !== undefined;
  if (call.do === 'copy') {
    const { repository: _, ...query } = packageQuery('', call.package);
    const body = {
      ...(isGuarded ? { versionRevisions } : { versions: spellings }),
      ...(call.overwrite === undefined ? {} : { allowOverwrite: call.overwrite }),
      ...(call.fromUpstream === undefined ? {} : { includeFromUpstream: call.fromUpstream }),
    };
    const where = { 'source-repository': call.from, 'destination-repository': call.to };
    return maps(call.package, await wire.api('POST', '/v1/package/versions/copy', { ...query, ...where }, body));
  }
  const query = packageQuery(call.repository, call.package);
  if (call.do === 'delete-package') {
    const answer = await wire.api('DELETE', '/v1/package', query);
    if (answer.status !== 200) return named(answer);
    const { deletedPackage } = json(answer) as {
      deletedPackage: { originConfiguration: { restrictions: { publish: string; upstream: string } } };
    };
    const { publish: publishing, upstream } = deletedPackage.originConfiguration.restrictions;
    return { status: 'ok', controls: `${publishing}/${upstream}` };
  }
  if (call.do === 'control') {
    const { publish: publishing, upstream } = call;
    return named(await wire.api('POST', '/v1/package', query, { restrictions: { publish: publishing, upstream } }));
  }
  const paths = { 'set-status': 'update_status', dispose: 'dispose', 'delete-versions': 'delete' };
  const body = {
    versions: spellings,
    ...(isGuarded ? { versionRevisions } : {}),
    ...(call.expected === undefined ? {} : { expectedStatus: call.expected }),
    ...(call.do === 'set-status' ? { targetStatus: call.target } : {}),
  };
  return maps(call.package, await wire.api('POST', `/v1/package/versions/${paths[call.do]}`, query, body));
}

async function publish(server: Server, call: Extract<Call, { do: 'publish' }>): Promise<Answer> {
  const { wire } = server;
  const { package: pkg, version, repository } = call;
  const format = formatOf(pkg);
  const { file, data } = await server.artifacts.make(call);
  const { namespace = '', name } = packageName(pkg);
  if (format === 'npm') {
    const body = Buffer.from(JSON.stringify(npmDocument(server, call, data)));
    const headers = { 'content-type': 'application/json' };
    return plain(await wire.client('PUT', format, repository, npmPath(pkg), { body, headers }));
  }
  if (format === 'pypi') {
    const fields = {
      ':action': 'file_upload',
      protocol_version: '1',
      metadata_version: '2.1',
      name,
      version,
      filetype: call.file === 'sdist' ? 'sdist' : 'bdist_wheel',
      pyversion: call.file === 'sdist' ? 'source' : 'py3',
      sha256_digest: createHash('sha256').update(data).digest('hex'),
    };
    return plain(await wire.client('POST', format, repository, '', multipart(fields, 'content', file, data)));
  }
  if (format === 'nuget')
    return plain(await wire.client('PUT', format, repository, 'v2/package', multipart({}, 'package', file, data)));
  if (format === 'maven') {
    const path = `${namespace.replaceAll('.', '/')}/${name}/${version}/${file}`;
    return plain(await wire.client('PUT', format, repository, path, { body: data }));
  }
  const unfinished = call.unfinished ? 'true' : undefined;
  return named(await wire.upload({ ...packageQuery(repository, pkg), version, asset: file, unfinished }, data));
}

/** As `npm publish` sends it. */
function npmDocument({ wire }: Server, call: Extract<Call, { do: 'publish' }>, data: Buffer): unknown {
  const name = call.package.slice('npm:'.length);
  const file = `${name.split('/').at(-1)}-${call.version}.tgz`;
  const hash = (algorithm: string, encoding: 'hex' | 'base64') => createHash(algorithm).update(data).digest(encoding);
  const dist = {
    shasum: hash('sha1', 'hex'),
    integrity: `sha512-${hash('sha512', 'base64')}`,
    tarball: `${wire.endpoint('npm', call.repository)}${name}/-/${file}`,
  };
  const manifest = { name, version: call.version, main: 'index.js', _id: `${name}@${call.version}`, dist };
  return {
    _id: name,
    name,
    'dist-tags': { [call.tag ?? 'latest']: call.version },
    versions: { [call.version]: manifest },
    access: null,
    _attachments: {
      [`${name}-${call.version}.tgz`]: {
        content_type: 'application/octet-stream',
        data: data.toString('base64'),
        length: data.length,
      },
    },
  };
}

async function read(server: Server, call: Extract<Call, { do: 'read' }>): Promise<Answer> {
  const { package: pkg, version, repository } = call;
  const format = formatOf(pkg);
  const { namespace = '', name } = packageName(pkg);
  const file = fileName(pkg, version, call.file);
  if (format === 'generic') {
    const query = { ...packageQuery(repository, pkg), version, asset: file };
    const answer = await server.wire.api('GET', '/v1/package/version/asset', query);
    return answer.status === 200 ? sent(server, answer, pkg, version, file) : named(answer);
  }
  const npmName = pkg.slice('npm:'.length);
  const paths = {
    npm: `${npmName}/-/${name}-${version}.tgz`,
    pypi: `simple/${name}/${version}/${file}`,
    maven: `${namespace.replaceAll('.', '/')}/${name}/${version}/${file}`,
    nuget: `v3/flatcontainer/${name}/${encodeURIComponent(spelt(call, pkg, version, 'list'))}/${file}`,
  };
  const answer = await server.wire.client('GET', format, repository, paths[format]);
  return answer.status === 200 ? sent(server, answer, pkg, version, file) : plain(answer);
}

const sent = ({ artifacts }: Server, { body }: Response, pkg: string, version: string, file: string): Answer => ({
  status: 'ok',
  build: artifacts.buildOf(createHash('sha256').update(body).digest('hex'), pkg, version, file),
});

async function groupCall(
  { wire }: Server,
  call: Extract<Call, { do: 'create-group' | 'delete-group' | 'restrict-group' }>,
): Promise<Answer> {
  if (call.do === 'create-group')
    return named(await wire.api('POST', '/v1/package-group', {}, { packageGroup: call.pattern }));
  if (call.do === 'delete-group')
    return named(await wire.api('DELETE', '/v1/package-group', { 'package-group': call.pattern }));
  const entries = (list: Extract<Call, { do: 'restrict-group' }>['add'] = []) =>
    list.map(([originRestrictionType, repositoryName]) => ({ originRestrictionType, repositoryName }));
  const body = {
    ...(call.modes === undefined ? {} : { restrictions: call.modes }),
    ...(call.add === undefined ? {} : { addAllowedRepositories: entries(call.add) }),
    ...(call.remove === undefined ? {} : { removeAllowedRepositories: entries(call.remove) }),
  };
  const query = { 'package-group': call.pattern };
  return named(await wire.api('PUT', '/v1/package-group-origin-configuration', query, body));
}

export const json = ({ body }: Response): Record<string, unknown> =>
  JSON.parse(body.toString()) as Record<string, unknown>;

const isFine = ({ status }: Response) => status >= 200 && status < 300;

/** Of the endpoints of formats only the status is documented. */
const plain = (answer: Response): Answer => ({ status: isFine(answer) ? 'ok' : answer.status });

/** Of the control plane also the name of the exception. */
const named = (answer: Response): Answer =>
  isFine(answer) ? { status: 'ok' } : { status: answer.status, error: errorName(answer) };

const errorName = ({ headers }: Response) => String(headers['x-amzn-errortype'] ?? 'none').split(':')[0] as string;

function maps(pkg: string, answer: Response): Answer {
  if (answer.status !== 200) return named(answer);
  const { successfulVersions = {}, failedVersions = {} } = json(answer) as {
    successfulVersions?: Record<string, { status: string; revision: string }>;
    failedVersions?: Record<string, { errorCode: string }>;
  };
  return {
    status: 'ok',
    done: Object.fromEntries(
      Object.entries(successfulVersions).map(([version, each]) => [unspelt(pkg, version), each]),
    ),
    failed: Object.fromEntries(
      Object.entries(failedVersions).map(([version, { errorCode }]) => [unspelt(pkg, version), errorCode]),
    ),
  };
}
