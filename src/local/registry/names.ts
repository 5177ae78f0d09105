// What may be a name: the patterns of the service model, checked where a name enters the registry.
import type { PackageReference } from '../../core/model/package.ts';
import { isFormat } from '../../core/model/package.ts';
import { ASSET_NAME, PATTERNS } from '../../core/model/repository.ts';
import type { FormatRulesTable } from '../../core/ports/format-rules.ts';
import type { DomainAddress, OwnedRepositoryAddress, Tag } from './addresses.ts';
import { invalid } from './service-exception.ts';

// The model's pattern lets control characters and half characters through; no registry and no tool could show them.
const unprintable = /[\p{Cc}\p{Surrogate}]/u;

// It lets `.` and `..` through as well, which would lead elsewhere in every address they become part of.
function isPart(text: string): boolean {
  return PATTERNS.packagePart.test(text) && !unprintable.test(text) && text !== '.' && text !== '..';
}

export function requireDomain(at: DomainAddress): void {
  if (!PATTERNS.domain.test(at.domain)) throw invalid(`'${at.domain}' is not a domain name`);
  if (!PATTERNS.account.test(at.domainOwner)) throw invalid('the domain owner is not a 12-digit account id');
}

export function requireRepository(at: OwnedRepositoryAddress): void {
  requireDomain(at);
  if (!PATTERNS.repository.test(at.repository)) throw invalid(`'${at.repository}' is not a repository name`);
}

/** Whether a package could have a version of this name with such an asset; what cannot be is not looked for. */
export function isConceivable(version: string, asset: string): boolean {
  return isPart(version) && ASSET_NAME.test(asset);
}

export function isVersionName(version: string): boolean {
  return isPart(version);
}

/** The problem of a package's coordinates, in words; undefined when there is none. */
export function packageProblem(ref: PackageReference, rules: FormatRulesTable): string | undefined {
  if (!isFormat(ref.format)) return `'${String(ref.format)}' is not a package format`;
  const { namespace } = rules[ref.format];
  if (!isPart(ref.name)) return 'the package name is not valid';
  if (ref.namespace === undefined)
    return namespace === 'required' ? `packages of format ${ref.format} need a namespace` : undefined;
  if (namespace === 'none') return `packages of format ${ref.format} have no namespace`;
  return isPart(ref.namespace) ? undefined : 'the namespace is not valid';
}

/** Checks a package and gives it the spelling the service stores. An empty namespace counts as none. */
export function requirePackage(ref: PackageReference, rules: FormatRulesTable): PackageReference {
  const { format, name } = ref;
  const given: PackageReference = ref.namespace ? { format, namespace: ref.namespace, name } : { format, name };
  const problem = packageProblem(given, rules);
  if (problem) throw invalid(problem);
  return rules[format].normalise?.(given) ?? given;
}

export function requireVersion(ref: PackageReference, version: string, rules: FormatRulesTable): string {
  if (!isPart(version)) throw invalid('the package version is not valid');
  return rules[ref.format].normaliseVersion?.(version) ?? version;
}

/**
 * Whether a call of the API that says `asked` means the version that is stored as `stored`, another spelling of it at
 * most: where the service normalises versions of calls it does, elsewhere only the stored spelling names a version.
 */
export function isNameOf(ref: PackageReference, asked: string, stored: string, rules: FormatRulesTable): boolean {
  return asked === stored || rules[ref.format].normaliseVersion !== undefined;
}

export function requireAssetName(ref: PackageReference, name: string, rules: FormatRulesTable): void {
  if (!ASSET_NAME.test(name)) throw invalid('the asset name is not valid');
  const problem = rules[ref.format].assetNameProblem?.(name);
  if (problem) throw invalid(problem);
}

export function requireDescription(text: string | undefined, what = 'description'): void {
  if (text !== undefined && !/^\P{C}{0,1000}$/u.test(text))
    throw invalid(`the ${what} is longer than 1000 characters or holds control characters`);
}

export function requireTags(tags: readonly Tag[]): void {
  if (tags.length > 200) throw invalid('more than 200 tags in one call');
  requireTagKeys(tags.map(({ key }) => key));
  for (const { value } of tags) if (!/^\P{C}{0,256}$/u.test(value)) throw invalid('a tag value is not valid');
}

/** Keys of users: what begins with `aws:`, in any case, is AWS's own (Tagging AWS Resources user guide). */
export function requireTagKeys(tagKeys: readonly string[]): void {
  for (const key of tagKeys) {
    if (!/^\P{C}{1,128}$/u.test(key)) throw invalid('a tag key is not valid');
    if (/^aws:/i.test(key)) throw invalid('aws: prefixed tag key names are not allowed for external use.');
  }
}
