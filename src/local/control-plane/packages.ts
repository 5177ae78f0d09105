import type { PackageReference } from '../../core/model/package.ts';
import type { PackageView } from '../registry/registry.ts';
import {
  type AnyOperation,
  operation,
  packageOf,
  packageResource,
  repositoryAt,
  repositoryResource,
} from './operation.ts';
import { atPackage, atRepository, body, FORMAT, maybeQuery, PACKAGE_PART, paged, SWITCH, structure } from './schema.ts';

/** `package` here, `name` in descriptions: the model names one thing in three ways. */
export function packageSummary(ref: PackageReference): Readonly<Record<string, unknown>> {
  return { format: ref.format, namespace: ref.namespace, package: ref.name };
}

function originConfiguration(view: PackageView) {
  return { restrictions: { publish: view.restrictions.publish, upstream: view.restrictions.upstream } };
}

export const PACKAGE_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'ListPackages',
    method: 'POST',
    path: '/v1/packages',
    input: {
      ...atRepository,
      format: maybeQuery('format', FORMAT),
      namespace: maybeQuery('namespace', PACKAGE_PART),
      packagePrefix: maybeQuery('package-prefix', PACKAGE_PART),
      ...paged,
      publish: maybeQuery('publish', SWITCH),
      upstream: maybeQuery('upstream', SWITCH),
    },
    resource: repositoryResource,
    run(input, call) {
      const { format, namespace, packagePrefix: prefix, publish, upstream } = input;
      const filter = { format, namespace, prefix, publish, upstream };
      const page = call.registry.packages.list(repositoryAt(input, call), filter, input);
      const packages = page.items.map((one) => ({
        ...packageSummary(one),
        originConfiguration: originConfiguration(one),
      }));
      return { packages, nextToken: page.nextToken };
    },
  }),
  operation({
    name: 'DescribePackage',
    method: 'GET',
    path: '/v1/package',
    input: atPackage,
    resource: packageResource,
    run(input, call) {
      const view = call.registry.packages.describe(repositoryAt(input, call), packageOf(input));
      const { format, namespace, name } = view;
      return { package: { format, namespace, name, originConfiguration: originConfiguration(view) } };
    },
  }),
  operation({
    name: 'DeletePackage',
    method: 'DELETE',
    path: '/v1/package',
    input: atPackage,
    resource: packageResource,
    run(input, call) {
      const view = call.registry.packages.delete(repositoryAt(input, call), packageOf(input));
      return { deletedPackage: { ...packageSummary(view), originConfiguration: originConfiguration(view) } };
    },
  }),
  operation({
    name: 'PutPackageOriginConfiguration',
    method: 'POST',
    path: '/v1/package',
    input: { ...atPackage, restrictions: body('restrictions', structure({ publish: SWITCH, upstream: SWITCH })) },
    resource: packageResource,
    run(input, call) {
      const { publish, upstream } = input.restrictions;
      const at = repositoryAt(input, call);
      const view = call.registry.packages.putOriginConfiguration(at, packageOf(input), { publish, upstream });
      return { originConfiguration: originConfiguration(view) };
    },
  }),
];
