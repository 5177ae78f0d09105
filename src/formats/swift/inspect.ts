// Where SwiftPM takes packages from: the project's registries.json, then the user's; the token from .netrc.

import { isWithin } from '../../core/model/endpoint.ts';
import type {
  InspectRequest,
  RegistrySetting,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../core/ports/package-format.ts';
import { NOTHING, netrcCredentials, plainAddress } from '../shared/inspection.ts';
import { inHome, joinPath } from '../shared/machine-paths.ts';

/** Passes over what it does not know. */
const SWIFTPM = { reader: 'lenient', reads: { mark: true, utf16: true, otherBytes: true } } as const;

export function userRegistries(machine: ToolMachine): string {
  const folder = machine.platform === 'darwin' ? ['Library', 'org.swift.swiftpm'] : ['.swiftpm'];
  return inHome(machine, ...folder, 'configuration', 'registries.json');
}

interface Registries {
  readonly registries?: Readonly<Record<string, { readonly url?: unknown }>>;
}

export function inspectSwift(request: InspectRequest): ToolInspection {
  const { machine, endpoint } = request;
  const project = joinPath(machine, machine.workingDirectory, '.swiftpm', 'configuration', 'registries.json');
  const registries: RegistrySetting[] = [];
  const remarks: ToolRemark[] = [];
  for (const source of [project, userRegistries(machine)]) {
    const text = machine.read(source);
    if (text === undefined || text.trim() === '') continue;
    try {
      const document = JSON.parse(text) as Registries | null;
      for (const [name, { url }] of Object.entries(document?.registries ?? {}))
        if (typeof url === 'string')
          registries.push({
            source,
            setting: name,
            url: plainAddress(url),
            scope: name === '[default]' ? undefined : `@${name}`,
            wanted: endpoint,
          });
    } catch {
      remarks.push({ name: 'unreadable', found: `${source} is not JSON`, fix: `Correct ${source}.` });
    }
  }
  const credentials = netrcCredentials(request, SWIFTPM);
  const asked = registries.find(({ url }) => isWithin(url, endpoint));
  // On macOS the Keychain may hold them, which nobody reads from here.
  if (asked && credentials.length === 0 && machine.platform !== 'darwin')
    remarks.push({
      name: 'no-credentials',
      found: `${asked.source} names the repository, and .netrc has no entry for its host`,
      fix: 'codeartifact-ci login --tools swift',
    });
  return { ...NOTHING, registries, credentials, remarks };
}
