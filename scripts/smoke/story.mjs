// @ts-check
// The main job, step by step, on two repositories that the run has made: log in by each tool, publish, promote, fetch by
// each tool, release again, roll back, retire, log out. After each change of the registry the run reads by itself what
// is there, and ends when that is not what it should be.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeRelease } from './artifacts.mjs';
import { eventually, packagesIn, versionsOf } from './client.mjs';
import { coordinateOf, packagesOf, recordPackageOf, repositoriesOf, VERSIONS } from './names.mjs';
import { commandLine, environmentOf, run } from './programs.mjs';

/**
 * @typedef {import('./tools.mjs').InstalledTool} InstalledTool
 * @typedef {object} Stage Where the story plays.
 * @property {import('./names.mjs').Place} place With the owner of the domain.
 * @property {import('@aws-sdk/client-codeartifact').CodeartifactClient} client
 * @property {string} folder
 * @property {AbortSignal} signal
 * @property {readonly InstalledTool[]} tools
 * @property {() => Promise<Record<string, string | undefined>>} credentials Variables for the command line, fresh for each
 *   start.
 * @property {(step: string, work: () => Promise<number>) => Promise<void>} step Records a step; rejects with StepFailed.
 * @property {(answers: string) => Record<string, string>} listening Variables by which the command line writes down
 *   answers.
 * @property {(line: string) => void} tell
 */

/** A step that did not end as it should. */
export class StepFailed extends Error {
  /** @param {string} step @param {string} why */
  constructor(step, why) {
    super(`${step}: ${why}`);
    this.step = step;
  }
}

const [FIRST = '', SECOND = ''] = VERSIONS;
/** Life of the token of a login. It cannot be taken back, so it is short; a run with every tool takes some minutes. */
const TOKEN_SECONDS = 1800;

/** @param {Stage} stage */
export async function tellStory(stage) {
  const { place, tools } = stage;
  const { staging, production } = repositoriesOf(place.prefix);
  /** @type {Map<string, Record<string, string>>} */
  const endpoints = new Map();
  for (const tool of tools) endpoints.set(tool.name, await login(stage, tool));

  await publish(stage, FIRST);
  await look(stage, `staging after ${FIRST}`, staging, { [FIRST]: 'Published' });
  await promote(stage, FIRST);
  await look(stage, `production after ${FIRST}`, production, { [FIRST]: 'Published' });
  for (const tool of tools) await fetchBy(stage, tool, endpoints.get(tool.name) ?? {});

  await publish(stage, SECOND);
  await promote(stage, SECOND);
  await look(stage, `production after ${SECOND}`, production, { [FIRST]: 'Published', [SECOND]: 'Published' });
  await command(stage, 'rollback', [
    'rollback',
    ...at(stage, '--destination-repository', production),
    ...recordFlag(stage),
  ]);
  await look(stage, 'production after rollback', production, { [FIRST]: 'Published', [SECOND]: 'Unlisted' });
  for (const status of ['Archived', 'Deleted']) {
    await command(stage, `retire ${status.toLowerCase()}`, [
      'retire',
      ...at(stage, '--repository', production),
      ...['--target-status', status],
      ...[
        '--versions',
        packagesOf(place.prefix)
          .map((one) => coordinateOf(one, SECOND))
          .join('\n'),
      ],
    ]);
    const second = status === 'Deleted' ? {} : { [SECOND]: status };
    await look(stage, `production after ${status.toLowerCase()}`, production, { [FIRST]: 'Published', ...second });
  }
  for (const tool of tools) await command(stage, `logout ${tool.name}`, ['logout'], tool.name);
}

/** @param {Stage} stage @param {string} flag @param {string} repository */
const at = ({ place }, flag, repository) => [
  ...['--domain', place.domain, '--domain-owner', place.domainOwner ?? '', '--aws-region', place.region],
  ...[flag, repository],
];

/** @param {Stage} stage */
const recordFlag = ({ place }) => {
  const { namespace, name } = recordPackageOf(place.prefix);
  return ['--promotion-record', `${namespace}/${name}`];
};

/** @param {Stage} stage @param {string} version */
async function publish(stage, version) {
  const release = await writeRelease(stage.folder, stage.place.prefix, version);
  await command(stage, `publish ${version}`, [
    ...['publish', release.folder],
    ...at(stage, '--repository', repositoriesOf(stage.place.prefix).staging),
    ...['--versions', release.named, '--manifest', `release-${version}.json`],
  ]);
}

/** @param {Stage} stage @param {string} version */
async function promote(stage, version) {
  const { staging, production } = repositoriesOf(stage.place.prefix);
  await command(stage, `promote ${version}`, [
    ...['promote', '--manifest', `release-${version}.json`, '--source-repository', staging],
    ...at(stage, '--destination-repository', production),
    ...recordFlag(stage),
  ]);
}

/** @param {Stage} stage @param {InstalledTool} tool @returns {Promise<Record<string, string>>} Endpoints by format. */
async function login(stage, tool) {
  const repository = repositoriesOf(stage.place.prefix)[tool.repository ?? 'production'];
  const { stdout } = await command(
    stage,
    `login ${tool.name}`,
    [
      ...['login', '--tools', tool.name, '--duration-seconds', String(TOKEN_SECONDS), '--json'],
      ...at(stage, '--repository', repository),
    ],
    tool.name,
  );
  return JSON.parse(stdout).endpoints ?? {};
}

/**
 * Runs the command line as a step; in the home of a tool, or in its own.
 * @param {Stage} stage
 * @param {string} name
 * @param {readonly string[]} args
 * @param {string} [tool]
 */
async function command(stage, name, args, tool) {
  const cwd = tool === undefined ? stage.folder : workOf(stage, tool);
  const home = homeOf(stage, tool ?? 'command-line');
  /** @type {import('./programs.mjs').Ran | undefined} */
  let ran;
  await stage.step(name, async () => {
    const variables = { ...(await stage.credentials()), ...stage.listening(name), AWS_REGION: stage.place.region };
    const env = environmentOf(home, variables, true);
    ran = await run(process.execPath, commandLine(args), { cwd, env, signal: stage.signal, isOurs: true });
    if (ran.exit !== 0) stage.tell(lastLines(ran.output));
    return ran.exit;
  });
  return /** @type {import('./programs.mjs').Ran} */ (ran);
}

/** @param {Stage} stage @param {InstalledTool} tool @param {Record<string, string>} endpoints */
async function fetchBy(stage, tool, endpoints) {
  const { prefix } = stage.place;
  const addresses = Object.values(endpoints);
  const use = {
    prefix,
    work: workOf(stage, tool.name),
    home: homeOf(stage, tool.name),
    version: tool.version,
    isSecure: addresses.every((address) => address.startsWith('https:')),
    endpoint: (/** @type {string} */ format) => endpoints[format] ?? '',
  };
  const why = tool.whyNot?.(use);
  if (tool.attempt === undefined || why !== undefined) {
    stage.tell(`  ${tool.name} is logged in and out, and fetches nothing${why === undefined ? '' : `: ${why}`}`);
    return;
  }
  const { args, env, isDone } = await tool.attempt(use);
  await stage.step(`${tool.repository === 'staging' ? 'upload' : 'fetch'} ${tool.name}`, async () => {
    const { exit, output } = await run(tool.path, args, {
      cwd: use.work,
      env: environmentOf(use.home, env),
      signal: stage.signal,
    });
    const isWell = exit === 0 && (await isDone(use));
    if (!isWell) stage.tell(lastLines(output));
    return exit === 0 && !isWell ? 1 : exit;
  });
}

/**
 * Reads what is in a repository, and compares it: every package of the run with these versions, and no other.
 * @param {Stage} stage
 * @param {string} name
 * @param {string} repository
 * @param {Readonly<Record<string, string>>} expected Status by version.
 */
async function look(stage, name, repository, expected) {
  const { client, place } = stage;
  const step = `look ${name}`;
  await stage.step(step, async () => {
    const wanted = contents(packagesOf(place.prefix).map((one) => [nameOf({ ...one, package: one.name }), expected]));
    let found = '';
    // Lists of a service may be late.
    const isSame = await eventually(async () => {
      found = await contentsOf(client, place, repository);
      return found === wanted ? true : undefined;
    }, stage.signal);
    if (isSame !== true) stage.tell(`  | expected ${wanted}\n  | found    ${found}`);
    return isSame === true ? 0 : 1;
  });
}

/**
 * Packages but those of the records, with their versions.
 * @param {Stage['client']} client
 * @param {Stage['place']} place
 * @param {string} repository
 */
async function contentsOf(client, place, repository) {
  const records = recordPackageOf(place.prefix);
  /** @type {[string, unknown][]} */
  const found = [];
  for (const one of await packagesIn(client, place, repository)) {
    if (one.format === records.format && one.package === records.name) continue;
    const versions = await versionsOf(client, place, repository, one);
    found.push([nameOf(one), Object.fromEntries(versions.map(({ version, status }) => [version, status]).sort())]);
  }
  return contents(found);
}

/** @param {import('./names.mjs').FoundPackage} one */
const nameOf = (one) => [one.format, one.namespace, one.package].filter(Boolean).join(' ');
/** @param {readonly (readonly [string, unknown])[]} packages */
const contents = (packages) => JSON.stringify([...packages].sort(([a], [b]) => (a < b ? -1 : 1)));

/** @param {Stage} stage @param {string} name */
function homeOf({ folder }, name) {
  const home = join(folder, 'homes', name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return home;
}

/** @param {Stage} stage @param {string} name */
function workOf({ folder }, name) {
  const work = join(folder, 'work', name);
  mkdirSync(work, { recursive: true, mode: 0o700 });
  return work;
}

/** The end of what a program said, without what looks like a token. @param {string} output */
const lastLines = (output) =>
  output
    .replace(/[\w+/=-]{100,}(?:\.[\w+/=-]+)*/g, '***')
    .trimEnd()
    .split('\n')
    .slice(-20)
    .map((line) => `  | ${line}`)
    .join('\n');
