// A small public registry for each format that has one: what an external connection fetches from. It holds what the
// sequence released, and nothing else.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONNECTIONS, formatOf, packageName } from '../rules/state.ts';
import type { Artifacts } from './artifacts.ts';

export interface Release {
  readonly package: string;
  readonly version: string;
  readonly build: string;
  readonly file?: string | undefined;
  readonly tag?: string | undefined;
}

export interface PublicSource {
  /** Address of each public source, by the name of its connection. */
  readonly externals: Readonly<Record<string, string>>;
  release(what: Release): Promise<void>;
  /** Forgets all releases. */
  empty(): void;
  close(): Promise<void>;
}

interface Held {
  readonly versions: Map<string, Map<string, Buffer>>;
  readonly tags: Map<string, string>;
}

interface Page {
  readonly type: string;
  readonly body: Buffer | string;
}

type Packages = ReadonlyMap<string, Held>;
type Answering = (path: string, base: string, packages: Packages) => Page | undefined;

export async function publicSource(artifacts: Artifacts): Promise<PublicSource> {
  const packages = new Map<string, Held>();
  const server = createServer((request, response) => {
    const [, format = '', ...rest] = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').split('/');
    const base = `http://${request.headers.host}/${format}`;
    const page = ANSWERS[format]?.(rest.join('/'), base, packages);
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' });
    response.end(request.method === 'HEAD' ? undefined : (page?.body ?? 'not found'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const suffix: Readonly<Record<string, string>> = { pypi: 'simple/' };
  const addresses = Object.entries(CONNECTIONS).map(([format, name]) => [
    name,
    `${url}/${format}/${suffix[format] ?? ''}`,
  ]);
  return {
    externals: Object.fromEntries(addresses),
    async release({ package: pkg, version, build, file, tag }) {
      const held: Held = packages.get(pkg) ?? { versions: new Map(), tags: new Map() };
      packages.set(pkg, held);
      const files = held.versions.get(version) ?? new Map<string, Buffer>();
      held.versions.set(version, files);
      for (const each of formatOf(pkg) === 'maven' ? ['pom', 'jar', file] : [file]) {
        const made = await artifacts.make({ package: pkg, version, build, file: each });
        files.set(made.file, made.data);
      }
      if (tag !== undefined) held.tags.set(tag, version);
    },
    empty: () => packages.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const sha = (algorithm: string, data: Buffer, encoding: 'hex' | 'base64' = 'hex') =>
  createHash(algorithm).update(data).digest(encoding);

const asJson = (value: unknown): Page => ({ type: 'application/json', body: JSON.stringify(value) });
const asFile = (data: Buffer | undefined): Page | undefined => data && { type: 'application/octet-stream', body: data };

const npm: Answering = (path, base, packages) => {
  const [name = '', file] = path.split('/-/');
  const held = packages.get(`npm:${name}`);
  if (!held) return undefined;
  const id = name.split('/').at(-1);
  if (file !== undefined) {
    const version = [...held.versions.keys()].find((number) => file === `${id}-${number}.tgz`);
    return asFile(held.versions.get(version ?? '')?.get('package.tgz'));
  }
  const versions = [...held.versions].map(([version, files]) => {
    const data = files.get('package.tgz') as Buffer;
    const tarball = `${base}/${name}/-/${id}-${version}.tgz`;
    const dist = { shasum: sha('sha1', data), integrity: `sha512-${sha('sha512', data, 'base64')}`, tarball };
    return [version, { name, version, main: 'index.js', dist }];
  });
  const time = Object.fromEntries(versions.map(([version]) => [version, '2020-01-02T03:04:05.000Z']));
  return asJson({ name, 'dist-tags': Object.fromEntries(held.tags), versions: Object.fromEntries(versions), time });
};

const pypi: Answering = (path, base, packages) => {
  const [kind, name = '', version, file] = path.split('/');
  const held = packages.get(`pypi:${name}`);
  if (!held) return undefined;
  if (kind === 'files') return asFile(held.versions.get(version ?? '')?.get(file ?? ''));
  const files = [...held.versions].flatMap(([number, all]) =>
    [...all].map(([filename, data]) => ({
      filename,
      url: `${base}/files/${name}/${number}/${filename}`,
      hashes: { sha256: sha('sha256', data) },
      size: data.length,
      'upload-time': '2020-01-02T03:04:05.000000Z',
      yanked: false,
    })),
  );
  const page = { meta: { 'api-version': '1.1' }, name, versions: [...held.versions.keys()], files };
  return { type: 'application/vnd.pypi.simple.v1+json', body: JSON.stringify(page) };
};

const maven: Answering = (path, _, packages) => {
  const parts = path.split('/');
  for (const [pkg, held] of packages) {
    if (formatOf(pkg) !== 'maven') continue;
    const { namespace = '', name } = packageName(pkg);
    const folder = `${namespace.replaceAll('.', '/')}/${name}/`;
    if (!path.startsWith(folder)) continue;
    const wanted = /^(.*?)(?:\.(md5|sha1|sha256|sha512))?$/.exec(parts.at(-1) ?? '') ?? [];
    const [, file = '', algorithm] = wanted;
    const data =
      path.slice(folder.length) === parts.at(-1) && file === 'maven-metadata.xml'
        ? Buffer.from(mavenList(namespace, name, [...held.versions.keys()]))
        : held.versions.get(parts.at(-2) ?? '')?.get(file);
    if (!data) return undefined;
    return algorithm === undefined ? asFile(data) : { type: 'text/plain', body: sha(algorithm, data) };
  }
  return undefined;
};

const mavenList = (namespace: string, name: string, versions: readonly string[]) =>
  `<metadata><groupId>${namespace}</groupId><artifactId>${name}</artifactId><versioning><versions>${versions
    .map((version) => `<version>${version}</version>`)
    .join('')}</versions><lastUpdated>20200102030405</lastUpdated></versioning></metadata>`;

const nuget: Answering = (path, base, packages) => {
  if (path === 'index.json') {
    const resource = (at: string, type: string) => ({ '@id': `${base}/${at}/`, '@type': type });
    const types = ['RegistrationsBaseUrl', 'RegistrationsBaseUrl/3.4.0', 'RegistrationsBaseUrl/3.6.0'];
    const resources = [
      resource('flat', 'PackageBaseAddress/3.0.0'),
      ...types.map((type) => resource('registration', type)),
    ];
    return asJson({ version: '3.0.0', resources });
  }
  const [kind, name = '', version = '', file = ''] = path.split('/');
  const held = packages.get(`nuget:${name}`);
  if (!held) return undefined;
  if (kind === 'flat' && version === 'index.json') return asJson({ versions: [...held.versions.keys()] });
  if (kind === 'flat') return asFile(held.versions.get(version)?.get(file));
  const items = [...held.versions.keys()].map((number) => ({
    '@id': `${base}/registration/${name}/${number}.json`,
    packageContent: `${base}/flat/${name}/${number}/${name}.${number}.nupkg`,
    catalogEntry: { id: name, version: number, listed: true, published: '2020-01-02T03:04:05Z' },
  }));
  const [lower, upper] = [[...held.versions.keys()][0], [...held.versions.keys()].at(-1)];
  return asJson({
    count: 1,
    items: [{ '@id': `${base}/registration/${name}/index.json#page`, count: items.length, lower, upper, items }],
  });
};

const ANSWERS: Readonly<Record<string, Answering>> = { npm, pypi, maven, nuget };
