/** The variable that stands for an input on every surface: `source-repository` -> CODEARTIFACT_SOURCE_REPOSITORY. */
export function variableOf(name: string): string {
  return `CODEARTIFACT_${name.toUpperCase().replaceAll('-', '_')}`;
}
