// ARNs as the permissions reference of the user guide writes them: the account is always the domain owner.
import type { PackageReference } from '../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from './addresses.ts';

/** Makes the ARNs of one region. */
export interface Arns {
  domain(at: DomainAddress): string;
  repository(at: OwnedRepositoryAddress): string;
  package(at: OwnedRepositoryAddress, ref: PackageReference): string;
  group(at: DomainAddress, pattern: string): string;
  /** An ARN for a key id, key ARN, alias or alias ARN; the default AWS managed key when undefined. */
  encryptionKey(owner: string, key: string | undefined): string;
}

export function arnsOf(region: string): Arns {
  const arn = (owner: string, rest: string) => `arn:aws:codeartifact:${region}:${owner}:${rest}`;
  return {
    domain: (at) => arn(at.domainOwner, `domain/${at.domain}`),
    repository: (at) => arn(at.domainOwner, `repository/${at.domain}/${at.repository}`),
    package: (at, ref) =>
      arn(at.domainOwner, `package/${at.domain}/${at.repository}/${ref.format}/${ref.namespace ?? ''}/${ref.name}`),
    // The pattern's own slash separates it, and only these three characters are encoded, in lower case.
    group: (at, pattern) => arn(at.domainOwner, `package-group/${at.domain}${pattern.replace(/[*$%]/g, encodeOne)}`),
    encryptionKey: (owner, key) => {
      if (key?.startsWith('arn:')) return key;
      const name = key === undefined ? 'alias/aws/codeartifact' : key.startsWith('alias/') ? key : `key/${key}`;
      return `arn:aws:kms:${region}:${owner}:${name}`;
    },
  };
}

function encodeOne(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

export type TaggedResource =
  | { readonly kind: 'domain'; readonly at: DomainAddress }
  | { readonly kind: 'repository'; readonly at: OwnedRepositoryAddress }
  | { readonly kind: 'group'; readonly at: DomainAddress; readonly pattern: string };

/** Reads the ARN of something that can be tagged; undefined for anything else. */
export function parseTaggedArn(text: string, region: string): TaggedResource | undefined {
  const match = /^arn:aws:codeartifact:([a-z0-9-]+):([0-9]{12}):(domain|repository|package-group)\/([^/]+)(.*)$/su.exec(
    text,
  );
  const [, foundRegion, domainOwner = '', kind, domain = '', rest = ''] = match ?? [];
  if (foundRegion !== region) return undefined;
  const at = { domain, domainOwner };
  if (kind === 'domain') return rest === '' ? { kind: 'domain', at } : undefined;
  if (kind === 'repository') {
    return /^\/[^/]+$/.test(rest) ? { kind: 'repository', at: { ...at, repository: rest.slice(1) } } : undefined;
  }
  const pattern = rest.replace(/%(2a|24|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return rest.startsWith('/') ? { kind: 'group', at, pattern } : undefined;
}
