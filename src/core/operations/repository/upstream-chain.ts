// The repositories a request can end in: the repository itself, then its upstreams depth first, in search order.
import { RegistryError } from '../../errors/registry-error.ts';
import { label } from '../../model/repository.ts';
import type { CodeArtifactReader, RepositoryAddress } from '../../ports/code-artifact.ts';

export interface UpstreamChain {
  /** Names, the repository itself first. */
  readonly repositories: readonly string[];
  /** Upstreams of the repository itself, in priority order. */
  readonly direct: readonly string[];
  /** Public sources that some repository of the chain is connected to: repository -> connection names. */
  readonly connections: ReadonlyMap<string, readonly string[]>;
}

/** Nothing but the repository itself can answer a package manager: what it lacks, nobody has. */
export const isAlone = ({ repositories, connections }: UpstreamChain): boolean =>
  repositories.length < 2 && connections.size === 0;

/** The service searches at most this many (user guide, repo-upstream-behavior). */
const MOST_SEARCHED = 25;

/** Rejects with CA-FIND-001 when the repository is not there; upstreams that may not be described are passed over. */
export async function upstreamChain(reader: CodeArtifactReader, at: RepositoryAddress): Promise<UpstreamChain> {
  const repositories: string[] = [];
  const connections = new Map<string, readonly string[]>();
  const stack = [at.repository];
  let direct: readonly string[] = [];
  for (let name = stack.pop(); name !== undefined && repositories.length < MOST_SEARCHED; name = stack.pop()) {
    if (repositories.includes(name)) continue;
    const found = await describe(reader, { ...at, repository: name }, name === at.repository);
    repositories.push(name);
    if (!found) continue;
    if (found.externalConnections.length > 0) connections.set(name, found.externalConnections);
    if (name === at.repository) direct = found.upstreams;
    stack.push(...[...found.upstreams].reverse());
  }
  return { repositories, direct, connections };
}

async function describe(reader: CodeArtifactReader, at: RepositoryAddress, isRequired: boolean) {
  try {
    const found = await reader.describeRepository(at);
    if (!found && isRequired) throw new RegistryError('CA-FIND-001', `the repository ${label(at)} does not exist`);
    return found;
  } catch (error) {
    // A role of a CI job may be allowed to see its own repository only.
    if (!isRequired && error instanceof RegistryError && error.code === 'CA-AUTH-003') return undefined;
    throw error;
  }
}
