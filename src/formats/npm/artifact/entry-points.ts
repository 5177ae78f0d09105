// Files that package.json names and the tarball lacks: what is required, run or typed by them fails for everybody who
// installs the package. By the rules of Node.js and TypeScript.
import { isObject, type Manifest } from './manifest.ts';

/** Conditions that Node.js, bundlers and TypeScript ask for; others may lead to what only the author has. */
const CONDITIONS = new Set(['import', 'require', 'node', 'default', 'module-sync', 'types']);

/** Paths of the tarball below its top folder. */
export function missingEntryPoints(manifest: Manifest, files: ReadonlySet<string>): string[] {
  const missing: string[] = [];
  const name = (field: string, path: string) => missing.push(`\`${field}\` ${path}`);
  const types = text(manifest.types) ?? text(manifest.typings);
  const isForTypesAlone =
    types !== undefined && ![...files].some((file) => /\.(?:[cm]?js|json|node)$/.test(file) && file !== 'package.json');
  const main = text(manifest.main);
  if (main !== undefined && !isForTypesAlone && !isRequired(main, files)) name('main', main);
  if (types !== undefined && !isTyped(types, files)) name('types', types);
  const bin = typeof manifest.bin === 'string' ? { bin: manifest.bin } : manifest.bin;
  for (const path of isObject(bin) ? Object.values(bin) : [])
    if (typeof path === 'string' && !files.has(plain(path))) name('bin', path);
  for (const path of exported(manifest.exports)) if (!isExported(path, files)) name('exports', path);
  return [...new Set(missing)];
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Without `./` in front and `.` and `..` within. */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return parts.join('/');
}

/** As `require` looks for `main`: the file, with an ending, a folder's index; and then the index of the package. */
function isRequired(main: string, files: ReadonlySet<string>): boolean {
  const path = plain(main);
  const at = path === '' ? '' : `${path}/`;
  const endings = ['.js', '.json', '.node'];
  const tried = [path, ...endings.map((ending) => path + ending), ...endings.map((ending) => `${at}index${ending}`)];
  return [...tried, ...endings.map((ending) => `index${ending}`)].some((each) => files.has(each));
}

function isTyped(types: string, files: ReadonlySet<string>): boolean {
  const path = plain(types);
  const stem = path.replace(/\.[cm]?[jt]sx?$/, '');
  const tried = [
    path,
    `${path}.ts`,
    `${path}.d.ts`,
    `${path}.tsx`,
    `${stem}.d.ts`,
    path === '' ? 'index.d.ts' : `${path}/index.d.ts`,
  ];
  return tried.some((each) => files.has(each));
}

/** Targets that somebody who imports the package is led to, by conditions that everybody has. */
function exported(exports: unknown): string[] {
  if (typeof exports === 'string') return exports.startsWith('./') ? [exports] : [];
  // Of a list the first that can be read counts, whatever the others are.
  if (Array.isArray(exports)) return exported(exports[0]);
  if (!isObject(exports)) return [];
  return Object.entries(exports).flatMap(([key, target]) =>
    key.startsWith('.') || CONDITIONS.has(key) ? exported(target) : [],
  );
}

/** A pattern may lead to any file, a folder to all below it: one is enough. */
function isExported(path: string, files: ReadonlySet<string>): boolean {
  const target = plain(path);
  if (!target.includes('*') && !path.endsWith('/')) return files.has(target);
  const [before = '', after = ''] = path.endsWith('/') ? [`${target}/`, ''] : target.split('*');
  return [...files].some(
    (file) => file.startsWith(before) && file.endsWith(after) && file.length >= before.length + after.length,
  );
}
