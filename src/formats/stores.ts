// The package stores of every tool. Loaded only when `cache` asks for one.
import type { PackageStore, ToolName } from '../core/ports/package-format.ts';
import { stores as cargo } from './cargo/stores.ts';
import { stores as maven } from './maven/configure/stores.ts';
import { stores as npm } from './npm/configure/stores.ts';
import { stores as nuget } from './nuget/configure/stores.ts';
import { stores as pypi } from './pypi/configure/stores.ts';
import { stores as ruby } from './ruby/configure/stores.ts';
import { stores as swift } from './swift/stores.ts';

/** Absent for tools that keep no packages. */
export const packageStores: Readonly<Partial<Record<ToolName, PackageStore>>> = {
  ...npm,
  ...pypi,
  ...maven,
  ...nuget,
  ...cargo,
  ...ruby,
  ...swift,
};
