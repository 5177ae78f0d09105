// Entry of the action.
import { interruptionBySignals, leave } from './interruption.ts';
import { run } from './run.ts';
import { printError } from './runner.ts';

// The SDK's notice about old Node versions would stand in every log; the runner's Node is not the user's choice.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Success has to be said: a run that ends because nothing is left to wait for has not done its work.
process.exitCode = 1;

void run(process.env, interruptionBySignals()).then(leave, (error: unknown) => {
  printError(`CA-RUN-003: ${error}`);
  return leave(1);
});
