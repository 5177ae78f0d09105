// What Maven is told about repositories: the servers, mirrors and profiles of the settings it reads.

import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { expanded, NOTHING, plainAddress, unsetVariable } from '../../shared/inspection.ts';
import { absolute, inHome, projectFile, variable } from '../../shared/machine-paths.ts';
import { find, findAll, parseXml, type XmlElement } from '../../shared/text/xml.ts';

export function inspectMaven(request: InspectRequest): ToolInspection {
  const { machine } = request;
  const arguments_ = `${projectFile(machine, '.mvn', 'maven.config') ?? ''}\n${variable(machine, 'MAVEN_ARGS') ?? ''}`;
  const chosen = /(?:^|\s)(?:-s|--settings)[\s=]+(\S+)/m.exec(arguments_)?.[1];
  const path = chosen ? absolute(machine, chosen) : inHome(machine, '.m2', 'settings.xml');
  const text = machine.read(path);
  if (text === undefined) return NOTHING;
  try {
    return settingsFindings(parseXml(text), path, request);
  } catch {
    return { ...NOTHING, remarks: [{ name: 'unreadable', found: `${path} is not XML`, fix: `Correct ${path}.` }] };
  }
}

function settingsFindings(root: XmlElement, source: string, { machine, endpoint }: InspectRequest): ToolInspection {
  const remarks: ToolRemark[] = [];
  const value = (node: XmlElement | undefined) =>
    expanded(node?.text ?? '', machine, (name) => remarks.push(unsetVariable(source, name)));
  const servers = findAll(find(root, 'servers'), 'server');
  const passwords = new Map(servers.map((server) => [find(server, 'id')?.text ?? '', find(server, 'password')]));
  const registries: RegistrySetting[] = [];
  const credentials: StoredCredential[] = [];
  const add = (setting: string, node: XmlElement, isFurther: boolean) => {
    const url = value(find(node, 'url'));
    const id = find(node, 'id')?.text ?? '';
    registries.push({ source, setting: `${setting} ${id}`, url: plainAddress(url), isFurther });
    if (!isWithin(url, endpoint)) return;
    const password = passwords.get(id);
    if (password === undefined) {
      remarks.push({
        name: 'server-id',
        found: `${source} has the address under the id ${id}, and no <server> with that id: 401`,
        fix: `Give the <server> with the token the id ${id} (\`maven-server-id: ${id}\`), in the POM as well.`,
      });
      return;
    }
    const token = value(password);
    if (!token.includes('${')) credentials.push({ source, token: new Secret(token) });
  };
  for (const mirror of findAll(find(root, 'mirrors'), 'mirror'))
    add(`mirror of ${find(mirror, 'mirrorOf')?.text ?? ''}`, mirror, false);
  for (const profile of findAll(find(root, 'profiles'), 'profile'))
    for (const repository of findAll(find(profile, 'repositories'), 'repository')) add('repository', repository, true);
  return { ...NOTHING, registries, credentials: unique(credentials), remarks };
}

function unique(credentials: readonly StoredCredential[]): StoredCredential[] {
  return [...new Map(credentials.map((one) => [one.token.reveal(), one])).values()];
}
