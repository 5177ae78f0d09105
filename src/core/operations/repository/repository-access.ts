// The two ways an operation may hold a repository: to look, or to look and write. A planner gets only the first.

import { retrying } from '../../calls/retry.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import type { PackageReference } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { Secret } from '../../model/secret.ts';
import type {
  CodeArtifactReader,
  CodeArtifactWriter,
  RepositoryAddress,
  VersionSummary,
} from '../../ports/code-artifact.ts';
import type { Files, Host } from '../../ports/host.ts';
import type { HttpTransport } from '../../ports/http.ts';
import type { PackageFormat, PublishTarget, WireReadTarget } from '../../ports/package-format.ts';

/** A reader that provably cannot write: a client that has a write method does not fit this type. See `readOnly`. */
export type ReadOnlyRegistry = CodeArtifactReader & { readonly [name in keyof CodeArtifactWriter]?: never };

/** Only the read methods of a client. */
export function readOnly(client: CodeArtifactReader): ReadOnlyRegistry {
  return {
    serviceTime: () => client.serviceTime?.(),
    describeRepository: (at) => client.describeRepository(at),
    listRepositoriesInDomain: (at) => client.listRepositoriesInDomain(at),
    getRepositoryEndpoint: (at, format, endpointType) => client.getRepositoryEndpoint(at, format, endpointType),
    listPackages: (at, filter) => client.listPackages(at, filter),
    describePackage: (at, ref) => client.describePackage(at, ref),
    listPackageVersions: (at, ref, filter) => client.listPackageVersions(at, ref, filter),
    describePackageVersion: (at, ref) => client.describePackageVersion(at, ref),
    listPackageVersionAssets: (at, ref) => client.listPackageVersionAssets(at, ref),
    listPackageVersionDependencies: (at, ref) => client.listPackageVersionDependencies(at, ref),
    getPackageVersionAsset: (at, ref, asset, revision) => client.getPackageVersionAsset(at, ref, asset, revision),
  };
}

/** The time by the clock of the service, as far as it told; else that of the machine. */
export const serviceNow = (
  { clock }: Pick<Host, 'clock'>,
  { serviceTime }: Pick<CodeArtifactReader, 'serviceTime'>,
): number => serviceTime?.() ?? clock.now();

/** Reads dist-tags through the wire; undefined where nobody knows the package or the format has no tags. */
export type TagReader = (
  at: RepositoryAddress,
  ref: PackageReference,
) => Promise<Readonly<Record<string, string>> | undefined>;

/** Versions that package managers see through the wire; undefined where the format cannot tell. */
export type VisibleVersions = (at: RepositoryAddress, ref: PackageReference) => Promise<readonly string[] | undefined>;

/** One repository to look at. */
export interface RepositoryReader {
  readonly address: RepositoryAddress;
  readonly region: string;
  readonly reader: ReadOnlyRegistry;
  /** Tries of one call in all (`retry-max-attempts`). */
  readonly attempts: number;
  /** Without it nothing is said about tags. Make it with `wireReader`. */
  readonly tags?: TagReader | undefined;
  readonly visible?: VisibleVersions | undefined;
}

/** One repository to look at and write to. */
export interface RepositoryWriter extends RepositoryReader {
  readonly writer: CodeArtifactWriter;
  readonly wire: Wire;
  /**
   * The same repository through calls that an interrupt of the run does not end; the cut-off 30 s later does. For what
   * must follow a write that was sent: the dist-tags after a copy, and looking at what it did.
   */
  readonly finishing?: RepositoryWriter | undefined;
}

/** The side, and the host, for what must follow a write even after an interrupt. */
export function finishing<Ports extends { readonly host: Pick<Host, 'interrupted' | 'cutOff'> }>(
  ports: Ports & { readonly side: RepositoryWriter },
): Ports & { readonly side: RepositoryWriter } {
  const { host, side } = ports;
  return { ...ports, host: { ...host, interrupted: host.cutOff }, side: side.finishing ?? side };
}

/**
 * Does `work` once more when the interrupt of the run ended it half-way: reads that are under way end with the
 * interrupt, those that begin later do not. For `work` that goes through a `finishing` side.
 */
export async function despiteInterrupt<T>(
  host: Pick<Host, 'interrupted' | 'cutOff'>,
  work: () => Promise<T>,
): Promise<T> {
  const wasInterrupted = host.interrupted.aborted;
  try {
    return await work();
  } catch (error) {
    if (wasInterrupted || !host.interrupted.aborted || host.cutOff.aborted) throw error;
    return work();
  }
}

/**
 * As `finishing`, and each look at a version, its assets, a list of versions or the tags of a package that the interrupt ended is
 * done once more: for many small reads and writes that must all come to their end.
 */
export function unbroken<Ports extends { readonly host: Pick<Host, 'interrupted' | 'cutOff'> }>(
  ports: Ports & { readonly side: RepositoryWriter },
): Ports & { readonly side: RepositoryWriter } {
  const { host } = ports;
  const finished = finishing(ports);
  const { side } = finished;
  const { reader, tags } = side;
  const again = <T>(work: () => Promise<T>) => despiteInterrupt(host, work);
  const steady: Pick<ReadOnlyRegistry, 'describePackageVersion' | 'listPackageVersionAssets' | 'listPackageVersions'> =
    {
      describePackageVersion: (at, ref) => again(() => reader.describePackageVersion(at, ref)),
      listPackageVersionAssets: (at, ref) => again(() => reader.listPackageVersionAssets(at, ref)),
      listPackageVersions: async function* (at, ref, filter) {
        yield* await again(async () => {
          const found: VersionSummary[] = [];
          for await (const each of reader.listPackageVersions(at, ref, filter)) found.push(each);
          return found;
        });
      },
    };
  const patient: ReadOnlyRegistry = { ...readOnly(reader), ...steady };
  return {
    ...finished,
    side: { ...side, reader: patient, ...(tags ? { tags: (at, ref) => again(() => tags(at, ref)) } : {}) },
  };
}

/** Addresses and the token of the format wires of one domain. */
export interface Wire {
  /** `refused`: the token that was answered with 401; another one is given. See `sharedToken`. */
  token(refused?: Secret): Promise<Secret>;
  readonly http: HttpTransport;
  readonly files: Files;
  /** Tries of one call in all (`retry-max-attempts`). */
  readonly attempts: number;
  /** For pacing and repeating what is only read. */
  readonly host: Pick<Host, 'clock' | 'log' | 'interrupted'>;
  readonly endpointType?: 'ipv4' | 'dualstack' | undefined;
}

/** What every operation needs of the machine. */
export type Machine = Pick<Host, 'log' | 'clock' | 'files' | 'interrupted' | 'temporaryDirectory'>;

/** A transport that refuses everything but GET and HEAD, so that looking over the wire cannot write either. */
export function readOnlyTransport(http: HttpTransport): HttpTransport {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new RegistryError('CA-RUN-003', `a planner tried to send ${request.method}`);
    }
    return http(request);
  };
}

/** Looks at tags and visible versions of any repository of a domain over the formats' wires, never writing. */
export function wireReader(
  reader: CodeArtifactReader,
  wire: Wire,
  formats: readonly PackageFormat[],
): { readonly tags: TagReader; readonly visible: VisibleVersions } {
  const http = readOnlyTransport(wire.http);
  const publishingOf = (ref: PackageReference) => formats.find(({ name }) => name === ref.format)?.publishing;
  const endpoints = endpointCache(reader, wire.endpointType);
  const target = async (at: RepositoryAddress, ref: PackageReference) => {
    const [endpoint, token] = await Promise.all([endpoints(at, ref), wire.token()]);
    return { address: at, endpoint, token, http, files: wire.files };
  };
  /** Reads once more with a fresh token when the last one was refused. */
  const reading = <T>(
    at: RepositoryAddress,
    ref: PackageReference,
    read: (target: WireReadTarget) => Promise<T>,
  ): Promise<T> =>
    retrying(wire.host, { attempts: wire.attempts, label: `${ref.format}:GET` }, async () => {
      const first = await target(at, ref);
      try {
        return await read(first);
      } catch (error) {
        if (!(error instanceof RegistryError) || error.code !== 'CA-AUTH-005') throw error;
        return read({ ...first, token: await wire.token(first.token) });
      }
    });
  return {
    tags: async (at, ref) => {
      const tags = publishingOf(ref)?.tags;
      return tags && reading(at, ref, (wireTarget) => tags.read(ref, wireTarget));
    },
    visible: async (at, ref) => {
      const visible = publishingOf(ref)?.visibleVersions;
      return visible && reading(at, ref, (wireTarget) => visible(ref, wireTarget));
    },
  };
}

/** Endpoints asked for once each. */
export function endpointCache(reader: CodeArtifactReader, endpointType: 'ipv4' | 'dualstack' | undefined) {
  const known = new Map<string, Promise<string>>();
  return (at: RepositoryAddress, ref: Pick<PackageReference, 'format'>): Promise<string> => {
    const key = `${at.domain}/${at.domainOwner ?? ''}/${at.repository}/${ref.format}`;
    const asked = known.get(key) ?? reader.getRepositoryEndpoint(at, ref.format, endpointType);
    known.set(key, asked);
    // A refusal is not kept: the next caller asks again.
    asked.catch(() => known.delete(key));
    return asked;
  };
}

/** Everything a format needs to write into this repository. */
export function writeTarget(
  side: RepositoryWriter,
): (ref: Pick<PackageReference, 'format'>, refused?: Secret) => Promise<PublishTarget> {
  const endpoints = endpointCache(side.reader, side.wire.endpointType);
  return async (ref, refused) => {
    const { wire, writer, address } = side;
    const [endpoint, token] = await Promise.all([endpoints(address, ref), wire.token(refused)]);
    return { address, endpoint, token, http: wire.http, files: wire.files, writer };
  };
}

/** The side as documents name it. Asks the service for the domain owner when nobody said it. */
export async function recordOf({ address, region, reader }: RepositoryReader): Promise<RepositoryRecord> {
  const { domain, repository } = address;
  const domainOwner = address.domainOwner ?? (await reader.describeRepository(address))?.domainOwner;
  if (domainOwner === undefined)
    throw new RegistryError('CA-FIND-001', `the repository ${label(address)} does not exist`);
  return { domain, domainOwner, region, repository };
}
