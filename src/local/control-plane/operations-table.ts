// Every operation of the service model 2018-09-22, found by method and path.
import { DOMAIN_OPERATIONS } from './domains.ts';
import { GROUP_OPERATIONS } from './groups.ts';
import type { AnyOperation } from './operation.ts';
import { PACKAGE_OPERATIONS } from './packages.ts';
import { POLICY_OPERATIONS } from './policies.ts';
import { REPOSITORY_OPERATIONS } from './repositories.ts';
import { TAG_OPERATIONS } from './tags.ts';
import { VERSION_CHANGE_OPERATIONS } from './version-changes.ts';
import { VERSION_OPERATIONS } from './versions.ts';

export const OPERATIONS: readonly AnyOperation[] = [
  ...DOMAIN_OPERATIONS,
  ...REPOSITORY_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...PACKAGE_OPERATIONS,
  ...VERSION_OPERATIONS,
  ...VERSION_CHANGE_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...TAG_OPERATIONS,
];

const byRoute = new Map(OPERATIONS.map((one) => [`${one.method} ${one.path}`, one]));

export function findOperation(method: string, path: string): AnyOperation | undefined {
  return byRoute.get(`${method} ${path}`);
}
