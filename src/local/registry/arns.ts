// ARNs as the permissions reference of the user guide writes them: the account is always the domain owner.
import { createHash } from 'node:crypto';
import type { PackageReference } from '../../core/model/package.ts';
import type { DomainAddress, OwnedRepositoryAddress } from './addresses.ts';

/** Makes the ARNs of one region. */
export interface Arns {
  domain(at: DomainAddress): string;
  repository(at: OwnedRepositoryAddress): string;
  package(at: OwnedRepositoryAddress, ref: PackageReference): string;
  group(at: DomainAddress, pattern: string): string;
  /**
   * The ARN of the key that a key id, key ARN, alias or alias ARN names; the AWS managed key when undefined. Of an alias
   * it is that of a key, too (seen in live answers), always the same one.
   */
  encryptionKey(owner: string, key: string | undefined): string;
  /** Where the service keeps assets: a bucket of its own in each Region, the same for every account. */
  assetBucket(): string;
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
      if (key?.startsWith('arn:')) return keyBehind(key);
      const name = key === undefined ? 'alias/aws/codeartifact' : key.startsWith('alias/') ? key : `key/${key}`;
      return keyBehind(`arn:aws:kms:${region}:${owner}:${name}`);
    },
    assetBucket: () => `arn:aws:s3:::assets-${BUCKET_ACCOUNTS[region] ?? '000000000000'}-${region}`,
  };
}

/**
 * By Region, the account in the name of its bucket: user guide, create-s3-gateway-endpoint. Policies of VPC endpoints
 * are written from it. Regions that the guide does not list have no bucket, and zeros here.
 */
const BUCKET_ACCOUNTS: Readonly<Record<string, string>> = {
  'us-east-1': '193858265520',
  'us-east-2': '250872398865',
  'us-west-2': '787052242323',
  'eu-west-1': '438097961670',
  'eu-west-2': '247805302724',
  'eu-west-3': '762466490029',
  'eu-north-1': '611884512288',
  'eu-south-1': '484130244270',
  'eu-central-1': '769407342218',
  'ap-northeast-1': '660291247815',
  'ap-southeast-1': '421485864821',
  'ap-southeast-2': '860415559748',
  'ap-south-1': '681137435769',
};

/** There is no KMS here, so the key of an alias is made from its name. */
function keyBehind(arn: string): string {
  const [, start, alias] = /^(arn:[^:]+:kms:[^:]+:[^:]+:)(alias\/.+)$/.exec(arn) ?? [];
  if (start === undefined || alias === undefined) return arn;
  const digits = createHash('sha256').update(arn).digest('hex');
  // The form of a random UUID, as key ids have it.
  const id = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digits)?.slice(1) ?? [];
  const [first, second, third, fourth, fifth] = id;
  return `${start}key/${first}-${second}-4${third}-8${fourth}-${fifth}`;
}

function encodeOne(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

export type TaggedResource = {
  /** As the service writes it: of a group's pattern the special characters are encoded, whatever the caller wrote. */
  readonly arn: string;
} & (
  | { readonly kind: 'domain'; readonly at: DomainAddress }
  | { readonly kind: 'repository'; readonly at: OwnedRepositoryAddress }
  | { readonly kind: 'group'; readonly at: DomainAddress; readonly pattern: string }
);

/**
 * Reads the ARN of something that can be tagged; undefined for anything else. Several texts can be the ARN of one package
 * group (`/*` and `/%2a`), and whatever is kept or allowed by ARN goes by `arn` of the result.
 */
export function parseTaggedArn(text: string, region: string): TaggedResource | undefined {
  const match = /^arn:aws:codeartifact:([a-z0-9-]+):([0-9]{12}):(domain|repository|package-group)\/([^/]+)(.*)$/su.exec(
    text,
  );
  const [, foundRegion, domainOwner = '', kind, domain = '', rest = ''] = match ?? [];
  if (foundRegion !== region) return undefined;
  const at = { domain, domainOwner };
  if (kind === 'domain') return rest === '' ? { kind: 'domain', arn: text, at } : undefined;
  if (kind === 'repository') {
    if (!/^\/[^/]+$/.test(rest)) return undefined;
    return { kind: 'repository', arn: text, at: { ...at, repository: rest.slice(1) } };
  }
  const pattern = rest.replace(/%(2a|24|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return rest.startsWith('/') ? { kind: 'group', arn: arnsOf(region).group(at, pattern), at, pattern } : undefined;
}
