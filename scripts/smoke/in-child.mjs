// @ts-check
// Loaded into the command line and into the local server by `node --import`: writes down which answers they get, and ends
// them with the smoke run, also when that was killed and could not.
import { appendFileSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { listenToAnswers } from './listening.mjs';

const { CODEARTIFACT_SMOKE_VOCABULARY: vocabulary, CODEARTIFACT_SMOKE_ANSWERS: answers } = process.env;
delete process.env.CODEARTIFACT_SMOKE_VOCABULARY;
delete process.env.CODEARTIFACT_SMOKE_ANSWERS;
if (vocabulary !== undefined && answers !== undefined) {
  // One write for a line, so that a child that is killed leaves whole lines.
  listenToAnswers(JSON.parse(readFileSync(vocabulary, 'utf8')), (answer) =>
    appendFileSync(answers, `${JSON.stringify(answer)}\n`, { mode: 0o600 }),
  );
}

if (isMainThread) {
  // The channel ends with the process that started this one. What is cut off here is on repositories that are removed, so
  // nothing is finished first: a command that stops in good order would write its journal once more, into a removed folder.
  const end = () => process.kill(process.pid, 'SIGKILL');
  if (!process.connected) end();
  process.once('disconnect', end);
  // It must not keep a program that is done.
  process.channel?.unref();
}
