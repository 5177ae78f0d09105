// The grammar of the sections besides env and phases.
import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { pairOf } from '../edit/spec-text.ts';

export type Report = (rule: string, at: Node | Pair | null | undefined, message: string, fix: string) => void;

const artifactKeys = [
  'files',
  'name',
  'base-directory',
  'exclude-paths',
  'discard-paths',
  'enable-symlinks',
  's3-prefix',
  'secondary-artifacts',
];
const reportKeys = ['files', 'base-directory', 'discard-paths', 'file-format'];
const cacheKeys = ['paths', 'key', 'fallback-keys', 'action'];
const batchForms = ['build-graph', 'build-list', 'build-matrix', 'build-fanout'];
const entryKeys = ['identifier', 'buildspec', 'depend-on', 'ignore-failure', 'debug-session', 'env'];

export function unknownKeys(
  map: Node | null | undefined,
  known: readonly string[],
  name: string,
  report: Report,
): void {
  for (const pair of isMap(map) ? map.items : []) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (!known.includes(key))
      report('unknown-key', pair as Pair, `\`${key}\` is no key of ${name}.`, `Use one of ${known.join(', ')}.`);
  }
}

export function batch(node: Node | null | undefined, report: Report): void {
  if (!isMap(node)) return;
  unknownKeys(node, ['fast-fail', ...batchForms], '`batch`', report);
  const forms = batchForms.filter((form) => pairOf(node, form));
  if (forms.length !== 1)
    report(
      'batch-form',
      node,
      `A batch has exactly one of ${batchForms.join(', ')}; here are ${forms.length}.`,
      'Keep one.',
    );
  for (const form of ['build-graph', 'build-list']) {
    const list = pairOf(node, form)?.value;
    for (const entry of isSeq(list) ? (list.items as Node[]) : []) batchEntry(entry, form, report);
  }
}

function batchEntry(entry: Node, form: string, report: Report): void {
  unknownKeys(
    entry,
    form === 'build-list' ? entryKeys.filter((key) => key !== 'depend-on') : entryKeys,
    `a \`${form}\` entry`,
    report,
  );
  const pair = pairOf(entry, 'identifier');
  const name = pair && isScalar(pair.value) ? String(pair.value.value) : '';
  if (!/^[A-Za-z0-9_]+$/.test(name))
    report(
      'batch-identifier',
      pair ?? entry,
      'Each entry needs an `identifier` of letters, digits and underscores.',
      'Name it, for example `publish_npm`.',
    );
}

export function reports(node: Node | null | undefined, report: Report): void {
  if (!isMap(node)) return;
  if (node.items.length > 5) report('too-many-reports', node, 'A buildspec may have 5 report groups.', 'Merge some.');
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    unknownKeys(pair.value, reportKeys, 'a report group', report);
    if (!pairOf(pair.value, 'files')) report('missing-files', pair, 'A report group needs `files`.', 'Add `files`.');
  }
}

export function artifacts(node: Node | null | undefined, report: Report): void {
  if (!isMap(node)) return;
  unknownKeys(node, artifactKeys, '`artifacts`', report);
  if (!pairOf(node, 'files') && !pairOf(node, 'secondary-artifacts'))
    report('missing-files', node, '`artifacts` needs `files`.', 'Add `files`.');
}

export function cache(node: Node | null | undefined, report: Report): void {
  if (!isMap(node)) return;
  unknownKeys(node, cacheKeys, '`cache`', report);
  const fallback = pairOf(node, 'fallback-keys')?.value;
  if (isSeq(fallback) && fallback.items.length > 5)
    report('too-many-fallback-keys', fallback, 'A cache may have 5 fallback keys.', 'Keep the most useful ones.');
  const keys = [pairOf(node, 'key')?.value, ...(isSeq(fallback) ? (fallback.items as Node[]) : [])];
  for (const key of keys) {
    if (isScalar(key) && /CODEBUILD_WEBHOOK_|CODEBUILD_SOURCE_VERSION/.test(String(key.value)))
      report(
        'webhook-in-cache-key',
        key,
        'A cache key made of webhook data lets a fork write what a protected branch restores.',
        'Make the key of file hashes: $(codebuild-hash-files LOCKFILE).',
      );
  }
  const paths = pairOf(node, 'paths')?.value;
  for (const item of isSeq(paths) ? (paths.items as Node[]) : []) cachePath(item, report);
}

// Whole home folders and tool folders hold the configuration that login writes, with its token.
const leaky =
  /^(\/root|~|\$HOME|\/tmp)(\/(\*\*\/\*|\*)?)?$|(^|\/)(\.m2|\.gradle|\.nuget|\.npm|\.config|\.config\/pip|\.config\/NuGet|\.nuget\/NuGet|\.docker|\.aws)(\/(\*\*\/\*|\*)?)?$|(\.npmrc|\.pypirc|\.netrc|pip\.conf|settings\.xml|NuGet\.Config|\.yarnrc(\.yml)?)$/i;
const harmless = /(^|\/)\.npm(\/|$)/;

function cachePath(node: Node, report: Report): void {
  const path = isScalar(node) ? String(node.value) : '';
  if (leaky.test(path) && !harmless.test(path))
    report(
      'cache-holds-secrets',
      node,
      `The cache of \`${path}\` would keep configuration with its token.`,
      'Cache only downloads: /root/.npm/_cacache, /root/.cache/pip, /root/.m2/repository, /root/.gradle/caches, /root/.nuget/packages.',
    );
}
