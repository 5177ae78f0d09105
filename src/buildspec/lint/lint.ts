// Every known trap of a buildspec, with the line and the fix.
import { nestsTooDeep } from '../../core/text/yaml-nesting.ts';
import { findBlocks } from '../edit/blocks.ts';
import { readSpecText, type SpecText, TOO_DEEP } from '../edit/spec-text.ts';
import { lintCommand } from './command-rules.ts';
import { commandsOf, type LintFinding } from './finding.ts';
import { lintOrder } from './order-rules.ts';
import { lintShape } from './shape.ts';

/** Findings by line; a text that is no YAML has the one finding that says so. */
export function lintBuildspec(text: string): LintFinding[] {
  if (nestsTooDeep(text)) return [...lintBytes(text), invalid(TOO_DEEP, 1)];
  const spec = readSpecText(text);
  const [error] = spec.document.errors;
  if (error) return [...lintBytes(text), invalid(error.message, error.linePos?.[0].line ?? 1)];
  const shell = spec.document.getIn(['env', 'shell']);
  if (shell === 'powershell.exe' || shell === 'cmd.exe') return sorted([...lintBytes(text), ...lintShape(spec)]);
  const commands = commandsOf(spec);
  const ours = ourLines(spec);
  const inCommands = commands.flatMap((command) => lintCommand(command, shell === 'bash'));
  // Our own blocks are tested on their own; what they do inside is no mistake of the user's.
  const theirs = inCommands.filter((finding) => !ours.some(([from, to]) => finding.line >= from && finding.line <= to));
  return sorted([...lintBytes(text), ...lintShape(spec), ...theirs, ...lintOrder(spec, commands)]);
}

function invalid(message: string, line: number): LintFinding {
  const text = message.split('\n')[0]?.replace(/ at line .*$/, '') ?? message;
  return {
    rule: 'yaml',
    line,
    message: `Not valid YAML: ${text}.`,
    fix: 'Correct it; quote commands that hold `: `, `#`, `{`, `*`, or write them below `- |`.',
  };
}

function lintBytes(text: string): LintFinding[] {
  const findings: LintFinding[] = [];
  const lines = text.split('\n');
  const carriage = lines.findIndex((line) => line.endsWith('\r'));
  if (carriage >= 0)
    findings.push({
      rule: 'crlf',
      line: carriage + 1,
      message: 'CRLF line endings can reach the shell as \\r and break commands.',
      fix: 'Save the file with LF.',
    });
  const tab = lines.findIndex((line) => /^ *\t/.test(line));
  if (tab >= 0) findings.push({ rule: 'tab', line: tab + 1, message: 'A tab in the indentation.', fix: 'Use spaces.' });
  return findings;
}

function ourLines(spec: SpecText): [number, number][] {
  try {
    return findBlocks(spec).map((block) => [block.line, spec.lineAt(Math.max(0, block.end - 1))]);
  } catch {
    // Broken markers are reported by check; here the lines count as the user's.
    return [];
  }
}

function sorted(findings: readonly LintFinding[]): LintFinding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
}
