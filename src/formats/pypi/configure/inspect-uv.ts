// Which indexes uv will ask, and with what token.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { lockedAddresses, NOTHING, netrcCredentials, plainAddress } from '../../shared/inspection.ts';
import { simpleIndex } from './python-index.ts';
import {
  isWithoutConfig,
  type UvFile,
  type UvIndex,
  uvConfigurationOf,
  variablePrefix,
  withoutShadowed,
} from './uv-model.ts';

export async function inspectUv(request: InspectRequest): Promise<ToolInspection> {
  const { machine, endpoint } = request;
  const { files, broken, indexes } = await uvConfigurationOf(machine);
  const { seen, shadowed } = withoutShadowed(indexes);
  const isOurs = ({ url }: UvIndex) => isWithin(url, endpoint);
  const ours = seen.filter(isOurs);
  const setting = (index: UvIndex): RegistrySetting => ({
    source: index.source,
    variable: index.variable,
    setting: index.name === undefined ? index.setting : `${index.setting} ${index.name}`,
    url: plainAddress(index.url),
    isFurther: !index.isDefault,
    wanted: simpleIndex(endpoint),
  });
  const inAddress = ours.flatMap(({ source, variable, url }): StoredCredential[] => {
    const password = passwordIn(url);
    return password === undefined ? [] : [{ source, variable, token: new Secret(password) }];
  });
  return {
    ...NOTHING,
    registries: seen.map(setting),
    credentials: [
      ...ours.flatMap((index) => ofVariables(index, machine)),
      ...inAddress,
      ...(inAddress.length > 0 ? [] : netrcCredentials(request)),
    ],
    locked: lockedAddresses(request, ['uv.lock'], /\b(?:registry|url) = "(https?:\/\/[^"]+)"/g),
    remarks: [
      ...broken.map((source) => ({ name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` })),
      ...shadowed.filter(([index, by]) => isOurs(index) && !isOurs(by)).map(([index, by]) => shadowRemark(index, by)),
      ...noIndexRemarks(files),
      ...ours.flatMap(tokenRemark),
      ...seen.flatMap((index) => furtherRemark(index, seen, endpoint)),
      ...ours.flatMap((index) => userRemark(index, machine)),
      ...publishRemarks(machine),
      ...(isWithoutConfig(machine) && ours.length === 0 ? [noConfigRemark] : []),
    ],
  };
}

/** Variables named after an index come before what its address and .netrc say. */
function ofVariables({ name }: UvIndex, { env }: ToolMachine): StoredCredential[] {
  if (name === undefined) return [];
  const variable = `${variablePrefix(name)}PASSWORD`;
  const password = env[variable];
  return password === undefined ? [] : [{ source: `the variable ${variable}`, variable, token: new Secret(password) }];
}

function userRemark({ name }: UvIndex, { env }: ToolMachine): ToolRemark[] {
  const variable = name === undefined ? '' : `${variablePrefix(name)}USERNAME`;
  const user = env[variable];
  if (user === undefined || user === 'aws') return [];
  return [
    { name: 'username', found: `the variable ${variable} holds another user than \`aws\``, fix: `unset ${variable}` },
  ];
}

const shadowRemark = (index: UvIndex, by: UvIndex): ToolRemark => ({
  name: 'shadowed-index',
  found: `${by.source} gives the name ${index.name} to ${plainAddress(by.url)}, so that uv does not see the index of that name in ${index.source}`,
  fix: 'codeartifact-ci login with another `python-index-name`, or rename the index.',
});

function noIndexRemarks(files: readonly UvFile[]): ToolRemark[] {
  const file = files.find(({ settings }) => typeof settings['no-index'] === 'boolean');
  if (file?.settings['no-index'] !== true) return [];
  return [
    {
      name: 'no-index',
      found: `\`no-index\` in ${file.source} lets uv ask no index at all`,
      fix: `Take \`no-index\` out of ${file.source}.`,
    },
  ];
}

function tokenRemark({ source, rank, url }: UvIndex): ToolRemark[] {
  if (passwordIn(url) === undefined) return [];
  return [
    {
      name: 'token-in-address',
      // Where one host serves two domains, login itself has no other place for it.
      ...(rank === 'user' ? { health: 'warning' as const } : {}),
      found: `${source} has the token inside an address, from where it gets into logs and lock files`,
      fix: 'codeartifact-ci login --tools uv keeps it in .netrc instead, where the host serves one domain; take the address with the token out.',
    },
  ];
}

/** What is not a repository of the service and is asked before the default index. */
function furtherRemark(index: UvIndex, seen: readonly UvIndex[], endpoint: string): ToolRemark[] {
  const isRepository = isWithin(index.url, endpoint) || parseEndpoint(index.url) !== undefined;
  if (index.isDefault || index.isExplicit || isRepository) return [];
  const first = seen.findIndex((one) => !one.isDefault && !one.isExplicit && isWithin(one.url, endpoint));
  if (first >= 0 && first < seen.indexOf(index)) return [];
  if (!seen.some((one) => isWithin(one.url, endpoint))) return [];
  return [
    {
      name: 'further-index',
      health: 'warning',
      found: `${index.source} lets uv ask ${plainAddress(index.url)} for every name before this repository (dependency confusion)`,
      fix: index.variable
        ? `unset ${index.variable}`
        : `Set \`explicit = true\` for it in ${index.source}, and pin to it what comes from there.`,
    },
  ];
}

function publishRemarks({ env }: ToolMachine): ToolRemark[] {
  const remark = (name: string, what: string): ToolRemark => ({
    name: 'publish-variable',
    health: 'warning',
    found: `the variable ${name} ${what}`,
    fix: `unset ${name}`,
  });
  return [
    ...(env.UV_PUBLISH_TOKEN === undefined
      ? []
      : [remark('UV_PUBLISH_TOKEN', 'makes `uv publish` send it as the user `__token__`, which this service refuses')]),
    ...(env.UV_PUBLISH_PASSWORD === undefined
      ? []
      : [remark('UV_PUBLISH_PASSWORD', 'is what `uv publish` sends, whatever the files say')]),
  ];
}

const noConfigRemark: ToolRemark = {
  name: 'no-config',
  found: 'the variable UV_NO_CONFIG lets uv read none of its files',
  fix: 'unset UV_NO_CONFIG',
};
