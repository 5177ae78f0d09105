// What a doctor's probe finds, and how errors become findings.
import type { JournalRun } from '../../documents/journal-runs.ts';
import { CATALOGUE, type ErrorCode } from '../../errors/catalogue.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import type { PackageReference } from '../../model/package.ts';
import type {
  AuthorizationToken,
  CodeArtifactReader,
  PackageGroupReader,
  PermissionProbe,
  RepositoryAddress,
  RepositoryDescription,
  TokenIssuer,
} from '../../ports/code-artifact.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat, ToolName } from '../../ports/package-format.ts';
import { quoted } from '../../text/shell-word.ts';

export type Health = 'ok' | 'warning' | 'problem';

export interface Finding {
  /** Stable name of the probe, with what it was about: `credentials`, `token`, `read FORMAT`, `package NAME`, … */
  readonly probe: string;
  readonly health: Health;
  /** What was found and why, in one sentence. */
  readonly found: string;
  /** A command or policy to paste; absent when there is nothing to do. */
  readonly fix?: string | undefined;
  readonly code?: ErrorCode | undefined;
}

export interface DiagnoseRequest {
  readonly address: RepositoryAddress;
  readonly formats: readonly PackageFormat[];
  /** Tools whose configuration is looked at. */
  readonly tools: readonly ToolName[];
  readonly endpointType: 'ipv4' | 'dualstack';
  readonly durationSeconds: number;
  /** Packages people cannot install or publish; a version may be named. */
  readonly packages: readonly (PackageReference & { readonly version?: string | undefined })[];
  /** Somebody wants to publish: that it would be denied is a problem then, and else only worth knowing. */
  readonly wantsToPublish: boolean;
  /** Tries of one call in all. */
  readonly attempts: number;
  /** Tells which runs of this machine have ended. */
  readonly journalPath: string;
  /** After so long a run counts as over. */
  readonly longestRunMs: number;
}

export interface DiagnosePorts {
  readonly client: CodeArtifactReader & TokenIssuer;
  readonly enquiries: PackageGroupReader & PermissionProbe;
  /** What runs of other machines stored of themselves in the repository; asked for where it says more of what was found. */
  readonly recordedRuns?: (() => Promise<readonly JournalRun[]>) | undefined;
  readonly host: Pick<
    Host,
    | 'http'
    | 'clock'
    | 'env'
    | 'files'
    | 'home'
    | 'accountHome'
    | 'surface'
    | 'platform'
    | 'workingDirectory'
    | 'mask'
    | 'log'
    | 'interrupted'
  >;
}

/** Exit code of the command line: that of the first problem. */
export function exitOf(findings: readonly Finding[]): number {
  const first = findings.find(({ health }) => health === 'problem');
  return first === undefined ? 0 : first.code ? CATALOGUE[first.code].exit : 1;
}

/** An error of the service as a finding; others are thrown on. `fix` where the probe knows better than the error. */
export function findingOf(probe: string, error: unknown, fix?: string): Finding {
  if (!(error instanceof RegistryError)) throw error;
  return { probe, health: 'problem', found: error.message, fix: fix ?? error.remedy, code: error.code };
}

/** Does the work and says what came of it; undefined when it failed. */
export async function runProbe<T>(
  findings: Finding[],
  probe: string,
  work: () => Promise<T>,
  say: (value: T) => string,
): Promise<T | undefined> {
  try {
    const value = await work();
    findings.push({ probe, health: 'ok', found: say(value) });
    return value;
  } catch (error) {
    findings.push(findingOf(probe, error));
    return undefined;
  }
}

/** `aws codeartifact NAME --domain …` about a repository, ready to paste. */
export function command(name: string, at: RepositoryAddress, more = ''): string {
  const owner = at.domainOwner ? ` --domain-owner ${at.domainOwner}` : '';
  return `aws codeartifact ${name} --domain ${at.domain}${owner} --repository ${at.repository}${more && ` ${more}`}`;
}

/** The options that name a package. */
export function packageOptions({ format, namespace, name }: PackageReference): string {
  return `--format ${format} ${namespace ? `--namespace ${quoted(namespace)} ` : ''}--package ${quoted(name)}`;
}

/** What earlier probes established for later ones. */
export interface DoctorContext {
  readonly token: AuthorizationToken;
  readonly repository: RepositoryDescription;
  readonly endpoints: readonly Endpoint[];
}

export interface Endpoint {
  readonly format: PackageFormat;
  /** With trailing slash. */
  readonly url: string;
}
