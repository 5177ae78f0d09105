// Entry of the post step: takes back what main changed. Never fails the job, imports neither the SDK nor the verbs.
import { runPost } from './run-post.ts';

runPost(process.env).catch((error: unknown) => {
  process.stdout.write(`::warning::the post step could not finish: ${String(error).replace(/[\r\n%]/g, ' ')}\n`);
});
