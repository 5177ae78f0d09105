// A public NuGet source as nuget.org answers: a service index, gzipped registrations whose pages stand apart, packages
// on another path, unlisted versions dated 1900. Written from the protocol's documentation, not from our own server.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ScriptedAnswer, Seen } from '../servers/scripted-server.ts';
import { buildNupkg, type NugetPackage } from './nuget-package.ts';

export interface PublicPackage extends NugetPackage {
  readonly unlisted?: boolean;
}

/** Answers for `scriptedServer`; `origin` is asked for late, when the server has its port. */
export async function nugetSource(
  packages: readonly PublicPackage[],
  origin: () => string,
): Promise<(seen: Seen) => ScriptedAnswer> {
  const files = new Map<string, Buffer>();
  for (const each of packages) {
    const [id, version] = [each.id.toLowerCase(), each.version.toLowerCase()];
    files.set(`/v3-flatcontainer/${id}/${version}/${id}.${version}.nupkg`, await buildNupkg(each));
  }
  return ({ path }) => {
    const bytes = files.get(path);
    if (bytes) return { status: 200, body: bytes };
    if (path === '/v3/index.json') return json(index(origin()));
    const [, id = '', rest] = /^\/v3\/registration5-gz-semver2\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const mine = packages.filter((of) => of.id.toLowerCase() === id);
    if (mine.length === 0) return { status: 404, body: 'BlobNotFound' };
    if (rest === 'index.json') return gzipped(registration(id, mine, origin()));
    return rest === 'page/all.json' ? gzipped({ items: mine.map((of) => leaf(of, origin())) }) : { status: 404 };
  };
}

const json = (value: unknown): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const gzipped = (value: unknown): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  body: gzipSync(JSON.stringify(value)),
});

function index(origin: string): unknown {
  return {
    version: '3.0.0',
    resources: [
      { '@id': `${origin}/query`, '@type': 'SearchQueryService' },
      { '@id': `${origin}/v3-flatcontainer/`, '@type': 'PackageBaseAddress/3.0.0' },
      { '@id': `${origin}/v3/registration5-semver1/`, '@type': 'RegistrationsBaseUrl' },
      { '@id': `${origin}/v3/registration5-gz-semver2/`, '@type': 'RegistrationsBaseUrl/3.6.0' },
    ],
  };
}

function registration(id: string, packages: readonly PublicPackage[], origin: string): unknown {
  const page = `${origin}/v3/registration5-gz-semver2/${id}/page/all.json`;
  const versions = packages.map(({ version }) => version);
  return { count: 1, items: [{ '@id': page, count: packages.length, lower: versions[0], upper: versions.at(-1) }] };
}

function leaf(of: PublicPackage, origin: string): unknown {
  const [id, version] = [of.id.toLowerCase(), of.version.toLowerCase()];
  return {
    '@id': `${origin}/v3/registration5-gz-semver2/${id}/${version}.json`,
    packageContent: `${origin}/v3-flatcontainer/${id}/${version}/${id}.${version}.nupkg`,
    catalogEntry: {
      '@id': `${origin}/v3/catalog0/${createHash('md5').update(id).digest('hex')}.json`,
      id: of.id,
      version: of.version,
      authors: 'Public',
      description: of.description ?? 'Public package',
      tags: ['one', 'two'],
      listed: !of.unlisted,
      published: of.unlisted ? '1900-01-01T00:00:00+00:00' : '2020-05-06T07:08:09.1+00:00',
      dependencyGroups: Object.entries(of.dependencies ?? {}).map(([targetFramework, dependencies]) => ({
        ...(targetFramework === '' ? {} : { targetFramework }),
        dependencies: Object.entries(dependencies).map(([name, range]) => ({ id: name, range })),
      })),
    },
  };
}
