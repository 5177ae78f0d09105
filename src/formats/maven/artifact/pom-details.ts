import type { VersionDetails } from '../../../core/ports/format-server.ts';
import type { Pom } from './pom.ts';

/** What DescribePackageVersion and ListPackageVersionDependencies show of a POM. */
export function pomDetails(pom: Pom): VersionDetails {
  return {
    ...(pom.description === undefined ? {} : { summary: pom.description }),
    ...(pom.url === undefined ? {} : { homePage: pom.url }),
    ...(pom.sourceUrl === undefined ? {} : { sourceCodeRepository: pom.sourceUrl }),
    licenses: pom.licenses,
    dependencies: pom.dependencies.map(({ groupId, artifactId, version, type }) => ({
      namespace: groupId,
      name: artifactId,
      type,
      ...(version === '' ? {} : { requirement: version }),
    })),
  };
}
