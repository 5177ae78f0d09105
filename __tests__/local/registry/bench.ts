// A registry in memory with a clock set by hand, a domain, and short ways to do what the tests do often.

import type { PackageReference } from '../../../src/core/model/package.ts';
import type { IncomingPublication, Json, ServedRepository, StoredBlob } from '../../../src/core/ports/format-server.ts';
import type { HttpTransport } from '../../../src/core/ports/http.ts';
import { formatRules } from '../../../src/formats/rules.ts';
import { servers } from '../../../src/formats/servers.ts';
import type { OwnedRepositoryAddress } from '../../../src/local/registry/addresses.ts';
import { openRegistry, type RegistryOptions } from '../../../src/local/registry/open.ts';
import type { Registry } from '../../../src/local/registry/registry.ts';

export const DOMAIN = { domain: 'my-org', domainOwner: '111122223333' } as const;
export const at = (repository: string): OwnedRepositoryAddress => ({ ...DOMAIN, repository });
export const npm = (name: string, namespace?: string): PackageReference => ({
  format: 'npm',
  name,
  ...(namespace ? { namespace } : {}),
});
export const pypi = (name: string): PackageReference => ({ format: 'pypi', name });
export const maven = (namespace: string, name: string): PackageReference => ({ format: 'maven', namespace, name });
export const generic = (namespace: string, name: string): PackageReference => ({ format: 'generic', namespace, name });

export const noNetwork: HttpTransport = async ({ url }) => {
  throw new Error(`no test may reach ${url}`);
};

export async function* streamOf(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

export async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export interface PublishOptions extends Partial<Omit<IncomingPublication, 'assets' | keyof PackageReference>> {
  readonly files?: Readonly<Record<string, string>>;
  readonly metadata?: Json;
}

export interface Bench {
  readonly registry: Registry;
  readonly clock: { now: number };
  repository(name: string, upstreams?: readonly string[]): void;
  serve(name: string): ServedRepository;
  /** Publishes one asset `package.tgz` unless told otherwise, whose content is the version. */
  publish(
    repository: string,
    ref: PackageReference,
    version: string,
    options?: PublishOptions,
  ): ReturnType<ServedRepository['publish']>;
  versions(repository: string, ref: PackageReference): string[];
  read(blob: StoredBlob): Promise<string>;
  close(): Promise<void>;
}

export async function bench(options: Partial<RegistryOptions> = {}): Promise<Bench> {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const registry = await openRegistry({
    region: 'us-east-1',
    now: () => clock.now,
    rules: formatRules,
    servers,
    http: noNetwork,
    ...options,
  });
  if (registry.domains.list(DOMAIN.domainOwner).items.length === 0) registry.domains.create(DOMAIN);
  const serve = (name: string) =>
    registry.serve(at(name), { endpoint: `http://127.0.0.1/${name}/`, authorize: () => {} });
  return {
    registry,
    clock,
    serve,
    repository: (name, upstreams = []) => {
      registry.repositories.create(at(name), { administratorAccount: DOMAIN.domainOwner, upstreams });
    },
    async publish(repository, ref, version, { files = { 'package.tgz': `bytes of ${version}` }, ...rest } = {}) {
      const target = serve(repository);
      const assets = [];
      for (const [name, content] of Object.entries(files))
        assets.push({ name, blob: await target.receive(streamOf(content)) });
      return target.publish({ ...ref, version, assets, assetPolicy: 'closed', ...rest });
    },
    versions: (repository, ref) =>
      registry.versions.list(at(repository), ref, {}, { maxResults: 1000 }).items.map(({ version }) => version),
    read: (blob) => textOf(registry.readBlob(blob)),
    close: () => registry.close(),
  };
}

/** The exception's name and resource type, for tables of expectations. */
export async function exceptionOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    const { exception, kind, name } = error as { exception?: string; kind?: string; name: string };
    return exception ?? kind ?? name;
  }
}
