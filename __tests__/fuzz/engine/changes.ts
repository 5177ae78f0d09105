// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what other programs replace
// Real things, changed: bytes, texts and JSON values in which a few places are not what their writer meant. What
// fast-check shrinks are the changes, so what is left of a failure is the real thing with as few changes as will do.
import fc from 'fast-check';

interface Change {
  readonly kind: number;
  /** In parts of the whole. */
  readonly at: number;
  readonly length: number;
  readonly filler: string;
}

/** What means something to some parser. */
const WORDS: readonly string[] = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\u2028',
    '\u0085',
    '\t',
    ' ',
    '\u00a0',
    '\ufeff',
    '\0',
    '\u001b[2J',
    '\ud83d',
    '\u{1F600}',
    '\u202e',
  ],
  ...[
    '"',
    "'",
    '`',
    '"""',
    "'''",
    '\\',
    '\\\\',
    '\\u0000',
    '\\"',
    '//',
    '/*',
    '*/',
    '#',
    ';',
    '%',
    '%2F',
    '%00',
    '$',
    '${X}',
    '${',
    '$(x)',
  ],
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '{',
    '}',
    '{}',
    '[]',
    '(',
    ')',
    '<',
    '>',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<!DOCTYPE a>',
  ],
  ...[
    '&',
    '&amp;',
    '&#0;',
    '&#x110000;',
    ':',
    '=',
    ',',
    '.',
    '..',
    '../',
    '|',
    '>-',
    '---',
    '...',
    '- ',
    '? ',
    '!',
    '!!',
    '&a',
    '*a',
    '<<: ',
    '@',
    '~',
    '^',
  ],
  ...[
    'null',
    'true',
    'false',
    '0',
    '-1',
    '-0',
    '1e999',
    '9007199254740993',
    '0x10',
    '0o7',
    'NaN',
    '2026-01-01',
    '1.0.0',
    '01',
    '1.0.0-',
    '+',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'machine',
    'macdef x',
    'default',
    'password',
    'login',
    'registry',
    '_authToken',
    '[global]',
    'a = 1',
  ],
  ...['##[stop-commands]x', '::stop-commands::x'],
];

const filler = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.string({ maxLength: 8, unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...WORDS), fc.integer({ min: 2, max: 400 }))
      .map(([word, count]) => word.repeat(count)),
  },
);

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.nat({ max: 5 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 12 }) }, { weight: 1, arbitrary: fc.nat({ max: 400 }) }),
  filler,
});

const changes = fc.array(change, { maxLength: 8 });

interface Sliceable<T> {
  readonly length: number;
  slice(start: number, end?: number): T;
}

function applied<T extends Sliceable<T>>(
  whole: T,
  list: readonly Change[],
  join: (...parts: T[]) => T,
  from: (text: string) => T,
): T {
  let result = whole;
  for (const { kind, at, length, filler: word } of list) {
    const start = Math.floor(at * result.length);
    const [before, part, after] = [
      result.slice(0, start),
      result.slice(start, start + length),
      result.slice(start + length),
    ];
    if (kind === 0) result = join(before, from(word), part, after);
    else if (kind === 1) result = join(before, after);
    else if (kind === 2) result = join(before, from(word), after);
    else if (kind === 3) result = join(before, part, part, after);
    else if (kind === 4) result = join(after, before, part);
    else result = length > 300 ? before : join(before, part, from(word), part, after);
  }
  return result;
}

/** A text of the list, changed; one in twenty is no such text at all. */
export function changedText(samples: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 19,
      arbitrary: fc.tuple(fc.constantFrom(...samples), changes).map(([text, list]) => changeText(text, list)),
    },
    { weight: 1, arbitrary: fc.array(filler, { maxLength: 30 }).map((words) => words.join('')) },
  );
}

/** Changes for a text that is known only later. */
export const textChanges = changes;

export const changeText = (text: string, list: readonly Change[]): string =>
  applied<string>(
    text,
    list,
    (...parts) => parts.join(''),
    (word) => word,
  );

/** Changes of bytes, with single bits among them. */
export const byteChanges: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    kind: fc.nat({ max: 7 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 12 }) }, { weight: 1, arbitrary: fc.nat({ max: 400 }) }),
    filler,
  }),
  { maxLength: 8 },
);

/** Bytes with the changes made. Kinds 6 and 7 turn one bit and set a number to its largest. */
export function changeBytes(bytes: Uint8Array, list: readonly Change[]): Buffer {
  const isHere = ({ kind }: Change) => kind > 5;
  const result = Buffer.from(
    applied<Buffer>(
      Buffer.from(bytes),
      list.filter((one) => !isHere(one)),
      (...parts) => Buffer.concat(parts),
      (word) => Buffer.from(word),
    ),
  );
  for (const { kind, at, length } of list.filter(isHere)) {
    const place = Math.floor(at * result.length);
    if (place >= result.length) continue;
    if (kind === 6) result[place] = (result[place] as number) ^ (1 << (length % 8));
    else result.fill(0xff, place, Math.min(result.length, place + (length % 8) + 1));
  }
  return result;
}

const STRANGE: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    17,
    -5,
    0.5,
    1e300,
    '',
    ' ',
    'soon',
    'x\n::stop-commands::y',
    '2026-02-30T99:00:00Z',
    '1e999',
    '..',
    '../../x',
  ],
  ...[
    '__proto__',
    '\u0000',
    '\ud800',
    'a'.repeat(3000),
    '${X}',
    'https://evil.example/',
    'pkg:npm/%2e%2e@1',
    '999999999999999999999',
  ],
  ...[
    [],
    {},
    [null],
    [17],
    [[]],
    [{}],
    { a: null },
    { '1.0.0': null },
    { '1.0.0': 17 },
    { length: 3 },
    { toString: 1, constructor: null },
  ],
];

interface ValueChange {
  readonly kind: number;
  readonly path: readonly number[];
  readonly value: number;
}

/** Changes of a JSON value: a member is put in the place of another, taken out, doubled, renamed or wrapped. */
export const valueChanges: fc.Arbitrary<readonly ValueChange[]> = fc.array(
  fc.record({
    kind: fc.nat({ max: 5 }),
    path: fc.array(fc.nat({ max: 40 }), { maxLength: 7 }),
    value: fc.nat({ max: 1000 }),
  }),
  { maxLength: 4 },
);

export function changeValue(value: unknown, list: readonly ValueChange[]): unknown {
  return list.reduce(
    (now, { kind, path, value: which }) => changedAt(now, path, kind, STRANGE[which % STRANGE.length]),
    value,
  );
}

function changedAt(value: unknown, path: readonly number[], kind: number, strange: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null)
    return kind === 4 ? [value] : kind === 5 ? { a: value } : strange;
  const entries = Object.entries(value);
  if (entries.length === 0) return strange;
  const at = step % entries.length;
  const [key, member] = entries[at] as [string, unknown];
  if (rest.length > 0 && typeof member === 'object' && member !== null)
    entries[at] = [key, changedAt(member, rest, kind, strange)];
  else if (kind === 1) entries.splice(at, 1);
  else if (kind === 2) entries.push([`${key}2`, member]);
  else if (kind === 3) entries[at] = [`${key}${JSON.stringify(strange).slice(0, 20)}`, member];
  else entries[at] = [key, changedAt(member, [], kind, strange)];
  if (Array.isArray(value)) return entries.map(([, one]) => one);
  // `__proto__` too is a member, as JSON has it.
  const made: Record<string, unknown> = {};
  for (const [name, one] of entries)
    Object.defineProperty(made, name, { value: one, enumerable: true, configurable: true, writable: true });
  return made;
}
