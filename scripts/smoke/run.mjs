// @ts-check
// One run: look, make, tell the story, remove, write the record. Whatever happens in between, what was made is removed.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-codeartifact';
import { vocabularyOf } from './answers.mjs';
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
import { listenToAnswers } from './listening.mjs';
import { RUN_ID, repositoriesOf, TAG_KEY } from './names.mjs';
import { identifyingIn, RECORD_SCHEMA, recordedStep } from './record.mjs';
import { removeOwn } from './removal.mjs';
import { StepFailed, tellStory } from './story.mjs';

/**
 * @typedef {import('./names.mjs').Place} Place
 * @typedef {import('./answers.mjs').Answer} Answer
 * @typedef {object} RunOptions
 * @property {Place} place
 * @property {'aws' | 'local'} target
 * @property {readonly import('./tools.mjs').InstalledTool[]} tools
 * @property {string} folder Work folder.
 * @property {string} record File.
 * @property {AbortSignal} signal
 * @property {(line: string) => void} tell
 * @property {{ url: string, credentials: import('./client.mjs').Keys } | undefined} server A server that was started for
 *   the run; undefined: wherever the SDK's own settings lead.
 */

/** Something of the prefix is there that this run did not make: exit code 5. */
export class Occupied extends Error {}

/** Exit codes, those of the command line. */
export const EXIT = Object.freeze({ done: 0, failed: 1, usage: 2, permission: 3, conflict: 5, interrupted: 130 });

/**
 * @param {RunOptions} options
 * @returns {Promise<number>} Exit code.
 */
export async function runSmoke(options) {
  const { place, folder, signal, tell, server } = options;
  const vocabulary = vocabularyOf(sdk);
  const vocabularyFile = join(folder, 'vocabulary.json');
  writeFileSync(vocabularyFile, JSON.stringify(vocabulary), { mode: 0o600 });
  /** @type {Answer[]} */
  const heard = [];
  listenToAnswers(vocabulary, (answer) => void heard.push(answer));
  /** @type {import('./record.mjs').RecordedStep[]} */
  const steps = [];

  /** @param {string} name @param {() => Promise<number>} work */
  const step = async (name, work) => {
    signal.throwIfAborted();
    tell(name);
    await recorded(name, work);
  };
  /** The same for what is done after an interruption too. @param {string} name @param {() => Promise<number>} work */
  const recorded = async (name, work) => {
    heard.length = 0;
    let exit = 1;
    try {
      exit = await work();
    } finally {
      steps.push(recordedStep(name, exit, [...heard, ...answersOfChild(folder, name)]));
    }
    signal.throwIfAborted();
    if (exit !== 0) throw new StepFailed(name, `exit code ${exit}`);
  };

  const run = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(6).toString('hex')}`;
  if (!RUN_ID.test(run)) throw new Error(`the id of a run has another form: ${run}`);
  const endpoint = server === undefined ? {} : { endpoint: server.url, credentials: server.credentials };
  let client = openClient(place, endpoint);
  /** @type {Place & { domainOwner: string }} */
  let at = { ...place, domainOwner: place.domainOwner ?? '' };
  /** Names of what was asked for: it may be there, whether an answer came or not. @type {Set<string>} */
  const asked = new Set();
  /** @type {number} */
  let exit = EXIT.failed;
  /** @type {'done' | 'failed' | 'interrupted'} */
  let outcome = 'failed';
  try {
    await step('check', async () => {
      const domain = await describeDomain(client, place);
      if (place.createDomain && domain !== undefined)
        throw await occupied(client, domain.arn ?? '', 'domain', place.domain, place);
      if (!place.createDomain && domain?.owner === undefined)
        throw new Occupied(`there is no domain ${place.domain} in ${place.region} (with --create-domain it is made)`);
      if (domain?.owner === undefined) return 0;
      at = { ...place, domainOwner: domain.owner };
      client = openClient(at, endpoint);
      for (const name of Object.values(repositoriesOf(place.prefix))) {
        const repository = await describeRepository(client, at, name);
        if (repository !== undefined) throw await occupied(client, repository.arn ?? '', 'repository', name, at);
      }
      return 0;
    });
    await step('make', async () => {
      if (place.createDomain) {
        await make(
          'domain',
          place.domain,
          () => createDomain(client, place, run),
          async () => (await describeDomain(client, place))?.arn,
        );
        const { owner = '' } = (await describeDomain(client, place)) ?? {};
        at = { ...place, domainOwner: owner };
        client = openClient(at, endpoint);
        await visible(
          'the domain',
          async () => ((await describeDomain(client, at))?.status === 'Active' ? true : undefined),
          signal,
        );
      }
      for (const name of Object.values(repositoriesOf(place.prefix)))
        await make(
          'repository',
          name,
          () => createRepository(client, at, name, run),
          async () => (await describeRepository(client, at, name))?.arn,
        );
      return 0;
    });
    const credentials = client.config.credentials;
    await tellStory({
      ...{ place: at, client, folder, signal, tools: options.tools, tell, step },
      credentials: async () => {
        const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
        // What variables or the profile name; the command line gets neither.
        const address = server?.url ?? (await /** @type {any} */ (client.config).serviceConfiguredEndpoint?.());
        return {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: sessionToken,
          ...(address ? { AWS_ENDPOINT_URL_CODEARTIFACT: address } : {}),
        };
      },
      listening: (name) => ({
        CODEARTIFACT_SMOKE_VOCABULARY: vocabularyFile,
        CODEARTIFACT_SMOKE_ANSWERS: answersFile(folder, name),
      }),
    });
    [exit, outcome] = [EXIT.done, 'done'];
  } catch (error) {
    [exit, outcome] = signal.aborted ? [EXIT.interrupted, 'interrupted'] : [exitOf(error), 'failed'];
    tell(signal.aborted ? 'interrupted' : sentenceOf(error));
  }
  if (asked.size > 0 && !(await removed())) exit = exit === EXIT.done ? EXIT.failed : exit;
  // A run that was refused tells nothing about the service, and would replace a record that does.
  if (asked.size === 0) return exit;
  return writeRecord() ? exit : EXIT.failed;

  /**
   * Makes one thing, and waits until the service shows it with the tag of this run.
   * @param {string} kind @param {string} name @param {() => Promise<unknown>} create
   * @param {() => Promise<string | undefined>} arnOf
   */
  async function make(kind, name, create, arnOf) {
    signal.throwIfAborted();
    asked.add(name);
    try {
      await create();
    } catch (error) {
      // A lost answer: the call was done, and made again.
      const arn = isNamed(error, 'ConflictException') ? await arnOf() : undefined;
      if (arn === undefined || (await tagOf(client, arn)) !== run) {
        if (isRefusal(error)) asked.delete(name);
        throw arn === undefined ? error : await occupied(client, arn, kind, name, at);
      }
    }
    await visible(
      `the ${kind} ${name}`,
      async () => {
        const arn = await arnOf();
        return arn !== undefined && (await tagOf(client, arn)) === run ? arn : undefined;
      },
      signal,
    );
  }

  async function removed() {
    tell('remove');
    try {
      /** @type {string[]} */
      let left = [];
      heard.length = 0;
      try {
        left = await removeOwn(client, at, { run, asked, tell: (line) => tell(`  ${line}`) });
      } finally {
        steps.push(recordedStep('remove', left.length, [...heard]));
      }
      for (const line of left) tell(`  ${line}`);
      if (left.length === 0) return true;
    } catch (error) {
      tell(`  ${sentenceOf(error)}`);
    }
    tell(`  not everything is removed; the command for that: ${cleanCommand(place)}`);
    return false;
  }

  function writeRecord() {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const date = new Date().toISOString().slice(0, 10);
    const record = { schema: RECORD_SCHEMA, target: options.target, version, date, outcome, steps };
    const found = identifyingIn(record, vocabulary);
    if (found.length > 0) {
      tell(`no record is written, since it would hold more than words: ${[...new Set(found)].join(', ')}`);
      return false;
    }
    writeFileSync(options.record, `${JSON.stringify(record, undefined, 2)}\n`);
    tell(`record: ${options.record}`);
    return true;
  }
}

/** @param {Place} place */
export const cleanCommand = ({ domain, domainOwner, prefix, region, createDomain }) =>
  `npm run smoke -- --aws --clean --domain ${domain} --prefix ${prefix} --region ${region}${
    domainOwner ? ` --domain-owner ${domainOwner}` : ''
  }${createDomain ? ' --create-domain' : ''}`;

/**
 * @param {import('@aws-sdk/client-codeartifact').CodeartifactClient} client
 * @param {string} arn @param {string} kind @param {string} name @param {Place} place
 */
async function occupied(client, arn, kind, name, place) {
  const run = await tagOf(client, arn);
  return new Occupied(
    run !== undefined && RUN_ID.test(run)
      ? `the ${kind} ${name} was made by the run ${run}, which is at work or was killed; to remove it: ${cleanCommand(place)}`
      : `the ${kind} ${name} is there and was not made by this program (it has no tag ${TAG_KEY}); it stays as it is: take another prefix`,
  );
}

/**
 * @template T
 * @param {string} what @param {() => Promise<T | undefined>} ask @param {AbortSignal} signal
 */
async function visible(what, ask, signal) {
  if ((await eventually(ask, signal)) === undefined)
    throw new Error(`${what} was made, and the service does not show it`);
}

/** @param {string} folder @param {string} step */
const answersFile = (folder, step) => join(folder, `${step.replaceAll(' ', '-')}.answers.jsonl`);

/** @param {string} folder @param {string} step @returns {Answer[]} */
function answersOfChild(folder, step) {
  const file = answersFile(folder, step);
  if (!existsSync(file)) return [];
  // What a command wrote that was ended ends with its last whole line.
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Whether the service has said that it did not do it. @param {unknown} error */
const isRefusal = (error) => {
  const { httpStatusCode = 0 } = /** @type {{ $metadata?: { httpStatusCode?: number } }} */ (error).$metadata ?? {};
  return httpStatusCode >= 400 && httpStatusCode < 500;
};

/** @param {unknown} error */
export function exitOf(error) {
  if (error instanceof Occupied) return EXIT.conflict;
  const name = error instanceof Error ? error.name : '';
  if (name === 'ConflictException') return EXIT.conflict;
  return /^(?:AccessDenied|Credentials|ExpiredToken|InvalidSignature|UnrecognizedClient)/.test(name)
    ? EXIT.permission
    : EXIT.failed;
}

/** @param {unknown} error */
export function sentenceOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error instanceof Occupied || error instanceof StepFailed ? error.message : `${error.name}: ${error.message}`;
}
