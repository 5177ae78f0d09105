// Files of a project by globs, where a monorepo keeps them, without what a build made or strangers brought.
import type { FolderListings, Host } from '../../ports/host.ts';

/** Folders that hold other people's projects, or what a build made. */
const LEFT_OUT = ['node_modules', '.git', '.venv', 'venv', 'vendor', 'target', 'build', 'dist', '.tox', 'third_party'];

/** A lock file in this depth below the working directory still counts: monorepos keep their projects there. */
const DEPTH = 3;

/** Relative to the working directory, with `/`; those at the top come first. */
export async function projectFiles(
  patterns: readonly string[],
  { files, workingDirectory }: Pick<Host, 'files' | 'workingDirectory'>,
): Promise<string[]> {
  const wanted = patterns.map((pattern) => ({ pattern, names: pattern.split('/').map(nameMatcher) }));
  const lasts = wanted.flatMap(({ names }) => names.at(-1) ?? []);
  let linked = 0;
  const found = await files.walk(workingDirectory, {
    takes: (name) => lasts.some((matches) => matches(name)),
    enters: (folder, real) => {
      const path = folder.split('/');
      if (isLeftOut(path.at(-1) ?? '') || isOfOthers(real)) return false;
      // Below the depth that counts, only what a pattern itself names.
      const isNamed = path.length <= DEPTH || wanted.some(({ names }) => isOnTheWay(names, path));
      if (!isNamed || (real !== undefined && linked >= MOST_FAR_FOLDERS)) return false;
      if (real !== undefined) linked += 1;
      return true;
    },
  });
  const isNear = (path: string) =>
    wanted.some(({ pattern, names }) => depthOf(path) - names.length <= DEPTH && isNamedBy(pattern, path));
  return found.files.filter(isNear).sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

const depthOf = (path: string) => path.split('/').length;
const isLeftOut = (name: string) => LEFT_OUT.includes(name);

/** Whether a folder is one of those that a pattern names before its last part, as deep as it may begin. */
function isOnTheWay(names: readonly NameMatcher[], path: readonly string[]): boolean {
  for (let count = 1; count < names.length; count += 1) {
    const last = path.slice(-count);
    if (path.length - count <= DEPTH && last.every((name, at) => names[at]?.(name))) return true;
  }
  return false;
}

/** Folders of other people's packages and of tools' own files: nobody keeps a project of theirs there. */
const NEVER_ENTERED = new Set(['node_modules', '.git', '.venv', 'venv', '.tox', '__pycache__']);
/** Hidden folders in which tools and editors keep what is theirs, and no project. */
const OF_TOOLS = new Set(
  '.bun .bundle .cache .cargo .config .direnv .eggs .gem .gradle .idea .ivy2 .local .m2 .next .npm .nuget .nuxt .nx .pnpm .pnpm-store .rustup .sbt .terraform .turbo .vscode .yarn'.split(
    ' ',
  ),
);
/** Of a path with `/`: whether a tool keeps something of its own there. */
export const isOfTool = (folder: string): boolean => folder.split('/').some((name) => OF_TOOLS.has(name));
/** Folders of these names are looked into so far: what a build made is large, and seldom a project. */
const BUILT = new Set(LEFT_OUT.filter((name) => !NEVER_ENTERED.has(name)));
const BUILT_DEPTH = 2;
/** A link may be called what it likes. */
const isOfOthers = (real: string | undefined) => real?.split(/[/\\]/).some((name) => NEVER_ENTERED.has(name)) ?? false;
/** Folders this far below the working directory are looked into, */
const FAR = 6;
/** and below the depth in which lock files count, so many of them: to read one takes some hundredths of a millisecond. */
const MOST_FAR_FOLDERS = 200;

export interface ProjectSearch {
  /** Relative to the working directory, with `/`; those at the top come first. */
  readonly files: readonly string[];
  /** Folders that were not looked into for their depth or their number. Other people's packages are not among them. */
  readonly passedOver: readonly string[];
  /** Folders that a link led to, by what they are called in `files`: where they are. */
  readonly linked: ReadonlyMap<string, string>;
}

interface Walked extends Omit<ProjectSearch, 'files'> {
  /** Relative to the working directory, those nearest to it first, with the names of their files. */
  readonly folders: readonly (readonly [folder: string, files: readonly string[]])[];
  /** By name, the places among `folders` of those that hold a file of it. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** Those names, one a line. A name that holds a line end is none that anybody looks for. */
  readonly allNames: string;
  /** Whether no folder was left for being hidden or what a build made: whoever enters those finds the same. */
  readonly isWhole: boolean;
}

/**
 * What lies below folders by patterns of names and `*`, farther down than lock files are looked for: whoever starts a
 * tool there gets the settings that stand there. Each folder is read once, so that one of these serves work that
 * changes none of the files it looks for.
 */
export class ProjectTree {
  readonly #files: Host['files'];
  readonly #listings: FolderListings = new Map();
  readonly #walks = new Map<string, Promise<Walked>>();
  readonly #searches = new Map<string, Promise<ProjectSearch>>();

  constructor(files: Host['files']) {
    this.#files = files;
  }

  /** `entersBuilt`: what a build made as well. */
  search(patterns: readonly string[], workingDirectory: string, { entersBuilt = false } = {}): Promise<ProjectSearch> {
    const key = [entersBuilt, workingDirectory, ...patterns].join('\n');
    const begun = this.#searches.get(key) ?? this.#search(patterns, workingDirectory, entersBuilt);
    this.#searches.set(key, begun);
    return begun;
  }

  async #search(patterns: readonly string[], workingDirectory: string, entersBuilt: boolean): Promise<ProjectSearch> {
    // Other folders are entered whatever they are called.
    const above = patterns.flatMap((pattern) => pattern.split('/').slice(0, -1));
    const hidden = [...new Set(above.filter((name) => /^[.*]/.test(name)))].sort();
    const { folders, byName, allNames, passedOver, linked } = await this.#walked(workingDirectory, hidden, entersBuilt);
    const flat = patterns.filter((pattern) => !pattern.includes('/'));
    const stars = flat.filter((pattern) => pattern.includes('*'));
    const names = new Set(flat.filter((pattern) => !pattern.includes('*')));
    if (stars.length > 0) for (const name of allNames.match(anyOf(stars)) ?? []) names.add(name);
    const found = new Map<number, Set<string>>();
    const add = (place: number, name: string) => {
      const known = found.get(place);
      if (known) known.add(name);
      else found.set(place, new Set([name]));
    };
    for (const name of names) for (const place of byName.get(name) ?? []) add(place, name);
    // Of those that name folders as well, few folders fit.
    for (const pattern of patterns.filter((one) => one.includes('/'))) {
      const matches = matchersOf(pattern);
      const last = matches.at(-1) as NameMatcher;
      for (const [place, [folder, files]] of folders.entries()) {
        if (!endsAs(matches.slice(0, -1), folder)) continue;
        for (const name of files) if (last(name)) add(place, name);
      }
    }
    const files = [...found.keys()]
      .sort((a, b) => a - b)
      .flatMap((place) => {
        const folder = folders[place]?.[0] ?? '';
        return [...(found.get(place) ?? [])].sort().map((name) => (folder === '' ? name : `${folder}/${name}`));
      });
    return { files, passedOver, linked };
  }

  async #walked(workingDirectory: string, hidden: readonly string[], entersBuilt: boolean): Promise<Walked> {
    const first = this.#walks.get(workingDirectory);
    if (first !== undefined && (await first).isWhole) return first;
    const key = [workingDirectory, entersBuilt, ...hidden].join('\n');
    const begun = this.#walks.get(key) ?? this.#walk(workingDirectory, hidden, entersBuilt);
    this.#walks.set(key, begun);
    if (first === undefined) this.#walks.set(workingDirectory, begun);
    return begun;
  }

  async #walk(workingDirectory: string, hidden: readonly string[], entersBuilt: boolean): Promise<Walked> {
    const isNamedHidden = hidden.map(nameMatcher);
    const passedOver: string[] = [];
    let far = 0;
    let isWhole = true;
    const { listed, linked } = await this.#files.walk(workingDirectory, {
      listings: this.#listings,
      takes: () => false,
      enters: (folder, real) => {
        const names = folder.split('/');
        const name = names.at(-1) ?? '';
        if (NEVER_ENTERED.has(name) || isOfOthers(real)) return false;
        const isHidden = names.some((one) => one.startsWith('.'));
        if (isHidden && names.length > DEPTH && !isNamedHidden.some((matches) => matches(name))) {
          isWhole = false;
          if (!isOfTool(folder)) passedOver.push(folder);
          return false;
        }
        const built = names.findIndex((one) => BUILT.has(one));
        if (built >= 0) isWhole = false;
        if (built >= 0 && !entersBuilt) return false;
        const isTooDeep = names.length > FAR || (built >= 0 && names.length - built > BUILT_DEPTH);
        // A link may lead to a whole disk.
        const isFar = names.length > DEPTH || real !== undefined;
        if (!isTooDeep && (!isFar || far < MOST_FAR_FOLDERS)) {
          if (isFar) far += 1;
          return true;
        }
        passedOver.push(folder);
        return false;
      },
    });
    const folders = [...listed].map(([folder, { files }]) => [folder, files] as const);
    // Those behind links were entered last.
    if (linked.size > 0) folders.sort(([a], [b]) => levelOf(a) - levelOf(b));
    const byName = new Map<string, number[]>();
    for (const [place, [, files]] of folders.entries())
      for (const name of files) {
        const places = byName.get(name);
        if (places) places.push(place);
        else byName.set(name, [place]);
      }
    return { folders, byName, allNames: [...byName.keys()].join('\n'), isWhole, passedOver, linked };
  }
}

const levelOf = (folder: string) => (folder === '' ? 0 : depthOf(folder));

/** Whether the last names of a folder fit. */
function endsAs(matches: readonly NameMatcher[], folder: string): boolean {
  let end = folder.length;
  for (let at = matches.length - 1; at >= 0; at -= 1) {
    if (end <= 0) return false;
    const start = folder.lastIndexOf('/', end - 1) + 1;
    if (!matches[at]?.(folder.slice(start, end))) return false;
    end = start - 1;
  }
  return true;
}

/** Whether the end of a path fits a pattern of names and `*`; the globbing has decided about the folders above. */
export function isNamedBy(pattern: string, path: string): boolean {
  const matches = matchersOf(pattern);
  const names = matches.length === 1 ? [path.slice(path.lastIndexOf('/') + 1)] : path.split('/').slice(-matches.length);
  return names.length === matches.length && matches.every((one, at) => one(names[at] as string));
}

/** One run over all names takes a tenth of one for each. */
const anyOf = (patterns: readonly string[]) =>
  new RegExp(`^(?:${patterns.map((one) => escaped(one).replaceAll('*', '[^\\n]*')).join('|')})$`, 'gm');
const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

type NameMatcher = (name: string) => boolean;

/** Patterns are few, and each is compared with every file of a project. */
const known = new Map<string, readonly NameMatcher[]>();

function matchersOf(pattern: string): readonly NameMatcher[] {
  const before = known.get(pattern);
  if (before) return before;
  const made = pattern.split('/').map(nameMatcher);
  known.set(pattern, made);
  return made;
}

function nameMatcher(pattern: string): NameMatcher {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return (name) => name === pattern;
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of others) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= name.length - last.length;
  };
}
