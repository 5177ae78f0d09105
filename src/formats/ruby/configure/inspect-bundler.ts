// Where Bundler takes gems from, and with which credentials: it follows the Gemfile, a mirror goes before what that says,
// and credentials stand beside addresses in its settings.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import { decodedUserInfo, passwordIn, Secret } from '../../../core/model/secret.ts';
import type {
  InspectRequest,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { encodingRemarks, NOTHING, plainAddress, unsetVariable } from '../../shared/inspection.ts';
import { PROXY_RULES, wayOf, waysAt } from '../../shared/proxy-variables.ts';
import { bundleHostKey, bundleKey, listsIn } from './bundle-config.ts';
import {
  type BundleLayer,
  type BundlerProject,
  type BundleSetting,
  bundlerProject,
  bundleSetting,
  isConfigIgnored,
  shownPath,
} from './bundler-project.ts';
import { isPublicGems } from './gem-files.ts';
import { type Gemfile, type GemfileSource, readGemfile } from './gemfile.ts';

const CLIENT = 'Bundler';

/** What the project comes to for one endpoint. */
interface Looked {
  readonly machine: ToolMachine;
  readonly endpoint: string;
  readonly project: BundlerProject;
  readonly gemfile: Gemfile;
  /** The Gemfile, for people. */
  readonly file: string;
  readonly asked: readonly AskedSource[];
  readonly ours: readonly AskedSource[];
}

/** A source whose address is known, with the server that is really asked. */
interface AskedSource extends GemfileSource {
  readonly address: string;
  readonly url: string;
  readonly mirror: BundleSetting | undefined;
}

/** Without `clients` where there is no project, or a remark says already why Bundler does not ask the repository. */
export function inspectBundler({ machine, endpoint }: InspectRequest): ToolInspection {
  const project = bundlerProject(machine);
  if (project.gemfile === undefined) return NOTHING;
  const file = `${shownPath(machine, project.gemfile)}${nameOfChoice(project)}`;
  if (machine.read(project.gemfile) === undefined) return { ...NOTHING, remarks: missingRemark(machine, project) };
  const gemfile = readGemfile(machine, project.gemfile, (path) => shownPath(machine, path));
  const known = gemfile.sources.flatMap((one) =>
    one.text === undefined ? [] : [askedOf(one, one.text, project.layers)],
  );
  const asked = known.filter(
    ({ mirror, address }) => mirror === undefined || !isMirroredAway(mirror, address, endpoint),
  );
  const ours = asked.filter(({ url }) => isWithin(url, endpoint));
  const looked: Looked = { machine, endpoint, project, gemfile, file, asked, ours };
  const unread = unreadRemarks(looked);
  const mirrored = known.flatMap((one) => mirroredRemark(one, file, endpoint));
  const elsewhere = ours.length > 0 || mirrored.length > 0 ? [] : elsewhereRemarks(looked);
  const unset = unsetRemarks(looked);
  const urls = [...new Set(ours.map(({ url }) => url))];
  const credentials = urls.flatMap((url) => credentialsFor(url, project.layers));
  return {
    ...NOTHING,
    way: wayOf({
      client: 'Bundler',
      rules: PROXY_RULES.bundler,
      settings: undefined,
      ...waysAt({ machine, endpoint }),
    }),
    registries: asked.map((one) => settingOf(one, looked)),
    clients: unread.length + mirrored.length + elsewhere.length + unset.length === 0 ? [CLIENT] : [],
    credentials: credentials.filter(
      ({ token, source }, at) =>
        credentials.findIndex((one) => one.source === source && one.token.reveal() === token.reveal()) === at,
    ),
    remarks: [
      ...unread,
      ...mirrored,
      ...elsewhere,
      ...unset,
      ...furtherRemarks(looked),
      ...pinnedRemarks(looked),
      ...urls.flatMap((url) => noCredentialsRemark(url, looked)),
    ],
    notes: notesOf(looked),
  };
}

/** A Gemfile that nobody would look for is told with what names it. */
function nameOfChoice({ chosenBy }: BundlerProject): string {
  if (chosenBy === undefined) return '';
  return ` (named by ${chosenBy.variable ? chosenBy.source : `\`BUNDLE_GEMFILE\` in ${chosenBy.source}`})`;
}

function askedOf(one: GemfileSource, address: string, layers: readonly BundleLayer[]): AskedSource {
  const mirror = mirrorOf(address, layers);
  return { ...one, address, mirror, url: mirror?.value ?? address };
}

/** Of everything, else of the address, else of its host. */
function mirrorOf(address: string, layers: readonly BundleLayer[]): BundleSetting | undefined {
  const of = (key: string) => bundleSetting(layers, key.replace('BUNDLE_', 'BUNDLE_MIRROR__'));
  const host = URL.canParse(address) ? of(bundleHostKey(new URL(address).hostname)) : undefined;
  return bundleSetting(layers, 'BUNDLE_MIRROR__ALL') ?? of(bundleKey(address)) ?? host;
}

const isMirroredAway = ({ value }: BundleSetting, address: string, endpoint: string) =>
  isWithin(address, endpoint) && !isWithin(value, endpoint);

function settingOf({ mirror, url }: AskedSource, { file, endpoint }: Looked): RegistrySetting {
  return {
    source: mirror?.source ?? file,
    variable: mirror?.variable,
    setting: mirror ? 'mirror' : 'source',
    url: plainAddress(url),
    isFurther: true,
    wanted: endpoint,
    client: CLIENT,
    isOfProject: true,
  };
}

const takeOut = ({ variable, source }: BundleSetting, what: string) =>
  variable ? `unset ${variable}` : `Take ${what} out of ${source}.`;

function missingRemark(machine: ToolMachine, { gemfile = '', chosenBy }: BundlerProject): ToolRemark[] {
  if (chosenBy === undefined) return [];
  return [
    {
      name: 'no-gemfile',
      health: 'warning',
      isNotedAtLogin: true,
      found: `${chosenBy.variable ? chosenBy.source : `\`BUNDLE_GEMFILE\` in ${chosenBy.source}`} names ${shownPath(machine, gemfile)}, which does not exist: Bundler stops, unless it is there by then`,
      fix: takeOut(chosenBy, '`BUNDLE_GEMFILE`'),
    },
  ];
}

const GEMFILE_READ = { mark: true, utf16: false, otherBytes: true } as const;
const CONFIG_READ = { mark: true, utf16: false, otherBytes: false } as const;

/** Bundler reads its settings by the locale, and the Gemfile as UTF-8. An option of Ruby may name another encoding. */
function isBeyondLocale(machine: ToolMachine, path: string): boolean {
  const { platform, env } = machine;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  if (platform === 'win32' || !/^(?:C|POSIX)$/.test(locale) || env.RUBYOPT !== undefined) return false;
  return machine.encodingOf(path)?.charset === 'utf8' && /[^\0-\u007f]/.test(machine.read(path) ?? '');
}

/** What Bundler stops at. */
function unreadRemarks({ machine, project, file, asked }: Looked): ToolRemark[] {
  const settings = project.layers.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const everything = bundleSetting(project.layers, 'BUNDLE_MIRROR__ALL');
  const wrong = asked.filter(
    ({ address, isConditional, isOfGems }) => !isConditional && !isOfGems && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(address),
  );
  return [
    ...encodingRemarks(machine, [{ path: project.gemfile ?? '', source: file, reads: GEMFILE_READ }], 'Bundler stops'),
    ...encodingRemarks(
      machine,
      settings.map((path) => ({ path, reads: CONFIG_READ })),
      'Bundler stops',
    ),
    ...settings
      .filter((path) => isBeyondLocale(machine, path))
      .map((path) => ({
        name: 'encoding',
        found: `${path} holds letters beyond ASCII, at which Bundler stops where the locale is C, as it is without LANG`,
        fix: `Set LANG to C.UTF-8, or take them out of ${path}.`,
      })),
    ...settings.flatMap((path) =>
      listsIn(machine.read(path) ?? '').map((key) => ({
        name: 'list-setting',
        found: `${path} has \`${key}\` as a list, at which Bundler stops`,
        fix: `Write the names in one line in ${path}, with colons between them: \`${key}: "one:two"\`.`,
      })),
    ),
    ...(everything?.value === ''
      ? [
          {
            name: 'empty-mirror',
            found: `${everything.variable ? everything.source : `\`BUNDLE_MIRROR__ALL\` in ${everything.source}`} is set to nothing, at which Bundler stops`,
            fix: takeOut(everything, '`BUNDLE_MIRROR__ALL`'),
          },
        ]
      : []),
    ...wrong.map(({ at, address }) => ({
      name: 'invalid-source',
      found: `the source in ${at} is ${address.trim() === '' ? 'empty' : `\`${plainAddress(address)}\`, which is no address`}: Bundler stops`,
      fix: `Write a whole address in ${at}.`,
    })),
  ];
}

function mirroredRemark({ mirror, address }: AskedSource, file: string, endpoint: string): ToolRemark[] {
  if (mirror === undefined || mirror.value === '' || !isMirroredAway(mirror, address, endpoint)) return [];
  return [
    {
      name: 'mirrored',
      found: `a mirror of Bundler in ${mirror.source} sends what ${file} wants from this repository to ${plainAddress(mirror.value)}`,
      fix: mirror.variable ? `unset ${mirror.variable}` : `Take it out of ${mirror.source}.`,
    },
  ];
}

/** That the Gemfile leaves the repository out may well be meant where it names the public server, or nothing. */
function elsewhereRemarks({ gemfile, file, asked, endpoint }: Looked): ToolRemark[] {
  const fix = `Name \`source "${endpoint}"\` in ${file} for what comes from this repository`;
  const noted = (name: string, found: string): ToolRemark[] => [
    { name, health: 'warning', isNotedAtLogin: true, found, fix },
  ];
  const unknown = [
    ...gemfile.sources.filter(({ text, unset }) => text === undefined && unset === undefined).map(({ at }) => at),
    ...gemfile.unread,
  ];
  if (unknown.length > 0)
    return noted(
      'unknown-source',
      `${file} names its sources by what only Ruby can tell (${unknown.slice(0, MOST_SHOWN).join(', ')}): Bundler asks this repository only if it is among them`,
    );
  if (gemfile.sources.length === 0)
    return noted('no-source', `${file} names no source, so that Bundler asks no server`);
  if (asked.every(({ url }) => isPublicGems(url)) && asked.length > 0)
    return noted(
      'no-source',
      `${file} names ${plainAddress(asked[0]?.url ?? '')} and not this repository, so that Bundler asks that for every name`,
    );
  return [];
}

const MOST_SHOWN = 5;
const listed = (names: readonly string[]) =>
  `${names.slice(0, MOST_SHOWN).join(', ')}${names.length > MOST_SHOWN ? ` and ${names.length - MOST_SHOWN} more` : ''}`;

/** Of an address that may be this repository's; another server's is told by whoever needs it. */
function unsetRemarks({ gemfile, ours, endpoint }: Looked): ToolRemark[] {
  return gemfile.sources.flatMap(({ at, text, unset, isConditional }) => {
    const isOurs = text === undefined ? ours.length === 0 : isWithin(text, endpoint);
    return unset === undefined || isConditional || !isOurs ? [] : [unsetVariable(at, unset)];
  });
}

const isStrange = ({ url }: AskedSource, endpoint: string) =>
  /^https?:/i.test(url) && !isWithin(url, endpoint) && parseEndpoint(url) === undefined;

/** Bundler asks all sources without a block for every name, the last one first. */
function furtherRemarks({ asked, ours, endpoint }: Looked): ToolRemark[] {
  if (ours.every(({ isOfGems }) => isOfGems)) return [];
  return asked
    .filter((one) => !one.isOfGems && !one.isConditional && isStrange(one, endpoint))
    .map(({ at, url }) => ({
      name: 'further-source',
      health: 'warning' as const,
      isSaidAtLogin: true,
      found: `${at} lets Bundler ask ${plainAddress(url)} for every name as well (dependency confusion)`,
      fix: `Give the source in ${at} a block with the gems that come from there, or take it out: this repository can have it as its upstream.`,
    }));
}

/** Gems that the project takes from another server, by its own word. */
function pinnedRemarks(looked: Looked): ToolRemark[] {
  return pinnedElsewhere(looked)
    .filter(({ url }) => !isPublicGems(url))
    .map((one) => ({
      name: 'pinned-source',
      health: 'warning' as const,
      isNotedAtLogin: true,
      found: pinnedText(one),
      fix: `Where that is not meant, take the source out in ${one.at}`,
    }));
}

const pinnedElsewhere = ({ asked, ours, endpoint }: Looked) =>
  ours.length === 0 ? [] : asked.filter((one) => one.isOfGems && one.gems.length > 0 && isStrange(one, endpoint));

const pinnedText = ({ at, gems, url }: AskedSource) =>
  `Bundler takes ${listed([...new Set(gems)])} from ${plainAddress(url)}, as ${at} says`;

function notesOf(looked: Looked): string[] {
  const { asked, ours, gemfile, endpoint } = looked;
  if (ours.length === 0) return [];
  const maybe = asked.filter((one) => !one.isOfGems && one.isConditional && isStrange(one, endpoint));
  const unknown = gemfile.sources.filter((one) => one.text === undefined && one.unset === undefined && !one.isOfGems);
  return [
    ...pinnedElsewhere(looked)
      .filter(({ url }) => isPublicGems(url))
      .map(pinnedText),
    ...maybe.map(
      ({ at, url }) => `where the condition around ${at} holds, Bundler asks ${plainAddress(url)} for every name`,
    ),
    ...unknown.map(({ at }) => `${at} names a source by what only Ruby can tell`),
  ];
}

/** By the whole address in any of the places, then by its host; what stands in the address counts before both. */
function settingFor(url: string, layers: readonly BundleLayer[]): BundleSetting | undefined {
  const inAddress = passwordIn(url);
  if (inAddress !== undefined) return { source: 'the address', value: `aws:${inAddress}` };
  return (
    bundleSetting(layers, bundleKey(plainAddress(url))) ?? bundleSetting(layers, bundleHostKey(new URL(url).hostname))
  );
}

const passwordOf = ({ value }: { readonly value: string }) => decodedUserInfo(value.slice(value.indexOf(':') + 1));

function credentialsFor(url: string, layers: readonly BundleLayer[]): StoredCredential[] {
  const setting = settingFor(url, layers);
  if (setting === undefined) return [];
  const credential = ({ source, variable, value }: BundleSetting): StoredCredential => ({
    source,
    variable,
    token: new Secret(passwordOf({ value })),
    client: CLIENT,
  });
  // What is outranked is told as well, so that the one of the login is seen to be hidden.
  const user = bundleSetting(layers.slice(-1), bundleKey(plainAddress(url)));
  return [credential(setting), ...(user && passwordOf(user) !== passwordOf(setting) ? [credential(user)] : [])];
}

function noCredentialsRemark(url: string, { machine, project }: Looked): ToolRemark[] {
  if (settingFor(url, project.layers) !== undefined) return [];
  const isIgnored = isConfigIgnored(machine);
  return [
    {
      name: 'no-credentials',
      found: isIgnored
        ? 'BUNDLE_IGNORE_CONFIG makes Bundler ignore its files, so it has no credentials for the repository'
        : `Bundler asks ${plainAddress(url)}, for which it has no credentials`,
      fix: isIgnored ? 'unset BUNDLE_IGNORE_CONFIG' : 'codeartifact-ci login --tools gem',
    },
  ];
}
