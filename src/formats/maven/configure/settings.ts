// Maven's settings.xml: the token for every name that Maven already knows the repository by; where it is not asked yet, a
// profile with the repository for packages and for plugins; and company mirrors told to let it through. Entries of
// others, encrypted ones too, are left alone.
import { isWithin } from '../../../core/model/endpoint.ts';
import type { ConfigureRequest } from '../../../core/ports/package-format.ts';
import { find, findAll, textAt, type XmlElement } from '../../shared/text/xml.ts';
import { type NewElement, XmlText } from '../../shared/text/xml-edit.ts';
import { type MavenRun, settingsToWrite } from './maven-run.ts';
import { excluding, mirrorFor } from './mirrors.ts';
import {
  type AskedRepository,
  askedRepositories,
  effectiveSettings,
  isTokenName,
  type MavenMirror,
  type MavenRepository,
  OWN_PROFILE,
  readSettings,
  type Settings,
  settingsDocument,
  variableIn,
} from './settings-model.ts';

export const EMPTY_SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
</settings>
`;

type Find = (root: XmlElement) => XmlElement | undefined;
type List = MavenRepository['list'];

const LISTS: readonly List[] = ['repositories', 'pluginRepositories'];
const profileId = (id: string) => OWN_PROFILE + id;
const withId =
  (list: string, item: string, id: string): Find =>
  (root) =>
    findAll(root, list, item).find((node) => textAt(node, 'id') === id);

/** What is to be done to the settings that Maven reads, and what else has to be known of it. */
export interface SettingsPlan {
  /** Name of the repository; those of its server, and of a mirror of it, are equal. */
  readonly id: string;
  /** Why it is not the wanted one. */
  readonly reason: 'wanted' | 'known' | 'taken';
  /** Ids of servers that are given the token. */
  readonly servers: readonly string[];
  /** Variables that passwords of servers name. */
  readonly variables: readonly string[];
  /** For what Maven does not ask the repository yet. */
  readonly lists: readonly List[];
  /** New values of `mirrorOf`, by ids of mirrors in this file. */
  readonly mirrorOf: ReadonlyMap<string, string>;
  /** Repositories that a mirror of another file takes: a mirror of exactly this id outranks it. */
  readonly exactMirrors: readonly string[];
  readonly notes: readonly string[];
}

export function planSettings(current: string | undefined, request: ConfigureRequest, run: MavenRun): SettingsPlan {
  const { endpoint, machine, options, domain, repository } = request;
  const path = settingsToWrite(machine, run);
  const own = current === undefined || current.trim() === '' ? [] : [{ source: path, root: readSettings(current) }];
  // A file of the checkout that Maven reads instead is not written to, but what it says counts.
  const instead = run.chosenBy !== undefined && run.settings !== path ? run.settings : undefined;
  const others = [instead, run.projectSettings, run.globalSettings].flatMap((source) => {
    const document = source === undefined ? undefined : settingsDocument(machine.read(source));
    return source !== undefined && document && 'root' in document ? [{ source, root: document.root }] : [];
  });
  const settings = effectiveSettings({ layers: [...own, ...others], machine, run });
  const within = ({ url }: { url: string }) => isWithin(url, endpoint);
  const known = unique([
    ...settings.named.filter(within).map(({ id }) => id),
    ...settings.mirrors.filter((one) => within(one) && one.id !== one.mirrorOf).map(({ id }) => id),
  ]);
  const wanted = options['maven-server-id'] || 'codeartifact';
  const [first] = known;
  const isTaken = first === undefined && isOfAnother(settings, own[0]?.root, wanted, endpoint);
  const id =
    first === undefined ? (isTaken ? `${domain}-${repository}` : wanted) : known.includes(wanted) ? wanted : first;
  const leadsHere = ({ repository: one, mirror }: AskedRepository) =>
    (within(one) && one.isFirm) || (mirror !== undefined && within(mirror) && !mirror.isBlocked);
  const theirs = settings.repositories.filter(({ isOwn }) => !isOwn);
  const asked = askedRepositories({ ...settings, repositories: theirs });
  const lists = LISTS.filter((list) => !asked.some((one) => one.repository.list === list && leadsHere(one)));
  const extra = wanted !== 'codeartifact' || first === undefined ? [first === undefined ? id : wanted] : [];
  const { servers, variables } = tokenPlaces(settings, unique([...known, ...extra]), path, request, run);
  const mirrors = planMirrors(
    settings,
    unique([...theirs.filter(within).map((one) => one.id), ...(lists.length > 0 ? [id] : [])]),
    path,
    endpoint,
  );
  const label = `${domain}/${repository}`;
  return {
    id,
    reason: id === wanted ? 'wanted' : first === undefined ? 'taken' : 'known',
    servers,
    variables,
    lists,
    ...mirrors,
    notes: [
      ...[...mirrors.mirrorOf].map(
        ([name, value]) =>
          `the mirror \`${name}\` would have taken the requests to ${label}, so its mirrorOf is now \`${value}\`; logout takes that back`,
      ),
      ...mirrors.exactMirrors.map(
        (name) =>
          `a mirror of the installation would have taken the requests to ${label}, so \`${name}\` has a mirror of its own, which outranks it; logout takes that back`,
      ),
    ],
  };
}

/** Whether the user, or an earlier login, calls another repository so. */
function isOfAnother(settings: Settings, root: XmlElement | undefined, id: string, endpoint: string): boolean {
  const elsewhere = (url: string | undefined) => url !== undefined && URL.canParse(url) && !isWithin(url, endpoint);
  const profile = root && withId('profiles', 'profile', profileId(id))(root);
  const ours = LISTS.flatMap((list) => find(profile, list)?.children ?? []);
  return (
    [...settings.named, ...settings.mirrors].some((one) => one.id === id && elsewhere(one.url)) ||
    ours.some((one) => elsewhere(textAt(one, 'url')))
  );
}

/** A password that is a variable stays as it is where the variable can be set; every other place gets the token itself. */
function tokenPlaces(
  { servers }: Settings,
  ids: readonly string[],
  path: string,
  { machine }: ConfigureRequest,
  run: MavenRun,
): Pick<SettingsPlan, 'servers' | 'variables'> {
  const variables: string[] = [];
  const written: string[] = [];
  for (const id of ids) {
    const server = servers.find((one) => one.id === id);
    const name = variableIn(server?.password);
    const isShared = servers.some((one) => !ids.includes(one.id) && variableIn(one.password) === name);
    if (name !== undefined && machine.exportsVariables && isTokenName(name) && !isShared) variables.push(name);
    // The checkout's file outranks what would be written.
    else if (server === undefined || server.source === path || server.source === run.globalSettings) written.push(id);
  }
  return { servers: written, variables: unique(variables) };
}

function planMirrors(
  settings: Settings,
  ids: readonly string[],
  path: string,
  endpoint: string,
): Pick<SettingsPlan, 'mirrorOf' | 'exactMirrors'> {
  const mirrorOf = new Map<string, string>();
  const exactMirrors: string[] = [];
  let mirrors: readonly MavenMirror[] = settings.mirrors;
  for (const id of ids) {
    // Behind a mirror that lets the repository through there may be another one.
    for (const _ of settings.mirrors) {
      const mirror = mirrorFor(mirrors, { id, url: endpoint });
      if (mirror === undefined || isWithin(mirror.url, endpoint) || mirror.mirrorOf === id) break;
      if (mirror.source !== path) {
        exactMirrors.push(id);
        break;
      }
      const value = excluding(mirror.mirrorOf, id);
      mirrorOf.set(mirror.id, value);
      mirrors = mirrors.map((one) => (one === mirror ? { ...one, mirrorOf: value } : one));
    }
  }
  return { mirrorOf, exactMirrors };
}

const unique = (texts: readonly string[]) => [...new Set(texts)];

export function settingsEdit(current: string | undefined, request: ConfigureRequest, run: MavenRun): string {
  // First, since it says best what is wrong with a file.
  const plan = planSettings(current, request, run);
  const xml = XmlText.of(current === undefined || current.trim() === '' ? undefined : current, EMPTY_SETTINGS);
  const { id } = plan;
  for (const server of plan.servers)
    setEntry(xml, 'servers', 'server', server, { username: 'aws', password: request.token.reveal() });
  for (const [mirror, value] of plan.mirrorOf)
    xml.setText((root) => find(withId('mirrors', 'mirror', mirror)(root), 'mirrorOf'), value);
  for (const one of plan.exactMirrors)
    setEntry(xml, 'mirrors', 'mirror', one, { mirrorOf: one, url: request.endpoint });
  if (plan.lists.length > 0) {
    setProfile(xml, id, request.endpoint, plan.lists);
    if (!findAll(xml.root, 'activeProfiles', 'activeProfile').some((one) => one.text === profileId(id)))
      appendTo(xml, 'activeProfiles', { name: 'activeProfile', text: profileId(id) });
  }
  const mirrorOf = request.options['maven-mirror-of'];
  if (mirrorOf) setEntry(xml, 'mirrors', 'mirror', id, { mirrorOf, url: request.endpoint });
  return xml.finish();
}

/** Puts an item at the end of a list, which is made when it is missing: in one step, since each parses the file anew. */
function appendTo(xml: XmlText, list: string, item: NewElement): void {
  if (find(xml.root, list)) xml.append((root) => find(root, list), item);
  else xml.append((root) => root, { name: list, children: [item] });
}

/** Sets texts of the entry with that id, which is made when it is missing. */
function setEntry(xml: XmlText, list: string, item: string, id: string, texts: Readonly<Record<string, string>>): void {
  const place = withId(list, item, id);
  if (!place(xml.root)) {
    const children = Object.entries({ id, ...texts }).map(([name, text]) => ({ name, text }));
    appendTo(xml, list, { name: item, children });
    return;
  }
  for (const [name, text] of Object.entries(texts)) {
    const field: Find = (root) => find(place(root), name);
    if (field(xml.root)) xml.setText(field, text);
    else xml.append(place, { name, text });
  }
}

const ITEMS = { repositories: 'repository', pluginRepositories: 'pluginRepository' } as const;

function setProfile(xml: XmlText, id: string, url: string, lists: readonly List[]): void {
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
      ...lists.map((list) => ({ name: list, children: [repository(ITEMS[list])] })),
    ],
  };
  const known = place(xml.root);
  const isSame = (list: List) => {
    const urls = findAll(known, list, ITEMS[list]).map((one) => textAt(one, 'url'));
    return urls.join('\n') === (lists.includes(list) ? url : '');
  };
  if (known && LISTS.every(isSame)) return;
  if (known) xml.remove(place);
  appendTo(xml, 'profiles', profile);
}
