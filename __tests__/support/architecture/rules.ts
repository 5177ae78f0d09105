// The rules of docs/architecture.md that a machine can check, over the facts of all source files.
import { dirname, posix } from 'node:path';
import type { SourceFacts } from './read-source.ts';
import { FILES, LANGUAGE, ROOMS, type Room } from './rooms.ts';

export type Rule = (sources: readonly SourceFacts[]) => string[];

const MOST_FILES = 20;

const roomOf = (path: string) => dirname(path);

/** The entry of a folder and what `*` stands for in it; the longest key that fits. */
function entryOf(room: string): { readonly entry: Room; readonly format: string } | undefined {
  if (Object.hasOwn(ROOMS, room) && ROOMS[room]) return { entry: ROOMS[room], format: '' };
  const [top, format = '', ...below] = room.split('/');
  if (top !== 'formats' || format === 'shared') return undefined;
  const entry = ROOMS[[top, '*', ...below].join('/')];
  return entry && { entry, format };
}

function fits(name: string, allowed: readonly string[], format = ''): boolean {
  return allowed.some((pattern) => {
    const wanted = format === '' ? pattern : pattern.replace('*', format);
    return wanted.endsWith('/**') ? name.startsWith(wanted.slice(0, -2)) : name === wanted;
  });
}

function targetOf({ path }: SourceFacts, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(dirname(path), specifier) : undefined;
}

/** Every import is in the list of its folder: folders of ours, packages, modules of Node.js. */
export const importsAreAllowed: Rule = (sources) =>
  sources.flatMap((source) => {
    const room = roomOf(source.path);
    const found = entryOf(room);
    if (!found) return [`${source.path}: the folder ${room} has no entry in rooms.ts`];
    const { entry, format } = found;
    const extra = FILES[source.path];
    return source.imports.flatMap(({ specifier }) => {
      const target = targetOf(source, specifier);
      if (target !== undefined) {
        const to = roomOf(target);
        if (to === room || fits(to, entry.rooms, format) || fits(to, extra?.rooms ?? [])) return [];
      } else if (specifier.startsWith('node:')) {
        if (fits(specifier.slice(5), entry.node ?? [])) return [];
      } else if (fits(specifier, entry.packages ?? [])) return [];
      return [`${source.path} imports ${target ?? specifier}`];
    });
  });

/** No name is used that is neither declared, nor of the language, nor in the list of the folder. */
export const ambientNamesAreAllowed: Rule = (sources) =>
  sources.flatMap(({ path, ambient }) => {
    const allowed = [...LANGUAGE, ...(entryOf(roomOf(path))?.entry.ambient ?? []), ...(FILES[path]?.ambient ?? [])];
    return ambient.filter((name) => !allowed.includes(name)).map((name) => `${path} uses ${name}`);
  });

/** Imports never lead back to where they began; types count. */
export const nothingGoesInCircles: Rule = (sources) => {
  const known = new Map(sources.map((source) => [source.path, source]));
  const next = (path: string) => {
    const source = known.get(path);
    return (source?.imports ?? []).flatMap(({ specifier }) => {
      const target = source && targetOf(source, specifier);
      return target !== undefined && known.has(target) ? [target] : [];
    });
  };
  const done = new Set<string>();
  const circles: string[] = [];
  for (const { path } of sources) {
    const trail: { readonly path: string; readonly rest: string[] }[] = [];
    const enter = (entered: string) => {
      const at = trail.findIndex((step) => step.path === entered);
      if (at >= 0) circles.push([...trail.slice(at).map((step) => step.path), entered].join(' -> '));
      else if (!done.has(entered)) trail.push({ path: entered, rest: next(entered) });
    };
    enter(path);
    for (let top = trail.at(-1); top; top = trail.at(-1)) {
      const follow = top.rest.pop();
      if (follow !== undefined) enter(follow);
      else done.add((trail.pop() as { path: string }).path);
    }
  }
  return circles;
};

export const foldersAreSmall: Rule = (sources) => {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(roomOf(path), (counts.get(roomOf(path)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > MOST_FILES).map(([room, count]) => `${room} has ${count} files`);
};

/** Every format has its own of these; nobody imports two of them. */
const SHAPE_OF_A_FORMAT = [
  'compareVersions',
  'coordinates',
  'dependenciesOf',
  'external',
  'finish',
  'gather',
  'normaliseName',
  'pack',
  'parseVersion',
  'project',
  'recognises',
  'sameVersion',
  'satisfies',
  'stores',
  'tools',
  'upload',
  'visibleVersions',
];

/** One name, one meaning: what an editor offers to import is what was meant. */
export const namesMeanOneThing: Rule = (sources) => {
  const places = new Map<string, string[]>();
  for (const { path, exports } of sources)
    for (const name of exports) places.set(name, [...(places.get(name) ?? []), path]);
  const formatOf = (path: string) => /^formats\/([^/]+)\//.exec(path)?.[1];
  return [...places]
    .filter(([name, paths]) => {
      const formats = new Set(paths.map(formatOf));
      const isShape = SHAPE_OF_A_FORMAT.includes(name) && !formats.has(undefined) && formats.size === paths.length;
      return paths.length > 1 && !isShape;
    })
    .map(([name, paths]) => `${name} is exported by ${paths.join(' and ')}`);
};

/** Places that know formats by name. */
const KNOWS_FORMATS = [
  /^formats\//,
  /^core\/model\/(package|coordinates)\.ts$/,
  /^core\/ports\/package-format\.ts$/,
  /^core\/inputs\/definitions\.ts$/,
  /^local\/registry\/upstream\/external-connections\.ts$/,
  /^demo\//,
  /^docs\//,
  /^buildspec\//,
];

/** Names of formats, in text or as keys, stand only where formats are known. */
export const formatNamesStayHome =
  (names: readonly string[]): Rule =>
  (sources) =>
    sources
      .filter(({ path }) => !KNOWS_FORMATS.some((place) => place.test(path)))
      .flatMap(({ path, texts }) => texts.filter((text) => names.includes(text)).map((text) => `${path} says ${text}`));

/** Neither the action nor the command line parses any of the server: it is a bundle of its own. */
export const serverStaysApart: Rule = (sources) => {
  const known = new Map(sources.map((source) => [source.path, source]));
  const reached = new Map<string, string>();
  const visit = (path: string, from: string) => {
    if (reached.has(path)) return;
    reached.set(path, from);
    const source = known.get(path);
    for (const { specifier, isTypeOnly } of source?.imports ?? []) {
      const target = source && targetOf(source, specifier);
      if (target !== undefined && !isTypeOnly && !(path === 'cli/main.ts' && target === 'demo/entry.ts'))
        visit(target, path);
    }
  };
  for (const { path } of sources) if (/^(action|cli|commands|buildspec)\//.test(path)) visit(path, 'the surface');
  return [...reached]
    .filter(([path]) => /^formats\/[^/]+\/serve(\/|\.ts$)|^formats\/servers\.ts$|^local\//.test(path))
    .map(([path, from]) => `${path} is reached from ${from}`);
};

export const filesAreNamed: Rule = (sources) =>
  sources
    .filter(
      ({ path }) =>
        !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path) ||
        /(^|\/)(utils?|helpers?|common|misc|manager|service|base)(\.ts|\/)/.test(path),
    )
    .map(({ path }) => `${path} is named after nothing, or not in kebab-case`);

export const nothingIsExportedByDefault: Rule = (sources) =>
  sources.filter(({ hasDefaultExport }) => hasDefaultExport).map(({ path }) => `${path} has a default export`);
