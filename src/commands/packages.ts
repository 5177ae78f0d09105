import { identityOf, signIn } from '../aws/sign-in.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { normalised, parseCoordinate, purl, shortForm } from '../core/model/coordinates.ts';
import { type Format, isFormat, type PackageReference, packageKey, RECORDS } from '../core/model/package.ts';
import { asStored } from '../core/operations/repository/stored-spelling.ts';
import type { CodeArtifactReader, RepositoryAddress, VersionSummary } from '../core/ports/code-artifact.ts';
import type { CoordinateRules } from '../core/ports/package-format.ts';
import type { Command } from './definition/command.ts';
import { nothing } from './definition/result.ts';
import { registryUrl, repositoryAddress } from './registry/address.ts';
import { publishingFormats } from './registry/formats.ts';
import { textTable } from './report/tables.ts';

/** `packages list` and `packages show COORDINATE`. */
export const packagesCommand: Command = async ({ inputs, host, operands }) => {
  const [action = 'list', coordinate] = operands;
  const address = repositoryAddress(inputs);
  const { client } = await signIn(host, identityOf(inputs, host, registryUrl(inputs)?.region));
  if (action === 'list') {
    const wanted = inputs.list('format').filter(isFormat);
    const isOurs = (ref: PackageReference) => wanted.length === 0 && packageKey(ref) === packageKey(RECORDS);
    const known = await publishingFormats();
    let hidden = 0;
    const found: { package: string; latest: string; versions: number; publish: string; upstream: string }[] = [];
    const filters = wanted.length === 0 ? [{}] : [...new Set(wanted)].map((format) => ({ format }));
    for await (const each of listed(client, address, filters)) {
      if (isOurs(each)) {
        hidden++;
        continue;
      }
      const versions = [];
      for await (const version of client.listPackageVersions(address, each, { newestFirst: true }))
        versions.push(version);
      found.push({
        package: purl(each),
        latest: newestOf(versions, known.find(({ name }) => name === each.format)?.coordinates),
        versions: versions.length,
        publish: each.restrictions?.publish ?? '',
        upstream: each.restrictions?.upstream ?? '',
      });
    }
    const rows = found.map((each) => [each.package, each.latest, String(each.versions), each.publish, each.upstream]);
    return {
      ...nothing,
      exit: 0,
      json: { packages: found },
      lines: [
        ...textTable(['package', 'newest', 'versions', 'publish', 'upstream'], rows),
        ...(hidden > 0
          ? [`and ${shortForm(RECORDS)}, the records of promotions; \`--format ${RECORDS.format}\` lists it`]
          : []),
      ],
    };
  }
  if (action !== 'show' || !coordinate)
    throw new RegistryError('CA-INPUT-004', 'write `packages list` or `packages show COORDINATE`');
  const written = parseCoordinate(coordinate);
  const formats = await publishingFormats();
  const ref = normalised(written, formats);
  if (ref.version === undefined) {
    const versions = [];
    for await (const version of client.listPackageVersions(address, ref, { newestFirst: true })) versions.push(version);
    if (versions.length === 0)
      throw new RegistryError('CA-FIND-002', `${shortForm(ref)} is not in ${address.domain}/${address.repository}`);
    const rows = versions.map((each) => [each.version, each.status, each.origin?.type ?? '', each.revision]);
    return {
      ...nothing,
      exit: 0,
      json: { package: purl(ref), versions },
      lines: textTable(['version', 'status', 'origin', 'revision'], rows),
    };
  }
  // What another client put there may be stored as it was written (`1.0.0+build`).
  const spellings = [...new Set([ref.version, written.version ?? ref.version])];
  const spelled = { ...ref, version: await spellingThere(client, address, ref, spellings) };
  const version = await asStored(spelled, { reader: client, address }, formats);
  const [description, listing, dependencies] = await Promise.all([
    client.describePackageVersion(address, version),
    client.listPackageVersionAssets(address, version),
    client.listPackageVersionDependencies(address, version).catch(() => []),
  ]);
  if (!description)
    throw new RegistryError('CA-FIND-002', `${shortForm(version)} is not in ${address.domain}/${address.repository}`);
  const assets = listing?.assets ?? [];
  const rows = assets.map((asset) => [asset.name, String(asset.size), asset.digests['SHA-256'] ?? '']);
  return {
    ...nothing,
    exit: 0,
    json: { ...description, purl: purl(version), assets, dependencies },
    lines: [
      `${shortForm(version)} ${description.status}, revision ${description.revision}`,
      ...textTable(['asset', 'bytes', 'sha256'], rows),
    ],
  };
};

/** The first of these spellings that the repository has; the first one where it has none. */
async function spellingThere(
  client: Pick<CodeArtifactReader, 'describePackageVersion'>,
  address: RepositoryAddress,
  ref: PackageReference,
  [first, ...others]: readonly string[],
): Promise<string> {
  const has = async (version: string) =>
    (await client.describePackageVersion(address, { ...ref, version })) !== undefined;
  if (others.length > 0 && !(await has(first as string)))
    for (const version of others) if (await has(version)) return version;
  return first as string;
}

/**
 * The highest release of those that clients see (Published), by the order of the format; a prerelease where there is no
 * release, another status where nothing is visible. The service's own order is by the time of the last change, so that
 * a hotfix of an old line, or a status that was set, comes first. It decides only where versions have no order.
 */
function newestOf(versions: readonly VersionSummary[], rules: CoordinateRules | undefined): string {
  const published = versions.filter(({ status }) => status === 'Published');
  const candidates = (published.length > 0 ? published : versions).map(({ version }) => version);
  const { compareVersions, isPrerelease } = rules ?? {};
  if (!compareVersions) return candidates[0] ?? '';
  const ordered = [...candidates].sort((one, other) => compareVersions(other, one));
  return ordered.find((version) => isPrerelease?.(version) === false) ?? ordered[0] ?? '';
}

async function* listed(
  client: Pick<CodeArtifactReader, 'listPackages'>,
  address: RepositoryAddress,
  filters: readonly { readonly format?: Format }[],
): ReturnType<CodeArtifactReader['listPackages']> {
  for (const filter of filters) yield* client.listPackages(address, filter);
}
