// Files that package.json names and the tarball lacks, so that nobody can require, import, run or type the package by them:
// what an unbuilt package looks like. By the rules of Node.js and TypeScript, which find a way around much that is stale;
// held against packages of the public registry, which all work for somebody.
import { isObject, type Manifest } from './manifest.ts';

/** Paths of the tarball below its top folder. */
export function missingEntryPoints(manifest: Manifest, files: ReadonlySet<string>): string[] {
  const missing: string[] = [];
  const name = (field: string, path: string) => missing.push(`\`${field}\` ${path}`);
  const main = text(manifest.main);
  const types = text(manifest.types) ?? text(manifest.typings);
  const isMadeAtInstall = hasInstallScript(manifest, files);
  const root = rootExport(manifest.exports);
  if (root !== undefined) {
    for (const path of targets(root)) if (!isMadeAtInstall && !files.has(decoded(path))) name('exports', path);
  } else if (
    main !== undefined &&
    !isMadeAtInstall &&
    !isRequired(main, files) &&
    !isUsedOtherwise(manifest, main, files)
  )
    name('main', main);
  if (types !== undefined && manifest.typesVersions === undefined && !isTyped(types, main, files)) name('types', types);
  const bin = typeof manifest.bin === 'string' ? { bin: manifest.bin } : manifest.bin;
  for (const path of isObject(bin) ? Object.values(bin) : [])
    if (typeof path === 'string' && path !== '' && !isMadeAtInstall && !files.has(plain(path))) name('bin', path);
  return [...new Set(missing)];
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** What runs when the package is installed may make any file. */
function hasInstallScript({ scripts, gypfile }: Manifest, files: ReadonlySet<string>): boolean {
  const names = isObject(scripts) ? Object.keys(scripts) : [];
  return gypfile === true || files.has('binding.gyp') || names.some((one) => /^(?:pre|post)?install$/.test(one));
}

/** Without `./` in front and `.` and `..` within. */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return parts.join('/');
}

/** Targets of `exports` are parts of addresses. */
function decoded(path: string): string {
  try {
    return plain(decodeURIComponent(path));
  } catch {
    return plain(path);
  }
}

const ENDINGS = ['.js', '.json', '.node'];

/** As `require` looks for `main`: the file, with an ending, a folder's index; and then the index of the package. */
function isRequired(main: string, files: ReadonlySet<string>): boolean {
  const path = plain(main);
  const at = path === '' ? '' : `${path}/`;
  const tried = [path, ...ENDINGS.map((ending) => path + ending), ...ENDINGS.map((ending) => `${at}index${ending}`)];
  return [...tried, ...ENDINGS.map((ending) => `index${ending}`)].some((each) => files.has(each));
}

const CODE = /\.[cm]?js$/;
const DECLARATION = /\.d\.[cm]?ts$/;
const OTHER_CONTENT = /\.(?:css|scss|sass|less|styl|json|wasm|woff2?|ttf|otf|svg|png|html|ya?ml|vue|svelte)$/;

/**
 * A `main` that leads nowhere does no harm where bundlers take `module`, where it is only what `npm init` writes and people
 * use single files or programs, and where the package has no code at all: types, styles, data.
 */
function isUsedOtherwise({ module }: Manifest, main: string, files: ReadonlySet<string>): boolean {
  if (typeof module === 'string' && files.has(plain(module))) return true;
  const hasCode = [...files].some((file) => CODE.test(file));
  if (hasCode) return plain(main) === 'index.js';
  return [...files].some(
    (file) =>
      file !== 'package.json' &&
      !/(?:^|\/)tsconfig[^/]*\.json$/.test(file) &&
      (DECLARATION.test(file) || OTHER_CONTENT.test(file)),
  );
}

/** As TypeScript looks: the file, with its endings, a folder's index; else beside `main`, and the index of the package. */
function isTyped(types: string, main: string | undefined, files: ReadonlySet<string>): boolean {
  const by = (path: string) => {
    const stem = path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
    return [
      path,
      `${path}.ts`,
      `${path}.tsx`,
      `${path}.d.ts`,
      `${stem}.d.ts`,
      `${stem}.ts`,
      path === '' ? 'index.d.ts' : `${path}/index.d.ts`,
    ];
  };
  const tried = [
    ...by(plain(types)),
    ...(main === undefined ? [] : by(plain(main)).filter((path) => DECLARATION.test(path))),
    'index.d.ts',
  ];
  return tried.some((each) => files.has(each));
}

/** What `exports` says of the package itself; undefined where it says nothing. */
function rootExport(exports: unknown): unknown {
  if (!isObject(exports)) return exports ?? undefined;
  return Object.keys(exports).some((key) => key.startsWith('.')) ? exports['.'] : exports;
}

/** Where `require` and `import` are led to by Node.js: the first condition that it has, and of a list the first that can be. */
function targets(root: unknown): string[] {
  const found = ['require', 'import'].map((how) => target(root, new Set([how, 'node', 'module-sync', 'default'])));
  return [...new Set(found.filter((one): one is string => typeof one === 'string' && one.startsWith('./')))];
}

function target(value: unknown, conditions: ReadonlySet<string>): string | null | undefined {
  if (typeof value === 'string' || value === null) return value;
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = target(one, conditions);
      if (typeof found === 'string') return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  for (const [condition, inner] of Object.entries(value)) {
    if (!conditions.has(condition)) continue;
    const found = target(inner, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}
