// Entry of the post step: takes back what main changed. Never fails the job, imports neither the SDK nor the commands.
import { EXIT } from '../core/errors/catalogue.ts';
import { interruptionBySignals, leave } from './interruption.ts';
import { runPost } from './run-post.ts';
import { printWarning } from './runner.ts';

void runPost(process.env, interruptionBySignals(EXIT.done))
  .catch((error: unknown) => {
    printWarning(`the post step could not finish: ${error}`);
  })
  .then(() => leave(0));
