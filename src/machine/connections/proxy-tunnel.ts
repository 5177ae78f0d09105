// A tunnel through a proxy (CONNECT) for addresses with TLS. What the proxy answers is never taken for an answer of the
// service: `https-proxy-agent` hands a refusal on as if it were, so that a proxy, or whoever sits on the unencrypted way
// to it, could play the service. Node.js reads the answer here, by its own limits.
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { startTimer } from '../timers.ts';
import { certificateError } from './certificate-errors.ts';
import { hostOf, proxyAuthorization, proxyUnreachable, serverName, tunnelRefused } from './proxy.ts';

export interface TunnelOptions {
  readonly proxy: URL;
  readonly userAgent: string;
  /** For the proxy to open the tunnel, in milliseconds. */
  readonly limitMs: number;
  /** What is trusted, of the proxy and behind it; undefined for what Node.js trusts. */
  readonly secureContext: tls.SecureContext | undefined;
  /** Whether connections are kept for later requests; default true. */
  readonly keepAlive?: boolean | undefined;
  /** Whether TLS is spoken in the tunnels; default true. */
  readonly isSecure?: boolean | undefined;
  /** Connections at a time to one address; default without limit. */
  readonly maxSockets?: number | undefined;
}

/** Opens a tunnel for each connection, and TLS in it. Errors are RegistryErrors. */
export class TunnelAgent extends Agent {
  readonly #tunnel: TunnelOptions;
  readonly #opening = new Set<http.ClientRequest>();

  constructor(options: TunnelOptions) {
    const { keepAlive = true, maxSockets = Number.POSITIVE_INFINITY } = options;
    super({ keepAlive, maxSockets });
    this.#tunnel = options;
  }

  /** Known beforehand. `agent-base` guesses by the stack of the caller, which is another one when a connection is free again. */
  override isSecureEndpoint(): boolean {
    return this.#tunnel.isSecure ?? true;
  }

  override async connect(_: http.ClientRequest, options: AgentConnectOpts): Promise<Socket> {
    const { host = '', port } = options;
    const socket = await this.#open(`${host.includes(':') ? `[${host}]` : host}:${port}`);
    const { secureContext } = this.#tunnel;
    if (!this.isSecureEndpoint()) return socket;
    // With `host`: what is no name has no server name either, and would be compared with the name of the proxy.
    return tls.connect({
      ...options,
      ...(secureContext ? { secureContext } : {}),
      ALPNProtocols: ['http/1.1'],
      socket,
    });
  }

  /** Ends the tunnels that are being opened as well. */
  override destroy(): void {
    for (const asking of this.#opening) asking.destroy();
    super.destroy();
  }

  #open(target: string): Promise<Socket> {
    const { proxy } = this.#tunnel;
    return new Promise((resolve, reject) => {
      const asking = this.#ask(target);
      this.#opening.add(asking);
      const cancelLimit = startTimer(
        this.#tunnel.limitMs,
        () => asking.destroy(proxyUnreachable(proxy, target, `no answer for ${this.#tunnel.limitMs / 1000} s`)),
        { isAwaited: false },
      );
      // Any answer to CONNECT is one of these, whatever its status.
      const over = () => {
        cancelLimit();
        this.#opening.delete(asking);
      };
      asking.once('connect', ({ statusCode = 0, statusMessage = '' }, socket: Socket, early: Buffer) => {
        over();
        if (statusCode === 200 && early.length === 0) return resolve(socket);
        socket.destroy();
        // Whoever is asked over TLS or HTTP does not speak first.
        const reason = statusCode === 200 ? 'and bytes that nobody asked for' : statusMessage;
        reject(tunnelRefused(proxy, target, statusCode, reason));
      });
      asking.once('error', (cause: NodeJS.ErrnoException) => {
        if (cause instanceof RegistryError) return reject(cause);
        const reason = cause.code ?? cause.message;
        reject(
          certificateError(`the proxy ${proxy.host}`, cause, true) ?? proxyUnreachable(proxy, target, reason, cause),
        );
      });
      asking.once('close', over);
      asking.end();
    });
  }

  #ask(target: string): http.ClientRequest {
    const { proxy, userAgent, secureContext } = this.#tunnel;
    const authorization = proxyAuthorization(proxy);
    const options: https.RequestOptions = {
      method: 'CONNECT',
      ...hostOf(proxy),
      path: target,
      agent: false,
      headers: {
        host: target,
        'user-agent': userAgent,
        connection: 'keep-alive',
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
    };
    if (proxy.protocol === 'http:') return http.request(options);
    return https.request({ ...options, ...serverName(proxy), ...(secureContext ? { secureContext } : {}) });
  }
}
