// The rules of docs/architecture.md that a machine can check.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { FORMATS } from '../src/core/model/package.ts';
import { configuredFormats, publishedFormats } from '../src/formats/index.ts';
import { servers } from '../src/formats/servers.ts';

const src = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'src');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.name.endsWith('.ts') ? [path] : [];
  });
}

const sources = filesBelow(src).map((path) => ({
  path: relative(src, path).split(sep).join('/'),
  absolute: path,
  // Comments may speak of anything.
  code: readFileSync(path, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1'),
}));

/** What each folder may import, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'formats/shared': ['core'],
  formats: ['core', 'formats/shared'],
  machine: ['core'],
  aws: ['core'],
  local: ['core', 'formats', 'formats/shared', 'machine'],
  verbs: ['core', 'formats', 'formats/shared', 'aws'],
  action: ['core', 'machine', 'verbs', 'aws', 'formats'],
  cli: ['core', 'machine', 'verbs', 'aws', 'formats'],
  // Everything end to end, and what is generated from everything.
  demo: ['core', 'formats', 'aws', 'machine', 'verbs', 'local', 'action', 'cli'],
  docs: ['core', 'formats', 'local', 'cli'],
};

function folderOf(path: string): string {
  if (path.startsWith('formats/shared/')) return 'formats/shared';
  return path.split('/')[0] ?? '';
}

function importsOf({ absolute, code }: (typeof sources)[number]): string[] {
  const specifiers = [...code.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    ([, specifier]) => specifier as string,
  );
  return specifiers.map((specifier) =>
    relative(src, resolve(dirname(absolute), specifier))
      .split(sep)
      .join('/'),
  );
}

/** The command line reaches the server and the demo only as the separate bundle of the two commands. */
const isServerBundle = (path: string, target: string) => path === 'cli/main.ts' && target === 'demo/entry.ts';

describe('dependency rules', () => {
  test.each(sources.map((source) => [source.path, source] as const))('%s', (path, source) => {
    const from = folderOf(path);
    expect(Object.keys(allowed)).toContain(from);
    const foreign = importsOf(source).filter((target) => {
      const to = folderOf(target);
      return to !== from && !allowed[from]?.includes(to) && !isServerBundle(path, target);
    });
    expect(foreign).toEqual([]);
  });

  test('a format never imports another format', () => {
    const strays = sources
      .filter(({ path }) => /^formats\/[^/]+\//.test(path) && folderOf(path) === 'formats')
      .flatMap((source) => {
        const own = source.path.split('/')[1];
        return importsOf(source)
          .filter(
            (target) =>
              /^formats\/[^/]+\//.test(target) &&
              !target.startsWith(`formats/${own}/`) &&
              !target.startsWith('formats/shared/'),
          )
          .map((target) => `${source.path} -> ${target}`);
      });
    expect(strays).toEqual([]);
  });

  test('neither the action nor the verbs reach a server half', () => {
    const reached = new Set<string>();
    const visit = (path: string) => {
      if (reached.has(path)) return;
      reached.add(path);
      const source = sources.find((each) => each.path === path);
      for (const target of source ? importsOf(source) : []) if (!isServerBundle(path, target)) visit(target);
    };
    for (const { path } of sources) if (/^(action|verbs|cli)\//.test(path)) visit(path);
    expect([...reached].filter((path) => /\/serve[^/]*\.ts$|^formats\/servers\.ts$|^local\//.test(path))).toEqual([]);
  });
});

describe('the outside world is reached through hosts', () => {
  const ambient = /\bprocess\.|\bconsole\.|'node:fs(?:\/promises)?'|(?<![.\w])fetch\(/;
  const exempt = [
    /\/host(-[a-z]+)?\.ts$/,
    /^machine\//,
    /^local\/(http-host[a-z-]*|entry)\.ts$/,
    /^local\/store\//,
    /^(action|cli)\/(main|post)\.ts$/,
    /^action\/interruption\.ts$/,
    /^cli\/run-verb\.ts$/,
    /^demo\//,
  ];

  test.each(
    sources
      .filter(({ path }) => !exempt.some((rule) => rule.test(path)))
      .map(({ path, code }) => [path, code] as const),
  )('%s', (_, code) => {
    // A reader of public sources is handed its own `fetch`; then the word is a parameter and not the global one.
    const own = /\bfetch: ExternalFetch\b/.test(code) ? code.replaceAll('fetch(', 'given(') : code;
    expect(own.split('\n').filter((line) => ambient.test(line) && !/^import type/.test(line))).toEqual([]);
  });
});

describe('timers', () => {
  // A delay that is not finite becomes one of 1 ms in Node.js: the wrapper refuses it, and nothing goes round the wrapper.
  const timer = /\bset(?:Timeout|Interval)\(|timers\/promises|AbortSignal\.timeout/;
  const ofConnections = /(?:outgoing|server|socket)\.setTimeout\(/g;

  test('are set in one place', () => {
    const setting = sources.filter(({ code }) => timer.test(code.replace(ofConnections, '')));
    expect(setting.map(({ path }) => path)).toEqual(['machine/timers.ts']);
  });

  test('core waits through core/waits.ts and the pacer alone', () => {
    const sleeping = sources.filter(({ path, code }) => path.startsWith('core/') && /\.sleep\(/.test(code));
    expect(sleeping.map(({ path }) => path).sort()).toEqual(['core/pacing.ts', 'core/waits.ts']);
  });
});

describe('format names are known only to formats', () => {
  // A word of the service's own enumeration is allowed where names of formats are defined and where people type them.
  const literal = new RegExp(`'(${FORMATS.filter((name) => name !== 'generic').join('|')})'`);
  const exempt = [
    /^formats\//,
    /^core\/model\/(package|coordinates)\.ts$/,
    /^core\/ports\/package-format\.ts$/,
    /^core\/inputs\/definitions\.ts$/,
    /^local\/external-connections\.ts$/,
    /^demo\//,
    /^docs\//,
    /^cli\/buildspec\//,
  ];

  test.each(
    sources
      .filter(({ path }) => !exempt.some((rule) => rule.test(path)))
      .map(({ path, code }) => [path, code] as const),
  )('%s', (_, code) => {
    expect(code.split('\n').filter((line) => literal.test(line))).toEqual([]);
  });
});

describe('registration', () => {
  const folders = readdirSync(join(src, 'formats')).filter(
    (name) => name !== 'shared' && statSync(join(src, 'formats', name)).isDirectory(),
  );

  test('every folder of formats is in the map of client halves, and the other way round', () => {
    expect([...Object.keys(publishedFormats), ...Object.keys(configuredFormats)].sort()).toEqual([...folders].sort());
  });

  test('every published format has a server half', () => {
    expect(Object.keys(servers).sort()).toEqual(Object.keys(publishedFormats).sort());
  });

  test.each(folders)('%s has a fact sheet of at most 80 lines', (folder) => {
    const sheet = join(src, 'formats', folder, 'README.md');
    expect(existsSync(sheet)).toBe(true);
    expect(readFileSync(sheet, 'utf8').split('\n').length).toBeLessThanOrEqual(81);
  });
});

describe('names', () => {
  test('no file is called after nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|manager|service|base)(\.ts|\/)/;
    expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  test('files are kebab-case', () => {
    expect(sources.map(({ path }) => path).filter((path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path))).toEqual([]);
  });

  test('nothing is exported by default', () => {
    expect(sources.filter(({ code }) => /^export default/m.test(code)).map(({ path }) => path)).toEqual([]);
  });
});
