// A saved plan says everything about a promotion. What is given beside it must say the same: a place or a list of versions
// that is silently passed over is taken for obeyed.
import type { ReleaseManifest } from '../../documents/manifest.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, parseVersionCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import { samePackage, type VersionReference } from '../../model/package.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { differencesOf } from '../repository/assets.ts';
import { shownAs } from '../repository/snapshots.ts';
import { isSameVersion } from '../repository/stored-spelling.ts';
import { derivedAssets } from '../repository/version-lookup.ts';

/** What was given beside the plan, each under the name of its input; undefined: not given. */
export interface GivenBesidePlan {
  readonly domain?: string | undefined;
  readonly 'domain-owner'?: string | undefined;
  readonly 'aws-region'?: string | undefined;
  readonly 'source-repository'?: string | undefined;
  readonly 'destination-repository'?: string | undefined;
  readonly 'destination-domain'?: string | undefined;
  readonly 'destination-domain-owner'?: string | undefined;
  readonly 'destination-region'?: string | undefined;
  readonly 'include-dependencies'?: boolean | undefined;
  readonly 'include-from-upstream'?: boolean | undefined;
  readonly 'allow-overwrite'?: boolean | undefined;
  readonly 'dist-tags'?: readonly string[] | undefined;
  readonly versions?: readonly string[] | undefined;
  readonly manifest?: ReleaseManifest | undefined;
}

type Value = string | boolean | readonly string[] | undefined;

/** Rejects with CA-INPUT-001 that names each input that differs, with both values. */
export function requireAgreement(plan: PromotionPlan, given: GivenBesidePlan, formats: readonly PackageFormat[]): void {
  const { source, destination } = plan;
  const said: readonly (readonly [keyof GivenBesidePlan, Value, Value])[] = [
    ['domain', given.domain, source.domain],
    ['domain-owner', given['domain-owner'], source.domainOwner],
    ['aws-region', given['aws-region'], source.region],
    ['source-repository', given['source-repository'], source.repository],
    ['destination-repository', given['destination-repository'], destination.repository],
    ['destination-domain', given['destination-domain'], destination.domain],
    ['destination-domain-owner', given['destination-domain-owner'], destination.domainOwner],
    ['destination-region', given['destination-region'], destination.region],
    ['include-dependencies', given['include-dependencies'], plan.includeDependencies],
    ['include-from-upstream', given['include-from-upstream'], plan.includeFromUpstream],
    ['allow-overwrite', given['allow-overwrite'], plan.allowOverwrite],
    ['dist-tags', given['dist-tags'], plan.distTags],
  ];
  const problems = [
    ...said.flatMap(([name, value, planned]) => differenceOf(name, value, planned)),
    ...versionProblems(plan, given, formats),
  ];
  if (problems.length === 0) return;
  throw new RegistryError('CA-INPUT-001', `beside \`plan\`: ${problems.join('; ')}`, {
    remedy: 'Leave out what the plan says already, or make a new plan.',
  });
}

function differenceOf(name: string, given: Value, planned: Value): string[] {
  if (given === undefined) return [];
  // Plans of version 0.1.0 do not say what they were asked for.
  if (planned === undefined)
    return [`\`${name}\` is \`${words(given)}\`, and the plan does not say with which it was made`];
  return words(given) === words(planned)
    ? []
    : [`\`${name}\` is \`${words(given)}\`, the plan says \`${words(planned)}\``];
}

const words = (value: NonNullable<Value>) =>
  // The order of the lines means nothing.
  typeof value === 'object' ? [...new Set(value)].sort().join(', ') : String(value);

function versionProblems(
  plan: PromotionPlan,
  { versions, manifest }: GivenBesidePlan,
  formats: readonly PackageFormat[],
): string[] {
  if (!versions && !manifest) return [];
  const read = (text: string) => normalised(parseVersionCoordinate(text), formats);
  const isOneVersion = (one: VersionReference, other: VersionReference) =>
    samePackage(one, other) && isSameVersion(one, one.version, other.version, formats);
  const items = new Map(plan.items.map((item) => [item.purl, item]));
  const pinned = new Map((manifest?.versions ?? []).map((version) => [purl(read(version.purl)), version]));
  const asked = new Set([...pinned.keys(), ...(versions ?? []).map((text) => purl(read(text)))]);
  const names = [...(versions ? ['`versions`'] : []), ...(manifest ? ['`manifest`'] : [])].join(' and ');
  // A snapshot that is named is the build that it was when the plan was made.
  for (const { purl: text } of plan.items) if (asked.delete(purl(shownAs(read(text), formats)))) asked.add(text);
  // One that was named in another case is the version that the plan has as it is stored.
  for (const { purl: text } of plan.items) {
    const other = [...asked].find((each) => each !== text && !items.has(each) && isOneVersion(read(each), read(text)));
    if (other !== undefined && asked.delete(other)) asked.add(text);
  }
  const lacking = [...asked].filter((each) => !items.has(each));
  // Dependencies that the plan added by itself need not be named.
  const forgotten = plan.items.filter(({ purl: text, neededBy }) => !asked.has(text) && neededBy === undefined);
  const derivedOf = derivedAssets(formats);
  const changed = [...pinned].flatMap(([text, version]) => {
    const item = items.get(text);
    if (!item) return [];
    // What the registry makes itself was no tested file.
    const derived = derivedOf(versionOf(item));
    const tested = <T extends { readonly name: string }>(assets: readonly T[]) =>
      assets.filter(({ name }) => !derived.includes(name));
    const differences = differencesOf(tested(version.assets), tested(item.assets));
    return differences.length === 0 ? [] : [`${shown(text)} (${differences.slice(0, 3).join(', ')})`];
  });
  const differs = lacking.length > 0 || forgotten.length > 0;
  const planned = plan.items.filter(({ neededBy }) => neededBy === undefined);
  const both = () =>
    `${names} name ${few([...asked], lacking)}, the plan promotes ${few(purlsOf(planned), purlsOf(forgotten))}`;
  return [
    ...(differs ? [both()] : []),
    ...(changed.length > 0 ? [`\`manifest\` has other bytes than the plan of ${list(changed)}`] : []),
  ];
}

const shown = (text: string) => shortForm(parseVersionCoordinate(text));

const purlsOf = (items: readonly PlanItem[]) => items.map(({ purl: text }) => text);

/** What differs comes first, since only a few are named. */
function few(purls: readonly string[], differing: readonly string[]): string {
  const first = new Set(differing);
  return purls.length === 0 ? 'nothing' : list([...differing, ...purls.filter((each) => !first.has(each))], shown);
}

const list = (texts: readonly string[], spell = (text: string) => text) =>
  `${texts.slice(0, 3).map(spell).join(', ')}${texts.length > 3 ? ` and ${texts.length - 3} more` : ''}`;
