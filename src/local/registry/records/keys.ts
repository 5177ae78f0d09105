// Keys of the metadata store. Segments are joined by `/`, which no account, domain, repository, format, namespace,
// package or version can hold (model patterns); whatever may hold one comes last.
import type { PackageReference } from '../../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from '../addresses.ts';

/** `owner/domain` */
export function domainKey(at: DomainAddress): string {
  return `${at.domainOwner}/${at.domain}`;
}

/** `owner/domain/repository` */
export function repositoryKey(at: OwnedRepositoryAddress): string {
  return `${at.domainOwner}/${at.domain}/${at.repository}`;
}

/** `format/namespace/name`; the middle is empty without a namespace, as in ARNs and group patterns. */
export function packageRowKey(ref: PackageReference): string {
  return `${ref.format}/${ref.namespace ?? ''}/${ref.name}`;
}

export function packageOfKey(key: string): PackageReference {
  const [format = '', namespace = '', name = ''] = key.split('/');
  const known = format as PackageReference['format'];
  return namespace === '' ? { format: known, name } : { format: known, namespace, name };
}

export const keys = {
  domain: (domain: string) => `domain/${domain}`,
  /** Bytes of all assets of a domain, each counted once. */
  size: (domain: string) => `size/${domain}`,
  repository: (repository: string) => `repository/${repository}`,
  package: (repository: string, name: string) => `package/${repository}/${name}`,
  version: (repository: string, name: string, version: string) => `version/${repository}/${name}/${version}`,
  details: (repository: string, name: string, version: string) => `details/${repository}/${name}/${version}`,
  /** One row for each version that holds the bytes; the value is their number. */
  blob: (domain: string, sha256: string, holder: string) => `blob/${domain}/${sha256}/${holder}`,
  group: (domain: string, pattern: string) => `group/${domain}/${pattern}`,
  policy: (arn: string) => `policy/${arn}`,
  tags: (arn: string) => `tags/${arn}`,
  described: (source: string, name: string) => `described/${source}/${name}`,
  /** What was said to be lost at a start with accepted damage, until it is repaired; the value is one line of it. */
  accepted: (time: number, line: number) => `accepted/${time}/${String(line).padStart(9, '0')}`,
} as const;
