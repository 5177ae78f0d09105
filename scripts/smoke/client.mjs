// @ts-check
// The service as the smoke run itself calls it: for setting up, reading independently and removing. A guard inside the
// client refuses every call that names anything else than what the run may touch, whoever wrote the call.
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  DescribeDomainCommand,
  DescribeRepositoryCommand,
  ListTagsForResourceCommand,
  paginateListPackages,
  paginateListPackageVersions,
} from '@aws-sdk/client-codeartifact';
import { hasPrefix, repositoriesOf, TAG_KEY } from './names.mjs';

/**
 * @typedef {import('./names.mjs').Place} Place
 * @typedef {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string | undefined }} Keys
 */

/** For how long a service may take until what was written is read, and removed is gone. */
export const CONSISTENT_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 1000;

const READS = new Set([
  'DescribeDomain',
  'DescribeRepository',
  'ListPackages',
  'ListPackageVersions',
  'ListPackageGroups',
]);
const REPOSITORY_WRITES = new Set(['CreateRepository', 'DeleteRepository']);
const DOMAIN_WRITES = new Set(['CreateDomain', 'DeleteDomain']);

/** A call that a smoke run must not make: a fault of this program, never of its user. */
export class OutOfBounds extends Error {}

/**
 * Throws OutOfBounds for a call that names anything but this domain and the two repositories of the prefix.
 * @param {Place} place
 * @param {string} operation `DeleteRepository`
 * @param {Readonly<Record<string, unknown>>} input
 */
export function requireInBounds(place, operation, input) {
  const own = Object.values(repositoriesOf(place.prefix));
  const isOwnDomain =
    input.domain === place.domain &&
    (input.domainOwner === undefined || input.domainOwner === place.domainOwner || place.domainOwner === undefined);
  const isOwnRepository = isOwnDomain && own.includes(String(input.repository));
  const isAllowed =
    operation === 'ListTagsForResource'
      ? isOwnArn(place, String(input.resourceArn))
      : READS.has(operation)
        ? isOwnDomain && (input.repository === undefined || isOwnRepository)
        : REPOSITORY_WRITES.has(operation)
          ? isOwnRepository
          : DOMAIN_WRITES.has(operation) && isOwnDomain && place.createDomain && hasPrefix(place.domain, place.prefix);
  if (!isAllowed)
    throw new OutOfBounds(
      `${operation} of ${JSON.stringify(input)} is nothing that a smoke run of ${place.prefix} may do`,
    );
}

/** @param {Place} place @param {string} arn */
export function isOwnArn({ domain, region, prefix, domainOwner }, arn) {
  const [, , service, at, owner, resource, ...more] = arn.split(':');
  const own = [
    `domain/${domain}`,
    ...Object.values(repositoriesOf(prefix)).map((name) => `repository/${domain}/${name}`),
  ];
  return (
    service === 'codeartifact' &&
    at === region &&
    /^[0-9]{12}$/.test(owner ?? '') &&
    (domainOwner === undefined || owner === domainOwner) &&
    own.includes(resource ?? '') &&
    more.length === 0
  );
}

/**
 * @param {Place} place
 * @param {{ endpoint?: string | undefined, credentials?: Keys | undefined }} [more] Of a server that was started for the
 *   run; without them the SDK's own sources.
 */
export function openClient(place, { endpoint, credentials } = {}) {
  const client = new CodeartifactClient({
    region: place.region,
    maxAttempts: 8,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials: /** @type {any} */ (credentials) }),
  });
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace(/Command$/, '');
      requireInBounds(place, operation, /** @type {any} */ (args.input));
      return next(args);
    },
    { step: 'initialize', priority: 'high', name: 'smokeBounds' },
  );
  return client;
}

/** @param {unknown} error @param {string} name */
export const isNamed = (error, name) => error instanceof Error && error.name === name;

/**
 * @template T
 * @param {Promise<T>} call
 * @returns {Promise<T | undefined>} Undefined where the service finds no such thing.
 */
export async function found(call) {
  try {
    return await call;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/**
 * Asks until there is an answer.
 * @template T
 * @param {() => Promise<T | undefined>} ask
 * @param {AbortSignal} [signal]
 * @returns {Promise<T | undefined>} Undefined when there is none within the time that a service may take.
 */
export async function eventually(ask, signal) {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const answer = await ask();
    if (answer !== undefined || waited >= CONSISTENT_AFTER_MS) return answer;
    signal?.throwIfAborted();
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

/**
 * @param {CodeartifactClient} client
 * @param {Place} place
 */
export const describeDomain = (client, place) =>
  found(
    client
      .send(new DescribeDomainCommand({ domain: place.domain, domainOwner: place.domainOwner }))
      .then(({ domain }) => domain),
  );

/**
 * @param {CodeartifactClient} client
 * @param {Place} place
 * @param {string} repository
 */
export const describeRepository = (client, place, repository) =>
  found(
    client
      .send(new DescribeRepositoryCommand({ domain: place.domain, domainOwner: place.domainOwner, repository }))
      .then((answer) => answer.repository),
  );

/**
 * The value of the program's tag; undefined where the resource carries none.
 * @param {CodeartifactClient} client
 * @param {string} arn
 */
export async function tagOf(client, arn) {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  return tags.find(({ key }) => key === TAG_KEY)?.value;
}

/** @param {string} run */
const tagsOf = (run) => [{ key: TAG_KEY, value: run }];

/**
 * @param {CodeartifactClient} client
 * @param {Place} place
 * @param {string} run
 */
export const createDomain = (client, place, run) =>
  client.send(new CreateDomainCommand({ domain: place.domain, tags: tagsOf(run) }));

/**
 * @param {CodeartifactClient} client
 * @param {Place} place
 * @param {string} repository
 * @param {string} run
 */
export const createRepository = (client, place, repository, run) =>
  client.send(
    new CreateRepositoryCommand({
      domain: place.domain,
      domainOwner: place.domainOwner,
      repository,
      description: 'Made by a smoke run of codeartifact-ci, which removes it',
      tags: tagsOf(run),
    }),
  );

/**
 * Everything in a repository: packages as the service names them.
 * @param {CodeartifactClient} client
 * @param {Place} place
 * @param {string} repository
 */
export async function packagesIn(client, place, repository) {
  const at = { domain: place.domain, domainOwner: place.domainOwner, repository };
  const packages = [];
  for await (const page of paginateListPackages({ client }, at)) packages.push(...(page.packages ?? []));
  return packages;
}

/**
 * Versions of a package, of every status.
 * @param {CodeartifactClient} client
 * @param {Place} place
 * @param {string} repository
 * @param {import('@aws-sdk/client-codeartifact').PackageSummary} of
 */
export async function versionsOf(client, place, repository, of) {
  const at = { domain: place.domain, domainOwner: place.domainOwner, repository };
  const name = { format: of.format, namespace: of.namespace, package: of.package };
  const versions = [];
  for await (const page of paginateListPackageVersions({ client }, { ...at, ...name }))
    versions.push(...(page.versions ?? []));
  return versions;
}
