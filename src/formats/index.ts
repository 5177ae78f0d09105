// Client halves, one line a format. The server halves are in servers.ts, so that a bundle of the action holds none.
import type { Format } from '../core/model/package.ts';
import type { PackageFormat } from '../core/ports/package-format.ts';
import { cargo } from './cargo/format.ts';
import { generic } from './generic/format.ts';
import { maven } from './maven/format.ts';
import { npm } from './npm/format.ts';
import { nuget } from './nuget/format.ts';
import { pypi } from './pypi/format.ts';
import { ruby } from './ruby/format.ts';
import { swift } from './swift/format.ts';

/** Formats whose packages we publish, promote and retire. */
export const publishedFormats = {
  npm,
  pypi,
  maven,
  nuget,
  generic,
} as const satisfies Partial<Record<Format, PackageFormat>>;

/** Formats whose tools we configure, but whose packages we do not publish yet. */
export const configuredFormats = { cargo, ruby, swift } as const satisfies Partial<Record<Format, PackageFormat>>;

export const formats: Partial<Readonly<Record<Format, PackageFormat>>> = { ...publishedFormats, ...configuredFormats };

/** All of them, in the order of the service model. */
export const formatList: readonly PackageFormat[] = Object.values(formats);
