// Poetry: credentials by the name of a source, in its auth.toml, which Poetry reads without a keyring. The source
// itself must stand in pyproject.toml; Poetry has no user-level place for it. Credentials in the address of a source
// load the page, but files are then fetched without them.
import type { ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import {
  absolute,
  configHome,
  documentedVariable,
  inHome,
  joinPath,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';
import { setToml } from '../../shared/text/toml-edit.ts';
import { simpleIndex } from './pip-config.ts';
import { indexName, poetrySources } from './python-index.ts';

export async function poetryConfiguration(request: ConfigureRequest): Promise<ToolConfiguration> {
  const { machine, endpoint, token } = request;
  const name = indexName(request);
  const declared = await poetrySources(request);
  const names = [...new Set([name, ...declared])].filter((one) => !one.includes('.'));
  const documented = documentedVariable(request, ['pyproject.toml', 'poetry.toml']);
  const address = `POETRY_REPOSITORIES_${name.toUpperCase().replaceAll('-', '_')}_URL`;
  const dotted = declared.filter((one) => one.includes('.'));
  return {
    files: [
      {
        path: joinPath(machine, poetryFolder(request), 'auth.toml'),
        holdsSecret: true,
        syntax: 'sections',
        edit: (current) =>
          setToml(
            current ?? '',
            names.flatMap((one) => [
              { path: ['http-basic', one, 'username'], value: 'aws' },
              { path: ['http-basic', one, 'password'], value: token.reveal() },
            ]),
          ),
      },
    ],
    variables: { [address]: endpoint, ...documented.variables },
    notes: [
      ...(declared.length === 0
        ? [
            `Poetry takes the address from the project: add a source named ${name} with the url ${simpleIndex(endpoint)}`,
          ]
        : []),
      ...dotted.map((one) => `Poetry cannot have credentials for the source ${one}: its name contains a dot`),
      ...documented.notes,
    ],
  };
}

function poetryFolder({ machine }: ConfigureRequest): string {
  const named = variable(machine, 'POETRY_CONFIG_DIR');
  if (named) return absolute(machine, named);
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'pypoetry');
  if (machine.platform === 'darwin') return inHome(machine, 'Library', 'Application Support', 'pypoetry');
  return joinPath(machine, configHome(machine), 'pypoetry');
}
