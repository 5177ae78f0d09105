// Makes a Registry out of a store, a folder for bytes and a way to the public sources.

import type { Format } from '../../core/model/package.ts';
import type { FormatRulesTable } from '../../core/ports/format-rules.ts';
import type { FormatServer } from '../../core/ports/format-server.ts';
import type { HttpTransport } from '../../core/ports/http.ts';

export interface RegistryOptions {
  readonly region: string;
  /** Folder that keeps everything; undefined keeps metadata in memory and assets in a temporary folder. */
  readonly data?: string | undefined;
  /** Milliseconds since the epoch; tests and the admin endpoint move it. */
  now(): number;
  readonly rules: FormatRulesTable;
  /** Server halves, for reading public sources; a format that has none is not ingested. */
  readonly servers: Readonly<Partial<Record<Format, FormatServer>>>;
  readonly http: HttpTransport;
  /** Base address by external connection name, over the table of public ones: http(s), `file://` or a folder. */
  readonly externals?: Readonly<Record<string, string>>;
  /** Ask no public source at all. */
  readonly offline?: boolean;
  /** Values for the tables in switches.ts. */
  readonly switches?: Readonly<Record<string, string | number>>;
}
