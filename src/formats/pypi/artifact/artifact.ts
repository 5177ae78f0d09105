// Reads wheels and source archives into publications. All files of one version make one publication.

import type { Host } from '../../../core/ports/host.ts';
import type {
  Dependency,
  FileVerdict,
  GatherReport,
  Publication,
  Republishing,
} from '../../../core/ports/package-format.ts';
import { withCompanions } from '../../shared/companions/companions.ts';
import { normaliseName } from '../names/coordinates.ts';
import { parseUploadName, sameVersion } from '../names/file-name.ts';
import { isExtraOnly, parseRequirement } from '../names/requirement.ts';
import { normalVersion } from '../names/version.ts';
import { type Distribution, examine, type FileMetadata } from './distribution.ts';

/** `Publication.metadata` of this format: asset name to what its own metadata file says. */
export interface PypiPublicationMetadata {
  readonly files: Readonly<Record<string, FileMetadata>>;
}

export async function gather(paths: readonly string[], host: Pick<Host, 'files' | 'log'>): Promise<GatherReport> {
  const verdicts: FileVerdict[] = [];
  const distributions: Distribution[] = [];
  for (const path of paths) {
    const finding = await examine(path, host.files);
    if ('distribution' in finding) {
      const clash = clashWith(distributions, finding.distribution);
      if (clash === undefined) distributions.push(finding.distribution);
      const { name, version } = finding.distribution.metadata;
      verdicts.push({
        path,
        ...(clash ?? { verdict: 'taken', reason: `${finding.distribution.file.filetype} of ${name} ${version}` }),
      });
    } else verdicts.push({ path, ...finding });
  }
  return withCompanions({ publications: group(distributions), verdicts }, host.files);
}

/** `name-version`, as the file names spell them. */
export function stems({ artifacts }: Publication): readonly string[] {
  const parsed = artifacts.flatMap(({ assetName }) => parseUploadName(assetName) ?? []);
  return [...new Set(parsed.map(({ name, version }) => `${name}-${version}`))];
}

/** The same file found twice is taken once; two files of one name and different bytes cannot both be published. */
function clashWith(known: readonly Distribution[], found: Distribution): Omit<FileVerdict, 'path'> | undefined {
  const twin = known.find(({ artifact }) => artifact.assetName === found.artifact.assetName);
  if (!twin) return undefined;
  return twin.artifact.digests['SHA-256'] === found.artifact.digests['SHA-256']
    ? { verdict: 'left', reason: `the same file as ${twin.artifact.path}`, known: 'rule' }
    : { verdict: 'refused', reason: `another file of this name has other bytes: ${twin.artifact.path}` };
}

function group(distributions: readonly Distribution[]): Publication[] {
  const groups = new Map<string, Distribution[]>();
  for (const found of distributions) {
    const key = `${normaliseName(found.metadata.name)} ${normalVersion(found.metadata.version)}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  return [...groups.values()].map(publication);
}

export const pypiRepublishing: Republishing = {
  async problems(reference, assets) {
    return assets.flatMap(({ name }) => {
      const parsed = parseUploadName(name, reference.name);
      if (!parsed) return [`${JSON.stringify(name)}: an upload takes wheels and source archives (.tar.gz, .zip) only`];
      const isOfVersion =
        normaliseName(parsed.name) === reference.name && sameVersion(parsed.version, reference.version);
      return isOfVersion ? [] : [`${JSON.stringify(name)}: its name is not of ${reference.name} ${reference.version}`];
    });
  },

  /** The fields of the form come from the files, as on a first publication. */
  async recompose(reference, assets, { files }) {
    const members: Distribution[] = [];
    for (const { name, path } of assets) {
      const finding = await examine(path, files, name);
      if (!('distribution' in finding)) return { problem: `${name}: ${finding.reason}` };
      const { metadata } = finding.distribution;
      if (normaliseName(metadata.name) !== reference.name || !sameVersion(metadata.version, reference.version))
        return { problem: `${name}: its metadata says ${metadata.name} ${metadata.version}` };
      members.push(finding.distribution);
    }
    if (members.length === 0) return { problem: 'the version has no asset' };
    // The version is sent as the source spells it, so that the destination has it under the same name.
    return { publication: { ...publication(members), version: reference.version } };
  },
};

function publication(members: readonly Distribution[]): Publication {
  // Wheels first, as every client uploads: their metadata is complete, that of source archives may be dynamic.
  const ordered = [...members].sort(
    (a, b) => Number(a.file.filetype === 'sdist') - Number(b.file.filetype === 'sdist'),
  );
  const [first] = ordered;
  if (!first) throw new RangeError('a publication has at least one file');
  const { metadata } = first;
  const name = normaliseName(metadata.name);
  // Files may spell one version differently (`1.0-rc1` in an old source archive); then the normal form is sent for all.
  const isOneSpelling = ordered.every((member) => member.metadata.version === metadata.version);
  const files: PypiPublicationMetadata = {
    files: Object.fromEntries(ordered.map(({ artifact, file }) => [artifact.assetName, file])),
  };
  return {
    format: 'pypi',
    name,
    version: isOneSpelling ? metadata.version : (normalVersion(metadata.version) ?? metadata.version),
    ...(metadata.name === name ? {} : { displayName: metadata.name }),
    artifacts: ordered.map(({ artifact }) => artifact),
    dependencies: dependencies(ordered),
    metadata: files,
  };
}

/** What any of the files needs without being asked for extras; wheels of different platforms may differ. */
function dependencies(members: readonly Distribution[]): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const line of members.flatMap(({ metadata }) => metadata.fields.get('requires-dist') ?? [])) {
    const requirement = parseRequirement(line);
    if (!requirement || isExtraOnly(requirement)) continue;
    const { name, specifier } = requirement;
    found.set(`${name} ${specifier}`, { name, requirement: specifier, type: 'Requires-Dist' });
  }
  return [...found.values()];
}
