// RubyGems and Bundler. gem takes credentials for installing only inside the source address, so .gemrc holds the
// token; pushing has its own credentials file; Bundler keeps credentials beside the address.
import { Secret } from '../../../core/model/secret.ts';
import type { ConfigureRequest, ToolConfiguration, ToolMachine } from '../../../core/ports/package-format.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { documentedVariable, inHome, joinPath, variable } from '../../shared/machine-paths.ts';
import { setYaml } from '../../shared/text/yaml-edit.ts';
import { setBundle } from './bundle-config.ts';
import { bundleFile, bundlerProject, shownPath } from './bundler-project.ts';
import { either, gemrcFiles, isThisRepository, usualGemrc } from './gem-files.ts';
import { sourcesIn } from './gem-sources.ts';
import { readGemrc } from './gemrc.ts';

function sourceWithToken({ endpoint, token }: ConfigureRequest): string {
  const url = new URL(endpoint);
  return `${url.protocol}//aws:${encodeURIComponent(token.reveal())}@${url.host}${url.pathname}`;
}

/**
 * The file whose `:sources:` gem follows: the last one that has any. One of the checkout is never written to; that it
 * is read instead of ours is found by the model.
 */
async function sourcesFile(machine: ToolMachine): Promise<string> {
  const files = gemrcFiles(machine).filter((path) => !path.startsWith(machine.workingDirectory));
  const having = await Promise.all(files.map(async (path) => sourcesIn(await readGemrc(machine, path)) !== undefined));
  return files[having.lastIndexOf(true)] ?? files.at(-1) ?? usualGemrc(machine);
}

/** What Bundler reads of the project. */
function projectFilesOf(machine: ToolMachine): string[] {
  const { gemfile, layers } = bundlerProject(machine);
  const user = bundleFile(machine);
  const settings = layers.flatMap(({ path }) => (path === undefined || path === user ? [] : [path]));
  return [...(gemfile === undefined ? [] : [gemfile]), ...settings].map((path) => shownPath(machine, path));
}

/** What gem and Bundler are to be told. */
export async function gemConfiguration(request: ConfigureRequest): Promise<ToolConfiguration> {
  const { machine, endpoint, token } = request;
  // `gem push` puts its path behind the host, a slash at the end would be doubled.
  const host = endpoint.replace(/\/$/, '');
  const dataHome = variable(machine, 'XDG_DATA_HOME') ?? inHome(machine, '.local', 'share');
  const gemrc = await sourcesFile(machine);
  const credentials = either(
    machine,
    inHome(machine, '.gem', 'credentials'),
    joinPath(machine, dataHome, 'gem', 'credentials'),
  );
  const documented = documentedVariable(request, projectFilesOf(machine));
  const bearer = `Bearer ${token.reveal()}`;
  const leftOver = leftOverVariables(machine, 'gem', [{ name: 'GEM_HOST_API_KEY', wanted: new Secret(bearer) }]);
  return {
    files: [
      {
        path: gemrc,
        holdsSecret: true,
        syntax: 'tree',
        language: 'yaml',
        edit: (current) =>
          setYaml(current ?? '', [
            {
              path: [':sources'],
              item: sourceWithToken(request),
              instead: (item) => isThisRepository(item, endpoint),
            },
          ]),
      },
      {
        path: credentials,
        holdsSecret: true,
        syntax: 'tree',
        language: 'yaml',
        edit: (current) =>
          setYaml(current ?? '', [
            { path: [':codeartifact_api_key'], value: bearer },
            { path: [host], value: bearer },
          ]),
      },
      {
        path: bundleFile(machine),
        holdsSecret: true,
        syntax: 'lines',
        language: 'yaml',
        edit: (current) => setBundle(current ?? '', endpoint, `aws:${encodeURIComponent(token.reveal())}`),
      },
    ],
    variables: { RUBYGEMS_HOST: host, ...documented.variables, ...leftOver.variables },
    notes: [
      `gem takes credentials for installing in the source address only, so ${gemrc} (owner-only) holds the token`,
      'push with `gem push --key codeartifact_api_key`, or to the same host by its address',
      ...leftOver.notes,
      ...documented.notes,
    ],
  };
}
