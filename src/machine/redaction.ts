/** Masked texts and a function that takes them out of everything printed. */
export interface Redaction {
  /** Masks each line of the text that is long enough; returns those that were not masked before. */
  add(text: string): readonly string[];
  clean(text: string): string;
}

export function createRedaction(): Redaction {
  const secrets = new Set<string>();
  return {
    add(text) {
      // Short texts are dummies (`local`, `test`) that would blank half the log; real secrets are long.
      const lines = new Set(text.split(/\r?\n/).filter((line) => line.length >= 8 && !secrets.has(line)));
      for (const line of lines) secrets.add(line);
      return [...lines];
    },
    clean(text) {
      let result = text;
      for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, '***');
      return result;
    },
  };
}

/**
 * The line that has one line masked by GitHub's runner, for streams other than standard output, where @actions/core
 * cannot write. The runner reads commands from both streams of a step.
 */
export function maskCommand(line: string): string {
  return `::add-mask::${line.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`;
}
