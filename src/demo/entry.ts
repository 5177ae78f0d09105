// Entry of the bundle that holds the server: the commands `local` and `demo`.

import { realpathSync } from 'node:fs';
import { asRegistryError, describeError } from '../core/errors/registry-error.ts';
import { shownText } from '../core/text/shown-text.ts';
import { type DemoInterruption, demo } from './demo.ts';

export { runLocal } from '../local/command/run.ts';

const help = `codeartifact-ci demo: publish, promote and install a real package on the local server, end to end

  --keep    Keep the temporary folder
  --help    Show help`;

/** Resolves to the exit status. */
export async function runDemo(args: readonly string[], interruption: DemoInterruption): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const strange = args.filter((arg) => arg !== '--keep');
  if (strange.length > 0) {
    process.stderr.write(`${shownText(`CA-INPUT-004: unknown option ${strange[0]}`)}\n${help}\n`);
    return 2;
  }
  try {
    await demo({
      from: realpathSync(process.argv[1] ?? '.'),
      print: (line) => void process.stdout.write(`${shownText(line)}\n`),
      keep: args.includes('--keep'),
      interruption,
    });
    return 0;
  } catch (error) {
    const known = asRegistryError(error);
    process.stderr.write(`${shownText(`✗ ${describeError(known).join('\n  ')}`)}\n`);
    if (process.env.CODEARTIFACT_DEBUG && error instanceof Error)
      process.stderr.write(`${shownText(String(error.stack))}\n`);
    return known.exitCode;
  }
}
