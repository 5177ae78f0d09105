// A domain with a development, a staging and a production repository on the real local server, and a release set of
// every format; sides as the surfaces make them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodeArtifactClient, createCodeArtifactClient } from '../../../src/aws/code-artifact-client.ts';
import { callerIdentity } from '../../../src/aws/sts.ts';
import type { ReleaseManifest } from '../../../src/core/documents/manifest.ts';
import type { PromotionPlan } from '../../../src/core/documents/plan.ts';
import type { PackageReference } from '../../../src/core/model/package.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { applyPromotion } from '../../../src/core/operations/promote/apply.ts';
import { type PromotionRequest, planPromotion } from '../../../src/core/operations/promote/plan.ts';
import type { ApplyRequest } from '../../../src/core/operations/promote/run.ts';
import { type PublishRequest, publish } from '../../../src/core/operations/publish/publish.ts';
import {
  type RepositoryReader,
  type RepositoryWriter,
  readOnly,
  type Wire,
  wireReader,
} from '../../../src/core/operations/repository/repository-access.ts';
import { sharedToken } from '../../../src/core/operations/repository/shared-token.ts';
import type { CodeArtifactWriter, RepositoryAddress } from '../../../src/core/ports/code-artifact.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import type { HttpTransport } from '../../../src/core/ports/http.ts';
import { formatList } from '../../../src/formats/index.ts';
import { writeLayout } from '../packages/maven-package.ts';
import { writeNpmPackage } from '../packages/npm-package.ts';
import { buildNupkg } from '../packages/nuget-package.ts';
import { buildSdist, buildWheel } from '../packages/python-package.ts';
import {
  ACCOUNT,
  DOMAIN,
  openTestRegistry,
  serviceAt,
  type TestRegistry,
  type TestRegistryOptions,
} from '../servers/local-registry.ts';

export interface World extends TestRegistry {
  readonly folder: string;
  read(repository: string): RepositoryReader;
  write(repository: string): RepositoryWriter;
  publish(
    packages: readonly string[],
    more?: Partial<PublishRequest> & { readonly to?: string; readonly host?: Host; readonly side?: RepositoryWriter },
  ): ReturnType<typeof publish>;
  plan(request: Partial<PromotionRequest>, from?: string, to?: string): Promise<PromotionPlan>;
  apply(
    plan: PromotionPlan,
    more?: Partial<ApplyRequest> & { readonly host?: Host; readonly side?: RepositoryWriter },
  ): ReturnType<typeof applyPromotion>;
  /** Everything package managers and the API can see of a repository, without what differs from run to run. */
  state(repository: string, options?: { readonly revisions?: boolean }): Promise<Record<string, unknown>>;
  tags(repository: string, ref: PackageReference): Promise<Readonly<Record<string, string>>>;
  /** Requests that could change something, since the last call. */
  writesSince(): string[];
}

export const SETUP = {
  domains: [{ name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'dev' }, { name: 'staging' }, { name: 'prod' }] }],
};

/** What a side may replace: to count, to fail, to abort at a chosen write. */
export interface Interposed {
  readonly writer?: CodeArtifactWriter;
  readonly http?: HttpTransport;
  readonly host?: Host;
}

export async function openWorld(folder: string, options: TestRegistryOptions = {}): Promise<World> {
  const registry = await openTestRegistry(folder, { setup: SETUP, ...options });
  const read = (repository: string) => sideOf(registry, registry.at(repository));
  const world: World = {
    ...registry,
    folder,
    read,
    write: (repository) => sideOf(registry, registry.at(repository)),
    publish: (
      packages,
      { to = 'staging', host = registry.host, side = sideOf(registry, registry.at(to)), ...more } = {},
    ) =>
      publish(
        {
          packages,
          workingDirectory: folder,
          ifExists: 'verify',
          concurrency: 4,
          dryRun: false,
          originControls: 'report',
          ...more,
        },
        { host, formats: formatList, destination: side },
      ),
    plan: (request, from = 'staging', to = 'prod') =>
      planPromotion(
        {
          includeDependencies: false,
          includeFromUpstream: false,
          allowOverwrite: false,
          distTags: ['keep'],
          concurrency: 4,
          ...request,
        },
        { host: registry.host, formats: formatList, source: read(from), destination: read(to) },
      ),
    apply: (
      plan,
      { host = registry.host, side = sideOf(registry, registry.at(plan.destination.repository)), ...more } = {},
    ) =>
      applyPromotion(
        { plan, concurrency: 4, ...more },
        { host, formats: formatList, source: sideOf(registry, registry.at(plan.source.repository)), destination: side },
      ),
    state: (repository, { revisions = true } = {}) => stateOf(registry, repository, revisions),
    tags: async (repository, ref) => (await read(repository).tags?.(registry.at(repository), ref)) ?? {},
    writesSince: () =>
      registry.exchanges
        .splice(0)
        .filter(isWrite)
        .map(({ method, target }) => `${method} ${target.split('?')[0]}`),
  };
  return world;
}

/** The API asks with POST, too, so the path decides; tokens are no writes. */
export function isWrite({ method, target }: { method: string; target: string }): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  const path = target.split('?')[0] ?? '';
  return !/^\/v1\/(packages|package\/versions|package\/version\/assets|package\/version\/dependencies|authorization-token|domain\/repositories|repositories|domains)$/.test(
    path,
  );
}

export function clientOf(registry: TestRegistry, host: Host = registry.host, account = ACCOUNT): CodeArtifactClient {
  const credentials = async () => ({
    accessKeyId: account,
    secretAccessKey: new Secret('example'),
    sessionToken: undefined,
    expiresAt: undefined,
  });
  const service = { ...serviceAt(registry.url), credentials, maxAttempts: 12 };
  return createCodeArtifactClient(host, service, () => callerIdentity(host, service));
}

export function sideOf(
  registry: TestRegistry,
  address: RepositoryAddress,
  { writer, http, host = registry.host }: Interposed = {},
): RepositoryWriter {
  const client = clientOf(registry, host, address.domainOwner);
  const wire: Wire = {
    token: sharedToken(() => client.getAuthorizationToken(address, 3600).then(({ token }) => token)),
    host,
    attempts: 12,
    http: http ?? host.http,
    files: host.files,
  };
  return {
    address,
    region: 'us-east-1',
    reader: readOnly(client),
    attempts: 12,
    writer: writer ?? client,
    wire,
    ...wireReader(client, wire, formatList),
  };
}

const isDated = (asset: string) => asset === 'maven-metadata.xml';

async function stateOf(
  registry: TestRegistry,
  repository: string,
  revisions: boolean,
): Promise<Record<string, unknown>> {
  const { client } = registry;
  const at = registry.at(repository);
  const side = sideOf(registry, at);
  const state: Record<string, unknown> = {};
  for await (const found of client.listPackages(at)) {
    const name = `${found.format} ${found.namespace ?? ''} ${found.name}`;
    const versions: Record<string, unknown> = {};
    const statuses = new Map<string, string>();
    for await (const { version, status, revision, origin } of client.listPackageVersions(at, found)) {
      statuses.set(version, status);
      const assets = (await client.listPackageVersionAssets(at, { ...found, version }))?.assets ?? [];
      versions[version] = {
        status,
        ...(revisions ? { revision } : {}),
        origin,
        // Holds the time of the upload, as revisions do where a format keeps that time.
        assets: assets.map(({ name, digests }) => (isDated(name) ? name : `${name} ${digests['SHA-256']}`)).sort(),
      };
    }
    state[name] = {
      versions,
      restrictions: (await client.describePackage(at, found))?.restrictions,
      tags: (await side.tags?.(at, found)) ?? null,
      // The list of NuGet has Unlisted versions as well, for those who name them; here it is what nobody has to name.
      visible: ((await side.visible?.(at, found)) ?? [])
        .filter((version) => found.format !== 'nuget' || statuses.get(version) !== 'Unlisted')
        .sort(),
    };
  }
  return state;
}

/** Files of a release set, all of one version, below `folder/dist-VERSION`. */
export async function buildSet(
  folder: string,
  version: string,
  options: { readonly npm?: number } = {},
): Promise<string> {
  const dist = join(folder, `dist-${version}`);
  const count = options.npm ?? 3;
  for (let index = 0; index < count; index++) {
    const dependencies = index === 0 ? {} : { [`@acme/part-${index - 1}`]: `^${version}` };
    await writeNpmPackage(join(dist, 'npm', `part-${index}.tgz`), {
      name: `@acme/part-${index}`,
      version,
      manifest: { dependencies },
    });
  }
  await mkdir(join(dist, 'python'), { recursive: true });
  for (const built of [
    await buildWheel({ name: 'acme-core', version }),
    await buildSdist({ name: 'acme-core', version }),
    await buildWheel({ name: 'acme-app', version, requires: [`acme-core==${version}`] }),
  ]) {
    await writeFile(join(dist, 'python', built.fileName), built.data);
  }
  await mkdir(join(dist, 'nuget'), { recursive: true });
  await writeFile(join(dist, 'nuget', `Acme.Lib.${version}.nupkg`), await buildNupkg({ id: 'Acme.Lib', version }));
  await writeLayout(join(dist, 'maven'), { groupId: 'com.acme', artifactId: 'base', version });
  await writeLayout(join(dist, 'maven'), {
    groupId: 'com.acme',
    artifactId: 'lib',
    version,
    dependencies: [{ groupId: 'com.acme', artifactId: 'base', version }],
  });
  return dist;
}

export function requireManifest(manifest: ReleaseManifest | undefined): ReleaseManifest {
  if (!manifest) throw new Error('no manifest');
  return manifest;
}
