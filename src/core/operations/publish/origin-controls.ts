// Origin controls after publishing: a published name must not be answered by its public namesake.
import type { Journal } from '../../documents/journal.ts';
import { packageName, purl } from '../../model/coordinates.ts';
import type { OriginRestrictions, PackageReference } from '../../model/package.ts';
import type { PackageRecords } from '../repository/package-records.ts';
import type { RepositoryWriter } from '../repository/repository-access.ts';
import { isAlone } from '../repository/upstream-chain.ts';
import type { Surroundings } from './classify.ts';

export interface OriginFinding {
  readonly ref: PackageReference;
  /** Undefined: the repository has no record of the package yet. */
  readonly found: OriginRestrictions | undefined;
  /**
   * - shut: publish ALLOW, upstream BLOCK, as it should be
   * - open: upstream ALLOW, so a public package of this name can come in
   * - closed: publish BLOCK
   * - corrected: was open, set to publish ALLOW, upstream BLOCK by this run
   * - namesake: not published yet, and the name is already reachable through an upstream or public source
   */
  readonly finding: 'shut' | 'open' | 'closed' | 'corrected' | 'namesake';
  readonly detail: string;
}

export interface OriginPorts {
  readonly side: RepositoryWriter;
  readonly journal: Journal;
  /** As they are now, after the upload. */
  readonly packages: PackageRecords;
}

/** What to have: our own versions only, nothing of this name from outside. */
const SHUT: OriginRestrictions = { publish: 'ALLOW', upstream: 'BLOCK' };

/** Before the first publish of a name: is it answered by somebody else already? */
export async function findNamesake(
  ref: PackageReference,
  surroundings: Surroundings,
): Promise<OriginFinding | undefined> {
  const { side, chain } = surroundings;
  if (await surroundings.packages.of(ref)) return undefined;
  if (!side.visible || isAlone(chain)) return undefined;
  const visible = await side.visible(side.address, ref);
  if (!visible || visible.length === 0) return undefined;
  const through = [...chain.repositories.slice(1), ...[...chain.connections.values()].flat()].join(', ');
  return {
    ref,
    found: undefined,
    finding: 'namesake',
    detail:
      `${packageName(ref)} is not published here yet, and the name is already reachable through ${through} ` +
      `(${visible.length} version(s)): until it is published with upstream BLOCK, installs may get somebody else's package`,
  };
}

/** After publishing: what the origin controls are, and with `assert` what they should be. */
export async function checkOriginControls(
  ref: PackageReference,
  mode: 'report' | 'assert',
  ports: OriginPorts,
): Promise<OriginFinding> {
  const { side, journal, packages } = ports;
  // A list may come a moment too early for what was only just published.
  const record = (await packages.of(ref)) ?? (await side.reader.describePackage(side.address, ref));
  const found = record?.restrictions;
  const name = packageName(ref);
  if (!found) return { ref, found, finding: 'shut', detail: `${name}: the service tells no origin controls` };
  if (found.publish === 'BLOCK') return { ref, found, finding: 'closed', detail: `${name}: publish is BLOCK` };
  if (found.upstream === 'BLOCK')
    return { ref, found, finding: 'shut', detail: `${name}: publish ALLOW, upstream BLOCK` };
  if (mode === 'report') {
    const detail = `${name}: upstream is ALLOW, so a public package of this name can come in; set it to BLOCK unless a package group decides`;
    return { ref, found, finding: 'open', detail };
  }
  const write = {
    action: 'origin' as const,
    package: purl({ ...ref, version: undefined }),
    was: words(found),
    becomes: words(SHUT),
  };
  await journal.around(write, () => side.writer.putPackageOriginConfiguration(side.address, ref, SHUT));
  return { ref, found, finding: 'corrected', detail: `${name}: upstream was ALLOW and is BLOCK now` };
}

const words = ({ publish, upstream }: OriginRestrictions) => `publish ${publish}, upstream ${upstream}`;
