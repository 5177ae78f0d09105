import type { VersionDetails } from '../../../core/ports/format-server.ts';
import type { Pom } from './pom.ts';

/** What DescribePackageVersion and ListPackageVersionDependencies show of a POM. */
export function pomDetails(pom: Pom): VersionDetails {
  return {
    ...(pom.description === undefined ? {} : { summary: pom.description }),
    ...(pom.url === undefined ? {} : { homePage: pom.url }),
    ...(pom.sourceUrl === undefined ? {} : { sourceCodeRepository: pom.sourceUrl }),
    licenses: pom.licenses,
    // Kinds are those that the API reference lists for Maven (PackageDependency, dependencyType): `optional` is one of
    // its own beside the scopes, and what `dependencyManagement` imports has none.
    dependencies: pom.dependencies
      .filter(({ type }) => type !== 'import')
      .map(({ groupId, artifactId, version, type, optional }) => ({
        namespace: groupId,
        name: artifactId,
        type: optional ? 'optional' : type,
        ...(version === '' ? {} : { requirement: version }),
      })),
  };
}
