import type { Inputs } from '../../core/inputs/read.ts';
import type { Host } from '../../core/ports/host.ts';
import type { CommandResult } from './result.ts';

export interface CommandRequest {
  readonly inputs: Inputs;
  readonly host: Host;
  /** Words after the command on the command line (`packages show …`, globs for publish). */
  readonly operands: readonly string[];
  /** Flags that are no inputs (`token --format`). */
  readonly extra: Readonly<Record<string, string>>;
  /** A step of a CI system: the variables of the result reach the later steps. */
  readonly isStep?: boolean;
}

export type Command = (request: CommandRequest) => Promise<CommandResult>;
