// @ts-check
// What is to be done: read from the command line, asked for on a terminal, refused with all that is wrong at once.
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { problemsOf } from './names.mjs';
import { TOOLS } from './tools.mjs';

export const USAGE = `npm run smoke -- MODE [options]

  --aws                the main job against a real account: says what it calls and costs, asks, runs, cleans up
  --aws --clean        remove what a killed run of this prefix left
  --local              the same job against a local server that is started for it
  --policy             print the IAM policy that --aws needs
  --compare A B        print the differences between two records; exit code 1 when there are any

  --domain NAME        domain to work in; it stays as it is
  --prefix WORD        everything is named by it: WORD-staging, WORD-production, @WORD/…, WORD-…
  --region REGION      default: AWS_REGION, AWS_DEFAULT_REGION, the AWS profile
  --domain-owner ID    account that owns the domain (default: the account signed in)
  --create-domain      make the domain, whose name must be the prefix or begin with it and a hyphen; remove it at the end
  --tools LIST         package managers to try, or none (default: each that is installed)
  --record FILE        where the record is written (default: smoke-record-aws.json, smoke-record-local.json)
  --dry-run            say what would be called and what it costs; nothing is called
  --yes                do not ask
`;

const OPTIONS = /** @type {const} */ ({
  aws: { type: 'boolean' },
  local: { type: 'boolean' },
  clean: { type: 'boolean' },
  policy: { type: 'boolean' },
  compare: { type: 'boolean' },
  domain: { type: 'string' },
  prefix: { type: 'string' },
  region: { type: 'string' },
  'domain-owner': { type: 'string' },
  'create-domain': { type: 'boolean' },
  tools: { type: 'string' },
  record: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
});

/**
 * Which options a mode reads; any other is an error, since it would be passed over.
 * @type {Readonly<Record<'aws' | 'clean' | 'local' | 'policy' | 'compare', readonly string[]>>}
 */
const READ_BY = {
  aws: ['domain', 'prefix', 'region', 'domain-owner', 'create-domain', 'tools', 'record', 'dry-run', 'yes'],
  clean: ['domain', 'prefix', 'region', 'domain-owner', 'create-domain', 'dry-run', 'yes'],
  local: ['domain', 'prefix', 'region', 'create-domain', 'tools', 'record', 'dry-run'],
  policy: ['domain', 'prefix', 'region', 'domain-owner', 'create-domain'],
  compare: [],
};

/** Bad usage: exit code 2. */
export class UsageError extends Error {}

/**
 * @typedef {keyof typeof READ_BY} Mode
 * @typedef {object} Request
 * @property {Mode | 'help'} mode
 * @property {readonly string[]} operands
 * @property {{ domain?: string, prefix?: string, region?: string, domainOwner?: string, createDomain: boolean }} given
 * @property {readonly string[] | undefined} tools Undefined: each that is installed.
 * @property {string | undefined} record
 * @property {boolean} dryRun
 * @property {boolean} yes
 */

/**
 * @param {readonly string[]} args
 * @returns {Request}
 */
export function readArguments(args) {
  const { values, positionals } = parsed(args);
  if (values.help)
    return {
      mode: 'help',
      operands: [],
      given: { createDomain: false },
      tools: [],
      record: undefined,
      dryRun: false,
      yes: false,
    };
  const mode = modeOf(values);
  const strange = Object.keys(values).filter(
    (name) => !['aws', 'local', 'clean', 'policy', 'compare'].includes(name) && !READ_BY[mode].includes(name),
  );
  if (strange.length > 0)
    throw new UsageError(`${modeName(mode)} does not read ${strange.map((name) => `--${name}`).join(', ')}`);
  if (positionals.length !== (mode === 'compare' ? 2 : 0))
    throw new UsageError(mode === 'compare' ? '--compare takes two records' : `unexpected: ${positionals.join(' ')}`);
  const { domain, prefix, region, 'domain-owner': domainOwner } = values;
  return {
    mode,
    operands: positionals,
    given: {
      ...(domain === undefined ? {} : { domain }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(region === undefined ? {} : { region }),
      ...(domainOwner === undefined ? {} : { domainOwner }),
      createDomain: values['create-domain'] ?? false,
    },
    tools: toolsOf(values.tools),
    record: values.record,
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {Partial<Record<Mode, boolean>>} values @returns {Mode} */
function modeOf(values) {
  const { aws, clean, local, policy, compare } = values;
  if (clean && !aws) throw new UsageError('--clean goes with --aws; a local server takes everything with it');
  const modes = [aws, local, policy, compare].filter(Boolean).length;
  if (modes !== 1) throw new UsageError('one of --aws, --local, --policy and --compare is needed');
  if (clean) return 'clean';
  return aws ? 'aws' : local ? 'local' : policy ? 'policy' : 'compare';
}

/** @param {Mode} mode */
const modeName = (mode) => (mode === 'clean' ? '--aws --clean' : `--${mode}`);

/** @param {string | undefined} text */
function toolsOf(text) {
  if (text === undefined) return undefined;
  const names = text === 'none' ? [] : text.split(/[\s,]+/).filter(Boolean);
  const unknown = names.filter((name) => !TOOLS.some((tool) => tool.name === name));
  if (unknown.length > 0)
    throw new UsageError(
      `--tools: ${unknown.join(', ')}; known are ${TOOLS.map(({ name }) => name).join(', ')}, or none`,
    );
  return names;
}

/**
 * The place, with what was not given asked for on a terminal.
 * @param {Request} request
 * @param {() => Promise<string | undefined>} regionOfSdk
 * @returns {Promise<import('./names.mjs').Place>}
 */
export async function placeOf({ mode, given }, regionOfSdk) {
  const { domainOwner, createDomain } = given;
  if (mode === 'local') {
    const prefix = given.prefix ?? 'smoke';
    const domain = given.domain ?? (createDomain ? `${prefix}-domain` : 'my-org');
    return checked({ domain, prefix, region: given.region ?? 'us-east-1', domainOwner: undefined, createDomain });
  }
  const known = { domain: given.domain, prefix: given.prefix, region: given.region ?? (await regionOfSdk()) };
  const missing = Object.entries(known).filter(([, value]) => value === undefined);
  if (missing.length > 0 && !isTerminal())
    throw new UsageError(
      `${missing.map(([name]) => `--${name}`).join(' and ')} ${missing.length > 1 ? 'are' : 'is'} needed: there is no terminal to ask on`,
    );
  for (const [name] of missing) known[/** @type {keyof typeof known} */ (name)] = await ask(QUESTIONS[name] ?? name);
  const { domain = '', prefix = '', region: at = '' } = known;
  return checked({ domain, prefix, region: at, domainOwner, createDomain });
}

/** @type {Readonly<Record<string, string>>} */
const QUESTIONS = {
  domain: 'Domain to work in: ',
  prefix: 'Prefix of everything that is made in it: ',
  region: 'Region: ',
};

/** @param {import('./names.mjs').Place} place */
function checked(place) {
  const problems = problemsOf(place);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return place;
}

const isTerminal = () => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * Throws where a question could not be answered: nothing is begun then.
 * @param {{ yes: boolean }} request
 */
export function requireAnswers({ yes }) {
  if (!yes && !isTerminal())
    throw new UsageError('there is no terminal to ask on: say --yes to go on, or --dry-run to look');
}

/**
 * Whether to go on.
 * @param {string} question
 * @param {{ yes: boolean }} request
 * @param {AbortSignal} [signal] Ends the question.
 */
export async function confirmed(question, { yes }, signal) {
  return yes || /^y(?:es)?$/i.test(await ask(`${question} [y/N] `, signal));
}

/** Nobody answered: Ctrl-C or the end of the input. Exit code 130. */
export class NotAnswered extends Error {}

/**
 * @param {string} question
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
function ask(question, signal) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((done, fail) => {
    // A closed terminal answers no more, and would leave the question open.
    terminal.once('close', () => fail(new NotAnswered('not answered')));
    terminal.once('SIGINT', () => terminal.close());
    signal?.addEventListener('abort', () => terminal.close(), { once: true });
    terminal.question(question).then((answer) => {
      done(answer.trim());
      terminal.close();
    }, fail);
  });
}
