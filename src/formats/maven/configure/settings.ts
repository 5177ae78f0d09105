// Maven's settings.xml: a server with the credentials, a profile with the repository for packages and for plugins, the
// profile made active, and a mirror when asked for. Entries of others, encrypted ones too, are left alone.
import type { ConfigureRequest } from '../../../core/ports/package-format.ts';
import { child, childrenOf, type NewElement, XmlText } from '../../shared/text/xml-edit.ts';
import { parseWithOffsets, type XmlNode } from '../../shared/text/xml-positions.ts';

export const EMPTY_SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
</settings>
`;

type Find = (root: XmlNode) => XmlNode | undefined;

const profileId = (serverId: string) => `codeartifact-ci.${serverId}`;
const withId =
  (list: string, item: string, id: string): Find =>
  (root) =>
    childrenOf(child(root, list), item).find((node) => child(node, 'id')?.text === id);

/**
 * The id of server, repository and mirror: they must be equal, and equal to the id in the POM. The wanted one, unless
 * an earlier login of ours uses it for another repository.
 */
export function serverId(
  settings: string | undefined,
  { options, domain, repository, endpoint }: ConfigureRequest,
): string {
  const wanted = options['maven-server-id'] || 'codeartifact';
  if (settings === undefined || settings.trim() === '') return wanted;
  try {
    const profile = withId('profiles', 'profile', profileId(wanted))(parseWithOffsets(settings));
    const url = child(childrenOf(child(profile, 'repositories'), 'repository')[0], 'url')?.text;
    return url === undefined || url === endpoint ? wanted : `${domain}-${repository}`;
  } catch {
    // The edit will say that the file cannot be understood.
    return wanted;
  }
}

export async function settingsEdit(current: string | undefined, request: ConfigureRequest): Promise<string> {
  const id = serverId(current, request);
  const xml = await XmlText.of(current, EMPTY_SETTINGS);
  if (xml.root.name.split(':').at(-1) !== 'settings') throw new SyntaxError('the root element is not <settings>');
  setEntry(xml, 'servers', 'server', id, { username: 'aws', password: request.token.reveal() });
  setProfile(xml, id, request.endpoint);
  if (!childrenOf(child(xml.root, 'activeProfiles'), 'activeProfile').some((one) => one.text === profileId(id))) {
    ensure(xml, 'activeProfiles');
    xml.append((root) => child(root, 'activeProfiles'), { name: 'activeProfile', text: profileId(id) });
  }
  const mirrorOf = request.options['maven-mirror-of'];
  if (mirrorOf) setEntry(xml, 'mirrors', 'mirror', id, { mirrorOf, url: request.endpoint });
  return xml.finish();
}

function ensure(xml: XmlText, list: string): void {
  if (!child(xml.root, list)) xml.append((root) => root, { name: list });
}

/** Sets texts of the entry with that id, which is made when it is missing. */
function setEntry(xml: XmlText, list: string, item: string, id: string, texts: Readonly<Record<string, string>>): void {
  const find = withId(list, item, id);
  if (!find(xml.root)) {
    ensure(xml, list);
    const children = Object.entries({ id, ...texts }).map(([name, text]) => ({ name, text }));
    xml.append((root) => child(root, list), { name: item, children });
    return;
  }
  for (const [name, text] of Object.entries(texts)) {
    const field: Find = (root) => child(find(root), name);
    if (field(xml.root)) xml.setText(field, text);
    else xml.append(find, { name, text });
  }
}

function setProfile(xml: XmlText, id: string, url: string): void {
  const find = withId('profiles', 'profile', profileId(id));
  const enabled = (name: string): NewElement => ({ name, children: [{ name: 'enabled', text: 'true' }] });
  const repository = (name: string): NewElement => ({
    name,
    children: [{ name: 'id', text: id }, { name: 'url', text: url }, enabled('releases'), enabled('snapshots')],
  });
  const profile: NewElement = {
    name: 'profile',
    children: [
      { name: 'id', text: profileId(id) },
      { name: 'repositories', children: [repository('repository')] },
      { name: 'pluginRepositories', children: [repository('pluginRepository')] },
    ],
  };
  const known = find(xml.root);
  const urls = known
    ? [
        ...childrenOf(child(known, 'repositories'), 'repository'),
        ...childrenOf(child(known, 'pluginRepositories'), 'pluginRepository'),
      ]
    : [];
  if (urls.length === 2 && urls.every((one) => child(one, 'url')?.text === url)) return;
  if (known) xml.remove(find);
  ensure(xml, 'profiles');
  xml.append((root) => child(root, 'profiles'), profile);
}
