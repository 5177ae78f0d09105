// Server halves, one line a format. A format in `publishedFormats` that is missing here does not compile.
import type { Format } from '../core/model/package.ts';
import type { FormatServer } from '../core/ports/format-server.ts';
import { genericServer } from './generic/serve.ts';
import type { publishedFormats } from './index.ts';
import { mavenServer } from './maven/serve/serve.ts';
import { npmServer } from './npm/serve/serve.ts';
import { nugetServer } from './nuget/serve/serve.ts';
import { pypiServer } from './pypi/serve/serve.ts';

type PublishedFormat = keyof typeof publishedFormats;

export const servers: Readonly<Record<PublishedFormat, FormatServer>> &
  Partial<Readonly<Record<Format, FormatServer>>> = {
  npm: npmServer,
  pypi: pypiServer,
  maven: mavenServer,
  nuget: nugetServer,
  generic: genericServer,
};
