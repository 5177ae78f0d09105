// Logins for tests: any tool, any registry, with a token that is easy to look for.
import { Secret } from '../../../src/core/model/secret.ts';
import type { Registration } from '../../../src/core/operations/login/registration.ts';
import type {
  ConfigureRequest,
  ToolConfiguration,
  ToolMachine,
  ToolName,
} from '../../../src/core/ports/package-format.ts';
import { PLAIN, type TextEncoding } from '../../../src/core/text/encoding.ts';
import { formatList } from '../../../src/formats/index.ts';

export const TOKEN = 'eyJ2ZXIiOjEsImlzdSI6MTc2.dGVzdC10b2tlbg-_abc.FIRST';
export const OTHER_TOKEN = 'eyJ2ZXIiOjEsImlzdSI6MTc2.dGVzdC10b2tlbg-_abc.SECOND';

export interface Wanted {
  readonly domain?: string;
  readonly repository?: string;
  readonly token?: string;
  readonly scopes?: readonly string[];
  readonly options?: Readonly<Record<string, string>>;
  /** Beginning of the endpoint, up to the format. */
  readonly base?: (format: string, domain: string, repository: string) => string;
}

const REAL = (format: string, domain: string, repository: string) =>
  `https://${domain}-111122223333.d.codeartifact.eu-west-1.amazonaws.com/${format}/${repository}/`;

export function registration(name: ToolName, wanted: Wanted = {}): Registration {
  const format = formatList.find((one) => one.tools.some((tool) => tool.name === name));
  const tool = format?.tools.find((one) => one.name === name);
  if (!format || !tool) throw new Error(`no format has the tool ${name}`);
  return { tool, format: format.name, request: requestFor(format.name, wanted) };
}

export function requestFor(format: string, wanted: Wanted = {}): Registration['request'] {
  const { domain = 'my-org', repository = 'shared' } = wanted;
  return {
    domain,
    domainOwner: '111122223333',
    repository,
    region: 'eu-west-1',
    endpoint: (wanted.base ?? REAL)(format, domain, repository),
    token: new Secret(wanted.token ?? TOKEN),
    scopes: wanted.scopes ?? [],
    options: wanted.options ?? {},
  };
}

export interface MachineOptions {
  readonly platform?: ToolMachine['platform'];
  readonly home?: string;
  /** By the password database. Default: the same as `home`. */
  readonly accountHome?: string;
  /** Whether variables reach later steps, as on GitHub. */
  readonly exportsVariables?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Path to text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path to how the file is encoded; others are plain UTF-8. */
  readonly encodings?: Readonly<Record<string, TextEncoding>>;
}

const namedBy = (glob: string) =>
  new RegExp(`/${glob.replace(/[.+?^$()|[\]{}\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);

/** A machine that exists in memory only. */
export function machine(options: MachineOptions = {}): ToolMachine {
  const { platform = 'linux', files = {} } = options;
  const home = options.home ?? (platform === 'win32' ? 'C:\\Users\\ci' : '/home/ci');
  const workingDirectory = platform === 'win32' ? 'D:\\work' : '/project';
  return {
    platform,
    home,
    accountHome: options.accountHome ?? home,
    env: options.env ?? {},
    exportsVariables: options.exportsVariables ?? false,
    workingDirectory,
    exists: (path) => Object.keys(files).some((one) => one === path || one.startsWith(`${path}/`)),
    read: (path) => files[path],
    encodingOf: (path) => (files[path] === undefined ? undefined : (options.encodings?.[path] ?? PLAIN)),
    find: (name) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${workingDirectory}/`) && namedBy(name).test(path))
        .map((path) => path.slice(workingDirectory.length + 1))
        .sort((a, b) => a.split('/').length - b.split('/').length),
    list: (folder) => [
      ...new Set(
        Object.keys(files)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] as string),
      ),
    ],
  };
}

/** What a tool asks for on such a machine, with the text of each file after the edit. */
export async function asked(
  name: ToolName,
  wanted: Wanted & { earlierEndpoints?: readonly string[]; sharesHost?: boolean } = {},
  on: MachineOptions = {},
): Promise<{ readonly configuration: ToolConfiguration; readonly texts: Readonly<Record<string, string>> }> {
  const { tool, request } = registration(name, wanted);
  const whole: ConfigureRequest = {
    ...request,
    machine: machine(on),
    earlierEndpoints: wanted.earlierEndpoints ?? [],
    sharesHost: wanted.sharesHost ?? false,
  };
  const configuration = await tool.configure(whole);
  const texts: Record<string, string> = {};
  for (const file of configuration.files) texts[file.path] = await file.edit(texts[file.path] ?? on.files?.[file.path]);
  return { configuration, texts };
}
