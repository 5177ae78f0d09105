// A queue that anybody may leave. An array would move all that wait behind, which for 50,000 costs more than the calls.

/** A place in the line; opaque to those who hold it. */
export interface Place<T> {
  readonly value: T;
  previous: Place<T> | undefined;
  next: Place<T> | undefined;
  isWaiting: boolean;
}

/** First in, first out. Every operation takes the same time, however many wait. */
export class WaitingLine<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(value: T): Place<T> {
    const place: Place<T> = { value, previous: this.#last, next: undefined, isWaiting: true };
    if (this.#last) this.#last.next = place;
    else this.#first = place;
    this.#last = place;
    this.#length++;
    return place;
  }

  /** Behind those that `isBefore` puts before it, as far as they stand at the front, and before all others. */
  insert(value: T, isBefore: (other: T, value: T) => boolean): Place<T> {
    let next = this.#first;
    while (next && isBefore(next.value, value)) next = next.next;
    if (!next) return this.append(value);
    const place: Place<T> = { value, previous: next.previous, next, isWaiting: true };
    if (next.previous) next.previous.next = place;
    else this.#first = place;
    next.previous = place;
    this.#length++;
    return place;
  }

  /** From first to last. A place may leave while it is looked at. */
  *places(): Generator<Place<T>, void, void> {
    for (let place = this.#first; place; ) {
      const { next } = place;
      yield place;
      place = next;
    }
  }

  /** Takes the first; undefined when nobody waits. */
  shift(): T | undefined {
    const place = this.#first;
    if (place) this.leave(place);
    return place?.value;
  }

  /** Does nothing for a place that was taken or left before. */
  leave(place: Place<T>): void {
    if (!place.isWaiting) return;
    place.isWaiting = false;
    if (place.previous) place.previous.next = place.next;
    else this.#first = place.next;
    if (place.next) place.next.previous = place.previous;
    else this.#last = place.previous;
    place.previous = undefined;
    place.next = undefined;
    this.#length--;
  }
}
