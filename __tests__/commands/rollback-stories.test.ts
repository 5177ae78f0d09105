// Random stories of promotions, rollbacks and restores of three packages, each command on a machine of its own, some of them
// killed. Whoever watches the repository judges by what it showed before and after each of them, and by what was green, and
// knows nothing of journals and records.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import {
  type Asked,
  idOf,
  type Network,
  openRollbackWorld,
  printedIn,
  type RollbackWorld,
  said,
} from '../support/worlds/rollback-world.ts';
import type { Ended } from './run-command.ts';

jest.setTimeout(byLane(120_000, 3 * 3600_000));

const folder = temporaryFolders();
const NAMES = ['x', 'y', 'c'];

/** What the repository shows: version -> whether it can be installed; tag of a package -> version. */
interface Shown {
  readonly versions: ReadonlyMap<string, boolean>;
  readonly tags: ReadonlyMap<string, string>;
}

/** A promotion that was green. */
interface Release {
  readonly run: string;
  /** `x@1.0.0` */
  readonly set: readonly string[];
  /** What was not there, or could not be installed, before. */
  readonly brought: readonly string[];
  /** `x latest` -> version, of what it was asked for and users got. */
  readonly tags: ReadonlyMap<string, string>;
  readonly at: number;
  readonly manifest: string;
  readonly plan: string;
  /** Undefined: whoever rolled it back, or restored it, could not do all of that. */
  isLive: boolean | undefined;
}

/** A rollback, and what it was seen to do. */
interface Undone {
  readonly id: string;
  readonly releases: readonly Release[];
  readonly before: Shown;
  after: Shown;
  readonly at: number;
}

const isWrite = ({ method, url }: HttpRequest) =>
  url.includes('/versions/update_status') || (method === 'PUT' && url.includes('/dist-tags/'));
/** Dies with the answer to its n-th write, or right before it. */
function dying(at: number, isBefore: boolean): { readonly network: Network; readonly isDead: () => boolean } {
  let writes = 0;
  let isDead = false;
  const die = () => {
    isDead = true;
    throw new Error('the machine is gone');
  };
  const network: Network = (send) => async (request) => {
    if (isDead) die();
    const isLast = isWrite(request) && ++writes === at;
    if (isLast && isBefore) die();
    const answer = await send(request);
    if (isLast) die();
    return answer;
  };
  return { network, isDead: () => isDead };
}

class Story {
  readonly told: string[] = [];
  readonly #on: RollbackWorld;
  readonly #next: () => number;
  readonly #releases: Release[] = [];
  readonly #undone: Undone[] = [];
  /** What a person hid, or pointed elsewhere: nobody answers for that any more. */
  readonly #withdrawn = new Set<string>();
  readonly #movedAt = new Map<string, number>();
  #time = 0;
  #minor = 0;
  #printed: readonly string[] = [];

  constructor(on: RollbackWorld, next: () => number) {
    this.#on = on;
    this.#next = next;
  }

  #one<T>(of: readonly T[]): T | undefined {
    return of[Math.floor(this.#next() * of.length)];
  }

  async #shown(): Promise<Shown> {
    const versions = new Map<string, boolean>();
    const tags = new Map<string, string>();
    const { at } = this.#on;
    for (const name of NAMES) {
      const ref = { format: 'npm', namespace: 'acme', name } as const;
      for await (const { version, status } of at.client.listPackageVersions(at.at('prod'), ref))
        versions.set(`${name}@${version}`, status === 'Published');
      for (const [tag, version] of Object.entries(await at.tags('prod', ref))) tags.set(`${name} ${tag}`, version);
    }
    return { versions, tags };
  }

  #tell(what: string, ended: Ended | undefined, { tags, versions }: Shown): void {
    const hidden = [...versions].flatMap(([name, isShown]) => (isShown ? [] : [name]));
    this.told.push(
      `${what} -> ${ended?.exit ?? 'killed'}; ${[...tags].map(([tag, to]) => `${tag}=${to}`).join(', ')}; hidden: ${hidden.join(', ')}`,
    );
  }

  /** Fails with all that was told. */
  #require(isSo: boolean, what: string, ended?: Ended): void {
    if (isSo) return;
    throw new Error([what, ...this.told, ended ? said(ended).slice(0, 6000) : ''].join('\n'));
  }

  async promote(isFirst = false): Promise<void> {
    const on = this.#on;
    const sets = [['x'], ['x', 'y'], ['x', 'c'], ['y', 'c'], ['x', 'y', 'c']];
    const names = isFirst ? NAMES : (this.#one(sets) as string[]);
    const again = isFirst || this.#next() < 0.55 ? undefined : this.#one(this.#releases.slice(-3));
    const minor = again ? this.#minor : ++this.#minor;
    let set = names.map((name) => `${name}@1.${minor}.0`);
    if (again) {
      // A version of another release, and what is new besides; or the same once more.
      const shared = this.#one(again.set) as string;
      set =
        this.#next() < 0.3 ? [...again.set] : [shared, `${shared.startsWith('c') ? 'y' : 'c'}@1.${++this.#minor}.0`];
    }
    await on.stage(...set.filter((name) => name.endsWith(`1.${this.#minor}.0`)));
    const mode = isFirst ? 'copy' : (this.#one(['copy', 'copy', 'keep', 'named']) as string);
    const shared = set[0] as string;
    const named = `@acme/${shared.replace('@', ':latest=')}`;
    const lines = mode === 'named' ? named : mode;
    const before = await this.#shown();
    const home = await on.newHome();
    const coordinates = set.map((name) => `npm:@acme/${name}`);
    const inputs = { 'dist-tags': lines } as const;
    const planned = await on.promote(coordinates, { home, inputs: { ...inputs, 'dry-run': 'true' } });
    const ended = await on.promote(coordinates, { home, inputs });
    const after = await this.#shown();
    this.#tell(`promote ${set.join(' ')} ${lines}`, ended, after);
    this.#time++;
    for (const [tag, to] of after.tags) if (before.tags.get(tag) !== to) this.#movedAt.set(tag, this.#time);
    if (ended.exit !== 0 || planned.exit !== 0) return;
    for (const name of set) this.#withdrawn.delete(name);
    const sourceTags = new Map<string, string>();
    for (const name of NAMES) {
      const ref = { format: 'npm', namespace: 'acme', name } as const;
      for (const [tag, to] of Object.entries(await on.at.tags('staging', ref))) sourceTags.set(`${name} ${tag}`, to);
    }
    const asked = [...after.tags].filter(([tag, to]) => {
      const [name] = tag.split(' ');
      if (!set.includes(`${name}@${to}`)) return false;
      if (before.tags.get(tag) !== to) return true;
      return mode === 'copy' ? sourceTags.get(tag) === to : mode === 'named' && shared === `${name}@${to}`;
    });
    this.#releases.push({
      ...{ run: idOf(ended), set, tags: new Map(asked), at: this.#time, isLive: true },
      brought: set.filter((name) => before.versions.get(name) !== true),
      manifest: await on.manifestOf(...set),
      plan: join(home, 'codeartifact-plan.json'),
    });
  }

  /** The releases that are one with this one: of the same set, with no other of its packages in between. */
  #same(release: Release): Release[] {
    const isOf = (other: Release) => [...other.set].sort().join() === [...release.set].sort().join();
    return this.#releases.filter((other) => isOf(other) && other.isLive !== false);
  }

  /** What green runs have, those of these releases apart; `isSure`: without runs of which it is not known. */
  #others(releases: readonly Release[], isSure: boolean): readonly Release[] {
    return this.#releases.filter(
      (other) => !releases.includes(other) && (isSure ? other.isLive === true : other.isLive !== false),
    );
  }

  /** No green run that is not undone loses a version or a tag. */
  #requireHarmless(
    what: string,
    undone: readonly Release[],
    before: Shown,
    after: Shown,
    since: number,
    ended?: Ended,
  ) {
    const others = this.#others(undone, true);
    for (const other of others) {
      for (const name of other.set)
        this.#require(
          before.versions.get(name) !== true || after.versions.get(name) === true,
          `${what} hid ${name}, which ${other.run} has`,
          ended,
        );
      for (const [tag, to] of other.tags) {
        const isLater = other.at > since;
        const isThere = before.tags.get(tag) === to && before.versions.get(`${tag.split(' ')[0]}@${to}`) === true;
        this.#require(
          !isLater || !isThere || after.tags.get(tag) === to,
          `${what} took ${tag} from ${to}, where ${other.run} has it`,
          ended,
        );
      }
    }
  }

  /** The command as it ends, killed at first or not; each on its own machine. */
  async #ended(what: string, command: (more: Asked) => Promise<Ended>) {
    const isToDie = this.#next() < 0.3;
    const { network, isDead } = dying(1 + Math.floor(this.#next() * 4), this.#next() < 0.5);
    const first = await this.#on.newHome();
    const ended = await command({ home: first, ...(isToDie ? { network } : {}) }).catch(() => undefined);
    if (ended && !isDead()) return { ended, home: first, isKilled: false };
    this.#tell(`${what} killed`, undefined, await this.#shown());
    const home = await this.#on.newHome();
    return { ended: await command({ home }), home, isKilled: true };
  }

  async rollback(): Promise<void> {
    const on = this.#on;
    const chosen = this.#one(this.#releases.slice(1).filter(({ isLive }) => isLive !== false));
    if (!chosen) return;
    const way = this.#one(['run', 'run', 'manifest', 'plan', 'latest']) as string;
    const asked = (more: Asked) => {
      if (way === 'latest') return on.latest(more);
      if (way === 'run') return on.rollback(chosen.run, more);
      return on.rollback(undefined, { ...more, inputs: { [way]: chosen[way as 'manifest' | 'plan'] } });
    };
    const before = await this.#shown();
    this.#time++;
    const { ended, home, isKilled } = await this.#ended(`rollback by ${way} ${chosen.run}`, asked);
    const after = await this.#shown();
    const of = way === 'latest' ? await aboutOf(home) : chosen.run;
    const release = this.#releases.find(({ run }) => run === of);
    this.#tell(`rollback by ${way} ${of} (${release?.set.join(' ')})`, ended, after);
    if (ended.exit === 2 || !release) {
      this.#require(!isKilled || way === 'latest', 'refused', ended);
      if (isKilled) for (const each of this.#releases.slice(1)) each.isLive = undefined;
      return;
    }
    const same = this.#same(release);
    // By `--latest` the killed one may have been about another.
    const undone = isKilled && way === 'latest' ? this.#releases : same;
    this.#requireHarmless(`the rollback of ${release.run}`, undone, before, after, 0, ended);
    if (ended.exit === 0) {
      const others = new Set(this.#others(same, false).flatMap(({ set }) => set));
      for (const name of same.flatMap(({ brought }) => brought))
        this.#require(others.has(name) || after.versions.get(name) !== true, `${name} can still be installed`, ended);
      this.#requireTags(after, before, ended);
    }
    for (const each of same) each.isLive = ended.exit === 0 || ended.exit === 5 ? false : undefined;
    if (isKilled && way === 'latest')
      for (const each of this.#releases.slice(1)) if (!same.includes(each)) each.isLive = undefined;
    this.#undone.push({ id: await idIn(ended, home), releases: same, before, after, at: this.#time });
    this.#printed = printedIn(ended).filter((line) => !isTaking(ended, line));
  }

  /** No tag is on what cannot be installed, unless it was before. */
  #requireTags(after: Shown, before: Shown, ended: Ended): void {
    for (const [tag, to] of after.tags) {
      const name = `${tag.split(' ')[0]}@${to}`;
      const wasSo = before.tags.get(tag) === to && before.versions.get(name) === false;
      this.#require(after.versions.get(name) === true || wasSo, `${tag} is on ${to}, which is hidden`, ended);
    }
  }

  async restore(): Promise<void> {
    const on = this.#on;
    const undone = this.#one(this.#undone.filter(({ releases }) => releases.every(({ isLive }) => isLive === false)));
    if (!undone) return;
    const id = this.#next() < 0.5 ? undone.id : (this.#one(undone.releases)?.run as string);
    // By the release its last rollback is meant.
    const last = this.#undone.findLast(({ releases }) => releases.some((each) => undone.releases.includes(each)));
    const before = await this.#shown();
    this.#time++;
    const { ended } = await this.#ended(`restore ${id}`, (more) => on.restore(id, more));
    const after = await this.#shown();
    this.#tell(`restore ${id} (${undone.releases[0]?.set.join(' ')})`, ended, after);
    // Of a rollback that left everything to others there is nothing to give back.
    this.#require(ended.exit !== 2 || isDeepStrictEqual(undone.before, undone.after), 'refused', ended);
    this.#requireHarmless(`the restore of ${id}`, undone.releases, before, after, undone.at, ended);
    for (const name of this.#withdrawn)
      this.#require(
        before.versions.get(name) === true || after.versions.get(name) !== true,
        `${name} was published, which a person had withdrawn`,
        ended,
      );
    if (ended.exit === 0 && last === undone) {
      for (const [name, wasShown] of undone.before.versions)
        if (wasShown && undone.after.versions.get(name) === false)
          this.#require(after.versions.get(name) === true, `${name} is not given back`, ended);
      for (const [tag, to] of undone.before.tags)
        if (undone.after.tags.get(tag) !== to && (this.#movedAt.get(tag) ?? 0) < undone.at)
          this.#require(after.tags.get(tag) === to, `${tag} is not at ${to} again`, ended);
    }
    if (ended.exit === 0) this.#requireTags(after, before, ended);
    for (const [tag, to] of after.tags) if (before.tags.get(tag) !== to) this.#movedAt.set(tag, this.#time);
    for (const each of undone.releases) each.isLive = ended.exit === 0 ? true : undefined;
    this.#printed = printedIn(ended).filter((line) => !isTaking(ended, line));
  }

  /** What the last command printed does no harm. */
  async obey(): Promise<void> {
    const line = this.#one(this.#printed);
    this.#printed = [];
    if (line === undefined) return;
    const before = await this.#shown();
    const ended = await this.#on.asPrinted(line);
    const after = await this.#shown();
    this.#tell(line, ended, after);
    this.#time++;
    for (const [tag, to] of after.tags) if (before.tags.get(tag) !== to) this.#movedAt.set(tag, this.#time);
    for (const other of this.#others([], true)) {
      for (const name of other.set)
        this.#require(before.versions.get(name) !== true || after.versions.get(name) === true, `${line} hid ${name}`);
      for (const [tag, to] of other.tags) {
        const minor = (version = '') => Number(version.split('.')[1]);
        const isBack = before.tags.get(tag) === to && minor(after.tags.get(tag)) < minor(to);
        this.#require(!isBack, `${line} took ${tag} from ${to}, where ${other.run} has it`);
      }
    }
  }

  /** A person hides a version, or points a tag elsewhere. */
  async decide(): Promise<void> {
    const on = this.#on;
    const { versions, tags } = await this.#shown();
    const shown = [...versions].flatMap(([name, isShown]) => (isShown ? [name] : []));
    const name = this.#one(shown) as string;
    const [of = '', version = ''] = name.split('@');
    this.#time++;
    if (this.#next() < 0.5) {
      await on.setTag(of, 'latest', version);
      this.#movedAt.set(`${of} latest`, this.#time);
      for (const each of this.#releases)
        if (each.tags.has(`${of} latest`)) (each.tags as Map<string, string>).delete(`${of} latest`);
    } else if (![...tags].some(([tag, to]) => tag.startsWith(of) && to === version)) {
      await on.setStatus(name, 'Unlisted');
      this.#withdrawn.add(name);
      for (const each of this.#releases)
        if (each.set.includes(name)) each.isLive = each.isLive ? undefined : each.isLive;
    }
    this.#tell(`somebody decided about ${name}`, undefined, await this.#shown());
  }

  async step(): Promise<void> {
    const at = this.#next();
    if (at < 0.26) await this.promote();
    else if (at < 0.56) await this.rollback();
    else if (at < 0.84) await this.restore();
    else if (at < 0.95) await this.obey();
    else await this.decide();
  }
}

/** Of a command that says that it takes a tag from another run, people know what they do. */
const isTaking = (ended: Ended, line: string) =>
  said(ended).includes(`${line}\` points it at`) &&
  new RegExp(`${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\` points it at \\S+, and takes it from the run`).test(
    said(ended),
  );

async function begunIn(home: string): Promise<{ of?: string; run?: string } | undefined> {
  const text = await readFile(join(home, '.codeartifact-ci', 'journal.jsonl'), 'utf8').catch(() => '');
  const line = text.split('\n').findLast((each) => each.includes('"kind":"begin"'));
  return line === undefined ? undefined : JSON.parse(line);
}
const aboutOf = async (home: string) => (await begunIn(home))?.of;
const idIn = async (ended: Ended, home: string) => (ended.result ? idOf(ended) : ((await begunIn(home))?.run ?? ''));

// A story that failed is told again by its number (`ROLLBACK_STORY`); `ROLLBACK_STORIES`: how many. Those of the fast
// lane are two that wait for little.
const FIRST = Number(process.env.ROLLBACK_STORY ?? byLane(3, 1));
test.each(Array.from({ length: Number(process.env.ROLLBACK_STORIES ?? byLane(2, 40)) }, (_, index) => FIRST + index))(
  'story %i',
  async (seed) => {
    const on = await openRollbackWorld(folder());
    try {
      const story = new Story(on, random(seed));
      await story.promote(true);
      for (let step = 0; step < byLane(1, 2); step++) await story.promote();
      for (let step = 0; step < byLane(4, 12); step++) await story.step();
      expect(on.at.errors).toEqual([]);
    } finally {
      await on.close();
    }
  },
);
