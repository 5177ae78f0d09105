/** Masked texts and a function that takes them out of everything printed. */
export interface Redaction {
  add(text: string): void;
  clean(text: string): string;
}

export function createRedaction(): Redaction {
  const secrets = new Set<string>();
  return {
    add(text) {
      // Short texts are dummies (`local`, `test`) that would blank half the log; real secrets are long.
      for (const line of text.split(/\r?\n/)) if (line.length >= 8) secrets.add(line);
    },
    clean(text) {
      let result = text;
      for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, '***');
      return result;
    },
  };
}
