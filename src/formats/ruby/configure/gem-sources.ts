// Which servers a command of gem asks: those of `:sources:`, and what the arguments say that a .gemrc gives to every
// command (`gem: --source URL`) or to one (`install: …`). As in RubyGems 3.3, `Gem::Command#add_extra_args` and
// `Gem::LocalRemoteOptions`.
import type { ToolMachine } from '../../../core/ports/package-format.ts';
import { gemrcFiles, PUBLIC_GEMS, systemGemrcFiles } from './gem-files.ts';
import { type Gemrc, readGemrc } from './gemrc.ts';

/** Those that look for gems. */
export const GEM_COMMANDS = ['install', 'update', 'fetch'] as const;
type Command = (typeof GEM_COMMANDS)[number];

export interface GemSource {
  readonly source: string;
  /** `:sources:`, or the key whose arguments name it. */
  readonly setting: string;
  readonly url: string;
}

export interface GemConfiguration {
  /** Those of the machine first; what a later one says counts. */
  readonly files: readonly Gemrc[];
  /** `:sources:` of the last file that has it; undefined where none does. */
  readonly sources: readonly GemSource[] | undefined;
}

/** What a command of gem comes to. */
export interface CommandSources {
  readonly command: Command;
  readonly asked: readonly GemSource[];
  /** Arguments that leave out what `:sources:` says. */
  readonly replacedBy?: GemSource | undefined;
  /** Arguments that keep it off the network. */
  readonly localBy?: Omit<GemSource, 'url'> | undefined;
}

/** Undefined where the file has no `:sources:`. */
export function sourcesIn(gemrc: Gemrc | undefined): readonly GemSource[] | undefined {
  if (gemrc === undefined || !gemrc.settings.has('sources')) return undefined;
  const listed = gemrc.settings.get('sources');
  // Without a value the default counts, whatever the files before say.
  const urls = Array.isArray(listed) ? listed.map(String) : [PUBLIC_GEMS];
  return urls.map((url) => ({ source: gemrc.source, setting: ':sources:', url }));
}

export async function gemConfigurationOf(machine: ToolMachine): Promise<GemConfiguration> {
  const paths = [...systemGemrcFiles(machine), ...gemrcFiles(machine)];
  const read = await Promise.all(paths.map((path) => readGemrc(machine, path)));
  const files = read.filter((one) => one !== undefined);
  return { files, sources: files.map(sourcesIn).findLast((one) => one !== undefined) };
}

interface Argument {
  readonly source: string;
  readonly setting: string;
  readonly word: string;
}

function argumentsOf({ files }: GemConfiguration, key: string): Argument[] {
  const file = files.findLast(({ commands }) => commands.has(key));
  const value = file?.commands.get(key);
  const words = typeof value === 'string' ? value.trim().split(/\s+/) : Array.isArray(value) ? value.map(String) : [];
  return words.slice(0, MOST_WORDS).map((word) => ({ source: file?.source ?? '', setting: key, word }));
}

/** A command line of people is shorter. */
const MOST_WORDS = 500;

/** A long option may be cut short, down to what no other option begins with. */
const isOption = (word: string, name: string, least: number) =>
  word.startsWith('--') && word.length - 2 >= least && `--${name}`.startsWith(word);

function urlIn(
  { word }: Argument,
  next: Argument | undefined,
): { readonly url: string; readonly takesNext: boolean } | undefined {
  const [option = '', joined] = word.startsWith('--') ? splitAt(word, word.indexOf('=')) : [];
  const isSource = isOption(option, 'source', 2) || /^-s/.test(word);
  if (!isSource) return undefined;
  const own = joined ?? (/^-s./.test(word) ? word.slice(2) : undefined);
  const url = own ?? (next?.word.startsWith('-') ? '' : next?.word) ?? '';
  // gem leaves out an option that it does not understand.
  return /^(?:https?|file|s3):\/\//.test(url) ? { url, takesNext: own === undefined } : undefined;
}

const splitAt = (text: string, at: number): [string, string | undefined] =>
  at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];

/** What `gem install` and its like ask after all arguments. */
export function commandSources(configuration: GemConfiguration, command: Command): CommandSources {
  const configured = configuration.sources ?? [];
  const words = [...argumentsOf(configuration, 'gem'), ...argumentsOf(configuration, command)];
  let asked = configured;
  let isCleared = false;
  let replacedBy: GemSource | undefined;
  let localBy: Omit<GemSource, 'url'> | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const one = words[at] as Argument;
    const { source, setting, word } = one;
    const named = urlIn(one, words[at + 1]);
    if (isOption(word, 'clear-sources', 2)) {
      // Cleared alone, they are read from the files again.
      [asked, replacedBy, isCleared] = [configured, undefined, true];
    } else if (named) {
      const found = { source, setting, url: named.url };
      if (isCleared) replacedBy = found;
      asked = isCleared ? [found] : [...asked, found];
      isCleared = false;
      if (named.takesNext) at += 1;
    } else if (word === '-l' || isOption(word, 'local', 4)) localBy = { source, setting };
    else if (/^-[rb]$/.test(word) || isOption(word, 'remote', 3) || isOption(word, 'both', 2)) localBy = undefined;
  }
  return { command, asked, replacedBy, localBy };
}
