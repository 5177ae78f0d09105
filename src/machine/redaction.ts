/** Masked texts and a function that takes them out of everything printed. */
export interface Redaction {
  add(text: string): void;
  clean(text: string): string;
}

export function createRedaction(): Redaction {
  const secrets = new Set<string>();
  return {
    add(text) {
      // Very short texts would blank half the log and protect nothing.
      for (const line of text.split(/\r?\n/)) if (line.length >= 4) secrets.add(line);
    },
    clean(text) {
      let result = text;
      for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, '***');
      return result;
    },
  };
}
