// @ts-check
// `npm run smoke -- --aws`: the main job against a real account of CodeArtifact, and `--local`: the same against a local
// server. docs/smoke.md says what it does, costs and needs.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import {
  confirmed,
  NotAnswered,
  placeOf,
  readArguments,
  requireAnswers,
  USAGE,
  UsageError,
} from './smoke/arguments.mjs';
import { describeDomain, openClient } from './smoke/client.mjs';
import { CLEANING, callsOf, costTable } from './smoke/cost.mjs';
import { startLocal } from './smoke/local.mjs';
import { cleanCommand } from './smoke/making.mjs';
import { hasPrefix, repositoriesOf } from './smoke/names.mjs';
import { policyOf } from './smoke/policy.mjs';
import { differencesBetween, readRecord } from './smoke/record.mjs';
import { findLeftovers, removeOwn } from './smoke/removal.mjs';
import { EXIT, exitOf, runSmoke, sentenceOf } from './smoke/run.mjs';
import { findTools } from './smoke/tools.mjs';
import { makeWorkFolder, removeWorkFolder, workFoldersOf } from './smoke/work-folder.mjs';

/**
 * @typedef {import('./smoke/names.mjs').Place} Place
 * @typedef {import('./smoke/arguments.mjs').Request} Request
 */

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const print = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);
const tell = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);

// Whoever reads may have had enough (`| head`); a run goes on and cleans up all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') throw error;
  });

/** Where the SDK would go: its variables and the profile. Asks nobody. */
const regionOfSdk = () => new CodeartifactClient({}).config.region().catch(() => undefined);

/** @param {readonly string[]} args @returns {Promise<number>} */
async function main(args) {
  const request = readArguments(args);
  const { mode, operands } = request;
  if (mode === 'help') {
    print(USAGE);
    return EXIT.done;
  }
  if (mode === 'compare') return compare(operands);
  const place = await placeOf(request, regionOfSdk);
  if (mode === 'policy') {
    print(JSON.stringify(policyOf(place), undefined, 2));
    return EXIT.done;
  }
  return mode === 'clean' ? clean(place, request) : runStory(place, request);
}

/** @param {readonly string[]} operands */
function compare([a = '', b = '']) {
  const lines = differencesBetween(...read(a, b));
  for (const line of lines) print(line);
  tell(lines.length === 0 ? 'no differences' : `${lines.length} differences: A is ${a}, B is ${b}`);
  return lines.length === 0 ? EXIT.done : EXIT.failed;
}

/** @param {string} a @param {string} b @returns {[import('./smoke/record.mjs').SmokeRecord, import('./smoke/record.mjs').SmokeRecord]} */
function read(a, b) {
  const one = (/** @type {string} */ path) => readRecord(readFileSync(path, 'utf8'), path);
  try {
    return [one(a), one(b)];
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {Place} place @param {Request} request */
async function runStory(place, request) {
  const target = request.mode === 'local' ? 'local' : 'aws';
  const record = request.record ?? `smoke-record-${target}.json`;
  if (!request.dryRun) {
    if (target === 'aws') requireAnswers(request);
    requireWritable(record);
    // Those of killed runs hold tokens.
    for (const { folder, isAlive } of workFoldersOf(place.prefix)) if (!isAlive) removeWorkFolder(folder);
  }
  const interruption = interruptible(target === 'aws' ? place : undefined);
  const folder = makeWorkFolder(place.prefix);
  try {
    const tools = await findTools(request.tools, folder, interruption);
    const names = tools.map(({ name, version }) => `${name}${version === '' ? '' : ` ${version}`}`);
    const { staging, production } = repositoriesOf(place.prefix);
    print(
      `domain ${place.domain}${place.createDomain ? ' (made and removed)' : ''}, Region ${place.region}${target === 'local' ? ', local server' : ''}`,
    );
    print(
      `repositories ${staging} and ${production}, made and removed; packages @${place.prefix}/… and ${place.prefix}-…`,
    );
    print(`package managers: ${names.join(', ') || 'none'}\n`);
    print(costTable(callsOf({ tools: tools.map(({ name }) => name), createDomain: place.createDomain })));
    if (request.dryRun) return EXIT.done;
    if (target === 'aws' && !(await confirmed('Run it?', request, interruption))) return EXIT.interrupted;
    const server = target === 'local' ? await startLocal(place, folder) : undefined;
    try {
      return await runSmoke({ place, target, tools, folder, record, signal: interruption, tell, server });
    } finally {
      await server?.stop();
    }
  } catch (error) {
    if (interruption.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    removeWorkFolder(folder);
  }
}

/** Before anything is made: a record cannot be asked for again. @param {string} file */
function requireWritable(file) {
  try {
    if (existsSync(file)) accessSync(file, constants.W_OK);
    else accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--record: cannot write ${file} (${/** @type {NodeJS.ErrnoException} */ (error).code})`);
  }
}

/** @param {Place} place @param {Request} request */
async function clean(place, request) {
  print(`what runs of the prefix ${place.prefix} left in the domain ${place.domain}, Region ${place.region}\n`);
  print(costTable(CLEANING));
  if (request.dryRun) return EXIT.done;
  requireAnswers(request);
  const folders = workFoldersOf(place.prefix);
  const alive = folders.find(({ isAlive }) => isAlive);
  if (alive !== undefined) {
    tell(`a run of this prefix is at work: process ${alive.process}`);
    return EXIT.conflict;
  }
  const exit = await removeLeftovers(place, request);
  for (const { folder } of folders) removeWorkFolder(folder);
  return exit;
}

/** @param {Place} place @param {Request} request */
async function removeLeftovers(place, request) {
  const domain = await describeDomain(openClient(place), place);
  const at = { ...place, domainOwner: domain?.owner };
  const client = openClient(at);
  // Where runs do not make the domain, one that is not there is another one than theirs: a wrong name or Region.
  if (domain === undefined && !place.createDomain) {
    tell(`there is no domain ${place.domain} in the Region ${place.region}: nothing was looked at`);
    return EXIT.failed;
  }
  if (!place.createDomain && hasPrefix(place.domain, place.prefix))
    tell(`the domain ${place.domain} stays: only --create-domain looks whether a run made it, and removes it`);
  const found = domain === undefined ? [] : await findLeftovers(client, at);
  for (const { kind, name, run, obstacle } of found) {
    const facts = [run && `made by the run ${run}`, obstacle && `stays, ${obstacle}`];
    tell(`the ${kind} ${name}: ${facts.filter(Boolean).join('; ')}`);
  }
  const own = found.filter(({ run }) => run !== '');
  if (own.length === 0) {
    tell('no run of this prefix has left anything');
    return EXIT.done;
  }
  if (own.every(({ obstacle }) => obstacle !== undefined)) return EXIT.failed;
  if (!(await confirmed('Remove what runs made?', request))) return EXIT.interrupted;
  const left = await removeOwn(client, at, { tell });
  for (const line of left) tell(line);
  return left.length === 0 ? EXIT.done : EXIT.failed;
}

/**
 * Ends with the first signal after cleaning up, with the second one at once.
 * @param {Place | undefined} place
 */
function interruptible(place) {
  const interruption = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(name, () => {
      if (interruption.signal.aborted) {
        tell(place === undefined ? 'ended at once' : `ended at once; to remove what is left: ${cleanCommand(place)}`);
        process.exit(EXIT.interrupted);
      }
      tell('stopping: what was made is removed first (a second signal ends at once)');
      interruption.abort();
    });
  return interruption.signal;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof NotAnswered) tell('');
  else tell(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : sentenceOf(error));
  process.exitCode =
    error instanceof NotAnswered ? EXIT.interrupted : error instanceof UsageError ? EXIT.usage : exitOf(error);
}
