// Large documents are hashed, checked and read in steps, so that whoever does it can serve others in between: see
// `inStretches` in core/calls. A step is what lies between two `yield`.

/** All steps one after another, for documents that are small or where nobody waits. */
export function atOnce<T>(work: Generator<void, T, void>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Members of a list that make a step: a few milliseconds of work. */
export const STEP_MEMBERS = 100;
/** Characters of text that make a step. Texts of more than 128 KiB live until all of the memory is cleaned up. */
export const STEP_CHARACTERS = 32 * 1024;
