// What Gradle is told: by the init script of a login, by the build where it names the repository, and by what outranks
// the user's gradle.properties. A build is a program, so only what its text says plainly is known.
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
import { judgedProxy, type TrustSetting } from '../../shared/checkout-settings.ts';
import { encodingRemarks, NOTHING, plainAddress, unsetVariable } from '../../shared/inspection.ts';
import { joinPath, projectFile, variable } from '../../shared/machine-paths.ts';
import { PROXY_RULES, wayOf, waysAt } from '../../shared/proxy-variables.ts';
import { propertiesValues } from '../../shared/text/properties.ts';
import { gradleHome, gradleProperties, gradleValues, groovy, ownName, PROPERTIES_READ, scriptName } from './gradle.ts';
import { repositoryLists } from './gradle-build.ts';
import {
  javaOptions,
  SPARED_BY_JAVA,
  sparesHost,
  strayHomeRemark,
  systemProperty,
  TRUSTING_OPTION,
  TRUSTING_PROPERTY,
} from './java-options.ts';

const BUILD_FILES = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];

interface LoginOfGradle {
  readonly name: string;
  readonly script: string;
}

/** Logins whose init script names this endpoint. The names are those of the passwords beside them. */
function loginsIn(machine: ToolMachine, folder: string, endpoint: string): LoginOfGradle[] {
  const values = propertiesValues(machine.read(gradleProperties(machine, folder)) ?? '');
  const names = [...values.keys()].flatMap((key) => /^(\w+)CiPassword$/.exec(key)?.[1] ?? []);
  return [...new Set(['codeartifact', ...names])].flatMap((name) => {
    const script = joinPath(machine, folder, 'init.d', scriptName(name));
    return machine.read(script)?.includes(groovy(endpoint)) ? [{ name, script }] : [];
  });
}

export function inspectGradle({ machine, endpoint }: InspectRequest): ToolInspection {
  const home = gradleHome(machine);
  const stray = home.java.isStray;
  const read = stray && home.java.folder ? joinPath(machine, home.java.folder, '.gradle') : home.folder;
  const logins = loginsIn(machine, read, endpoint);
  if (stray && logins.length === 0 && loginsIn(machine, home.folder, endpoint).length > 0)
    return {
      ...NOTHING,
      registries: undefined,
      remarks: [strayHomeRemark(machine, 'Gradle', home.java, { name: 'GRADLE_USER_HOME', value: home.folder })],
    };
  const texts = BUILD_FILES.flatMap((file) => {
    const text = projectFile(machine, file);
    return text === undefined ? [] : [{ file, text }];
  });
  const declared = texts.flatMap(({ file, text }) =>
    [...text.matchAll(/https?:\/\/[^\s"'`)]+/g)].flatMap(([address]) =>
      isWithin(address, endpoint) ? [{ file, address }] : [],
    ),
  );
  const registries: RegistrySetting[] = [
    ...logins.map(({ script }) => ({ source: script, setting: 'init script', url: endpoint, isFurther: true })),
    ...declared.map(({ file, address }) => ({
      source: file,
      setting: 'maven',
      url: plainAddress(address),
      isFurther: true,
    })),
  ];
  const remarks: ToolRemark[] = texts.flatMap(({ file, text }) => [
    ...buildRemarks(file, text),
    ...listedBefore(file, text, endpoint),
  ]);
  const credentials = logins.flatMap(({ name }) => credentialsOf(machine, read, name));
  const unread = encodingRemarks(
    machine,
    [{ path: gradleProperties(machine, read), reads: PROPERTIES_READ }],
    'Gradle finds no credentials in it',
  );
  for (const { name, script } of logins)
    if (credentialsOf(machine, read, name).length === 0)
      remarks.push(
        ...(unread.length > 0
          ? unread
          : [
              {
                name: 'no-credentials',
                found: `${script} names the repository, and gradle.properties beside it has no ${ownName(name)}Password`,
                fix: 'codeartifact-ci login --tools gradle',
              },
            ]),
      );
  if (logins.length === 0 && declared[0] !== undefined) {
    const { file } = declared[0];
    const reads = texts.some(({ text }) => text.includes(TOKEN_VARIABLE));
    const value = variable(machine, TOKEN_VARIABLE);
    if (!reads)
      remarks.push({
        name: 'no-credentials',
        found: `${file} names the repository, and no login has given it credentials`,
        fix: 'codeartifact-ci login --tools gradle',
      });
    else if (value === undefined) remarks.push(unsetVariable(file, TOKEN_VARIABLE));
    else
      credentials.push({
        source: `the variable ${TOKEN_VARIABLE}`,
        variable: TOKEN_VARIABLE,
        token: new Secret(value),
      });
  }
  const settings = proxyOf(machine, read, endpoint);
  const way = wayOf({ client: 'Gradle', rules: PROXY_RULES.gradle, settings, ...waysAt({ machine, endpoint }) });
  return { ...NOTHING, registries, credentials, way, remarks };
}

/**
 * The proxy of Java's own properties, which options for it set, or `gradle.properties` of the user and, behind it, of the
 * project.
 */
function proxyOf(machine: ToolMachine, folder: string, endpoint: string): ProxySetting | undefined {
  const { protocol, hostname } = new URL(endpoint);
  const scheme = protocol.slice(0, -1);
  const options = javaOptions(
    machine,
    ['DEFAULT_JVM_OPTS', 'JAVA_OPTS', 'GRADLE_OPTS'].map((name) => variable(machine, name)),
  );
  const files = [folder, machine.workingDirectory].map((one) => ({
    source: gradleProperties(machine, one),
    values: gradleValues(machine, one),
  }));
  const of = (name: string) => {
    const file = files.find(({ values }) => values.has(`systemProp.${name}`));
    const value = file?.values.get(`systemProp.${name}`) ?? systemProperty(options, name);
    if (value !== undefined)
      return { source: file?.source ?? 'the options for Java', setting: file ? `systemProp.${name}` : name, value };
    const starting = files.find(({ values }) => values.has(JVM_ARGUMENTS));
    const given = systemProperty([starting?.values.get(JVM_ARGUMENTS)], name);
    return starting && given !== undefined
      ? { source: starting.source, setting: JVM_ARGUMENTS, value: given }
      : undefined;
  };
  const host = of(`${scheme}.proxyHost`);
  const listed = of('http.nonProxyHosts')?.value ?? SPARED_BY_JAVA;
  const isSpared = sparesHost(listed === '' ? '' : `${listed}|${SPARED_BY_JAVA}`, hostname);
  // Java asks by SOCKS where it has no other proxy.
  const socks = of('socksProxyHost');
  const isUsual = host !== undefined && host.value !== '' && !isSpared;
  const found = isUsual ? host : socks;
  if (found === undefined || found.value === '') return undefined;
  const name = isUsual ? `${scheme}.proxyHost` : 'socksProxyHost';
  if (!isUsual && sparesHost(of('socksNonProxyHosts')?.value ?? SPARED_BY_JAVA, hostname)) return undefined;
  const port = isUsual
    ? (of(`${scheme}.proxyPort`)?.value ?? (scheme === 'https' ? '443' : '80'))
    : (of('socksProxyPort')?.value ?? '1080');
  const { source, setting } = found;
  const way = {
    source,
    setting,
    address: `${isUsual ? 'http' : 'socks'}://${found.value}:${port}`,
    client: 'Gradle',
  };
  const own = files[0]?.values.get(`systemProp.${name}`);
  return judgedProxy(machine, way, {
    path: files.some((one) => one.source === source) ? source : undefined,
    trust: () => files.flatMap((one) => trustIn(one.source, one.values)),
    named: () => (own ? [{ path: files[0]?.source, address: `http://${own}:${port}` }] : []),
  });
}

/** Arguments for the program that does the work. */
const JVM_ARGUMENTS = 'org.gradle.jvmargs';

const trustIn = (source: string, values: ReadonlyMap<string, string>): TrustSetting[] =>
  [...values]
    .filter(([key, value]) => TRUSTING_PROPERTY.test(key) || (key === JVM_ARGUMENTS && TRUSTING_OPTION.test(value)))
    .map(([setting, value]) => ({ setting, source, path: source, value, kind: 'authority' }));

/** Variables come before the user's file, which comes before the project's. */
function credentialsOf(machine: ToolMachine, folder: string, name: string): StoredCredential[] {
  const key = `${ownName(name)}Password`;
  const env = `ORG_GRADLE_PROJECT_${key}`;
  const path = gradleProperties(machine, folder);
  const values: readonly [source: string, variable: string | undefined, value: string | undefined][] = [
    [`the variable ${env}`, env, variable(machine, env)],
    [path, undefined, gradleValues(machine, folder).get(key)],
  ];
  return values.flatMap(([source, variable, value]) =>
    value === undefined || value === '' ? [] : [{ source, variable, token: new Secret(value) }],
  );
}

function buildRemarks(file: string, text: string): ToolRemark[] {
  return /\bexclusiveContent\b/.test(text)
    ? [
        {
          name: 'exclusive-content',
          found: `${file} has exclusiveContent: groups that it names come only from the repository it gives`,
          fix: `Leave your own groups out of it, or give it the repository of this login.`,
          health: 'warning',
        },
      ]
    : [];
}

/**
 * A build that names the repository itself is asked in its own order: nothing is put before what it lists. Not so in the
 * settings, where a login puts its repository first.
 */
function listedBefore(file: string, text: string, endpoint: string): ToolRemark[] {
  if (file.startsWith('settings')) return [];
  const before = repositoryLists(text).flatMap((list) => {
    const ours = list.findIndex(({ address }) => isWithin(address, endpoint));
    return list.slice(0, Math.max(ours, 0)).filter(({ isLimited }) => !isLimited);
  });
  const addresses = [...new Set(before.map(({ address }) => plainAddress(address)))];
  if (addresses.length === 0) return [];
  return [
    {
      name: 'listed-before',
      health: 'warning',
      isSaidAtLogin: true,
      found: `${file} lists ${addresses.join(' and ')} before this repository, so Gradle asks there first for every name (dependency confusion)`,
      fix: `List this repository first in ${file}, or limit the others with \`content { }\`.`,
    },
  ];
}
