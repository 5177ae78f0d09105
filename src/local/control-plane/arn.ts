// Names of things in policies. The account is always the domain owner's, also where somebody else administers.
import type { PackageReference } from '../../core/model/package.ts';
import type { FormatRulesTable } from '../../core/ports/format-rules.ts';

export interface Arns {
  domain(owner: string, domain: string): string;
  repository(owner: string, domain: string, repository: string): string;
  package(owner: string, domain: string, repository: string, ref: PackageReference): string;
  group(owner: string, domain: string, pattern: string): string;
}

export function createArns(region: string, rules: FormatRulesTable): Arns {
  const arn = (owner: string, rest: string): string => `arn:aws:codeartifact:${region}:${owner}:${rest}`;
  return {
    domain: (owner, domain) => arn(owner, `domain/${domain}`),
    repository: (owner, domain, repository) => arn(owner, `repository/${domain}/${repository}`),
    package(owner, domain, repository, ref) {
      const { namespace, name } = rules[ref.format].normalise?.(ref) ?? ref;
      return arn(owner, `package/${domain}/${repository}/${ref.format}/${namespace ?? ''}/${name}`);
    },
    // Only these three characters are encoded, with lower-case hex; the pattern's own slash is the separator.
    group: (owner, domain, pattern) =>
      arn(owner, `package-group/${domain}${pattern.replace(/[*$%]/g, (found) => ENCODED[found] ?? found)}`),
  };
}

const ENCODED: Readonly<Record<string, string>> = { '*': '%2a', $: '%24', '%': '%25' };

/** Owner, domain and repository of an ARN that can carry tags; undefined for anything else. */
export function parseResourceArn(
  arn: string,
): { owner: string; domain: string; repository: string | undefined } | undefined {
  const found =
    /^arn:aws(?:-[a-z-]+)?:codeartifact:[a-z0-9-]+:(?<owner>\d{12}):(?:domain\/(?<domain>[^/]+)|repository\/(?<home>[^/]+)\/(?<repository>[^/]+)|package-group\/(?<scope>[^/]+)\/.+)$/.exec(
      arn,
    )?.groups;
  const domain = found?.domain ?? found?.home ?? found?.scope;
  if (found?.owner === undefined || domain === undefined) return undefined;
  return { owner: found.owner, domain, repository: found.repository };
}
