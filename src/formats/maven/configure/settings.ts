// Maven's settings.xml: a server with the credentials, a profile with the repository for packages and for plugins, the
// profile made active, and a mirror when asked for. Entries of others, encrypted ones too, are left alone.
import type { ConfigureRequest } from '../../../core/ports/package-format.ts';
import { find, findAll, parseXml, type XmlElement } from '../../shared/text/xml.ts';
import { type NewElement, XmlText } from '../../shared/text/xml-edit.ts';

export const EMPTY_SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
</settings>
`;

type Find = (root: XmlElement) => XmlElement | undefined;

const profileId = (serverId: string) => `codeartifact-ci.${serverId}`;
const withId =
  (list: string, item: string, id: string): Find =>
  (root) =>
    findAll(find(root, list), item).find((node) => find(node, 'id')?.text === id);

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
    const profile = withId('profiles', 'profile', profileId(wanted))(parseXml(settings));
    const url = find(findAll(find(profile, 'repositories'), 'repository')[0], 'url')?.text;
    return url === undefined || url === endpoint ? wanted : `${domain}-${repository}`;
  } catch {
    // The edit will say that the file cannot be understood.
    return wanted;
  }
}

export function settingsEdit(current: string | undefined, request: ConfigureRequest): string {
  const id = serverId(current, request);
  const xml = XmlText.of(current, EMPTY_SETTINGS);
  if (xml.root.name !== 'settings') throw new SyntaxError('the root element is not <settings>');
  setEntry(xml, 'servers', 'server', id, { username: 'aws', password: request.token.reveal() });
  setProfile(xml, id, request.endpoint);
  if (!findAll(find(xml.root, 'activeProfiles'), 'activeProfile').some((one) => one.text === profileId(id))) {
    ensure(xml, 'activeProfiles');
    xml.append((root) => find(root, 'activeProfiles'), { name: 'activeProfile', text: profileId(id) });
  }
  const mirrorOf = request.options['maven-mirror-of'];
  if (mirrorOf) setEntry(xml, 'mirrors', 'mirror', id, { mirrorOf, url: request.endpoint });
  return xml.finish();
}

function ensure(xml: XmlText, list: string): void {
  if (!find(xml.root, list)) xml.append((root) => root, { name: list });
}

/** Sets texts of the entry with that id, which is made when it is missing. */
function setEntry(xml: XmlText, list: string, item: string, id: string, texts: Readonly<Record<string, string>>): void {
  const place = withId(list, item, id);
  if (!place(xml.root)) {
    ensure(xml, list);
    const children = Object.entries({ id, ...texts }).map(([name, text]) => ({ name, text }));
    xml.append((root) => find(root, list), { name: item, children });
    return;
  }
  for (const [name, text] of Object.entries(texts)) {
    const field: Find = (root) => find(place(root), name);
    if (field(xml.root)) xml.setText(field, text);
    else xml.append(place, { name, text });
  }
}

function setProfile(xml: XmlText, id: string, url: string): void {
  const place = withId('profiles', 'profile', profileId(id));
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
  const known = place(xml.root);
  const urls = known
    ? [
        ...findAll(find(known, 'repositories'), 'repository'),
        ...findAll(find(known, 'pluginRepositories'), 'pluginRepository'),
      ]
    : [];
  if (urls.length === 2 && urls.every((one) => find(one, 'url')?.text === url)) return;
  if (known) xml.remove(place);
  ensure(xml, 'profiles');
  xml.append((root) => find(root, 'profiles'), profile);
}
