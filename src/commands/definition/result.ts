// What a command came to, before any surface shows it: the action, the command line and CodeBuild render the same value.
import type { OutputName } from '../../core/inputs/definitions.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { CachePlan } from '../../core/operations/login/plan-caches.ts';

export interface CommandResult {
  /** Exit code of the command line; the action fails the step when it is not 0. */
  readonly exit: number;
  readonly outputs: Readonly<Partial<Record<OutputName, string | Secret>>>;
  /** Variables for later steps or commands. */
  readonly variables: Readonly<Record<string, string | Secret>>;
  /** For `--json`. Never a secret unless the command is there to print one. */
  readonly json: unknown;
  /** For people at a terminal. */
  readonly lines: readonly string[];
  /** Printed on stdout as it is: the one thing a command was asked to reveal (`token`). */
  readonly printed?: readonly (string | Secret)[] | undefined;
  /** GitHub-flavoured Markdown; undefined when there is nothing worth a summary. */
  readonly summary?: string | undefined;
  /** Works out which package stores to restore; only a surface with a cache service asks. */
  readonly planCaches?: (() => Promise<CachePlan>) | undefined;
  /** What the post step must know. A closed type, never a secret. */
  readonly state?: PostState | undefined;
}

export interface PostState {
  /** Identifiers of login records to undo, oldest first. */
  readonly sessions: readonly string[];
  /** Where their records are kept, wherever the home of the post step is. */
  readonly folders?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly tokenExpiresAt?: number | undefined;
  readonly cleanup: boolean;
  readonly cache?: readonly CacheState[] | undefined;
}

export interface CacheState {
  readonly tool: string;
  readonly key: string;
  readonly paths: readonly string[];
  readonly isHit: boolean;
}

export const nothing = { outputs: {}, variables: {}, lines: [] } as const;
