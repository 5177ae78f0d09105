// What lies beside a package and has no place in it (signatures, attestations, lists of components): published as a generic
// package beside it where that is wanted, and told in any case.
import { RegistryError } from '../../errors/registry-error.ts';
import { type VersionReference, versionKey } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { FileVerdict, GatherReport, PackageFormat, Publication } from '../../ports/package-format.ts';
import type { Completion, FileAccount } from './files/account-files.ts';

/** How every reason of a file ends that `evidence` would publish. */
const OFFER = '`evidence: true` publishes it, as a generic package beside it';

export interface EvidenceReport extends GatherReport {
  /** Those of the publications that were made of attachments. */
  readonly evidence: readonly Publication[];
}

/**
 * The generic package that holds what is known of a package. Format and scope are its namespace, since no format has a `-` in
 * its name; name and version are those of the package as the service spells them, so that no two packages share one.
 *
 * | package                 | evidence                                     |
 * | ----------------------- | -------------------------------------------- |
 * | `npm:@acme/ui@1.0.0`    | `generic:evidence-npm-acme/ui@1.0.0`         |
 * | `npm:ui@1.0.0`          | `generic:evidence-npm/ui@1.0.0`              |
 * | `pypi:Acme.Core@1.0-rc1` | `generic:evidence-pypi/acme-core@1.0-rc1`   |
 * | `maven:com.acme:lib@1`  | `generic:evidence-maven-com.acme/lib@1`      |
 */
export function evidenceOf(
  ref: VersionReference,
  { coordinates }: Pick<PackageFormat, 'coordinates'>,
): VersionReference {
  const scope = ref.namespace === undefined || ref.namespace === '' ? '' : `-${ref.namespace}`;
  return {
    format: 'generic',
    namespace: `evidence-${ref.format}${scope}`,
    name: coordinates.normaliseName(ref.name),
    version: coordinates.normaliseVersion(ref.version),
  };
}

/** The report with attachments as versions of their own, or, where nobody asked for that, with the word that does. */
export async function withEvidence(
  publications: readonly Publication[],
  { verdicts, attachments }: Completion,
  isWanted: boolean,
  formats: readonly PackageFormat[],
  host: Host,
): Promise<EvidenceReport> {
  if (!isWanted) {
    const offered = (verdict: FileVerdict) => ({ ...verdict, reason: `${verdict.reason}; ${OFFER}` });
    return {
      publications,
      verdicts: verdicts.map((verdict) => (attachments.has(verdict.path) ? offered(verdict) : verdict)),
      evidence: [],
    };
  }
  const byOwner = new Map<Publication, string[]>();
  for (const [path, owner] of attachments) byOwner.set(owner, [...(byOwner.get(owner) ?? []), path]);
  const evidence: Publication[] = [];
  const byPath = new Map<string, FileVerdict>();
  for (const [owner, paths] of byOwner) {
    const report = await composed(owner, paths.sort(), formats, host);
    evidence.push(...report.publications);
    for (const verdict of report.verdicts) byPath.set(verdict.path, verdict);
  }
  return {
    publications: [...publications, ...evidence],
    verdicts: verdicts.map((verdict) => byPath.get(verdict.path) ?? verdict),
    evidence,
  };
}

async function composed(
  owner: Publication,
  paths: readonly string[],
  formats: readonly PackageFormat[],
  host: Host,
): Promise<GatherReport> {
  const format = formats.find(({ name }) => name === owner.format);
  const generic = formats.find(({ name }) => name === 'generic');
  if (!format || !generic?.publishing?.compose) throw new RangeError(`evidence of ${versionKey(owner)} has no format`);
  const reference = evidenceOf(owner, format);
  const problems = generic.coordinates.problems(reference);
  if (problems.length > 0)
    throw new RegistryError('CA-INPUT-002', `the generic package for the evidence: ${problems.join('; ')}`);
  return generic.publishing.compose(reference, paths, host);
}

/** Whether a file stays here that `evidence` would publish. */
export const isOffered = ({ outcome, reason }: FileAccount): boolean =>
  outcome !== 'taken' && reason?.endsWith(OFFER) === true;
