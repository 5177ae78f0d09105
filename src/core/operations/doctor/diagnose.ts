// The doctor: ordered probes, each with a finding, its cause and the fix. Reads only. A probe that fails ends what
// depends on it, so that people see the first cause and not its echoes; the tools' own files are looked at in any case.
import type { RepositoryDescription } from '../../ports/code-artifact.ts';
import { upstreamChain } from '../repository/upstream-chain.ts';
import { accessProbes } from './access.ts';
import { endpointProbe, proxyProbe } from './endpoint.ts';
import { command, type DiagnosePorts, type DiagnoseRequest, type Endpoint, type Finding } from './finding.ts';
import { markProbes } from './marks.ts';
import { packageProbes } from './packages.ts';
import { toolProbes } from './tools.ts';
import { unfinishedProbes } from './unfinished.ts';

/** Resolves to the findings in the order of the probes; errors of the service become findings and are not thrown. */
export async function diagnose(request: DiagnoseRequest, ports: DiagnosePorts): Promise<readonly Finding[]> {
  const findings: Finding[] = [...proxyProbe(ports.host.env)];
  const access = await accessProbes(findings, request, ports);
  if (!access) return findings;
  const { token, repository } = access;
  const endpoints: Endpoint[] = [];
  for (const format of request.formats) {
    const endpoint = await endpointProbe(findings, { format, token, isFirst: endpoints.length === 0 }, request, ports);
    if (endpoint) endpoints.push(endpoint);
  }
  findings.push(...(await toolProbes({ token, endpoints }, request, ports)));
  if (!repository) return findings;
  findings.push(await upstreamProbe(request, repository, ports));
  const ground = { token, repository, endpoints };
  for (const wanted of request.packages) findings.push(...(await packageProbes(wanted, ground, request, ports)));
  findings.push(...(await markProbes(ground, request, ports)));
  findings.push(...(await unfinishedProbes(ground, request, ports)));
  return findings;
}

async function upstreamProbe(
  { address }: DiagnoseRequest,
  repository: RepositoryDescription,
  { client }: DiagnosePorts,
): Promise<Finding> {
  const probe = 'upstream';
  const chain = await upstreamChain(client, { ...address, domainOwner: repository.domainOwner });
  const connections = [...chain.connections].map(([name, sources]) => `${sources.join(', ')} through ${name}`);
  if (connections.length > 0)
    return { probe, health: 'ok', found: `public packages come from ${connections.join('; ')}` };
  const isAlone = repository.upstreams.length === 0;
  return {
    probe,
    health: 'warning',
    found: isAlone
      ? 'no upstream and no external connection: only packages published here can be installed'
      : `upstreams ${chain.repositories.slice(1).join(', ')}, and none of them is connected to a public source: public packages cannot be installed`,
    fix: isAlone
      ? `${command('update-repository', address)} --upstreams repositoryName=<repository with the external connection>`
      : `${command('associate-external-connection', { ...address, repository: chain.repositories.at(-1) ?? '' })} --external-connection public:<source>`,
  };
}
