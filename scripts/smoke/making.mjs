// @ts-check
// Looks that the place is free, and makes what the run works in: the two repositories, and the domain where it was asked
// for. What is there already is never taken for the run's own.
import {
  createDomain,
  createRepository,
  describeDomain,
  describeRepository,
  eventually,
  isNamed,
  openClient,
  tagOf,
} from './client.mjs';
import { RUN_ID, repositoriesOf, TAG_KEY } from './names.mjs';

/**
 * @typedef {import('./names.mjs').Place} Place
 * @typedef {import('@aws-sdk/client-codeartifact').CodeartifactClient} Client
 *
 * @typedef {object} Site Where the run works.
 * @property {Place} place With the owner of the domain, once that is known.
 * @property {Client} client Bound to that place.
 */

/** Something of the prefix is there that this run did not make: exit code 5. */
export class Occupied extends Error {}

/** @param {Place} place */
export const cleanCommand = ({ domain, domainOwner, prefix, region, createDomain }) =>
  `npm run smoke -- --aws --clean --domain ${domain} --prefix ${prefix} --region ${region}${
    domainOwner && !createDomain ? ` --domain-owner ${domainOwner}` : ''
  }${createDomain ? ' --create-domain' : ''}`;

/**
 * Throws Occupied where a run of this prefix cannot begin.
 * @param {Site} site
 * @param {Parameters<typeof openClient>[1]} [settings]
 * @returns {Promise<Site>}
 */
export async function requireFree({ place, client }, settings) {
  const domain = await describeDomain(client, place);
  if (place.createDomain) {
    if (domain !== undefined) throw await occupied(client, place, 'domain', place.domain, domain.arn);
    return { place, client };
  }
  if (domain?.owner === undefined)
    throw new Occupied(`there is no domain ${place.domain} in ${place.region} (with --create-domain it is made)`);
  const site = siteOf(place, domain.owner, settings);
  for (const name of Object.values(repositoriesOf(place.prefix))) {
    const repository = await describeRepository(site.client, site.place, name);
    if (repository !== undefined) throw await occupied(site.client, place, 'repository', name, repository.arn);
  }
  return site;
}

/** @param {Place} place @param {string} domainOwner @param {Parameters<typeof openClient>[1]} settings @returns {Site} */
function siteOf(place, domainOwner, settings) {
  const at = { ...place, domainOwner };
  return { place: at, client: openClient(at, settings) };
}

/**
 * @typedef {object} Making
 * @property {string} run Id, the value of the tag.
 * @property {Set<string>} asked Gets the names of what was asked for: it may be there, whether an answer came or not.
 * @property {AbortSignal} signal
 */

/**
 * @param {Site} site
 * @param {Making} making
 * @param {Parameters<typeof openClient>[1]} [settings]
 * @returns {Promise<Site>}
 */
export async function makeDomain({ place, client }, making, settings) {
  const describe = () => describeDomain(client, place);
  await make(client, making, {
    ...{ kind: 'domain', name: place.domain, place, create: () => createDomain(client, place, making.run) },
    arnOf: async () => (await describe())?.arn,
  });
  const domain = await eventually(async () => {
    const found = await describe();
    return found?.status === 'Active' ? found : undefined;
  }, making.signal);
  if (domain?.owner === undefined) throw new Error('the domain was made, and the service does not say whose it is');
  return siteOf(place, domain.owner, settings);
}

/**
 * @param {Site} site
 * @param {Making} making
 */
export async function makeRepositories({ place, client }, making) {
  for (const name of Object.values(repositoriesOf(place.prefix)))
    await make(client, making, {
      ...{ kind: 'repository', name, place, create: () => createRepository(client, place, name, making.run) },
      arnOf: async () => (await describeRepository(client, place, name))?.arn,
    });
}

/**
 * Makes one thing, and waits until the service shows it with the tag of this run.
 * @param {Client} client
 * @param {Making} making
 * @param {object} what
 * @param {string} what.kind
 * @param {string} what.name
 * @param {Place} what.place
 * @param {() => Promise<unknown>} what.create
 * @param {() => Promise<string | undefined>} what.arnOf
 */
async function make(client, { run, asked, signal }, { kind, name, place, create, arnOf }) {
  signal.throwIfAborted();
  asked.add(name);
  try {
    await create();
  } catch (error) {
    // Where an answer was lost, the SDK has asked again for what was made already.
    const arn = isNamed(error, 'ConflictException') ? await arnOf() : undefined;
    const tag = arn === undefined ? undefined : await tagOf(client, arn);
    if (tag !== run) {
      // It is known not to be ours when the call was refused, or another run has it; without a tag it may be late.
      if (arn === undefined ? isRefusal(error) : tag !== undefined) asked.delete(name);
      throw arn === undefined ? error : await occupied(client, place, kind, name, arn);
    }
  }
  const shown = await eventually(async () => {
    const arn = await arnOf();
    return arn !== undefined && (await tagOf(client, arn)) === run ? arn : undefined;
  }, signal);
  if (shown === undefined) throw new Error(`the ${kind} ${name} was made, and the service does not show it`);
}

/**
 * @param {Client} client
 * @param {Place} place
 * @param {string} kind
 * @param {string} name
 * @param {string | undefined} arn
 */
async function occupied(client, place, kind, name, arn = '') {
  const run = await tagOf(client, arn);
  return new Occupied(
    run !== undefined && RUN_ID.test(run)
      ? `the ${kind} ${name} was made by the run ${run}, which is at work or was killed; to remove it: ${cleanCommand(place)}`
      : `the ${kind} ${name} is there and was not made by this program (it has no tag ${TAG_KEY}); it stays as it is: take another prefix`,
  );
}

/** Whether the service has said that it did not do it. @param {unknown} error */
function isRefusal(error) {
  const { httpStatusCode = 0 } = /** @type {{ $metadata?: { httpStatusCode?: number } }} */ (error).$metadata ?? {};
  return httpStatusCode >= 400 && httpStatusCode < 500;
}
