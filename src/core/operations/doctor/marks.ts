// Marks that runs left in packages, and who owns them: a run that may still be at work, or nobody any more.
import { mapConcurrent } from '../../calls/concurrency.ts';
import { runTime } from '../../documents/journal.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { packageName } from '../../model/coordinates.ts';
import { type PackageReference, packageKey, type Status } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { publishAgainCommand, removeMarkCommand, tagCommand } from '../dist-tags/commands.ts';
import {
  awaitedBy,
  endOfLife,
  isYoung,
  type Mark,
  marksOf,
  type Tags,
  valueOfTag,
  withoutMarks,
} from '../dist-tags/marks.ts';
import { isBackwards } from '../dist-tags/write.ts';
import { wireReader } from '../repository/repository-access.ts';
import { upstreamChain } from '../repository/upstream-chain.ts';
import { type DiagnosePorts, type DiagnoseRequest, type DoctorContext, type Finding, findingOf } from './finding.ts';

/** Packages whose tags are read: a doctor shall answer in seconds. */
const MOST_PACKAGES = 200;
/** Packages that are listed to choose those from; five pages of the service. */
const MOST_LISTED = 5000;
const READS = 16;

/** A package in the repository that its marks were written to. */
interface MarkedPackage {
  readonly ref: PackageReference;
  readonly repository: string;
  readonly tags: Tags;
}

type TagsOf = (repository: string, ref: PackageReference) => Promise<Tags>;

/** What a run of which a mark is left is known to be. */
interface Owner {
  readonly isLive: boolean;
  /** Who left the mark, and why the run counts as over. */
  readonly words: string;
}

/** One finding for each mark, and one that says how far was looked. Nothing where no format here has tags. */
export async function markProbes(
  ground: DoctorContext,
  request: DiagnoseRequest,
  ports: DiagnosePorts,
): Promise<Finding[]> {
  const formats = ground.endpoints.map(({ format }) => format).filter(({ publishing }) => publishing?.tags);
  if (formats.length === 0) return [];
  const probe = 'marks';
  try {
    const { packages, isMore } = await packagesToRead(formats, request, ports);
    const tagsOf = tagReader(formats, ground, request, ports);
    const read = await mapConcurrent(READS, packages, async (ref) => ({
      ref,
      repository: request.address.repository,
      tags: await tagsOf(request.address.repository, ref),
    }));
    const marked = read.filter(({ tags }) => marksOf(tags).length > 0);
    const counted = `${packages.length} package${packages.length === 1 ? '' : 's'}`;
    const looked = isMore ? `${counted} of more; name others to have them looked at as well` : counted;
    if (marked.length === 0) return [{ probe, health: 'ok', found: `no run left a mark (looked at ${looked})` }];
    const { runs } = await readJournalFile(request.journalPath, ports.host.files);
    const ownerOf = (run: string | undefined) => owner(run, runs, now(ports), request.longestRunMs);
    const findings: Finding[] = [];
    for (const here of marked)
      for (const mark of marksOf(here.tags)) {
        const home = await homeOf(mark, here, ground, tagsOf, ports);
        const status = await statusOf(mark, home, ground, ports);
        const revival = await revivalOf(mark, home, ground, ports);
        findings.push(finding(mark, home, ownerOf(mark.run), { ...ground, status, revival }));
      }
    const s = findings.length === 1 ? '' : 's';
    return [{ probe, health: 'ok', found: `${findings.length} mark${s} found (looked at ${looked})` }, ...findings];
  } catch (error) {
    const isDenied = error instanceof RegistryError && error.code === 'CA-AUTH-003';
    const found = findingOf(probe, error);
    // A job that only installs need not be able to list packages.
    return [isDenied ? { ...found, health: 'warning' } : found];
  }
}

const now = ({ client, host }: Pick<DiagnosePorts, 'client' | 'host'>) => client.serviceTime?.() ?? host.clock.now();

/** Named ones first, then those that may be published to: what only came from a public source was never released here. */
export async function packagesToRead(
  formats: readonly PackageFormat[],
  { address, packages: named }: DiagnoseRequest,
  { client }: DiagnosePorts,
): Promise<{ packages: readonly PackageReference[]; isMore: boolean }> {
  const names = formats.map(({ name }) => name);
  const chosen = new Map<string, PackageReference>();
  for (const { format, namespace, name } of named) {
    const ref = { format, namespace, name } as PackageReference;
    if (names.includes(format)) chosen.set(packageKey(ref), ref);
  }
  const published: PackageReference[] = [];
  const others: PackageReference[] = [];
  let isCut = false;
  for (const { name: format } of formats) {
    for await (const { restrictions, ...ref } of client.listPackages(address, { format })) {
      if (published.length + others.length >= MOST_LISTED) {
        isCut = true;
        break;
      }
      (restrictions?.publish === 'BLOCK' ? others : published).push(ref);
    }
  }
  for (const ref of [...published, ...others]) chosen.set(packageKey(ref), chosen.get(packageKey(ref)) ?? ref);
  const packages = [...chosen.values()].slice(0, MOST_PACKAGES);
  return { packages, isMore: isCut || packages.length < chosen.size };
}

function tagReader(
  formats: readonly PackageFormat[],
  { token, repository }: DoctorContext,
  { address, attempts, endpointType }: DiagnoseRequest,
  { client, host }: DiagnosePorts,
): TagsOf {
  const wire = { token: async () => token.token, http: host.http, files: host.files, attempts, host, endpointType };
  const { tags } = wireReader(client, wire, formats);
  const domain = { domain: address.domain, domainOwner: repository.domainOwner };
  return async (name, ref) => (await tags({ ...domain, repository: name }, ref)) ?? {};
}

/** Package managers see the tags of upstreams, marks included; a mark belongs to the repository that it was written to. */
async function homeOf(
  mark: Mark,
  here: MarkedPackage,
  { repository }: DoctorContext,
  tagsOf: TagsOf,
  { client }: DiagnosePorts,
): Promise<MarkedPackage> {
  if (repository.upstreams.length === 0) return here;
  const { domain, domainOwner } = repository;
  const { repositories } = await upstreamChain(client, { domain, domainOwner, repository: here.repository });
  for (const name of [...repositories].reverse()) {
    if (name === here.repository) continue;
    // Whoever may read here need not be able to read there; then it counts as ours.
    const tags = await tagsOf(name, here.ref).catch((): Tags => ({}));
    if (Object.hasOwn(tags, mark.name)) return { ...here, repository: name, tags };
  }
  return here;
}

function owner(run: string | undefined, runs: readonly JournalRun[], at: number, longestRunMs: number): Owner {
  if (run === undefined) return { isLive: false, words: 'a run of version 0.1' };
  const known = runs.find(({ runId }) => runId === run);
  const name = known ? `the ${known.verb} ${run}` : `the run ${run}`;
  if (known?.result !== undefined) return { isLive: false, words: `${name}, which has ended by its journal here,` };
  const beganAt = runTime(run);
  if (beganAt === undefined || at - beganAt > longestRunMs)
    return { isLive: false, words: `${name}, which began longer ago than a run takes at most (\`timeout\`),` };
  return { isLive: true, words: `${name}, which began at ${new Date(beganAt).toISOString()},` };
}

/** Of what a mark points at; undefined where that is not told, and then nothing follows from it. */
async function statusOf(
  { version }: Mark,
  { ref, repository: name }: MarkedPackage,
  { repository: { domain, domainOwner } }: DoctorContext,
  { client }: DiagnosePorts,
): Promise<Status | undefined> {
  // Whoever may read here need not be allowed to ask this.
  const found = await client
    .describePackageVersion({ domain, domainOwner, repository: name }, { ...ref, version })
    .catch(() => undefined);
  return found?.status;
}

/** When a mark whose tag is elsewhere counts again, and what follows then, in words; undefined: never. */
async function revivalOf(
  mark: Mark,
  { ref, repository: name, tags }: MarkedPackage,
  { repository: { domain, domainOwner } }: DoctorContext,
  { client, host }: DiagnosePorts,
): Promise<string | undefined> {
  const { tag, kind, version } = mark;
  const until = endOfLife(mark);
  if (tag === undefined || mark.isInPlace || until === undefined || !isYoung(mark, now({ client, host })))
    return undefined;
  const found: string[] = [];
  try {
    for await (const each of client.listPackageVersions({ domain, domainOwner, repository: name }, ref))
      found.push(each.version);
  } catch {
    // Whoever may read tags need not be allowed to list versions.
  }
  const awaited = awaitedBy(mark, [...found, ...Object.values(tags)]);
  const where =
    awaited === null
      ? `removed`
      : `moved to ${awaited ?? (kind === 'keep' ? 'the version that the run copied' : 'where it was before the run')}`;
  const then =
    kind === 'keep'
      ? `a promotion sets it to ${version}`
      : `publishing or promoting ${version} again points it at that`;
  return `until ${until} it counts again if \`${tag}\` is ${where}: then ${then}`;
}

/** A mark in words, and the commands that finish what it stands for. `status`: of what it points at. */
function finding(
  mark: Mark,
  { ref, repository, tags }: MarkedPackage,
  owned: Owner,
  ground: DoctorContext & { readonly status: Status | undefined; readonly revival: string | undefined },
): Finding {
  const { domain, domainOwner } = ground.repository;
  const name = packageName(ref);
  const where = repository === ground.repository.name ? '' : ` in ${label({ domain, repository })}`;
  const probe = `mark ${mark.name} of ${name}${where}`;
  const { words, isLive } = owned;
  const remove = removeMarkCommand(ref, mark.name, urlOf(ref, repository, ground));
  const stale = judged(mark.run === undefined ? judgedOfOldMark(mark, tags) : mark, tags);
  const place = { domain, domainOwner, repository };
  // A tag can be pointed only at what can be installed.
  const isHidden = ground.status === 'Unlisted' || ground.status === 'Archived';
  const list = isHidden ? `${publishAgainCommand({ ...ref, version: mark.version }, place)}\n` : '';
  const set = (tag: string) => `${list}${tagCommand(ref, tag, mark.version, { source: place, destination: place })}`;
  const { tag } = stale;
  if (!stale.isOpen || tag === undefined) {
    const found =
      ground.revival === undefined
        ? `left by ${words} and without a meaning by now: ${stale.because}`
        : `left by ${words}, and nobody goes by it now: ${stale.because}; ${ground.revival}`;
    // The run removes it itself, as long as it is at work.
    return isLive ? { probe, health: 'ok', found } : { probe, health: 'warning', found, fix: remove };
  }
  // What became of the tag since a mark of version 0.1 was left is not known, so it may be as somebody wants it.
  const health = mark.run === undefined ? 'warning' : 'problem';
  const points = `\`${tag}\` points at ${valueOfTag(tags, tag) ?? 'nothing'}`;
  if (mark.kind === 'keep') {
    const found = `${words} copied ${valueOfTag(tags, tag) ?? 'a version'} and may not have come to setting \`${tag}\` back to ${mark.version} (${points})`;
    if (isLive) return { probe, health: 'ok', found: `${found}; it may still be at work` };
    return { probe, health, found, fix: `${set(tag)}\n${remove}` };
  }
  const found = `${words} uploaded ${mark.version} and may not have come to pointing \`${tag}\` at it (${points})`;
  if (isLive) return { probe, health: 'ok', found: `${found}; it may still be at work` };
  const same =
    'Run the same command (`publish`, or `promote` to another domain) again, which finishes it and removes the mark';
  // Back from what is newer a tag goes only where somebody names it, so this is not advised.
  const now = valueOfTag(tags, tag);
  const isBack = now !== undefined && isBackwards(now, mark.version);
  const again = isBack ? `${same}; or remove it:` : `${same}; or ${set(tag)}`;
  return { probe, health, found, fix: `${again}\n${remove}` };
}

interface Judged {
  /** What the mark stands for was not done, and the tag is still where the run left it. */
  readonly isOpen: boolean;
  readonly tag: string | undefined;
  /** Why it is not open. */
  readonly because: string;
}

function judged({ tag, isInPlace, version }: Pick<Mark, 'tag' | 'isInPlace' | 'version'>, tags: Tags): Judged {
  if (tag === undefined) return { isOpen: false, tag, because: 'it is about no dist-tag that anybody waits for' };
  if (valueOfTag(tags, tag) === version)
    return { isOpen: false, tag, because: `\`${tag}\` points at ${version}, as it should` };
  const moved = `\`${tag}\` was moved since, to ${valueOfTag(tags, tag) ?? 'nothing'}`;
  return { isOpen: isInPlace, tag, because: moved };
}

/** Marks of version 0.1 do not say what the tag must point at: the one that keeps a tag counts until it is back. */
function judgedOfOldMark(mark: Mark, tags: Tags): Pick<Mark, 'tag' | 'isInPlace' | 'version'> {
  if (mark.kind === 'keep') return { ...mark, isInPlace: true };
  const isTagged = Object.values(withoutMarks(tags)).includes(mark.version);
  return { ...mark, tag: isTagged ? undefined : 'latest', isInPlace: !isTagged };
}

const urlOf = ({ format }: PackageReference, repository: string, { endpoints, repository: own }: DoctorContext) => {
  const url = endpoints.find((endpoint) => endpoint.format.name === format)?.url ?? '';
  return url.endsWith(`/${own.name}/`) ? `${url.slice(0, -own.name.length - 1)}${repository}/` : url;
};
