// pip, uv, Poetry and twine where their files cannot be written. None of them needs a file.
import { Secret } from '../../../core/model/secret.ts';
import type { ToolConfiguration, VariablesRequest } from '../../../core/ports/package-format.ts';
import { namesOf, poetryConfigurationOf } from './poetry-model.ts';
import { indexName, simpleIndex } from './python-index.ts';

/** As uv and Poetry make a part of a variable of a name. */
const inVariable = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');

const isFurther = ({ earlierEndpoints, options }: VariablesRequest) =>
  earlierEndpoints.length > 0 || options['pip-index-mode'] === 'extra';

/** The address with the credentials in it: pip has no variable for them alone. */
export function pipAsVariables(request: VariablesRequest): ToolConfiguration {
  const url = new URL(simpleIndex(request.endpoint));
  url.username = 'aws';
  url.password = request.token.reveal();
  const name = isFurther(request) ? 'PIP_EXTRA_INDEX_URL' : 'PIP_INDEX_URL';
  return { files: [], variables: { [name]: new Secret(url.href) }, notes: [] };
}

/** The index by name, so that no address with a token gets into a project. */
export function uvAsVariables(request: VariablesRequest): ToolConfiguration {
  const { endpoint, token } = request;
  const name = indexName(request);
  const credentials = `UV_INDEX_${inVariable(name)}`;
  return {
    files: [],
    variables: {
      [isFurther(request) ? 'UV_INDEX' : 'UV_DEFAULT_INDEX']: `${name}=${simpleIndex(endpoint)}`,
      [`${credentials}_USERNAME`]: 'aws',
      [`${credentials}_PASSWORD`]: token,
      UV_PUBLISH_URL: endpoint,
      UV_PUBLISH_USERNAME: 'aws',
      UV_PUBLISH_PASSWORD: token,
    },
    notes: [],
  };
}

/** Credentials by the name of a source; the source itself stands in the project. */
export async function poetryAsVariables(request: VariablesRequest): Promise<ToolConfiguration> {
  const names = [
    ...new Set([indexName(request), ...namesOf(await poetryConfigurationOf(request.machine), request.endpoint)]),
  ];
  const variables: Record<string, string | Secret> = {
    [`POETRY_REPOSITORIES_${inVariable(indexName(request))}_URL`]: request.endpoint,
  };
  for (const name of names) {
    variables[`POETRY_HTTP_BASIC_${inVariable(name)}_USERNAME`] = 'aws';
    variables[`POETRY_HTTP_BASIC_${inVariable(name)}_PASSWORD`] = request.token;
  }
  return { files: [], variables, notes: [] };
}

/** twine. */
export function twineAsVariables({ endpoint, token }: VariablesRequest): ToolConfiguration {
  return {
    files: [],
    variables: { TWINE_REPOSITORY_URL: endpoint, TWINE_USERNAME: 'aws', TWINE_PASSWORD: token },
    notes: ['upload with `twine upload`, without `--repository`'],
  };
}
