// @ts-check
// Keeps what each step of a run was answered, in this process and in the command line that the step started, and writes
// the record at the end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-codeartifact';
import { vocabularyOf } from './answers.mjs';
import { listenToAnswers } from './listening.mjs';
import { identifyingIn, RECORD_SCHEMA, recordedStep } from './record.mjs';

/**
 * @typedef {import('./answers.mjs').Answer} Answer
 *
 * @typedef {object} Recorder
 * @property {(step: string, work: () => Promise<number>) => Promise<number>} during Records what is answered while the work
 *   goes on, also when it fails; gives what the work gives, its exit code.
 * @property {(step: string) => Record<string, string>} listening Variables by which a child of the step writes down what it
 *   is answered.
 * @property {(file: string, about: Pick<import('./record.mjs').SmokeRecord, 'target' | 'outcome'>) => string[]} write What
 *   would stand in it and may not; empty when it is written.
 */

/**
 * @param {string} folder Work folder.
 * @returns {Recorder}
 */
export function startRecorder(folder) {
  const vocabulary = vocabularyOf(sdk);
  const vocabularyFile = join(folder, 'vocabulary.json');
  writeFileSync(vocabularyFile, JSON.stringify(vocabulary), { mode: 0o600 });
  /** @type {Answer[]} */
  const heard = [];
  listenToAnswers(vocabulary, (answer) => void heard.push(answer));
  /** @type {import('./record.mjs').RecordedStep[]} */
  const steps = [];
  const fileOf = (/** @type {string} */ step) => join(folder, `${step.replaceAll(' ', '-')}.answers.jsonl`);
  return {
    async during(step, work) {
      heard.length = 0;
      let exit = 1;
      try {
        exit = await work();
        return exit;
      } finally {
        steps.push(recordedStep(step, exit, [...heard, ...answersIn(fileOf(step))]));
      }
    },
    listening: (step) => ({
      CODEARTIFACT_SMOKE_VOCABULARY: vocabularyFile,
      CODEARTIFACT_SMOKE_ANSWERS: fileOf(step),
    }),
    write(file, about) {
      const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
      const date = new Date().toISOString().slice(0, 10);
      const record = { schema: RECORD_SCHEMA, ...about, version, date, steps };
      const found = [...new Set(identifyingIn(record, vocabulary))];
      if (found.length === 0) writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`);
      return found;
    },
  };
}

/** @param {string} file @returns {Answer[]} */
function answersIn(file) {
  if (!existsSync(file)) return [];
  // What a command wrote that was ended ends with its last whole line.
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
