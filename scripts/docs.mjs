// Writes everything that is generated from definitions; --check compares and names what is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderEmbedded } from '../lib/buildspec/templates/template-files.js';
import { renderDocuments } from '../lib/docs/documents.js';
import { smokeBlocks } from './smoke/documents.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
let stale = 0;

function put(path, text) {
  const file = join(root, path);
  const is = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (is === text) return;
  stale++;
  if (check) console.error(`stale: ${relative(root, file)}`);
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${relative(root, file)}`);
  }
}

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`. */
function block(path, name, text) {
  const file = join(root, path);
  const is = readFileSync(file, 'utf8');
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = is.indexOf(begin);
  const to = is.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} has no block ${name}`);
  put(path, `${is.slice(0, from + begin.length)}\n${text}\n${is.slice(to)}`);
}

// The snippets travel inside the bundle. Whole buildspecs are made of those compiled in: when snippets have changed, a
// second run writes them.
const snippets = join(root, 'buildspec-templates', 'snippets');
const texts = readdirSync(snippets).map((name) => [
  name.replace(/\.yml$/, ''),
  readFileSync(join(snippets, name), 'utf8'),
]);
put('src/buildspec/templates/embedded-snippets.ts', renderEmbedded(Object.fromEntries(texts)));
if (!check && stale) console.log('the snippets have changed: run `npm run docs` once more');

const { files, blocks } = renderDocuments();
for (const [path, text] of Object.entries(files)) put(path, text);
for (const { path, name, text } of [...blocks, ...smokeBlocks()]) block(path, name, text);
if (check && stale) {
  console.error('generated documents are stale: run `npm run docs` and commit them');
  process.exit(1);
}
