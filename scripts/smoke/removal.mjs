// @ts-check
// The one file that deletes. A repository goes when its name is of the prefix, it carries the tag of this program with the
// id of a run, and all that is in it has the names of a run's packages; else it stays and the reason is told.
import {
  ConflictException,
  DeleteDomainCommand,
  DeleteRepositoryCommand,
  paginateListPackageGroups,
} from '@aws-sdk/client-codeartifact';
import {
  describeDomain,
  describeRepository,
  eventually,
  found,
  isOwnArn,
  packagesIn,
  tagOf,
  versionsOf,
} from './client.mjs';
import { hasPrefix, isOwnPackage, isOwnVersion, RUN_ID, repositoriesOf } from './names.mjs';

/**
 * @typedef {import('./names.mjs').Place} Place
 * @typedef {import('@aws-sdk/client-codeartifact').CodeartifactClient} Client
 * @typedef {object} Found What of a prefix is there.
 * @property {'repository' | 'domain'} kind
 * @property {string} name
 * @property {string} run Value of the tag; empty where it has none.
 * @property {string | undefined} obstacle Why it is left; undefined: it can be removed.
 */

/**
 * Looks at everything that a run of this prefix may have left, and removes nothing.
 * @param {Client} client
 * @param {Place} place With the owner of the domain.
 * @returns {Promise<Found[]>} Repositories, then the domain where it is the program's to make.
 */
export async function findLeftovers(client, place) {
  /** @type {Found[]} */
  const all = [];
  for (const name of Object.values(repositoriesOf(place.prefix))) {
    const repository = await describeRepository(client, place, name);
    if (repository === undefined) continue;
    const { run, obstacle } = await ownership(client, place, repository.arn);
    all.push({ kind: 'repository', name, run, obstacle: obstacle ?? (await strangerIn(client, place, name)) });
  }
  if (place.createDomain && hasPrefix(place.domain, place.prefix)) {
    const domain = await describeDomain(client, place);
    if (domain !== undefined) {
      const { run, obstacle } = await ownership(client, place, domain.arn);
      all.push({ kind: 'domain', name: place.domain, run, obstacle: obstacle ?? (await groupIn(client, place)) });
    }
  }
  return all;
}

/**
 * Removes what can be removed, each after another look at whose it is.
 * @param {Client} client
 * @param {Place} place
 * @param {object} options
 * @param {string} [options.run] Only what this run made; left out: what any run made.
 * @param {ReadonlySet<string>} [options.asked] What this run has asked for: waited for, since it may be late.
 * @param {(line: string) => void} options.tell
 * @returns {Promise<string[]>} What is left that a run made, in sentences; empty when all of it is gone.
 */
export async function removeOwn(client, place, { run, asked = new Set(), tell }) {
  /** @param {Found} one */
  const isOwn = (one) => (run === undefined ? one.run !== '' : one.run === run);
  /** @type {Found[]} */
  let all = [];
  const isWhole = await eventually(async () => {
    all = await findLeftovers(client, place);
    const own = all.filter(isOwn).map(({ name }) => name);
    return [...asked].every((name) => own.includes(name)) ? true : undefined;
  });
  const left = isWhole ? [] : ['not all that was asked for is there: it may be late'];
  for (const one of all) {
    if (!isOwn(one)) {
      tell(`the ${one.kind} ${one.name} stays: ${one.obstacle ?? 'another run made it'}`);
      continue;
    }
    // The one that cannot be removed keeps no other one, but for the domain that it is in.
    const obstacle =
      one.obstacle ?? (one.kind === 'domain' && left.length > 0 ? 'not all in it is removed' : undefined);
    const isGone = obstacle ?? (await remove(client, place, one));
    if (isGone === true) tell(`removed the ${one.kind} ${one.name}`);
    else left.push(`the ${one.kind} ${one.name} is left: ${isGone}`);
  }
  return left;
}

/** @param {Client} client @param {Place} place @param {Found} one @returns {Promise<true | string>} */
async function remove(client, place, { kind, name }) {
  try {
    return await (kind === 'repository' ? removeRepository(client, place, name) : removeDomain(client, place));
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** @param {Client} client @param {Place} place @param {string} repository @returns {Promise<true | string>} */
async function removeRepository(client, place, repository) {
  const at = { domain: place.domain, domainOwner: place.domainOwner, repository };
  await found(client.send(new DeleteRepositoryCommand(at)));
  const isGone = await eventually(async () =>
    (await describeRepository(client, place, repository)) === undefined ? true : undefined,
  );
  return isGone ?? 'the service still shows it';
}

/** @param {Client} client @param {Place} place @returns {Promise<true | string>} */
async function removeDomain(client, place) {
  let why = 'the service still shows it';
  const isGone = await eventually(async () => {
    try {
      await client.send(new DeleteDomainCommand({ domain: place.domain, domainOwner: place.domainOwner }));
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
      // So says a service that has not yet noticed that the repositories are gone, too.
      why = `${error.name}: ${error.message}`;
      return undefined;
    }
    return (await describeDomain(client, place)) === undefined ? true : undefined;
  });
  return isGone ?? why;
}

/**
 * Whose it is, by its address and its tag.
 * @param {Client} client @param {Place} place @param {string | undefined} arn
 * @returns {Promise<{ run: string, obstacle: string | undefined }>}
 */
async function ownership(client, place, arn) {
  if (arn === undefined || !isOwnArn(place, arn)) return { run: '', obstacle: `its ARN is another one (${arn})` };
  const run = await tagOf(client, arn);
  return run !== undefined && RUN_ID.test(run)
    ? { run, obstacle: undefined }
    : { run: '', obstacle: 'it was not made by this program' };
}

/** @param {Client} client @param {Place} place @param {string} repository */
async function strangerIn(client, place, repository) {
  for (const one of await packagesIn(client, place, repository)) {
    const name = [one.format, one.namespace, one.package].filter(Boolean).join(' ');
    if (!isOwnPackage(place.prefix, repository, one)) return `it holds ${name}, which no smoke run published`;
    for (const { version } of await versionsOf(client, place, repository, one))
      if (!isOwnVersion(place.prefix, repository, one, version ?? ''))
        return `it holds ${name} ${version}, which no smoke run published`;
  }
  return undefined;
}

/** @param {Client} client @param {Place} place */
async function groupIn(client, place) {
  const at = { domain: place.domain, domainOwner: place.domainOwner };
  for await (const page of paginateListPackageGroups({ client }, at))
    for (const { pattern } of page.packageGroups ?? [])
      if (pattern !== '/*') return `it holds the package group ${pattern}, which no smoke run makes`;
  return undefined;
}
