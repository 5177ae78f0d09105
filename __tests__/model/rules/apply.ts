// One call on the world: changes it, and says what the server must answer.
import { type Call, fileName } from '../calls.ts';
import { deletePackage, deleteVersions, setStatus } from './change.ts';
import { recordFor } from './controls.ts';
import { type Changed, copy, source } from './copy.ts';
import { changeGroup } from './group-calls.ts';
import { install } from './install.ts';
import { checksum, finish, type Published, publish, unstamped } from './publish.ts';
import { read } from './read.ts';
import { connect, createRepository, deleteRepository, disconnect, setUpstreams } from './repositories.ts';
import { isReadable } from './search.ts';
import { formatOf, type PackageRecord, type Repository, type World } from './state.ts';
import { removeTag, setTag } from './tags.ts';

/** What a call is answered with, as far as anybody has said what that is. */
export interface Answer {
  readonly status: 'ok' | number;
  /** Exception of the control plane. */
  readonly error?: string;
  readonly done?: Readonly<Record<string, { readonly status: string; readonly revision: string }>>;
  readonly failed?: Readonly<Record<string, string>>;
  /** Build of the file that was sent. */
  readonly build?: string;
  /** Last controls of a package that was deleted. */
  readonly controls?: string;
}

/** Version to revision, undefined where none is sent. */
export type Guards = ReadonlyMap<string, string | undefined>;

export const OK: Answer = { status: 'ok' };
const STATUS: Readonly<Record<string, number>> = {
  ValidationException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
};

export const refused = (error: string): Answer => ({ status: STATUS[error] as number, error });
const answered = (error: string | undefined): Answer => (error === undefined ? OK : refused(error));
const MISSING = refused('ResourceNotFoundException');
/** Data planes have no names for exceptions. */
const plain = (status: number): Answer => ({ status });

const changed = ({ done, failed }: Changed): Answer => ({
  status: 'ok',
  done: Object.fromEntries(done),
  failed: Object.fromEntries(failed),
});

/** A revision that nothing has. */
export const STALE = 'bm90IGEgcmV2aXNpb24gb2YgYW55dGhpbmcgYXQgYWxsIQ==';

/** `guards` has the revisions that a guarded call sends, in the words of the model. */
export function apply(world: World, call: Call, guards: Guards): Answer {
  world.clock++;
  const { repositories } = world.domain;
  switch (call.do) {
    case 'create-repository':
      return answered(createRepository(world, call.repository, call.upstreams ?? []));
    case 'delete-repository':
      return answered(deleteRepository(world, call.repository));
    case 'copy': {
      const [from, to] = [repositories.get(call.from), repositories.get(call.to)];
      return from && to ? applyCopy(world, from, to, call, guards) : MISSING;
    }
    case 'release':
      return release(world, call);
    case 'create-group':
    case 'delete-group':
    case 'restrict-group':
      return answered(changeGroup(world, call));
    case 'create-domain':
    case 'delete-domain':
    case 'restart':
      throw new Error(`${call.do} is no call on a domain`);
    default: {
      const repository = repositories.get(call.repository);
      if (repository) return inRepository(world, repository, call, guards);
      const isFormatCall = ['publish', 'checksum', 'finish', 'read', 'tag', 'untag'].includes(call.do);
      return isFormatCall && formatOf((call as { package: string }).package) !== 'generic' ? plain(404) : MISSING;
    }
  }
}

type RepositoryCall = Extract<Call, { readonly repository: string }>;

function inRepository(world: World, repository: Repository, call: RepositoryCall, guards: Guards): Answer {
  switch (call.do) {
    case 'set-upstreams':
      return answered(setUpstreams(world, repository, call.upstreams));
    case 'connect':
      return answered(connect(world, repository, call.connection));
    case 'disconnect':
      return answered(disconnect(repository, call.connection));
    case 'publish': {
      const file = fileName(call.package, call.version, call.file);
      return publication(world, call.package, publish(world, repository, { ...call, file }));
    }
    case 'checksum': {
      const file = fileName(call.package, call.version, call.file);
      return publication(world, call.package, checksum(world, repository, { ...call, file }));
    }
    case 'finish':
      return publication(world, call.package, finish(world, repository, call.package, call.versions));
    case 'read': {
      const build = read(
        world,
        repository,
        call.package,
        call.version,
        fileName(call.package, call.version, call.file),
      );
      if (build !== undefined) return { status: 'ok', build };
      return formatOf(call.package) === 'generic' ? MISSING : plain(404);
    }
    case 'tag':
      return setTag(world, repository, call.package, call.tag, call.version) === 'ok' ? OK : plain(404);
    case 'untag':
      return { ok: OK, missing: plain(404), upstream: plain(409) }[
        removeTag(world, repository, call.package, call.tag)
      ];
    case 'install': {
      const build = install(world, repository, call.package, call.wanted);
      return build === undefined ? { status: 404 } : { status: 'ok', build };
    }
    case 'fetch':
      return fetched(world, repository, call, guards);
    case 'control': {
      // "Can be called on a package that doesn’t exist": makes the record (API PutPackageOriginConfiguration).
      const { publish: publishing, upstream } = call;
      Object.assign(
        recordFor(repository, call.package, () => ({ publish: publishing, upstream })),
        { publish: publishing, upstream },
      );
      return OK;
    }
    case 'set-status':
    case 'dispose':
    case 'delete-versions':
      return changeVersions(world, repository, call, guards);
    case 'delete-package': {
      const gone = deletePackage(repository, call.package);
      return gone ? { status: 'ok', controls: `${gone.publish}/${gone.upstream}` } : MISSING;
    }
    default:
      throw new Error(`no rule for ${call.do}`);
  }
}

/** GetPackageVersionAsset ignores upstreams, and retains nothing (upstream-repo-api-behavior, download-assets). */
function fetched(world: World, repository: Repository, call: Extract<Call, { do: 'fetch' }>, guards: Guards): Answer {
  const { package: pkg, version } = call;
  const held = repository.packages.get(pkg)?.versions.get(version);
  if (!held) return MISSING;
  // Which of two reasons is named is not documented.
  const wanted = guards.get(version);
  if (wanted !== undefined && wanted !== held.revision) return refused(world.options.fetchedRevisionMismatch);
  // Archived and Disposed ones cannot be downloaded (packages-overview); for Unfinished ones that is open.
  if (!isReadable(held.status) && held.status !== 'Unfinished') return MISSING;
  const build = held.files[fileName(pkg, version, call.file)];
  return build === undefined ? MISSING : { status: 'ok', build: unstamped(build) };
}

/** A refusal by an origin control is 403 here (open: `blocked-publish-status`). */
function publication(world: World, pkg: string, verdict: Published | 'missing'): Answer {
  if (verdict === 'ok') return OK;
  const status = { blocked: world.options.blockedPublishStatus, conflict: 409, missing: 404, invalid: 400 }[verdict];
  if (formatOf(pkg) !== 'generic') return plain(status);
  return refused(Object.keys(STATUS).find((name) => STATUS[name] === status) as string);
}

type VersionsCall = Extract<Call, { do: 'set-status' } | { do: 'dispose' } | { do: 'delete-versions' }>;

function changeVersions(world: World, repository: Repository, call: VersionsCall, guards: Guards): Answer {
  const record: PackageRecord | undefined = repository.packages.get(call.package);
  if (!record) return MISSING;
  // Not what a status call takes (update-package-version-status); which error comes first is not documented.
  if (call.do === 'set-status' && !['Published', 'Unlisted', 'Archived'].includes(call.target))
    return refused('ValidationException');
  const { versions, expected } = call;
  if (call.do === 'delete-versions') return changed(deleteVersions(world, record, { versions, expected }));
  const revisions = call.guard && guards;
  const target = call.do === 'dispose' ? 'Disposed' : call.target;
  return changed(setStatus(world, record, target, { versions, expected, revisions }));
}

function applyCopy(
  world: World,
  from: Repository,
  to: Repository,
  call: Extract<Call, { do: 'copy' }>,
  guards: Guards,
): Answer {
  const { package: pkg, fromUpstream = false, overwrite = false } = call;
  // Open: the package as a whole is unknown to the source. An exception, as everywhere else, but where upstreams are
  // looked through each version is not found.
  if (!fromUpstream && !from.packages.has(pkg)) return MISSING;
  return changed(copy(world, from, to, { package: pkg, versions: guards, overwrite, fromUpstream }));
}

/** What a call that is guarded by `current` revisions has to send, before it changes the world. */
export function guardsOf(world: World, call: Call): Guards {
  if (call.do === 'finish' || !('versions' in call || call.do === 'fetch')) return new Map();
  const guard = 'guard' in call ? call.guard : undefined;
  const versions = 'versions' in call ? call.versions : [call.version];
  return new Map(versions.map((version) => [version, guard && revisionSent(world, call, guard, version)]));
}

function revisionSent(world: World, call: GuardedCall, guard: string, version: string): string {
  if (guard === 'stale') return STALE;
  const repository = world.domain.repositories.get(call.do === 'copy' ? call.from : call.repository);
  if (!repository) return STALE;
  const isUpstream = call.do === 'copy' && call.fromUpstream === true;
  return source(world, repository, call.package, version, isUpstream)?.revision ?? STALE;
}

type GuardedCall = VersionsCall | Extract<Call, { do: 'copy' } | { do: 'fetch' }>;

function release(world: World, call: Extract<Call, { do: 'release' }>): Answer {
  const { publicPackages } = world;
  const found = publicPackages.get(call.package) ?? { versions: new Map(), tags: new Map() };
  publicPackages.set(call.package, found);
  const file = fileName(call.package, call.version, call.file);
  // A public Maven version begins with its POM and its jar.
  const first =
    formatOf(call.package) === 'maven' ? ['pom', 'jar'].map((each) => fileName(call.package, call.version, each)) : [];
  const files = Object.fromEntries([...first, file].map((name) => [name, call.build]));
  found.versions.set(call.version, { ...found.versions.get(call.version), ...files });
  if (call.tag !== undefined) found.tags.set(call.tag, call.version);
  return OK;
}
