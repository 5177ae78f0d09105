// The rules of docs/architecture.md that a machine can check, over the facts of all source files.
import { basename, dirname, posix } from 'node:path';
import type { SourceFacts } from './read-source.ts';
import {
  FILES,
  FILES_LOADED_LATE,
  GLOBALS_OF_HOSTS,
  HANDED_ON,
  LANGUAGE,
  LOADED_LATE,
  ROOMS,
  type Room,
  SDK_CLIENTS,
} from './rooms.ts';

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

/** Client and server half of a format without folders share names only. */
const OTHER_HALF: Readonly<Record<string, readonly string[]>> = {
  'serve.ts': ['publish.ts', 'configure.ts', 'format.ts'],
  'publish.ts': ['serve.ts'],
};

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
        const isOtherHalf =
          room === `formats/${format}` && OTHER_HALF[basename(source.path)]?.includes(basename(target));
        if (!isOtherHalf && (to === room || fits(to, [...entry.rooms, ...(extra?.rooms ?? [])], format))) return [];
      } else if (specifier.startsWith('node:')) {
        if (fits(specifier.slice(5), [...(entry.node ?? []), ...(extra?.node ?? [])])) return [];
      } else if (fits(specifier, [...(entry.packages ?? []), ...(extra?.packages ?? [])])) return [];
      return [`${source.path} imports ${target ?? specifier}`];
    });
  });

/** No name is used that is neither declared, nor of the language, nor in the list of the folder. */
export const ambientNamesAreAllowed: Rule = (sources) =>
  sources.flatMap(({ path, ambient }) => {
    const allowed = [...LANGUAGE, ...(entryOf(roomOf(path))?.entry.ambient ?? []), ...(FILES[path]?.ambient ?? [])];
    return ambient.filter((name) => !allowed.includes(name)).map((name) => `${path} uses ${name}`);
  });

/** Nothing of a file's own is called like a global that only hosts may use: a use of the global would not show. */
export const globalsAreNotShadowed: Rule = (sources) =>
  sources
    .filter(({ path }) => !HANDED_ON.includes(path))
    .flatMap(({ path, declared }) =>
      declared.filter((name) => GLOBALS_OF_HOSTS.includes(name)).map((name) => `${path} calls something ${name}`),
    );

/** Whether a file is one of those that bring the SDK, or is imported at once by such files only. */
function bringsTheSdk(path: string, sources: Parameters<Rule>[0]): boolean {
  if (FILES_LOADED_LATE.includes(path)) return true;
  const importers = sources.filter((source) =>
    source.imports.some(
      ({ specifier, isLate, isTypeOnly }) => !isLate && !isTypeOnly && targetOf(source, specifier) === path,
    ),
  );
  return importers.length > 0 && importers.every((source) => bringsTheSdk(source.path, sources));
}

/** What is heavy is loaded when it is reached: no start pays for what it does not use. */
export const heavyThingsAreLoadedLate: Rule = (sources) =>
  sources.flatMap((source) =>
    source.imports.flatMap(({ specifier, isLate, isTypeOnly }) => {
      if (isLate || isTypeOnly) return [];
      const target = targetOf(source, specifier);
      const isCommand = target?.startsWith('commands/') === true && target !== 'commands/index.ts';
      const isHeavy =
        LOADED_LATE.includes(specifier) ||
        // One of them may bring another.
        (FILES_LOADED_LATE.includes(target ?? '') && !FILES_LOADED_LATE.includes(source.path)) ||
        (SDK_CLIENTS.includes(specifier) && !bringsTheSdk(source.path, sources)) ||
        (target !== undefined && (source.path === 'commands/index.ts' || roomOf(target) === 'demo')) ||
        (isCommand && /^(action|cli)\//.test(source.path));
      return isHeavy && roomOf(source.path) !== 'demo' ? [`${source.path} loads ${target ?? specifier} at once`] : [];
    }),
  );

/** What the list allows is used, so that it stays a list of what is. */
export const nothingIsAllowedInVain: Rule = (sources) =>
  Object.entries(ROOMS).flatMap(([key, room]) => {
    const inside = sources.filter(({ path }) => entryOf(roomOf(path))?.entry === room);
    const specifiers = inside.flatMap((source) => source.imports.map(({ specifier }) => ({ source, specifier })));
    const rooms = specifiers.flatMap(({ source, specifier }) => {
      const target = targetOf(source, specifier);
      return target === undefined ? [] : [{ to: roomOf(target), format: entryOf(roomOf(source.path))?.format ?? '' }];
    });
    const vain = [
      ...room.rooms.filter((pattern) => !rooms.some(({ to, format }) => fits(to, [pattern], format))),
      ...(room.node ?? []).filter((name) => !specifiers.some(({ specifier }) => specifier === `node:${name}`)),
      ...(room.packages ?? []).filter((name) => !specifiers.some(({ specifier }) => fits(specifier, [name]))),
      ...(room.ambient ?? []).filter((name) => !inside.some(({ ambient }) => ambient.includes(name))),
    ];
    // A format without folders may do what those with folders do, used today or not.
    return key === 'formats/*' ? [] : vain.map((name) => `${key} may touch ${name}, and does not`);
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
  'isPrerelease',
  'coordinates',
  'dependenciesOf',
  'external',
  'finish',
  'gather',
  'nameIn',
  'normaliseName',
  'pack',
  'parseVersion',
  'project',
  'recognises',
  'sameVersion',
  'satisfies',
  'stems',
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

/** The name itself, `npm:` before a coordinate or an operation, and package URLs. */
const isNamed = (text: string, name: string) =>
  text === name || text.startsWith(`${name}:`) || text.startsWith(`pkg:${name}/`);

/** Names of formats, in text or as keys, stand only where formats are known. */
export const formatNamesStayHome =
  (names: readonly string[]): Rule =>
  (sources) =>
    sources
      .filter(({ path }) => !KNOWS_FORMATS.some((place) => place.test(path)))
      .flatMap(({ path, texts }) =>
        texts.filter((text) => names.some((name) => isNamed(text, name))).map((text) => `${path} says ${text}`),
      );

/** All that the action prints passes one file, so that nothing it prints can become a command of the runner. */
export const actionPrintsInOnePlace: Rule = (sources) =>
  sources
    .filter(({ path }) => roomOf(path) === 'action' && path !== 'action/runner.ts')
    .flatMap(({ path, texts, declared }) =>
      ['stdout', 'stderr']
        .filter((name) => [...texts, ...declared].includes(name))
        .map((name) => `${path} prints on ${name}`),
    );

/** What tells the nodes of a parsed document apart; all else of the package reads or writes text. */
const YAML_PREDICATES = ['isAlias', 'isMap', 'isScalar', 'isSeq', 'visit'];

/** YAML is read in one file, which bounds what reading costs. The others tell nodes apart, by name. */
export const yamlIsReadInOnePlace: Rule = (sources) =>
  sources
    .filter(({ path }) => path !== 'core/text/yaml-document.ts')
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, isTypeOnly }) => /^yaml(?:\/|$)/.test(specifier) && !isTypeOnly)
        .flatMap(({ specifier, names }) =>
          specifier !== 'yaml' || names === undefined
            ? [`${path} takes the whole of ${specifier}`]
            : names.filter((name) => !YAML_PREDICATES.includes(name)).map((name) => `${path} takes ${name} of yaml`),
        ),
    );

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
      if (target !== undefined && !isTypeOnly) visit(target, path);
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
        /(^|[/-])(utils?|utilities|helpers?|common|misc|manager|service|base)(\.ts|\/)/.test(path),
    )
    .map(({ path }) => `${path} is named after nothing, or not in kebab-case`);

export const nothingIsExportedByDefault: Rule = (sources) =>
  sources.filter(({ hasDefaultExport }) => hasDefaultExport).map(({ path }) => `${path} has a default export`);
