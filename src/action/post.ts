// Entry of the post step: takes back what main changed. Never fails the job, imports neither the SDK nor the commands.
import { interruptionBySignals, leave } from './interruption.ts';
import { runPost } from './run-post.ts';

void runPost(process.env, interruptionBySignals())
  .catch((error: unknown) => {
    process.stdout.write(`::warning::the post step could not finish: ${String(error).replace(/[\r\n%]/g, ' ')}\n`);
  })
  .then(() => leave(0));
