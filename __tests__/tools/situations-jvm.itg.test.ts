// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Maven and Gradle
// Situations of public bug reports and configuration files, with the real Maven, Gradle and Cargo: after a
// login the private package is fetched or the login says why not, its name never reaches the stand-in for the public
// registry, the model that `doctor` judges with says what the client does, and after the logout every byte is as before.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { configure } from '../../src/core/operations/login/configure.ts';
import { FilesOnDisk, inspectTool } from '../../src/core/operations/login/inspect-tool.ts';
import { registryVerdicts, remarkVerdicts } from '../../src/core/operations/login/judge-tool.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import { proxyVerdicts } from '../../src/core/operations/login/proxied-way.ts';
import type { ToolMachine, ToolName } from '../../src/core/ports/package-format.ts';
import { mavenRun } from '../../src/formats/maven/configure/maven-run.ts';
import {
  askedRepositories,
  effectiveSettings,
  readSettings,
} from '../../src/formats/maven/configure/settings-model.ts';
import { recordingHost } from '../support/host.ts';
import { byLane, sampled } from '../support/lane.ts';
import { pick, random } from '../support/packages/config-samples.ts';
import { pomText, writeTree } from '../support/packages/maven-package.ts';
import { tarGz } from '../support/packages/python-package.ts';
import { type FoundTool, findTool, ofRustup, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { type ScriptedServer, scriptedServer } from '../support/servers/scripted-server.ts';
import { pictureOf } from '../support/worlds/login-world.ts';
import { registration, TOKEN } from '../support/worlds/logins.ts';

const LONG = 300_000;
const cargo = findTool('cargo', 'cargo', { places: [ofRustup('cargo')] });
const rustc = findTool('rustc', 'rustc', { places: [ofRustup('rustc')] });
const gradle = findTool('gradle', 'gradle');
const PLACE = '/d/my-org-111122223333/shared/';
const BASE = `/maven${PLACE}`;
const PARENT = 'com/acme/private-parent/1.0/private-parent-1.0.pom';
const parent = { groupId: 'com.acme', artifactId: 'private-parent', version: '1.0', packaging: 'pom' };
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

let folder: string;
let ours: ScriptedServer;
/** For the public registry and every company proxy: has nothing. */
let standIn: ScriptedServer;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'situations-')));
  standIn = await scriptedServer(() => ({ status: 404 }));
  const crate = await tarGz([
    ['acme-dep-0.1.0/Cargo.toml', Buffer.from('[package]\nname = "acme-dep"\nversion = "0.1.0"\nedition = "2021"\n')],
    ['acme-dep-0.1.0/src/lib.rs', Buffer.from('pub fn answer() -> u8 { 42 }\n')],
  ]);
  ours = await scriptedServer(({ path, headers }) => {
    const basic = `Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`;
    if (![basic, `Bearer ${TOKEN}`].includes(headers.authorization ?? ''))
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="my-org/shared"' } };
    const body = { ...mavenFiles(), ...cargoFiles(crate) }[path];
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
}, LONG);
afterAll(async () => {
  await ours?.close();
  await standIn?.close();
  await rm(folder, { recursive: true, force: true });
});

type Bodies = Readonly<Record<string, string | Uint8Array | undefined>>;

function mavenFiles(): Bodies {
  const at = `${BASE}com/acme/private-jar/`;
  const pom = pomText(parent);
  const jarPom = pomText({ groupId: 'com.acme', artifactId: 'private-jar', version: '1.0' });
  return {
    [BASE + PARENT]: pom,
    [`${BASE}${PARENT}.sha1`]: sha1(pom),
    [`${at}1.0/private-jar-1.0.pom`]: jarPom,
    [`${at}1.0/private-jar-1.0.pom.sha1`]: sha1(jarPom),
    [`${at}1.0/private-jar-1.0.jar`]: 'jar',
    [`${at}1.0/private-jar-1.0.jar.sha1`]: sha1('jar'),
  };
}

function cargoFiles(crate: Uint8Array): Bodies {
  const at = `${ours.origin}/cargo${PLACE}`.replace(/\/$/, '');
  const cksum = createHash('sha256').update(crate).digest('hex');
  const entry = { name: 'acme-dep', vers: '0.1.0', deps: [], cksum, features: {}, yanked: false };
  return {
    [`/cargo${PLACE}config.json`]: JSON.stringify({ dl: `${at}/api/v1/crates`, api: at, 'auth-required': true }),
    [`/cargo${PLACE}ac/me/acme-dep`]: `${JSON.stringify(entry)}\n`,
    [`/cargo${PLACE}api/v1/crates/acme-dep/0.1.0/download`]: crate,
  };
}

/** Addresses and folders that texts of a situation name. */
interface Places {
  readonly endpoint: string;
  readonly proxy: string;
  readonly home: string;
  readonly work: string;
}

interface Situation {
  readonly name: string;
  /** By path: `home/…`, `work/…` or elsewhere in the folder of the case. */
  readonly files: (at: Places) => Readonly<Record<string, string | Uint8Array>>;
  readonly env?: (at: Places) => Readonly<Record<string, string>>;
  /** Whether variables reach later steps, as on GitHub. Default: false. */
  readonly exports?: boolean;
  /** Java's own idea of the home, without an option. */
  readonly isStray?: boolean;
  readonly options?: Readonly<Record<string, string>>;
  /** Where the client is run and login is done, below `work`. */
  readonly inside?: string;
  /** What the login warns of, where the client cannot fetch; else it does. */
  readonly told?: RegExp;
  /** The client fetches, and asks another registry for the private name as well, of which the login warns. */
  readonly alsoAsked?: RegExp;
  /** The client fetches, whatever the login warns of. */
  readonly isFetched?: boolean;
  /** The login stops, for this reason. */
  readonly refused?: RegExp;
  /** Only for these versions of the client. */
  readonly only?: RegExp;
  readonly check?: (at: Places) => Promise<void>;
}

const settings = (body: string, attributes = '') => `<settings${attributes}>\n${body}\n</settings>\n`;
const server = (id: string, password: string) =>
  `<servers><server><id>${id}</id><username>aws</username><password>${password}</password></server></servers>`;
const mirror = (mirrorOf: string, url: string, id = 'corp', more = '') =>
  `<mirrors><mirror><id>${id}</id><mirrorOf>${mirrorOf}</mirrorOf><url>${url}</url>${more}</mirror></mirrors>`;
const profile = (id: string, url: string, more = '', name = 'mine') =>
  `<profiles><profile><id>${name}</id>${more}<repositories><repository><id>${id}</id><url>${url}</url></repository></repositories></profile></profiles>`;
const active = (name = 'mine') => `<activeProfiles><activeProfile>${name}</activeProfile></activeProfiles>`;
const app = (extra = '') =>
  pomText({ groupId: 'com.acme', artifactId: 'app', version: '1', packaging: 'pom', parent, extra });
const user = (text: string) => ({ 'home/.m2/settings.xml': text });
const VARIABLE = '${env.CODEARTIFACT_AUTH_TOKEN}';

const withHeader = server('codeartifact', 'old').replace(
  '</server>',
  '<configuration><httpHeaders><property><name>Authorization</name><value>Basic eDp5</value></property></httpHeaders></configuration></server>',
);

/** Nobody listens there. */
const deadProxy = (more = '', id = 'corp') =>
  `<proxy><id>${id}</id><host>127.0.0.1</host><port>9</port>${more}</proxy>`;
const NOT_LED = /which does not lead to 127\.0\.0\.1/;

const MAVEN: readonly Situation[] = [
  { name: 'proxy: dead', files: () => user(settings(`<proxies>${deadProxy()}</proxies>`)), told: NOT_LED },
  {
    name: 'proxy: of the installation',
    files: () => ({ 'global.xml': settings(`<proxies>${deadProxy()}</proxies>`) }),
    told: NOT_LED,
  },
  {
    name: 'proxy: not active',
    files: () => user(settings(`<proxies>${deadProxy('<active>false</active>')}</proxies>`)),
  },
  {
    name: 'proxy: for https',
    files: () => user(settings(`<proxies>${deadProxy('<protocol>https</protocol>')}</proxies>`)),
  },
  {
    name: 'proxy: but for this host',
    files: () => user(settings(`<proxies>${deadProxy('<nonProxyHosts>localhost|127.*</nonProxyHosts>')}</proxies>`)),
  },
  {
    name: 'proxy: which the user, who has its id, does not switch off for Maven 4',
    only: /^4/,
    files: () => ({
      'global.xml': settings(`<proxies>${deadProxy()}</proxies>`),
      ...user(settings(`<proxies>${deadProxy('<active>false</active>')}</proxies>`)),
    }),
    told: NOT_LED,
  },
  {
    name: 'proxy: a second one, since the first spares the host',
    files: () =>
      user(
        settings(
          `<proxies>${deadProxy('<nonProxyHosts>127.0.0.1</nonProxyHosts>')}${deadProxy('', 'second')}</proxies>`,
        ),
      ),
    told: NOT_LED,
  },
  {
    name: 'proxy: switched off by the user, who has its id',
    only: /^3/,
    files: () => ({
      'global.xml': settings(`<proxies>${deadProxy()}</proxies>`),
      ...user(settings(`<proxies>${deadProxy('<active>false</active>')}</proxies>`)),
    }),
  },
  { name: 'no file', files: () => ({}) },
  { name: '28: a company mirror of everything', files: (at) => user(settings(mirror('*', at.proxy))) },
  {
    name: '28: a company mirror of everything, in lines',
    files: (at) =>
      user(
        `<?xml version="1.0"?>\r\n<settings>\r\n\t<mirrors>\r\n\t\t<mirror>\r\n\t\t\t<id>nexus</id>\r\n\t\t\t<mirrorOf>*</mirrorOf><!-- all -->\r\n\t\t\t<url>${at.proxy}</url>\r\n\t\t</mirror>\r\n\t</mirrors>\r\n</settings>\r\n`,
      ),
  },
  {
    name: '28: a list with blanks, and another exclusion',
    files: (at) => user(settings(mirror('central, * ,!other', at.proxy))),
  },
  { name: '28: a mirror of what is external only', files: (at) => user(settings(mirror('external:*', at.proxy))) },
  {
    name: '28: two mirrors, one behind the other',
    files: (at) =>
      user(
        settings(
          mirror('*,!x', at.proxy).replace(
            '</mirrors>',
            `<mirror><id>second</id><mirrorOf>*,!central</mirrorOf><url>${at.proxy}</url></mirror></mirrors>`,
          ),
        ),
      ),
  },
  {
    name: '28: the mirror names our id in a list',
    files: (at) => user(settings(mirror('codeartifact,other', at.proxy))),
  },
  {
    name: '28: the mirror is of exactly our id',
    files: (at) => user(settings(mirror('codeartifact', at.proxy))),
    told: /mirror corp of `codeartifact`/,
  },
  {
    name: '28: a mirror of another layout',
    files: (at) => user(settings(mirror('*', at.proxy, 'corp', '<mirrorOfLayouts>legacy</mirrorOfLayouts>'))),
  },
  { name: 'a mirror of the installation', files: (at) => ({ 'global.xml': settings(mirror('*', at.proxy)) }) },
  {
    name: 'the same mirror id in both, the user lets us through',
    files: (at) => ({
      'global.xml': settings(mirror('*', at.proxy)),
      ...user(settings(mirror('*,!codeartifact', at.proxy))),
    }),
  },
  {
    name: '29: a mirror at our address with its own server and the variable',
    exports: true,
    files: (at) => user(settings(server('acme-libs', VARIABLE) + mirror('*', at.endpoint, 'acme-libs'))),
    check: async (at) =>
      expect(await readFile(join(at.home, '.m2/settings.xml'), 'utf8')).not.toContain('codeartifact-ci.'),
  },
  {
    name: '29: the same where variables reach nobody',
    files: (at) => user(settings(server('acme-libs', VARIABLE) + mirror('*', at.endpoint, 'acme-libs'))),
  },
  {
    name: '29: another variable',
    exports: true,
    files: (at) =>
      user(settings(server('acme-libs', '${env.ACME_REPO_TOKEN}') + mirror('*', at.endpoint, 'acme-libs'))),
  },
  {
    name: '29: a variable that others use too',
    exports: true,
    files: (at) =>
      user(
        settings(
          server('acme-libs', '${env.REPO_TOKEN}').replace(
            '</servers>',
            '<server><id>other</id><username>me</username><password>${env.REPO_TOKEN}</password></server></servers>',
          ) + mirror('*', at.endpoint, 'acme-libs'),
        ),
      ),
    env: () => ({ REPO_TOKEN: 'theirs' }),
  },
  { name: '29: a mirror without a server', files: (at) => user(settings(mirror('*', at.endpoint, 'acme-libs'))) },
  {
    name: '29: as a repository of a profile',
    files: (at) => user(settings(server('acme-libs', 'old') + profile('acme-libs', at.endpoint) + active())),
  },
  {
    name: '29: a profile that is active by default',
    files: (at) =>
      user(
        settings(
          profile('acme-libs', at.endpoint, '<activation><activeByDefault>true</activeByDefault></activation>') +
            server('acme-libs', 'old'),
        ),
      ),
  },
  {
    name: 'a profile that nobody activates',
    files: (at) => user(settings(server('acme-libs', 'old') + profile('acme-libs', at.endpoint))),
  },
  {
    name: 'the repository of a profile, behind a company mirror',
    files: (at) =>
      user(settings(server('acme-libs', 'old') + mirror('*', at.proxy) + profile('acme-libs', at.endpoint) + active())),
  },
  {
    name: 'our id is the company’s',
    files: (at) => user(settings(server('codeartifact', 'theirs') + profile('codeartifact', at.proxy) + active())),
    check: async (at) => expect(await readFile(join(at.home, '.m2/settings.xml'), 'utf8')).toContain('theirs'),
  },
  {
    name: 'two servers of one id',
    files: (at) =>
      user(
        settings(
          server('acme-libs', 'first').replace(
            '</servers>',
            '<server><id>acme-libs</id><username>aws</username><password>second</password></server></servers>',
          ) +
            profile('acme-libs', at.endpoint) +
            active(),
        ),
      ),
  },
  {
    name: 'the POM has the repository under a name',
    files: (at) => ({
      'work/pom.xml': app(
        `<repositories><repository><id>acme-pom</id><url>${at.endpoint}</url></repository></repositories>`,
      ),
    }),
  },
  {
    name: 'the POM has the repository under a name, by a property',
    only: /^3/, // Maven 4 refuses such an address.
    files: (at) => ({
      'work/pom.xml': app(
        `<properties><repo>${at.endpoint}</repo></properties><repositories><repository><id>acme-pom</id><url>\${repo}</url></repository></repositories>`,
      ),
    }),
  },
  {
    name: 'the POM has the repository, the user a company mirror',
    files: (at) => ({
      ...user(settings(mirror('*', at.proxy))),
      'work/pom.xml': app(
        `<repositories><repository><id>acme-pom</id><url>${at.endpoint}</url></repository></repositories>`,
      ),
    }),
  },
  { name: '30: HOME is not what the password database says', isStray: true, exports: true, files: () => ({}) },
  {
    name: '30: the same where variables reach nobody',
    isStray: true,
    files: () => ({}),
    told: /export MAVEN_OPTS='-Duser.home=/,
  },
  {
    name: '30: an option of the project chooses the home',
    isStray: true,
    files: (at) => ({ 'work/.mvn/jvm.config': `-Duser.home=${at.home}\n` }),
  },
  {
    name: '31: Latin-1, CRLF, tabs, comments',
    files: (at) =>
      user(
        Buffer.from(
          `<?xml version="1.0" encoding="ISO-8859-1"?>\r\n<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">\r\n\t<!-- h\u00e9 <servers><server><id>codeartifact</id></server></servers> -->\r\n${mirror('*', at.proxy)}</settings>`,
          'latin1',
        ) as never,
      ),
  },
  {
    name: '32: a DOCTYPE',
    files: () => user(`<!DOCTYPE settings>\n${settings('')}`),
    refused: /has a DOCTYPE, which Maven's settings do not need/,
  },
  {
    name: '32: a prefix',
    only: /^4/,
    files: (at) =>
      user(
        `<s:settings xmlns:s="http://maven.apache.org/SETTINGS/1.0.0"><s:mirrors><s:mirror><s:id>corp</s:id><s:mirrorOf>*</s:mirrorOf><s:url>${at.proxy}</s:url></s:mirror></s:mirrors></s:settings>`,
      ),
  },
  {
    name: '32: a prefix, of which Maven 3 reads nothing',
    only: /^3/,
    files: () => user('<s:settings xmlns:s="http://maven.apache.org/SETTINGS/1.1.0"><s:servers/></s:settings>'),
    told: /with a prefix \(<s:settings>\)/,
  },
  { name: 'offline', files: () => user(settings('<offline>true</offline>')), told: /offline/ },
  {
    name: 'the project chooses settings without us',
    files: () => ({ 'work/.mvn/maven.config': '-s\nci.xml\n', 'work/ci.xml': settings('') }),
    told: /hide/,
  },
  {
    name: 'the project chooses settings with us and the variable',
    exports: true,
    files: (at) => ({
      'work/.mvn/maven.config': '-s\nci.xml\n',
      'work/ci.xml': settings(server('acme-ci', VARIABLE) + profile('acme-ci', at.endpoint) + active()),
    }),
  },
  {
    name: 'the project chooses settings with us, and no password',
    files: (at) => ({
      'work/.mvn/maven.config': '--settings=ci.xml\n',
      'work/ci.xml': settings(profile('acme-ci', at.endpoint) + active()),
    }),
    told: /no <server>/,
  },
  {
    name: 'the project chooses settings that do not exist',
    files: () => ({ 'work/.mvn/maven.config': '-s\nci.xml\n' }),
    told: /do not exist/,
  },
  {
    name: 'settings elsewhere, outside of the checkout',
    files: (at) => ({
      'work/.mvn/maven.config': `-s\n${join(at.home, 'team.xml')}\n`,
      'home/team.xml': settings(mirror('*', at.proxy)),
    }),
  },
  {
    name: 'a blocked mirror at our address',
    files: (at) => user(settings(mirror('*', at.endpoint, 'acme-libs', '<blocked>true</blocked>'))),
    told: /blocks/,
  },
  {
    name: 'an option chooses other settings of the project, with a company mirror',
    only: /^4/,
    files: (at) => ({
      'work/.mvn/maven.config': `-Dmaven.project.settings=${join(at.work, 'team.xml')}\n`,
      'work/team.xml': settings(mirror('*', at.proxy)),
    }),
  },
  {
    name: 'a property chooses other settings of the project, with a company mirror of our name',
    only: /^4/,
    files: (at) => ({
      'work/.mvn/maven.properties': 'maven.project.settings=${session.rootDirectory}/team.xml\n',
      'work/team.xml': settings(mirror('*', at.proxy)),
      ...user(settings(mirror('codeartifact', at.proxy))),
    }),
    told: /Take codeartifact out of the <mirrorOf>|mirror corp of `codeartifact`/,
  },
  {
    name: 'a property on the command line chooses settings outside of the checkout',
    only: /^4/,
    files: (at) => ({
      'work/.mvn/maven.config': `-Dmaven.user.settings=${join(at.home, 'team.xml')}\n`,
      'home/team.xml': settings(mirror('*', at.proxy)),
    }),
  },
  {
    name: 'a property of the project chooses settings of the checkout',
    only: /^4/,
    files: () => ({
      'work/.mvn/maven.properties': 'maven.user.settings=${session.rootDirectory}/ci.xml\n',
      'work/ci.xml': settings(''),
    }),
    told: /maven\.properties chooses the settings .*ci\.xml, which hide/,
  },
  {
    name: 'a property of the user chooses a folder, in which there are no settings',
    only: /^4/,
    files: (at) => ({ 'home/.m2/maven.properties': `maven.user.conf=${join(at.home, 'conf')}\n` }),
  },
  {
    name: 'properties of Maven 4, which Maven 3 does not know',
    only: /^3/,
    files: (at) => ({
      'work/.mvn/maven.properties': `maven.user.settings=${join(at.home, 'none.xml')}\n`,
      'work/.mvn/maven.config': `-Dmaven.user.settings=${join(at.home, 'none.xml')}\n`,
    }),
  },
  {
    name: '.mavenrc chooses settings outside of the checkout',
    files: (at) => ({
      'home/.mavenrc': `MAVEN_ARGS="$MAVEN_ARGS -s ${join(at.home, 'team.xml')}"\n`,
      'home/team.xml': settings(mirror('*', at.proxy)),
    }),
  },
  {
    name: '.mavenrc chooses settings of the checkout',
    files: (at) => ({
      'home/.mavenrc': `export MAVEN_ARGS="$MAVEN_ARGS -s ${join(at.work, 'ci.xml')}"\n`,
      'work/ci.xml': settings(''),
    }),
    told: /MAVEN_ARGS in .*\.mavenrc chooses the settings .*ci\.xml, which hide/,
  },
  {
    name: '.mavenrc is skipped',
    files: (at) => ({ 'home/.mavenrc': `MAVEN_ARGS="-s ${join(at.work, 'ci.xml')}"\n`, 'work/ci.xml': settings('') }),
    env: () => ({ MAVEN_SKIP_RC: '1' }),
  },
  {
    name: 'an element that stands twice',
    files: () => user(settings('<servers/><servers/>')),
    refused: /<servers> twice, with which Maven does not start/,
  },
  {
    name: 'an element that stands twice in settings of the installation',
    files: () => ({ 'global.xml': settings('<servers><server><id>a</id><id>b</id></server></servers>') }),
    told: /global\.xml: <server> has <id> twice/,
  },
  {
    name: 'the server has a header of its own',
    only: /^3/,
    files: () => user(settings(withHeader)),
    told: /<httpHeaders> of the server codeartifact in .* holds another token/,
  },
  {
    name: 'the server has a header of its own, to which Maven 4 adds the password',
    only: /^4/,
    files: () => user(settings(withHeader)),
  },
  {
    name: 'an option that Maven 3.9 refuses',
    only: /^3/,
    files: () => ({ 'work/.mvn/maven.config': '-llr\n' }),
    told: /legacy local repository/,
  },
  { name: 'a mirror on request', options: { 'maven-mirror-of': '*' }, files: () => ({}) },
];

const MAVENS = (['maven-3', 'maven-4'] as const).map((id) => ({ id, found: findTool(id, 'mvn') }));
for (const [index, { id, found }] of MAVENS.entries()) {
  if ('missing' in found) {
    describe.skip(`${id} (skipped: ${found.missing})`, () => test('fetches', () => undefined));
    continue;
  }
  const fitting = MAVEN.filter(({ only }) => only === undefined || only.test(found.version));
  describe(`Maven ${found.version}`, () => {
    test.each(sampled(fitting, 3, 170 + index).map((one) => [one.name, one] as const))(
      '%s',
      (_, situation) =>
        runSituation(
          'maven',
          situation,
          async ({ env, at, cwd }) => {
            const ran = await runTool(
              found.program,
              ['-B', '-q', `-Dmaven.repo.local=${join(at.work, '..', 'm2')}`, 'validate'],
              { cwd, home: at.home, env, timeoutMs: LONG },
            );
            return { isFetched: ran.status === 0, text: ran.text };
          },
          BASE,
          () => ({ PATH: `${join(found.program, '..')}:${process.env.PATH}` }),
        ),
      LONG,
    );
  });
}

const gradleBuild = {
  'work/build.gradle':
    "configurations { x }\ndependencies { x 'com.acme:private-jar:1.0' }\ntask fetch(type: Copy) { from configurations.x; into 'out' }\n",
  'work/settings.gradle': '',
};
const DEAD_GRADLE = 'systemProp.http.proxyHost=127.0.0.1\nsystemProp.http.proxyPort=9\n';
const GRADLE: readonly Situation[] = [
  {
    name: 'proxy: of the user, for this machine as well',
    files: () => ({
      ...gradleBuild,
      'home/.gradle/gradle.properties': `${DEAD_GRADLE}systemProp.http.nonProxyHosts=\n`,
    }),
    told: NOT_LED,
  },
  {
    name: 'proxy: of the project, for this machine as well',
    files: () => ({ ...gradleBuild, 'work/gradle.properties': `${DEAD_GRADLE}systemProp.http.nonProxyHosts=\n` }),
    told: NOT_LED,
  },
  {
    name: 'proxy: which Java does not take for this machine',
    files: () => ({ ...gradleBuild, 'home/.gradle/gradle.properties': DEAD_GRADLE }),
  },
  {
    name: 'proxy: which Java does not take for this machine, whatever else is listed',
    files: () => ({
      ...gradleBuild,
      'home/.gradle/gradle.properties': `${DEAD_GRADLE}systemProp.http.nonProxyHosts=x.example\n`,
    }),
  },
  {
    name: 'proxy: for https',
    files: () => ({
      ...gradleBuild,
      'home/.gradle/gradle.properties': `${DEAD_GRADLE.replaceAll('.http.', '.https.')}systemProp.http.nonProxyHosts=\n`,
    }),
  },
  {
    name: 'proxy: by options for Java',
    files: () => gradleBuild,
    env: (at) => ({
      GRADLE_OPTS: `-Duser.home=${at.home} -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9 -Dhttp.nonProxyHosts=`,
    }),
    told: NOT_LED,
  },
  { name: 'no file', files: () => gradleBuild },
  {
    name: 'GRADLE_USER_HOME',
    files: () => gradleBuild,
    env: (at) => ({ GRADLE_USER_HOME: join(at.home, 'elsewhere') }),
  },
  {
    name: 'an option outranks GRADLE_USER_HOME',
    files: () => gradleBuild,
    env: (at) => ({
      GRADLE_USER_HOME: join(at.home, 'elsewhere'),
      GRADLE_OPTS: `-Duser.home=${at.home} -Dgradle.user.home=${join(at.home, 'chosen')}`,
    }),
  },
  { name: '30: HOME is not what the password database says', isStray: true, exports: true, files: () => gradleBuild },
  {
    name: '30: where variables reach nobody',
    isStray: true,
    files: () => gradleBuild,
    told: /export GRADLE_USER_HOME='/,
  },
  {
    name: 'the build names the repository, without credentials',
    files: (at) => ({
      ...gradleBuild,
      'work/build.gradle': `repositories { maven { url '${at.endpoint}' } }\n${gradleBuild['work/build.gradle']}`,
    }),
  },
  {
    name: 'properties that end in a line that goes on',
    files: () => ({ ...gradleBuild, 'home/.gradle/gradle.properties': 'org.gradle.jvmargs=-Xmx512m \\\n' }),
  },
  {
    name: 'properties that end in a line that goes on, without its end',
    files: () => ({ ...gradleBuild, 'home/.gradle/gradle.properties': 'a=b\r\norg.gradle.jvmargs=-Xmx512m \\' }),
  },
  {
    name: 'properties of yesterday in lines that end in CR, with an escape',
    files: () => ({
      ...gradleBuild,
      'home/.gradle/gradle.properties': 'codeartifactCiPassword old\rcodeartifactCi\\u0050assword: older\\\r  est\r',
    }),
  },
  {
    name: 'properties in Latin-1',
    files: () => ({
      ...gradleBuild,
      'home/.gradle/gradle.properties': Buffer.from('# caf\u00e9\nthe.name=\u00e9', 'latin1'),
    }),
  },
  {
    name: 'properties behind a byte order mark',
    files: () => ({ ...gradleBuild, 'home/.gradle/gradle.properties': '\ufeffcodeartifactCiPassword=old\n' }),
  },
  {
    name: 'properties in UTF-16',
    files: () => ({
      ...gradleBuild,
      'home/.gradle/gradle.properties': Buffer.from('\ufefforg.gradle.daemon=false\n', 'utf16le'),
    }),
    told: /gradle\.properties is UTF-16, so that Gradle finds no credentials in it/,
  },
  {
    name: 'the build lists another repository before ours',
    files: (at) => ({
      ...gradleBuild,
      'work/build.gradle': `repositories { maven { url '${at.proxy}' }; maven { url '${at.endpoint}' } }\n${gradleBuild['work/build.gradle']}`,
    }),
    alsoAsked: /build\.gradle lists http.* before this repository/,
  },
  {
    name: 'the build lists another repository behind ours',
    files: (at) => ({
      ...gradleBuild,
      'work/build.gradle': `repositories { maven { url '${at.endpoint}' }; maven { url '${at.proxy}' } }\n${gradleBuild['work/build.gradle']}`,
    }),
  },
];

const crateProject = (dependency = 'acme-dep = "0.1.0"') => ({
  'work/Cargo.toml': `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${dependency}\n`,
  'work/src/lib.rs': '',
});
const named = (name: string) => crateProject(`acme-dep = { version = "0.1.0", registry = "${name}" }`);
const indexOf = (name: string, url: string) => `[registries.${name}]\nindex = "sparse+${url}"\n`;
const elsewhere = (url: string) =>
  `[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+${url}"\n`;
/** Cargo that reads `include`. */
const INCLUDES = /^1\.(?:9[4-9]|\d{3})/;
const CARGO: readonly Situation[] = [
  {
    name: 'proxy: of the user',
    files: () => ({ ...crateProject(), 'home/.cargo/config.toml': '[http]\nproxy = "http://127.0.0.1:9"\n' }),
    told: NOT_LED,
  },
  {
    name: 'proxy: of the project, without a scheme',
    files: () => ({ ...crateProject(), 'work/.cargo/config.toml': '[http]\nproxy = "127.0.0.1:9"\n' }),
    told: NOT_LED,
  },
  {
    name: 'proxy: of a variable',
    files: () => crateProject(),
    env: () => ({ CARGO_HTTP_PROXY: 'http://127.0.0.1:9' }),
    told: NOT_LED,
  },
  {
    name: 'a home that begins with `~`, which Cargo takes for a folder of that name',
    files: () => crateProject(),
    env: () => ({ CARGO_HOME: '~/cargo' }),
    told: /in a folder called `~`/,
    isFetched: true,
  },
  { name: 'no file', files: () => crateProject() },
  {
    name: 'the project calls it acme',
    files: (at) => ({ ...named('acme'), 'work/.cargo/config.toml': indexOf('acme', at.endpoint) }),
  },
  {
    name: 'a parent of the project calls it acme',
    files: (at) => ({ ...named('acme'), '.cargo/config.toml': indexOf('acme', at.endpoint) }),
  },
  {
    name: 'two files call it by two names',
    files: (at) => ({
      ...named('acme'),
      'work/.cargo/config.toml': indexOf('acme', at.endpoint),
      'home/.cargo/config.toml': indexOf('mine', at.endpoint),
    }),
    told: /are registries with one index/,
  },
  {
    name: 'a variable calls it acme',
    files: () => named('acme'),
    env: (at) => ({ CARGO_REGISTRIES_ACME_INDEX: `sparse+${at.endpoint}` }),
  },
  {
    name: 'the name is taken',
    files: (at) => ({ ...crateProject(), 'home/.cargo/config.toml': indexOf('codeartifact', at.proxy) }),
  },
  {
    name: 'a token of yesterday in a variable',
    exports: true,
    files: () => crateProject(),
    env: () => ({ CARGO_REGISTRIES_CODEARTIFACT_TOKEN: 'Bearer old' }),
  },
  {
    name: 'the same where variables reach nobody',
    files: () => crateProject(),
    env: () => ({ CARGO_REGISTRIES_CODEARTIFACT_TOKEN: 'Bearer old' }),
    told: /unset CARGO_REGISTRIES_CODEARTIFACT_TOKEN/,
  },
  {
    name: 'an index of elsewhere in a variable',
    exports: true,
    files: () => crateProject(),
    env: (at) => ({ CARGO_REGISTRIES_CODEARTIFACT_INDEX: `sparse+${at.proxy}` }),
  },
  {
    name: 'the same, and nobody can help',
    files: () => crateProject(),
    env: (at) => ({ CARGO_REGISTRIES_CODEARTIFACT_INDEX: `sparse+${at.proxy}` }),
    told: /unset CARGO_REGISTRIES_CODEARTIFACT_INDEX/,
  },
  {
    name: 'the project puts another one in the place of crates.io',
    files: (at) => ({
      ...crateProject(),
      'work/.cargo/config.toml': `[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+${at.proxy}"\n`,
    }),
    told: /outranks/,
  },
  {
    name: 'the project puts ours in the place of crates.io',
    files: (at) => ({
      ...crateProject(),
      'work/.cargo/config.toml': `[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+${at.endpoint}"\n`,
    }),
  },
  {
    name: '36: CRLF, and crates.io vendored',
    files: () => ({
      ...crateProject(),
      'home/.cargo/config.toml':
        '# mine\r\n[source.crates-io]\r\nreplace-with = "vendored"\r\n[source.vendored]\r\ndirectory = "vendor"\r\n',
    }),
  },
  {
    name: 'a file of the project that is not TOML',
    files: () => ({ ...crateProject(), 'work/.cargo/config.toml': '[registries' }),
    told: /not TOML/,
  },
  {
    name: 'the project includes a file that puts another one in the place of crates.io',
    only: INCLUDES,
    files: (at) => ({
      ...crateProject(),
      'work/.cargo/config.toml': 'include = [{ path = "none.toml", optional = true }, "x.toml"]\n',
      'work/.cargo/x.toml': elsewhere(at.proxy),
    }),
    told: /x\.toml sets `source\.crates-io\.replace-with` to .* and outranks/,
  },
  {
    name: 'a parent includes such a file by way of another one',
    only: INCLUDES,
    files: (at) => ({
      ...crateProject(),
      '.cargo/config.toml': 'include = ["more/x.toml"]\n',
      '.cargo/more/x.toml': 'include = ["../y.toml"]\n',
      '.cargo/y.toml': elsewhere(at.proxy),
    }),
    told: /y\.toml sets/,
  },
  {
    name: 'the user includes such a file, and a login writes beside it',
    only: INCLUDES,
    files: (at) => ({
      ...crateProject(),
      'home/.cargo/config.toml': 'include = ["x.toml"]\n',
      'home/.cargo/x.toml': elsewhere(at.proxy),
    }),
  },
  {
    name: 'the project includes a file that is not there',
    only: INCLUDES,
    files: () => ({ ...crateProject(), 'work/.cargo/config.toml': 'include = ["x.toml"]\n' }),
    told: /includes .*x\.toml, which is not there/,
  },
  {
    name: 'the project has our provider as a list',
    files: () => ({
      ...crateProject(),
      'work/.cargo/config.toml': '[registries.codeartifact]\ncredential-provider = ["cargo:token"]\n',
    }),
  },
  {
    name: 'the user and the project have values of two kinds',
    files: () => ({
      ...crateProject(),
      'work/.cargo/config.toml': '[alias]\nb = ["build"]\n',
      'home/.cargo/config.toml': '[alias]\nb = "build"\n',
    }),
    told: /have values of two kinds for alias\.b/,
  },
  {
    name: 'the project is offline',
    files: () => ({ ...crateProject(), 'work/.cargo/config.toml': '[net]\noffline = true\n' }),
    told: /net\.offline in .* is true, so Cargo asks no registry/,
  },
  {
    name: 'the project is offline, and a variable is not',
    files: () => ({ ...crateProject(), 'work/.cargo/config.toml': '[net]\noffline = true\n' }),
    env: () => ({ CARGO_NET_OFFLINE: 'false' }),
  },
  {
    name: 'offline by a variable',
    files: () => crateProject(),
    env: () => ({ CARGO_NET_OFFLINE: 'true' }),
    told: /unset CARGO_NET_OFFLINE/,
  },
  {
    name: 'the project names ours without the slash at the end',
    files: (at) => ({
      ...named('acme'),
      'work/.cargo/config.toml': indexOf('acme', at.endpoint.replace(/\/$/, '')),
    }),
    told: /registries\.acme\.index in .* has no `\/` at its end/,
  },
  {
    name: 'the project names ours as a Git repository',
    files: (at) => ({
      ...named('acme'),
      'work/.cargo/config.toml': indexOf('acme', at.endpoint).replace('sparse+', ''),
    }),
    told: /does not begin with `sparse\+`/,
  },
  {
    name: 'a file of the user in UTF-16',
    files: () => ({
      ...crateProject(),
      'home/.cargo/config.toml': Buffer.from('\ufeff[net]\nretry = 0\n', 'utf16le'),
    }),
    told: /config\.toml is UTF-16, so that Cargo does not start/,
  },
  {
    name: 'a file of the project in Latin-1',
    files: () => ({ ...crateProject(), 'work/.cargo/config.toml': Buffer.from('# caf\u00e9\n', 'latin1') }),
    told: /config\.toml is not UTF-8 .*, so that Cargo does not start/,
  },
  {
    name: 'a file of the user behind a byte order mark',
    files: () => ({ ...crateProject(), 'home/.cargo/config.toml': '\ufeff[net]\nretry = 0\n' }),
  },
];

interface Other {
  readonly title: string;
  readonly tool: ToolName;
  readonly base: string;
  readonly needs: readonly [FoundTool, ...FoundTool[]];
  readonly situations: readonly Situation[];
  readonly args: readonly string[];
  readonly env: (at: Places) => Readonly<Record<string, string>>;
}
const OTHERS: readonly Other[] = [
  {
    title: 'Gradle',
    tool: 'gradle',
    base: BASE,
    needs: [gradle],
    situations: GRADLE,
    args: ['--no-daemon', '-q', 'fetch'],
    env: () => ({}),
  },
  {
    title: 'Cargo',
    tool: 'cargo',
    base: `/cargo${PLACE}`,
    needs: [cargo, rustc],
    situations: CARGO,
    args: ['fetch'],
    env: (at) => ({ CARGO_HOME: join(at.home, '.cargo'), CARGO_NET_RETRY: '0', RUSTC: programOf(rustc) }),
  },
];
for (const [index, other] of OTHERS.entries()) {
  const missing = whyNot(...other.needs);
  if (missing !== undefined) {
    describe.skip(`${other.title} (skipped: ${missing})`, () => test('fetches', () => undefined));
    continue;
  }
  const [found] = other.needs;
  const fitting = other.situations.filter(
    ({ only }) => only === undefined || ('version' in found && only.test(found.version)),
  );
  describe(other.title, () => {
    test.each(sampled(fitting, 3, 180 + index).map((one) => [one.name, one] as const))(
      '%s',
      (_, situation) =>
        runSituation(
          other.tool,
          situation,
          async ({ env, at, cwd }) => {
            const ran = await runTool(programOf(other.needs[0]), other.args, {
              cwd,
              home: at.home,
              env,
              timeoutMs: LONG,
            });
            return { isFetched: ran.status === 0, text: ran.text };
          },
          other.base,
          other.env,
        ),
      LONG,
    );
  });
}

interface Started {
  readonly at: Places;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function runSituation(
  name: ToolName,
  situation: Situation,
  run: (started: Started) => Promise<{ readonly isFetched: boolean; readonly text: string }>,
  base = BASE,
  extra: (at: Places) => Readonly<Record<string, string>> = () => ({}),
): Promise<void> {
  const root = await mkdtemp(join(folder, 'at-'));
  const at = {
    endpoint: ours.origin + base,
    proxy: `${standIn.origin}/proxy/`,
    home: join(root, 'home'),
    work: join(root, 'work'),
  };
  const central = `<mirror><id>stand-in</id><mirrorOf>central,public</mirrorOf><url>${standIn.origin}/central/</url></mirror>`;
  const given = { 'work/pom.xml': app(), 'global.xml': settings(''), ...situation.files(at) };
  for (const [path, text] of Object.entries(given)) {
    const isGlobal = path === 'global.xml';
    const whole = isGlobal && typeof text === 'string' ? withMirror(text, central) : text;
    await writeTree(join(root, path), whole);
  }
  await writeTree(join(at.home, '.keep'), '');
  const env = {
    ...extra(at),
    ...(situation.isStray ? {} : { MAVEN_OPTS: `-Duser.home=${at.home}`, GRADLE_OPTS: `-Duser.home=${at.home}` }),
    MAVEN_ARGS: `-gs ${join(root, 'global.xml')}`,
    ...situation.env?.(at),
  };
  const cwd = join(at.work, situation.inside ?? '');
  const accountHome = situation.isStray ? userInfo().homedir : at.home;
  const surface = situation.exports ? 'github' : 'plain';
  const host = recordingHost({ folder: at.home, env, accountHome, surface });
  const picture = await pictureOf(root);
  const seen = { ours: ours.seen.length, standIn: standIn.seen.length };
  const wanted = registration(name, {
    base: () => at.endpoint,
    options: situation.options ?? {},
  });
  const login = configure(
    { registrations: [wanted], expiresAt: Date.now() + 3_600_000, tokenVariable: 'auto', workingDirectory: cwd },
    host,
  );
  if (situation.refused) {
    await expect(login).rejects.toThrow(situation.refused);
    expect(await pictureOf(root)).toEqual(picture);
    return;
  }
  const report = await login;
  const exported = Object.fromEntries(
    Object.entries(report.variables).map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()]),
  );
  const later = { ...env, ...(situation.exports ? exported : {}) };
  const ran = await run({ at, cwd, env: later });
  const warned = host.lines.filter((line) => line.startsWith('warning')).join('\n') + report.warnings.join('\n');
  const warning = situation.told ?? situation.alsoAsked;
  if (warning) expect(warned).toMatch(warning);
  else expect(warned).toBe('');
  expect([situation.name, ran.isFetched, ran.isFetched ? '' : ran.text]).toEqual([
    situation.name,
    situation.told === undefined || situation.isFetched === true,
    situation.told ? expect.any(String) : '',
  ]);
  expect(ran.text).not.toContain(TOKEN);
  const isAlsoAsked = standIn.seen.slice(seen.standIn).some(({ path }) => path.includes('private'));
  if (ran.isFetched) expect(isAlsoAsked).toBe(situation.alsoAsked !== undefined);

  const judged = recordingHost({ folder: at.home, env: later, accountHome, surface });
  const inspection = await inspectTool(wanted.tool, at.endpoint, {
    host: judged,
    workingDirectory: cwd,
    view: new FilesOnDisk(judged.files),
  });
  if (inspection === undefined) throw new Error('the tool has no model');
  const place = { endpoint: at.endpoint, label: 'my-org/shared', loginCommand: 'login' };
  const verdicts = [
    ...registryVerdicts(wanted.tool, inspection, place),
    ...remarkVerdicts(inspection),
    ...(await proxyVerdicts(wanted.tool, inspection, at.endpoint, judged)),
  ].filter(({ health }) => health !== 'ok');
  const isGood =
    verdicts.every(({ health }) => health !== 'problem') && inspection.credentials[0]?.token.reveal() === TOKEN;
  const isPlain = ran.isFetched && situation.alsoAsked === undefined;
  expect([isGood, verdicts]).toEqual([ran.isFetched, isPlain ? [] : expect.any(Array)]);
  if (situation.alsoAsked) expect(verdicts).not.toEqual([]);
  await situation.check?.(at);

  expect((await cleanUp({}, host)).warnings).toEqual([]);
  const after = await pictureOf(root);
  for (const [path, content] of Object.entries(picture)) expect([path, after[path]]).toEqual([path, content]);
  host.close();
  judged.close();
}

// Random settings: what our model says Maven asks, and with which password, is what the real Maven asks.
const NAMES = ['central', 'a', 'b', 'acme-libs', 'corp', 'x.y'] as const;
/** Ids that mirrors and servers have, and no repository. */
const MIRRORS = ['m0', 'm1', 'm2'] as const;

/** Settings of the user and of the installation, and the repositories of a POM, as the seed has it. */
function randomCase(seed: number, port: number, canHavePrefix: boolean) {
  const next = random(seed);
  const chance = (of: number) => next() < of;
  // 127.0.0.2 is this machine as well, but not one of the names that Maven takes for it.
  const host = () => pick(['127.0.0.1', '127.0.0.1', 'localhost', '127.0.0.2'], next);
  const address = (path: string) => `http://${host()}:${port}/${path}/`;
  const pattern = () => {
    const parts = Array.from({ length: 1 + Math.floor(next() * 3) }, () =>
      pick(['*', 'external:*', 'external:http:*', ...NAMES, ...NAMES.map((name) => `!${name}`)], next),
    );
    return parts.join(pick([',', ', ', ' ,'], next));
  };
  const comment = () =>
    chance(0.3) ? `<!-- ${pick(['caf\u00e9', '<server><id>a</id></server>', 'x'], next)} -->` : '';
  const listOf = (list: string, items: readonly string[]) =>
    items.length === 0 ? '' : `<${list}>${comment()}${items.join(pick(['', '\n  ', '\r\n\t'], next))}</${list}>`;
  const several = (most: number, make: (index: number) => string) =>
    Array.from({ length: Math.floor(next() * (most + 1)) }, (_, index) => make(index));
  const repository = (id: string) =>
    `<repository><id>${id}</id><url>${address(`r/${id}-${Math.floor(next() * 1e6)}`)}</url></repository>`;
  const idsOf = (most: number) => [...new Set(several(most, () => pick(NAMES.slice(1), next)))];
  const file = (name: string) => {
    const servers = several(
      4,
      (index) =>
        `<server>${comment()}<id>${pick([...NAMES, ...MIRRORS, ...MIRRORS], next)}</id><username>u</username><password>${name}${index}</password></server>`,
    );
    const mirrors = several(3, (index) => {
      const more = `${chance(0.15) ? '<mirrorOfLayouts>legacy</mirrorOfLayouts>' : ''}${chance(0.15) ? '<blocked>true</blocked>' : ''}`;
      return `<mirror><id>${pick([`m${name}${index}`, ...NAMES, ...MIRRORS], next)}</id><mirrorOf>${pattern()}</mirrorOf><url>${address(`m/${name}${index}`)}</url>${more}</mirror>`;
    });
    const profiles = several(2, (index) => {
      const on = chance(0.3) ? '<activation><activeByDefault>true</activeByDefault></activation>' : '';
      return `<profile><id>p${name}${index}</id>${on}<repositories>${idsOf(2).map(repository).join('')}</repositories></profile>`;
    });
    const active = several(2, (index) => `<activeProfile>p${pick(['u', 'g'], next)}${index}</activeProfile>`);
    const body = [
      listOf('servers', servers),
      listOf('mirrors', mirrors),
      listOf('profiles', profiles),
      listOf('activeProfiles', active),
    ].join('\n');
    const version = pick(['1.0.0', '1.1.0', '1.2.0'], next);
    if (canHavePrefix && chance(0.3))
      return `<s:settings xmlns:s="http://maven.apache.org/SETTINGS/${version}">${body.replace(/<!--[\s\S]*?-->/g, '').replace(/<(\/?)(\w)/g, '<$1s:$2')}</s:settings>`;
    return `${chance(0.5) ? '<?xml version="1.0" encoding="UTF-8"?>\n' : ''}<settings${chance(0.5) ? ` xmlns="http://maven.apache.org/SETTINGS/${version}"` : ''}>\n${body}\n</settings>\n`;
  };
  const pom = idsOf(3).map(repository).join('');
  // Maven itself must not ask the public registry.
  const global = withMirror(
    file('g'),
    `<mirror><id>last</id><mirrorOf>central</mirrorOf><url>http://127.0.0.1:${port}/m/last/</url></mirror>`,
  );
  return { user: file('u'), global, pom: pom === '' ? '' : `<repositories>${pom}</repositories>` };
}

for (const { id, found } of MAVENS) {
  if ('missing' in found) continue;
  const seeds = Array.from({ length: byLane(2, 40) }, (_, index) => index + 1);
  test.each(seeds)(
    `${id}: random settings, seed %d`,
    async (seed) => {
      const asked = new Map<string, string | undefined>();
      const server = createServer((incoming, response) => {
        const place = /^\/[rm]\/[^/]+\//.exec(incoming.url ?? '')?.[0];
        const basic = incoming.headers.authorization?.replace(/^Basic /, '');
        if (place)
          asked.set(
            place,
            basic === undefined ? asked.get(place) : Buffer.from(basic, 'base64').toString().replace(/^u:/, ''),
          );
        if (basic === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' });
        else response.writeHead(404);
        response.end();
      });
      await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
      try {
        const { port } = server.address() as AddressInfo;
        const root = await mkdtemp(join(folder, 'random-'));
        const [home, work] = [join(root, 'home'), join(root, 'work')];
        const made = randomCase(seed, port, id === 'maven-4');
        const paths = {
          user: join(home, '.m2/settings.xml'),
          global: join(root, 'global.xml'),
          pom: join(work, 'pom.xml'),
        };
        await writeTree(paths.user, made.user);
        await writeTree(paths.global, made.global);
        await writeTree(paths.pom, app(made.pom));
        const env = {
          MAVEN_OPTS: `-Duser.home=${home}`,
          MAVEN_ARGS: `-gs ${paths.global}`,
          PATH: `${join(found.program, '..')}:${process.env.PATH}`,
        };
        const ran = await runTool(found.program, ['-B', '-q', `-Dmaven.repo.local=${join(root, 'm2')}`, 'validate'], {
          cwd: work,
          home,
          env,
          timeoutMs: LONG,
        });
        expect(ran.status).not.toBe(0);

        const files = {
          [paths.user]: made.user,
          [paths.global]: made.global,
          [paths.pom]: app(made.pom),
          [join(found.program, '../../conf/settings.xml')]: '',
        };
        const machine: ToolMachine = {
          platform: 'linux',
          home,
          accountHome: home,
          env,
          exportsVariables: false,
          workingDirectory: work,
          exists: (path) => path in files,
          read: (path) => files[path],
          encodingOf: () => undefined,
          find: () => [],
        };
        const run = mavenRun(machine);
        const layers = [paths.user, paths.global].map((source) => ({
          source,
          root: readSettings(files[source] ?? ''),
        }));
        const settings = effectiveSettings({ layers, machine, run });
        const expected = new Map<string, string | undefined>();
        for (const { repository, mirror } of askedRepositories(settings)) {
          if (repository.list !== 'repositories') continue;
          if (mirror?.isBlocked || (!mirror && repository.id === 'central')) continue;
          const target = mirror ?? repository;
          const place = new URL(target.url).pathname;
          if (!expected.has(place)) expected.set(place, settings.servers.find((one) => one.id === target.id)?.password);
        }
        expect({ seed, ...made, asked: [...asked].sort() }).toEqual({ seed, ...made, asked: [...expected].sort() });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
    LONG,
  );
}

const withMirror = (text: string, one: string) =>
  text.includes('</mirrors>')
    ? text.replace('</mirrors>', `${one}</mirrors>`)
    : text.replace('</settings>', `<mirrors>${one}</mirrors></settings>`);
