// Real package managers that install from a repository, each time in a home of their own and with empty caches.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsText } from '../../support/programs/maven-tool.ts';
import { runTool } from '../../support/programs/tools.ts';
import type { Call } from '../calls.ts';
import { formatOf, packageName } from '../rules/state.ts';
import type { Artifacts } from './artifacts.ts';
import type { Wire } from './wire.ts';

type Install = Extract<Call, { do: 'install' }>;

export interface Programs {
  readonly npm: string;
  readonly pip: string;
  readonly mvn: string;
}

/** `folder` holds the homes; each is removed when its run has ended. */
export function installer(programs: Programs, folder: string) {
  return async (wire: Wire, artifacts: Artifacts, call: Install): Promise<string | undefined> => {
    const home = await mkdtemp(join(folder, 'home-'));
    try {
      const run = { npm: withNpm, pypi: withPip, maven: withMaven }[formatOf(call.package) as 'npm'];
      return await run({ programs, home, wire, artifacts, call });
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  };
}

interface Run {
  readonly programs: Programs;
  readonly home: string;
  readonly wire: Wire;
  readonly artifacts: Artifacts;
  readonly call: Install;
}

async function withNpm({ programs, home, wire, call }: Run): Promise<string | undefined> {
  const endpoint = wire.endpoint('npm', call.repository);
  const settings = `registry=${endpoint}\n${endpoint.replace(/^http:/, '')}:_authToken=${await wire.token()}\n`;
  await writeFile(join(home, '.npmrc'), settings, { mode: 0o600 });
  const project = join(home, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{"name":"project","version":"1.0.0","private":true}');
  const name = call.package.slice('npm:'.length);
  const wanted = call.wanted === '' ? name : `${name}@${call.wanted}`;
  const args = ['install', wanted, '--no-audit', '--no-fund', '--ignore-scripts'];
  const env = { NPM_CONFIG_UPDATE_NOTIFIER: 'false', NPM_CONFIG_FETCH_RETRIES: '0' };
  const ran = await runTool(programs.npm, args, { cwd: project, home, env });
  const installed = join(project, 'node_modules', name);
  if (ran.status !== 0) return nothingFound(ran.text, /E404|ETARGET/);
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
  return `${version} tgz=${JSON.parse(readFileSync(join(installed, 'index.js'), 'utf8').replace(/^module.exports = |;\n$/g, ''))}`;
}

/** The spellings of a name that mean the same (PEP 503). */
const SPELLINGS: Readonly<Record<string, (name: string) => string>> = {
  '': (name) => name,
  '==1.1.0': (name) => name.toUpperCase().replaceAll('-', '_'),
  '<2': (name) => name.replaceAll('-', '.'),
};

async function withPip({ programs, home, wire, artifacts, call }: Run): Promise<string | undefined> {
  const endpoint = new URL(wire.endpoint('pypi', call.repository));
  endpoint.username = 'aws';
  endpoint.password = await wire.token();
  const out = join(home, 'out');
  const { name } = packageName(call.package);
  const wanted = `${SPELLINGS[call.wanted]?.(name) ?? name}${call.wanted}`;
  const args = ['download', '--no-deps', '--only-binary', ':all:', '--dest', out, wanted];
  const env = {
    PIP_CONFIG_FILE: '/dev/null',
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_RETRIES: '0',
    PIP_INDEX_URL: `${endpoint.href}simple/`,
  };
  const ran = await runTool(programs.pip, args, { cwd: home, home, env });
  if (ran.status !== 0) return nothingFound(ran.text, /No matching distribution|Could not find a version/);
  const [file = ''] = readdirSync(out);
  const version = file.split('-')[1] ?? '';
  const digest = createHash('sha256')
    .update(readFileSync(join(out, file)))
    .digest('hex');
  return `${version} wheel=${artifacts.buildOf(digest, call.package, version, file)}`;
}

/** A parent is resolved from a range, an extension by its version; neither needs a plugin, and so no other repository. */
async function withMaven({ programs, home, wire, artifacts, call }: Run): Promise<string | undefined> {
  const { namespace = '', name } = packageName(call.package);
  const isRange = call.wanted.startsWith('[');
  const coordinates = `<groupId>${namespace}</groupId><artifactId>${name}</artifactId><version>${call.wanted}</version>`;
  const parts = isRange
    ? `<parent>${coordinates}<relativePath/></parent><groupId>project</groupId>`
    : `<groupId>project</groupId><build><extensions><extension>${coordinates}</extension></extensions></build>`;
  const project = `<project><modelVersion>4.0.0</modelVersion>${parts}<artifactId>project</artifactId><version>1</version><packaging>pom</packaging></project>`;
  const local = join(home, 'm2');
  await writeFile(join(home, 'pom.xml'), project);
  await writeFile(join(home, 'settings.xml'), settingsText(wire.endpoint('maven', call.repository)), { mode: 0o600 });
  const args = ['-B', '-ntp', '-s', join(home, 'settings.xml'), `-Dmaven.repo.local=${local}`, 'validate'];
  const env = { CODEARTIFACT_AUTH_TOKEN: await wire.token() };
  // It ends badly where the parent is no POM for parents, or the extension is not there. What it fetched is what counts.
  await runTool(programs.mvn, args, { cwd: home, home, env });
  const folder = join(local, ...namespace.split('.'), name);
  const versions = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  const arrived = versions.flatMap(({ name: version }) => {
    const files = ['pom', 'jar'].flatMap((ending) => {
      const file = `${name}-${version}.${ending}`;
      const path = join(folder, version, file);
      if (!existsSync(path)) return [];
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [`${ending}=${artifacts.buildOf(digest, call.package, version, file)}`];
    });
    return files.length === 0 ? [] : [[version, ...files].join(' ')];
  });
  return arrived.length === 0 ? undefined : arrived.join(', ');
}

/** A refusal of another kind is a failure of the test. */
function nothingFound(text: string, words: RegExp): undefined {
  if (!words.test(text)) throw new Error(text);
  return undefined;
}
