// The addresses that a Gemfile names, without running it: what is written out, what variables and constants of the file or
// of the environment hold, and files that it takes in. What it cannot tell, it says.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { absolute, folderOf } from '../../shared/machine-paths.ts';
import { type RubyToken, rubyTokens } from './ruby-tokens.ts';

/** A value of the program. */
interface Value {
  /** Undefined where it takes more than is looked at to know it. */
  readonly text?: string | undefined;
  /** A variable that it needs and that is not set. */
  readonly unset?: string | undefined;
}

export interface GemfileSource extends Value {
  /** `Gemfile:3`, for people. */
  readonly at: string;
  /** For the gems in its block, or for the one that names it, and not for all of them. */
  readonly isOfGems: boolean;
  /** In `if` and its like. */
  readonly isConditional: boolean;
  /** Names of the gems that it is for. */
  readonly gems: string[];
}

export interface Gemfile {
  readonly sources: readonly GemfileSource[];
  /** Files it takes in that are not found, or not known: `Gemfile:3`. */
  readonly unread: readonly string[];
}

/** Files that take each other in end somewhere. */
const DEEPEST = 5;
const MOST_FILES = 30;
/** Blocks in each other, words of a value, and characters of one: what people write has a tenth of it. */
const MOST_FRAMES = 100;
const MOST_WORDS = 200;
const LONGEST = 4096;

export function readGemfile(machine: ToolMachine, path: string, shown: (path: string) => string): Gemfile {
  const [sources, unread]: [GemfileSource[], string[]] = [[], []];
  new Reader({ machine, shown, sources, unread, values: new Map() }).read(path, 0);
  return { sources, unread };
}

interface Reading {
  readonly machine: ToolMachine;
  readonly shown: (path: string) => string;
  readonly sources: GemfileSource[];
  readonly unread: string[];
  readonly values: Map<string, Value>;
}

type Frame = 'condition' | 'other' | GemfileSource;

const CONDITIONS = new Set(['if', 'unless', 'case', 'while', 'until']);
const OPENERS = new Set(['for', 'begin', 'def', 'class', 'module']);

class Reader {
  readonly #reading: Reading;
  #folder = '';
  #name = '';
  #files = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  read(path: string, depth: number): void {
    const { machine, shown, unread } = this.#reading;
    const text = machine.read(path);
    this.#files += 1;
    const isTooMuch = depth > DEEPEST || this.#files > MOST_FILES;
    const tokens = text === undefined || isTooMuch ? undefined : rubyTokens(text);
    if (tokens === undefined) {
      unread.push(shown(path));
      return;
    }
    const outer = [this.#folder, this.#name] as const;
    [this.#folder, this.#name] = [folderOf(machine, path), shown(path)];
    this.#statements(tokens, depth);
    [this.#folder, this.#name] = outer;
  }

  #statements(tokens: readonly RubyToken[], depth: number): void {
    const frames: Frame[] = [];
    for (const statement of statementsOf(tokens)) {
      const [first] = statement;
      if (first === undefined) continue;
      if (frames.length > MOST_FRAMES) {
        this.#reading.unread.push(`${this.#name}:${first.line}`);
        return;
      }
      const isKeyword = first.kind === 'name';
      if (isKeyword && first.word === 'end') frames.pop();
      if (first.word === '}' && first.kind === 'mark') frames.pop();
      const opened = this.#said(statement, frames, depth);
      const assigned = statement.findIndex(({ word, kind }) => kind === 'mark' && word === '=');
      const leading = assigned === -1 ? first : (statement[assigned + 1] ?? first);
      if (leading.kind === 'name' && CONDITIONS.has(leading.word)) frames.push('condition');
      else if (isKeyword && OPENERS.has(first.word)) frames.push('other');
      else if (isOpening(statement.at(-1))) frames.push(opened ?? 'other');
    }
  }

  /** What one statement says of sources; the source whose block it opens. */
  #said(statement: readonly RubyToken[], frames: readonly Frame[], depth: number): GemfileSource | undefined {
    const [first, second] = statement;
    const { values } = this.#reading;
    if (first?.kind !== 'name') return undefined;
    if (second?.kind === 'mark' && (second.word === '=' || second.word === '||=')) {
      values.set(first.word, this.#valueOf(withoutCondition(statement.slice(2))));
      return undefined;
    }
    const isConditional = frames.includes('condition') || conditionAt(statement) !== -1;
    const given = argumentsOf(withoutCondition(statement.slice(1)));
    const at = `${this.#name}:${first.line}`;
    if (first.word === 'eval_gemfile') this.#takeIn(given[0] ?? [], at, depth);
    if (first.word === 'source') {
      const isOfGems = isOwnBlock(statement);
      const value = this.#valueOf(given[0] ?? []);
      // The block of `ENV.fetch("NAME") { … }`, which is another statement here.
      const isElsewhere = !isOfGems && isOpening(statement.at(-1)) && value.unset !== undefined;
      const found = { ...(isElsewhere ? {} : value), at, isOfGems, isConditional, gems: [] };
      this.#reading.sources.push(found);
      return isOfGems ? found : undefined;
    }
    if (first.word === 'gem') this.#gem(given, { at, isConditional, frames });
    return undefined;
  }

  #gem(
    given: readonly (readonly RubyToken[])[],
    { at, isConditional, frames }: Pick<GemfileSource, 'at' | 'isConditional'> & { frames: readonly Frame[] },
  ): void {
    const name = this.#valueOf(given[0] ?? []).text ?? 'a gem';
    const own = given.map(sourceOption).find((one) => one !== undefined);
    if (own) {
      this.#reading.sources.push({ ...this.#valueOf(own), at, isOfGems: true, isConditional, gems: [name] });
      return;
    }
    const around = frames.findLast((frame) => typeof frame === 'object');
    around?.gems.push(name);
  }

  #takeIn(path: readonly RubyToken[], at: string, depth: number): void {
    const { machine, unread } = this.#reading;
    const { text } = this.#valueOf(path);
    if (text === undefined) unread.push(at);
    else this.read(absolute({ ...machine, workingDirectory: this.#folder }, text), depth + 1);
  }

  #valueOf(tokens: readonly RubyToken[]): Value {
    if (tokens.length > MOST_WORDS) return {};
    const expression = withoutBrackets(tokens.filter(({ kind }) => kind !== 'line'));
    const or = expression.findIndex(({ kind, word }) => kind === 'mark' && word === '||');
    if (or > 0) {
      const left = this.#valueOf(expression.slice(0, or));
      return left.text !== undefined || left.unset === undefined ? left : this.#valueOf(expression.slice(or + 1));
    }
    const [first, second, third] = expression;
    const ending = expression.at(-1)?.word ?? '';
    if (expression.length > 2 && expression.at(-2)?.word === '.' && /^(?:to_s|freeze|dup|strip|chomp)$/.test(ending))
      return this.#valueOf(expression.slice(0, -2));
    if (first === undefined) return {};
    if (expression.length === 1) return this.#single(first);
    if (first.word === 'ENV') {
      if (second?.word === '[' && third?.kind === 'text' && expression.length === 4) return this.#variable(third);
      if (second?.word === '.' && third?.word === 'fetch') {
        const [name, otherwise] = argumentsOf(expression.slice(3));
        const found = name?.length === 1 ? this.#variable(name[0] as RubyToken) : {};
        return found.unset === undefined || otherwise === undefined ? found : this.#valueOf(otherwise);
      }
    }
    return this.#path(expression);
  }

  /** `File.join` and `File.expand_path`, as files that are taken in are named. */
  #path([first, , method, ...rest]: readonly RubyToken[]): Value {
    if (first?.word !== 'File' || !/^(?:join|expand_path)$/.test(method?.word ?? '')) return {};
    const given = argumentsOf(rest).map((one) => this.#valueOf(one).text);
    if (given.length === 0 || given.includes(undefined)) return {};
    if (method?.word === 'join') return { text: given.join('/') };
    const [path = '', from = ''] = given as string[];
    return { text: absolute({ ...this.#reading.machine, workingDirectory: from || this.#folder }, path) };
  }

  #single(token: RubyToken): Value {
    if (token.kind === 'symbol')
      return /^(?:rubygems|gemcutter|rubyforge)$/.test(token.word) ? { text: 'http://rubygems.org' } : {};
    if (token.kind === 'text') return this.#filled(token);
    if (token.word === '__dir__') return { text: this.#folder };
    if (token.word === '__FILE__') return { text: `${this.#folder}/Gemfile` };
    return this.#reading.values.get(token.word) ?? {};
  }

  #filled({ parts = [] }: RubyToken): Value {
    let text = '';
    let unset: string | undefined;
    for (const part of parts) {
      const value = typeof part === 'string' ? { text: part } : this.#valueOf(part);
      // What is not set is put in as nothing.
      if (value.unset !== undefined) unset ??= value.unset;
      else if (value.text === undefined) return {};
      text += value.text ?? '';
      if (text.length > LONGEST) return {};
    }
    return { text, unset };
  }

  #variable(token: RubyToken): Value {
    const name = this.#filled(token).text;
    if (name === undefined) return {};
    const found = this.#reading.machine.env[name];
    return found === undefined ? { unset: name } : { text: found };
  }
}

const isOpening = (token: RubyToken | undefined) =>
  token !== undefined &&
  ((token.kind === 'name' && token.word === 'do') || (token.kind === 'mark' && token.word === '{'));

/** Braces behind a bare argument are that one's block. */
const isOwnBlock = (statement: readonly RubyToken[]) =>
  isOpening(statement.at(-1)) &&
  (statement.at(-1)?.kind === 'name' || (statement[1]?.word === '(' && statement.at(-2)?.word === ')'));

/** Cut at ends of lines that end a statement, at `;`, behind what opens a block and before what closes one. */
function statementsOf(tokens: readonly RubyToken[]): RubyToken[][] {
  const statements: RubyToken[][] = [];
  let current: RubyToken[] = [];
  let brackets = 0;
  let bars = 0;
  const cut = () => {
    statements.push(current);
    current = [];
    brackets = 0;
  };
  for (const token of tokens) {
    const { kind, word } = token;
    if (bars > 0) {
      // Names that a block is given: `do |one, two|`.
      if (word === '|' || kind === 'line') bars -= word === '|' ? 1 : bars;
      continue;
    }
    if (kind === 'mark' && /^[([]$/.test(word)) brackets += 1;
    if (kind === 'mark' && /^[)\]]$/.test(word)) brackets = Math.max(0, brackets - 1);
    if (kind === 'line') {
      const last = current.at(-1);
      const goesOn =
        brackets > 0 || (last?.kind === 'mark' && /^(?:,|=|\|\||&&|\.|=>)$/.test(last.word)) || last?.kind === 'label';
      if (goesOn) continue;
      cut();
    } else if (kind === 'mark' && word === ';') cut();
    else if (kind === 'mark' && word === '|' && current.length === 0 && isOpening(statements.at(-1)?.at(-1))) bars = 1;
    else if (isOpening(token)) {
      current.push(token);
      cut();
    } else if ((kind === 'mark' && word === '}') || (kind === 'name' && word === 'end')) {
      if (current.length > 0) cut();
      current.push(token);
    } else if (kind === 'name' && word === 'then') cut();
    else current.push(token);
  }
  statements.push(current);
  return statements;
}

/** Where a condition follows on the statement. */
const conditionAt = (statement: readonly RubyToken[]) =>
  statement.findIndex(({ kind, word }, at) => at > 0 && kind === 'name' && (word === 'if' || word === 'unless'));

function withoutCondition(tokens: readonly RubyToken[]): readonly RubyToken[] {
  const at = tokens.findIndex(({ kind, word }) => kind === 'name' && (word === 'if' || word === 'unless'));
  return at === -1 ? tokens : tokens.slice(0, at);
}

/** Cut at commas that stand in no brackets; without those around them all and without what opens a block. */
function argumentsOf(tokens: readonly RubyToken[]): RubyToken[][] {
  const last = tokens.at(-1);
  const given = withoutBrackets(isOpening(last) ? tokens.slice(0, -1) : tokens);
  const found: RubyToken[][] = [[]];
  let brackets = 0;
  for (const token of given) {
    if (token.kind === 'line') continue;
    if (token.kind === 'mark' && /^[([]$/.test(token.word)) brackets += 1;
    if (token.kind === 'mark' && /^[)\]]$/.test(token.word)) brackets -= 1;
    if (token.kind === 'mark' && token.word === ',' && brackets === 0) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

function withoutBrackets(tokens: readonly RubyToken[]): readonly RubyToken[] {
  if (tokens[0]?.word !== '(' || tokens[0].kind !== 'mark' || tokens.length > MOST_WORDS) return tokens;
  let open = 0;
  const end = tokens.findIndex(({ kind, word }) => {
    if (kind === 'mark' && word === '(') open += 1;
    if (kind === 'mark' && word === ')') open -= 1;
    return open === 0;
  });
  return end === tokens.length - 1 ? withoutBrackets(tokens.slice(1, -1)) : tokens;
}

/** What `source:` or `:source =>` of a gem says. */
function sourceOption(argument: readonly RubyToken[]): readonly RubyToken[] | undefined {
  const [first, second] = argument;
  if (first?.kind === 'label' && first.word === 'source') return argument.slice(1);
  return first?.kind === 'symbol' && first.word === 'source' && second?.word === '=>' ? argument.slice(2) : undefined;
}
