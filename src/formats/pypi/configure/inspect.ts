// What pip, twine, uv and Poetry are told about indexes.

import { isWithin } from '../../../core/model/endpoint.ts';
import { passwordIn, Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { lockedAddresses, NOTHING, netrcCredentials, plainAddress } from '../../shared/inspection.ts';
import {
  absolute,
  configHome,
  inHome,
  joinPath,
  projectFile,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';
import { readSections } from '../../shared/text/configparser-edit.ts';
import { pipUserFile } from './pip-config.ts';

interface Address {
  readonly source: string;
  readonly setting: string;
  readonly url: string;
  readonly isFurther: boolean;
}

function settled(
  request: InspectRequest,
  addresses: readonly Address[],
  remarks: readonly ToolRemark[],
): ToolInspection {
  const registries: RegistrySetting[] = addresses.map((one) => ({ ...one, url: plainAddress(one.url) }));
  const inAddress: StoredCredential[] = addresses.flatMap(({ source, url }) => {
    const password = isWithin(url, request.endpoint) ? passwordIn(url) : undefined;
    return password === undefined ? [] : [{ source, token: new Secret(password) }];
  });
  const inUrl: ToolRemark[] = inAddress.map(({ source }) => ({
    name: 'token-in-address',
    found: `${source} has the token inside an address, from where it gets into logs and lock files`,
    fix: 'codeartifact-ci login --tools pip keeps it in .netrc instead; take the address with the token out.',
  }));
  return {
    ...NOTHING,
    registries,
    credentials: [...inAddress, ...netrcCredentials(request)],
    remarks: [...remarks, ...inUrl],
  };
}

export function inspectPip(request: InspectRequest): ToolInspection {
  const { machine } = request;
  const named = variable(machine, 'PIP_CONFIG_FILE');
  const site = variable(machine, 'VIRTUAL_ENV');
  const leaf = machine.platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const files = [
    ...(named ? [absolute(machine, named)] : []),
    ...(site ? [joinPath(machine, site, leaf)] : []),
    pipUserFile(machine),
  ];
  const remarks: ToolRemark[] = [];
  const addresses: Address[] = [];
  const add = (source: string, setting: string, value: string | undefined) => {
    for (const url of (value ?? '').split(/\s+/).filter((one) => one !== ''))
      addresses.push({ source, setting, url, isFurther: setting !== 'index-url' });
  };
  add('the variable PIP_INDEX_URL', 'index-url', variable(machine, 'PIP_INDEX_URL'));
  add('the variable PIP_EXTRA_INDEX_URL', 'extra-index-url', variable(machine, 'PIP_EXTRA_INDEX_URL'));
  for (const path of files) {
    try {
      const text = machine.read(path) ?? '';
      // A section of one command (`[install]`) outranks [global].
      for (const setting of ['index-url', 'extra-index-url']) {
        const sections = [...readSections(text, setting)].sort(
          ([a], [b]) => Number(a === 'global') - Number(b === 'global'),
        );
        for (const [, value] of sections) add(path, setting, value);
      }
    } catch {
      remarks.push({ name: 'unreadable', found: `${path} is not a configuration pip reads`, fix: `Correct ${path}.` });
    }
  }
  for (const file of ['requirements.txt', 'constraints.txt']) {
    const text = projectFile(machine, file) ?? '';
    add(file, 'index-url', /^[ \t]*(?:-i|--index-url)[ =]+(\S+)/m.exec(text)?.[1]);
    add(file, 'extra-index-url', /^[ \t]*--extra-index-url[ =]+(\S+)/m.exec(text)?.[1]);
  }
  // What stands in a requirements file outranks variables and configuration.
  const ranked = [
    ...addresses.filter(({ source }) => source.endsWith('.txt')),
    ...addresses.filter(({ source }) => !source.endsWith('.txt')),
  ];
  return settled(request, ranked, remarks);
}

export function inspectTwine(request: InspectRequest): ToolInspection {
  const path = inHome(request.machine, '.pypirc');
  const text = request.machine.read(path) ?? '';
  try {
    const passwords = readSections(text, 'password');
    const ours = [...readSections(text, 'repository')].filter(([, url]) => isWithin(url, request.endpoint));
    return {
      ...NOTHING,
      registries: undefined,
      credentials: ours.flatMap(([name]) => {
        const password = passwords.get(name);
        return password ? [{ source: path, token: new Secret(password) }] : [];
      }),
    };
  } catch {
    return {
      ...NOTHING,
      registries: undefined,
      remarks: [{ name: 'unreadable', found: `${path} is not a file twine reads`, fix: `Correct ${path}.` }],
    };
  }
}

interface TomlIndexes {
  readonly index?: readonly { name?: unknown; url?: unknown; default?: unknown; explicit?: unknown }[];
  readonly 'index-url'?: unknown;
}

export async function inspectUv(request: InspectRequest): Promise<ToolInspection> {
  const { machine } = request;
  const { parse } = await import('smol-toml');
  const named = variable(machine, 'UV_CONFIG_FILE');
  const folder = machine.platform === 'win32' ? roamingAppData(machine) : configHome(machine);
  const user = named ? absolute(machine, named) : joinPath(machine, folder, 'uv', 'uv.toml');
  const addresses: Address[] = [];
  const remarks: ToolRemark[] = [];
  for (const name of ['UV_DEFAULT_INDEX', 'UV_INDEX_URL']) {
    const url = variable(machine, name);
    if (url) addresses.push({ source: `the variable ${name}`, setting: 'index', url, isFurther: false });
  }
  const project = projectFile(machine, 'pyproject.toml');
  const places: [string, string | undefined, (document: Record<string, unknown>) => unknown][] = [
    ['uv.toml of the project', projectFile(machine, 'uv.toml'), (document) => document],
    ['pyproject.toml', project, (document) => (document.tool as { uv?: unknown } | undefined)?.uv],
    [user, machine.read(user), (document) => document],
  ];
  for (const [source, text, part] of places) {
    try {
      const settings = (text === undefined ? undefined : part(parse(text))) as TomlIndexes | undefined;
      if (typeof settings?.['index-url'] === 'string')
        addresses.push({ source, setting: 'index-url', url: settings['index-url'], isFurther: false });
      for (const { url, explicit, default: isDefault } of Array.isArray(settings?.index) ? settings.index : [])
        if (typeof url === 'string' && explicit !== true)
          addresses.push({ source, setting: 'index', url, isFurther: isDefault !== true });
    } catch {
      remarks.push({ name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` });
    }
  }
  const locked = lockedAddresses(request, ['uv.lock'], /\b(?:registry|url) = "(https?:\/\/[^"]+)"/g);
  return { ...settled(request, addresses, remarks), locked };
}

export function inspectPoetry(request: InspectRequest): ToolInspection {
  const locked = lockedAddresses(request, ['poetry.lock'], /^url = "(https?:\/\/[^"]+)"/gm);
  return { ...NOTHING, registries: undefined, locked };
}
