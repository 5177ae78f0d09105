// What DescribePackageVersion, GetPackageVersionReadme and ListPackageVersionDependencies show of a version.
import type { VersionDetails } from '../../../core/ports/format-server.ts';
import { parseRequirement } from '../names/requirement.ts';

/** Form field of the upload API to its values; core metadata is brought into this spelling first. */
type Fields = ReadonlyMap<string, readonly string[]>;

export function describeVersion(fields: Fields): VersionDetails {
  const first = (name: string) => fields.get(name)?.[0];
  const homePage = first('home_page') ?? projectUrl(fields, /^home ?page$/i);
  const sourceCodeRepository = projectUrl(fields, /^(?:source(?: ?code)?|repository|code|github)$/i);
  const license = first('license_expression') ?? first('license');
  const summary = first('summary');
  const readme = first('description');
  const requirements = (fields.get('requires_dist') ?? []).map(parseRequirement);
  return {
    ...(summary ? { summary } : {}),
    ...(homePage ? { homePage } : {}),
    ...(sourceCodeRepository ? { sourceCodeRepository } : {}),
    ...(license ? { licenses: [{ name: license.split('\n')[0]?.slice(0, 255) ?? '' }] } : {}),
    ...(readme ? { readme } : {}),
    dependencies: requirements.flatMap((requirement) =>
      requirement ? [{ name: requirement.name, type: 'Requires-Dist', requirement: requirement.specifier }] : [],
    ),
  };
}

/** Project-URL values are `Label, https://…`. */
function projectUrl(fields: Fields, label: RegExp): string | undefined {
  for (const value of fields.get('project_urls') ?? []) {
    const comma = value.indexOf(',');
    const url = value.slice(comma + 1).trim();
    if (comma > 0 && label.test(value.slice(0, comma).trim()) && /^https?:\/\//i.test(url)) return url;
  }
  return undefined;
}
