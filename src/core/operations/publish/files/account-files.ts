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

const UNTOLD =
  'evidence beside several versions, and it is called after none of them; `evidence: true` publishes what is';

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

/** What is known of all files once every format has spoken. */
export interface Completion {
  readonly verdicts: readonly FileVerdict[];
  /** Files beside a version that is published without them, since its format has no place for them: path to that version. */
  readonly attachments: ReadonlyMap<string, Publication>;
}

/**
 * The verdicts with what only shows when all formats have spoken: a file that is called after a version and that nobody
 * takes is refused, since the version would be published without it; so is what speaks of a file that is lost. What people
 * keep beside a version, signatures and papers, is told apart from both.
 */
export async function completed(
  { publications, verdicts }: GatherReport,
  formats: readonly PackageFormat[],
  files: Pick<Files, 'stat'>,
): Promise<Completion> {
  const named = await namesOf(publications, formats);
  const byPath = new Map(verdicts.map((verdict) => [verdict.path, verdict]));
  const isAlone = formats.filter(({ publishing }) => publishing !== undefined).length === 1;
  const attachments = verifiedAttachments(publications, byPath);
  const judged = new Map<string, FileVerdict>();
  // What speaks of another file has the longer name.
  for (const verdict of [...verdicts].sort((a, b) => a.path.length - b.path.length)) {
    const { path } = verdict;
    const namesake = ownerOf(path, named);
    const isEvidence = EVIDENCE.test(basename(path));
    const owner = namesake ?? (isEvidence ? onlyOne(dirname(path), named) : undefined);
    const companion = companionOf(basename(path));
    const of = companion && join(dirname(path), companion.of);
    const attached = of === undefined ? undefined : attachments.get(of);
    if (verdict.verdict !== 'left' || verdict.known === 'rule') judged.set(path, verdict);
    else if (attached) {
      attachments.set(path, attached);
      judged.set(path, attachment(verdict, attached));
    } else if (companion && of !== undefined && !(owner && isEvidence && !byPath.has(of))) {
      const isThere = byPath.has(of) || (await files.stat(of)) !== undefined;
      judged.set(path, lonely(path, COMPANION_WORDS[companion.kind], companion.of, isThere ? undefined : namesake));
    } else if (owner && verdict.known === undefined && (isEvidence || PAPER.test(path))) {
      attachments.set(path, owner);
      judged.set(path, attachment(verdict, owner));
    } else if (namesake) judged.set(path, missed(verdict, namesake));
    else if (isEvidence && (named.get(dirname(path))?.length ?? 0) > 0)
      judged.set(path, { ...verdict, known: 'rule', reason: UNTOLD });
    else judged.set(path, verdict.known === undefined && !isAlone ? { ...verdict, reason: UNKNOWN } : verdict);
  }
  return { verdicts: verdicts.map((verdict) => judged.get(verdict.path) ?? verdict), attachments };
}

/** Signatures, bundles and attestations that agree with a file which is taken, and checksums that one of them speaks of. */
function verifiedAttachments(
  publications: readonly Publication[],
  byPath: ReadonlyMap<string, FileVerdict>,
): Map<string, Publication> {
  const owners = new Map(publications.flatMap((one) => one.artifacts.map(({ path }) => [path, one] as const)));
  const attachments = new Map<string, Publication>();
  for (const { path, verdict, of } of byPath.values()) {
    if (verdict !== 'verified' || companionOf(basename(path))?.kind === 'checksum') continue;
    for (let at = of, last = path; at !== undefined && !attachments.has(last); last = at, at = byPath.get(at)?.of) {
      const owner = versionBehind(at, owners, byPath);
      if (owner) attachments.set(last, owner);
    }
  }
  return attachments;
}

/** Folder to the stems of versions whose files lie in it. */
type Names = ReadonlyMap<string, readonly { readonly stem: string; readonly publication: Publication }[]>;

/** The version whose files lie in the folder, where they are all of one. */
function onlyOne(folder: string, names: Names): Publication | undefined {
  const [first, ...others] = [...new Set(names.get(folder)?.map(({ publication }) => publication))];
  return others.length === 0 ? first : undefined;
}

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
  const fits = names.get(dirname(path))?.filter(({ stem }) => isOf(stem)) ?? [];
  // `x-1.0-beta.json` is of x 1.0-beta before it is of x 1.0.
  return fits.sort((a, b) => b.stem.length - a.stem.length)[0]?.publication;
}

function lonely(path: string, what: string, of: string, owner: Publication | undefined): FileVerdict {
  if (owner === undefined) return { path, verdict: 'left', known: 'rule', reason: `a ${what} of ${of}, which is left` };
  const lost = `${of}, which this ${what} is of, is not there, and ${shortForm(owner)} would be published without it`;
  return { path, verdict: 'refused', reason: lost };
}

/** Papers that people keep beside what they built: lists of components, notes, reports, logs. */
const PAPER =
  /\.(json|jsonl|ndjson|xml|txt|md|rst|adoc|html?|pdf|csv|ya?ml|toml|ini|properties|log|spdx|sarif|sbom|vex|prov|intoto|att|map|pem|crt|pub)(\.gz)?$/i;

/** Lists of components and statements about a build, which need not be called after anything. */
const EVIDENCE =
  /(^|[._-])(cdx|spdx|cyclonedx|sbom|bom|vex|openvex|intoto|in-toto|provenance|attestations?)(\.(json|jsonl|xml|spdx|rdf|sigstore|sigstore\.json))*$/i;

const attachment = (verdict: FileVerdict, owner: Publication): FileVerdict => ({
  ...verdict,
  known: 'rule',
  reason: `an attachment, which no ${owner.format} version can hold`,
});

function missed(verdict: FileVerdict, owner: Publication): FileVerdict {
  const { path, reason, known } = verdict;
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
function versionBehind<Version>(
  path: string,
  versions: ReadonlyMap<string, Version>,
  verdicts: ReadonlyMap<string, FileVerdict>,
): Version | undefined {
  let at: string | undefined = path;
  for (let depth = 0; at !== undefined && depth < 5; depth++) {
    const found = versions.get(at);
    if (found !== undefined) return found;
    at = verdicts.get(at)?.of;
  }
  return undefined;
}
