// The commands that messages give people to decide with, printed whole.
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { packageName, shortForm } from '../../model/coordinates.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import { quoted } from '../../text/shell-word.ts';

/** A repository as commands name it. */
type Place = Pick<RepositoryRecord, 'domain' | 'domainOwner' | 'repository'>;

/** The command that points a dist-tag at a version, wherever it points now. */
export function tagCommand(
  ref: PackageReference,
  tag: string,
  version: string,
  { source, destination }: { readonly source: Place; readonly destination: Place },
): string {
  const otherDomain =
    source.domain === destination.domain
      ? []
      : ['--destination-domain', destination.domain, '--destination-domain-owner', destination.domainOwner];
  // What stands before the first `:` is read as a package.
  const line = `${tag.includes(':') ? `${packageName(ref)}:` : ''}${tag}=${version}`;
  return [
    'codeartifact-ci promote',
    quoted(shortForm({ ...ref, version })),
    // Of a tag that begins with a dash a word of its own would be an option.
    `--dist-tags${line.startsWith('-') ? '=' : ' '}${quoted(line)}`,
    `--domain ${source.domain} --domain-owner ${source.domainOwner}`,
    `--source-repository ${source.repository} --destination-repository ${destination.repository}`,
    ...otherDomain,
  ].join(' ');
}

/**
 * The command that removes a mark. Of a scoped package npm asks the registry of the scope, whatever `--registry` says.
 * `endpoint`: the address of the repository for npm; where it is not known, npm's own configuration names it.
 */
export function removeMarkCommand(ref: PackageReference, mark: string, endpoint: string | undefined): string {
  const option = ref.namespace ? `--@${ref.namespace}:registry` : '--registry';
  const registry = endpoint === undefined ? [] : [`${option}=${quoted(endpoint)}`];
  return ['npm dist-tag rm', quoted(packageName(ref)), quoted(mark), ...registry].join(' ');
}

/** The command that lists a hidden version again. */
export const publishAgainCommand = (ref: VersionReference, place: AddressedPlace): string =>
  statusCommand(ref, 'Published', place);

/** The command that hides a version, so that nobody gets it unasked. */
export const hideCommand = (ref: VersionReference, place: Place): string => statusCommand(ref, 'Unlisted', place);

/** The command that makes a whole version, which an upload left Unfinished, Published. */
export const finishCommand = (ref: VersionReference, place: AddressedPlace): string =>
  ['codeartifact-ci publish --finish', quoted(shortForm(ref)), optionsOf(place)].join(' ');

/** A repository whose domain may be that of the account itself. */
type AddressedPlace = Pick<Place, 'domain' | 'repository'> & { readonly domainOwner?: string | undefined };

const optionsOf = ({ domain, domainOwner, repository }: AddressedPlace): string =>
  `--domain ${domain}${domainOwner === undefined ? '' : ` --domain-owner ${domainOwner}`} --repository ${repository}`;

function statusCommand(ref: VersionReference, status: Status, place: AddressedPlace): string {
  return ['codeartifact-ci retire', quoted(shortForm(ref)), `--target-status ${status}`, optionsOf(place)].join(' ');
}
