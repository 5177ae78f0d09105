// Help texts and shell completion, from the same definitions as everything else.
import { COMMANDS, type VerbName } from '../core/inputs/commands.ts';
import { INPUTS, type InputDefinition } from '../core/inputs/definitions.ts';
import { variableOf } from '../core/inputs/variable-of.ts';
import { VERSION } from '../core/model/version.ts';
import { COMMAND_FLAGS, flagsOf, GLOBAL_FLAGS, isVerb } from './arguments.ts';

const width = 100;

/** Breaks at spaces; later lines begin with `indent` spaces. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

export function mainHelp(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)}${wrap(summary, 14)}`);
  return [
    `codeartifact-ci ${VERSION}: CI/CD for AWS CodeArtifact`,
    '',
    'Usage: codeartifact-ci COMMAND [options]',
    '',
    'Commands:',
    ...rows,
    '',
    '  --version   Print the version',
    '  --help      Help, also for each command: codeartifact-ci COMMAND --help',
    '',
    'First time here? `codeartifact-ci demo` shows the whole story offline.',
    'Exit codes: 0 done, 1 failed, 2 usage, 3 permission, 4 not found, 5 conflict, 6 unavailable, 130 interrupted.',
  ].join('\n');
}

export function commandHelp(command: VerbName): string {
  const flags = flagsOf(command);
  const left = (flag: (typeof flags)[number]) =>
    `  ${flag.short ? `-${flag.short}, ` : '    '}--${flag.name}${flag.takesValue ? ` ${flag.placeholder ?? 'VALUE'}` : ''}`;
  const groups = new Map<string, string[]>();
  for (const flag of flags) {
    const input = (INPUTS as readonly InputDefinition[]).find(({ name }) => name === flag.name);
    const isOwn = (COMMAND_FLAGS[command] ?? []).includes(flag);
    const group = GLOBAL_FLAGS.includes(flag) ? 'Output' : isOwn || !input ? 'This command' : input.group;
    const text = `${left(flag)}\n          ${wrap(flag.description, 10)}`;
    groups.set(group, [...(groups.get(group) ?? []), text]);
  }
  const summary = COMMANDS.find(({ name }) => name === command)?.summary ?? '';
  return [
    `codeartifact-ci ${command}: ${summary}`,
    ...[...groups].flatMap(([title, rows]) => ['', `${title}:`, ...rows]),
    '',
    `Each option is also read from a variable, for example ${variableOf('aws-region')} or ${variableOf('domain')}.`,
  ].join('\n');
}

/** Completion scripts; `source <(codeartifact-ci completion bash)`. */
export function completion(shell: string): string | undefined {
  const names = COMMANDS.map(({ name }) => name);
  const perCommand = names.map(
    (name) => [name, isVerb(name) ? flagsOf(name).map((flag) => `--${flag.name}`) : ['--help']] as const,
  );
  if (shell === 'bash') {
    const cases = perCommand.map(([name, flags]) => `    ${name}) words="${flags.join(' ')}" ;;`);
    return `_codeartifact_ci() {\n  local words="${names.join(' ')} --help --version"\n  if [ "$COMP_CWORD" -gt 1 ]; then case "\${COMP_WORDS[1]}" in\n${cases.join('\n')}\n  esac; fi\n  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))\n}\ncomplete -o default -F _codeartifact_ci codeartifact-ci\n`;
  }
  if (shell === 'zsh') {
    const cases = perCommand.map(([name, flags]) => `    ${name}) compadd -- ${flags.join(' ')} ;;`);
    return `#compdef codeartifact-ci\n_codeartifact_ci() {\n  if (( CURRENT == 2 )); then compadd -- ${names.join(' ')} --help --version; return; fi\n  case "$words[2]" in\n${cases.join('\n')}\n  esac\n  _files\n}\ncompdef _codeartifact_ci codeartifact-ci\n`;
  }
  if (shell === 'fish') {
    const top = COMMANDS.map(
      ({ name, summary }) =>
        `complete -c codeartifact-ci -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
    );
    const flags = perCommand.flatMap(([name, list]) =>
      list.map((flag) => `complete -c codeartifact-ci -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`),
    );
    return `${[...top, ...flags].join('\n')}\n`;
  }
  return undefined;
}
