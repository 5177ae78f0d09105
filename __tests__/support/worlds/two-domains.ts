// Two domains of two accounts on one local server: `staging` of ours, `prod` of theirs. Versions are put into the first as
// tools of others would put them, file by file over the wire, so that nothing under test decides what a version holds.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { ReleaseManifest } from '../../../src/core/documents/manifest.ts';
import type { PromotionPlan } from '../../../src/core/documents/plan.ts';
import type { VersionReference } from '../../../src/core/model/package.ts';
import { applyPromotion } from '../../../src/core/operations/promote/apply.ts';
import { type PromotionRequest, planPromotion } from '../../../src/core/operations/promote/plan.ts';
import type { ApplyRequest, PromotionReport } from '../../../src/core/operations/promote/run.ts';
import type { RepositoryReader, RepositoryWriter } from '../../../src/core/operations/repository/repository-access.ts';
import type { RepositoryAddress } from '../../../src/core/ports/code-artifact.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import { formatList } from '../../../src/formats/index.ts';
import { ACCOUNT, DOMAIN, type TestRegistryOptions } from '../servers/local-registry.ts';
import { clientOf, openWorld, sideOf, type World } from './release-world.ts';

export const OTHER = '123456789012';
export const THERE: RepositoryAddress & { domainOwner: string } = {
  domain: 'their-org',
  domainOwner: OTHER,
  repository: 'prod',
};
export const HERE: RepositoryAddress & { domainOwner: string } = {
  domain: DOMAIN,
  domainOwner: ACCOUNT,
  repository: 'staging',
};

export type FileSet = Readonly<Record<string, Uint8Array | string>>;

/** What a promotion is given instead of the plain sides. */
export interface Changes {
  readonly host?: Host;
  readonly source?: RepositoryReader;
  readonly destination?: RepositoryWriter;
}

export interface TwoDomains extends World {
  planAcross(
    request: Partial<PromotionRequest> & { readonly manifest?: ReleaseManifest },
    changes?: Changes,
  ): Promise<PromotionPlan>;
  applyAcross(plan: PromotionPlan, changes?: Changes & Partial<ApplyRequest>): Promise<PromotionReport>;
  /** Files of the version folder, then the list that makes the version visible, unless it is to stay Unfinished. */
  putMaven(
    ref: VersionReference,
    files: FileSet,
    at?: typeof HERE,
    options?: { readonly unfinished?: boolean },
  ): Promise<void>;
  putGeneric(
    ref: VersionReference,
    files: FileSet,
    at?: typeof HERE,
    options?: { readonly unfinished?: boolean },
  ): Promise<void>;
  /** Status and `name sha256` of every asset but those the registry makes itself; undefined when there is no version. */
  held(ref: VersionReference, at: typeof HERE): Promise<{ status: string; assets: string[] } | undefined>;
  /** Folders that a promotion left in the temporary folder. */
  leftOnDisk(): Promise<string[]>;
}

/** `options`: with `externals`, `prod` of theirs sees Maven Central through an upstream. */
export async function openTwoDomains(folder: string, options: TestRegistryOptions = {}): Promise<TwoDomains> {
  const central = { name: 'central', externalConnection: 'public:maven-central' };
  const prod = options.externals ? [{ name: 'prod', upstreams: ['central'] }, central] : [{ name: 'prod' }];
  const world = await openWorld(folder, {
    ...options,
    setup: {
      domains: [
        { name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'staging' }] },
        { name: THERE.domain, owner: OTHER, repositories: prod },
      ],
    },
  });
  const clients: Readonly<Record<string, ReturnType<typeof clientOf>>> = {
    [ACCOUNT]: clientOf(world),
    [OTHER]: clientOf(world, world.host, OTHER),
  };
  const clientAt = (at: typeof HERE) => clients[at.domainOwner] as ReturnType<typeof clientOf>;
  const sides = ({ host = world.host, source, destination }: Changes) => ({
    host,
    formats: formatList,
    source: source ?? sideOf(world, HERE, { host }),
    destination: destination ?? sideOf(world, THERE, { host }),
  });
  const put = async (at: typeof HERE, path: string, body: Uint8Array | string) => {
    const client = clientAt(at);
    const endpoint = await client.getRepositoryEndpoint(at, 'maven');
    const { token } = await client.getAuthorizationToken(at, 3600);
    const answer = await fetch(`${endpoint}${path}`, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(`aws:${token.reveal()}`).toString('base64')}` },
      body: body as Uint8Array<ArrayBuffer> | string,
    });
    if (answer.status !== 201) throw new Error(`PUT ${path} answered ${answer.status} ${await answer.text()}`);
  };
  return {
    ...world,
    planAcross: (request, changes = {}) =>
      planPromotion(
        {
          includeDependencies: false,
          includeFromUpstream: false,
          allowOverwrite: false,
          distTags: ['keep'],
          concurrency: 4,
          ...request,
        },
        sides(changes),
      ),
    applyAcross: (plan, { host, source, destination, ...request } = {}) =>
      applyPromotion(
        { plan, concurrency: 4, ...request },
        sides({ ...(host && { host }), ...(source && { source }), ...(destination && { destination }) }),
      ),
    async putMaven(ref, files, at = HERE, { unfinished = false } = {}) {
      const folderOf = [...(ref.namespace ?? '').split('.'), ref.name].map(encodeURIComponent).join('/');
      for (const [name, bytes] of Object.entries(files))
        await put(at, `${folderOf}/${encodeURIComponent(ref.version)}/${encodeURIComponent(name)}`, bytes);
      if (unfinished) return;
      const list = `<metadata><groupId>${ref.namespace}</groupId><artifactId>${ref.name}</artifactId><versioning><versions><version>${ref.version}</version></versions></versioning></metadata>`;
      await put(at, `${folderOf}/maven-metadata.xml`, list);
    },
    async putGeneric(ref, files, at = HERE, { unfinished = false } = {}) {
      const entries = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes as string)] as const);
      for (const [index, [name, bytes]] of entries.entries()) {
        const asset = {
          name,
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          open: async function* () {
            yield bytes;
          },
        };
        await clientAt(at).publishPackageVersion(at, ref, asset, unfinished || index < entries.length - 1);
      }
    },
    async held(ref, at) {
      const client = clientAt(at);
      const found = await client.describePackageVersion(at, ref);
      if (!found) return undefined;
      const assets = (await client.listPackageVersionAssets(at, ref))?.assets ?? [];
      const listed = assets.filter(({ name }) => name !== 'maven-metadata.xml');
      return {
        status: found.status,
        assets: listed.map(({ name, digests }) => `${name} ${digests['SHA-256']} ${digests['SHA-512']}`).sort(),
      };
    },
    leftOnDisk: async () =>
      (await readdir(world.host.temporaryDirectory).catch(() => [])).filter((name) => name.startsWith('promote-')),
  };
}
