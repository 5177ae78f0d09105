// uv: an index in its own user-level file, the credentials in .netrc, which uv reads for indexes and uploads alike.
// An address without credentials is what `uv add` and `uv lock` then write into the project.
import type { ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import {
  absolute,
  configHome,
  documentedVariable,
  joinPath,
  netrcFile,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';
import { setTomlElement } from '../../shared/text/toml-edit.ts';
import { simpleIndex } from './pip-config.ts';
import { indexName } from './python-index.ts';

export function uvConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, endpoint } = request;
  const url = simpleIndex(endpoint);
  const named = variable(machine, 'UV_CONFIG_FILE');
  const folder = machine.platform === 'win32' ? roamingAppData(machine) : configHome(machine);
  const path = named ? absolute(machine, named) : joinPath(machine, folder, 'uv', 'uv.toml');
  const isFirst = request.earlierEndpoints.length === 0 && request.options['pip-index-mode'] !== 'extra';
  const documented = documentedVariable(request, ['pyproject.toml', 'uv.toml', 'requirements.txt']);
  const outranked = variable(machine, 'UV_DEFAULT_INDEX') ?? variable(machine, 'UV_INDEX_URL');
  const name = indexName(request);
  return {
    files: [
      {
        path,
        holdsSecret: false,
        syntax: 'sections',
        edit: (current) =>
          setTomlElement(current ?? '', 'index', (index) => index.url === url || index.name === name, {
            name,
            url,
            'publish-url': endpoint,
            ...(isFirst ? { default: true } : {}),
          }),
      },
      netrcFile(request, 'aws'),
    ],
    variables: documented.variables,
    notes: [
      ...(variable(machine, 'UV_NO_CONFIG')
        ? ['UV_NO_CONFIG is set, so uv does not read the index that was configured']
        : []),
      ...(outranked && outranked !== url
        ? ['a variable (UV_DEFAULT_INDEX or UV_INDEX_URL) outranks the index that was configured']
        : []),
      ...documented.notes,
    ],
  };
}
