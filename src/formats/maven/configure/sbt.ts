// sbt: a resolver and a credentials file through the global settings; for coursier (mill, scala-cli, cs) its own
// credentials file. The realm must be the one the service answers with, `<domain>/<repository>`.
import type { ConfigureRequest, ToolConfiguration } from '../../../core/ports/package-format.ts';
import {
  configHome,
  documentedVariable,
  hostName,
  inHome,
  joinPath,
  projectFile,
  roamingAppData,
  userHomeOption,
} from '../../shared/machine-paths.ts';
import { setProperties } from '../../shared/text/npmrc-edit.ts';

export function sbtConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, endpoint, token, domain, repository } = request;
  const host = hostName(endpoint);
  const realm = `${domain}/${repository}`;
  const id = `${domain}.${repository}`;
  const major = /^[ \t]*sbt\.version[ \t]*[=:][ \t]*2\./m.test(
    projectFile(machine, 'project', 'build.properties') ?? '',
  )
    ? '2'
    : '1.0';
  const credentials = inHome(machine, '.sbt', `codeartifact-ci.${id}.credentials`);
  const documented = documentedVariable(request, ['build.sbt', 'project/plugins.sbt', 'project/build.sbt']);
  const insecure = endpoint.startsWith('http:') ? '.withAllowInsecureProtocol(true)' : '';
  const prefix = `codeartifact-${id}`.replace(/[^A-Za-z0-9-]/g, '-');
  return {
    files: [
      {
        path: inHome(machine, '.sbt', major, `codeartifact-ci.${id}.sbt`),
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
        edit: (current) => setProperties(current ?? '', { realm, host, user: 'aws', password: token.reveal() }),
      },
      {
        path: coursierFile(request),
        holdsSecret: true,
        syntax: 'lines',
        edit: (current) =>
          setProperties(current ?? '', {
            [`${prefix}.host`]: host,
            [`${prefix}.realm`]: realm,
            [`${prefix}.username`]: 'aws',
            [`${prefix}.password`]: token.reveal(),
          }),
      },
    ],
    variables: { ...userHomeOption(machine, 'SBT_OPTS'), ...documented.variables },
    notes: documented.notes,
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
