import type { Inputs } from '../../core/inputs/read.ts';
import type { Host } from '../../core/ports/host.ts';
import type { VerbResult } from './result.ts';

export interface VerbRequest {
  readonly inputs: Inputs;
  readonly host: Host;
  /** Words after the command on the command line (`packages show …`, globs for publish). */
  readonly operands: readonly string[];
  /** Flags that are no inputs (`token --format`). */
  readonly extra: Readonly<Record<string, string>>;
}

export type Verb = (request: VerbRequest) => Promise<VerbResult>;
