// Why a version could not be installed by those who need it, in the words by which it is published all the same.
import type { VersionReference } from './package.ts';

export const UNINSTALLABLE = ['pom-expression', 'parent', 'workspace', 'entry-points', 'private'] as const;

/**
 * | word             | |
 * | ---------------- | --- |
 * | `pom-expression` | an expression is left in a POM that only its own build can replace |
 * | `parent`         | neither the repository nor what is published has the parent of a POM |
 * | `workspace`      | a requirement is left in a manifest that only its own workspace can meet |
 * | `entry-points`   | a file that a manifest names is missing from the package |
 * | `private`        | the manifest says that the package is for nobody |
 */
export type Uninstallable = (typeof UNINSTALLABLE)[number];

export interface Shortcoming {
  readonly kind: Uninstallable;
  /** The rest of a sentence that begins with the version: `names \`main\` lib/index.js, which the tarball lacks`. */
  readonly found: string;
  /** Where this version is in the repository or among the published, there is nothing to be said. */
  readonly unlessThere?: VersionReference;
}
