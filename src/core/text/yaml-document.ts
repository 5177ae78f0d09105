// The one way to read YAML. Files of a home and of a checkout are anybody's: whatever the text is, reading it takes time and
// memory in proportion to its length, and ends in a value or in a refusal. The parser is driven token by token, so that it
// is stopped where a document goes deeper than people write, and at its first mistake.
import { Composer, type Document, isCollection, isMap, isPair, isScalar, Lexer, LineCounter, Parser } from 'yaml';
import { shownBriefly } from './shown-text.ts';

/** Levels that no document of people has. What walks through a document calls itself once for each. */
const DEEPEST = 200;
/** Keys behind a question mark, of which an inner one costs a multiple of the one around it. */
const MOST_EXPLICIT_KEYS = 20;
/** Anchors and aliases together: each alias is looked for among all anchors. */
const MOST_REFERENCES = 1000;
/** The parser takes the square of a run of blank lines behind a value. */
const MOST_BLANK_LINES = 200;
/**
 * Characters, where the caller names no bound of its own: what takes most work of this length is read in a second or two.
 * The largest documents that people write by hand have a tenth of it.
 */
const LONGEST = 256 * 1024;
/** Values that aliases may stand for, as a multiple of what is written; the library's own bound. */
const MOST_COPIES = 100;
const TOO_DEEP = 'is nested too deep';

/** What a caller expects of its text. */
export interface YamlExpectation {
  /** What the reasons call the text. Default `it`. */
  readonly subject?: string;
  /** Characters that are read; longer texts are refused unread. Default 256 Ki. */
  readonly longest?: number;
  /** Keys of all mappings together; without it as many as fit into `longest`. */
  readonly mostKeys?: number;
  /** `failsafe`: every scalar stays the text it was written as. Default `core`, that of YAML 1.2. */
  readonly schema?: 'core' | 'failsafe';
  /** Keys are texts whatever they look like: `1`, `true` and `null` too. */
  readonly stringKeys?: boolean;
  /** How often aliases may stand for values, by the measure of the library; 0 refuses every alias. Default 100. */
  readonly mostCopies?: number;
}

/** Why a text was not read. */
export class YamlRefusal extends SyntaxError {
  override readonly name = 'YamlRefusal';
  /** In words, without its place. */
  readonly reason: string;
  /** 1-based; 0 where it is the text as a whole that costs more than is spent on it. */
  readonly line: number;

  constructor(reason: string, line: number) {
    super(line > 0 ? `${reason} (line ${line})` : reason);
    this.reason = reason;
    this.line = line;
  }
}

/** A document with the places of its nodes in the text. */
export interface YamlText {
  readonly document: Document.Parsed;
  /** 1-based line of an offset in the text. */
  lineAt(offset: number): number;
  /** The document as plain values. Throws YamlRefusal for aliases to nothing and for those that grow without end. */
  value(): unknown;
}

/**
 * Reads one document. Throws YamlRefusal for anything else than one sound document: a mistake in the text, two equal keys
 * in a mapping (nobody can say which another program takes), a key that is a list or a mapping, and whatever costs more
 * than its length. Nothing is said on the console.
 */
export function readYaml(text: string, expected: YamlExpectation = {}): YamlText {
  const { subject = 'it', longest = LONGEST, mostKeys = Number.POSITIVE_INFINITY, mostCopies = MOST_COPIES } = expected;
  const costly: Costly = (what) => new YamlRefusal(`${subject} ${what}`, 0);
  if (text.length > longest) throw costly(`has more than ${longest} characters`);
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  requireFewBlankLines(text, costly);
  const document = parsed(text, lines, expected, costly);
  requireSoundKeys(document, lineAt, mostKeys, costly);
  return { document, lineAt, value: () => documentValue(document, mostCopies) };
}

/** The document as plain values, read at once. For those who need no places. Throws like `readYaml`. */
export function yamlValue(text: string, expected: YamlExpectation = {}): unknown {
  return readYaml(text, expected).value();
}

/** The refusal of a text that costs more than is spent on it. */
type Costly = (what: string) => YamlRefusal;

function requireFewBlankLines(text: string, costly: Costly): void {
  let blank = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
      if (++blank > MOST_BLANK_LINES + 1) throw costly(`has more than ${MOST_BLANK_LINES} blank lines in a row`);
    } else if (code !== 0x20 && code !== 0x09 && code !== 0x0d) blank = 0;
  }
}

function parsed(
  text: string,
  lines: LineCounter,
  { schema = 'core', stringKeys = false }: YamlExpectation,
  costly: Costly,
): Document.Parsed {
  let first: YamlRefusal | undefined;
  const refuse = (reason: string, offset: number): never => {
    // The library catches what is thrown below it, and reports that as the next mistake.
    first ??= new YamlRefusal(shownBriefly(reason, 200), lines.linePos(offset).line);
    throw first;
  };
  // Not the check for equal keys of the library, which compares each with all others.
  const composer = new Composer({ uniqueKeys: false, version: '1.2', schema, stringKeys, logLevel: 'silent' });
  // Where it reports mistakes: a text can have as many as characters, and each is an object with a stack of its own.
  Object.defineProperty(composer, 'onError', {
    value: (source: ErrorPlace, code: string, message: string, isWarning?: boolean) => {
      if (!isWarning && code === 'RESOURCE_EXHAUSTION' && !first) first = costly(TOO_DEEP);
      if (!isWarning) refuse(message, offsetOf(source));
    },
  });
  let found: Document.Parsed | undefined;
  const keep = (document: Document.Parsed) => {
    if (found) refuse('it holds several documents', document.range[0]);
    found = document;
  };
  try {
    for (const token of tokensOf(text, lines, costly)) {
      // The library would quote the source, which may be long, or a secret.
      if (token.type === 'error') refuse(token.message, token.offset);
      for (const document of composer.next(token)) keep(document);
    }
    for (const document of composer.end(true, text.length)) keep(document);
  } catch (cause) {
    // Thousands of comments or pieces of one line in a row are handed over as arguments of one call.
    if (cause instanceof RangeError) throw costly(TOO_DEEP);
    throw cause;
  }
  const document = found as Document.Parsed | undefined;
  if (!document) throw new YamlRefusal('it holds no document', 0);
  const [error] = document.errors;
  if (error) refuse(error.message, error.pos[0]);
  return document;
}

type ErrorPlace = number | readonly number[] | { readonly offset: number };

const offsetOf = (source: ErrorPlace): number =>
  typeof source === 'number' ? source : 'offset' in source ? source.offset : (source[0] ?? 0);

/** The pieces that the parser makes of the text; what stands on its stack is what every later step calls itself for. */
function* tokensOf(text: string, lines: LineCounter, costly: Costly) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let explicitKeys = 0;
  let references = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '?' && ++explicitKeys > MOST_EXPLICIT_KEYS)
      throw costly(`has more than ${MOST_EXPLICIT_KEYS} keys after a question mark`);
    if ((lexeme[0] === '&' || lexeme[0] === '*') && ++references > MOST_REFERENCES)
      throw costly(`has more than ${MOST_REFERENCES} anchors and aliases`);
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST) throw costly(TOO_DEEP);
  }
  yield* parser.end();
}

function requireSoundKeys(
  document: Document.Parsed,
  lineAt: (offset: number) => number,
  most: number,
  costly: Costly,
): void {
  let count = 0;
  const left: unknown[] = [document.contents];
  while (left.length > 0) {
    const node = left.pop();
    if (!isCollection(node)) continue;
    if (isMap(node)) {
      const seen = new Set<unknown>();
      count += node.items.length;
      if (count > most) throw costly(`has more than ${most} keys`);
      for (const { key } of node.items) {
        const at = (key as { range?: readonly number[] | null } | null)?.range?.[0];
        const line = at === undefined ? 0 : lineAt(at);
        if (!isScalar(key)) throw new YamlRefusal('a key is no text', line);
        if (seen.has(key.value))
          throw new YamlRefusal(`Map keys must be unique: ${shownBriefly(String(key.value), 100)}`, line);
        seen.add(key.value);
      }
    }
    for (const item of node.items) left.push(isPair(item) ? item.value : item);
  }
}

/** The document as plain values. Throws YamlRefusal, which never tells the name of an alias. */
export function documentValue(document: Document.Parsed, mostCopies = MOST_COPIES): unknown {
  try {
    return document.toJS({ maxAliasCount: mostCopies });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    // A password that begins with `*` and was not quoted is an alias.
    const [unresolved] = /^Unresolved alias\b[^:]*/.exec(said) ?? [];
    throw new YamlRefusal(unresolved ?? shownBriefly(said, 200), 0);
  }
}
