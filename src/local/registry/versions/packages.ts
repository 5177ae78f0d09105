import type { OriginRestrictions, PackageReference } from '../../../core/model/package.ts';
import type { OwnedRepositoryAddress } from '../addresses.ts';
import { repositoryOf } from '../context.ts';
import { requirePackage } from '../names.ts';
import { pageOfRows } from '../paging.ts';
import { keys, packageOfKey, packageRowKey, repositoryKey } from '../records/keys.ts';
import { newPackage } from '../records/origin-controls.ts';
import type { PackageRecord } from '../records/records.ts';
import { removeVersion, type Shared, type Target } from '../records/writes.ts';
import type { PackageFilter, Packages, PackageView } from '../registry.ts';
import { invalid, notFound, type ServiceException } from '../service-exception.ts';

export function packages(shared: Shared): Packages {
  const { context } = shared;
  const { records, rules } = context;

  return {
    list(at, filter = {}, page = {}) {
      repositoryOf(context, at);
      if (filter.namespace !== undefined && !filter.format && filter.prefix === undefined) {
        throw invalid('a namespace needs a format or a package prefix beside it');
      }
      const prefix = keys.package(repositoryKey(at), filter.format ? `${filter.format}/` : '');
      const start = filter.format ? `${filter.format}/` : '';
      return pageOfRows(records.store, prefix, page, {
        list: `packages ${repositoryKey(at)} ${JSON.stringify(filter)}`,
        size: 100,
        accept: (rest, row) => {
          const view = { ...packageOfKey(start + rest), restrictions: (JSON.parse(row) as PackageRecord).restrictions };
          return isWanted(view, filter) ? view : undefined;
        },
      });
    },

    describe(at, ref) {
      const { target, record } = requireKnown(shared, at, ref);
      return { ...target.ref, restrictions: record.restrictions };
    },

    delete(at, ref) {
      const { target, record } = requireKnown(shared, at, ref);
      const [repository, name] = [repositoryKey(at), packageRowKey(target.ref)];
      records.transaction(() => {
        for (const version of [...records.versions(repository, name).values()]) removeVersion(shared, target, version);
        records.deletePackage(repository, name);
      });
      return { ...target.ref, restrictions: record.restrictions };
    },

    putOriginConfiguration(at, ref, restrictions) {
      repositoryOf(context, at);
      const asked = requirePackage(ref, rules);
      requireRestrictions(restrictions);
      const { publish, upstream } = restrictions;
      const before = records.package(repositoryKey(at), packageRowKey(asked));
      const record = before ?? newPackage(asked, restrictions, rules[asked.format].display?.(asked));
      records.putPackage(repositoryKey(at), packageRowKey(asked), { ...record, restrictions: { publish, upstream } });
      return { ...asked, restrictions: { publish, upstream } };
    },
  };
}

function isWanted(view: PackageView, { namespace = '', prefix = '', publish, upstream }: PackageFilter): boolean {
  return (
    (view.namespace ?? '').startsWith(namespace) &&
    view.name.startsWith(prefix) &&
    (publish ?? view.restrictions.publish) === view.restrictions.publish &&
    (upstream ?? view.restrictions.upstream) === view.restrictions.upstream
  );
}

function requireRestrictions({ publish, upstream }: OriginRestrictions): void {
  for (const value of [publish, upstream]) {
    if (value !== 'ALLOW' && value !== 'BLOCK')
      throw invalid('both publish and upstream must be given, as ALLOW or BLOCK');
  }
}

/** A package the repository itself holds, in the spelling it is stored under. */
export function requireKnown(
  shared: Shared,
  at: OwnedRepositoryAddress,
  ref: PackageReference,
): { target: Target; record: PackageRecord } {
  const { context } = shared;
  repositoryOf(context, at);
  const asked = requirePackage(ref, context.rules);
  const record = context.records.package(repositoryKey(at), packageRowKey(asked));
  if (!record) throw unknownPackage(at, asked);
  return { target: { at, ref: asked }, record };
}

/** The service's own words (user guide, upstream-repo-api-behavior). */
export function unknownPackage(at: OwnedRepositoryAddress, ref: PackageReference): ServiceException {
  const namespace = ref.namespace ? `, namespace=${ref.namespace}` : '';
  const coordinate = `PackageCoordinate{packageType=${ref.format}${namespace}, packageName=${ref.name}}`;
  return notFound(
    'package',
    ref.name,
    `Package not found in repository. RepoId: ${at.repository}, Package = ${coordinate},`,
  );
}
