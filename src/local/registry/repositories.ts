import type { Format } from '../../core/model/package.ts';
import { FORMATS } from '../../core/model/package.ts';
import type { OwnedRepositoryAddress } from './addresses.ts';
import { type Context, domainOf, repositoryOf } from './context.ts';
import { leaveGroups } from './groups/group-origin-change.ts';
import { putTags } from './groups/resource-tags.ts';
import { requireDescription, requireRepository } from './names.ts';
import { pageOfRows } from './paging.ts';
import { refer } from './records/blob-references.ts';
import { domainKey, keys, repositoryKey } from './records/keys.ts';
import type { StoredRepository, VersionRecord } from './records/records.ts';
import type { Repositories, RepositoryFilter, RepositoryView } from './registry.ts';
import { conflict, invalid, notFound, quotaExceeded } from './service-exception.ts';
import { requireNoCycles, requireUpstreamList, requireUpstreams } from './upstream/upstreams.ts';

const PAGE = 50;

export function repositories(context: Context): Repositories {
  const { records, arns } = context;

  const view = (at: OwnedRepositoryAddress, record: StoredRepository): RepositoryView => ({
    domain: at.domain,
    domainOwner: at.domainOwner,
    repository: at.repository,
    administratorAccount: record.administratorAccount,
    arn: arns.repository(at),
    description: record.description,
    upstreams: record.upstreams,
    externalConnections: record.externalConnections.map((name) => ({
      name,
      format: formatOf(context, name) as Format,
    })),
    createdAt: record.createdAt,
  });

  const accept =
    (filter: RepositoryFilter) =>
    (path: string, row: string): RepositoryView | undefined => {
      const [domainOwner = '', domain = '', repository = ''] = path.split('/');
      const record = JSON.parse(row) as StoredRepository;
      const { prefix = '', administratorAccount = record.administratorAccount } = filter;
      const isWanted = repository.startsWith(prefix) && record.administratorAccount === administratorAccount;
      return isWanted ? view({ domainOwner, domain, repository }, record) : undefined;
    };
  const filterName = (filter: RepositoryFilter) => JSON.stringify([filter.prefix, filter.administratorAccount]);

  return {
    create(at, options) {
      requireRepository(at);
      domainOf(context, at);
      const key = repositoryKey(at);
      const resource = { resourceType: 'repository', resourceId: at.repository } as const;
      requireDescription(options.description);
      if (records.repository(key))
        throw conflict(`Repository already exists. RepositoryName: ${at.repository}, Domain: ${at.domain}`, resource);
      const limit = context.switches['repositories-per-domain'];
      if (records.repositoryCount(domainKey(at)) >= limit) {
        throw quotaExceeded(`a domain has at most ${limit} repositories`, resource);
      }
      const { upstreams = [], administratorAccount, description } = options;
      requireUpstreams(context, at, upstreams);
      const record = {
        createdAt: context.now(),
        administratorAccount,
        description,
        upstreams: [...upstreams],
        externalConnections: [],
      };
      records.transaction(() => {
        putTags(context, arns.repository(at), options.tags ?? []);
        records.putRepository(key, record);
      });
      return view(at, record);
    },

    describe: (at) => view(at, repositoryOf(context, at)),

    update(at, change) {
      const before = repositoryOf(context, at);
      requireDescription(change.description);
      const { description = before.description, upstreams = before.upstreams } = change;
      if (change.upstreams) {
        refuseBesideConnection(context, at, before);
        requireUpstreams(context, at, upstreams);
      }
      const record = { ...before, description, upstreams: [...upstreams] };
      records.putRepository(repositoryKey(at), record);
      return view(at, record);
    },

    connect(at, lists, within) {
      records.transaction(() => {
        for (const [repository, upstreams] of lists) {
          const here = { ...at, repository };
          within(repository, () => {
            const before = repositoryOf(context, here);
            // Beside an external connection even an empty list is refused.
            if (before.upstreams.join(' ') === upstreams.join(' ')) return;
            refuseBesideConnection(context, here, before);
            requireUpstreamList(context, here, upstreams);
            records.putRepository(repositoryKey(here), { ...before, upstreams: [...upstreams] });
          });
        }
        requireNoCycles(context, at, lists.keys(), within);
      });
    },

    delete(at) {
      requireRepository(at);
      domainOf(context, at);
      const record = records.repository(repositoryKey(at));
      if (!record) return undefined;
      const last = view(at, record);
      records.transaction(() => removeRepository(context, at));
      return last;
    },

    listInDomain(at, filter = {}, page = {}) {
      domainOf(context, at);
      const prefix = keys.repository(`${domainKey(at)}/`);
      const wanted = accept(filter);
      return pageOfRows(records.store, prefix, page, {
        list: `repositories ${domainKey(at)} ${filterName(filter)}`,
        size: PAGE,
        accept: (name, row) => wanted(`${domainKey(at)}/${name}`, row),
      });
    },

    list(filter = {}, page = {}) {
      return pageOfRows(records.store, keys.repository(''), page, {
        list: `all repositories ${filterName(filter)}`,
        size: PAGE,
        accept: accept(filter),
      });
    },

    associateExternalConnection(at, name) {
      const before = repositoryOf(context, at);
      if (!formatOf(context, name)) throw invalid(`there is no external connection ${name}`);
      if (before.externalConnections.length > 0) {
        throw SECOND_CONNECTION[context.switches['second-external-connection']](
          'ExternalConnections for repositories are currently limited to 1',
        );
      }
      if (before.upstreams.length > 0) refuseBoth(context, at);
      const record = { ...before, externalConnections: [name] };
      records.putRepository(repositoryKey(at), record);
      return view(at, record);
    },

    disassociateExternalConnection(at, name) {
      const before = repositoryOf(context, at);
      if (!before.externalConnections.includes(name)) {
        throw notFound('repository', at.repository, `Repository ${at.repository} has no external connection ${name}`);
      }
      const record = { ...before, externalConnections: before.externalConnections.filter((other) => other !== name) };
      records.putRepository(repositoryKey(at), record);
      return view(at, record);
    },
  };
}

const SECOND_CONNECTION = { validation: invalid, conflict, quota: quotaExceeded } as const;

/** The format of an external connection; undefined when there is no such connection. */
export function formatOf(context: Context, connection: string): Format | undefined {
  return FORMATS.find((format) => context.rules[format].externalConnections.includes(connection));
}

/** Even an empty list (AWS's CloudFormation handler for repositories, translateToUpdateRepository). */
function refuseBesideConnection(context: Context, at: OwnedRepositoryAddress, record: StoredRepository): void {
  if (record.externalConnections.length > 0) refuseBoth(context, at);
}

function refuseBoth(context: Context, at: OwnedRepositoryAddress): void {
  if (context.switches['upstreams-with-external-connection'] === 'allow') return;
  throw invalid(`Repository ${at.repository} cannot have both upstream repositories and an external connection`);
}

/** Everything the repository holds; what downstream repositories retained from it stays theirs. */
function removeRepository(context: Context, at: OwnedRepositoryAddress): void {
  const { records, arns } = context;
  const key = repositoryKey(at);
  for (const { key: row, value } of records.store.list(`version/${key}/`)) {
    const record = JSON.parse(value) as VersionRecord;
    const name = row.slice(`version/${key}/`.length, -record.version.length - 1);
    refer(records.store, { repository: key, name, version: record.version }, record.assets, []);
  }
  records.deleteRepository(key);
  records.store.delete(keys.policy(arns.repository(at)));
  records.store.delete(keys.tags(arns.repository(at)));
  const prefix = keys.repository(`${domainKey(at)}/`);
  for (const { key: row } of records.store.list(prefix)) {
    const name = row.slice('repository/'.length);
    const other = records.repository(name);
    if (!other?.upstreams.includes(at.repository)) continue;
    records.putRepository(name, {
      ...other,
      upstreams: other.upstreams.filter((upstream) => upstream !== at.repository),
    });
  }
  if (context.switches['deleted-repository-in-groups'] === 'removed') leaveGroups(context, at);
}
