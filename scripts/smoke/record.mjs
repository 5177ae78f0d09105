// @ts-check
// The record of a run: for each step how it ended and which answers came, without a value. Two records are compared step
// by step; how often an answer came does not count, since that depends on how long a service takes.
import { linesOf, merged } from './shape.mjs';

/**
 * @typedef {import('./answers.mjs').Answer} Answer
 * @typedef {object} RecordedAnswer
 * @property {string} operation
 * @property {number} status
 * @property {string} [error]
 * @property {string} [type]
 * @property {number} count
 * @property {Record<string, string>} [shape]
 *
 * @typedef {object} RecordedStep
 * @property {string} step
 * @property {number} exit Exit code of the program; 0 for what the run itself asked and was answered.
 * @property {RecordedAnswer[]} answers
 *
 * @typedef {object} SmokeRecord
 * @property {string} schema
 * @property {'aws' | 'local'} target
 * @property {string} version Of codeartifact-ci.
 * @property {string} date The day, by this machine.
 * @property {'done' | 'failed' | 'interrupted'} outcome
 * @property {RecordedStep[]} steps
 */

export const RECORD_SCHEMA = 'codeartifact-ci/smoke-record@1';

/**
 * One step of a record.
 * @param {string} step
 * @param {number} exit
 * @param {readonly Answer[]} answers
 * @returns {RecordedStep}
 */
export function recordedStep(step, exit, answers) {
  /** @type {Map<string, Answer[]>} */
  const kinds = new Map();
  for (const answer of answers) {
    const key = keyOf(answer);
    kinds.set(key, [...(kinds.get(key) ?? []), answer]);
  }
  const recorded = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, all]) => recordedAnswer(all));
  return { step, exit, answers: recorded };
}

/** @param {readonly Answer[]} all Of one kind. @returns {RecordedAnswer} */
function recordedAnswer(all) {
  const [{ operation, status, error, type } = /** @type {any} */ ({})] = all;
  const shape = merged(all.flatMap((one) => (one.shape === undefined ? [] : [one.shape])));
  return {
    operation,
    status,
    ...(error === undefined ? {} : { error }),
    ...(type === undefined ? {} : { type }),
    count: all.length,
    ...(shape === undefined ? {} : { shape: linesOf(shape) }),
  };
}

/** @param {{ operation: string, status: number, error?: string | undefined, type?: string | undefined }} answer */
const keyOf = ({ operation, status, error, type }) =>
  [operation, status, error, type].filter((part) => part !== undefined).join(' ');

/** Words of which steps are named: nothing else may stand in a record. */
const STEP = /^[a-z]+(?: [a-z0-9.]+)*$/;
const OPERATION = /^(?:[A-Z][A-Za-z]+|sts(?::[A-Za-z]+)?|elsewhere [A-Z]+|[a-z]+ [A-Z]+ [\w.*/-]*)$/;
const NAME = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
const TYPES = /^(?:(?:array|boolean|null|number|object|string)\|?)+\??$/;

/**
 * What in a record is more than words, in sentences; empty for one that may be shown to anybody.
 * @param {SmokeRecord} record
 * @param {import('./answers.mjs').Vocabulary} vocabulary
 * @returns {string[]}
 */
export function identifyingIn(record, vocabulary) {
  const words = new Set(vocabulary.members);
  const operations = new Set(Object.values(vocabulary.operations));
  const isPath = (/** @type {string} */ path) =>
    path
      .split('.')
      .every((part) => ['*', ''].includes(part.replace(/(?:\[\])+$/, '')) || words.has(part.replace(/(?:\[\])+$/, '')));
  /** @type {string[]} */
  const found = [];
  /** @param {boolean} isFine @param {string} what */
  const require = (isFine, what) => void (isFine || found.push(what));
  for (const { step, exit, answers } of record.steps) {
    require(STEP.test(step) && Number.isInteger(exit), 'the name or the end of a step');
    for (const { operation, status, error, type, count, shape = {} } of answers) {
      require(OPERATION.test(operation) &&
        (!NAME.test(operation) || operation === 'sts' || operations.has(operation)), `an operation in ${step}`);
      require(Number.isInteger(status) && Number.isInteger(count), `a number in ${step}`);
      require(error === undefined || NAME.test(error), `an error in ${step}`);
      require(type === undefined || /^[a-z]+\/[a-z0-9.+-]+$/.test(type), `a media type in ${step}`);
      for (const [path, types] of Object.entries(shape))
        require(isPath(path) && TYPES.test(types), `a member in ${step}`);
    }
  }
  require(!/[0-9]{12}/.test(JSON.stringify(record)), 'a number of twelve digits');
  return found;
}

/**
 * Reads a record from its text. Throws a sentence for anything else.
 * @param {string} text
 * @param {string} name
 * @returns {SmokeRecord}
 */
export function readRecord(text, name) {
  /** @type {any} */
  let record;
  try {
    record = JSON.parse(text);
  } catch {
    throw new Error(`${name} is no JSON`);
  }
  if (record?.schema !== RECORD_SCHEMA || !Array.isArray(record.steps))
    throw new Error(`${name} is no record of a smoke run (schema ${RECORD_SCHEMA})`);
  return record;
}

/**
 * Differences in words, in the order of the steps; empty where there are none.
 * @param {SmokeRecord} a
 * @param {SmokeRecord} b
 * @returns {string[]}
 */
export function differencesBetween(a, b) {
  /** @type {string[]} */
  const lines = [];
  const [stepsOfA, stepsOfB] = [a, b].map(({ steps }) => new Map(steps.map((step) => [step.step, step])));
  for (const step of new Set([...(stepsOfA?.keys() ?? []), ...(stepsOfB?.keys() ?? [])])) {
    const [inA, inB] = [stepsOfA?.get(step), stepsOfB?.get(step)];
    if (inA === undefined || inB === undefined) lines.push(`${step}: only in ${inA ? 'A' : 'B'}`);
    else lines.push(...differencesOfStep(inA, inB));
  }
  return lines;
}

/** @param {RecordedStep} a @param {RecordedStep} b */
function differencesOfStep(a, b) {
  const lines = a.exit === b.exit ? [] : [`${a.step}: exit ${a.exit} in A, ${b.exit} in B`];
  const [ofA, ofB] = [a, b].map(({ answers }) => new Map(answers.map((answer) => [keyOf(answer), answer])));
  for (const key of new Set([...(ofA?.keys() ?? []), ...(ofB?.keys() ?? [])].sort())) {
    const [inA, inB] = [ofA?.get(key), ofB?.get(key)];
    if (inA === undefined || inB === undefined) {
      lines.push(`${a.step}: ${key}: only in ${inA ? 'A' : 'B'}`);
      continue;
    }
    for (const path of new Set([...Object.keys(inA.shape ?? {}), ...Object.keys(inB.shape ?? {})].sort())) {
      const [typeA = 'absent', typeB = 'absent'] = [inA.shape?.[path], inB.shape?.[path]];
      if (typeA !== typeB) lines.push(`${a.step}: ${key}: ${path} is ${typeA} in A, ${typeB} in B`);
    }
  }
  return lines;
}
