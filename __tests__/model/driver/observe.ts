// What the server shows of one package in one repository: by the control plane, and as a package manager is shown it.
import { formatOf, packageName } from '../rules/state.ts';
import type { Artifacts } from './artifacts.ts';
import { json, npmPath, packageQuery } from './perform.ts';
import type { Response, Wire } from './wire.ts';

export interface Observed {
  readonly record: string | null;
  readonly display: unknown;
  readonly byTime: string;
  readonly versions: Record<string, unknown>;
  readonly shown: unknown;
}

type Watched = { readonly wire: Wire; readonly artifacts: Artifacts };

export async function observe(server: Watched, repository: string, pkg: string): Promise<Observed> {
  const { wire } = server;
  const query = packageQuery(repository, pkg);
  const [described, listed, byTime, shown] = await Promise.all([
    wire.api('GET', '/v1/package', query),
    wire.api('POST', '/v1/package/versions', query),
    wire.api('POST', '/v1/package/versions', { ...query, sortBy: 'PUBLISHED_TIME' }),
    shownBy(server, repository, pkg),
  ]);
  return {
    record: controlsIn(described),
    display: displayIn(listed),
    byTime: orderIn(byTime),
    versions: await versionsIn(server, repository, pkg, listed),
    shown,
  };
}

/** Name to what it looks into, of all repositories of the domain. */
export async function observeRepositories(wire: Wire): Promise<Record<string, unknown>> {
  const list = json(await wire.api('POST', '/v1/domain/repositories', { 'max-results': '1000' })) as {
    repositories?: { name: string }[];
  };
  const found = await Promise.all(
    (list.repositories ?? []).map(async ({ name }) => {
      const { repository } = json(await wire.api('GET', '/v1/repository', { repository: name })) as {
        repository: {
          upstreams?: { repositoryName: string }[];
          externalConnections?: { externalConnectionName: string; status: string }[];
        };
      };
      const upstreams = (repository.upstreams ?? []).map(({ repositoryName }) => repositoryName).join(' ');
      const connections = (repository.externalConnections ?? []).map(
        ({ externalConnectionName, status }) => `${externalConnectionName} ${status}`,
      );
      return [name, { upstreams, connection: connections.join(' ') }];
    }),
  );
  return Object.fromEntries(found) as Record<string, unknown>;
}

function controlsIn(answer: Response): string | null {
  if (answer.status === 404) return null;
  const { package: found } = json(answer) as {
    package: { originConfiguration: { restrictions: { publish: string; upstream: string } } };
  };
  const { publish, upstream } = found.originConfiguration.restrictions;
  return `${publish}/${upstream}`;
}

const displayIn = (answer: Response) => (answer.status === 200 ? (json(answer).defaultDisplayVersion ?? null) : null);

const orderIn = (answer: Response) =>
  answer.status === 200
    ? (json(answer) as { versions: Summary[] }).versions.map(({ version }) => version).join(' ')
    : '';

interface Summary {
  readonly version: string;
  readonly revision: string;
  readonly status: string;
  readonly origin: OriginOnWire;
}

interface OriginOnWire {
  readonly originType: string;
  readonly domainEntryPoint?: { readonly repositoryName?: string; readonly externalConnectionName?: string };
}

const originText = ({ originType, domainEntryPoint: from }: OriginOnWire) =>
  `${originType} ${from?.repositoryName ?? from?.externalConnectionName}`;

async function versionsIn(server: Watched, repository: string, pkg: string, answer: Response) {
  if (answer.status !== 200) return {};
  const { versions } = json(answer) as unknown as { versions: Summary[] };
  const found = await Promise.all(
    versions.map(async ({ version, revision, status, origin }) => {
      const query = { ...packageQuery(repository, pkg), version };
      const [described, assets] = await Promise.all([
        server.wire.api('GET', '/v1/package/version', query),
        server.wire.api('POST', '/v1/package/version/assets', query),
      ]);
      return [
        version,
        {
          status,
          revision,
          origin: originText(origin),
          described: describedIn(described),
          ...assetsIn(server, pkg, version, assets),
        },
      ];
    }),
  );
  return Object.fromEntries(found) as Record<string, unknown>;
}

function describedIn(answer: Response): unknown {
  if (answer.status !== 200) return `status ${answer.status}`;
  const { packageVersion } = json(answer) as {
    packageVersion: Summary & { packageName: string; namespace?: string; format: string };
  };
  const { packageName: name, namespace, format, status, revision, origin } = packageVersion;
  return { name, namespace: namespace ?? null, format, status, revision, origin: originText(origin) };
}

interface AssetOnWire {
  readonly name: string;
  readonly size?: number;
  readonly hashes: Record<string, string>;
}

function assetsIn({ artifacts }: Watched, pkg: string, version: string, answer: Response) {
  if (answer.status !== 200) return { files: `status ${answer.status}` };
  const { assets = [], versionRevision } = json(answer) as { assets?: AssetOnWire[]; versionRevision: string };
  const files = assets.map(({ name, hashes }) => [
    name,
    artifacts.buildOf(hashes['SHA-256'] ?? '', pkg, version, name),
  ]);
  return { files: Object.fromEntries(files) as unknown, inFiles: { revision: versionRevision } };
}

/** As the client of the format asks; null where it is told that there is nothing. */
async function shownBy(server: Watched, repository: string, pkg: string): Promise<unknown> {
  const format = formatOf(pkg);
  if (format === 'npm') return packument(server, repository, pkg);
  if (format === 'pypi') return simplePage(server, repository, pkg);
  if (format === 'maven') return mavenList(server, repository, pkg);
  if (format === 'nuget') return nugetLists(server, repository, pkg);
  return null;
}

const unlessMissing = <T>(answer: Response, reading: () => T): T | string | null =>
  answer.status === 200 ? reading() : answer.status === 404 ? null : `status ${answer.status}`;

async function packument({ wire, artifacts }: Watched, repository: string, pkg: string) {
  const [whole, list] = await Promise.all([
    wire.client('GET', 'npm', repository, npmPath(pkg)),
    wire.client('GET', 'npm', repository, `-/package/${npmPath(pkg)}/dist-tags`),
  ]);
  const page = unlessMissing(whole, () => {
    const document = json(whole) as {
      'dist-tags': Record<string, string>;
      versions: Record<string, { dist: { shasum: string } }>;
    };
    const versions = Object.entries(document.versions).map(([version, { dist }]) => [
      version,
      artifacts.buildOf(dist.shasum, pkg, version, 'package.tgz'),
    ]);
    return { tags: document['dist-tags'], versions: Object.fromEntries(versions) as unknown };
  });
  return { page, tagList: unlessMissing(list, () => json(list)) };
}

async function simplePage({ wire, artifacts }: Watched, repository: string, pkg: string) {
  const { name } = packageName(pkg);
  const headers = { accept: 'application/vnd.pypi.simple.v1+json' };
  const answer = await wire.client('GET', 'pypi', repository, `simple/${name}/`, { headers });
  return unlessMissing(answer, () => {
    const { files } = json(answer) as { files: { filename: string; url: string; hashes: { sha256: string } }[] };
    return Object.fromEntries(
      files.map(({ filename, url, hashes }) => {
        const version = /\/?([^/]+)\/[^/]+$/.exec(url.replace(/#.*/, ''))?.[1] ?? '';
        return [filename, artifacts.buildOf(hashes.sha256, pkg, version, filename)];
      }),
    ) as unknown;
  });
}

async function mavenList({ wire }: Watched, repository: string, pkg: string) {
  const { namespace = '', name } = packageName(pkg);
  const path = `${namespace.replaceAll('.', '/')}/${name}/maven-metadata.xml`;
  const answer = await wire.client('GET', 'maven', repository, path);
  return unlessMissing(answer, () => {
    const text = answer.body.toString();
    const versions = [...text.matchAll(/<version>([^<]+)<\/version>/g)].map(([, version]) => version as string);
    return {
      versions: versions.join(' '),
      latest: /<latest>([^<]+)</.exec(text)?.[1] ?? null,
      release: /<release>([^<]+)</.exec(text)?.[1] ?? null,
    };
  });
}

async function nugetLists({ wire }: Watched, repository: string, pkg: string) {
  const { name } = packageName(pkg);
  const [flat, registration] = await Promise.all([
    wire.client('GET', 'nuget', repository, `v3/flatcontainer/${name}/index.json`),
    wire.client('GET', 'nuget', repository, `v3/registration4/${name}/index.json`),
  ]);
  type Leaf = { catalogEntry: { version: string; listed?: boolean } };
  return {
    flat: unlessMissing(flat, () => (json(flat) as { versions: string[] }).versions.join(' ')),
    registration: unlessMissing(registration, () => {
      const pages = (json(registration) as { items: { items?: Leaf[] }[] }).items;
      const leaves = pages.flatMap(({ items = [] }) => items);
      return Object.fromEntries(
        leaves.map(({ catalogEntry: { version, listed } }) => [version, listed !== false]),
      ) as unknown;
    }),
  };
}
