// Text that comes in pieces and is shown as it comes, although parts of it must not be seen, and a piece may end anywhere
// within them.

/** What is taken out of a text, and what may be the beginning of it. */
export interface TextCleaning {
  /** The text as it may be shown. */
  clean(text: string): string;
  /** How many characters at the end of the text may belong to something that goes on in the next piece and must not be seen. */
  openEnd(text: string): number;
}

/** A line is shown in parts from here on, whoever waits for its end: nobody says that it has one. */
const LONGEST_WAITING = 64 * 1024;

/** Cleans a text piece by piece, in time by its length and in bounded memory. */
export class StreamedText {
  readonly #cleaning: TextCleaning;
  /** The end of the text, which has no line end. */
  #waiting = '';
  /** As much of it had to be held back when it was last looked at. */
  #held = 0;

  constructor(cleaning: TextCleaning) {
    this.#cleaning = cleaning;
  }

  /** Takes the next piece; returns what may be shown of it and of what waited: whole lines, and parts of very long ones. */
  add(piece: string): string {
    const end = piece.lastIndexOf('\n') + 1;
    let shown = '';
    if (end > 0) {
      shown = this.#cleaning.clean(this.#waiting + piece.slice(0, end));
      this.#waiting = '';
      this.#held = 0;
    }
    this.#waiting += piece.slice(end);
    return this.#waiting.length - this.#held > LONGEST_WAITING ? shown + this.settle() : shown;
  }

  /** What may be shown of the line that has not ended, and was not shown yet. */
  settle(): string {
    const text = this.#waiting;
    if (text === '') return '';
    const { clean } = this.#cleaning;
    const whole = clean(text);
    let cut = text.length - this.#cleaning.openEnd(text);
    // A cut within something that is taken out would show a part of it.
    for (let step = 1; cut > 0; cut -= step, step *= 2) {
      // Half of a character is none.
      if (/[\ud800-\udbff]/.test(text[cut - 1] ?? '')) cut--;
      const shown = clean(text.slice(0, cut));
      if (shown + clean(text.slice(cut)) === whole) return this.#keep(text.slice(cut), shown);
    }
    return text.length > 2 * LONGEST_WAITING ? this.#keep('', whole) : this.#keep(text, '');
  }

  /** What is left, when nothing more comes. */
  end(): string {
    return this.#keep('', this.#cleaning.clean(this.#waiting));
  }

  #keep(rest: string, shown: string): string {
    this.#waiting = rest;
    this.#held = rest.length;
    return shown;
  }
}
