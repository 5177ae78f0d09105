// Reads our own command lines out of prose: fenced blocks and `inline code`.

export interface DocumentedCommand {
  readonly place: string;
  readonly words: readonly string[];
}

/** Fenced blocks of a page, with their language and the line they begin on. */
export function fencedBlocks(text: string): readonly { language: string; text: string; line: number }[] {
  return [...text.matchAll(/^```([\w-]*)[^\n]*\n([\s\S]*?)^```$/gm)].map((found) => ({
    language: found[1] ?? '',
    text: found[2] ?? '',
    line: text.slice(0, found.index).split('\n').length,
  }));
}

/** Inline code, outside of fenced blocks. */
export function inlineCode(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/(`+)((?:(?!\1)[\s\S])+?)\1(?!`)/g)].map((found) => (found[2] ?? '').trim());
}

const OURS =
  /^(?:npx\s+)?(?:codeartifact-ci|(?:node\s+)?\S*dist\/cli\/index\.js|node\s+"?\$\{?CODEARTIFACT_CLI\}?"?)(?:\s+|$)/;

/** The words after our program in every command line of the text; also one that stands behind `local --`. */
export function ourCommands(text: string, place: string): readonly DocumentedCommand[] {
  const lines = [
    ...fencedBlocks(text)
      .filter(({ language }) => ['sh', 'bash', 'console', 'yaml', 'yml', 'powershell'].includes(language))
      .flatMap((block) => block.text.replace(/\\\n\s*/g, ' ').split('\n')),
    ...inlineCode(text),
  ];
  return lines.flatMap((line) => simpleCommands(line)).flatMap((command) => found(command, place));
}

function simpleCommands(line: string): string[] {
  const bare = line
    .replace(/(^|\s)#.*$/, '')
    .replace(/^\s*(?:- )?(?:run: |commands: )?/, '')
    .replace(/^\[|\]$/g, '');
  // eval "$(…)", subshells and YAML flow lists hold commands as well.
  return bare
    .split(/&&|\|\||[;|]|\$\(|\)"?|(?<=\S), |^eval "|^exec /)
    .map((part) => part.trim().replace(/^['"]|['"]$/g, ''));
}

function found(command: string, place: string): DocumentedCommand[] {
  const ours = OURS.exec(command);
  if (ours === null) return [];
  const words = (command.slice(ours[0].length).match(/"[^"]*"|'[^']*'|\S+/g) ?? [])
    .map((word) => word.replace(/^(['"])(.*)\1$/, '$2'))
    .filter((word) => !/^(?:\d?>|&)/.test(word));
  const inner = words.indexOf('--');
  const behind = inner < 0 ? [] : found(words.slice(inner + 1).join(' '), place);
  return [{ place: `${place}: ${command}`, words }, ...behind];
}
