// What uv and Poetry call the repository, and which sources of a project are this repository.
import type { ConfigureRequest } from '../../../core/ports/package-format.ts';
import { projectFile } from '../../shared/machine-paths.ts';

/** The input, else the repository's name in letters, digits, `-` and `_`: dots would split Poetry's setting names. */
export function indexName({ options, repository }: Pick<ConfigureRequest, 'options' | 'repository'>): string {
  return options['python-index-name'] || repository.replace(/[^A-Za-z0-9_-]/g, '-');
}

/** Names that `[[tool.poetry.source]]` of the project gives to this repository. */
export async function poetrySources({ machine, endpoint }: ConfigureRequest): Promise<string[]> {
  const text = projectFile(machine, 'pyproject.toml');
  if (text === undefined) return [];
  try {
    const { parse } = await import('smol-toml');
    const project = parse(text) as { tool?: { poetry?: { source?: unknown } } };
    const sources = project.tool?.poetry?.source;
    if (!Array.isArray(sources)) return [];
    return sources
      .filter(
        (source): source is { name: string; url: string } =>
          typeof source?.name === 'string' && typeof source?.url === 'string',
      )
      .filter((source) => source.url.startsWith(endpoint.replace(/\/$/, '')))
      .map((source) => source.name);
  } catch {
    // A project file that is not TOML is the project's own trouble.
    return [];
  }
}
