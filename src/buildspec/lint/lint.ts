// Every known trap of a buildspec, with the line and the fix.
import { YamlRefusal } from '../../core/text/yaml-document.ts';
import { findBlocks } from '../edit/blocks.ts';
import { parseSpec, type SpecText } from '../edit/spec-text.ts';
import { lintCommand } from './command-rules.ts';
import { commandsOf, type LintFinding } from './finding.ts';
import { lintOrder } from './order-rules.ts';
import { lintShape } from './shape.ts';

/** Findings by line; a text that is no YAML has the one finding that says so. */
export function lintBuildspec(text: string): LintFinding[] {
  let spec: SpecText;
  try {
    spec = parseSpec(text);
  } catch (cause) {
    if (cause instanceof YamlRefusal) return [...lintBytes(text), invalid(cause)];
    throw cause;
  }
  const shell = spec.document.getIn(['env', 'shell']);
  if (shell === 'powershell.exe' || shell === 'cmd.exe') return sorted([...lintBytes(text), ...lintShape(spec)]);
  const commands = commandsOf(spec);
  const ours = ourLines(spec);
  const inCommands = commands.flatMap((command) => lintCommand(command, shell === 'bash'));
  // Our own blocks are tested on their own; what they do inside is no mistake of the user's.
  const theirs = inCommands.filter((finding) => !ours.some(([from, to]) => finding.line >= from && finding.line <= to));
  return sorted([...lintBytes(text), ...lintShape(spec), ...theirs, ...lintOrder(spec, commands)]);
}

function invalid({ reason, line }: YamlRefusal): LintFinding {
  return {
    rule: 'yaml',
    line: Math.max(line, 1),
    message: `Not valid YAML: ${reason}.`,
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
