// The package stores of every tool. Loaded only when `cache` asks for one.
import type { PackageStore, ToolName } from '../core/ports/package-format.ts';
import { stores as cargo } from './cargo/stores.ts';
import { stores as maven } from './maven/stores.ts';
import { stores as npm } from './npm/stores.ts';
import { stores as nuget } from './nuget/stores.ts';
import { stores as pypi } from './pypi/stores.ts';
import { stores as ruby } from './ruby/stores.ts';
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
