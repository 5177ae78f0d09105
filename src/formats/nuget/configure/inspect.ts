// What nuget.exe and dotnet are told about sources: the project's NuGet.Config, then the user's.

import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { NOTHING, plainAddress } from '../../shared/inspection.ts';
import { find, findAll, parseXml, type XmlElement } from '../../shared/text/xml.ts';
import { configIn, encodeName } from './source-config.ts';

/** `folder` is where the tool keeps the user's file. */
export function inspectSources({ machine, endpoint }: InspectRequest, folder: string): ToolInspection {
  const registries: RegistrySetting[] = [];
  const credentials: StoredCredential[] = [];
  const remarks: ToolRemark[] = [];
  const documents: { source: string; root: XmlElement }[] = [];
  for (const path of [configIn(machine, machine.workingDirectory), configIn(machine, folder)]) {
    const text = machine.read(path);
    if (text === undefined) continue;
    try {
      documents.push({ source: path, root: parseXml(text) });
    } catch {
      remarks.push({ name: 'unreadable', found: `${path} is not XML`, fix: `Correct ${path}.` });
    }
  }
  const names = new Set<string>();
  for (const { source, root } of documents) {
    const sources = find(root, 'packageSources');
    for (const node of findAll(sources, 'add')) {
      const [name = '', url = ''] = [node.attributes.key, node.attributes.value];
      // All sources are asked, so none stands in the place of another.
      registries.push({ source, setting: `source ${name}`, url: plainAddress(url), isFurther: true });
      if (!isWithin(url, endpoint)) continue;
      names.add(name);
      if (isDisabled(documents, name))
        remarks.push({
          name: 'disabled',
          found: `the source ${name} is disabled`,
          fix: `dotnet nuget enable source "${name}"`,
        });
    }
    // What the project's file clears is not inherited from the user's.
    if (find(sources, 'clear') !== undefined) break;
  }
  for (const { source, root } of documents)
    for (const name of names) credentials.push(...passwordOf(root, name, source));
  if (names.size > 0 && credentials.length === 0)
    remarks.push({
      name: 'no-credentials',
      found: `there are no credentials under the name ${[...names].join(' or ')}: 401`,
      fix: 'codeartifact-ci login --tools dotnet,nuget supplies them under the name the project uses.',
    });
  return { ...NOTHING, registries, credentials, remarks };
}

function passwordOf(root: XmlElement, name: string, source: string): StoredCredential[] {
  const wanted = encodeName(name).toLowerCase();
  const section = find(root, 'packageSourceCredentials')?.children.find(
    (node) => node.writtenName.toLowerCase() === wanted,
  );
  const password = findAll(section, 'add').find((node) => node.attributes.key === 'ClearTextPassword');
  const value = password?.attributes.value;
  return value ? [{ source, token: new Secret(value) }] : [];
}

function isDisabled(documents: readonly { root: XmlElement }[], name: string): boolean {
  const entries = documents.flatMap(({ root }) => findAll(find(root, 'disabledPackageSources'), 'add'));
  return entries.some((node) => node.attributes.key === name && node.attributes.value === 'true');
}
