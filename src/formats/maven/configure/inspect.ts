// What Maven would ask, and with which credentials: the judge of what a login writes, and of what doctor finds.
import { isWithin } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../../../core/model/token-variable.ts';
import type {
  InspectRequest,
  ProxySetting,
  RegistrySetting,
  StoredCredential,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { isOfCheckout, judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import { NOTHING, plainAddress, unsetVariable } from '../../shared/inspection.ts';
import { joinPath, variable } from '../../shared/machine-paths.ts';
import type { XmlElement } from '../../shared/text/xml.ts';
import { expander } from './expand.ts';
import {
  launchedText,
  SPARED_BY_JAVA,
  sparesHost,
  strayHomeRemark,
  systemProperty,
  TRUSTING_OPTION,
  TRUSTING_PROPERTY,
  userHomeVariable,
} from './java-options.ts';
import { type MavenRun, mavenRun, settingsToWrite, untrustedHome } from './maven-run.ts';
import {
  type AskedRepository,
  askedRepositories,
  effectiveSettings,
  type MavenMirror,
  type MavenRepository,
  proxyOf,
  type Settings,
  settingsDocument,
  variableIn,
} from './settings-model.ts';

export async function inspectMaven(request: InspectRequest): Promise<ToolInspection> {
  const { machine } = request;
  const run = mavenRun(machine);
  const seen = await look(request, run, run.settings);
  // What a login wrote may lie where Maven does not look.
  const written = settingsToWrite(machine, run);
  if (seen.isBroken || written === run.settings) return seen.inspection;
  const hidden = await look(request, run, written);
  // A POM may name the repository, to which a login gives the token there and nowhere else.
  const isOfUse = seen.isAsked ? lacksToken(seen) && !lacksToken(hidden) : hidden.isAsked;
  if (!isOfUse) return seen.inspection;
  const remark: ToolRemark = run.chosenBy
    ? {
        name: 'other-settings',
        found: `${run.chosenBy} chooses the settings ${run.settings}, which hide ${written}`,
        fix: `Name the repository and its server in them, with $\{env.${TOKEN_VARIABLE}} as the password, or choose none.`,
      }
    : strayHomeRemark(machine, 'Maven', run.home, userHomeVariable(machine, 'MAVEN_OPTS'));
  return {
    ...seen.inspection,
    registries: seen.isAsked ? seen.inspection.registries : undefined,
    remarks: [remark, ...seen.inspection.remarks.filter(({ name }) => name !== NO_CREDENTIALS)],
  };
}

const NO_CREDENTIALS = 'no-credentials';
const lacksToken = ({ inspection }: Seen) => inspection.remarks.some(({ name }) => name === NO_CREDENTIALS);

interface Seen {
  readonly inspection: ToolInspection;
  /** Whether anything sends Maven to the repository. */
  readonly isAsked: boolean;
  /** Whether Maven, or we, cannot read a file. */
  readonly isBroken: boolean;
}

async function look(request: InspectRequest, run: MavenRun, user: string | undefined): Promise<Seen> {
  const { PROXY_RULES, wayOf, waysAt } = await import('../../shared/proxy-variables.ts');
  const { machine } = request;
  const remarks: ToolRemark[] = [];
  const stray = untrustedHome(machine, run);
  const layers: { source: string; root: XmlElement }[] = [];
  if (run.isChosenByOption && user !== undefined && user === run.settings && !machine.exists(user))
    remarks.push({
      name: 'missing-settings',
      found: `${run.chosenBy} chooses the settings ${user}, which do not exist: Maven does not start`,
      fix: `Make ${user}, or take -s out of ${run.chosenBy}.`,
    });
  for (const source of [user, run.projectSettings, run.globalSettings]) {
    const document = source === undefined ? undefined : settingsDocument(machine.read(source));
    if (source === undefined || document === undefined) continue;
    if ('root' in document) layers.push({ source, root: document.root });
    else remarks.push({ name: 'unreadable', found: `${source}: ${document.refusal}`, fix: `Correct ${source}.` });
  }
  if (remarks.length > 0)
    return { inspection: { ...NOTHING, registries: undefined, remarks }, isAsked: false, isBroken: true };
  const settings = effectiveSettings({ layers, machine, run });
  const found = new Findings(request, run, settings);
  for (const one of askedRepositories(settings)) found.ask(one);
  remarks.push(...layers.flatMap(({ source, root }) => prefixRemark(source, root, run)));
  if (run.isRefused)
    remarks.push({
      name: 'refused-option',
      found: 'Maven is told to use its legacy local repository (-llr), with which Maven 3.9 does not start',
      fix: 'Take it out.',
    });
  if (settings.isOffline)
    remarks.push({
      name: 'offline',
      found: run.isOffline
        ? 'Maven is told to work offline (-o)'
        : `${user} says <offline>true</offline>, so Maven asks no repository`,
      fix: 'Take it out.',
    });
  return {
    inspection: {
      ...NOTHING,
      // A mirror that is in the way is told about in a remark, with what helps.
      registries: found.isMirrored ? undefined : found.registries,
      credentials: found.credentials,
      way: wayOf({
        client: 'Maven',
        rules: PROXY_RULES.maven,
        settings: judgedMavenProxy(request, run, settings),
        ...waysAt(request),
      }),
      remarks: [...(stray === undefined ? [] : [stray]), ...found.remarks, ...remarks],
    },
    isAsked: found.isAsked || found.isMirrored,
    isBroken: false,
  };
}

/** The proxy, with what a checkout has Maven believe where it comes with one. */
function judgedMavenProxy({ machine, endpoint }: InspectRequest, run: MavenRun, settings: Settings) {
  const of = proxyOf(settings, endpoint);
  const way = of ?? proxyOfOptions(machine, run, endpoint);
  // A file outside is the checkout's where the checkout has Maven read it.
  const chooserOf = (source: string) =>
    run.namedByProject.includes(source) && !isOfCheckout(machine, source)
      ? joinPath(machine, run.base, '.mvn', 'maven.config')
      : source;
  return (
    way &&
    judgedProxy(machine, way, {
      path: way.variable === undefined ? chooserOf(way.source) : undefined,
      name: of === undefined ? `-D${way.setting}` : 'proxies',
      trust: () => trustOf(machine, run, settings),
      named: () => settings.proxies.map(({ source, address }) => ({ path: chooserOf(source), address })),
    })
  );
}

const optionFiles = (machine: ToolMachine, { base }: MavenRun) =>
  ['jvm.config', 'maven.config'].map((name) => joinPath(machine, base, '.mvn', name));

/**
 * Java's own properties, where no settings name a proxy. As seen with Maven: 4 goes by those for the kind of address, 3.9
 * by that for SOCKS, and by the others where it is told to.
 */
function proxyOfOptions(machine: ToolMachine, run: MavenRun, endpoint: string): ProxySetting | undefined {
  const { protocol, hostname } = new URL(endpoint);
  const places: readonly Pick<ProxySetting & { text: string | undefined }, 'source' | 'variable' | 'text'>[] = [
    ...optionFiles(machine, run).map((source) => ({ source, text: launchedText(machine, source) })),
    { source: 'the variable MAVEN_OPTS', variable: 'MAVEN_OPTS', text: variable(machine, 'MAVEN_OPTS') },
  ];
  const value = (name: string) =>
    systemProperty(
      places.map(({ text }) => text),
      name,
    );
  const isTold = places.some(({ text }) => /useSystemProperties=true/.test(text ?? ''));
  const kinds = [
    ...(run.version !== 3 || isTold ? [[protocol.slice(0, -1), 'http.nonProxyHosts', 'http', '443'] as const] : []),
    ...(run.version === 4 ? [] : [['socks', 'socksNonProxyHosts', 'socks', '1080'] as const]),
  ];
  for (const [kind, sparing, scheme, usual] of kinds) {
    const name = kind === 'socks' ? 'socksProxyHost' : `${kind}.proxyHost`;
    // What only one of the versions follows is the user's affair where the version is not known.
    const place = places.find(
      ({ text, variable: own }) => systemProperty([text], name) && (own === undefined || run.version !== undefined),
    );
    if (place === undefined || sparesHost(value(sparing) ?? SPARED_BY_JAVA, hostname)) continue;
    const port = value(name.replace('Host', 'Port')) ?? (kind === 'http' ? '80' : usual);
    return {
      source: place.source,
      variable: place.variable,
      setting: name,
      address: `${scheme}://${systemProperty([place.text], name)}:${port}`,
      client: 'Maven',
    };
  }
  return undefined;
}

/** In files by their text, since Maven takes these properties from each of them. */
function trustOf(machine: ToolMachine, run: MavenRun, settings: Settings): TrustSetting[] {
  const ofProject = [
    ...optionFiles(machine, run),
    ...['maven.properties', 'maven-user.properties'].map((name) => joinPath(machine, run.base, '.mvn', name)),
  ];
  const sources = [
    run.settings,
    run.projectSettings,
    run.globalSettings,
    ...settings.proxies.map(({ source }) => source),
  ];
  const files = [...new Set([...ofProject, ...sources.filter((one) => one !== undefined)])].flatMap((path) => {
    // The launcher takes quotation marks away.
    const text = machine.read(path)?.replace(/["'\\]/g, '');
    const setting = (path.endsWith('jvm.config') ? TRUSTING_OPTION : TRUSTING_PROPERTY).exec(text ?? '')?.[0];
    if (setting === undefined) return [];
    const whole = text?.split(/\s+/).find((word) => word.includes(setting.trim())) ?? setting;
    return [
      {
        setting: /^-D[^=]+/.exec(whole)?.[0] ?? setting.trim(),
        source: path,
        path,
        value: whole,
        kind: 'authority' as const,
      },
    ];
  });
  const variables = ['MAVEN_OPTS', 'MAVEN_ARGS', 'JAVA_TOOL_OPTIONS'].map((name): TrustSetting => {
    const value = /\S*(?:securityMode=insecure|ssl\.insecure=true)/.exec(variable(machine, name) ?? '')?.[0] ?? '';
    return { setting: name, source: `the variable ${name}`, variable: name, value, kind: 'hosts' };
  });
  return [...files, ...variables];
}

class Findings {
  readonly registries: RegistrySetting[] = [];
  readonly credentials: StoredCredential[] = [];
  readonly remarks: ToolRemark[] = [];
  isAsked = false;
  isMirrored = false;
  readonly #judged = new Set<string>();
  readonly #request: InspectRequest;
  readonly #run: MavenRun;
  readonly #settings: Settings;

  constructor(request: InspectRequest, run: MavenRun, settings: Settings) {
    this.#request = request;
    this.#run = run;
    this.#settings = settings;
  }

  /** What becomes of Maven asking this repository. */
  ask({ repository, mirror }: AskedRepository): void {
    const { endpoint } = this.#request;
    const isOurs = isWithin(mirror?.url ?? repository.url, endpoint);
    if (mirror?.isBlocked && (isOurs || isWithin(repository.url, endpoint))) this.#blocked(repository, mirror);
    else if (mirror && !isOurs && isWithin(repository.url, endpoint)) this.#mirrored(repository, mirror);
    else if (isOurs || mirror || repository.id !== 'central') {
      const target = mirror ?? repository;
      const setting = mirror
        ? `mirror ${mirror.id} of ${mirror.mirrorOf}`
        : `${repository.list === 'repositories' ? 'repository' : 'pluginRepository'} ${repository.id}`;
      if (!this.registries.some((one) => one.source === target.source && one.setting === setting))
        this.registries.push({ source: target.source, setting, url: plainAddress(target.url), isFurther: true });
      if (isOurs) this.#credentials(target);
    }
  }

  #blocked({ id }: MavenRepository, mirror: MavenMirror): void {
    this.isMirrored = true;
    this.#remark({
      name: 'blocked-mirror',
      found: `the mirror ${mirror.id} in ${mirror.source} blocks the repository ${id}`,
      fix: `Take <blocked> out of ${mirror.id}, or add ,!${id} to its <mirrorOf>.`,
    });
  }

  #mirrored({ id, source }: MavenRepository, mirror: MavenMirror): void {
    this.isMirrored = true;
    this.#remark({
      name: 'mirrored',
      found: `the mirror ${mirror.id} of \`${mirror.mirrorOf}\` in ${mirror.source} sends what ${source} wants from the repository ${id} to ${plainAddress(mirror.url)}`,
      fix: mirror.mirrorOf.split(',').includes(id)
        ? `Take ${id} out of the <mirrorOf> of ${mirror.id}, or give the repository another name (\`maven-server-id\`).`
        : `Add ,!${id} to the <mirrorOf> of ${mirror.id}, as \`codeartifact-ci login --tools maven\` does.`,
    });
  }

  #credentials({ id, source }: { readonly id: string; readonly source: string }): void {
    this.isAsked = true;
    if (this.#judged.has(id)) return;
    this.#judged.add(id);
    const { machine } = this.#request;
    const server = this.#settings.servers.find((one) => one.id === id);
    // Maven 4 was seen to answer the 401 that the header gets with the password.
    const header = this.#run.version === 4 ? undefined : server?.authorization;
    if (server && header !== undefined)
      this.credentials.push({
        source: `<httpHeaders> of the server ${id} in ${server.source}`,
        token: new Secret(tokenOf(header)),
      });
    if (server?.password === undefined) {
      this.#remark({
        name: NO_CREDENTIALS,
        found: `${source} has the address under the id ${id}, and there is no <server> with that id and a password: 401`,
        fix: `codeartifact-ci login --tools maven gives the <server> ${id} the token.`,
      });
      return;
    }
    const variable = variableIn(server.password);
    if (variable !== undefined && machine.env[variable] === undefined) {
      this.#remark(unsetVariable(server.source, variable));
      return;
    }
    const token = expander(machine, this.#run.property)(server.password);
    const isKnown = this.credentials.some((one) => one.token.reveal() === token);
    if (!token.includes('${') && !isKnown)
      this.credentials.push({
        source: variable === undefined ? server.source : `the variable ${variable}`,
        variable,
        token: new Secret(token),
      });
  }

  #remark(remark: ToolRemark): void {
    if (!this.remarks.some(({ found }) => found === remark.found)) this.remarks.push(remark);
  }
}

/** Of a header as it is sent: `Bearer TOKEN`, or a name and the token in Base64. */
function tokenOf(header: string): string {
  const [, scheme = '', value = ''] = /^(\S+)\s+(\S*)\s*$/.exec(header) ?? [];
  if (scheme.toLowerCase() !== 'basic') return value || header;
  return Buffer.from(value, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

/** Maven 3 compares names as they are written, so it reads nothing of `<s:settings>` and says nothing either. */
function prefixRemark(source: string, root: XmlElement, { version }: MavenRun): ToolRemark[] {
  if (root.writtenName === root.name || version === 4) return [];
  return [
    {
      name: 'prefix',
      found: `${source} writes its elements with a prefix (<${root.writtenName}>), of which Maven 3 reads nothing`,
      fix: `Write them without one: <settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">.`,
      health: version === 3 ? 'problem' : 'warning',
    },
  ];
}
