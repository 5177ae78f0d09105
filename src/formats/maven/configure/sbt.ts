// sbt: a resolver and a credentials file through the global settings; for coursier (mill, scala-cli, cs) its own
// credentials file. The realm must be the one the service answers with, `<domain>/<repository>`.
import { isWithin, parseEndpoint } from '../../../core/model/endpoint.ts';
import { Secret } from '../../../core/model/secret.ts';
import type {
  ConfigureRequest,
  InspectRequest,
  RegistrySetting,
  ToolConfiguration,
  ToolInspection,
  ToolMachine,
  ToolRemark,
} from '../../../core/ports/package-format.ts';
import { refuseRemark } from '../../shared/checkout-settings.ts';
import { NOTHING, plainAddress } from '../../shared/inspection.ts';
import {
  absolute,
  configHome,
  documentedVariable,
  hostName,
  inHome,
  joinPath,
  projectFile,
  roamingAppData,
  variable,
} from '../../shared/machine-paths.ts';
import { propertiesValues, setProperties } from '../../shared/text/properties.ts';
import {
  homeVariables,
  inJavaHome,
  type JavaHome,
  javaHome,
  javaOptions,
  strayHomeRemark,
  systemProperty,
  untrustedJavaHome,
  userHomeVariable,
} from './java-options.ts';

export function sbtConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, endpoint, token, domain, repository } = request;
  const host = hostName(endpoint);
  const realm = `${domain}/${repository}`;
  const id = `${domain}.${repository}`;
  const major = sbtSeries(machine);
  const java = sbtHome(machine);
  const inSbt = (...parts: string[]) => inJavaHome(machine, java, '.sbt', ...parts);
  const credentials = inSbt(`codeartifact-ci.${id}.credentials`);
  refuseRemark('sbt', untrustedSbtHome(machine, credentials));
  const documented = documentedVariable(request, ['build.sbt', 'project/plugins.sbt', 'project/build.sbt']);
  const insecure = endpoint.startsWith('http:') ? '.withAllowInsecureProtocol(true)' : '';
  const prefix = `codeartifact-${id}`.replace(/[^A-Za-z0-9-]/g, '-');
  return {
    files: [
      {
        path: joinPath(machine, globalBase(machine, java, major), `codeartifact-ci.${id}.sbt`),
        holdsSecret: false,
        syntax: 'tree',
        edit: () =>
          [
            '// Written by codeartifact-ci and removed at logout. Holds no secret.',
            `resolvers += (${scala(realm)} at ${scala(endpoint)})${insecure}`,
            `credentials += Credentials(new java.io.File(${scala(credentials)}))`,
            '',
          ].join('\n'),
      },
      {
        path: credentials,
        holdsSecret: true,
        syntax: 'lines',
        language: 'properties',
        edit: (current) => setProperties(current ?? '', { realm, host, user: 'aws', password: token.reveal() }),
      },
      {
        path: coursierFile(request),
        holdsSecret: true,
        syntax: 'lines',
        language: 'properties',
        edit: (current) =>
          setProperties(current ?? '', {
            [`${prefix}.host`]: host,
            [`${prefix}.realm`]: realm,
            [`${prefix}.username`]: 'aws',
            [`${prefix}.password`]: token.reveal(),
          }),
      },
    ],
    variables: {
      ...homeVariables(machine, java, userHomeVariable(machine, 'SBT_OPTS')).variables,
      ...documented.variables,
    },
    notes: documented.notes,
  };
}

/** sbt's launcher hands on what its variables and the project's files say, the project's last. */
function sbtOptions(machine: ToolMachine): (string | undefined)[] {
  return [
    variable(machine, 'JAVA_OPTS'),
    variable(machine, 'SBT_OPTS'),
    projectFile(machine, '.jvmopts'),
    projectFile(machine, '.sbtopts')?.replace(/^[ \t]*-J/gm, ''),
  ];
}

const untrustedSbtHome = (machine: ToolMachine, path: string) =>
  untrustedJavaHome(machine, {
    client: 'sbt',
    path,
    own: [machine.env.JAVA_OPTS, machine.env.SBT_OPTS],
    files: ['.jvmopts', '.sbtopts'].map((name) => joinPath(machine, machine.workingDirectory, name)),
  });

const sbtHome = (machine: ToolMachine) => javaHome(machine, sbtOptions(machine));

/** The folder of settings that count for all builds: `sbt.global.base`, else one for each series. */
function globalBase(machine: ToolMachine, java: JavaHome, series: string): string {
  const named = systemProperty(javaOptions(machine, sbtOptions(machine)), 'sbt.global.base');
  return named ? absolute(machine, named) : inJavaHome(machine, java, '.sbt', series);
}

function sbtSeries(machine: ToolMachine): '1.0' | '2' {
  const text = projectFile(machine, 'project', 'build.properties') ?? '';
  return /^[ \t]*sbt\.version[ \t]*[=:][ \t]*2\./m.test(text) ? '2' : '1.0';
}

export function inspectSbt(request: InspectRequest): ToolInspection {
  const { machine, endpoint } = request;
  const parts = parseEndpoint(endpoint);
  if (parts === undefined) return NOTHING;
  const java = sbtHome(machine);
  const id = `${parts.domain}.${parts.repository}`;
  const look = (home: JavaHome) => {
    const script = joinPath(machine, globalBase(machine, home, sbtSeries(machine)), `codeartifact-ci.${id}.sbt`);
    return { script, isThere: machine.read(script)?.includes(scala(endpoint)) === true };
  };
  // Without an option Java reads the folder of the password database.
  const read = look(java.isStray ? { ...java, isChosen: true } : java);
  const written = look(java);
  const remarks: ToolRemark[] = [];
  if (java.isStray && written.isThere && !read.isThere)
    return {
      ...NOTHING,
      registries: undefined,
      remarks: [strayHomeRemark(machine, 'sbt', java, userHomeVariable(machine, 'SBT_OPTS'))],
    };
  const registries: RegistrySetting[] = read.isThere
    ? [{ source: read.script, setting: 'resolvers', url: endpoint, isFurther: true }]
    : [];
  for (const file of ['build.sbt', 'project/plugins.sbt'])
    for (const [address] of (projectFile(machine, ...file.split('/')) ?? '').matchAll(/https?:\/\/[^\s"]+/g))
      if (isWithin(address, endpoint))
        registries.push({ source: file, setting: 'resolvers', url: plainAddress(address), isFurther: true });
  const secrets = inJavaHome(machine, java, '.sbt', `codeartifact-ci.${id}.credentials`);
  const password = propertiesValues(machine.read(secrets) ?? '').get('password');
  if (systemProperty(javaOptions(machine, sbtOptions(machine)), 'sbt.override.build.repos') === 'true')
    remarks.push({
      name: 'override-build-repos',
      found: 'sbt.override.build.repos is true, so sbt asks only what its `repositories` file names',
      fix: `Name ${endpoint} in that file, or take the option out.`,
    });
  if (
    registries.length > 0 &&
    password === undefined &&
    !/CODEARTIFACT_AUTH_TOKEN/.test(projectFile(machine, 'build.sbt') ?? '')
  )
    remarks.push({
      name: 'no-credentials',
      found: `${registries[0]?.source} names the repository, and there are no credentials of a login for it`,
      fix: 'codeartifact-ci login --tools sbt',
    });
  return {
    ...NOTHING,
    registries,
    credentials: password === undefined ? [] : [{ source: secrets, token: new Secret(password) }],
    remarks,
  };
}

/** A Scala string: the escapes of JSON are a subset of Scala's. */
const scala = (text: string) => JSON.stringify(text);

function coursierFile({ machine }: ConfigureRequest): string {
  const name = 'credentials.properties';
  if (machine.platform === 'win32') return joinPath(machine, roamingAppData(machine), 'Coursier', 'config', name);
  if (machine.platform === 'darwin') return inHome(machine, 'Library', 'Application Support', 'Coursier', name);
  return joinPath(machine, configHome(machine), 'coursier', name);
}
