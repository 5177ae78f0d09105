// CodeBuild's own masking: plain replacement of declared secrets and AWS access key ids, and of nothing else.
import { StreamedText, type TextCleaning } from '../../core/text/streamed-text.ts';
import { startTimer } from '../../machine/timers.ts';

/** Cleans output as it comes. The end of it that may be the beginning of a secret waits for what follows. */
export interface OutputFilter {
  write(chunk: string): void;
  /** Prints what waits, and a line end where there is none. */
  flush(): void;
}

/** How long a line that has not ended is waited for before what there is of it is printed. */
const PAUSE_MS = 100;

const ACCESS_KEY = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
/** The beginning of one, and a whole one, which may turn out to be a longer word. */
const OPEN_ACCESS_KEY = /\bA(?:[KS](?:I(?:A[A-Z0-9]{0,16})?)?)?$/;
const LONGEST_ACCESS_KEY = 20;

function cleaningOf(secrets: readonly string[]): TextCleaning {
  const parts = [...new Set(secrets.flatMap((secret) => [secret, ...secret.split(/\r\n|\r|\n/)]))]
    .filter((part) => part.trim() !== '')
    .sort((a, b) => b.length - a.length);
  return {
    clean: (text) => parts.reduce((line, part) => line.replaceAll(part, '***'), text).replace(ACCESS_KEY, '***'),
    openEnd(text) {
      const key = OPEN_ACCESS_KEY.exec(text.slice(-LONGEST_ACCESS_KEY - 1))?.[0].length ?? 0;
      return Math.max(key, ...parts.map((part) => openLength(text, part)));
    },
  };
}

/** How much of the beginning of a part stands at the end of the text. */
function openLength(text: string, part: string): number {
  const end = text.slice(-part.length);
  for (let length = Math.min(part.length - 1, end.length); length > 0; length--)
    if (part.startsWith(end.slice(end.length - length))) return length;
  return 0;
}

/** Lines are printed as they end; what ends with CR (a bar of progress) at once, and any other part after a pause. */
export function createOutputFilter(secrets: readonly string[], print: (text: string) => void): OutputFilter {
  const streamed = new StreamedText(cleaningOf(secrets));
  let isWithinLine = false;
  let cancelPause: (() => void) | undefined;
  const show = (text: string) => {
    if (text !== '') print(text);
  };
  const settle = () => {
    cancelPause?.();
    cancelPause = undefined;
    show(streamed.settle());
  };
  return {
    write(chunk) {
      if (chunk === '') return;
      isWithinLine = !chunk.endsWith('\n');
      show(streamed.add(chunk));
      if (chunk.endsWith('\r')) settle();
      else if (isWithinLine) cancelPause ??= startTimer(PAUSE_MS, settle, { isAwaited: false });
    },
    flush() {
      cancelPause?.();
      cancelPause = undefined;
      show(`${streamed.end()}${isWithinLine ? '\n' : ''}`);
      isWithinLine = false;
    },
  };
}
