// What the clients of the AWS SDK share here: they send over the host's transport, once, at our pace, and their errors
// become ours. The SDK keeps what it knows best: shapes, endpoint rules, signatures, names of errors.
import type { CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';
import { leavesDoubt } from '../core/calls/doubt.ts';
import { isRead, retrying } from '../core/calls/retry.ts';
import type { Host } from '../core/ports/host.ts';
import type { AwsCall } from './call.ts';
import type { CredentialSource } from './credentials.ts';
import { unknownRegion } from './endpoints/regions.ts';
import { serviceError } from './error-translation.ts';
import { type CallTraits, createRequestHandler } from './request-handler.ts';
import { ServiceError } from './service-error.ts';

/** Bytes of an answer that is read whole: a page of a list, and a set of credentials or a token. */
const LONGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_SECRETS = 256 * 1024;

/** One service of AWS in one region, called as one identity. */
export interface Service {
  readonly region: string;
  /** Undefined where the SDK's endpoint rules decide, by region and the two flags. */
  readonly endpoint: string | undefined;
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
  /** Undefined for those calls of STS that are not signed. */
  readonly credentials: CredentialSource | undefined;
  /** Account signed in, when something else has asked for it. */
  readonly askedAccount?: (() => string | undefined) | undefined;
  /** Tries of each call; see core/calls/retry.ts. */
  readonly maxAttempts: number;
}

/** A command of the SDK, as far as it is looked at here. */
interface SdkCommand {
  readonly input: object;
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ readonly output: unknown }>;
}

type OutputOf<Command extends SdkCommand> = Awaited<ReturnType<ReturnType<Command['resolveMiddleware']>>>['output'];

/** Sends a command until it is answered or its tries run out. Rejects with a RegistryError. */
export type Caller = <Command extends SdkCommand>(call: AwsCall, command: Command) => Promise<OutputOf<Command>>;

type SdkConfig = Omit<CodeartifactClientConfig, 'extensions'>;

interface SdkClient {
  send(command: never): Promise<unknown>;
  readonly middlewareStack: {
    add(middleware: never, options: { step: 'deserialize'; priority: 'low'; name: string }): void;
    remove(name: string): boolean;
  };
}

/**
 * Makes a client and what calls through it. `maxAttempts` of the SDK stays 1: whether, when and how often a call is
 * tried again is one policy for all wires.
 */
export function createCaller(host: Host, service: Service, make: (config: SdkConfig) => SdkClient): Caller {
  const traits = new WeakMap<object, CallTraits>();
  const client = make({
    ...configOf(service),
    requestHandler: createRequestHandler(host.http, (request) => traits.get(request)),
  });
  lighten(client);
  // The handler below gets the request alone; this carries over what is known of the call.
  const carryOver =
    (next: (args: object) => unknown) => (args: { readonly input: object; readonly request: object }) => {
      const known = traits.get(args.input);
      if (known) traits.set(args.request, known);
      return next(args);
    };
  client.middlewareStack.add(carryOver as never, {
    step: 'deserialize',
    priority: 'low',
    name: 'callTraitsMiddleware',
  });
  return (call, command) =>
    retrying(host, { attempts: service.maxAttempts, label: call.operation }, async () => {
      traits.set(command.input, {
        what: `${call.operation} for ${call.subject}`,
        // A session that nobody received leaves nothing to be undone.
        isRead: isRead(call.operation) || call.operation.startsWith('sts:'),
        longest: givesSecrets(call.operation) ? LONGEST_SECRETS : LONGEST_ANSWER,
        ...(call.isStream ? { isStream: true } : {}),
      });
      const send = async () => {
        await call.beforeTry?.();
        try {
          return (await client.send(command as never)) as OutputOf<typeof command>;
        } catch (error) {
          // No try will find it.
          const nowhere = service.endpoint === undefined ? unknownRegion(service.region, error) : undefined;
          if (nowhere) throw nowhere;
          const translated = serviceError(call, error, host.clock.now(), host.redact);
          if (leavesDoubt(translated)) call.onUnclear?.();
          throw translated;
        }
      };
      const used = await service.credentials?.();
      try {
        return await send();
      } catch (error) {
        if (!used || !isExpired(error)) throw error;
        const other = await service.credentials?.(used);
        // A source that has no others (variables) gives the same again.
        if (other === used) throw error;
        return send();
      }
    });
}

/** Whether the answer is a set of credentials or a token. */
const givesSecrets = (operation: string) => operation.startsWith('sts:') || operation === 'GetAuthorizationToken';

/** Whether a session has ended by the service's clock. */
const isExpired = (error: unknown) => error instanceof ServiceError && error.exception.startsWith('ExpiredToken');

function configOf(service: Service): SdkConfig {
  const { region, endpoint, useDualstackEndpoint, useFipsEndpoint, credentials } = service;
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    useDualstackEndpoint,
    useFipsEndpoint,
    // The host's variables were looked at; the SDK would look at the process's, and at files for every setting that it
    // is not told.
    ignoreConfiguredEndpointUrls: true,
    authSchemePreference: [],
    // A wrong clock is an error that says so, not something to be lived with.
    disableClockSkewCorrection: true,
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: 1,
    // Resolving the middleware anew costs more than the rest of a call.
    cacheMiddleware: true,
    ...(credentials
      ? {
          // They are kept and renewed by their source; the SDK would do it a second time, by other rules.
          credentials: Object.assign(() => asIdentity(credentials), { memoized: true }),
        }
      : {}),
  };
}

async function asIdentity(credentials: CredentialSource) {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
  };
}

/** Takes out what each call would pay for and nobody here reads: the transport names us, and nothing is traced. */
function lighten({ middlewareStack }: SdkClient): void {
  for (const name of ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware'])
    if (!middlewareStack.remove(name)) throw new Error(`the SDK has no ${name} any more`);
}
