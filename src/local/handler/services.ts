// The services besides the data planes: control plane, STS and the OIDC issuer, each in its own protocol.

import type { Format } from '../../core/model/package.ts';
import { answerOperation } from '../control-plane/dispatch.ts';
import { findOperation } from '../control-plane/operations-table.ts';
import { collect, json, plain, type WireResponse } from '../http/messages.ts';
import { isServiceHost } from '../http/routes.ts';
import { ISSUER_PATH } from '../identity/oidc/issuer.ts';
import { clientFacts } from '../identity/request-context.ts';
import { StsError, stsError, stsResult } from '../identity/sts-answer.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { originOf } from './formats.ts';

export function answerControlPlane(exchange: Exchange, parts: ServerParts): Promise<WireResponse> {
  const { wire, path, query, requestId } = exchange;
  const operation = findOperation(wire.method, path);
  const request = {
    wire,
    query,
    operation,
    requestId,
    endpoint: (at: RepositoryName, format: Format, isDualStack: boolean) =>
      endpointOf(at, format, isDualStack, exchange, parts),
    onCaller: (caller: NonNullable<Exchange['caller']>) => {
      exchange.caller = caller;
    },
  };
  return answerOperation(request, parts);
}

interface RepositoryName {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
}

/**
 * The path style of VPC endpoints, on the address that was called; the true host shape when the service was called by
 * its true name. `localhost` becomes 127.0.0.1, the only host that Gradle takes over plain http.
 */
function endpointOf(
  at: RepositoryName,
  format: Format,
  isDualStack: boolean,
  exchange: Exchange,
  parts: ServerParts,
): string {
  const scope = `${at.domain}-${at.domainOwner}`;
  const origin = originOf(exchange.wire);
  if (isServiceHost(exchange.hostname)) {
    const region = parts.registry.region;
    const host = isDualStack ? `codeartifact.${region}.on.aws` : `d.codeartifact.${region}.amazonaws.com`;
    return `${origin.slice(0, origin.indexOf(':'))}://${scope}.${host}/${format}/${at.repository}/`;
  }
  const reached =
    exchange.hostname === 'localhost' && parts.guard.boundHost !== '::1'
      ? origin.replace('//localhost', '//127.0.0.1')
      : origin;
  return `${reached}/${format}/d/${scope}/${at.repository}/`;
}

const FORM_LIMIT = 256 * 1024;

/** A request of STS with its form read, which names the action. */
export interface StsForm {
  readonly body: Buffer;
  readonly parameters: URLSearchParams;
  readonly action: string;
}

/**
 * Reads the form and names the operation of the exchange after it. Before the faults: they go by the name. A presigned
 * address has the form in its query, whichever method it was signed for.
 */
export async function readStsForm(exchange: Exchange): Promise<StsForm> {
  const { wire, query } = exchange;
  const body = await collect(wire.body, FORM_LIMIT);
  const parameters = wire.method === 'POST' && body.length > 0 ? new URLSearchParams(body.toString('utf8')) : query;
  const action = parameters.get('Action') ?? '';
  if (/^[A-Za-z]{1,64}$/.test(action)) exchange.operation = `sts:${action}`;
  return { body, parameters, action };
}

export async function answerSts(
  exchange: Exchange,
  { body, parameters, action }: StsForm,
  parts: ServerParts,
): Promise<WireResponse> {
  const { wire, requestId } = exchange;
  const caller = () => {
    const found = parts.identity.identifyCaller({
      service: 'sts',
      method: wire.method,
      target: wire.target,
      headers: wire.headers,
      body,
    });
    exchange.caller = found;
    return found;
  };
  try {
    const result = await parts.identity.sts(action, { parameters, caller, ...clientFacts(wire) });
    return stsResult(action, result, requestId);
  } catch (error) {
    if (error instanceof StsError) return stsError(error, requestId);
    throw error;
  }
}

/** Discovery and keys are public; the token request wants the bearer value of the job, as GitHub's does. */
export async function answerOidc(exchange: Exchange, parts: ServerParts): Promise<WireResponse> {
  const { wire, path, query } = exchange;
  const { oidc } = parts.identity;
  const issuer = `${originOf(wire)}${ISSUER_PATH}`;
  if (wire.method !== 'GET' && wire.method !== 'HEAD') return plain(405, 'only GET');
  if (path === `${ISSUER_PATH}/.well-known/openid-configuration`) return json(200, oidc.discovery(issuer));
  if (path === `${ISSUER_PATH}/.well-known/jwks`) return json(200, await oidc.keys());
  if (path !== `${ISSUER_PATH}/token`)
    return plain(404, 'the issuer has .well-known/openid-configuration, .well-known/jwks and token');
  const shown = /^bearer\s+(\S+)$/i.exec(wire.headers.authorization ?? '')?.[1];
  if (shown === undefined || (parts.oidcRequestToken !== undefined && shown !== parts.oidcRequestToken)) {
    return json(401, { message: 'the request token is missing or wrong' });
  }
  const { audience, 'api-version': _version, ...claims } = Object.fromEntries(query);
  const value = await oidc.issue({ issuer, audience, claims });
  return json(200, { count: value.length, value });
}
