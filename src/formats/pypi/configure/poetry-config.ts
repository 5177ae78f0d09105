// Poetry: credentials by name in its auth.toml, which Poetry reads without a keyring, for every name under which the
// project or the user knows the repository, and its address for uploads. The source itself must stand in pyproject.toml;
// Poetry has no user-level place for it.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { documentedVariable, joinPath, netrcFile } from '../../shared/machine-paths.ts';
import { setToml, type TomlSetting } from '../../shared/text/toml-edit.ts';
import {
  credentialPrefix,
  namesOf,
  type PoetryConfiguration,
  poetryConfigurationOf,
  poetryFolder,
} from './poetry-model.ts';
import { indexName, isUploadAddress, simpleIndex } from './python-index.ts';

export async function poetryConfiguration(request: ConfigureRequest): Promise<ToolConfiguration> {
  const { machine, endpoint, token } = request;
  const configuration = await poetryConfigurationOf(machine);
  const known = namesOf(configuration, endpoint);
  const isRepository = (name: string) => isUploadAddress(configuration.repositories.get(name) ?? '', endpoint);
  const upload = known.find(isRepository) ?? uploadName(request, configuration);
  const names = [...new Set([upload, ...known])];
  const documented = documentedVariable(request, ['pyproject.toml', 'poetry.toml']);
  const settings: TomlSetting[] = [
    ...(isRepository(upload) ? [] : [{ path: ['repositories', upload, 'url'], value: endpoint }]),
    ...names.flatMap((name) => [
      { path: ['http-basic', name, 'username'], value: 'aws' },
      { path: ['http-basic', name, 'password'], value: token.reveal() },
    ]),
  ];
  const left = leftOverVariables(
    machine,
    'Poetry',
    names.map(credentialPrefix).flatMap((prefix) => [
      { name: `${prefix}USERNAME`, wanted: 'aws', emptyCounts: true },
      { name: `${prefix}PASSWORD`, wanted: token, emptyCounts: true },
    ]),
  );
  // Other variables of this kind hide what the files say, and Poetry takes only letters for a name.
  const address = /^[a-z-]+$/.test(upload)
    ? { [`POETRY_REPOSITORIES_${upload.toUpperCase().replaceAll('-', '_')}_URL`]: endpoint }
    : {};
  const isSource = configuration.sources.some(({ url }) => isWithin(url, endpoint));
  return {
    files: [
      {
        path: joinPath(machine, poetryFolder(machine), 'auth.toml'),
        holdsSecret: true,
        syntax: 'sections',
        language: 'toml',
        edit: (current) => setToml(current ?? '', settings),
      },
      // Poetry before 2.5 takes a dot for the end of a name, and finds nothing but this.
      ...(names.some((name) => name.includes('.')) && !request.sharesHost ? [netrcFile(request, 'aws')] : []),
    ],
    variables: { ...address, ...left.variables, ...documented.variables },
    notes: [
      ...(isSource
        ? []
        : [
            `Poetry takes the address from the project: add a source named ${upload} with the url ${simpleIndex(endpoint)}`,
          ]),
      ...left.notes,
      ...documented.notes,
    ],
  };
}

/** A name that nobody uses for another host: Poetry would send the token there. */
function uploadName(request: ConfigureRequest, { sources, repositories, stored }: PoetryConfiguration): string {
  const isTaken = (name: string) =>
    sources.some((one) => one.name === name && !isWithin(one.url, request.endpoint)) ||
    !isWithin(repositories.get(name) ?? request.endpoint, request.endpoint) ||
    stored.some((one) => one.name === name && one.username !== 'aws');
  const wanted = indexName(request).replaceAll('.', '-');
  const longer = `${request.domain}-${request.repository}`.replace(/[^A-Za-z0-9_-]/g, '-');
  return [wanted, longer, `codeartifact-${longer}`].find((name) => !isTaken(name)) ?? `codeartifact-${longer}`;
}
