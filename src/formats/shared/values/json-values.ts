// JSON, changed where its values stand: numbers of any length, doubled names and blanks of others stay as they are.
import { lineEndOf } from '../../../core/text/three-way-merge.ts';
import {
  isMapping,
  isSame,
  LIST_ENTRY,
  Literal,
  numberOrLiteral,
  type Said,
  type ValueEditor,
  type WrittenValue,
} from '../../../core/text/value-merge.ts';

interface Place {
  readonly start: number;
  readonly end: number;
  readonly said: Said;
  /** Of an object. */
  readonly members?: readonly Member[];
  /** Of a list. */
  readonly items?: readonly Place[];
}

interface Member {
  readonly name: string;
  readonly start: number;
  readonly value: Place;
}

const BLANKS = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const SCALAR = /[^\s,\]}]+/y;

/** Places in a text that `JSON.parse` has accepted. */
function placesIn(text: string): Place {
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found = ''] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  const isNext = (sign: string) => {
    match(BLANKS);
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  };
  const value = (): Place => {
    match(BLANKS);
    const start = at;
    if (isNext('{')) {
      const members: Member[] = [];
      const said: Record<string, Said> = Object.create(null);
      while (!isNext('}')) {
        isNext(',');
        match(BLANKS);
        const from = at;
        const name = String(JSON.parse(match(STRING)));
        isNext(':');
        const inner = value();
        members.push({ name, start: from, value: inner });
        said[name] = inner.said;
      }
      return { start, end: at, said, members };
    }
    if (isNext('[')) {
      const items: Place[] = [];
      while (!isNext(']')) {
        isNext(',');
        items.push(value());
      }
      return { start, end: at, said: items.map((item) => item.said), items };
    }
    const source = text[at] === '"' ? match(STRING) : match(SCALAR);
    const isNumber = /^[-0-9]/.test(source);
    return { start, end: at, said: isNumber ? numberOrLiteral(source) : JSON.parse(source) };
  };
  return value();
}

function accepted(text: string): Place | undefined {
  if (text.trim() === '') return undefined;
  JSON.parse(text);
  return placesIn(text);
}

function writtenIn(text: string, place: Place, path: readonly string[]): WrittenValue[] {
  const { members, items, start, end } = place;
  if (members) return members.flatMap(({ name, value }) => writtenIn(text, value, [...path, name]));
  if (items) return items.flatMap((item) => writtenIn(text, item, [...path, LIST_ENTRY]));
  return [{ path, text: text.slice(start, end) }];
}

/** A value in a form of its own, from a level of indentation on; in one line without one. */
function printed(value: Said, indent: string, step: string, end: string): string {
  if (value instanceof Literal) return value.source;
  const isList = Array.isArray(value);
  if (!isList && !isMapping(value)) return JSON.stringify(value);
  const inner = indent + step;
  const parts = isList
    ? value.map((one) => printed(one, inner, step, end))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${printed(one, inner, step, end)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (step === '') return `${open}${parts.join(', ')}${close}`;
  return `${open}${end}${parts.map((one) => inner + one).join(`,${end}`)}${end}${indent}${close}`;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Form {
  readonly text: string;
  readonly step: string;
  readonly end: string;
}

function change(form: Form, place: Place, wanted: Said, level: number, changes: Change[]): void {
  if (isSame(place.said, wanted)) return;
  const { members, start, end } = place;
  const indent = form.step.repeat(level);
  if (!members || !isMapping(wanted)) {
    changes.push({ start, end, text: printed(wanted, indent, form.step, form.end) });
    return;
  }
  let last: Member | undefined;
  for (const [index, member] of members.entries()) {
    if (Object.hasOwn(wanted, member.name)) {
      change(form, member.value, wanted[member.name], level + 1, changes);
      last = member;
      continue;
    }
    const next = members[index + 1];
    const previous = members[index - 1];
    // With the comma before it; at the beginning, with the one behind it.
    if (last && previous) changes.push({ start: previous.value.end, end: member.value.end, text: '' });
    else changes.push({ start: member.start, end: next?.start ?? member.value.end, text: '' });
  }
  const names = new Set(members.map(({ name }) => name));
  const missing = Object.entries(wanted).filter(([name]) => !names.has(name));
  if (missing.length === 0) return;
  const inner = indent + form.step;
  const isLong = form.step !== '' && (members.length === 0 || form.text.slice(start, end).includes('\n'));
  const parts = missing.map(([name, value]) => {
    const text = `${JSON.stringify(name)}: ${printed(value, inner, isLong ? form.step : '', form.end)}`;
    return isLong ? form.end + inner + text : text;
  });
  const added = parts.join(isLong ? ',' : ', ');
  const at = last?.value.end ?? end - 1;
  const close = last === undefined && isLong ? form.end + indent : '';
  changes.push({ start: at, end: at, text: (last ? (isLong ? ',' : ', ') : '') + added + close });
}

export const jsonValues: ValueEditor = {
  read: (text) => accepted(text)?.said ?? {},
  written: (text) => {
    const place = accepted(text);
    return place ? writtenIn(text, place, []) : [];
  },
  edit: (text, wanted) => {
    const place = accepted(text);
    const step = /\n([ \t]+)\S/.exec(text)?.[1] ?? (text.trim().includes('\n') ? '  ' : '');
    const form = { text, step, end: lineEndOf(text) };
    if (!place) return printed(wanted, '', step, form.end);
    const changes: Change[] = [];
    change(form, place, wanted, 0, changes);
    let result = '';
    let done = 0;
    for (const { start, end, text: put } of changes.sort((a, b) => a.start - b.start || a.end - b.end)) {
      result += text.slice(done, start) + put;
      done = end;
    }
    return result + text.slice(done);
  },
};
