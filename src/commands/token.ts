import { identityOf, signIn } from '../aws/sign-in.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Command } from './definition/command.ts';
import { nothing } from './definition/result.ts';

/** `token`: an authorization token for scripts, printed because it was asked for. */
export const tokenCommand: Command = async ({ inputs, host, extra }) => {
  const format = extra.format ?? 'raw';
  if (!['env', 'json', 'raw'].includes(format))
    throw new RegistryError('CA-INPUT-004', '`--format` expects one of env, json, raw');
  inputs.need('domain');
  const { client } = await signIn(host, identityOf(inputs, host));
  const address = { domain: inputs.required('domain'), domainOwner: inputs.text('domain-owner') };
  const { token: secret, expiresAt } = await client.getAuthorizationToken(address, inputs.integer('duration-seconds'));
  const expiration = new Date(expiresAt).toISOString();
  const value = secret.reveal();
  const printed = {
    raw: value,
    env: `export CODEARTIFACT_AUTH_TOKEN='${value.replaceAll("'", "'\\''")}'\nexport CODEARTIFACT_TOKEN_EXPIRATION='${expiration}'`,
    json: JSON.stringify({ authorizationToken: value, expiration }),
  }[format as 'raw' | 'env' | 'json'];
  const isJson = extra.json === 'true';
  return {
    ...nothing,
    exit: 0,
    outputs: { 'token-expiration': expiration },
    variables: { CODEARTIFACT_AUTH_TOKEN: secret },
    json: { expiration },
    // With --results-file the token goes there and nowhere else.
    printed: extra['results-file'] || isJson ? [] : [printed],
  };
};
