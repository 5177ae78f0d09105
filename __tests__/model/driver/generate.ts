// Random calls that have something to act on: drawn with a look at the world, but written down as plain data, so that
// leaving some of them out still makes a sequence.
import { type Call, fileName } from '../calls.ts';
import { WANTED } from '../rules/install.ts';
import {
  CONNECTIONS,
  type Control,
  formatOf,
  type Mode,
  RESTRICTIONS,
  type Status,
  type World,
} from '../rules/state.ts';
import { FIRST_DOMAIN, type Universe } from '../rules/universe.ts';

export interface Profile {
  readonly packages: readonly string[];
  readonly isConnected: boolean;
  readonly hasGroups: boolean;
  /** There is a data folder, with which the server can begin again. */
  readonly isKept?: boolean;
  /** Each sequence sets some switches of the server. */
  readonly hasSwitches?: boolean;
  /** More than the first domain; a call names those. */
  readonly domains?: readonly string[];
}

type Random = () => number;

/** With one that is older than its number says. */
const versionPool = (pkg: string) => ['1.0.0', '1.1.0', '2.0.0', formatOf(pkg) === 'pypi' ? '2.0.0rc1' : '2.0.0-rc'];
const TAGS = ['latest', 'next', 'beta'];
const STATUSES: readonly Status[] = ['Published', 'Unlisted', 'Archived'];
const MODES: readonly Mode[] = ['ALLOW', 'BLOCK', 'ALLOW_SPECIFIC_REPOSITORIES', 'INHERIT'];
const FILES: Readonly<Record<string, readonly string[]>> = {
  pypi: ['wheel', 'sdist'],
  maven: ['pom', 'jar', 'sources'],
  generic: ['one.bin', 'two.bin'],
};

export class Draw {
  readonly #next: Random;
  constructor(next: Random) {
    this.#next = next;
  }
  chance(of: number): boolean {
    return this.#next() < of;
  }
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }
  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  some<T>(items: readonly T[], most: number): T[] {
    const rest = [...items];
    const count = Math.min(this.below(most + 1), rest.length);
    return Array.from({ length: count }, () => rest.splice(this.below(rest.length), 1)[0] as T);
  }
  shuffled<T>(items: readonly T[]): T[] {
    const rest = [...items];
    return items.map(() => rest.splice(this.below(rest.length), 1)[0] as T);
  }
  weighted<T>(items: readonly (readonly [number, T])[]): T {
    let left = this.#next() * items.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return (items.at(-1) as readonly [number, T])[1];
  }
}

/** Repositories that look into each other, with chains, siblings and diamonds among them. */
export function firstCalls(draw: Draw, profile: Profile): Call[] {
  const names = Array.from({ length: 3 + draw.below(3) }, (_, index) => `r${index}`);
  const calls: Call[] = names.map((repository, index) => {
    const upstreams = draw.some(names.slice(0, index), 3);
    return { do: 'create-repository', repository, ...(upstreams.length > 0 ? { upstreams } : {}) };
  });
  if (profile.isConnected) calls.push({ do: 'connect', repository: 'r0', connection: connectionOf(draw, profile) });
  for (const domain of (profile.domains ?? []).slice(1)) {
    calls.push({ do: 'create-domain', domain }, { do: 'create-repository', repository: 'r0', domain });
    calls.push({ do: 'create-repository', repository: 'r1', upstreams: ['r0'], domain });
  }
  return calls;
}

const connectionOf = (draw: Draw, { packages }: Profile) => CONNECTIONS[formatOf(draw.one(packages))] ?? 'public:npmjs';

export function nextCall({ worlds }: Universe, draw: Draw, profile: Profile): Call {
  const domain = draw.one(profile.domains ?? [FIRST_DOMAIN]);
  const world = worlds.get(domain);
  const named = domain === FIRST_DOMAIN ? {} : { domain };
  if (profile.isKept && draw.chance(0.05)) return { do: 'restart' };
  if (!world) return { do: 'create-domain', ...named };
  if (profile.domains && draw.chance(0.04))
    return { do: draw.chance(0.5) ? 'create-domain' : 'delete-domain', ...named };
  return { ...callIn(world, draw, profile), ...named };
}

function callIn(world: World, draw: Draw, profile: Profile): Call {
  const kinds: [number, () => Call][] = [
    [20, () => publishing(world, draw, profile)],
    [14, () => reading(world, draw, profile)],
    [4, () => ({ ...reading(world, draw, profile), do: 'fetch', ...guard(draw, 0.3) })],
    [14, () => copying(world, draw, profile)],
    [11, () => statusChange(world, draw, profile)],
    [5, () => deletion(world, draw, profile)],
    [6, () => ({ do: 'control', ...at(world, draw, profile), publish: control(draw), upstream: control(draw) })],
    [8, () => repositoryChange(world, draw, profile)],
  ];
  if (profile.packages.some((pkg) => formatOf(pkg) === 'npm')) kinds.push([9, () => tagging(world, draw, profile)]);
  if (profile.packages.some((pkg) => formatOf(pkg) === 'maven'))
    kinds.push([9, () => finishing(world, draw, profile)], [5, () => checking(world, draw, profile)]);
  if (profile.isConnected) kinds.push([8, () => releasing(draw, profile)]);
  if (profile.hasGroups) kinds.push([8, () => grouping(world, draw, profile)]);
  return draw.weighted(kinds)();
}

/** Everything that the client of each package can be told, in every repository; the first of them in any order. */
export function installCalls({ worlds }: Universe, draw: Draw, { packages }: Profile, most: number): Call[] {
  const repositories = [...(worlds.get(FIRST_DOMAIN)?.domain.repositories.keys() ?? [])];
  const all = repositories.flatMap((repository) =>
    packages.flatMap((pkg) =>
      (WANTED[formatOf(pkg) as keyof typeof WANTED] ?? []).map(
        (wanted): Call => ({ do: 'install', repository, package: pkg, wanted }),
      ),
    ),
  );
  return draw.shuffled(all).slice(0, most);
}

const control = (draw: Draw): Control => (draw.chance(0.65) ? 'ALLOW' : 'BLOCK');

function repositoryName(world: World, draw: Draw): string {
  const names = [...world.domain.repositories.keys()];
  return names.length === 0 || draw.chance(0.02) ? 'r9' : draw.one(names);
}

const at = (world: World, draw: Draw, { packages }: Profile) => ({
  repository: repositoryName(world, draw),
  package: draw.one(packages),
});

/** Mostly one that the package has somewhere. */
function versionOf(world: World, draw: Draw, pkg: string, repository?: string): string {
  const here = [
    ...(world.domain.repositories
      .get(repository ?? '')
      ?.packages.get(pkg)
      ?.versions.keys() ?? []),
  ];
  if (here.length > 0 && draw.chance(0.6)) return draw.one(here);
  const anywhere = [...world.domain.repositories.values()].flatMap(({ packages }) => [
    ...(packages.get(pkg)?.versions.keys() ?? []),
  ]);
  return anywhere.length > 0 && draw.chance(0.7) ? draw.one(anywhere) : draw.one(versionPool(pkg));
}

function versionsOf(world: World, draw: Draw, pkg: string, repository?: string): string[] {
  const count = draw.weighted([
    [7, 1],
    [3, 2],
    [1, 3],
  ]);
  return [...new Set(Array.from({ length: count }, () => versionOf(world, draw, pkg, repository)))];
}

const fileOf = (draw: Draw, pkg: string) => {
  const files = FILES[formatOf(pkg)];
  return files ? { file: draw.one(files) } : {};
};

function publishing(world: World, draw: Draw, profile: Profile): Call {
  const where = at(world, draw, profile);
  const version = draw.chance(0.3) ? versionOf(world, draw, where.package) : draw.one(versionPool(where.package));
  const build = draw.chance(0.75) ? 'a' : 'b';
  const format = formatOf(where.package);
  return {
    do: 'publish',
    ...where,
    version,
    build,
    ...fileOf(draw, where.package),
    ...(format === 'npm' ? { tag: draw.chance(0.7) ? 'latest' : draw.one(TAGS) } : {}),
    ...(format === 'generic' && draw.chance(0.5) ? { unfinished: true } : {}),
  };
}

function finishing(world: World, draw: Draw, profile: Profile): Call {
  const { repository, package: pkg } = at(world, draw, {
    ...profile,
    packages: profile.packages.filter((each) => formatOf(each) === 'maven'),
  });
  const waiting = [...(world.domain.repositories.get(repository)?.packages.get(pkg)?.versions ?? [])]
    .filter(([, { status }]) => status === 'Unfinished')
    .map(([version]) => version);
  const versions =
    waiting.length > 0 && draw.chance(0.85) ? [draw.one(waiting)] : versionsOf(world, draw, pkg, repository);
  return { do: 'finish', repository, package: pkg, versions };
}

/** Mostly of a file that is there, and mostly the right one. */
function checking(world: World, draw: Draw, profile: Profile): Call {
  const packages = profile.packages.filter((pkg) => formatOf(pkg) === 'maven');
  const where = at(world, draw, { ...profile, packages });
  const version = versionOf(world, draw, where.package, where.repository);
  const held = world.domain.repositories.get(where.repository)?.packages.get(where.package)?.versions.get(version);
  const files = FILES.maven?.filter((file) => held?.files[fileName(where.package, version, file)] !== undefined) ?? [];
  // Of a version that is here only files that are here: whether those that an upstream lends count is not documented.
  const file = held === undefined || files.length === 0 ? 'pom' : draw.one(files);
  const kept = held?.files[fileName(where.package, version, file)];
  const build = kept !== undefined && draw.chance(0.6) ? kept : draw.one(['a', 'b']);
  return { do: 'checksum', ...where, version, build, file };
}

function reading(world: World, draw: Draw, profile: Profile): Extract<Call, { do: 'read' }> {
  const where = at(world, draw, profile);
  const publicVersions = [...(world.publicPackages.get(where.package)?.versions.keys() ?? [])];
  const version =
    publicVersions.length > 0 && draw.chance(0.4) ? draw.one(publicVersions) : versionOf(world, draw, where.package);
  return { do: 'read', ...where, version, ...fileOf(draw, where.package) };
}

const guard = (draw: Draw, often: number) =>
  draw.chance(often) ? { guard: draw.chance(0.8) ? ('current' as const) : ('stale' as const) } : {};

function copying(world: World, draw: Draw, { packages }: Profile): Call {
  const pkg = draw.one(packages);
  const [from, to] = [repositoryName(world, draw), repositoryName(world, draw)];
  return {
    do: 'copy',
    from,
    to,
    package: pkg,
    versions: versionsOf(world, draw, pkg, from),
    ...guard(draw, 0.25),
    ...(draw.chance(0.25) ? { overwrite: true } : {}),
    ...(draw.chance(0.4) ? { fromUpstream: true } : {}),
  };
}

function statusChange(world: World, draw: Draw, profile: Profile): Call {
  const where = at(world, draw, profile);
  const versions = versionsOf(world, draw, where.package, where.repository);
  const expected = draw.chance(0.2) ? { expected: draw.one([...STATUSES, 'Unfinished', 'Disposed'] as Status[]) } : {};
  const guarded = { ...where, versions, ...expected, ...guard(draw, 0.15) };
  if (draw.chance(0.15)) return { do: 'dispose', ...guarded };
  return { do: 'set-status', ...guarded, target: draw.chance(0.03) ? 'Disposed' : draw.one(STATUSES) };
}

function deletion(world: World, draw: Draw, profile: Profile): Call {
  const where = at(world, draw, profile);
  if (draw.chance(0.25)) return { do: 'delete-package', ...where };
  const versions = versionsOf(world, draw, where.package, where.repository);
  return { do: 'delete-versions', ...where, versions, ...(draw.chance(0.15) ? { expected: draw.one(STATUSES) } : {}) };
}

function tagging(world: World, draw: Draw, profile: Profile): Call {
  const packages = profile.packages.filter((pkg) => formatOf(pkg) === 'npm');
  const where = at(world, draw, { ...profile, packages });
  const tag = draw.one(TAGS);
  if (draw.chance(0.3)) return { do: 'untag', ...where, tag };
  return { do: 'tag', ...where, tag, version: versionOf(world, draw, where.package, where.repository) };
}

function repositoryChange(world: World, draw: Draw, profile: Profile): Call {
  const names = [...world.domain.repositories.keys()];
  const repository = repositoryName(world, draw);
  const connection = connectionOf(draw, profile);
  const kinds: [number, () => Call][] = [
    [2, () => ({ do: 'create-repository', repository: `r${draw.below(6)}`, upstreams: draw.some(names, 3) })],
    [1, () => ({ do: 'delete-repository', repository })],
    [5, () => ({ do: 'set-upstreams', repository, upstreams: draw.some(names, 3) })],
  ];
  if (profile.isConnected)
    kinds.push([2, () => ({ do: draw.chance(0.6) ? 'connect' : 'disconnect', repository, connection })]);
  return draw.weighted(kinds)();
}

function releasing(draw: Draw, { packages }: Profile): Call {
  const pkg = draw.one(packages.filter((each) => CONNECTIONS[formatOf(each)] !== undefined));
  const version = draw.one(versionPool(pkg));
  // A public registry never changes a file, so each version has one build there.
  return {
    do: 'release',
    package: pkg,
    version,
    build: 'p',
    ...(formatOf(pkg) === 'maven' ? (draw.chance(0.3) ? { file: 'sources' } : {}) : fileOf(draw, pkg)),
    ...(formatOf(pkg) === 'npm' ? { tag: draw.chance(0.7) ? 'latest' : draw.one(TAGS) } : {}),
  };
}

function grouping(world: World, draw: Draw, { packages }: Profile): Call {
  const pattern = draw.one(patternsFor(packages));
  if (draw.chance(0.3)) return { do: 'create-group', pattern };
  if (draw.chance(0.15)) return { do: 'delete-group', pattern };
  const modes = Object.fromEntries(
    draw
      .some(RESTRICTIONS, 2)
      .map((restriction) => [restriction, draw.one(pattern === '/*' ? MODES.slice(0, 3) : MODES)]),
  );
  const entries = () => [[draw.one(RESTRICTIONS), repositoryName(world, draw)] as const];
  const add = draw.chance(0.4) ? { add: entries() } : {};
  const remove = draw.chance(0.25) ? { remove: draw.chance(0.3) ? (add.add ?? entries()) : entries() } : {};
  return { do: 'restrict-group', pattern, modes, ...add, ...remove };
}

/** Groups that hold the packages, some of them weakly, and such that do not. */
function patternsFor(packages: readonly string[]): string[] {
  const found = packages.flatMap((pkg) => {
    const [format = '', ...rest] = pkg.split(':');
    const whole = rest.join(':').replace(/^@/, '').replace('/', ':').split(':');
    const [namespace, name = ''] = whole.length === 2 ? whole : ['', whole[0]];
    return [
      `/${format}/*`,
      `/${format}/${namespace}/*`,
      `/${format}/${namespace}/${name}$`,
      `/${format}/${namespace}/${name}~`,
    ];
  });
  return ['/*', ...new Set(found)].filter((pattern) => !pattern.includes('//*') || true);
}
