// .pypirc, which twine reads: a list of servers and a section for each. Sections that have the repository's address get
// the token under their own names; where there is none, one is added that is called `codeartifact`, as the AWS CLI has
// it, or after the repository when that name is taken.
import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  ConfigureRequest,
  InspectRequest,
  StoredCredential,
  ToolConfiguration,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import type { EncodingsRead } from '../../../core/text/encoding.ts';
import { encodingRemarks, NOTHING, plainAddress } from '../../shared/inspection.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { inHome } from '../../shared/machine-paths.ts';
import { type ConfigEdit, type ConfigValues, editConfig, readConfig } from '../../shared/text/configparser-edit.ts';
import { isUploadAddress } from './python-index.ts';

/** To its parser a byte order mark is text, and other bytes than UTF-8 are none. */
const PYPIRC: EncodingsRead = { mark: false, utf16: false, otherBytes: false };

const pypircPath = (machine: ToolMachine) => inHome(machine, '.pypirc');

/** Names that twine takes; without a list it knows its own two. */
const serversOf = ({ values }: ConfigValues): string[] | undefined => {
  const listed = values.get('distutils')?.get('index-servers');
  return listed?.split(/\s+/).filter((name) => name !== '');
};

/** Sections that have this address, those that twine takes first. */
function sectionsOf(config: ConfigValues, endpoint: string): string[] {
  const servers = serversOf(config) ?? ['pypi', 'testpypi'];
  return [...config.values]
    .filter(([name, values]) => name !== 'distutils' && isWithin(values.get('repository') ?? '', endpoint))
    .map(([name]) => name)
    .sort((a, b) => Number(servers.includes(b)) - Number(servers.includes(a)));
}

/** The sections for this repository: those that have its address, else the first name that is free. */
function namesFor(config: ConfigValues, { endpoint, domain, repository }: ConfigureRequest): string[] {
  const known = sectionsOf(config, endpoint);
  if (known.length > 0) return known;
  const isFree = (name: string) => config.values.get(name)?.get('repository') === undefined && name !== 'distutils';
  const last = `${domain}-${repository}`;
  return [['codeartifact', repository, last].find(isFree) ?? last];
}

export function twineConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, endpoint, token } = request;
  const path = pypircPath(machine);
  const [section = 'codeartifact'] = namesIn(machine.read(path) ?? '', request);
  const address = machine.env.TWINE_REPOSITORY_URL;
  const left = leftOverVariables(machine, 'twine', [
    { name: 'TWINE_USERNAME', wanted: 'aws', emptyCounts: true },
    { name: 'TWINE_PASSWORD', wanted: token, emptyCounts: true },
    { name: 'TWINE_REPOSITORY', wanted: section },
    ...(address && isUploadAddress(address, endpoint) ? [] : [{ name: 'TWINE_REPOSITORY_URL', wanted: endpoint }]),
  ]);
  return {
    files: [
      {
        path,
        holdsSecret: true,
        syntax: 'sections',
        language: 'configparser',
        edit: (current) => pypircEdit(current ?? '', request),
      },
    ],
    variables: left.variables,
    notes: [`upload with \`twine upload --repository ${section}\``, ...left.notes],
  };
}

function namesIn(text: string, request: ConfigureRequest): string[] {
  try {
    return namesFor(readConfig(text), request);
  } catch {
    // The edit will say that the file cannot be understood.
    return [];
  }
}

function pypircEdit(text: string, request: ConfigureRequest): string {
  const config = readConfig(text);
  const names = namesFor(config, request);
  const listed = serversOf(config);
  const edits: ConfigEdit[] = [];
  const [name = ''] = names;
  // A file that lists no server offers pypi and testpypi; a list must name pypi to keep it.
  const servers = listed ?? ['pypi'];
  if (!servers.includes(name)) edits.push({ section: 'distutils', key: 'index-servers', value: [...servers, name] });
  for (const section of names) {
    if (!isUploadAddress(config.values.get(section)?.get('repository') ?? '', request.endpoint))
      edits.push({ section, key: 'repository', value: request.endpoint });
    edits.push({ section, key: 'username', value: 'aws' });
    edits.push({ section, key: 'password', value: request.token.reveal() });
  }
  return editConfig(text, edits);
}

/** What twine would send where: variables outrank the file, and an address among them outranks the name of a server. */
export async function inspectTwine(request: InspectRequest): Promise<ToolInspection> {
  const { PROXY_RULES, wayOf, waysAt } = await import('../../shared/proxy-variables.ts');
  // By what pip goes by, and with no settings for it.
  const way = wayOf({ client: 'twine', rules: PROXY_RULES.pip, settings: undefined, ...waysAt(request) });
  const { machine, endpoint } = request;
  const path = pypircPath(machine);
  const variables = [
    ...variableRemarks(machine),
    ...encodingRemarks(machine, [{ path, reads: PYPIRC }], 'twine refuses to upload'),
    ...addressRemark('the variable TWINE_REPOSITORY_URL', machine.env.TWINE_REPOSITORY_URL, endpoint),
  ];
  const password = machine.env.TWINE_PASSWORD;
  const ofVariable: StoredCredential[] =
    password === undefined
      ? []
      : [{ source: 'the variable TWINE_PASSWORD', variable: 'TWINE_PASSWORD', token: new Secret(password) }];
  const address = machine.env.TWINE_REPOSITORY_URL;
  const given = address
    ? [
        {
          source: 'the variable TWINE_REPOSITORY_URL',
          variable: 'TWINE_REPOSITORY_URL',
          setting: 'repository',
          url: plainAddress(address),
        },
      ]
    : [];
  try {
    const config = readConfig(machine.read(path) ?? '');
    const ours = sectionsOf(config, endpoint);
    const servers = serversOf(config) ?? ['pypi', 'testpypi'];
    const shared = config.values.get('server-login')?.get('password');
    return {
      ...NOTHING,
      way,
      registries: [
        ...given,
        ...ours
          .filter((name) => servers.includes(name))
          .map((name) => ({ source: path, setting: `[${name}] repository`, url: endpoint })),
      ],
      credentials: [
        ...ofVariable,
        ...ours.flatMap((name) => {
          const own = config.values.get(name)?.get('password') ?? shared;
          return own ? [{ source: path, token: new Secret(own) }] : [];
        }),
      ],
      remarks: [
        ...variables,
        ...unlistedRemarks(ours, servers, path),
        ...ours.flatMap((name) =>
          addressRemark(`\`repository\` of [${name}] in ${path}`, config.values.get(name)?.get('repository'), endpoint),
        ),
      ],
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      ...NOTHING,
      registries: given,
      credentials: ofVariable,
      remarks: [
        ...variables,
        { name: 'unreadable', found: `twine refuses ${path}: ${problem}`, fix: `Correct ${path}.` },
      ],
    };
  }
}

function unlistedRemarks(ours: readonly string[], servers: readonly string[], path: string): ToolRemark[] {
  if (ours.length === 0 || ours.some((name) => servers.includes(name))) return [];
  return [
    {
      name: 'unlisted-server',
      found: `\`index-servers\` in ${path} does not name ${ours.join(', ')}, so twine does not know it`,
      fix: 'codeartifact-ci login --tools twine adds it.',
    },
  ];
}

/** For an address within the repository that takes no upload. */
function addressRemark(source: string, address: string | undefined, endpoint: string): ToolRemark[] {
  if (!address || !isWithin(address, endpoint) || isUploadAddress(address, endpoint)) return [];
  return [
    {
      name: 'no-upload-there',
      found: `${source} is ${plainAddress(address)}, which takes no upload`,
      fix: `Set it to ${endpoint}.`,
    },
  ];
}

function variableRemarks({ env }: ToolMachine): ToolRemark[] {
  const user = env.TWINE_USERNAME;
  if (user === undefined || user === 'aws') return [];
  return [
    {
      name: 'username',
      found: 'the variable TWINE_USERNAME holds another user than `aws`, and outranks .pypirc',
      fix: 'unset TWINE_USERNAME',
    },
  ];
}
