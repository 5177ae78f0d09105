// Every file that was looked at, and what became of it: nothing that belongs to a version is left out without a word.
import { basename, dirname, join } from 'node:path';
import { COMPANION_WORDS, companionOf } from '../../../model/companion.ts';
import { purl, shortForm } from '../../../model/coordinates.ts';
import type { Files } from '../../../ports/host.ts';
import type { FileVerdict, GatherReport, PackageFormat, Publication } from '../../../ports/package-format.ts';

/** What became of a file of a run that was not stopped. */
export interface FileAccount {
  readonly path: string;
  readonly outcome: 'taken' | 'verified' | 'left';
  /** Package URL of the version that the file is of, or speaks of. */
  readonly coordinate?: string;
  /** Why it is left; what was verified. */
  readonly reason?: string;
}

/** What a file is that no format has heard of. */
const UNKNOWN = 'no package, and nothing that belongs beside one';

const RANK = { left: 0, refused: 3, verified: 4, taken: 5 } as const;
const KNOWN_RANK = { kind: 1, rule: 2 } as const;
/** Of two verdicts the one of the higher worth says more of the file. */
export const worthOf = ({ verdict, known }: FileVerdict): number =>
  verdict === 'left' && known !== undefined ? KNOWN_RANK[known] : RANK[verdict];

/** Of what several formats say of one file that which counts: who takes it, else who knows it, else the first. */
export class Verdicts {
  readonly #byPath = new Map<string, FileVerdict>();

  add(verdicts: readonly FileVerdict[]): void {
    for (const verdict of verdicts) {
      const known = this.#byPath.get(verdict.path);
      if (!known || worthOf(verdict) > worthOf(known)) this.#byPath.set(verdict.path, verdict);
    }
  }

  isSettled(path: string): boolean {
    const verdict = this.#byPath.get(path)?.verdict;
    return verdict === 'taken' || verdict === 'verified';
  }

  all(): FileVerdict[] {
    return [...this.#byPath.values()];
  }
}

/**
 * The verdicts with what only shows when all formats have spoken: a file that is called after a version and that nobody
 * takes is refused, since the version would be published without it; so is what speaks of a file that is lost.
 */
export async function completed(
  { publications, verdicts }: GatherReport,
  formats: readonly PackageFormat[],
  files: Pick<Files, 'stat'>,
): Promise<FileVerdict[]> {
  const named = await namesOf(publications, formats);
  const byPath = new Map(verdicts.map((verdict) => [verdict.path, verdict]));
  const isAlone = formats.filter(({ publishing }) => publishing !== undefined).length === 1;
  const judged: FileVerdict[] = [];
  for (const verdict of verdicts) {
    if (verdict.verdict !== 'left' || verdict.known === 'rule') judged.push(verdict);
    else {
      const owner = ownerOf(verdict.path, named);
      const companion = companionOf(basename(verdict.path));
      if (companion) {
        const of = join(dirname(verdict.path), companion.of);
        const isThere = byPath.has(of) || (await files.stat(of)) !== undefined;
        judged.push(lonely(verdict.path, COMPANION_WORDS[companion.kind], companion.of, isThere ? undefined : owner));
      } else if (owner) judged.push(missed(verdict, owner));
      else judged.push(verdict.known === undefined && !isAlone ? { ...verdict, reason: UNKNOWN } : verdict);
    }
  }
  return judged;
}

/** Folder to the stems of versions whose files lie in it. */
type Names = ReadonlyMap<string, readonly { readonly stem: string; readonly publication: Publication }[]>;

async function namesOf(publications: readonly Publication[], formats: readonly PackageFormat[]): Promise<Names> {
  const names = new Map<string, { stem: string; publication: Publication }[]>();
  for (const publication of publications) {
    const { publishing } = formats.find(({ name }) => name === publication.format) ?? {};
    const stems = (await publishing?.stems?.(publication)) ?? [];
    for (const folder of new Set(publication.artifacts.map(({ path }) => dirname(path)))) {
      const inFolder = names.get(folder) ?? [];
      for (const stem of stems) inFolder.push({ stem, publication });
      names.set(folder, inFolder);
    }
  }
  return names;
}

/** `x-1.0.zip` and `x-1.0-linux.zip` are of x 1.0, `x-1.0.1.zip` is not. */
function ownerOf(path: string, names: Names): Publication | undefined {
  const name = basename(path);
  // Without an ending, too: a program is often called so.
  const isOf = (stem: string) =>
    name === stem || (name.startsWith(stem) && /^(-|\.(?!\d+[.-]))/.test(name.slice(stem.length)));
  return names.get(dirname(path))?.find(({ stem }) => isOf(stem))?.publication;
}

function lonely(path: string, what: string, of: string, owner: Publication | undefined): FileVerdict {
  if (owner === undefined) return { path, verdict: 'left', known: 'rule', reason: `a ${what} of ${of}, which is left` };
  const lost = `${of}, which this ${what} is of, is not there, and ${shortForm(owner)} would be published without it`;
  return { path, verdict: 'refused', reason: lost };
}

/** Papers that people keep beside what they built: lists of components, notes, reports, logs. */
const PAPER =
  /\.(json|jsonl|ndjson|xml|txt|md|rst|adoc|html?|pdf|csv|ya?ml|toml|ini|properties|log|spdx|sarif|sbom|vex|prov|intoto|att|map|pem|crt|pub)(\.gz)?$/i;

function missed(verdict: FileVerdict, owner: Publication): FileVerdict {
  const { path, reason, known } = verdict;
  if (known === undefined && PAPER.test(path))
    return { ...verdict, known: 'rule', reason: `an attachment, which no ${owner.format} version can hold` };
  const why = known === undefined ? `no ${owner.format} version can hold it` : reason;
  const way = 'move it elsewhere, or exclude it (`!FILE`), if it is not to be published';
  return {
    path,
    verdict: 'refused',
    reason: `it is called after ${shortForm(owner)}, which would be published without it: ${why}; ${way}`,
  };
}

/** Sorted by path. Only for verdicts among which none is refused. */
export function accountsOf({ publications, verdicts }: GatherReport): readonly FileAccount[] {
  const versions = new Map(
    publications.flatMap((publication) => publication.artifacts.map(({ path }) => [path, purl(publication)] as const)),
  );
  const accounts = new Map<string, FileAccount>();
  const ofPath = new Map(verdicts.map((verdict) => [verdict.path, verdict]));
  for (const { path, verdict, reason, of } of verdicts) {
    if (verdict === 'refused') continue;
    const coordinate = versions.get(path) ?? (of === undefined ? undefined : versionBehind(of, versions, ofPath));
    accounts.set(path, {
      path,
      outcome: verdict,
      ...(coordinate === undefined ? {} : { coordinate }),
      ...(verdict === 'taken' ? {} : { reason }),
    });
  }
  return [...accounts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A checksum may be of a signature, and that of a file. */
function versionBehind(
  path: string,
  versions: ReadonlyMap<string, string>,
  verdicts: ReadonlyMap<string, FileVerdict>,
): string | undefined {
  let at: string | undefined = path;
  for (let depth = 0; at !== undefined && depth < 5; depth++) {
    const found = versions.get(at);
    if (found !== undefined) return found;
    at = verdicts.get(at)?.of;
  }
  return undefined;
}
