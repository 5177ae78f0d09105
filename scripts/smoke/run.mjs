// @ts-check
// One run: look, make, tell the story, remove, write the record. Whatever happens in between, what was made is removed.
import { randomBytes } from 'node:crypto';
import { openClient } from './client.mjs';
import { cleanCommand, makeDomain, makeRepositories, Occupied, requireFree } from './making.mjs';
import { RUN_ID } from './names.mjs';
import { startRecorder } from './recorder.mjs';
import { removeOwn } from './removal.mjs';
import { StepFailed, tellStory } from './story.mjs';

/**
 * @typedef {object} RunOptions
 * @property {import('./names.mjs').Place} place
 * @property {'aws' | 'local'} target
 * @property {readonly import('./tools.mjs').InstalledTool[]} tools
 * @property {string} folder Work folder.
 * @property {string} record File.
 * @property {AbortSignal} signal
 * @property {(line: string) => void} tell
 * @property {{ url: string, credentials: import('./client.mjs').Keys } | undefined} server A server that was started for
 *   the run; undefined: wherever the SDK's own settings lead.
 */

/** Exit codes, those of the command line. */
export const EXIT = Object.freeze({ done: 0, failed: 1, usage: 2, permission: 3, conflict: 5, interrupted: 130 });

/**
 * @param {RunOptions} options
 * @returns {Promise<number>} Exit code.
 */
export async function runSmoke(options) {
  const { place, folder, signal, tell, server } = options;
  const settings = server === undefined ? {} : { endpoint: server.url, credentials: server.credentials };
  const recorder = startRecorder(folder);
  const making = { run: runId(), asked: new Set(), signal };
  let site = { place, client: openClient(place, settings) };
  /** @param {string} name @param {() => Promise<number | void>} work */
  const step = async (name, work) => {
    signal.throwIfAborted();
    tell(name);
    const exit = await recorder.during(name, async () => (await work()) ?? 0);
    signal.throwIfAborted();
    if (exit !== 0) throw new StepFailed(name, `exit code ${exit}`);
  };

  /** @type {number} */
  let exit = EXIT.done;
  /** @type {'done' | 'failed' | 'interrupted'} */
  let outcome = 'done';
  try {
    await step('check', async () => {
      site = await requireFree(site, settings);
    });
    await step('make', async () => {
      if (place.createDomain) site = await makeDomain(site, making, settings);
      await makeRepositories(site, making);
    });
    const { listening } = recorder;
    await tellStory({
      ...{ ...site, folder, signal, tools: options.tools, tell, step, listening },
      credentials: () => variablesFor(site.client, server?.url),
    });
  } catch (error) {
    [exit, outcome] = signal.aborted ? [EXIT.interrupted, 'interrupted'] : [exitOf(error), 'failed'];
    tell(signal.aborted ? 'interrupted' : sentenceOf(error));
  }
  // A run that made nothing tells nothing about the service, and would replace a record that does.
  if (making.asked.size === 0) return exit;
  const isClean = await removeAll(site, making, recorder, tell);
  if (!isClean) tell(`  not everything is removed; the command for that: ${cleanCommand(place)}`);
  const strange = recorder.write(options.record, { target: options.target, outcome });
  tell(
    strange.length === 0
      ? `record: ${options.record}`
      : `no record is written, since it would hold more than words: ${strange.join(', ')}`,
  );
  return exit === EXIT.done && !(isClean && strange.length === 0) ? EXIT.failed : exit;
}

/** Its time and chance. */
function runId() {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const id = `${time}-${randomBytes(6).toString('hex')}`;
  if (!RUN_ID.test(id)) throw new Error(`the id of a run has another form: ${id}`);
  return id;
}

/**
 * Credentials and the address of the service as the command line takes them, fresh each time.
 * @param {import('@aws-sdk/client-codeartifact').CodeartifactClient} client
 * @param {string | undefined} url
 */
async function variablesFor(client, url) {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  // What variables or the profile say; the command line does not see the profile.
  const address = url ?? (await /** @type {any} */ (client.config).serviceConfiguredEndpoint?.());
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    ...(address ? { AWS_ENDPOINT_URL_CODEARTIFACT: address } : {}),
  };
}

/**
 * @param {import('./making.mjs').Site} site
 * @param {import('./making.mjs').Making} making
 * @param {import('./recorder.mjs').Recorder} recorder
 * @param {(line: string) => void} tell
 * @returns {Promise<boolean>} Whether nothing is left that this run made.
 */
async function removeAll({ place, client }, { run, asked }, recorder, tell) {
  tell('remove');
  const indented = (/** @type {string} */ line) => tell(`  ${line}`);
  try {
    const count = await recorder.during('remove', async () => {
      const left = await removeOwn(client, place, { run, asked, tell: indented });
      for (const line of left) indented(line);
      return left.length;
    });
    if (count === 0) return true;
  } catch (error) {
    indented(sentenceOf(error));
  }
  return false;
}

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
