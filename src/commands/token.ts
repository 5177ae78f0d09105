import type { CodeArtifactClient } from '../aws/code-artifact-client.ts';
import { identityOf, signIn } from '../aws/sign-in.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Inputs } from '../core/inputs/read.ts';
import { FORMATS } from '../core/model/package.ts';
import type { Command } from './definition/command.ts';
import { nothing } from './definition/result.ts';

/** The endpoint of each format, where a repository is named. */
async function endpointsOf(inputs: Inputs, client: CodeArtifactClient): Promise<Record<string, string> | undefined> {
  const repository = inputs.text('repository');
  if (repository === undefined) return undefined;
  const address = { domain: inputs.required('domain'), domainOwner: inputs.text('domain-owner'), repository };
  const type = inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4';
  const all = FORMATS.map(
    async (format) => [format, await client.getRepositoryEndpoint(address, format, type)] as const,
  );
  return Object.fromEntries(await Promise.all(all));
}

/** `token`: an authorization token for scripts, printed because it was asked for. */
export const tokenCommand: Command = async ({ inputs, host, extra }) => {
  const format = extra.format ?? 'raw';
  if (!['env', 'json', 'raw'].includes(format))
    throw new RegistryError('CA-INPUT-004', '`--format` expects one of env, json, raw');
  inputs.need('domain');
  const { client } = await signIn(host, identityOf(inputs, host));
  const address = { domain: inputs.required('domain'), domainOwner: inputs.text('domain-owner') };
  const isJson = extra.json === 'true' || format === 'json';
  const [{ token: secret, expiresAt }, endpoints] = await Promise.all([
    client.getAuthorizationToken(address, inputs.integer('duration-seconds')),
    isJson ? endpointsOf(inputs, client) : undefined,
  ]);
  const expiration = new Date(expiresAt).toISOString();
  const value = secret.reveal();
  const printed = {
    raw: value,
    env: `export CODEARTIFACT_AUTH_TOKEN='${value.replaceAll("'", "'\\''")}'\nexport CODEARTIFACT_TOKEN_EXPIRATION='${expiration}'`,
    json: JSON.stringify({ authorizationToken: value, expiration, ...(endpoints ? { endpoints } : {}) }),
  }[isJson ? 'json' : (format as 'raw' | 'env')];
  return {
    ...nothing,
    exit: 0,
    outputs: { 'token-expiration': expiration },
    variables: { CODEARTIFACT_AUTH_TOKEN: secret },
    // With --results-file the token goes there and nowhere else; what `json` holds is printed without secrets.
    json:
      extra.json === 'true' && !extra['results-file'] ? undefined : { expiration, ...(endpoints ? { endpoints } : {}) },
    printed: extra['results-file'] ? [] : [printed],
  };
};
