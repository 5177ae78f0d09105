// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Maven and of shells
import { describe, expect, test } from '@jest/globals';
import type { ToolInspection } from '../../../../src/core/ports/package-format.ts';
import type { TextEncoding } from '../../../../src/core/text/encoding.ts';
import { mavenRun } from '../../../../src/formats/maven/configure/maven-run.ts';
import { excluding, isMirrored, mirrorFor } from '../../../../src/formats/maven/configure/mirrors.ts';
import { asked, type MachineOptions, machine, registration, TOKEN } from '../../../support/worlds/logins.ts';

const URL = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/maven/shared/';
const SETTINGS = '/home/ci/.m2/settings.xml';
const PROXY = 'https://proxy.example/';
const VARIABLE = '${env.ACME_TOKEN}';

async function inspected(on: MachineOptions, tool: 'maven' | 'gradle' | 'sbt' = 'maven'): Promise<ToolInspection> {
  const { tool: found, request } = registration(tool);
  if (!found.inspect) throw new Error('no model');
  return found.inspect({ endpoint: request.endpoint, machine: machine(on) });
}
const remarks = async (on: MachineOptions, tool?: 'maven' | 'gradle' | 'sbt') =>
  (await inspected(on, tool)).remarks.map(({ name }) => name);

describe('mirrorOf', () => {
  const [far, near] = [
    { id: 'a', url: 'https://far.example/x/' },
    { id: 'a', url: 'http://localhost:80/x/' },
  ];
  test.each([
    ['*', far, true],
    ['a', far, true],
    ['b', far, false],
    ['b,a', far, true],
    ['b, a', far, false],
    ['a ,b', far, false],
    ['*,!a', far, false],
    ['!a,*', far, false],
    ['a,!a', far, true],
    ['*,!b', far, true],
    ['* ,b', far, false],
    ['*, !a', far, true],
    ['external:*', far, true],
    ['external:*', near, false],
    ['external:*', { id: 'a', url: 'file:///x' }, false],
    ['external:*', { id: 'a', url: 'http://me:pw@127.0.0.1:8080/x' }, false],
    ['external:http:*', far, false],
    ['external:http:*', { id: 'a', url: 'HTTP://far.example/' }, true],
    ['external:*,!a', far, false],
    ['', far, false],
    ['!', far, false],
  ])('%s of %j: %s', (mirrorOf, repository, expected) => {
    expect(isMirrored(mirrorOf, repository)).toBe(expected);
    if (expected && mirrorOf !== 'a') expect(isMirrored(excluding(mirrorOf, 'a'), repository)).toBe(false);
  });

  test('an exact name goes before what stands first, and another layout does not count', () => {
    const all = { id: 'all', mirrorOf: '*' };
    expect(mirrorFor([all, { id: 'own', mirrorOf: 'a' }], far)?.id).toBe('own');
    expect(
      mirrorFor(
        [
          { ...all, layouts: 'legacy' },
          { id: 'next', mirrorOf: '*,!b' },
        ],
        far,
      )?.id,
    ).toBe('next');
    expect(mirrorFor([{ ...all, layouts: 'default,legacy' }], far)?.id).toBe('all');
    expect(mirrorFor([{ ...all, layouts: '!default,*' }], far)).toBeUndefined();
  });
});

describe('Maven', () => {
  test('nothing is there, and after a login all is well', async () => {
    expect(await inspected({})).toMatchObject({ registries: [], credentials: [], remarks: [] });
    const { texts } = await asked('maven');
    const found = await inspected({ files: texts });
    expect(found.registries?.map(({ setting, url }) => [setting, url])).toEqual([
      ['repository codeartifact', URL],
      ['pluginRepository codeartifact', URL],
    ]);
    expect(found.credentials.map(({ token }) => token.reveal())).toEqual([TOKEN]);
    expect(found.remarks).toEqual([]);
  });

  test('a mirror of the installation is outranked, and the company’s own lets the repository through', async () => {
    const corp = `<settings><mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>${PROXY}</url></mirror></mirrors></settings>`;
    const env = { MAVEN_HOME: '/opt/mvn' };
    const global = { '/opt/mvn/conf/settings.xml': corp };
    const first = await asked('maven', {}, { env, files: global });
    expect(first.texts[SETTINGS]).toContain('<mirrorOf>codeartifact</mirrorOf>');
    expect(await remarks({ env, files: { ...global, ...first.texts } })).toEqual([]);
    expect(await remarks({ env, files: { ...global, ...(await asked('maven')).texts } })).toEqual(['mirrored']);
    const second = await asked('maven', {}, { files: { [SETTINGS]: corp } });
    expect(second.texts[SETTINGS]).toContain('<mirrorOf>*,!codeartifact</mirrorOf>');
    expect(second.configuration.notes.join()).toContain('`*,!codeartifact`');
    const again = await asked('maven', {}, { files: second.texts });
    expect(again.texts).toEqual(second.texts);
  });

  test('the variable that a password names is exported where it reaches later steps, and nothing is added', async () => {
    const before = `<settings><servers><server><id>libs</id><username>aws</username><password>${VARIABLE}</password></server></servers><mirrors><mirror><id>libs</id><mirrorOf>*</mirrorOf><url>${URL}</url></mirror></mirrors></settings>`;
    const files = { [SETTINGS]: before };
    const exported = await asked('maven', {}, { files, exportsVariables: true });
    expect(exported.texts[SETTINGS]).toBe(before);
    expect(Object.keys(exported.configuration.variables)).toEqual(['ACME_TOKEN']);
    const written = await asked('maven', {}, { files });
    expect(written.texts[SETTINGS]).toBe(before.replace(VARIABLE, TOKEN));
    expect(await remarks({ files })).toEqual(['unset-variable']);
    for (const name of ['PATH', 'GITHUB_TOKEN', 'LD_PRELOAD', 'AWS_SECRET_ACCESS_KEY']) {
      const hostile = { [SETTINGS]: before.replace('ACME_TOKEN', name) };
      const { configuration } = await asked('maven', {}, { files: hostile, exportsVariables: true });
      expect(configuration.variables).toEqual({});
    }
  });

  test.each([
    [
      'a repository without a server',
      `<profiles><profile><id>p</id><activation><activeByDefault>true</activeByDefault></activation><repositories><repository><id>x</id><url>${URL}</url></repository></repositories></profile></profiles>`,
      ['no-credentials'],
    ],
    [
      'a profile that is not active',
      `<profiles><profile><id>p</id><repositories><repository><id>x</id><url>${URL}</url></repository></repositories></profile></profiles>`,
      [],
    ],
    ['offline', '<offline>true</offline>', ['offline']],
    [
      'a blocked mirror',
      `<mirrors><mirror><id>x</id><mirrorOf>*</mirrorOf><blocked>true</blocked><url>${URL}</url></mirror></mirrors>`,
      ['blocked-mirror'],
    ],
  ])('%s', async (_, body, expected) => {
    expect(await remarks({ files: { [SETTINGS]: `<settings>${body}</settings>` } })).toEqual(expected);
  });

  test('a DOCTYPE is refused as such, by both', async () => {
    const files = { [SETTINGS]: '<!DOCTYPE settings><settings/>' };
    await expect(asked('maven', {}, { files })).rejects.toThrow('has a DOCTYPE');
    expect((await inspected({ files })).remarks[0]?.found).toContain(
      "has a DOCTYPE, which Maven's settings do not need",
    );
  });

  test.each(['1.0.0', '1.1.0', '1.2.0'])('a prefix bound to the settings %s is ours, too', async (version) => {
    const before = `<s:settings xmlns:s="http://maven.apache.org/SETTINGS/${version}"><s:servers/></s:settings>`;
    const { texts } = await asked('maven', {}, { files: { [SETTINGS]: before } });
    const written = texts[SETTINGS] ?? '';
    expect(written.match(/<\/?[a-zA-Z]/g)?.every((tag) => /s$/.test(tag))).toBe(true);
    expect(written).toContain('<s:activeProfile>');
    const found = await inspected({ files: texts });
    expect(found.remarks).toMatchObject([{ name: 'prefix', health: 'warning' }]);
    expect(found.credentials).toHaveLength(1);
  });

  test('what the project chooses with -s, and a home that HOME is not', async () => {
    const { texts } = await asked('maven');
    const chosen = { ...texts, '/project/.mvn/maven.config': '-s\nci.xml\n' };
    expect(await remarks({ files: chosen })).toEqual(['missing-settings']);
    expect(await remarks({ files: { ...chosen, '/project/ci.xml': '<settings/>' } })).toEqual(['other-settings']);
    const stray = await inspected({ files: texts, accountHome: '/root' });
    expect(stray.remarks[0]).toMatchObject({ name: 'user-home', fix: "export MAVEN_OPTS='-Duser.home=/home/ci'" });
    // A POM that names the repository has a second login look like the way out, which it is not.
    const pom = `<project><repositories><repository><id>codeartifact</id><url>${URL}</url></repository></repositories></project>`;
    const named = await asked('maven', {}, { files: { '/project/pom.xml': pom } });
    expect(await remarks({ files: { ...named.texts, '/project/pom.xml': pom }, accountHome: '/root' })).toEqual([
      'user-home',
    ]);
    expect(await remarks({ files: texts, accountHome: '/root', env: { MAVEN_OPTS: '-Duser.home=/home/ci' } })).toEqual(
      [],
    );
  });

  const OTHER = '/elsewhere/other.xml';
  const MIRROR = `<mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>${PROXY}</url></mirror></mirrors>`;
  const WRAPPER = '/project/.mvn/wrapper/maven-wrapper.properties';
  const four = { [WRAPPER]: 'distributionUrl=https://x.example/apache-maven-4.0.0-bin.zip\n' };
  const three = { [WRAPPER]: 'distributionUrl=https://x.example/apache-maven-3.9.11-bin.zip\n' };

  test.each([
    ['/project/.mvn/maven.config', `-Dmaven.user.settings=${OTHER}\n`, '.mvn/maven.config'],
    ['/project/.mvn/maven.properties', `maven.user.settings=${OTHER}\n`, '/project/.mvn/maven.properties'],
    [
      '/home/ci/.m2/maven.properties',
      'a=/elsewhere\nmaven.user.settings = ${a}/other.xml\n',
      '/home/ci/.m2/maven.properties',
    ],
    [
      '/project/.mvn/maven.properties',
      'maven.user.settings=${session.rootDirectory}/../elsewhere/other.xml\n',
      '/project/.mvn/maven.properties',
    ],
  ])('properties of Maven 4 choose the settings: %s %j', async (path, text, by) => {
    const { texts } = await asked('maven');
    const files = { ...four, ...texts, [path]: text };
    const found = await inspected({ files });
    expect([found.registries?.length, found.remarks]).toEqual([0, []]);
    expect(mavenRun(machine({ files })).chosenBy).toBe(by);
    // A login writes to them, since they are not of the checkout.
    const again = await asked('maven', {}, { files: { ...four, [path]: text } });
    expect(Object.keys(again.texts)).toEqual([OTHER]);
    expect(await remarks({ files: { ...four, ...again.texts, [path]: text } })).toEqual([]);
    // Maven 3 knows no such properties.
    expect(Object.keys((await asked('maven', {}, { files: { ...three, [path]: text } })).texts)).toEqual([SETTINGS]);
  });

  test('of what chooses settings in Maven 4, options come first, then the command line, the project, the user', async () => {
    const chosen = async (files: Readonly<Record<string, string>>) =>
      Object.keys((await asked('maven', {}, { files: { ...four, ...files } })).texts)[0];
    const user = { '/home/ci/.m2/maven.properties': 'maven.user.settings=/a/user.xml\n' };
    const project = { ...user, '/project/.mvn/maven.properties': 'maven.user.settings=/a/project.xml\n' };
    const line = { ...project, '/project/.mvn/maven.config': '-Dmaven.user.settings=/a/line.xml\n' };
    expect(await chosen(user)).toBe('/a/user.xml');
    expect(await chosen(project)).toBe('/a/project.xml');
    expect(await chosen(line)).toBe('/a/line.xml');
    expect(await chosen({ ...line, '/project/.mvn/maven.config': '-s\n/a/option.xml\n' })).toBe('/a/option.xml');
    expect(await chosen({ '/project/.mvn/maven.properties': 'maven.user.conf=/a\n' })).toBe('/a/settings.xml');
  });

  test('settings of the project elsewhere: a mirror in them is outranked', async () => {
    for (const [path, text] of [
      ['/project/.mvn/maven.config', `-Dmaven.project.settings=${OTHER}\n`],
      ['/project/.mvn/maven.config', `-ps\n${OTHER}\n`],
      ['/project/.mvn/maven.properties', `maven.project.settings=${OTHER}\n`],
    ] as const) {
      const project = { ...four, [path]: text, [OTHER]: `<settings>${MIRROR}</settings>` };
      const plain = await asked('maven', {}, { files: four });
      expect(await remarks({ files: { ...project, ...plain.texts } })).toEqual(['mirrored']);
      const { texts } = await asked('maven', {}, { files: project });
      expect(texts[SETTINGS]).toContain('<mirrorOf>codeartifact</mirrorOf>');
      expect(await remarks({ files: { ...project, ...texts } })).toEqual([]);
    }
  });

  test.each([
    ['MAVEN_ARGS="-s /elsewhere/other.xml"\n', OTHER],
    ["export MAVEN_ARGS='-s /elsewhere/other.xml' # mine\n", OTHER],
    ['AT=/elsewhere\nMAVEN_ARGS="$MAVEN_ARGS -s ${AT}/other.xml"; export MAVEN_ARGS\n', OTHER],
    ['AT=/elsewhere\nMAVEN_ARGS="-s ${AT}/other.xml"\nexport MAVEN_ARGS\n', OTHER],
    ['MAVEN_ARGS=--settings=/elsewhere/other.xml', OTHER],
    ['MAVEN_ARGS=\\\n"-s /elsewhere/other.xml"', OTHER],
    ['if [ -n "$CI" ]; then\n  MAVEN_ARGS="-s /elsewhere/other.xml"\nfi\n', SETTINGS],
    ['MAVEN_ARGS="-s $(pwd)/other.xml"\n', SETTINGS],
    ['# MAVEN_ARGS="-s /elsewhere/other.xml"\n', SETTINGS],
    ['MAVEN_OPTS="$MAVEN_OPTS -Duser.home=/elsewhere"\n', '/elsewhere/.m2/settings.xml'],
  ])('~/.mavenrc: %j', async (text, path) => {
    const files = { '/home/ci/.mavenrc': text };
    const { texts } = await asked('maven', {}, { files });
    expect(Object.keys(texts)).toEqual([path]);
    expect(await remarks({ files: { ...files, ...texts } })).toEqual([]);
    const skipped = await asked('maven', {}, { files, env: { MAVEN_SKIP_RC: '1' } });
    expect(Object.keys(skipped.texts)).toEqual([SETTINGS]);
  });

  test.each([
    ['<servers/><servers/>', '<servers> twice'],
    ['<servers><server><id>a</id><id>b</id></server></servers>', '<server> has <id> twice'],
    ['<profiles><profile><id>a</id></profile><profile><id>a</id></profile></profiles>', ''],
    ['<profiles><profile><id>a</id><properties><x>1</x><x>2</x></properties></profile></profiles>', ''],
    ['<servers><server><id>a</id><configuration><id/><id/></configuration></server></servers>', ''],
    ['<foo/><foo/>', ''],
  ])('an element that stands twice: %s', async (body, told) => {
    const files = { [SETTINGS]: `<settings>${body}</settings>` };
    const found = (await inspected({ files })).remarks.map((one) => one.found);
    expect(found.join()).toContain(told === '' ? '' : `${told}, with which Maven does not start`);
    if (told === '') expect(found).toEqual([]);
    else await expect(asked('maven', {}, { files })).rejects.toThrow(told);
  });

  test('an Authorization header of the server goes before its password', async () => {
    const header = (value: string) =>
      `<servers><server><id>codeartifact</id><configuration><httpHeaders><property><name>Authorization</name><value>${value}</value></property></httpHeaders></configuration></server></servers>`;
    const tokens = async (value: string) => {
      const { texts } = await asked('maven', {}, { files: { [SETTINGS]: `<settings>${header(value)}</settings>` } });
      return (await inspected({ files: texts })).credentials.map(({ source, token }) => [source, token.reveal()]);
    };
    const source = `<httpHeaders> of the server codeartifact in ${SETTINGS}`;
    expect(await tokens('Bearer old')).toEqual([
      [source, 'old'],
      [SETTINGS, TOKEN],
    ]);
    expect(await tokens(`Basic ${Buffer.from('aws:a:b').toString('base64')}`)).toEqual([
      [source, 'a:b'],
      [SETTINGS, TOKEN],
    ]);
  });

  test('what to do about a mirror of exactly our name, and an option that Maven 3.9 refuses', async () => {
    const exact = `<settings>${MIRROR.replace('>*<', '>codeartifact<')}</settings>`;
    const { texts } = await asked('maven', {}, { files: { [SETTINGS]: exact } });
    const [remark] = (await inspected({ files: texts })).remarks;
    expect(remark).toMatchObject({
      name: 'mirrored',
      fix: expect.stringContaining('Take codeartifact out of the <mirrorOf>'),
    });
    const plain = await asked('maven');
    const llr = { ...plain.texts, '/project/.mvn/maven.config': '-llr\n' };
    expect(await remarks({ files: { ...llr, ...three } })).toEqual(['refused-option']);
    expect(await remarks({ files: { ...llr, ...four } })).toEqual([]);
  });

  test('a name that belongs to another repository is not taken', async () => {
    const before = `<settings><servers><server><id>codeartifact</id><password>theirs</password></server></servers><mirrors><mirror><id>codeartifact</id><mirrorOf>central</mirrorOf><url>${PROXY}</url></mirror></mirrors></settings>`;
    const { texts, configuration } = await asked('maven', {}, { files: { [SETTINGS]: before } });
    expect(texts[SETTINGS]).toContain('<password>theirs</password>');
    expect(texts[SETTINGS]).toContain('<id>my-org-shared</id>');
    expect(configuration.notes.join()).toContain('`my-org-shared` is used');
  });
});

describe('Gradle', () => {
  test('after a login all is well; a variable and a stray home are seen', async () => {
    const { texts } = await asked('gradle');
    const found = await inspected({ files: texts }, 'gradle');
    expect(found).toMatchObject({ registries: [{ setting: 'init script', url: URL }], remarks: [] });
    expect(found.credentials[0]?.token.reveal()).toBe(TOKEN);
    const env = { ORG_GRADLE_PROJECT_codeartifactCiPassword: 'old' };
    expect((await inspected({ files: texts, env }, 'gradle')).credentials[0]?.variable).toBe(
      'ORG_GRADLE_PROJECT_codeartifactCiPassword',
    );
    const left = await asked('gradle', {}, { env, exportsVariables: true });
    expect(Object.keys(left.configuration.variables)).toEqual(Object.keys(env));
    const stray = await inspected({ files: texts, accountHome: '/root' }, 'gradle');
    expect(stray.remarks).toMatchObject([{ name: 'user-home', fix: "export GRADLE_USER_HOME='/home/ci/.gradle'" }]);
    const exported = await asked('gradle', {}, { accountHome: '/root', exportsVariables: true });
    expect(exported.configuration.variables).toEqual({ GRADLE_USER_HOME: '/home/ci/.gradle' });
  });

  test('an option outranks GRADLE_USER_HOME', async () => {
    const env = { GRADLE_USER_HOME: '/g', GRADLE_OPTS: '-Xmx1g -Dgradle.user.home=/o' };
    const { texts } = await asked('gradle', {}, { env });
    expect(Object.keys(texts)[1]).toBe('/o/gradle.properties');
    expect((await inspected({ env, files: texts }, 'gradle')).registries).toHaveLength(1);
  });

  test('what a build says', async () => {
    const build = `repositories { exclusiveContent { forRepository { maven { url '${URL}' } } } }`;
    const found = await inspected({ files: { '/project/build.gradle': build } }, 'gradle');
    expect(found.registries).toMatchObject([{ source: 'build.gradle', url: URL }]);
    expect(found.remarks.map(({ name }) => name)).toEqual(['exclusive-content', 'no-credentials']);
  });

  test('gradle.properties in UTF-16 has no credentials for Java, in Latin-1 and behind a mark it has', async () => {
    const path = '/home/ci/.gradle/gradle.properties';
    const { texts } = await asked('gradle');
    const within = async (encoding: TextEncoding) =>
      (await remarks({ files: texts, encodings: { [path]: encoding } }, 'gradle')).join();
    expect(await within({ charset: 'utf16le', mark: true })).toBe('encoding');
    expect(await within({ charset: 'latin1', mark: false })).toBe('');
    expect(await within({ charset: 'utf8', mark: true })).toBe('');
    // The mark hides the first key.
    const only = { ...texts, [path]: `codeartifactCiPassword=${TOKEN}\n` };
    expect(await remarks({ files: only, encodings: { [path]: { charset: 'utf8', mark: true } } }, 'gradle')).toEqual([
      'no-credentials',
    ]);
  });

  const OURS = `maven { url '${URL}' }`;
  const OTHER = "maven { url 'https://other.example/' }";
  test.each([
    [`repositories { ${OURS}; ${OTHER} }`, ''],
    [`repositories { ${OTHER} }`, ''],
    [`repositories { mavenLocal(); ${OURS} }`, ''],
    [`repositories { ${OTHER.replace(' }', '; content { includeGroup "x" } }')}; ${OURS} }`, ''],
    [`repositories { mavenCentral { content { excludeGroup('com.acme') } }\n${OURS} }`, ''],
    [`buildscript { repositories { ${OTHER}; ${OURS} } }`, ''],
    [`publishing { repositories { ${OTHER}; ${OURS} } }`, ''],
    [`repositories { // ${OTHER}\n/* ${OTHER} */ ${OURS} }`, ''],
    [`repositories { ${OTHER} }\nsubprojects { repositories { ${OURS} } }`, ''],
    [`repositories { ${OTHER}\n${OURS} }`, 'https://other.example/'],
    [`repositories {\n  mavenCentral()\n  maven("${URL}")\n}`, 'https://repo.maven.apache.org/maven2/'],
    [
      `allprojects { repositories { google(); maven { url = uri("${URL}") } } }`,
      'https://dl.google.com/dl/android/maven2/',
    ],
    [
      `repositories { ${OTHER.replace('other', 'a')}; ${OTHER.replace('other', 'b')}; ${OURS} }`,
      'https://a.example/ and https://b.example/',
    ],
  ])('what a build lists before: %s', async (build, before) => {
    const { texts } = await asked('gradle');
    const found = await inspected({ files: { ...texts, '/project/build.gradle': build } }, 'gradle');
    const listed = found.remarks.filter(({ name }) => name === 'listed-before').map(({ found }) => found);
    expect(listed).toEqual(before === '' ? [] : [expect.stringContaining(`build.gradle lists ${before} before this`)]);
    // In the settings a login is first.
    const settings = await inspected({ files: { ...texts, '/project/settings.gradle': build } }, 'gradle');
    expect(settings.remarks).toEqual([]);
  });
});

test('sbt: after a login all is well; options and a stray home are seen', async () => {
  const { texts } = await asked('sbt');
  const found = await inspected({ files: texts }, 'sbt');
  expect(found).toMatchObject({ registries: [{ setting: 'resolvers', url: URL }], remarks: [] });
  expect(found.credentials[0]?.token.reveal()).toBe(TOKEN);
  expect(await remarks({ files: texts, accountHome: '/root' }, 'sbt')).toEqual(['user-home']);
  const env = { SBT_OPTS: '-Dsbt.override.build.repos=true' };
  expect(await remarks({ files: texts, env }, 'sbt')).toEqual(['override-build-repos']);
  const elsewhere = await asked('sbt', {}, { env: { SBT_OPTS: '-Dsbt.global.base=/g' } });
  expect(Object.keys(elsewhere.texts)[0]).toBe('/g/codeartifact-ci.my-org.shared.sbt');
});

describe('a proxy of the checkout', () => {
  const settings =
    '<settings><proxies><proxy><id>p</id><protocol>https</protocol><host>evil.example</host><port>3128</port></proxy></proxies></settings>';
  const named = { '/project/.mvn/maven.config': '-gs\nci/settings.xml\n', '/project/ci/settings.xml': settings };
  const evil = { address: 'http://evil.example:3128', isOfProject: true };

  test.each([
    [named, undefined],
    [
      {
        ...named,
        '/project/.mvn/maven.config': '-gs\nci/settings.xml\n-Daether.connector.https.securityMode=insecure\n',
      },
      '`-Daether.connector.https.securityMode` in /project/.mvn/maven.config, line 3',
    ],
    [
      { ...named, '/project/.mvn/jvm.config': '"-Djavax.net.ssl.trustStore=ci/evil.p12"\n' },
      '`-Djavax.net.ssl.trustStore` in /project/.mvn/jvm.config, line 1',
    ],
    [{ ...named, '/project/.mvn/jvm.config': '@ci/options\n' }, '`@` in /project/.mvn/jvm.config'],
    [{ '/project/.mvn/settings.xml': settings }, undefined],
    [
      {
        '/srv/settings.xml': settings,
        '/project/.git': '',
        '/project/.mvn/maven.config': '-gs\n/srv/settings.xml\n-Daether.connector.https.securityMode=insecure\n',
      },
      '`-Daether.connector.https.securityMode` in /project/.mvn/maven.config, line 3',
    ],
    [{ ...named, '/project/.mvn/jvm.config': '-Djavax.net.ssl.trustStoreType=Windows-ROOT\n' }, undefined],
  ])('of settings that Maven is told to read: %#', async (files, unverified) => {
    expect((await inspected({ files })).way).toMatchObject({ ...evil, unverified });
  });

  test.each([
    ['-DsocksProxyHost=evil.example\n-DsocksProxyPort=3128\n', 'socks://evil.example:3128'],
    ['-Dhttps.proxyHost=evil.example\n-Dhttps.proxyPort=3128\n', 'http://evil.example:3128'],
  ])('of the options for Java: %j', async (text, address) => {
    const files = { '/project/.mvn/jvm.config': `${text}-Djavax.net.ssl.trustStore=ci/evil.p12\n` };
    expect((await inspected({ files })).way).toMatchObject({
      address,
      isOfProject: true,
      line: 1,
      unverified: '`-Djavax.net.ssl.trustStore` in /project/.mvn/jvm.config, line 3',
    });
  });

  test('that of the user’s settings is the user’s', async () => {
    expect((await inspected({ files: { [SETTINGS]: settings } })).way).not.toHaveProperty('isOfProject');
  });

  test.each([
    ['systemProp.javax.net.ssl.trustStore=ci/evil.p12\n', '`systemProp.javax.net.ssl.trustStore`'],
    ['org.gradle.jvmargs=-Xmx1g -Djavax.net.ssl.trustStore=ci/evil.p12\n', '`org.gradle.jvmargs`'],
  ])('of gradle.properties, beside %j', async (line, unverified) => {
    const text = `systemProp.https.proxyHost=evil.example\nsystemProp.https.proxyPort=3128\n${line}`;
    expect((await inspected({ files: { '/project/gradle.properties': text } }, 'gradle')).way).toMatchObject({
      ...evil,
      line: 1,
      unverified: `${unverified} in /project/gradle.properties, line 3`,
    });
  });

  test('of the arguments that start Gradle’s work', async () => {
    const text = 'org.gradle.jvmargs=-Dhttps.proxyHost=evil.example -Dhttps.proxyPort=3128\n';
    expect((await inspected({ files: { '/project/gradle.properties': text } }, 'gradle')).way).toMatchObject(evil);
  });
});

describe('a folder of the user that the checkout names', () => {
  test.each([
    ['maven', '/project/.mvn/jvm.config', '-Duser.home=./public\n'],
    ['maven', '/project/.mvn/jvm.config', '"-Duser.home=/project/public"\n'],
    ['sbt', '/project/.jvmopts', '-Duser.home=/project/public\n'],
    ['sbt', '/project/.sbtopts', '-J-Duser.home=/project/public\n'],
  ] as const)('%s: no token is written there (%s: %j)', async (tool, file, text) => {
    await expect(asked(tool, {}, { files: { [file]: text } })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining(`\`-Duser.home\` in ${file}`),
    });
  });

  test('elsewhere, or where the user says the same, it is followed', async () => {
    const elsewhere = { '/project/.mvn/jvm.config': '-Duser.home=/srv/ci\n' };
    expect((await asked('maven', {}, { files: elsewhere })).configuration.files[0]?.path).toBe(
      '/srv/ci/.m2/settings.xml',
    );
    const same = { '/project/.mvn/jvm.config': '-Duser.home=/project/public\n' };
    const env = { MAVEN_OPTS: '-Duser.home=/project/public' };
    expect((await asked('maven', {}, { files: same, env })).configuration.files[0]?.path).toBe(
      '/project/public/.m2/settings.xml',
    );
  });
});
