// Files that Maven's launcher sources before anything else: shell scripts of which the plain assignments are read. What
// stands in a condition or takes the output of a command is not known.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { inHome, variable } from '../../shared/machine-paths.ts';

export interface LauncherVariable {
  readonly value: string | undefined;
  /** As people call it: `MAVEN_ARGS`, or `MAVEN_ARGS in FILE`. */
  readonly source: string;
}

/** Of the launcher's variables, what it has once it has sourced its files. */
export function launcherVariable(machine: ToolMachine, name: 'MAVEN_ARGS' | 'MAVEN_OPTS'): LauncherVariable {
  let found: LauncherVariable = { value: variable(machine, name), source: name };
  if (machine.platform === 'win32' || variable(machine, 'MAVEN_SKIP_RC') !== undefined) return found;
  const values = new Map(Object.entries(machine.env));
  for (const path of ['/usr/local/etc/mavenrc', '/etc/mavenrc', inHome(machine, '.mavenrc')])
    for (const assigned of assignmentsIn(machine.read(path) ?? '')) {
      const value = expanded(assigned, values);
      if (value === undefined) continue;
      values.set(assigned.name, value);
      if (assigned.name === name) found = { value, source: `${name} in ${path}` };
    }
  return found;
}

interface Assignment {
  readonly name: string;
  readonly word: string;
}

const ASSIGNMENT =
  /^\s*(?:export\s+)?([A-Za-z_]\w*)=((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\;&|<>()#])*)\s*(?:[;#].*)?$/s;

function assignmentsIn(text: string): Assignment[] {
  let depth = 0;
  return text
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const [word = ''] = /^[a-z{}]+/.exec(line.trim()) ?? [];
      if (['if', 'case', 'for', 'while', 'until', '{'].includes(word) || /\)\s*\{\s*$/.test(line)) depth += 1;
      if (['fi', 'esac', 'done', '}'].includes(word) || /[;\s](?:fi|esac|done)\s*$/.test(line)) depth -= 1;
      const [, name, value] = (depth <= 0 && ASSIGNMENT.exec(line)) || [];
      return name === undefined || value === undefined ? [] : [{ name, word: value }];
    });
}

/** Undefined where a command, or a form of expansion that is not read here, makes the value. */
function expanded({ word }: Assignment, values: ReadonlyMap<string, string | undefined>): string | undefined {
  const fill = (text: string) =>
    text.replace(/\\(.)|\$(\w+)|\$\{(\w+)\}/gs, (_, escaped: string | undefined, plain, braced) =>
      escaped === undefined ? (values.get(plain ?? braced) ?? '') : escaped,
    );
  const parts = word.match(/"(?:[^"\\]|\\.)*"|'[^']*'|(?:\\.|[^"'\\])+/gs) ?? [];
  if (parts.some((part) => !part.startsWith("'") && /`|\$\(|\$\{\w+[^\w}]/.test(part))) return undefined;
  return parts.map((part) => (part.startsWith("'") ? part.slice(1, -1) : fill(part.replace(/^"|"$/g, '')))).join('');
}
