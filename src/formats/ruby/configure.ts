// RubyGems and Bundler. gem takes credentials for installing only inside the source address, so .gemrc holds the
// token; pushing has its own credentials file; Bundler keeps credentials beside the address.
import type { ConfigureRequest, Tool, ToolMachine } from '../../core/ports/package-format.ts';
import { absolute, configHome, documentedVariable, inHome, joinPath, variable } from '../shared/machine-paths.ts';
import { setYaml } from '../shared/text/yaml-edit.ts';
import { setBundle } from './bundle-config.ts';

/** gem takes its own folder in the home first, the XDG one when the first has no such file. */
function either(machine: ToolMachine, usual: string, other: string): string {
  return !machine.exists(usual) && machine.exists(other) ? other : usual;
}

function sourceWithToken({ endpoint, token }: ConfigureRequest): string {
  const url = new URL(endpoint);
  return `${url.protocol}//aws:${encodeURIComponent(token.reveal())}@${url.host}${url.pathname}`;
}

function isThisRepository(source: string, endpoint: string): boolean {
  if (!URL.canParse(source)) return false;
  const [a, b] = [new URL(source), new URL(endpoint)];
  return a.host === b.host && a.pathname.replace(/\/$/, '') === b.pathname.replace(/\/$/, '');
}

function bundleFile(machine: ToolMachine): string {
  const named = variable(machine, 'BUNDLE_USER_CONFIG');
  if (named) return absolute(machine, named);
  const folder = variable(machine, 'BUNDLE_USER_HOME');
  return folder ? joinPath(machine, absolute(machine, folder), 'config') : inHome(machine, '.bundle', 'config');
}

const gem: Tool = {
  name: 'gem',
  detect: ['Gemfile', 'Gemfile.lock', 'gems.rb', '*.gemspec'],
  configure: (request) => {
    const { machine, endpoint, token } = request;
    // `gem push` puts its path behind the host, a slash at the end would be doubled.
    const host = endpoint.replace(/\/$/, '');
    const dataHome = variable(machine, 'XDG_DATA_HOME') ?? inHome(machine, '.local', 'share');
    const gemrc = either(machine, inHome(machine, '.gemrc'), joinPath(machine, configHome(machine), 'gem', 'gemrc'));
    const credentials = either(
      machine,
      inHome(machine, '.gem', 'credentials'),
      joinPath(machine, dataHome, 'gem', 'credentials'),
    );
    const documented = documentedVariable(request, ['Gemfile', '.bundle/config', 'gems.rb']);
    const bearer = `Bearer ${token.reveal()}`;
    return {
      files: [
        {
          path: gemrc,
          holdsSecret: true,
          syntax: 'tree',
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
          edit: (current) => setBundle(current ?? '', endpoint, `aws:${encodeURIComponent(token.reveal())}`),
        },
      ],
      variables: { RUBYGEMS_HOST: host, ...documented.variables },
      notes: [
        `gem takes credentials for installing in the source address only, so ${gemrc} (owner-only) holds the token`,
        'push with `gem push --key codeartifact_api_key`, or to the same host by its address',
        ...documented.notes,
      ],
    };
  },
};

export const tools: readonly Tool[] = [gem];
