// CodeBuild's own masking: plain replacement of declared secrets and AWS access key ids, and of nothing else.

/** Cleans whole lines; the last, unfinished line waits for its end so that no secret slips through between chunks. */
export interface OutputFilter {
  write(chunk: string): void;
  flush(): void;
}

const accessKey = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

export function createOutputFilter(secrets: readonly string[], print: (text: string) => void): OutputFilter {
  const parts = [...new Set(secrets.flatMap((secret) => [secret, ...secret.split('\n')]))]
    .filter((part) => part.trim() !== '')
    .sort((a, b) => b.length - a.length);
  const clean = (text: string) =>
    parts.reduce((line, part) => line.replaceAll(part, '***'), text).replace(accessKey, '***');
  let rest = '';
  return {
    write(chunk) {
      rest += chunk;
      const end = rest.lastIndexOf('\n') + 1;
      if (end > 0) print(clean(rest.slice(0, end)));
      rest = rest.slice(end);
    },
    flush() {
      if (rest !== '') print(`${clean(rest)}\n`);
      rest = '';
    },
  };
}
